//! An index built, rebuilt or dropped while others wait.

use crate::words;
use crate::{ChangeContext, Check, Findings, Rule, RuleSeverity};
use model::Operation;
use model::operation::Other;

pub(crate) const RULE: Rule = Rule {
    code: "index-blocks-writes",
    severity: RuleSeverity::FromRisk,
    since: "0.1.0",
    preview: false,
    docs: include_str!("index_blocks_writes.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    for part in ctx.parts() {
        let (verb, name) = if let Operation::AddIndex(it) = part.operation
            && !it.concurrently
        {
            ("Builds an index on", it.table.to_string())
        } else if let Operation::DropIndex(it) = part.operation
            && !it.concurrently
        {
            ("Drops index", it.index.to_string())
        } else if let Operation::Other(Other::Reindex {
            concurrently: false,
            ..
        }) = part.operation
        {
            let name = part
                .operation
                .table()
                .map_or("it".to_owned(), ToString::to_string);
            ("Rebuilds the indexes of", name)
        } else {
            continue;
        };
        if part.new_table {
            continue;
        }
        acc.risk(
            &part,
            format!("{verb} `{name}`{}", words::under_lock(&part)),
            "Use CONCURRENTLY, in a migration of its own outside any transaction",
        );
    }
}
