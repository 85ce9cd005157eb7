//! What the client can do and what the server announces.
//!
//! The encoding is settled here once; nothing else looks at the client's raw capabilities.

use ide::{Encoding, Language};
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CompletionClientCapabilities, CompletionOptions, HoverProviderCapability, InsertTextMode,
    MarkupKind, OneOf, PositionEncodingKind, ResourceOperationKind, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

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
    pub(crate) diagnostic_versions: bool,
    pub(crate) progress: bool,
    pub(crate) configuration: bool,
    pub(crate) register_watchers: bool,
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
            related_information: publish.and_then(|it| it.related_information) == Some(true),
            diagnostic_versions: publish.and_then(|it| it.version_support) == Some(true),
            progress: client.window.as_ref().and_then(|it| it.work_done_progress) == Some(true),
            configuration: workspace.and_then(|it| it.configuration) == Some(true),
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
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

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
