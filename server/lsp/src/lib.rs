//! The language server protocol, and nothing else.
//!
//! Three rules keep it sound. State changes under one std mutex before a handler's first `.await`,
//! and a reader takes its snapshot before its own: tower-lsp keeps the order of messages only that
//! far. A request *to* the client is spawned, never awaited inside a handler. Nobody awaits while
//! holding the mutex. Texts of documents never reach the log.
//!
//! A message whose body is not JSON is answered with a parse error by tower-lsp, which then stops
//! reading; [`serve`] returns as if the input had ended. Parameters of the wrong shape cost one
//! request (`InvalidParams`); those of a notification are dropped.

mod capabilities;
mod documents;
mod earlier;
mod from_proto;
mod guard;
mod handlers;
pub mod json;
mod loading;
mod publish;
mod state;
mod to_proto;
mod world;

use std::sync::Arc;

use lsp_types as lsp;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::jsonrpc::Result;
use tower_lsp::{LanguageServer, LspService, Server};

pub use guard::log_panics;
use handlers::explain::{ExplainParams, Explained};
use state::State;
pub use state::{Hook, Hooks, Seen, Stage};

/// Requests handled at once. At tower-lsp's default of 4, four slow ones block all that follow.
const CONCURRENCY: usize = 64;

/// How the client went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It asked for the shutdown first: exit code 0.
    ShutDown,
    /// It did not: exit code 1.
    Abrupt,
}

/// Serves one client until it says `exit` or its input ends.
pub async fn serve<I, O>(input: I, output: O) -> Ending
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
{
    serve_with(input, output, Hooks::default()).await
}

/// [`serve`], watched by a test.
pub async fn serve_with<I, O>(input: I, output: O, hooks: Hooks) -> Ending
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
{
    let mut state = None;
    let (service, socket) = LspService::build(|client| {
        let backend = Backend {
            state: Arc::new(State::new(client, hooks)),
        };
        state = Some(Arc::clone(&backend.state));
        backend
    })
    .custom_method("forelock/explain", Backend::explain)
    .finish();
    Server::new(input, output, socket)
        .concurrency_level(CONCURRENCY)
        .serve(service)
        .await;
    match state {
        Some(state) if state.is_shut_down() => Ending::ShutDown,
        _ => Ending::Abrupt,
    }
}

struct Backend {
    state: Arc<State>,
}

impl Backend {
    async fn explain(&self, params: ExplainParams) -> Result<Option<Explained>> {
        guard::answer("forelock/explain", || handlers::explain::explain(&params))
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        guard::answer("initialize", || {
            handlers::lifecycle::initialize(&self.state, params)
        })
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        guard::notice("initialized", || {
            handlers::lifecycle::initialized(&self.state);
        });
    }

    async fn shutdown(&self) -> Result<()> {
        self.state.shut_down();
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        guard::notice("didOpen", || {
            handlers::sync::did_open(&self.state, params);
        });
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        guard::notice("didChange", || {
            handlers::sync::did_change(&self.state, params);
        });
    }

    async fn did_save(&self, params: lsp::DidSaveTextDocumentParams) {
        guard::notice("didSave", || {
            handlers::sync::did_save(&self.state, &params);
        });
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        guard::notice("didClose", || {
            handlers::sync::did_close(&self.state, &params);
        });
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        guard::notice("didChangeWatchedFiles", || {
            handlers::watched_files::changed(&self.state, params);
        });
    }

    async fn did_change_workspace_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        guard::notice("didChangeWorkspaceFolders", || {
            handlers::workspace_folders::changed(&self.state, &params.event);
        });
    }

    async fn did_change_configuration(&self, params: lsp::DidChangeConfigurationParams) {
        guard::notice("didChangeConfiguration", || {
            handlers::configuration::changed(&self.state, &params.settings);
        });
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let uri = params
            .text_document_position_params
            .text_document
            .uri
            .clone();
        let snapshot = self.state.snapshot_for("textDocument/hover", &uri)?;
        guard::read(snapshot, move |it| handlers::hover::hover(it, &params)).await
    }

    async fn completion(
        &self,
        params: lsp::CompletionParams,
    ) -> Result<Option<lsp::CompletionResponse>> {
        let uri = params.text_document_position.text_document.uri.clone();
        let snapshot = self.state.snapshot_for("textDocument/completion", &uri)?;
        guard::read(snapshot, move |it| {
            handlers::completion::completion(it, &params)
        })
        .await
    }

    async fn completion_resolve(&self, item: lsp::CompletionItem) -> Result<lsp::CompletionItem> {
        guard::answer("completionItem/resolve", || {
            handlers::completion::resolve(&self.state, item)
        })
    }

    async fn code_action(
        &self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<lsp::CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        let snapshot = self.state.snapshot_for("textDocument/codeAction", &uri)?;
        guard::read(snapshot, move |it| {
            handlers::code_action::offer(it, &params)
        })
        .await
    }

    async fn code_action_resolve(&self, action: lsp::CodeAction) -> Result<lsp::CodeAction> {
        let target = handlers::code_action::Target::of(&action)?;
        let snapshot = self.state.snapshot_for("codeAction/resolve", &target.uri)?;
        guard::read(snapshot, move |it| {
            Some(handlers::code_action::resolve(it, action, &target))
        })
        .await?
        .unwrap_or_else(|| Err(tower_lsp::jsonrpc::Error::content_modified()))
    }
}
