//! Where in a document the reader is: headings above, the label before, the table they name.
//!
//! Knows the order of blocks and nothing of what they hold.

use std::borrow::Cow;
use std::sync::Arc;

use syntax::TextRange;
use syntax::markdown::Inline;

use crate::moved::{Moved, Way};
use crate::name::Name;

use super::diagram;
use super::heading::{self, Title};
use super::located::Located;

/// The titles above the current block.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    headings: Vec<Arc<Entry>>,
    /// A bold line or `Fields:` since the last heading.
    label: Option<Arc<Entry>>,
    /// The last label that named a table, since the last heading.
    named: Option<Named>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    level: u8,
    title: Title,
    named: Option<Named>,
    /// `Fields`, `Columns`.
    columns: bool,
}

/// A title that names a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    pub(crate) name: Name,
    /// See [`Title::Table`].
    pub(crate) explicit: bool,
    /// The whole title.
    pub(super) range: TextRange,
}

/// The headings above a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Titles(Vec<Arc<Entry>>);

impl Titles {
    /// In words and places alike.
    pub(super) fn same(&self, other: &Titles) -> bool {
        let (a, b) = (&self.0, &other.0);
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
    }
}

impl Moved for Titles {
    fn go(&mut self, way: Way<'_>) {
        for it in &mut self.0 {
            if let Some(named) = &it.named {
                let mut named = named.clone();
                named.name.go(way);
                named.range.go(way);
                *it = Arc::new(Entry {
                    named: Some(named),
                    ..(**it).clone()
                });
            }
        }
    }
}

impl Entry {
    fn same(&self, other: &Entry) -> bool {
        let place = |it: &Entry| it.named.as_ref().map(|it| (it.range, it.name.range));
        self == other && place(self) == place(other)
    }
}

impl Walk {
    /// At the beginning of a section.
    pub(super) fn under(titles: Titles) -> Walk {
        Walk {
            headings: titles.0,
            label: None,
            named: None,
        }
    }

    pub(super) fn titles(&self) -> Titles {
        Titles(self.headings.clone())
    }

    pub(crate) fn heading(&mut self, level: u8, inline: &Inline, text: &str) {
        self.headings.retain(|it| it.level < level);
        let mut entry = entry(level, inline, text);
        // A whole document is never about seeds or examples only because its product is.
        if level == 1 && entry.title == Title::Excluded {
            entry.title = Title::Prose;
        }
        self.headings.push(Arc::new(entry));
        self.label = None;
        self.named = None;
    }

    /// A paragraph is a title when it is bold, or short with a colon at its end.
    pub(crate) fn paragraph(&mut self, inline: &Inline, text: &str) {
        let Some(first) = inline.spans.iter().find(|it| !it.text.trim().is_empty()) else {
            return;
        };
        let trimmed = inline.text.trim();
        let words = trimmed.split_whitespace().count();
        let colon = trimmed.ends_with([':', '：']) && words <= 8;
        if !(first.strong || colon || heading::is_column_label(trimmed)) {
            return;
        }
        let entry = entry(7, inline, text);
        if first.strong && !colon {
            let rest = inline
                .text
                .trim_start()
                .get(first.text.len()..)
                .unwrap_or_default();
            let tail = rest.trim().trim_start_matches(':');
            let inside = first.text.trim_end().ends_with(':');
            let explicit = entry.named.as_ref().is_some_and(|it| it.explicit);
            // `**Purpose**: stores users` is a sentence with a bold beginning.
            let follows = rest.trim_start().starts_with(':') || inside;
            if (follows && !tail.trim().is_empty() && !explicit)
                || (!follows
                    && !tail.is_empty()
                    && !tail.starts_with(['(', '-', '—', '–', '[', '`']))
            {
                return;
            }
        }
        if entry.title == Title::Prose {
            return;
        }
        // `Choose a fitting type:` introduces, it does not name.
        let names = |it: &Named| first.strong || it.explicit || !it.name.text.contains(' ');
        if let Some(named) = entry.named.as_ref().filter(|it| names(it)) {
            self.named = Some(named.clone());
        }
        self.label = Some(Arc::new(entry));
    }

    /// Ideas for later, examples, request models: nothing is read here.
    pub(crate) fn excluded(&self) -> bool {
        self.any(|it| *it == Title::Excluded)
    }

