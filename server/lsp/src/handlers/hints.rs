//! `textDocument/inlayHint` and `codeLens`, each with its resolve
//!
//! Cards and summaries are computed when they are looked at.

use ide::{FilePosition, FileRange, TextSize};
use lsp_types::{
    CodeLens, Command, InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind,
    Range, Uri,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::{Error, Result};

use crate::handlers::commands::SHOW_PLAN;
use crate::state::Snapshot;
use crate::{from_proto, to_proto};

/// What a hint or lens is about, as its `data`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) uri: Uri,
    version: Option<i32>,
    /// Of a hint the change's byte, of a lens the migration's number.
    at: u32,
}

impl About {
    pub(crate) fn of(data: Option<&serde_json::Value>) -> Result<About> {
        let data = data.cloned().unwrap_or_default();
        serde_json::from_value(data).map_err(|_| Error::invalid_params("not one of Forelock's"))
    }

    fn data(snapshot: &Snapshot, at: u32) -> Option<serde_json::Value> {
        let about = About {
            uri: to_proto::uri(&snapshot.view.path, &snapshot.view.known)?,
            version: snapshot.version(),
            at,
        };
        serde_json::to_value(about).ok()
    }
}

pub(crate) fn inlay_hints(snapshot: &Snapshot, range: Range) -> Option<Vec<InlayHint>> {
    let encoding = snapshot.abilities.encoding;
    let range = FileRange {
        file: snapshot.view.file,
        range: from_proto::range(&snapshot.text, snapshot.lines(), range, encoding),
    };
    let found = snapshot.view.analysis.inlay_hints(range).into_iter();
    let hint = |it: ide::InlayHint| {
        let at = ide::TextRange::empty(it.offset);
        InlayHint {
            position: to_proto::range_in(snapshot, at).start,
            label: InlayHintLabel::String(it.label),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: About::data(snapshot, it.change.into()),
        }
    };
    Some(found.map(hint).collect())
}

/// The card of the hint's change. A hint of an older version stays without.
pub(crate) fn resolve_hint(snapshot: &Snapshot, mut hint: InlayHint, about: &About) -> InlayHint {
    if snapshot.version() == about.version {
        let position = FilePosition {
            file: snapshot.view.file,
            offset: TextSize::new(about.at),
        };
        let card = snapshot.view.analysis.change_card(position);
        hint.tooltip = card.map(|it| {
            InlayHintTooltip::MarkupContent(MarkupContent {
                kind: MarkupKind::Markdown,
                value: it.markdown,
            })
        });
    }
    hint
}

pub(crate) fn lenses(snapshot: &Snapshot) -> Option<Vec<CodeLens>> {
    let found = snapshot
        .view
        .analysis
        .lenses(snapshot.view.file)
        .into_iter();
    let lens = |it: ide::Lens| CodeLens {
        range: to_proto::range_in(snapshot, it.range),
        command: None,
        data: About::data(snapshot, u32::try_from(it.migration).unwrap_or(u32::MAX)),
    };
    Some(found.map(lens).collect())
}

/// Gives a lens its words, and the command that shows the plan of its migration.
pub(crate) fn resolve_lens(snapshot: &Snapshot, mut lens: CodeLens, about: &About) -> CodeLens {
    let analysis = &snapshot.view.analysis;
    let title = analysis.lens_title(snapshot.view.file, about.at as usize);
    lens.command = Some(Command {
        title: title.map_or("show plan".to_owned(), |it| format!("{it}: show plan")),
        command: SHOW_PLAN.to_owned(),
        arguments: Some(vec![json!({ "textDocument": { "uri": about.uri } })]),
    });
    lens
}
