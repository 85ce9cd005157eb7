//! `forelock/explain`: the page of a rule, a strategy or an action.

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(crate) struct ExplainParams {
    code: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Explained {
    markdown: &'static str,
}

/// `None` for a code that nobody has.
pub(crate) fn explain(params: &ExplainParams) -> Option<Explained> {
    let page = ide::explain(&params.code)?;
    Some(Explained {
        markdown: page.markdown,
    })
}
