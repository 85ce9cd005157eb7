//! The worked table of the risk model, and what goes beyond it.
//!
//! Facts are written down here, so that the sum is tested without PostgreSQL's part in it.

use std::sync::Arc;

use super::{DangerKind, Released, Risk, Surroundings, assess};
use crate::catalog::{Catalog, Index, Knowledge, Table, TableConstraint, key};
use crate::context::{Backup, Context, Environment, Setting};
use crate::facts::{Facts, Lock, LockMode};
use crate::name::{Name, QualifiedName};
use crate::operation::{
    AddColumn, AddConstraint, AddIndex, AlterColumn, BulkUpdate, Change, Column, ColumnAction,
    Constraint, ConstraintKind, CreateTable, DropColumn, DropTable, Expression, IndexKey,
    Operation, Part, References, RenameColumn,
};
use crate::types::{BaseType, ColumnType};

/// What surrounds a case; everything unsaid.
#[derive(Default)]
struct Case {
    catalog: Catalog,
    context: Context,
    surroundings: Surroundings,
    facts: Facts,
}

fn check(case: &Case, operation: Operation) -> Risk {
    let change = Change {
        range: syntax::TextRange::default(),
        focus: syntax::TextRange::default(),
        parts: vec![Part {
            range: syntax::TextRange::default(),
            statement: 0,
            operation,
        }],
        from_sql: true,
        data_migration: None,
        sql: None,
    };
    assess(
        &change,
        std::slice::from_ref(&case.facts),
        &case.catalog,
        &case.surroundings,
        &case.context,
    )
}

/// `level, severity[, prepared]: adjustments`.
fn summary(risk: &Risk) -> String {
    let sum: Vec<String> = risk
        .adjustments
        .iter()
        .map(|it| format!("{:+} {}", it.by, it.name))
        .collect();
    let prepared = if risk.prepared { ", prepared" } else { "" };
    format!(
        "{}, {}{prepared}: {}",
        risk.level.map_or("unknown", super::Level::as_str),
        risk.severity.as_str(),
        sum.join(" ")
    )
}

fn facts(mode: LockMode, work: bool) -> Facts {
    Facts {
        locks: vec![Lock {
            relation: "t".to_owned(),
            mode,
            blocks: mode.blocks(),
        }],
        rewrite: Some(work),
        scan: Some(work),
        index_build: Some(false),
        ..Facts::default()
    }
}

fn case(mode: LockMode, work: bool) -> Case {
    Case {
        facts: facts(mode, work),
        catalog: catalog(BaseType::Integer, &[]),
        ..Case::default()
    }
}

fn ty(base: BaseType, modifiers: &[i64]) -> ColumnType {
    ColumnType {
        text: format!("{base:?}").to_lowercase(),
        base,
        modifiers: modifiers.to_vec(),
        ..ColumnType::default()
    }
}

/// `t (c <type>)`, known in full.
fn catalog(base: BaseType, modifiers: &[i64]) -> Catalog {
    let table = Table {
        name: name("t"),
        knowledge: Knowledge::Complete,
        columns: vec![Column::new(Name::generated("c"), Some(ty(base, modifiers)))],
        ..Table::default()
    };
    let mut catalog = Catalog::default();
    put(&mut catalog, table);
    catalog
}

fn put(catalog: &mut Catalog, table: Table) {
    Arc::make_mut(&mut catalog.tables).insert(key(&table.name), Arc::new(table));
}

fn name(text: &str) -> QualifiedName {
    QualifiedName::generated(text)
}

fn add_column(change: impl FnOnce(&mut Column)) -> Operation {
    let mut column = Column::new(Name::generated("d"), Some(ty(BaseType::Integer, &[])));
    change(&mut column);
    Operation::AddColumn(AddColumn {
        table: name("t"),
        if_table_exists: false,
        only: false,
        if_not_exists: false,
        column,
        constraints: Vec::new(),
    })
}

fn alter(action: ColumnAction) -> Operation {
    Operation::AlterColumn(AlterColumn {
        table: name("t"),
        only: false,
        column: Name::generated("c"),
        action,
        existing_type: None,
        existing_nullable: None,
    })
}

