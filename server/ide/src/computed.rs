//! What is computed beside what an author declares under `risk:`.

use std::ops::ControlFlow;

use model::judge::Direction;
use model::{MigrationSource, Risk};

use crate::{Analysis, FilePosition, planning};

/// A line of Markdown about a field of `risk:`. `None` for other fields, and for a migration
/// without changes.
pub(crate) fn computed(analysis: &Analysis, position: FilePosition, key: &str) -> Option<String> {
    let (value, why) = value(analysis, position, key)?;
    let dot = if why.ends_with('.') { "" } else { "." };
    Some(format!("Computed: **{value}**{why}{dot}"))
}

/// The value that a field of `risk:` has by what the operations do, and why, as the end of a
/// sentence: `, since the migration drops a column`.
pub(crate) fn value(
    analysis: &Analysis,
    position: FilePosition,
    key: &str,
) -> Option<(String, String)> {
    let FilePosition { file, offset } = position;
    let document = analysis.document(file)?;
    // A value that is still to be typed stands behind the migration's end.
    let index = document.migrations.iter().rposition(|it| {
        matches!(it.source, MigrationSource::Specification(_)) && it.range.start() <= offset
    })?;
    let mut risks: Vec<Risk> = Vec::new();
    planning::walk(analysis, file, index, Direction::Upgrade, &mut |judged| {
        risks.push(judged.risk.clone());
        ControlFlow::Continue(())
    })?;
    let since = |it: &Risk| format!(", since the migration {}", it.why);
    let unknown = if risks.iter().any(|it| it.level.is_none()) {
        "; not every change is analysed"
    } else {
        ""
    };
    let holds: fn(&Risk) -> bool = match key {
        "level" => {
            let mut highest: Option<&Risk> = None;
            for risk in risks.iter().filter(|it| it.level.is_some()) {
                if highest.is_none_or(|it| risk.level > it.level) {
                    highest = Some(risk);
                }
            }
            let level = highest?.level?.as_str().to_owned();
            return Some((level, format!("{}{unknown}", since(highest?))));
        }
        "potential_downtime" => Risk::stops_for_long,
        "data_loss_risk" => |it| it.data_loss,
        "irreversible_changes" => Risk::is_irreversible,
        _ => return None,
    };
    if risks.is_empty() {
        return None;
    }
    Some(match risks.iter().find(|it| holds(it)) {
        Some(it) => ("true".to_owned(), since(it)),
        None => ("false".to_owned(), unknown.to_owned()),
    })
}
