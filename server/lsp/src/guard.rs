//! A panic costs one request.
//!
//! Never lets a panic reach tower-lsp, where it would stop all replies, and never logs its
//! message, which may quote a document.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use tower_lsp::jsonrpc::{Error, Result};

use crate::handlers::trace;
use crate::state::{Snapshot, Stage};

/// Answers a request at once.
pub(crate) fn answer<T>(method: &str, work: impl FnOnce() -> T) -> Result<T> {
    // What the work leaves half done is behind `State`'s mutex, which hands out whole values.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| failed(method, &*panic))
}

/// Handles a notification, which has no answer.
pub(crate) fn notice(method: &str, work: impl FnOnce()) {
    let _ = answer(method, work);
}

/// Answers a request about a document on a blocking thread. A document that nobody knows has no
/// answer.
pub(crate) async fn read<T: Send + 'static>(
    snapshot: Option<Snapshot>,
    work: impl FnOnce(&Snapshot) -> Option<T> + Send + 'static,
) -> Result<Option<T>> {
    let Some(snapshot) = snapshot else {
        return Ok(None);
    };
    let method = snapshot.method;
    let state = Arc::clone(&snapshot.state);
    let start = Instant::now();
    let answer = blocking(method, move || {
        snapshot.seen(Stage::Working);
        work(&snapshot)
    })
    .await;
    trace::answered(&state, method, start.elapsed());
    answer
}

/// Runs work on a blocking thread.
pub(crate) async fn blocking<T: Send + 'static>(
    method: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(it) => Ok(it),
        Err(error) if error.is_panic() => Err(failed(method, &*error.into_panic())),
        // The runtime ends.
        Err(_) => Err(Error::request_cancelled()),
    }
}

fn failed(method: &str, _panic: &(dyn Any + Send)) -> Error {
    tracing::error!(method, "a request failed by a panic");
    let mut error = Error::internal_error();
    error.message = format!("{method} failed; this is a bug in Forelock").into();
    error
}

/// Replaces the panic hook of the process by one that logs the place of a panic and not its
/// message. For the binary; a test keeps its own.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}
