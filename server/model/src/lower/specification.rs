//! A migration specification: every section of the format, typed, each value with its span.
//!
//! Never judges what the values mean together; that is for the rules.

use syntax::OffsetMap;
use syntax::value::{Entry, Key, Node, NodeKind};

use super::operation::{self, LoweredOperation};
use super::reader::{Fields, Reader};
use crate::document::ModelErrorKind;
use crate::specification::{
    BackupSection, BreakingChange, Checks, Compatibility, DataMigration, DeprecatedFeature,
    Documentation, EnvironmentSync, ExecutionPlan, ExecutionStep, Meta, MigrationSection,
    OperationEntry, Operations, RiskSection, RollbackPlan, RollbackValidation, Section, Spanned,
    Specification, Test, Testing, Validation,
};

/// A specification and the operations of its two directions.
pub(super) struct LoweredSpecification {
    pub(super) specification: Specification,
    pub(super) upgrade: Vec<LoweredOperation>,
    pub(super) downgrade: Vec<LoweredOperation>,
}

/// Reads the value under the root key. A value that is no mapping gives an empty specification
/// and a problem.
pub(super) fn specification<'a>(reader: &mut Reader<'a>, entry: &'a Entry) -> LoweredSpecification {
    let value = reader.resolve(&entry.value);
    let mut res = LoweredSpecification {
        specification: Specification {
            node: to_host(value, reader.source.map, 0),
            range: reader.host(entry.range()),
            key: reader.host(entry.key.range),
            meta: None,
            migration: None,
            validation: None,
            data_migration: None,
            execution_plan: None,
            compatibility: None,
            rollback_plan: None,
            environment_sync: Vec::new(),
            testing: None,
            documentation: None,
        },
        upgrade: Vec::new(),
        downgrade: Vec::new(),
    };
    if !matches!(value.kind, NodeKind::Map(_)) {
        let found = match &value.kind {
            NodeKind::Missing => "nothing",
            NodeKind::Scalar(_) => "a scalar",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) | NodeKind::Alias(_) => "an alias",
        };
        let range = if value.range.is_empty() {
            entry.key.range
        } else {
            value.range
        };
        let message = format!("expected a mapping with `meta`, `migration`, …, found {found}");
        reader.error(range, ModelErrorKind::NotASpecification(message));
        return res;
    }
    let Some(mut fields) = reader.fields("database_migration_specification", value) else {
        return res;
    };
    let fields = &mut fields;
    let specification = &mut res.specification;
    specification.meta = reader.section(fields, "meta", meta);
    let (upgrade, downgrade) = (&mut res.upgrade, &mut res.downgrade);
    specification.migration = reader.section(fields, "migration", |reader, fields| {
        migration(reader, fields, upgrade, downgrade)
    });
    specification.validation = reader.section(fields, "validation", validation);
    specification.data_migration = reader.section(fields, "data_migration", data_migration);
    specification.execution_plan = reader.section(fields, "execution_plan", execution_plan);
    specification.compatibility = reader.section(fields, "compatibility", compatibility);
    specification.rollback_plan = reader.section(fields, "rollback_plan", rollback_plan);
    specification.environment_sync = reader.sections(fields, "environment_sync", environment_sync);
    specification.testing = reader.section(fields, "testing", testing);
    specification.documentation = reader.section(fields, "documentation", documentation);
    reader.finish(fields);
    res
}

fn meta<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Meta {
    Meta {
        feature_spec: reader.text(fields, "feature_spec"),
        database_spec: reader.text(fields, "database_spec"),
        current_version: reader.text(fields, "current_version"),
        target_version: reader.text(fields, "target_version"),
        generated_at: reader.text(fields, "generated_at"),
        version: reader.text(fields, "version"),
    }
}

fn migration<'a>(
    reader: &mut Reader<'a>,
    fields: &mut Fields<'a>,
    upgrade: &mut Vec<LoweredOperation>,
    downgrade: &mut Vec<LoweredOperation>,
) -> MigrationSection {
    MigrationSection {
        version: reader.text(fields, "version"),
        name: reader.text(fields, "name"),
        description: reader.text(fields, "description"),
        author: reader.text(fields, "author"),
        created_at: reader.text(fields, "created_at"),
        upgrade: operations(reader, fields, "upgrade", upgrade),
        downgrade: operations(reader, fields, "downgrade", downgrade),
        risk: reader.section(fields, "risk", |reader, fields| RiskSection {
            level: reader.level(fields, "level"),
            potential_downtime: reader.flag(fields, "potential_downtime"),
            data_loss_risk: reader.flag(fields, "data_loss_risk"),
            irreversible_changes: reader.flag(fields, "irreversible_changes"),
        }),
        breaking_changes: breaking_changes(reader, fields),
    }
}

