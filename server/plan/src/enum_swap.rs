//! An enum type that another takes the place of, with its name and its columns.
//!
//! The columns move one by one, each by way of a second column; the types change names in one
//! short transaction, and then the columns do.

use model::catalog::{Catalog, key};
use model::name::quote_identifier;
use model::types::{BaseType, ColumnType};
use model::{Name, QualifiedName};

use crate::carry::{self, Copies, Left, Move, tolerant};
use crate::draft::{Draft, Work};
use crate::sql::{literal, sibling};
use crate::{Phase, names};

/// What a type is to become.
pub(crate) struct Wanted {
    pub(crate) name: QualifiedName,
    /// What the old type is called while the new one takes over.
    pub(crate) aside: String,
    pub(crate) labels: Vec<String>,
    pub(crate) columns: Vec<(QualifiedName, Name)>,
}

/// Two types and the columns between them.
pub(crate) struct EnumSwap {
    wanted: Wanted,
    old: QualifiedName,
    new: QualifiedName,
    /// The old type's labels.
    known: Vec<String>,
}

/// A column's successor, and what its trigger does before the swap.
struct Column {
    moved: Move,
    forward: String,
}

/// The second columns, filled and kept in step.
pub(crate) struct Columns(Vec<Column>);

/// The labels of an enum, in their order. `None` where it is not known.
pub(crate) fn labels<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Option<&'a [String]> {
    let enums = &catalog.objects.enums;
    let known = enums
        .get(&key(name))
        .or_else(|| enums.get(&name.name.text))?;
    Some(&known.values)
}

impl EnumSwap {
    /// `None` where the old type is not known.
    pub(crate) fn new(before: &Catalog, wanted: Wanted) -> Option<EnumSwap> {
        let name = &wanted.name;
        let new = names::data_type(before, &name.name.text, "new");
        Some(EnumSwap {
            old: sibling(name, &wanted.aside),
            new: sibling(name, &new),
            known: labels(before, name)?.to_vec(),
            wanted,
        })
    }

    /// Why there is no online way, or `None`.
    pub(crate) fn obstacle(&self, draft: &Draft<'_>) -> Option<String> {
        self.wanted.columns.iter().find_map(|(table, column)| {
            let target = draft.target(table);
            let why = carry::obstacle(&draft.catalog, &target, column.as_str())?;
            Some(format!(
                "{table}.{column} cannot be replaced by another column: {why}."
            ))
        })
    }

    /// Creates the new type beside the old one.
    pub(crate) fn create(&self, draft: &mut Draft<'_>) {
        let (name, new) = (&self.wanted.name, &self.new);
        draft.deploy(
            Phase::Expand,
            &["create", &new.name.text],
            format!("Creates the type that takes the place of {name}."),
        );
        draft.after_release(format!(
            "No release that runs writes a label of {name} that goes."
        ));
        let mut create = Work::new(
            format!("Create {new}"),
            vec![create_type(new, &self.wanted.labels)],
            vec![format!("DROP TYPE {}", new.to_sql())],
        );
        create.precheck.extend(self.strays());
        draft.run(create);
    }

    /// Adds the second columns, of the new type, and what hangs on the first ones.
    pub(crate) fn add_columns(&self, draft: &mut Draft<'_>) -> Columns {
        let mut res = Vec::new();
        for (table, column) in &self.wanted.columns {
            let mut moved = self.successor(draft, table, column);
            let (from, to) = (quote_identifier(&moved.from), quote_identifier(&moved.to));
            let assign = format!("NEW.{to} := NEW.{from}::text::{};", self.new.to_sql());
            let forward = tolerant(&assign, &to);
            moved.add(draft, &forward, None);
            moved.fill(draft);
            moved.copy(draft);
            res.push(Column { moved, forward });
        }
        Columns(res)
    }

    fn successor(&self, draft: &Draft<'_>, table: &QualifiedName, column: &Name) -> Move {
        let target = draft.target(table);
        let from = quote_identifier(column.as_str());
        let stem = format!("{}_{column}", target.stem());
        Move {
            from: column.text.clone(),
            to: names::column(target.table.as_ref(), column.as_str(), "new"),
            old_type: named_type(&self.old),
            new_type: named_type(&self.new),
            collation: None,
            fallible: true,
            merges: false,
            default: None,
            takes_name: true,
            function: names::function(&draft.catalog, &stem, "sync"),
            trigger: names::trigger(&stem, "sync"),
            copies: Copies::default(),
            value: format!("{from}::text::{}", self.new.to_sql()),
            back: Some(format!("{{}}::text::{}", self.old.to_sql())),
            target,
        }
    }

