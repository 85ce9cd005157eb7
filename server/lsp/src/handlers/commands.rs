//! `workspace/executeCommand`: pages in the browser, and plans for clients without a view of them.

use std::fmt::Write as _;
use std::sync::Arc;

use lsp_types::{ExecuteCommandParams, MessageType, ShowDocumentParams, Uri};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};

use crate::handlers::plan::{self, PlanParams};
use crate::state::State;
use crate::{guard, to_proto};

/// `[{code}]`: opens the page of a rule, a strategy or an action.
pub(crate) const OPEN_PAGE: &str = "forelock.openPage";
/// `[{textDocument}]`: a client that shows plans registers it itself and says so in
/// `initializationOptions.clientCommands`.
pub(crate) const SHOW_PLAN: &str = "forelock.showPlan";

/// The commands that are announced: two owners of one name would be refused by some clients.
pub(crate) fn served(client_shows_plans: bool) -> Vec<String> {
    let mut commands = vec![OPEN_PAGE.to_owned()];
    if !client_shows_plans {
        commands.push(SHOW_PLAN.to_owned());
    }
    commands
}

pub(crate) async fn execute(
    state: &Arc<State>,
    params: &ExecuteCommandParams,
) -> Result<Option<Value>> {
    match params.command.as_str() {
        OPEN_PAGE => open_page(state, params)?,
        SHOW_PLAN => show_plan(state, params).await?,
        other => {
            let message = format!("`{other}` is no command of Forelock");
            return Err(Error::invalid_params(message));
        }
    }
    Ok(None)
}

fn open_page(state: &Arc<State>, params: &ExecuteCommandParams) -> Result<()> {
    let code = params
        .arguments
        .first()
        .and_then(|it| it.get("code").unwrap_or(it).as_str());
    let code = code.ok_or_else(|| Error::invalid_params("expected the code of a page"))?;
    let uri = to_proto::page_uri(code);
    let uri = uri.ok_or_else(|| Error::invalid_params(format!("`{code}` has no page")))?;
    show(state, uri);
    Ok(())
}

/// Opens a page outside of the editor; where the client cannot, says where it is.
fn show(state: &Arc<State>, uri: Uri) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let params = ShowDocumentParams {
            uri: uri.clone(),
            external: Some(true),
            take_focus: Some(true),
            selection: None,
        };
        let shown = state.abilities().show_document
            && state.client.show_document(params).await.unwrap_or(false);
        if !shown {
            let message = format!("The page is at {}", uri.as_str());
            state.client.show_message(MessageType::INFO, message).await;
        }
    });
}

/// The plans of a document in words, for a client that cannot show them better.
async fn show_plan(state: &Arc<State>, params: &ExecuteCommandParams) -> Result<()> {
    let asked = params.arguments.first().cloned().unwrap_or_default();
    let asked: PlanParams =
        serde_json::from_value(asked).map_err(|it| Error::invalid_params(it.to_string()))?;
    let snapshot = state.snapshot_for(SHOW_PLAN, &asked.text_document.uri)?;
    let answer = guard::read(snapshot, move |it| plan::plan(it, &asked)).await?;
    let words = answer.map_or_else(
        || "This document is not known".to_owned(),
        |it| in_words(&it),
    );
    let state = Arc::clone(state);
    tokio::spawn(async move { state.client.show_message(MessageType::INFO, words).await });
    Ok(())
}

/// The steps of an answer of `forelock/plan`.
fn in_words(answer: &Value) -> String {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let mut out = String::new();
    for plan in answer["plans"].as_array().into_iter().flatten() {
        let _ = writeln!(out, "{}: {}", text(&plan["title"]), text(&plan["why"]));
        for deploy in plan["deploys"].as_array().into_iter().flatten() {
            if let Some(application) = deploy["application"].as_str() {
                let _ = writeln!(out, "  release: {application}");
            }
            for step in deploy["steps"].as_array().into_iter().flatten() {
                let _ = writeln!(
                    out,
                    "  {}: {}",
                    text(&deploy["phase"]),
                    text(&step["title"])
                );
            }
        }
    }
    if out.is_empty() {
        out.push_str("There is no change here");
    }
    out
}
