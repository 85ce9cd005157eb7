//! One table out of everything that a document says about it.
//!
//! SQL decides, then the column table, bullets and diagrams, and SQLModel classes; a fact that a
//! stronger form leaves open is taken from a weaker one. Must never join tables of different
//! entities: names must agree, but for singular and plural.

use std::collections::BTreeMap;

use syntax::{TextRange, TextSize};

use crate::catalog::{EnumType, Index, Knowledge, Table, TableConstraint};
use crate::moved::{Moved, Way};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    Change, Column, Constraint, ConstraintKind, Expression, IndexKey, References,
};

use super::gather::Told;
use super::home::{Tables, fold};
use super::lines::Statement;
use super::{Contradiction, Form, Places, ReadTable, contradiction, sql_ddl};
use crate::document::Inference;

/// A table as one form tells it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) table: Table,
    pub(super) aliases: Vec<String>,
    pub(super) named_at: TextRange,
    pub(super) form: Form,
    /// It uses `T?` for nullable columns.
    pub(super) question: bool,
    /// In a fence of a migration.
    pub(super) migration: bool,
    /// The forms that were joined to it, and where they stand.
    sources: Vec<(Form, TextRange)>,
    contradictions: Vec<Contradiction>,
    inferred: Vec<Inference>,
}

impl Moved for Draft {
    fn go(&mut self, way: Way<'_>) {
        let Draft {
            table,
            aliases: _,
            named_at,
            form: _,
            question: _,
            migration: _,
            sources,
            contradictions,
            inferred,
        } = self;
        table.go(way);
        named_at.go(way);
        for (_, place) in sources {
            place.go(way);
        }
        for it in contradictions {
            it.at.go(way);
            it.other.go(way);
        }
        for it in inferred {
            it.range.go(way);
        }
    }
}

impl Draft {
    pub(super) fn new(name: Name, named_at: TextRange, form: Form) -> Draft {
        let (schema, name) = match name.text.rsplit_once('.') {
            Some((schema, last)) if !schema.is_empty() && !last.is_empty() => {
                let range = name.range;
                let verbatim = usize::from(range.len()) == name.text.len();
                let (first, second) = if verbatim {
                    (
                        TextRange::at(range.start(), TextSize::of(schema)),
                        TextRange::new(range.end() - TextSize::of(last), range.end()),
                    )
                } else {
                    (range, range)
                };
                (Some(Name::new(schema, first)), Name::new(last, second))
            }
            _ => (None, name),
        };
        Draft {
            table: Table {
                name: QualifiedName::new(schema, name),
                knowledge: Knowledge::Described,
                defined_at: named_at,
                ..Table::default()
            },
            aliases: Vec::new(),
            named_at,
            form,
            question: false,
            migration: false,
            sources: Vec::new(),
            contradictions: Vec::new(),
            inferred: Vec::new(),
        }
    }

    /// Columns with no table's name above them; kept only where they are those of a known table.
    pub(super) fn unnamed(at: TextRange, form: Form) -> Draft {
        Draft::new(Name::default(), at, form)
    }

    /// Adds a column; a second one of the same name completes the first.
    pub(super) fn column(&mut self, column: Column) {
        self.table.defined_at = self.table.defined_at.cover(column.range);
        match find(&mut self.table.columns, &column.name.text) {
            Some(known) => complete(known, column),
            None => self.table.columns.push(column),
        }
    }

    pub(super) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        find(&mut self.table.columns, name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.column(name).is_some()
    }
}

fn find<'a>(columns: &'a mut [Column], name: &str) -> Option<&'a mut Column> {
    columns
        .iter_mut()
        .find(|it| it.name.text.eq_ignore_ascii_case(name))
}

