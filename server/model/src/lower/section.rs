//! What an SQL fence of a Markdown spec is for: the schema as it should be, a change, a way back,
//! or neither. Never looks at anything but the headings above and the statements inside.
//!
//! Authors write all four into one file. The reasons, in the order they are asked:
//!
//! 1. A heading about going back (“Rollback”, “Down”, “Downgrade”, “Revert”) makes the fence the
//!    downgrade of the migration above it. Without one it is an emergency recipe, not a plan.
//! 2. A heading about examples, queries, ideas for later, tests or cleaning up makes it neither:
//!    nobody is about to run it against production.
//! 3. A heading about migrations (“Migration”, “Changes”, “Upgrade”, “Up”, “v2”) makes it a
//!    change. A fence that only creates is the first migration of a new database, which says what
//!    the schema is, too; one that only completes what fences above create belongs to theirs.
//! 4. Anywhere else a fence defines: CREATE, and what completes a definition (ADD CONSTRAINT,
//!    ENABLE ROW LEVEL SECURITY, COMMENT). A statement that only makes sense against an existing
//!    table (DROP, RENAME, ALTER TYPE, ADD COLUMN, SET NOT NULL) makes it a change all the same,
//!    unless the fence creates that table: authors add “Remove the phone number” as a section of
//!    its own, and dumps define a column in two statements.
//!    DROP … IF EXISTS before a CREATE of the same object is a way of defining it.
//! 5. INSERT, UPDATE, DELETE and SELECT outside of migrations are seeds and queries: neither.

use std::collections::BTreeSet;

use crate::document::Comment;
use crate::operation::{Change, NoChange, Operation, Other};

/// What a fence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Describes the schema: read by [`crate::schema`], not judged.
    State,
    /// A migration of its own.
    Change,
    /// Indexes and the like for tables that the migration above creates: a part of it.
    Continuation,
    /// The way back of the migration above it.
    Downgrade,
    Neither,
}

/// What the headings above a fence say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Topic {
    #[default]
    Definition,
    Migration,
    Downgrade,
    Aside,
}

/// The headings above a place, outermost first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headings {
    path: Vec<Heading>,
}

#[derive(Debug, Clone)]
struct Heading {
    level: u8,
    text: String,
    topic: Topic,
}

impl Headings {
    pub(crate) fn enter(&mut self, level: u8, text: &str) {
        self.path.retain(|it| it.level < level);
        self.path.push(Heading {
            level,
            text: text.trim().to_owned(),
            topic: topic(text),
        });
    }

    /// The innermost heading.
    pub(crate) fn last(&self) -> Option<&str> {
        self.path.last().map(|it| it.text.as_str())
    }

    /// What tells the section that a migration and its way back share: the path without the
    /// headings about directions.
    pub(crate) fn section(&self) -> Vec<String> {
        let own = self
            .path
            .iter()
            .filter(|it| it.topic != Topic::Downgrade && !is_upward(&it.text));
        own.map(|it| it.text.clone()).collect()
    }

    /// The innermost heading that says anything decides; going back and asides are inherited by
    /// what stands below them.
    pub(crate) fn topic(&self) -> Topic {
        let mut topics = self.path.iter().rev().map(|it| it.topic);
        let said = topics.find(|it| *it != Topic::Definition);
        said.unwrap_or_default()
    }
}

/// What a fence under these headings is for. `created` are the tables that fences above it create
/// in migration sections: an index on one of them belongs to the first migration, too.
pub(crate) fn role(
    headings: &Headings,
    statements: &[Change],
    comments: &[Comment],
    created: &mut BTreeSet<String>,
) -> Role {
    let operations = operations(statements);
    if headings.topic() == Topic::Migration {
        let tables = operations.iter().filter_map(|it| created_table(it));
        created.extend(tables.map(str::to_owned));
    }
    let creates = operations.iter().any(|it| kind(it) == Kind::Creates);
    let needs = operations
        .iter()
        .enumerate()
        .filter(|(at, it)| !redefines(it, &operations[at + 1..]))
        .any(|(_, it)| needs_existing(it, &operations, created));
    let alters = operations
        .iter()
        .enumerate()
        .filter(|(at, it)| !redefines(it, &operations[at + 1..]))
        .any(|(_, it)| kind(it) == Kind::Alters && !on_created(it, &operations));
    if headings.topic() != Topic::Downgrade && is_example(comments) {
        return if creates && !alters {
            Role::State
        } else {
            Role::Neither
        };
    }
    match headings.topic() {
        Topic::Downgrade if alters || needs => Role::Downgrade,
        Topic::Aside if creates && !alters => Role::State,
        Topic::Downgrade | Topic::Aside => Role::Neither,
        Topic::Migration if needs => Role::Change,
        // A first migration says what the schema is, and is a migration all the same.
        Topic::Migration if creates => {
            let begins = |it: &&&Operation| {
                kind(it) == Kind::Creates && !matches!(it, Operation::AddIndex(_))
            };
            if operations.iter().any(|it| begins(&it)) {
                Role::Change
            } else {
                Role::Continuation
            }
        }
        Topic::Definition if alters => Role::Change,
        Topic::Migration | Topic::Definition => {
            let completes = operations.iter().any(|it| kind(it) == Kind::Completes);
            if creates || completes {
                Role::State
            } else {
                Role::Neither
            }
        }
    }
}

