//! Columns that move to another table, or a table that is merged into another.

use model::name::quote_identifier;
use model::operation::{AddColumn, BulkUpdate, Shape};
use model::{Operation, QualifiedName};

use crate::carry::create_function;
use crate::draft::{Backfill, Draft, Work};
use crate::query::{self, Query};
use crate::sql::sibling;
use crate::{Phase, Plan, Request, Restores, Strategy, column, names, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "move-column",
    since: "0.1.0",
    docs: include_str!("move_column.md"),
    expand,
};

struct Intent<'a> {
    adds: Vec<&'a AddColumn>,
    update: &'a BulkUpdate,
    source: &'a QualifiedName,
    /// Columns of the source that go; none when the table goes.
    drops: Vec<String>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<(Intent<'a>, usize)> {
    let mut adds = Vec::new();
    let mut update = None;
    let mut drops = Vec::new();
    let mut table_goes = false;
    let mut at = 0;
    for (index, operation) in operations.iter().enumerate() {
        if let Operation::AddColumn(it) = operation
            && update.is_none()
        {
            adds.push(it);
        } else if let Operation::BulkUpdate(it) = operation
            && update.is_none()
        {
            update = Some(it);
            at = index;
        } else if let (Operation::DropColumn(it), Some(update)) = (operation, &update)
            && [&it.table] == update.reads.iter().collect::<Vec<_>>().as_slice()
            && !it.cascade
        {
            drops.push(it.column.text.clone());
        } else if let (Operation::DropTable(it), Some(update)) = (operation, &update)
            && [&it.table] == update.reads.iter().collect::<Vec<_>>().as_slice()
            && !it.cascade
        {
            table_goes = true;
        } else {
            return None;
        }
    }
    let update = update?;
    let [source] = update.reads.as_slice() else {
        return None;
    };
    let plain = |it: &&AddColumn| {
        let column = &it.column;
        it.table == update.table
            && column.ty.is_some()
            && column.default.is_none()
            && column.generated.is_none()
            && !column.unique
            && !column.primary_key
            && !column::numbered(column)
    };
    let set = update.set.iter().all(|(column, value)| {
        value.shape != Shape::Broken && adds.iter().any(|it| it.column.name == *column)
    });
    let whole = !adds.is_empty() && (table_goes != drops.is_empty().eq(&false));
    let res = Intent {
        adds: adds.clone(),
        update,
        source,
        drops,
    };
    (adds.iter().all(plain) && set && whole).then_some((res, at))
}

/// Where each new value comes from, in terms of the query's alias.
struct Origin {
    query: Query,
    values: Vec<(String, String)>,
}

fn origin(request: &Request<'_>, intent: &Intent<'_>, at: usize) -> Option<Origin> {
    let text = request.text(at)?;
    if query::has_alias(&text) {
        return None;
    }
    if let Some(query) = query::update_from(&text, intent.source) {
        query.condition.as_ref()?;
        let values = intent.update.set.iter();
        let values = values.map(|(column, value)| (column.text.clone(), value.text.clone()));
        return Some(Origin {
            query,
            values: values.collect(),
        });
    }
    // The same written as a subquery for each column.
    let mut all: Option<Origin> = None;
    for (column, value) in &intent.update.set {
        let inner = value.text.trim().strip_prefix('(')?.strip_suffix(')')?;
        let found = query::select(inner, intent.source)?;
        found.condition.as_ref()?;
        let [item] = found.items.as_slice() else {
            return None;
        };
        let value = (column.text.clone(), item.clone());
        match &mut all {
            None => {
                all = Some(Origin {
                    values: vec![value],
                    query: found,
                });
            }
            Some(known)
                if known.query.alias == found.alias && known.query.condition == found.condition =>
            {
                known.values.push(value);
            }
            Some(_) => return None,
        }
    }
    all.filter(|_| intent.update.filter.is_none())
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let (intent, at) = intent(&request.operations())?;
    let origin = origin(request, &intent, at)?;
    let condition = origin.query.condition.clone()?;
    let alias = &origin.query.alias;
    let mut draft = Draft::new(request);
    let table = &intent.update.table;
    let target = draft.target(table);
    let from = intent.source.to_sql();
    let new: Vec<String> = origin.values.iter().map(|it| it.0.clone()).collect();
    let said = new.join(" and ");
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), &new.join("_")],
        format!(
            "Adds {said} to {table} and keeps it in step with {}.",
            intent.source
        ),
    );
    for add in &intent.adds {
        pieces::add_bare_column(&mut draft, table, &add.column);
    }
    let sync = Sync {
        table,
        source: intent.source,
        alias,
        condition: &condition,
        values: &origin.values,
        draft: &draft,
    };
    let triggers = sync.triggers();
    for it in &triggers {
        draft.run(Work::new(
            it.title.clone(),
            it.create.clone(),
            it.drop.clone(),
        ));
    }
    let read = |value: &str| format!("(SELECT {value} FROM {from} AS {alias} WHERE {condition})");
    // One by one: a row that has one of them from new code keeps it.
    for (name, value) in &origin.values {
        let value = read(value);
        draft.backfill(
            Phase::Migrate,
            &["fill", target.stem(), name],
            Backfill {
                title: format!("Fill {table}.{name} from {}", intent.source),
                note: None,
                target: &target,
                pending: format!("{} IS NULL AND {value} IS NOT NULL", quote_identifier(name)),
                set: vec![(name.clone(), value)],
                precheck: Vec::new(),
                verify: Vec::new(),
                undo: Vec::new(),
                restores: Restores::SchemaAndData,
            },
        );
    }
    for add in &intent.adds {
        column::constraints(&mut draft, add);
        if add.column.nullable == Some(false) {
            pieces::not_null(&mut draft, table, add.column.name.as_str());
        }
    }
    let gone = if intent.drops.is_empty() {
        intent.source.to_string()
    } else {
        let all: Vec<String> = intent
            .drops
            .iter()
            .map(|it| format!("{}.{it}", intent.source))
            .collect();
        all.join(" and ")
    };
    pieces::let_go(&mut draft, intent.source, &intent.drops);
    draft.deploy(
        Phase::Contract,
        &["stop", target.stem(), &new.join("_"), "sync"],
        format!("Stops keeping {table} and {} in step.", intent.source),
    );
    draft.after_release(format!(
        "Every release that runs reads and writes {said} of {table}, and none knows {gone} any more."
    ));
    for it in triggers.into_iter().rev() {
        draft.run(Work::new(
            format!("Drop a trigger: {}", it.title.to_lowercase()),
            it.drop,
            it.create,
        ));
    }
    let why = format!(
        "{said} stand in both tables: triggers keep them in step whichever one code writes, batches fill the rows that are there, and {gone} goes when no code knows it."
    );
    let first = at + 1;
    Some(draft.and_then(STRATEGY.name, why, first))
}

