//! A table that is replaced by another one with the same rows: partitioned, with an exclusion
//! constraint, unlogged.

use model::operation::{BulkInsert, CreateTable};
use model::{Operation, QualifiedName};

use crate::cost::Cost;
use crate::draft::{Draft, Work};
use crate::exchange::{self, Exchange};
use crate::trigger::{self, Carrier};
use crate::{Outcome, Phase, Plan, Request, Strategy};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "exchange-table",
    since: "0.1.0",
    docs: include_str!("exchange_table.md"),
    expand,
};

struct Intent<'a> {
    /// How many operations create the new table and its partitions.
    creates: usize,
    create: &'a CreateTable,
    insert: &'a BulkInsert,
    old: &'a QualifiedName,
    /// What the old table is called in the end; `None` when it goes.
    kept: Option<String>,
}

fn intent<'a>(operations: &[&'a Operation]) -> Option<Intent<'a>> {
    let creates = operations
        .iter()
        .take_while(|it| matches!(it, Operation::CreateTable(_) | Operation::AddIndex(_)))
        .count();
    let (head, rest) = operations.split_at_checked(creates)?;
    let Some(Operation::CreateTable(create)) = head.first() else {
        return None;
    };
    let belongs = |it: &Operation| {
        if let Operation::CreateTable(it) = it {
            it.partition_of.as_ref() == Some(&create.table)
        } else if let Operation::AddIndex(it) = it {
            it.table == create.table
        } else {
            false
        }
    };
    let (insert, kept, old, rename) = match rest {
        [
            Operation::BulkInsert(insert),
            Operation::DropTable(drop),
            Operation::RenameTable(rename),
        ] => (insert, None, &drop.table, rename),
        [
            Operation::BulkInsert(insert),
            Operation::RenameTable(aside),
            Operation::RenameTable(rename),
        ] => (insert, Some(aside.to.text.clone()), &aside.table, rename),
        _ => return None,
    };
    let whole = head.iter().skip(1).all(|it| belongs(it))
        && insert.table == create.table
        && insert.reads.as_slice() == [old.clone()]
        && rename.table == create.table
        && rename.to == old.name
        && create.partition_of.is_none()
        && create.as_select.is_none();
    whole.then_some(Intent {
        creates,
        create,
        insert,
        old,
        kept,
    })
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = intent(&request.operations())?;
    let (new, old) = (&intent.create.table, intent.old);
    if let Some(why) = exchange::obstacle(request.before, old) {
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let mut draft = Draft::new(request);
    let before = draft.target(old);
    let text = request.text(intent.creates)?;
    let filling = exchange::filling(intent.create, intent.insert, &before, &text)?;
    draft.deploy(
        Phase::Expand,
        &["create", &new.name.text],
        format!("Creates {new} beside {old} and keeps it in step."),
    );
    exchange::create(&mut draft, new, intent.creates)?;
    if let Some(why) = exchange::bound(&before, &filling.columns) {
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let onward = Carrier::new(&draft, old, &old.name.text, "forward").on(
        old,
        "AFTER INSERT OR UPDATE OR DELETE",
        format!("Carry what is written into {old} over to {new}"),
        &filling.body(),
    );
    trigger::start(&mut draft, &onward);
    let progress = filling.progress(&draft);
    if let Some(it) = &progress {
        filling.begin(&mut draft, it);
    }
    filling.fill(&mut draft, progress.as_ref());
    draft.deploy(
        Phase::Migrate,
        &["analyze", &new.name.text],
        format!("Collects statistics on {new}."),
    );
    let analyze = Work::new(
        format!("Collect statistics on {new}"),
        vec![format!("ANALYZE {}", new.to_sql())],
        Vec::new(),
    );
    draft.run(analyze.long(Cost::Check, before.rows));
    let exchange = Exchange::new(&draft, &filling, intent.kept.clone());
    exchange.swap(&mut draft, onward);
    let aside = exchange.aside.name.as_str();
    draft.deploy(
        Phase::Contract,
        &["drop", aside],
        if intent.kept.is_some() {
            format!("Lets the old table, {aside}, go its own way.")
        } else {
            format!("Drops the old table, whose rows live on in {old}.")
        },
    );
    draft.after_release(format!(
        "The new table has proven itself: from here on {aside} no longer follows it."
    ));
    exchange.part(&mut draft);
    if let Some(it) = &progress {
        filling.end(&mut draft, it);
    }
    if intent.kept.is_none() {
        exchange.drop_old(&mut draft);
    }
    let why = format!(
        "{new} is filled beside {old}: a trigger carries over what is written, batches copy the rows that are there, and it takes the name in one short transaction; the old table follows it until nobody wants to go back."
    );
    Some(draft.finish(STRATEGY.name, why))
}
