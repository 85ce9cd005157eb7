//! What one case did on one server, as one line of JSON.
//!
//! Holds what was measured and nothing that was concluded. Left out of the line: what is absent.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use model::LockMode;
use serde_json::{Map, Value, json};

use crate::cases::folder;

/// The majors that results are kept for.
pub(crate) const MAJORS: [u8; 6] = [13, 14, 15, 16, 17, 18];

/// The measured facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    pub(crate) case: String,
    pub(crate) fingerprint: String,
    /// The target has no rows, which no catalog can know.
    pub(crate) empty: bool,
    /// SQLSTATE of the script's first failure.
    pub(crate) error: Option<String>,
    pub(crate) transactional: bool,
    /// Strongest mode per relation that existed before.
    pub(crate) locks: BTreeMap<String, LockMode>,
    /// Relations whose rows were copied into a new file.
    pub(crate) rewrites: Vec<String>,
    /// Rows of some table were read.
    pub(crate) scan: bool,
    /// Indexes that were built or rebuilt.
    pub(crate) index_builds: Vec<String>,
    /// Which statements on the target wait while the script is open; `None`: could not be tried.
    pub(crate) select_waits: Option<bool>,
    pub(crate) insert_waits: Option<bool>,
    pub(crate) update_waits: Option<bool>,
    /// SQLSTATEs that yesterday's statements get after the commit.
    pub(crate) old_select: Option<String>,
    pub(crate) old_insert: Option<String>,
    pub(crate) cached_plan: Option<String>,
}

pub(crate) const MODES: [LockMode; 8] = [
    LockMode::AccessShare,
    LockMode::RowShare,
    LockMode::RowExclusive,
    LockMode::ShareUpdateExclusive,
    LockMode::Share,
    LockMode::ShareRowExclusive,
    LockMode::Exclusive,
    LockMode::AccessExclusive,
];

impl Record {
    fn to_json(&self) -> Value {
        let mut line = Map::new();
        line.insert("case".to_owned(), json!(self.case));
        line.insert("text".to_owned(), json!(self.fingerprint));
        let mut put = |name: &str, value: Value| {
            let empty = match &value {
                Value::Null => true,
                Value::Bool(it) => !it,
                Value::Array(it) => it.is_empty(),
                Value::Object(it) => it.is_empty(),
                Value::Number(_) | Value::String(_) => false,
            };
            if !empty {
                line.insert(name.to_owned(), value);
            }
        };
        let locks: Map<_, _> = self
            .locks
            .iter()
            .map(|(relation, mode)| (relation.clone(), json!(mode.as_str())))
            .collect();
        let waits = [
            ("select", self.select_waits),
            ("insert", self.insert_waits),
            ("update", self.update_waits),
        ];
        let waits: Map<_, _> = waits
            .into_iter()
            .filter_map(|(verb, waits)| Some((verb.to_owned(), json!(waits?))))
            .collect();
        put("empty", json!(self.empty));
        put("error", json!(self.error));
        put("outside_transaction", json!(!self.transactional));
        put("locks", Value::Object(locks));
        put("rewrites", json!(self.rewrites));
        put("scan", json!(self.scan));
        put("index_builds", json!(self.index_builds));
        put("waits", Value::Object(waits));
        put("old_select", json!(self.old_select));
        put("old_insert", json!(self.old_insert));
        put("cached_plan", json!(self.cached_plan));
        Value::Object(line)
    }

    fn from_json(line: &Value) -> Record {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let list = |name: &str| {
            let values = line[name].as_array().into_iter().flatten();
            values
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect()
        };
        let locks = line["locks"].as_object().into_iter().flatten();
        Record {
            case: text("case").expect("every line names its case"),
            fingerprint: text("text").unwrap_or_default(),
            empty: line["empty"].as_bool().unwrap_or(false),
            error: text("error"),
            transactional: line["outside_transaction"].is_null(),
            locks: locks
                .filter_map(|(relation, mode)| Some((relation.clone(), mode_of(mode.as_str()?)?)))
                .collect(),
            rewrites: list("rewrites"),
            scan: line["scan"].as_bool().unwrap_or(false),
            index_builds: list("index_builds"),
            select_waits: line["waits"]["select"].as_bool(),
            insert_waits: line["waits"]["insert"].as_bool(),
            update_waits: line["waits"]["update"].as_bool(),
            old_select: text("old_select"),
            old_insert: text("old_insert"),
            cached_plan: text("cached_plan"),
        }
    }

    /// The line that is kept.
    pub(crate) fn line(&self) -> String {
        self.to_json().to_string()
    }
}

/// The mode of PostgreSQL's own words.
pub(crate) fn mode_of(words: &str) -> Option<LockMode> {
    MODES.into_iter().find(|it| it.as_str() == words)
}

/// The results kept for a major; empty when there are none.
pub(crate) fn recorded(major: u8) -> Vec<Record> {
    let path = folder().join(format!("recorded/{major}.jsonl"));
    fs::read_to_string(path)
        .unwrap_or_default()
        .lines()
        .map(|it| Record::from_json(&serde_json::from_str(it).expect("a line of JSON")))
        .collect()
}

/// Replaces the results kept for a major.
pub(crate) fn keep(major: u8, records: &[Record]) {
    let mut text = String::new();
    for record in records {
        writeln!(text, "{}", record.line()).expect("a string takes all");
    }
    let path = folder().join(format!("recorded/{major}.jsonl"));
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
