//! A type that goes, after the application has let go of it.

use model::Operation;

use crate::draft::{Draft, Work};
use crate::sql::literal;
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "drop-type",
    since: "0.1.0",
    docs: include_str!("drop_type.md"),
    expand,
};

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Operation::DropEnum(it) = request.operation()? else {
        return None;
    };
    let used = request.before.columns_of_type(&it.name).next();
    if let Some((_, table, column)) = used {
        let fate = if it.cascade {
            "CASCADE would take the column with it"
        } else {
            "PostgreSQL refuses to drop it"
        };
        let why = format!(
            "{}.{column} is of the type: {fate}. Change the column's type, or drop it, by a plan of its own first.",
            table.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let name = it.name.to_sql();
    let enums = &request.before.objects.enums;
    let labels = enums
        .get(&model::catalog::key(&it.name))
        .or_else(|| enums.get(&it.name.name.text));
    let undo: Vec<String> = labels
        .map(|it| {
            let all: Vec<String> = it.values.iter().map(|it| literal(it)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", all.join(", "))
        })
        .into_iter()
        .collect();
    let restores = if undo.is_empty() {
        Restores::Nothing
    } else {
        Restores::SchemaAndData
    };
    draft.deploy(
        Phase::Contract,
        &["drop", &it.name.name.text],
        format!("Drops the type {}.", it.name),
    );
    draft.after_release(format!(
        "No release that runs names the type {}, in a cast or as a parameter's type.",
        it.name
    ));
    draft.breaks(
        "dropping_table",
        &it.name,
        None,
        "Released code no longer names the type; no column is of it.",
    );
    let exists = if it.if_exists { "IF EXISTS " } else { "" };
    draft.run(
        Work::new(
            format!("Drop {}", it.name),
            vec![format!("DROP TYPE {exists}{name}")],
            undo,
        )
        .precheck(format!(
            "SELECT attrelid::regclass, attname FROM pg_attribute WHERE atttypid = to_regtype({}) AND NOT attisdropped LIMIT 1",
            literal(&name)
        ))
        .restores(restores),
    );
    let why = format!(
        "Dropping a type locks no table and loses no row; statements that name {} fail from then on, so code lets go of it first, and a query looks for columns that are of it.",
        it.name
    );
    Some(draft.finish(STRATEGY.name, why))
}
