//! `workspace/didCreateFiles`, `didRenameFiles`, `didDeleteFiles` and `willRenameFiles`
//!
//! The files are read again as when the disk has changed; a renaming takes the paths along that
//! specifications give of their specs.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;

use ide::{FileEdit, LinkTarget, TextEdit};
use lsp_types::{
    CreateFilesParams, DeleteFilesParams, DidChangeWatchedFilesParams, FileChangeType, FileEvent,
    RenameFilesParams, Uri, WorkspaceEdit,
};

use crate::handlers::{links, watched_files};
use crate::state::{Snapshot, State};
use crate::{from_proto, to_proto};

fn told(state: &Arc<State>, files: Vec<(String, FileChangeType)>) {
    let event = |(uri, kind): (String, FileChangeType)| {
        let uri = Uri::from_str(&uri).ok()?;
        Some(FileEvent::new(uri, kind))
    };
    let changes = files.into_iter().filter_map(event).collect();
    watched_files::changed(state, DidChangeWatchedFilesParams { changes });
}

pub(crate) fn created(state: &Arc<State>, params: CreateFilesParams) {
    let files = params.files.into_iter();
    let files = files.map(|it| (it.uri, FileChangeType::CREATED));
    told(state, files.collect());
}

pub(crate) fn deleted(state: &Arc<State>, params: DeleteFilesParams) {
    let files = params.files.into_iter();
    let files = files.map(|it| (it.uri, FileChangeType::DELETED));
    told(state, files.collect());
}

pub(crate) fn renamed(state: &Arc<State>, params: RenameFilesParams) {
    let files = params.files.into_iter().flat_map(|it| {
        let old = (it.old_uri, FileChangeType::DELETED);
        [old, (it.new_uri, FileChangeType::CREATED)]
    });
    told(state, files.collect());
}

/// The edits that let every path in a document lead to the file's new place. `None` without any.
pub(crate) fn will_rename(
    snapshots: &[Snapshot],
    params: &RenameFilesParams,
) -> Option<WorkspaceEdit> {
    let path = |it: &str| from_proto::file_path(&Uri::from_str(it).ok()?);
    let pairs = params.files.iter();
    let moved: Vec<_> = pairs
        .filter_map(|it| Some((path(&it.old_uri)?, path(&it.new_uri)?)))
        .collect();
    let mut edits = Vec::new();
    for snapshot in snapshots {
        let mut of_file = Vec::new();
        for link in snapshot.view.analysis.links(snapshot.view.file) {
            let LinkTarget::Path(written) = link.target else {
                continue;
            };
            let Some((folder, target)) = links::find(snapshot, &written) else {
                continue;
            };
            let new = moved.iter().find_map(|(old, new)| {
                let rest = target.strip_prefix(old).ok()?;
                Some(if rest == Path::new("") {
                    new.clone()
                } else {
                    new.join(rest)
                })
            });
            // A place outside of the folder cannot be said in this form.
            let new = new.and_then(|it| Some(project::as_text(it.strip_prefix(&folder).ok()?)));
            let text = &snapshot.text[link.range];
            if let Some(new) = new
                && text.contains(&written)
            {
                of_file.push(TextEdit::replace(link.range, text.replace(&written, &new)));
            }
        }
        if !of_file.is_empty() {
            let edit = ide::WorkspaceEdit {
                edits: vec![FileEdit {
                    file: snapshot.view.file,
                    edits: of_file,
                }],
                creates: Vec::new(),
            };
            edits.extend(to_proto::workspace_edit(snapshot, &edit));
        }
    }
    edits.into_iter().reduce(to_proto::joined)
}
