//! `forelock/explain`: the page of a rule, a strategy or an action, or of a field of the format.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(crate) struct ExplainParams {
    code: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Explained {
    markdown: Cow<'static, str>,
}

/// `None` for a code that nobody has.
pub(crate) fn explain(params: &ExplainParams) -> Option<Explained> {
    let page = ide::explain(&params.code).map(|it| Cow::Borrowed(it.markdown));
    let field = || ide::explain_field(&params.code).map(Cow::Owned);
    Some(Explained {
        markdown: page.or_else(field)?,
    })
}
