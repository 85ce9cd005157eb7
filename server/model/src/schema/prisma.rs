//! Prisma models in fences: `model User { id String @id … }`.
//!
//! A tolerant reader of lines. Relation fields are no columns; their `@relation(fields: …)` says
//! which column leads where. Prisma is never silent on nullability: without `?` a field is required.

use std::collections::HashSet;
use std::ops::Range;

use syntax::markdown::Fence;

use crate::catalog::EnumType;
use crate::name::{Name, QualifiedName};
use crate::operation::{Column, ConstraintKind, References};

use super::Form;
use super::gather::Found;
use super::located::Located;
use super::merge::{self, Draft};
use super::type_text::{balanced, word_len};

const SCALARS: &str = "String|Boolean|Int|BigInt|Float|Decimal|DateTime|Json|Bytes|Unsupported";

/// Reads a fence.
pub(super) fn read(fence: &Fence, found: &mut Found) {
    let located = Located::fence(fence);
    let text = located.text;
    let named = |keyword: &str| -> HashSet<&str> {
        text.lines()
            .filter_map(|it| it.trim_start().strip_prefix(keyword))
            .filter_map(|it| Some(&it[..word_len(it)?]))
            .collect()
    };
    let (models, enums) = (named("model "), named("enum "));
    let mut model: Option<Model> = None;
    let mut values: Option<(String, Vec<String>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = line.find("//").map_or(line, |it| &line[..it]);
        let trimmed = code.trim();
        let begin = start + code.len() - code.trim_start().len();
        if let Some(rest) = trimmed.strip_prefix("model ") {
            let Some(len) = word_len(rest) else { continue };
            let from = begin + "model ".len();
            let name = located.name(from..from + len);
            model = Some(Model {
                draft: Draft::new(
                    name,
                    located.range(begin..begin + trimmed.len()),
                    Form::Prisma,
                ),
                fields: Vec::new(),
                relations: Vec::new(),
                keys: Vec::new(),
            });
        } else if let Some(rest) = trimmed.strip_prefix("enum ") {
            values = word_len(rest).map(|it| (rest[..it].to_owned(), Vec::new()));
        } else if trimmed.starts_with('}') {
            if let Some(done) = model.take() {
                found.add(done.finish(&located));
            }
            if let Some((name, values)) = values.take() {
                let new = EnumType { values, new: false };
                found.enumeration(name, new);
            }
        } else if let Some((_, values)) = &mut values {
            values.extend(word_len(trimmed).map(|it| trimmed[..it].to_owned()));
        } else if let Some(model) = &mut model {
            let part = begin..begin + trimmed.len();
            if trimmed.starts_with("@@") {
                model.keys.push(part);
            } else {
                field(&located, part, &models, &enums, model);
            }
        }
    }
    if let Some(done) = model {
        found.add(done.finish(&located));
    }
}

struct Model {
    draft: Draft,
    /// Prisma's name of a field, and the column's.
    fields: Vec<(String, Name)>,
    relations: Vec<Relation>,
    /// `@@index([a, b])` and its kind.
    keys: Vec<Range<usize>>,
}

struct Relation {
    fields: Vec<Range<usize>>,
    /// The model it leads to.
    target: Range<usize>,
    references: Vec<Range<usize>>,
    on_delete: Option<String>,
}

impl Model {
    fn column(&self, located: &Located<'_>, part: &Range<usize>) -> Name {
        let written = &located.text[part.clone()];
        let known = self.fields.iter().find(|it| it.0 == written);
        let text = known.map_or_else(|| written.to_owned(), |it| it.1.text.clone());
        Name::new(text, located.range(part.clone()))
    }

    fn finish(mut self, located: &Located<'_>) -> Draft {
        for relation in std::mem::take(&mut self.relations) {
            let names = |of: &[Range<usize>]| -> Vec<Name> {
                of.iter().map(|it| self.column(located, it)).collect()
            };
            let own = names(&relation.fields);
            let kind = ConstraintKind::ForeignKey {
                columns: own,
                references: References {
                    table: QualifiedName::new(None, located.name(relation.target)),
                    columns: relation
                        .references
                        .iter()
                        .map(|it| located.name(it.clone()))
                        .collect(),
                    on_delete: relation.on_delete,
                    on_update: None,
                },
            };
            merge::constrain(&mut self.draft, None, kind);
        }
        for key in std::mem::take(&mut self.keys) {
            self.key(located, &key);
        }
        self.draft
    }

