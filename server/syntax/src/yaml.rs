//! YAML to [`crate::value`], with spans of keys and values.
//!
//! Built on granit-parser, which stops at the first error: the line that spoils the document is
//! blanked (offsets stay) and the rest parsed again, under a budget, so that one broken line
//! costs its own node only. Never expands an alias and never reads a number, a date or a boolean
//! out of a scalar.

mod build;
mod decode;
pub mod place;
mod repair;
#[cfg(test)]
mod tests;

use crate::limits::DOCUMENT_BYTES;
use crate::value::{Node, NodeKind};
use crate::{SyntaxError, SyntaxErrorKind, TextRange, TextSize};

pub use decode::embedded;

/// A whole stream: documents separated by `---`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct YamlParse {
    pub documents: Vec<YamlDocument>,
    /// Sorted by position.
    pub errors: Vec<SyntaxError>,
    pub comments: Vec<Comment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlDocument {
    pub root: Node,
    /// Where each alias leads, sorted by the alias's first byte. Aliases that name nothing, that
    /// stand inside their own anchor or that pass the expansion limit are absent, so following
    /// aliases ends after [`crate::limits::YAML_ALIAS_NODES`] nodes at most.
    aliases: Vec<(TextSize, Target)>,
}

/// The node behind an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// Indexes of entries and items from the root down.
    Path(Vec<usize>),
    /// An anchored key; keys are no nodes of the tree.
    Key(Box<Node>),
}

/// `# text`; the range covers the `#` and excludes the line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub range: TextRange,
    /// Without the `#`, trimmed.
    pub text: String,
}

impl YamlDocument {
    /// The node an alias stands for, or the node itself. Never loops: an alias resolves to its
    /// anchored node, whose own aliases are asked for again by the caller. An alias that cannot
    /// be followed (unknown, inside its own anchor, beyond the expansion limit) is its own
    /// answer.
    pub fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        if !matches!(node.kind, NodeKind::Alias(_)) {
            return node;
        }
        let start = node.range.start();
        let Ok(index) = self.aliases.binary_search_by_key(&start, |it| it.0) else {
            return node;
        };
        match &self.aliases[index].1 {
            Target::Path(path) => self.at(path).unwrap_or(node),
            Target::Key(key) => key,
        }
    }

    fn at(&self, path: &[usize]) -> Option<&Node> {
        path.iter()
            .try_fold(&self.root, |node, index| match &node.kind {
                NodeKind::Map(entries) => entries.get(*index).map(|it| &it.value),
                NodeKind::List(items) => items.get(*index),
                NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => None,
            })
    }
}

/// Reads a stream. Never fails.
pub fn parse(text: &str) -> YamlParse {
    if text.len() > DOCUMENT_BYTES {
        return YamlParse {
            errors: vec![SyntaxError {
                range: TextRange::empty(0.into()),
                kind: SyntaxErrorKind::Limit {
                    what: "the size of the file in bytes",
                    limit: DOCUMENT_BYTES,
                },
            }],
            ..YamlParse::default()
        };
    }
    let mut parsed = repair::parse(text);
    parsed
        .errors
        .sort_by_key(|it| (it.range.start(), it.range.end()));
    parsed.comments.sort_by_key(|it| it.range.start());
    parsed
}
