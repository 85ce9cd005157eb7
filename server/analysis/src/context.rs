//! What a rule may ask.

use model::judge::Judged;
use model::{Context, Document, Facts, Migration, Operation, Risk};
use syntax::TextRange;

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
    /// What is configured, with what a request says of it.
    pub context: &'a Context,
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
    /// The configured context, before a specification's own words and a request's.
    pub context: &'a Context,
}

/// One part of a change: what rules for single changes mostly look at.
pub struct PartContext<'a> {
    pub index: usize,
    pub id: ChangeId,
    pub operation: &'a Operation,
    pub risk: &'a Risk,
    /// Of the statement that the part stands in; `None` when that is not understood.
    pub facts: Option<&'a Facts>,
    /// Where a finding about it is shown; never empty.
    pub range: TextRange,
    pub before: &'a model::Catalog,
    /// Its table is created by this migration, or by one that is applied nowhere.
    pub new_table: bool,
}

impl<'a> ChangeContext<'a> {
    /// The parts of the change, in order.
    pub fn parts(&self) -> impl Iterator<Item = PartContext<'a>> + use<'a> {
        let judged = self.judged;
        let id = self.id;
        let change = judged.change;
        let alone = change.parts.len() == 1;
        change
            .parts
            .iter()
            .zip(judged.parts)
            .enumerate()
            .map(move |(index, (part, risk))| PartContext {
                index,
                id,
                operation: &part.operation,
                risk,
                facts: judged.facts.get(usize::from(part.statement)),
                range: [
                    if alone { change.focus } else { part.range },
                    part.range,
                    change.focus,
                ]
                .into_iter()
                .find(|it| !it.is_empty())
                .unwrap_or(change.range),
                before: judged.before,
                new_table: risk.adjustments.iter().any(|it| it.name == "new-table"),
            })
    }

    /// The specification that the change stands in, if any.
    pub fn in_specification(&self) -> bool {
        matches!(
            self.migration.source,
            model::MigrationSource::Specification(_)
        )
    }
}
