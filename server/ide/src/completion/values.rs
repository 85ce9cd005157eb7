//! Values: the words of a field, and names that the field asks for.

use model::MigrationSource;
use model::specification::Specification;
use syntax::TextEdit;
use syntax::edit::quote_if_needed;
use syntax::yaml::place::{Slot, Step};

use super::fields::path;
use super::names::{self, Named};
use super::{Completion, CompletionKind, Context, placed, types};
use crate::computed;
use crate::yaml_at::Kind;

pub(super) fn complete(out: &mut Vec<Completion>, ctx: &Context<'_>) {
    let place = &ctx.at.place;
    let item = place.steps.last() == Some(&Step::Item);
    let value = match place.slot {
        Slot::Value { .. } => true,
        Slot::Key { colon: false } => item,
        Slot::Key { colon: true } | Slot::Text | Slot::Comment => false,
    };
    let ours = ctx.at.kind().is_some() || ctx.at.key() == Some("skill");
    if !value || !ours {
        return;
    }
    let operation = ctx.at.operation().unwrap_or_default();
    let mut values = Values { out, ctx, next: 0 };
    let computed = risk_field(ctx).and_then(|key| {
        let (value, why) = computed::value(ctx.analysis, ctx.position, key)?;
        Some((value, format!("as computed{why}")))
    });
    if let Some(field) = ctx.at.field() {
        let path = path(&place.steps);
        for (word, meaning) in &field.words {
            let id = format!("field {path} {operation} {word}");
            values.add(word, CompletionKind::Word, meaning, Some(id));
        }
        if field.is_flag() {
            values.add("true", CompletionKind::Word, "", None);
            values.add("false", CompletionKind::Word, "", None);
        }
        // What is so comes first.
        let (value, why) = computed.unwrap_or_default();
        if let Some(it) = values.out.iter_mut().find(|it| it.label == value) {
            it.detail = Some(why);
            it.sort = "00".to_owned();
        }
    }
    values.names();
}

/// The last key of a path that leads into `migration.risk`.
fn risk_field<'a>(ctx: &Context<'a>) -> Option<&'a str> {
    let [.., Step::Key(migration), Step::Key(risk), Step::Key(key)] = ctx.at.place.steps.as_slice()
    else {
        return None;
    };
    let ours = ctx.at.kind() == Some(Kind::Specification);
    (ours && migration == "migration" && risk == "risk").then_some(key)
}

struct Values<'v, 'a> {
    out: &'v mut Vec<Completion>,
    ctx: &'v Context<'a>,
    next: usize,
}

impl Values<'_, '_> {
    fn add(&mut self, value: &str, kind: CompletionKind, detail: &str, id: Option<String>) {
        let place = &self.ctx.at.place;
        if self.out.iter().any(|it| it.label == value) {
            return;
        }
        let before = usize::from(place.token.start()).checked_sub(1);
        let quote = before.and_then(|it| self.ctx.at.code.as_bytes().get(it));
        let text = match quote {
            Some(b'"') => value.replace('\\', "\\\\").replace('"', "\\\""),
            Some(b'\'') => value.replace('\'', "''"),
            // Words of the format and types are scalars as they stand.
            _ if matches!(kind, CompletionKind::Word) => value.to_owned(),
            _ => quote_if_needed(value),
        };
        let tight = place.slot == (Slot::Value { tight: true });
        let text = if tight { format!(" {text}") } else { text };
        self.out.push(Completion {
            label: value.to_owned(),
            kind,
            detail: (!detail.is_empty()).then(|| detail.to_owned()),
            id,
            edit: TextEdit::replace(self.ctx.at.host(place.token), text),
            snippet: false,
            sort: format!("0{:03}", self.next),
        });
        self.next += 1;
    }

    fn all(&mut self, kind: CompletionKind, names: Vec<Named>) {
        for it in names {
            self.add(&it.name, kind, &it.detail, None);
        }
    }

    /// What a field asks for by its name and place.
    fn names(&mut self) {
        let at = self.ctx.at;
        let steps = at.place.steps.clone();
        let keys: Vec<&str> = steps
            .iter()
            .filter_map(|it| match it {
                Step::Key(key) => Some(key.as_str()),
                Step::Item => None,
            })
            .collect();
        let (Some(key), above) = (keys.last().copied(), keys.iter().rev().nth(1).copied()) else {
            return;
        };
        let details = keys.contains(&"details");
        let operation = at.operation().unwrap_or_default().to_owned();
        if at.kind() == Some(Kind::Specification)
            && (details
                || matches!(
                    key,
                    "table" | "column" | "source_table" | "destination_table"
                ))
        {
            self.schema(key, above, &operation, details);
        }
        match (above.unwrap_or_default(), key) {
            (
                _,
                "current_version"
                | "target_version"
                | "migrations_to_apply"
                | "migration_version"
                | "migration_removal",
            )
            | ("migration" | "changelog_entry", "version") => {
                // An environment may run this migration.
                self.versions(key, above == Some("environment_sync"));
            }
            ("steps" | "rollback_steps", "risk") => self.levels(),
            ("integration_tests", "endpoint") => self.endpoints(),
            ("deprecated_features", "feature") => self.going(),
            (_, "dependencies") => self.steps(keys.contains(&"rollback_steps")),
            ("meta", "feature_spec") => self.paths(true),
            ("meta" | "inputs", "database_spec") => self.paths(false),
            ("migration", "name") => self.titles(),
            _ => {}
        }
    }

