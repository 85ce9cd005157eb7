//! Everything that hangs on a column, made again on its successor: indexes, keys, checks,
//! references in both directions, NOT NULL.
//!
//! Builds beside the old column while everybody works; `swap` then changes places in one short
//! transaction. Never guesses a definition: what the catalog cannot write again is an obstacle.

mod swap;

use model::catalog::{Catalog, Index, TableConstraint, key};
use model::name::quote_identifier;
use model::operation::{AddIndex, Constraint, ConstraintKind, IndexKey};
use model::types::{BaseType, ColumnType};
use model::{Name, QualifiedName};

use crate::batch::Assignment;
use crate::draft::{Backfill, Draft, Run, Work};
use crate::sql::{literal, regclass, rename, sibling};
use crate::target::{Target, mentions, texts};
use crate::{Phase, Restores, names, pieces};

pub(crate) use swap::{Body, Left, contract, identity_sequence, old_name, swap};

/// A column and its successor.
pub(crate) struct Move {
    /// The table as it was before.
    pub(crate) target: Target,
    pub(crate) from: String,
    /// What the successor is called while both exist.
    pub(crate) to: String,
    pub(crate) old_type: ColumnType,
    pub(crate) new_type: ColumnType,
    pub(crate) collation: Option<String>,
    /// The successor's value, in terms of the old column.
    pub(crate) value: String,
    /// The old column's value, with `{}` for the successor; `None` where the types convert by
    /// themselves.
    pub(crate) back: Option<String>,
    /// Some stored values may not convert.
    pub(crate) fallible: bool,
    /// Different values may become the same.
    pub(crate) merges: bool,
    /// The default that the successor ends with: `None` what the old column has, inner `None`
    /// no default.
    pub(crate) default: Option<Option<String>>,
    /// The columns change names in the end: the successor takes over the old one's.
    pub(crate) takes_name: bool,
    pub(crate) function: String,
    pub(crate) trigger: String,
    pub(crate) copies: Copies,
}

/// What was made again, by its old and its new name.
#[derive(Default)]
pub(crate) struct Copies {
    pub(crate) indexes: Vec<(Index, String)>,
    /// Keys, the name of the index built for each, and the columns it is on.
    pub(crate) keys: Vec<(TableConstraint, String)>,
    pub(crate) constraints: Vec<(TableConstraint, String)>,
    pub(crate) inbound: Vec<(QualifiedName, TableConstraint, String)>,
    pub(crate) proof: Option<String>,
}

/// Why the column cannot be replaced by another one, or `None`.
pub(crate) fn obstacle(catalog: &Catalog, target: &Target, column: &str) -> Option<String> {
    let this = key(&target.name);
    for (name, view) in &catalog.objects.views {
        let reads = view.reads.iter().any(|it| key(it) == this);
        let uses = view.columns.is_empty()
            || view
                .columns
                .iter()
                .any(|it| it.column == column || it.column == "*");
        if reads && uses {
            return Some(format!(
                "the view {name} reads it; drop the view first and create it again afterwards"
            ));
        }
    }
    let table = target.table.as_ref()?;
    if table
        .partition_by
        .as_ref()
        .is_some_and(|it| it.iter().any(|it| it.text == column))
    {
        return Some("it is part of the partition key".to_owned());
    }
    if table.is_partition || !table.parents.is_empty() {
        return Some("the table inherits it; change the parent".to_owned());
    }
    let inherited = catalog.tables.values().any(|it| it.parents.contains(&this));
    if table.partition_by.is_some() || inherited {
        return Some("other tables inherit it".to_owned());
    }
    let generated = table.columns.iter().find(|it| {
        it.generated
            .as_ref()
            .is_some_and(|it| it.expression.columns.iter().any(|it| it == column))
    });
    if let Some(it) = generated {
        return Some(format!(
            "the generated column {} is computed from it",
            it.name
        ));
    }
    if target
        .column(column)
        .is_some_and(|it| it.generated.is_some())
    {
        return Some("it is a generated column".to_owned());
    }
    if let Some(it) = table
        .policies
        .iter()
        .find(|it| it.columns.iter().any(|it| it == column))
    {
        return Some(format!("the policy {} uses it", it.name));
    }
    let trigger = table.triggers.iter().find(|it| {
        it.update_of.iter().any(|it| it.text == column)
            || it
                .when
                .as_ref()
                .is_some_and(|it| it.columns.iter().any(|it| it == column))
    });
    if let Some(it) = trigger {
        return Some(format!("the trigger {} names it", it.name));
    }
    let excluded = table.constraints.iter().find(|it| {
        matches!(&it.constraint.kind, ConstraintKind::Exclusion { elements, .. }
            if elements.iter().any(|it| it.columns.iter().any(|it| it == column)))
    });
    excluded.map(|it| {
        format!(
            "the exclusion constraint {} is on it, which cannot be built online",
            it.name
        )
    })
}

