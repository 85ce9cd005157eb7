//! What a rule may ask.

use model::judge::Judged;
use model::{Context, Document, Migration};

use crate::chain::Workspace;
use crate::{ChangeId, Finding};

/// One change of an upgrade, judged.
pub struct ChangeContext<'a> {
    pub document: &'a DocumentContext<'a>,
    pub migration: &'a Migration,
    pub judged: &'a Judged<'a>,
    pub id: ChangeId,
}

/// One migration, after its changes.
pub struct MigrationContext<'a> {
    pub document: &'a DocumentContext<'a>,
    pub migration: &'a Migration,
    pub index: usize,
    /// The state before the migration.
    pub before: &'a model::Catalog,
    /// The state after its upgrade.
    pub after: &'a model::Catalog,
    /// The risk of each change of the upgrade, in order.
    pub risks: &'a [model::Risk],
    /// The facts of each change of the upgrade, in order.
    pub facts: &'a [Vec<model::Facts>],
    /// What the rules for single changes found.
    pub findings: &'a [Finding],
}

/// One document in its workspace.
pub struct DocumentContext<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub document: &'a Document,
    pub workspace: &'a Workspace,
    /// The configured context, before a specification's own words.
    pub context: &'a Context,
}
