//! What is proven: a state, a change, rows, and what the application says meanwhile.
//!
//! Read from the strategies' pages and from `proofs/*.sql`; a third kind is made of the pages'
//! examples, with quoted names in a schema of their own.

use model::Catalog;
use model::lower::sql_changes;

use super::quoted;
use crate::cases::{files, folder};

/// The file of scenarios whose changes are planned as one specification, and their strategy.
pub(super) const WHOLE: &str = "whole";

/// One state and one change in it, with all that proving its plan needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Scenario {
    /// `<strategy>/<name>`.
    pub(super) id: String,
    pub(super) strategy: String,
    /// The oldest major that takes it.
    pub(super) since: u8,
    pub(super) schema: String,
    pub(super) change: String,
    /// Data in which the plan runs through.
    pub(super) rows: String,
    /// Each alone makes data that the change refuses.
    pub(super) bad: Vec<Statement>,
    /// Each alone is something that the plan does not know of, and must stop at.
    pub(super) unknown: Vec<Statement>,
    /// Ends where the change ends, where the change itself fails on these rows.
    pub(super) naive: Vec<Statement>,
    pub(super) old: Vec<Statement>,
    pub(super) new: Vec<Statement>,
    pub(super) both: Vec<Statement>,
    pub(super) end: Vec<Statement>,
    /// Patterns of differences that the page admits.
    pub(super) differs: Vec<String>,
}

/// One statement of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// `:n` stands for a fresh number.
    pub(super) sql: String,
    /// What the only row and column holds.
    pub(super) returns: Option<String>,
}

/// Every scenario: examples, examples with quoted names, variants. Panics on what it does not
/// understand.
pub(super) fn scenarios() -> Vec<Scenario> {
    let variants = files(&folder().join("proofs"), "sql");
    let mut all = Vec::new();
    for strategy in plan::strategies::ALL {
        let example = example(strategy.name, strategy.docs);
        // Several statements together are too much for a rename by words.
        if sql_changes(&example.change).len() == 1 {
            all.push(quoted::quoted(&example));
        }
        all.push(example);
        let file = strategy.name.replace('-', "_");
        let own = variants.iter().find(|it| it.0 == file);
        all.extend(own.iter().flat_map(|it| read(strategy.name, &it.1)));
    }
    for (file, text) in &variants {
        if file == WHOLE {
            all.extend(read(WHOLE, text));
            continue;
        }
        let known = plan::strategies::ALL
            .iter()
            .any(|it| it.name.replace('-', "_") == *file);
        assert!(known, "proofs/{file}.sql: no such strategy");
    }
    all
}

/// The state before, as the planner sees it: what the tables hold is not known.
pub(super) fn catalog(schema: &str) -> Catalog {
    let mut catalog = Catalog::default();
    for change in sql_changes(schema) {
        catalog.apply(&change);
    }
    catalog.seal();
    catalog.whole = true;
    let tables = std::sync::Arc::make_mut(&mut catalog.tables);
    for table in tables.values_mut() {
        std::sync::Arc::make_mut(table).has_rows = None;
    }
    catalog
}

fn example(strategy: &str, page: &str) -> Scenario {
    let mut res = Scenario {
        id: format!("{strategy}/example"),
        strategy: strategy.to_owned(),
        ..Scenario::default()
    };
    let mut heading = "";
    let mut info: Option<&str> = None;
    let mut text = String::new();
    let mut before = Vec::new();
    for line in page.lines() {
        match (line.strip_prefix("```"), info) {
            (Some(word), None) => info = Some(word),
            (Some(_), Some(word)) => {
                let text = std::mem::take(&mut text);
                match heading {
                    "Before" => before.push(text),
                    "Proof" => {
                        let part = word.rsplit(' ').next().unwrap_or(word);
                        res.take(part, &text);
                    }
                    _ => {}
                }
                info = None;
            }
            (None, Some(_)) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => heading = line.strip_prefix("## ").unwrap_or(heading),
        }
    }
    res.change = before.pop().unwrap_or_default();
    res.schema = before.pop().unwrap_or_default();
    res.finish()
}

