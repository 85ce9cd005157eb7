//! `forelock draft`: a whole migration specification from a migration request.

use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use ide::{DraftedSpecification, FileId, TextRange};

use crate::Done;
use crate::input::Input;

pub(crate) fn run(
    input: &Input,
    name: &str,
    folder: Option<&str>,
    out: &mut dyn Write,
) -> Result<Done> {
    let now = now();
    let mut specifications: Vec<DraftedSpecification> = Vec::new();
    let mut requests = 0;
    for file in &input.files {
        for drafted in input.analysis.drafts(*file, Some(&now)) {
            requests += 1;
            match drafted {
                Ok(drafted) => {
                    let line = line(input, *file, drafted.range);
                    writeln!(anstream::stderr(), "{name}:{line}: {}", drafted.source)?;
                    specifications.extend(drafted.specifications);
                }
                Err(problem) => {
                    let line = line(input, *file, problem.range);
                    bail!("{name}:{line}: {}", problem.message);
                }
            }
        }
    }
    if requests == 0 {
        bail!(
            "{name}: there is no migration request in it; expected `skill: backend-database-migration` with `inputs`"
        );
    }
    if let Some(folder) = folder {
        write_files(&specifications, Path::new(folder), out)?;
        return Ok(Done::Clean);
    }
    for (at, specification) in specifications.iter().enumerate() {
        if at > 0 {
            writeln!(out, "---")?;
        }
        write!(out, "{}", specification.text)?;
    }
    Ok(Done::Clean)
}

fn write_files(all: &[DraftedSpecification], folder: &Path, out: &mut dyn Write) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let plain = |it: &str| it.replace(|c: char| !(c.is_alphanumeric() || "._-".contains(c)), "_");
    let path = |it: &DraftedSpecification| {
        folder.join(format!("{}_{}.yaml", plain(&it.version), plain(&it.name)))
    };
    for specification in all {
        // What stands there belongs to somebody.
        if path(specification).exists() {
            bail!(
                "{}: the file exists; move it or choose another folder",
                path(specification).display()
            );
        }
    }
    for specification in all {
        let path = path(specification);
        std::fs::write(&path, &specification.text)
            .with_context(|| format!("{}: the file cannot be written", path.display()))?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

/// From 1.
fn line(input: &Input, file: FileId, range: TextRange) -> u32 {
    let lines = input.analysis.line_index(file);
    lines.map_or(1, |it| it.line_of(range.start()) + 1)
}

/// The time in ISO 8601, in UTC.
fn now() -> String {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    iso(elapsed.map_or(0, |it| it.as_secs()))
}

/// Seconds since 1970 as a date of the Gregorian calendar, by Howard Hinnant's `civil_from_days`.
fn iso(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // March is the first month, so that the odd day comes last.
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year_of_era + era * 400 + carry;
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(iso(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(iso(1_767_225_599), "2025-12-31T23:59:59Z");
        assert_eq!(iso(1_767_225_600), "2026-01-01T00:00:00Z");
    }
}
