//! `forelock: ignore[rule] reason`: what is written, and what it silences.
//!
//! Silences only what it names, on its own line, on the line below, or with `ignore-file` in the
//! whole document. Rules about suppressions themselves cannot be silenced.

use model::Document;
use syntax::{LineIndex, TextRange, TextSize};

use crate::context::DocumentContext;
use crate::{Finding, rule};

/// One directive in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// From `forelock:` to the end of the reason.
    pub range: TextRange,
    pub rules: Vec<NamedRule>,
    /// Empty when none is given.
    pub reason: String,
    pub scope: Scope,
}

/// A rule between the brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRule {
    pub code: String,
    pub range: TextRange,
    /// It has silenced something.
    pub used: bool,
}

/// Where a suppression holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    File,
    /// Zero-based lines: the comment's own, and the first below it that is not a comment.
    Lines(u32, u32),
}

/// Every directive of a document, in order.
pub fn read(text: &str, document: &Document) -> Vec<Suppression> {
    let mut found = Vec::new();
    let mut lines: Option<(LineIndex, Vec<u32>)> = None;
    for comment in &document.comments {
        let Some(written) =
            text.get(usize::from(comment.range.start())..usize::from(comment.range.end()))
        else {
            continue;
        };
        let mut rest = 0;
        while let Some(at) = written[rest..].find("forelock:") {
            let start = rest + at;
            let line_end = written[start..]
                .find(['\n', '\r'])
                .map_or(written.len(), |it| start + it);
            rest = line_end;
            let (index, alone) = lines.get_or_insert_with(|| comment_lines(text, document));
            let at = comment.range.start() + size(start);
            let line = index.line_of(at);
            if let Some(mut directive) = directive(&written[start..line_end], at) {
                if directive.scope != Scope::File {
                    directive.scope = Scope::Lines(line, below(line, alone));
                }
                found.push(directive);
            }
        }
    }
    found
}

/// Takes the findings out that a suppression silences, and marks what was used.
pub fn apply(
    document: &DocumentContext<'_>,
    findings: &mut Vec<Finding>,
    suppressions: &mut [Suppression],
) {
    if suppressions.is_empty() {
        return;
    }
    let lines = LineIndex::new(document.text);
    findings.retain(|finding| {
        let mut silenced = false;
        // A finding deep inside a statement is silenced above the statement, too.
        let change = finding.change.and_then(|id| {
            let migration = document.document.migrations.get(id.migration)?;
            migration.upgrade.get(id.change)
        });
        let own = lines.line_of(finding.range.start());
        let first = change.map_or(own, |it| lines.line_of(it.range.start()));
        for suppression in suppressions.iter_mut() {
            let here = match suppression.scope {
                Scope::File => true,
                Scope::Lines(line, below) => {
                    [own, first].iter().any(|it| *it == line || *it == below)
                }
            };
            if !here {
                continue;
            }
            for named in &mut suppression.rules {
                if named.code == finding.code {
                    named.used = true;
                    silenced = true;
                }
            }
        }
        !silenced
    });
}

impl NamedRule {
    /// Whether there is such a rule.
    pub fn exists(&self) -> bool {
        rule(&self.code).is_some()
    }
}

/// Reads `forelock: ignore[a, b] reason`; `None` for anything else.
fn directive(written: &str, at: TextSize) -> Option<Suppression> {
    let after = written.strip_prefix("forelock:")?;
    let word = after.trim_start();
    let (scope, open) = match word.strip_prefix("ignore-file") {
        Some(rest) => (Scope::File, rest),
        None => (Scope::Lines(0, 0), word.strip_prefix("ignore")?),
    };
    let list = open.trim_start().strip_prefix('[')?;
    let (inside, reason) = list.split_once(']')?;
    let mut offset = written.len() - list.len();
    let mut rules = Vec::new();
    for item in inside.split(',') {
        let code = item.trim();
        let lead = item.len() - item.trim_start().len();
        if !code.is_empty() {
            let start = at + size(offset + lead);
            rules.push(NamedRule {
                code: code.to_owned(),
                range: TextRange::at(start, TextSize::of(code)),
                used: false,
            });
        }
        offset += item.len() + 1;
    }
    let reason = reason.trim();
    let reason = ["-->", "*/"].iter().fold(reason, |reason, end| {
        reason.trim_end_matches(end).trim_end()
    });
    let end = written.rfind(reason).filter(|_| !reason.is_empty());
    let end = end.map_or(written.len() - list.len() + inside.len() + 1, |it| {
        it + reason.len()
    });
    Some(Suppression {
        range: TextRange::new(at, at + size(end)),
        rules,
        reason: reason.trim_start_matches([':', '-', ' ']).to_owned(),
        scope,
    })
}

/// The line index, and the lines that hold nothing but a comment, sorted.
fn comment_lines(text: &str, document: &Document) -> (LineIndex, Vec<u32>) {
    let index = LineIndex::new(text);
    let mut alone = Vec::new();
    for comment in &document.comments {
        let first = index.line_of(comment.range.start());
        let before = TextRange::new(index.line_range(first).start(), comment.range.start());
        let blank = text
            .get(usize::from(before.start())..usize::from(before.end()))
            .is_some_and(|it| it.trim().is_empty());
        if blank {
            let last = index.line_of(comment.range.end());
            let ends_at_line_start = index.line_range(last).start() == comment.range.end();
            let last = if ends_at_line_start && last > first {
                last - 1
            } else {
                last
            };
            alone.extend(first..=last);
        }
    }
    alone.sort_unstable();
    (index, alone)
}

/// The line that a comment on `line` speaks of besides its own.
fn below(line: u32, alone: &[u32]) -> u32 {
    if alone.binary_search(&line).is_err() {
        return line;
    }
    let mut next = line + 1;
    while alone.binary_search(&next).is_ok() {
        next += 1;
    }
    next
}

fn size(at: usize) -> TextSize {
    TextSize::try_from(at).expect("documents are smaller than 4 GB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<(Vec<String>, String, String)> {
        let found = directive(text, 0.into())?;
        Some((
            found
                .rules
                .iter()
                .map(|it| text[it.range].to_owned())
                .collect(),
            found.reason,
            text[found.range].to_owned(),
        ))
    }

    #[test]
    fn a_directive_names_rules_and_a_reason() {
        let (rules, reason, range) =
            check("forelock: ignore[drop-column,  set-x ] nobody reads it -->").expect("one");
        assert_eq!(rules, ["drop-column", "set-x"]);
        assert_eq!(reason, "nobody reads it");
        assert_eq!(
            range,
            "forelock: ignore[drop-column,  set-x ] nobody reads it"
        );
    }

    #[test]
    fn without_a_reason_the_range_ends_at_the_bracket() {
        let (rules, reason, range) = check("forelock: ignore-file[drop-column] */").expect("one");
        assert_eq!((rules.len(), reason.as_str()), (1, ""));
        assert_eq!(range, "forelock: ignore-file[drop-column]");
    }

    #[test]
    fn other_words_are_no_directive() {
        assert_eq!(check("forelock: sees the lock"), None);
        assert_eq!(check("forelock: ignore everything"), None);
    }

    #[test]
    fn a_comment_of_its_own_speaks_of_the_next_line_that_is_none() {
        assert_eq!(below(3, &[3, 4]), 5);
        assert_eq!(below(3, &[2]), 3);
    }
}
