//! Fields that are not there yet, items of lists, whole operations and documents.

use syntax::TextEdit;
use syntax::yaml::place::{Slot, Step};

use super::{Completion, CompletionKind, Context, names, placed, snippets};
use crate::schema::{self, Field};
use crate::yaml_at::Kind;

pub(super) fn step(text: &str) -> Step {
    match text {
        "-" => Step::Item,
        key => Step::Key(key.to_owned()),
    }
}

/// A path as [`super::documentation`] reads it.
pub(super) fn path(steps: &[Step]) -> String {
    let steps: Vec<&str> = steps
        .iter()
        .map(|it| match it {
            Step::Key(key) => key.as_str(),
            Step::Item => "-",
        })
        .collect();
    steps.join(".")
}

pub(super) fn complete(out: &mut Vec<Completion>, ctx: &Context<'_>) {
    let Slot::Key { colon } = ctx.at.place.slot else {
        return;
    };
    let steps = &ctx.at.place.steps;
    let top = matches!(steps.as_slice(), [] | [Step::Item]);
    if top {
        return root(out, ctx, colon);
    }
    if !is_ours(ctx) {
        return;
    }
    let Some(field) = ctx.at.field() else { return };
    let in_list = steps.last() != Some(&Step::Item) && field.is_list();
    // `columns` may be a mapping too, but is better written as a list.
    if in_list && field.properties.is_empty() {
        return items(out, ctx, field, colon);
    }
    let operation = ctx.at.operation_depth() == Some(steps.len());
    if operation && !colon && ctx.snippets && ctx.at.place.siblings().is_empty() {
        operations(out, ctx, "");
    }
    keys(out, ctx, field, colon);
    if ctx.at.key() == Some("set") {
        names::set_columns(out, ctx, colon);
    }
}

/// A document of ours; a record that is only being begun counts.
fn is_ours(ctx: &Context<'_>) -> bool {
    ctx.at.kind().is_some() || ctx.at.place.steps == [step("record")]
}

/// The root of a document: in one that holds something else there is nothing of ours to say.
fn root(out: &mut Vec<Completion>, ctx: &Context<'_>, colon: bool) {
    let beside = ctx.at.place.siblings();
    let request = beside
        .iter()
        .any(|it| it.key == "skill" || it.key == "inputs");
    if request {
        for key in ["skill", "inputs"] {
            if !beside.iter().any(|it| it.key == key) {
                key_item(out, ctx, key, schema::root(), colon, 0);
            }
        }
        return;
    }
    if !beside.is_empty() {
        return;
    }
    for (index, key) in ["database_migration_specification", "skill", "record"]
        .iter()
        .enumerate()
    {
        key_item(out, ctx, key, schema::root(), colon, index);
    }
    if ctx.snippets && !colon {
        for (at, (label, detail, text)) in snippets::DOCUMENTS.iter().enumerate() {
            let text = placed::placed(ctx.analysis, text);
            let text = snippets::indented(&text, ctx.at.place.column, ctx.at.place.indent);
            snippet(out, ctx, label, detail, text, &format!("2{at}"));
        }
    }
}

fn snippet(
    out: &mut Vec<Completion>,
    ctx: &Context<'_>,
    label: &str,
    detail: &str,
    text: String,
    sort: &str,
) {
    out.push(Completion {
        label: label.to_owned(),
        kind: CompletionKind::Snippet,
        detail: Some(detail.to_owned()),
        id: None,
        edit: TextEdit::replace(ctx.at.host(ctx.at.place.token), text),
        snippet: true,
        sort: sort.to_owned(),
    });
}

/// The fields of a mapping that it does not have.
fn keys(out: &mut Vec<Completion>, ctx: &Context<'_>, field: &Field, colon: bool) {
    let beside = ctx.at.place.siblings();
    for (index, (key, it)) in field.properties.iter().enumerate() {
        if !it.elsewhere && !beside.iter().any(|it| it.key == *key) {
            key_item(out, ctx, key, field, colon, index);
        }
    }
}

