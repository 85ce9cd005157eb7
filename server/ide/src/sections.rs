//! Sections of a specification out of what its operations do: plans, tests, words for people.
//!
//! Writes what is known, and `null` where only a person knows.

use std::ops::ControlFlow;

use model::judge::Direction;
use model::operation::{ConstraintKind, Operation};
use model::{Risk, Specification};
use syntax::edit::quote_if_needed;

use crate::{Analysis, FileId, hover, planning};

/// What the operations do.
pub(crate) struct Told {
    changes: Vec<(String, Risk, bool)>,
    /// Tables whose rows are written, and where they are read.
    moved: Vec<(Option<String>, String)>,
    /// What the operations call for: rows, constraints, indexes, foreign keys looked at.
    wants: [bool; 4],
    /// Word, table, column.
    breaking: Vec<(&'static str, String, Option<String>)>,
    loses: bool,
}

pub(crate) fn told(analysis: &Analysis, file: FileId, index: usize) -> Option<Told> {
    let mut told = Told {
        changes: Vec::new(),
        moved: Vec::new(),
        wants: [false; 4],
        breaking: Vec::new(),
        loses: false,
    };
    planning::walk(analysis, file, index, Direction::Upgrade, &mut |judged| {
        let mut rows = false;
        for part in &judged.change.parts {
            let operation = &part.operation;
            let bulk = matches!(
                operation,
                Operation::BulkInsert(_) | Operation::BulkUpdate(_) | Operation::BulkDelete(_)
            );
            rows |= bulk;
            if let Some(table) = operation.table().filter(|_| bulk) {
                let table = table.to_string();
                // Only of changed rows it is known that they are read where they are written.
                let own = matches!(operation, Operation::BulkUpdate(_));
                let from = own.then(|| table.clone());
                if !told.moved.contains(&(from.clone(), table.clone())) {
                    told.moved.push((from, table));
                }
            }
            let constraint = match operation {
                Operation::AddConstraint(it) => Some(&it.constraint.kind),
                _ => None,
            };
            let validates = matches!(operation, Operation::ValidateConstraint(_));
            let foreign = matches!(constraint, Some(ConstraintKind::ForeignKey { .. }));
            for (wanted, it) in told.wants.iter_mut().zip([
                bulk,
                constraint.is_some() || validates,
                matches!(operation, Operation::AddIndex(_)),
                foreign || validates,
            ]) {
                *wanted |= it;
            }
            let column = operation.column().map(|it| it.text.clone());
            let kind = match operation {
                Operation::DropColumn(_) | Operation::RenameColumn(_) => "dropping_column",
                Operation::DropTable(_) | Operation::RenameTable(_) => "dropping_table",
                Operation::AlterColumn(_) => "incompatible_type",
                Operation::DropConstraint(_) => "constraint_removal",
                _ => continue,
            };
            if let (true, Some(table)) = (judged.risk.breaks_running_code, operation.table()) {
                told.breaking.push((kind, table.to_string(), column));
            }
        }
        told.loses |= judged.risk.data_loss;
        let title = hover::title(judged.change).replace('`', "");
        told.changes.push((title, judged.risk.clone(), rows));
        ControlFlow::Continue(())
    })?;
    Some(told)
}

impl Told {
    /// The value of a section, as YAML at the left margin.
    pub(crate) fn section(&self, key: &str, specification: &Specification) -> String {
        let quote = quote_if_needed;
        let version = specification.version().map_or("", |it| it.value.as_str());
        let name = specification
            .name()
            .map_or("migration", |it| it.value.as_str());
        let name: String = name
            .chars()
            .map(|it| if it.is_alphanumeric() { it } else { '_' })
            .collect();
        let mut out = String::new();
        match key {
            "breaking_changes" => {
                for (kind, table, column) in &self.breaking {
                    out.push_str(&format!("- type: {kind}\n  table: {}\n", quote(table)));
                    if let Some(column) = column {
                        out.push_str(&format!("  column: {}\n", quote(column)));
                    }
                    out.push_str("  mitigation_strategy: null\n");
                }
                if self.breaking.is_empty() {
                    out.push_str("[]");
                }
            }
            "execution_plan" => out = self.plan(),
            "validation" => {
                let [rows, constraints, indexes, references] = self.wants;
                out = format!(
                    "pre_execution:\n  schema_check: true\n  data_check: true\n  dependency_check: true\npost_execution:\n  schema_check: true\n  data_check: {rows}\n  constraint_check: {constraints}\n  index_check: {indexes}\n  referential_integrity_check: {references}\nrollback:\n  tested: false\n  automated: {}\n  requires_manual: {}",
                    !self.loses, self.loses
                );
            }
            "data_migration" => {
                out = format!("enabled: {}", !self.moved.is_empty());
                if !self.moved.is_empty() {
                    // Of several tables none is the one.
                    let one = self.moved.first().filter(|_| self.moved.len() == 1);
                    let from = one
                        .and_then(|it| it.0.as_deref())
                        .map_or("null".to_owned(), quote);
                    let to = one.map_or("null".to_owned(), |it| quote(&it.1));
                    out.push_str(&format!(
                        "\nsource_table: {from}\ndestination_table: {to}\ntransform_logic: null\nvalidation_logic: null"
                    ));
                }
                let backup = self.section("backup", specification).replace('\n', "\n  ");
                out.push_str(&format!("\nbackup:\n  {backup}"));
            }
            // Where values are lost, the plan has a step that takes one.
            "backup" => {
                out = format!(
                    "created: {}\nbackup_id: null\nretention_days: {}",
                    self.loses,
                    if self.loses { "30" } else { "null" }
                );
            }
            "rollback_plan" => {
                let restore = "\n  - Restore the values from the backup";
                out = format!(
                    "enabled: true\nautomatic: {}\nsteps:\n  - Run the downgrade{}\nfallback_to_backup: {}",
                    !self.loses,
                    if self.loses { restore } else { "" },
                    self.loses
                );
            }
            "testing" => {
                out = format!(
                    "unit_tests:\n  - test_name: test_{name}_upgrade\n    description: The upgrade runs on rows with NULLs and long values.\nrollback_tests:\n  - test_name: test_{name}_downgrade\n    scenario: Upgrade, write rows, downgrade.\n    validation_checks:\n      - The schema is the one before.\n"
                );
            }
            _ => {
                out = format!(
                    "changelog_entry:\n  version: {}\n  changes:\n",
                    quote(version)
                );
                for (title, ..) in &self.changes {
                    out.push_str(&format!("    - {}\n", quote(title)));
                }
                out.push_str("  breaking_changes:");
                for (_, table, column) in &self.breaking {
                    let column = column.as_ref().map_or(String::new(), |it| format!(".{it}"));
                    let text = format!("{table}{column} changes for applications.");
                    out.push_str(&format!("\n    - {}", quote(&text)));
                }
                if self.breaking.is_empty() {
                    out.push_str(" []");
                }
                let back = if self.loses {
                    "Run the downgrade, then restore the values from the backup."
                } else {
                    "Run the downgrade."
                };
                let run = quote(&format!("Run migration {version}."));
                out.push_str(&format!(
                    "\n  upgrade_instructions: {run}\n  rollback_instructions: {back}"
                ));
            }
        }
        out
    }

    fn plan(&self) -> String {
        let quote = quote_if_needed;
        let mut out = String::from("steps:\n");
        let mut last: Option<String> = None;
        let mut step = |title: &str, operation: &str, risk: &str| {
            let after = last.replace(title.to_owned());
            let after = after.map_or(String::new(), |it| quote(&it));
            out.push_str(&format!(
                "  - step: {}\n    operation: {operation}\n    dependencies: [{after}]\n    requires_downtime: false\n    risk: {risk}\n",
                quote(title)
            ));
        };
        if self.loses {
            step("Take a backup and try to read it back", "backup", "low");
        }
        for (title, risk, rows) in &self.changes {
            let operation = if *rows { "migrate_data" } else { "upgrade" };
            let level = risk.level.map_or("high", model::Level::as_str);
            step(title, operation, level);
        }
        step("Look whether the schema is as promised", "verify", "low");
        out.push_str("rollback_steps:\n  - step: Run the downgrade\n    operation: downgrade\n    dependencies: []\n");
        if self.loses {
            out.push_str("  - step: Restore the values from the backup\n    operation: restore_backup\n    dependencies: [Run the downgrade]\n");
        }
        out
    }
}
