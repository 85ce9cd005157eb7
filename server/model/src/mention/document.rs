//! A document as a whole: its specifications, fences, described tables and prose.

use std::ops::Range;

use syntax::markdown::{self, BlockKind, Fence, Inline};
use syntax::text::size;
use syntax::value::{Node, NodeKind};
use syntax::yaml;
use syntax::{Language, TextRange};

use super::operation::Collector;
use super::{Mention, Named, Notation, Role, spelled, table_key};
use crate::document::{Document, MigrationSource};
use crate::lower::sql::mentions as in_sql;
use crate::lower::yaml::SPECIFICATION;
use crate::schema::{self, Places};
use crate::specification::{Spanned, Specification};

/// Every place of a document that names something, sorted. `text` is what `document` was read
/// from.
pub fn mentions(text: &str, document: &Document) -> Vec<Mention> {
    let mut acc = Collector {
        text,
        notation: Notation::Yaml,
        found: Vec::new(),
    };
    for migration in &document.migrations {
        if let MigrationSource::Specification(specification) = &migration.source {
            acc.specification(specification);
            let changes = migration.upgrade.iter().chain(&migration.downgrade);
            for change in changes.filter(|it| !it.from_sql) {
                for part in &change.parts {
                    acc.operation(&part.operation);
                }
            }
        }
    }
    acc.notation = Notation::Text;
    for migration in &document.migrations {
        if let MigrationSource::Written { .. } = &migration.source {
            for part in migration.upgrade.iter().flat_map(|it| &it.parts) {
                acc.operation(&part.operation);
            }
        }
    }
    acc.notation = Notation::Yaml;
    for migration in &document.migrations {
        if let MigrationSource::Revision(revision) = &migration.source {
            acc.version(Some(&revision.version), Role::Created);
            for parent in &revision.parents {
                acc.version(Some(parent), Role::Used);
            }
        }
    }
    acc.requests_and_records(document);
    match document.language {
        Language::Sql => in_sql::of_script(text, &|it| it, &mut acc.found),
        Language::Yaml => acc.yaml(text, &|it| it),
        Language::Markdown => acc.markdown(),
        // Alembic's files are read for their place in the chain; nobody edits them from here.
        Language::Python => {}
    }
    let mut found: Vec<Mention> = acc
        .found
        .into_iter()
        .filter_map(|it| match spelled(text, &it) {
            Some(range) => Some(Mention { range, ..it }),
            // A word of prose is what it looks like, or nothing.
            None => (it.role != Role::Said).then_some(Mention { exact: false, ..it }),
        })
        .collect();
    found.sort_by(|a, b| {
        (a.range.start(), a.range.end(), &a.named, a.role, a.notation).cmp(&(
            b.range.start(),
            b.range.end(),
            &b.named,
            b.role,
            b.notation,
        ))
    });
    found.dedup_by(|a, b| a.range == b.range && a.named == b.named);
    found
}

type Locate<'a> = &'a dyn Fn(TextRange) -> TextRange;

