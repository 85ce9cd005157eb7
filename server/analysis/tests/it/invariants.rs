//! What holds for every change: its risk is said, once for each thing that there is to say.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use analysis::RuleSeverity;
use model::Operation;
use model::judge::{Direction, walk};
use model::risk::Severity;

use crate::{Checked, defaults};

/// The strongest finding whose severity comes from the risk is as strong as the risk.
fn check(sql: &str) {
    let checked = Checked::new(&[("a.sql", sql)]);
    let findings = checked.findings("a.sql", &defaults);
    let document = checked.document("a.sql");
    for (index, migration) in document.migrations.iter().enumerate() {
        let place = checked.workspace.place("a.sql", index);
        let context = model::Context::default();
        let _ = walk(
            migration,
            Direction::Upgrade,
            place.before,
            &context,
            &mut |judged| {
                let said: Vec<_> = findings
                    .iter()
                    .filter(|it| {
                        let id = it.change;
                        id.is_some_and(|it| it.migration == index && it.change == judged.index)
                    })
                    .filter(|it| {
                        let rule = analysis::rule(it.code).expect("findings have a rule");
                        rule.severity == RuleSeverity::FromRisk
                    })
                    .collect();
                let strongest: Option<Severity> = said.iter().map(|it| it.severity).max();
                let works = judged
                    .change
                    .parts
                    .iter()
                    .any(|it| !matches!(it.operation, Operation::NoChange(_)));
                let wanted = works.then_some(judged.risk.severity);
                assert_eq!(strongest, wanted, "{sql}\n{:#?}\n{said:#?}", judged.risk);
                let messages: BTreeSet<_> = said.iter().map(|it| &it.message).collect();
                assert_eq!(messages.len(), said.len(), "{sql}: said twice: {said:#?}");
                ControlFlow::Continue(())
            },
        );
    }
}

#[test]
fn the_risk_of_every_change_is_said() {
    for sql in include_str!("statements.sql").split("\n\n") {
        check(sql);
    }
}

#[test]
fn nothing_panics_on_any_prefix() {
    let text = include_str!("statements.sql");
    for (at, _) in text.char_indices().step_by(97) {
        let start = text[..at].rfind("\n\n").unwrap_or(0);
        let sql = &text[start..at];
        let _ = Checked::new(&[("a.sql", sql)]).findings("a.sql", &defaults);
    }
}
