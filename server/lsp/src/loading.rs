//! Reads roots, in tasks of their own, with progress where the client shows it.
//!
//! Never holds the world while the disk is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use lsp_types::{MessageType, ProgressToken};
use project::{Problem, Project};

use crate::state::State;
use crate::{earlier, guard, publish};

/// A client that does not answer must not keep the task for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// The token of the progress.
pub(crate) const TOKEN: &str = "forelock/load";

type Files = Vec<(String, Arc<str>)>;

/// Reads roots again, or for the first time.
pub(crate) fn load(state: &Arc<State>, roots: Vec<PathBuf>) {
    if roots.is_empty() {
        return;
    }
    let state = Arc::clone(state);
    // Here, so that a wish to stop that comes after this is not forgotten.
    state.reading_stopped.store(false, Ordering::Release);
    tokio::spawn(async move {
        let progress = begin(&state);
        for root in roots {
            let _one_at_a_time = state.disk.lock().await;
            let above = state.world().editor(&root);
            let path = root.clone();
            let stop = Arc::clone(&state);
            let read = guard::blocking("load", move || read(&stop, path, &above)).await;
            if let Ok((project, files, problems)) = read {
                tracing::info!(files = files.len(), "a root was read");
                tell(&state, &root, files.len()).await;
                let _ = state.world().set_root(&root, project, files, problems);
            }
        }
        publish::all_changed(&state);
        earlier::refresh(&state);
        state.refresh_views();
        if let Some(progress) = progress
            && let Ok(Ok(Some(progress))) = tokio::time::timeout(PATIENCE, progress).await
        {
            progress.finish().await;
        }
    });
}

/// Without a word the user would take a half-read workspace for a clean one.
async fn tell(state: &State, root: &Path, count: usize) {
    let root = root.display();
    let (kind, message) = if state.reading_stopped.load(Ordering::Acquire) {
        let message = format!(
            "Reading {root} was stopped: {count} files are known, the others count as absent until the workspace is read again"
        );
        (MessageType::WARNING, message)
    } else {
        (MessageType::LOG, format!("Read {count} files below {root}"))
    };
    state.client.log_message(kind, message).await;
}

fn read(state: &State, root: PathBuf, above: &project::Settings) -> (Project, Files, Vec<Problem>) {
    let project = Project::open(&root, above);
    let (files, problems) = project.read(&mut |count| {
        state.file_read(count);
        !state.is_shut_down() && !state.reading_stopped.load(Ordering::Acquire)
    });
    (project, files, problems)
}

type Progress = tower_lsp::OngoingProgress<tower_lsp::Unbounded, tower_lsp::Cancellable>;

fn begin(state: &Arc<State>) -> Option<tokio::task::JoinHandle<Option<Progress>>> {
    if !state.abilities().progress {
        return None;
    }
    let client = state.client.clone();
    Some(tokio::spawn(async move {
        let token = ProgressToken::String(TOKEN.to_owned());
        client.create_work_done_progress(token.clone()).await.ok()?;
        Some(
            client
                .progress(token, "Reading database specs")
                .with_cancel_button()
                .begin()
                .await,
        )
    }))
}
