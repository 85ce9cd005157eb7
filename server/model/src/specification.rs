//! One migration specification: every section of the source's format, each value with its span.
//!
//! Values keep what was written; a value of the wrong shape is absent here and a
//! [`crate::document::ModelError`] beside.

use syntax::TextRange;
use syntax::value::Node;

use crate::context::Environment;
use crate::operation::Change;
use crate::risk::Level;

/// A value and where it stands; `key` is where its key stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub value: T,
    pub range: TextRange,
    pub key: TextRange,
}

/// A section that is there: where, and its content.
pub type Section<T> = Option<Spanned<T>>;
type Text = Option<Spanned<String>>;
type Flag = Option<Spanned<bool>>;

#[derive(Debug, Clone, PartialEq)]
pub struct Specification {
    /// The value under `database_migration_specification:`, in host offsets.
    pub node: Node,
    /// From the root key to the end of its value.
    pub range: TextRange,
    /// The root key.
    pub key: TextRange,
    pub meta: Section<Meta>,
    pub migration: Section<MigrationSection>,
    pub validation: Section<Validation>,
    pub data_migration: Section<DataMigration>,
    pub execution_plan: Section<ExecutionPlan>,
    pub compatibility: Section<Compatibility>,
    pub rollback_plan: Section<RollbackPlan>,
    pub environment_sync: Vec<Spanned<EnvironmentSync>>,
    pub testing: Section<Testing>,
    pub documentation: Section<Documentation>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    pub feature_spec: Text,
    pub database_spec: Text,
    /// The parent; `null`, `""`, `base` and absence mean the first.
    pub current_version: Text,
    pub target_version: Text,
    pub generated_at: Text,
    pub version: Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct MigrationSection {
    pub version: Text,
    pub name: Text,
    pub description: Text,
    pub author: Text,
    pub created_at: Text,
    /// The `operations` list nodes; their changes are in [`crate::document::Migration`], in the
    /// same order.
    pub upgrade: Section<Operations>,
    pub downgrade: Section<Operations>,
    pub risk: Section<RiskSection>,
    pub breaking_changes: Option<Spanned<Vec<Spanned<BreakingChange>>>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operations {
    pub entries: Vec<Spanned<OperationEntry>>,
}

/// What an entry says besides its change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OperationEntry {
    pub ty: Text,
    pub table: Text,
    pub details: Option<TextRange>,
    pub sql: Text,
    pub data_migration: Flag,
    pub transform: Text,
    pub data_rollback: Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RiskSection {
    pub level: Option<Spanned<Level>>,
    pub potential_downtime: Flag,
    pub data_loss_risk: Flag,
    pub irreversible_changes: Flag,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct BreakingChange {
    pub ty: Text,
    pub table: Text,
    pub column: Text,
    pub mitigation_strategy: Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Validation {
    pub pre_execution: Section<Checks>,
    pub post_execution: Section<Checks>,
    pub rollback: Section<RollbackValidation>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checks {
    pub schema_check: Flag,
    pub data_check: Flag,
    pub dependency_check: Flag,
    pub constraint_check: Flag,
    pub index_check: Flag,
    pub referential_integrity_check: Flag,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RollbackValidation {
    pub tested: Flag,
    pub automated: Flag,
    pub requires_manual: Flag,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataMigration {
    pub enabled: Flag,
    pub source_table: Text,
    pub destination_table: Text,
    pub transform_logic: Text,
    pub validation_logic: Text,
    pub backup: Section<BackupSection>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct BackupSection {
    pub created: Flag,
    pub backup_id: Text,
    pub retention_days: Option<Spanned<i64>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExecutionPlan {
    pub steps: Vec<Spanned<ExecutionStep>>,
    pub rollback_steps: Vec<Spanned<ExecutionStep>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExecutionStep {
    pub step: Text,
    pub operation: Text,
    pub dependencies: Vec<Spanned<String>>,
    pub requires_downtime: Flag,
    pub estimated_duration_seconds: Option<Spanned<i64>>,
    pub risk: Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compatibility {
    pub min: Text,
    pub max: Text,
    pub endpoints_affected: Vec<Spanned<String>>,
    pub breaking: Flag,
    pub deprecated_features: Vec<Spanned<DeprecatedFeature>>,
}

/// Something that applications stop using. An entry whose `feature` names an object of the
/// database (`users.phone`, or `users` for a whole table, alone or in backquotes) and that has a
/// `version_removed` says that no application from that version on uses the object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeprecatedFeature {
    pub feature: Text,
    /// The application version from which on nothing uses it.
    pub version_removed: Text,
    /// The migration that takes it away.
    pub migration_removal: Text,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct RollbackPlan {
    pub enabled: Flag,
    pub automatic: Flag,
    pub steps: Vec<Spanned<String>>,
    pub fallback_to_backup: Flag,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnvironmentSync {
    pub environment: Option<Spanned<Environment>>,
    pub current_version: Text,
    pub target_version: Text,
    pub status: Text,
    pub migrations_to_apply: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Testing {
    pub unit_tests: Vec<Spanned<Test>>,
    pub integration_tests: Vec<Spanned<Test>>,
    pub performance_tests: Vec<Spanned<Test>>,
    pub rollback_tests: Vec<Spanned<Test>>,
}

/// A test of any kind; each kind has some of the fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Test {
    pub test_name: Text,
    pub description: Text,
    pub data_fixture: Text,
    pub endpoint: Text,
    pub expected_behavior: Text,
    pub query: Text,
    pub expected_improvement: Text,
    pub scenario: Text,
    pub validation_checks: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Documentation {
    pub version: Text,
    pub changes: Vec<Spanned<String>>,
    pub breaking_changes: Vec<Spanned<String>>,
    pub upgrade_instructions: Text,
    pub rollback_instructions: Text,
}

/// The source's calling convention: what somebody wants planned.
#[derive(Debug, Clone, PartialEq)]
pub struct MigrationRequest {
    pub range: TextRange,
    pub database_spec: Text,
    pub current_version: Text,
    pub target_version: Text,
    pub migration_type: Text,
    pub environment: Option<Spanned<Environment>>,
    pub create_backup: Flag,
    pub rollback_required: Flag,
    pub zero_downtime: Flag,
    /// What is to be changed, in the form of a specification's `operations`: the source's "Target
    /// Schema Changes", for which its calling convention has no field.
    pub changes: Vec<Change>,
}

/// One run of one migration in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecutionRecord {
    pub range: TextRange,
    pub migration_version: Text,
    pub executed_at: Text,
    pub environment: Option<Spanned<Environment>>,
    pub user: Text,
    pub success: Flag,
    pub error: Text,
}

/// An Alembic version file: what it says of the order of migrations.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// `revision`
    pub version: Spanned<String>,
    /// `down_revision`: none for a first one, several for a merge.
    pub parents: Vec<Spanned<String>>,
    /// The first line of its docstring.
    pub message: Option<String>,
    /// Where `upgrade` is defined: its name.
    pub upgrade: Option<TextRange>,
}

impl Specification {
    /// `migration.version`, else `meta.target_version`.
    pub fn version(&self) -> Option<&Spanned<String>> {
        let migration = self
            .migration
            .as_ref()
            .and_then(|it| it.value.version.as_ref());
        migration.or_else(|| {
            self.meta
                .as_ref()
                .and_then(|it| it.value.target_version.as_ref())
        })
    }

    /// `meta.current_version`, or `None` for the first of a chain (`null`, `""`, `base`, absent).
    pub fn parent(&self) -> Option<&Spanned<String>> {
        let parent = self
            .meta
            .as_ref()
            .and_then(|it| it.value.current_version.as_ref())?;
        (!parent.value.is_empty() && parent.value != "base").then_some(parent)
    }

    pub fn name(&self) -> Option<&Spanned<String>> {
        self.migration
            .as_ref()
            .and_then(|it| it.value.name.as_ref())
    }
}
