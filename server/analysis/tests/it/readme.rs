//! The index of rules in the crate's README is current: rewritten here, refused in CI.

use std::fmt::Write as _;

const BEGIN: &str = "<!-- begin rules: written by `cargo test -p analysis` -->\n";
const END: &str = "<!-- end rules -->\n";

#[test]
fn the_index_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let old = std::fs::read_to_string(path).expect("the crate has a README");
    let (before, rest) = old.split_once(BEGIN).expect("the README has a begin mark");
    let (_, after) = rest.split_once(END).expect("the README has an end mark");
    let mut table = "\n| rule | what it finds | severity | since |\n|---|---|---|---|\n".to_owned();
    for rule in analysis::rules::ALL {
        let stem = rule.code.replace('-', "_");
        let preview = if rule.preview { ", on trial" } else { "" };
        writeln!(
            table,
            "| [{}](src/rules/{stem}.md) | {} | {}{preview} | {} |",
            rule.code,
            rule.summary(),
            analysis::check::severity_word(rule),
            rule.since
        )
        .expect("writing to a string does not fail");
    }
    let new = format!("{before}{BEGIN}{table}\n{END}{after}");
    if new != old {
        assert!(
            std::env::var_os("CI").is_none(),
            "the index of rules is stale: run `cargo test -p analysis` and commit README.md"
        );
        std::fs::write(path, new).expect("the README can be written");
    }
}

#[test]
fn the_errors_of_the_format_name_rules_that_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).expect("the crate has a README");
    let (_, table) = text
        .split_once("| the source's error |")
        .expect("the table of errors");
    let (table, _) = table
        .split_once(BEGIN)
        .expect("the README has a begin mark");
    let mut named = 0;
    for code in table.split('`').skip(1).step_by(2) {
        assert!(analysis::rule(code).is_some(), "there is no rule `{code}`");
        named += 1;
    }
    assert!(named > 10, "the table names {named} rules");
}
