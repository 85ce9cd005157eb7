//! What the client can do and what the server announces.
//!
//! The encoding is settled here once; nothing else looks at the client's raw capabilities.

use ide::{Encoding, Language};
use lsp_types::{
    CallHierarchyServerCapability, ClientCapabilities, CodeActionKind, CodeActionOptions,
    CodeActionProviderCapability, CodeLensOptions, CompletionClientCapabilities, CompletionOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions, ExecuteCommandOptions,
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind,
    FileOperationRegistrationOptions, FoldingRangeProviderCapability, HoverProviderCapability,
    InlayHintOptions, InlayHintServerCapabilities, InsertTextMode, MarkupKind, OneOf,
    PositionEncodingKind, RenameOptions, ResourceOperationKind, SaveOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use crate::handlers::{commands, semantic_tokens};

/// `source.fixAll.forelock`
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.forelock");

/// The client's abilities, each false when it said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Abilities {
    pub(crate) encoding: Encoding,
    pub(crate) hover_markdown: bool,
    pub(crate) action_literals: bool,
    pub(crate) action_resolve: bool,
    pub(crate) action_disabled: bool,
    pub(crate) completion: CompletionAbilities,
    pub(crate) document_changes: bool,
    pub(crate) create_files: bool,
    pub(crate) related_information: bool,
    pub(crate) nested_symbols: bool,
    pub(crate) diagnostic_versions: bool,
    pub(crate) progress: bool,
    pub(crate) configuration: bool,
    pub(crate) register_watchers: bool,
    pub(crate) register_configuration: bool,
    /// It asks for diagnostics, and can be told to ask again: without the latter the other
    /// documents would never hear of an edit, so diagnostics are pushed.
    pub(crate) pulls: bool,
    pub(crate) diagnostic_tags: bool,
    pub(crate) show_document: bool,
    pub(crate) refresh_tokens: bool,
    pub(crate) refresh_hints: bool,
    pub(crate) refresh_lenses: bool,
    /// It has a command of its own that shows a plan.
    pub(crate) shows_plans: bool,
}

/// What the client's completion can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CompletionAbilities {
    pub(crate) snippets: bool,
    pub(crate) markdown: bool,
    /// Documentation may come with the resolve request.
    pub(crate) resolve_documentation: bool,
    pub(crate) adjusts_indentation: bool,
}

impl CompletionAbilities {
    fn of(client: Option<&CompletionClientCapabilities>) -> CompletionAbilities {
        let item = client.and_then(|it| it.completion_item.as_ref());
        let resolves = |name: &str| {
            item.and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|it| it == name))
        };
        CompletionAbilities {
            snippets: item.and_then(|it| it.snippet_support) == Some(true),
            markdown: item
                .and_then(|it| it.documentation_format.as_ref()?.first())
                .is_some_and(|it| *it == MarkupKind::Markdown),
            resolve_documentation: resolves("documentation"),
            adjusts_indentation: item
                .and_then(|it| it.insert_text_mode_support.as_ref())
                .is_some_and(|it| it.value_set.contains(&InsertTextMode::ADJUST_INDENTATION)),
        }
    }
}

impl Default for Abilities {
    fn default() -> Abilities {
        Abilities::of(&ClientCapabilities::default())
    }
}

impl Abilities {
    pub(crate) fn of(client: &ClientCapabilities) -> Abilities {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let hover = text.and_then(|it| it.hover.as_ref());
        let action = text.and_then(|it| it.code_action.as_ref());
        let publish = text.and_then(|it| it.publish_diagnostics.as_ref());
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        Abilities {
            encoding: encoding(client),
            // The first format is the preferred one.
            hover_markdown: hover
                .and_then(|it| it.content_format.as_ref()?.first())
                .is_some_and(|it| *it == MarkupKind::Markdown),
            action_literals: action.is_some_and(|it| it.code_action_literal_support.is_some()),
            action_resolve: action
                .filter(|it| it.data_support == Some(true))
                .and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|it| it == "edit")),
            action_disabled: action.and_then(|it| it.disabled_support) == Some(true),
            completion: CompletionAbilities::of(text.and_then(|it| it.completion.as_ref())),
            document_changes: edit.and_then(|it| it.document_changes) == Some(true),
            create_files: edit
                .and_then(|it| it.resource_operations.as_ref())
                .is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
            nested_symbols: text.and_then(|it| {
                it.document_symbol
                    .as_ref()?
                    .hierarchical_document_symbol_support
            }) == Some(true),
            related_information: publish.and_then(|it| it.related_information) == Some(true),
            diagnostic_versions: publish.and_then(|it| it.version_support) == Some(true),
            progress: client.window.as_ref().and_then(|it| it.work_done_progress) == Some(true),
            configuration: workspace.and_then(|it| it.configuration) == Some(true),
            register_configuration: workspace
                .and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
                == Some(true),
            pulls: text.is_some_and(|it| it.diagnostic.is_some())
                && workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support) == Some(true),
            diagnostic_tags: publish.is_some_and(|it| it.tag_support.is_some()),
            show_document: client
                .window
                .as_ref()
                .and_then(|it| it.show_document.as_ref())
                .is_some_and(|it| it.support),
            refresh_tokens: workspace.and_then(|it| it.semantic_tokens.as_ref()?.refresh_support)
                == Some(true),
            refresh_hints: workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support)
                == Some(true),
            refresh_lenses: workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support)
                == Some(true),
            shows_plans: false,
            register_watchers: workspace
                .and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration)
                == Some(true),
        }
    }
}

