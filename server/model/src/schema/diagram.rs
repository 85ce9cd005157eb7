//! Tables in diagrams: mermaid's `erDiagram`, `users (id UUID, …)`, boxes drawn with characters.
//!
//! Relation lines between entities name no columns and are not read.

use std::ops::Range;

use syntax::markdown::Fence;

use crate::operation::Column;

use super::Form;
use super::cell::{self, Mode};
use super::gather::Found;
use super::lines;
use super::located::Located;
use super::merge::Draft;
use super::section::Walk;
use super::type_text::{self, balanced, word_len};

/// Reads a mermaid fence: `erDiagram` with `USERS { uuid id PK "comment" }`.
pub(super) fn mermaid(fence: &Fence, found: &mut Found) {
    let located = Located::fence(fence);
    let text = located.text;
    if !text.lines().any(|it| it.trim() == "erDiagram") {
        return;
    }
    let mut open: Option<Draft> = None;
    for line in rows(text) {
        let code = text[line.clone()].trim();
        let start = line.start + text[line.clone()].len() - text[line.clone()].trim_start().len();
        if code.starts_with('}') {
            if let Some(draft) = open.take() {
                found.add(draft);
            }
        } else if let Some(draft) = &mut open {
            if let Some(column) = entity_column(&located, start..start + code.len()) {
                draft.column(column);
            }
        } else if code.ends_with('{')
            && let Some(len) = word_len(code.trim_start_matches('"'))
        {
            let quote = code.len() - code.trim_start_matches('"').len();
            let rest = code[quote + len..].trim_start_matches('"').trim();
            // `users["Users"] {` has an alias in brackets; relations have more words.
            if rest == "{" || rest.starts_with('[') {
                let name = located.name(start + quote..start + quote + len);
                open = Some(Draft::new(name, located.range(line), Form::Diagram));
            }
        }
    }
    if let Some(draft) = open {
        found.add(draft);
    }
}

/// `uuid id PK "the key"`: type, name, keys.
fn entity_column(located: &Located<'_>, part: Range<usize>) -> Option<Column> {
    let text = located.text;
    let ty = type_text::prefix(&text[part.clone()])?;
    let type_at = part.start + ty.range.start..part.start + ty.range.end;
    let rest = part.start + ty.end..part.end;
    let skipped = text[rest.clone()].len() - text[rest.clone()].trim_start().len();
    let name_at = rest.start + skipped;
    let len = word_len(&text[name_at..part.end])?;
    let mut column = Column::new(located.name(name_at..name_at + len), None);
    column.range = located.range(part.clone());
    column.ty = Some(located.column_type(type_at));
    let keys = name_at + len..part.end;
    let end = text[keys.clone()]
        .find('"')
        .map_or(keys.end, |it| keys.start + it);
    located.apply(&cell::read(text, keys.start..end, Mode::Flags), &mut column);
    located.apply(&cell::read(text, end..keys.end, Mode::Prose), &mut column);
    Some(column)
}

/// Reads a fence without a language: pseudo-DDL, bare column lists and boxes.
pub(super) fn plain(fence: &Fence, walk: &Walk, found: &mut Found) {
    let located = Located::fence(fence);
    if located.text.contains(['│', '┌', '|']) {
        boxes(&located, found);
        return;
    }
    pseudo(&located, walk, found);
}

fn rows(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end().len()
    })
}

