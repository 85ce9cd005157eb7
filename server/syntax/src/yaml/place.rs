//! Where a cursor stands in YAML that is being typed: the path from the document's root, what may
//! be written there, and what stands beside.
//!
//! Goes by lines and indentation, never by the tree: a missing colon, an empty value, a lone dash
//! or an open bracket have no tree yet. Never looks beyond the document (`---`) of the cursor.

mod flow;
mod rows;
#[cfg(test)]
mod tests;

use crate::text::size;
use crate::{TextRange, TextSize};

use rows::{Kind, Row};

/// A step from a document's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    /// An item of a list.
    Item,
}

/// What the cursor is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A key of the mapping at the end of the path; `colon` when one follows. Without one it may
    /// as well be the value at that path.
    Key {
        colon: bool,
    },
    /// The value at the end of the path; `tight` directly behind its colon, where a blank is
    /// still missing.
    Value {
        tight: bool,
    },
    /// Inside of a scalar of several lines, or behind a scalar on its line: the value at the end
    /// of the path.
    Text,
    Comment,
}

/// An answer for one offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub steps: Vec<Step>,
    pub slot: Slot,
    /// What is being typed, and would be replaced: without quotes; empty at the cursor where
    /// nothing is. For a comment from its `#` to the line's end.
    pub token: TextRange,
    /// The mappings that the path leads through, outermost first.
    pub levels: Vec<Level>,
    /// Characters between the start of the line and the keys of the mapping that the cursor is in.
    pub column: usize,
    /// Blanks that the line begins with.
    pub indent: usize,
    /// Inside of `{ }` or `[ ]`.
    pub flow: bool,
}

/// A mapping on the way, with the entries that it has besides the cursor's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Level {
    /// How many steps lead to the mapping.
    pub depth: usize,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub key_range: TextRange,
    /// A scalar on the same line, without quotes; empty where there is none.
    pub value: String,
}

impl Place {
    /// The scalar beside the cursor's path: the value of `key` in the innermost mapping that has
    /// `depth` steps or fewer.
    pub fn value_at(&self, depth: usize, key: &str) -> Option<&str> {
        let level = self.levels.iter().find(|it| it.depth == depth)?;
        let entry = level.entries.iter().find(|it| it.key == key)?;
        (!entry.value.is_empty()).then_some(entry.value.as_str())
    }

    /// The entries beside the cursor in its own mapping.
    pub fn siblings(&self) -> &[Entry] {
        let own = match self.slot {
            Slot::Key { .. } => self.steps.len(),
            Slot::Value { .. } | Slot::Text | Slot::Comment => self.steps.len().saturating_sub(1),
        };
        let level = self.levels.iter().find(|it| it.depth == own);
        level.map(|it| it.entries.as_slice()).unwrap_or_default()
    }
}

/// The place of an offset. `None` where nothing can be typed that belongs to the document: in
/// indentation, behind a finished value, on a separator.
pub fn place(text: &str, offset: TextSize) -> Option<Place> {
    let at = usize::from(offset);
    if !text.is_char_boundary(at) {
        return None;
    }
    let rows = rows::rows(text);
    let here = rows
        .iter()
        .rposition(|it| it.start <= at)
        .filter(|it| at <= rows[*it].end)?;
    let row = &rows[here];
    if row.comment.is_some_and(|it| at > it) {
        let start = row.comment.unwrap_or(at);
        return Some(Place {
            steps: Vec::new(),
            slot: Slot::Comment,
            token: range(start, row.end),
            levels: Vec::new(),
            column: 0,
            indent: 0,
            flow: false,
        });
    }
    let (column, slot, token) = match row.kind {
        Kind::Separator => return None,
        Kind::Inside(owner) => return inside(text, &rows, owner, at),
        Kind::Blank => (at - row.start, Slot::Key { colon: false }, range(at, at)),
        Kind::Comment => return None,
        Kind::Content => content(text, row, at)?,
    };
    if let Slot::Value { .. } = slot
        && let Some(value) = row.value
        && at > value.start
        && text[value.start..].starts_with(['{', '['])
    {
        return inside(text, &rows, here, at);
    }
    let mut walk = Walk::new(&rows, here, column);
    // The dashes of the cursor's own line lead into items.
    for dash in row.dashes.iter().rev().filter(|it| row.start + **it < at) {
        walk.dash(*dash);
    }
    walk.up();
    let (mut steps, levels) = walk.finish(text, at)?;
    if let (Slot::Value { .. } | Slot::Text, Some(key)) = (slot, &row.key) {
        steps.push(Step::Key(key.text.clone()));
    }
    Some(Place {
        steps,
        slot,
        token,
        levels,
        column,
        indent: row.indent,
        flow: false,
    })
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(size(start), size(end))
}

