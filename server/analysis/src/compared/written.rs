//! What is written down already, and is not found a second time.

use std::collections::{BTreeMap, BTreeSet};

use model::catalog::Knowledge;
use model::diff::{self, Choice, Diff, Found, Rename, Side};
use model::name::QualifiedName;
use model::operation::{ColumnAction, ConstraintKind};
use model::schema::SchemaReading;
use model::{Document, Migration, MigrationSource, Operation};

use super::Versions;
use crate::chain::Workspace;

/// Takes out of `found` what a specification of the chain builds, or a statement in the spec
/// says. What is left about a table that the chain builds gets the operation that leads from
/// there: with the chain's own names of constraints and indexes. Answers the scripts that say what
/// was found, by path and migration.
pub(super) fn take_out(
    workspace: &Workspace,
    edited: &[&Versions],
    new: &[Side<'_>],
    choose: &dyn Fn(&Rename) -> Choice,
    found: &mut Diff,
) -> BTreeMap<String, BTreeSet<usize>> {
    let said: Vec<BTreeSet<String>> = edited.iter().map(|it| statements(it)).collect();
    let mut told: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    found.changes.retain(|it| {
        let own = identity(&it.operation);
        let (Some(said), Some(version)) = (said.get(it.document), edited.get(it.document)) else {
            return true;
        };
        if !said.contains(&own) {
            return true;
        }
        let entry = told.entry(version.path.clone()).or_default();
        entry.extend(saying(version, &own));
        false
    });
    if workspace.chain.nodes.is_empty() {
        return told;
    }
    let built = built(workspace, found);
    // As if the spec said everything: only what was found is looked for.
    let whole: Vec<Side<'_>> = new.iter().map(|it| Side { whole: true, ..*it }).collect();
    let mut old: Vec<Side<'_>> = vec![Side::built(&built)];
    let nothing = SchemaReading::default();
    old.resize(whole.len().max(1), Side::built(&nothing));
    let missing = diff::diff_documents(&old, &whole, choose).changes;
    found
        .changes
        .retain_mut(|it| match standing(workspace, it) {
            Standing::Unknown => true,
            Standing::Done => false,
            Standing::Built => match lacking(&missing, it) {
                Some(other) => {
                    it.operation = other.operation.clone();
                    true
                }
                None => false,
            },
        });
    told
}

/// The migrations of a spec in which a statement says it.
fn saying(version: &Versions, wanted: &str) -> Vec<usize> {
    let migrations = version.document.migrations.iter().enumerate();
    let says = |it: &Migration| {
        let mut parts = it.upgrade.iter().flat_map(|it| &it.parts);
        parts.any(|it| identity(&it.operation) == wanted)
    };
    let scripts = migrations.filter(|(_, it)| {
        matches!(
            it.source,
            MigrationSource::Fence { .. } | MigrationSource::Written { .. }
        )
    });
    scripts
        .filter(|(_, it)| says(it))
        .map(|(at, _)| at)
        .collect()
}

/// The tables of the chain that something was found about.
fn built(workspace: &Workspace, found: &Diff) -> SchemaReading {
    let mut built = diff::built(&workspace.latest);
    let about: BTreeSet<String> = found.changes.iter().flat_map(names).collect();
    let wanted = |name: &str| about.contains(&name.to_lowercase());
    built
        .tables
        .retain(|it| wanted(it.table.name.name.as_str()));
    built
}

fn names(found: &Found) -> Vec<String> {
    let own = found.table().map(|it| it.name.text.to_lowercase());
    let other = match &found.operation {
        Operation::RenameTable(it) => Some(it.to.text.to_lowercase()),
        _ => None,
    };
    own.into_iter().chain(other).collect()
}

/// What the chain knows of the table that a change is about.
enum Standing {
    /// Nothing: the spec alone describes it.
    Unknown,
    /// The chain builds it.
    Built,
    /// The chain has done the change.
    Done,
}

fn standing(workspace: &Workspace, found: &Found) -> Standing {
    let complete = |name: &QualifiedName| {
        let known = workspace.latest.table(name);
        known.is_some_and(|it| it.knowledge == Knowledge::Complete)
    };
    let Some(table) = found.table() else {
        return match &found.operation {
            Operation::CreateEnum(it) => enum_standing(workspace, &it.name, false),
            Operation::AlterEnum(it) => enum_standing(workspace, &it.name, true),
            Operation::DropEnum(it) => enum_standing(workspace, &it.name, true),
            _ => Standing::Unknown,
        };
    };
    match &found.operation {
        Operation::CreateTable(_) if complete(table) => Standing::Done,
        Operation::RenameTable(it) => {
            let to = QualifiedName::new(table.schema.clone(), it.to.clone());
            if complete(&to) && !complete(table) {
                Standing::Done
            } else {
                Standing::Unknown
            }
        }
        Operation::DropTable(_) if complete(table) => Standing::Unknown,
        Operation::DropTable(_) if was_built(workspace, table) => Standing::Done,
        _ if complete(table) => Standing::Built,
        _ => Standing::Unknown,
    }
}

/// Some specification had the table before it, or made it.
fn was_built(workspace: &Workspace, table: &QualifiedName) -> bool {
    workspace.chain.nodes.iter().any(|it| {
        let known = it.before.table(table).or_else(|| it.after.table(table));
        known.is_some_and(|it| it.knowledge == Knowledge::Complete)
    })
}

fn enum_standing(workspace: &Workspace, name: &QualifiedName, needs: bool) -> Standing {
    let known = &workspace.latest.objects.enums;
    match (known.contains_key(&model::catalog::key(name)), needs) {
        (true, false) => Standing::Done,
        (true, true) => Standing::Built,
        (false, _) => Standing::Unknown,
    }
}

/// The same change among what the chain lacks.
fn lacking<'a>(missing: &'a [Found], found: &Found) -> Option<&'a Found> {
    let own = identity_of(found);
    missing.iter().find(|it| identity_of(it) == own)
}

