//! The language-neutral spanned tree: map, list, scalar.
//!
//! YAML is read into it; the specification is lowered from it; edits are made on its ranges.

use crate::{TextRange, TextSize};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// From the value's first byte to its last, without trailing blanks or line ends. A block
    /// scalar's range includes its `|` or `>` header. An absent value (`key:`) has an empty
    /// range just behind the colon.
    pub range: TextRange,
    pub kind: NodeKind,
    /// `&name`, without the ampersand.
    pub anchor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Nothing written (`key:`).
    Missing,
    Scalar(Scalar),
    Map(Vec<Entry>),
    List(Vec<Node>),
    /// `*name`; never expanded here. Ask [`crate::yaml::YamlDocument::resolve`].
    Alias(String),
}

/// A scalar keeps its source spelling: `0001`, `no` and `12:30` are text until somebody who
/// knows what is expected asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The decoded text: quotes, escapes and block indentation removed.
    pub text: String,
    pub style: ScalarStyle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// `key: value` of a map. Duplicates are kept, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: Key,
    pub value: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub text: String,
    pub range: TextRange,
}

impl Entry {
    /// From the key's first byte to the value's last.
    pub fn range(&self) -> TextRange {
        self.key.range.cover(self.value.range)
    }
}

impl Node {
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Map(entries) => entries,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The scalar's text, unless it spells null (`~`, `null`, nothing) in plain style.
    pub fn text(&self) -> Option<&str> {
        self.scalar()
            .filter(|it| !it.is_null())
            .map(|it| it.text.as_str())
    }

    /// The first entry with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|it| it.key.text == key)
    }

    /// The value of the first entry with this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|it| &it.value)
    }

    /// Nothing, or a plain spelling of null.
    pub fn is_null(&self) -> bool {
        match &self.kind {
            NodeKind::Missing => true,
            NodeKind::Scalar(scalar) => scalar.is_null(),
            NodeKind::Map(_) | NodeKind::List(_) | NodeKind::Alias(_) => false,
        }
    }

    /// The chain of nodes that hold `offset` (ends included), outermost first.
    pub fn route_at(&self, offset: TextSize) -> Vec<&Node> {
        let mut route = Vec::new();
        let mut here = Some(self);
        while let Some(node) = here {
            if !node.range.contains_inclusive(offset) {
                break;
            }
            route.push(node);
            here = match &node.kind {
                NodeKind::Map(entries) => entries
                    .iter()
                    .map(|it| &it.value)
                    .find(|it| it.range.contains_inclusive(offset)),
                NodeKind::List(items) => {
                    items.iter().find(|it| it.range.contains_inclusive(offset))
                }
                NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => None,
            };
        }
        route
    }
}

impl Scalar {
    pub fn is_null(&self) -> bool {
        self.style == ScalarStyle::Plain
            && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// A boolean in the spellings that YAML 1.1 loaders (`PyYAML`) and 1.2 loaders both or either
    /// take; `None` for anything else, and for quoted text.
    pub fn bool(&self) -> Option<bool> {
        if self.style != ScalarStyle::Plain {
            return None;
        }
        match self.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }
}
