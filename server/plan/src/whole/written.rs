//! A change that runs as its author wrote it, among others that do not.

use model::facts::{Break, Facts};
use model::lower::sql_changes;
use model::operation::{Change, Operation};

use crate::draft::{Draft, Work, replaced};
use crate::{Deploy, Outcome, Phase, Request, Restores, Rollback, Step};

/// The change as a deploy of its own. `None` when it has no SQL.
pub(super) fn as_written(request: &Request<'_>, outcome: Outcome) -> Option<Deploy> {
    let change = request.change;
    let mut statements: Vec<String> = match &change.sql {
        Some(sql) => sql_changes(sql)
            .into_iter()
            .filter_map(|it| it.sql)
            .collect(),
        None => {
            let all = change.parts.iter().map(|it| &it.operation);
            let all = all.filter(|it| !matches!(it, Operation::NoChange(_)));
            all.map(model::render::sql).collect::<Option<Vec<_>>>()?
        }
    };
    for it in &mut statements {
        let end = it.trim_end().trim_end_matches(';').len();
        it.truncate(end);
    }
    if statements.is_empty() {
        return None;
    }
    let facts = request.facts();
    let mut draft = Draft::new(request);
    let operation = change.parts.first().map(|it| &it.operation);
    let removes = facts.breaks.contains(&Break::MissingObject);
    let name = name(operation);
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    let said = match outcome {
        Outcome::NoOnlineWay => "Runs as it is written: there is no online way.",
        Outcome::AlreadySafe | Outcome::Planned => "Runs as it is written.",
    };
    let phase = if removes {
        Phase::Contract
    } else {
        Phase::Expand
    };
    draft.deploy(phase, &name, said);
    if let Some(Operation::DropColumn(it)) = operation {
        let mitigation = "No release that runs, and none that may be rolled back to, uses it.";
        draft.breaks(
            "dropping_column",
            &it.table,
            Some(it.column.as_str()),
            mitigation,
        );
    }
    if let Some(Operation::DropTable(it)) = operation {
        let mitigation = "No release that runs, and none that may be rolled back to, uses it.";
        draft.breaks("dropping_table", &it.table, None, mitigation);
    }
    let mut undo: Vec<String> = Vec::new();
    let mut restores = Restores::SchemaAndData;
    let mut state = request.before.clone();
    for part in &change.parts {
        match model::inverse::inverse(&part.operation, &state) {
            Some(back) => {
                let back: Vec<String> = back.iter().filter_map(model::render::sql).collect();
                undo.splice(0..0, back);
            }
            None => restores = Restores::Nothing,
        }
        state.apply(&crate::draft::alone(change, part));
    }
    if restores == Restores::SchemaAndData
        && matches!(
            operation,
            Some(Operation::DropColumn(_) | Operation::DropTable(_))
        )
    {
        restores = Restores::Schema;
    }
    let title = replaced(change)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let mut work = Work::new(title, statements, undo).restores(restores);
    let quiet = facts.locks.iter().all(|it| !it.blocks.insert);
    let long = facts.scan != Some(false) || facts.index_build != Some(false);
    if facts.transactional == Some(false) {
        work.run = crate::draft::Run::Alone;
        work.seconds = None;
    } else if quiet && long && !facts.locks.is_empty() {
        work.run = crate::draft::Run::Long;
        work.seconds = None;
    }
    if !quiet && (long || facts.rewrite != Some(false)) {
        work.seconds = None;
    }
    draft.run(work);
    let mut deploy = draft.finish("", "").deploys.pop()?;
    let waits = outcome == Outcome::NoOnlineWay && !quiet && (long || facts.rewrite != Some(false));
    for step in &mut deploy.steps {
        step.requires_downtime |= waits;
    }
    Some(deploy)
}

/// The words of a deploy's name: what is done, to which table and column.
fn name(operation: Option<&Operation>) -> Vec<String> {
    let word = operation.map_or("change", Operation::word);
    let table = operation
        .and_then(Operation::table)
        .map(ToString::to_string);
    let column = operation
        .and_then(Operation::column)
        .map(ToString::to_string);
    let all = [Some(word.to_owned()), table, column];
    all.into_iter().flatten().collect()
}

/// The place of a change that has no SQL: its author knows what is run.
pub(super) fn without_sql(change: &Change) -> Deploy {
    let operation = change.parts.first().map(|it| &it.operation);
    let name = name(operation);
    let words: Vec<&str> = name.iter().map(String::as_str).collect();
    let step = Step {
        id: "s1".to_owned(),
        title: format!("As its author wrote it: {}", name.join(" ")),
        operations: change.parts.iter().map(|it| it.operation.clone()).collect(),
        sql: Vec::new(),
        batch: None,
        transaction: Some("t1".to_owned()),
        requires_downtime: false,
        estimated_duration_seconds: None,
        level: None,
        facts: Facts::default(),
        depends_on: Vec::new(),
        precheck: Vec::new(),
        verify: Vec::new(),
        rollback: Rollback {
            sql: Vec::new(),
            restores: Restores::Nothing,
        },
    };
    Deploy {
        phase: Phase::Expand,
        version: String::new(),
        name: crate::names::snake(&words),
        description: "Runs as its author wrote it: there is no SQL to look at.".to_owned(),
        application: None,
        steps: vec![step],
        breaking: Vec::new(),
        deprecates: Vec::new(),
    }
}