/// A mark of the tools that keep both directions in one SQL file; there a looser comment may be
/// anything.
pub(crate) fn is_tool_mark(comment: &str) -> bool {
    let first = first_words(comment);
    first.is_some_and(|it| it.starts_with("migrate:") || it.starts_with("goose "))
}

/// Whether a comment in a script begins the way back (`-- migrate:down`, `-- Rollback:`).
pub(crate) fn begins_downgrade(comment: &str) -> bool {
    first_words(comment).is_some_and(|it| {
        matches!(
            it.as_str(),
            "down" | "downgrade" | "rollback" | "revert" | "undo" | "migrate:down" | "goose down"
        )
    })
}

/// Whether a comment begins the way forward again.
pub(crate) fn begins_upgrade(comment: &str) -> bool {
    first_words(comment).is_some_and(|it| {
        matches!(
            it.as_str(),
            "up" | "upgrade" | "migrate:up" | "goose up" | "forward"
        )
    })
}

/// A comment that is nothing but a mark: its word, without decoration, when at most two words
/// follow (`Down Migration`, `Rollback script:`).
fn first_words(comment: &str) -> Option<String> {
    let plain = comment.trim_matches(|it: char| !it.is_alphanumeric() && it != '+');
    let lower = plain.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("+goose ") {
        return Some(format!("goose {}", rest.trim()));
    }
    let mut words = lower.split_whitespace();
    let first = words.next()?.trim_end_matches(':').to_owned();
    (words.count() <= 2).then_some(first)
}

/// `-- Example migration if there were data`: the first comment takes the statements back.
fn is_example(comments: &[Comment]) -> bool {
    comments.first().is_some_and(|it| {
        let first = words(&it.text).into_iter().next().unwrap_or_default();
        matches!(first.as_str(), "example" | "hypothetical" | "sample")
    })
}

/// “New Tables”, “Added tables (8)”: what stands below is created.
pub(crate) fn announces_tables(heading: &str) -> bool {
    let words = words(heading);
    let named = |it: &String| {
        matches!(
            it.as_str(),
            "table" | "tables" | "entities" | "models" | "collections"
        )
    };
    words.windows(2).any(|pair| {
        matches!(pair, [first, second] if matches!(first.as_str(), "new" | "added" | "additional") && named(second))
    })
}

/// “Altered Tables”, “New Columns”, “Modified Entities (Phase 2)”.
fn announces_changes(words: &[String]) -> bool {
    words.windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        matches!(
            first.as_str(),
            "new" | "added" | "altered" | "modified" | "changed" | "removed" | "dropped"
        ) && matches!(
            second.as_str(),
            "table"
                | "tables"
                | "column"
                | "columns"
                | "field"
                | "fields"
                | "index"
                | "indexes"
                | "entities"
                | "models"
                | "constraints"
        )
    })
}

fn is_upward(heading: &str) -> bool {
    let words = words(heading);
    words
        .iter()
        .any(|it| matches!(it.as_str(), "up" | "upgrade" | "forward"))
}

