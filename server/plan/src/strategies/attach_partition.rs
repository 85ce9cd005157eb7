//! A table that becomes a partition.

mod match_parent;

use model::catalog::key;
use model::operation::Other;
use model::{Operation, QualifiedName};

use self::match_parent::match_parent;
use crate::draft::{Draft, Work};
use crate::proof::Proof;
use crate::target::texts;
use crate::{Outcome, Phase, Plan, Request, Strategy, bounds};

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
    let by = parent.table.as_ref().and_then(|it| it.partition_by.clone());
    let by = by.unwrap_or_default();
    let bounded = match (by.as_slice(), bound) {
        ([key], Some(bound)) => Some((key, bound)),
        _ => None,
    };
    let inside = bounded.filter(|_| !default);
    let Some(inside) = inside.and_then(|(key, bound)| bounds::inside(bound, key, &child)) else {
        return refused(
            "A CHECK that says the same as the bounds would spare the scan, but what it must say is not known here. Add it NOT VALID, validate it, attach, and drop it.",
        );
    };
    let outside = bounded.and_then(|(key, bound)| bounds::outside(bound, key));
    let rest = default_partition(request, table);
    if let (Some(rest), None) = (&rest, &outside) {
        let why = format!(
            "The default partition {rest} is read as well, while nobody can use it, unless a validated CHECK on it excludes the new bounds. Move the rows that belong to the new partition out of it, add that CHECK NOT VALID, validate it, and attach then."
        );
        return refused(&why);
    }
    match_parent(&mut draft, &parent, partition);
    let (child, columns) = (draft.target(partition), texts(&by));
    let mut proofs = vec![Proof::add(&mut draft, &child, inside, &columns, "bounds")];
    if let (Some(rest), Some(outside)) = (&rest, outside) {
        let rest = draft.target(rest);
        let suffix = format!("not_{}", child.stem());
        proofs.push(Proof::add(&mut draft, &rest, outside, &columns, &suffix));
    }
    let sql = request
        .text(0)
        .or_else(|| request.operation().and_then(model::render::sql))?;
    attach(&mut draft, table, partition, &sql, &proofs);
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

fn default_partition(request: &Request<'_>, table: &QualifiedName) -> Option<QualifiedName> {
    let this = key(table);
    let mut parts = request.before.children(&this);
    parts
        .find(|it| it.default_partition)
        .map(|it| it.name.clone())
}

fn attach(
    draft: &mut Draft<'_>,
    table: &QualifiedName,
    partition: &QualifiedName,
    sql: &str,
    proofs: &[Proof],
) {
    draft.deploy(
        Phase::Migrate,
        &["attach", &partition.name.text],
        format!("Attaches {partition} to {table}: the check spares the scan."),
    );
    let (at, part) = (table.to_sql(), partition.to_sql());
    let mut attach = Work::new(
        format!("Attach {partition}"),
        vec![sql.trim_end_matches(';').to_owned()],
        vec![format!("ALTER TABLE {at} DETACH PARTITION {part}")],
    );
    attach.precheck.extend(proofs.iter().map(Proof::missing));
    draft.run(attach);
    for proof in proofs {
        draft.run(proof.drop());
    }
}
