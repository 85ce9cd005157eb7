//! What the server knows: the world behind the only mutex, the open documents, the client.
//!
//! Never awaits; hands out whole values only, so that a panic leaves nothing half done.

use std::cell::OnceCell;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dashmap::DashMap;
use ide::LineIndex;
use lsp_types::Uri;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;

use crate::capabilities::Abilities;
use crate::documents::Document;
use crate::publish::Publisher;
use crate::world::{View, World};
use crate::{from_proto, guard};

pub(crate) struct State {
    pub(crate) client: Client,
    pub(crate) documents: DashMap<Uri, Document>,
    pub(crate) publisher: Publisher,
    /// Held while the disk is read and the world told, so that an older reading never follows a
    /// newer one.
    pub(crate) disk: tokio::sync::Mutex<()>,
    /// Held by the one task that looks at all documents.
    pub(crate) refreshing: tokio::sync::Mutex<()>,
    /// Held by the one task that asks git for earlier versions.
    pub(crate) comparing: tokio::sync::Mutex<()>,
    /// The tokens that the client was told last, by path.
    pub(crate) tokens: DashMap<String, Vec<lsp_types::SemanticToken>>,
    /// The client wants to hear what was asked and how long it took.
    pub(crate) traced: AtomicBool,
    /// The client wants no more files to be read.
    pub(crate) reading_stopped: AtomicBool,
    /// The client was told once that an action needs files created.
    pub(crate) told_no_creates: AtomicBool,
    world: Mutex<World>,
    abilities: OnceLock<Abilities>,
    shut_down: AtomicBool,
    hooks: Hooks,
}

/// What a test may watch. Nothing here is reachable from the protocol.
#[derive(Clone, Default)]
pub struct Hooks {
    /// Called at each [`Stage`] of a request about a document; may panic.
    pub on_request: Option<Hook>,
    /// Called with the number of files read so far, after each file of a root; may wait.
    pub on_file: Option<Arc<dyn Fn(usize) + Send + Sync>>,
}

/// Called with what a request sees.
pub type Hook = Arc<dyn Fn(&Seen<'_>) + Send + Sync>;

/// What a request sees.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub stage: Stage,
    pub method: &'a str,
    /// `None` for a document that is not open.
    pub version: Option<i32>,
    pub text: &'a str,
}

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The snapshot was taken, in the order of the messages.
    Taken,
    /// The work begins, in any order.
    Working,
}

/// A file as a request sees it.
pub(crate) struct Snapshot {
    pub(crate) method: &'static str,
    pub(crate) view: View,
    pub(crate) text: Arc<str>,
    pub(crate) abilities: Abilities,
    pub(crate) state: Arc<State>,
    lines: OnceCell<LineIndex>,
}

impl State {
    pub(crate) fn new(client: Client, hooks: Hooks) -> State {
        State {
            client,
            documents: DashMap::new(),
            publisher: Publisher::default(),
            disk: tokio::sync::Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
            comparing: tokio::sync::Mutex::default(),
            tokens: DashMap::new(),
            traced: AtomicBool::new(false),
            reading_stopped: AtomicBool::new(false),
            told_no_creates: AtomicBool::new(false),
            world: Mutex::default(),
            abilities: OnceLock::new(),
            shut_down: AtomicBool::new(false),
            hooks,
        }
    }

    /// The world, for a moment: never hold it across an `.await`. A panic under it must not end
    /// the server, so poison is ignored.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn abilities(&self) -> Abilities {
        self.abilities.get().copied().unwrap_or_default()
    }

    pub(crate) fn set_abilities(&self, abilities: Abilities) {
        let _ = self.abilities.set(abilities);
    }

    /// For the hook.
    pub(crate) fn file_read(&self, count: usize) {
        if let Some(hook) = &self.hooks.on_file {
            hook(count);
        }
    }

    pub(crate) fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Release);
    }

    pub(crate) fn is_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Acquire)
    }

    /// The path of a document, by the language it was opened with.
    pub(crate) fn path_of(&self, uri: &Uri) -> String {
        match self.documents.get(uri) {
            Some(document) => document.path.clone(),
            None => from_proto::path(uri, None),
        }
    }

    /// The snapshot of a request, to be called before the first `.await`. `Ok(None)` for a
    /// document that nobody knows.
    pub(crate) fn snapshot_for(
        self: &Arc<Self>,
        method: &'static str,
        uri: &Uri,
    ) -> Result<Option<Snapshot>> {
        guard::answer(method, || {
            let snapshot = self.snapshot(method, &self.path_of(uri))?;
            snapshot.seen(Stage::Taken);
            Some(snapshot)
        })
    }

    /// A file as it is now.
    pub(crate) fn snapshot(self: &Arc<Self>, method: &'static str, path: &str) -> Option<Snapshot> {
        let view = self.world().view(path)?;
        Snapshot::new(method, view, self)
    }

    /// Every file of every root that was read.
    pub(crate) fn snapshots(self: &Arc<Self>, method: &'static str) -> Vec<Snapshot> {
        let views = self.world().views();
        let snapshots = views.into_iter();
        snapshots
            .filter_map(|it| Snapshot::new(method, it, self))
            .collect()
    }

    /// What a client shows beside the documents may have changed in all of them.
    pub(crate) fn refresh_views(self: &Arc<Self>) {
        let state = Arc::clone(self);
        tokio::spawn(async move {
            let abilities = state.abilities();
            if abilities.refresh_tokens {
                let _ = state.client.semantic_tokens_refresh().await;
            }
            if abilities.refresh_hints {
                let _ = state.client.inlay_hint_refresh().await;
            }
            if abilities.refresh_lenses {
                let _ = state.client.code_lens_refresh().await;
            }
        });
    }

    /// The version of an open document; `None` for one that is not.
    pub(crate) fn version(&self, path: &str) -> Option<i32> {
        self.world().known.get(path)?.version
    }
}

impl Snapshot {
    pub(crate) fn new(method: &'static str, view: View, state: &Arc<State>) -> Option<Snapshot> {
        Some(Snapshot {
            method,
            text: view.analysis.text(view.file)?,
            view,
            abilities: state.abilities(),
            state: Arc::clone(state),
            lines: OnceCell::new(),
        })
    }

    /// Of an open document.
    pub(crate) fn version(&self) -> Option<i32> {
        self.view.known.get(&self.view.path)?.version
    }

    pub(crate) fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    pub(crate) fn seen(&self, stage: Stage) {
        if let Some(hook) = &self.state.hooks.on_request {
            hook(&Seen {
                stage,
                method: self.method,
                version: self.version(),
                text: &self.text,
            });
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").finish_non_exhaustive()
    }
}