fn words(heading: &str) -> Vec<String> {
    heading
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn topic(heading: &str) -> Topic {
    let words = words(heading);
    let any = |list: &[&str]| words.iter().any(|it| list.contains(&it.as_str()));
    if any(&[
        "rollback",
        "rollbacks",
        "down",
        "downgrade",
        "downgrades",
        "revert",
        "reverting",
        "undo",
    ]) {
        return Topic::Downgrade;
    }
    if any(&[
        "example",
        "examples",
        "query",
        "queries",
        "future",
        "testing",
        "test",
        "tests",
        "cleanup",
        "clean",
        "seed",
        "seeding",
        "seeds",
        "sample",
        "samples",
        "troubleshooting",
        "maintenance",
        "backup",
        "backups",
        "restore",
        "monitoring",
        "verification",
        "commands",
        "considerations",
        "reset",
    ]) {
        // “Migration example” shows how one is written down; “Example: drop phone” too.
        return Topic::Aside;
    }
    let version = words.iter().any(|it| {
        let digits = it.strip_prefix('v').unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit())
    });
    if version
        || announces_changes(&words)
        || any(&[
            "migration",
            "migrations",
            "migrate",
            "migrating",
            "change",
            "changes",
            "upgrade",
            "upgrades",
            "upgrading",
            "up",
            "alter",
            "alterations",
            "evolution",
            "changelog",
        ])
    {
        return Topic::Migration;
    }
    Topic::Definition
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Brings something into being.
    Creates,
    /// Belongs to a definition that stands elsewhere.
    Completes,
    /// Makes sense only against what exists already.
    Alters,
    /// Data.
    Data,
    /// Says nothing about the schema.
    Silent,
}

