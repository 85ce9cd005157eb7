//! Columns that become a table of their own.

use model::name::quote_identifier;
use model::operation::{BulkInsert, ConstraintKind, CreateTable};
use model::{Operation, QualifiedName};

use crate::carry::create_function;
use crate::copy::{Filling, written_back};
use crate::draft::{Draft, Work};
use crate::sql::sibling;
use crate::target::texts;
use crate::{Phase, Plan, Request, Strategy, names, pieces};

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
    // First the way back, on a table that nobody uses yet: taken back in reverse, the two tables are
    // locked in the order in which code that writes the source reaches them.
    let backward = written_back(&filling).map(|body| {
        (
            format!("Carry what is written into {to} back to {source}"),
            vec![
                create_function("CREATE", &back, &body),
                format!("CREATE TRIGGER {returning} AFTER INSERT OR UPDATE ON {at} FOR EACH ROW EXECUTE FUNCTION {back}()"),
            ],
            vec![
                format!("DROP TRIGGER {returning} ON {at}"),
                format!("DROP FUNCTION {back}()"),
            ],
        )
    });
    let onward = (
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
    );
    for (title, create, drop) in backward.iter().chain([&onward]) {
        draft.run(Work::new(title.clone(), create.clone(), drop.clone()));
    }
    let progress = filling.progress(&draft);
    if let Some(it) = &progress {
        filling.begin(&mut draft, it);
    }
    filling.fill(&mut draft, progress.as_ref());
    pieces::let_go(&mut draft, source, &intent.drops);
    let mut release = Some(format!(
        "Every release that runs reads and writes {to}, deletes its rows itself, and none knows {} of {source} any more.",
        intent.drops.join(" and ")
    ));
    // One table a transaction: whoever writes one of them goes on to the other.
    let ends = backward.map(|it| (it, to, "back"));
    for ((title, create, drop), on, word) in ends.into_iter().chain([(onward, source, "sync")]) {
        let what = format!("Drop a trigger: {}", title.to_lowercase());
        draft.deploy(
            Phase::Contract,
            &["stop", &stem, word],
            format!("Stops carrying what is written into {on}."),
        );
        if let Some(release) = release.take() {
            draft.after_release(release);
        }
        draft.run(Work::new(what, drop, create));
    }
    if let Some(it) = &progress {
        filling.end(&mut draft, it);
    }
    let why = format!(
        "{to} stands beside the columns of {source}: triggers keep them in step whichever one code writes, batches copy the rows that are there, and the columns go when no code knows them."
    );
    Some(draft.and_then(STRATEGY.name, why, 2))
}