/// The slot of an offset in a line with content.
fn content(text: &str, row: &Row, at: usize) -> Option<(usize, Slot, TextRange)> {
    let start = row.start + row.column;
    if at < start {
        // Behind a dash and before what follows there is nothing to type.
        return None;
    }
    let Some(key) = &row.key else {
        let Some(value) = row.value else {
            // `- ` alone.
            let behind = row.dashes.last().map_or(row.start, |it| row.start + it + 1);
            let column = at - row.start;
            return (at > behind).then_some((column, Slot::Key { colon: false }, range(at, at)));
        };
        if text[value.start..].starts_with(['{', '[']) && at > value.start {
            return Some((row.column, Slot::Value { tight: false }, range(at, at)));
        }
        let token = unquoted(text, value.start, value.end);
        let inside = token.contains_inclusive(size(at));
        return inside.then_some((row.column, Slot::Key { colon: false }, token));
    };
    if at <= key.end {
        let token = unquoted(text, key.start, key.end);
        return Some((row.column, Slot::Key { colon: true }, token));
    }
    let tight = at == key.colon + 1;
    if at <= key.colon {
        return None;
    }
    let slot = Slot::Value { tight };
    match row.value {
        None => Some((row.column, slot, range(at, at))),
        Some(value) if at < value.start => None,
        Some(value) if text[value.start..].starts_with(['{', '[']) => {
            Some((row.column, slot, range(at, at)))
        }
        Some(value) => {
            let token = unquoted(text, value.start, value.end);
            let inside = token.contains_inclusive(size(at));
            if !inside {
                return Some((row.column, Slot::Text, range(at, at)));
            }
            let tight = token.start() == size(key.colon + 1);
            Some((row.column, Slot::Value { tight }, token))
        }
    }
}

/// A token without the quotes around it.
fn unquoted(text: &str, start: usize, end: usize) -> TextRange {
    let token = &text[start..end];
    for quote in ['"', '\''] {
        if let Some(rest) = token.strip_prefix(quote) {
            let closed = rest.ends_with(quote);
            return range(start + 1, if closed { end - 1 } else { end });
        }
    }
    range(start, end)
}

/// An offset inside of a value of several lines or of brackets: `owner` is the row it begins on.
fn inside(text: &str, rows: &[Row], owner: usize, at: usize) -> Option<Place> {
    let row = &rows[owner];
    let value = row.value?;
    let mut walk = Walk::new(rows, owner, row.column);
    for dash in row.dashes.iter().rev() {
        walk.dash(*dash);
    }
    walk.up();
    let own = row
        .key
        .as_ref()
        .map_or(row.start + row.column, |it| it.start);
    let (mut steps, levels) = walk.finish(text, own)?;
    if let Some(key) = &row.key {
        steps.push(Step::Key(key.text.clone()));
    }
    if text[value.start..].starts_with(['{', '[']) {
        return flow::place(text, value.start, value.end, at, steps, levels);
    }
    Some(Place {
        steps,
        slot: Slot::Text,
        token: range(at, at),
        levels,
        column: row.column,
        indent: row.indent,
        flow: false,
    })
}

