//! An enum without one of its labels, or with its labels in another order.

use model::name::quote_identifier;
use model::operation::{ColumnAction, EnumAction};
use model::types::{BaseType, ColumnType};
use model::{Name, Operation, QualifiedName};

use crate::carry::{self, Copies, Move, tolerant};
use crate::draft::{Draft, Work};
use crate::sql::{literal, sibling};
use crate::{Outcome, Phase, Plan, Request, Strategy, names};

pub(super) const STRATEGY: Strategy = Strategy {
    name: "replace-enum",
    since: "0.1.0",
    docs: include_str!("replace_enum.md"),
    expand,
};

struct Intent {
    name: QualifiedName,
    /// What the old type is called while the new one takes over.
    aside: String,
    labels: Vec<String>,
    columns: Vec<(QualifiedName, Name)>,
}

/// The YAML form's removal of a label.
fn removal(request: &Request<'_>) -> Option<Intent> {
    let Operation::AlterEnum(it) = request.operation()? else {
        return None;
    };
    let EnumAction::RemoveValue { value } = &it.action else {
        return None;
    };
    let enums = &request.before.objects.enums;
    let known = enums
        .get(&model::catalog::key(&it.name))
        .or_else(|| enums.get(&it.name.name.text))?;
    let labels = known.values.iter().filter(|it| **it != value.text);
    Some(Intent {
        aside: free_type(request, &it.name.name.text, "old"),
        name: it.name.clone(),
        labels: labels.cloned().collect(),
        columns: users(request, &it.name),
    })
}

/// The statements that people write: the type stands aside, a new one takes its name, the columns
/// are cast, the old one goes.
fn rewritten(operations: &[&Operation], request: &Request<'_>) -> Option<Intent> {
    let [
        Operation::AlterEnum(rename),
        Operation::CreateEnum(create),
        middle @ ..,
        Operation::DropEnum(drop),
    ] = operations
    else {
        return None;
    };
    let EnumAction::Rename { to } = &rename.action else {
        return None;
    };
    if rename.name != create.name || drop.name.name != *to {
        return None;
    }
    let mut columns = Vec::new();
    for operation in middle {
        let Operation::AlterColumn(it) = operation else {
            return None;
        };
        let this = (it.table.clone(), it.column.clone());
        match &it.action {
            ColumnAction::Type { ty, .. }
                if request.before.is_type(ty, &create.name) && !columns.contains(&this) =>
            {
                columns.push(this);
            }
            // The default is carried over all the same.
            ColumnAction::SetDefault(_) | ColumnAction::DropDefault => {}
            ColumnAction::Type { .. }
            | ColumnAction::SetNotNull
            | ColumnAction::DropNotNull
            | ColumnAction::AddIdentity { .. }
            | ColumnAction::AlterIdentity
            | ColumnAction::DropIdentity { .. }
            | ColumnAction::SetExpression(_)
            | ColumnAction::DropExpression { .. }
            | ColumnAction::SetStatistics
            | ColumnAction::SetStorage
            | ColumnAction::SetCompression
            | ColumnAction::SetOptions => return None,
        }
    }
    let known = users(request, &create.name);
    // A column that is left out would keep the old type, and DROP TYPE fail.
    let all = known.iter().all(|(table, column)| {
        columns
            .iter()
            .any(|it| it.0.name == table.name && it.1 == *column)
    });
    all.then(|| Intent {
        name: create.name.clone(),
        aside: to.text.clone(),
        labels: create.values.iter().map(|it| it.text.clone()).collect(),
        columns,
    })
}

fn users(request: &Request<'_>, name: &QualifiedName) -> Vec<(QualifiedName, Name)> {
    let all = request.before.columns_of_type(name);
    all.map(|(_, table, column)| (table.name.clone(), column.clone()))
        .collect()
}

fn free_type(request: &Request<'_>, stem: &str, suffix: &str) -> String {
    let objects = &request.before.objects;
    names::free(stem, suffix, &|it| {
        let taken = |known: &String| known.rsplit('.').next() == Some(it);
        objects.enums.keys().any(taken)
            || objects.domains.keys().any(taken)
            || request.before.tables.keys().any(taken)
    })
}

fn ty(name: &QualifiedName) -> ColumnType {
    ColumnType {
        text: name.to_sql(),
        base: BaseType::Named(name.to_string()),
        ..ColumnType::default()
    }
}

