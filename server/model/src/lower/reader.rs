//! Typed reading of YAML mappings, with a problem for every value that has the wrong shape.
//!
//! Never gives up on a mapping for one bad value, never reports a value that is absent or null,
//! never expands an alias more than the YAML reader allows.

use syntax::value::{Key, Node, NodeKind};
use syntax::yaml::{self, YamlDocument};
use syntax::{Embedded, OffsetMap, SyntaxError, TextRange, TextSize};

use super::near::nearest;
use crate::context::Environment;
use crate::document::{Comment, ModelError, ModelErrorKind};
use crate::risk::Level;
use crate::specification::{Section, Spanned};

/// One YAML document, and where its text stands in the host.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// What the document was parsed from: the file, or a fence's code.
    pub(super) text: &'a str,
    pub(super) document: &'a YamlDocument,
    pub(super) map: &'a OffsetMap,
    /// The text is the host itself.
    pub(super) whole: bool,
}

/// Collects what goes wrong while a document is read. Ranges come in as the YAML reader gave
/// them and go out in the host.
pub(super) struct Reader<'a> {
    pub(super) source: Source<'a>,
    pub(super) errors: Vec<ModelError>,
    pub(super) syntax_errors: Vec<SyntaxError>,
    /// Of SQL inside of scalars.
    pub(super) comments: Vec<Comment>,
    /// A spelling of the operation being read was reported already.
    pub(super) spelled: bool,
}

/// An entry of a mapping, its value with aliases resolved.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) key: &'a Key,
    pub(super) value: &'a Node,
}

/// A mapping being read: who asks for a field also says that the format has it.
pub(super) struct Fields<'a> {
    /// Of the whole mapping, not yet in the host.
    pub(super) range: TextRange,
    pub(super) entries: Vec<Field<'a>>,
    asked: Vec<&'static str>,
    also: Vec<&'static str>,
}

impl<'a> Field<'a> {
    /// Key and value; the key alone when the value stands elsewhere (an alias).
    pub(super) fn range(&self) -> TextRange {
        if self.value.range.start() < self.key.range.end() {
            return self.key.range;
        }
        self.key.range.cover(self.value.range)
    }
}

