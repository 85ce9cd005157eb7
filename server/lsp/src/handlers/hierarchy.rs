//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `outgoingCalls`
//!
//! A migration calls the one that it builds upon.

use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, SymbolKind,
    TextDocumentPositionParams,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

/// The number of an item's migration in its document.
pub(crate) fn migration(item: &CallHierarchyItem) -> Result<usize> {
    let data = item.data.as_ref().and_then(serde_json::Value::as_u64);
    let number = data.and_then(|it| usize::try_from(it).ok());
    number.ok_or_else(|| Error::invalid_params("not an item of Forelock"))
}

fn item(snapshot: &Snapshot, it: &ide::ChainItem) -> Option<CallHierarchyItem> {
    let encoding = snapshot.abilities.encoding;
    let place = |range| {
        let file = it.file;
        to_proto::location(&snapshot.view, encoding, ide::FileRange { file, range })
    };
    let whole = place(it.range)?;
    Some(CallHierarchyItem {
        name: it.name.clone(),
        kind: SymbolKind::MODULE,
        tags: None,
        detail: None,
        uri: whole.uri,
        range: whole.range,
        selection_range: place(it.focus)?.range,
        data: Some(it.migration.into()),
    })
}

pub(crate) fn prepare(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<Vec<CallHierarchyItem>> {
    let position = from_proto::position(snapshot, params.position);
    let found = snapshot.view.analysis.chain_items(position);
    let items: Vec<_> = found.iter().filter_map(|it| item(snapshot, it)).collect();
    (!items.is_empty()).then_some(items)
}

/// Those that build upon it.
pub(crate) fn incoming(
    snapshot: &Snapshot,
    migration: usize,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (analysis, file) = (&snapshot.view.analysis, snapshot.view.file);
    let call = |link: ide::ChainLink| {
        let at = link.at.and_then(|range| {
            let place = ide::FileRange {
                file: link.item.file,
                range,
            };
            to_proto::location(&snapshot.view, snapshot.abilities.encoding, place)
        });
        Some(CallHierarchyIncomingCall {
            from: item(snapshot, &link.item)?,
            from_ranges: at.into_iter().map(|it| it.range).collect(),
        })
    };
    let children = analysis.chain_children(file, migration).into_iter();
    Some(children.filter_map(call).collect())
}

/// The one that it builds upon.
pub(crate) fn outgoing(
    snapshot: &Snapshot,
    migration: usize,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (analysis, file) = (&snapshot.view.analysis, snapshot.view.file);
    let call = |link: ide::ChainLink| {
        let at = link.at.map(|it| to_proto::range_in(snapshot, it));
        Some(CallHierarchyOutgoingCall {
            to: item(snapshot, &link.item)?,
            from_ranges: at.into_iter().collect(),
        })
    };
    let parents = analysis.chain_parents(file, migration).into_iter();
    Some(parents.filter_map(call).collect())
}
