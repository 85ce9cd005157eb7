//! Where every name of the workspace stands: the one index behind definition, references, rename,
//! highlights, symbols and semantic tokens.
//!
//! Joins what single documents mention: a column of a query goes to the table that has it, a
//! renamed table is the same one under both names, a word of prose counts when it names something.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::mention::{Mention, Named, Notation, Role, table_key};
use model::name::QualifiedName;
use model::operation::Operation;
use syntax::{TextRange, TextSize};

use crate::{Analysis, FileId};

/// A thing that has a name. Tables of columns go by the first of the names that they had.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Symbol {
    Table(String),
    Column { table: String, column: String },
    Index(String),
    Constraint(String),
    Type(String),
    Version(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) range: TextRange,
    pub(crate) symbol: Symbol,
    pub(crate) role: Role,
    pub(crate) notation: Notation,
    /// See [`Mention::exact`].
    pub(crate) exact: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    /// By file, sorted by place; no two at the same range.
    files: BTreeMap<FileId, Vec<Occurrence>>,
    places: HashMap<Symbol, Vec<(FileId, usize)>>,
    same: SameTables,
}

/// Tables that were renamed, by each of their names: what they are called here.
#[derive(Debug, Default)]
struct SameTables(HashMap<String, String>);

impl SameTables {
    fn first(&self, table: &str) -> String {
        let mut name = table;
        // A chain of renames may lead in a circle.
        for _ in 0..=self.0.len() {
            match self.0.get(name) {
                Some(next) if next != name => name = next,
                _ => break,
            }
        }
        name.to_owned()
    }

    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.first(one), self.first(other));
        if one != other {
            self.0.insert(other, one);
        }
    }
}

/// What is known for certain, before words of prose and columns of queries are looked at.
#[derive(Default)]
struct Known {
    tables: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
    indexes: BTreeSet<String>,
}

impl Index {
    pub(crate) fn of(analysis: &Analysis) -> Index {
        let files = analysis.files();
        let same = same_tables(analysis, &files);
        let mut known = Known::default();
        for file in &files {
            for mention in analysis.mentions(*file).iter() {
                known.add(mention, &same);
            }
        }
        let mut index = Index {
            same,
            ..Index::default()
        };
        for file in files {
            let mentions = analysis.mentions(file);
            let mut found: Vec<Occurrence> = Vec::new();
            // Sorted by range: those of one range stand together.
            for group in mentions.chunk_by(|a, b| a.range == b.range) {
                let certain = group.iter().filter(|it| it.role != Role::Said);
                let said = group.iter().filter(|it| it.role == Role::Said);
                let best = certain
                    .chain(said)
                    .filter_map(|it| {
                        let symbol = known.symbol(it, &index.same)?;
                        Some((rank(it, &symbol), it, symbol))
                    })
                    .min_by_key(|it| it.0);
                if let Some((_, mention, symbol)) = best {
                    found.push(Occurrence {
                        range: mention.range,
                        symbol,
                        role: mention.role,
                        notation: mention.notation,
                        exact: mention.exact,
                    });
                }
            }
            // Two readings of one place, of which the first has more of it.
            found.dedup_by(|later, earlier| later.range.start() < earlier.range.end());
            for (at, it) in found.iter().enumerate() {
                let places = index.places.entry(it.symbol.clone()).or_default();
                places.push((file, at));
            }
            index.files.insert(file, found);
        }
        index
    }

    /// The occurrences of a file, sorted by place.
    pub(crate) fn of_file(&self, file: FileId) -> &[Occurrence] {
        self.files.get(&file).map_or(&[], Vec::as_slice)
    }

    /// What is named at an offset; of two that touch there the one that begins.
    pub(crate) fn at(&self, file: FileId, offset: TextSize) -> Option<&Occurrence> {
        let all = self.of_file(file);
        let inside = |it: &&Occurrence| it.range.contains(offset);
        let touches = |it: &&Occurrence| it.range.contains_inclusive(offset);
        let found = all.iter().find(inside);
        found
            .or_else(|| all.iter().find(touches))
            .filter(|it| !self.is_built_in(&it.symbol))
    }

