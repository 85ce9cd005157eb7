//! One column that becomes several, or several that become one.

use model::Operation;
use model::operation::DropColumn;

use crate::column::{Filled, filled};
use crate::derive::Derived;
use crate::draft::{Draft, Work};
use crate::{Phase, Plan, Request, Strategy, pieces, trigger};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "reshape-columns",
    since: "0.1.0",
    docs: include_str!("reshape_columns.md"),
    expand,
};

/// Columns that come, the values of the rows, columns that go.
struct Intent<'a> {
    filled: Filled<'a>,
    drops: Vec<&'a DropColumn>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<Intent<'a>> {
    let (filled, rest) = filled(operations)?;
    let update = filled.update;
    let mut drops = Vec::new();
    for operation in rest {
        let Operation::DropColumn(it) = operation else {
            return None;
        };
        if it.table != update.table || it.cascade {
            return None;
        }
        drops.push(it);
    }
    let added = |name: &String| filled.adds.iter().any(|it| it.column.name.text == *name);
    let own = update
        .set
        .iter()
        .all(|(_, value)| !value.subquery && !value.columns.iter().any(added));
    let uses = update.set.iter().any(|(_, value)| {
        let gone = |it: &&DropColumn| value.columns.contains(&it.column.text);
        drops.iter().any(gone)
    });
    (own && uses && update.reads.is_empty()).then_some(Intent { filled, drops })
}

/// The columns by name, and the values where the UPDATE's filter lets them be.
fn derived<'a>(intent: &Intent<'a>) -> Derived<'a> {
    let update = intent.filled.update;
    let value = |text: &str| match &update.filter {
        Some(filter) => format!("CASE WHEN {} THEN {text} END", filter.text),
        None => text.to_owned(),
    };
    let adds = intent.filled.adds.iter();
    let drops = intent.drops.iter();
    let set = update.set.iter();
    Derived {
        table: &update.table,
        new: adds.map(|it| it.column.name.text.clone()).collect(),
        old: drops.map(|it| it.column.text.clone()).collect(),
        values: set
            .map(|(column, it)| (column.text.clone(), value(&it.text)))
            .collect(),
    }
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = intent(&request.operations())?;
    let derived = derived(&intent);
    let table = derived.table;
    let (new, old) = (derived.new_words(), derived.old_words());
    let name = derived.new.join("_");
    let mut draft = Draft::new(request);
    let target = draft.target(table);
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), &name],
        format!("Adds {new} to {table} and keeps it filled from {old}."),
    );
    intent.filled.add(&mut draft);
    let trigger = derived.trigger(&draft);
    trigger::start(&mut draft, &trigger);
    derived.fill(&mut draft, &target);
    intent.filled.settle(&mut draft);
    pieces::let_go(&mut draft, table, &derived.old);
    draft.deploy(
        Phase::Contract,
        &["stop", target.stem(), &name, "sync"],
        format!("Stops filling {new} from {old}."),
    );
    draft.after_release(format!(
        "Two releases: the first reads {new} and writes both {new} and {old}; when no other runs any more, the second no longer knows {old}."
    ));
    draft.run(Work::new(
        "Drop the trigger, which has done its work",
        trigger.drop,
        trigger.create,
    ));
    let why = format!(
        "{new} stand beside {old}: a trigger fills them from what old code writes, batches fill the rows that are there, and the old columns go when no code knows them. The way back from new values to old ones is only the application's to know, so its first release writes both."
    );
    let first = request.change.parts.len() - intent.drops.len();
    Some(draft.and_then(STRATEGY.name, why, first))
}
