//! The plan as written specifications: judged, applied and taken back like anybody's.

use std::sync::Arc;

use ide::{AnalysisHost, Config, Severity};
use model::Operation;
use model::operation::Change;
use plan::Plan;
use plan::write::{Place, Placement};
use syntax::Language;

use super::database::run_script;
use super::scenario::Scenario;
use crate::wire::Connection;

/// Each following the one before, after a first one that made the schema.
pub(super) fn specifications(plan: &Plan) -> Vec<String> {
    let number = |it: usize| format!("{it:04}");
    let places = (1..=plan.deploys.len()).map(|it| Place {
        parent: Some(number(it)),
        version: number(it + 1),
    });
    let placement = Placement {
        places: places.collect(),
        ..Placement::default()
    };
    plan::write::specifications(plan, &placement)
}

/// What the analysis says of them, from a warning up; and suppressions, which a plan needs none
/// of.
pub(super) fn findings(scenario: &Scenario, texts: &[String], major: u8) -> Vec<String> {
    let mut host = AnalysisHost::new(Config {
        postgres: Some(major),
        ..Config::default()
    });
    host.set_file(
        "migrations/0001_schema.yaml",
        Arc::from(first(&scenario.schema)),
    );
    let mut files = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let path = format!("migrations/{:04}_step.yaml", at + 2);
        files.push((host.set_file(&path, Arc::from(text.as_str())), text));
    }
    let analysis = host.analysis();
    let mut res = Vec::new();
    for (at, (file, text)) in files.into_iter().enumerate() {
        for it in analysis.diagnostics(file) {
            if matches!(it.severity, Severity::Error | Severity::Warning) {
                let line = text
                    .get(usize::from(it.range.start())..)
                    .unwrap_or_default();
                let line = line.lines().next().unwrap_or_default();
                let at = at + 1;
                res.push(format!(
                    "specification {at}: {} {}: {line}",
                    it.code, it.message
                ));
            }
        }
        if text.contains("forelock:") {
            res.push(format!("specification {} suppresses something", at + 1));
        }
    }
    res
}

/// The specification that made the schema.
fn first(schema: &str) -> String {
    let mut sql = String::new();
    for line in schema.lines() {
        sql.push_str(&format!("            {line}\n"));
    }
    format!(
        "database_migration_specification:\n  meta:\n    current_version: null\n    target_version: \"0001\"\n  migration:\n    version: \"0001\"\n    name: schema\n    upgrade:\n      operations:\n        - type: execute_sql\n          sql: |\n{sql}    downgrade:\n      operations: []\n"
    )
}

pub(super) fn upgrade(session: &mut Connection, text: &str) -> Result<(), String> {
    let (upgrade, _) = read(text)?;
    run_script(session, &upgrade)
}

pub(super) fn downgrade(session: &mut Connection, text: &str) -> Result<(), String> {
    let (_, downgrade) = read(text)?;
    run_script(session, &downgrade)
}

/// The statements of both directions.
fn read(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let document = model::lower(text, Language::Yaml);
    let [migration] = document.migrations.as_slice() else {
        return Err("not one migration".to_owned());
    };
    Ok((
        statements(&migration.upgrade)?,
        statements(&migration.downgrade)?,
    ))
}

fn statements(changes: &[Change]) -> Result<Vec<String>, String> {
    let mut res = Vec::new();
    for change in changes {
        if let Some(sql) = &change.sql {
            res.push(sql.clone());
            continue;
        }
        for part in &change.parts {
            let sql = model::render::sql(&part.operation);
            match (sql, &part.operation) {
                (Some(sql), _) => res.push(sql),
                (None, Operation::NoChange(_)) => {}
                (None, other) => return Err(format!("no SQL for {}", other.word())),
            }
        }
    }
    Ok(res)
}