fn expand(request: &Request<'_>) -> Option<Plan> {
    let intent = removal(request).or_else(|| rewritten(&request.operations(), request))?;
    let mut draft = Draft::new(request);
    let name = &intent.name;
    let stem = name.name.text.clone();
    let (old, new) = (
        sibling(name, &intent.aside),
        sibling(name, &free_type(request, &stem, "new")),
    );
    let enums = &request.before.objects.enums;
    let known = enums
        .get(&model::catalog::key(name))
        .or_else(|| enums.get(&stem))?
        .values
        .clone();
    let list = |labels: &[String]| {
        let all: Vec<String> = labels.iter().map(|it| literal(it)).collect();
        all.join(", ")
    };
    for (table, column) in &intent.columns {
        let target = draft.target(table);
        if let Some(why) = carry::obstacle(&draft.catalog, &target, column.as_str()) {
            let why = format!("{table}.{column} cannot be replaced by another column: {why}.");
            return Some(request.outcome(Outcome::NoOnlineWay, why));
        }
    }
    let strays = |table: &str, column: &str| {
        format!(
            "SELECT 1 FROM {table} WHERE {column}::text NOT IN ({}) LIMIT 1",
            list(&intent.labels)
        )
    };
    draft.deploy(
        Phase::Expand,
        &["create", &new.name.text],
        format!("Creates the type that takes the place of {name}."),
    );
    draft.after_release(format!(
        "No release that runs writes a label of {name} that goes."
    ));
    let mut create = Work::new(
        format!("Create {new}"),
        vec![format!(
            "CREATE TYPE {} AS ENUM ({})",
            new.to_sql(),
            list(&intent.labels)
        )],
        vec![format!("DROP TYPE {}", new.to_sql())],
    );
    for (table, column) in &intent.columns {
        create
            .precheck
            .push(strays(&table.to_sql(), &column.to_sql()));
    }
    draft.run(create);
    let mut moves = Vec::new();
    for (table, column) in &intent.columns {
        let target = draft.target(table);
        let from = quote_identifier(column.as_str());
        let stem = format!("{}_{column}", target.stem());
        let mut this = Move {
            from: column.text.clone(),
            to: names::column(target.table.as_ref(), column.as_str(), "new"),
            old_type: ty(&old),
            new_type: ty(&new),
            collation: None,
            fallible: true,
            merges: false,
            default: None,
            takes_name: true,
            function: names::function(&draft.catalog, &stem, "sync"),
            trigger: names::trigger(&stem, "sync"),
            copies: Copies::default(),
            value: format!("{from}::text::{}", new.to_sql()),
            back: Some(format!("{{}}::text::{}", old.to_sql())),
            target,
        };
        let to = quote_identifier(&this.to);
        let assign = format!("NEW.{to} := NEW.{from}::text::{};", new.to_sql());
        let forward = tolerant(&assign, &to);
        this.add(&mut draft, &forward, None);
        this.fill(&mut draft);
        this.copy(&mut draft);
        moves.push((this, forward));
    }
    draft.deploy(
        Phase::Migrate,
        &["swap", &stem],
        format!("The new type takes the name {name}, and its columns take theirs."),
    );
    draft.after_release(format!(
        "Every release that runs does without the labels of {name} that go."
    ));
    for (this, _) in &moves {
        draft.breaks(
            "incompatible_type",
            &this.target.name,
            Some(&this.from),
            "The names never go missing: the new type and the new column take them in the same transaction.",
        );
        draft.breaks(
            "dropping_column",
            &this.target.name,
            Some(&this.to),
            "No code uses this name: it was there for the migration only.",
        );
    }
    for name in [name, &new] {
        draft.breaks(
            "dropping_table",
            name,
            None,
            "The type's name never goes missing: another type takes it in the same transaction.",
        );
    }
    let rename = |from: &QualifiedName, to: &QualifiedName| {
        format!(
            "ALTER TYPE {} RENAME TO {}",
            from.to_sql(),
            to.name.to_sql()
        )
    };
    let mut tables: Vec<String> = Vec::new();
    for (table, _) in &intent.columns {
        if !tables.contains(&table.to_sql()) {
            tables.push(table.to_sql());
        }
    }
    // All at once: whoever has one of them goes on before any is renamed.
    let lock = (tables.len() > 1)
        .then(|| format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables.join(", ")));
    let renames = [rename(name, &old), rename(&new, name)];
    let mut types = Work::new(
        format!("Let {new} take the name {name}"),
        lock.into_iter().chain(renames).collect(),
        vec![rename(name, &new), rename(&old, name)],
    );
    for (table, column) in &intent.columns {
        types
            .precheck
            .push(strays(&table.to_sql(), &column.to_sql()));
    }
    draft.run(types);
    let mut left = Vec::new();
    for (this, forward) in &moves {
        let unique = this.target.unique_with(&this.from);
        let back = |aside: &str, now: &str| {
            let aside = quote_identifier(aside);
            tolerant(
                &format!("NEW.{aside} := {};", this.assigned_back(now)),
                &aside,
            )
        };
        let reverse: Option<carry::Body<'_>> = if unique { None } else { Some(&back) };
        left.push(carry::swap(&mut draft, this, forward, reverse));
    }
    for ((this, _), left) in moves.iter().zip(&left) {
        carry::contract(&mut draft, this, left);
    }
    draft.deploy(
        Phase::Contract,
        &["drop", &old.name.text],
        format!("Drops the old type, {old}."),
    );
    draft.breaks(
        "dropping_table",
        &old,
        None,
        "No column is of the old type any more, and no code names it.",
    );
    draft.run(Work::new(
        format!("Drop {old}"),
        vec![format!("DROP TYPE {}", old.to_sql())],
        vec![format!(
            "CREATE TYPE {} AS ENUM ({})",
            old.to_sql(),
            list(&known)
        )],
    ));
    let why = format!(
        "PostgreSQL takes no label from an enum. A second type has the labels that stay; every column of {name} gets a second one of that type, kept in step and filled, and types and columns change names in one short transaction."
    );
    Some(draft.finish(STRATEGY.name, why))
}
