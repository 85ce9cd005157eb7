//! The way back from an upgrade, in the source's format.
//!
//! Restores the schema, and says of every value that is lost what would bring it back. Never
//! invents a definition that the state before does not hold.

use model::Catalog;
use model::operation::{Change, ColumnAction, ConstraintKind, Operation, Other};
use model::render;

use super::details::{entry, nothing};
use super::yaml::{Yaml, map, text};
use crate::draft::alone;

/// A downgrade that was made for an upgrade.
#[derive(Debug, Clone, PartialEq)]
pub struct Downgrade {
    /// `operations:` and its list, at the left margin, ending with a line end.
    pub yaml: String,
    /// What it runs, in order.
    pub operations: Vec<Operation>,
    /// One sentence for everything that does not come back.
    pub lost: Vec<String>,
}

/// The downgrade of changes that run in the state `before`. `None` when they change nothing.
pub fn downgrade(changes: &[Change], before: &Catalog) -> Option<Downgrade> {
    let mut state = before.clone();
    // From the first to the last; turned around at the end.
    let mut steps: Vec<(Vec<Operation>, Option<String>)> = Vec::new();
    for change in changes {
        for part in &change.parts {
            let operation = &part.operation;
            if !matches!(operation, Operation::NoChange(_)) {
                let mut back = model::inverse::inverse(operation, &state);
                let mut said = lost(operation, back.as_deref());
                if let (Some(back), Some(said)) = (&mut back, &mut said)
                    && let Some(nullable) = empty_column(operation, back)
                {
                    said.push(' ');
                    said.push_str(&nullable);
                }
                steps.push((back.unwrap_or_default(), said));
            }
            state.apply(&alone(change, part));
        }
    }
    if steps.is_empty() {
        return None;
    }
    let mut entries: Vec<Yaml> = Vec::new();
    let mut operations = Vec::new();
    let mut all = Vec::new();
    for (back, said) in steps.into_iter().rev() {
        let mut own: Vec<Yaml> = back.iter().filter_map(written).collect();
        if own.is_empty() && said.is_some() {
            own.push(nothing());
        }
        if let (Some(said), Some(Yaml::Map(first))) = (&said, own.first_mut()) {
            first.push(("data_rollback".to_owned(), text(said)));
        }
        entries.append(&mut own);
        operations.extend(back);
        all.extend(said);
    }
    if entries.is_empty() {
        entries.push(nothing());
    }
    all.reverse();
    Some(Downgrade {
        yaml: map([("operations", Yaml::List(entries))]).document(),
        operations,
        lost: all,
    })
}

/// A column that must hold a value and has none for the rows that are there comes back without
/// NOT NULL and without a key on it. Says so.
fn empty_column(operation: &Operation, back: &mut Vec<Operation>) -> Option<String> {
    let Operation::DropColumn(dropped) = operation else {
        return None;
    };
    let added = back.iter_mut().find_map(|it| {
        if let Operation::AddColumn(it) = it {
            Some(&mut it.column)
        } else {
            None
        }
    })?;
    let filled = added.default.is_some()
        || added.generated.is_some()
        || added.identity.is_some()
        || added
            .ty
            .as_ref()
            .is_some_and(model::types::ColumnType::is_serial);
    if added.nullable != Some(false) || filled {
        return None;
    }
    added.nullable = None;
    let column = format!("{}.{}", dropped.table, dropped.column);
    let count = back.len();
    back.retain(|it| {
        let Operation::AddConstraint(it) = it else {
            return true;
        };
        !matches!(it.constraint.kind, ConstraintKind::PrimaryKey { .. })
    });
    let key = if back.len() < count {
        " and its primary key"
    } else {
        ""
    };
    Some(format!(
        "{column} comes back without NOT NULL{key}, because its rows hold nothing in it: set it when they do."
    ))
}

fn written(operation: &Operation) -> Option<Yaml> {
    if let Some(said) = entry(operation) {
        return Some(Yaml::Map(said));
    }
    let sql = render::sql(operation)?;
    Some(map([("type", text("execute_sql")), ("sql", text(sql))]))
}

