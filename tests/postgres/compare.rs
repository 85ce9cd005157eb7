//! The recorded results against the model's facts: no server, only the model and JSON.
//!
//! A difference is a mistake of the model, or listed in `known-differences.txt` with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use model::Postgres;
use model::catalog::Catalog;
use model::facts::{Blocks, Break, Facts, LockMode, Session, of_change};
use model::lower::sql_changes;

use crate::cases::{Case, Fixture, cases, fixtures, folder};
use crate::record::{Record, recorded};

/// Everything that the model says otherwise, in words; and every known difference that is gone.
pub(crate) fn differences() -> Vec<String> {
    let (cases, fixtures) = (cases(), fixtures());
    let pasts: BTreeMap<&str, Catalog> = fixtures
        .iter()
        .map(|it| (it.name.as_str(), applied(whole(), &it.sql)))
        .collect();
    let known = known();
    let mut met = BTreeSet::new();
    let mut differences = Vec::new();
    for major in crate::record::MAJORS {
        let records = recorded(major);
        for case in &cases {
            let fixture = fixtures.iter().find(|it| it.name == case.fixture);
            let fixture = fixture.unwrap_or_else(|| panic!("{}: no fixture", case.id));
            let Some(record) = records.iter().find(|it| it.case == case.id) else {
                differences.push(format!("{} on {major}: never measured", case.id));
                continue;
            };
            if record.fingerprint != case.fingerprint(fixture) {
                differences.push(format!("{} on {major}: changed since measured", case.id));
                continue;
            }
            for (what, measured, said) in of_case(case, fixture, &pasts, record, major) {
                let name = format!("{} {what}", case.id);
                if known.contains_key(&name) {
                    met.insert(name);
                } else {
                    differences.push(format!(
                        "{} on {major}: {what}: measured {measured}, said {said}",
                        case.id
                    ));
                }
            }
        }
    }
    for name in known.keys().filter(|it| !met.contains(*it)) {
        differences.push(format!("known-differences.txt: `{name}` is none any more"));
    }
    differences
}

/// `<case> <what>: <reason>` per line.
fn known() -> BTreeMap<String, String> {
    fs::read_to_string(folder().join("known-differences.txt"))
        .unwrap_or_default()
        .lines()
        .filter(|it| !it.starts_with('#') && !it.is_empty())
        .map(|line| {
            let (name, reason) = line
                .split_once(": ")
                .unwrap_or_else(|| panic!("known-differences.txt: no reason: {line}"));
            (name.to_owned(), reason.to_owned())
        })
        .collect()
}

/// Nothing, and we vouch for it: the fixtures make all that there is.
fn whole() -> Catalog {
    Catalog {
        whole: true,
        ..Catalog::default()
    }
}

fn applied(mut catalog: Catalog, sql: &str) -> Catalog {
    for change in sql_changes(sql) {
        catalog.apply(&change);
    }
    catalog
}

