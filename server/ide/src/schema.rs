//! The fields of the documents, out of `schemas/migration.schema.json`: one table for hover,
//! completion and the page of the format.
//!
//! JSON is YAML, so the house's own reader reads it. Understands the words that the file uses
//! (`properties`, `items`, `enum`, `deprecated`, `$ref`, `anyOf`, `if`/`then` on `type`) and no others; a test
//! holds the file against the metaschema, and against what `model` reads.

use std::sync::OnceLock;

use syntax::value::{Node, NodeKind};
use syntax::yaml;
use syntax::yaml::place::Step;

/// The file, as `forelock schemas` prints it.
pub const MIGRATION: &str = include_str!("../../../schemas/migration.schema.json");

/// What may stand at a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    pub(crate) description: String,
    /// JSON's names: `string`, `boolean`, `object`, …; empty where `words` say it.
    pub(crate) types: Vec<String>,
    /// The allowed words and what each means.
    pub(crate) words: Vec<(String, String)>,
    /// Values as they would be written.
    pub(crate) examples: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) properties: Vec<(String, Field)>,
    pub(crate) required: Vec<String>,
    /// Read here, and reported; it belongs elsewhere.
    pub(crate) elsewhere: bool,
    pub(crate) items: Option<Box<Field>>,
    /// An operation's `details` by its `type`.
    pub(crate) details: Vec<(String, Field)>,
}

/// The root of the documents.
pub(crate) fn root() -> &'static Field {
    static ROOT: OnceLock<Field> = OnceLock::new();
    ROOT.get_or_init(|| {
        let parse = yaml::parse(MIGRATION);
        let Some(document) = parse.documents.first() else {
            return Field::default();
        };
        let file = File {
            root: &document.root,
        };
        file.field(&document.root, 0)
    })
}

/// What may stand at the end of a path from a document's root. `operation` is the `type` of the
/// operation that the path leads through, when it does and says one. `None` where the format has
/// nothing.
pub(crate) fn at(path: &[Step], operation: Option<&str>) -> Option<&'static Field> {
    let mut here = root();
    for step in path {
        here = match step {
            Step::Item => here.items.as_deref()?,
            Step::Key(key) => here.property(key, operation)?,
        };
    }
    Some(here)
}

impl Field {
    /// A field of a mapping; `details` are those of the operation's type.
    pub(crate) fn property(&self, key: &str, operation: Option<&str>) -> Option<&Field> {
        if key == "details"
            && let Some(word) = operation
            && let Some((_, it)) = self.details.iter().find(|(it, _)| it == word)
        {
            return Some(it);
        }
        let found = self.properties.iter().find(|(it, _)| it == key);
        found.map(|(_, it)| it)
    }

    /// A mapping may stand here.
    pub(crate) fn is_map(&self) -> bool {
        !self.properties.is_empty() || self.types.iter().any(|it| it == "object")
    }

    pub(crate) fn is_list(&self) -> bool {
        self.items.is_some() || self.types.iter().any(|it| it == "array")
    }

    pub(crate) fn is_flag(&self) -> bool {
        self.types.iter().any(|it| it == "boolean") && !self.types.iter().any(|it| it == "string")
    }

    /// What may be written, in words: `true or false`, `a list of strings`.
    pub(crate) fn shape(&self) -> String {
        if !self.words.is_empty() {
            return "one word".to_owned();
        }
        let name = |it: &str| {
            Some(match it {
                "string" => "text",
                "boolean" => "true or false",
                "integer" => "a whole number",
                "number" => "a number",
                "object" => "a mapping",
                "array" => "a list",
                _ => return None,
            })
        };
        let names: Vec<&str> = self.types.iter().filter_map(|it| name(it)).collect();
        names.join(", or ")
    }
}

/// The file being read.
struct File<'a> {
    root: &'a Node,
}

