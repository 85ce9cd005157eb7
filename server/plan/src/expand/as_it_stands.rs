//! A change as its author wrote it, to be written down as one specification with its way back.
//!
//! Makes nothing safer; a change that has an online way is [`super::plan`]'s.

use model::inverse::inverse;
use model::operation::{Change, Operation, Part};
use model::render;
use syntax::TextRange;

use super::{Request, plan};
use crate::draft::{Draft, Work};
use crate::{Outcome, Phase, Plan, Restores};

/// The change as it stands: every operation in order, each with its way back, in one deploy.
/// [`Outcome::NoOnlineWay`] without deploys when an operation is no statement of PostgreSQL's.
pub fn as_it_stands(request: &Request<'_>) -> Plan {
    let operations: Vec<&Operation> = operations(request.change).collect();
    let mut draft = Draft::new(request);
    let (name, title) = (name(&operations), title(&operations));
    let words: Vec<&str> = name.iter().map(String::as_str).collect();
    draft.deploy(Phase::Expand, &words, title);
    for operation in operations {
        let sql = render::statements(operation);
        if sql.is_empty() {
            let why = format!(
                "PostgreSQL has no statement for it: {}.",
                operation.word().replace('_', " ")
            );
            return request.outcome(Outcome::NoOnlineWay, why);
        }
        let back = inverse(operation, &draft.catalog);
        let restores = restores(operation, back.is_some());
        let undo = back.unwrap_or_default();
        let undo = undo.iter().flat_map(render::statements).collect();
        draft.run(Work::new(about(operation), sql, undo).restores(restores));
    }
    let mut plan = draft.finish("", "It is written as it stands.");
    plan.strategy = None;
    plan
}

/// What is written down for a change: its zero-downtime plan where it has one, else the change
/// [`as_it_stands`]. Without deploys only where that has none.
pub fn to_write(request: &Request<'_>) -> Plan {
    let planned = plan(request);
    if planned.outcome == Outcome::Planned && !planned.deploys.is_empty() {
        planned
    } else {
        as_it_stands(request)
    }
}

/// Operations from several places as one change, to be planned and written together.
pub fn change_of(operations: impl IntoIterator<Item = Operation>) -> Change {
    let parts = operations.into_iter().zip(0_u16..);
    Change {
        range: TextRange::default(),
        focus: TextRange::default(),
        parts: parts
            .map(|(operation, statement)| Part {
                range: TextRange::default(),
                statement,
                operation,
            })
            .collect(),
        from_sql: false,
        data_migration: None,
        sql: None,
    }
}

fn operations(change: &Change) -> impl Iterator<Item = &Operation> {
    let parts = change.parts.iter().map(|it| &it.operation);
    parts.filter(|it| !matches!(it, Operation::NoChange(_)))
}

fn restores(operation: &Operation, has_inverse: bool) -> Restores {
    let loses = matches!(
        operation,
        Operation::DropColumn(_) | Operation::DropTable(_)
    );
    match (has_inverse, loses) {
        (false, _) => Restores::Nothing,
        (true, true) => Restores::Schema,
        (true, false) => Restores::SchemaAndData,
    }
}

fn about(operation: &Operation) -> String {
    let word = operation.word().replace('_', " ");
    let mut words = word.chars();
    let first = words.next().into_iter().flat_map(char::to_uppercase);
    let word: String = first.chain(words).collect();
    match (operation.table(), operation.column()) {
        (Some(table), Some(column)) => format!("{word} {table}.{column}"),
        (Some(table), None) => format!("{word} {table}"),
        (None, _) => word,
    }
}

fn title(operations: &[&Operation]) -> String {
    let titles: Vec<String> = operations.iter().map(|it| about(it)).collect();
    format!("{}.", titles.join("; "))
}

/// `add_column_users_phone`; the tables where there are several operations.
fn name(operations: &[&Operation]) -> Vec<String> {
    if let [only] = operations {
        let table = only.table().map(|it| it.name.to_string());
        let column = only.column().map(ToString::to_string);
        let word = std::iter::once(only.word().to_owned());
        return word.chain(table).chain(column).collect();
    }
    let mut tables: Vec<String> = Vec::new();
    for table in operations.iter().filter_map(|it| it.table()) {
        let table = table.name.to_string();
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    let more = tables.len() > 3;
    tables.truncate(3);
    let change = std::iter::once("change".to_owned());
    let rest = more.then(|| "and_more".to_owned());
    change.chain(tables).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{Placement, specifications};
    use model::lower::sql_changes;
    use model::risk::Surroundings;
    use model::{Catalog, Context};

    fn written(before: &str, change: &str) -> Vec<String> {
        let mut catalog = Catalog::default();
        for change in sql_changes(before) {
            catalog.apply(&change);
        }
        catalog.seal();
        let changes = sql_changes(change);
        let parts = changes.into_iter().flat_map(|it| it.parts);
        let change = change_of(parts.map(|it| it.operation));
        let plan = to_write(&Request {
            change: &change,
            before: &catalog,
            session: &model::facts::Session::default(),
            surroundings: &Surroundings::default(),
            context: &Context::default(),
        });
        specifications(&plan, &Placement::default())
    }

    #[test]
    fn safe_operations_are_one_specification_with_its_way_back() {
        let all = written(
            "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50));",
            "ALTER TABLE users ALTER COLUMN email TYPE varchar(100); ALTER TABLE users ADD COLUMN phone text;",
        );
        let [one] = all.as_slice() else {
            panic!("{all:#?}");
        };
        for said in ["name: change_users", "varchar(100)", "phone", "downgrade"] {
            assert!(one.contains(said), "{said} in\n{one}");
        }
        let document = model::lower(one, syntax::Language::Yaml);
        assert_eq!(document.errors, []);
        assert_eq!(document.migrations.len(), 1);
    }

    #[test]
    fn what_has_an_online_way_is_written_so() {
        let all = written(
            "CREATE TABLE t (id bigint PRIMARY KEY, a int);",
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
        assert!(all.len() > 1, "{all:#?}");
    }

    #[test]
    fn what_is_no_statement_is_not_written() {
        let enums = sql_changes("ALTER TYPE mood ADD VALUE 'x'");
        let mut operation = enums[0].parts[0].operation.clone();
        if let Operation::AlterEnum(it) = &mut operation {
            it.action = model::operation::EnumAction::RemoveValue {
                value: model::Name::generated("x"),
            };
        }
        let change = change_of([operation]);
        let plan = to_write(&Request {
            change: &change,
            before: &Catalog::default(),
            session: &model::facts::Session::default(),
            surroundings: &Surroundings::default(),
            context: &Context::default(),
        });
        assert!(plan.deploys.is_empty());
        assert!(!plan.why.is_empty());
    }
}