/// What differs, measured, said.
type Difference = (&'static str, String, String);

fn of_case(
    case: &Case,
    fixture: &Fixture,
    pasts: &BTreeMap<&str, Catalog>,
    record: &Record,
    major: u8,
) -> Vec<Difference> {
    if record
        .error
        .as_deref()
        .is_some_and(|it| it.starts_with("setup "))
    {
        return Vec::new();
    }
    let past = pasts[fixture.name.as_str()].clone();
    let mut catalog = applied(past, &case.setup.join("\n"));
    catalog.seal();
    let before = catalog.clone();
    let mut session = Session {
        in_transaction: record.transactional,
        ..Session::default()
    };
    let mut facts: Vec<Facts> = Vec::new();
    for change in sql_changes(&[case.session.join("\n"), case.run.join("\n")].join("\n")) {
        let own = of_change(&change, &catalog, &session, Postgres(major));
        session.advance(&change, &own, &catalog);
        catalog.apply(&change);
        facts.extend(own);
    }
    let mut differences = Vec::new();
    let mut differ = |what: &'static str, measured: String, said: String| {
        if measured != said {
            differences.push((what, measured, said));
        }
    };
    let failures: BTreeSet<(&str, bool)> = facts
        .iter()
        .flat_map(|it| &it.fails_with)
        .map(|it| (it.sqlstate, it.certain))
        .collect();
    if let Some(error) = &record.error {
        let said = failures.iter().any(|it| it.0 == error);
        let others: Vec<&str> = failures.iter().map(|it| it.0).collect();
        let said = if said {
            error.clone()
        } else {
            others.join(" ")
        };
        differ("error", error.clone(), said);
        return differences;
    }
    let transactional = facts.iter().all(|it| it.transactional != Some(false));
    differ(
        "transactional",
        record.transactional.to_string(),
        transactional.to_string(),
    );
    let certain: Vec<&str> = failures.iter().filter(|it| it.1).map(|it| it.0).collect();
    differ("certain error", String::new(), certain.join(" "));
    // Over before it could be looked at.
    let unseen = !record.transactional && record.select_waits.is_none();
    let words = |it: Option<LockMode>| it.map_or("none", LockMode::as_str).to_owned();
    let said = said_locks(&facts);
    if !unseen {
        differ(
            "lock",
            words(record.locks.get(&case.target).copied()),
            words(said.get(case.target.as_str()).copied()),
        );
    }
    // Of the others, what an application can notice. Indexes and sequences have no facts.
    let others = record.locks.keys().map(String::as_str);
    let others: BTreeSet<&str> = others.chain(said.keys().copied()).collect();
    let noticed = |it: Option<LockMode>| it.filter(|it| *it >= LockMode::ShareUpdateExclusive);
    let (mut measured, mut claimed) = (String::new(), String::new());
    for other in others {
        if unseen || other == case.target || !is_table(&before, other) {
            continue;
        }
        let both = (
            noticed(record.locks.get(other).copied()),
            noticed(said.get(other).copied()),
        );
        if both.0 != both.1 {
            measured.push_str(&format!("{other} {} ", words(both.0)));
            claimed.push_str(&format!("{other} {} ", words(both.1)));
        }
    }
    differ("other locks", measured, claimed);
    // Without locks a statement touches only what the script has made, which is not measured.
    let any = |fact: fn(&Facts) -> Option<bool>| {
        let mut old = facts.iter().filter(|it| !it.locks.is_empty());
        old.any(|it| fact(it) == Some(true)).to_string()
    };
    differ(
        "rewrite",
        (!record.rewrites.is_empty()).to_string(),
        any(|it| it.rewrite),
    );
    if !record.empty {
        differ("scan", record.scan.to_string(), any(|it| it.scan));
    }
    differ(
        "index build",
        (!record.index_builds.is_empty()).to_string(),
        any(|it| it.index_build),
    );
    let waits = said_waits(&facts, &case.target);
    for (what, measured, said) in [
        ("select waits", record.select_waits, waits.select),
        ("insert waits", record.insert_waits, waits.insert),
        ("update waits", record.update_waits, waits.update),
    ] {
        if let Some(measured) = measured {
            differ(what, measured.to_string(), said.to_string());
        }
    }
    let breaks: Vec<Break> = facts
        .iter()
        .flat_map(|it| it.breaks.iter().copied())
        .collect();
    for (what, code, wanted) in [
        ("old select", &record.old_select, Break::MissingObject),
        ("old insert", &record.old_insert, Break::InsertWithoutColumn),
        ("cached plan", &record.cached_plan, Break::CachedPlan),
    ] {
        let wanted = match code.as_deref() {
            Some("42703" | "42P01") => Break::MissingObject,
            Some("23514" | "22001") => Break::NewRestriction,
            // Rows are gone, which is no matter of the schema.
            None | Some("23503") => continue,
            Some(_) => wanted,
        };
        // What is missing breaks every plan too, and a NULL may come from either side.
        let also = match wanted {
            Break::InsertWithoutColumn => Break::NewRestriction,
            _ => Break::MissingObject,
        };
        if !breaks.contains(&wanted) && !breaks.contains(&also) {
            differ(
                what,
                format!("{wanted:?} ({})", code.as_deref().unwrap_or_default()),
                format!("{breaks:?}"),
            );
        }
    }
    differences
}

/// What waits on a relation: as the change says where the relation is the change's own target, else
/// as its lock says.
fn said_waits(facts: &[Facts], target: &str) -> Blocks {
    let mut waits = Blocks::default();
    for fact in facts {
        let Some(at) = fact
            .locks
            .iter()
            .position(|it| bare(&it.relation) == target)
        else {
            continue;
        };
        let lock = fact.locks[at].blocks;
        waits.select |= lock.select;
        waits.insert |= lock.insert;
        waits.update |= lock.update;
        // Row locks are in no lock mode; they are said of the change's own target.
        let own = fact.blocks.filter(|_| at == 0).unwrap_or_default();
        waits.select |= own.select;
        waits.insert |= own.insert;
        waits.update |= own.update;
    }
    waits
}

pub(crate) fn bare(relation: &str) -> &str {
    relation.strip_prefix("public.").unwrap_or(relation)
}

/// The strongest mode said per relation, without the schema `public`.
fn said_locks(facts: &[Facts]) -> BTreeMap<&str, LockMode> {
    let mut locks = BTreeMap::new();
    for lock in facts.iter().flat_map(|it| &it.locks) {
        let strongest = locks.entry(bare(&lock.relation)).or_insert(lock.mode);
        *strongest = (*strongest).max(lock.mode);
    }
    locks
}

pub(crate) fn is_table(catalog: &Catalog, name: &str) -> bool {
    catalog.tables.contains_key(name) || catalog.objects.views.contains_key(name)
}
