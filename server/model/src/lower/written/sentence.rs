//! Sentences and list items that say a change: `` Add `user_id` to `tasks` ``,
//! `**ID Type**: int → UUID`, `` `x`: widen from required to nullable ``.

use std::ops::Range;

use syntax::markdown::Inline;

use crate::name::{Name, QualifiedName};
use crate::operation::{Column, ColumnAction, Operation};
use crate::schema::located::Located;
use crate::schema::type_prefix;
use crate::types::ColumnType;

use super::clause::{self, Object, Verb};
use super::column::{added, create, described_column};
use super::token::{
    Token, is_arrow, is_typed, outside_brackets, own_words, passive, phrase, tokens,
};
use super::{Context, Draft, Pending};

/// `Add the following tables:` as the verb and kind of the list below.
pub(super) fn introduces(inline: &Inline, ctx: &Context<'_>) -> Option<Pending> {
    let text = inline.text.trim();
    if !text.ends_with(':') || text.len() > 160 {
        return None;
    }
    let tokens = tokens(inline);
    let verb = tokens.iter().find_map(|it| clause::verb(&it.text))?;
    let following = tokens.iter().any(|it| it.among("following new these"));
    let object = tokens
        .iter()
        .filter(|it| !it.code && it.text.ends_with('s'))
        .find_map(|it| clause::object(&it.text))?;
    let table = tokens.windows(2).find_map(|pair| {
        let [before, name] = pair else { return None };
        (before.among("to from on in") && name.word && clause::is_name(&name.text))
            .then(|| Located::inline(inline, ctx.text).name(name.range.clone()))
            .filter(|it| name.code || ctx.table(&it.text).is_some())
    });
    (following && matches!(verb, Verb::Add | Verb::Drop)).then_some(Pending {
        verb,
        object,
        table,
    })
}

/// An item that only names a table for the items below it: `` `tasks` table: ``.
pub(super) fn names_table(inline: &Inline, ctx: &Context<'_>) -> Option<Name> {
    let tokens = tokens(inline);
    let words: Vec<&Token> = tokens.iter().filter(|it| it.word).collect();
    let name = *words
        .iter()
        .find(|it| clause::is_name(&it.text) && ctx.table(&it.text).is_some())?;
    let rest = words
        .iter()
        .filter(|it| it.range != name.range)
        .all(|it| it.among("table the in on for to modify alter update changes model entity"));
    rest.then(|| Located::inline(inline, ctx.text).name(name.range.clone()))
}

/// Reads the changes of a paragraph or item. `owner` is the table that its surroundings name;
/// `pending` what the sentence above the list said.
pub(super) fn read(
    inline: &Inline,
    owner: Option<Name>,
    pending: Option<&Pending>,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) {
    // A story is no list of changes.
    if inline.text.len() > 1200 {
        return;
    }
    let located = Located::inline(inline, ctx.text);
    let tokens = tokens(inline);
    if let Some(pending) = pending
        && listed(&located, &tokens, pending, ctx, out)
    {
        return;
    }
    let mut reader = Reader {
        located,
        ctx,
        owner,
    };
    let mut from = 0;
    for at in 0..=tokens.len() {
        let ends = tokens
            .get(at)
            .is_none_or(|it| !it.code && matches!(it.text.as_str(), ";" | "."));
        if ends {
            reader.clause(&tokens[from..at], None, out);
            from = at + 1;
        }
    }
}

