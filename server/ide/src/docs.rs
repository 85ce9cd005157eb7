//! The pages of rules, strategies and actions.

use std::sync::OnceLock;

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
    all().iter().find(|it| it.code == code).cloned()
}

/// Whether a code has a page; asked for every diagnostic.
pub(crate) fn has_page(code: &str) -> bool {
    all().iter().any(|it| it.code == code)
}

/// Where the page of a code stands in the repository.
pub(crate) fn page_path(code: &str) -> Option<&'static str> {
    all()
        .iter()
        .find(|it| it.code == code)
        .map(|it| it.path.as_str())
}

pub(crate) fn pages() -> Vec<Page> {
    all().to_vec()
}

/// The pages never change while the program runs.
fn all() -> &'static [Page] {
    static ALL: OnceLock<Vec<Page>> = OnceLock::new();
    ALL.get_or_init(read)
}

fn read() -> Vec<Page> {
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
