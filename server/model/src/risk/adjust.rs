//! The sum: what raises and lowers a baseline, clamped once, then capped.

use super::baseline::{Baseline, Gone, Work};
use super::{Adjustment, Level, Question};
use crate::catalog::key;
use crate::context::{Backup, Environment};
use crate::facts::{Facts, Lock, LockMode};
use crate::name::QualifiedName;
use crate::operation::{Operation, Other};

/// Rows from which on a table is large.
const LARGE: u64 = 1_000_000;
/// Rows up to which a table is small.
const SMALL: u64 = 10_000;

/// What the adjustments need to know, found out once and shared with the dangers.
pub(super) struct Circumstances {
    pub(super) development: bool,
    pub(super) new_table: bool,
    pub(super) small: bool,
    pub(super) large: bool,
    pub(super) zero_downtime: bool,
    pub(super) backup: Backup,
    pub(super) work: Work,
    /// A blocking lock held while rows are rewritten, scanned or indexed.
    pub(super) blocked: Option<Lock>,
    /// Where a release is named that no longer uses the object that goes.
    pub(super) released: Option<String>,
}

impl Circumstances {
    pub(super) fn of(
        question: &Question<'_>,
        operation: &Operation,
        facts: &Facts,
        baseline: &Baseline,
    ) -> Circumstances {
        let context = question.context;
        let rows = operation.table().and_then(|it| rows(question, it));
        let work = Work::of(facts, operation);
        let small = rows.is_some_and(|it| it <= SMALL);
        Circumstances {
            development: context.environment.value == Environment::Development,
            new_table: on_new_tables(question, operation),
            small,
            large: rows.is_some_and(|it| it >= LARGE),
            zero_downtime: context.zero_downtime.value,
            backup: backup(question),
            work,
            blocked: blocking_lock(question, operation, facts, work),
            released: baseline
                .goes
                .as_ref()
                .and_then(|gone| released(question, gone)),
        }
    }

    /// Rows are worked on behind a lock for long enough to matter.
    pub(super) fn long_lock(&self) -> Option<&Lock> {
        self.blocked
            .as_ref()
            .filter(|_| !self.small && !self.new_table)
    }
}

