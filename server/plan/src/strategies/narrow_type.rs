//! A limit on values, without another type.

use model::Operation;
use model::catalog::type_before;
use model::operation::{ColumnAction, Constraint, ConstraintKind, Expression};
use model::types::{BaseType, ColumnType};

use crate::draft::Draft;
use crate::{Plan, Request, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "narrow-type",
    since: "0.1.0",
    docs: include_str!("narrow_type.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterColumn(it) = request.operation()? else {
        return None;
    };
    let ColumnAction::Type {
        ty,
        using: None,
        collation: None,
    } = &it.action
    else {
        return None;
    };
    let mut draft = Draft::new(request);
    let target = draft.target(&it.table);
    let name = it.column.as_str();
    let from = type_before(target.table.as_ref(), it)?.clone();
    let col = it.column.to_sql();
    let limit = limit(&from, ty, &col)?;
    let stem = format!("{}_{name}", target.stem());
    let check = names::constraint(&draft.catalog, target.table.as_ref(), &stem, "limit");
    let text = limit.clone();
    let constraint = Constraint {
        name: Some(model::Name::generated(check.clone())),
        kind: ConstraintKind::Check {
            expression: Expression {
                text: limit,
                columns: vec![name.to_owned()],
                ..Expression::default()
            },
        },
        not_valid: true,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: it.column.range,
    };
    let violations = pieces::check_violations(&target.sql, &text);
    pieces::validated_later(&mut draft, &it.table, &constraint, Some(violations));
    draft.first_after_release(format!(
        "Every release that writes {}.{name} writes what {} can hold.",
        it.table, ty.text
    ));
    let why = format!(
        "PostgreSQL would write every row anew to say {}; the check {check} refuses the same values, is added in a moment and validated while everybody works. The column keeps the type {}.",
        ty.text, from.text
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// What the narrower type would refuse, as a condition; `None` where it would change values
/// instead, or is no narrower one.
fn limit(from: &ColumnType, to: &ColumnType, col: &str) -> Option<String> {
    if from.array || to.array {
        return None;
    }
    let text = |it: &ColumnType| matches!(it.base, BaseType::Varchar | BaseType::Text);
    if text(from) && to.base == BaseType::Varchar {
        let [length] = to.modifiers.as_slice() else {
            return None;
        };
        let shorter = from.modifiers.first().is_none_or(|it| it > length);
        return shorter.then(|| format!("length({col}) <= {length}"));
    }
    if from.base == BaseType::Numeric && to.base == BaseType::Numeric {
        let ([old, old_scale], [new, new_scale]) =
            (from.modifiers.as_slice(), to.modifiers.as_slice())
        else {
            return None;
        };
        let digits = u32::try_from(new.checked_sub(*new_scale)?).ok()?;
        if old_scale != new_scale || new >= old || digits > 30 {
            return None;
        }
        return Some(format!("abs({col}) < 1{}", "0".repeat(digits as usize)));
    }
    let range = match (&from.base, &to.base) {
        (BaseType::BigInt | BaseType::BigSerial, BaseType::Integer) => "-2147483648 AND 2147483647",
        (
            BaseType::BigInt | BaseType::BigSerial | BaseType::Integer | BaseType::Serial,
            BaseType::SmallInt,
        ) => "-32768 AND 32767",
        _ => return None,
    };
    Some(format!("{col} BETWEEN {range}"))
}
