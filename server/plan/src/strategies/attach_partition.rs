//! A table that becomes a partition.

use model::name::quote_identifier;
use model::operation::{
    AddIndex, Constraint, ConstraintKind, Expression, Operation, Other, PartitionBound,
};
use model::render::bound_value;
use model::{Name, QualifiedName};

use super::create_index::named;
use crate::draft::{Draft, Work};
use crate::target::{Target, texts};
use crate::{Outcome, Phase, Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "attach-partition",
    since: "0.1.0",
    docs: include_str!("attach_partition.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::Other(Other::AttachPartition {
        table,
        partition,
        default,
        bound,
    }) = request.operation()?
    else {
        return None;
    };
    let refused = |why: &str| Some(request.outcome(Outcome::NoOnlineWay, why.to_owned()));
    let mut draft = Draft::new(request);
    let (parent, child) = (draft.target(table), draft.target(partition));
    let key = parent.table.as_ref().and_then(|it| it.partition_by.clone());
    let said = match (key.as_deref(), bound) {
        (Some([key]), Some(bound)) if !default => condition(bound, key, &child),
        _ => None,
    };
    let Some(said) = said else {
        return refused(
            "A CHECK that says the same as the bounds would spare the scan, but what it must say is not known here. Add it NOT VALID, validate it, attach, and drop it.",
        );
    };
    let siblings = request.before.tables.values();
    let this = model::catalog::key(table);
    let mut others = siblings.filter(|it| it.parents.contains(&this));
    let rest = others.find(|it| it.default_partition);
    let rest = rest.map(|it| it.name.clone());
    let outside = match (key.as_deref(), bound) {
        (Some([key]), Some(bound)) => outside(bound, key),
        _ => None,
    };
    if let (Some(rest), None) = (&rest, &outside) {
        let why = format!(
            "The default partition {rest} is read as well, while nobody can use it, unless a validated CHECK on it excludes the new bounds. Move the rows that belong to the new partition out of it, add that CHECK NOT VALID, validate it, and attach then."
        );
        return refused(&why);
    }
    indexes(&mut draft, &parent, &child);
    let child = draft.target(partition);
    for column in parent.table.iter().flat_map(|it| &it.columns) {
        let name = column.name.as_str();
        if parent.not_null(name) && !child.not_null(name) {
            pieces::not_null(&mut draft, partition, name);
        }
    }
    foreign_keys(&mut draft, &parent, &child);
    let child = draft.target(partition);
    let columns = texts(key.as_deref().unwrap_or_default());
    let mut proofs = vec![proof(&mut draft, &child, said, &columns, "bounds")];
    if let (Some(rest), Some(outside)) = (&rest, outside) {
        let rest = draft.target(rest);
        let suffix = format!("not_{}", child.stem());
        proofs.push(proof(&mut draft, &rest, outside, &columns, &suffix));
    }
    let sql = request
        .text(0)
        .or_else(|| request.operation().and_then(model::render::sql))?;
    let (at, part) = (table.to_sql(), partition.to_sql());
    draft.deploy(
        Phase::Migrate,
        &["attach", &partition.name.text],
        format!("Attaches {partition} to {table}: the check spares the scan."),
    );
    let mut attach = Work::new(
        format!("Attach {partition}"),
        vec![sql.trim_end_matches(';').to_owned()],
        vec![format!("ALTER TABLE {at} DETACH PARTITION {part}")],
    );
    for (on, check, _) in &proofs {
        attach.precheck.push(pieces::unvalidated(on, check));
    }
    draft.run(attach);
    for (on, check, text) in &proofs {
        let (on, quoted) = (on.to_sql(), quote_identifier(check));
        draft.run(Work::new(
            format!("Drop the check {check}, which has done its work"),
            vec![format!("ALTER TABLE {on} DROP CONSTRAINT {quoted}")],
            vec![format!(
                "ALTER TABLE {on} ADD CONSTRAINT {quoted} CHECK ({text}) NOT VALID"
            )],
        ));
    }
    let mut why = format!(
        "A validated check proves that every row of {partition} belongs into it, and what {table} has in indexes and keys is made on it beforehand, online; attaching it then reads no row."
    );
    if let Some(rest) = &rest {
        why.push_str(&format!(
            " Another one proves that the default partition {rest} holds no row of the new one, so that it is not read either; from then on rows of the new bounds are refused until {partition} is attached, so do it before the first of them comes."
        ));
    }
    Some(draft.finish(STRATEGY.name, why))
}

/// A validated check on a table for the time of the plan: the table, the check's name and text.
fn proof(
    draft: &mut Draft<'_>,
    on: &Target,
    text: String,
    columns: &[String],
    suffix: &str,
) -> (QualifiedName, String, String) {
    let check = names::constraint(&draft.catalog, on.table.as_ref(), on.stem(), suffix);
    let constraint = Constraint {
        name: Some(Name::generated(check.clone())),
        kind: ConstraintKind::Check {
            expression: Expression {
                text: text.clone(),
                columns: columns.to_vec(),
                ..Expression::default()
            },
        },
        not_valid: true,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: on.name.range(),
    };
    let violations = pieces::check_violations(&on.sql, &text);
    pieces::validated_later(draft, &on.name, &constraint, Some(violations));
    (on.name.clone(), check, text)
}