fn change_type(base: BaseType, modifiers: &[i64]) -> Operation {
    alter(ColumnAction::Type {
        ty: ty(base, modifiers),
        using: None,
        collation: None,
    })
}

fn drop_column() -> Operation {
    Operation::DropColumn(DropColumn {
        table: name("t"),
        column: Name::generated("c"),
        if_exists: false,
        cascade: false,
    })
}

fn add_index() -> Operation {
    Operation::AddIndex(AddIndex {
        name: None,
        table: name("t"),
        only: false,
        if_not_exists: false,
        unique: false,
        concurrently: false,
        keys: Vec::new(),
        include: Vec::new(),
        method: None,
        attributes: None,
        predicate: None,
        range: syntax::TextRange::default(),
    })
}

fn foreign_key(to: &str) -> Constraint {
    Constraint {
        name: None,
        kind: ConstraintKind::ForeignKey {
            columns: vec![Name::generated("c")],
            references: References {
                table: name(to),
                ..References::default()
            },
        },
        not_valid: false,
        not_enforced: false,
        deferrable: false,
        no_inherit: false,
        range: syntax::TextRange::default(),
    }
}

fn add_foreign_key() -> Operation {
    Operation::AddConstraint(AddConstraint {
        table: name("t"),
        only: false,
        constraint: foreign_key("u"),
    })
}

fn rows(case: Case, rows: u64) -> Case {
    let mut case = case;
    case.context.rows.insert("t".to_owned(), rows);
    case
}

/// Everything that a good contract step says.
fn contract() -> Surroundings {
    Surroundings {
        released: vec![Released {
            table: "t".to_owned(),
            column: Some("c".to_owned()),
            source: "specification 0012".to_owned(),
        }],
        mitigated: vec!["t.c".to_owned()],
        downgrade: true,
        data_rollback: true,
        lock_timeout: true,
        backup: Some(true),
        ..Surroundings::default()
    }
}

#[test]
fn worked_table() {
    use LockMode::{AccessExclusive, Share, ShareRowExclusive};
    let quick = || case(AccessExclusive, false);
    let long = || case(AccessExclusive, true);

    assert_eq!(summary(&check(&quick(), add_column(|_| {}))), "low, hint: ");

    let mut with_parent = case(ShareRowExclusive, false);
    put(
        &mut with_parent.catalog,
        Table {
            name: name("u"),
            ..Table::default()
        },
    );
    let created = Operation::CreateTable(CreateTable {
        table: name("n"),
        if_not_exists: false,
        columns: Vec::new(),
        constraints: vec![foreign_key("u")],
        indexes: Vec::new(),
        temporary: false,
        unlogged: false,
        like: Vec::new(),
        like_indexes: false,
        inherits: Vec::new(),
        partition_of: None,
        default_partition: false,
        bound: None,
        partition_by: None,
        as_select: None,
    });
    assert_eq!(summary(&check(&with_parent, created)), "low, information: ");

    let index = || case(Share, true);
    assert_eq!(
        summary(&check(&index(), add_index())),
        "high, warning: +1 blocks-for-table-size"
    );

    for operation in [
        change_type(BaseType::BigInt, &[]),
        alter(ColumnAction::SetNotNull),
        add_foreign_key(),
    ] {
        assert_eq!(
            summary(&check(&long(), operation.clone())),
            "high, warning: +0 blocks-for-table-size"
        );
        assert_eq!(
            summary(&check(&rows(long(), 20_000_000), operation)),
            "critical, error: +0 blocks-for-table-size +1 large-table"
        );
    }

    let varchar = Case {
        catalog: catalog(BaseType::Varchar, &[50]),
        ..quick()
    };
    assert_eq!(
        summary(&check(&varchar, change_type(BaseType::Varchar, &[100]))),
        "low, hint: -2 metadata-only"
    );

    assert_eq!(
        summary(&check(&quick(), drop_column())),
        "high, warning: +0 backward-incompatible"
    );
    let mut worst = quick();
    worst.context.backup = Setting::said(Backup::None);
    worst.context.rollback_required = Setting::said(true);
    assert_eq!(
        summary(&check(&worst, drop_column())),
        "critical, error: +0 backward-incompatible +1 irreversible +0 no-backup"
    );
    let prepared = Case {
        surroundings: contract(),
        ..quick()
    };
    assert_eq!(
        summary(&check(&prepared, drop_column())),
        "medium, information, prepared: +0 backward-incompatible -1 after-release"
    );

    let mut development = quick();
    development.context.environment = Setting::said(Environment::Development);
    let rename = Operation::RenameColumn(RenameColumn {
        table: name("t"),
        column: Name::generated("c"),
        to: Name::generated("d"),
    });
    assert_eq!(
        summary(&check(&development, rename)),
        "medium, information: -1 development"
    );

    let mut new = quick();
    let table = Table {
        name: name("t"),
        new: true,
        ..Table::default()
    };
    put(&mut new.catalog, table);
    let drop_table = Operation::DropTable(DropTable {
        table: name("t"),
        if_exists: false,
        cascade: false,
    });
    let risk = check(&new, drop_table);
    assert_eq!(summary(&risk), "low, hint: -3 new-table");
    assert!(!risk.data_loss);
    assert_eq!(
        check(&new, add_index()).why,
        "builds an index on a new table"
    );
    assert_eq!(
        check(&quick(), add_index()).why,
        "builds an index, which blocks writes"
    );

    assert_eq!(
        summary(&check(&quick(), alter(ColumnAction::SetNotNull))),
        "low, hint: -2 metadata-only"
    );

    let update = Operation::BulkUpdate(BulkUpdate {
        table: name("t"),
        set: vec![(Name::generated("c"), Expression::default())],
        filter: Some(Expression {
            text: "c IS NULL".to_owned(),
            ..Expression::default()
        }),
        batch_size: None,
        key: None,
        reads: Vec::new(),
    });
    let small = rows(case(LockMode::RowExclusive, false), 5000);
    assert_eq!(
        summary(&check(&small, update)),
        "low, hint: -1 small-table -1 fills-only-nulls"
    );
}

