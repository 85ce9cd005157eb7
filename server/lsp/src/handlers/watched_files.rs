//! `workspace/didChangeWatchedFiles`
//!
//! The disk is read in a task; an open document keeps its text.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{DidChangeWatchedFilesParams, FileChangeType, FileEvent};
use project::Interest;

use crate::state::State;
use crate::world::is_config;
use crate::{earlier, from_proto, guard, loading, publish};

pub(crate) fn changed(state: &Arc<State>, params: DidChangeWatchedFilesParams) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let mut again = BTreeSet::new();
        let before = state.world().generation;
        for event in params.changes {
            let one = Arc::clone(&state);
            let _one_at_a_time = state.disk.lock().await;
            if let Ok(Some(root)) = guard::blocking("watched", move || apply(&one, &event)).await {
                again.insert(root);
            }
        }
        if state.world().generation != before {
            publish::all_changed(&state);
        }
        loading::load(&state, again.into_iter().collect());
        earlier::refresh(&state);
    });
}

/// Takes one event over. Answers the root that is to be read again as a whole: after a change of
/// the configuration, or when something appears, since ignore files and folders have a say in
/// whether that counts.
fn apply(state: &Arc<State>, event: &FileEvent) -> Option<PathBuf> {
    let path = from_proto::file_path(&event.uri)?;
    let name = project::as_text(&path);
    let (root, project, is_there, below) = {
        let world = state.world();
        let project = world.project_of(&name).cloned();
        let is_there = world.on_disk(&name);
        (
            world.root_path_of(&name)?,
            project,
            is_there,
            world.below(&name),
        )
    };
    let is_spec_kit = path.parent().is_some_and(|it| it.ends_with(".spec-kit"));
    if is_config(&name) || is_spec_kit {
        return Some(root);
    }
    let project = project?;
    if event.typ == FileChangeType::DELETED {
        for gone in below {
            state.world().set_disk(&gone, None);
        }
        return None;
    }
    if is_there {
        state.world().set_disk(&name, project.read_one(&path));
        return None;
    }
    let counts = path.is_dir()
        || match project.filter.interest(&path) {
            Interest::No => false,
            Interest::Yes | Interest::IfContent => project.read_one(&path).is_some(),
        };
    counts.then_some(root)
}
