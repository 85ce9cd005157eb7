//! Statements without a word of their own as SQL, where they keep all that they said.

use super::{cascade, if_exists};
use crate::name::QualifiedName;
use crate::operation::{
    DomainAction, ObjectKind, Other, PartitionBound, ReindexTarget, SequenceAction,
};

pub(super) fn sql(operation: &Other) -> Option<String> {
    Some(match operation {
        Other::Truncate {
            tables,
            cascade: all,
        } => format!("TRUNCATE {}{}", list(tables), cascade(*all)),
        Other::Reindex {
            target,
            concurrently,
        } => {
            let online = if *concurrently { " CONCURRENTLY" } else { "" };
            match target {
                ReindexTarget::Index(it) => format!("REINDEX INDEX{online} {}", it.to_sql()),
                ReindexTarget::Table(it) => format!("REINDEX TABLE{online} {}", it.to_sql()),
                ReindexTarget::Schema(it) => format!("REINDEX SCHEMA{online} {}", it.to_sql()),
                ReindexTarget::Database => format!("REINDEX DATABASE{online}"),
                ReindexTarget::System => format!("REINDEX SYSTEM{online}"),
            }
        }
        Other::Cluster { table, using } => match (table, using) {
            (Some(table), Some(index)) => {
                format!("CLUSTER {} USING {}", table.to_sql(), index.to_sql())
            }
            (Some(table), None) => format!("CLUSTER {}", table.to_sql()),
            (None, _) => "CLUSTER".to_owned(),
        },
        Other::Vacuum { table, full } => {
            let full = if *full { " FULL" } else { "" };
            format!("VACUUM{full}{}", optional(table.as_ref()))
        }
        Other::Analyze { table } => format!("ANALYZE{}", optional(table.as_ref())),
        Other::RenameIndex { index, to } => {
            format!("ALTER INDEX {} RENAME TO {}", index.to_sql(), to.to_sql())
        }
        Other::RenameConstraint { table, from, to } => format!(
            "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
            table.to_sql(),
            from.to_sql(),
            to.to_sql()
        ),
        Other::SetLogged { table, logged } => {
            let logged = if *logged { "LOGGED" } else { "UNLOGGED" };
            format!("ALTER TABLE {} SET {logged}", table.to_sql())
        }
        Other::SetTablespace {
            relation,
            index,
            tablespace,
        } => {
            let kind = if *index { "INDEX" } else { "TABLE" };
            let tablespace = tablespace.to_sql();
            format!(
                "ALTER {kind} {} SET TABLESPACE {tablespace}",
                relation.to_sql()
            )
        }
        Other::SetAccessMethod { table, method } => format!(
            "ALTER TABLE {} SET ACCESS METHOD {}",
            table.to_sql(),
            method.to_sql()
        ),
        Other::SetSchema { kind, name, schema } => {
            let kind = object(*kind)?;
            format!(
                "ALTER {kind} {} SET SCHEMA {}",
                name.to_sql(),
                schema.to_sql()
            )
        }
        Other::RowSecurity {
            table,
            enable: Some(enable),
        } => {
            let enable = if *enable { "ENABLE" } else { "DISABLE" };
            format!("ALTER TABLE {} {enable} ROW LEVEL SECURITY", table.to_sql())
        }
        Other::AttachPartition {
            table,
            partition,
            default,
            bound,
        } => {
            let bound = if *default {
                "DEFAULT".to_owned()
            } else {
                partition_bound(bound.as_ref()?)?
            };
            let (table, partition) = (table.to_sql(), partition.to_sql());
            format!("ALTER TABLE {table} ATTACH PARTITION {partition} {bound}")
        }
        Other::DetachPartition {
            table,
            partition,
            concurrently,
            finalize,
        } => {
            let how = match (concurrently, finalize) {
                (true, _) => " CONCURRENTLY",
                (false, true) => " FINALIZE",
                (false, false) => "",
            };
            let (table, partition) = (table.to_sql(), partition.to_sql());
            format!("ALTER TABLE {table} DETACH PARTITION {partition}{how}")
        }
        Other::AttachIndexPartition { index, partition } => {
            let (index, partition) = (index.to_sql(), partition.to_sql());
            format!("ALTER INDEX {index} ATTACH PARTITION {partition}")
        }
        Other::Inherit {
            table,
            parent,
            inherit,
        } => {
            let no = if *inherit { "" } else { "NO " };
            format!(
                "ALTER TABLE {} {no}INHERIT {}",
                table.to_sql(),
                parent.to_sql()
            )
        }
        Other::RenameView {
            view,
            materialized,
            to,
        } => {
            let kind = view_kind(*materialized);
            format!("ALTER {kind} {} RENAME TO {}", view.to_sql(), to.to_sql())
        }
        Other::DropView {
            view,
            materialized,
            if_exists,
            cascade,
        } => drop(
            view_kind(*materialized),
            &view.to_sql(),
            *if_exists,
            *cascade,
        ),
        Other::RefreshMaterializedView {
            view,
            concurrently,
            with_data,
        } => {
            let online = if *concurrently { "CONCURRENTLY " } else { "" };
            let data = if *with_data { "" } else { " WITH NO DATA" };
            format!("REFRESH MATERIALIZED VIEW {online}{}{data}", view.to_sql())
        }
        Other::DropTrigger {
            name,
            table,
            if_exists: exists,
            cascade: all,
        } => format!(
            "DROP TRIGGER {}{} ON {}{}",
            if_exists(*exists),
            name.to_sql(),
            table.to_sql(),
            cascade(*all)
        ),
        Other::RenameTrigger { name, table, to } => format!(
            "ALTER TRIGGER {} ON {} RENAME TO {}",
            name.to_sql(),
            table.to_sql(),
            to.to_sql()
        ),
        Other::DropRule {
            name,
            table,
            if_exists: exists,
        } => format!(
            "DROP RULE {}{} ON {}",
            if_exists(*exists),
            name.to_sql(),
            table.to_sql()
        ),
        Other::DropPolicy {
            name,
            table,
            if_exists: exists,
        } => format!(
            "DROP POLICY {}{} ON {}",
            if_exists(*exists),
            name.to_sql(),
            table.to_sql()
        ),
        Other::DropFunction {
            name,
            if_exists,
            cascade,
        } => drop("FUNCTION", &name.to_sql(), *if_exists, *cascade),
        Other::AlterDomain { name, action } => {
            format!("ALTER DOMAIN {} {}", name.to_sql(), domain_action(action)?)
        }
        Other::DropDomain {
            name,
            if_exists,
            cascade,
        } => drop("DOMAIN", &name.to_sql(), *if_exists, *cascade),
        Other::AlterSequence { name, action } => {
            let action = match action {
                SequenceAction::Type(ty) => format!("AS {}", ty.canonical()),
                SequenceAction::SetLogged(true) => "SET LOGGED".to_owned(),
                SequenceAction::SetLogged(false) => "SET UNLOGGED".to_owned(),
                SequenceAction::Rename { to } => format!("RENAME TO {}", to.to_sql()),
                SequenceAction::Options | SequenceAction::OwnedBy => return None,
            };
            format!("ALTER SEQUENCE {} {action}", name.to_sql())
        }
        Other::DropSequence {
            name,
            if_exists,
            cascade,
        } => drop("SEQUENCE", &name.to_sql(), *if_exists, *cascade),
        Other::CreateSchema {
            name,
            if_not_exists,
        } => {
            let exists = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            format!("CREATE SCHEMA {exists}{}", name.to_sql())
        }
        Other::DropSchema {
            name,
            if_exists,
            cascade,
        } => drop("SCHEMA", &name.to_sql(), *if_exists, *cascade),
        Other::RenameSchema { name, to } => {
            format!("ALTER SCHEMA {} RENAME TO {}", name.to_sql(), to.to_sql())
        }
        Other::CreateExtension {
            name,
            if_not_exists,
        } => {
            let exists = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            format!("CREATE EXTENSION {exists}{}", name.to_sql())
        }
        Other::DropExtension {
            name,
            if_exists,
            cascade,
        } => drop("EXTENSION", &name.to_sql(), *if_exists, *cascade),
        Other::DropStatistics { name, if_exists } => {
            drop("STATISTICS", &name.to_sql(), *if_exists, false)
        }
        Other::DropPublication { name } => format!("DROP PUBLICATION {}", name.to_sql()),
        Other::LockTable { tables, mode } => {
            format!("LOCK TABLE {} IN {} MODE", list(tables), mode.as_str())
        }
        // Options, queries, bodies and bounds that are not kept.
        Other::AlterConstraint { .. }
        | Other::TableOptions { .. }
        | Other::IndexOptions { .. }
        | Other::IndexStatistics { .. }
        | Other::SetWithout { .. }
        | Other::SetOwner { .. }
        | Other::ReplicaIdentity { .. }
        | Other::RowSecurity { enable: None, .. }
        | Other::ClusterOn { .. }
        | Other::ToggleTrigger { .. }
        | Other::ToggleRule { .. }
        | Other::CreateView { .. }
        | Other::AlterView { .. }
        | Other::CreateMaterializedView { .. }
        | Other::CreateTrigger { .. }
        | Other::CreateRule { .. }
        | Other::CreatePolicy { .. }
        | Other::AlterPolicy { .. }
        | Other::CreateFunction { .. }
        | Other::AlterFunction { .. }
        | Other::CreateDomain { .. }
        | Other::CreateType { .. }
        | Other::AlterType { .. }
        | Other::CreateSequence { .. }
        | Other::CreateStatistics { .. }
        | Other::Comment { .. }
        | Other::Grant { .. }
        | Other::DefaultPrivileges
        | Other::CreatePublication { .. }
        | Other::AlterPublication { .. }
        | Other::Subscription { .. }
        | Other::Do { .. }
        | Other::ClusterWide(_)
        | Other::Catalog { .. } => return None,
    })
}

