//! One deploy as a complete `database_migration_specification`, in the source's field order.
//!
//! Says what the plan knows; the rest is `null` or an empty list, never an invention.

use std::collections::BTreeSet;

use model::lower::sql_changes;
use model::operation::{ConstraintKind, Operation};
use model::render;

use super::details::{entries, entry, nothing};
use super::yaml::{Yaml, map, text, texts};
use super::{EnvironmentPlace, Place, Placement};
use crate::{Deploy, Plan, Restores, Step};

/// Days that a backup of dropped data is kept.
const RETENTION_DAYS: u64 = 30;

pub(super) fn write(
    plan: &Plan,
    deploy: &Deploy,
    place: &Place,
    placement: &Placement,
    environments: &[EnvironmentPlace],
    removals: &[String],
) -> String {
    let it = Writer {
        plan,
        deploy,
        place,
        placement,
        environments,
        removals,
    };
    map([(
        "database_migration_specification",
        map([
            ("meta", it.meta()),
            ("migration", it.migration()),
            ("validation", it.validation()),
            ("data_migration", it.data_migration()),
            ("execution_plan", it.execution_plan()),
            ("compatibility", it.compatibility()),
            ("rollback_plan", it.rollback_plan()),
            ("environment_sync", it.environment_sync()),
            ("testing", it.testing()),
            ("documentation", it.documentation()),
        ]),
    )])
    .document()
}

/// A value, or `null` with what a person would write there.
fn known(value: &Option<String>, what: &'static str) -> Yaml {
    value.clone().map_or(Yaml::Unknown(what), Yaml::Text)
}

struct Writer<'a> {
    plan: &'a Plan,
    deploy: &'a Deploy,
    place: &'a Place,
    placement: &'a Placement,
    environments: &'a [EnvironmentPlace],
    /// The version that drops each of the features that go, in their order.
    removals: &'a [String],
}

