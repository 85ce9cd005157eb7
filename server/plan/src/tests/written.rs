//! Written specifications are read back as what was meant, and judged as prepared.

use std::ops::ControlFlow;

use model::document::DocumentKind;
use model::judge::{Direction, walk};
use model::lower::sql_changes;
use model::operation::{NoChange, Operation};
use model::risk::Severity;
use syntax::Language;

use super::pages::examples;
use super::{catalog, plan_of, postgres};
use crate::write::{Placement, specifications};

#[test]
fn specifications_are_read_without_problems_and_judged_as_prepared() {
    for (schema, change, major) in examples() {
        let context = postgres(major);
        let plan = plan_of(&schema, &change, &context);
        let mut state = catalog(&schema);
        let written = specifications(&plan, &Placement::default());
        assert_eq!(written.len(), plan.deploys.len());
        for (text, deploy) in written.iter().zip(&plan.deploys) {
            let document = model::lower(text, Language::Yaml);
            assert_eq!(document.kind, DocumentKind::MigrationSpecification);
            assert!(document.syntax_errors.is_empty(), "{text}");
            assert_eq!(document.errors, [], "{change}\n{text}");
            let [migration] = document.migrations.as_slice() else {
                panic!("one migration: {text}");
            };
            let mut visit = |judged: &model::judge::Judged<'_>| {
                let risk = judged.risk;
                let shown = risk.severity;
                assert!(
                    shown <= Severity::Information,
                    "{change}\n{risk:#?}\n{text}"
                );
                assert_eq!(judged.problems, [], "{change}\n{text}");
                ControlFlow::Continue(())
            };
            state = walk(migration, Direction::Upgrade, &state, &context, &mut visit);
            let changes = migration.upgrade.iter();
            let read: Vec<&Operation> = changes
                .flat_map(|it| it.parts.iter().map(|it| &it.operation))
                .collect();
            let steps = deploy.steps.iter();
            let meant: Vec<&Operation> = steps.flat_map(|it| &it.operations).collect();
            assert_eq!(tidy(&read), tidy(&meant), "{text}");
            assert!(!migration.downgrade.is_empty(), "{text}");
        }
    }
}

/// Without what changes nothing, and as SQL where there is some: ranges and spelling differ.
fn tidy(operations: &[&Operation]) -> Vec<String> {
    operations
        .iter()
        .filter(|it| !matches!(it, Operation::NoChange(NoChange::Set { .. })))
        .map(|it| model::render::sql(it).unwrap_or_else(|| it.word().to_owned()))
        .collect()
}

#[test]
fn every_statement_of_a_plan_is_understood() {
    for (schema, change, major) in examples() {
        let plan = plan_of(&schema, &change, &postgres(major));
        let steps = plan.deploys.iter().flat_map(|it| &it.steps);
        let queries = |it: &crate::Step| {
            let all = it.sql.iter().chain(&it.rollback.sql);
            let all = all.chain(&it.precheck).chain(&it.verify);
            all.cloned().collect::<Vec<_>>()
        };
        for sql in steps.flat_map(queries) {
            for part in sql_changes(&sql).iter().flat_map(|it| &it.parts) {
                let unknown = matches!(part.operation, Operation::Unknown(_));
                assert!(!unknown, "{sql}");
            }
        }
    }
}
