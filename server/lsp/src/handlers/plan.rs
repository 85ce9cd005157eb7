//! `forelock/plan`: the zero-downtime plans of a document, with their picture.

use lsp_types::{Position, TextDocumentIdentifier};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanParams {
    pub(crate) text_document: TextDocumentIdentifier,
    /// Only the plans of the changes that hold it; of all where it is absent.
    position: Option<Position>,
    theme: Option<Theme>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Theme {
    Light,
    Dark,
}

pub(crate) fn plan(snapshot: &Snapshot, params: &PlanParams) -> Option<Value> {
    let offset = params
        .position
        .map(|it| from_proto::position(snapshot, it).offset);
    let theme = match params.theme {
        Some(Theme::Light) => ide::preview::Theme::Light,
        Some(Theme::Dark) => ide::preview::Theme::Dark,
        None => ide::preview::Theme::Auto,
    };
    let file = snapshot.view.file;
    let preview = snapshot.view.analysis.plan_preview(file, offset, theme)?;
    let plans = preview.plans.iter().map(|it| {
        let mut plan = crate::json::plan(it);
        plan["range"] = json!(to_proto::range_in(snapshot, it.range));
        plan
    });
    let migrations = preview.migrations.iter().map(|it| {
        let mut plan = crate::json::plan(&it.view);
        plan["range"] = json!(to_proto::range_in(snapshot, it.range));
        plan["changes"] = json!(it.changes);
        plan
    });
    Some(json!({
        "schema": 1,
        "uri": to_proto::uri(&snapshot.view.path, &snapshot.view.known),
        "version": snapshot.version(),
        "plans": plans.collect::<Vec<Value>>(),
        "migrations": migrations.collect::<Vec<Value>>(),
        "svg": preview.svg,
    }))
}
