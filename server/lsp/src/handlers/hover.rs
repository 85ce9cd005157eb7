//! `textDocument/hover`

use ide::FilePosition;
use lsp_types::{Hover, HoverParams};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

pub(crate) fn hover(snapshot: &Snapshot, params: &HoverParams) -> Option<Hover> {
    let position = params.text_document_position_params.position;
    let encoding = snapshot.abilities.encoding;
    let hover = snapshot.view.analysis.hover(FilePosition {
        file: snapshot.view.file,
        offset: from_proto::offset(&snapshot.text, snapshot.lines(), position, encoding),
    })?;
    Some(to_proto::hover(snapshot, hover))
}
