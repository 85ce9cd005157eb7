//! Pushes diagnostics: those of an edited document at once, all others after them.
//!
//! Never sends an answer that is older than one sent before, nor one for a version that the
//! client has left behind, nor the same again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsp_types::{Diagnostic, Uri};
use project::Problem;

use crate::state::{Snapshot, State};
use crate::world::{Baselines, Opened};
use crate::{guard, to_proto};

/// What the client was told last, by URI.
#[derive(Debug, Default)]
pub(crate) struct Publisher {
    sent: tokio::sync::Mutex<HashMap<Uri, Sent>>,
    /// A client that pulls knows less than it should.
    stale: AtomicBool,
}

#[derive(Debug)]
struct Sent {
    generation: u64,
    version: Option<i32>,
    since: Option<u64>,
    diagnostics: Vec<Diagnostic>,
    pushed: bool,
}

/// What a client has asked for and got.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) uri: Uri,
    pub(crate) version: Option<i32>,
    pub(crate) generation: u64,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Diagnostics of a document at a moment.
#[derive(Debug)]
struct Offer {
    path: String,
    uri: Uri,
    version: Option<i32>,
    /// When it was opened, as a generation; `None` for a file that is not open.
    since: Option<u64>,
    generation: u64,
    diagnostics: Vec<Diagnostic>,
    /// Else it is only remembered, and the client told to ask again if it is news.
    pushed: bool,
}

/// The document at a path was opened, edited or closed: judges it, and all others when that is
/// done.
pub(crate) fn changed(state: &Arc<State>, path: &str) {
    let (snapshot, generation) = {
        let world = state.world();
        let view = world.view(path).filter(|_| world.is_settled(path));
        (
            view.and_then(|it| Snapshot::new("diagnostics", it, state)),
            world.generation,
        )
    };
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let mut done = None;
        if let Some(snapshot) = snapshot
            && snapshot.version() == state.version(&snapshot.view.path)
        {
            done = Some(snapshot.view.path.clone());
            // Who pulls asks for an open document by itself.
            if !state.abilities().pulls || snapshot.version().is_none() {
                judge(&state, snapshot).await;
            }
        }
        refresh(&state, generation, done.as_deref()).await;
    });
}

/// Anything else changed: judges all documents.
pub(crate) fn all_changed(state: &Arc<State>) {
    let generation = state.world().generation;
    let state = Arc::clone(state);
    tokio::spawn(async move { refresh(&state, generation, None).await });
}

/// Judges every document but `done`, and clears those that are gone. Gives up when the world has
/// moved on: whoever moved it calls again.
async fn refresh(state: &Arc<State>, generation: u64, done: Option<&str>) {
    let _one_at_a_time = state.refreshing.lock().await;
    let (views, mut problems, known, baselines) = {
        let world = state.world();
        if world.generation != generation {
            return;
        }
        let known = Arc::clone(&world.known);
        (world.views(), world.problems(), known, world.baselines())
    };
    let unknown = guard::blocking("baselines", move || {
        let of_file = |it: Baselines| project::unknown_baselines(&it.path, &it.named, &it.projects);
        baselines.into_iter().flat_map(of_file).collect()
    });
    let unknown: Vec<Problem> = unknown.await.unwrap_or_default();
    for problem in unknown {
        problems
            .entry(problem.path.clone())
            .or_default()
            .push(problem);
    }
    let mut current: BTreeSet<Uri> = BTreeSet::new();
    for (path, problems) in problems {
        let Some(uri) = to_proto::uri(&path, &known) else {
            continue;
        };
        current.insert(uri.clone());
        let version = known.get(&path).and_then(|it| it.version);
        let since = opened(&known, &path);
        let text = problems
            .iter()
            .any(|it| !it.range.is_empty())
            .then(|| text_of(state, &uri, &path));
        let diagnostics = to_proto::problems(
            &problems,
            &text.unwrap_or_default(),
            state.abilities().encoding,
        );
        let offer = Offer {
            path,
            uri,
            version,
            since,
            generation,
            diagnostics,
            pushed: true,
        };
        state.publisher.offer(state, offer).await;
    }
    for view in views {
        if state.world().generation != generation {
            return;
        }
        let Some(uri) = to_proto::uri(&view.path, &view.known) else {
            continue;
        };
        current.insert(uri);
        if done == Some(view.path.as_str()) {
            continue;
        }
        if let Some(snapshot) = Snapshot::new("diagnostics", view, state) {
            judge(state, snapshot).await;
        }
    }
    state
        .publisher
        .clear_others(state, &current, generation)
        .await;
    if state.publisher.stale.swap(false, Ordering::AcqRel) {
        let state = Arc::clone(state);
        tokio::spawn(async move { state.client.workspace_diagnostic_refresh().await });
    }
}

