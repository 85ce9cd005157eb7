//! The measuring harness: what PostgreSQL really does, against what the model says it does.
//!
//! `README.md` beside this file says how each fact is read. The recorded results are measured, never
//! edited.

#![cfg_attr(
    not(unix),
    allow(dead_code, reason = "servers are measured on unix sockets only")
)]

mod cases;
mod compare;
mod record;

#[cfg(unix)]
mod given;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod probe;
#[cfg(unix)]
mod proof;
#[cfg(unix)]
mod run;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod state;
#[cfg(unix)]
mod wire;

#[test]
fn there_are_enough_cases() {
    let cases = cases::cases();
    assert!(cases.len() >= 250, "{} cases", cases.len());
    for case in &cases {
        assert!(!case.run.is_empty(), "{}: nothing to measure", case.id);
    }
}

#[test]
fn recorded_results_match_facts() {
    let differences = compare::differences();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn servers_agree_with_recorded() {
    #[cfg(unix)]
    run::servers_agree_with_recorded();
}

#[test]
fn plans_are_proven() {
    #[cfg(unix)]
    proof::plans_are_proven();
}

#[test]
fn given_cases_agree() {
    #[cfg(unix)]
    given::given_cases_agree();
}
