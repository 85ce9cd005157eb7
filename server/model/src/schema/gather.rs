//! What the sections of a document tell, each by itself, before one table is made of all of them.
//!
//! What a section tells depends on its text and on the titles above it, and on nothing else; so it
//! is kept over edits of other sections, its places moved by what the text before them grew.

use syntax::markdown::{Block, BlockKind, Fence, Inline};
use syntax::text::{Replaced, size};
use syntax::{TextRange, TextSize};

use crate::catalog::EnumType;
use crate::moved::{Moved, Way};
use crate::name::Name;
use crate::operation::Change;

use super::lines::{self, Statement};
use super::merge::Draft;
use super::section::{self, Titles, Walk};
use super::{bullets, column_table, diagram, prisma, sql_ddl, sqlmodel, typeorm};

/// One thing that a section tells.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Draft(Box<Draft>),
    Said(Option<Name>, Statement),
    /// By its key in the catalog.
    Enum(String, EnumType),
    /// What the SQL of a fence tells, which is read elsewhere.
    Sql {
        /// The block.
        fence: TextRange,
        migration: bool,
    },
    /// The upgrade of an Alembic revision.
    Revision(Vec<Change>),
}

impl Moved for Told {
    fn go(&mut self, way: Way<'_>) {
        match self {
            Told::Draft(draft) => draft.go(way),
            Told::Said(table, statement) => {
                table.go(way);
                statement.go(way);
            }
            Told::Enum(..) => {}
            Told::Sql { fence, .. } => fence.go(way),
            Told::Revision(changes) => changes.go(way),
        }
    }
}

/// What a section tells, in its order.
#[derive(Debug, Default)]
pub(super) struct Found {
    told: Vec<Told>,
}

impl Found {
    pub(super) fn add(&mut self, draft: Draft) {
        if !draft.table.columns.is_empty() {
            self.told.push(Told::Draft(Box::new(draft)));
        }
    }

    pub(super) fn say(&mut self, table: Option<Name>, statement: Statement) {
        self.told.push(Told::Said(table, statement));
    }

    pub(super) fn enumeration(&mut self, name: String, new: EnumType) {
        self.told.push(Told::Enum(name, new));
    }

    /// `~2M rows` in a title or sentence about a table.
    fn rows(&mut self, walk: &Walk, inline: &Inline, text: &str) {
        if let Some(rows) = lines::rows(&inline.text) {
            let named = lines::table_mentioned(inline, text);
            let owner = walk.owner().map(|it| it.name);
            self.say(named.or(owner), Statement::Rows(rows));
        }
    }
}

/// A section, read.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    above: Titles,
    below: Titles,
    told: Vec<Told>,
}

impl Gathered {
    pub(super) fn told(&self) -> &[Told] {
        &self.told
    }

    pub(super) fn into_told(self) -> Vec<Told> {
        self.told
    }

    /// The same after an edit outside of the section.
    pub(crate) fn moved(&self, edit: &Replaced) -> Gathered {
        let at = |it: TextSize| size(edit.moved(it.into()));
        let way = |it: TextRange| TextRange::new(at(it.start()), at(it.end()));
        let mut moved = self.clone();
        moved.above.go(&way);
        moved.below.go(&way);
        moved.told.go(&way);
        moved
    }
}

/// Reads sections in order.
#[derive(Debug, Default)]
pub(crate) struct Gatherer {
    walk: Walk,
}

impl Gatherer {
    /// Whether what was read of the next section is what reading it would give. Goes on behind the
    /// section then.
    pub(crate) fn skip(&mut self, known: &Gathered) -> bool {
        let same = known.above.same(&self.walk.titles());
        if same {
            self.walk = Walk::under(known.below.clone());
        }
        same
    }

    /// Reads the next section. `text` is the whole document.
    pub(crate) fn section(&mut self, blocks: &[Block], text: &str) -> Gathered {
        let above = self.walk.titles();
        let mut found = Found::default();
        for block in blocks {
            read(block, &mut self.walk, text, &mut found);
        }
        Gathered {
            above,
            below: self.walk.titles(),
            told: found.told,
        }
    }
}

/// Whether the SQL of a fence is asked for by [`Told::Sql`].
pub(crate) fn is_sql(fence: &Fence) -> bool {
    sql_ddl::is_sql(fence)
}

fn read(block: &Block, walk: &mut Walk, text: &str, found: &mut Found) {
    match &block.kind {
        BlockKind::Heading { level, inline } => {
            walk.heading(*level, inline, text);
            found.rows(walk, inline, text);
        }
        BlockKind::Paragraph(inline) => {
            for inline in section::titled(inline, text).iter() {
                walk.paragraph(inline, text);
                if !walk.excluded() {
                    found.rows(walk, inline, text);
                    lines::paragraph(inline, walk, text, found);
                }
            }
        }
        BlockKind::Table(table) if !walk.excluded() => {
            column_table::read(table, walk, text, found);
        }
        BlockKind::List(items) if !walk.excluded() => {
            bullets::read(items, walk, text, found);
        }
        BlockKind::Fence(fence) if !walk.excluded() => match fence.language.as_str() {
            "mermaid" => diagram::mermaid(fence, found),
            "python" | "py" | "python3" => {
                sqlmodel::read(fence, found);
                if !walk.down() {
                    let revision = crate::lower::alembic::read(fence);
                    found.told.push(Told::Revision(revision.upgrade));
                }
            }
            "typescript" | "ts" | "javascript" | "js" => typeorm::read(fence, found),
            "prisma" => prisma::read(fence, found),
            _ if sql_ddl::is_sql(fence) && walk.down() => {}
            _ if sql_ddl::is_sql(fence) => found.told.push(Told::Sql {
                fence: block.range,
                migration: walk.migration(),
            }),
            "" | "text" | "txt" | "plaintext" | "schema" | "ascii" | "dbml" => {
                diagram::plain(fence, walk, found);
            }
            _ => {}
        },
        BlockKind::Table(_)
        | BlockKind::List(_)
        | BlockKind::Fence(_)
        | BlockKind::FrontMatter(_)
        | BlockKind::Comment(_) => {}
    }
}