fn breaking_changes<'a>(
    reader: &mut Reader<'a>,
    fields: &mut Fields<'a>,
) -> Option<Spanned<Vec<Spanned<BreakingChange>>>> {
    let field = fields.take("breaking_changes")?;
    let value = reader.sections(fields, "breaking_changes", |reader, fields| {
        let words = [
            "dropping_column",
            "dropping_table",
            "incompatible_type",
            "constraint_removal",
        ];
        BreakingChange {
            ty: reader.required_word(fields, "type", &words, "breaking change"),
            table: reader.named(fields, "table", "breaking change"),
            column: reader.text(fields, "column"),
            mitigation_strategy: reader.text(fields, "mitigation_strategy"),
        }
    });
    Some(Spanned {
        value,
        range: reader.host(field.value.range),
        key: reader.host(field.key.range),
    })
}

/// `upgrade:` or `downgrade:`. A list in the place of the mapping is read as its `operations`.
fn operations<'a>(
    reader: &mut Reader<'a>,
    fields: &mut Fields<'a>,
    key: &'static str,
    acc: &mut Vec<LoweredOperation>,
) -> Section<Operations> {
    let field = fields.take(key)?;
    let list = match &field.value.kind {
        NodeKind::List(_) => {
            reader.wrong(field.value, key, "a mapping with `operations`");
            Some((field.key, field.value))
        }
        NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Map(_) | NodeKind::Alias(_) => {
            let mut inner = reader.fields(key, field.value)?;
            let list = inner.take("operations");
            reader.finish(&inner);
            list.map(|it| (it.key, it.value))
        }
    };
    let mut entries = Vec::new();
    if let Some((key, list)) = list {
        for item in reader.items("operations", list, "a list of operations") {
            // `-` alone does nothing; it is told where there is something to point at.
            if item.is_null() {
                let (field, expected) = ("operation".to_owned(), "a mapping");
                let kind = ModelErrorKind::WrongType { field, expected };
                reader.error(
                    if item.range.is_empty() {
                        key.range
                    } else {
                        item.range
                    },
                    kind,
                );
                continue;
            }
            let mut lowered = operation::operation(reader, item);
            entries.push(Spanned::<OperationEntry> {
                value: std::mem::take(&mut lowered.entry),
                range: reader.host(item.range),
                key: reader.host(key.range),
            });
            acc.push(lowered);
        }
    }
    Some(Spanned {
        value: Operations { entries },
        range: reader.host(field.value.range),
        key: reader.host(field.key.range),
    })
}

fn validation<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Validation {
    Validation {
        pre_execution: reader.section(fields, "pre_execution", |reader, fields| Checks {
            schema_check: reader.flag(fields, "schema_check"),
            data_check: reader.flag(fields, "data_check"),
            dependency_check: reader.flag(fields, "dependency_check"),
            ..Checks::default()
        }),
        post_execution: reader.section(fields, "post_execution", |reader, fields| Checks {
            schema_check: reader.flag(fields, "schema_check"),
            data_check: reader.flag(fields, "data_check"),
            constraint_check: reader.flag(fields, "constraint_check"),
            index_check: reader.flag(fields, "index_check"),
            referential_integrity_check: reader.flag(fields, "referential_integrity_check"),
            dependency_check: None,
        }),
        rollback: reader.section(fields, "rollback", |reader, fields| RollbackValidation {
            tested: reader.flag(fields, "tested"),
            automated: reader.flag(fields, "automated"),
            requires_manual: reader.flag(fields, "requires_manual"),
        }),
    }
}

fn data_migration<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> DataMigration {
    DataMigration {
        enabled: reader.flag(fields, "enabled"),
        source_table: reader.text(fields, "source_table"),
        destination_table: reader.text(fields, "destination_table"),
        transform_logic: reader.text(fields, "transform_logic"),
        validation_logic: reader.text(fields, "validation_logic"),
        backup: reader.section(fields, "backup", |reader, fields| BackupSection {
            created: reader.flag(fields, "created"),
            backup_id: reader.text(fields, "backup_id"),
            retention_days: reader.number(fields, "retention_days"),
        }),
    }
}