/// What the weaker description adds to the stronger.
fn complete(known: &mut Column, other: Column) {
    known.primary_key |= other.primary_key;
    known.unique |= other.unique;
    known.index |= other.index;
    known.ty = known.ty.take().or(other.ty);
    known.nullable = known.nullable.or(other.nullable);
    known.default = known.default.take().or(other.default);
    known.check = known.check.take().or(other.check);
    known.comment = known.comment.take().or(other.comment);
    known.references = match (known.references.take(), other.references) {
        (Some(mut ours), Some(theirs)) => {
            if ours.table.name.text.is_empty() {
                let on_delete = ours.on_delete.take();
                ours = theirs;
                ours.on_delete = ours.on_delete.or(on_delete);
            } else {
                if ours.columns.is_empty() {
                    ours.columns = theirs.columns;
                }
                ours.on_delete = ours.on_delete.or(theirs.on_delete);
            }
            Some(ours)
        }
        (ours, theirs) => ours.or(theirs),
    };
}

/// Everything that the drafts of a document are made of, in its order.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    drafts: Vec<Draft>,
    said: Vec<(Option<Name>, Statement)>,
    pub(super) enums: BTreeMap<String, EnumType>,
}

impl Drafts {
    /// Takes what a section tells. `changes` answers those of an SQL fence.
    pub(super) fn take(&mut self, told: Told, changes: &dyn Fn(TextRange) -> Vec<Change>) {
        match told {
            Told::Draft(draft) => self.add(*draft),
            Told::Said(table, statement) => self.say(table, statement),
            Told::Enum(name, new) => {
                self.enums.entry(name).or_insert(new);
            }
            Told::Sql { fence, migration } => sql_ddl::read(changes(fence), migration, self),
            Told::Revision(upgrade) => sql_ddl::revision(upgrade, self),
        }
    }

    pub(super) fn add(&mut self, draft: Draft) {
        if !draft.table.columns.is_empty() {
            self.drafts.push(draft);
        }
    }

    pub(super) fn say(&mut self, table: Option<Name>, statement: Statement) {
        self.said.push((table, statement));
    }

    /// The draft of a name, the latest first; for statements that alter.
    pub(super) fn draft_mut(&mut self, name: &str) -> Option<&mut Draft> {
        let name = fold(name);
        self.drafts
            .iter_mut()
            .rev()
            .find(|it| fold(&it.table.name.name.text) == name)
    }

    /// Where every form names what it tells, with the table that it became.
    pub(super) fn places(self) -> Vec<Places> {
        let mut told: Vec<(usize, Places)> = Vec::new();
        let mut merged = Tables::default();
        let mut drafts = self.drafts;
        drafts.sort_by_key(|it| it.form);
        for draft in drafts {
            let names = (draft.form != Form::Sql).then(|| told_by(&draft));
            let at = match merged.home(&draft) {
                Some(at) => {
                    merged.change(at, |it| join(it, draft));
                    at
                }
                None if draft.table.name.name.text.is_empty() => continue,
                None => merged.push(draft),
            };
            told.extend(names.map(|it| (at, it)));
        }
        for (table, statement) in self.said {
            if let Some(at) = merged.owner(table.as_ref(), &statement) {
                told.push((at, told_by_statement(table, statement)));
            }
        }
        let of = |(at, it): (usize, Places)| {
            let owner = merged.get(at)?.table.name.clone();
            Some(Places { owner, ..it })
        };
        told.into_iter().filter_map(of).collect()
    }

