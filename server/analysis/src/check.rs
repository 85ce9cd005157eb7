//! Runs every rule over one document.
//!
//! Each migration is walked once; rules for single changes run inside the walk.

use std::ops::ControlFlow;

use model::judge::{Direction, walk_within};

use crate::compared;
use crate::context::{ChangeContext, DocumentContext, MigrationContext};
use crate::suppress::{self, Suppression};
use crate::{ChangeId, Check, Finding, Findings, Rule, RuleSeverity, rules};

/// What to check.
pub struct Input<'a> {
    pub document: DocumentContext<'a>,
    /// Rules that the configuration switches on or off, or whose severity it sets.
    pub settings: &'a dyn Fn(&str) -> Setting,
}

/// What the configuration says of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    #[default]
    Default,
    Off,
    On(Option<model::risk::Severity>),
}

/// Every finding of a document, suppressed ones taken out, sorted by place.
pub fn check(input: &Input<'_>) -> Vec<Finding> {
    let settings: Vec<Setting> = rules::ALL
        .iter()
        .map(|rule| (input.settings)(rule.code))
        .collect();
    let mut out = Vec::new();
    let document = &input.document;
    for (index, _) in document.document.migrations.iter().enumerate() {
        migration(document, index, &mut out);
    }
    run(&mut out, |rule, acc| {
        if let Check::Document(check) = rule.check {
            check(acc, document);
        }
    });
    configure(&mut out, &settings);
    let mut suppressions = suppress::read(document.text, document.document);
    suppress::apply(document, &mut out, &mut suppressions);
    for suppression in &mut suppressions {
        forgive_switched_off(suppression, &settings);
    }
    let mut about = Vec::new();
    run(&mut about, |rule, acc| {
        if let Check::Suppressions(check) = rule.check {
            check(acc, &suppressions);
        }
    });
    configure(&mut about, &settings);
    out.append(&mut about);
    out.sort_by(|a, b| {
        let key = |it: &Finding| (it.range.start(), std::cmp::Reverse(it.severity), it.code);
        key(a).cmp(&key(b))
    });
    out
}

fn run(out: &mut Vec<Finding>, mut check: impl FnMut(&'static Rule, &mut Findings<'_>)) {
    let mut said = Vec::new();
    for rule in rules::ALL {
        check(
            rule,
            &mut Findings {
                rule,
                out,
                said: &mut said,
            },
        );
    }
}

fn migration(document: &DocumentContext<'_>, index: usize, out: &mut Vec<Finding>) {
    let migration = &document.document.migrations[index];
    let place = document.workspace.place(document.path, index);
    let surroundings = place.surroundings.unwrap_or(&migration.surroundings);
    let context = place.context.unwrap_or(document.context);
    let mut risks = Vec::with_capacity(migration.upgrade.len());
    let mut facts = Vec::with_capacity(migration.upgrade.len());
    let first = out.len();
    let after = walk_within(
        migration,
        Direction::Upgrade,
        place.before,
        surroundings,
        context,
        &mut |judged| {
            let ctx = ChangeContext {
                document,
                migration,
                judged,
                id: ChangeId {
                    migration: index,
                    change: judged.index,
                },
            };
            let first = out.len();
            change(&ctx, out);
            compared::tell(migration, judged.index, &mut out[first..]);
            risks.push(judged.risk.clone());
            facts.push(judged.facts.to_vec());
            ControlFlow::Continue(())
        },
    );
    let mut found = Vec::new();
    let ctx = MigrationContext {
        document,
        migration,
        index,
        before: place.before,
        context,
        after: &after,
        risks: &risks,
        facts: &facts,
        findings: &out[first..],
    };
    run(&mut found, |rule, acc| {
        if let Check::Migration(check) = rule.check {
            check(acc, &ctx);
        }
    });
    out.append(&mut found);
}

fn change(ctx: &ChangeContext<'_>, out: &mut Vec<Finding>) {
    let mut said = Vec::new();
    // Rules that are switched off run as well: what they say is thrown away later, and must not
    // come back as the remainder.
    for rule in rules::ALL {
        if let Check::Change(check) = rule.check {
            let said = &mut said;
            check(&mut Findings { rule, out, said }, ctx);
        }
    }
    for rule in rules::ALL {
        if let Check::Remainder(check) = rule.check {
            let said = &mut said;
            check(&mut Findings { rule, out, said }, ctx);
        }
    }
}

/// Takes out what is switched off, or on trial and not switched on; sets severities.
fn configure(out: &mut Vec<Finding>, settings: &[Setting]) {
    out.retain_mut(|finding| {
        let Some(at) = rules::ALL.iter().position(|it| it.code == finding.code) else {
            return false;
        };
        match settings[at] {
            Setting::Off => false,
            Setting::Default => !rules::ALL[at].preview,
            Setting::On(severity) => {
                finding.severity = severity.unwrap_or(finding.severity);
                true
            }
        }
    });
}

/// A suppression of a rule that does not run cannot be used, and is no mistake.
fn forgive_switched_off(suppression: &mut Suppression, settings: &[Setting]) {
    for named in &mut suppression.rules {
        let at = rules::ALL.iter().position(|it| it.code == named.code);
        named.used |= at.is_some_and(|at| match settings[at] {
            Setting::Off => true,
            Setting::Default => rules::ALL[at].preview,
            Setting::On(_) => false,
        });
    }
}

/// A rule's severity in words, for tables.
pub fn severity_word(rule: &Rule) -> &'static str {
    match rule.severity {
        RuleSeverity::FromRisk => "from the risk",
        RuleSeverity::Fixed(severity) => severity.as_str(),
    }
}
