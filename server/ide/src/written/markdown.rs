//! A plan as a section of a Markdown spec: a checklist, and the specifications in a fence.

use std::fmt::Write as _;

use plan::Plan;

/// The section, each line indented by `indent` blanks, without a line end behind it. `heading` is
/// the level of its heading, `None` for a bold line in its place.
pub(super) fn section(
    plan: &Plan,
    specifications: &[String],
    heading: Option<usize>,
    indent: usize,
) -> String {
    let mut text = match heading {
        Some(level) => format!("{} Zero-downtime plan\n\n", "#".repeat(level.clamp(2, 6))),
        None => "**Zero-downtime plan**\n\n".to_owned(),
    };
    let mut released: Vec<&str> = Vec::new();
    for (at, deploy) in plan.deploys.iter().enumerate() {
        if let Some(application) = deploy.application.as_deref()
            && !released.iter().any(|it| it.contains(application))
        {
            released.push(application);
            let _ = writeln!(text, "- [ ] Release: {}", one_line(application));
        }
        let _ = writeln!(
            text,
            "- [ ] Deploy {} ({}): `{}_{}`",
            at + 1,
            deploy.phase.as_str(),
            deploy.version,
            deploy.name
        );
    }
    text.push_str("\n```yaml\n");
    text.push_str(specifications.join("---\n").trim_end());
    text.push_str("\n```");
    super::indented(&text, indent).trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The level for the section's heading behind an offset: one below the heading above it. `None`
/// when more of the section than a heading follows, which a heading would take away from it.
pub(super) fn heading_level(text: &str, offset: usize) -> Option<usize> {
    let rest = text.get(offset..)?;
    let next = rest.lines().map(str::trim).find(|it| !it.is_empty());
    if next.is_some_and(|it| !it.starts_with('#')) {
        return None;
    }
    let mut fenced = false;
    let mut level = 1;
    for line in text.get(..offset)?.lines() {
        let line = line.trim_start();
        if line.starts_with("```") || line.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced && line.starts_with('#') {
            let marks = line.len() - line.trim_start_matches('#').len();
            if line[marks..].starts_with([' ', '\t']) {
                level = marks;
            }
        }
    }
    Some(level + 1)
}