/// What the statements of a spec say that its earlier version did not: those are old stories.
fn statements(version: &Versions) -> BTreeSet<String> {
    let said = |document: &Document| -> BTreeSet<String> {
        let changes = document.migrations.iter().flat_map(|it| &it.upgrade);
        let parts = changes.flat_map(|it| &it.parts);
        parts.map(|it| identity(&it.operation)).collect()
    };
    let mut now = said(&version.document);
    if let Some((_, earlier)) = &version.earlier {
        let before = said(earlier);
        now.retain(|it| !before.contains(it));
    }
    now
}

fn identity_of(found: &Found) -> String {
    let column = found.column().map(|it| it.text.to_lowercase());
    format!(
        "{} {}",
        identity(&found.operation),
        column.unwrap_or_default()
    )
}

/// What an operation does to what, without names that only one side knows.
fn identity(operation: &Operation) -> String {
    let folded = |it: &str| it.to_lowercase().replace([' ', '_'], "");
    let table = operation.table().map(|it| folded(it.name.as_str()));
    let column = operation.column().map(|it| it.text.to_lowercase());
    let columns = |names: &[model::Name]| {
        let mut names: Vec<String> = names.iter().map(|it| it.text.to_lowercase()).collect();
        names.sort();
        names.join(",")
    };
    let detail = match operation {
        Operation::AlterColumn(it) => match &it.action {
            ColumnAction::Type { .. } => "type".to_owned(),
            ColumnAction::SetDefault(_) | ColumnAction::DropDefault => "default".to_owned(),
            ColumnAction::SetNotNull => "not null".to_owned(),
            ColumnAction::DropNotNull => "null".to_owned(),
            other => format!("{other:?}"),
        },
        Operation::AddConstraint(it) => match &it.constraint.kind {
            ConstraintKind::PrimaryKey { columns: it, .. } => format!("primary {}", columns(it)),
            ConstraintKind::Unique { columns: it, .. } => format!("unique {}", columns(it)),
            ConstraintKind::ForeignKey { columns: it, .. } => format!("foreign {}", columns(it)),
            ConstraintKind::Check { expression } => format!("check {}", folded(&expression.text)),
            other => format!("{other:?}"),
        },
        Operation::DropConstraint(it) => it.kind.clone().unwrap_or_default(),
        Operation::AddIndex(it) => {
            let keys: Vec<String> = it.keys.iter().map(|it| folded(&it.text)).collect();
            keys.join(",")
        }
        Operation::RenameColumn(it) => it.to.text.to_lowercase(),
        Operation::AlterEnum(it) => format!("{:?}", it.action),
        _ => String::new(),
    };
    format!(
        "{} {} {} {detail}",
        operation.word(),
        table.unwrap_or_default(),
        column.unwrap_or_default()
    )
}
