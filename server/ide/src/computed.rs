//! What is computed beside what an author declares under `risk:`.

use std::ops::ControlFlow;

use model::judge::Direction;
use model::{Level, MigrationSource, Risk};

use crate::{Analysis, FilePosition, planning};

/// A line of Markdown about a field of `risk:`. `None` for other fields, and for a migration
/// without changes.
pub(crate) fn computed(analysis: &Analysis, position: FilePosition, key: &str) -> Option<String> {
    let FilePosition { file, offset } = position;
    let document = analysis.document(file)?;
    let index = document.migrations.iter().position(|it| {
        matches!(it.source, MigrationSource::Specification(_))
            && it.range.contains_inclusive(offset)
    })?;
    let mut risks: Vec<Risk> = Vec::new();
    planning::walk(analysis, file, index, Direction::Upgrade, &mut |judged| {
        risks.push(judged.risk.clone());
        ControlFlow::Continue(())
    })?;
    let holds: fn(&Risk) -> bool = match key {
        "level" => return level(&risks),
        "potential_downtime" => Risk::stops_for_long,
        "data_loss_risk" => |it| it.data_loss,
        "irreversible_changes" => Risk::is_irreversible,
        _ => return None,
    };
    if risks.is_empty() {
        return None;
    }
    Some(match risks.iter().find(|it| holds(it)) {
        Some(it) => format!("Computed: **true**, since the migration {}.", it.why),
        None => format!("Computed: **false**.{}", unknown(&risks)),
    })
}

fn level(risks: &[Risk]) -> Option<String> {
    let mut highest: Option<(Level, &str)> = None;
    for risk in risks {
        if let Some(level) = risk.level
            && highest.is_none_or(|it| level > it.0)
        {
            highest = Some((level, &risk.why));
        }
    }
    let (level, why) = highest?;
    let level = level.as_str();
    let unknown = unknown(risks);
    Some(format!(
        "Computed: **{level}**, since the migration {why}.{unknown}"
    ))
}

fn unknown(risks: &[Risk]) -> &'static str {
    if risks.iter().any(|it| it.level.is_none()) {
        " Not every change is analysed."
    } else {
        ""
    }
}
