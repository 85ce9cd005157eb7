//! Changes that a Markdown spec writes down outside of SQL: calls of Alembic, sentences, lists and
//! tables of changes, headings over new tables.
//!
//! Only under headings about changes, and only what names its object: advice on how to migrate
//! and command lines are nothing. Never guesses a table: one that is not said is the only one that
//! could be meant, or the change is not analysed.

mod clause;
mod column;
mod grid;
mod sentence;
#[cfg(test)]
mod tests;
mod token;

use std::cell::Cell;
use std::collections::BTreeSet;

use syntax::TextRange;
use syntax::markdown::{self, Block, BlockKind, Inline, ListItem};

use super::section::{Headings, Topic};
use super::{alembic, surroundings};
use crate::document::{Inference, Migration, MigrationSource};
use crate::name::Name;
use crate::operation::{Change, Operation, Part};
use crate::schema::section::Walk;
use crate::schema::{self, Form, ReadTable, SchemaReading};

use clause::{Object, Verb};

/// What is known while sentences are read.
pub(super) struct Context<'a> {
    pub(super) text: &'a str,
    pub(super) schema: &'a SchemaReading,
}

impl Context<'_> {
    /// The table that the document describes under a name, in the singular or plural.
    pub(super) fn table(&self, name: &str) -> Option<&ReadTable> {
        self.schema.tables.iter().map(|it| &**it).find(|it| {
            schema::same_table(&it.table.name.name.text, name)
                || it.aliases.iter().any(|it| schema::same_table(it, name))
        })
    }

    /// The only described table with a column of this name.
    pub(super) fn only_with(&self, column: &str) -> Option<&ReadTable> {
        let mut with = self
            .schema
            .tables
            .iter()
            .filter(|it| it.table.column(column).is_some());
        let first = with.next()?;
        with.next().is_none().then_some(&**first)
    }
}

/// A sentence's change before its table is known for certain.
pub(super) struct Draft {
    pub(super) range: TextRange,
    pub(super) operation: Operation,
    /// The table was not said; its place in the operation is empty.
    pub(super) open: bool,
    /// Two tables could be meant, and the sentence leaves no doubt that it is a change.
    pub(super) certain: bool,
}

/// The changes of a document.
#[derive(Default)]
pub(super) struct Written {
    /// Alembic's calls, a migration for each fence.
    pub(super) revisions: Vec<Migration>,
    /// Sentences, lists and tables, a migration for each section.
    pub(super) sections: Vec<Migration>,
    /// Changes whose table was concluded.
    pub(super) inferred: Vec<Inference>,
}

/// Reads a document's changes. `schema` is what it describes.
pub(super) fn read(sections: &[markdown::Section], text: &str, schema: &SchemaReading) -> Written {
    let mut reader = Reader {
        ctx: Context { text, schema },
        headings: Headings::default(),
        walk: Walk::default(),
        open: None,
        pending: None,
        section: Section::default(),
        found: Written::default(),
    };
    // Where no sentence is read, headings and fences are all that counts.
    let sentences = Cell::new(false);
    let wanted = |it: &Block| {
        sentences.get() || matches!(it.kind, BlockKind::Heading { .. } | BlockKind::Fence(_))
    };
    for section in sections {
        for block in section.blocks_that(wanted) {
            reader.block(block.range, &block.kind);
            sentences.set(reader.headings.topic() == Topic::Migration);
        }
    }
    reader.close();
    reader.found
}

/// The changes of one section, in order.
#[derive(Default)]
struct Section {
    drafts: Vec<Draft>,
    range: Option<TextRange>,
    heading: Option<String>,
}

/// `Add the following tables:` and the list that follows.
#[derive(Clone)]
pub(super) struct Pending {
    pub(super) verb: Verb,
    pub(super) object: Object,
    pub(super) table: Option<Name>,
}

struct Reader<'a> {
    ctx: Context<'a>,
    headings: Headings,
    walk: Walk,
    /// Under `New Tables`: where the section begins.
    open: Option<u8>,
    pending: Option<Pending>,
    section: Section,
    found: Written,
}

