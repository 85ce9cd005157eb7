//! The same timeline as a Mermaid flowchart, for pages that draw those.

use std::fmt::Write as _;

use super::{Pictured, Wait, duration, mode, release};

/// A change of more lines is shown by its first ones.
const MOST_LINES: usize = 4;

/// The plans as one `flowchart LR`, in the order given. Ends with a line end.
pub fn mermaid(plans: &[Pictured<'_>]) -> String {
    let mut res = String::from("flowchart LR\n");
    for (at, it) in plans.iter().enumerate() {
        let plan = at + 1;
        let mut title: Vec<String> = it.title.lines().map(str::to_owned).collect();
        if title.len() > MOST_LINES {
            title.truncate(MOST_LINES);
            title.push("…".to_owned());
        }
        if it.plan.deploys.is_empty() {
            title.push(it.plan.why.clone());
        }
        let _ = writeln!(res, "  p{plan}[\"{}\"]:::change", label(&title));
        let mut last = format!("p{plan}");
        if it.plan.deploys.is_empty() {
            let said = it.plan.outcome.as_str().replace('_', " ");
            let _ = writeln!(res, "  {last} --> p{plan}o([\"{}\"])", label(&[said]));
        }
        for (at, deploy) in it.plan.deploys.iter().enumerate() {
            let id = format!("p{plan}d{}", at + 1);
            if let Some(application) = release(it.plan, deploy, at) {
                let said = label(&["Release first".to_owned(), application.to_owned()]);
                let _ = writeln!(res, "  {id}r{{{{\"{said}\"}}}}:::release");
                let _ = writeln!(res, "  {last} --> {id}r");
                last = format!("{id}r");
            }
            // One line: Mermaid draws a second one over the steps.
            let (phase, version) = (deploy.phase.as_str(), &deploy.version);
            let title = format!("Deploy {} ({phase}): {version} {}", at + 1, deploy.name);
            let title = label(&[title]);
            let _ = writeln!(res, "  subgraph {id}[\"{title}\"]");
            let _ = writeln!(res, "    direction TB");
            let mut before: Option<String> = None;
            for (at, step) in deploy.steps.iter().enumerate() {
                let wait = Wait::of(step);
                let mut lines = vec![step.title.clone()];
                lines.extend(
                    step.facts
                        .locks
                        .iter()
                        .map(|it| format!("{} {}", it.mode.as_str(), it.relation)),
                );
                lines.push(wait.words(step));
                lines.push(format!(
                    "{}, {}",
                    duration(step.estimated_duration_seconds),
                    mode(step)
                ));
                if step.requires_downtime {
                    lines.push("needs downtime".to_owned());
                }
                let node = format!("{id}s{}", at + 1);
                let class = match wait {
                    Wait::Nobody => "nobody",
                    Wait::Writes => "writes",
                    Wait::ReadsAndWrites => "all",
                    Wait::NotKnown => "unknown",
                };
                let _ = writeln!(res, "    {node}[\"{}\"]:::{class}", label(&lines));
                if let Some(before) = before.replace(node.clone()) {
                    let _ = writeln!(res, "    {before} --> {node}");
                }
            }
            res.push_str("  end\n");
            let _ = writeln!(res, "  {last} --> {id}");
            last = id;
        }
    }
    for (class, fill, stroke) in [
        ("change", "#f6f8fa", "#57606a"),
        ("release", "#eaf4ff", "#0757ba"),
        ("nobody", "#e6f6ea", "#116329"),
        ("writes", "#fff5d6", "#8a5a00"),
        ("all", "#ffe9e7", "#c01c28"),
        ("unknown", "#f6f8fa", "#57606a"),
    ] {
        let _ = writeln!(
            res,
            "  classDef {class} fill:{fill},stroke:{stroke},color:#1f2328"
        );
    }
    res
}

/// Lines as the text of a node: Mermaid's entities for all that it or HTML could read.
fn label(lines: &[String]) -> String {
    let mut res = String::new();
    for (at, line) in lines
        .iter()
        .flat_map(|it| it.lines())
        .filter(|it| !it.trim().is_empty())
        .enumerate()
    {
        if at > 0 {
            res.push_str("<br/>");
        }
        for it in line.chars() {
            match it {
                '"' => res.push_str("#quot;"),
                '<' => res.push_str("#lt;"),
                '>' => res.push_str("#gt;"),
                '&' => res.push_str("#amp;"),
                // A list, a heading or a code span of Markdown, and Mermaid's own characters.
                '#' | '`' | '*' | '\\' | '%' | '{' | '}' | '[' | ']' | '(' | ')' | '|' | ';' => {
                    let _ = write!(res, "#{};", u32::from(it));
                }
                it if it.is_control() => res.push(' '),
                it => res.push(it),
            }
        }
    }
    res
}
