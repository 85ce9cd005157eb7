//! Columns that move to another table, or a table that is merged into another.

use model::operation::{AddColumn, BulkUpdate, Shape};
use model::{Operation, QualifiedName};

use crate::draft::{Draft, Work};
use crate::link::{Link, Sync};
use crate::query::{self, Query};
use crate::{Phase, Plan, Request, Strategy, column, pieces};

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
    let new: Vec<String> = origin.values.iter().map(|it| it.0.clone()).collect();
    let said = new.join(" and ");
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), &new.join("_")],
        format!("Adds {said} to {table}."),
    );
    for add in &intent.adds {
        pieces::add_bare_column(&mut draft, table, &add.column);
    }
    let required = |it: &&AddColumn| it.column.nullable == Some(false);
    let clears = !intent.adds.iter().any(required);
    let sync = Sync {
        table,
        source: intent.source,
        alias,
        condition: &condition,
        values: &origin.values,
        clears,
        table_goes: clears && intent.drops.is_empty(),
        draft: &draft,
    };
    // One table a transaction: whoever writes both of them may come the other way round.
    let (outward, inward): (Vec<_>, Vec<_>) = sync
        .triggers()
        .into_iter()
        .partition(|it| it.on == *intent.source);
    // Outward first: a value that the way in has filled must not stay behind its source.
    for (triggers, on, word) in [(&outward, intent.source, "out"), (&inward, table, "in")] {
        draft.deploy(
            Phase::Expand,
            &["carry", target.stem(), &new.join("_"), word],
            format!("Carries over what is written into {on}."),
        );
        for it in triggers {
            let (create, drop) = (it.create.clone(), it.drop.clone());
            draft.run(Work::new(it.title.clone(), create, drop));
        }
    }
    let link = Link {
        source: intent.source,
        alias,
        condition: &condition,
        values: &origin.values,
    };
    link.fill(&mut draft, &target);
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
    let mut differing = link.differing(&target);
    let mut release = Some(format!(
        "Every release that runs reads and writes {said} of {table}, and none knows {gone} any more."
    ));
    for (triggers, on, word) in [(inward, table, "back"), (outward, intent.source, "sync")] {
        draft.deploy(
            Phase::Contract,
            &["stop", target.stem(), &new.join("_"), word],
            format!("Stops carrying what is written into {on}."),
        );
        if let Some(release) = release.take() {
            draft.after_release(release);
        }
        for it in triggers.into_iter().rev() {
            let what = format!("Drop a trigger: {}", it.title.to_lowercase());
            let mut work = Work::new(what, it.drop, it.create);
            work.precheck.extend(differing.take());
            draft.run(work);
        }
    }
    let why = format!(
        "{said} stand in both tables: triggers keep them in step whichever one code writes, batches fill the rows that are there, and {gone} goes when no code knows it."
    );
    let first = at + 1;
    Some(draft.and_then(STRATEGY.name, why, first))
}
