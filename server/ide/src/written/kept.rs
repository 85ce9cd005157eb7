//! What an author wrote in a specification whose place a plan takes.
//!
//! Sections that speak of the change as a whole go on in the plan's specifications; what the plan
//! writes anew stays below the first of them, as a comment. Nothing that was written is lost.

use model::Specification;
use model::document::Comment;
use syntax::value::{Entry, Node, NodeKind};
use syntax::{TextRange, TextSize};

/// What is tested and told is there when the last deploy is done.
const IN_THE_LAST: [&str; 2] = ["testing", "documentation"];
/// Said by the plan for each deploy, from the same facts.
const WRITTEN_ANEW: [&str; 7] = [
    "meta",
    "migration",
    "validation",
    "data_migration",
    "execution_plan",
    "compatibility",
    "rollback_plan",
];
/// The parts of `migration` that the plan's specifications say, too.
const TAKEN_OVER: [&str; 8] = [
    "version",
    "name",
    "description",
    "author",
    "created_at",
    "upgrade",
    "downgrade",
    "risk",
];
/// Words of an operation that are for people.
const FOR_PEOPLE: [&str; 2] = ["data_rollback", "transform"];

/// The blocks of a specification that are not in the plan.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Key, whole block at the left margin.
    first: Vec<(String, String)>,
    last: Vec<(String, String)>,
    /// Lines.
    superseded: Vec<String>,
}

/// What is to be kept of a specification.
pub(super) fn keep(text: &str, specification: &Specification, comments: &[Comment]) -> Kept {
    let mut kept = Kept::default();
    let end = specification.range.end();
    let Some(blocks) = blocks(text, &specification.node, end) else {
        // On one line there is nothing to take apart.
        kept.supersede(&text[specification.range]);
        return kept;
    };
    for (entry, range) in blocks {
        let key = entry.key.text.as_str();
        let block = at_the_margin(&text[range]);
        if entry.value.is_null() || matches!(&entry.value.kind, NodeKind::List(it) if it.is_empty())
        {
            kept.remarks(text, range, comments);
        } else if key == "migration" {
            kept.migration(text, entry, range, comments);
        } else if key == "meta" {
            kept.remarks(text, range, comments);
        } else if refers(&entry.value) || WRITTEN_ANEW.contains(&key) {
            if says_something(&entry.value) {
                kept.supersede(&block);
            }
        } else if IN_THE_LAST.contains(&key) {
            kept.last.push((key.to_owned(), block));
        } else {
            // `environment_sync` says where the chain goes on; a section that nobody knows stays
            // where it was.
            kept.first.push((key.to_owned(), block));
        }
    }
    kept
}

impl Kept {
    /// Puts everything into the specifications that take the place, which are YAML at the left
    /// margin with sections two blanks in.
    pub(super) fn put(&self, written: &mut [String]) {
        if let Some(last) = written.last_mut() {
            for (key, block) in &self.last {
                put_section(last, key, block);
            }
        }
        let Some(first) = written.first_mut() else {
            return;
        };
        for (key, block) in &self.first {
            put_section(first, key, block);
        }
        if self.superseded.is_empty() {
            return;
        }
        first.push_str("  # Said before the plan took this place:\n");
        for line in &self.superseded {
            first.push_str(format!("  # {line}").trim_end());
            first.push('\n');
        }
    }

    fn supersede(&mut self, block: &str) {
        self.superseded.extend(block.lines().map(str::to_owned));
    }

    /// Comments that stand in what is written anew.
    fn remarks(&mut self, text: &str, range: TextRange, comments: &[Comment]) {
        let inside = comments.iter().filter(|it| range.contains_range(it.range));
        let said = inside.map(|it| text[it.range].trim_start_matches('#').trim().to_owned());
        self.superseded.extend(said.filter(|it| !it.is_empty()));
    }

    fn migration(&mut self, text: &str, entry: &Entry, range: TextRange, comments: &[Comment]) {
        let Some(parts) = blocks(text, &entry.value, range.end()) else {
            self.supersede(&at_the_margin(&text[range]));
            return;
        };
        for (part, range) in parts {
            let key = part.key.text.as_str();
            let empty = !says_something(&part.value);
            if TAKEN_OVER.contains(&key) && !for_people(&part.value) || empty {
                self.remarks(text, range, comments);
            } else {
                self.supersede(&at_the_margin(&text[range]));
            }
        }
    }
}

/// The entries of a block map with their lines, each with the comments above its key; `None` where
/// entries share lines.
fn blocks<'a>(text: &str, map: &'a Node, end: TextSize) -> Option<Vec<(&'a Entry, TextRange)>> {
    let entries = map.entries();
    let mut starts = Vec::new();
    for entry in entries {
        let at = usize::from(entry.key.range.start());
        let mut line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        if !text[line..at].trim().is_empty() {
            return None;
        }
        // The first one's comments may be the document's.
        while line > 0 && !starts.is_empty() {
            let above = text[..line - 1].rfind('\n').map_or(0, |it| it + 1);
            if !text[above..line].trim_start().starts_with('#') {
                break;
            }
            line = above;
        }
        starts.push(syntax::text::size(line));
    }
    let ends = starts.iter().skip(1).copied().chain([end]);
    let ranges = starts.iter().zip(ends);
    let ranges = ranges.map(|(from, to)| TextRange::new(*from, to.max(*from)));
    (!entries.is_empty()).then(|| entries.iter().zip(ranges).collect())
}

/// The lines of a block without the blanks that all of them begin with; ends with a line end.
fn at_the_margin(block: &str) -> String {
    let lines: Vec<&str> = block.lines().map(str::trim_end).collect();
    let margin = |it: &&str| it.len() - it.trim_start().len();
    let filled = lines.iter().copied().filter(|it| !it.is_empty());
    let margin = filled.map(|it| margin(&it)).min().unwrap_or_default();
    let mut res = String::new();
    for line in lines {
        res.push_str(line.get(margin..).unwrap_or_default());
        res.push('\n');
    }
    let end = res.trim_end().len();
    res.truncate(end);
    res.push('\n');
    res
}

/// Puts a block in the place of a written section, or behind all of them.
fn put_section(written: &mut String, key: &str, block: &str) {
    let block = super::indented(block, 2);
    let head = format!("\n  {key}:");
    let Some(start) = written.find(&head).map(|it| it + 1) else {
        written.push_str(&block);
        return;
    };
    let mut end = start;
    for (at, line) in written[start..].split_inclusive('\n').enumerate() {
        let inside = line.starts_with("   ") || line.trim().is_empty();
        if at > 0 && !inside {
            break;
        }
        end += line.len();
    }
    written.replace_range(start..end, &block);
}

fn any(node: &Node, holds: &dyn Fn(&Node) -> bool) -> bool {
    holds(node)
        || node.items().iter().any(|it| any(it, holds))
        || node.entries().iter().any(|it| any(&it.value, holds))
}

/// Anything but nulls and empty lists.
fn says_something(node: &Node) -> bool {
    any(node, &|it| {
        it.scalar()
            .is_some_and(|it| !it.is_null() && !it.text.is_empty())
            || matches!(it.kind, NodeKind::Alias(_))
    })
}

/// Needs another place of the document, or another place needs it.
fn refers(node: &Node) -> bool {
    any(node, &|it| {
        it.anchor.is_some() || matches!(it.kind, NodeKind::Alias(_))
    })
}

/// Says something that is for people only.
fn for_people(node: &Node) -> bool {
    any(node, &|it| {
        FOR_PEOPLE
            .iter()
            .any(|key| it.get(key).is_some_and(says_something))
    })
}
