//! From timestamp to timestamp with time zone, and back.

use model::Operation;
use model::catalog::type_before;
use model::operation::{ColumnAction, ConstraintKind, Expression};
use model::types::BaseType;

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::retype::{Said, second_column};
use crate::sql::literal;
use crate::target::{Target, mentions};
use crate::{Phase, Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "change-time-zone",
    since: "0.1.0",
    docs: include_str!("change_time_zone.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterColumn(it) = request.operation()? else {
        return None;
    };
    let ColumnAction::Type { ty, using, .. } = &it.action else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let from = type_before(target.table.as_ref(), it)?.clone();
    let zoned = |it: &BaseType| matches!(it, BaseType::Timestamp | BaseType::TimestampTz);
    if !zoned(&from.base) || !zoned(&ty.base) || from.base == ty.base || from.array || ty.array {
        return None;
    }
    let said = match using {
        Some(using) => Some(zone(using, name)?),
        None => request.session.time_zone.clone(),
    };
    let assumed = said.is_none();
    let zone = said.unwrap_or_else(|| "UTC".to_owned());
    let mut why = String::new();
    if assumed {
        why = "Nothing says in which zone the values are; the plan reads them as UTC. ".to_owned();
    }
    let (at, col) = (target.sql.clone(), it.column.to_sql());
    let simple = zone.eq_ignore_ascii_case("utc") && from.modifiers == ty.modifiers;
    if simple
        && bare(&target, name)
        && crate::carry::obstacle(&draft.catalog, &target, name).is_none()
    {
        draft.deploy(
            Phase::Migrate,
            &["change", target.stem(), name],
            format!(
                "{}.{name} becomes {}: in UTC its bytes stay as they are.",
                it.table, ty.text
            ),
        );
        draft.after_release(format!(
            "Every release that runs takes {} from {}.{name}, and writes it.",
            ty.text, it.table
        ));
        draft.breaks(
            "incompatible_type",
            &it.table,
            Some(name),
            format!("Code that cannot take {} is released before.", ty.text),
        );
        let set = "SET LOCAL TimeZone = 'UTC'".to_owned();
        let change = |to: &str| format!("ALTER TABLE {at} ALTER COLUMN {col} TYPE {to}");
        draft.run(Work::new(
            format!("Make {}.{name} {}", it.table, ty.text),
            vec![set.clone(), change(&ty.text)],
            vec![set, change(&from.text)],
        ));
        draft.deploy(
            Phase::Migrate,
            &["analyze", target.stem(), name],
            format!("Collects the statistics on {name}, which went with its old type."),
        );
        draft.run(
            Work::new(
                format!("Collect statistics on {name}"),
                vec![format!("ANALYZE {at} ({col})")],
                Vec::new(),
            )
            .long(Cost::Lock, target.rows),
        );
        why.push_str("In a session whose time zone is UTC the column keeps its bytes, and no index is on it that would be built again: the change is over in a moment.");
        return Some(draft.finish(STRATEGY.name, why));
    }
    let zone = literal(&zone);
    let note = format!(
        "{why}The zone {zone} is written into the plan, so that no session's setting changes what is stored."
    );
    let said = Said {
        strategy: STRATEGY.name,
        value: Some(format!("{col} AT TIME ZONE {zone}")),
        back: Some(format!("{{}} AT TIME ZONE {zone}")),
        note: Some(note),
        precheck: None,
    };
    second_column(request, &said)
}

/// The zone of `column AT TIME ZONE 'zone'`; `None` for anything else.
fn zone(using: &Expression, column: &str) -> Option<String> {
    let lower = using.text.to_lowercase();
    let at = lower.find(" at time zone ")?;
    let (left, right) = (using.text.get(..at)?, using.text.get(at + 14..)?);
    let left = left.trim().trim_matches('"');
    let right = right.trim();
    let zone = right.strip_prefix('\'')?.strip_suffix('\'')?;
    (left.eq_ignore_ascii_case(column) && !zone.contains('\'')).then(|| zone.to_owned())
}

/// Nothing on the column has to be built or checked again.
fn bare(target: &Target, name: &str) -> bool {
    let known = target.table.is_some();
    let indexed = target.indexes().iter().any(|it| mentions(it, name));
    let constrained = target.constraints().iter().any(|it| {
        matches!(&it.constraint.kind, ConstraintKind::Check { expression }
            if expression.columns.iter().any(|it| it == name))
    });
    known && !indexed && !constrained && !target.unique_with(name)
}
