//! `workspace/didChangeConfiguration`, and the section `forelock` pulled from the client.
//!
//! The same keys as in `forelock.toml`; they win over it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use ide::Severity;
use lsp_types::{ConfigurationItem, MessageType, Uri};
use project::Settings;
use serde_json::Value;

use crate::state::State;
use crate::{earlier, from_proto, guard, loading, publish, to_proto};

pub(crate) const SECTION: &str = "forelock";

/// A client that is asked sends nothing of use here.
pub(crate) fn changed(state: &Arc<State>, settings: &Value) {
    if state.abilities().configuration {
        pull(state);
    } else {
        apply(state, settings);
    }
}

/// Asks the client for its settings: those of the whole, and those of each root.
pub(crate) fn pull(state: &Arc<State>) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let roots = state.world().roots(true);
        let known = HashMap::new();
        let roots: Vec<(PathBuf, Uri)> = roots
            .into_iter()
            .filter_map(|it| {
                let uri = to_proto::uri(&project::as_text(&it), &known)?;
                Some((it, uri))
            })
            .collect();
        let scopes = roots.iter().map(|it| Some(it.1.clone()));
        let items = std::iter::once(None)
            .chain(scopes)
            .map(|scope_uri| ConfigurationItem {
                scope_uri,
                section: Some(SECTION.to_owned()),
            });
        match state.client.configuration(items.collect()).await {
            Ok(answers) => {
                let mut answers = answers.into_iter();
                let all = answers.next().unwrap_or_default();
                // A client that knows no scopes may answer less, or null.
                let own = roots.into_iter().map(|it| it.0).zip(answers);
                let own = own.filter(|it| it.1.is_object()).collect();
                guard::notice("configuration", || take_over(&state, &all, own));
            }
            Err(error) => tracing::warn!(%error, "no settings from the client"),
        }
    });
}

/// Takes settings over, with or without the section around them.
pub(crate) fn apply(state: &Arc<State>, settings: &Value) {
    let settings = settings.get(SECTION).unwrap_or(settings);
    if settings.is_object() {
        take_over(state, settings, Vec::new());
    }
}

fn take_over(state: &Arc<State>, settings: &Value, of_roots: Vec<(PathBuf, Value)>) {
    if !settings.is_object() && of_roots.is_empty() {
        return;
    }
    let all = read(state, settings);
    let own = of_roots.iter().filter(|it| it.1 != *settings);
    let own: HashMap<PathBuf, Settings> = own
        .map(|(path, it)| (path.clone(), read(state, it)))
        .collect();
    let other_files = state.world().set_editor(all, own);
    if other_files {
        // Also roots that are being read: that reading began under the old settings.
        let roots = state.world().roots(true);
        loading::load(state, roots);
    }
    publish::all_changed(state);
    earlier::refresh(state);
    state.refresh_views();
}

/// Settings as far as they can be read; the client's log hears of the rest.
fn read(state: &Arc<State>, settings: &Value) -> Settings {
    if !settings.is_object() {
        return Settings::default();
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
    read.settings
}
