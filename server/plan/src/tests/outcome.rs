//! A plan ends where the naive change ends, and its rollbacks lead back.

use std::collections::BTreeSet;

use model::Catalog;
use model::lower::sql_changes;
use model::operation::ConstraintKind;

use super::pages::examples;
use super::{catalog, plan_of, postgres};
use crate::Restores;

/// Columns, constraints and indexes of every table, in words; their order aside.
pub(crate) fn shape(catalog: &Catalog) -> BTreeSet<String> {
    let mut res = BTreeSet::new();
    for (key, table) in catalog.tables.iter() {
        for it in &table.columns {
            // A serial is an integer with a sequence, and the catalog keeps no default of it.
            let ty = it.ty.as_ref().map(crate::target::stored);
            let ty = ty.as_ref().map(|it| (&it.base, &it.modifiers));
            let null = it.is_not_null();
            let default = it.default.as_ref().map(|it| &it.text);
            let default = default.filter(|it| !it.starts_with("nextval("));
            res.insert(format!("{key}.{} {ty:?} {null} {default:?}", it.name));
        }
        for it in &table.constraints {
            // PostgreSQL 18 keeps NOT NULL under a name, SET NOT NULL or not.
            if !matches!(it.constraint.kind, ConstraintKind::NotNull { .. }) {
                let mut plain = it.constraint.clone();
                plain.name = None;
                plain.not_valid = false;
                if let ConstraintKind::PrimaryKey { using_index, .. }
                | ConstraintKind::Unique { using_index, .. } = &mut plain.kind
                {
                    *using_index = None;
                }
                let said = model::render::constraint(&plain);
                res.insert(format!("{key}: {} {said} {}", it.name, it.validated));
            }
        }
        for it in &table.indexes {
            let keys: Vec<&str> = it.keys.iter().map(|it| it.text.as_str()).collect();
            let (name, unique, invalid) = (&it.name, it.unique, it.invalid);
            res.insert(format!("{key}: index {name} {keys:?} {unique} {invalid}"));
        }
        for it in &table.triggers {
            res.insert(format!("{key}: trigger {}", it.name));
        }
    }
    res
}

fn run(catalog: &mut Catalog, sql: &str) {
    for change in sql_changes(sql) {
        catalog.apply(&change);
    }
}

#[test]
fn plans_end_where_the_naive_change_ends() {
    for (schema, change, major) in examples() {
        let plan = plan_of(&schema, &change, &postgres(major));
        let mut naive = catalog(&schema);
        run(&mut naive, &change);
        match plan.strategy {
            // The index is the plan's addition.
            Some("add-foreign-key") => run(
                &mut naive,
                "CREATE INDEX orders_user_id_idx ON orders (user_id)",
            ),
            // Named on their pages: PostgreSQL has no way to end where the statement ends.
            Some(
                "add-generated-column" | "narrow-type" | "rename-enum-value" | "add-domain-check",
            ) => continue,
            _ => {}
        }
        let mut planned = catalog(&schema);
        let steps = plan.deploys.iter().flat_map(|it| &it.steps);
        for sql in steps.flat_map(|it| &it.sql) {
            run(&mut planned, sql);
        }
        assert_eq!(shape(&planned), shape(&naive), "{change}");
    }
}

#[test]
fn rollbacks_lead_back() {
    for (schema, change, major) in examples() {
        let plan = plan_of(&schema, &change, &postgres(major));
        let steps: Vec<_> = plan.deploys.iter().flat_map(|it| &it.steps).collect();
        let mut restored = steps.iter().map(|it| it.rollback.restores);
        if restored.any(|it| it == Restores::Nothing) {
            continue;
        }
        let before = catalog(&schema);
        let mut after = before.clone();
        for sql in steps.iter().flat_map(|it| &it.sql) {
            run(&mut after, sql);
        }
        for sql in steps.iter().rev().flat_map(|it| &it.rollback.sql) {
            run(&mut after, sql);
        }
        assert_eq!(shape(&after), shape(&before), "{change}");
    }
}
