//! `workspace/didChangeConfiguration`, and the section `forelock` pulled from the client.
//!
//! The same keys as in `forelock.toml`; they win over it.

use std::sync::Arc;

use ide::Severity;
use lsp_types::{ConfigurationItem, MessageType};
use serde_json::Value;

use crate::state::State;
use crate::{earlier, from_proto, guard, loading, publish};

pub(crate) const SECTION: &str = "forelock";

/// A client that is asked sends nothing of use here.
pub(crate) fn changed(state: &Arc<State>, settings: &Value) {
    if state.abilities().configuration {
        pull(state);
    } else {
        apply(state, settings);
    }
}

/// Asks the client for its settings.
pub(crate) fn pull(state: &Arc<State>) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let item = ConfigurationItem {
            scope_uri: None,
            section: Some(SECTION.to_owned()),
        };
        match state.client.configuration(vec![item]).await {
            Ok(answers) => {
                let settings = answers.into_iter().next().unwrap_or_default();
                guard::notice("configuration", || apply(&state, &settings));
            }
            Err(error) => tracing::warn!(%error, "no settings from the client"),
        }
    });
}

/// Takes settings over, with or without the section around them.
pub(crate) fn apply(state: &Arc<State>, settings: &Value) {
    let settings = settings.get(SECTION).unwrap_or(settings);
    if !settings.is_object() {
        return;
    }
    let read = project::config::read_setting(&from_proto::setting(settings));
    // Unknown keys are the client's own: the path of the server, the level of its trace.
    let wrong = read
        .problems
        .into_iter()
        .filter(|it| it.severity == Severity::Error);
    for problem in wrong {
        let client = state.client.clone();
        tokio::spawn(async move {
            let message = format!("Setting of Forelock: {}", problem.message);
            client.log_message(MessageType::WARNING, message).await;
        });
    }
    let other_files = state.world().set_editor(read.settings);
    if other_files {
        // Also roots that are being read: that reading began under the old settings.
        let roots = state.world().roots(true);
        loading::load(state, roots);
    }
    publish::all_changed(state);
    earlier::refresh(state);
    state.refresh_views();
}
