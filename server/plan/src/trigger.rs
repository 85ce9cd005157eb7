//! Triggers that carry what is written into one table over to another, or to other columns:
//! their names and statements, and the steps that start and stop them.

use model::QualifiedName;
use model::name::quote_identifier;

use crate::carry::create_function;
use crate::draft::{Draft, Work};
use crate::sql::sibling;
use crate::{Phase, names};

/// One trigger and its function.
pub(crate) struct Trigger {
    pub(crate) on: QualifiedName,
    pub(crate) title: String,
    pub(crate) create: Vec<String>,
    pub(crate) drop: Vec<String>,
}

/// A trigger function, in the making: what it and its triggers are called.
pub(crate) struct Carrier<'a> {
    stem: &'a str,
    suffix: &'a str,
    /// The function, as SQL.
    function: String,
}

impl Carrier<'_> {
    /// A function with a name that is free so far, `stem_suffix`, in the schema of `beside`.
    pub(crate) fn new<'a>(
        draft: &Draft<'_>,
        beside: &QualifiedName,
        stem: &'a str,
        suffix: &'a str,
    ) -> Carrier<'a> {
        let name = names::function(&draft.catalog, stem, suffix);
        Carrier {
            stem,
            suffix,
            function: sibling(beside, &name).to_sql(),
        }
    }

    /// The trigger that runs the function for each row of a table. `when` as SQL, such as `AFTER
    /// INSERT OR UPDATE`; `body` the function's statements, each on a line of its own.
    pub(crate) fn on(
        &self,
        table: &QualifiedName,
        when: &str,
        title: String,
        body: &str,
    ) -> Trigger {
        let (create, drop) = self.statements(table, self.suffix, when);
        Trigger {
            on: table.clone(),
            title,
            create: vec![create_function("CREATE", &self.function, body), create],
            drop: vec![drop, format!("DROP FUNCTION {}()", self.function)],
        }
    }

    /// Runs the function at another time as well, by a trigger with another suffix on the same
    /// table.
    pub(crate) fn also(&self, trigger: &mut Trigger, suffix: &str, when: &str) {
        let (create, drop) = self.statements(&trigger.on, suffix, when);
        trigger.create.push(create);
        trigger.drop.insert(0, drop);
    }

    fn statements(&self, table: &QualifiedName, suffix: &str, when: &str) -> (String, String) {
        let name = quote_identifier(&names::trigger(self.stem, suffix));
        let (at, function) = (table.to_sql(), &self.function);
        (
            format!(
                "CREATE TRIGGER {name} {when} ON {at} FOR EACH ROW EXECUTE FUNCTION {function}()"
            ),
            format!("DROP TRIGGER {name} ON {at}"),
        )
    }
}

/// A step of the current deploy that makes the trigger.
pub(crate) fn start(draft: &mut Draft<'_>, it: &Trigger) {
    draft.run(Work::new(
        it.title.clone(),
        it.create.clone(),
        it.drop.clone(),
    ));
}

/// What must be before the first of several triggers goes.
pub(crate) struct Before {
    pub(crate) release: Option<String>,
    /// Finds rows in which both sides differ.
    pub(crate) differing: Option<String>,
}

/// A deploy of its own that drops triggers of one table, in reverse. Only the first deploy and its
/// first step wait for what must be before.
pub(crate) fn stop(
    draft: &mut Draft<'_>,
    name: &[&str],
    on: &QualifiedName,
    triggers: Vec<Trigger>,
    before: &mut Before,
) {
    draft.deploy(
        Phase::Contract,
        name,
        format!("Stops carrying what is written into {on}."),
    );
    if let Some(release) = before.release.take() {
        draft.after_release(release);
    }
    for it in triggers.into_iter().rev() {
        let what = format!("Drop a trigger: {}", it.title.to_lowercase());
        let mut work = Work::new(what, it.drop, it.create);
        work.precheck.extend(before.differing.take());
        draft.run(work);
    }
}