fn read(strategy: &str, text: &str) -> Vec<Scenario> {
    let mut all: Vec<Scenario> = Vec::new();
    let mut part = String::new();
    let mut content = String::new();
    for line in text.lines().chain(["-- end of file"]) {
        let comment = line.strip_prefix("-- ").map(str::trim);
        let name = comment.and_then(|it| it.strip_prefix("variant "));
        let since = comment.and_then(|it| it.strip_prefix("since "));
        let opens = comment.filter(|it| PARTS.contains(it));
        if name.is_none() && since.is_none() && opens.is_none() && line != "-- end of file" {
            // Other comments are for people.
            if !part.is_empty() && comment.is_none() {
                content.push_str(line);
                content.push('\n');
            }
            continue;
        }
        if let Some(scenario) = all.last_mut() {
            let content = std::mem::take(&mut content);
            if !part.is_empty() {
                scenario.take(&part, &content);
            }
        }
        part.clear();
        if let Some(name) = name {
            all.push(Scenario {
                id: format!("{strategy}/{name}"),
                strategy: strategy.to_owned(),
                ..Scenario::default()
            });
        } else if let (Some(since), Some(scenario)) = (since, all.last_mut()) {
            scenario.since = since.parse().expect("`-- since` names a major");
        } else if let Some(opens) = opens {
            assert!(!all.is_empty(), "{strategy}: `-- variant` comes first");
            opens.clone_into(&mut part);
        }
    }
    all.into_iter().map(Scenario::finish).collect()
}

const PARTS: &[&str] = &[
    "schema", "change", "rows", "bad", "unknown", "naive", "old", "new", "both", "end", "differs",
];

impl Scenario {
    fn take(&mut self, part: &str, text: &str) {
        match part {
            "schema" => text.clone_into(&mut self.schema),
            "change" => text.clone_into(&mut self.change),
            "rows" => text.clone_into(&mut self.rows),
            "bad" => self.bad = statements(text),
            "unknown" => self.unknown = statements(text),
            "naive" => self.naive = statements(text),
            "old" => self.old = statements(text),
            "new" => self.new = statements(text),
            "both" => self.both = statements(text),
            "end" => self.end = statements(text),
            "since" => {
                self.since = text.trim().parse().expect("`since` names a major");
            }
            "differs" => {
                let lines = text.lines().filter(|it| !it.trim().is_empty());
                self.differs = lines.map(|it| it.trim().to_owned()).collect();
            }
            _ => panic!("{}: `{part}`?", self.id),
        }
    }

    fn finish(mut self) -> Scenario {
        self.change = self.change.trim().trim_end_matches(';').to_owned();
        assert!(!self.change.is_empty(), "{}: no change", self.id);
        assert!(!self.rows.is_empty(), "{}: no rows", self.id);
        assert!(!self.old.is_empty(), "{}: no old statements", self.id);
        self
    }
}

/// Statements that end with `;` at the end of a line, what they return behind it.
fn statements(text: &str) -> Vec<Statement> {
    let mut all = Vec::new();
    let mut sql = String::new();
    for line in text.lines().filter(|it| !it.trim().is_empty()) {
        let (line, returns) = match line.split_once("; -- returns ") {
            Some((head, value)) => (format!("{head};"), Some(value.trim().to_owned())),
            None => (line.trim_end().to_owned(), None),
        };
        if !sql.is_empty() {
            sql.push('\n');
        }
        sql.push_str(&line);
        if line.ends_with(';') {
            let sql = std::mem::take(&mut sql);
            all.push(Statement { sql, returns });
        }
    }
    assert!(sql.is_empty(), "a statement without `;`: {sql}");
    all
}
