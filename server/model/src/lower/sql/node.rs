//! Reading squawk's tree: names, ranges, literals.
//!
//! Works on untyped nodes where the grammar repeats itself. Never looks at what a statement means.

use syntax::sql::ast::{self, AstNode};
use syntax::sql::{SyntaxKind, SyntaxNode, SyntaxToken};
use syntax::{TextRange, TextSize};

use crate::lower::expression;
use crate::name::{Name, QualifiedName};
use crate::operation::Expression;
use crate::types::{self, ColumnType};

/// Where the nodes of one tree stand in the host document.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// From the tree's offsets to the host's.
    pub(crate) locate: &'a dyn Fn(TextRange) -> TextRange,
    /// The tree is the body of a PL/pgSQL block, where `SELECT … INTO` fills variables.
    pub(crate) procedural: bool,
}

impl Source<'_> {
    /// The host range of a node, without blanks and comments at its ends.
    pub(crate) fn range(&self, node: &SyntaxNode) -> TextRange {
        (self.locate)(significant(node))
    }

    /// An identifier, folded as PostgreSQL does. `None` when there is none yet.
    pub(crate) fn name(&self, node: &impl AstNode) -> Option<Name> {
        self.name_of(node.syntax())
    }

    fn name_of(&self, node: &SyntaxNode) -> Option<Name> {
        let text = ast::normalize_name_node(node);
        (!text.is_empty()).then(|| Name::new(text, self.range(node)))
    }

    /// The first child of kind `N` as a name.
    pub(crate) fn child_name<N: AstNode>(&self, node: &SyntaxNode) -> Option<Name> {
        self.name(&child::<N>(node)?)
    }

    /// The segments of the first path below a node, outermost first.
    pub(crate) fn path(&self, node: &SyntaxNode) -> Vec<Name> {
        let first = node
            .descendants()
            .find(|it| matches!(it.kind(), SyntaxKind::PATH | SyntaxKind::PATH_REF));
        let Some(first) = first else {
            return Vec::new();
        };
        first
            .descendants()
            .filter(|it| {
                matches!(
                    it.kind(),
                    SyntaxKind::PATH_SEGMENT | SyntaxKind::PATH_SEGMENT_REF
                )
            })
            .filter_map(|it| self.name_of(&it))
            .collect()
    }

    /// `schema.name` of the first path below a node; a database before the schema is dropped.
    pub(crate) fn qualified(&self, node: &impl AstNode) -> Option<QualifiedName> {
        qualify(self.path(node.syntax()))
    }

    /// The first child of kind `N` as a qualified name.
    pub(crate) fn child_qualified<N: AstNode>(&self, node: &SyntaxNode) -> Option<QualifiedName> {
        self.qualified(&child::<N>(node)?)
    }

    /// The last segment of the first path below a node.
    pub(crate) fn last_segment(&self, node: &impl AstNode) -> Option<Name> {
        self.path(node.syntax()).pop()
    }

    /// Every name of kind `N` below a node, in order.
    pub(crate) fn names<N: AstNode>(&self, node: &SyntaxNode) -> Vec<Name> {
        node.descendants()
            .filter_map(N::cast)
            .filter_map(|it| self.name(&it))
            .collect()
    }

    /// Every qualified name of kind `N` below a node, in order.
    pub(crate) fn qualified_names<N: AstNode>(&self, node: &SyntaxNode) -> Vec<QualifiedName> {
        node.descendants()
            .filter_map(N::cast)
            .filter_map(|it| self.qualified(&it))
            .collect()
    }

    pub(crate) fn expression(&self, node: &impl AstNode) -> Expression {
        expression::of_node(node.syntax(), self.range(node.syntax()))
    }

    /// The expression that is a direct child of a node.
    pub(crate) fn child_expression(&self, node: &SyntaxNode) -> Option<Expression> {
        Some(self.expression(&child::<ast::Expr>(node)?))
    }

    pub(crate) fn ty(&self, node: &impl AstNode) -> ColumnType {
        types::parse(&plain_text(node.syntax()), self.range(node.syntax()))
    }

    /// A string literal as a name: its value, and its range with the quotes.
    pub(crate) fn literal(&self, literal: &ast::Literal) -> Option<Name> {
        Some(Name::new(
            literal.string_value()?,
            self.range(literal.syntax()),
        ))
    }
}

