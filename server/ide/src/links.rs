//! Places that lead out of a document: paths of specs, rules named in suppressions, and what an
//! architecture spec names in code: tables and strategies.

use model::MigrationSource;
use model::mention::Role;
use syntax::TextRange;
use syntax::text::size;

use crate::occurrences::{Index, Symbol};
use crate::{Analysis, FileId, FileRange, PageKind};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: TextRange,
    pub target: LinkTarget,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// As written; against the root of the project, the document's folder or one above it.
    Path(String),
    /// A page, by its code ([`crate::page_path`]).
    Page(&'static str),
    /// Where a table is described, else made.
    Place(FileRange),
}

pub(crate) fn links(analysis: &Analysis, file: FileId) -> Vec<Link> {
    let (Some(document), Some(text)) = (analysis.document(file), analysis.file_text(file)) else {
        return Vec::new();
    };
    let mut links = Vec::new();
    for migration in &document.migrations {
        if let MigrationSource::Specification(specification) = &migration.source
            && let Some(meta) = &specification.meta
        {
            let paths = [&meta.value.feature_spec, &meta.value.database_spec];
            links.extend(paths.into_iter().flatten().map(|it| Link {
                range: it.range,
                target: LinkTarget::Path(it.value.clone()),
            }));
        }
    }
    links.extend(document.requests.iter().filter_map(|it| {
        let path = it.database_spec.as_ref()?;
        Some(Link {
            range: path.range,
            target: LinkTarget::Path(path.value.clone()),
        })
    }));
    for suppression in analysis::suppress::read(&text, &document) {
        for rule in suppression.rules {
            if let Some(page) = crate::explain(&rule.code) {
                links.push(Link {
                    range: rule.range,
                    target: LinkTarget::Page(page.code),
                });
            }
        }
    }
    if analysis.path(file).is_some_and(|it| is_architecture(&it)) {
        of_architecture(analysis, file, &text, &mut links);
    }
    links.retain(|it| !it.range.is_empty());
    links.sort_by_key(|it| it.range.start());
    links
}

/// Such specs show tables to make a point, and say how they are to be changed.
fn is_architecture(path: &str) -> bool {
    path.split(['/', '\\']).any(|it| it == "architecture")
}

/// Code spans that are nothing but the name of a table or of a strategy.
fn of_architecture(analysis: &Analysis, file: FileId, text: &str, links: &mut Vec<Link>) {
    let index = analysis.occurrences();
    for code in code_spans(text) {
        let strategy = crate::explain(&text[code].replace('_', "-"))
            .filter(|it| it.kind == PageKind::Strategy)
            .map(|it| LinkTarget::Page(it.code));
        let table = || {
            let here = index.at(file, code.start())?;
            let whole = here.range == code && matches!(here.symbol, Symbol::Table(_));
            let place = whole.then(|| home(analysis, index, &here.symbol)).flatten();
            place.map(LinkTarget::Place)
        };
        if let Some(target) = strategy.or_else(table) {
            links.push(Link {
                range: code,
                target,
            });
        }
    }
}

/// Where a table is described outside of architecture specs, else where it is made.
fn home(analysis: &Analysis, index: &Index, table: &Symbol) -> Option<FileRange> {
    let places = index.places(table);
    let with = |role: Role| {
        let mut places = places.iter().filter(|it| it.1.role == role);
        places.find(|it| analysis.path(it.0).is_some_and(|it| !is_architecture(&it)))
    };
    let (file, it) = with(Role::Described).or_else(|| with(Role::Created))?;
    Some(FileRange {
        file: *file,
        range: it.range,
    })
}

/// What stands between two backticks of a line.
fn code_spans(text: &str) -> Vec<TextRange> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut pieces = line.split('`');
        let mut start = at + pieces.next().map_or(0, str::len) + 1;
        // Every second piece is code, when another backtick ends it.
        let rest: Vec<&str> = pieces.collect();
        for (number, piece) in rest.iter().enumerate() {
            if number % 2 == 0 && number + 1 < rest.len() {
                spans.push(TextRange::at(size(start), size(piece.len())));
            }
            start += piece.len() + 1;
        }
        at += line.len();
    }
    spans
}
