//! Operations to findings: the risk rules, and what holds between documents.
//!
//! Knows nothing of plans, editors or files. What a lock is, and how risky a change, it asks
//! `model`; a rule never knows by itself.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]

pub mod chain;
pub mod check;
pub mod compared;
pub mod context;
pub mod drift;
pub mod environments;
mod format;
mod leftovers;
pub mod requests;
pub mod rules;
mod sequence;
pub mod suppress;
mod sync;
mod words;

use model::risk::{Level, Severity};
pub(crate) use syntax::TextEdit;
use syntax::TextRange;

pub use chain::{Chain, Node, Place, Workspace};
pub use check::{Input, check};
pub use context::{ChangeContext, DocumentContext, MigrationContext, PartContext};
pub use environments::EnvironmentState;

/// One rule. A plain constant in its own file, listed in [`rules::ALL`].
pub struct Rule {
    /// Kebab-case; the file's stem, the page's title, the word in suppressions.
    pub code: &'static str,
    pub severity: RuleSeverity,
    /// The version that brought it.
    pub since: &'static str,
    /// Off unless switched on in the configuration.
    pub preview: bool,
    /// The page, `rules/<code>.md`.
    pub docs: &'static str,
    pub check: Check,
}

/// What a rule looks at.
pub enum Check {
    /// Every change of every upgrade, with the state before it.
    Change(fn(&mut Findings<'_>, &ChangeContext<'_>)),
    /// As `Change`, after all of those, for the parts that none of them said the risk of.
    Remainder(fn(&mut Findings<'_>, &ChangeContext<'_>)),
    /// Every migration as a whole, after its changes were walked.
    Migration(fn(&mut Findings<'_>, &MigrationContext<'_>)),
    /// The document as a whole, with the workspace around it.
    Document(fn(&mut Findings<'_>, &DocumentContext<'_>)),
    /// The suppressions of the document, after every other finding was held against them.
    Suppressions(fn(&mut Findings<'_>, &[suppress::Suppression])),
}

/// A rule's default severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSeverity {
    /// The change's own, from the risk model.
    FromRisk,
    /// For problems of the document.
    Fixed(Severity),
}

/// What a rule says about a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    /// Of the change it is about; `None` for problems of the document, and for unknown.
    pub level: Option<Level>,
    pub range: TextRange,
    /// What happens, without a full stop: ``Rewrites `orders` under ACCESS EXCLUSIVE``.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    pub related: Vec<Related>,
    /// Set for findings about a change: which one, so that actions can offer a plan.
    pub change: Option<ChangeId>,
    /// A small mechanical edit that answers the finding, where there is one.
    pub fix: Option<Fix>,
    pub tag: Option<Tag>,
}

/// A change in a document: `migrations[migration].upgrade[change]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId {
    pub migration: usize,
    pub change: usize,
}

/// A place elsewhere that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// `None`: the same document.
    pub path: Option<String>,
    pub range: TextRange,
    pub message: String,
}

/// An edit in the same document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// `Raise the declared risk to high`.
    pub title: String,
    pub edits: Vec<syntax::TextEdit>,
    /// May be applied without looking (`source.fixAll.forelock`).
    pub safe: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Deprecated,
    Unnecessary,
}

/// Collects the findings of one rule.
pub struct Findings<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) out: &'a mut Vec<Finding>,
    /// The parts of the change at hand whose risk some rule has said.
    pub(crate) said: &'a mut Vec<usize>,
}

impl Findings<'_> {
    /// Adds a finding of the rule that is running; its code is filled in, and its severity where
    /// the rule has a fixed one.
    pub fn report(&mut self, mut finding: Finding) {
        finding.code = self.rule.code;
        if let RuleSeverity::Fixed(severity) = self.rule.severity {
            finding.severity = severity;
        }
        self.out.push(finding);
    }

    /// Says the risk of a part, with its level and severity.
    pub fn risk(&mut self, part: &PartContext<'_>, message: String, help: impl Into<String>) {
        self.said.push(part.index);
        let help = help.into();
        let message = match part.risk.level {
            Some(level) if part.risk.prepared => {
                format!("{message} ({}, prepared)", level.as_str())
            }
            _ => message,
        };
        self.report(Finding {
            severity: part.risk.severity,
            level: part.risk.level,
            help: (!help.is_empty()).then_some(help),
            change: Some(part.id),
            ..Finding::new(part.range, message)
        });
    }

    /// Says something about a part that is not its risk.
    pub fn about(&mut self, part: &PartContext<'_>, message: String, help: impl Into<String>) {
        self.report(Finding {
            level: part.risk.level,
            help: Some(help.into()),
            change: Some(part.id),
            ..Finding::new(part.range, message)
        });
    }

    /// Says something about a place of the document.
    pub fn at(&mut self, range: TextRange, message: String, help: impl Into<String>) {
        self.report(Finding {
            help: Some(help.into()),
            ..Finding::new(range, message)
        });
    }

    /// Whether some rule has said the risk of a part.
    pub fn has_said(&self, part: &PartContext<'_>) -> bool {
        self.said.contains(&part.index)
    }
}

impl Finding {
    /// A bare finding; [`Findings::report`] fills in the rule's code.
    pub fn new(range: TextRange, message: String) -> Finding {
        Finding {
            code: "",
            severity: Severity::Information,
            level: None,
            range,
            message,
            help: None,
            related: Vec::new(),
            change: None,
            fix: None,
            tag: None,
        }
    }
}

impl Rule {
    /// The first sentence of the page.
    pub fn summary(&self) -> &'static str {
        self.docs
            .lines()
            .skip(1)
            .find(|it| !it.trim().is_empty())
            .unwrap_or_default()
            .trim()
    }
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules::ALL.iter().find(|it| it.code == code)
}