    pub(super) fn finish(self) -> Finished {
        let question = self.drafts.iter().any(|it| it.question);
        let mut merged = Tables::default();
        let mut drafts = self.drafts;
        // Stronger forms first; within a form, document order.
        drafts.sort_by_key(|it| it.form);
        for mut draft in drafts {
            // Where some are marked `T?`, the others are not null.
            if question && matches!(draft.form, Form::ColumnTable | Form::Bullets) {
                for column in &mut draft.table.columns {
                    column.nullable = column.nullable.or(Some(false));
                }
            }
            match merged.home(&draft) {
                Some(at) => merged.change(at, |it| join(it, draft)),
                None if draft.table.name.name.text.is_empty() => {}
                None => {
                    merged.push(draft);
                }
            }
        }
        for (table, statement) in self.said {
            apply(&mut merged, table.as_ref(), statement);
        }
        let mut merged = merged.into_tables();
        merged.sort_by_key(|it| it.named_at.start());
        let mut finished = Finished::default();
        for mut draft in merged {
            finished.contradictions.append(&mut draft.contradictions);
            finished.inferred.append(&mut draft.inferred);
            finished.tables.push(seal(draft));
        }
        finished.contradictions.sort_by_key(|it| it.at.start());
        finished
    }
}

/// What a document describes, and what is to be said about it.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) tables: Vec<ReadTable>,
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) inferred: Vec<Inference>,
}

fn join(into: &mut Draft, other: Draft) {
    let name = other.table.name.name.text;
    let unnamed = name.is_empty();
    if !name.is_empty() && name != into.table.name.name.text && !into.aliases.contains(&name) {
        into.aliases.push(name);
    }
    for alias in other.aliases {
        if alias != into.table.name.name.text && !into.aliases.contains(&alias) {
            into.aliases.push(alias);
        }
    }
    into.question |= other.question;
    if into.sources.is_empty() {
        into.sources.push((into.form, into.table.defined_at));
    }
    into.sources.push((other.form, other.table.defined_at));
    if unnamed {
        into.inferred.push(Inference {
            range: other.table.defined_at,
            what: format!(
                "no table is named here; the columns are those of `{}`",
                into.table.name
            ),
        });
    }
    // Boxes break names and leave columns out: they complete nothing.
    let adds = other.form < Form::Ascii;
    // The statements of a migration show a table as it was then.
    let differs = into.form != other.form && adds && !into.migration && !other.migration;
    for column in other.table.columns {
        if differs && let Some(known) = into.table.column(&column.name.text) {
            let table = into.table.name.name.text.as_str();
            let found = contradiction::between(table, known, &column, other.form);
            // Once for each column, whatever the number of forms.
            let told = |it: &Contradiction| into.contradictions.iter().any(|old| old.at == it.at);
            let found = found.filter(|it| !told(it));
            into.contradictions.extend(found);
        }
        match into.column_mut(&column.name.text) {
            Some(known) => complete(known, column),
            None if adds => into.table.columns.push(column),
            None => {}
        }
    }
    for index in other.table.indexes {
        add_index(into, index);
    }
    for constraint in other.table.constraints {
        let new = !into
            .table
            .constraints
            .iter()
            .any(|it| it.constraint.kind == constraint.constraint.kind);
        if new {
            into.table.constraints.push(constraint);
        }
    }
    into.table.rows = into.table.rows.or(other.table.rows);
}

fn same_names(a: &[Name], b: &[Name]) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(a, b)| a.text.eq_ignore_ascii_case(&b.text))
}

fn key_names(index: &Index) -> Vec<String> {
    index
        .keys
        .iter()
        .map(|it| {
            it.text
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_lowercase()
        })
        .collect()
}

/// One index for the same columns; a name and uniqueness complete what is known.
pub(super) fn add_index(draft: &mut Draft, index: Index) {
    let wanted = key_names(&index);
    let known = draft.table.indexes.iter_mut().find(|it| {
        (!wanted.is_empty() && key_names(it) == wanted)
            || (!index.name.is_empty() && it.name == index.name)
    });
    match known {
        Some(known) => {
            if known.name.is_empty() {
                known.name = index.name;
            }
            if known.keys.is_empty() {
                known.keys = index.keys;
            }
            known.unique |= index.unique;
        }
        None => draft.table.indexes.push(index),
    }
}

