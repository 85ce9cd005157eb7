//! Whole operations and documents, with the places to fill in.

/// By type, in the format's order. Lines after the first are indented as if the operation's keys
/// stood at the left margin.
pub(super) const OPERATIONS: &[(&str, &str)] = &[
    (
        "create_table",
        "type: create_table
table: ${1:table}
details:
  columns:
    - name: ${2:id}
      type: ${3:bigint}
      primary_key: true
    - name: ${4:name}
      type: ${5:text}
      nullable: false$0",
    ),
    (
        "drop_table",
        "type: drop_table
table: ${1:table}$0",
    ),
    (
        "add_column",
        "type: add_column
table: ${1:table}
details:
  column:
    name: ${2:name}
    type: ${3:text}
    nullable: ${4|true,false|}$0",
    ),
    (
        "drop_column",
        "type: drop_column
table: ${1:table}
details:
  column: ${2:column}$0",
    ),
    (
        "alter_column",
        "type: alter_column
table: ${1:table}
details:
  column: ${2:column}
  ${3|type,nullable,default,rename_to|}: $0",
    ),
    (
        "add_index",
        "type: add_index
table: ${1:table}
details:
  name: ${2:ix_name}
  columns: [${3:column}]
  concurrently: ${4|true,false|}$0",
    ),
    (
        "drop_index",
        "type: drop_index
table: ${1:table}
details:
  name: ${2:ix_name}
  concurrently: ${3|true,false|}$0",
    ),
    (
        "add_constraint",
        "type: add_constraint
table: ${1:table}
details:
  kind: ${2|foreign_key,check,unique,primary_key|}
  name: ${3:name}
  columns: [${4:column}]$0",
    ),
    (
        "drop_constraint",
        "type: drop_constraint
table: ${1:table}
details:
  name: ${2:name}$0",
    ),
    (
        "bulk_insert",
        "type: bulk_insert
table: ${1:table}
details:
  columns: [${2:column}]
  rows:
    - [${3:value}]
data_migration: true
transform: ${4:what the rows are for}$0",
    ),
    (
        "bulk_update",
        "type: bulk_update
table: ${1:table}
details:
  set: {${2:column}: ${3:value}}
  where: ${4:condition}
  batch_size: ${5:5000}
data_migration: true
transform: ${6:how the rows change}$0",
    ),
];

/// Label, detail, text.
pub(super) const DOCUMENTS: &[(&str, &str, &str)] = &[
    (
        "new migration specification",
        "every section that a migration needs",
        "database_migration_specification:
  meta:
    feature_spec: ${1:specs/features/feature.md}
    database_spec: ${2:specs/database/schema.md}
    current_version: \"${3:0001}\"
    target_version: \"${4:0002}\"
    generated_at: ${5:2026-01-01T00:00:00Z}
    version: 1.0.0

  migration:
    version: \"${4:0002}\"
    name: ${6:add_column}
    description: ${7:What it is for.}
    author: ${8:name}
    created_at: ${5:2026-01-01T00:00:00Z}

    upgrade:
      operations:
        - $0

    downgrade:
      operations: []

    risk:
      level: ${9|low,medium,high,critical|}
      potential_downtime: false
      data_loss_risk: false
      irreversible_changes: false

    breaking_changes: []
",
    ),
    (
        "new migration request",
        "what the planning of a migration starts from",
        "skill: backend-database-migration
inputs:
  database_spec: ${1:specs/database/schema.md}
  current_version: \"${2:0001}\"
  target_version: \"${3:0002}\"
  migration_type: ${4|schema_change,data_migration,breaking_change|}
  environment: ${5|development,staging,production|}
  context:
    create_backup: ${6|true,false|}
    rollback_required: ${7|true,false|}
    zero_downtime: ${8|true,false|}
  output_format: database_migration_specification$0
",
    ),
    (
        "new execution record",
        "one run of one migration in one environment",
        "record:
  migration_version: \"${1:0001}\"
  executed_at: ${2:2026-01-01T00:00:00Z}
  environment: ${3|development,staging,production|}
  user: ${4:name}
  success: ${5|true,false|}$0
",
    ),
];

/// A text whose first line goes to `column` of a line that begins with `indent` blanks. Editors
/// repeat those blanks before each further line.
pub(super) fn indented(text: &str, column: usize, indent: usize) -> String {
    let pad = " ".repeat(column.saturating_sub(indent));
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&pad);
            }
        }
        out.push_str(line);
    }
    out
}
