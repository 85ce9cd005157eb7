//! `forelock/status`: where the project of each root stands.

use std::collections::HashMap;

use ide::{Analysis, Encoding, FileId, TextRange};
use serde_json::{Map, Value, json};

use crate::to_proto;
use crate::world::Opened;

/// The keys of `status --format json` for each root, in the client's encoding.
pub(crate) fn status(
    roots: &[(String, Analysis)],
    known: &HashMap<String, Opened>,
    encoding: Encoding,
) -> Value {
    let roots = roots.iter().map(|(path, analysis)| {
        let mut root = of_root(analysis, encoding);
        root["uri"] = json!(to_proto::uri(path, known));
        root
    });
    json!({ "schema": 1, "roots": roots.collect::<Vec<Value>>() })
}

fn of_root(analysis: &Analysis, encoding: Encoding) -> Value {
    let status = analysis.status();
    let chain = status.chain.iter().map(|it| {
        let applied = it.applied.iter();
        let applied: Map<String, Value> = applied
            .map(|(environment, applied)| ((*environment).to_owned(), json!(applied)))
            .collect();
        json!({ "version": it.version, "name": it.name, "path": it.path, "parent": it.parent,
            "applied": applied, "analysed": it.analysed })
    });
    let environments = status.environments.iter().map(|it| {
        json!({ "environment": it.environment, "current_version": it.current_version,
            "target_version": it.target_version, "status": it.status,
            "migrations_to_apply": it.migrations_to_apply })
    });
    let drift = status.drift.iter().map(|it| {
        json!({ "path": it.path, "range": range(analysis, it.file, it.range, encoding),
            "change": { "op": it.operation, "table": it.table, "column": it.column,
                "direction": "up" },
            "sql": it.sql })
    });
    let problems = status.problems.iter().map(|it| {
        let lines = analysis.line_index(it.file);
        let line = lines.map_or(1, |lines| lines.line_of(it.range.start()) + 1);
        format!("{}:{line}: {} [{}]", it.path, it.message, it.code)
    });
    json!({
        "chain": chain.collect::<Vec<Value>>(),
        "heads": status.heads,
        "problems": problems.collect::<Vec<String>>(),
        "environments": environments.collect::<Vec<Value>>(),
        "drift": drift.collect::<Vec<Value>>(),
    })
}

fn range(analysis: &Analysis, file: FileId, range: TextRange, encoding: Encoding) -> Value {
    let text = analysis.text(file).unwrap_or_default();
    match analysis.line_index(file) {
        Some(lines) => json!(to_proto::range(&text, &lines, range, encoding)),
        None => Value::Null,
    }
}
