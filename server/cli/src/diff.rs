//! `forelock diff`: the changes between two specs or schemas, in operation form.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use ide::{Analysis, FileId, LineIndex, TextRange};
use model::diff::{self, Choice, Diff, Found, Rename, Renamed, Side};
use model::operation::{ColumnAction, Operation};
use model::schema::SchemaReading;
use model::types::ColumnType;
use model::{Catalog, Document};
use serde_json::{Value, json};

use crate::arguments::{Context, Renames};
use crate::input::{self, Input};
use crate::{Done, Format, json as positions};

pub(crate) struct Options {
    pub(crate) format: Format,
    pub(crate) renames: Renames,
}

/// A version of a document; empty where the side has none of that name.
#[derive(Default)]
struct Version {
    file: Option<FileId>,
    text: Arc<str>,
    reading: SchemaReading,
    whole: bool,
}

/// One side: what was asked for, and the versions by the place that both sides share.
struct Loaded {
    input: Input,
    versions: Vec<Version>,
}

pub(crate) fn run(old: &str, new: &str, options: &Options, out: &mut dyn Write) -> Result<Done> {
    let context = Context::default();
    let inputs = (
        input::load_project(&[old.to_owned()], &context)?,
        input::load_project(&[new.to_owned()], &context)?,
    );
    let places = places(&inputs.0, old, &inputs.1, new);
    let old = load(inputs.0, old, &places);
    let new = load(inputs.1, new, &places);
    let choose = |rename: &Rename| match options.renames {
        Renames::Likely => rename.by_likeness(),
        Renames::All => Choice::Rename,
        Renames::None => Choice::DropAndAdd,
    };
    let found = diff::diff_documents(&old.sides(), &new.sides(), &choose);
    for at in &found.emptied {
        let path = new.path(*at);
        let mut stderr = anstream::stderr();
        writeln!(
            stderr,
            "forelock: {path}: describes no table any more, so nothing is said of those that it \
             described"
        )?;
    }
    match options.format {
        Format::Json => {
            let changes: Vec<Value> = found
                .changes
                .iter()
                .map(|it| change(it, &found, &old, &new))
                .collect();
            let renames: Vec<Value> = found.renames.iter().map(rename).collect();
            writeln!(out, "{}", json!({ "changes": changes, "renames": renames }))?;
        }
        Format::Text => text(&found, &old, &new, out)?,
    }
    Ok(Done::Clean)
}

/// The names under which documents of both sides are versions of each other: their paths below
/// the folders that were named; files that were named are versions of each other.
fn places(old: &Input, old_root: &str, new: &Input, new_root: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (input, root) in [(old, old_root), (new, new_root)] {
        let files = input.files.iter();
        all.extend(files.map(|it| place(&input.analysis, *it, root)));
    }
    all.sort();
    all.dedup();
    all
}

fn place(analysis: &Analysis, file: FileId, root: &str) -> String {
    let path = analysis.path(file).unwrap_or_default();
    if !std::path::Path::new(root).is_dir() {
        return String::new();
    }
    let path = project::absolute(std::path::Path::new(&*path));
    let root = project::absolute(std::path::Path::new(root));
    path.strip_prefix(&root)
        .map_or_else(|_| project::as_text(&path), project::as_text)
}

fn load(input: Input, root: &str, places: &[String]) -> Loaded {
    let analysis = &input.analysis;
    let mut versions: Vec<Version> = places.iter().map(|_| Version::default()).collect();
    let mut described = false;
    for file in &input.files {
        let Some(document) = analysis.reading(*file) else {
            continue;
        };
        let name = place(analysis, *file, root);
        let at = places.iter().position(|it| *it == name);
        let Some(version) = at.and_then(|it| versions.get_mut(it)) else {
            continue;
        };
        described |= !document.schema.tables.is_empty();
        *version = read(&document, *file, analysis.text(*file).unwrap_or_default());
    }
    // A folder of specifications and no spec: what the chain builds.
    if !described && input.files.len() > 1 {
        let built = diff::built(&analysis.built());
        versions = places.iter().map(|_| Version::default()).collect();
        if let Some(first) = versions.first_mut() {
            first.reading = built;
            first.whole = true;
        }
    }
    Loaded { input, versions }
}

/// What a document describes as state; of one that describes none, what its migrations build.
fn read(document: &Document, file: FileId, text: Arc<str>) -> Version {
    if !document.schema.tables.is_empty() || document.language == ide::Language::Markdown {
        return Version {
            file: Some(file),
            text,
            reading: document.schema.clone(),
            whole: false,
        };
    }
    let mut catalog = Catalog::default();
    for change in document.migrations.iter().flat_map(|it| &it.upgrade) {
        catalog.apply(change);
    }
    Version {
        file: Some(file),
        text,
        reading: diff::built(&catalog),
        whole: true,
    }
}

