//! `textDocument/documentSymbol`, `foldingRange` and `selectionRange`; `workspace/symbol`

use ide::Encoding;
use lsp_types::{
    DocumentSymbolResponse, FoldingRange, FoldingRangeKind, SelectionRange, SelectionRangeParams,
    SymbolInformation,
};

use crate::state::Snapshot;
use crate::world::View;
use crate::{from_proto, to_proto};

pub(crate) fn symbols(snapshot: &Snapshot) -> Option<DocumentSymbolResponse> {
    let found = snapshot.view.analysis.document_symbols(snapshot.view.file);
    Some(to_proto::outline::symbols(snapshot, found))
}

/// Of every root.
pub(crate) fn of_workspace(
    views: &[View],
    encoding: Encoding,
    query: &str,
) -> Vec<SymbolInformation> {
    let of_view = |view: &View| {
        let found = view.analysis.workspace_symbols(query).into_iter();
        let symbols =
            found.filter_map(|it| to_proto::outline::workspace_symbol(view, encoding, it));
        symbols.collect::<Vec<_>>()
    };
    views.iter().flat_map(of_view).collect()
}

pub(crate) fn folds(snapshot: &Snapshot) -> Option<Vec<FoldingRange>> {
    let found = snapshot.view.analysis.folds(snapshot.view.file).into_iter();
    let fold = |it: ide::Fold| {
        let range = to_proto::range_in(snapshot, it.range);
        FoldingRange {
            start_line: range.start.line,
            start_character: None,
            end_line: range.end.line,
            end_character: None,
            kind: it.comment.then_some(FoldingRangeKind::Comment),
            collapsed_text: None,
        }
    };
    let mut folds: Vec<FoldingRange> = found
        .map(fold)
        .filter(|it| it.start_line < it.end_line)
        .collect();
    // Clients fold lines: of two that begin and end alike one is enough.
    folds.dedup_by_key(|it| (it.start_line, it.end_line));
    Some(folds)
}

pub(crate) fn selections(
    snapshot: &Snapshot,
    params: &SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let of = |position: &lsp_types::Position| {
        let position = from_proto::position(snapshot, *position);
        let ranges = snapshot.view.analysis.selection(position);
        let outer = |parent: Option<SelectionRange>, range: &ide::TextRange| {
            Some(SelectionRange {
                range: to_proto::range_in(snapshot, *range),
                parent: parent.map(Box::new),
            })
        };
        ranges.iter().rev().fold(None, outer).unwrap_or_default()
    };
    Some(params.positions.iter().map(of).collect())
}
