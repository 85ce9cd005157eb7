//! An index goes before the one is built that takes its place.

use model::catalog::Index;
use model::operation::{AddIndex, Change, Operation};
use model::risk::Severity;

use crate::{ChangeContext, Check, Finding, Findings, Fix, Related, Rule, RuleSeverity, TextEdit};

pub(crate) const RULE: Rule = Rule {
    code: "index-replaced-late",
    severity: RuleSeverity::Fixed(Severity::Warning),
    since: "0.1.0",
    preview: false,
    docs: include_str!("index_replaced_late.md"),
    check: Check::Change(check),
};

fn check(acc: &mut Findings<'_>, ctx: &ChangeContext<'_>) {
    let upgrade = &ctx.migration.upgrade;
    for part in ctx.parts() {
        let Operation::DropIndex(it) = part.operation else {
            continue;
        };
        let Some((table, old)) = part.before.index(&it.index).filter(|_| !part.new_table) else {
            continue;
        };
        let later = upgrade.iter().enumerate().skip(ctx.id.change + 1);
        let found = later.into_iter().find_map(|(at, change)| {
            let new = change.parts.iter().find_map(|part| {
                let Operation::AddIndex(new) = &part.operation else {
                    return None;
                };
                let same = new.table.name == table.name.name;
                (same && takes_over(new, old)).then_some(new)
            });
            Some((at, change, new?))
        });
        let Some((at, change, new)) = found else {
            continue;
        };
        // Nobody sees what is between two statements of a transaction.
        if ctx.judged.session.in_transaction && !it.concurrently && !new.concurrently {
            continue;
        }
        let renamed = new.name.as_ref().is_some_and(|it| it.text != old.name);
        let fix = (renamed && at == ctx.id.change + 1)
            .then(|| swapped(ctx, change))
            .flatten();
        acc.report(Finding {
            level: part.risk.level,
            change: Some(part.id),
            related: vec![Related {
                path: None,
                range: change.focus,
                message: "the index that takes its place is built here".to_owned(),
            }],
            help: Some(if renamed {
                "Build the new index first".to_owned()
            } else {
                "Build the new index first under another name, drop the old one, and rename".to_owned()
            }),
            fix,
            ..Finding::new(
                part.range,
                format!(
                    "`{}` goes before the index that takes its place is built: in between{} queries read all of `{}`",
                    old.name,
                    if old.unique { " duplicates can come in, and" } else { "" },
                    table.name
                ),
            )
        });
    }
}

/// Whether a new index begins with the keys of an old one.
fn takes_over(new: &AddIndex, old: &Index) -> bool {
    let same = new.keys.iter().zip(&old.keys);
    let same = same.filter(|(new, old)| new.column.is_some() && new.column == old.column);
    !old.keys.is_empty()
        && same.count() == old.keys.len()
        && new.predicate.as_ref().map(|it| &it.text) == old.predicate.as_ref().map(|it| &it.text)
}

/// The two changes in the other order.
fn swapped(ctx: &ChangeContext<'_>, build: &Change) -> Option<Fix> {
    let drop = ctx.judged.change;
    let text = |range: syntax::TextRange| ctx.document.text.get(std::ops::Range::from(range));
    Some(Fix {
        title: "Build the new index first".to_owned(),
        edits: vec![
            TextEdit::replace(drop.range, text(build.range)?),
            TextEdit::replace(build.range, text(drop.range)?),
        ],
        safe: false,
    })
}
