//! `textDocument/definition`, `references` and `documentHighlight`

use ide::{FileRange, LinkTarget};
use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Location, Range, ReferenceParams,
};

use crate::handlers::links;
use crate::state::Snapshot;
use crate::{from_proto, to_proto};

/// `None` where nothing is named. The path of a spec leads to the spec.
pub(crate) fn definition(
    snapshot: &Snapshot,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let position = params.text_document_position_params.position;
    let position = from_proto::position(snapshot, position);
    let analysis = &snapshot.view.analysis;
    let found = analysis.definition(position);
    if !found.is_empty() {
        return Some(GotoDefinitionResponse::Array(locations(snapshot, found)));
    }
    let links = analysis.links(snapshot.view.file);
    let link = links
        .into_iter()
        .find(|it| it.range.contains_inclusive(position.offset))?;
    let LinkTarget::Path(path) = link.target else {
        return None;
    };
    let uri = links::resolve(snapshot, &path)?;
    Some(GotoDefinitionResponse::Scalar(Location::new(
        uri,
        Range::default(),
    )))
}

pub(crate) fn references(snapshot: &Snapshot, params: &ReferenceParams) -> Option<Vec<Location>> {
    let position = from_proto::position(snapshot, params.text_document_position.position);
    let definitions = params.context.include_declaration;
    let found = snapshot.view.analysis.references(position, definitions);
    Some(locations(snapshot, found))
}

pub(crate) fn highlights(
    snapshot: &Snapshot,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let position = params.text_document_position_params.position;
    let position = from_proto::position(snapshot, position);
    let found = snapshot.view.analysis.highlights(position).into_iter();
    let highlight = |it: ide::Highlight| DocumentHighlight {
        range: to_proto::range_in(snapshot, it.range),
        kind: Some(if it.write {
            DocumentHighlightKind::WRITE
        } else {
            DocumentHighlightKind::READ
        }),
    };
    Some(found.map(highlight).collect())
}

fn locations(snapshot: &Snapshot, found: Vec<FileRange>) -> Vec<Location> {
    let of = |it| to_proto::location(&snapshot.view, snapshot.abilities.encoding, it);
    found.into_iter().filter_map(of).collect()
}
