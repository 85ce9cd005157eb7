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

/// The files of a fence, with the line on which each begins: one, or those that `//- path` names.
fn files(rule: &Rule, fence: &Fence) -> Vec<(String, String, usize)> {
    let path = match fence.language.as_str() {
        "sql" => "main.sql",
        "yaml" => "main.yaml",
        "markdown" => "main.md",
        "python" => "main.py",
        "text" => "",
        other => panic!("{}: no such fence: `{other}`", rule.code),
    };
    if !path.is_empty() {
        return vec![(path.to_owned(), fence.text.clone(), 0)];
    }
    let mut files: Vec<(String, String, usize)> = Vec::new();
    for (at, line) in fence.text.split_inclusive('\n').enumerate() {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim().to_owned(), String::new(), at + 1));
        } else {
            let last = files.last_mut();
            last.expect("a text fence begins with `//- path`")
                .1
                .push_str(line);
        }
    }
    files
}

/// What is wrong with a fence; empty when all is well.
fn check(rule: &'static Rule, fence: &Fence) -> String {
    let on = |code: &str| {
        if code == rule.code {
            Setting::On(None)
        } else {
            Setting::Default
        }
    };
    let files = files(rule, fence);
    let all: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b, _)| (a.as_str(), b.as_str()))
        .collect();
    let checked = Checked::new(&all);
    let mut found = BTreeSet::new();
    let mut said: Vec<String> = Vec::new();
    let mut fixes: Vec<(usize, Finding)> = Vec::new();
    for (at, (path, text, first)) in files.iter().enumerate() {
        for finding in checked.findings(path, &on) {
            in_bounds(&finding, text);
            said.push(format!(
                "{} {}: {}",
                finding.severity.as_str(),
                finding.code,
                finding.message
            ));
            if finding.code == rule.code {
                found.insert(first + line_of(text, finding.range.start()));
                fixes.push((at, finding));
            }
        }
    }
    if found != fence.marked {
        return format!(
            "{}: found on {found:?}, marked {:?} in\n{}{}\n\n",
            rule.code,
            fence.marked,
            fence.text,
            said.join("\n")
        );
    }
    for (at, finding) in &fixes {
        let Some(fix) = &finding.fix else { continue };
        let mut edited = files[*at].1.clone();
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|it| std::cmp::Reverse(it.range.start()));
        for edit in edits {
            edited.replace_range(
                usize::from(edit.range.start())..usize::from(edit.range.end()),
                &edit.insert,
            );
        }
        let path = all[*at].0;
        let mut all = all.clone();
        all[*at].1 = &edited;
        let left = Checked::new(&all).findings(path, &on);
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