impl File<'_> {
    fn field(&self, node: &Node, depth: u8) -> Field {
        let mut res = Field::default();
        if depth > DEPTH {
            return res;
        }
        if let Some(target) = node.get("$ref").and_then(text) {
            let name = target.strip_prefix("#/$defs/").unwrap_or_default();
            if let Some(it) = self.root.get("$defs").and_then(|it| it.get(name)) {
                res = self.field(it, depth + 1);
            }
        }
        if let Some(description) = node.get("description").and_then(text) {
            res.description = description.to_owned();
        }
        match node.get("type") {
            Some(it) if it.scalar().is_some() => res.types = strings(std::slice::from_ref(it)),
            Some(it) => res.types = strings(it.items()),
            None => {}
        }
        res.types.retain(|it| it != "null");
        self.words(node, &mut res);
        res.examples = examples(node);
        res.default = node.get("default").map(written);
        res.elsewhere = node.get("deprecated").and_then(text) == Some("true");
        for entry in node
            .get("properties")
            .map(Node::entries)
            .unwrap_or_default()
        {
            let field = self.field(&entry.value, depth + 1);
            res.properties.push((entry.key.text.clone(), field));
        }
        if let Some(it) = node.get("required") {
            res.required = strings(it.items());
        }
        if let Some(items) = node.get("items") {
            res.items = Some(Box::new(self.field(items, depth + 1)));
        }
        // The document itself is any of its three kinds.
        if depth > 0 {
            for branch in node.get("anyOf").map(Node::items).unwrap_or_default() {
                let it = self.field(branch, depth + 1);
                res.types.extend(it.types);
                res.properties.extend(it.properties);
                res.required.extend(it.required);
                res.items = res.items.or(it.items);
            }
        }
        for branch in node.get("allOf").map(Node::items).unwrap_or_default() {
            res.details.extend(self.details(branch, depth));
        }
        res
    }

    fn words(&self, node: &Node, res: &mut Field) {
        let words = node.get("enum").map(Node::items).unwrap_or_default();
        let said = node.get("enumDescriptions").map(Node::items);
        let said = strings(said.unwrap_or_default());
        for (at, word) in words.iter().enumerate() {
            // SQL's words are taken in any spelling, and shown in one.
            let plain = |word: &str| word.replace('_', " ").to_ascii_uppercase();
            let again = |word: &str| res.words.iter().any(|it| plain(&it.0) == plain(word));
            if let Some(word) = word.text().filter(|it| !again(it)) {
                let meaning = said.get(at).cloned().unwrap_or_default();
                res.words.push((word.to_owned(), meaning));
            }
        }
        if let Some(word) = node.get("const").and_then(text) {
            res.words.push((word.to_owned(), res.description.clone()));
        }
    }

    /// `if: {properties: {type: {const: …}}}, then: {properties: {details: …}}`
    fn details(&self, branch: &Node, depth: u8) -> Option<(String, Field)> {
        let properties = branch.get("if")?.get("properties")?;
        let word = properties.get("type")?.get("const").and_then(text)?;
        let details = branch.get("then")?.get("properties")?.get("details")?;
        Some((word.to_owned(), self.field(details, depth + 1)))
    }
}

/// Far below what the file has.
const DEPTH: u8 = 24;

fn text(node: &Node) -> Option<&str> {
    node.scalar().map(|it| it.text.as_str())
}

fn strings(nodes: &[Node]) -> Vec<String> {
    nodes.iter().filter_map(text).map(str::to_owned).collect()
}

fn examples(node: &Node) -> Vec<String> {
    let items = node.get("examples").map(Node::items).unwrap_or_default();
    items.iter().map(written).collect()
}

/// A value of the file as somebody would write it in a specification.
fn written(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar(it) if it.style == syntax::value::ScalarStyle::Plain => it.text.clone(),
        NodeKind::Scalar(it) => syntax::edit::quote_if_needed(&it.text),
        NodeKind::List(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(", "))
        }
        NodeKind::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|it| format!("{}: {}", it.key.text, written(&it.value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        NodeKind::Missing | NodeKind::Alias(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<Step> {
        text.split('.')
            .map(|it| match it {
                "-" => Step::Item,
                key => Step::Key(key.to_owned()),
            })
            .collect()
    }

    #[test]
    fn fields_are_found_through_references_lists_and_the_type() {
        let spec = "database_migration_specification.migration";
        let level = at(&path(&format!("{spec}.risk.level")), None).unwrap();
        let words: Vec<&str> = level.words.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(words, ["low", "medium", "high", "critical"]);
        let details = path(&format!("{spec}.upgrade.operations.-.details.column.name"));
        assert!(at(&details, Some("add_column")).is_some());
        assert!(at(&details, Some("add_index")).is_none());
        assert!(at(&details, None).is_none());
        assert!(at(&path("record.-.success"), None).unwrap().is_flag());
        assert!(at(&path("record.success"), None).unwrap().is_flag());
        assert!(at(&path("services"), None).is_none());
    }

    #[test]
    fn every_field_says_what_it_is() {
        let mut silent = Vec::new();
        walk(root(), "", &mut silent);
        assert_eq!(silent, Vec::<String>::new());
    }

    fn walk(field: &Field, path: &str, silent: &mut Vec<String>) {
        let sentence = field.description.ends_with(['.', ')']);
        let words = field.words.iter().all(|it| it.1.ends_with('.'));
        let typed = !field.types.is_empty() || !field.words.is_empty();
        if !sentence || !words || !typed {
            silent.push(path.to_owned());
        }
        for (key, it) in field.properties.iter().chain(&field.details) {
            walk(it, &format!("{path}.{key}"), silent);
        }
        if let Some(it) = field.items.as_deref().filter(|it| it.is_map()) {
            walk(it, &format!("{path}.-"), silent);
        }
    }
}