    /// Types and columns change names.
    pub(crate) fn swap(&self, draft: &mut Draft<'_>, columns: &Columns) -> Vec<Left> {
        let name = &self.wanted.name;
        draft.deploy(
            Phase::Migrate,
            &["swap", &name.name.text],
            format!("The new type takes the name {name}, and its columns take theirs."),
        );
        draft.after_release(format!(
            "Every release that runs does without the labels of {name} that go."
        ));
        self.say_what_breaks(draft, columns);
        draft.run(self.swap_types());
        columns.0.iter().map(|it| it.swap(draft)).collect()
    }

    fn say_what_breaks(&self, draft: &mut Draft<'_>, columns: &Columns) {
        for Column { moved, .. } in &columns.0 {
            draft.breaks(
                "incompatible_type",
                &moved.target.name,
                Some(&moved.from),
                "The names never go missing: the new type and the new column take them in the same transaction.",
            );
            draft.breaks(
                "dropping_column",
                &moved.target.name,
                Some(&moved.to),
                "No code uses this name: it was there for the migration only.",
            );
        }
        for name in [&self.wanted.name, &self.new] {
            draft.breaks(
                "dropping_table",
                name,
                None,
                "The type's name never goes missing: another type takes it in the same transaction.",
            );
        }
    }

    fn swap_types(&self) -> Work {
        let (name, old, new) = (&self.wanted.name, &self.old, &self.new);
        let mut tables: Vec<String> = Vec::new();
        for (table, _) in &self.wanted.columns {
            if !tables.contains(&table.to_sql()) {
                tables.push(table.to_sql());
            }
        }
        // All at once: whoever has one of them goes on before any is renamed.
        let lock = (tables.len() > 1)
            .then(|| format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables.join(", ")));
        let renames = [rename_type(name, old), rename_type(new, name)];
        let mut res = Work::new(
            format!("Let {new} take the name {name}"),
            lock.into_iter().chain(renames).collect(),
            vec![rename_type(name, new), rename_type(old, name)],
        );
        res.precheck.extend(self.strays());
        res
    }

    /// Drops the first columns, and the old type behind them.
    pub(crate) fn contract(&self, draft: &mut Draft<'_>, columns: &Columns, left: &[Left]) {
        for (column, left) in columns.0.iter().zip(left) {
            carry::contract(draft, &column.moved, left);
        }
        let old = &self.old;
        draft.deploy(
            Phase::Contract,
            &["drop", &old.name.text],
            format!("Drops the old type, {old}."),
        );
        draft.breaks(
            "dropping_table",
            old,
            None,
            "No column is of the old type any more, and no code names it.",
        );
        draft.run(Work::new(
            format!("Drop {old}"),
            vec![format!("DROP TYPE {}", old.to_sql())],
            vec![create_type(old, &self.known)],
        ));
    }

    /// For each column, a row that holds a label that goes.
    fn strays(&self) -> impl Iterator<Item = String> {
        let labels = literals(&self.wanted.labels);
        self.wanted.columns.iter().map(move |(table, column)| {
            format!(
                "SELECT 1 FROM {} WHERE {}::text NOT IN ({labels}) LIMIT 1",
                table.to_sql(),
                column.to_sql()
            )
        })
    }
}

impl Column {
    fn swap(&self, draft: &mut Draft<'_>) -> Left {
        let moved = &self.moved;
        let back = |aside: &str, now: &str| {
            let aside = quote_identifier(aside);
            let assign = format!("NEW.{aside} := {};", moved.assigned_back(now));
            tolerant(&assign, &aside)
        };
        let unique = moved.target.unique_with(&moved.from);
        let reverse: Option<carry::Body<'_>> = if unique { None } else { Some(&back) };
        carry::swap(draft, moved, &self.forward, reverse)
    }
}

fn named_type(name: &QualifiedName) -> ColumnType {
    ColumnType {
        text: name.to_sql(),
        base: BaseType::Named(name.to_string()),
        ..ColumnType::default()
    }
}

fn create_type(name: &QualifiedName, labels: &[String]) -> String {
    format!(
        "CREATE TYPE {} AS ENUM ({})",
        name.to_sql(),
        literals(labels)
    )
}

fn rename_type(from: &QualifiedName, to: &QualifiedName) -> String {
    format!(
        "ALTER TYPE {} RENAME TO {}",
        from.to_sql(),
        to.name.to_sql()
    )
}

fn literals(labels: &[String]) -> String {
    let all: Vec<String> = labels.iter().map(|it| literal(it)).collect();
    all.join(", ")
}
