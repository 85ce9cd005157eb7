//! Columns that move to another table, or a table that is merged into another.

use model::operation::AddColumn;
use model::{Operation, QualifiedName};

use crate::column::{Filled, filled};
use crate::draft::Draft;
use crate::link::{Link, Sync};
use crate::query::origin;
use crate::trigger::{self, Before};
use crate::{Phase, Plan, Request, Strategy, pieces};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "move-column",
    since: "0.1.0",
    docs: include_str!("move_column.md"),
    expand,
};

struct Intent<'a> {
    filled: Filled<'a>,
    source: &'a QualifiedName,
    /// Columns of the source that go; none when the table goes.
    drops: Vec<String>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<Intent<'a>> {
    let (filled, rest) = filled(operations)?;
    let [source] = filled.update.reads.as_slice() else {
        return None;
    };
    let mut drops = Vec::new();
    let mut table_goes = false;
    for operation in rest {
        if let Operation::DropColumn(it) = operation
            && it.table == *source
            && !it.cascade
        {
            drops.push(it.column.text.clone());
        } else if let Operation::DropTable(it) = operation
            && it.table == *source
            && !it.cascade
        {
            table_goes = true;
        } else {
            return None;
        }
    }
    // One of both.
    (table_goes == drops.is_empty()).then_some(Intent {
        filled,
        source,
        drops,
    })
}

impl Intent<'_> {
    /// What goes, as a sentence names it.
    fn gone(&self) -> String {
        let source = self.source;
        let all: Vec<String> = self
            .drops
            .iter()
            .map(|it| format!("{source}.{it}"))
            .collect();
        if all.is_empty() {
            source.to_string()
        } else {
            all.join(" and ")
        }
    }
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = intent(&request.operations())?;
    let (source, update) = (intent.source, intent.filled.update);
    let at = intent.filled.adds.len();
    let origin = origin(update, source, &request.text(at)?)?;
    let condition = origin.query.condition.clone()?;
    let alias = &origin.query.alias;
    let mut draft = Draft::new(request);
    let table = &update.table;
    let target = draft.target(table);
    let new: Vec<String> = origin.values.iter().map(|it| it.0.clone()).collect();
    let (said, name) = (new.join(" and "), new.join("_"));
    draft.deploy(
        Phase::Expand,
        &["add", target.stem(), &name],
        format!("Adds {said} to {table}."),
    );
    intent.filled.add(&mut draft);
    let required = |it: &&AddColumn| it.column.nullable == Some(false);
    let clears = !intent.filled.adds.iter().any(required);
    let sync = Sync {
        table,
        source,
        alias,
        condition: &condition,
        values: &origin.values,
        clears,
        table_goes: clears && intent.drops.is_empty(),
        draft: &draft,
    };
    // One table a transaction: whoever writes both of them may come the other way round.
    let (outward, inward): (Vec<_>, Vec<_>) =
        sync.triggers().into_iter().partition(|it| it.on == *source);
    // Outward first: a value that the way in has filled must not stay behind its source.
    for (triggers, on, word) in [(&outward, source, "out"), (&inward, table, "in")] {
        draft.deploy(
            Phase::Expand,
            &["carry", target.stem(), &name, word],
            format!("Carries over what is written into {on}."),
        );
        for it in triggers {
            trigger::start(&mut draft, it);
        }
    }
    let link = Link {
        source,
        alias,
        condition: &condition,
        values: &origin.values,
    };
    link.fill(&mut draft, &target);
    intent.filled.settle(&mut draft);
    let gone = intent.gone();
    pieces::let_go(&mut draft, source, &intent.drops);
    let mut before = Before {
        release: Some(format!(
            "Every release that runs reads and writes {said} of {table}, and none knows {gone} any more."
        )),
        differing: link.differing(&target),
    };
    for (triggers, on, word) in [(inward, table, "back"), (outward, source, "sync")] {
        let name = ["stop", target.stem(), &name, word];
        trigger::stop(&mut draft, &name, on, triggers, &mut before);
    }
    let why = format!(
        "{said} stand in both tables: triggers keep them in step whichever one code writes, batches fill the rows that are there, and {gone} goes when no code knows it."
    );
    Some(draft.and_then(STRATEGY.name, why, at + 1))
}
