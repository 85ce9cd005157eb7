//! Columns whose values come from others of the same row: computed by a trigger while old code
//! writes those, filled in batches where rows are there.

use model::QualifiedName;
use model::name::quote_identifier;

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft};
use crate::target::Target;
use crate::trigger::Carrier;
use crate::trigger::Trigger;
use crate::{Phase, Restores};

/// New columns of a table, and the old ones that their values come from.
pub(crate) struct Derived<'a> {
    pub(crate) table: &'a QualifiedName,
    pub(crate) new: Vec<String>,
    pub(crate) old: Vec<String>,
    /// New columns with their values, in terms of the old ones.
    pub(crate) values: Vec<(String, String)>,
}

impl Derived<'_> {
    /// The new columns, as a sentence names them.
    pub(crate) fn new_words(&self) -> String {
        self.new.join(" and ")
    }

    /// The old columns, as a sentence names them.
    pub(crate) fn old_words(&self) -> String {
        self.old.join(" and ")
    }

    /// Fills the new columns of rows that are written.
    pub(crate) fn trigger(&self, draft: &Draft<'_>) -> Trigger {
        let first = self.new.first().map_or("", String::as_str);
        let stem = format!("{}_{first}", self.table.name.text);
        let title = format!("Fill {} of rows that are written", self.new_words());
        Carrier::new(draft, self.table, &stem, "sync").on(
            self.table,
            "BEFORE INSERT OR UPDATE",
            title,
            &self.body(),
        )
    }

    /// Fills the rows that are there, all columns in one pass.
    pub(crate) fn fill(&self, draft: &mut Draft<'_>, target: &Target) {
        let fills = self.values.iter().map(|(name, value)| {
            // Each by itself: a row that has one of them from new code keeps it.
            let column = quote_identifier(name);
            let empty = format!("{column} IS NULL AND ({value}) IS NOT NULL");
            Assignment::new(name, value, &empty)
        });
        draft.backfill(
            Phase::Migrate,
            &["fill", target.stem(), &self.new.join("_")],
            Backfill {
                title: format!("Fill {}.{}", self.table, self.new_words()),
                note: None,
                target,
                set: fills.collect(),
                precheck: Vec::new(),
                verify: Vec::new(),
                undo: Vec::new(),
                restores: Restores::SchemaAndData,
            },
        );
    }

    /// Old columns fill new ones; what was written into a new one stays.
    fn body(&self) -> String {
        let table = self.table.name.to_sql();
        let (mut inserted, mut updated) = (String::new(), String::new());
        for (column, text) in &self.values {
            let column = quote_identifier(column);
            let value = format!("(SELECT {text} FROM (SELECT NEW.*) AS {table})");
            inserted.push_str(&format!(
                "    NEW.{column} := coalesce(NEW.{column}, {value});\n"
            ));
            updated.push_str(&format!(
                "    IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN\n      NEW.{column} := {value};\n    END IF;\n"
            ));
        }
        let row = |record: &str| {
            let all = self.old.iter();
            let all: Vec<String> = all
                .map(|it| format!("{record}.{}", quote_identifier(it)))
                .collect();
            format!("ROW({})", all.join(", "))
        };
        format!(
            "  IF TG_OP = 'INSERT' THEN\n{inserted}  ELSIF {} IS DISTINCT FROM {} THEN\n{updated}  END IF;\n",
            row("NEW"),
            row("OLD")
        )
    }
}
