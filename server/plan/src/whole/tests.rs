//! Migrations of many changes: order, sharing, and that the plan ends where they end.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use model::facts::Session;
use model::judge::{Direction, walk};
use model::lower::sql_changes;
use model::risk::{Severity, Surroundings};
use syntax::Language;

use super::{Entry, Several, whole};
use crate::tests::{catalog, postgres, shape};
use crate::write::{Placement, specifications};
use crate::{Outcome, Plan};

const SCHEMA: &str = "
CREATE TABLE teams (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, age integer, team_id bigint, bio varchar(20));
CREATE INDEX users_phone_idx ON users (phone);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total integer, state text);
";

fn plan_of(script: &str) -> Plan {
    let before = catalog(SCHEMA);
    let changes = sql_changes(script);
    whole(&Several {
        changes: changes
            .iter()
            .map(|change| Entry {
                change,
                settled: false,
            })
            .collect(),
        before: &before,
        session: &Session::default(),
        surroundings: &Surroundings::default(),
        context: &postgres(17),
    })
}

/// The deploys, one a line: their phase, their names, how many steps.
fn outline(plan: &Plan) -> Vec<String> {
    plan.deploys
        .iter()
        .map(|it| {
            let release = if it.application.is_some() {
                "release, "
            } else {
                ""
            };
            format!(
                "{release}{} {} ({})",
                it.phase.as_str(),
                it.name,
                it.steps.len()
            )
        })
        .collect()
}

fn run(catalog: &mut model::Catalog, sql: &str) {
    for change in sql_changes(sql) {
        let problems = catalog.apply(&change);
        assert_eq!(problems, [], "{sql}");
    }
}

/// Runs the plan on the schema; it must end where the script ends, its specifications must be
/// judged as prepared, and no step may stand before one that it needs.
#[track_caller]
fn check(script: &str) -> Plan {
    let plan = plan_of(script);
    assert_eq!(plan.outcome, Outcome::Planned, "{}", plan.why);
    let mut naive = catalog(SCHEMA);
    run(&mut naive, script);
    let mut planned = catalog(SCHEMA);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for step in plan.deploys.iter().flat_map(|it| &it.steps) {
        for sql in &step.sql {
            run(&mut planned, sql);
        }
        for need in &step.depends_on {
            assert!(seen.contains(need.as_str()), "{} needs {need}", step.id);
        }
        assert!(seen.insert(&step.id), "{} is there twice", step.id);
    }
    assert_eq!(shape(&planned), shape(&naive));
    let context = postgres(17);
    let mut state = catalog(SCHEMA);
    for text in specifications(&plan, &Placement::default()) {
        let document = model::lower(&text, Language::Yaml);
        assert_eq!(document.errors, [], "{text}");
        let mut visit = |judged: &model::judge::Judged<'_>| {
            let risk = judged.risk;
            assert!(risk.severity <= Severity::Information, "{risk:#?}\n{text}");
            ControlFlow::Continue(())
        };
        state = walk(
            &document.migrations[0],
            Direction::Upgrade,
            &state,
            &context,
            &mut visit,
        );
    }
    for deploy in &plan.deploys {
        let transactions: BTreeSet<_> = deploy
            .steps
            .iter()
            .filter_map(|it| it.transaction.as_ref())
            .collect();
        assert!(transactions.len() <= 1, "{}", deploy.name);
    }
    plan
}

#[test]
fn equal_changes_share_deploys_and_releases() {
    let plan = check(
        "ALTER TABLE users ALTER COLUMN email SET NOT NULL;
         ALTER TABLE users ALTER COLUMN age SET NOT NULL;
         ALTER TABLE users ALTER COLUMN bio SET NOT NULL;",
    );
    assert_eq!(plan.deploys.len(), 3, "{:#?}", outline(&plan));
    let releases = plan.deploys.iter().filter(|it| it.application.is_some());
    assert_eq!(releases.count(), 1);
}

#[test]
fn a_table_is_filled_in_one_pass() {
    let plan = check(
        "ALTER TABLE users ADD COLUMN a uuid NOT NULL DEFAULT gen_random_uuid();
         ALTER TABLE users ADD COLUMN b uuid NOT NULL DEFAULT gen_random_uuid();
         ALTER TABLE users ADD COLUMN c uuid NOT NULL DEFAULT gen_random_uuid();",
    );
    let steps = plan.deploys.iter().flat_map(|it| &it.steps);
    let batches: Vec<&str> = steps
        .filter_map(|it| it.batch.as_ref())
        .map(|it| it.statement.as_str())
        .collect();
    let [one] = batches.as_slice() else {
        panic!("{batches:#?}");
    };
    assert_eq!(
        *one,
        "UPDATE users SET a = CASE WHEN a IS NULL THEN gen_random_uuid() ELSE a END, b = CASE WHEN b IS NULL THEN gen_random_uuid() ELSE b END, c = CASE WHEN c IS NULL THEN gen_random_uuid() ELSE c END WHERE id = ANY (ARRAY(SELECT id FROM users WHERE id = ANY (ARRAY(SELECT id FROM users WHERE (a IS NULL) OR (b IS NULL) OR (c IS NULL) LIMIT 1000)) AND ((a IS NULL) OR (b IS NULL) OR (c IS NULL)) FOR NO KEY UPDATE SKIP LOCKED))"
    );
}

