//! Changes as short lines: the `Debug` of an operation without what is at rest.

use crate::operation::{Change, Operation, Other};

/// One line for each part: its text in the host, and what it is understood as.
pub(super) fn change(change: &Change, text: &str, depth: usize, out: &mut String) {
    for part in &change.parts {
        let indent = "  ".repeat(depth);
        let range = text[part.range].split_whitespace().collect::<Vec<_>>();
        let range = shortened(&range.join(" "));
        if let Operation::Other(Other::Do {
            changes,
            conditional,
        }) = &part.operation
        {
            out.push_str(&format!("{indent}{range} → Do conditional={conditional}\n"));
            for it in changes {
                self::change(it, text, depth + 1, out);
            }
            continue;
        }
        let shown = operation(&part.operation);
        out.push_str(&format!("{indent}{range} → {shown}\n"));
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn operation(operation: &Operation) -> String {
    let debug = format!("{operation:?}");
    let mut reader = Reader { rest: &debug };
    let value = reader.value();
    // The variant's name once: AddColumn(AddColumn { … }).
    let inner = match &value {
        Value::Tuple(_, items) if items.len() == 1 => &items[0],
        _ => &value,
    };
    inner.shown().unwrap_or_default()
}

/// A value as `Debug` prints it.
enum Value {
    Atom(String),
    Tuple(String, Vec<Value>),
    Struct(String, Vec<(String, Value)>),
    List(Vec<Value>),
}

impl Value {
    /// `None` for what says nothing: `false`, `None`, an empty list, a range.
    fn shown(&self) -> Option<String> {
        match self {
            Value::Atom(text) => {
                let rests = matches!(text.as_str(), "false" | "None" | "Other" | "");
                (!rests).then(|| text.clone())
            }
            Value::Tuple(name, items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|it| it.shown().unwrap_or_else(|| "no".to_owned()))
                    .collect();
                Some(match (name.as_str(), items.as_slice()) {
                    ("Some", [one]) => one.clone(),
                    _ => format!("{name}({})", items.join(", ")),
                })
            }
            Value::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|it| it.shown().unwrap_or_default())
                    .collect();
                (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
            }
            Value::Struct(name, fields) => Some(structure(name, fields)),
        }
    }
}

fn structure(name: &str, fields: &[(String, Value)]) -> String {
    let field = |wanted: &str| {
        let value = fields.iter().find(|(name, _)| name == wanted);
        value.and_then(|(_, it)| it.shown())
    };
    let unquoted = |text: Option<String>| text.unwrap_or_default().trim_matches('"').to_owned();
    match name {
        "Name" => return unquoted(field("text")),
        "QualifiedName" => {
            let name = field("name").unwrap_or_default();
            return match field("schema") {
                Some(schema) => format!("{schema}.{name}"),
                None => name,
            };
        }
        "ColumnType" => return format!("‹{}›", unquoted(field("text"))),
        "Expression" => {
            let rest = ["functions", "columns", "shape", "subquery"]
                .iter()
                .filter_map(|name| Some(format!(" {name}={}", field(name)?)))
                .collect::<String>();
            return format!("«{}»{rest}", unquoted(field("text")));
        }
        _ => {}
    }
    let fields: Vec<String> = fields
        .iter()
        .filter(|(name, _)| name != "range")
        .filter_map(|(name, value)| {
            let value = value.shown()?;
            Some(match value.as_str() {
                "true" => name.clone(),
                _ => format!("{name}={value}"),
            })
        })
        .collect();
    format!("{name}{{{}}}", fields.join(" "))
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Value {
        self.rest = self.rest.trim_start();
        if self.skip("[") {
            return Value::List(self.list("]"));
        }
        if self.rest.starts_with('"') {
            let mut escaped = false;
            let end = self.rest[1..]
                .find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                })
                .map_or(self.rest.len(), |it| it + 2);
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Value::Atom(text.replace("\\\"", "\"").replace("\\'", "'"));
        }
        let end = self
            .rest
            .find([' ', ',', '(', ')', '{', '}', ']', '['])
            .unwrap_or(self.rest.len());
        let name = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        if self.rest.starts_with('(') || name.is_empty() && self.skip("(") {
            self.skip("(");
            return Value::Tuple(name, self.list(")"));
        }
        if self.skip("{") {
            let mut fields = Vec::new();
            while !self.skip("}") {
                let Some((field, rest)) = self.rest.split_once(": ") else {
                    break;
                };
                let field = field.trim().to_owned();
                self.rest = rest;
                fields.push((field, self.value()));
                self.skip(",");
            }
            return Value::Struct(name, fields);
        }
        Value::Atom(name)
    }

    fn list(&mut self, close: &str) -> Vec<Value> {
        let mut items = Vec::new();
        while !self.skip(close) && !self.rest.is_empty() {
            items.push(self.value());
            self.skip(",");
        }
        items
    }
}
