//! One column that becomes several, or several that become one.

use model::Operation;
use model::name::quote_identifier;
use model::operation::{AddColumn, BulkUpdate, DropColumn, Shape};

use crate::batch::Assignment;
use crate::carry::create_function;
use crate::draft::{Backfill, Draft, Work};
use crate::sql::sibling;
use crate::{Phase, Plan, Request, Restores, Strategy, column, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "reshape-columns",
    since: "0.1.0",
    docs: include_str!("reshape_columns.md"),
    expand,
};

/// Columns that come, the values of the rows, columns that go.
struct Intent<'a> {
    adds: Vec<&'a AddColumn>,
    update: &'a BulkUpdate,
    drops: Vec<&'a DropColumn>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<Intent<'a>> {
    let mut adds = Vec::new();
    let mut drops = Vec::new();
    let mut update = None;
    for operation in operations {
        if let Operation::AddColumn(it) = operation
            && update.is_none()
        {
            adds.push(it);
        } else if let Operation::BulkUpdate(it) = operation
            && update.is_none()
        {
            update = Some(it);
        } else if let Operation::DropColumn(it) = operation
            && update.is_some()
        {
            drops.push(it);
        } else {
            return None;
        }
    }
    let res = Intent {
        adds,
        update: update?,
        drops,
    };
    let table = &res.update.table;
    let here = res.adds.iter().all(|it| it.table == *table)
        && res.drops.iter().all(|it| it.table == *table && !it.cascade);
    let plain = |it: &&AddColumn| {
        let column = &it.column;
        column.ty.is_some()
            && column.default.is_none()
            && column.generated.is_none()
            && !column.unique
            && !column.primary_key
            && !column::numbered(column)
    };
    let added = |name: &str| res.adds.iter().any(|it| it.column.name.text == name);
    let sets = res.update.set.iter().all(|(column, value)| {
        added(column.as_str())
            && !value.subquery
            && value.shape != Shape::Broken
            && !value.columns.iter().any(|it| added(it))
    });
    let uses = res.update.set.iter().any(|(_, value)| {
        let gone = |it: &&DropColumn| value.columns.contains(&it.column.text);
        res.drops.iter().any(gone)
    });
    let whole = !res.adds.is_empty() && !res.drops.is_empty() && res.update.reads.is_empty();
    (here && whole && sets && uses && res.adds.iter().all(plain)).then_some(res)
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let Intent {
        adds,
        update,
        drops,
    } = intent(&request.operations())?;
    let mut draft = Draft::new(request);
    let table = &update.table;
    let target = draft.target(table);
    let at = target.sql.clone();
    let words = |all: &[String]| all.join(" and ");
    let new: Vec<String> = adds.iter().map(|it| it.column.name.text.clone()).collect();
    let old: Vec<String> = drops.iter().map(|it| it.column.text.clone()).collect();
    let values: Vec<(String, String)> = update
        .set
        .iter()
        .map(|(column, value)| {
            let value = match &update.filter {
                Some(filter) => format!("CASE WHEN {} THEN {} END", filter.text, value.text),
                None => value.text.clone(),
            };
            (column.text.clone(), value)
        })
        .collect();
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), &new.join("_")],
        format!(
            "Adds {} to {table} and keeps it filled from {}.",
            words(&new),
            words(&old)
        ),
    );
    for add in &adds {
        pieces::add_bare_column(&mut draft, table, &add.column);
    }
    let stem = format!("{}_{}", target.stem(), new.first()?);
    let function = names::function(&draft.catalog, &stem, "sync");
    let function = sibling(table, &function).to_sql();
    let trigger = quote_identifier(&names::trigger(&stem, "sync"));
    let create = vec![
        create_function(
            "CREATE",
            &function,
            &body(&table.name.to_sql(), &values, &old),
        ),
        format!(
            "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {at} FOR EACH ROW EXECUTE FUNCTION {function}()"
        ),
    ];
    let drop = vec![
        format!("DROP TRIGGER {trigger} ON {at}"),
        format!("DROP FUNCTION {function}()"),
    ];
    draft.run(Work::new(
        format!("Fill {} of rows that are written", words(&new)),
        create.clone(),
        drop.clone(),
    ));
    let fills = values.into_iter().map(|(name, value)| {
        // Each by itself: a row that has one of them from new code keeps it.
        let empty = format!(
            "{} IS NULL AND ({value}) IS NOT NULL",
            quote_identifier(&name)
        );
        Assignment::new(&name, &value, &empty)
    });
    draft.backfill(
        Phase::Migrate,
        &["fill", target.stem(), &new.join("_")],
        Backfill {
            title: format!("Fill {table}.{}", words(&new)),
            note: None,
            target: &target,
            set: fills.collect(),
            precheck: Vec::new(),
            verify: Vec::new(),
            undo: Vec::new(),
            restores: Restores::SchemaAndData,
        },
    );
    for add in &adds {
        column::constraints(&mut draft, add);
        if add.column.nullable == Some(false) {
            pieces::not_null(&mut draft, table, add.column.name.as_str());
        }
    }
    pieces::let_go(&mut draft, table, &old);
    draft.deploy(
        Phase::Contract,
        &["stop", target.stem(), &new.join("_"), "sync"],
        format!("Stops filling {} from {}.", words(&new), words(&old)),
    );
    draft.after_release(format!(
        "Two releases: the first reads {0} and writes both {0} and {1}; when no other runs any more, the second no longer knows {1}.",
        words(&new),
        words(&old)
    ));
    draft.run(Work::new(
        "Drop the trigger, which has done its work",
        drop,
        create,
    ));
    let why = format!(
        "{} stand beside {}: a trigger fills them from what old code writes, batches fill the rows that are there, and the old columns go when no code knows them. The way back from new values to old ones is only the application's to know, so its first release writes both.",
        words(&new),
        words(&old)
    );
    let first = request.change.parts.len() - drops.len();
    Some(draft.and_then(STRATEGY.name, why, first))
}

/// Old columns fill new ones; what was written into a new one stays.
fn body(table: &str, values: &[(String, String)], old: &[String]) -> String {
    let value = |it: &str| format!("(SELECT {it} FROM (SELECT NEW.*) AS {table})");
    let mut res = String::from("  IF TG_OP = 'INSERT' THEN\n");
    for (column, text) in values {
        let column = quote_identifier(column);
        res.push_str(&format!(
            "    NEW.{column} := coalesce(NEW.{column}, {});\n",
            value(text)
        ));
    }
    let row = |record: &str| {
        let all: Vec<String> = old
            .iter()
            .map(|it| format!("{record}.{}", quote_identifier(it)))
            .collect();
        format!("ROW({})", all.join(", "))
    };
    res.push_str(&format!(
        "  ELSIF {} IS DISTINCT FROM {} THEN\n",
        row("NEW"),
        row("OLD")
    ));
    for (column, text) in values {
        let column = quote_identifier(column);
        res.push_str(&format!(
            "    IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN\n      NEW.{column} := {};\n    END IF;\n",
            value(text)
        ));
    }
    res.push_str("  END IF;\n");
    res
}
