//! `textDocument/documentLink`
//!
//! Paths are followed only downwards from a folder of the project; what is not there is no link.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr as _;

use ide::LinkTarget;
use lsp_types::{DocumentLink, Uri};

use crate::state::Snapshot;
use crate::to_proto;

pub(crate) fn links(snapshot: &Snapshot) -> Option<Vec<DocumentLink>> {
    let found = snapshot.view.analysis.links(snapshot.view.file).into_iter();
    let link = |it: ide::Link| {
        let (target, tooltip) = match it.target {
            LinkTarget::Path(path) => (resolve(snapshot, &path)?, None),
            LinkTarget::Place(place) => (at_line(snapshot, place)?, None),
            LinkTarget::Page(code) => (
                to_proto::page_uri(code)?,
                Some(format!("What {code} means")),
            ),
        };
        Some(DocumentLink {
            range: to_proto::range_in(snapshot, it.range),
            target: Some(target),
            tooltip,
            data: None,
        })
    };
    Some(found.filter_map(link).collect())
}

/// A file and the line in it, as editors open them: `#L12`.
fn at_line(snapshot: &Snapshot, place: ide::FileRange) -> Option<Uri> {
    let analysis = &snapshot.view.analysis;
    let file = to_proto::uri(&analysis.path(place.file)?, &snapshot.view.known)?;
    let line = analysis
        .line_index(place.file)?
        .line_of(place.range.start())
        + 1;
    Uri::from_str(&format!("{}#L{line}", file.as_str())).ok()
}

/// The file that a path in a document means, if it is there.
pub(crate) fn resolve(snapshot: &Snapshot, path: &str) -> Option<Uri> {
    let (_, target) = find(snapshot, path)?;
    to_proto::uri(&project::as_text(&target), &snapshot.view.known)
}

/// The same, behind the folder that the path is relative to: the project's root, else the
/// document's folder or one above it.
pub(crate) fn find(snapshot: &Snapshot, path: &str) -> Option<(PathBuf, PathBuf)> {
    let written = Path::new(path);
    let down = |it: Component<'_>| matches!(it, Component::Normal(_) | Component::CurDir);
    if path.is_empty() || !written.components().all(down) {
        return None;
    }
    let document = Path::new(&snapshot.view.path);
    let root = snapshot.state.world().root_path_of(&snapshot.view.path);
    let folders = document.ancestors().skip(1);
    // Outside of every root only the document's own folder is looked at.
    let folders = folders.take_while(|it| match &root {
        Some(root) => it.starts_with(root),
        None => document.parent() == Some(it),
    });
    root.as_deref()
        .into_iter()
        .chain(folders)
        .map(|it| (it.to_owned(), it.join(written)))
        .find(|it| it.1.is_file())
}
