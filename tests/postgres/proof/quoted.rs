//! A scenario once more, with names that need quotes, in a schema that needs them too.
//!
//! Goes by words, outside of strings: the examples are plain enough for that.

use std::collections::BTreeSet;

use model::lower::sql_changes;

use super::scenario::{Scenario, Statement, catalog};

const SCHEMA: &str = "\"Shop é\"";

pub(super) fn quoted(it: &Scenario) -> Scenario {
    let mut state = catalog(&it.schema);
    let mut names = Names::default();
    names.learn(&state);
    for change in sql_changes(&it.change) {
        state.apply(&change);
    }
    names.learn(&state);
    let all = |many: &[Statement]| -> Vec<Statement> {
        let one = |it: &Statement| Statement {
            sql: names.replaced(&it.sql),
            returns: it.returns.clone(),
        };
        many.iter().map(one).collect()
    };
    Scenario {
        id: format!("{}/quoted", it.strategy),
        strategy: it.strategy.clone(),
        since: it.since,
        schema: format!("CREATE SCHEMA {SCHEMA};\n{}", names.replaced(&it.schema)),
        change: names.replaced(&it.change),
        rows: names.replaced(&it.rows),
        bad: all(&it.bad),
        unknown: all(&it.unknown),
        naive: all(&it.naive),
        old: all(&it.old),
        new: all(&it.new),
        both: all(&it.both),
        end: all(&it.end),
        differs: it.differs.iter().map(|it| names.replaced(it)).collect(),
    }
}

#[derive(Default)]
struct Names {
    /// Tables, views and types: what a schema stands before.
    relations: BTreeSet<String>,
    columns: BTreeSet<String>,
}

impl Names {
    fn learn(&mut self, catalog: &model::Catalog) {
        for table in catalog.tables.values() {
            self.relations.insert(table.name.name.text.clone());
            let columns = table.columns.iter().map(|it| it.name.text.clone());
            self.columns.extend(columns);
        }
        let objects = &catalog.objects;
        let others = objects.enums.keys().chain(objects.views.keys());
        let bare = others.map(|it| it.rsplit('.').next().unwrap_or(it).to_owned());
        self.relations.extend(bare);
    }

    fn replaced(&self, text: &str) -> String {
        let mut res = String::new();
        // The words so far on this way through, in upper case.
        let mut words: Vec<String> = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = match c {
                '\'' | '"' => rest[1..].find(c).map_or(rest.len(), |it| it + 2),
                _ if c.is_alphabetic() || c == '_' => rest
                    .find(|it: char| !it.is_alphanumeric() && it != '_')
                    .unwrap_or(rest.len()),
                _ => c.len_utf8(),
            };
            let (word, after) = rest.split_at(length);
            let dot = res.ends_with('.');
            // Placeholders and casts to built-in types are no names of ours.
            let bound = res.ends_with(':') && !res.ends_with("::");
            let last = |at: usize| words.iter().rev().nth(at).map_or("", String::as_str);
            let plain = c.is_alphabetic() && !bound;
            if plain && word == "public" && after.starts_with('.') {
                res.push_str(SCHEMA);
            } else if plain
                && self.relations.contains(word)
                && !(dot && self.columns.contains(word))
            {
                // RENAME TO takes a name without its schema.
                let renamed = last(0) == "TO" && last(1) == "RENAME";
                if !dot && !renamed {
                    res.push_str(SCHEMA);
                    res.push('.');
                }
                res.push_str(&format!("\"{word} é\""));
            } else if plain && self.columns.contains(word) {
                res.push_str(&format!("\"{word} é\""));
            } else {
                if plain
                    && last(0) == "INDEX"
                    && ["DROP", "ALTER", "REINDEX"].contains(&last(1))
                    && !dot
                {
                    res.push_str(SCHEMA);
                    res.push('.');
                }
                res.push_str(word);
            }
            if c.is_alphabetic() {
                words.push(word.to_uppercase());
            } else if c == ';' {
                words.clear();
            }
            rest = after;
        }
        res
    }
}