impl Move {
    /// Adds the successor and keeps it filled from now on.
    /// `precheck` finds rows that could not be filled.
    pub(crate) fn add(&self, draft: &mut Draft<'_>, body: &str, precheck: Option<&str>) {
        let at = &self.target.sql;
        let to = quote_identifier(&self.to);
        let (function, trigger) = (self.function(), quote_identifier(&self.trigger));
        let mut sql = Vec::new();
        let mut column = model::operation::Column::new(
            Name::generated(self.to.clone()),
            Some(self.new_type.clone()),
        );
        column.collation = self.collation.clone();
        draft.deploy(
            Phase::Expand,
            &["add", self.target.stem(), &self.to],
            format!(
                "Adds {}.{} beside {} and keeps it filled.",
                self.target.name, self.to, self.from
            ),
        );
        sql.push(format!(
            "ALTER TABLE {at} ADD COLUMN {}",
            model::render::column(&column)
        ));
        sql.extend(self.said(&self.to));
        let mut add = Work::new(
            format!("Add {}.{}", self.target.name, self.to),
            sql,
            vec![format!("ALTER TABLE {at} DROP COLUMN {to}")],
        );
        add.precheck.extend(precheck.map(str::to_owned));
        draft.run(add);
        draft.run(Work::new(
            format!("Keep {} in step with {}", self.to, self.from),
            vec![
                create_function("CREATE", &function, body),
                self.create_trigger(),
            ],
            vec![
                format!("DROP TRIGGER {trigger} ON {at}"),
                format!("DROP FUNCTION {function}()"),
            ],
        ));
    }

    /// Fills the successor's existing rows.
    pub(crate) fn fill(&self, draft: &mut Draft<'_>) {
        let at = &self.target.sql;
        let (from, to) = (quote_identifier(&self.from), quote_identifier(&self.to));
        let pending = if self.value == from {
            format!("{to} IS NULL AND {from} IS NOT NULL")
        } else {
            format!("{to} IS NULL AND ({}) IS NOT NULL", self.value)
        };
        draft.backfill(
            Phase::Migrate,
            &["fill", self.target.stem(), &self.to],
            Backfill {
                title: format!("Fill {}.{}", self.target.name, self.to),
                note: None,
                target: &self.target,
                set: vec![Assignment::new(&self.to, &self.value, &pending)],
                precheck: self.misfits().into_iter().collect(),
                verify: Vec::new(),
                undo: Vec::new(),
                restores: Restores::SchemaAndData,
            },
        );
        draft.run(Work {
            run: Run::Long,
            ..Work::new(
                format!("Collect statistics on {}", self.to),
                vec![format!("ANALYZE {at} ({to})")],
                Vec::new(),
            )
        });
    }

    /// Makes again on the successor what hangs on the old column.
    pub(crate) fn copy(&mut self, draft: &mut Draft<'_>) {
        self.copy_indexes(draft);
        self.copy_constraints(draft);
    }