    /// Names of the catalog.
    fn schema(&mut self, key: &str, above: Option<&str>, operation: &str, details: bool) {
        let at = self.ctx.at;
        let Some(catalog) = names::catalog(self.ctx.analysis, self.ctx.position) else {
            return;
        };
        // The table beside: of the references, of the operation, or of the entry.
        let depth = at.place.steps.len();
        let own = |up: usize| at.place.value_at(depth.checked_sub(up)?, "table");
        let of_operation = at
            .operation_depth()
            .and_then(|it| at.place.value_at(it, "table"));
        let referred = above == Some("references");
        let table = if referred {
            own(1).or_else(|| own(2))
        } else {
            of_operation.or_else(|| own(1))
        };
        let table = table.map(str::to_owned);
        let table = table.as_deref();
        match key {
            // A new table has a name of its own.
            "table" if details || operation != "create_table" => {
                self.all(CompletionKind::Table, names::tables(&catalog));
            }
            "source_table" | "destination_table" => {
                self.all(CompletionKind::Table, names::tables(&catalog));
            }
            "column" | "columns" | "include" | "key"
                if referred || operation != "create_table" && operation != "add_column" =>
            {
                let table = table.unwrap_or_default();
                self.all(CompletionKind::Column, names::columns(&catalog, table));
            }
            "type" | "existing_type" if details => {
                for (name, meaning) in types::TYPES {
                    let id = Some(format!("type {name}"));
                    self.add(name, CompletionKind::Type, meaning, id);
                }
                self.all(CompletionKind::Type, names::enums(&catalog));
            }
            "using_index" => self.all(CompletionKind::Name, names::indexes(&catalog, table)),
            "name" if above == Some("details") => match operation {
                "drop_index" => self.all(CompletionKind::Name, names::indexes(&catalog, table)),
                "drop_constraint" | "validate_constraint" => {
                    let open = operation == "validate_constraint";
                    let found = names::constraints(&catalog, table, open);
                    self.all(CompletionKind::Name, found);
                }
                "alter_enum" | "drop_enum" => {
                    self.all(CompletionKind::Type, names::enums(&catalog));
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// The versions of the chain: the newest first; for a version of its own the other place that
    /// says it, and the next free one.
    fn versions(&mut self, key: &str, own_too: bool) {
        let own = own_specification(self.ctx);
        let chain = &self.ctx.analysis.workspace().chain;
        let own_version = own.as_ref().and_then(|it| it.version());
        let versions: Vec<(&str, &str)> = chain
            .nodes
            .iter()
            .rev()
            .filter_map(|it| Some((it.version.as_deref()?, it.name.as_deref().unwrap_or(""))))
            .filter(|it| !it.0.is_empty())
            .collect();
        if key == "target_version" || key == "version" {
            let said = own.as_ref().and_then(|it| {
                let meta = it.meta.as_ref()?;
                let target = meta.value.target_version.as_ref();
                let section = it.migration.as_ref();
                let version = section.and_then(|it| it.value.version.as_ref());
                let other = if key == "version" { target } else { version };
                Some(other?.value.clone())
            });
            if let Some(said) = said {
                self.add(&said, CompletionKind::Version, "this migration", None);
            }
            let newest = versions
                .iter()
                .map(|it| it.0)
                .find(|it| own_version.is_none_or(|own| own.value != **it));
            if let Some(next) = newest.and_then(next) {
                self.add(&next, CompletionKind::Version, "the next version", None);
            }
        }
        for (version, name) in versions {
            let own = own_version.is_some_and(|it| it.value == version);
            if own_too || !(own && key == "current_version") {
                self.add(version, CompletionKind::Version, name, None);
            }
        }
    }

    fn levels(&mut self) {
        for level in ["low", "medium", "high", "critical"] {
            self.add(level, CompletionKind::Word, "", None);
        }
    }

    /// The endpoints that the specification names as affected.
    fn endpoints(&mut self) {
        let own = own_specification(self.ctx);
        let said = own.as_ref().and_then(|it| it.compatibility.as_ref());
        for it in said.iter().flat_map(|it| &it.value.endpoints_affected) {
            self.add(
                &it.value,
                CompletionKind::Name,
                "an affected endpoint",
                None,
            );
        }
    }

    /// What the migration takes away.
    fn going(&mut self) {
        let Some(document) = self.ctx.analysis.document(self.ctx.position.file) else {
            return;
        };
        let at = self.ctx.position.offset;
        let before = |it: &&model::Migration| it.range.start() <= at;
        let own = document.migrations.iter().rfind(before);
        let parts = own
            .iter()
            .flat_map(|it| &it.upgrade)
            .flat_map(|it| &it.parts);
        for operation in parts.map(|it| &it.operation) {
            let goes = matches!(
                operation,
                model::Operation::DropTable(_)
                    | model::Operation::DropColumn(_)
                    | model::Operation::RenameTable(_)
                    | model::Operation::RenameColumn(_)
            );
            if let Some(table) = operation.table().filter(|_| goes) {
                let column = operation.column().map(|it| format!(".{}", it.text));
                let name = format!("{table}{}", column.unwrap_or_default());
                let detail = operation.word().replace('_', " ");
                self.add(&name, CompletionKind::Name, &detail, None);
            }
        }
    }

    /// The other steps of the plan.
    fn steps(&mut self, rollback: bool) {
        let Some(own) = own_specification(self.ctx) else {
            return;
        };
        let Some(plan) = &own.execution_plan else {
            return;
        };
        let steps = if rollback {
            &plan.value.rollback_steps
        } else {
            &plan.value.steps
        };
        for step in steps {
            let here = step.range.contains_inclusive(self.ctx.position.offset);
            if let Some(name) = step.value.step.as_ref().filter(|_| !here) {
                let detail = step.value.operation.as_ref().map(|it| it.value.as_str());
                self.add(
                    &name.value,
                    CompletionKind::Name,
                    detail.unwrap_or(""),
                    None,
                );
            }
        }
    }

    /// Specs of the workspace, as seen from its root. The path that is being typed is not one.
    fn paths(&mut self, feature: bool) {
        let typed = self.ctx.at.token().to_owned();
        for path in placed::paths(self.ctx.analysis, feature) {
            if path != typed || !feature {
                self.add(&path, CompletionKind::Name, "", None);
            }
        }
    }

    /// Names that say what the first changes do: `add_notes_pinned`.
    fn titles(&mut self) {
        let Some(document) = self.ctx.analysis.document(self.ctx.position.file) else {
            return;
        };
        let at = self.ctx.position.offset;
        let before = |it: &&model::Migration| it.range.start() <= at;
        let own = document.migrations.iter().rfind(before);
        let parts = own
            .iter()
            .flat_map(|it| &it.upgrade)
            .flat_map(|it| &it.parts);
        for operation in parts.map(|it| &it.operation) {
            let Some(table) = operation.table() else {
                continue;
            };
            let word = operation.word();
            let verb = match word {
                "other" | "none" => continue,
                "create_table" | "drop_table" | "rename_table" | "add_column" | "drop_column"
                | "alter_column" | "rename_column" => word.split('_').next().unwrap_or(word),
                _ => word.trim_start_matches("bulk_"),
            };
            let words = [Some(verb), Some(table.name.as_str())];
            let column = operation.column().map(|it| it.text.as_str());
            let words: Vec<&str> = words.into_iter().chain([column]).flatten().collect();
            let name = words.join("_").to_lowercase();
            let plain = |it: char| it.is_alphanumeric() || it == '_';
            if name.chars().all(plain) {
                self.add(&name, CompletionKind::Name, "from what it does", None);
            }
        }
    }
}

/// The specification that the cursor is in.
fn own_specification(ctx: &Context<'_>) -> Option<std::sync::Arc<Specification>> {
    let document = ctx.analysis.document(ctx.position.file)?;
    let at = ctx.position.offset;
    let mut before = document
        .migrations
        .iter()
        .filter(|it| it.range.start() <= at);
    let MigrationSource::Specification(it) = &before.next_back()?.source else {
        return None;
    };
    Some(it.clone())
}

/// `0004` → `0005`; `None` for a version that does not end in a number.
pub(super) fn next(version: &str) -> Option<String> {
    let digits = version.len()
        - version
            .trim_end_matches(|it: char| it.is_ascii_digit())
            .len();
    let (head, tail) = version.split_at(version.len() - digits);
    let number: u64 = tail.parse().ok()?;
    let next = number.checked_add(1)?;
    Some(format!("{head}{next:0digits$}"))
}
