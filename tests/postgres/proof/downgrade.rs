//! The way back that `plan --downgrade` writes for the change itself: applied after the change,
//! on the server.

use model::lower::sql_changes;
use plan::write::downgrade;

use super::database::statement;
use super::prove::Proof;
use super::scenario::catalog;
use super::written;

/// Words by which a downgrade says that something of the schema stays as the change left it.
const STAYS: &[&str] = &[
    "Not taken back",
    "cannot be made again",
    "is not known here",
    "was not analysed",
    "cannot take a value from",
    "comes back without",
];

/// Up and down again: the same schema, unless it says what stays; and the same rows, unless it
/// says what is lost. Where the change fails on rows, without rows.
pub(super) fn leads_back(proof: &mut Proof<'_>) {
    let scenario = proof.scenario;
    let changes = sql_changes(&scenario.change);
    let Some(made) = downgrade(&changes, &catalog(&scenario.schema)) else {
        return;
    };
    let rows = scenario.naive.is_empty();
    proof.database.reset_to(rows);
    let before = (proof.database.schema(), proof.database.rows());
    let mut session = proof.database.connect();
    if let Err(error) = statement(&mut session, &scenario.change) {
        // Of nothing there is no way back.
        if rows {
            proof.fail(format!("down: the change: {error}"));
        }
        return;
    }
    let changed = proof.database.schema() != before.0;
    let text = format!(
        "database_migration_specification:\n  migration:\n    version: '1'\n    downgrade:\n{}",
        made.yaml
            .lines()
            .map(|it| format!("      {it}\n"))
            .collect::<String>()
    );
    if let Err(error) = written::downgrade(&mut session, &text) {
        proof.fail(format!("down: {error}"));
        return;
    }
    let now = (proof.database.schema(), proof.database.rows());
    let stays = made
        .lost
        .iter()
        .any(|it| STAYS.iter().any(|word| it.contains(word)));
    if !stays {
        proof.returned(&before.0, &now.0, "down");
    }
    if stays && changed && before.0 == now.0 {
        proof.fail(format!("down: says that something stays: {:?}", made.lost));
    }
    if made.lost.is_empty() {
        proof.same_rows(("before", &before.1), ("now", &now.1), "down");
    }
}
