//! Which table is which, and which column: by name, else by likeness.
//!
//! Must never pair two things that one side tells apart.

use std::collections::{BTreeMap, BTreeSet};

use super::told::{Told, same};
use super::vocabulary::{fold, singular};
use super::{Choice, Rename, Renamed, likeness};
use crate::catalog::key;
use crate::name::Name;
use crate::operation::Column;
use crate::schema::Form;

/// Which old table is which new one.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    pub(super) pairs: Vec<TablePair>,
    /// New tables, with the likeness that was read as no renaming.
    pub(super) created: Vec<(usize, Option<usize>)>,
    /// Old tables, with the likeness that was read as no renaming.
    pub(super) gone: Vec<(usize, Option<usize>)>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct TablePair {
    pub(super) old: usize,
    pub(super) new: usize,
    /// It was renamed: the place in [`super::Diff::renames`].
    pub(super) rename: Option<usize>,
}

/// Which old column of a table is which new one; places in the two tables' lists.
#[derive(Debug, Default)]
pub(super) struct ColumnPairing {
    /// Old, new, and the renaming.
    pub(super) pairs: Vec<(usize, usize, Option<usize>)>,
    pub(super) added: Vec<(usize, Option<usize>)>,
    pub(super) gone: Vec<(usize, Option<usize>)>,
}

/// Columns that most tables have say nothing of which table it is.
const EVERYWHERE: &[&str] = &[
    "id",
    "createdat",
    "updatedat",
    "deletedat",
    "userid",
    "name",
    "created",
    "updated",
];

/// More pairs of tables than this are not held against each other.
const MOST_LIKES: usize = 2_500;