/// A constraint as the catalog keeps it; an empty name is none.
pub(super) fn constraint(
    name: Option<Name>,
    kind: ConstraintKind,
    range: TextRange,
) -> TableConstraint {
    TableConstraint {
        name: name.as_ref().map_or_else(String::new, |it| it.text.clone()),
        constraint: Constraint {
            name,
            kind,
            not_valid: false,
            not_enforced: false,
            deferrable: false,
            no_inherit: false,
            range,
        },
        validated: true,
    }
}

/// An index over plain columns, as the catalog keeps it.
pub(super) fn plain_index(name: Option<&Name>, columns: &[Name], unique: bool) -> Index {
    Index {
        name: name.map_or_else(String::new, |it| it.text.clone()),
        unique,
        keys: columns
            .iter()
            .map(|it| IndexKey {
                column: Some(it.clone()),
                text: it.text.clone(),
                columns: vec![it.text.clone()],
            })
            .collect(),
        include: Vec::new(),
        predicate: None,
        method: None,
        attributes: None,
        constraint: None,
        invalid: false,
        parent: None,
    }
}

fn range_of(columns: &[Name]) -> TextRange {
    match (columns.first(), columns.last()) {
        (Some(first), Some(last)) => first.range.cover(last.range),
        _ => TextRange::default(),
    }
}

/// Puts a primary key, uniqueness, a foreign key or a check where it belongs: on the column when
/// it has one, else on the table.
pub(super) fn constrain(draft: &mut Draft, name: Option<Name>, kind: ConstraintKind) {
    match kind {
        ConstraintKind::PrimaryKey {
            columns,
            using_index,
        } => {
            for column in &columns {
                if let Some(known) = draft.column_mut(&column.text) {
                    known.primary_key = true;
                }
            }
            if columns.len() > 1 {
                let range = range_of(&columns);
                let kind = ConstraintKind::PrimaryKey {
                    columns,
                    using_index,
                };
                draft.table.constraints.push(constraint(name, kind, range));
            }
        }
        ConstraintKind::Unique {
            columns,
            using_index,
            nulls_not_distinct,
        } => {
            if let [only] = columns.as_slice()
                && let Some(known) = draft.column_mut(&only.text)
            {
                known.unique = true;
                return;
            }
            let known = draft.table.constraints.iter().any(|it| {
                matches!(&it.constraint.kind, ConstraintKind::Unique { columns: other, .. } if same_names(other, &columns))
            });
            if !known && !columns.is_empty() {
                let range = range_of(&columns);
                let kind = ConstraintKind::Unique {
                    columns,
                    using_index,
                    nulls_not_distinct,
                };
                draft.table.constraints.push(constraint(name, kind, range));
            }
        }
        ConstraintKind::ForeignKey {
            columns,
            references,
        } => {
            if let [only] = columns.as_slice()
                && let Some(known) = draft.column_mut(&only.text)
            {
                let mut other = Column::new(only.clone(), None);
                other.references = Some(references);
                complete(known, other);
                return;
            }
            let range = range_of(&columns);
            if columns.len() > 1 {
                let kind = ConstraintKind::ForeignKey {
                    columns,
                    references,
                };
                draft.table.constraints.push(constraint(name, kind, range));
            }
        }
        ConstraintKind::Check { expression } => {
            let range = expression.range;
            let known = draft.table.constraints.iter().any(|it| {
                matches!(&it.constraint.kind, ConstraintKind::Check { expression: other } if *other == expression)
            });
            if !known {
                draft.table.constraints.push(constraint(
                    name,
                    ConstraintKind::Check { expression },
                    range,
                ));
            }
        }
        ConstraintKind::NotNull { column } => {
            if let Some(known) = draft.column_mut(&column.text) {
                known.nullable = Some(false);
            }
        }
        ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => {
            draft
                .table
                .constraints
                .push(constraint(name, kind, TextRange::default()));
        }
    }
}