/// What does not come back with the inverse of an operation, and what would bring it back.
fn lost(operation: &Operation, back: Option<&[Operation]>) -> Option<String> {
    let backup = "only a backup taken before the upgrade has them";
    match operation {
        Operation::DropColumn(it) => Some(match back {
            Some(_) => format!(
                "The values of {}.{} do not come back: {backup}.",
                it.table, it.column
            ),
            None => format!(
                "{}.{} cannot be made again, because its definition is not known here: restore it and its values from a backup.",
                it.table, it.column
            ),
        }),
        Operation::DropTable(it) => Some(match back {
            Some(_) => format!("The rows of {} do not come back: {backup}.", it.table),
            None => format!(
                "{} cannot be made again, because not all of it is known here: restore it from a backup.",
                it.table
            ),
        }),
        Operation::AlterColumn(it) => match (&it.action, back) {
            (ColumnAction::Type { .. }, Some(_)) => Some(format!(
                "Values of {}.{} that the new type changed stay as they are: {backup} as they were.",
                it.table, it.column
            )),
            (_, None) => Some(format!(
                "How {}.{} was is not known here: restore it by hand.",
                it.table, it.column
            )),
            (_, Some(_)) => None,
        },
        Operation::BulkUpdate(it) => Some(format!(
            "Values of {} that were overwritten do not come back: {backup}.",
            it.table
        )),
        Operation::BulkDelete(it) => Some(format!(
            "The deleted rows of {} do not come back: {backup}.",
            it.table
        )),
        Operation::BulkInsert(it) => Some(format!(
            "The inserted rows stay in {}: delete them by their keys if they must go.",
            it.table
        )),
        Operation::Other(Other::Truncate { tables, .. }) => {
            let tables: Vec<String> = tables.iter().map(ToString::to_string).collect();
            Some(format!(
                "The rows of {} do not come back: {backup}.",
                tables.join(" and ")
            ))
        }
        Operation::Unknown(_) => {
            Some("What was not analysed is not taken back: do it by hand.".to_owned())
        }
        Operation::AlterEnum(it) => back
            .is_none_or(<[_]>::is_empty)
            .then(|| format!("PostgreSQL cannot take a value from {}: it stays.", it.name)),
        Operation::CreateTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AddIndex(_)
        | Operation::DropIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::Other(_) => back.is_none().then(|| {
            let sql = render::sql(operation).unwrap_or_else(|| operation.word().to_owned());
            format!("Not taken back, because the state before it is not known here: {sql}")
        }),
        Operation::NoChange(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use model::document::DocumentKind;
    use model::lower::sql_changes;
    use syntax::Language;

    use super::*;
    use crate::tests::{catalog, shape};

    const SCHEMA: &str = "
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50) NOT NULL DEFAULT '', phone text, team_id bigint);
CREATE INDEX users_phone_idx ON users (phone);
";

    /// Up and down again, as the written downgrade is read.
    #[track_caller]
    fn check(upgrade: &str, lost: &[&str]) {
        let before = catalog(SCHEMA);
        let changes = sql_changes(upgrade);
        let made = downgrade(&changes, &before).expect("it changes something");
        let text = format!(
            "database_migration_specification:\n  migration:\n    version: '1'\n    downgrade:\n{}",
            made.yaml
                .lines()
                .map(|it| format!("      {it}\n"))
                .collect::<String>()
        );
        let document = model::lower(&text, Language::Yaml);
        assert_eq!(document.kind, DocumentKind::MigrationSpecification);
        assert_eq!(document.errors, [], "{text}");
        let mut after = before.clone();
        for change in &changes {
            after.apply(change);
        }
        assert_ne!(shape(&after), shape(&before), "the upgrade does something");
        for change in &document.migrations[0].downgrade {
            after.apply(change);
        }
        assert_eq!(shape(&after), shape(&before), "{text}");
        assert_eq!(made.lost.len(), lost.len(), "{:#?}", made.lost);
        for (said, expected) in made.lost.iter().zip(lost) {
            assert!(said.contains(expected), "{said}");
            assert!(text.contains(&said[..20]), "{text}");
        }
    }

    #[test]
    fn a_downgrade_leads_back_to_the_schema_before() {
        check(
            "ALTER TABLE users ADD COLUMN bio text; CREATE INDEX users_bio ON users (bio); ALTER TABLE users ALTER COLUMN phone SET NOT NULL;",
            &[],
        );
        check(
            "CREATE TABLE tags (id bigint PRIMARY KEY); ALTER TABLE users RENAME COLUMN phone TO phone_number; ALTER TABLE users ADD CONSTRAINT t FOREIGN KEY (team_id) REFERENCES teams (id);",
            &[],
        );
        check(
            "ALTER TABLE users ALTER COLUMN email TYPE text; ALTER TABLE users ALTER COLUMN email DROP DEFAULT; ALTER TABLE users DROP COLUMN phone;",
            &["that the new type changed", "The values of users.phone"],
        );
        check("DROP TABLE teams;", &["The rows of teams"]);
    }

    #[test]
    fn a_column_without_values_comes_back_without_not_null() {
        let before = catalog("CREATE TABLE users (id bigint PRIMARY KEY, phone text NOT NULL);");
        let made = downgrade(&sql_changes("ALTER TABLE users DROP COLUMN phone"), &before)
            .expect("it changes something");
        let mut after = before.clone();
        for change in &sql_changes("ALTER TABLE users DROP COLUMN phone") {
            after.apply(change);
        }
        for operation in &made.operations {
            after.apply_operation(operation);
        }
        let table = after.table(&model::QualifiedName::generated("users"));
        assert!(table.is_some_and(|it| it.column("phone").is_some() && !it.not_null("phone")));
        assert!(made.lost[0].contains("without NOT NULL"), "{:?}", made.lost);
    }

    #[test]
    fn what_cannot_come_back_is_said() {
        let made = downgrade(
            &sql_changes("UPDATE users SET phone = ''; DELETE FROM teams; FROBNICATE x;"),
            &catalog(SCHEMA),
        )
        .expect("it changes something");
        assert_eq!(made.operations, []);
        assert_eq!(made.lost.len(), 3, "{:#?}", made.lost);
        assert_eq!(
            made.yaml.matches("data_rollback").count(),
            3,
            "{}",
            made.yaml
        );
        assert_eq!(downgrade(&sql_changes("SELECT 1"), &catalog(SCHEMA)), None);
    }
}