    fn key(&mut self, located: &Located<'_>, part: &Range<usize>) {
        let text = located.text;
        let written = &text[part.clone()];
        let columns: Vec<Name> = list(text, part)
            .iter()
            .map(|it| self.column(located, it))
            .collect();
        let named = argument(text, part, "map").or(argument(text, part, "name"));
        let named = named
            .and_then(|it| quoted(text, it))
            .map(|it| located.name(it));
        if written.starts_with("@@map") {
            if let Some(name) = quoted(text, part.clone()) {
                let name = located.name(name);
                let alias = std::mem::replace(&mut self.draft.table.name.name, name);
                self.draft.aliases.push(alias.text);
            }
        } else if columns.is_empty() {
            // Nothing that could be read.
        } else if written.starts_with("@@index") {
            let index = merge::plain_index(named.as_ref(), &columns, false);
            merge::add_index(&mut self.draft, index);
        } else if written.starts_with("@@unique") {
            let kind = ConstraintKind::Unique {
                columns,
                using_index: None,
                nulls_not_distinct: false,
            };
            merge::constrain(&mut self.draft, named, kind);
        } else if written.starts_with("@@id") {
            let kind = ConstraintKind::PrimaryKey {
                columns,
                using_index: None,
            };
            merge::constrain(&mut self.draft, named, kind);
        }
    }
}

/// `email String? @unique @map("e_mail")`, or a relation.
fn field(
    located: &Located<'_>,
    part: Range<usize>,
    models: &HashSet<&str>,
    enums: &HashSet<&str>,
    model: &mut Model,
) {
    let text = located.text;
    let code = &text[part.clone()];
    let Some(len) = word_len(code) else { return };
    let rest = code[len..].trim_start();
    let type_at = part.end - rest.len();
    let Some(type_len) = word_len(rest).filter(|_| type_at > part.start + len) else {
        return;
    };
    let ty = &rest[..type_len];
    let after = &rest[type_len..];
    let list_of = after.starts_with("[]");
    let relation = attribute(text, &part, "@relation");
    let scalar = SCALARS.split('|').any(|it| it == ty) || enums.contains(ty);
    if let Some(relation) = relation {
        let fields = argument(text, &relation, "fields").map(|it| list(text, &it));
        let to = argument(text, &relation, "references").map(|it| list(text, &it));
        let action = argument(text, &relation, "onDelete").map(|it| action(&text[it]));
        if let Some(fields) = fields {
            model.relations.push(Relation {
                fields,
                target: type_at..type_at + type_len,
                references: to.unwrap_or_default(),
                on_delete: action,
            });
        }
        return;
    }
    if models.contains(ty) || (!scalar && (list_of || !code.contains("@default"))) {
        return;
    }
    let own = part.start..part.start + len;
    let mapped = attribute(text, &part, "@map").and_then(|it| quoted(text, it));
    let name = located.name(mapped.unwrap_or_else(|| own.clone()));
    let type_end = type_at + type_len + if list_of { 2 } else { 0 };
    let mut column = Column::new(name.clone(), Some(located.column_type(type_at..type_end)));
    column.range = located.range(part.clone());
    column.nullable = Some(text[type_end..part.end].starts_with('?'));
    let has = |word: &str| {
        code.split_whitespace()
            .any(|it| it == word || it.strip_prefix(word).is_some_and(|it| it.starts_with('(')))
    };
    column.primary_key = has("@id");
    column.unique = has("@unique");
    if let Some(value) = attribute(text, &part, "@default") {
        column.default = Some(located.expression(value));
    }
    model.fields.push((text[own].to_owned(), name));
    model.draft.column(column);
}

/// What stands between the brackets of an attribute.
fn attribute(text: &str, part: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let code = &text[part.clone()];
    let found = code.find(&format!("{name}("))?;
    let open = part.start + found + name.len();
    let len = balanced(&text[open..part.end])?;
    Some(open + 1..open + len - 1)
}

/// The value behind `key:`.
fn argument(text: &str, part: &Range<usize>, key: &str) -> Option<Range<usize>> {
    let code = &text[part.clone()];
    let found = code.match_indices(key).find(|(at, _)| {
        code[at + key.len()..].trim_start().starts_with(':')
            && !code[..*at].ends_with(|c: char| c.is_alphanumeric())
    })?;
    let colon = found.0 + code[found.0..].find(':')? + 1;
    let rest = &code[colon..];
    let lead = rest.len() - rest.trim_start().len();
    let start = part.start + colon + lead;
    let value = &text[start..part.end];
    let len = if value.starts_with('[') {
        balanced(value)?
    } else {
        value.find([',', ')']).unwrap_or(value.len())
    };
    Some(start..start + len)
}

/// The words of the first `[…]` in a part.
fn list(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let code = &text[part.clone()];
    let Some(open) = code.find('[') else {
        return Vec::new();
    };
    let Some(len) = balanced(&code[open..]) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut at = part.start + open + 1;
    for piece in code[open + 1..open + len - 1].split_inclusive(',') {
        let lead = piece.len() - piece.trim_start().len();
        if let Some(len) = word_len(&piece[lead..]) {
            out.push(at + lead..at + lead + len);
        }
        at += piece.len();
    }
    out
}

fn quoted(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    let slice = text.get(part.clone())?;
    let open = slice.find('"')?;
    let len = slice[open + 1..].find('"')?;
    Some(part.start + open + 1..part.start + open + 1 + len)
}

/// `Cascade`, `SetNull` as SQL says them.
fn action(word: &str) -> String {
    let mut out = String::new();
    for (at, c) in word.trim().char_indices() {
        if at > 0 && c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_uppercase());
    }
    out
}
