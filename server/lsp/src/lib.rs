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
use handlers::hints::About;
use handlers::plan::PlanParams;
use publish::Told;
pub use state::{Hook, Hooks, Seen, Stage};
use state::{Snapshot, State};

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
    .custom_method("forelock/plan", Backend::plan)
    .custom_method("forelock/status", Backend::status)
    .custom_method("$/setTrace", Backend::set_trace)
    .custom_method("window/workDoneProgress/cancel", Backend::cancel_progress)
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

    async fn plan(&self, params: PlanParams) -> Result<Option<serde_json::Value>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("forelock/plan", uri)?;
        guard::read(snapshot, move |it| handlers::plan::plan(it, &params)).await
    }

    async fn status(&self, _: serde_json::Value) -> Result<serde_json::Value> {
        let (roots, known) = self.state.world().projects();
        let encoding = self.state.abilities().encoding;
        let work = move || handlers::status::status(&roots, &known, encoding);
        guard::blocking("forelock/status", work).await
    }

    async fn set_trace(&self, params: lsp::SetTraceParams) {
        handlers::trace::set(&self.state, &params);
    }

    async fn cancel_progress(&self, params: lsp::WorkDoneProgressCancelParams) {
        handlers::trace::cancel(&self.state, &params);
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

    async fn did_create_files(&self, params: lsp::CreateFilesParams) {
        guard::notice("didCreateFiles", || {
            handlers::file_operations::created(&self.state, params);
        });
    }

    async fn did_rename_files(&self, params: lsp::RenameFilesParams) {
        guard::notice("didRenameFiles", || {
            handlers::file_operations::renamed(&self.state, params);
        });
    }

    async fn did_delete_files(&self, params: lsp::DeleteFilesParams) {
        guard::notice("didDeleteFiles", || {
            handlers::file_operations::deleted(&self.state, params);
        });
    }

    async fn will_rename_files(
        &self,
        params: lsp::RenameFilesParams,
    ) -> Result<Option<lsp::WorkspaceEdit>> {
        let snapshots = self.state.snapshots("workspace/willRenameFiles");
        let work = move || handlers::file_operations::will_rename(&snapshots, &params);
        guard::blocking("workspace/willRenameFiles", work).await
    }

    async fn execute_command(
        &self,
        params: lsp::ExecuteCommandParams,
    ) -> Result<Option<lsp::LSPAny>> {
        handlers::commands::execute(&self.state, &params).await
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReportResult> {
        let uri = params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/diagnostic", &uri)?;
        let settled = |it: &Snapshot| self.state.world().is_settled(&it.view.path);
        let snapshot = snapshot.filter(settled);
        let moment = snapshot.as_ref();
        let moment = moment.map(|it| (it.version(), it.view.generation));
        let previous = params.previous_result_id;
        let pulled = guard::read(snapshot, move |it| {
            Some(handlers::pull::document(it, previous.as_deref()))
        });
        let report = match pulled.await?.zip(moment) {
            Some(((report, diagnostics), (version, generation))) => {
                let told = Told {
                    uri,
                    version,
                    generation,
                    diagnostics,
                };
                self.state.publisher.told(told).await;
                report
            }
            None => handlers::pull::nothing(),
        };
        Ok(lsp::DocumentDiagnosticReportResult::Report(report))
    }

    async fn workspace_diagnostic(
        &self,
        params: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReportResult> {
        let snapshots = self.state.snapshots("workspace/diagnostic");
        let work = move || handlers::pull::workspace(&snapshots, params);
        let report = guard::blocking("workspace/diagnostic", work).await?;
        Ok(lsp::WorkspaceDiagnosticReportResult::Report(report))
    }

    async fn semantic_tokens_full(
        &self,
        params: lsp::SemanticTokensParams,
    ) -> Result<Option<lsp::SemanticTokensResult>> {
        let uri = &params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/semanticTokens/full", uri)?;
        let tokens = guard::read(snapshot, handlers::semantic_tokens::full).await?;
        Ok(tokens.map(lsp::SemanticTokensResult::Tokens))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: lsp::SemanticTokensDeltaParams,
    ) -> Result<Option<lsp::SemanticTokensFullDeltaResult>> {
        let uri = &params.text_document.uri;
        let method = "textDocument/semanticTokens/full/delta";
        let snapshot = self.state.snapshot_for(method, uri)?;
        guard::read(snapshot, move |it| {
            handlers::semantic_tokens::delta(it, &params.previous_result_id)
        })
        .await
    }

    async fn semantic_tokens_range(
        &self,
        params: lsp::SemanticTokensRangeParams,
    ) -> Result<Option<lsp::SemanticTokensRangeResult>> {
        let uri = &params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/semanticTokens/range", uri)?;
        let tokens = guard::read(snapshot, move |it| {
            handlers::semantic_tokens::of_range(it, params.range)
        });
        Ok(tokens.await?.map(lsp::SemanticTokensRangeResult::Tokens))
    }

    async fn inlay_hint(
        &self,
        params: lsp::InlayHintParams,
    ) -> Result<Option<Vec<lsp::InlayHint>>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/inlayHint", uri)?;
        guard::read(snapshot, move |it| {
            handlers::hints::inlay_hints(it, params.range)
        })
        .await
    }

    async fn inlay_hint_resolve(&self, hint: lsp::InlayHint) -> Result<lsp::InlayHint> {
        let about = About::of(hint.data.as_ref())?;
        let snapshot = self.state.snapshot_for("inlayHint/resolve", &about.uri)?;
        let bare = hint.clone();
        let resolved = guard::read(snapshot, move |it| {
            Some(handlers::hints::resolve_hint(it, hint, &about))
        });
        Ok(resolved.await?.unwrap_or(bare))
    }

    async fn code_lens(&self, params: lsp::CodeLensParams) -> Result<Option<Vec<lsp::CodeLens>>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/codeLens", uri)?;
        guard::read(snapshot, handlers::hints::lenses).await
    }

    async fn code_lens_resolve(&self, lens: lsp::CodeLens) -> Result<lsp::CodeLens> {
        let about = About::of(lens.data.as_ref())?;
        let snapshot = self.state.snapshot_for("codeLens/resolve", &about.uri)?;
        guard::read(snapshot, move |it| {
            Some(handlers::hints::resolve_lens(it, lens, &about))
        })
        .await?
        .ok_or_else(tower_lsp::jsonrpc::Error::content_modified)
    }

    async fn prepare_call_hierarchy(
        &self,
        params: lsp::CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<lsp::CallHierarchyItem>>> {
        let params = params.text_document_position_params;
        let uri = &params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/prepareCallHierarchy", uri)?;
        guard::read(snapshot, move |it| {
            handlers::hierarchy::prepare(it, &params)
        })
        .await
    }

    async fn incoming_calls(
        &self,
        params: lsp::CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<lsp::CallHierarchyIncomingCall>>> {
        let number = handlers::hierarchy::migration(&params.item)?;
        let uri = &params.item.uri;
        let snapshot = self
            .state
            .snapshot_for("callHierarchy/incomingCalls", uri)?;
        guard::read(snapshot, move |it| {
            handlers::hierarchy::incoming(it, number)
        })
        .await
    }

    async fn outgoing_calls(
        &self,
        params: lsp::CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<lsp::CallHierarchyOutgoingCall>>> {
        let number = handlers::hierarchy::migration(&params.item)?;
        let uri = &params.item.uri;
        let snapshot = self
            .state
            .snapshot_for("callHierarchy/outgoingCalls", uri)?;
        guard::read(snapshot, move |it| {
            handlers::hierarchy::outgoing(it, number)
        })
        .await
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

    async fn goto_definition(
        &self,
        params: lsp::GotoDefinitionParams,
    ) -> Result<Option<lsp::GotoDefinitionResponse>> {
        let uri = &params.text_document_position_params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/definition", uri)?;
        guard::read(snapshot, move |it| {
            handlers::navigation::definition(it, &params)
        })
        .await
    }

    async fn references(&self, params: lsp::ReferenceParams) -> Result<Option<Vec<lsp::Location>>> {
        let uri = &params.text_document_position.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/references", uri)?;
        guard::read(snapshot, move |it| {
            handlers::navigation::references(it, &params)
        })
        .await
    }

    async fn document_highlight(
        &self,
        params: lsp::DocumentHighlightParams,
    ) -> Result<Option<Vec<lsp::DocumentHighlight>>> {
        let uri = &params.text_document_position_params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/documentHighlight", uri)?;
        guard::read(snapshot, move |it| {
            handlers::navigation::highlights(it, &params)
        })
        .await
    }

    async fn prepare_rename(
        &self,
        params: lsp::TextDocumentPositionParams,
    ) -> Result<Option<lsp::PrepareRenameResponse>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/prepareRename", uri)?;
        let prepared = guard::read(snapshot, move |it| handlers::rename::prepare(it, &params));
        prepared.await?.transpose()
    }

    async fn rename(&self, params: lsp::RenameParams) -> Result<Option<lsp::WorkspaceEdit>> {
        let uri = &params.text_document_position.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/rename", uri)?;
        let renamed = guard::read(snapshot, move |it| handlers::rename::rename(it, &params));
        renamed.await?.transpose()
    }

    async fn document_symbol(
        &self,
        params: lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>> {
        let uri = &params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/documentSymbol", uri)?;
        guard::read(snapshot, handlers::outline::symbols).await
    }

    async fn symbol(
        &self,
        params: lsp::WorkspaceSymbolParams,
    ) -> Result<Option<lsp::WorkspaceSymbolResponse>> {
        let views = self.state.world().one_of_each();
        let encoding = self.state.abilities().encoding;
        let work = move || handlers::outline::of_workspace(&views, encoding, &params.query);
        let found = guard::blocking("workspace/symbol", work).await?;
        Ok(Some(lsp::WorkspaceSymbolResponse::Flat(found)))
    }

    async fn folding_range(
        &self,
        params: lsp::FoldingRangeParams,
    ) -> Result<Option<Vec<lsp::FoldingRange>>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/foldingRange", uri)?;
        guard::read(snapshot, handlers::outline::folds).await
    }

    async fn selection_range(
        &self,
        params: lsp::SelectionRangeParams,
    ) -> Result<Option<Vec<lsp::SelectionRange>>> {
        let uri = &params.text_document.uri;
        let snapshot = self
            .state
            .snapshot_for("textDocument/selectionRange", uri)?;
        guard::read(snapshot, move |it| {
            handlers::outline::selections(it, &params)
        })
        .await
    }

    async fn document_link(
        &self,
        params: lsp::DocumentLinkParams,
    ) -> Result<Option<Vec<lsp::DocumentLink>>> {
        let uri = &params.text_document.uri;
        let snapshot = self.state.snapshot_for("textDocument/documentLink", uri)?;
        guard::read(snapshot, handlers::links::links).await
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