/// A name out of its segments; `None` for none.
pub(crate) fn qualify(mut segments: Vec<Name>) -> Option<QualifiedName> {
    let name = segments.pop()?;
    Some(QualifiedName::new(segments.pop(), name))
}

/// The first child that is an `N`.
pub(crate) fn child<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    node.children().find_map(N::cast)
}

/// All children that are an `N`.
pub(crate) fn children<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> {
    node.children().filter_map(N::cast)
}

/// The first descendant that is an `N`.
pub(crate) fn find<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    node.descendants().find_map(N::cast)
}

/// A child of kind `N` exists.
pub(crate) fn has<N: AstNode>(node: &SyntaxNode) -> bool {
    child::<N>(node).is_some()
}

/// A direct token of this kind exists.
pub(crate) fn has_token(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    tokens(node).any(|it| it.kind() == kind)
}

/// `CASCADE` stands at the end of the statement or action.
pub(crate) fn cascades(node: &SyntaxNode) -> bool {
    has::<ast::Cascade>(node)
}

/// The direct tokens, without blanks and comments.
pub(crate) fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    node.children_with_tokens()
        .filter_map(|it| it.into_token())
        .filter(|it| !is_trivia(it.kind()))
}

fn is_trivia(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT)
}

/// A node's range from its first to its last word, in the tree's offsets.
pub(crate) fn significant(node: &SyntaxNode) -> TextRange {
    let range = node.text_range();
    let is_word = |it: &SyntaxToken| !is_trivia(it.kind()) && it.kind() != SyntaxKind::SEMICOLON;
    let within = |it: &SyntaxToken| range.contains_range(it.text_range());
    // From both ends inwards: what is in between need not be looked at.
    let mut first = node.first_token();
    while let Some(token) = first.take_if(|it| !is_word(it)) {
        first = token.next_token().filter(within);
    }
    let mut last = node.last_token();
    while let Some(token) = last.take_if(|it| !is_word(it)) {
        last = token.prev_token().filter(within);
    }
    match (first, last) {
        (Some(first), Some(last)) => {
            TextRange::new(first.text_range().start(), last.text_range().end())
        }
        // An empty node at an end hides the tokens behind it.
        _ => significant_of_all(node),
    }
}

fn significant_of_all(node: &SyntaxNode) -> TextRange {
    let mut words = node
        .descendants_with_tokens()
        .filter_map(|it| it.into_token())
        .filter(|it| !is_trivia(it.kind()) && it.kind() != SyntaxKind::SEMICOLON);
    let Some(first) = words.next() else {
        return TextRange::empty(node.text_range().start());
    };
    let last = words.last().unwrap_or_else(|| first.clone());
    TextRange::new(first.text_range().start(), last.text_range().end())
}

/// A node's text with one blank for every run of blanks and comments.
pub(crate) fn plain_text(node: &SyntaxNode) -> String {
    let mut text = String::new();
    let mut gap = false;
    for token in node
        .descendants_with_tokens()
        .filter_map(|it| it.into_token())
    {
        if is_trivia(token.kind()) {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push(' ');
        }
        gap = false;
        text.push_str(token.text());
    }
    text
}

/// A node's text as written, from its first to its last word.
pub(crate) fn raw_text(node: &SyntaxNode) -> String {
    let range = significant(node);
    let start = range.start() - node.text_range().start();
    let text = node.text().to_string();
    text.get(usize::from(start)..usize::from(start + range.len()))
        .unwrap_or_default()
        .to_owned()
}

/// The leading keywords of a statement, upper-cased, at most `count`: what it is called when it
/// is not understood.
pub(crate) fn leading_words(text: &str, count: usize) -> String {
    text.split(|c: char| !(c.is_ascii_alphabetic() || c == '_'))
        .filter(|it| !it.is_empty())
        .take(count)
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_uppercase()
}

/// An offset moved on by `by`, stopping at the end of the 4 GB that offsets can say.
pub(crate) fn shifted(range: TextRange, by: TextSize) -> TextRange {
    range.checked_add(by).unwrap_or(range)
}