impl Writer<'_> {
    fn meta(&self) -> Yaml {
        map([
            (
                "feature_spec",
                known(&self.placement.feature_spec, "the feature that asks for it"),
            ),
            (
                "database_spec",
                known(
                    &self.placement.database_spec,
                    "the spec that describes the outcome",
                ),
            ),
            ("current_version", self.place.parent.clone().into()),
            ("target_version", text(&self.place.version)),
            (
                "generated_at",
                known(&self.placement.now, "when it was written"),
            ),
            ("version", text("1.0.0")),
        ])
    }

    fn migration(&self) -> Yaml {
        let description = match &self.deploy.application {
            Some(application) => {
                format!("{} Before it runs: {application}", self.deploy.description)
            }
            None => self.deploy.description.clone(),
        };
        let description = match &self.placement.part_of {
            Some(whole) => {
                let of = &self.plan.deploys;
                let at = of.iter().position(|it| std::ptr::eq(it, self.deploy));
                let (at, of) = (at.unwrap_or_default() + 1, of.len());
                format!("{description} Part {at} of {of} of {whole}.")
            }
            None => description,
        };
        map([
            ("version", text(&self.place.version)),
            ("name", text(&self.deploy.name)),
            ("description", text(description)),
            (
                "author",
                known(&self.placement.author, "who answers for it"),
            ),
            (
                "created_at",
                known(
                    &self
                        .placement
                        .created_at
                        .clone()
                        .or(self.placement.now.clone()),
                    "when it was written",
                ),
            ),
            ("upgrade", map([("operations", Yaml::List(self.upgrade()))])),
            (
                "downgrade",
                map([("operations", Yaml::List(self.downgrade()))]),
            ),
            (
                "risk",
                map([
                    ("level", text(self.level())),
                    (
                        "potential_downtime",
                        self.steps().any(|it| it.requires_downtime).into(),
                    ),
                    ("data_loss_risk", self.loses_data().into()),
                    ("irreversible_changes", self.loses_data().into()),
                ]),
            ),
            ("breaking_changes", Yaml::List(self.breaking_changes())),
        ])
    }

    fn upgrade(&self) -> Vec<Yaml> {
        self.steps()
            .flat_map(|it| {
                if let Some(batch) = &it.batch {
                    return batched(it, &batch.statement);
                }
                if it.sql.is_empty() {
                    let said = it.operations.iter().filter_map(entry);
                    return said.map(Yaml::Map).collect();
                }
                it.sql.iter().flat_map(|sql| statement(sql)).collect()
            })
            .collect()
    }

    /// The rollbacks in reverse, each saying what it cannot bring back.
    fn downgrade(&self) -> Vec<Yaml> {
        let mut res = Vec::new();
        let transactional = self.steps().any(|it| it.transaction.is_some());
        if transactional && self.steps().any(|it| !it.rollback.sql.is_empty()) {
            let timeout = self
                .steps()
                .flat_map(|it| &it.sql)
                .find(|it| it.contains("lock_timeout"));
            res.extend(timeout.into_iter().flat_map(|it| statement(it)));
        }
        for step in self.steps().collect::<Vec<_>>().into_iter().rev() {
            let said = match step.rollback.restores {
                Restores::SchemaAndData if drops(step) => Some(
                    "The values are copied back from the column that took over; the backup has them too.",
                ),
                Restores::SchemaAndData => None,
                Restores::Schema => {
                    Some("The schema comes back, the values do not: restore them from the backup.")
                }
                Restores::Nothing => Some(
                    "Nothing here can be undone in place: restore from the backup if it must be.",
                ),
            };
            let mut entries: Vec<Yaml> = step
                .rollback
                .sql
                .iter()
                .flat_map(|it| statement(it))
                .collect();
            if entries.is_empty() && said.is_some() {
                entries.push(nothing());
            }
            if let (Some(said), Some(Yaml::Map(first))) = (said, entries.first_mut()) {
                first.push(("data_rollback".to_owned(), text(said)));
            }
            res.extend(entries);
        }
        if res.is_empty() {
            let mut entry = nothing();
            if let Yaml::Map(entry) = &mut entry {
                entry.push((
                    "data_rollback".to_owned(),
                    text("Nothing to undo: no schema was changed, and no value was overwritten."),
                ));
            }
            res.push(entry);
        }
        res
    }

    fn breaking_changes(&self) -> Vec<Yaml> {
        let entry = |it: &crate::Breaking| {
            map([
                ("type", text(it.kind)),
                ("table", text(&it.table)),
                ("column", it.column.clone().into()),
                ("mitigation_strategy", text(&it.mitigation)),
            ])
        };
        self.deploy.breaking.iter().map(entry).collect()
    }

    fn validation(&self) -> Yaml {
        let data = self
            .steps()
            .any(|it| !it.precheck.is_empty() || it.batch.is_some());
        let builds = self
            .operations()
            .any(|it| matches!(it, Operation::AddIndex(_) | Operation::DropIndex(_)));
        let constrains = self.operations().any(|it| {
            matches!(
                it,
                Operation::AddConstraint(_)
                    | Operation::DropConstraint(_)
                    | Operation::ValidateConstraint(_)
            )
        });
        let refers = self.operations().any(|it| {
            matches!(it, Operation::ValidateConstraint(_))
                || matches!(it, Operation::AddConstraint(it)
                    if matches!(it.constraint.kind, ConstraintKind::ForeignKey { .. }))
        });
        let restores_all = !self.loses_data();
        map([
            (
                "pre_execution",
                map([
                    ("schema_check", true.into()),
                    ("data_check", data.into()),
                    ("dependency_check", true.into()),
                ]),
            ),
            (
                "post_execution",
                map([
                    ("schema_check", true.into()),
                    ("data_check", data.into()),
                    ("constraint_check", constrains.into()),
                    ("index_check", builds.into()),
                    ("referential_integrity_check", refers.into()),
                ]),
            ),
            (
                "rollback",
                map([
                    ("tested", false.into()),
                    ("automated", restores_all.into()),
                    ("requires_manual", (!restores_all).into()),
                ]),
            ),
        ])
    }

    fn data_migration(&self) -> Yaml {
        let step = self.steps().find(|it| it.batch.is_some());
        let first = step.and_then(|it| it.operations.first());
        let table = first.and_then(Operation::table).map(ToString::to_string);
        let source = match first {
            Some(Operation::BulkInsert(it)) => it.reads.first().map(ToString::to_string),
            _ => table.clone(),
        };
        let transform = step.and_then(|it| it.batch.as_ref()).map(|it| {
            format!(
                "Repeat until it changes no row, each time committed on its own: {}",
                it.statement
            )
        });
        let validation = step
            .map(|it| it.verify.join("\n"))
            .filter(|it| !it.is_empty());
        let backup = self.backs_up();
        map([
            ("enabled", step.is_some().into()),
            ("source_table", source.into()),
            ("destination_table", table.into()),
            ("transform_logic", transform.into()),
            ("validation_logic", validation.into()),
            (
                "backup",
                map([
                    ("created", backup.into()),
                    (
                        "backup_id",
                        if backup {
                            Yaml::Unknown("what the backup is called, once it is made")
                        } else {
                            Yaml::Null
                        },
                    ),
                    ("retention_days", backup.then_some(RETENTION_DAYS).into()),
                ]),
            ),
        ])
    }

    fn execution_plan(&self) -> Yaml {
        let mut steps = Vec::new();
        let mut last: Option<String> = None;
        let mut seen = BTreeSet::new();
        let mut add =
            |title: String, operation: &str, downtime: bool, seconds: Yaml, risk: &str| {
                let title = once(&mut seen, title);
                steps.push(map([
                    ("step", text(&title)),
                    ("operation", text(operation)),
                    ("dependencies", texts(last.take())),
                    ("requires_downtime", downtime.into()),
                    ("estimated_duration_seconds", seconds),
                    ("risk", text(risk)),
                ]));
                last = Some(title);
            };
        for query in self
            .steps()
            .flat_map(|it| &it.precheck)
            .collect::<BTreeSet<_>>()
        {
            add(
                format!("Must return no rows: {query}"),
                "validate",
                false,
                Yaml::Null,
                "low",
            );
        }
        if self.backs_up() {
            add(
                "Take a backup and try to read it back".to_owned(),
                "backup",
                false,
                Yaml::Null,
                "low",
            );
        }
        for step in self.steps() {
            let operation = if step.batch.is_some() {
                "migrate_data"
            } else {
                "upgrade"
            };
            let risk = step.level.map_or("high", model::Level::as_str);
            add(
                step.title.clone(),
                operation,
                step.requires_downtime,
                step.estimated_duration_seconds.into(),
                risk,
            );
        }
        for query in self
            .steps()
            .flat_map(|it| &it.verify)
            .collect::<BTreeSet<_>>()
        {
            add(
                format!("Returns no rows when it has worked: {query}"),
                "verify",
                false,
                Yaml::Null,
                "low",
            );
        }

        let mut rollback = Vec::new();
        let mut last: Option<String> = None;
        let mut seen = BTreeSet::new();
        for step in self.steps().collect::<Vec<_>>().into_iter().rev() {
            if step.rollback.sql.is_empty() {
                continue;
            }
            let title = once(&mut seen, format!("Undo: {}", step.title));
            rollback.push(map([
                ("step", text(&title)),
                ("operation", text("downgrade")),
                ("dependencies", texts(last.replace(title))),
            ]));
        }
        if self.loses_data() {
            let title = "Restore the values from the backup".to_owned();
            rollback.push(map([
                ("step", text(&title)),
                ("operation", text("restore_backup")),
                ("dependencies", texts(last.replace(title))),
            ]));
        }
        rollback.push(map([
            ("step", text("Compare the schema with the one before")),
            ("operation", text("verify")),
            ("dependencies", texts(last)),
        ]));
        map([
            ("steps", Yaml::List(steps)),
            ("rollback_steps", Yaml::List(rollback)),
        ])
    }

    fn compatibility(&self) -> Yaml {
        let deprecated = |(it, removal): (&String, &String)| {
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
            // A sentence with blanks in it is no name, unless it is marked as one.
            let feature = if it.chars().all(plain) {
                it.clone()
            } else {
                format!("`{it}`")
            };
            map([
                ("feature", text(feature)),
                (
                    "version_removed",
                    text(format!(
                        "the release before migration {}",
                        self.place.version
                    )),
                ),
                ("migration_removal", text(removal)),
            ])
        };
        map([
            (
                "application_versions",
                map([
                    (
                        "min",
                        Yaml::Unknown("the oldest release that works with the schema after it"),
                    ),
                    (
                        "max",
                        Yaml::Unknown("the newest release that works with the schema after it"),
                    ),
                ]),
            ),
            (
                "api_impact",
                map([
                    ("endpoints_affected", Yaml::List(Vec::new())),
                    ("breaking", false.into()),
                ]),
            ),
            (
                "deprecated_features",
                Yaml::List(
                    self.deploy
                        .deprecates
                        .iter()
                        .zip(self.removals)
                        .map(deprecated)
                        .collect(),
                ),
            ),
        ])
    }

    fn environment_sync(&self) -> Yaml {
        let entry = |it: &EnvironmentPlace| {
            map([
                ("environment", text(it.environment)),
                ("current_version", it.current_version.clone().into()),
                ("target_version", text(&it.target_version)),
                ("status", text(it.status)),
                ("migrations_to_apply", texts(&it.migrations_to_apply)),
            ])
        };
        Yaml::List(self.environments.iter().map(entry).collect())
    }

    /// A backup is made: of data that goes, or because somebody asked for one.
    fn backs_up(&self) -> bool {
        self.loses_data() || self.placement.backup == Some(true)
    }

    fn rollback_plan(&self) -> Yaml {
        let mut steps: Vec<String> = self
            .steps()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .flat_map(|it| it.rollback.sql.iter().cloned())
            .collect();
        if self.loses_data() {
            steps.push("Restore the values from the backup.".to_owned());
        }
        if steps.is_empty() {
            steps.push("Nothing to undo.".to_owned());
        }
        map([
            ("enabled", true.into()),
            ("automatic", (!self.loses_data()).into()),
            ("steps", texts(steps)),
            ("fallback_to_backup", self.loses_data().into()),
        ])
    }

    fn testing(&self) -> Yaml {
        let name = &self.deploy.name;
        let test = |suffix: &str| text(format!("test_{name}_{suffix}"));
        let application = self
            .deploy
            .application
            .clone()
            .unwrap_or_else(|| "The release that runs now keeps working.".to_owned());
        map([
            (
                "unit_tests",
                Yaml::List(vec![map([
                    ("test_name", test("upgrade")),
                    ("description", text(&self.deploy.description)),
                    (
                        "data_fixture",
                        text("rows that hold NULLs, duplicates and the longest values"),
                    ),
                ])]),
            ),
            (
                "integration_tests",
                Yaml::List(vec![map([
                    ("test_name", test("with_running_application")),
                    ("description", text(application)),
                    (
                        "endpoint",
                        Yaml::Unknown("an endpoint that reads or writes what is changed"),
                    ),
                    (
                        "expected_behavior",
                        text("No request fails while the migration runs and after it."),
                    ),
                ])]),
            ),
            (
                "performance_tests",
                Yaml::List(vec![map([
                    ("test_name", test("under_load")),
                    ("query", text(self.main_statement())),
                    (
                        "expected_improvement",
                        text("Readers and writers wait no longer than the lock_timeout."),
                    ),
                ])]),
            ),
            (
                "rollback_tests",
                Yaml::List(vec![map([
                    ("test_name", test("downgrade")),
                    ("scenario", text("Upgrade, write rows, downgrade.")),
                    (
                        "validation_checks",
                        texts([
                            "The schema equals the one before.",
                            "Rows written in between are there.",
                        ]),
                    ),
                ])]),
            ),
        ])
    }

    fn documentation(&self) -> Yaml {
        let before = self.deploy.application.clone();
        let instructions = match &before {
            Some(before) => format!("{before} Then run migration {}.", self.place.version),
            None => format!("Run migration {}.", self.place.version),
        };
        let back = if self.loses_data() {
            "Run the downgrade, then restore the values from the backup."
        } else {
            "Run the downgrade."
        };
        let breaking = self.deploy.breaking.iter().map(|it| match &it.column {
            Some(column) => format!("{}.{column}: {}", it.table, it.mitigation),
            None => format!("{}: {}", it.table, it.mitigation),
        });
        map([(
            "changelog_entry",
            map([
                ("version", text(&self.place.version)),
                ("changes", texts(self.steps().map(|it| it.title.clone()))),
                ("breaking_changes", texts(breaking)),
                ("upgrade_instructions", text(instructions)),
                ("rollback_instructions", text(back)),
            ]),
        )])
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.deploy.steps.iter()
    }

    fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.steps().flat_map(|it| &it.operations)
    }

    /// The highest level of the steps; unknown is written as high, never as low.
    fn level(&self) -> &'static str {
        let levels = self
            .steps()
            .map(|it| it.level.unwrap_or(model::Level::High));
        levels.max().map_or("low", model::Level::as_str)
    }

    fn loses_data(&self) -> bool {
        self.steps()
            .any(|it| it.rollback.restores != Restores::SchemaAndData || drops(it))
    }

    /// What the deploy is about, without its settings.
    fn main_statement(&self) -> String {
        let batch = self
            .steps()
            .find_map(|it| it.batch.as_ref())
            .map(|it| it.statement.clone());
        let statement = || {
            let mut all = self.steps().flat_map(|it| &it.sql);
            all.find(|it| !it.starts_with("SET ")).cloned()
        };
        batch
            .or_else(statement)
            .unwrap_or_else(|| self.plan.replaces.clone())
    }
}

