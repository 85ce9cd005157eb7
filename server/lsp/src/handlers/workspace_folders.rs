//! `workspace/didChangeWorkspaceFolders`

use std::sync::Arc;

use lsp_types::WorkspaceFoldersChangeEvent;

use crate::handlers::configuration;
use crate::state::State;
use crate::{from_proto, loading, publish};

pub(crate) fn changed(state: &Arc<State>, event: &WorkspaceFoldersChangeEvent) {
    let path = |it: &lsp_types::WorkspaceFolder| from_proto::file_path(&it.uri);
    for root in event.removed.iter().filter_map(path) {
        state.world().remove_root(&root);
    }
    for root in event.added.iter().filter_map(path) {
        state.world().add_root(root);
    }
    // A root around or inside the changed one counts other files than before.
    let roots = state.world().roots(true);
    loading::load(state, roots);
    if state.abilities().configuration {
        // A root may have settings of its own.
        configuration::pull(state);
    }
    publish::all_changed(state);
}