    fn copy_indexes(&mut self, draft: &mut Draft<'_>) {
        for constraint in self.target.constraints().to_vec() {
            let columns = match &constraint.constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. } => texts(columns),
                ConstraintKind::ForeignKey { .. }
                | ConstraintKind::Check { .. }
                | ConstraintKind::Exclusion { .. }
                | ConstraintKind::NotNull { .. }
                | ConstraintKind::Unknown(_) => continue,
            };
            if !columns.contains(&self.from) {
                continue;
            }
            let name = names::relation(&draft.catalog, &constraint.name, "new");
            let merges = self.merges_in(&columns);
            let keys = columns.iter().map(|it| self.key(it)).collect();
            let mut copy = self.index(&name, true, keys);
            if let ConstraintKind::Unique {
                nulls_not_distinct: true,
                ..
            } = &constraint.constraint.kind
            {
                copy.attributes = Some("NULLS NOT DISTINCT".to_owned());
            }
            pieces::build_index_of(draft, &copy, merges);
            self.copies.keys.push((constraint, name));
        }
        for index in self.target.indexes().to_vec() {
            if index.constraint.is_some() || !mentions(&index, &self.from) || index.invalid {
                continue;
            }
            let name = names::relation(&draft.catalog, &index.name, "new");
            let keys = index
                .keys
                .iter()
                .map(|it| IndexKey {
                    column: it
                        .column
                        .as_ref()
                        .map(|it| Name::generated(self.renamed(&it.text))),
                    text: rename(&it.text, &self.from, &self.to),
                    columns: it.columns.iter().map(|it| self.renamed(it)).collect(),
                })
                .collect();
            let mut copy = self.index(&name, index.unique, keys);
            copy.method = index.method.clone();
            copy.attributes = index.attributes.clone();
            copy.include = index
                .include
                .iter()
                .map(|it| Name::generated(self.renamed(&it.text)))
                .collect();
            copy.predicate = index.predicate.clone();
            if let Some(predicate) = &mut copy.predicate {
                predicate.text = rename(&predicate.text, &self.from, &self.to);
            }
            let keys: Vec<String> = index.keys.iter().map(|it| it.text.clone()).collect();
            pieces::build_index_of(draft, &copy, self.merges_in(&keys));
            self.copies.indexes.push((index, name));
        }
    }

    /// Whether rows may share these keys once the column is of the other type: not where they
    /// hold a primary key besides.
    fn merges_in(&self, columns: &[String]) -> bool {
        let key = self.target.primary_key();
        let kept = !key.is_empty()
            && key
                .iter()
                .all(|it| *it != self.from && columns.contains(it));
        self.merges && !kept
    }

    fn copy_constraints(&mut self, draft: &mut Draft<'_>) {
        let at = self.target.sql.clone();
        let mut added: Vec<(QualifiedName, String, bool)> = Vec::new();
        if self.target.not_null(&self.from) {
            let to = quote_identifier(&self.to);
            let stem = format!("{}_{}", self.target.stem(), self.to);
            let proof =
                names::constraint(&draft.catalog, self.target.table.as_ref(), &stem, "present");
            let name = quote_identifier(&proof);
            self.begin(draft, &proof);
            draft.run(
                Work::new(
                    format!("Refuse NULLs in {}", self.to),
                    vec![format!(
                        "ALTER TABLE {at} ADD CONSTRAINT {name} CHECK ({to} IS NOT NULL) NOT VALID"
                    )],
                    vec![format!("ALTER TABLE {at} DROP CONSTRAINT IF EXISTS {name}")],
                )
                .precheck(format!("SELECT 1 FROM {at} WHERE {to} IS NULL LIMIT 1")),
            );
            added.push((self.target.name.clone(), proof.clone(), false));
            self.copies.proof = Some(proof);
        }
        for constraint in self.target.constraints().to_vec() {
            let Some(copy) = self.constraint(&constraint.constraint) else {
                continue;
            };
            let foreign = matches!(copy.kind, ConstraintKind::ForeignKey { .. });
            let name = names::constraint(
                &draft.catalog,
                self.target.table.as_ref(),
                &constraint.name,
                "new",
            );
            self.add_constraint(draft, &self.target.name, copy, &name);
            added.push((self.target.name.clone(), name.clone(), foreign));
            self.copies.constraints.push((constraint, name));
        }
        for (child, constraint) in inbound(&draft.catalog, &self.target, &self.from) {
            let mut copy = constraint.constraint.clone();
            if let ConstraintKind::ForeignKey { references, .. } = &mut copy.kind {
                let keys = if references.columns.is_empty() {
                    self.target.primary_key()
                } else {
                    texts(&references.columns)
                };
                references.columns = keys
                    .iter()
                    .map(|it| Name::generated(self.renamed(it)))
                    .collect();
            }
            let table = draft.target(&child);
            let name = names::constraint(
                &draft.catalog,
                table.table.as_ref(),
                &constraint.name,
                "new",
            );
            self.add_constraint(draft, &child, copy, &name);
            added.push((child.clone(), name.clone(), true));
            self.copies.inbound.push((child, constraint, name));
        }
        if added.is_empty() {
            return;
        }
        draft.deploy(
            Phase::Migrate,
            &["validate", self.target.stem(), &self.to],
            "Checks the existing rows while everybody reads and writes.",
        );
        for (table, name, foreign) in added {
            let cost = if foreign {
                crate::cost::Cost::ForeignKey
            } else {
                crate::cost::Cost::Check
            };
            let rows = draft.target(&table).rows;
            draft.run(
                Work::new(
                    format!("Check {name} for the existing rows"),
                    vec![format!(
                        "ALTER TABLE {} VALIDATE CONSTRAINT {}",
                        table.to_sql(),
                        quote_identifier(&name)
                    )],
                    Vec::new(),
                )
                .long(cost, rows)
                .verify(pieces::unvalidated(&table, &name)),
            );
        }
    }

    fn add_constraint(
        &self,
        draft: &mut Draft<'_>,
        table: &QualifiedName,
        mut copy: Constraint,
        name: &str,
    ) {
        copy.name = Some(Name::generated(name));
        copy.not_valid = true;
        let at = table.to_sql();
        self.begin(draft, name);
        draft.run(Work::new(
            format!("Add {name} for new rows only"),
            vec![format!(
                "ALTER TABLE {at} ADD {}",
                model::render::constraint(&copy)
            )],
            vec![format!(
                "ALTER TABLE {at} DROP CONSTRAINT IF EXISTS {}",
                quote_identifier(name)
            )],
        ));
    }

    /// A deploy of its own for each constraint: a foreign key locks two tables.
    fn begin(&self, draft: &mut Draft<'_>, name: &str) {
        draft.deploy(
            Phase::Migrate,
            &["add", name],
            format!("Adds {name} for new rows; existing rows are not read."),
        );
    }

    /// The constraint on the successor, for checks and foreign keys that mention the column.
    fn constraint(&self, constraint: &Constraint) -> Option<Constraint> {
        let mut res = constraint.clone();
        match &mut res.kind {
            ConstraintKind::Check { expression } => {
                if !expression.columns.contains(&self.from) {
                    return None;
                }
                expression.text = rename(&expression.text, &self.from, &self.to);
                expression.columns = expression
                    .columns
                    .iter()
                    .map(|it| self.renamed(it))
                    .collect();
            }
            ConstraintKind::ForeignKey { columns, .. } => {
                if !columns.iter().any(|it| it.text == self.from) {
                    return None;
                }
                for column in columns {
                    column.text = self.renamed(&column.text);
                }
            }
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => return None,
        }
        Some(res)
    }

    /// Finds a value that does not convert, or fails with the server's own words for it.
    fn misfits(&self) -> Option<String> {
        if !self.fallible {
            return None;
        }
        let (at, from) = (&self.target.sql, quote_identifier(&self.from));
        let ty = &self.new_type;
        let limited = matches!(ty.base, BaseType::Varchar | BaseType::Char) && !ty.array;
        let condition = match ty.modifiers.first() {
            // A cast cuts what an assignment refuses.
            Some(limit) if limited => {
                format!("length(rtrim(({})::text, ' ')) > {limit}", self.value)
            }
            _ => format!(
                "{from} IS NOT NULL AND ({})::{} IS NULL",
                self.value, ty.text
            ),
        };
        Some(format!("SELECT 1 FROM {at} WHERE {condition} LIMIT 1"))
    }

    /// What was said of the column beyond its type, for the column of another name.
    fn said(&self, name: &str) -> Vec<String> {
        let table = self.target.table.as_ref();
        // The words do not tell a table from its column of the same name.
        let said = table.map_or(&[][..], |it| &it.said);
        let said = said.iter().filter(|_| self.target.stem() != self.from);
        let named = said.filter(|it| rename(it, &self.from, "") != **it);
        named.map(|it| rename(it, &self.from, name)).collect()
    }

    /// A row when one column has a comment, privileges or options that the other has not.
    fn unlike(&self, one: &str, other: &str) -> String {
        let (table, one, other) = (regclass(&self.target.name), literal(one), literal(other));
        format!(
            "SELECT a.attname FROM pg_attribute a JOIN pg_attribute b ON b.attrelid = a.attrelid WHERE a.attrelid = {table} AND a.attname = {one} AND b.attname = {other} AND (a.attacl, nullif(a.attstattarget, -1), a.attoptions, col_description(a.attrelid, a.attnum)) IS DISTINCT FROM (b.attacl, nullif(b.attstattarget, -1), b.attoptions, col_description(b.attrelid, b.attnum))"
        )
    }

    fn renamed(&self, column: &str) -> String {
        if column == self.from {
            self.to.clone()
        } else {
            column.to_owned()
        }
    }

    fn key(&self, column: &str) -> IndexKey {
        let name = Name::generated(self.renamed(column));
        IndexKey {
            text: name.to_sql(),
            columns: vec![name.text.clone()],
            column: Some(name),
        }
    }

    fn index(&self, name: &str, unique: bool, keys: Vec<IndexKey>) -> AddIndex {
        AddIndex {
            name: Some(Name::generated(name)),
            table: self.target.name.clone(),
            only: false,
            if_not_exists: false,
            unique,
            concurrently: true,
            keys,
            include: Vec::new(),
            method: None,
            attributes: None,
            predicate: None,
            range: self.target.name.name.range,
        }
    }

    /// The old column's value in the trigger: PL/pgSQL converts what it assigns.
    pub(crate) fn assigned_back(&self, new: &str) -> String {
        let new = format!("NEW.{}", quote_identifier(new));
        match &self.back {
            Some(back) => back.replace("{}", &new),
            None => new,
        }
    }

    /// The old column's value, in terms of the successor (as SQL).
    fn value_back(&self, new: &str) -> String {
        if let Some(back) = &self.back {
            back.replace("{}", new)
        } else if self.old_type == self.new_type {
            new.to_owned()
        } else {
            format!("{new}::{}", self.old_type.text)
        }
    }

    /// A constraint of the old column, under the column's later name.
    fn on_old(&self, constraint: &Constraint, old: &str) -> Constraint {
        let mut res = constraint.clone();
        match &mut res.kind {
            ConstraintKind::Check { expression } => {
                expression.text = rename(&expression.text, &self.from, old);
            }
            ConstraintKind::ForeignKey { columns, .. } => {
                for column in columns.iter_mut().filter(|it| it.text == self.from) {
                    column.text = old.to_owned();
                }
            }
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclusion { .. }
            | ConstraintKind::NotNull { .. }
            | ConstraintKind::Unknown(_) => {}
        }
        res
    }

    /// The statement that makes an index of the old column again, under their later names.
    fn index_on_old(&self, index: &Index, name: &str, old: &str) -> String {
        let keys = index
            .keys
            .iter()
            .map(|it| IndexKey {
                text: rename(&it.text, &self.from, old),
                ..it.clone()
            })
            .collect();
        let mut again = self.index(name, index.unique, keys);
        again.concurrently = false;
        again.method = index.method.clone();
        again.attributes = index.attributes.clone();
        again.predicate = index.predicate.clone();
        if let Some(predicate) = &mut again.predicate {
            predicate.text = rename(&predicate.text, &self.from, old);
        }
        again.include = index
            .include
            .iter()
            .map(|it| {
                if it.text == self.from {
                    Name::generated(old)
                } else {
                    it.clone()
                }
            })
            .collect();
        pieces::add_index_sql(&again)
    }

    /// The trigger's function as SQL, in the table's schema.
    fn function(&self) -> String {
        sibling(&self.target.name, &self.function).to_sql()
    }

    fn create_trigger(&self) -> String {
        format!(
            "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}()",
            quote_identifier(&self.trigger),
            self.target.sql,
            self.function()
        )
    }
}

