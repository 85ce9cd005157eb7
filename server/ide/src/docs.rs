//! The pages of rules, strategies and actions.

use crate::actions;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub code: &'static str,
    pub kind: PageKind,
    /// Its first sentence.
    pub summary: String,
    pub markdown: &'static str,
    /// Where it stands in the repository, for links.
    pub path: String,
    /// A rule that is off unless switched on.
    pub preview: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    Rule,
    Strategy,
    Action,
}

pub(crate) fn explain(code: &str) -> Option<Page> {
    pages().into_iter().find(|it| it.code == code)
}

pub(crate) fn pages() -> Vec<Page> {
    let rules = analysis::rules::ALL.iter().map(|it| {
        page(
            it.code,
            PageKind::Rule,
            it.docs,
            "analysis/src/rules",
            it.preview,
        )
    });
    let strategies = plan::strategies::ALL.iter().map(|it| {
        page(
            it.name,
            PageKind::Strategy,
            it.docs,
            "plan/src/strategies",
            false,
        )
    });
    let actions = actions::ALL
        .iter()
        .map(|it| page(it.name, PageKind::Action, it.docs, "ide/src/actions", false));
    rules.chain(strategies).chain(actions).collect()
}

fn page(
    code: &'static str,
    kind: PageKind,
    markdown: &'static str,
    folder: &str,
    preview: bool,
) -> Page {
    let summary = markdown.lines().skip(1).find(|it| !it.trim().is_empty());
    Page {
        code,
        kind,
        summary: summary.unwrap_or_default().to_owned(),
        markdown,
        path: format!("server/{folder}/{}.md", code.replace('-', "_")),
        preview,
    }
}
