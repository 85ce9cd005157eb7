//! Places of a YAML file in its tree, for edits: never of a fence, whose ranges are elsewhere.

use syntax::value::{Entry, Node, NodeKind};
use syntax::{TextRange, yaml};

/// Calls `read` with the mapping that has a key at this range, and the key's number in it.
pub(crate) fn with_key<T>(
    text: &str,
    key: TextRange,
    read: impl FnOnce(&Node, usize) -> Option<T>,
) -> Option<T> {
    let parse = yaml::parse(text);
    let mut documents = parse.documents.iter();
    let (map, index) = documents.find_map(|it| find(&it.root, key))?;
    read(map, index)
}

fn find(node: &Node, key: TextRange) -> Option<(&Node, usize)> {
    if !node.range.contains_range(key) {
        return None;
    }
    match &node.kind {
        NodeKind::Map(entries) => {
            let own = entries.iter().position(|it| it.key.range == key);
            let below = || entries.iter().find_map(|it| find(&it.value, key));
            own.map(|it| (node, it)).or_else(below)
        }
        NodeKind::List(items) => items.iter().find_map(|it| find(it, key)),
        NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => None,
    }
}

/// A value as it is written.
pub(crate) fn written<'a>(text: &'a str, node: &Node) -> &'a str {
    text.get(std::ops::Range::<usize>::from(node.range))
        .unwrap_or_default()
}

/// The entry of a key; of one that is there twice the first.
pub(crate) fn entry<'a>(map: &'a Node, key: &str) -> Option<&'a Entry> {
    map.entries().iter().find(|it| it.key.text == key)
}
