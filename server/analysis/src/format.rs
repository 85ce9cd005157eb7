//! What rules about a specification's sections ask again and again.
//!
//! Never decides what is wrong; that is for each rule.

use model::operation::{Change, Part};
use model::specification::{Section, Spanned};
use model::{MigrationSource, Operation, Risk, Specification};
use syntax::{TextEdit, TextRange};

use crate::{Finding, Findings, Fix, MigrationContext, Related};

/// The specification that a migration stands in.
pub(crate) fn specification<'a>(ctx: &MigrationContext<'a>) -> Option<&'a Specification> {
    let MigrationSource::Specification(it) = &ctx.migration.source else {
        return None;
    };
    Some(it)
}

/// What a section says.
pub(crate) fn inside<T>(section: &Section<T>) -> Option<&T> {
    section.as_ref().map(|it| &it.value)
}

/// A flag that says just this.
pub(crate) fn says(flag: &Option<Spanned<bool>>, value: bool) -> Option<&Spanned<bool>> {
    flag.as_ref().filter(|it| it.value == value)
}

/// A text that says anything.
pub(crate) fn said(text: &Option<Spanned<String>>) -> Option<&str> {
    let text = text.as_ref()?.value.trim();
    (!text.is_empty()).then_some(text)
}

/// The parts of the upgrade, each with its change's place and risk.
pub(crate) fn parts<'a>(
    ctx: &MigrationContext<'a>,
) -> impl Iterator<Item = (usize, &'a Change, &'a Part, Option<&'a Risk>)> {
    let risks = ctx.risks;
    let changes = ctx.migration.upgrade.iter().enumerate();
    changes.flat_map(move |(at, change)| {
        let parts = change.parts.iter();
        parts.map(move |part| (at, change, part, risks.get(at)))
    })
}

/// Every operation of the upgrade is known for what it does.
pub(crate) fn understood(ctx: &MigrationContext<'_>) -> bool {
    parts(ctx).all(|(_, _, part, _)| {
        !matches!(part.operation, Operation::Unknown(_) | Operation::Other(_))
    })
}

/// Rows are written.
pub(crate) fn moves_rows(change: &Change) -> bool {
    change.parts.iter().any(|it| {
        matches!(
            it.operation,
            Operation::BulkInsert(_) | Operation::BulkUpdate(_) | Operation::BulkDelete(_)
        )
    })
}

/// A change, as the reason of a finding elsewhere.
pub(crate) fn because(change: &Change, message: impl Into<String>) -> Related {
    let range = if change.focus.is_empty() {
        change.range
    } else {
        change.focus
    };
    Related {
        path: None,
        range,
        message: message.into(),
    }
}

/// A finding about a place, with the place that contradicts it.
pub(crate) fn contradiction(
    acc: &mut Findings<'_>,
    range: TextRange,
    message: String,
    help: &str,
    related: Vec<Related>,
    fix: Option<Fix>,
) {
    acc.report(Finding {
        help: Some(help.to_owned()),
        related,
        fix,
        ..Finding::new(range, message)
    });
}

/// Another place of the document.
pub(crate) fn there(range: TextRange, message: impl Into<String>) -> Related {
    Related {
        path: None,
        range,
        message: message.into(),
    }
}

/// Writes another value in the place of one that is there.
pub(crate) fn set(range: TextRange, value: &str, title: String, safe: bool) -> Fix {
    Fix {
        title,
        edits: vec![TextEdit::replace(range, value)],
        safe,
    }
}

/// A day, and the second of it (in UTC) where a time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    day: i64,
    second: Option<i64>,
}

impl Moment {
    /// Certainly earlier: a day without a time is as late as the day is long.
    pub(crate) fn is_before(self, other: Moment) -> bool {
        match (self.second, other.second) {
            (Some(a), Some(b)) => self.day * 86_400 + a < other.day * 86_400 + b,
            _ => self.day < other.day,
        }
    }
}

/// A point in time as ISO 8601 writes it: `2026-01-02`, `2026-01-02T10:00:00.5+01:00`. `None` for
/// anything else, and for days that no month has.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let date = text.get(..10)?;
    let mut parts = date.split('-').map(|it| it.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || !date.is_ascii() || date.contains('+') {
        return None;
    }
    // Days since 1970, the year beginning with March.
    let shifted = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400;
    let day = days + (153 * month + 2) / 5 + day - 1 - 719_468;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(Moment { day, second: None });
    }
    let time = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let mut second = clock_seconds(clock.trim_end())?;
    match zone.chars().next() {
        Some('+') => second -= clock_seconds(&zone[1..])?,
        Some('-') => second += clock_seconds(&zone[1..])?,
        Some(_) if zone.len() > 1 => return None,
        Some(_) | None => {}
    }
    Some(Moment {
        day,
        second: Some(second),
    })
}

/// `10:00`, `10:00:00.5`, `0100`, `01`.
fn clock_seconds(text: &str) -> Option<i64> {
    let plain = text.split(['.', ',']).next()?;
    let parts: Vec<&str> = if plain.contains(':') {
        plain.split(':').collect()
    } else {
        (0..plain.len())
            .step_by(2)
            .map(|at| plain.get(at..at + 2))
            .collect::<Option<_>>()?
    };
    let mut out = 0;
    for (part, (seconds, most)) in parts.iter().zip([(3600, 24), (60, 59), (1, 60)]) {
        let digits = part.len() == 2 && part.chars().all(|it| it.is_ascii_digit());
        let number = part
            .parse::<i64>()
            .ok()
            .filter(|it| digits && *it <= most)?;
        out += number * seconds;
    }
    (!parts.is_empty() && parts.len() <= 3).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_iso_8601() {
        for good in [
            "2026-01-02",
            "2024-02-29T23:59:59Z",
            "2026-01-02 10:00",
            "2026-01-02T10:00:00.123456+01:00",
            "2026-01-02T10:00:00-0330",
            "2026-01-02T10Z",
        ] {
            assert!(moment(good).is_some(), "{good}");
        }
        for bad in [
            "01/02/2026",
            "2026-02-29",
            "2026-13-01",
            "today",
            "",
            "2026-01-02X",
            "2026-01-02T25:00",
            "2026-01-02T10:00Zulu",
            "2026-1-2",
            "äöüäöüäöü",
        ] {
            assert!(moment(bad).is_none(), "{bad}");
        }
        let before = |a: &str, b: &str| moment(a).unwrap().is_before(moment(b).unwrap());
        assert!(before("2026-01-02T10:00:00+02:00", "2026-01-02T09:00:00Z"));
        assert!(before("2025-12-31", "2026-01-01T00:00Z"));
        assert!(!before("2026-01-01", "2026-01-01T12:00Z"));
        assert!(!before("2026-01-01T12:00Z", "2026-01-01"));
    }
}
