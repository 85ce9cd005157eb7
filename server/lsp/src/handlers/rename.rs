//! `textDocument/prepareRename` and `rename`

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

/// `null` where nothing is named; an error where it cannot be renamed.
pub(crate) fn prepare(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<Result<PrepareRenameResponse>> {
    let position = from_proto::position(snapshot, params.position);
    let analysis = &snapshot.view.analysis;
    if analysis.highlights(position).is_empty() {
        return None;
    }
    let target = analysis.prepare_rename(position).map_err(refused);
    Some(
        target.map(|it| PrepareRenameResponse::RangeWithPlaceholder {
            range: to_proto::range_in(snapshot, it.range),
            placeholder: it.name,
        }),
    )
}

pub(crate) fn rename(snapshot: &Snapshot, params: &RenameParams) -> Option<Result<WorkspaceEdit>> {
    let position = from_proto::position(snapshot, params.text_document_position.position);
    let edit = snapshot.view.analysis.rename(position, &params.new_name);
    match edit {
        Ok(edit) => to_proto::workspace_edit(snapshot, &edit).map(Ok),
        Err(reason) => Some(Err(refused(reason))),
    }
}

/// `RequestFailed`: the request was right and cannot be fulfilled; editors show the message.
fn refused(reason: String) -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: reason.into(),
        data: None,
    }
}
