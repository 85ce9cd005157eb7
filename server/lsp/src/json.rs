//! Plans and facts as the JSON that other programs rely on; the names are a contract.
//!
//! The command line prints the same values that the server answers.

use ide::assess::{Blocks, Facts};
use ide::preview::{AlternativeView, DeployView, PlanView, StepView};
use serde_json::{Value, json};

pub fn facts(facts: &Facts) -> Value {
    let blocks =
        |it: Blocks| json!({ "select": it.select, "insert": it.insert, "update": it.update });
    let locks: Vec<Value> = facts
        .locks
        .iter()
        .map(|it| json!({ "relation": it.relation, "mode": it.mode, "blocks": blocks(it.blocks) }))
        .collect();
    json!({
        "locks": locks,
        "rewrite": facts.rewrite,
        "scan": facts.scan,
        "index_build": facts.index_build,
        "blocks": facts.blocks.map(blocks),
        "transactional": facts.transactional,
        "fails_with": facts.fails_with,
    })
}

/// A plan without its range, whose positions depend on the reader.
pub fn plan(plan: &PlanView) -> Value {
    json!({
        "title": plan.title,
        "operation": plan.operation,
        "level": plan.level,
        "outcome": plan.outcome,
        "why": plan.why,
        "strategy": plan.strategy,
        "replaces": plan.replaces,
        "script": plan.script,
        "deploys": plan.deploys.iter().map(deploy).collect::<Vec<Value>>(),
        "alternatives": plan.alternatives.iter().map(alternative).collect::<Vec<Value>>(),
    })
}

fn alternative(it: &AlternativeView) -> Value {
    json!({
        "strategy": it.strategy,
        "why": it.why,
        "steps": it.steps,
        "deploys": it.deploys,
    })
}

fn deploy(deploy: &DeployView) -> Value {
    json!({
        "phase": deploy.phase,
        "version": deploy.version,
        "name": deploy.name,
        "application": deploy.application,
        "steps": deploy.steps.iter().map(step).collect::<Vec<Value>>(),
    })
}

fn step(step: &StepView) -> Value {
    json!({
        "id": step.id,
        "title": step.title,
        "operation": step.operation,
        "sql": step.sql,
        "batch": step.batch.as_ref().map(|it| json!({ "statement": it, "until": "no rows" })),
        "transaction": step.transaction,
        "requires_downtime": step.requires_downtime,
        "estimated_duration_seconds": step.estimated_duration_seconds,
        "level": step.level,
        "facts": facts(&step.facts),
        "depends_on": step.depends_on,
        "precheck": step.precheck,
        "verify": step.verify,
        "rollback": { "sql": step.rollback_sql, "restores": step.rollback_restores },
    })
}
