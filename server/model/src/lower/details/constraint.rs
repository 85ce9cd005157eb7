//! CONSTRAINT: `add_constraint`, `drop_constraint`, `validate_constraint`, `constraints:`.
//!
//! A kind that nobody knows is kept as [`ConstraintKind::Unknown`] and reported.

use syntax::value::NodeKind;

use super::column::references;
use super::{Built, Ctx};
use crate::document::ModelErrorKind;
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddConstraint, Constraint, ConstraintKind, DropConstraint, Operation, ValidateConstraint,
};

pub(super) const KEYS: &[&str] = &[
    "kind",
    "name",
    "columns",
    "references",
    "expression",
    "not_valid",
    "using_index",
    "constraint_type",
    "constraint_name",
    "column",
    "condition",
    "check",
    "foreign_key",
    "fk",
];

/// The format's words for `kind:`.
pub(super) const KINDS: [&str; 6] = [
    "primary_key",
    "foreign_key",
    "unique",
    "check",
    "exclusion",
    "not_null",
];

pub(super) fn add(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    // `constraint: {…}` around the whole.
    let constraint = match ctx.fields.peek("constraint") {
        Some(field) if matches!(field.value.kind, NodeKind::Map(_)) => {
            ctx.fields.allow(&["constraint"]);
            ctx.reader
                .spelling(field.key.range, "constraint", "its keys under `details`");
            ctx.inside("constraint", field.value, constraint)?
        }
        _ => constraint(ctx),
    }?;
    Built::one(Operation::AddConstraint(AddConstraint {
        table,
        only: false,
        constraint,
    }))
}

/// `constraints:` of a new table.
pub(super) fn list(ctx: &mut Ctx<'_, '_>) -> Vec<Constraint> {
    let Some(field) = ctx.spelled("constraints", &[]) else {
        return Vec::new();
    };
    let mut res = Vec::new();
    for item in ctx
        .reader
        .items("constraints", field.value, "a list of constraints")
    {
        if matches!(item.kind, NodeKind::Map(_)) || !std::ptr::eq(item, field.value) {
            res.extend(ctx.inside("constraint", item, constraint).flatten());
        }
    }
    res
}

fn constraint(ctx: &mut Ctx<'_, '_>) -> Option<Constraint> {
    let range = ctx.reader.host(ctx.fields.range);
    let name = ctx.optional_name("name", &["constraint_name"]);
    let said = ctx.spelled("kind", &["constraint_type", "type"]);
    let columns = match ctx.spelled("columns", &["column", "fields", "local_columns"]) {
        Some(field) => ctx.names(field),
        None => Vec::new(),
    };
    let references = references(ctx).or_else(|| {
        let field = ctx.spelled("referenced_table", &["referent_table"])?;
        let table = super::qualified(ctx.reader, "referenced_table", field.value)?;
        ctx.reader
            .spelling(field.key.range, &field.key.text, "references: {table: …}");
        let columns = match ctx.spelled(
            "referenced_columns",
            &["remote_columns", "referenced_column"],
        ) {
            Some(field) => ctx.names(field),
            None => Vec::new(),
        };
        Some(crate::operation::References {
            table,
            columns,
            on_delete: None,
            on_update: None,
        })
    });
    let expression = ctx.expression("expression", &["condition", "check", "sqltext"]);
    let using_index = ctx.optional_name("using_index", &[]);
    let nulls_not_distinct = ctx.flag("nulls_not_distinct", &[]);
    let method = ctx.text("method", &["using"]);
    let not_valid = ctx.flag("not_valid", &["postgresql_not_valid"]);
    let not_enforced = ctx.flag("not_enforced", &[]);
    let deferrable = ctx.flag("deferrable", &[]);
    let no_inherit = ctx.flag("no_inherit", &[]);

    let word = match said {
        Some(field) => {
            let text = ctx.reader.text_of("kind", field.value)?;
            let word = kind_word(&text);
            if word.is_none() {
                let kind = ModelErrorKind::UnknownWord {
                    field: "kind".to_owned(),
                    word: text.clone(),
                    expected: KINDS.to_vec(),
                };
                ctx.reader.error(field.value.range, kind);
                return Some(Constraint {
                    name,
                    kind: ConstraintKind::Unknown(text),
                    not_valid,
                    not_enforced,
                    deferrable,
                    no_inherit,
                    range,
                });
            }
            word
        }
        None if ctx.kind.is_some() => ctx.kind,
        None if references.is_some() => Some("foreign_key"),
        None if expression.is_some() => Some("check"),
        None => None,
    };
    let Some(word) = word else {
        ctx.missing("kind");
        return None;
    };
    if said.is_none() && ctx.kind.is_none() {
        ctx.missing("kind");
    }
    let columns = needed(ctx, word, columns, &using_index);
    let kind = match word {
        "primary_key" => ConstraintKind::PrimaryKey {
            columns: columns?,
            using_index,
        },
        "unique" => ConstraintKind::Unique {
            columns: columns?,
            using_index,
            nulls_not_distinct,
        },
        "foreign_key" => {
            if references.is_none() {
                ctx.missing("references");
            }
            ConstraintKind::ForeignKey {
                columns: columns?,
                references: references?,
            }
        }
        "not_null" => ConstraintKind::NotNull {
            column: columns?.into_iter().next()?,
        },
        _ => {
            if expression.is_none() {
                ctx.missing("expression");
            }
            let expression = expression?;
            if word == "check" {
                ConstraintKind::Check { expression }
            } else {
                ConstraintKind::Exclusion {
                    elements: vec![expression],
                    method,
                }
            }
        }
    };
    Some(Constraint {
        name,
        kind,
        not_valid,
        not_enforced,
        deferrable,
        no_inherit,
        range,
    })
}

/// The columns where the kind needs some.
fn needed(
    ctx: &mut Ctx<'_, '_>,
    word: &str,
    columns: Vec<Name>,
    using_index: &Option<Name>,
) -> Option<Vec<Name>> {
    let needs = matches!(word, "primary_key" | "unique" | "foreign_key" | "not_null");
    if needs && columns.is_empty() && using_index.is_none() {
        ctx.missing("columns");
        return None;
    }
    Some(columns)
}

/// The format's word for a kind in any usual spelling.
pub(super) fn kind_word(text: &str) -> Option<&'static str> {
    let plain = text.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let word = match plain.as_str() {
        "pk" | "primary" | "primarykey" => "primary_key",
        "fk" | "foreign" | "foreignkey" => "foreign_key",
        "uq" | "unique_constraint" | "unique_key" => "unique",
        "ck" | "check_constraint" => "check",
        "exclude" | "ex" => "exclusion",
        "notnull" => "not_null",
        other => other,
    };
    KINDS.into_iter().find(|it| *it == word)
}

pub(super) fn drop(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let name = ctx.name("name", &["constraint_name"]);
    let kind = ctx.text("kind", &["type", "constraint_type"]);
    let kind = kind.map(|it| kind_word(&it).map_or(it, str::to_owned));
    let if_exists = ctx.flag("if_exists", &[]);
    let cascade = ctx.flag("cascade", &[]);
    ctx.fields.allow(&["columns", "column"]);
    Built::one(Operation::DropConstraint(DropConstraint {
        table,
        name: name?,
        kind,
        if_exists,
        cascade,
    }))
}

pub(super) fn validate(ctx: &mut Ctx<'_, '_>, table: QualifiedName) -> Option<Vec<Built>> {
    let name = ctx.name("name", &["constraint_name"])?;
    Built::one(Operation::ValidateConstraint(ValidateConstraint {
        table,
        name,
    }))
}