struct Trigger {
    title: String,
    create: Vec<String>,
    drop: Vec<String>,
}

struct Sync<'a> {
    table: &'a QualifiedName,
    source: &'a QualifiedName,
    alias: &'a str,
    condition: &'a str,
    values: &'a [(String, String)],
    draft: &'a Draft<'a>,
}

impl Sync<'_> {
    fn triggers(&self) -> Vec<Trigger> {
        let own = self.table.name.to_sql();
        let (to, from) = (self.table.to_sql(), self.source.to_sql());
        let (alias, condition) = (self.alias, self.condition);
        let column = |it: &str| quote_identifier(it);
        let set: Vec<String> = self
            .values
            .iter()
            .map(|(name, value)| format!("{} = {value}", column(name)))
            .collect();
        let differs = |pairs: &[(String, String)]| {
            let all: Vec<String> = pairs
                .iter()
                .map(|(one, other)| format!("{one} IS DISTINCT FROM {other}"))
                .collect();
            format!("({})", all.join(" OR "))
        };
        let forward: Vec<(String, String)> = self
            .values
            .iter()
            .map(|(name, value)| (format!("{own}.{}", column(name)), value.clone()))
            .collect();
        let mut res = vec![
            self.trigger(
                self.source,
                "out",
                "AFTER INSERT OR UPDATE",
                format!("Carry what is written into {} over to {}", self.source, self.table),
                &format!(
                    "  UPDATE {to} SET {} FROM (SELECT NEW.*) AS {alias} WHERE ({condition}) AND {};\n",
                    set.join(", "),
                    differs(&forward)
                ),
            ),
            self.trigger(
                self.table,
                "in",
                "BEFORE INSERT",
                format!("Fill new rows of {} from {}", self.table, self.source),
                &self
                    .values
                    .iter()
                    .map(|(name, value)| {
                        let name = column(name);
                        format!("  NEW.{name} := coalesce(NEW.{name}, (SELECT {value} FROM {from} AS {alias}, (SELECT NEW.*) AS {own} WHERE {condition} LIMIT 1));\n")
                    })
                    .collect::<String>(),
            ),
        ];
        // Only a plain column can be written back.
        let back: Option<Vec<(String, String)>> = self
            .values
            .iter()
            .map(|(name, value)| Some((query::bare_column(value)?, name.clone())))
            .collect();
        if let Some(back) = back {
            // Only what was written goes back: another column of the row may not be filled yet.
            let body: String = back
                .iter()
                .map(|(old, new)| {
                    let (old, new) = (column(old), column(new));
                    format!(
                        "  IF TG_OP = 'INSERT' OR NEW.{new} IS DISTINCT FROM OLD.{new} THEN
    UPDATE {from} AS {alias} SET {old} = {own}.{new} FROM (SELECT NEW.*) AS {own} WHERE ({condition}) AND {alias}.{old} IS DISTINCT FROM {own}.{new};
  END IF;
"
                    )
                })
                .collect();
            res.push(self.trigger(
                self.table,
                "back",
                "AFTER INSERT OR UPDATE",
                format!(
                    "Carry what is written into {} back to {}",
                    self.table, self.source
                ),
                &body,
            ));
        }
        res
    }

    fn trigger(
        &self,
        on: &QualifiedName,
        suffix: &str,
        when: &str,
        title: String,
        body: &str,
    ) -> Trigger {
        let first = self.values.first().map_or("", |it| it.0.as_str());
        let stem = format!("{}_{first}", self.table.name.text);
        let function = names::function(&self.draft.catalog, &stem, suffix);
        let function = sibling(self.table, &function).to_sql();
        let trigger = quote_identifier(&names::trigger(&stem, suffix));
        let at = on.to_sql();
        Trigger {
            title,
            create: vec![
                create_function("CREATE", &function, body),
                format!(
                    "CREATE TRIGGER {trigger} {when} ON {at} FOR EACH ROW EXECUTE FUNCTION {function}()"
                ),
            ],
            drop: vec![
                format!("DROP TRIGGER {trigger} ON {at}"),
                format!("DROP FUNCTION {function}()"),
            ],
        }
    }
}
