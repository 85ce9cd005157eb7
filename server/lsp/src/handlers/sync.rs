//! Open, change, save, close.
//!
//! The state has changed when these return; judging is spawned.

use std::sync::Arc;

use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, FileChangeType, FileEvent,
};

use crate::documents::Document;
use crate::handlers::watched_files;
use crate::state::State;
use crate::world::is_config;
use crate::{earlier, from_proto, loading, publish};

pub(crate) fn did_open(state: &Arc<State>, params: DidOpenTextDocumentParams) {
    let item = params.text_document;
    let path = from_proto::path(&item.uri, Some(&item.language_id));
    let document = Document::new(path.clone(), item.version, &item.text);
    state.documents.insert(item.uri.clone(), document);
    state
        .world()
        .set_open(&path, &item.uri, item.version, item.text.into());
    publish::changed(state, &path);
    earlier::refresh(state);
}

pub(crate) fn did_change(state: &Arc<State>, params: DidChangeTextDocumentParams) {
    let (uri, version) = (params.text_document.uri, params.text_document.version);
    let encoding = state.abilities().encoding;
    let changed = state.documents.get_mut(&uri).map(|mut document| {
        document.change(version, &params.content_changes, encoding);
        (document.path.clone(), document.text())
    });
    let Some((path, text)) = changed else {
        tracing::warn!("a document that is not open was changed");
        return;
    };
    state.world().set_open(&path, &uri, version, text.into());
    publish::changed(state, &path);
}

pub(crate) fn did_save(state: &Arc<State>, params: &DidSaveTextDocumentParams) {
    let path = state.path_of(&params.text_document.uri);
    if is_config(&path) {
        let roots = state.world().roots(true);
        loading::load(state, roots);
    } else if state.world().on_disk(&path) {
        state.world().saved(&path);
    } else {
        // A new file; not every client watches the disk.
        let changes = vec![FileEvent::new(
            params.text_document.uri.clone(),
            FileChangeType::CREATED,
        )];
        watched_files::changed(state, DidChangeWatchedFilesParams { changes });
    }
    // A commit is made between two savings, mostly.
    earlier::refresh(state);
}

pub(crate) fn did_close(state: &Arc<State>, params: &DidCloseTextDocumentParams) {
    let Some((_, document)) = state.documents.remove(&params.text_document.uri) else {
        return;
    };
    state.world().close(&document.path);
    if is_config(&document.path) {
        let roots = state.world().roots(true);
        loading::load(state, roots);
    }
    publish::changed(state, &document.path);
}
