//! Migration requests and execution records: the two small formats around a specification.
//!
//! Never decides whether a mapping is one of them; `lower::yaml` does.

use syntax::value::Node;

use super::operation;
use super::reader::{Fields, Reader};
use super::yaml::SPECIFICATION;
use crate::document::ModelErrorKind;
use crate::specification::{ExecutionRecord, MigrationRequest};

/// What people call the list of changes, the canonical word first.
const CHANGES: [&str; 4] = [
    "changes",
    "schema_changes",
    "target_schema_changes",
    "operations",
];

/// `skill: backend-database-migration` with its `inputs:`.
pub(super) fn request<'a>(reader: &mut Reader<'a>, root: &'a Node) -> MigrationRequest {
    let mut res = MigrationRequest {
        range: reader.host(root.range),
        database_spec: None,
        current_version: None,
        target_version: None,
        migration_type: None,
        environment: None,
        create_backup: None,
        rollback_required: None,
        zero_downtime: None,
        changes: Vec::new(),
    };
    let Some(mut fields) = reader.fields("request", root) else {
        return res;
    };
    fields.allow(&["skill"]);
    reader.word(&mut fields, "output_format", &[SPECIFICATION]);
    reader.section(&mut fields, "inputs", |reader, fields| {
        inputs(reader, fields, &mut res);
    });
    reader.finish(&fields);
    res
}

fn inputs<'a>(reader: &mut Reader<'a>, fields: &mut Fields<'a>, res: &mut MigrationRequest) {
    let types = ["schema_change", "data_migration", "breaking_change"];
    res.database_spec = reader.text(fields, "database_spec");
    res.current_version = reader.text(fields, "current_version");
    res.target_version = reader.text(fields, "target_version");
    res.migration_type = reader.word(fields, "migration_type", &types);
    res.environment = reader.environment(fields);
    reader.word(fields, "output_format", &[SPECIFICATION]);
    for key in CHANGES {
        let Some(field) = fields.take(key) else {
            continue;
        };
        for item in reader.items(key, field.value, "a list of operations") {
            if !item.is_null() {
                res.changes.push(operation::operation(reader, item).change);
            }
        }
    }
    reader.section(fields, "context", |reader, fields| {
        res.create_backup = reader.flag(fields, "create_backup");
        res.rollback_required = reader.flag(fields, "rollback_required");
        res.zero_downtime = reader.flag(fields, "zero_downtime");
    });
}

/// The value under `record:`, or an item of a list there. Anything but a mapping is reported and
/// gives `None`.
pub(super) fn record<'a>(reader: &mut Reader<'a>, node: &'a Node) -> Option<ExecutionRecord> {
    let node = reader.resolve(node);
    if node.entries().is_empty() && !node.is_null() {
        let message = "expected a mapping with `migration_version`, …".to_owned();
        reader.error(node.range, ModelErrorKind::NotASpecification(message));
        return None;
    }
    let mut fields = reader.fields("record", node)?;
    let fields = &mut fields;
    let res = ExecutionRecord {
        range: reader.host(node.range),
        migration_version: reader.named(fields, "migration_version", "record"),
        executed_at: reader.text(fields, "executed_at"),
        environment: reader.environment(fields),
        user: reader.text(fields, "user"),
        success: reader.flag(fields, "success"),
        error: reader.text(fields, "error"),
    };
    reader.finish(fields);
    Some(res)
}
