//! A table that is replaced by another one with the same rows: partitioned, with an exclusion
//! constraint, unlogged.

use model::catalog::key;
use model::name::quote_identifier;
use model::operation::{BulkInsert, CreateTable};
use model::{Operation, QualifiedName};

use crate::carry::create_function;
use crate::copy::Filling;
use crate::draft::{Draft, Work};
use crate::query::Query;
use crate::sql::sibling;
use crate::target::{primary_key_of, texts};
use crate::{Outcome, Phase, Plan, Request, Restores, Strategy, names};

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
    let mut draft = Draft::new(request);
    let before = draft.target(old);
    let catalog = request.before;
    let this = key(old);
    if let Some((name, _)) = catalog.views_of(&this).next() {
        let why = format!(
            "The view {name} reads {old} and would go on reading the old table under its new name. Drop it first, and create it again when the tables have changed places."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    if let Some(child) = catalog.referencing(&this).next() {
        let why = format!(
            "The foreign key {} points to {old} and would go on pointing to the old table. Drop it first, by its own plan, and add it again, to the new table, afterwards.",
            child.constraint.name
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    let defined: Vec<String> = if intent.create.like.is_empty() {
        let all = intent.create.columns.iter();
        all.map(|it| it.name.text.clone()).collect()
    } else {
        let all = before.table.iter().flat_map(|it| &it.columns);
        all.map(|it| it.name.text.clone()).collect()
    };
    let columns = if intent.insert.columns.is_empty() {
        defined
    } else {
        texts(&intent.insert.columns)
    };
    let said = primary_key_of(intent.create);
    let keys = if said.is_empty() {
        before.primary_key()
    } else {
        said
    };
    let text = expanded(&request.text(intent.creates)?, &columns);
    let filling = Filling::new(new, columns.clone(), keys.clone(), old, &text)?;
    // The way back is known where every value is a column of the same name.
    let plain = filling
        .query
        .items
        .iter()
        .zip(&columns)
        .all(|(item, column)| crate::query::bare_column(item).as_ref() == Some(column));
    let (at, from) = (new.to_sql(), old.to_sql());
    let stem = old.name.text.clone();
    draft.deploy(
        Phase::Expand,
        &["create", &new.name.text],
        format!("Creates {new} beside {old} and keeps it in step."),
    );
    for part in 0..intent.creates {
        let sql = request.text(part)?.trim_end_matches(';').to_owned();
        let first = part == 0;
        let undo = first.then(|| format!("DROP TABLE {at}"));
        let title = if first {
            format!("Create {new}")
        } else {
            format!("Create a part of {new}")
        };
        draft.run(Work::new(title, vec![sql], undo.into_iter().collect()));
    }
    let function = |draft: &Draft<'_>, suffix: &str| {
        let name = names::function(&draft.catalog, &stem, suffix);
        sibling(old, &name).to_sql()
    };
    let forward = function(&draft, "forward");
    let trigger = quote_identifier(&names::trigger(&stem, "forward"));
    let create = |function: &str, trigger: &str, on: &str, body: &str| {
        vec![
            create_function("CREATE", function, body),
            format!(
                "CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {on} FOR EACH ROW EXECUTE FUNCTION {function}()"
            ),
        ]
    };
    let drop = |function: &str, trigger: &str, on: &str| {
        vec![
            format!("DROP TRIGGER {trigger} ON {on}"),
            format!("DROP FUNCTION {function}()"),
        ]
    };
    let made = create(&forward, &trigger, &from, &filling.body());
    let unmade = drop(&forward, &trigger, &from);
    draft.run(Work::new(
        format!("Carry what is written into {old} over to {new}"),
        made.clone(),
        unmade.clone(),
    ));
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
    draft.run(
        Work::new(
            format!("Collect statistics on {new}"),
            vec![format!("ANALYZE {at}")],
            Vec::new(),
        )
        .long(crate::cost::Cost::Check, before.rows),
    );
    let aside = intent
        .kept
        .clone()
        .unwrap_or_else(|| names::relation(&draft.catalog, &stem, "old"));
    let aside_name = sibling(old, &aside);
    let aside_sql = aside_name.to_sql();
    let backward = function(&draft, "backward");
    let returning = quote_identifier(&names::trigger(&stem, "backward"));
    draft.deploy(
        Phase::Migrate,
        &["exchange", &stem],
        format!("{new} takes the name {old}, and the old table stands aside."),
    );
    draft.after_release(format!(
        "Privileges, policies and comments of {old} are given to {new} as well; every release that runs can do with the new table what it does."
    ));
    draft.breaks(
        "dropping_table",
        old,
        None,
        "The new table takes the name in the same transaction, with the same rows.",
    );
    draft.breaks(
        "dropping_table",
        new,
        None,
        "No code uses this name: it was there for the migration only.",
    );
    let mut sql = vec![format!("LOCK TABLE {from}, {at} IN ACCESS EXCLUSIVE MODE")];
    let mut undo: Vec<Vec<String>> = vec![Vec::new()];
    sql.extend(unmade);
    undo.push(made);
    sql.push(format!(
        "ALTER TABLE {from} RENAME TO {}",
        quote_identifier(&aside)
    ));
    undo.push(vec![format!(
        "ALTER TABLE {aside_sql} RENAME TO {}",
        old.name.to_sql()
    )]);
    sql.push(format!("ALTER TABLE {at} RENAME TO {}", old.name.to_sql()));
    undo.push(vec![format!(
        "ALTER TABLE {from} RENAME TO {}",
        new.name.to_sql()
    )]);
    let sequences: Vec<(String, String)> = catalog
        .objects
        .sequences
        .iter()
        .filter_map(|(name, it)| {
            let (table, column) = it.owned_by.as_ref()?;
            (*table == this && columns.contains(column)).then(|| {
                let bare = name.rsplit('.').next().unwrap_or(name);
                (sibling(old, bare).to_sql(), quote_identifier(column))
            })
        })
        .collect();
    let identity = |column: &str| {
        before
            .column(column)
            .is_some_and(|it| it.identity.is_some())
    };
    if let Some(name) = columns.iter().find(|it| identity(it)) {
        let why = format!(
            "{old}.{name} is an identity, whose sequence belongs to the old table. Make it a plain column with a sequence as its default first."
        );
        return Some(request.outcome(Outcome::NoOnlineWay, why));
    }
    for (sequence, column) in &sequences {
        sql.push(format!(
            "ALTER SEQUENCE {sequence} OWNED BY {from}.{column}"
        ));
        undo.push(vec![format!(
            "ALTER SEQUENCE {sequence} OWNED BY {aside_sql}.{column}"
        )]);
    }
    let mirrored = plain.then(|| {
        let back = Filling {
            to: &aside_name,
            columns: columns.clone(),
            keys: keys.clone(),
            source: old,
            query: Query {
                items: columns.iter().map(|it| quote_identifier(it)).collect(),
                alias: "source_row".to_owned(),
                condition: None,
            },
        };
        (
            create(&backward, &returning, &from, &back.body()),
            drop(&backward, &returning, &from),
        )
    });
    if let Some((create, drop)) = &mirrored {
        sql.extend(create.iter().cloned());
        undo.push(drop.clone());
    }
    let lock = format!("LOCK TABLE {from}, {aside_sql} IN ACCESS EXCLUSIVE MODE");
    let undo = undo.into_iter().rev().flatten();
    let undo: Vec<String> = std::iter::once(lock).chain(undo).collect();
    draft.run(Work::new(
        format!("Let {new} take the name {old}"),
        sql,
        undo,
    ));
    draft.deploy(
        Phase::Contract,
        &["drop", &aside],
        if intent.kept.is_some() {
            format!("Lets the old table, {aside}, go its own way.")
        } else {
            format!("Drops the old table, whose rows live on in {old}.")
        },
    );
    draft.after_release(format!(
        "The new table has proven itself: from here on {aside} no longer follows it."
    ));
    if let Some((create, drop)) = mirrored {
        // DROP TRIGGER alone locks the partitions before their parent: a deadlock with whoever
        // reads the parent.
        let mut sql = vec![format!("LOCK TABLE {from} IN ACCESS EXCLUSIVE MODE")];
        sql.extend(drop);
        draft.run(Work::new(
            "Drop the trigger, which has done its work",
            sql,
            create,
        ));
    }
    if let Some(it) = &progress {
        filling.end(&mut draft, it);
    }
    if intent.kept.is_none() {
        let gone = model::operation::DropTable {
            table: aside_name.clone(),
            if_exists: false,
            cascade: false,
        };
        let back = model::inverse::inverse(&Operation::DropTable(gone), &draft.catalog);
        let mut back: Vec<String> = back
            .unwrap_or_default()
            .iter()
            .filter_map(model::render::sql)
            .collect();
        let restores = if back.is_empty() {
            Restores::Nothing
        } else {
            Restores::SchemaAndData
        };
        if restores == Restores::SchemaAndData {
            let cols = crate::sql::list(&columns);
            back.push(format!(
                "INSERT INTO {aside_sql} ({cols}) SELECT {cols} FROM {from}"
            ));
        }
        draft.breaks(
            "dropping_table",
            &aside_name,
            None,
            "Nothing uses the old table: its rows live on in the one that took its name.",
        );
        draft.run(
            Work::new(
                format!("Drop {aside}"),
                vec![format!("DROP TABLE {aside_sql}")],
                back,
            )
            .restores(restores),
        );
    }
    let why = format!(
        "{new} is filled beside {old}: a trigger carries over what is written, batches copy the rows that are there, and it takes the name in one short transaction; the old table follows it until nobody wants to go back."
    );
    Some(draft.finish(STRATEGY.name, why))
}

/// `SELECT *` with the columns written out.
fn expanded(insert: &str, columns: &[String]) -> String {
    let Some(at) = crate::sql::keyword(insert, "select") else {
        return insert.to_owned();
    };
    let (head, tail) = insert.split_at(at + 6);
    match tail.trim_start().strip_prefix('*') {
        Some(rest) => format!("{head} {}{rest}", crate::sql::list(columns)),
        None => insert.to_owned(),
    }
}
