//! The real server over a pipe in memory.
//!
//! What the server holds as a document's text is watched through the hook that a request calls
//! when it takes its snapshot, which is in the order of the messages.
#![expect(
    clippy::unwrap_used,
    reason = "a client that panics is a test that fails"
)]

mod client;
mod compared;
mod completion;
mod custom;
mod documents;
mod draft;
mod lifecycle;
mod navigation;
mod peers;
mod places;
mod positions;
mod pull;
mod services;
mod sessions;
mod todo;
mod views;
mod workspace;
mod written;

use std::sync::{Arc, Mutex};

use lsp::{Hooks, Seen, Stage};

/// What requests saw, in the order of the messages.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Sight>>>);

/// Version and text.
type Sight = (Option<i32>, String);

impl Log {
    fn hooks(&self) -> Hooks {
        let log = Arc::clone(&self.0);
        let hook = move |seen: &Seen<'_>| {
            if seen.stage == Stage::Taken {
                log.lock()
                    .unwrap()
                    .push((seen.version, seen.text.to_owned()));
            }
        };
        Hooks {
            on_request: Some(Arc::new(hook)),
            ..Hooks::default()
        }
    }

    fn take(&self) -> Vec<Sight> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The text that the last request saw; `None` when none saw a document.
    fn last_text(&self) -> Option<String> {
        Some(self.take().pop()?.1)
    }
}
