//! A CHECK for the time of a plan: once it is validated, PostgreSQL takes it for proof and spares
//! a later statement the scan.

use model::name::quote_identifier;
use model::operation::{Constraint, ConstraintKind, Expression};
use model::{Name, QualifiedName};

use crate::draft::{Draft, Work};
use crate::target::Target;
use crate::{names, pieces};

/// A validated check.
pub(crate) struct Proof {
    on: QualifiedName,
    name: String,
    text: String,
}

impl Proof {
    /// Adds and validates a check that says `text`, which mentions these columns. It is named
    /// after the table, with the suffix.
    pub(crate) fn add(
        draft: &mut Draft<'_>,
        on: &Target,
        text: String,
        columns: &[String],
        suffix: &str,
    ) -> Proof {
        let name = names::constraint(&draft.catalog, on.table.as_ref(), on.stem(), suffix);
        let expression = Expression {
            text: text.clone(),
            columns: columns.to_vec(),
            ..Expression::default()
        };
        let constraint = Constraint {
            name: Some(Name::generated(name.clone())),
            kind: ConstraintKind::Check { expression },
            not_valid: true,
            not_enforced: false,
            deferrable: false,
            no_inherit: false,
            range: on.name.range(),
        };
        let violations = pieces::check_violations(&on.sql, &text);
        pieces::validated_later(draft, &on.name, &constraint, Some(violations));
        Proof {
            on: on.name.clone(),
            name,
            text,
        }
    }

    /// A row where it is missing or not validated.
    pub(crate) fn missing(&self) -> String {
        pieces::unvalidated(&self.on, &self.name)
    }

    /// The step that drops it, behind the statement that it proves something to.
    pub(crate) fn drop(&self) -> Work {
        let (on, quoted) = (self.on.to_sql(), quote_identifier(&self.name));
        Work::new(
            format!("Drop the check {}, which has done its work", self.name),
            vec![format!("ALTER TABLE {on} DROP CONSTRAINT {quoted}")],
            vec![format!(
                "ALTER TABLE {on} ADD CONSTRAINT {quoted} CHECK ({}) NOT VALID",
                self.text
            )],
        )
    }
}