/// `users (`, `users {`, `users:`, `Table: users` and columns below, one on a line or between
/// commas, with keys and indexes among or after them; or columns alone under a heading that names
/// the table.
fn pseudo(located: &Located<'_>, walk: &Walk, found: &mut Found) {
    let text = located.text;
    let mut open: Option<Draft> = None;
    let mut bare: Option<Draft> = walk
        .owner()
        .filter(|_| !walk.blocked())
        .map(|it| Draft::new(it.name, it.range, Form::Diagram));
    let mut missed = 0_usize;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut indexes = false;
    for line in rows(text) {
        let slice = &text[line.clone()];
        let code = slice
            .trim()
            .trim_start_matches(['-', '*', '•', ' ', '├', '└', '─']);
        if code.is_empty() || code.starts_with(['#', '/', '=']) {
            continue;
        }
        let start = line.start + slice.find(code).unwrap_or(0);
        let indented = slice.starts_with([' ', '\t', '-', '├', '└', '*', '•']);
        let skip = kind_len(code);
        if let Some(len) = word_len(&code[skip..]) {
            let name = start + skip..start + skip + len;
            let rest = code[skip + len..].trim();
            if !indented && let Some(draft) = one_line(located, start + skip..start + code.len()) {
                drafts.extend(open.take());
                drafts.push(draft);
                continue;
            }
            let inside = open.is_some() && indented;
            if inside && rest == "{" && code[skip..skip + len].eq_ignore_ascii_case("indexes") {
                indexes = true;
                continue;
            }
            let titled = matches!(rest, "(" | "{" | ":") || (rest.is_empty() && skip > 0);
            if titled && !inside {
                drafts.extend(open.take());
                open = Some(Draft::new(
                    located.name(name),
                    located.range(line.clone()),
                    Form::Diagram,
                ));
                continue;
            }
        }
        if code.starts_with([')', '}']) {
            if indexes {
                indexes = false;
            } else {
                drafts.extend(open.take());
            }
            continue;
        }
        let end = start + code.trim_end_matches(',').len();
        if !indexes && let Some(column) = plain_column(located, start..end) {
            match open.as_mut().or(bare.as_mut()) {
                Some(draft) => draft.column(column),
                None => missed += 1,
            }
            continue;
        }
        let owner = open.as_ref().or(drafts.last()).or(bare.as_ref());
        let owner = owner.map(|it| it.table.name.name.clone());
        let stated = lines::stated(&located.part(start..end), owner, indexes, found);
        if !stated && open.is_none() {
            missed += 1;
        }
    }
    drafts.extend(open);
    if drafts.is_empty()
        && let Some(bare) = bare
        && missed == 0
        && bare.table.columns.len() > 1
    {
        drafts.push(bare);
    }
    for draft in drafts {
        found.add(draft);
    }
}

/// The length of `Table `, `Table: `, `Entity: ` at the beginning of a line.
fn kind_len(code: &str) -> usize {
    for kind in ["table", "entity"] {
        if let Some(rest) = code.get(kind.len()..)
            && code[..kind.len()].eq_ignore_ascii_case(kind)
            && rest.starts_with([' ', ':'])
        {
            return code.len() - rest.trim_start_matches([' ', ':']).len();
        }
    }
    0
}

/// A whole table in one line, `users (id UUID PRIMARY KEY, email TEXT)`: two columns or more,
/// every one with a type.
pub(super) fn one_line(located: &Located<'_>, part: Range<usize>) -> Option<Draft> {
    let text = located.text;
    let part = cell::trimmed(text, part);
    let code = text.get(part.clone())?;
    let len = word_len(code)?;
    let rest = code[len..].trim_start_matches(['`', '*', ' ']);
    let open = part.end - rest.len();
    if !rest.starts_with('(') || balanced(rest) != Some(rest.len()) {
        return None;
    }
    let name = located.name(part.start..part.start + len);
    let mut draft = Draft::new(name, located.range(part.clone()), Form::Diagram);
    for column in cell::fragments(&text[open + 1..part.end - 1]) {
        let column = open + 1 + column.start..open + 1 + column.end;
        draft.column(plain_column(located, cell::trimmed(text, column))?);
    }
    (draft.table.columns.len() > 1).then_some(draft)
}

/// `id UUID PRIMARY KEY`, `id: uuid (PK)`, with a type that is one.
pub(super) fn plain_column(located: &Located<'_>, part: Range<usize>) -> Option<Column> {
    let text = located.text;
    let code = &text[part.clone()];
    let len = word_len(code)?;
    let name = part.start..part.start + len;
    if matches!(
        code[..len].to_lowercase().as_str(),
        "primary" | "foreign" | "unique" | "check" | "constraint" | "index"
    ) {
        return None;
    }
    let after = code[len..].trim_start_matches([':', ' ', '\t', '(']);
    let at = part.end - after.len();
    if after.len() == code[len..].len() {
        return None;
    }
    let ty = type_text::prefix(after).filter(|it| it.known)?;
    let mut column = Column::new(located.name(name), None);
    column.range = located.range(part.clone());
    column.ty = Some(located.column_type(at..at + ty.range.end));
    if ty.question || ty.optional {
        column.nullable = Some(true);
    }
    let rest = &text[at + ty.end..part.end];
    let stop = ["--", "//", "#", " - "]
        .iter()
        .filter_map(|it| rest.find(it))
        .min()
        .unwrap_or(rest.len());
    let end = at + ty.end + stop;
    located.apply(
        &cell::read(text, at + ty.end..end, Mode::Flags),
        &mut column,
    );
    Some(column)
}

