//! Symbols → the protocol's.

use ide::Encoding;
use lsp_types as lsp;

use super::{location, range_in, uri};
use crate::state::Snapshot;
use crate::world::View;

fn kind(kind: ide::SymbolKind) -> lsp::SymbolKind {
    match kind {
        ide::SymbolKind::Table => lsp::SymbolKind::STRUCT,
        ide::SymbolKind::Column => lsp::SymbolKind::FIELD,
        ide::SymbolKind::Index => lsp::SymbolKind::KEY,
        ide::SymbolKind::Type => lsp::SymbolKind::ENUM,
        ide::SymbolKind::Migration => lsp::SymbolKind::MODULE,
        ide::SymbolKind::Operation => lsp::SymbolKind::EVENT,
        ide::SymbolKind::Downgrade => lsp::SymbolKind::NAMESPACE,
    }
}

/// Nested, or one after the other for clients that know no nesting.
pub(crate) fn symbols(
    snapshot: &Snapshot,
    found: Vec<ide::DocumentSymbol>,
) -> lsp::DocumentSymbolResponse {
    if snapshot.abilities.nested_symbols {
        let nested = found.into_iter().map(|it| nested(snapshot, it)).collect();
        return lsp::DocumentSymbolResponse::Nested(nested);
    }
    let mut all = Vec::new();
    if let Some(uri) = uri(&snapshot.view.path, &snapshot.view.known) {
        for symbol in &found {
            flat(snapshot, &uri, symbol, None, &mut all);
        }
    }
    lsp::DocumentSymbolResponse::Flat(all)
}

#[expect(deprecated, reason = "the field must be named")]
fn nested(snapshot: &Snapshot, it: ide::DocumentSymbol) -> lsp::DocumentSymbol {
    let children = it.children.into_iter();
    lsp::DocumentSymbol {
        name: it.name,
        detail: it.detail,
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        range: range_in(snapshot, it.range),
        selection_range: range_in(snapshot, it.focus),
        children: Some(children.map(|it| nested(snapshot, it)).collect()),
    }
}

#[expect(deprecated, reason = "the field must be named")]
fn flat(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    it: &ide::DocumentSymbol,
    container: Option<&str>,
    acc: &mut Vec<lsp::SymbolInformation>,
) {
    acc.push(lsp::SymbolInformation {
        name: it.name.clone(),
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        location: lsp::Location::new(uri.clone(), range_in(snapshot, it.range)),
        container_name: container.map(str::to_owned),
    });
    for child in &it.children {
        flat(snapshot, uri, child, Some(&it.name), acc);
    }
}

#[expect(deprecated, reason = "the field must be named")]
pub(crate) fn workspace_symbol(
    view: &View,
    encoding: Encoding,
    it: ide::WorkspaceSymbol,
) -> Option<lsp::SymbolInformation> {
    Some(lsp::SymbolInformation {
        name: it.name,
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        location: location(view, encoding, it.place)?,
        container_name: it.container,
    })
}
