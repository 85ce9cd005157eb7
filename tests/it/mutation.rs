//! Specs that were cut and garbled: reading never panics, and every range is one of the text's.
//!
//! Runs over the documents in `tests/corpus`; over a folder of specs that is kept elsewhere, too,
//! when `FORELOCK_CORPUS` names one. `RUN_SLOW_TESTS` tries as many as the corpus does.
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};

use model::operation::{Column, Constraint, ConstraintKind, Expression, References};
use model::{Change, Document, QualifiedName};
use syntax::{Language, TextRange};

/// Mutations that are tried on the documents of this repository.
const FEW: usize = 400;
/// Mutations that are tried on a corpus.
const MANY: usize = 10_000;

fn own() -> Vec<(PathBuf, String)> {
    markdown(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
}

fn markdown(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found: Vec<(PathBuf, String)> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
        .map(|it| it.path())
        .filter(|it| it.extension().is_some_and(|it| it == "md"))
        .filter_map(|it| Some((it.clone(), fs::read_to_string(&it).ok()?)))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{} holds no Markdown", folder.display());
    found
}

/// The corpus; `None`, and a line that says so, when there is none.
fn corpus(test: &str) -> Option<Vec<(PathBuf, String)>> {
    let Some(folder) = std::env::var_os("FORELOCK_CORPUS") else {
        eprintln!("{test}: SKIPPED for the corpus, FORELOCK_CORPUS names no folder");
        return None;
    };
    let folder = PathBuf::from(folder);
    let mut all = Vec::new();
    for part in ["specs", "history", "other"] {
        let folder = folder.join(part);
        if folder.is_dir() {
            all.extend(markdown(&folder));
        }
    }
    assert!(!all.is_empty(), "{} holds no specs", folder.display());
    Some(all)
}

/// The ranges that a document shows, and the text they must lie in.
struct Ranges<'a> {
    text: &'a str,
    name: &'a str,
}

impl Ranges<'_> {
    #[track_caller]
    fn one(&self, range: TextRange) {
        let inside = self.text.get(std::ops::Range::<usize>::from(range));
        assert!(
            inside.is_some(),
            "{}: {range:?} in a text of {} bytes: {:?}",
            self.name,
            self.text.len(),
            self.text
        );
    }

    fn qualified(&self, name: &QualifiedName) {
        self.one(name.name.range);
        if let Some(schema) = &name.schema {
            self.one(schema.range);
        }
    }

    fn expression(&self, expression: Option<&Expression>) {
        if let Some(it) = expression {
            self.one(it.range);
        }
    }

    fn references(&self, references: &References) {
        self.qualified(&references.table);
        for it in &references.columns {
            self.one(it.range);
        }
    }

    fn column(&self, column: &Column) {
        self.one(column.range);
        self.one(column.name.range);
        if let Some(it) = &column.ty {
            self.one(it.range);
        }
        self.expression(column.default.as_ref());
        self.expression(column.check.as_ref());
        if let Some(it) = &column.references {
            self.references(it);
        }
    }

    fn constraint(&self, constraint: &Constraint) {
        self.one(constraint.range);
        if let Some(it) = &constraint.name {
            self.one(it.range);
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
                columns.iter().for_each(|it| self.one(it.range));
            }
            ConstraintKind::ForeignKey {
                columns,
                references,
            } => {
                columns.iter().for_each(|it| self.one(it.range));
                self.references(references);
            }
            ConstraintKind::Check { expression } => self.expression(Some(expression)),
            ConstraintKind::NotNull { column } => self.one(column.range),
            ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => {}
        }
    }

    fn change(&self, change: &Change) {
        self.one(change.range);
        self.one(change.focus);
        for part in &change.parts {
            self.one(part.range);
            if let Some(it) = part.operation.table() {
                self.qualified(it);
            }
            if let Some(it) = part.operation.column() {
                self.one(it.range);
            }
        }
    }

    fn document(&self, document: &Document) {
        for read in &document.schema.tables {
            self.one(read.named_at);
            self.one(read.table.defined_at);
            self.qualified(&read.table.name);
            read.table.columns.iter().for_each(|it| self.column(it));
            for it in &read.table.constraints {
                self.constraint(&it.constraint);
            }
            for index in &read.table.indexes {
                for key in index.keys.iter().filter_map(|it| it.column.as_ref()) {
                    self.one(key.range);
                }
                self.expression(index.predicate.as_ref());
            }
        }
        for migration in &document.migrations {
            self.one(migration.range);
            for it in migration.upgrade.iter().chain(&migration.downgrade) {
                self.change(it);
            }
        }
        document.comments.iter().for_each(|it| self.one(it.range));
        document.errors.iter().for_each(|it| self.one(it.range));
        document
            .syntax_errors
            .iter()
            .for_each(|it| self.one(it.range));
        document.requests.iter().for_each(|it| self.one(it.range));
        document.records.iter().for_each(|it| self.one(it.range));
    }
}

