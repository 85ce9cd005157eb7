//! Statements with their opposites; the way back is the opposites in reverse.

use crate::draft::Work;

#[derive(Default)]
pub(crate) struct Pairs {
    sql: Vec<String>,
    undo: Vec<Vec<String>>,
}

impl Pairs {
    pub(crate) fn add(&mut self, sql: impl Into<String>, undo: impl Into<String>) {
        self.add_many(vec![sql.into()], vec![undo.into()]);
    }

    /// Statements that are undone together. Either side may be empty: what needs no opposite, and
    /// what only the way back needs.
    pub(crate) fn add_many(&mut self, sql: Vec<String>, undo: Vec<String>) {
        self.sql.extend(sql);
        self.undo.push(undo);
    }

    /// How many statements there are, their opposites aside.
    pub(crate) fn statements(&self) -> usize {
        self.sql.len()
    }

    /// All of them as one step.
    pub(crate) fn work(self, title: impl Into<String>) -> Work {
        let undo = self.undo.into_iter().rev().flatten().collect();
        Work::new(title, self.sql, undo)
    }
}