    /// The way back of a migration.
    pub(super) fn down(&self) -> bool {
        self.any(|it| *it == Title::Down)
    }

    pub(super) fn migration(&self) -> bool {
        self.any(|it| *it == Title::Migration)
    }

    /// Is the block in a part about `title`: the label before it, or else the deepest heading?
    pub(super) fn about(&self, title: &Title) -> bool {
        match &self.label {
            Some(label) if !matches!(label.title, Title::Table { .. }) => label.title == *title,
            _ => {
                // `## Indexes`, then `### Existing (Phase 2)`.
                let near = self
                    .headings
                    .iter()
                    .rev()
                    .find(|it| !matches!(it.title, Title::Generic | Title::Migration));
                near.is_some_and(|it| it.title == *title)
            }
        }
    }

    /// Directly under `Fields` or `Columns`.
    pub(super) fn columns(&self) -> bool {
        match &self.label {
            Some(label) => label.columns,
            None => self.headings.last().is_some_and(|it| it.columns),
        }
    }

    /// The nearest title is a sentence: what stands under it belongs to no table.
    pub(super) fn blocked(&self) -> bool {
        self.named.is_none()
            && self
                .headings
                .last()
                .is_some_and(|it| it.title == Title::Prose)
    }

    fn any(&self, wanted: impl Fn(&Title) -> bool) -> bool {
        self.headings
            .iter()
            .chain(&self.label)
            .any(|it| wanted(&it.title))
    }

    /// The table that the titles name, the nearest first. Generic ones (`Fields`) are passed over.
    pub(crate) fn owner(&self) -> Option<Named> {
        if let Some(named) = &self.named {
            return Some(named.clone());
        }
        for (depth, entry) in self.headings.iter().rev().enumerate() {
            match &entry.title {
                Title::Table { explicit, .. } => {
                    let named = entry.named.clone()?;
                    // A document's title is no table's, unless it says so or stands alone.
                    let one = !named.name.text.contains(' ');
                    let near = depth == 0 || (depth == 1 && self.columns());
                    let fits = entry.level > 1 || (one && (*explicit || near));
                    return fits.then_some(named);
                }
                Title::Indexes | Title::Relationships | Title::Constraints => {
                    // ``Indexes of `tasks` ``
                    if entry.named.is_some() {
                        return entry.named.clone();
                    }
                }
                Title::Generic | Title::Migration => {}
                Title::Prose | Title::Excluded | Title::Down => return None,
            }
        }
        None
    }
}

/// A paragraph whose first line is a bold name or a whole table, line by line: `**orders**`, then
/// what holds of it.
/// Any other as it is.
pub(super) fn titled<'a>(inline: &'a Inline, text: &str) -> Cow<'a, [Inline]> {
    let whole = Cow::Borrowed(std::slice::from_ref(inline));
    let bold = inline.spans.iter().find(|it| !it.text.trim().is_empty());
    let broken = text
        .get(std::ops::Range::<usize>::from(inline.range))
        .is_some_and(|it| it.contains('\n'));
    if !broken {
        return whole;
    }
    let bold = bold.is_some_and(|it| it.strong);
    let lines = inline.lines(text);
    let alone = lines.first().is_some_and(|first| {
        let located = Located::inline(first, text);
        diagram::one_line(&located, 0..first.text.len()).is_some()
            || bold
                && first.spans.iter().all(|it| it.strong || it.code)
                && matches!(heading::classify(first), Title::Table { .. })
    });
    if alone { Cow::Owned(lines) } else { whole }
}

fn entry(level: u8, inline: &Inline, text: &str) -> Entry {
    let title = heading::classify(inline);
    let named = named(inline, &title, text);
    Entry {
        level,
        title,
        named,
        columns: heading::is_column_label(&inline.text),
    }
}

/// The name in a title that names a table, or a part of one.
pub(super) fn named(inline: &Inline, title: &Title, text: &str) -> Option<Named> {
    let (name, explicit) = match title {
        Title::Table { name, explicit } => (name.clone(), *explicit),
        Title::Indexes | Title::Relationships | Title::Constraints => {
            (heading::code_name(inline)?, true)
        }
        Title::Generic | Title::Migration | Title::Excluded | Title::Down | Title::Prose => {
            return None;
        }
    };
    Some(Named {
        name: Located::inline(inline, text).name(name),
        explicit,
        range: inline.range,
    })
}
