//! Definition, references and highlights of what a name means.

use model::mention::Role;

use crate::occurrences::{Occurrence, Symbol};
use crate::{Analysis, FileId, FilePosition, FileRange, TextRange};

/// A place in the same file that names the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    pub range: TextRange,
    /// It describes, makes or takes away what it names.
    pub write: bool,
}

fn is_write(role: Role) -> bool {
    match role {
        Role::Described | Role::Created | Role::Removed => true,
        Role::Used | Role::Said | Role::Alias => false,
    }
}

pub(crate) fn definition(analysis: &Analysis, position: FilePosition) -> Vec<FileRange> {
    let index = analysis.occurrences();
    let Some(here) = index.at(position.file, position.offset) else {
        return Vec::new();
    };
    let places = index.places(&here.symbol);
    let with = |role: Role| -> Vec<(FileId, &Occurrence)> {
        let fits = |it: &&(FileId, &Occurrence)| it.1.role == role;
        places.iter().filter(fits).copied().collect()
    };
    // A version is made by its migration, which repeats it in `meta`.
    let described = match here.symbol {
        Symbol::Version(_) => Vec::new(),
        Symbol::Table(_)
        | Symbol::Column { .. }
        | Symbol::Index(_)
        | Symbol::Constraint(_)
        | Symbol::Type(_) => with(Role::Described),
    };
    let created = with(Role::Created);
    let is_here = |it: &(FileId, &Occurrence)| it.0 == position.file && it.1.range == here.range;
    let found = match (described.is_empty(), described.iter().any(is_here)) {
        (false, false) => described,
        (false, true) if created.is_empty() => described,
        _ => created,
    };
    ranges(&found)
}

pub(crate) fn references(
    analysis: &Analysis,
    position: FilePosition,
    definitions: bool,
) -> Vec<FileRange> {
    let index = analysis.occurrences();
    let Some(here) = index.at(position.file, position.offset) else {
        return Vec::new();
    };
    let is_definition = |it: &Occurrence| matches!(it.role, Role::Described | Role::Created);
    let mut places = index.places(&here.symbol);
    places.retain(|it| definitions || !is_definition(it.1));
    ranges(&places)
}

pub(crate) fn highlights(analysis: &Analysis, position: FilePosition) -> Vec<Highlight> {
    let index = analysis.occurrences();
    let Some(here) = index.at(position.file, position.offset) else {
        return Vec::new();
    };
    let of_file = index.of_file(position.file).iter();
    of_file
        .filter(|it| it.symbol == here.symbol)
        .map(|it| Highlight {
            range: it.range,
            write: is_write(it.role),
        })
        .collect()
}

fn ranges(places: &[(FileId, &Occurrence)]) -> Vec<FileRange> {
    let range = |it: &(FileId, &Occurrence)| FileRange {
        file: it.0,
        range: it.1.range,
    };
    places.iter().map(range).collect()
}