fn told_by(draft: &Draft) -> Places {
    let keys = draft.table.indexes.iter().flat_map(|it| &it.keys);
    Places {
        owner: QualifiedName::default(),
        named_at: draft.named_at,
        tables: vec![draft.table.name.name.clone()],
        columns: draft.table.columns.clone(),
        uses: keys.filter_map(|it| it.column.clone()).collect(),
        indexes: Vec::new(),
        constraints: draft
            .table
            .constraints
            .iter()
            .map(|it| it.constraint.clone())
            .collect(),
    }
}

fn told_by_statement(table: Option<Name>, statement: Statement) -> Places {
    let mut told = Places {
        owner: QualifiedName::default(),
        named_at: TextRange::default(),
        tables: table.into_iter().collect(),
        columns: Vec::new(),
        uses: Vec::new(),
        indexes: Vec::new(),
        constraints: Vec::new(),
    };
    match statement {
        Statement::Index { name, columns, .. } => {
            told.indexes.extend(name);
            told.uses = columns;
        }
        Statement::FullIndex(index) => {
            let columns = index.keys.into_iter().filter_map(|it| it.column);
            told.uses = columns.collect();
        }
        Statement::Constraint(kind) => {
            let constraint = constraint(None, kind, TextRange::default()).constraint;
            told.constraints.push(constraint);
        }
        Statement::Rows(_) => {}
    }
    told
}

/// Gives a statement to the table it is about.
fn apply(merged: &mut Tables, table: Option<&Name>, statement: Statement) {
    if let Some(at) = merged.owner(table, &statement) {
        merged.change(at, |draft| state(draft, statement));
    }
}

fn state(draft: &mut Draft, statement: Statement) {
    match statement {
        Statement::Index {
            name,
            columns,
            unique,
        } => {
            if columns.is_empty() && name.is_none() {
                return;
            }
            let index = plain_index(name.as_ref(), &columns, unique);
            add_index(draft, index);
        }
        Statement::FullIndex(index) => add_index(draft, *index),
        Statement::Constraint(kind) => constrain(draft, None, kind),
        Statement::Rows(rows) => draft.table.rows = draft.table.rows.or(Some(rows)),
    }
}

/// A draft as a reading: keys and nullability follow from each other, inline indexes join the
/// others.
fn seal(mut draft: Draft) -> ReadTable {
    let keyed: Vec<Name> = draft
        .table
        .columns
        .iter()
        .filter(|it| it.primary_key)
        .map(|it| it.name.clone())
        .collect();
    let stated = draft
        .table
        .constraints
        .iter()
        .any(|it| matches!(it.constraint.kind, ConstraintKind::PrimaryKey { .. }));
    if keyed.len() > 1 && !stated {
        let range = range_of(&keyed);
        let kind = ConstraintKind::PrimaryKey {
            columns: keyed,
            using_index: None,
        };
        draft.table.constraints.push(constraint(None, kind, range));
    }
    let mut inline = Vec::new();
    for column in &mut draft.table.columns {
        if column.primary_key {
            column.nullable = Some(false);
        }
        if column.index {
            inline.push(column.name.clone());
        }
    }
    for name in inline {
        add_index(
            &mut draft,
            plain_index(None, std::slice::from_ref(&name), false),
        );
    }
    let defined_at = draft.table.defined_at;
    ReadTable {
        table: draft.table,
        aliases: draft.aliases,
        sources: {
            let mut sources = draft.sources;
            if sources.is_empty() {
                sources.push((draft.form, defined_at));
            }
            sources
        },
        named_at: draft.named_at,
        form: draft.form,
    }
}

/// A check that a list names.
pub(super) fn check(expression: Expression) -> ConstraintKind {
    ConstraintKind::Check { expression }
}

/// A foreign key that a list names.
pub(super) fn foreign_key(columns: Vec<Name>, references: References) -> ConstraintKind {
    ConstraintKind::ForeignKey {
        columns,
        references,
    }
}
