//! What comes after a change in its transaction, where that takes its danger away.
//!
//! Never looks past the end of the transaction: until then nobody sees what is between.

use super::{Question, dependents};
use crate::name::QualifiedName;
use crate::operation::{NoChange, Operation, Other, RenameTable};

/// The operations that are committed together with the change, those of the change itself among
/// them; nothing outside a transaction.
fn together<'a>(question: &Question<'a>) -> impl Iterator<Item = &'a Operation> {
    let following = if question.session.in_transaction {
        question.following
    } else {
        &[]
    };
    let own = question.change.parts.iter();
    own.chain(following.iter().flat_map(|it| &it.parts))
        .map(|it| &it.operation)
        .take_while(|it| {
            !matches!(
                it,
                Operation::NoChange(NoChange::Commit | NoChange::Rollback)
            )
        })
}

/// A view over the renamed table takes its old name, so that old code finds it.
pub(super) fn view_takes_name(question: &Question<'_>, rename: &RenameTable) -> bool {
    let catalog = question.catalog;
    let to = QualifiedName {
        schema: rename.table.schema.clone(),
        name: rename.to.clone(),
    };
    together(question).any(|it| {
        matches!(it, Operation::Other(Other::CreateView { view, reads, .. })
            if dependents::same_table(catalog, view, &rename.table)
                && reads.iter().any(|it| dependents::same_table(catalog, it, &to)))
    })
}

/// The table has a policy, or gets one in the same transaction.
pub(super) fn has_policy(question: &Question<'_>, table: &QualifiedName) -> bool {
    let catalog = question.catalog;
    let known = catalog.table(table);
    known.is_some_and(|it| !it.policies.is_empty())
        || together(question).any(|it| {
            matches!(it, Operation::Other(Other::CreatePolicy { table: of, .. })
                if dependents::same_table(catalog, of, table))
        })
}