pub(super) fn tables(
    old: &[Told<'_>],
    new: &[Told<'_>],
    choose: &dyn Fn(&Rename) -> Choice,
    renames: &mut Vec<Rename>,
) -> Pairing {
    let mut free = Free {
        old: (0..old.len()).collect(),
        new: (0..new.len()).collect(),
        pairs: Vec::new(),
    };
    let here = |a: &Told<'_>, b: &Told<'_>| a.document == b.document;
    free.by(old, new, &exact, here);
    free.by(old, new, &folded, here);
    free.alike(old, new, &here);
    free.by(old, new, &exact, |_, _| true);
    free.by(old, new, &folded, |_, _| true);
    let mut out = Pairing {
        pairs: free.pairs,
        ..Pairing::default()
    };
    let likes = free_likes(&free.old, &free.new, old, new);
    let mut by_new: BTreeMap<usize, usize> = BTreeMap::new();
    let mut by_old: BTreeMap<usize, usize> = BTreeMap::new();
    for (at_old, at_new, likely) in likes {
        let mut rename = Rename {
            table: new[at_new].read.table.name.clone(),
            kind: Renamed::Table,
            from: old[at_old].read.table.name.name.clone(),
            to: new[at_new].read.table.name.name.clone(),
            likely,
            choice: Choice::DropAndAdd,
            document: new[at_new].document,
        };
        rename.choice = choose(&rename);
        let place = renames.len();
        if rename.choice == Choice::Rename {
            out.pairs.push(TablePair {
                old: at_old,
                new: at_new,
                rename: Some(place),
            });
            free.old.remove(&at_old);
            free.new.remove(&at_new);
        } else {
            by_old.insert(at_old, place);
            by_new.insert(at_new, place);
        }
        renames.push(rename);
    }
    out.pairs.sort_by_key(|it| it.new);
    let named = |it: &Told<'_>| fold(it.name());
    let described: BTreeSet<String> = new.iter().map(named).collect();
    out.created = free
        .new
        .iter()
        .map(|it| (*it, by_new.get(it).copied()))
        .collect();
    // Another document still describes it.
    let gone = free
        .old
        .iter()
        .filter(|it| !described.contains(&named(&old[**it])));
    out.gone = gone.map(|it| (*it, by_old.get(it).copied())).collect();
    // A second description of a table that was there before is no new table.
    let known: BTreeSet<String> = old.iter().map(named).collect();
    out.created
        .retain(|(it, _)| !known.contains(&named(&new[*it])));
    out
}

fn exact(it: &Told<'_>) -> Vec<String> {
    vec![key(&it.read.table.name).to_lowercase()]
}

fn folded(it: &Told<'_>) -> Vec<String> {
    let own = std::iter::once(fold(it.name()));
    own.chain(it.read.aliases.iter().map(|it| fold(it)))
        .collect()
}

struct Free {
    old: BTreeSet<usize>,
    new: BTreeSet<usize>,
    pairs: Vec<TablePair>,
}

impl Free {
    fn pair(&mut self, old: usize, new: usize) {
        self.old.remove(&old);
        self.new.remove(&new);
        self.pairs.push(TablePair {
            old,
            new,
            rename: None,
        });
    }

    /// Pairs what has a name in common.
    fn by(
        &mut self,
        old: &[Told<'_>],
        new: &[Told<'_>],
        names: &dyn Fn(&Told<'_>) -> Vec<String>,
        fits: impl Fn(&Told<'_>, &Told<'_>) -> bool,
    ) {
        let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in &self.new {
            for name in names(&new[*at]) {
                known.entry(name).or_default().push(*at);
            }
        }
        for at in self.old.clone() {
            let found = names(&old[at])
                .iter()
                .filter_map(|it| known.get(it))
                .flatten()
                .find(|it| self.new.contains(it) && fits(&old[at], &new[**it]))
                .copied();
            if let Some(found) = found {
                self.pair(at, found);
            }
        }
    }

    /// Pairs singular and plural of one document where most columns are the same. Statements
    /// name tables exactly.
    fn alike(
        &mut self,
        old: &[Told<'_>],
        new: &[Told<'_>],
        fits: &dyn Fn(&Told<'_>, &Told<'_>) -> bool,
    ) {
        for at in self.old.clone() {
            let found = self.new.iter().copied().find(|it| {
                let (a, b) = (&old[at], &new[*it]);
                let statements = a.read.form == Form::Sql && b.read.form == Form::Sql;
                !statements
                    && fits(a, b)
                    && singular(a.name()) == singular(b.name())
                    && shared(a, b) * 2 >= a.columns().len().min(b.columns().len())
            });
            if let Some(found) = found {
                self.pair(at, found);
            }
        }
    }
}

fn shared(a: &Told<'_>, b: &Told<'_>) -> usize {
    let columns = a.columns().iter();
    columns
        .filter(|it| b.find(it.name.as_str()).is_some())
        .count()
}

/// Tables that may have been renamed, the most alike first, each at most once.
fn free_likes(
    free_old: &BTreeSet<usize>,
    free_new: &BTreeSet<usize>,
    old: &[Told<'_>],
    new: &[Told<'_>],
) -> Vec<(usize, usize, bool)> {
    let mut found: Vec<(f64, usize, usize, bool)> = Vec::new();
    // Another document altogether: no table of it is one of these.
    if free_old.len() * free_new.len() > MOST_LIKES {
        return Vec::new();
    }
    for a in free_old {
        for b in free_new {
            let (share, telling) = columns_alike(&old[*a], &new[*b]);
            let name = likeness::names(old[*a].name(), new[*b].name());
            let likely = (share >= 0.6 && name >= likeness::LIKELY && telling >= 1)
                || (share >= 0.85 && telling >= 3)
                || (share >= 1.0 && telling >= 1 && old[*a].columns().len() >= 3);
            if likely || (share >= 0.5 && telling >= 1) {
                found.push((share + name, *a, *b, likely));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken: (BTreeSet<usize>, BTreeSet<usize>) = Default::default();
    found
        .into_iter()
        .filter(|it| {
            let free = !taken.0.contains(&it.1) && !taken.1.contains(&it.2);
            if free {
                taken.0.insert(it.1);
                taken.1.insert(it.2);
            }
            free
        })
        .map(|(_, a, b, likely)| (a, b, likely))
        .collect()
}

/// The share of columns that two tables have in common, and how many of them tell which table it
/// is.
#[allow(clippy::cast_precision_loss, reason = "a table has few columns")]
fn columns_alike(a: &Told<'_>, b: &Told<'_>) -> (f64, usize) {
    let most = a.columns().len().max(b.columns().len()).max(1);
    let telling = a
        .columns()
        .iter()
        .filter(|it| b.find(it.name.as_str()).is_some())
        .filter(|it| !EVERYWHERE.contains(&fold(it.name.as_str()).as_str()))
        .count();
    (shared(a, b) as f64 / most as f64, telling)
}

/// A column that may be another's new name.
struct Candidate {
    score: f64,
    old: usize,
    new: usize,
    likely: bool,
}

/// Pairs the columns of a table. `same_type` says whether two columns' types, as far as both are
/// said, are the same.
pub(super) fn columns(
    old: &Told<'_>,
    new: &Told<'_>,
    same_type: &dyn Fn(&Column, &Column) -> bool,
    choose: &dyn Fn(&Rename) -> Choice,
    renames: &mut Vec<Rename>,
) -> ColumnPairing {
    let mut out = ColumnPairing::default();
    let mut free_new: BTreeSet<usize> = (0..new.columns().len()).collect();
    let mut free_old: Vec<usize> = Vec::new();
    let other_form = old.read.form != new.read.form;
    let mut take = |by: &dyn Fn(&Name, &Name) -> bool, left: Vec<usize>| {
        let mut rest = Vec::new();
        for at in left {
            let name = &old.columns()[at].name;
            let found = free_new
                .iter()
                .copied()
                .find(|it| by(name, &new.columns()[*it].name));
            match found {
                Some(found) => {
                    free_new.remove(&found);
                    out.pairs.push((at, found, None));
                }
                None => rest.push(at),
            }
        }
        rest
    };
    free_old.extend(take(&|a, b| a == b, (0..old.columns().len()).collect()));
    free_old = take(&same, free_old);
    if other_form {
        // A class or a diagram may spell `userId` what a statement calls `user_id`.
        free_old = take(&|a, b| fold(a.as_str()) == fold(b.as_str()), free_old);
    }
    let candidates = candidates(old, new, &free_old, &free_new, &out.pairs, same_type);
    let mut places: (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    for candidate in candidates {
        let to = &new.columns()[candidate.new].name;
        let mut rename = Rename {
            table: new.read.table.name.clone(),
            kind: Renamed::Column,
            from: old.columns()[candidate.old].name.clone(),
            to: to.clone(),
            likely: candidate.likely,
            choice: Choice::DropAndAdd,
            document: new.document,
        };
        rename.choice = choose(&rename);
        let place = renames.len();
        if rename.choice == Choice::Rename {
            out.pairs.push((candidate.old, candidate.new, Some(place)));
            free_new.remove(&candidate.new);
            free_old.retain(|it| *it != candidate.old);
        } else {
            places.0.insert(candidate.old, place);
            places.1.insert(candidate.new, place);
        }
        renames.push(rename);
    }
    out.pairs.sort_by_key(|it| it.1);
    let added = free_new.into_iter();
    out.added = added.map(|it| (it, places.1.get(&it).copied())).collect();
    let gone = free_old.into_iter();
    out.gone = gone.map(|it| (it, places.0.get(&it).copied())).collect();
    out
}

/// The likenesses that are each other's best, the most alike first.
fn candidates(
    old: &Told<'_>,
    new: &Told<'_>,
    free_old: &[usize],
    free_new: &BTreeSet<usize>,
    pairs: &[(usize, usize, Option<usize>)],
    same_type: &dyn Fn(&Column, &Column) -> bool,
) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for a in free_old {
        for b in free_new {
            all.extend(candidate(old, new, (*a, *b), pairs, same_type));
        }
    }
    all.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.old, a.new).cmp(&(b.old, b.new)))
    });
    let rival = |it: &Candidate, other: &Candidate| {
        (it.old == other.old) != (it.new == other.new) && it.score - other.score < 0.15
    };
    let close: Vec<bool> = all
        .iter()
        .map(|it| all.iter().any(|other| rival(it, other)))
        .collect();
    let mut taken: (BTreeSet<usize>, BTreeSet<usize>) = Default::default();
    let mut out = Vec::new();
    for (mut candidate, close) in all.into_iter().zip(close) {
        if taken.0.contains(&candidate.old) || taken.1.contains(&candidate.new) {
            continue;
        }
        taken.0.insert(candidate.old);
        taken.1.insert(candidate.new);
        // Two that are equally alike: which one it is, nobody can tell.
        candidate.likely &= !close;
        out.push(candidate);
    }
    out
}

fn candidate(
    old: &Told<'_>,
    new: &Told<'_>,
    at: (usize, usize),
    pairs: &[(usize, usize, Option<usize>)],
    same_type: &dyn Fn(&Column, &Column) -> bool,
) -> Option<Candidate> {
    let (a, b) = (&old.columns()[at.0], &new.columns()[at.1]);
    let name = likeness::names(a.name.as_str(), b.name.as_str());
    let kept = same_type(a, b);
    if !kept && name < likeness::LIKELY {
        return None;
    }
    let target = |told: &Told<'_>, column: &Column| {
        let mut keys = told.foreign_keys.iter();
        let of_it = keys.find(|it| it.columns.len() == 1 && same(&it.columns[0], &column.name));
        of_it.map(|it| singular(it.references.table.name.as_str()))
    };
    let (from, to) = (target(old, a), target(new, b));
    if from.is_some() != to.is_some() && name < 0.95 {
        return None;
    }
    let pointed = from.as_ref().filter(|it| !it.is_empty());
    let points_elsewhere = pointed.is_some() && to.as_ref().is_some_and(|it| !it.is_empty());
    let points_alike = points_elsewhere && from == to;
    if points_elsewhere && !points_alike {
        return None;
    }
    if old.in_primary_key(&a.name) != new.in_primary_key(&b.name) {
        return None;
    }
    let place = same_place(at, pairs);
    let alike = name >= likeness::LIKELY && (kept || name >= 0.95);
    let likely = alike || (points_alike && place);
    if !likely && name < likeness::POSSIBLE && !place {
        return None;
    }
    let bonus = |yes: bool, by: f64| if yes { by } else { 0.0 };
    Some(Candidate {
        score: name + bonus(place, 0.3) + bonus(points_alike, 0.3),
        old: at.0,
        new: at.1,
        likely,
    })
}

/// It stands where the other stood: behind the same column, or before it.
fn same_place(at: (usize, usize), pairs: &[(usize, usize, Option<usize>)]) -> bool {
    let before = pairs.iter().filter(|it| it.0 < at.0).max_by_key(|it| it.0);
    let after = pairs.iter().filter(|it| it.0 > at.0).min_by_key(|it| it.0);
    let behind = match before {
        Some((old, new, _)) => *new < at.1 && at.0 - old == at.1 - new,
        None => at.0 == at.1,
    };
    let ahead = match after {
        Some((old, new, _)) => *new > at.1 && old - at.0 == new - at.1,
        None => false,
    };
    behind || ahead
}