fn read(name: &Path, text: &str) {
    let document = model::lower(text, Language::Markdown);
    let name = name.to_string_lossy();
    Ranges { text, name: &name }.document(&document);
    // What a catalog is made of must hold together, too.
    let _ = model::schema::to_catalog(&document.schema);
}

/// xorshift64*: the same mutations on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap_or_default() % below.max(1)
    }
}

/// Pieces that change what the text around them means.
const PIECES: &[&str] = &[
    "`",
    "**",
    "|",
    "\n",
    "\r\n",
    "\t",
    "```",
    "```sql\n",
    "```python\n",
    "# ",
    "## ",
    "- ",
    "1. ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    ":",
    ";",
    ",",
    ".",
    "→",
    "->",
    "—",
    "é",
    "ℝ",
    "💣",
    "\u{200b}",
    "--",
    "/*",
    "*/",
    "\"\"\"",
    "op.execute(",
    "op.add_column('t', sa.Column('é'",
    "CREATE TABLE t (",
    "ALTER TABLE ",
    "REFERENCES ",
    "DEFAULT ",
    "<!--",
    "-->",
    "~~",
    "\\",
    "?",
    "@Entity(",
    "@Column({",
    "model M {",
    "@@map(\"",
    "| a | b |\n|---|---|\n",
    "## Migration\n",
    "## New Tables\n",
    "Add `",
    "Rename `a` to `",
    "erDiagram\n",
    "┌──┐\n│é │\n",
    "&amp;",
    "\u{0}",
];

fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn mutate(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut out = text.to_owned();
    for _ in 0..=dice.roll(4) {
        let at = boundary(&out, dice.roll(out.len() + 1));
        let end = boundary(&out, at + dice.roll(40));
        match dice.roll(5) {
            0 => out.insert_str(at, PIECES[dice.roll(PIECES.len())]),
            1 => out.replace_range(at..end, ""),
            2 => out.replace_range(at..end, PIECES[dice.roll(PIECES.len())]),
            3 => {
                let from = boundary(other, dice.roll(other.len() + 1));
                let to = boundary(other, from + dice.roll(400));
                out.insert_str(at, &other[from..to]);
            }
            _ => {
                let copy = out[at..end].to_owned();
                let to = boundary(&out, dice.roll(out.len() + 1));
                out.insert_str(to, &copy);
            }
        }
    }
    out
}

fn mutations(documents: &[(PathBuf, String)], count: usize) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let small: Vec<&(PathBuf, String)> =
        documents.iter().filter(|it| it.1.len() < 12_000).collect();
    for _ in 0..count {
        let (name, text) = small[dice.roll(small.len())];
        let other = &small[dice.roll(small.len())].1;
        read(name, &mutate(text, other, &mut dice));
    }
}

#[test]
fn garbled_specs_are_survived() {
    let slow = std::env::var_os("RUN_SLOW_TESTS").is_some();
    mutations(&own(), if slow { MANY } else { FEW });
}

#[test]
fn a_corpus_is_survived_whole_cut_and_garbled() {
    let Some(documents) = corpus("a_corpus_is_survived_whole_cut_and_garbled") else {
        return;
    };
    for (name, text) in &documents {
        read(name, text);
        read(name, &text.replace('\n', "\r\n"));
    }
    let cut: Vec<&(PathBuf, String)> = documents.iter().filter(|it| it.1.len() > 500).collect();
    // Twenty of them, spread over the whole.
    let step = (cut.len() / 20).max(1);
    for (name, text) in cut.into_iter().step_by(step).take(20) {
        let ends = text.char_indices().map(|it| it.0).take(16_000);
        for end in ends {
            read(name, &text[..end]);
        }
    }
    mutations(&documents, MANY);
}