pub(crate) fn create_function(verb: &str, name: &str, body: &str) -> String {
    format!(
        "{verb} FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n{body}  RETURN NEW;\nEND\n$$"
    )
}

/// An assignment in a trigger's function (`NEW.column := …;`) that leaves NULL where the column's
/// type cannot hold the value. `column` as SQL.
pub(crate) fn tolerant(assign: &str, column: &str) -> String {
    format!(
        "  BEGIN\n    {assign}\n  EXCEPTION WHEN data_exception THEN\n    NEW.{column} := NULL;\n  END;\n"
    )
}

/// Foreign keys that point to a column of a table.
pub(crate) fn inbound(
    catalog: &Catalog,
    target: &Target,
    column: &str,
) -> Vec<(QualifiedName, TableConstraint)> {
    let this = key(&target.name);
    let primary = target.primary_key();
    let mut res = Vec::new();
    for table in catalog.tables.values() {
        for constraint in &table.constraints {
            if let ConstraintKind::ForeignKey { references, .. } = &constraint.constraint.kind {
                let here = key(&references.table) == this;
                let named = if references.columns.is_empty() {
                    primary.iter().any(|it| it == column)
                } else {
                    references.columns.iter().any(|it| it.text == column)
                };
                if here && named {
                    res.push((table.name.clone(), constraint.clone()));
                }
            }
        }
    }
    res
}
