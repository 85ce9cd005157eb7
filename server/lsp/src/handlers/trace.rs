//! `$/setTrace` and `$/logTrace`; `window/workDoneProgress/cancel`
//!
//! A trace tells what was asked and how long it took, never what stands in a document.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use lsp_types::notification::LogTrace;
use lsp_types::{
    LogTraceParams, NumberOrString, SetTraceParams, TraceValue, WorkDoneProgressCancelParams,
};

use crate::loading;
use crate::state::State;

pub(crate) fn set(state: &Arc<State>, params: &SetTraceParams) {
    let on = params.value != TraceValue::Off;
    state.traced.store(on, Ordering::Relaxed);
}

/// A request was answered.
pub(crate) fn answered(state: &Arc<State>, method: &'static str, took: Duration) {
    if !state.traced.load(Ordering::Relaxed) {
        return;
    }
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let params = LogTraceParams {
            message: format!("{method}: {:.1} ms", took.as_secs_f64() * 1000.0),
            verbose: None,
        };
        state.client.send_notification::<LogTrace>(params).await;
    });
}

/// The reading of the workspace stops with the file at hand.
pub(crate) fn cancel(state: &Arc<State>, params: &WorkDoneProgressCancelParams) {
    if params.token == NumberOrString::String(loading::TOKEN.to_owned()) {
        state.reading_stopped.store(true, Ordering::Release);
    }
}