#[test]
fn unprepared_loss_is_never_below_a_warning() {
    for forgotten in 0..5 {
        let mut surroundings = contract();
        match forgotten {
            0 => surroundings.backup = None,
            1 => surroundings.data_rollback = false,
            2 => surroundings.mitigated.clear(),
            3 => surroundings.lock_timeout = false,
            _ => surroundings.downgrade = false,
        }
        let case = Case {
            surroundings,
            ..case(LockMode::AccessExclusive, false)
        };
        let risk = check(&case, drop_column());
        assert!(!risk.prepared);
        assert_eq!(risk.severity, super::Severity::Warning, "{forgotten}");
    }
}

#[test]
fn a_release_helps_only_when_nothing_else_depends() {
    let mut case = Case {
        surroundings: contract(),
        ..case(LockMode::AccessExclusive, false)
    };
    let mut table = Table::clone(&case.catalog.tables["t"]);
    table.indexes.push(Index {
        name: "t_c_idx".to_owned(),
        unique: false,
        keys: vec![IndexKey {
            column: Some(Name::generated("c")),
            text: "c".to_owned(),
            columns: vec!["c".to_owned()],
        }],
        include: Vec::new(),
        predicate: None,
        method: None,
        attributes: None,
        constraint: None,
        invalid: false,
        parent: None,
    });
    put(&mut case.catalog, table);
    assert_eq!(
        summary(&check(&case, drop_column())),
        "critical, information, prepared: +0 backward-incompatible +1 dependents"
    );
}

#[test]
fn breaking_referential_integrity_is_critical() {
    let mut case = case(LockMode::AccessExclusive, false);
    let child = Table {
        name: name("child"),
        constraints: vec![TableConstraint {
            name: "child_c_fkey".to_owned(),
            constraint: Constraint {
                kind: ConstraintKind::ForeignKey {
                    columns: vec![Name::generated("t_c")],
                    references: References {
                        table: name("t"),
                        columns: vec![Name::generated("c")],
                        ..References::default()
                    },
                },
                ..foreign_key("t")
            },
            validated: true,
        }],
        ..Table::default()
    };
    put(&mut case.catalog, child);
    let risk = check(&case, drop_column());
    assert_eq!(risk.baseline, Some(super::Level::Critical));
    assert_eq!(
        risk.why,
        "drops a column that foreign key `child_c_fkey` of `child` points at"
    );
}