/// What lies outside of the bounds, as a condition that PostgreSQL can prove the default
/// partition's from.
fn outside(bound: &PartitionBound, key: &Name) -> Option<String> {
    let column = key.to_sql();
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
                return None;
            };
            let mut res = Vec::new();
            if !from.eq_ignore_ascii_case("minvalue") {
                res.push(format!("{column} < {}", bound_value(from)));
            }
            if !to.eq_ignore_ascii_case("maxvalue") {
                res.push(format!("{column} >= {}", bound_value(to)));
            }
            (!res.is_empty()).then(|| res.join(" OR "))
        }
        PartitionBound::List(values) => {
            let [value] = values.as_slice() else {
                return None;
            };
            let null = value.eq_ignore_ascii_case("null");
            (!null).then(|| format!("{column} <> {}", bound_value(value)))
        }
        PartitionBound::Hash => None,
    }
}

/// The bounds as a condition that PostgreSQL can prove them from.
fn condition(bound: &PartitionBound, key: &Name, child: &Target) -> Option<String> {
    let column = key.to_sql();
    let mut res = Vec::new();
    if !child.not_null(key.as_str()) {
        res.push(format!("{column} IS NOT NULL"));
    }
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
                return None;
            };
            if !from.eq_ignore_ascii_case("minvalue") {
                res.push(format!("{column} >= {}", bound_value(from)));
            }
            if !to.eq_ignore_ascii_case("maxvalue") {
                res.push(format!("{column} < {}", bound_value(to)));
            }
        }
        PartitionBound::List(values) => {
            let [value] = values.as_slice() else {
                return None;
            };
            if value.eq_ignore_ascii_case("null") {
                return None;
            }
            res.push(format!("{column} = {}", bound_value(value)));
        }
        PartitionBound::Hash => return None,
    }
    (!res.is_empty()).then(|| res.join(" AND "))
}

/// Indexes and keys of the parent that the partition lacks.
fn indexes(draft: &mut Draft<'_>, parent: &Target, child: &Target) {
    for constraint in parent.constraints() {
        let (columns, primary, nulls) = match &constraint.constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => (texts(columns), true, false),
            ConstraintKind::Unique {
                columns,
                nulls_not_distinct,
                ..
            } => (texts(columns), false, *nulls_not_distinct),
            ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => continue,
        };
        let there = child
            .constraints()
            .iter()
            .any(|it| match &it.constraint.kind {
                ConstraintKind::PrimaryKey { columns: own, .. } => primary && texts(own) == columns,
                ConstraintKind::Unique { columns: own, .. } => !primary && texts(own) == columns,
                ConstraintKind::ForeignKey { .. }
                | ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => false,
            });
        if there {
            continue;
        }
        if primary {
            for column in &columns {
                if !draft.target(&child.name).not_null(column) {
                    pieces::not_null(draft, &child.name, column);
                }
            }
        }
        let (stem, suffix) = if primary {
            (child.stem().to_owned(), "pkey")
        } else {
            (format!("{}_{}", child.stem(), columns.join("_")), "key")
        };
        let name = names::constraint(&draft.catalog, child.table.as_ref(), &stem, suffix);
        pieces::key_using_index(draft, &child.name, &name, &columns, primary, nulls);
    }
    for index in parent.indexes().iter().filter(|it| it.constraint.is_none()) {
        let keys = |it: &model::catalog::Index| -> Vec<String> {
            it.keys.iter().map(|it| it.text.clone()).collect()
        };
        let there = child
            .indexes()
            .iter()
            .any(|it| keys(it) == keys(index) && it.unique >= index.unique && !it.invalid);
        if there {
            continue;
        }
        let own = AddIndex {
            name: None,
            table: child.name.clone(),
            only: false,
            if_not_exists: false,
            unique: index.unique,
            concurrently: true,
            keys: index.keys.clone(),
            include: index.include.clone(),
            method: index.method.clone(),
            predicate: index.predicate.clone(),
            attributes: index.attributes.clone(),
            range: child.name.range(),
        };
        let own = named(draft, &own);
        pieces::build_index(draft, &own);
    }
}

/// Foreign keys of the parent that the partition lacks.
fn foreign_keys(draft: &mut Draft<'_>, parent: &Target, child: &Target) {
    for constraint in parent.constraints() {
        let ConstraintKind::ForeignKey {
            columns,
            references,
        } = &constraint.constraint.kind
        else {
            continue;
        };
        let there = child.constraints().iter().any(|it| {
            matches!(&it.constraint.kind, ConstraintKind::ForeignKey { columns: own, references: to }
                if texts(own) == texts(columns) && to.table == references.table)
        });
        if there {
            continue;
        }
        let mut own = constraint.constraint.clone();
        own.name = Some(Name::generated(constraint.name.clone()));
        let orphans = pieces::orphans(draft, &child.sql, &texts(columns), references);
        let name: QualifiedName = child.name.clone();
        pieces::validated_later(draft, &name, &own, orphans);
    }
}
