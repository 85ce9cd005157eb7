//! Tests of the configuration.

use expect_test::{Expect, expect};

use super::*;

const CODES: [&str; 2] = ["drop-column", "set-not-null-full-scan"];

#[track_caller]
fn check(text: &str, expected: Expect) {
    let read = match toml::parse(text) {
        Ok(it) => read_with_rules(&it, &CODES),
        Err(it) => Read {
            problems: vec![it],
            ..Read::default()
        },
    };
    let mut out = String::new();
    for it in &read.problems {
        let at = &text[it.range];
        out.push_str(&format!(
            "{} {at:?}: {}\n",
            it.severity.as_str(),
            it.message
        ));
    }
    if read.problems.is_empty() {
        out = format!("{:#?}\n", read.settings);
    }
    expected.assert_eq(&out);
}

#[test]
fn every_key_is_read() {
    check(
        r#"
postgres = 17
environment = "staging"
zero_downtime = false
rollback_required = true
backup = "planned"
transactional = true
lock_timeout = true
baseline = "0042"
prefer = ["rename-column-view"]
ignore_tables = ["legacy_*", "old.*"]
specs = ["db/**/*.md"]
exclude = ["old/**"]

[rows]
users = 2_000_000
"audit.log" = 0

[rules]
drop-column = "off"
set-not-null-full-scan = "hint"

[environments.staging]
postgres = 18
baseline = "0050"
rules.drop-column = "hint"
"#,
        expect![[r#"
            Settings {
                config: Config {
                    postgres: Some(
                        17,
                    ),
                    environment: Some(
                        Staging,
                    ),
                    zero_downtime: Some(
                        false,
                    ),
                    rollback_required: Some(
                        true,
                    ),
                    backup: Some(
                        true,
                    ),
                    rows: {
                        "audit.log": 0,
                        "users": 2000000,
                    },
                    rules: {
                        "drop-column": Off,
                        "set-not-null-full-scan": Severity(
                            Hint,
                        ),
                    },
                    transactional: Some(
                        true,
                    ),
                    lock_timeout: Some(
                        true,
                    ),
                    prefer: [
                        "rename-column-view",
                    ],
                    baseline: Some(
                        "0042",
                    ),
                    ignore_tables: [
                        "legacy_*",
                        "old.*",
                    ],
                    environments: {
                        Staging: Config {
                            postgres: Some(
                                18,
                            ),
                            environment: None,
                            zero_downtime: None,
                            rollback_required: None,
                            backup: None,
                            rows: {},
                            rules: {
                                "drop-column": Severity(
                                    Hint,
                                ),
                            },
                            transactional: None,
                            lock_timeout: None,
                            prefer: [],
                            baseline: Some(
                                "0050",
                            ),
                            ignore_tables: [],
                            environments: {},
                        },
                    },
                },
                specs: Some(
                    [
                        "db/**/*.md",
                    ],
                ),
                exclude: [
                    "old/**",
                ],
                compare_with: None,
            }
        "#]],
    );
}

#[test]
fn problems_stand_where_they_are() {
    check(
        r#"
postgress = 17
postgres = 12
environment = "prod"
zero_downtime = "yes"
backup = true
rows = { users = -1, "é" = 1.5 }
specs = "x"
exclude = ["[", 3]
baseline = 42
ignore_tables = ["", 1]
environments.stagging = {}
environments.production = { environment = "staging", postgres = 9, rowz = {}, baseline = " " }
environments.development = 1
rules.drop-colum = "off"
rules.drop-column = "sometimes"
"#,
        expect![[r#"
            warning "postgress": Unknown setting `postgress`; did you mean `postgres`?
            error "12": PostgreSQL 12 is not known; versions 13 to 18 are
            error "\"prod\"": "prod" is none of "development", "staging", "production"
            error "\"yes\"": Expected true or false, found a text
            error "true": Expected one of "planned", "none", found true
            error "-1": Expected a number of rows, found -1
            error "1.5": Expected a number of rows, found a number with a fraction
            error "\"x\"": Expected a list of globs, found a text
            error "\"[\"": Not a glob: unclosed character class; missing ']'
            error "3": Expected a glob, found 3
            error "42": Expected the version of a specification such as "0042", found 42
            error "\"\"": Expected a glob of tables such as "legacy_*", found an empty text
            error "1": Expected a glob of tables such as "legacy_*", found 1
            error "stagging": Unknown environment `stagging`; did you mean `staging`?
            error "environment": `environment` is the same in every environment; it stands at the root
            error "9": PostgreSQL 9 is not known; versions 13 to 18 are
            warning "rowz": Unknown setting `rowz`; did you mean `rows`?
            error "\" \"": Expected the version of a specification such as "0042", found an empty text
            error "1": Expected a table of settings, found 1
            warning "drop-colum": Unknown rule `drop-colum`; did you mean `drop-column`?
            error "\"sometimes\"": "sometimes" is none of "off", "on", "error", "warning", "information", "hint"
        "#]],
    );
}

#[test]
fn text_that_is_no_toml_is_one_problem() {
    check(
        "postgres = \né",
        expect![[r#"
        error "": Not TOML: key with no value, expected `=`
    "#]],
    );
    check(
        "a = 1\na = 2",
        expect![[r#"
        error "a": Not TOML: duplicate key
    "#]],
    );
}

#[test]
fn upper_settings_win_and_tables_are_merged() {
    let read = |text: &str| read_with_rules(&toml::parse(text).unwrap(), &CODES).settings;
    let above = read("postgres = 18\nrows.a = 1\nexclude = [\"x\"]");
    let below = read("postgres = 13\nbackup = \"none\"\nrows = { a = 2, b = 3 }\nspecs = [\"s\"]");
    let both = above.over(&below);
    assert_eq!(
        (both.config.postgres, both.config.backup),
        (Some(18), Some(false))
    );
    assert_eq!(both.config.rows, [("a".into(), 1), ("b".into(), 3)].into());
    assert_eq!(both.specs, Some(vec!["s".to_owned()]));
    assert_eq!(both.exclude, ["x"]);
}

#[test]
fn an_environment_holds_where_it_is_meant_and_below_the_upper_settings() {
    let read = |text: &str| read_with_rules(&toml::parse(text).unwrap(), &CODES).settings;
    let file = "postgres = 13
        rows = { a = 1, b = 2 }
        ignore_tables = [\"x\"]
        [environments.staging]
        postgres = 14
        backup = \"none\"
        rows.a = 10
        ignore_tables = [\"y\", \"x\"]
        [environments.production]
        postgres = 15";
    let file = read(file);
    let in_force = |editor: &str| read(editor).over(&file).config.in_force();
    // Without a word it is production.
    let production = in_force("");
    assert_eq!((production.postgres, production.backup), (Some(15), None));
    let staging = in_force("environment = \"staging\"");
    assert_eq!((staging.postgres, staging.backup), (Some(14), Some(false)));
    assert_eq!(staging.rows, [("a".into(), 10), ("b".into(), 2)].into());
    assert_eq!(staging.ignore_tables, ["y", "x"]);
    assert_eq!(in_force("environment = \"development\"").postgres, Some(13));
    // What the editor says of everything wins over what the file says of one environment.
    let both = in_force("environment = \"staging\"\npostgres = 18\nrows.a = 7");
    assert_eq!((both.postgres, both.rows["a"]), (Some(18), 7));
    let both = in_force("postgres = 18\nenvironments.production.postgres = 17");
    assert_eq!(both.postgres, Some(17));
}

#[test]
fn an_editors_nulls_say_nothing() {
    let null = |key: &str| {
        let range = TextRange::default();
        let value = SettingValue::Null;
        (key.to_owned(), range, Setting { range, value })
    };
    let setting = Setting {
        range: TextRange::default(),
        value: SettingValue::Table(KEYS.iter().map(|it| null(it)).collect()),
    };
    assert_eq!(read_with_rules(&setting, &[]), Read::default());
}

#[test]
fn any_prefix_is_read() {
    let text = "[rows]\nuse\"rs\" = 1\n[rules]\na = { b = [1, 'é'] }\n";
    for (at, _) in text.char_indices() {
        for it in read_toml(&text[..at]).problems {
            assert!(
                text[..at]
                    .get(std::ops::Range::<usize>::from(it.range))
                    .is_some()
            );
        }
    }
}
