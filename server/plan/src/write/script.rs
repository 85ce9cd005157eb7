//! A plan as one SQL script to read, and to run piece by piece.
//!
//! Never runs two deploys together: what must happen between them is a comment.

use std::fmt::Write as _;

use crate::{Deploy, Plan, Step};

/// The plan as one SQL script: the statements of every step in order, each ended by `;`, with
/// comments where a deploy begins and what must be released before it, prechecks and verify
/// queries as comments, and a backfill as its batch statement with "repeat until it changes no
/// row". Transactions are written out (`BEGIN;` … `COMMIT;`). Ends with a line end.
pub fn script(plan: &Plan) -> String {
    let mut res = String::new();
    if plan.deploys.is_empty() {
        comment(&mut res, "", &plan.why);
    }
    for (at, deploy) in plan.deploys.iter().enumerate() {
        if at > 0 {
            res.push('\n');
        }
        write_deploy(&mut res, at + 1, deploy);
    }
    if res.is_empty() {
        res.push('\n');
    }
    res
}

fn write_deploy(res: &mut String, number: usize, deploy: &Deploy) {
    let title = format!(
        "Deploy {number} ({}): {}",
        deploy.phase.as_str(),
        deploy.description
    );
    comment(res, "", &title);
    if let Some(application) = &deploy.application {
        comment(res, "Before: ", application);
    }
    let mut open: Option<&str> = None;
    for step in &deploy.steps {
        let transaction = step.transaction.as_deref();
        if open != transaction {
            if open.is_some() {
                res.push_str("COMMIT;\n");
            }
            checks(res, "Must return no rows: ", &step.precheck);
            if transaction.is_some() {
                res.push_str("BEGIN;\n");
            }
            open = transaction;
        } else {
            checks(res, "Must return no rows: ", &step.precheck);
        }
        statements(res, step);
    }
    if open.is_some() {
        res.push_str("COMMIT;\n");
    }
    for step in &deploy.steps {
        checks(res, "Returns no rows when it has worked: ", &step.verify);
    }
}

fn statements(res: &mut String, step: &Step) {
    if let Some(batch) = &step.batch {
        comment(
            res,
            "",
            "Repeat until it changes no row, each time committed on its own:",
        );
        let _ = writeln!(res, "{};", batch.statement);
    }
    for sql in &step.sql {
        let _ = writeln!(res, "{sql};");
    }
}

fn checks(res: &mut String, what: &str, queries: &[String]) {
    for query in queries {
        comment(res, what, query);
    }
}

/// Text as comment lines: a line end in it would end the comment.
fn comment(res: &mut String, what: &str, text: &str) {
    let mut first = true;
    for line in text.lines() {
        let what = if first { what } else { "" };
        let _ = writeln!(res, "-- {what}{line}");
        first = false;
    }
}
