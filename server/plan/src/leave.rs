//! A table or a column that goes, and what is dropped before it: a deploy for each that would
//! make the last one lock another table.

use model::catalog::{TableConstraint, key};
use model::name::quote_identifier;
use model::operation::{ConstraintKind, References};

use crate::draft::{Draft, Work};
use crate::target::Target;
use crate::{Phase, restore};

/// What goes once no release that runs uses it.
pub(crate) struct Leaving<'a> {
    /// The table as it was before.
    pub(crate) target: &'a Target,
    /// `None` where the whole table goes.
    pub(crate) column: Option<&'a str>,
    /// What must be released before each of the deploys.
    pub(crate) released: String,
}

impl Leaving<'_> {
    /// Drops the foreign keys that go with it, one a deploy: each locks the referenced table too.
    pub(crate) fn foreign_keys(&self, draft: &mut Draft<'_>) {
        for constraint in self.target.constraints() {
            let ConstraintKind::ForeignKey {
                columns,
                references,
            } = &constraint.constraint.kind
            else {
                continue;
            };
            let goes = match self.column {
                Some(name) => columns.iter().any(|it| it.text == name),
                // One to the table itself locks no other.
                None => key(&references.table) != key(&self.target.name),
            };
            if goes {
                self.foreign_key(draft, constraint, references);
            }
        }
    }

    fn foreign_key(
        &self,
        draft: &mut Draft<'_>,
        constraint: &TableConstraint,
        references: &References,
    ) {
        let (at, name) = (&self.target.sql, &constraint.name);
        let drop = format!(
            "ALTER TABLE {at} DROP CONSTRAINT {}",
            quote_identifier(name)
        );
        let (description, mitigation, sql) = match self.column {
            Some(_) => (
                format!("Drops {name}, which would lock two tables at once."),
                "Nothing writes the column any more, so nothing is left to check.",
                vec![drop],
            ),
            None => (
                format!("Drops {name}, so that dropping the table locks no other."),
                "Nothing writes the table any more.",
                vec![
                    // As the application's own transactions lock them.
                    format!(
                        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
                        references.table.to_sql()
                    ),
                    drop,
                ],
            ),
        };
        draft.deploy(Phase::Contract, &["drop", name], description);
        draft.after_release(self.released.clone());
        draft.breaks(
            "constraint_removal",
            &self.target.name,
            self.column,
            mitigation,
        );
        draft.run(Work::new(
            format!("Drop {name}"),
            sql,
            restore::validated_constraint(at, constraint),
        ));
    }
}