fn execution_plan<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> ExecutionPlan {
    let step =
        |reader: &mut Reader<'a>, fields: &mut Fields<'a>, words: &[&'static str]| ExecutionStep {
            step: reader.named(fields, "step", "step"),
            operation: reader.required_word(fields, "operation", words, "step"),
            dependencies: reader.texts(fields, "dependencies"),
            requires_downtime: reader.flag(fields, "requires_downtime"),
            estimated_duration_seconds: reader.number(fields, "estimated_duration_seconds"),
            risk: reader.text(fields, "risk"),
        };
    let forward = ["upgrade", "validate", "backup", "migrate_data", "verify"];
    let back = ["downgrade", "restore_backup", "verify"];
    ExecutionPlan {
        steps: reader.sections(fields, "steps", |reader, fields| {
            step(reader, fields, &forward)
        }),
        rollback_steps: reader.sections(fields, "rollback_steps", |reader, fields| {
            step(reader, fields, &back)
        }),
    }
}

fn compatibility<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Compatibility {
    let mut res = Compatibility::default();
    reader.section(fields, "application_versions", |reader, fields| {
        res.min = reader.text(fields, "min");
        res.max = reader.text(fields, "max");
    });
    reader.section(fields, "api_impact", |reader, fields| {
        res.endpoints_affected = reader.texts(fields, "endpoints_affected");
        res.breaking = reader.flag(fields, "breaking");
    });
    res.deprecated_features = reader.sections(fields, "deprecated_features", |reader, fields| {
        DeprecatedFeature {
            feature: reader.named(fields, "feature", "deprecated feature"),
            version_removed: reader.text(fields, "version_removed"),
            migration_removal: reader.text(fields, "migration_removal"),
        }
    });
    res
}

fn rollback_plan<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> RollbackPlan {
    RollbackPlan {
        enabled: reader.flag(fields, "enabled"),
        automatic: reader.flag(fields, "automatic"),
        steps: reader.texts(fields, "steps"),
        fallback_to_backup: reader.flag(fields, "fallback_to_backup"),
    }
}

fn environment_sync<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> EnvironmentSync {
    EnvironmentSync {
        environment: {
            reader.demand(fields, "environment", "environment's place");
            reader.environment(fields)
        },
        current_version: reader.text(fields, "current_version"),
        target_version: reader.text(fields, "target_version"),
        status: reader.word(fields, "status", &["synced", "pending", "ahead", "behind"]),
        migrations_to_apply: reader.texts(fields, "migrations_to_apply"),
    }
}

fn testing<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Testing {
    fn named<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Test {
        let test_name = reader.named(fields, "test_name", "test");
        Test {
            test_name,
            ..Test::default()
        }
    }
    Testing {
        unit_tests: reader.sections(fields, "unit_tests", |reader, fields| Test {
            description: reader.text(fields, "description"),
            data_fixture: reader.text(fields, "data_fixture"),
            ..named(reader, fields)
        }),
        integration_tests: reader.sections(fields, "integration_tests", |reader, fields| Test {
            description: reader.text(fields, "description"),
            endpoint: reader.text(fields, "endpoint"),
            expected_behavior: reader.text(fields, "expected_behavior"),
            ..named(reader, fields)
        }),
        performance_tests: reader.sections(fields, "performance_tests", |reader, fields| Test {
            query: reader.text(fields, "query"),
            expected_improvement: reader.text(fields, "expected_improvement"),
            ..named(reader, fields)
        }),
        rollback_tests: reader.sections(fields, "rollback_tests", |reader, fields| Test {
            scenario: reader.text(fields, "scenario"),
            validation_checks: reader.texts(fields, "validation_checks"),
            ..named(reader, fields)
        }),
    }
}

fn documentation<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>) -> Documentation {
    reader
        .section(fields, "changelog_entry", |reader, fields| Documentation {
            version: reader.text(fields, "version"),
            changes: reader.texts(fields, "changes"),
            breaking_changes: reader.texts(fields, "breaking_changes"),
            upgrade_instructions: reader.text(fields, "upgrade_instructions"),
            rollback_instructions: reader.text(fields, "rollback_instructions"),
        })
        .map(|it| it.value)
        .unwrap_or_default()
}

/// The tree with every range in the host. Aliases stay aliases.
fn to_host(node: &Node, map: &OffsetMap, depth: usize) -> Node {
    let kind = match &node.kind {
        NodeKind::Map(_) | NodeKind::List(_) if depth > syntax::limits::YAML_DEPTH => {
            NodeKind::Missing
        }
        NodeKind::Map(entries) => NodeKind::Map(
            entries
                .iter()
                .map(|it| Entry {
                    key: Key {
                        text: it.key.text.clone(),
                        range: map.range_to_host(it.key.range),
                    },
                    value: to_host(&it.value, map, depth + 1),
                })
                .collect(),
        ),
        NodeKind::List(items) => {
            NodeKind::List(items.iter().map(|it| to_host(it, map, depth + 1)).collect())
        }
        NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Alias(_) => node.kind.clone(),
    };
    Node {
        range: map.range_to_host(node.range),
        kind,
        anchor: node.anchor.clone(),
    }
}
