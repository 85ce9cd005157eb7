//! `forelock explain`: the page of a rule, strategy or action, or of a field of the format; without
//! a code, the list.

use std::io::Write;

use anyhow::{Result, bail};
use ide::PageKind;

use crate::Done;

pub(crate) fn run(code: Option<&str>, out: &mut dyn Write) -> Result<Done> {
    if let Some(code) = code {
        let page = ide::explain(code).map(|it| it.markdown.to_owned());
        let Some(page) = page.or_else(|| ide::explain_field(code)) else {
            bail!(
                "no rule, strategy, action or field is called `{code}`; `forelock explain` lists the first three, schemas/README.md the fields"
            );
        };
        write!(out, "{page}")?;
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