impl Loaded {
    fn sides(&self) -> Vec<Side<'_>> {
        self.versions
            .iter()
            .map(|it| Side {
                reading: &it.reading,
                text: &it.text,
                whole: it.whole,
            })
            .collect()
    }

    fn path(&self, at: usize) -> Arc<str> {
        let file = self.versions.get(at).and_then(|it| it.file);
        file.and_then(|it| self.input.analysis.path(it))
            .unwrap_or_default()
    }

    /// Path and range; `null` where there is no document.
    fn location(&self, at: usize, range: TextRange) -> Value {
        match self.versions.get(at) {
            Some(version) if version.file.is_some() => {
                let lines = LineIndex::new(&version.text);
                json!({
                    "path": &*self.path(at),
                    "range": positions::range(&version.text, &lines, range),
                })
            }
            _ => Value::Null,
        }
    }

    /// `path:line:column`, from 1; empty where there is no document.
    fn shown(&self, at: usize, range: TextRange) -> String {
        match self.versions.get(at) {
            Some(version) if version.file.is_some() => {
                let lines = LineIndex::new(&version.text);
                let start = lines.line_col(&version.text, range.start(), ide::Encoding::Utf32);
                format!("{}:{}:{}", self.path(at), start.line + 1, start.col + 1)
            }
            _ => String::new(),
        }
    }
}

fn change(found: &Found, all: &Diff, old: &Loaded, new: &Loaded) -> Value {
    let operation = &found.operation;
    let detail = detail(operation);
    let place = new.location(found.document, found.at);
    json!({
        "op": operation.word(),
        "table": found.table().map(ToString::to_string),
        "column": found.column().map(|it| it.as_str()),
        "direction": "up",
        "detail": detail.word,
        "from": detail.from,
        "to": detail.to,
        "sql": model::render::sql(operation),
        "path": place["path"],
        "range": place["range"],
        "was": found.was.map(|(at, range)| old.location(at, range)),
        "rename": found.rename.and_then(|it| all.renames.get(it)).map(rename),
    })
}

fn rename(it: &Rename) -> Value {
    json!({
        "kind": match it.kind { Renamed::Table => "table", Renamed::Column => "column" },
        "table": it.table.to_string(),
        "from": it.from.as_str(),
        "to": it.to.as_str(),
        "likely": it.likely,
        "read_as": match it.choice {
            Choice::Rename => "rename",
            Choice::DropAndAdd => "drop_and_add",
        },
    })
}

/// What of a column is altered, and both sides of it as their authors spell them.
#[derive(Default)]
struct Detail {
    word: Option<&'static str>,
    from: Option<String>,
    to: Option<String>,
}

fn detail(operation: &Operation) -> Detail {
    let spelled = |it: &ColumnType| it.text.clone();
    match operation {
        Operation::RenameTable(it) => Detail {
            to: Some(it.to.to_string()),
            ..Detail::default()
        },
        Operation::RenameColumn(it) => Detail {
            to: Some(it.to.to_string()),
            ..Detail::default()
        },
        Operation::AlterColumn(it) => match &it.action {
            ColumnAction::Type { ty, .. } => Detail {
                word: Some("type"),
                from: it.existing_type.as_ref().map(spelled),
                to: Some(spelled(ty)),
            },
            ColumnAction::SetDefault(to) => Detail {
                word: Some("default"),
                from: None,
                to: Some(to.text.clone()),
            },
            ColumnAction::DropDefault => Detail {
                word: Some("default"),
                ..Detail::default()
            },
            ColumnAction::SetNotNull => Detail {
                word: Some("set not null"),
                ..Detail::default()
            },
            ColumnAction::DropNotNull => Detail {
                word: Some("drop not null"),
                ..Detail::default()
            },
            _ => Detail::default(),
        },
        _ => Detail::default(),
    }
}

fn text(found: &Diff, old: &Loaded, new: &Loaded, out: &mut dyn Write) -> Result<()> {
    for it in &found.changes {
        let place = new.shown(it.document, it.at);
        let colon = if place.is_empty() { "" } else { ": " };
        writeln!(out, "{place}{colon}{}", sentence(it))?;
        if let Some((at, range)) = it.was {
            let place = old.shown(at, range);
            if !place.is_empty() {
                writeln!(out, "  was: {place}")?;
            }
        }
        if let Some(rename) = it.rename.and_then(|it| found.renames.get(it)) {
            let (word, other) = match rename.choice {
                Choice::Rename => ("renamed", "drop and add"),
                Choice::DropAndAdd => ("not renamed", "rename"),
            };
            writeln!(
                out,
                "  read as {word}: `{}` and `{}` are alike; it may be {other} as well",
                rename.from, rename.to
            )?;
        }
    }
    let count = found.changes.len();
    let plural = if count == 1 { "" } else { "s" };
    writeln!(out, "{count} change{plural}")?;
    Ok(())
}

/// ``alter column `users.email`: varchar(100) → text``
fn sentence(found: &Found) -> String {
    let word = found.operation.word().replace('_', " ");
    let about = match (found.table(), found.column()) {
        (Some(table), Some(column)) => format!(" `{table}.{column}`"),
        (Some(table), None) => format!(" `{table}`"),
        (None, _) => String::new(),
    };
    let detail = detail(&found.operation);
    let more = match (detail.word, detail.from, detail.to) {
        (Some("type"), Some(from), Some(to)) => format!(": {from} → {to}"),
        (Some("default"), _, Some(to)) => format!(": default {to}"),
        (Some("default"), _, None) => ": no default".to_owned(),
        (Some(word), _, _) => format!(": {word}"),
        (None, _, Some(to)) => format!(" to `{to}`"),
        (None, _, None) => match model::render::sql(&found.operation) {
            Some(sql) if brief(&found.operation) => format!(": {sql}"),
            _ => String::new(),
        },
    };
    format!("{word}{about}{more}")
}

/// Its statement says in a line what the words do not.
fn brief(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::AddColumn(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::AddIndex(_)
            | Operation::DropIndex(_)
            | Operation::AlterEnum(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
    )
}
