//! The card of a field of the format: what it means, what may be written, an example.

use std::fmt::Write as _;

use syntax::yaml::place::{Slot, Step};

use crate::schema::{self, Field};
use crate::yaml_at::{Kind, YamlAt, yaml_at};
use crate::{Analysis, FilePosition, Hover, computed};

/// The card of the key under the cursor, or of a value outside of operations; inside of them the
/// change itself has a card.
pub(crate) fn hover(analysis: &Analysis, position: FilePosition) -> Option<Hover> {
    let mut at = yaml_at(analysis, position)?;
    let range = at.host(at.place.token);
    // An item of a list of texts is what its list is about.
    let item = at.place.steps.last() == Some(&Step::Item) && !at.field()?.is_map();
    let (at, word) = match at.place.slot {
        Slot::Key { colon: true } => (at.on_key()?, None),
        Slot::Key { colon: false } | Slot::Value { .. }
            if item && at.operation_depth().is_none() =>
        {
            at.place.steps.pop();
            (at, None)
        }
        Slot::Value { .. } if at.operation_depth().is_none() => {
            let word = at.token().to_owned();
            (at, Some(word).filter(|it| !it.is_empty()))
        }
        Slot::Key { .. } | Slot::Value { .. } | Slot::Text | Slot::Comment => return None,
    };
    if range.is_empty() || !is_ours(&at) {
        return None;
    }
    let field = at.field()?;
    let name = name(&at);
    let mut markdown = card(&name, field, word.as_deref());
    if at.kind() == Some(Kind::Specification)
        && let Some(key) = name.strip_prefix("migration.risk.")
        && let Some(computed) = computed::computed(analysis, position, key)
    {
        let _ = writeln!(markdown, "\n{computed}");
    }
    Some(Hover { range, markdown })
}

/// The card of a field by its path without items, as the cards name it: `migration.risk.level`,
/// `inputs.environment`, `record.success`, and of an operation's details behind its `type`:
/// `add_column.column.name`. `None` for what is no field.
pub(crate) fn page(path: &str) -> Option<String> {
    let root = schema::root();
    let specification = root.property("database_migration_specification", None)?;
    let (first, _) = path.split_once('.').unwrap_or((path, ""));
    let operations = ["migration", "upgrade", "operations"]
        .iter()
        .try_fold(specification, |it, key| it.property(key, None))?
        .items
        .as_deref()?;
    let details = operations.details.iter().find(|it| it.0 == first);
    let (start, rest) = match details {
        Some((word, it)) => (it, path.strip_prefix(word)?.trim_start_matches('.')),
        None if root.property(first, None).is_some() => (root, path),
        None => (specification, path),
    };
    let mut field = start;
    for key in rest.split('.').filter(|it| !it.is_empty()) {
        field = field.items.as_deref().unwrap_or(field);
        field = field.property(key, None)?;
    }
    Some(card(path, field, None))
}

/// At the root the document may not be told apart by its path.
fn is_ours(at: &YamlAt) -> bool {
    at.kind().is_some()
}

/// `migration.risk.level`: the path without the root and the items.
fn name(at: &YamlAt) -> String {
    let keys = at.place.steps.iter().filter_map(|it| match it {
        Step::Key(key) => Some(key.as_str()),
        Step::Item => None,
    });
    let keys: Vec<&str> = keys.collect();
    match keys.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.join("."),
        all => all.join("."),
    }
}

/// The card as Markdown. `word` is the value that the cursor is on.
pub(crate) fn card(name: &str, field: &Field, word: Option<&str>) -> String {
    let mut out = format!("**`{name}`** · {}\n\n", field.shape());
    if let Some((word, meaning)) = field.words.iter().find(|it| Some(it.0.as_str()) == word) {
        let _ = writeln!(out, "`{word}`: {meaning}\n");
    }
    let _ = writeln!(out, "{}", field.description);
    if field.words.len() > 1 {
        out.push('\n');
        for (word, meaning) in &field.words {
            let _ = writeln!(out, "- `{word}`: {meaning}");
        }
    }
    if let Some(default) = &field.default {
        let _ = writeln!(out, "\nWhere nothing is said: `{default}`.");
    }
    let key = name.rsplit('.').next().unwrap_or(name);
    if let Some(example) = example(key, field) {
        let _ = writeln!(out, "\n```yaml\n{example}\n```");
    }
    out
}

/// A line or two as they would be written.
fn example(key: &str, field: &Field) -> Option<String> {
    if let Some(example) = field.examples.first() {
        return Some(format!("{key}: {example}"));
    }
    if let Some((word, _)) = field.words.first().filter(|_| field.words.len() > 1) {
        return Some(format!("{key}: {word}"));
    }
    if field.is_flag() {
        return Some(format!("{key}: true"));
    }
    let inner = |it: &Field| {
        let keys = it.properties.iter().take(3).filter_map(|(key, it)| {
            let example = it.examples.first().cloned();
            let word = || it.words.first().map(|it| it.0.clone());
            let flag = || it.is_flag().then(|| "true".to_owned());
            Some(format!("{key}: {}", example.or_else(word).or_else(flag)?))
        });
        keys.collect::<Vec<_>>()
    };
    if let Some(items) = field.items.as_deref() {
        let inner = inner(items);
        return (!inner.is_empty()).then(|| format!("{key}:\n  - {}", inner.join("\n    ")));
    }
    let inner = inner(field);
    (!inner.is_empty()).then(|| format!("{key}:\n  {}", inner.join("\n  ")))
}
