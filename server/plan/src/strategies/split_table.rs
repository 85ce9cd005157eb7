//! Columns that become a table of their own.

use model::name::quote_identifier;
use model::operation::{BulkInsert, ConstraintKind, CreateTable};
use model::{Operation, QualifiedName};

use crate::carry::create_function;
use crate::draft::{BATCH, Batches, Draft, Work};
use crate::query::{self, Query};
use crate::sql::{list, sibling};
use crate::target::texts;
use crate::{Phase, Plan, Request, Restores, Strategy, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "split-table",
    since: "0.1.0",
    docs: include_str!("split_table.md"),
    expand,
};

struct Intent<'a> {
    create: &'a CreateTable,
    insert: &'a BulkInsert,
    source: &'a QualifiedName,
    /// Columns of the source that go.
    drops: Vec<String>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<Intent<'a>> {
    let [
        Operation::CreateTable(create),
        Operation::BulkInsert(insert),
        rest @ ..,
    ] = operations
    else {
        return None;
    };
    let [source] = insert.reads.as_slice() else {
        return None;
    };
    let mut drops = Vec::new();
    for operation in rest {
        let Operation::DropColumn(it) = operation else {
            return None;
        };
        if it.table != *source || it.cascade {
            return None;
        }
        drops.push(it.column.text.clone());
    }
    let plain = create.table == insert.table
        && create.partition_of.is_none()
        && create.as_select.is_none()
        && !create.temporary
        && !drops.is_empty();
    plain.then_some(Intent {
        create,
        insert,
        source,
        drops,
    })
}

/// A query that fills a table, and what it means for single rows.
pub(super) struct Filling<'a> {
    /// The table that is filled.
    pub(super) to: &'a QualifiedName,
    pub(super) columns: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) source: &'a QualifiedName,
    pub(super) query: Query,
}

impl Filling<'_> {
    /// `INSERT … SELECT` of an INSERT's text; `None` where it is more than one table and columns.
    pub(super) fn new<'a>(
        to: &'a QualifiedName,
        columns: Vec<String>,
        keys: Vec<String>,
        source: &'a QualifiedName,
        text: &str,
    ) -> Option<Filling<'a>> {
        let query = query::select(&super::bulk_insert::query(text)?, source)?;
        let fits = query.items.len() == columns.len()
            && !keys.is_empty()
            && keys.iter().all(|it| columns.contains(it));
        fits.then_some(Filling {
            to,
            columns,
            keys,
            source,
            query,
        })
    }

    fn filter(&self) -> String {
        let condition = self.query.condition.as_ref();
        condition.map_or_else(String::new, |it| format!(" WHERE {it}"))
    }

    /// The rows that the source gives, as a relation with the table's column names.
    fn rows(&self, from: &str) -> String {
        format!(
            "(SELECT {} FROM {from} AS {}{}) AS source ({})",
            self.query.items.join(", "),
            self.query.alias,
            self.filter(),
            list(&self.columns)
        )
    }

    fn same(&self, one: &str, other: &str) -> String {
        let all: Vec<String> = self
            .keys
            .iter()
            .map(|it| {
                let key = quote_identifier(it);
                format!("{one}.{key} = {other}.{key}")
            })
            .collect();
        all.join(" AND ")
    }

    /// The statements of a trigger function that keeps the table in step with the source: one row
    /// goes, another comes, either may be missing.
    pub(super) fn body(&self) -> String {
        let at = self.to.to_sql();
        let cols = list(&self.columns);
        let others: Vec<String> = self
            .columns
            .iter()
            .filter(|it| !self.keys.contains(it))
            .map(|it| {
                let column = quote_identifier(it);
                format!("{column} = EXCLUDED.{column}")
            })
            .collect();
        let conflict = if others.is_empty() {
            "DO NOTHING".to_owned()
        } else {
            format!("DO UPDATE SET {}", others.join(", "))
        };
        let (gone, new) = (self.rows("(SELECT OLD.*)"), self.rows("(SELECT NEW.*)"));
        // A key that stays is updated in place, so that what refers to the row stays as well.
        let (same, stays) = (self.same("present", "source"), self.same("source", "kept"));
        let kept = self
            .rows("(SELECT NEW.*)")
            .replacen(") AS source (", ") AS kept (", 1);
        format!(
            "  IF TG_OP = 'DELETE' THEN
    DELETE FROM {at} AS present USING {gone} WHERE {same};
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM {at} AS present USING {gone} WHERE {same} AND NOT EXISTS (SELECT FROM {kept} WHERE {stays});
  END IF;
  INSERT INTO {at} ({cols}) SELECT * FROM {new} ON CONFLICT ({}) {conflict};
",
            list(&self.keys)
        )
    }

    /// Fills the rows that are there, in batches.
    pub(super) fn fill(&self, draft: &mut Draft<'_>) {
        let (at, cols) = (self.to.to_sql(), list(&self.columns));
        let source = self.rows(&self.source.to_sql());
        let same = self.same("present", "source");
        let missing = format!("NOT EXISTS (SELECT FROM {at} AS present WHERE {same})");
        let title = format!("Copy rows of {} into {}", self.source, self.to);
        let rows = draft.target(self.source).rows;
        draft.deploy(
            Phase::Migrate,
            &["fill", &self.to.name.text],
            format!("{title} in batches of {BATCH}."),
        );
        draft.batches(Batches {
            title,
            statement: format!(
                "INSERT INTO {at} ({cols}) SELECT * FROM {source} WHERE {missing} LIMIT {BATCH} ON CONFLICT DO NOTHING"
            ),
            whole: format!("INSERT INTO {at} ({cols}) SELECT * FROM {source} WHERE {missing}"),
            keys: self.keys.clone(),
            rows,
            precheck: Vec::new(),
            verify: vec![format!("SELECT 1 FROM {source} WHERE {missing} LIMIT 1")],
            undo: Vec::new(),
            restores: Restores::SchemaAndData,
        });
    }
}