/// Reads the changes in a cell of a table of changes, whose verb the header may say.
pub(super) fn read_cell(
    inline: &Inline,
    owner: Option<Name>,
    verb: Option<Verb>,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) {
    let tokens = tokens(inline);
    let mut reader = Reader {
        located: Located::inline(inline, ctx.text),
        ctx,
        owner,
    };
    let mut from = 0;
    let mut depth = 0_usize;
    for at in 0..=tokens.len() {
        let sign = tokens
            .get(at)
            .filter(|it| !it.word)
            .map(|it| it.text.as_str());
        match sign {
            Some("(" | "[") => depth += 1,
            Some(")" | "]") => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = at == tokens.len() || (depth == 0 && matches!(sign, Some("," | ";" | ".")));
        if ends {
            reader.clause(&tokens[from..at], verb, out);
            from = at + 1;
        }
    }
}

/// An item of an announced list: its first name.
fn listed(
    located: &Located<'_>,
    tokens: &[Token],
    pending: &Pending,
    ctx: &Context<'_>,
    out: &mut Vec<Draft>,
) -> bool {
    let Some(first) = tokens.iter().find(|it| it.word) else {
        return false;
    };
    let described = ctx.table(&first.text).is_some();
    if !clause::is_name(&first.text) || !(first.code || described || first.text.contains('_')) {
        return false;
    }
    let name = located.name(first.range.clone());
    let range = located.range(first.range.clone());
    let operation = match (pending.verb, pending.object) {
        (Verb::Add, Object::Table) => create(name, ctx),
        (Verb::Drop, Object::Table) => clause::drop_table(name),
        (Verb::Add, Object::Column) => {
            let column = described_column(located, tokens, 0, ctx, None);
            let Some(column) = column else { return false };
            let table = pending.table.clone();
            out.push(draft(
                located,
                tokens,
                table.is_none(),
                clause::add_column(QualifiedName::new(None, table.unwrap_or_default()), column),
            ));
            return true;
        }
        (Verb::Drop, Object::Column) => {
            let table = pending.table.clone();
            out.push(draft(
                located,
                tokens,
                table.is_none(),
                clause::drop_column(QualifiedName::new(None, table.unwrap_or_default()), name),
            ));
            return true;
        }
        _ => return false,
    };
    out.push(Draft {
        range,
        operation,
        open: false,
        certain: true,
    });
    true
}

fn draft(located: &Located<'_>, tokens: &[Token], open: bool, operation: Operation) -> Draft {
    let start = tokens.first().map_or(0, |it| it.range.start);
    let end = tokens.last().map_or(start, |it| it.range.end);
    Draft {
        range: located.range(start..end),
        operation,
        open,
        certain: false,
    }
}

struct Reader<'a> {
    located: Located<'a>,
    ctx: &'a Context<'a>,
    owner: Option<Name>,
}