    /// Every place of a symbol, by file and place.
    pub(crate) fn places(&self, symbol: &Symbol) -> Vec<(FileId, &Occurrence)> {
        let places = self.places.get(symbol).into_iter().flatten();
        places
            .filter_map(|(file, at)| Some((*file, self.files.get(file)?.get(*at)?)))
            .collect()
    }

    /// Every symbol, in no order.
    pub(crate) fn symbols(&self) -> impl Iterator<Item = &Symbol> {
        self.places.keys()
    }

    /// What a table's columns are listed under.
    pub(crate) fn first_name(&self, table: &str) -> String {
        self.same.first(table)
    }

    /// `integer` and its kind, which no document makes.
    fn is_built_in(&self, symbol: &Symbol) -> bool {
        matches!(symbol, Symbol::Type(_))
            && !self
                .places(symbol)
                .iter()
                .any(|it| it.1.role == Role::Created)
    }
}

/// Of several readings of one place, the certain one, then the column, then the table.
fn rank(mention: &Mention, symbol: &Symbol) -> (bool, u8) {
    let kind = match symbol {
        Symbol::Column { .. } => 0,
        Symbol::Table(_) => 1,
        Symbol::Index(_) => 2,
        Symbol::Constraint(_) | Symbol::Type(_) | Symbol::Version(_) => 3,
    };
    (mention.role == Role::Said, kind)
}

impl Known {
    fn add(&mut self, mention: &Mention, same: &SameTables) {
        if mention.role == Role::Said {
            return;
        }
        match &mention.named {
            Named::Table(it) => {
                self.tables.insert(it.clone());
            }
            Named::Column { tables, column } => {
                if let [table] = tables.as_slice()
                    && !table.is_empty()
                {
                    self.columns.insert((same.first(table), column.clone()));
                }
            }
            Named::Index(it) => {
                self.indexes.insert(it.clone());
            }
            Named::Constraint(_) | Named::Type(_) | Named::Version(_) => {}
        }
    }

    fn symbol(&self, mention: &Mention, same: &SameTables) -> Option<Symbol> {
        let said = mention.role == Role::Said;
        Some(match &mention.named {
            Named::Table(it) if said && !self.tables.contains(it) => return None,
            Named::Table(it) => Symbol::Table(it.clone()),
            Named::Column { tables, column } => {
                let has = |it: &&String| self.columns.contains(&(same.first(it), column.clone()));
                let table = match tables.iter().find(has) {
                    Some(it) => it,
                    None if said => return None,
                    None => match tables.as_slice() {
                        [only] if !only.is_empty() => only,
                        _ => return None,
                    },
                };
                Symbol::Column {
                    table: same.first(table),
                    column: column.clone(),
                }
            }
            Named::Index(it) if said && !self.indexes.contains(it) => return None,
            Named::Index(it) => Symbol::Index(it.clone()),
            Named::Constraint(it) => Symbol::Constraint(it.clone()),
            Named::Type(it) => Symbol::Type(it.clone()),
            Named::Version(it) => Symbol::Version(it.clone()),
        })
    }
}

fn same_tables(analysis: &Analysis, files: &[FileId]) -> SameTables {
    let mut same = SameTables::default();
    for document in files.iter().filter_map(|it| analysis.document(*it)) {
        for part in document
            .migrations
            .iter()
            .flat_map(|it| &it.upgrade)
            .flat_map(|it| &it.parts)
        {
            if let Operation::RenameTable(it) = &part.operation {
                let to = QualifiedName::new(it.table.schema.clone(), it.to.clone());
                same.join(&table_key(&it.table), &table_key(&to));
            }
        }
    }
    same
}