#[test]
fn eight_changes_keep_the_order_of_those_that_meet() {
    let plan = check(
        "ALTER TABLE users ADD COLUMN nick text;
         ALTER TABLE users ALTER COLUMN email SET NOT NULL;
         CREATE UNIQUE INDEX users_email_key ON users (email);
         ALTER TABLE users DROP COLUMN phone;
         ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id);
         CREATE INDEX orders_user_ix ON orders (user_id);
         ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total > 0);
         ALTER TABLE teams ALTER COLUMN name SET NOT NULL;",
    );
    let place = |word: &str| {
        let steps: Vec<&crate::Step> = plan.deploys.iter().flat_map(|it| &it.steps).collect();
        steps
            .iter()
            .position(|it| it.sql.iter().any(|it| it.contains(word)))
            .unwrap_or_else(|| panic!("{word}: {:#?}", outline(&plan)))
    };
    assert!(place("SET NOT NULL") < place("users_email_key"));
    assert!(place("orders_user_ix") < place("FOREIGN KEY"));
    assert!(place("FOREIGN KEY") < place("VALIDATE CONSTRAINT orders_user_fk"));
    // The index that is written down serves the key; no second one is built.
    let built = plan
        .deploys
        .iter()
        .flat_map(|it| &it.steps)
        .flat_map(|it| &it.sql);
    let built: Vec<&String> = built
        .filter(|it| it.contains("ON orders (user_id)"))
        .collect();
    assert_eq!(built.len(), 1, "{built:?}");
    let found = outline(&plan);
    expect_test::expect![[r#"
        [
            "expand add_column_users_nick (1)",
            "expand add_orders_total (1)",
            "expand create_orders_user_ix (1)",
            "expand add_orders_user_fk (1)",
            "release, expand add_users_email_not_null (1)",
            "release, expand add_teams_name_not_null (1)",
            "migrate validate_users_email_not_null_and_validate_orders_u_and_more (4)",
            "contract set_users_email_not_null (2)",
            "release, contract create_users_email_key (1)",
            "contract set_teams_name_not_null (2)",
            "release, contract drop_users_phone_idx (1)",
            "release, contract drop_users_phone (1)",
        ]
    "#]]
    .assert_debug_eq(&found);
}

#[test]
fn a_new_table_and_what_is_on_it_come_together() {
    let plan = check(
        "CREATE TABLE tags (id bigint PRIMARY KEY, name text);
         CREATE INDEX tags_name ON tags (name);
         ALTER TABLE tags ADD COLUMN note text NOT NULL;
         CREATE INDEX users_age ON users (age);",
    );
    assert_eq!(plan.deploys.len(), 2, "{:#?}", outline(&plan));
}

#[test]
fn what_has_no_online_way_stays_and_is_told() {
    let plan = plan_of(
        "ALTER TABLE users ALTER COLUMN email SET NOT NULL;
         FROBNICATE users;
         ALTER TABLE orders ADD COLUMN note text;",
    );
    assert_eq!(plan.outcome, Outcome::Planned);
    assert!(
        plan.why.contains("FROBNICATE users: It was not analysed"),
        "{}",
        plan.why
    );
    let steps: Vec<&crate::Step> = plan.deploys.iter().flat_map(|it| &it.steps).collect();
    let unknown = steps
        .iter()
        .find(|it| it.level.is_none())
        .expect("it is still there");
    assert_eq!(
        unknown.sql.last().map(String::as_str),
        Some("FROBNICATE users")
    );
}

#[test]
fn safe_changes_need_no_plan_and_one_change_is_its_own() {
    let plan = plan_of("ALTER TABLE users ADD COLUMN a text; ALTER TABLE users ADD COLUMN b text;");
    assert_eq!(plan.outcome, Outcome::AlreadySafe);
    assert_eq!(plan.deploys, []);
    let change = "ALTER TABLE users DROP COLUMN phone";
    let before = catalog(SCHEMA);
    let alone = crate::plan(&crate::Request {
        change: &sql_changes(change)[0],
        before: &before,
        session: &Session::default(),
        surroundings: &Surroundings::default(),
        context: &postgres(17),
    });
    let several = plan_of(&format!("SET lock_timeout = '2s'; {change}; SELECT 1"));
    assert_eq!(several.deploys, alone.deploys);
}

#[test]
fn operations_that_are_one_intent_are_planned_as_one() {
    let plan = check(
        "ALTER TABLE users ADD COLUMN login text;
UPDATE users SET login = split_part(email, '@', 1);
ALTER TABLE users DROP COLUMN email;
CREATE INDEX orders_total_idx ON orders (total);",
    );
    let filled = plan.deploys.iter().flat_map(|it| &it.steps);
    let synced = filled
        .clone()
        .any(|it| it.sql.iter().any(|sql| sql.starts_with("CREATE TRIGGER")));
    assert!(synced, "{:#?}", outline(&plan));
    let alone = plan_of(
        "ALTER TABLE users ADD COLUMN login text;
UPDATE users SET login = split_part(email, '@', 1);
ALTER TABLE users DROP COLUMN email;",
    );
    assert_eq!(alone.strategy, Some("reshape-columns"));
}

#[test]
fn a_short_lock_does_not_wait_for_the_table_that_a_key_leads_to() {
    let plan = plan_of(
        "ALTER TABLE users ADD COLUMN nick text;
ALTER TABLE users ADD CONSTRAINT users_team_fk FOREIGN KEY (team_id) REFERENCES teams (id);",
    );
    let both = plan.deploys.iter().find(|deploy| {
        let says = |word: &str| {
            let sql = deploy.steps.iter().flat_map(|it| &it.sql);
            sql.clone().any(|it| it.contains(word))
        };
        says("ADD COLUMN nick") && says("users_team_fk")
    });
    assert!(both.is_none(), "{:#?}", outline(&plan));
}