#[test]
fn casts_that_can_fail_are_critical_and_unknown_ones_high() {
    let mut case = case(LockMode::AccessExclusive, true);
    let to_bool = || change_type(BaseType::Uuid, &[]);
    assert_eq!(
        summary(&check(&case, to_bool())),
        "critical, error: +0 blocks-for-table-size"
    );
    case.catalog = Catalog::default();
    assert_eq!(
        summary(&check(&case, to_bool())),
        "high, warning: +0 blocks-for-table-size"
    );
}

#[test]
fn the_online_form_is_the_only_answer_to_a_long_lock() {
    let case = Case {
        surroundings: Surroundings {
            lock_timeout: true,
            data_check: true,
            downgrade: true,
            ..Surroundings::default()
        },
        ..case(LockMode::Share, true)
    };
    let risk = check(&case, add_index());
    let open: Vec<DangerKind> = risk
        .dangers
        .iter()
        .filter(|it| it.answer.is_none())
        .map(|it| it.kind)
        .collect();
    assert_eq!(open, [DangerKind::LongLock]);
    assert!(!risk.prepared);
}

/// The last statement of a script, judged with measured facts in the state before it, in which
/// nothing is new.
fn check_sql(script: &str, context: &Context) -> String {
    let changes = crate::lower::sql_changes(script);
    let (last, before) = changes.split_last().expect("a statement");
    let mut catalog = Catalog::default();
    for change in before {
        catalog.apply(change);
    }
    catalog.seal();
    catalog.whole = true;
    let session = crate::facts::Session::default();
    let facts = crate::facts::of_change(last, &catalog, &session, context.postgres);
    let surroundings = Surroundings::default();
    let risk = assess(last, &facts, &catalog, &surroundings, context);
    let level = risk.level.map_or("unknown", super::Level::as_str);
    format!("{level}, {}", risk.severity.as_str())
}

#[test]
fn measured_facts_give_the_worked_levels() {
    let table = "CREATE TABLE u (id bigint PRIMARY KEY);
        CREATE TABLE t (id bigint PRIMARY KEY, a int, s varchar(50), u_id bigint);";
    let usual = Context::default();
    let mut large = Context::default();
    large.rows.insert("t".to_owned(), 20_000_000);
    for (statement, level, when_large) in [
        ("ALTER TABLE t ADD COLUMN b text", "low, hint", "low, hint"),
        (
            "CREATE TABLE n (u_id bigint REFERENCES u)",
            "low, information",
            "low, information",
        ),
        (
            "CREATE INDEX i ON t (a)",
            "high, warning",
            "critical, error",
        ),
        (
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            "low, hint",
            "medium, information",
        ),
        (
            "ALTER TABLE t ALTER COLUMN a TYPE bigint",
            "high, warning",
            "critical, error",
        ),
        (
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
            "high, warning",
            "critical, error",
        ),
        (
            "ALTER TABLE t ADD FOREIGN KEY (u_id) REFERENCES u (id)",
            "high, warning",
            "critical, error",
        ),
        (
            "ALTER TABLE t ALTER COLUMN s TYPE varchar(100)",
            "low, hint",
            "low, hint",
        ),
        (
            "ALTER TABLE t DROP COLUMN a",
            "high, warning",
            "high, warning",
        ),
        (
            "ALTER TABLE t RENAME COLUMN a TO b",
            "high, warning",
            "high, warning",
        ),
        (
            "ALTER TABLE t ADD COLUMN b int NOT NULL DEFAULT 0",
            "medium, information",
            "medium, information",
        ),
        (
            "ALTER TABLE t ADD COLUMN b int NOT NULL",
            "high, warning",
            "high, warning",
        ),
        ("DROP TABLE t", "critical, error", "critical, error"),
    ] {
        let script = format!("{table}{statement}");
        assert_eq!(check_sql(&script, &usual), level, "{statement}");
        assert_eq!(check_sql(&script, &large), when_large, "{statement}, large");
    }
    let proven = format!(
        "{table}ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL);
         ALTER TABLE t ALTER COLUMN a SET NOT NULL"
    );
    assert_eq!(check_sql(&proven, &large), "low, hint");
}