fn drop(kind: &str, name: &str, exists: bool, all: bool) -> String {
    format!("DROP {kind} {}{name}{}", if_exists(exists), cascade(all))
}

fn list(names: &[QualifiedName]) -> String {
    let names: Vec<String> = names.iter().map(QualifiedName::to_sql).collect();
    names.join(", ")
}

fn optional(name: Option<&QualifiedName>) -> String {
    name.map_or_else(String::new, |it| format!(" {}", it.to_sql()))
}

fn view_kind(materialized: bool) -> &'static str {
    if materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    }
}

fn object(kind: ObjectKind) -> Option<&'static str> {
    Some(match kind {
        ObjectKind::Table => "TABLE",
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
        ObjectKind::Sequence => "SEQUENCE",
        ObjectKind::Type => "TYPE",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Column
        | ObjectKind::Index
        | ObjectKind::Constraint
        | ObjectKind::Schema
        | ObjectKind::Other => return None,
    })
}

fn partition_bound(bound: &PartitionBound) -> Option<String> {
    Some(match bound {
        PartitionBound::Range { from, to } => {
            format!("FOR VALUES FROM ({}) TO ({})", values(from), values(to))
        }
        PartitionBound::List(all) => format!("FOR VALUES IN ({})", values(all)),
        PartitionBound::Hash => return None,
    })
}