/// The text that problems of the configuration point into.
fn text_of(state: &State, uri: &Uri, path: &str) -> String {
    let open = state.documents.get(uri).map(|it| it.text());
    open.or_else(|| project::read_file(path.as_ref()).ok())
        .unwrap_or_default()
}

/// The generation since which a document has been open.
fn opened(known: &HashMap<String, Opened>, path: &str) -> Option<u64> {
    let known = known.get(path)?;
    known.version.map(|_| known.since)
}

async fn judge(state: &Arc<State>, snapshot: Snapshot) {
    let path = snapshot.view.path.clone();
    let version = snapshot.version();
    let generation = snapshot.view.generation;
    let since = opened(&snapshot.view.known, &path);
    let Some(uri) = to_proto::uri(&path, &snapshot.view.known) else {
        return;
    };
    let judged = guard::blocking("diagnostics", move || to_proto::diagnostics(&snapshot)).await;
    if let Ok(diagnostics) = judged {
        let offer = Offer {
            path,
            uri,
            version,
            since,
            generation,
            diagnostics,
            pushed: !state.abilities().pulls,
        };
        state.publisher.offer(state, offer).await;
    }
}

impl Publisher {
    async fn offer(&self, state: &State, offer: Offer) {
        // Held while sending: two answers must not overtake each other on the way out.
        let mut sent = self.sent.lock().await;
        if state.version(&offer.path) != offer.version {
            return;
        }
        match sent.get_mut(&offer.uri) {
            Some(last) if last.generation > offer.generation => return,
            Some(last) if last.diagnostics == offer.diagnostics => {
                // A client that minds versions may have thrown the last answer away because it
                // had moved on; it needs to hear of the new version even if nothing changed.
                let minds = state.abilities().diagnostic_versions;
                let news = minds && last.version != offer.version;
                // Any client may have forgotten what it heard of a file that it had not open.
                let opened = last.since != offer.since;
                if offer.version.is_none() || !news && !opened {
                    last.generation = offer.generation;
                    last.version = offer.version;
                    last.since = offer.since;
                    return;
                }
            }
            None if offer.diagnostics.is_empty() && offer.version.is_none() => return,
            _ => {}
        }
        if offer.pushed {
            let diagnostics = offer.diagnostics.clone();
            state
                .client
                .publish_diagnostics(offer.uri.clone(), diagnostics, offer.version)
                .await;
        } else if sent
            .get(&offer.uri)
            .is_none_or(|it| it.diagnostics != offer.diagnostics)
        {
            self.stale.store(true, Ordering::Release);
        }
        let now = Sent {
            generation: offer.generation,
            version: offer.version,
            since: offer.since,
            diagnostics: offer.diagnostics,
            pushed: offer.pushed,
        };
        sent.insert(offer.uri, now);
    }

    /// The client was told these when it asked.
    pub(crate) async fn told(&self, told: Told) {
        let mut sent = self.sent.lock().await;
        let known = sent.get(&told.uri).map(|it| it.generation);
        if known.is_none_or(|it| it <= told.generation) {
            let now = Sent {
                generation: told.generation,
                version: told.version,
                // It asked, so that it knows.
                since: None,
                diagnostics: told.diagnostics,
                pushed: false,
            };
            sent.insert(told.uri, now);
        }
    }

    /// Documents that are neither in the workspace nor open any more.
    async fn clear_others(&self, state: &State, current: &BTreeSet<Uri>, generation: u64) {
        let mut sent = self.sent.lock().await;
        let gone: Vec<Uri> = sent
            .iter()
            .filter(|(uri, last)| !current.contains(uri) && last.generation <= generation)
            .map(|it| it.0.clone())
            .collect();
        for uri in gone {
            let last = sent.remove(&uri);
            if last.as_ref().is_some_and(|it| !it.pushed) {
                self.stale.store(true, Ordering::Release);
            } else if last.is_some_and(|it| !it.diagnostics.is_empty()) {
                state
                    .client
                    .publish_diagnostics(uri, Vec::new(), None)
                    .await;
            }
        }
    }
}
