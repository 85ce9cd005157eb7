//! `forelock explain`: the page of a rule, strategy or action; without a code, the list.

use std::io::Write;

use anyhow::{Result, bail};
use ide::PageKind;

use crate::Done;

pub(crate) fn run(code: Option<&str>, out: &mut dyn Write) -> Result<Done> {
    if let Some(code) = code {
        let Some(page) = ide::explain(code) else {
            bail!(
                "no rule, strategy or action is called `{code}`; `forelock explain` lists them all"
            );
        };
        write!(out, "{}", page.markdown)?;
        return Ok(Done::Clean);
    }
    for (kind, title) in [
        (PageKind::Rule, "Rules"),
        (PageKind::Strategy, "Strategies"),
        (PageKind::Action, "Actions"),
    ] {
        writeln!(out, "{title}")?;
        for page in ide::pages().iter().filter(|it| it.kind == kind) {
            writeln!(out, "  {:<34} {}", page.code, page.summary)?;
        }
        writeln!(out)?;
    }
    Ok(Done::Clean)
}