impl Collector<'_> {
    fn version(&mut self, version: Option<&Spanned<String>>, role: Role) {
        if let Some(it) = version {
            self.push(it.range, Named::Version(it.value.clone()), role);
        }
    }

    fn table_field(&mut self, field: Option<&Spanned<String>>) {
        if let Some(it) = field {
            let key = it.value.to_lowercase();
            let key = key.strip_prefix("public.").unwrap_or(&key).to_owned();
            self.push(it.range, Named::Table(key), Role::Used);
        }
    }

    fn specification(&mut self, specification: &Specification) {
        if let Some(meta) = &specification.meta {
            self.version(meta.value.current_version.as_ref(), Role::Used);
            self.version(meta.value.target_version.as_ref(), Role::Described);
        }
        if let Some(migration) = &specification.migration {
            let migration = &migration.value;
            self.version(migration.version.as_ref(), Role::Created);
            let sections = [&migration.upgrade, &migration.downgrade];
            for entry in sections
                .into_iter()
                .flatten()
                .flat_map(|it| &it.value.entries)
            {
                self.table_field(entry.value.table.as_ref());
            }
            let breaking = migration.breaking_changes.iter();
            for change in breaking.flat_map(|it| &it.value) {
                self.table_field(change.value.table.as_ref());
                if let (Some(table), Some(column)) = (&change.value.table, &change.value.column) {
                    let named = Named::Column {
                        tables: vec![table.value.to_lowercase()],
                        column: column.value.to_lowercase(),
                    };
                    self.push(column.range, named, Role::Used);
                }
            }
        }
        if let Some(data) = &specification.data_migration {
            self.table_field(data.value.source_table.as_ref());
            self.table_field(data.value.destination_table.as_ref());
        }
        for feature in specification
            .compatibility
            .iter()
            .flat_map(|it| &it.value.deprecated_features)
        {
            self.version(feature.value.migration_removal.as_ref(), Role::Used);
        }
        for sync in &specification.environment_sync {
            self.version(sync.value.current_version.as_ref(), Role::Used);
            self.version(sync.value.target_version.as_ref(), Role::Used);
            for version in &sync.value.migrations_to_apply {
                self.version(Some(version), Role::Used);
            }
        }
    }

    fn requests_and_records(&mut self, document: &Document) {
        for request in &document.requests {
            self.version(request.current_version.as_ref(), Role::Used);
            self.version(request.target_version.as_ref(), Role::Used);
        }
        for record in &document.records {
            self.version(record.migration_version.as_ref(), Role::Used);
        }
    }

    /// What the typed sections leave out: SQL in scalars, and prose.
    fn yaml(&mut self, text: &str, locate: Locate<'_>) {
        self.notation = Notation::Yaml;
        let parse = yaml::parse(text);
        for document in &parse.documents {
            let mut roots: Vec<&Node> = vec![&document.root];
            roots.extend(document.root.items());
            for entry in roots.iter().filter_map(|it| it.entry(SPECIFICATION)) {
                self.node("", &entry.value, text, locate);
            }
        }
    }

    fn node(&mut self, key: &str, node: &Node, text: &str, locate: Locate<'_>) {
        match &node.kind {
            NodeKind::Map(entries) => {
                for entry in entries {
                    self.node(&entry.key.text, &entry.value, text, locate);
                }
            }
            NodeKind::List(items) => {
                for item in items {
                    self.node(key, item, text, locate);
                }
            }
            NodeKind::Scalar(scalar) => {
                let sql = match key {
                    "sql" => true,
                    "data_rollback" | "transform" | "transform_logic" | "validation_logic" => {
                        in_sql::is_script(&scalar.text)
                    }
                    _ => false,
                };
                if !sql && !scalar.text.contains('.') && !scalar.text.contains('`') {
                    return;
                }
                let Some(embedded) = yaml::embedded(text, node) else {
                    return;
                };
                let locate = |it: TextRange| locate(embedded.map.range_to_host(it));
                if sql {
                    in_sql::of_script(&embedded.text, &locate, &mut self.found);
                } else {
                    self.prose(&embedded.text, None, false, &|it| locate(range(&it)));
                }
            }
            NodeKind::Missing | NodeKind::Alias(_) => {}
        }
    }

    fn markdown(&mut self) {
        let text = self.text;
        let markdown = markdown::parse(text);
        self.notation = Notation::Text;
        let told = schema::places(&markdown, text);
        for it in &told {
            self.told(it);
        }
        let mut section: Option<(u8, String)> = None;
        for block in &markdown.blocks {
            let here = |section: &Option<(u8, String)>| section.as_ref().map(|it| it.1.clone());
            match &block.kind {
                BlockKind::Heading { level, inline } => {
                    let names = |it: &&Places| {
                        !it.named_at.is_empty() && block.range.contains_range(it.named_at)
                    };
                    match told.iter().find(names) {
                        Some(it) => section = Some((*level, table_key(&it.owner))),
                        None if section.as_ref().is_some_and(|it| it.0 >= *level) => section = None,
                        None => {}
                    }
                    self.inline(inline, here(&section).as_deref());
                }
                BlockKind::Paragraph(inline) => self.inline(inline, here(&section).as_deref()),
                BlockKind::Table(table) => {
                    let section = here(&section);
                    let rows = table.rows.iter().flat_map(|it| &it.cells);
                    for cell in table.header.iter().chain(rows) {
                        self.inline(cell, section.as_deref());
                    }
                }
                BlockKind::List(items) => {
                    let section = here(&section);
                    for item in items {
                        self.inline(&item.inline, section.as_deref());
                    }
                }
                BlockKind::Fence(fence) => self.fence(fence),
                BlockKind::FrontMatter(_) | BlockKind::Comment(_) => {}
            }
        }
    }

    fn fence(&mut self, fence: &Fence) {
        let code = &fence.code;
        let locate = |it: TextRange| code.map.range_to_host(it);
        match fence.language.as_str() {
            "sql" | "postgresql" | "postgres" | "pgsql" | "psql" => {
                in_sql::of_script(&code.text, &locate, &mut self.found);
            }
            "yaml" | "yml" => {
                self.yaml(&code.text, &locate);
                self.notation = Notation::Text;
            }
            // `users ||--o{ todos : has`, `todos.user_id → users.id`
            "mermaid" | "" | "text" | "txt" | "plaintext" | "schema" | "ascii" => {
                self.prose(&code.text, None, false, &|it| locate(range(&it)));
                for word in words(&code.text) {
                    let named = Named::Table(code.text[word.clone()].to_lowercase());
                    self.push(locate(range(&word)), named, Role::Said);
                }
            }
            _ => {}
        }
    }

    fn inline(&mut self, inline: &Inline, section: Option<&str>) {
        for span in &inline.spans {
            // Decoded text stands nowhere as it is.
            if usize::from(span.range.len()) != span.text.len() {
                continue;
            }
            let base = usize::from(span.range.start());
            let locate = |it: Range<usize>| range(&(base + it.start..base + it.end));
            self.prose(&span.text, section, span.code, &locate);
        }
    }

    fn told(&mut self, told: &Places) {
        let owner = table_key(&told.owner);
        for name in &told.tables {
            let same = name.text.eq_ignore_ascii_case(&told.owner.name.text);
            let role = if same { Role::Described } else { Role::Alias };
            self.push(name.range, Named::Table(owner.clone()), role);
        }
        for column in &told.columns {
            self.definition(&owner, column, Role::Described);
        }
        for name in &told.uses {
            self.column(&owner, name, Role::Used);
        }
        for name in &told.indexes {
            let named = Named::Index(name.text.to_lowercase());
            self.push(name.range, named, Role::Described);
        }
        for constraint in &told.constraints {
            self.constraint(&owner, constraint);
        }
    }
}

fn range(part: &Range<usize>) -> TextRange {
    TextRange::new(size(part.start), size(part.end.max(part.start)))
}

fn words(text: &str) -> Vec<Range<usize>> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(letter) {
        let start = at + start;
        let end = text[start..].find(|c| !letter(c));
        at = end.map_or(text.len(), |it| start + it);
        all.push(start..at);
    }
    all
}