impl Reader<'_> {
    fn name(&self, token: &Token) -> Name {
        self.located.name(token.range.clone())
    }

    fn known(&self, token: &Token) -> bool {
        token.word && clause::is_name(&token.text) && self.ctx.table(&token.text).is_some()
    }

    /// One clause; `verb` where a header says it.
    fn clause(&mut self, tokens: &[Token], verb: Option<Verb>, out: &mut Vec<Draft>) {
        let mut tokens = tokens;
        // `` `pixel_events`: widen … ``; `**Renamed**: …`; `**ID Type**: …`
        if let Some(colon) = tokens.iter().position(|it| !it.code && it.text == ":")
            && (1..=4).contains(&colon)
        {
            let (head, tail) = (&tokens[..colon], &tokens[colon + 1..]);
            if let [only] = head
                && only.word
                && clause::is_name(&only.text)
                && clause::verb(&only.text).is_none()
            {
                let goes_on = tail
                    .iter()
                    .find(|it| it.word)
                    .is_some_and(|it| !it.code && clause::verb(&it.text).is_some());
                if self.known(only) || (only.code && goes_on) {
                    self.owner = Some(self.name(only));
                    tokens = tail;
                } else if self.retype(only, tail, tokens, out) {
                    return;
                }
            } else if let [name, kind] = head
                && kind.is("type")
                && name.word
                && self.retype(name, tail, tokens, out)
            {
                return;
            } else if let [only] = head
                && clause::verb(&only.text).is_some()
            {
                // `**Renamed**: a → b`
                let mut joined = vec![only.clone()];
                joined.extend(tail.iter().cloned());
                self.verbs(&joined, verb, out);
                return;
            } else if head.last().is_some_and(|it| self.known(it))
                && head.len() == 2
                && head[0].among("table entity model")
            {
                self.owner = head.last().map(|it| self.name(it));
                tokens = tail;
            }
        }
        self.verbs(tokens, verb, out);
    }

    fn verbs(&mut self, tokens: &[Token], said: Option<Verb>, out: &mut Vec<Draft>) {
        let first = tokens.iter().position(|it| it.word);
        let Some(first) = first else { return };
        let tokens = &tokens[first..];
        match (
            clause::verb(&tokens[0].text).filter(|_| !tokens[0].code),
            said,
        ) {
            (Some(verb), _) => {
                // `Changed: added …` goes on with a verb of its own.
                let rest = &tokens[1..];
                match verb {
                    Verb::Add | Verb::Drop => self.add_or_drop(verb, rest, tokens, out),
                    Verb::Rename => self.rename(rest, tokens, out),
                    Verb::Change => self.alter(rest, tokens, out),
                }
            }
            (None, Some(verb @ (Verb::Add | Verb::Drop))) => {
                self.add_or_drop(verb, tokens, tokens, out);
            }
            (None, _) => match passive(tokens) {
                Some((Verb::Rename, rest)) => self.rename(&rest, tokens, out),
                Some((verb, rest)) => self.add_or_drop(verb, &rest, tokens, out),
                None => self.alter(tokens, tokens, out),
            },
        }
    }

    /// Where the clause's explanation begins: after a dash, a colon, `for`, `so that`.
    fn cut(tokens: &[Token]) -> &[Token] {
        let end = tokens.iter().position(|it| {
            !it.code
                && (matches!(it.text.as_str(), ":" | "—" | "–" | "-")
                    || it.among("for so because which that when if where with"))
        });
        &tokens[..end.unwrap_or(tokens.len())]
    }

    fn add_or_drop(&mut self, verb: Verb, rest: &[Token], whole: &[Token], out: &mut Vec<Draft>) {
        let head = Self::cut(rest);
        let all = head;
        // What a foreign key leads to is not added.
        let target = head
            .iter()
            .position(|it| is_arrow(it) || it.among("references fk→"));
        let head = &head[..target.unwrap_or(head.len())];
        let before = head
            .iter()
            .position(|it| it.among("to on from in of into"))
            .unwrap_or(head.len());
        let mut depth = 0_usize;
        let kind = |tokens: &[Token]| {
            tokens
                .iter()
                .find_map(|it| (!it.code).then(|| clause::object(&it.text)).flatten())
        };
        let said = kind(&head[..before]);
        let foreign = phrase(&head[..before], "foreign", "key");
        let typed = (0..before).any(|at| is_typed(head, at));
        let outside = outside_brackets(&head[..before]);
        let unique = outside.iter().any(|it| it.is("unique"));
        let object = if typed {
            Some(Object::Column)
        } else if foreign {
            Some(Object::ForeignKey)
        } else if unique && said.is_none() {
            Some(Object::Unique)
        } else {
            said
        };
        // Names before the preposition, outside brackets.
        let mut names: Vec<usize> = Vec::new();
        for (at, token) in head[..before].iter().enumerate() {
            match token.text.as_str() {
                "(" if !token.code => depth += 1,
                ")" if !token.code => depth = depth.saturating_sub(1),
                _ => {}
            }
            let plain = self.known(token) || token.text.contains('_');
            let first_word = token.text.split(' ').next().unwrap_or_default();
            if depth == 0
                && token.word
                && clause::is_name(first_word)
                && (token.code || plain || is_typed(head, at))
                && (!token.text.contains(' ') || token.code)
            {
                names.push(at);
            }
        }
        if head[..before]
            .iter()
            .any(|it| !it.code && clause::is_other(&it.text) && !self.known(it))
        {
            return;
        }
        let target = head[before..].iter().find_map(|it| {
            let (table, columns) = it.text.split_once('(').unwrap_or((&it.text, ""));
            let fits =
                it.word && clause::is_name(table) && (it.code || self.ctx.table(table).is_some());
            fits.then_some((it, table.len(), columns))
        });
        if object == Some(Object::Index) || object == Some(Object::Unique) {
            self.index(
                verb,
                object,
                head,
                before,
                target.as_ref().map(|it| (it.0, it.1)),
                whole,
                out,
            );
            return;
        }
        let said_target =
            target.map(|(it, len, _)| self.located.name(it.range.start..it.range.start + len));
        for at in names {
            let token = &head[at];
            let next = head.get(at + 1);
            let is_table = next.is_some_and(|it| it.among("table entity model tables"))
                || head[..at].last().is_some_and(|it| it.among("table tables"))
                || (object == Some(Object::Table) && said_target.is_none());
            if is_table {
                if token.text.contains(['.', ' ']) {
                    continue;
                }
                let name = self.name(token);
                let operation = match verb {
                    Verb::Add => create(name, self.ctx),
                    Verb::Drop | Verb::Rename | Verb::Change => clause::drop_table(name),
                };
                out.push(draft(&self.located, whole, false, operation));
                continue;
            }
            self.column(
                verb,
                object,
                head,
                at,
                all,
                said_target.as_ref(),
                whole,
                out,
            );
        }
    }

    /// `users.bio`, or a name whose table is said, or stands above, or can be no other.
    fn table_of(&self, token: &Token, said: Option<&Name>) -> (Option<Name>, Range<usize>) {
        if let Some((table, column)) = token.text.split_once('.') {
            let start = token.range.start;
            return (
                Some(self.located.name(start..start + table.len())),
                start + table.len() + 1..start + table.len() + 1 + column.len(),
            );
        }
        let name = token.text.split(' ').next().unwrap_or_default();
        let table = said.cloned().or_else(|| self.owner.clone()).or_else(|| {
            let only = self.ctx.only_with(name)?;
            Some(Name::generated(only.table.name.name.text.clone()))
        });
        (table, token.range.start..token.range.start + name.len())
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one clause")]
    fn column(
        &self,
        verb: Verb,
        object: Option<Object>,
        head: &[Token],
        at: usize,
        all: &[Token],
        said: Option<&Name>,
        whole: &[Token],
        out: &mut Vec<Draft>,
    ) {
        let token = &head[at];
        let (table, name) = self.table_of(token, said);
        let text = &self.located.text[name.clone()];
        let described = self
            .ctx
            .schema
            .tables
            .iter()
            .any(|it| it.table.column(text).is_some());
        // `Add `x` to the list`: what is neither called a column nor known as one is none.
        let typed = token.text.contains(' ') || is_typed(head, at);
        let certain = object == Some(Object::Column);
        let told = said.is_some() || token.text.contains('.') || self.owner.is_some();
        if !(certain || typed || (verb == Verb::Add && described) || told) {
            return;
        }
        let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
        let operation = match verb {
            Verb::Add => {
                let part = if token.text.contains('.') {
                    let mut column = Column::new(self.located.name(name.clone()), None);
                    column.range = self.located.range(name);
                    Some(column)
                } else {
                    let table = table.as_ref().map(|it| it.text.as_str());
                    described_column(&self.located, own_words(&all[at..]), 0, self.ctx, table)
                };
                let Some(column) = part else { return };
                clause::add_column(qualified, column)
            }
            Verb::Drop | Verb::Rename | Verb::Change => {
                clause::drop_column(qualified, self.located.name(name))
            }
        };
        let mut one = draft(&self.located, whole, table.is_none(), operation);
        one.certain = certain;
        out.push(one);
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one clause")]
    fn index(
        &self,
        verb: Verb,
        object: Option<Object>,
        head: &[Token],
        before: usize,
        target: Option<(&Token, usize)>,
        whole: &[Token],
        out: &mut Vec<Draft>,
    ) {
        if verb != Verb::Add {
            return;
        }
        let all = |token: &Token, from: usize| -> Vec<Name> {
            let mut found = Vec::new();
            let mut at = token.range.start + from;
            for piece in token.text[from..].split_inclusive([',', '(', ')', '+', ' ']) {
                let word = piece.trim_end_matches([',', '(', ')', '+', ' ']);
                let direction =
                    word.eq_ignore_ascii_case("desc") || word.eq_ignore_ascii_case("asc");
                if clause::is_name(word) && !word.contains('.') && !direction {
                    found.push(self.located.name(at..at + word.len()));
                }
                at += piece.len();
            }
            found
        };
        let mut name = None;
        let mut columns: Vec<Name> = Vec::new();
        let mut table: Option<Name> = None;
        for (at, token) in head.iter().enumerate() {
            let plain = token.text.contains('_') || self.known(token);
            if !token.word || !(token.code || plain) {
                continue;
            }
            if let Some((first, len)) = target
                && first.range == token.range
            {
                let is_table = token.text.contains('(') || self.known(token);
                if is_table {
                    table = Some(
                        self.located
                            .name(token.range.start..token.range.start + len),
                    );
                    if token.text.len() > len {
                        columns.extend(all(token, len));
                    }
                    continue;
                }
            }
            if let Some((of, column)) = token.text.split_once('.')
                && clause::is_name(&token.text)
            {
                let start = token.range.start;
                table = table.or_else(|| Some(self.located.name(start..start + of.len())));
                let from = start + of.len() + 1;
                columns.push(self.located.name(from..from + column.len()));
            } else if ["idx_", "ix_", "uq_", "uk_"]
                .iter()
                .any(|it| token.text.starts_with(it))
                || token.text.ends_with("_idx")
            {
                name = Some(self.name(token)).filter(|_| clause::is_name(&token.text));
            } else if self.known(token) && at > before {
                table = table.or_else(|| Some(self.name(token)));
            } else {
                columns.extend(all(token, 0));
            }
        }
        let table = table.or_else(|| self.owner.clone()).or_else(|| {
            let first = columns.first()?;
            let only = self.ctx.only_with(&first.text)?;
            Some(Name::generated(only.table.name.name.text.clone()))
        });
        if columns.is_empty() && (name.is_none() || table.is_none()) {
            return;
        }
        let start = whole.first().map_or(0, |it| it.range.start);
        let end = whole.last().map_or(start, |it| it.range.end);
        let range = self.located.range(start..end);
        let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
        let unique = head.iter().any(|it| it.is("unique"));
        let operation = if object == Some(Object::Unique) {
            if columns.is_empty() {
                return;
            }
            clause::add_unique(qualified, columns, range)
        } else {
            clause::add_index(qualified, name, columns, unique, range)
        };
        out.push(draft(&self.located, whole, table.is_none(), operation));
    }

    fn rename(&mut self, rest: &[Token], whole: &[Token], out: &mut Vec<Draft>) {
        let Some(joint) = rest.iter().position(|it| it.is("to") || is_arrow(it)) else {
            return;
        };
        let name = |tokens: &[Token]| -> Option<Token> {
            tokens
                .iter()
                .find(|it| {
                    it.word
                        && clause::is_name(&it.text)
                        && (it.code || it.text.contains('_') || self.known(it))
                })
                .cloned()
        };
        let (Some(from), Some(to)) = (name(&rest[..joint]), name(&rest[joint + 1..])) else {
            return;
        };
        if to.text.contains('.') {
            return;
        }
        let said = |kind: Object| {
            rest.iter()
                .any(|it| !it.code && clause::object(&it.text) == Some(kind))
        };
        let after = Self::cut(&rest[joint + 1..]);
        let target = after.windows(2).find_map(|pair| {
            let [before, it] = pair else { return None };
            (before.among("in on of") && it.word && clause::is_name(&it.text))
                .then(|| self.name(it))
        });
        let table = !said(Object::Column)
            && !from.text.contains('.')
            && target.is_none()
            && (said(Object::Table) || self.known(&to) || self.known(&from));
        if table {
            let operation = clause::rename_table(self.name(&from), self.name(&to));
            out.push(draft(&self.located, whole, false, operation));
            return;
        }
        let (table, column) = self.table_of(&from, target.as_ref());
        let table = table.or_else(|| {
            let only = self.ctx.only_with(&to.text)?;
            Some(Name::generated(only.table.name.name.text.clone()))
        });
        if table.is_none() && !said(Object::Column) {
            return;
        }
        let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
        let operation = clause::rename_column(qualified, self.located.name(column), self.name(&to));
        let mut one = draft(&self.located, whole, table.is_none(), operation);
        one.certain = true;
        out.push(one);
    }

    /// `**ID Type**: int → UUID`, `` `status`: `varchar(20)` → `task_status` ``.
    fn retype(&self, name: &Token, tail: &[Token], whole: &[Token], out: &mut Vec<Draft>) -> bool {
        let Some(arrow) = tail.iter().position(is_arrow) else {
            return false;
        };
        let old = tail[..arrow].iter().find(|it| it.word);
        let new = tail[arrow + 1..].iter().find(|it| it.word);
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        if type_prefix(&old.text).is_none() || type_prefix(&new.text).is_none() {
            return false;
        }
        let start = new.range.start;
        let Some(found) = type_prefix(&self.located.text[start..]) else {
            return false;
        };
        let ty = self
            .located
            .column_type(start + found.start..start + found.end);
        let (table, column) = self.table_of(name, None);
        let mut column = self.located.name(column);
        if !name.code {
            // `ID Type` writes the name as prose.
            column.text = self.spelled(&column.text);
        }
        let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
        let before = self.located.column_type(old.range.clone());
        let action = ColumnAction::Type {
            ty,
            using: None,
            collation: None,
        };
        let operation = clause::alter_column(qualified, column, action, Some(before));
        out.push(draft(&self.located, whole, table.is_none(), operation));
        true
    }

    /// A column's name as the document spells it, or in lower case.
    fn spelled(&self, name: &str) -> String {
        let tables = self.ctx.schema.tables.iter();
        tables
            .filter_map(|it| {
                it.table
                    .columns
                    .iter()
                    .find(|it| it.name.text.eq_ignore_ascii_case(name))
            })
            .map(|it| it.name.text.clone())
            .next()
            .unwrap_or_else(|| name.to_lowercase())
    }

    /// `` `x` from int to bigint ``, `` `x`/`y` now nullable ``, `` make `x` required ``.
    fn alter(&mut self, rest: &[Token], whole: &[Token], out: &mut Vec<Draft>) {
        // The names stand before the first word of what becomes of them.
        let marks = "to from now is nullable not required optional unique default type be";
        let stop = rest
            .iter()
            .position(|it| is_arrow(it) || it.among(marks))
            .unwrap_or(rest.len());
        let names: Vec<&Token> = rest[..stop]
            .iter()
            .filter(|it| {
                it.word
                    && clause::is_name(&it.text)
                    && (it.code || it.text.contains(['_', '.']) || self.owns(&it.text))
            })
            .collect();
        let stray = rest[..stop].iter().any(|it| {
            it.word
                && !it.code
                && !names.iter().any(|name| name.range == it.range)
                && !it.among("the column columns field and a data of on in table its")
                && !self.known(it)
        });
        if names.is_empty() || stray {
            return;
        }
        let tail = Self::cut(&rest[stop..]);
        let target = rest[..stop].windows(2).find_map(|pair| {
            let [before, it] = pair else { return None };
            (before.among("in on of") && self.known(it)).then(|| self.name(it))
        });
        if let [name] = names.as_slice()
            && tail
                .iter()
                .find(|it| it.word && !it.among("to now is be"))
                .is_some_and(|it| it.is("unique"))
        {
            // `` make `users.email` unique ``
            let (table, column) = self.table_of(name, target.as_ref());
            let range = self.located.range(name.range.clone());
            let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
            let operation = clause::add_unique(qualified, vec![self.located.name(column)], range);
            out.push(draft(&self.located, whole, table.is_none(), operation));
            return;
        }
        let Some(action) = self.action(tail) else {
            return;
        };
        for name in names {
            if self.known(name) && target.is_some() {
                continue;
            }
            let (table, column) = self.table_of(name, target.as_ref());
            let column = self.located.name(column);
            // What the sentences before added stands nowhere else yet.
            let table = table.or_else(|| added(out, &column.text));
            let qualified = QualifiedName::new(None, table.clone().unwrap_or_default());
            let before = self.before(tail);
            let operation = clause::alter_column(qualified, column, action.clone(), before);
            let mut one = draft(&self.located, whole, table.is_none(), operation);
            one.certain = name.code;
            out.push(one);
        }
    }

    /// The table that stands above has a column of this name.
    fn owns(&self, column: &str) -> bool {
        let owner = self.owner.as_ref().and_then(|it| self.ctx.table(&it.text));
        owner.is_some_and(|it| it.table.column(column).is_some())
    }

    /// The type that a column is said to have now: `from INTEGER`.
    fn before(&self, tail: &[Token]) -> Option<ColumnType> {
        let [_, first, ..] = &tail[tail.iter().position(|it| it.is("from"))?..] else {
            return None;
        };
        let from = first.range.start;
        let found = type_prefix(&self.located.text[from..])?;
        Some(
            self.located
                .column_type(from + found.start..from + found.end),
        )
    }

    /// What becomes of a column.
    fn action(&self, tail: &[Token]) -> Option<ColumnAction> {
        let last = tail
            .iter()
            .rposition(|it| it.is("to") || is_arrow(it) || it.among("now is be"))
            .map_or(0, |it| it + 1);
        let new = &tail[last..];
        let first = new.iter().find(|it| it.word && !it.among("type the a"))?;
        let code = first.text.to_ascii_lowercase();
        if first.among("required mandatory") || code == "not null" || phrase(new, "not", "null") {
            return Some(ColumnAction::SetNotNull);
        }
        if first.among("nullable optional") || matches!(code.as_str(), "null" | "nullable") {
            return Some(ColumnAction::DropNotNull);
        }
        type_prefix(&first.text)?;
        let start = first.range.start;
        let found = type_prefix(&self.located.text[start..])?;
        let ty = self
            .located
            .column_type(start + found.start..start + found.end);
        Some(ColumnAction::Type {
            ty,
            using: None,
            collation: None,
        })
    }
}
