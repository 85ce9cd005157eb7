//! Code actions: the list, what they get, how their edits are found again.
//!
//! Deciding whether an action applies is cheap and happens for every cursor movement; its edit is
//! computed only when asked for.

use std::sync::Arc;

use analysis::Finding;
use model::Document;

use crate::{Analysis, FileId, FileRange, TextEdit, TextRange};

mod add_field;
mod apply_fix;
mod correct_shape;
mod draft_specification;
mod fill_in;
mod read_as;
mod remove_duplicate;
mod split_into_steps;
mod suppress_with_reason;
mod write_canonical;
mod write_downgrade;
mod write_specification;

/// Every action, in the order they are offered.
pub(crate) const ALL: &[Action] = &[
    split_into_steps::ACTION,
    write_specification::ACTION,
    read_as::ACTION,
    apply_fix::ACTION,
    write_downgrade::ACTION,
    draft_specification::ACTION,
    correct_shape::ACTION,
    add_field::ACTION,
    remove_duplicate::ACTION,
    write_canonical::ACTION,
    fill_in::ACTION,
    suppress_with_reason::ACTION,
];

/// One action: a plain constant in its own file.
pub(crate) struct Action {
    /// Kebab-case; the file's stem and the page's title.
    pub(crate) name: &'static str,
    pub(crate) docs: &'static str,
    /// Adds what it offers at the range.
    pub(crate) offer: fn(&mut Actions, &ActionContext<'_>) -> Option<()>,
    /// The edit of an offer, by the argument given to [`Actions::add`].
    pub(crate) edit: fn(&ActionContext<'_>, &str) -> Option<WorkspaceEdit>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAction {
    /// Names the result: `Split into zero-downtime steps (4 steps in 3 deploys)`.
    pub title: String,
    pub kind: ActionKind,
    /// For [`crate::Analysis::resolve_action`]; stable while the document does not change.
    pub id: String,
    pub preferred: bool,
    /// Codes of the diagnostics it answers.
    pub answers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    QuickFix,
    Refactor,
    /// `source.fixAll.forelock`
    FixAll,
}

/// Edits to open files and files to create.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspaceEdit {
    pub edits: Vec<FileEdit>,
    /// Path and content.
    pub creates: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    pub file: FileId,
    /// Sorted, disjoint.
    pub edits: Vec<TextEdit>,
}

/// What an action may look at.
pub(crate) struct ActionContext<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) file: FileId,
    pub(crate) range: TextRange,
    pub(crate) text: Arc<str>,
    pub(crate) document: Arc<Document>,
    /// Findings of the file that touch the range.
    pub(crate) findings: Vec<Finding>,
}

/// Collects what one action offers.
pub(crate) struct Actions {
    name: &'static str,
    out: Vec<CodeAction>,
}

impl Actions {
    /// `argument` comes back to [`Action::edit`].
    pub(crate) fn add(
        &mut self,
        title: String,
        kind: ActionKind,
        argument: &str,
        answers: Vec<String>,
    ) {
        let id = format!("{}:{argument}", self.name);
        let preferred = kind == ActionKind::QuickFix && !self.out.iter().any(|it| it.preferred);
        self.out.push(CodeAction {
            title,
            kind,
            id,
            preferred,
            answers,
        });
    }
}

impl ActionContext<'_> {
    /// One edit of this file.
    pub(crate) fn edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        let mut edits = edits;
        edits.sort_by_key(|it| (it.range.start(), it.range.end()));
        WorkspaceEdit {
            edits: vec![FileEdit {
                file: self.file,
                edits,
            }],
            creates: Vec::new(),
        }
    }
}

fn context(analysis: &Analysis, range: FileRange, everywhere: bool) -> Option<ActionContext<'_>> {
    let file = range.file;
    let touches = |it: &Finding| everywhere || it.range.intersect(range.range).is_some();
    Some(ActionContext {
        analysis,
        file,
        range: range.range,
        text: analysis.file_text(file)?,
        document: analysis.document(file)?,
        findings: analysis
            .findings(file)
            .iter()
            .filter(|it| touches(it))
            .cloned()
            .collect(),
    })
}

pub(crate) fn code_actions(analysis: &Analysis, range: FileRange) -> Vec<CodeAction> {
    let Some(ctx) = context(analysis, range, false) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for action in ALL {
        let mut acc = Actions {
            name: action.name,
            out: Vec::new(),
        };
        let _ = (action.offer)(&mut acc, &ctx);
        all.append(&mut acc.out);
    }
    // One preferred action at most: the first that prefers itself.
    let first = all.iter().position(|it| it.preferred);
    for (at, action) in all.iter_mut().enumerate() {
        action.preferred = Some(at) == first;
    }
    all
}

pub(crate) fn resolve(analysis: &Analysis, file: FileId, id: &str) -> Option<WorkspaceEdit> {
    let (name, argument) = id.split_once(':')?;
    let action = ALL.iter().find(|it| it.name == name)?;
    let whole = TextRange::up_to(syntax::TextSize::of(&*analysis.file_text(file)?));
    (action.edit)(
        &context(analysis, FileRange { file, range: whole }, true)?,
        argument,
    )
}
