//! What a new document can be begun with: the next version, the spec that is there.

use std::collections::BTreeSet;

use model::MigrationSource;
use syntax::edit::quote_if_needed;

use super::values::next;
use crate::Analysis;

/// The snippet of a whole document, with what is known of the project in its placeholders.
pub(super) fn placed(analysis: &Analysis, snippet: &str) -> String {
    let chain = &analysis.workspace().chain;
    let mut text = snippet.to_owned();
    if let Some(head) = chain.head().and_then(|it| it.version.as_deref()) {
        // In quotes these end what they stand in; no version has them.
        let plain = |it: &str| !it.contains(['"', '\\', '$', '}']);
        if let Some(after) = next(head).filter(|it| plain(head) && plain(it)) {
            text = text.replace(":0002}", &format!(":{after}}}"));
        }
        if plain(head) {
            text = text.replace(":0001}", &format!(":{head}}}"));
        }
    } else if chain.nodes.is_empty() {
        text = text
            .replace("\"${3:0001}\"", "${3:null}")
            .replace("\"${2:0001}\"", "${2:null}")
            .replace(":0002}", ":0001}");
    }
    let database: Vec<String> = paths(analysis, false).into_iter().collect();
    if let [one] = database.as_slice()
        && !one.contains(['$', '}', '\\'])
    {
        text = text.replace("specs/database/schema.md", &quote_if_needed(one));
    }
    if let Some(created) = created(analysis)
        && created.as_str() > DAY
        && !created.contains(['$', '}', '\\', '"', '\''])
    {
        text = text.replace(DAY, &created);
    }
    text
}

/// The day of the snippets.
const DAY: &str = "2026-01-01T00:00:00Z";

/// When the newest migration was written: what follows it is not older.
fn created(analysis: &Analysis) -> Option<String> {
    let node = analysis.workspace().chain.head()?;
    let document = analysis.document(analysis.file_id(&node.path)?)?;
    let MigrationSource::Specification(it) = &document.migrations.get(node.migration)?.source
    else {
        return None;
    };
    let section = it.migration.as_ref()?;
    Some(section.value.created_at.as_ref()?.value.clone())
}

/// Specs of the workspace, as seen from its root: those of databases, or with `feature` all
/// others and what other specifications name as their feature.
pub(super) fn paths(analysis: &Analysis, feature: bool) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for file in analysis.files() {
        let Some(path) = analysis.path(file) else {
            continue;
        };
        let start = if path.starts_with("specs/") {
            Some(0)
        } else {
            path.find("/specs/").map(|it| it + 1)
        };
        if let Some(start) = start.filter(|_| path.ends_with(".md")) {
            let path = &path[start..];
            if path.contains("features/") == feature {
                paths.insert(path.to_owned());
            }
        }
        let document = analysis.document(file).filter(|_| feature);
        for migration in document.iter().flat_map(|it| &it.migrations) {
            if let MigrationSource::Specification(it) = &migration.source
                && let Some(meta) = &it.meta
                && let Some(named) = &meta.value.feature_spec
                && named.value.ends_with(".md")
            {
                paths.insert(named.value.clone());
            }
        }
    }
    paths
}