/// UTF-8 when it is offered, else UTF-16, which every client has; UTF-32 for one that names
/// nothing else.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client
        .general
        .as_ref()
        .and_then(|it| it.position_encodings.as_deref())
        .unwrap_or_default();
    let has = |kind: PositionEncodingKind| offered.contains(&kind);
    if has(PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if has(PositionEncodingKind::UTF32) && !has(PositionEncodingKind::UTF16) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

pub(crate) fn server(abilities: &Abilities) -> ServerCapabilities {
    let encoding = match abilities.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(
                    SaveOptions::default(),
                )),
                ..TextDocumentSyncOptions::default()
            },
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            // A key's colon, a list's dash, brackets, a comment's bracket, SQL's dot: behind each
            // something of ours may stand.
            trigger_characters: Some(
                [" ", ":", "-", "[", "{", ",", "|"]
                    .map(str::to_owned)
                    .to_vec(),
            ),
            resolve_provider: Some(abilities.completion.resolve_documentation),
            ..CompletionOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![
                CodeActionKind::QUICKFIX,
                CodeActionKind::REFACTOR_REWRITE,
                FIX_ALL,
            ]),
            resolve_provider: Some(abilities.action_resolve),
            ..CodeActionOptions::default()
        })),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        diagnostic_provider: abilities.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("forelock".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            })
        }),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: semantic_tokens::legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..SemanticTokensOptions::default()
            },
        )),
        inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(
            InlayHintOptions {
                resolve_provider: Some(true),
                ..InlayHintOptions::default()
            },
        ))),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(true),
        }),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::served(abilities.shows_plans),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            file_operations: Some(file_operations()),
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
        }),
        ..ServerCapabilities::default()
    }
}

fn file_operations() -> WorkspaceFileOperationsServerCapabilities {
    let of = |glob: String, matches| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern {
            glob,
            matches: Some(matches),
            options: None,
        },
    };
    let files = watched_globs().into_iter();
    let mut filters: Vec<_> = files
        .map(|it| of(it, FileOperationPatternKind::File))
        .collect();
    filters.push(of("**/*".to_owned(), FileOperationPatternKind::Folder));
    let options = Some(FileOperationRegistrationOptions { filters });
    WorkspaceFileOperationsServerCapabilities {
        did_create: options.clone(),
        did_rename: options.clone(),
        will_rename: options.clone(),
        did_delete: options,
        ..WorkspaceFileOperationsServerCapabilities::default()
    }
}

/// Where git tells that there is another commit: specs are compared with it. Links of worktrees
/// lead elsewhere; there the comparison is made again when something is opened or saved.
pub(crate) const WATCHED_OF_GIT: [&str; 2] = ["**/.git/HEAD", "**/.git/logs/HEAD"];

/// Globs of every file whose change on disk matters.
pub(crate) fn watched_globs() -> Vec<String> {
    let extensions: Vec<&str> = [Language::Markdown, Language::Yaml, Language::Sql]
        .into_iter()
        .flat_map(|it| it.extensions().iter().copied())
        .collect();
    vec![
        format!("**/*.{{{}}}", extensions.join(",")),
        format!("**/{}", project::CONFIG_FILE),
        // Alembic's files are nodes of the chain.
        "**/versions/*.py".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(offered: &[&'static str], expected: Encoding) {
        let mut client = ClientCapabilities::default();
        client.general.get_or_insert_default().position_encodings = Some(
            offered
                .iter()
                .map(|it| PositionEncodingKind::new(it))
                .collect(),
        );
        assert_eq!(Abilities::of(&client).encoding, expected, "{offered:?}");
    }

    #[test]
    fn the_encoding_is_negotiated() {
        check(&[], Encoding::Utf16);
        check(&["utf-16"], Encoding::Utf16);
        check(&["utf-32", "utf-8", "utf-16"], Encoding::Utf8);
        check(&["utf-16", "utf-32"], Encoding::Utf16);
        check(&["utf-32"], Encoding::Utf32);
        check(&["utf-7"], Encoding::Utf16);
    }
}
