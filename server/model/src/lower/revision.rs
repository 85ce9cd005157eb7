//! An Alembic version file: its place in the order of migrations.
//!
//! Its operations are Python and are not read; nothing here pretends to know them.

use std::sync::Arc;

use syntax::python::{self, Python, Text, Value};
use syntax::{Language, TextRange, TextSize};

use crate::document::{Comment, Document, DocumentKind, Migration, MigrationSource};
use crate::risk::Surroundings;
use crate::specification::{Revision, Spanned};

/// Reads a Python file. One without `revision` and `down_revision` is none of ours.
pub(super) fn python(text: &str) -> Document {
    let read = python::parse(text);
    let mut res = super::empty(Language::Python);
    let Some(revision) = revision(&read) else {
        return res;
    };
    res.kind = DocumentKind::Revision;
    res.comments = read
        .comments
        .iter()
        .map(|it| Comment {
            range: *it,
            text: text[*it].to_owned(),
        })
        .collect();
    res.migrations.push(Migration {
        source: MigrationSource::Revision(Arc::new(revision)),
        range: TextRange::up_to(TextSize::of(text)),
        upgrade: Vec::new(),
        downgrade: Vec::new(),
        begins: Vec::new(),
        surroundings: Surroundings::default(),
    });
    res
}

fn revision(read: &Python) -> Option<Revision> {
    // The last assignment holds, as in Python.
    let assigned = |name: &str| {
        read.assignments
            .iter()
            .rev()
            .find(|it| it.name.text == name)
    };
    let own = assigned("revision")?;
    let parents = assigned("down_revision")?;
    let Value::Text(version) = &own.value else {
        return None;
    };
    let spanned = |it: &Text, key: TextRange| Spanned {
        value: it.text.clone(),
        range: it.range,
        key,
    };
    let key = parents.name.range;
    let parents = match &parents.value {
        Value::None | Value::Other => Vec::new(),
        Value::Text(it) => vec![spanned(it, key)],
        Value::List(all) => all.iter().map(|it| spanned(it, key)).collect(),
    };
    let upgrade = read.functions.iter().find(|it| it.text == "upgrade");
    let first_line = |it: &Text| {
        let line = it.text.lines().map(str::trim).find(|it| !it.is_empty());
        line.map(str::to_owned)
    };
    (!version.text.is_empty()).then(|| Revision {
        version: spanned(version, own.name.range),
        parents,
        message: read.docstring.as_ref().and_then(first_line),
        upgrade: upgrade.map(|it| it.range),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_file_has_a_place() {
        let text = "\"\"\"Merge heads\n\"\"\"\nrevision = 'c'\ndown_revision = ('a', 'b')\n\ndef upgrade():\n    pass\n";
        let document = python(text);
        assert_eq!(document.kind, DocumentKind::Revision);
        let MigrationSource::Revision(it) = &document.migrations[0].source else {
            panic!("{document:?}")
        };
        assert_eq!(it.version.value, "c");
        let parents: Vec<&str> = it.parents.iter().map(|it| &text[it.range]).collect();
        assert_eq!(parents, ["a", "b"]);
        assert_eq!(it.message.as_deref(), Some("Merge heads"));
        assert_eq!(it.upgrade.map(|it| &text[it]), Some("upgrade"));
    }

    #[test]
    fn other_python_is_foreign() {
        for text in [
            "revision = '1'\n",
            "down_revision = None\n",
            "print('revision')",
            "revision = down_revision = x\n",
        ] {
            assert_eq!(python(text).kind, DocumentKind::Foreign, "{text}");
        }
    }
}
