//! Every fence of every page: marked lines carry the rule, unmarked ones are silent for it.

use std::collections::BTreeSet;

use analysis::check::Setting;
use analysis::{Finding, Rule};

use crate::{Checked, line_of};

/// A fenced block, without its marks.
struct Fence {
    language: String,
    text: String,
    /// Zero-based lines that carry the rule.
    marked: BTreeSet<usize>,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(String, Fence)> = None;
    for line in page.lines() {
        let ticks: String = line.chars().take_while(|it| *it == '`').collect();
        match &mut open {
            Some((end, _)) if *end == ticks => found.extend(open.take().map(|(_, it)| it)),
            Some((_, fence)) => {
                let marks = [" -- error", " # error", " <!-- error -->"];
                let bare = marks.iter().find_map(|it| line.strip_suffix(it));
                if bare.is_some() {
                    fence.marked.insert(fence.text.lines().count());
                }
                fence.text.push_str(bare.unwrap_or(line));
                fence.text.push('\n');
            }
            None if ticks.len() >= 3 => {
                let fence = Fence {
                    language: line[ticks.len()..].trim().to_owned(),
                    text: String::new(),
                    marked: BTreeSet::new(),
                };
                open = Some((ticks, fence));
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// What is wrong with a fence; empty when all is well.
fn check(rule: &'static Rule, fence: &Fence) -> String {
    let path = match fence.language.as_str() {
        "sql" => "main.sql",
        "yaml" => "main.yaml",
        "markdown" => "main.md",
        other => panic!("{}: no such fence: `{other}`", rule.code),
    };
    let on = |code: &str| {
        if code == rule.code {
            Setting::On(None)
        } else {
            Setting::Default
        }
    };
    let checked = Checked::new(&[(path, &fence.text)]);
    let findings = checked.findings(path, &on);
    for finding in &findings {
        in_bounds(finding, &fence.text);
    }
    let of_rule = findings.iter().filter(|it| it.code == rule.code);
    let found: BTreeSet<usize> = of_rule
        .map(|it| line_of(&fence.text, it.range.start()))
        .collect();
    if found != fence.marked {
        let said: Vec<String> = findings
            .iter()
            .map(|it| format!("{} {}: {}", it.severity.as_str(), it.code, it.message))
            .collect();
        return format!(
            "{}: found on {found:?}, marked {:?} in\n{}{}\n\n",
            rule.code,
            fence.marked,
            fence.text,
            said.join("\n")
        );
    }
    for finding in findings.iter().filter(|it| it.code == rule.code) {
        let Some(fix) = &finding.fix else { continue };
        let mut edited = fence.text.clone();
        for edit in fix.edits.iter().rev() {
            edited.replace_range(
                usize::from(edit.range.start())..usize::from(edit.range.end()),
                &edit.insert,
            );
        }
        let left = Checked::new(&[(path, &edited)]).findings(path, &on);
        let stays = |it: &&Finding| it.code == rule.code && it.message == finding.message;
        if left.iter().any(|it| stays(&it)) {
            return format!("{}: still there after the fix\n{edited}\n", rule.code);
        }
    }
    String::new()
}

fn in_bounds(finding: &Finding, text: &str) {
    let range = finding.range;
    let bytes = usize::from(range.start())..usize::from(range.end());
    assert!(text.get(bytes).is_some(), "{finding:?}");
    assert!(!range.is_empty(), "{finding:?}");
    assert!(!finding.message.ends_with('.'), "{finding:?}");
    assert!(!finding.message.is_empty(), "{finding:?}");
}

#[test]
fn fences_say_what_the_rule_finds() {
    let mut wrong = String::new();
    for rule in analysis::rules::ALL {
        let fences = fences(rule.docs);
        assert!(
            fences.iter().any(|it| !it.marked.is_empty()),
            "{}: a page shows what the rule finds",
            rule.code
        );
        assert!(
            fences.iter().any(|it| it.marked.is_empty()),
            "{}: a page shows what to do instead",
            rule.code
        );
        for fence in &fences {
            wrong.push_str(&check(rule, fence));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn pages_have_their_form() {
    for rule in analysis::rules::ALL {
        let headings: Vec<&str> = rule
            .docs
            .lines()
            .filter(|it| it.starts_with("# ") || it.starts_with("## "))
            .filter(|it| *it != "## When it is safe" && !it.ends_with("error"))
            .collect();
        let title = format!("# {}", rule.code);
        let expected = [
            title.as_str(),
            "## What it does",
            "## Why is this risky?",
            "## Example",
            "## Do this instead",
            "## References",
        ];
        assert_eq!(headings, expected, "{}", rule.code);
        assert!(rule.summary().ends_with('.'), "{}", rule.code);
        assert!(!rule.summary().contains(". "), "{}", rule.code);
    }
}

#[test]
fn rules_are_sorted_and_named_once() {
    let codes: Vec<&str> = analysis::rules::ALL.iter().map(|it| it.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
}
