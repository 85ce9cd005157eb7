//! The pages beside the strategies, and the table of them.

use std::path::Path;

use super::{plan_of, postgres};
use crate::Outcome;
use crate::strategies::ALL;
use crate::write::script;

/// A page's fences: setup, the change, and what it becomes.
struct Page<'a> {
    title: &'a str,
    summary: &'a str,
    postgres: u8,
    schema: String,
    before: String,
    after: String,
    /// What is run on servers, by the fences' info strings: `sql old`.
    proof: Vec<(String, String)>,
}

/// The fences of a section, with their info strings.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut res = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        if let Some(info) = line.strip_prefix("```") {
            match open.take() {
                Some(done) => res.push(done),
                None => open = Some((info.to_owned(), String::new())),
            }
        } else if let Some((_, fence)) = &mut open {
            fence.push_str(line);
            fence.push('\n');
        }
    }
    res
}

/// The text below a heading.
fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split("\n## ").next().unwrap_or(rest))
}

#[track_caller]
fn page(text: &'static str) -> Page<'static> {
    let mut lines = text.lines().filter(|it| !it.is_empty());
    let title = lines
        .next()
        .and_then(|it| it.strip_prefix("# "))
        .expect("a title");
    let summary = lines.next().expect("a summary");
    let mut before = fences(section(text, "Before").expect("## Before"));
    let (_, change) = before.pop().expect("a fence under Before");
    let (_, schema) = before.pop().unwrap_or_default();
    let mut after = fences(section(text, "After").expect("## After"));
    let version = schema
        .lines()
        .find_map(|it| it.strip_prefix("-- schema: PostgreSQL "))
        .and_then(|it| it.parse().ok());
    Page {
        title,
        summary,
        postgres: version.unwrap_or(18),
        schema,
        before: change,
        after: after.pop().expect("a fence under After").1,
        proof: fences(section(text, "Proof").unwrap_or_default()),
    }
}

/// Every page's example: schema, change, PostgreSQL's version.
pub(crate) fn examples() -> Vec<(String, String, u8)> {
    ALL.iter()
        .map(|it| {
            let page = page(it.docs);
            let change = page.before.trim().trim_end_matches(';').to_owned();
            (page.schema, change, page.postgres)
        })
        .collect()
}

#[test]
fn pages_show_what_is_generated() {
    for strategy in ALL {
        let page = page(strategy.docs);
        assert_eq!(page.title, strategy.name);
        assert!(
            strategy.docs.contains("\n## What it does\n"),
            "{}",
            strategy.name
        );
        let change = page.before.trim().trim_end_matches(';');
        let plan = plan_of(&page.schema, change, &postgres(page.postgres));
        assert_eq!(
            plan.outcome,
            Outcome::Planned,
            "{}: {}",
            strategy.name,
            plan.why
        );
        assert_eq!(plan.strategy, Some(strategy.name));
        let script = script(&plan);
        if script == page.after {
            continue;
        }
        if update() {
            let file = format!("src/strategies/{}.md", strategy.name.replace('-', "_"));
            let (head, rest) = strategy.docs.split_once("\n## After\n").expect("## After");
            let (head, rest) = (format!("{head}\n## After\n"), rest);
            let (open, rest) = rest.split_once("```sql\n").expect("a fence");
            let (_, tail) = rest.split_once("```\n").expect("its end");
            rewrite(&file, &format!("{head}{open}```sql\n{script}```\n{tail}"));
        } else {
            assert_eq!(
                page.after, script,
                "{}; UPDATE_EXPECT=1 rewrites it",
                strategy.name
            );
        }
    }
}

/// `tests/postgres` runs them.
#[test]
fn pages_say_what_proves_them() {
    const KNOWN: &[&str] = &[
        "sql rows",
        "sql bad",
        "sql unknown",
        "sql naive",
        "sql old",
        "sql new",
        "sql both",
        "sql end",
        "text differs",
        "text since",
    ];
    for strategy in ALL {
        let proof = page(strategy.docs).proof;
        for (info, _) in &proof {
            let known = KNOWN.contains(&info.as_str());
            assert!(known, "{}: the proof has a fence `{info}`", strategy.name);
        }
        for needed in ["sql rows", "sql old"] {
            let given = proof.iter().any(|it| it.0 == needed);
            assert!(given, "{}: no fence `{needed}`", strategy.name);
        }
    }
}

#[test]
fn summaries_are_one_sentence() {
    for strategy in ALL {
        let summary = page(strategy.docs).summary;
        assert!(
            summary.ends_with('.') && !summary.contains('\n'),
            "{}",
            strategy.name
        );
        assert!(
            !summary.trim_end_matches('.').contains(". "),
            "{}: {summary}",
            strategy.name
        );
    }
}

#[test]
fn readme_lists_every_strategy() {
    const BEGIN: &str = "<!-- strategies: begin -->\n";
    const END: &str = "<!-- strategies: end -->";
    let readme = include_str!("../../README.md");
    let mut table = String::from("\n| strategy | what it does | since |\n|---|---|---|\n");
    for strategy in ALL {
        let file = strategy.name.replace('-', "_");
        let summary = page(strategy.docs).summary;
        table.push_str(&format!(
            "| [{}](src/strategies/{file}.md) | {summary} | {} |\n",
            strategy.name, strategy.since
        ));
    }
    table.push('\n');
    let (head, rest) = readme.split_once(BEGIN).expect("the begin mark");
    let (found, tail) = rest.split_once(END).expect("the end mark");
    if found != table {
        assert!(
            !ci(),
            "server/plan/README.md is not current; run the tests locally"
        );
        rewrite("README.md", &format!("{head}{BEGIN}{table}{END}{tail}"));
    }
}

#[allow(clippy::disallowed_methods, reason = "generation is done by tests")]
fn update() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some() && !ci()
}

#[allow(clippy::disallowed_methods, reason = "generation is done by tests")]
fn ci() -> bool {
    std::env::var_os("CI").is_some()
}

#[allow(clippy::disallowed_methods, reason = "generation is done by tests")]
fn rewrite(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::write(path, text).expect("the manifest's folder can be written");
}
