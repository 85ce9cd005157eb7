//! Places that lead out of a document: paths of specs, and rules named in suppressions.

use model::MigrationSource;
use syntax::TextRange;

use crate::{Analysis, FileId};

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
    links.retain(|it| !it.range.is_empty());
    links.sort_by_key(|it| it.range.start());
    links
}
