//! The tables of a document while they are put together, found by their names.
//!
//! Names are compared without case and signs, then by their singulars. Must answer the first that
//! fits, as going through all of them would.

use std::collections::HashMap;

use crate::name::Name;

use super::lines::Statement;
use super::merge::Draft;

/// Tables in the order in which they were found.
#[derive(Default)]
pub(super) struct Tables {
    tables: Vec<Draft>,
    /// By folded names and aliases: the first table that has them.
    named: HashMap<String, usize>,
    /// By the singulars of names: all tables that have them, in order.
    singulars: HashMap<String, Vec<usize>>,
}

/// The name without case, signs and a schema.
pub(super) fn fold(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    name.chars()
        .filter(|it| it.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// `categories` and `category`, `statuses` and `status`, `tasks` and `task`.
fn singular(folded: &str) -> String {
    if let Some(stem) = folded.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "uses"] {
        if folded.ends_with(ending) {
            return folded[..folded.len() - 2].to_owned();
        }
    }
    match folded.strip_suffix('s') {
        Some(stem) if !folded.ends_with("ss") && !folded.ends_with("us") => stem.to_owned(),
        _ => folded.to_owned(),
    }
}

/// See [`super::same_table`].
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    a == b || singular(&a) == singular(&b)
}

impl Tables {
    pub(super) fn push(&mut self, draft: Draft) -> usize {
        let at = self.tables.len();
        let name = fold(&draft.table.name.name.text);
        let singular = singular(&name);
        self.singulars.entry(singular).or_default().push(at);
        for alias in &draft.aliases {
            self.name(fold(alias), at);
        }
        self.name(name, at);
        self.tables.push(draft);
        at
    }

    /// Changes a table; its aliases may become more, its name stays.
    pub(super) fn change(&mut self, at: usize, change: impl FnOnce(&mut Draft)) {
        let Some(draft) = self.tables.get_mut(at) else {
            return;
        };
        let known = draft.aliases.len();
        change(draft);
        let new: Vec<String> = draft
            .aliases
            .iter()
            .skip(known)
            .map(|it| fold(it))
            .collect();
        for alias in new {
            self.name(alias, at);
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&Draft> {
        self.tables.get(at)
    }

    pub(super) fn into_tables(self) -> Vec<Draft> {
        self.tables
    }

    fn name(&mut self, folded: String, at: usize) {
        let first = self.named.entry(folded).or_insert(at);
        *first = at.min(*first);
    }

    /// Which of the known tables a draft describes again.
    pub(super) fn home(&self, draft: &Draft) -> Option<usize> {
        let name = fold(&draft.table.name.name.text);
        let columns = &draft.table.columns;
        let shared = |it: &Draft| {
            let known = columns.iter().filter(|column| it.has(&column.name.text));
            known.count()
        };
        if name.is_empty() {
            return self
                .tables
                .iter()
                .enumerate()
                .map(|(at, it)| (shared(it), at))
                .filter(|(count, _)| *count >= 2 && count * 10 >= columns.len() * 6)
                .max_by_key(|it| it.0)
                .map(|it| it.1);
        }
        if let Some(at) = self.named.get(&name) {
            return Some(*at);
        }
        let aliases = draft.aliases.iter().map(|it| singular(&fold(it)));
        let mut alike: Vec<usize> = std::iter::once(singular(&name))
            .chain(aliases)
            .filter_map(|it| self.singulars.get(&it))
            .flatten()
            .copied()
            .collect();
        alike.sort_unstable();
        let fits = |it: &Draft| shared(it) * 2 >= columns.len().min(it.table.columns.len());
        alike
            .into_iter()
            .find(|at| self.tables.get(*at).is_some_and(fits))
    }

    /// The table that a statement is about: the named one, the only one with its columns, or the one
    /// that an index is called after.
    pub(super) fn owner(&self, table: Option<&Name>, statement: &Statement) -> Option<usize> {
        let wanted = table.map(|it| fold(&it.text)).filter(|it| !it.is_empty());
        let mut at = wanted.as_ref().and_then(|name| {
            let named = self.named.get(name);
            let alike = || self.singulars.get(&singular(name))?.first();
            named.or_else(alike).copied()
        });
        let columns = statement.columns();
        let has = |it: &Draft| columns.iter().all(|name| it.has(&name.text));
        if at.is_none() && !columns.is_empty() {
            let mut with = self.tables.iter().enumerate().filter(|it| has(it.1));
            at = match (with.next(), with.next()) {
                (Some(only), None) => Some(only.0),
                _ => None,
            };
        }
        if at.is_none()
            && wanted.is_none()
            && let Statement::Index {
                name: Some(name), ..
            } = statement
        {
            at = self.of_index(&name.text);
        }
        if at.is_none() && self.tables.len() == 1 && wanted.is_none() {
            at = Some(0);
        }
        at.filter(|it| self.tables.get(*it).is_some_and(has))
    }

    /// `idx_tasks_user_id`: the table with the longest name that stands between the prefix and one
    /// of its columns.
    fn of_index(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        let rest = ["idx_", "ix_", "index_", "uq_", "uk_"]
            .iter()
            .find_map(|it| name.strip_prefix(it))?;
        let fits = |it: &Draft| {
            let table = it.table.name.name.text.to_lowercase();
            let after = rest.strip_prefix(table.as_str())?.strip_prefix('_')?;
            let mut columns = it.table.columns.iter();
            columns
                .any(|it| after.starts_with(&it.name.text.to_lowercase()))
                .then_some(table.len())
        };
        let tables = self.tables.iter().enumerate();
        let named = tables.filter_map(|(at, it)| Some((fits(it)?, at)));
        named.max_by_key(|it| it.0).map(|it| it.1)
    }
}
