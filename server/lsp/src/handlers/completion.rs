//! `textDocument/completion` and `completionItem/resolve`
//!
//! Items carry their edits; their documentation comes when asked for, where the client asks.

use ide::{Completion, CompletionKind, FilePosition};
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind, TextEdit,
};
use serde_json::Value;

use crate::capabilities::CompletionAbilities;
use crate::state::{Snapshot, State};
use crate::{from_proto, to_proto};

pub(crate) fn completion(
    snapshot: &Snapshot,
    params: &CompletionParams,
) -> Option<CompletionResponse> {
    let position = params.text_document_position.position;
    let encoding = snapshot.abilities.encoding;
    let position = FilePosition {
        file: snapshot.view.file,
        offset: from_proto::offset(&snapshot.text, snapshot.lines(), position, encoding),
    };
    let snippets = snapshot.abilities.completion.snippets;
    let found = snapshot.view.analysis.completions(position, snippets);
    let items = found.into_iter().map(|it| item(snapshot, it));
    Some(CompletionResponse::Array(items.collect()))
}

fn item(snapshot: &Snapshot, it: Completion) -> CompletionItem {
    let abilities = snapshot.abilities.completion;
    let encoding = snapshot.abilities.encoding;
    let range = to_proto::range(&snapshot.text, snapshot.lines(), it.edit.range, encoding);
    let several_lines = it.edit.insert.contains('\n');
    let (documentation, data) = match it.id {
        Some(id) if abilities.resolve_documentation => (None, Some(Value::String(id))),
        Some(id) => (documentation(abilities, &id), None),
        None => (None, None),
    };
    CompletionItem {
        kind: Some(kind(it.kind)),
        filter_text: Some(it.label.clone()),
        label: it.label,
        detail: it.detail,
        documentation,
        sort_text: Some(it.sort),
        insert_text_format: it.snippet.then_some(InsertTextFormat::SNIPPET),
        insert_text_mode: (several_lines && abilities.adjusts_indentation)
            .then_some(InsertTextMode::ADJUST_INDENTATION),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
            range,
            it.edit.insert,
        ))),
        data,
        ..CompletionItem::default()
    }
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Field => CompletionItemKind::PROPERTY,
        CompletionKind::Word => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Table => CompletionItemKind::STRUCT,
        CompletionKind::Column => CompletionItemKind::FIELD,
        CompletionKind::Type => CompletionItemKind::TYPE_PARAMETER,
        CompletionKind::Version => CompletionItemKind::CONSTANT,
        CompletionKind::Name => CompletionItemKind::VALUE,
        CompletionKind::Rule => CompletionItemKind::REFERENCE,
        CompletionKind::Snippet => CompletionItemKind::SNIPPET,
    }
}

fn documentation(abilities: CompletionAbilities, id: &str) -> Option<Documentation> {
    let markdown = ide::completion_documentation(id)?;
    let (kind, value) = if abilities.markdown {
        (MarkupKind::Markdown, markdown)
    } else {
        (MarkupKind::PlainText, to_proto::plain(&markdown))
    };
    Some(Documentation::MarkupContent(MarkupContent { kind, value }))
}

/// An item that is none of ours, or has no more to say, comes back as it is.
pub(crate) fn resolve(state: &State, mut item: CompletionItem) -> CompletionItem {
    if let Some(Value::String(id)) = &item.data {
        item.documentation = documentation(state.abilities().completion, id);
    }
    item
}
