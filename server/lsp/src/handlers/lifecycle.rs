//! `initialize` and `initialized`
//!
//! The first answers at once; reading the workspace waits for the second.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams,
    InitializeResult, Registration, ServerInfo, SetTraceParams,
};

use crate::capabilities::{self, Abilities};
use crate::handlers::commands::SHOW_PLAN;
use crate::handlers::{configuration, trace};
use crate::state::State;
use crate::{from_proto, loading};

pub(crate) fn initialize(state: &Arc<State>, params: InitializeParams) -> InitializeResult {
    let mut abilities = Abilities::of(&params.capabilities);
    let options = params.initialization_options.as_ref();
    let theirs = options.and_then(|it| it.get("clientCommands")?.as_array());
    abilities.shows_plans = theirs.is_some_and(|it| it.iter().any(|it| it == SHOW_PLAN));
    if let Some(value) = params.trace {
        trace::set(state, &SetTraceParams { value });
    }
    state.set_abilities(abilities);
    if let Some(options) = &params.initialization_options {
        configuration::apply(state, options);
    }
    for root in roots(&params) {
        state.world().add_root(root);
    }
    InitializeResult {
        capabilities: capabilities::server(&abilities),
        server_info: Some(ServerInfo {
            name: "forelock".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        ..InitializeResult::default()
    }
}

/// Folders, or the one root of a client that knows none.
#[expect(deprecated, reason = "older clients send nothing else")]
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders
            .iter()
            .filter_map(|it| from_proto::file_path(&it.uri))
            .collect();
    }
    let uri = params.root_uri.as_ref().and_then(from_proto::file_path);
    let path = || {
        let path = params.root_path.as_deref().filter(|it| !it.is_empty())?;
        Some(project::absolute(path.as_ref()))
    };
    uri.or_else(path).into_iter().collect()
}

pub(crate) fn initialized(state: &Arc<State>) {
    let roots = state.world().roots(false);
    loading::load(state, roots);
    if state.abilities().configuration {
        configuration::pull(state);
    }
    register(state);
}

fn register(state: &Arc<State>) {
    let mut registrations = Vec::new();
    if state.abilities().register_watchers {
        registrations.push(watchers());
    }
    if state.abilities().register_configuration {
        registrations.push(Registration {
            id: "forelock/configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(serde_json::json!({ "section": configuration::SECTION })),
        });
    }
    if registrations.is_empty() {
        return;
    }
    let state = Arc::clone(state);
    tokio::spawn(async move {
        if let Err(error) = state.client.register_capability(registrations).await {
            tracing::warn!(%error, "files or settings are not watched");
        }
    });
}

fn watchers() -> Registration {
    let watchers = capabilities::watched_globs()
        .into_iter()
        .chain(capabilities::WATCHED_OF_GIT.map(str::to_owned))
        .map(|glob| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob),
            kind: None,
        })
        .collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: "forelock/watch".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}