/// A title that no other step of the list has: others wait for it by its name.
fn once(seen: &mut BTreeSet<String>, title: String) -> String {
    let numbered = (2..).map(|it| format!("{title} ({it})"));
    let mut names = std::iter::once(title.clone()).chain(numbered);
    let name = names.find(|it| !seen.contains(it)).unwrap_or_default();
    seen.insert(name.clone());
    name
}

/// Takes values away, even where others live on.
fn drops(step: &Step) -> bool {
    let gone = |it: &Operation| matches!(it, Operation::DropColumn(_) | Operation::DropTable(_));
    step.operations.iter().any(gone)
}

/// A statement as entries of `operations:`.
fn statement(sql: &str) -> Vec<Yaml> {
    entries(sql, &sql_changes(sql))
        .into_iter()
        .map(Yaml::Map)
        .collect()
}

/// A backfill as the `bulk_update` that it comes to, marked as a data migration; as its statement
/// where the format has no words for it.
fn batched(step: &Step, batch: &str) -> Vec<Yaml> {
    let mut all: Vec<Vec<(String, Yaml)>> = Vec::new();
    for operation in &step.operations {
        let sql = || render::sql(operation).unwrap_or_else(|| batch.to_owned());
        let said = entry(operation).or_else(|| entries(&sql(), &[]).into_iter().next());
        let said = said.unwrap_or_default();
        // One statement may do several things, and is said once.
        if !all.contains(&said) {
            all.push(said);
        }
    }
    let marked = all.into_iter().map(|mut said| {
        said.push(("data_migration".to_owned(), Yaml::Bool(true)));
        said.push((
            "transform".to_owned(),
            text(format!("{}, by: {batch}", step.title)),
        ));
        Yaml::Map(said)
    });
    marked.collect()
}
