//! A name in another style than those of the migrations before.

use std::collections::BTreeSet;

use crate::format::{contradiction, set, specification};
use crate::{Check, Findings, MigrationContext, Rule, RuleSeverity};
use model::risk::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "name-style-mixed",
    severity: RuleSeverity::Fixed(Severity::Information),
    since: "0.1.0",
    preview: false,
    docs: include_str!("name_style_mixed.md"),
    check: Check::Migration(check),
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Snake,
    Kebab,
    Camel,
    Words,
}

fn check(acc: &mut Findings<'_>, ctx: &MigrationContext<'_>) {
    let Some(name) = specification(ctx).and_then(|it| it.name()) else {
        return;
    };
    let Some(own) = style(name.value.trim()) else {
        return;
    };
    let before = names_before(ctx);
    let styles: Vec<Style> = before.iter().filter_map(|it| style(it)).collect();
    // One name is no habit.
    let [first, _, ..] = styles.as_slice() else {
        return;
    };
    if own == *first || styles.iter().any(|it| it != first) {
        return;
    }
    let better = written(name.value.trim(), *first);
    contradiction(
        acc,
        name.range,
        format!("The migrations before are named like `{}`", before[0]),
        "Name migrations in one style",
        Vec::new(),
        Some(set(name.range, &better, format!("Write `{better}`"), false)),
    );
}

/// Along the chain, the nearest first.
fn names_before<'a>(ctx: &MigrationContext<'a>) -> Vec<&'a str> {
    let chain = &ctx.document.workspace.chain;
    let mut node = chain.node(ctx.document.path, ctx.index);
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    while let Some(parent) = node.and_then(|it| it.parent.as_deref()) {
        if !seen.insert(parent) {
            break;
        }
        node = chain.first_of(parent).map(|it| it.1);
        let name = node.and_then(|it| it.name.as_deref());
        names.extend(name.filter(|it| style(it).is_some()));
    }
    names
}

/// `None` for a single small word, which fits everywhere.
fn style(name: &str) -> Option<Style> {
    let small = !name.chars().any(char::is_uppercase);
    let plain = |it: &str| name.replace(it, "").chars().all(char::is_alphanumeric);
    if name.contains(char::is_whitespace) {
        Some(Style::Words)
    } else if name.contains('_') && small && plain("_") {
        Some(Style::Snake)
    } else if name.contains('-') && small && plain("-") {
        Some(Style::Kebab)
    } else if !small && plain("") {
        Some(Style::Camel)
    } else {
        None
    }
}

/// A name in another style.
fn written(name: &str, style: Style) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    let mut before = ' ';
    for it in name.chars() {
        let begins = it.is_uppercase() && !before.is_uppercase();
        if !it.is_alphanumeric() {
            open = false;
        } else {
            match words.last_mut().filter(|_| open && !begins) {
                Some(word) => word.extend(it.to_lowercase()),
                None => words.push(it.to_lowercase().collect()),
            }
            open = true;
        }
        before = it;
    }
    let capital = |it: &String| {
        let mut rest = it.chars();
        let first = rest.next().map(|it| it.to_uppercase().collect::<String>());
        first.unwrap_or_default() + rest.as_str()
    };
    match style {
        Style::Snake => words.join("_"),
        Style::Kebab => words.join("-"),
        Style::Camel => words.iter().map(capital).collect(),
        Style::Words => words.join(" "),
    }
}