impl Reader<'_> {
    fn block(&mut self, range: TextRange, kind: &BlockKind) {
        match kind {
            BlockKind::Heading { level, inline } => self.heading(*level, inline),
            BlockKind::Paragraph(inline) => {
                self.walk.paragraph(inline, self.ctx.text);
                self.pending = None;
                if self.reads() {
                    self.pending = sentence::introduces(inline, &self.ctx);
                    if self.pending.is_none() {
                        let owner = self.owner();
                        sentence::read(inline, owner, None, &self.ctx, &mut self.section.drafts);
                        self.grow(range);
                    }
                }
            }
            BlockKind::List(items) => {
                if self.reads() {
                    self.list(items);
                    self.grow(range);
                }
                self.pending = None;
            }
            BlockKind::Table(table) => {
                if self.reads() {
                    let owner = self.owner();
                    grid::read(table, owner, &self.ctx, &mut self.section.drafts);
                    self.grow(range);
                }
                self.pending = None;
            }
            BlockKind::Fence(fence) => {
                if matches!(fence.language.as_str(), "python" | "py" | "python3" | "") {
                    self.revision(range, alembic::read(fence));
                }
            }
            BlockKind::FrontMatter(_) | BlockKind::Comment(_) => {}
        }
    }

    /// Are sentences here about changes?
    fn reads(&self) -> bool {
        self.headings.topic() == Topic::Migration && !self.walk.excluded()
    }

    fn owner(&self) -> Option<Name> {
        let owner = self.walk.owner()?;
        // `Timezone Migration` names no table.
        let known = owner.explicit || self.ctx.table(&owner.name.text).is_some();
        known.then_some(owner.name)
    }

    fn heading(&mut self, level: u8, inline: &Inline) {
        self.close();
        self.headings.enter(level, &inline.text);
        self.walk.heading(level, inline, self.ctx.text);
        self.pending = None;
        if self.open.is_some_and(|it| level <= it) {
            self.open = None;
        }
        if super::section::announces_tables(&inline.text) && !self.walk.excluded() {
            self.open.get_or_insert(level);
            self.pending = Some(Pending {
                verb: Verb::Add,
                object: Object::Table,
                table: None,
            });
        }
        self.section.heading = self.headings.last().map(str::to_owned);
    }

    /// What was found since the last heading belongs to the section.
    fn grow(&mut self, range: TextRange) {
        if self.open.is_some() {
            self.described(range);
        }
        if !self.section.drafts.is_empty() {
            let known = self.section.range.unwrap_or(range);
            self.section.range = Some(known.cover(range));
        }
    }

    /// Tables that are described under `New Tables` are created there.
    fn described(&mut self, range: TextRange) {
        for read in &self.ctx.schema.tables {
            let here = range.contains_range(read.named_at)
                || (read.named_at.start() < range.start()
                    && range.contains_range(
                        read.table
                            .columns
                            .first()
                            .map_or(read.named_at, |it| it.range),
                    ));
            if !here || read.form == Form::Sql {
                continue;
            }
            let create = schema::creation(&read.table);
            let known = self.section.drafts.iter().any(|it| {
                matches!(&it.operation, Operation::CreateTable(it) if it.table == create.table)
            });
            if !known {
                self.section.drafts.push(Draft {
                    range: read.named_at,
                    operation: Operation::CreateTable(create),
                    open: false,
                    certain: true,
                });
            }
        }
    }

    fn list(&mut self, items: &[ListItem]) {
        // The table that an item above names for those below it.
        let mut above: Vec<(u8, Option<Name>)> = Vec::new();
        for item in items {
            above.retain(|it| it.0 < item.depth);
            let owner = above
                .iter()
                .rev()
                .find_map(|it| it.1.clone())
                .or_else(|| self.owner());
            let before = self.section.drafts.len();
            let pending = self.pending.as_ref().filter(|_| item.depth == 0);
            sentence::read(
                &item.inline,
                owner,
                pending,
                &self.ctx,
                &mut self.section.drafts,
            );
            let named = if self.section.drafts.len() == before {
                sentence::names_table(&item.inline, &self.ctx)
            } else {
                let last = self.section.drafts.last();
                last.and_then(|it| created(&it.operation)).cloned()
            };
            above.push((item.depth, named));
        }
    }

    /// The calls of a fence; an example counts when it builds what this document describes.
    fn revision(&mut self, range: TextRange, mut revision: alembic::Revision) {
        if revision.is_empty() {
            return;
        }
        let mut tables = revision
            .upgrade
            .iter()
            .flat_map(|it| &it.parts)
            .filter_map(|it| created(&it.operation))
            .map(Name::as_str)
            .peekable();
        let real = tables.peek().is_some() && tables.all(|it| self.ctx.table(it).is_some());
        match self.headings.topic() {
            Topic::Aside if !real => return,
            Topic::Downgrade if revision.downgrade.is_empty() => {
                revision.downgrade = std::mem::take(&mut revision.upgrade);
            }
            Topic::Definition | Topic::Migration | Topic::Downgrade | Topic::Aside => {}
        }
        self.found.revisions.push(Migration {
            range,
            begins: Vec::new(),
            surroundings: surroundings::of_script(&revision.upgrade, &revision.downgrade),
            upgrade: revision.upgrade,
            downgrade: revision.downgrade,
            source: MigrationSource::Written {
                heading: self.headings.last().map(str::to_owned),
            },
        });
    }

    /// Ends a section: what left its table open means the only table that the section changes.
    fn close(&mut self) {
        let section = std::mem::take(&mut self.section);
        let Some(range) = section.range else { return };
        let tables: BTreeSet<String> = section
            .drafts
            .iter()
            .filter(|it| !it.open)
            .filter_map(|it| {
                // What a table is called afterwards is its name.
                if let Operation::RenameTable(it) = &it.operation {
                    return Some(self.name_of(&it.to.text));
                }
                let table = it.operation.table();
                table.map(|it| self.name_of(&it.name.text))
            })
            .collect();
        let only = (tables.len() == 1)
            .then(|| tables.into_iter().next())
            .flatten();
        let mut upgrade: Vec<Change> = Vec::new();
        for draft in section.drafts {
            let operation = if draft.open {
                match &only {
                    Some(table) => {
                        self.found.inferred.push(Inference {
                            range: draft.range,
                            what: format!(
                                "it is about `{table}`, the only table that this section changes"
                            ),
                        });
                        clause::with_table(draft.operation, table)
                    }
                    None if draft.certain => clause::not_analysed(&draft.operation),
                    None => continue,
                }
            } else {
                let unsaid = draft
                    .operation
                    .table()
                    .filter(|it| it.name.range.is_empty());
                if let Some(table) = unsaid {
                    self.found.inferred.push(Inference {
                        range: draft.range,
                        what: format!(
                            "it is about `{table}`, the only described table with such a column"
                        ),
                    });
                }
                draft.operation
            };
            upgrade.push(change(draft.range, operation));
        }
        if upgrade.is_empty() {
            return;
        }
        self.found.sections.push(Migration {
            range,
            begins: Vec::new(),
            surroundings: surroundings::of_script(&upgrade, &[]),
            upgrade,
            downgrade: Vec::new(),
            source: MigrationSource::Written {
                heading: section.heading,
            },
        });
    }

    /// As the document spells a table.
    fn name_of(&self, name: &str) -> String {
        match self.ctx.table(name) {
            Some(read) => read.table.name.name.text.clone(),
            None => name.to_owned(),
        }
    }
}

/// The table that an operation creates.
fn created(operation: &Operation) -> Option<&Name> {
    if let Operation::CreateTable(it) = operation {
        return Some(&it.table.name);
    }
    None
}

fn change(range: TextRange, operation: Operation) -> Change {
    Change {
        range,
        focus: range,
        parts: vec![Part {
            range,
            statement: 0,
            operation,
        }],
        from_sql: false,
        data_migration: None,
        sql: None,
    }
}