fn kind(operation: &Operation) -> Kind {
    match operation {
        Operation::CreateTable(_) | Operation::CreateEnum(_) | Operation::AddIndex(_) => {
            Kind::Creates
        }
        Operation::AddConstraint(_) => Kind::Completes,
        Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::AlterColumn(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::AlterEnum(_)
        | Operation::DropEnum(_) => Kind::Alters,
        Operation::BulkInsert(_) | Operation::BulkUpdate(_) | Operation::BulkDelete(_) => {
            Kind::Data
        }
        Operation::Other(it) => other(it),
        Operation::NoChange(
            NoChange::Begin
            | NoChange::Commit
            | NoChange::Rollback
            | NoChange::Savepoint
            | NoChange::Set { .. }
            | NoChange::Select { .. }
            | NoChange::Session { .. },
        )
        | Operation::Unknown(_) => Kind::Silent,
    }
}

/// Statements without a word: only those that speak clearly count as alterations, since a spec
/// shows all kinds of commands.
fn other(operation: &Other) -> Kind {
    match operation {
        Other::CreateView { .. }
        | Other::CreateMaterializedView { .. }
        | Other::CreateTrigger { .. }
        | Other::CreateRule { .. }
        | Other::CreatePolicy { .. }
        | Other::CreateFunction { .. }
        | Other::CreateDomain { .. }
        | Other::CreateType { .. }
        | Other::CreateSequence { .. }
        | Other::CreateSchema { .. }
        | Other::CreateExtension { .. }
        | Other::CreateStatistics { .. }
        | Other::CreatePublication { .. } => Kind::Creates,
        Other::RowSecurity { .. }
        | Other::Comment { .. }
        | Other::AttachPartition { .. }
        | Other::Grant { .. }
        | Other::SetOwner { .. }
        | Other::TableOptions { .. }
        | Other::ReplicaIdentity { .. } => Kind::Completes,
        Other::RenameIndex { .. }
        | Other::RenameConstraint { .. }
        | Other::AlterConstraint { .. }
        | Other::SetSchema { .. }
        | Other::SetLogged { .. }
        | Other::DetachPartition { .. }
        | Other::RenameView { .. }
        | Other::DropView { .. }
        | Other::DropTrigger { .. }
        | Other::RenameTrigger { .. }
        | Other::DropRule { .. }
        | Other::DropPolicy { .. }
        | Other::DropFunction { .. }
        | Other::AlterDomain { .. }
        | Other::DropDomain { .. }
        | Other::AlterType { .. }
        | Other::DropSequence { .. }
        | Other::DropSchema { .. }
        | Other::RenameSchema { .. }
        | Other::DropExtension { .. } => Kind::Alters,
        Other::Truncate { .. } => Kind::Data,
        Other::Reindex { .. }
        | Other::Cluster { .. }
        | Other::Vacuum { .. }
        | Other::Analyze { .. }
        | Other::IndexOptions { .. }
        | Other::IndexStatistics { .. }
        | Other::AttachIndexPartition { .. }
        | Other::SetTablespace { .. }
        | Other::SetAccessMethod { .. }
        | Other::SetWithout { .. }
        | Other::Inherit { .. }
        | Other::ClusterOn { .. }
        | Other::ToggleTrigger { .. }
        | Other::ToggleRule { .. }
        | Other::AlterView { .. }
        | Other::RefreshMaterializedView { .. }
        | Other::AlterPolicy { .. }
        | Other::AlterFunction { .. }
        | Other::AlterSequence { .. }
        | Other::DropStatistics { .. }
        | Other::DefaultPrivileges
        | Other::AlterPublication { .. }
        | Other::DropPublication { .. }
        | Other::Subscription { .. }
        | Other::LockTable { .. }
        | Other::Do { .. }
        | Other::ClusterWide(_)
        | Other::Catalog { .. } => Kind::Silent,
    }
}

fn operations(changes: &[Change]) -> Vec<&Operation> {
    let parts = changes.iter().flat_map(|it| &it.parts);
    parts.map(|it| &it.operation).collect()
}

/// The statement needs something that the fence, or for what only completes a table the fences
/// above, do not create.
fn needs_existing(operation: &Operation, fence: &[&Operation], above: &BTreeSet<String>) -> bool {
    let here = || on_created(operation, fence);
    let completes = || {
        let table = operation.table();
        table.is_some_and(|it| above.contains(&it.name.text))
    };
    match kind(operation) {
        Kind::Silent => false,
        Kind::Alters | Kind::Data => !here(),
        Kind::Completes => !here() && !completes(),
        // Building an index online is for a table that is in use.
        Kind::Creates => matches!(
            operation,
            Operation::AddIndex(it) if !here() && (it.concurrently || !completes())
        ),
    }
}

fn created_table(operation: &Operation) -> Option<&str> {
    if let Operation::CreateTable(it) = operation {
        return Some(it.table.name.as_str());
    }
    None
}

/// The statement is about a table that the same fence creates.
fn on_created(operation: &Operation, fence: &[&Operation]) -> bool {
    let table = operation.table().map(|it| it.name.as_str());
    table.is_some() && fence.iter().any(|it| created_table(it) == table)
}

/// Whether a way back has anything to do with a migration: a table or an index in common.
pub(crate) fn undoes(downgrade: &[Change], upgrade: &[Change]) -> bool {
    let upgrade = operations(upgrade);
    operations(downgrade).into_iter().any(|back| {
        upgrade.iter().any(|it| {
            let index = match (back, it) {
                (Operation::DropIndex(back), Operation::AddIndex(it)) => {
                    it.name.as_ref() == Some(&back.index.name)
                }
                _ => false,
            };
            let table = back.table().map(|it| &it.name);
            index || (table.is_some() && table == it.table().map(|it| &it.name))
        })
    })
}

/// `DROP … IF EXISTS` of what is created further down in the same fence.
fn redefines(operation: &Operation, later: &[&Operation]) -> bool {
    later.iter().any(|it| match (operation, it) {
        (Operation::DropTable(a), Operation::CreateTable(b)) => {
            a.if_exists && a.table.name == b.table.name
        }
        (Operation::DropEnum(a), Operation::CreateEnum(b)) => {
            a.if_exists && a.name.name == b.name.name
        }
        (Operation::DropIndex(a), Operation::AddIndex(b)) => {
            a.if_exists && b.name.as_ref() == Some(&a.index.name)
        }
        (Operation::Other(a), Operation::Other(b)) => redefines_other(a, b),
        _ => false,
    })
}

fn redefines_other(dropped: &Other, created: &Other) -> bool {
    match (dropped, created) {
        (
            Other::DropTrigger {
                name, if_exists, ..
            },
            Other::CreateTrigger { name: new, .. },
        )
        | (
            Other::DropPolicy {
                name, if_exists, ..
            },
            Other::CreatePolicy { name: new, .. },
        ) => *if_exists && name == new,
        (
            Other::DropFunction {
                name, if_exists, ..
            },
            Other::CreateFunction { name: new, .. },
        )
        | (
            Other::DropView {
                view: name,
                if_exists,
                ..
            },
            Other::CreateView { view: new, .. } | Other::CreateMaterializedView { view: new, .. },
        ) => *if_exists && name.name == new.name,
        _ => false,
    }
}