/// The way up from a line, by indentation.
struct Walk<'a> {
    rows: &'a [Row],
    here: usize,
    /// Where the mapping, or the dashes of the list, that is looked at stands.
    limit: usize,
    in_list: bool,
    /// From the innermost outwards.
    steps: Vec<Step>,
    /// The columns of the mappings, with the number of steps found below each.
    columns: Vec<(usize, usize)>,
    entries: Vec<Vec<(usize, usize)>>,
    broken: bool,
}

impl<'a> Walk<'a> {
    fn new(rows: &'a [Row], here: usize, column: usize) -> Walk<'a> {
        Walk {
            rows,
            here,
            limit: column,
            in_list: false,
            steps: Vec::new(),
            columns: vec![(column, 0)],
            entries: vec![Vec::new()],
            broken: false,
        }
    }

    fn dash(&mut self, column: usize) {
        if self.in_list && column == self.limit {
            return;
        }
        if column < self.limit {
            self.steps.push(Step::Item);
            self.limit = column;
            self.in_list = true;
        }
    }

    fn key(&mut self, at: usize, row: &Row) {
        let Some(key) = &row.key else { return };
        let column = row.column;
        let parent = if self.in_list {
            column <= self.limit
        } else {
            column < self.limit
        };
        if !self.in_list && column == self.limit {
            if let Some(it) = self.entries.last_mut() {
                it.push((at, column));
            }
        } else if parent {
            // What has a value on its line has no children below.
            let block = row.value.is_some();
            self.broken |= block && self.steps.is_empty() && self.columns.len() == 1;
            self.steps.push(Step::Key(key.text.clone()));
            self.limit = column;
            self.in_list = false;
            self.columns.push((column, self.steps.len()));
            self.entries.push(Vec::new());
        }
    }

    fn up(&mut self) {
        for at in (0..self.here).rev() {
            let row = &self.rows[at];
            match row.kind {
                Kind::Separator => break,
                Kind::Blank | Kind::Comment | Kind::Inside(_) => continue,
                Kind::Content => {}
            }
            self.key(at, row);
            if row.key.is_none() && row.value.is_some() && row.dashes.is_empty() {
                continue;
            }
            for dash in row.dashes.iter().rev() {
                self.dash(*dash);
            }
            // A dash at the column of the mapping ends it: `- a` above a key of the same column
            // belongs to another list.
        }
    }

    /// The path, and the entries of every mapping on it, those below the cursor included.
    fn finish(mut self, text: &str, at: usize) -> Option<(Vec<Step>, Vec<Level>)> {
        if self.broken {
            return None;
        }
        self.down();
        let total = self.steps.len();
        let mut levels = Vec::new();
        for ((_, below), entries) in self.columns.iter().zip(&self.entries).rev() {
            let mut entries: Vec<usize> = entries.iter().map(|it| it.0).collect();
            entries.sort_unstable();
            levels.push(Level {
                depth: total - below,
                entries: entries
                    .into_iter()
                    .filter_map(|it| self.rows[it].entry(text))
                    .filter(|it| !it.key_range.contains_inclusive(size(at)))
                    .collect(),
            });
        }
        self.steps.reverse();
        Some((self.steps, levels))
    }

    fn down(&mut self) {
        // The cursor's own line is an entry too when the cursor is in its value.
        let mut open = 0;
        self.entries[0].push((self.here, 0));
        for at in self.here + 1..self.rows.len() {
            let row = &self.rows[at];
            match row.kind {
                Kind::Separator => break,
                Kind::Blank | Kind::Comment | Kind::Inside(_) => continue,
                Kind::Content => {}
            }
            let column = row.dashes.first().copied().unwrap_or(row.column);
            while open < self.columns.len() && column < self.columns[open].0 {
                open += 1;
            }
            let Some((own, _)) = self.columns.get(open) else {
                break;
            };
            // A list's items stand at the column of its key, or deeper.
            if row.dashes.is_empty() && row.column == *own && row.key.is_some() {
                self.entries[open].push((at, column));
            }
        }
    }
}