/// The primary key that a CREATE TABLE says.
pub(super) fn primary_key(it: &CreateTable) -> Vec<String> {
    let declared = it.constraints.iter().find_map(|it| match &it.kind {
        ConstraintKind::PrimaryKey { columns, .. } => Some(texts(columns)),
        ConstraintKind::Unique { .. }
        | ConstraintKind::ForeignKey { .. }
        | ConstraintKind::Check { .. }
        | ConstraintKind::Exclusion { .. }
        | ConstraintKind::NotNull { .. }
        | ConstraintKind::Unknown(_) => None,
    });
    declared.unwrap_or_else(|| {
        let keys = it.columns.iter().filter(|it| it.primary_key);
        keys.map(|it| it.name.text.clone()).collect()
    })
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = intent(&request.operations())?;
    let (to, source) = (&intent.create.table, intent.source);
    let columns = if intent.insert.columns.is_empty() {
        let all = intent.create.columns.iter();
        all.map(|it| it.name.text.clone()).collect()
    } else {
        texts(&intent.insert.columns)
    };
    let keys = primary_key(intent.create);
    let filling = Filling::new(to, columns, keys, source, &request.text(1)?)?;
    let mut draft = Draft::new(request);
    let (at, from) = (to.to_sql(), source.to_sql());
    let stem = to.name.text.clone();
    let create = request.text(0)?.trim_end_matches(';').to_owned();
    draft.deploy(
        Phase::Expand,
        &["create", &stem],
        format!("Creates {to} and keeps it in step with {source}."),
    );
    draft.run(Work::new(
        format!("Create {to}"),
        vec![create],
        vec![format!("DROP TABLE {at}")],
    ));
    let function = |suffix: &str| {
        let name = names::function(&draft.catalog, &stem, suffix);
        sibling(to, &name).to_sql()
    };
    let (forward, back) = (function("sync"), function("back"));
    let trigger = quote_identifier(&names::trigger(&stem, "sync"));
    let gone = quote_identifier(&names::trigger(&stem, "gone"));
    let returning = quote_identifier(&names::trigger(&stem, "back"));
    let mut pairs: Vec<(String, Vec<String>, Vec<String>)> = vec![(
        format!("Carry what is written into {source} over to {to}"),
        vec![
            create_function("CREATE", &forward, &filling.body()),
            format!(
                "CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE ON {from} FOR EACH ROW EXECUTE FUNCTION {forward}()"
            ),
            format!(
                "CREATE TRIGGER {gone} BEFORE DELETE ON {from} FOR EACH ROW EXECUTE FUNCTION {forward}()"
            ),
        ],
        vec![
            format!("DROP TRIGGER {gone} ON {from}"),
            format!("DROP TRIGGER {trigger} ON {from}"),
            format!("DROP FUNCTION {forward}()"),
        ],
    )];
    if let Some(body) = written_back(&filling) {
        pairs.push((
            format!("Carry what is written into {to} back to {source}"),
            vec![
                create_function("CREATE", &back, &body),
                format!("CREATE TRIGGER {returning} AFTER INSERT OR UPDATE ON {at} FOR EACH ROW EXECUTE FUNCTION {back}()"),
            ],
            vec![
                format!("DROP TRIGGER {returning} ON {at}"),
                format!("DROP FUNCTION {back}()"),
            ],
        ));
    }
    for (title, create, drop) in &pairs {
        draft.run(Work::new(title.clone(), create.clone(), drop.clone()));
    }
    filling.fill(&mut draft);
    pieces::let_go(&mut draft, source, &intent.drops);
    draft.deploy(
        Phase::Contract,
        &["stop", &stem, "sync"],
        format!("Stops keeping {to} and {source} in step."),
    );
    draft.after_release(format!(
        "Every release that runs reads and writes {to}, deletes its rows itself, and none knows {} of {source} any more.",
        intent.drops.join(" and ")
    ));
    for (title, create, drop) in pairs.into_iter().rev() {
        draft.run(Work::new(
            format!("Drop a trigger: {}", title.to_lowercase()),
            drop,
            create,
        ));
    }
    let why = format!(
        "{to} stands beside the columns of {source}: triggers keep them in step whichever one code writes, batches copy the rows that are there, and the columns go when no code knows them."
    );
    Some(draft.and_then(STRATEGY.name, why, 2))
}

/// The way back, where every value is a plain column of the source and the key is its key.
fn written_back(filling: &Filling<'_>) -> Option<String> {
    let names: Option<Vec<String>> = filling
        .query
        .items
        .iter()
        .map(|it| query::bare_column(it))
        .collect();
    let names = names?;
    let (mut keys, mut set, mut differs) = (Vec::new(), Vec::new(), Vec::new());
    for (old, new) in names.iter().zip(&filling.columns) {
        let (old, value) = (quote_identifier(old), quote_identifier(new));
        if filling.keys.contains(new) {
            keys.push(format!("present.{old} = NEW.{value}"));
        } else {
            set.push(format!("{old} = NEW.{value}"));
            differs.push(format!("present.{old} IS DISTINCT FROM NEW.{value}"));
        }
    }
    (!set.is_empty()).then(|| {
        format!(
            "  UPDATE {} AS present SET {} WHERE {} AND ({});\n",
            filling.source.to_sql(),
            set.join(", "),
            keys.join(" AND "),
            differs.join(" OR ")
        )
    })
}