fn values(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|it| bound_value(it)).collect();
    all.join(", ")
}

/// A bound's value, which is kept without its quotes: numbers, words of the grammar and
/// expressions as they are, everything else as a literal.
pub(super) fn bound_value(text: &str) -> String {
    let word = ["minvalue", "maxvalue", "null", "true", "false"]
        .iter()
        .any(|it| text.eq_ignore_ascii_case(it));
    let expression = text.contains("::") || text.contains('(') || text.starts_with('\'');
    if word || expression || text.parse::<f64>().is_ok() {
        text.to_owned()
    } else {
        super::literal(text)
    }
}

fn domain_action(action: &DomainAction) -> Option<String> {
    Some(match action {
        DomainAction::AddConstraint {
            name,
            expression,
            not_null,
            not_valid,
        } => {
            let name = name
                .as_ref()
                .map_or_else(String::new, |it| format!("CONSTRAINT {} ", it.to_sql()));
            let what = match expression {
                Some(it) => format!("CHECK ({})", it.text),
                None if *not_null => "NOT NULL".to_owned(),
                None => return None,
            };
            let valid = if *not_valid { " NOT VALID" } else { "" };
            format!("ADD {name}{what}{valid}")
        }
        DomainAction::ValidateConstraint { name } => {
            format!("VALIDATE CONSTRAINT {}", name.to_sql())
        }
        DomainAction::DropConstraint {
            name,
            if_exists: exists,
        } => format!("DROP CONSTRAINT {}{}", if_exists(*exists), name.to_sql()),
        DomainAction::SetNotNull => "SET NOT NULL".to_owned(),
        DomainAction::DropNotNull => "DROP NOT NULL".to_owned(),
        DomainAction::SetDefault(it) => format!("SET DEFAULT {}", it.text),
        DomainAction::DropDefault => "DROP DEFAULT".to_owned(),
        DomainAction::Rename { to } => format!("RENAME TO {}", to.to_sql()),
        DomainAction::Other => return None,
    })
}
