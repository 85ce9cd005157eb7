//! Columns that become a table of their own.

use model::operation::{BulkInsert, CreateTable};
use model::{Operation, QualifiedName};

use crate::copy::{Filling, written_back};
use crate::draft::{Draft, Work};
use crate::target::{primary_key_of, texts};
use crate::trigger::{self, Before, Carrier};
use crate::{Phase, Plan, Request, Strategy, pieces};

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

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = intent(&request.operations())?;
    let (to, source) = (&intent.create.table, intent.source);
    let columns = if intent.insert.columns.is_empty() {
        let all = intent.create.columns.iter();
        all.map(|it| it.name.text.clone()).collect()
    } else {
        texts(&intent.insert.columns)
    };
    let keys = primary_key_of(intent.create);
    let filling = Filling::new(to, columns, keys, source, &request.text(1)?)?;
    let mut draft = Draft::new(request);
    let stem = to.name.text.as_str();
    let create = request.text(0)?.trim_end_matches(';').to_owned();
    draft.deploy(
        Phase::Expand,
        &["create", stem],
        format!("Creates {to} and keeps it in step with {source}."),
    );
    draft.run(Work::new(
        format!("Create {to}"),
        vec![create],
        vec![format!("DROP TABLE {}", to.to_sql())],
    ));
    // First the way back, on a table that nobody uses yet: taken back in reverse, the two tables are
    // locked in the order in which code that writes the source reaches them.
    let back = Carrier::new(&draft, to, stem, "back");
    let backward = written_back(&filling).map(|body| {
        let title = format!("Carry what is written into {to} back to {source}");
        back.on(to, "AFTER INSERT OR UPDATE", title, &body)
    });
    let sync = Carrier::new(&draft, to, stem, "sync");
    let title = format!("Carry what is written into {source} over to {to}");
    let mut onward = sync.on(source, "AFTER INSERT OR UPDATE", title, &filling.body());
    sync.also(&mut onward, "gone", "BEFORE DELETE");
    for it in backward.iter().chain([&onward]) {
        trigger::start(&mut draft, it);
    }
    let progress = filling.progress(&draft);
    if let Some(it) = &progress {
        filling.begin(&mut draft, it);
    }
    filling.fill(&mut draft, progress.as_ref());
    pieces::let_go(&mut draft, source, &intent.drops);
    let mut before = Before {
        release: Some(format!(
            "Every release that runs reads and writes {to}, deletes its rows itself, and none knows {} of {source} any more.",
            intent.drops.join(" and ")
        )),
        differing: None,
    };
    // One table a transaction: whoever writes one of them goes on to the other.
    let ends = backward.map(|it| (it, to, "back"));
    for (it, on, word) in ends.into_iter().chain([(onward, source, "sync")]) {
        let name = ["stop", stem, word];
        trigger::stop(&mut draft, &name, on, vec![it], &mut before);
    }
    if let Some(it) = &progress {
        filling.end(&mut draft, it);
    }
    let why = format!(
        "{to} stands beside the columns of {source}: triggers keep them in step whichever one code writes, batches copy the rows that are there, and the columns go when no code knows them."
    );
    Some(draft.and_then(STRATEGY.name, why, 2))
}