fn key_item(
    out: &mut Vec<Completion>,
    ctx: &Context<'_>,
    key: &str,
    parent: &Field,
    colon: bool,
    index: usize,
) {
    let operation = ctx.at.operation();
    let Some(field) = parent.property(key, operation) else {
        return;
    };
    let mut steps = ctx.at.place.steps.clone();
    steps.retain(|it| !(*it == Step::Item && ctx.at.place.steps.len() == 1));
    steps.push(Step::Key(key.to_owned()));
    let (text, snippet) = if colon {
        (key.to_owned(), false)
    } else {
        let (tail, snippet) = tail(ctx, field);
        (format!("{key}{tail}"), snippet)
    };
    let required = u8::from(!parent.required.iter().any(|it| it == key));
    out.push(Completion {
        label: key.to_owned(),
        kind: CompletionKind::Field,
        detail: Some(field.shape()),
        id: Some(format!(
            "field {} {}",
            path(&steps),
            operation.unwrap_or_default()
        )),
        edit: TextEdit::replace(ctx.at.host(ctx.at.place.token), text),
        snippet,
        sort: format!("1{required}{index:03}"),
    });
}

/// What follows a key: its colon, and the beginning of its value.
fn tail(ctx: &Context<'_>, field: &Field) -> (String, bool) {
    let place = &ctx.at.place;
    if !ctx.snippets {
        let block = (field.is_list() || field.is_map()) && !place.flow;
        return (if block { ":" } else { ": " }.to_owned(), false);
    }
    let below = " ".repeat(place.column.saturating_sub(place.indent) + 2);
    let text = match (place.flow, field.is_list(), field.is_map()) {
        (true, true, _) => ": [$0]".to_owned(),
        (true, false, true) => ": {$0}".to_owned(),
        (false, true, _) => format!(":\n{below}- $0"),
        (false, false, true) => format!(":\n{below}$0"),
        (_, false, false) if field.words.len() > 1 => {
            let words: Vec<&str> = field.words.iter().map(|it| it.0.as_str()).collect();
            // Every operation has a snippet of its own; here the next completion is asked for.
            if words.len() > 8 {
                ": $0".to_owned()
            } else {
                format!(": ${{1|{}|}}$0", words.join(","))
            }
        }
        (_, false, false) => match field.words.first() {
            Some((word, _)) => format!(": {word}$0"),
            None if field.is_flag() => ": ${1|true,false|}$0".to_owned(),
            None => ": $0".to_owned(),
        },
    };
    (text, true)
}

/// Items of a list, at the place where its dashes stand.
fn items(out: &mut Vec<Completion>, ctx: &Context<'_>, field: &Field, colon: bool) {
    if colon || ctx.at.place.flow {
        return;
    }
    if ctx.at.key() == Some("operations") && ctx.snippets {
        return operations(out, ctx, "- ");
    }
    let item = field.items.as_deref();
    let first = item.and_then(|it| it.properties.first());
    let (label, text) = match first.filter(|_| item.is_some_and(Field::is_map)) {
        Some((key, _)) => (format!("- {key}"), format!("- {key}: ")),
        None => ("- ".to_owned(), "- ".to_owned()),
    };
    out.push(Completion {
        label,
        kind: CompletionKind::Field,
        detail: Some("a new item".to_owned()),
        id: None,
        edit: TextEdit::replace(ctx.at.host(ctx.at.place.token), text),
        snippet: false,
        sort: "0".to_owned(),
    });
}

/// Whole operations, behind a dash or with one.
fn operations(out: &mut Vec<Completion>, ctx: &Context<'_>, dash: &str) {
    if ctx.at.place.flow || ctx.at.kind() != Some(Kind::Specification) {
        return;
    }
    let place = &ctx.at.place;
    let steps = &place.steps;
    let downgrade = steps.contains(&step("downgrade"));
    for (index, (word, lines)) in snippets::OPERATIONS.iter().enumerate() {
        if downgrade && word.starts_with("bulk_") {
            continue;
        }
        let column = place.column + dash.len();
        let text = snippets::indented(lines, column, place.indent);
        let label = format!("{dash}{word} …");
        snippet(
            out,
            ctx,
            &label,
            "a whole operation",
            format!("{dash}{text}"),
            &format!("2{index:02}"),
        );
    }
}
