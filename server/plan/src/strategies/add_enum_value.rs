//! A new enum value, which nobody can take back.

use model::Operation;
use model::operation::EnumAction;

use crate::draft::{Draft, Work};
use crate::sql::literal;
use crate::{Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "add-enum-value",
    since: "0.1.0",
    docs: include_str!("add_enum_value.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::AlterEnum(it) = request.operation()? else {
        return None;
    };
    let EnumAction::AddValue { value, .. } = &it.action else {
        return None;
    };
    let mut draft = Draft::new(request);
    let (name, label) = (it.name.to_sql(), literal(value.as_str()));
    let stem = &it.name.name.text;
    draft.deploy(
        Phase::Expand,
        &["add", stem, "value", value.as_str()],
        format!(
            "Adds {label} to {}; it may be used from the next migration on.",
            it.name
        ),
    );
    draft.after_release(format!(
        "Every release that reads {} takes {label}.",
        it.name
    ));
    // As written, because BEFORE and AFTER are not kept elsewhere.
    let written = request
        .change
        .sql
        .clone()
        .filter(|_| request.change.from_sql);
    let sql = written.map(|it| it.trim_end_matches(';').to_owned());
    let sql = sql.unwrap_or_else(|| format!("ALTER TYPE {name} ADD VALUE IF NOT EXISTS {label}"));
    draft.run(
        Work::new(
            format!("Add {label} to {}", it.name),
            vec![sql],
            Vec::new(),
        )
        .verify(format!(
            "SELECT {label} WHERE NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype({}) AND enumlabel = {label})",
            literal(&name)
        ))
        .restores(Restores::Nothing),
    );
    let why = "No table is locked, but the value cannot be taken back, and a transaction cannot use a value that it adds itself: readers are released first, the value comes in a migration of its own, writers come last.";
    Some(draft.finish(STRATEGY.name, why))
}
