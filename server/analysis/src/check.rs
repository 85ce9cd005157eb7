//! Runs every rule over one document.

use crate::Finding;
use crate::context::DocumentContext;

/// What to check.
pub struct Input<'a> {
    pub document: DocumentContext<'a>,
    /// Rules that the configuration switches on or off, or whose severity it sets.
    pub settings: &'a dyn Fn(&str) -> Setting,
}

/// What the configuration says of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    #[default]
    Default,
    Off,
    On(Option<model::risk::Severity>),
}

/// Every finding of a document, suppressed ones taken out, sorted by place.
pub fn check(input: &Input<'_>) -> Vec<Finding> {
    let _ = input;
    Vec::new()
}
