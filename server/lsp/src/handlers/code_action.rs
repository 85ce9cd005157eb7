//! `textDocument/codeAction` and `codeAction/resolve`
//!
//! Edits are computed when asked for, where the client asks; else at once.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ide::FileRange;
use lsp_types::{
    CodeAction, CodeActionContext, CodeActionDisabled, CodeActionOrCommand, CodeActionParams,
    Diagnostic, MessageType, NumberOrString, Uri,
};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};

use crate::state::Snapshot;
use crate::{from_proto, to_proto};

const NO_CREATES: &str = "The editor does not create files on a server's behalf";

/// The action that is meant, as its `data`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) uri: Uri,
    id: String,
    version: Option<i32>,
}

impl Target {
    pub(crate) fn of(action: &CodeAction) -> Result<Target> {
        let data = action.data.clone().unwrap_or_default();
        serde_json::from_value(data).map_err(|_| Error::invalid_params("not an action of Forelock"))
    }
}

pub(crate) fn offer(
    snapshot: &Snapshot,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    if !snapshot.abilities.action_literals {
        return None;
    }
    let encoding = snapshot.abilities.encoding;
    let range = FileRange {
        file: snapshot.view.file,
        range: from_proto::range(&snapshot.text, snapshot.lines(), params.range, encoding),
    };
    let actions = snapshot.view.analysis.code_actions(range);
    let offered = actions
        .into_iter()
        .filter(|it| is_wanted(&params.context, it.kind))
        .filter_map(|it| one(snapshot, params, it))
        .map(CodeActionOrCommand::CodeAction);
    Some(offered.collect())
}

/// `only: ["source"]` asks for `source.fixAll.forelock` too. Without `only` a fix of everything
/// is not offered: it is no answer to a place.
fn is_wanted(context: &CodeActionContext, kind: ide::ActionKind) -> bool {
    let Some(only) = &context.only else {
        return kind != ide::ActionKind::FixAll;
    };
    let kind = to_proto::action_kind(kind);
    only.iter().any(|wanted| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|it| it.is_empty() || it.starts_with('.') || wanted.as_str().is_empty())
    })
}

fn one(
    snapshot: &Snapshot,
    params: &CodeActionParams,
    action: ide::CodeAction,
) -> Option<CodeAction> {
    let abilities = &snapshot.abilities;
    let mut offered = CodeAction {
        title: action.title,
        kind: Some(to_proto::action_kind(action.kind)),
        diagnostics: answered(&params.context.diagnostics, &action.answers),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    };
    // What an action needs is known with its edit: a client that cannot create files must not be
    // offered what ends in an error.
    if abilities.action_resolve && abilities.create_files {
        let target = Target {
            uri: params.text_document.uri.clone(),
            id: action.id,
            version: snapshot.version(),
        };
        offered.data = serde_json::to_value(target).ok();
        return Some(offered);
    }
    let edit = snapshot
        .view
        .analysis
        .resolve_action(snapshot.view.file, &action.id)?;
    offered.edit = to_proto::workspace_edit(snapshot, &edit);
    if offered.edit.is_none() {
        if !abilities.action_disabled {
            tell_no_creates(snapshot);
            return None;
        }
        let reason = NO_CREATES.to_owned();
        offered.disabled = Some(CodeActionDisabled { reason });
    }
    Some(offered)
}

fn answered(shown: &[Diagnostic], answers: &[String]) -> Option<Vec<Diagnostic>> {
    let is_answered = |it: &&Diagnostic| match &it.code {
        Some(NumberOrString::String(code)) => answers.contains(code),
        _ => false,
    };
    let list: Vec<Diagnostic> = shown.iter().filter(is_answered).cloned().collect();
    (!list.is_empty()).then_some(list)
}

/// Once: it stays true for as long as the client lives.
fn tell_no_creates(snapshot: &Snapshot) {
    let state = Arc::clone(&snapshot.state);
    if state.told_no_creates.swap(true, Ordering::Relaxed) {
        return;
    }
    tokio::spawn(async move {
        let message = format!("{NO_CREATES}; some actions are not offered");
        state.client.show_message(MessageType::INFO, message).await;
    });
}

/// An action of an older version is refused: its edit would land elsewhere.
pub(crate) fn resolve(
    snapshot: &Snapshot,
    mut action: CodeAction,
    target: &Target,
) -> Result<CodeAction> {
    if snapshot.version() != target.version {
        return Err(Error::content_modified());
    }
    let analysis = &snapshot.view.analysis;
    let edit = analysis.resolve_action(snapshot.view.file, &target.id);
    let edit = edit.ok_or_else(Error::content_modified)?;
    action.edit = to_proto::workspace_edit(snapshot, &edit);
    Ok(action)
}