/// Level and adjustments of a part.
pub(super) fn sum(
    question: &Question<'_>,
    baseline: &Baseline,
    circumstances: &Circumstances,
) -> (Option<Level>, Vec<Adjustment>) {
    let Some(base) = baseline.level else {
        return (None, Vec::new());
    };
    let here = circumstances;
    let mut sum = Sum {
        running: rank(base),
        adjustments: Vec::new(),
    };
    let loses = baseline.loses.as_deref();
    if baseline.breaks && here.zero_downtime && !here.development {
        sum.up_to_high(
            "backward-incompatible",
            "application code released before fails at once",
        );
    }
    if let Some(lock) = here.long_lock().filter(|_| here.zero_downtime) {
        sum.up_to_high(
            "blocks-for-table-size",
            format!(
                "{} on `{}` is held as long as its rows take",
                lock.mode.as_str(),
                lock.relation
            ),
        );
    }
    if let Some(what) = loses.filter(|_| question.context.rollback_required.value) {
        sum.add(
            "irreversible",
            1,
            format!("a rollback is required, and the downgrade cannot bring back {what}"),
        );
    }
    if let Some(what) = loses.filter(|_| here.backup == Backup::None && !here.development) {
        sum.add(
            "no-backup",
            1,
            format!("{what} is gone and no backup is planned"),
        );
    }
    let grows = here.work.any() || baseline.bulk.is_some();
    if here.large && grows {
        sum.add(
            "large-table",
            1,
            "the table holds a million rows or more, and the time grows with them",
        );
    }
    if here.small && loses.is_none() {
        sum.add("small-table", -1, "the table holds at most 10 000 rows");
    }
    let dependents = depending(question, baseline);
    if let Some(first) = dependents.first() {
        let more = match dependents.len() {
            1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        sum.add("dependents", 1, format!("{first}{more} depends on it"));
    }
    if baseline.bulk.is_some_and(|it| it.batched) {
        sum.add("batched", -1, "it is committed in batches and can resume");
    }
    if baseline.bulk.is_some_and(|it| it.fills_only_nulls) {
        sum.add("fills-only-nulls", -1, "it overwrites nothing");
    }
    if here.development {
        sum.add("development", -1, "nobody waits in development");
    }
    let mut capped = Capped::of(sum);
    if here.new_table {
        capped.to(
            Level::Low,
            "new-table",
            "it is created by the same migration, or by one that is applied nowhere",
        );
    }
    if let Some(why) = &baseline.metadata_only {
        capped.to(Level::Low, "metadata-only", why);
    }
    if let Some(source) = here.released.as_ref().filter(|_| dependents.is_empty()) {
        capped.to(
            Level::Medium,
            "after-release",
            &format!("{source} says that the application no longer uses it"),
        );
    }
    (Some(level(capped.level)), capped.adjustments)
}

/// What depends on the object that goes: of the catalog, and the endpoints that are named.
fn depending(question: &Question<'_>, baseline: &Baseline) -> Vec<String> {
    let Some(gone) = &baseline.goes else {
        return Vec::new();
    };
    let endpoints = &question.surroundings.endpoints;
    let named = endpoints.iter().map(|it| format!("endpoint `{it}`"));
    gone.dependents.iter().cloned().chain(named).collect()
}

struct Sum {
    running: i8,
    adjustments: Vec<Adjustment>,
}

impl Sum {
    fn add(&mut self, name: &'static str, by: i8, why: impl Into<String>) {
        self.running += by;
        self.adjustments.push(Adjustment {
            name,
            by,
            why: why.into(),
        });
    }

    /// One up, unless it is high already.
    fn up_to_high(&mut self, name: &'static str, why: impl Into<String>) {
        let by = i8::from(self.running < rank(Level::High));
        self.add(name, by, why);
    }
}

struct Capped {
    level: i8,
    adjustments: Vec<Adjustment>,
}

impl Capped {
    /// Clamps the sum, and takes what that cuts off out of the last adjustments that went there.
    fn of(sum: Sum) -> Capped {
        let clamped = sum.running.clamp(rank(Level::Low), rank(Level::Critical));
        let mut excess = sum.running - clamped;
        let mut adjustments = sum.adjustments;
        for adjustment in adjustments.iter_mut().rev() {
            if adjustment.by.signum() == excess.signum() {
                excess -= adjustment.by;
                adjustment.by = 0;
            }
        }
        Capped {
            level: clamped,
            adjustments,
        }
    }

    fn to(&mut self, cap: Level, name: &'static str, why: &str) {
        let by = (rank(cap) - self.level).min(0);
        self.level += by;
        self.adjustments.push(Adjustment {
            name,
            by,
            why: why.to_owned(),
        });
    }
}

fn rank(level: Level) -> i8 {
    match level {
        Level::Low => 1,
        Level::Medium => 2,
        Level::High => 3,
        Level::Critical => 4,
    }
}

fn level(rank: i8) -> Level {
    match rank {
        ..=1 => Level::Low,
        2 => Level::Medium,
        3 => Level::High,
        4.. => Level::Critical,
    }
}

/// Rows as the configuration says, else as the spec's own words say.
fn rows(question: &Question<'_>, table: &QualifiedName) -> Option<u64> {
    let rows = &question.context.rows;
    let known = question.catalog.table(table);
    let configured = rows
        .get(&table.to_string())
        .or_else(|| rows.get(&key(table)))
        .or_else(|| known.and_then(|it| rows.get(&key(&it.name))))
        .or_else(|| rows.get(&table.name.text));
    configured.copied().or_else(|| known.and_then(|it| it.rows))
}

/// The configuration's word, where somebody said it, else the document's.
fn backup(question: &Question<'_>) -> Backup {
    let configured = question.context.backup;
    match question.surroundings.backup {
        Some(planned) if !configured.said => {
            if planned {
                Backup::Planned
            } else {
                Backup::None
            }
        }
        _ => configured.value,
    }
}

/// Every table that the operation works on is new, or the type is.
fn on_new_tables(question: &Question<'_>, operation: &Operation) -> bool {
    let new = |it: &QualifiedName| question.catalog.table(it).is_some_and(|it| it.new);
    if let Operation::Other(Other::Truncate { tables, .. }) = operation {
        return !tables.is_empty() && tables.iter().all(new);
    }
    if let Operation::DropIndex(it) = operation {
        let owner = question
            .catalog
            .tables
            .values()
            .find(|table| table.indexes.iter().any(|i| i.name == it.index.name.text));
        return owner.is_some_and(|it| it.new) || it.table.as_ref().is_some_and(new);
    }
    if matches!(operation, Operation::CreateTable(_)) {
        return false;
    }
    let new_enum = |it: &QualifiedName| {
        let known = question.catalog.objects.enums.get(&key(it));
        known.is_some_and(|it| it.new)
    };
    if let Operation::AlterEnum(it) = operation {
        return new_enum(&it.name);
    }
    if let Operation::DropEnum(it) = operation {
        return new_enum(&it.name);
    }
    if let Operation::Other(Other::AttachPartition { partition, .. }) = operation {
        return new(partition) && operation.table().is_some_and(new);
    }
    operation.table().is_some_and(new)
}

/// A lock behind which others wait while rows are worked on: the statement's own, or one that
/// its transaction took before on the table it works on.
fn blocking_lock(
    question: &Question<'_>,
    operation: &Operation,
    facts: &Facts,
    work: Work,
) -> Option<Lock> {
    let blocking = |it: &&Lock| {
        matches!(
            it.mode,
            LockMode::AccessExclusive | LockMode::Share | LockMode::ShareRowExclusive
        )
    };
    let bulk = matches!(
        operation,
        Operation::BulkUpdate(_) | Operation::BulkDelete(_)
    );
    // The strong lock is taken for the swap at the end, not while rows are read.
    let at_the_end = matches!(operation, Operation::DropIndex(it) if it.concurrently)
        || matches!(operation, Operation::AddIndex(it) if it.concurrently)
        || matches!(
            operation,
            Operation::Other(
                Other::Reindex {
                    concurrently: true,
                    ..
                } | Other::DetachPartition {
                    concurrently: true,
                    ..
                }
            )
        );
    if at_the_end || (!work.any() && !bulk) {
        return None;
    }
    let table = operation.table();
    let here = |lock: &&Lock| {
        table.is_some_and(|table| {
            let known = question.catalog.table(table).map(|it| key(&it.name));
            lock.relation == table.to_string() || known.is_some_and(|it| it == lock.relation)
        })
    };
    let own = facts.locks.iter().filter(blocking).max_by_key(|it| {
        // The target's lock is the one to speak of, where it blocks.
        (here(it), it.mode)
    });
    let held = || {
        question
            .session
            .held
            .iter()
            .filter(blocking)
            .find(|it| here(it))
    };
    own.filter(|_| work.any()).or_else(held).cloned()
}

/// Where the documents say that released code no longer uses what goes.
fn released(question: &Question<'_>, gone: &Gone) -> Option<String> {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    question
        .surroundings
        .released
        .iter()
        .find(|it| {
            // `schema.table` reads like `table.column`.
            let qualified = it
                .column
                .as_ref()
                .map(|column| format!("{}.{column}", it.table));
            if qualified.is_some_and(|it| same(&it, &gone.table.to_string())) {
                return true;
            }
            let table =
                same(&it.table, &gone.table.to_string()) || same(&it.table, &gone.table.name.text);
            let column = match (&it.column, &gone.column) {
                (None, _) => true,
                (Some(released), Some(gone)) => same(released, gone),
                (Some(_), None) => false,
            };
            table && column
        })
        .map(|it| it.source.clone())
}