impl<'a> Fields<'a> {
    /// The first entry with this key that holds something. The key is known from now on.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.take_written(key).filter(|it| !it.value.is_null())
    }

    /// The same, also when the value is null.
    pub(super) fn take_written(&mut self, key: &'static str) -> Option<Field<'a>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.peek(key)
    }

    /// An entry, without making its key known.
    pub(super) fn peek(&self, key: &str) -> Option<Field<'a>> {
        self.entries.iter().find(|it| it.key.text == key).copied()
    }

    /// Makes keys known that are not asked for.
    pub(super) fn allow(&mut self, keys: &[&'static str]) {
        self.also.extend_from_slice(keys);
    }

    /// The keys that the format has, canonical ones first.
    fn known(&self) -> impl Iterator<Item = &'static str> {
        self.asked.iter().chain(&self.also).copied()
    }

    /// The entries that nobody asked for.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Field<'a>> {
        self.entries.iter().copied().filter(|it| {
            let key = it.key.text.as_str();
            !self.asked.contains(&key) && !self.also.contains(&key)
        })
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: Source<'a>) -> Reader<'a> {
        Reader {
            source,
            errors: Vec::new(),
            syntax_errors: Vec::new(),
            comments: Vec::new(),
            spelled: false,
        }
    }

    pub(super) fn host(&self, range: TextRange) -> TextRange {
        self.source.map.range_to_host(range)
    }

    pub(super) fn resolve(&self, node: &'a Node) -> &'a Node {
        self.source.document.resolve(node)
    }

    pub(super) fn error(&mut self, range: TextRange, kind: ModelErrorKind) {
        let range = self.host(range);
        self.errors.push(ModelError { range, kind });
    }

    pub(super) fn wrong(&mut self, node: &Node, field: &str, expected: &'static str) {
        let field = field.to_owned();
        self.error(node.range, ModelErrorKind::WrongType { field, expected });
    }

    pub(super) fn missing(&mut self, range: TextRange, field: &str, of: &str) {
        let (field, of) = (field.to_owned(), of.to_owned());
        self.error(range, ModelErrorKind::MissingField { field, of });
    }

    /// Reports a spelling that is not canonical, the first of each operation only: normalizing
    /// rewrites the whole operation.
    pub(super) fn spelling(&mut self, range: TextRange, found: &str, canonical: &str) {
        if self.spelled {
            return;
        }
        self.spelled = true;
        let (found, canonical) = (found.to_owned(), canonical.to_owned());
        self.error(range, ModelErrorKind::Spelling { found, canonical });
    }

    /// A mapping's entries, merge keys included. `None`, with a problem unless it is null, for
    /// anything else.
    pub(super) fn fields(&mut self, name: &'static str, node: &'a Node) -> Option<Fields<'a>> {
        let node = self.resolve(node);
        if !matches!(node.kind, NodeKind::Map(_)) {
            if !node.is_null() {
                self.wrong(node, name, "a mapping");
            }
            return None;
        }
        let mut entries = Vec::new();
        self.collect(node, &mut entries, 0);
        Some(Fields {
            range: node.range,
            entries,
            asked: Vec::new(),
            also: Vec::new(),
        })
    }

    fn collect(&self, node: &'a Node, entries: &mut Vec<Field<'a>>, depth: u8) {
        let before = entries.len();
        for entry in node.entries() {
            if entry.key.text == "<<" && depth < MERGES {
                let value = self.resolve(&entry.value);
                self.collect(value, entries, depth + 1);
                for item in value.items() {
                    self.collect(self.resolve(item), entries, depth + 1);
                }
            }
        }
        let merged = before..entries.len();
        for entry in node.entries() {
            if entry.key.text == "<<" {
                continue;
            }
            let field = Field {
                key: &entry.key,
                value: self.resolve(&entry.value),
            };
            // A mapping's own keys win over those that it merges; of its own duplicates, which
            // the YAML reader reports, the first stays.
            let at = entries.iter().position(|it| it.key.text == entry.key.text);
            match at {
                Some(at) if merged.contains(&at) => entries[at] = field,
                Some(_) => {}
                None => entries.push(field),
            }
        }
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn finish(&mut self, fields: &Fields<'a>) {
        for field in fields.unknown() {
            let nearest = nearest(&field.key.text, fields.known());
            self.error(
                field.key.range,
                ModelErrorKind::UnknownField {
                    field: field.key.text.clone(),
                    nearest: nearest.map(str::to_owned),
                },
            );
        }
    }

    fn spanned<T>(&self, field: Field<'a>, value: T) -> Spanned<T> {
        Spanned {
            value,
            range: self.host(field.value.range),
            key: self.host(field.key.range),
        }
    }

    pub(super) fn section<T>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        read: impl FnOnce(&mut Reader<'a>, &mut Fields<'a>) -> T,
    ) -> Section<T> {
        let field = fields.take(key)?;
        let mut inner = self.fields(key, field.value)?;
        let value = read(self, &mut inner);
        self.finish(&inner);
        Some(self.spanned(field, value))
    }

    /// The items of a list of mappings. A lone mapping counts as a list of one, and is reported.
    pub(super) fn sections<T>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        mut read: impl FnMut(&mut Reader<'a>, &mut Fields<'a>) -> T,
    ) -> Vec<Spanned<T>> {
        let Some(field) = fields.take(key) else {
            return Vec::new();
        };
        let mut res = Vec::new();
        for item in self.items(key, field.value, "a list of mappings") {
            let Some(mut inner) = self.fields(key, item) else {
                continue;
            };
            let value = read(self, &mut inner);
            self.finish(&inner);
            res.push(Spanned {
                value,
                range: self.host(item.range),
                key: self.host(field.key.range),
            });
        }
        res
    }

    /// A list's items, resolved; the value itself, with a problem, when it is no list.
    pub(super) fn items(
        &mut self,
        field: &str,
        node: &'a Node,
        expected: &'static str,
    ) -> Vec<&'a Node> {
        match &node.kind {
            NodeKind::List(items) => items.iter().map(|it| self.resolve(it)).collect(),
            NodeKind::Missing => Vec::new(),
            NodeKind::Scalar(_) | NodeKind::Map(_) | NodeKind::Alias(_) => {
                self.wrong(node, field, expected);
                vec![node]
            }
        }
    }

    pub(super) fn text(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        let field = fields.take(key)?;
        let text = self.text_of(key, field.value)?;
        Some(self.spanned(field, text))
    }

    /// A scalar's text; `None`, with a problem unless it is null, for anything else.
    pub(super) fn text_of(&mut self, field: &str, node: &Node) -> Option<String> {
        match node.text() {
            Some(text) => Some(text.to_owned()),
            None => {
                if !node.is_null() {
                    self.wrong(node, field, "a string");
                }
                None
            }
        }
    }

    pub(super) fn texts(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Vec<Spanned<String>> {
        let Some(field) = fields.take(key) else {
            return Vec::new();
        };
        let mut res = Vec::new();
        for item in self.items(key, field.value, "a list of strings") {
            // A lone mapping was reported as no list already.
            if std::ptr::eq(item, field.value) && item.scalar().is_none() {
                continue;
            }
            if let Some(value) = self.text_of(key, item) {
                res.push(Spanned {
                    value,
                    range: self.host(item.range),
                    key: self.host(field.key.range),
                });
            }
        }
        res
    }

    pub(super) fn flag(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<bool>> {
        let field = fields.take(key)?;
        let value = self.flag_of(key, field.value)?;
        Some(self.spanned(field, value))
    }

    pub(super) fn flag_of(&mut self, field: &str, node: &Node) -> Option<bool> {
        let value = node.scalar().and_then(syntax::value::Scalar::bool);
        if value.is_none() && !node.is_null() {
            self.wrong(node, field, "true or false");
        }
        value
    }

    pub(super) fn number(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<i64>> {
        let field = fields.take(key)?;
        let value = self.number_of(key, field.value)?;
        Some(self.spanned(field, value))
    }

    /// A whole number; `_` between digits is YAML 1.1's.
    pub(super) fn number_of(&mut self, field: &str, node: &Node) -> Option<i64> {
        let value = node.text().and_then(|it| it.replace('_', "").parse().ok());
        if value.is_none() && !node.is_null() {
            self.wrong(node, field, "a whole number");
        }
        value
    }

    /// A word of a list; one that is not in it is reported and kept.
    pub(super) fn word(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        words: &[&'static str],
    ) -> Option<Spanned<String>> {
        let word = self.text(fields, key)?;
        if !words.contains(&word.value.as_str()) {
            self.errors.push(ModelError {
                range: word.range,
                kind: ModelErrorKind::UnknownWord {
                    field: key.to_owned(),
                    word: word.value.clone(),
                    expected: words.to_vec(),
                },
            });
        }
        Some(word)
    }

    /// As [`Reader::text`], for a field that its mapping is nothing without.
    pub(super) fn named(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        of: &str,
    ) -> Option<Spanned<String>> {
        self.demand(fields, key, of);
        self.text(fields, key)
    }

    /// As [`Reader::word`], for a field that its mapping is nothing without.
    pub(super) fn required_word(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        words: &[&'static str],
        of: &str,
    ) -> Option<Spanned<String>> {
        self.demand(fields, key, of);
        self.word(fields, key, words)
    }

    /// Reports a field that is not there at the first key of its mapping; a mapping with nothing
    /// in it is only being begun.
    pub(super) fn demand(&mut self, fields: &mut Fields<'a>, key: &'static str, of: &str) {
        if fields.take(key).is_none()
            && let Some(first) = fields.entries.first()
        {
            self.missing(first.key.range, key, of);
        }
    }

    pub(super) fn level(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<Level>> {
        let word = self.word(fields, key, &["low", "medium", "high", "critical"])?;
        Some(Spanned {
            value: Level::from_word(&word.value)?,
            range: word.range,
            key: word.key,
        })
    }

    pub(super) fn environment(&mut self, fields: &mut Fields<'a>) -> Option<Spanned<Environment>> {
        let words = ["development", "staging", "production"];
        let word = self.word(fields, "environment", &words)?;
        Some(Spanned {
            value: match word.value.as_str() {
                "development" => Environment::Development,
                "staging" => Environment::Staging,
                "production" => Environment::Production,
                _ => return None,
            },
            range: word.range,
            key: word.key,
        })
    }

    /// A scalar's decoded text with the way back to the host, in two maps: to the YAML text,
    /// then to the host.
    pub(super) fn embedded(&self, node: &Node) -> Option<Embedded> {
        yaml::embedded(self.source.text, node)
    }

    /// Where a scalar's content stands in the host, without quotes.
    pub(super) fn content(&self, node: &Node) -> TextRange {
        match self.embedded(node) {
            Some(it) if !it.text.is_empty() => {
                let all = TextRange::up_to(TextSize::of(it.text.as_str()));
                self.host(it.map.range_to_host(all))
            }
            _ => self.host(node.range),
        }
    }
}

/// Merges inside of merges that are followed.
const MERGES: u8 = 8;

impl<'a> Fields<'a> {
    /// A mapping with nothing in it, at a range.
    pub(super) fn none(range: TextRange) -> Fields<'a> {
        Fields {
            range,
            entries: Vec::new(),
            asked: Vec::new(),
            also: Vec::new(),
        }
    }
}
