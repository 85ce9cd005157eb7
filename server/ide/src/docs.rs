//! The pages of rules, strategies and actions.

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
    Vec::new()
}
