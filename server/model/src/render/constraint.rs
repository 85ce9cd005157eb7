//! Constraints as SQL.

use std::fmt::Write as _;

use super::{names, table};
use crate::operation::{Constraint, ConstraintKind};

/// As in `ADD …`, or in a table's definition. `None` for a kind that nobody knows.
pub(super) fn constraint(it: &Constraint) -> Option<String> {
    let kind = match &it.kind {
        ConstraintKind::PrimaryKey {
            columns,
            using_index,
        } => match using_index {
            Some(index) => format!("PRIMARY KEY USING INDEX {}", index.to_sql()),
            None => format!("PRIMARY KEY ({})", names(columns)),
        },
        ConstraintKind::Unique {
            columns,
            using_index,
            nulls_not_distinct,
        } => match using_index {
            Some(index) => format!("UNIQUE USING INDEX {}", index.to_sql()),
            None => {
                let nulls = if *nulls_not_distinct {
                    "NULLS NOT DISTINCT "
                } else {
                    ""
                };
                format!("UNIQUE {nulls}({})", names(columns))
            }
        },
        ConstraintKind::ForeignKey {
            columns,
            references,
        } => {
            let references = table::references(references);
            format!("FOREIGN KEY ({}) {references}", names(columns))
        }
        ConstraintKind::Check { expression } => format!("CHECK ({})", expression.text),
        ConstraintKind::Exclusion { elements, method } => {
            let elements: Vec<&str> = elements.iter().map(|it| it.text.as_str()).collect();
            let method = method
                .as_ref()
                .map_or_else(String::new, |it| format!("USING {it} "));
            format!("EXCLUDE {method}({})", elements.join(", "))
        }
        ConstraintKind::NotNull { column } => format!("NOT NULL {}", column.to_sql()),
        ConstraintKind::Unknown(_) => return None,
    };
    Some(around(it, &kind))
}

/// As on a column. `None` for what cannot stand there.
pub(super) fn inline(it: &Constraint) -> Option<String> {
    let kind = match &it.kind {
        ConstraintKind::PrimaryKey { .. } => "PRIMARY KEY".to_owned(),
        ConstraintKind::Unique {
            nulls_not_distinct: true,
            ..
        } => "UNIQUE NULLS NOT DISTINCT".to_owned(),
        ConstraintKind::Unique { .. } => "UNIQUE".to_owned(),
        ConstraintKind::ForeignKey { references, .. } => table::references(references),
        ConstraintKind::Check { expression } => format!("CHECK ({})", expression.text),
        ConstraintKind::NotNull { .. } => "NOT NULL".to_owned(),
        ConstraintKind::Exclusion { .. } | ConstraintKind::Unknown(_) => return None,
    };
    Some(around(it, &kind))
}

fn around(it: &Constraint, kind: &str) -> String {
    let mut res = String::new();
    if let Some(name) = &it.name {
        let _ = write!(res, "CONSTRAINT {} ", name.to_sql());
    }
    res.push_str(kind);
    for (yes, words) in [
        (it.no_inherit, " NO INHERIT"),
        (it.deferrable, " DEFERRABLE"),
        (it.not_enforced, " NOT ENFORCED"),
        (it.not_valid, " NOT VALID"),
    ] {
        if yes {
            res.push_str(words);
        }
    }
    res
}