/// Boxes: a title line, a rule, then a column on each line. Cells that are broken over lines make
/// the whole box unreadable, so only boxes whose every line has a type or a key count.
fn boxes(located: &Located<'_>, found: &mut Found) {
    let text = located.text;
    let all: Vec<Range<usize>> = rows(text).collect();
    // A box is a run of lines with a cell at the same place; boxes side by side share lines.
    let mut open: Vec<Box_> = Vec::new();
    for line in all {
        let slice = &text[line.clone()];
        let cells = cells(slice);
        let rule = slice.contains(['─', '═', '-']) && !slice.chars().any(char::is_alphanumeric);
        if rule {
            for it in &mut open {
                if it.name.is_some() {
                    it.ruled = true;
                }
            }
            if slice.contains(['└', '╚'])
                || (slice.contains('+') && open.iter().all(|it| it.rows > 0) && !open.is_empty())
            {
                close_boxes(&mut open, found);
            }
            continue;
        }
        for (at, part) in cells {
            let part = line.start + part.start..line.start + part.end;
            let index = open.iter().position(|it| it.at.abs_diff(at) <= 1);
            match index {
                Some(index) => open[index].line(located, part),
                None => {
                    let mut new = Box_ {
                        at,
                        name: None,
                        ruled: false,
                        draft: None,
                        rows: 0,
                        inset: None,
                        bad: false,
                    };
                    new.line(located, part);
                    open.push(new);
                }
            }
        }
    }
    close_boxes(&mut open, found);
}

fn close_boxes(open: &mut Vec<Box_>, found: &mut Found) {
    for it in open.drain(..) {
        if let Some(draft) = it.draft.filter(|_| !it.bad) {
            found.add(draft);
        }
    }
}

struct Box_ {
    /// The cell's first column, in characters.
    at: usize,
    name: Option<Range<usize>>,
    ruled: bool,
    draft: Option<Draft>,
    rows: usize,
    /// Blanks before the first column.
    inset: Option<usize>,
    bad: bool,
}

impl Box_ {
    fn line(&mut self, located: &Located<'_>, part: Range<usize>) {
        let text = located.text;
        let part = cell::trimmed(text, part);
        let code = &text[part.clone()];
        if code.is_empty() {
            return;
        }
        if self.name.is_none() {
            let word = word_len(code).filter(|it| *it == code.len());
            self.name = word.map(|it| part.start..part.start + it);
            self.bad |= word.is_none();
            return;
        }
        if !self.ruled {
            self.bad = true;
            return;
        }
        self.rows += 1;
        // A line further in goes on with the name above it.
        let inset = text[..part.start]
            .chars()
            .rev()
            .take_while(|c| *c == ' ')
            .count();
        self.bad |= inset > *self.inset.get_or_insert(inset);
        let code = code.trim_start_matches(['-', '•', '+', '*']).trim_start();
        let part = part.end - code.len()..part.end;
        let column = plain_column(located, part.clone()).or_else(|| {
            // `id (PK)`: a key without a type.
            let len = word_len(code)?;
            let rest = code[len..].trim();
            let keyed = rest.is_empty() || cell::only_flags(rest);
            keyed.then(|| {
                let mut column = Column::new(located.name(part.start..part.start + len), None);
                column.range = located.range(part.clone());
                located.apply(
                    &cell::read(text, part.start + len..part.end, Mode::Flags),
                    &mut column,
                );
                column
            })
        });
        match (column, &self.name) {
            (Some(column), Some(name)) => {
                // A name that goes on in the next line.
                self.bad |= column.name.text.ends_with('_');
                self.draft
                    .get_or_insert_with(|| {
                        Draft::new(
                            located.name(name.clone()),
                            located.range(name.clone()),
                            Form::Ascii,
                        )
                    })
                    .column(column);
            }
            _ => self.bad = true,
        }
    }
}

/// The cells between vertical strokes in a line, each with its place in characters.
fn cells(line: &str) -> Vec<(usize, Range<usize>)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (place, (at, c)) in line.char_indices().enumerate() {
        if matches!(c, '│' | '|' | '║' | '├' | '┤' | '◄' | '►') {
            if let Some((from, start)) = open.take()
                && line[start..at].chars().any(char::is_alphanumeric)
            {
                out.push((from, start..at));
            }
            open = Some((place + 1, at + c.len_utf8()));
        }
    }
    out
}
