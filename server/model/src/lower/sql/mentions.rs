//! What a script names, for [`crate::mention`].
//!
//! Resolves a column to the tables that are in sight where it stands; never looks at a catalog.

use syntax::sql::ast::{self, AstNode as _};
use syntax::sql::{SyntaxKind, SyntaxNode};
use syntax::text::size;
use syntax::{TextRange, sql};

use super::node::{Source, child, children, find, shifted, significant};
use super::query::{aliases, is_common_table, is_select};
use crate::lower::expression::column_of;
use crate::mention::{Mention, Named, Notation, Role, table_key};
use crate::name::QualifiedName;

/// Adds what the statements of a script name. `locate` leads from its text to the host document.
pub(crate) fn of_script(
    text: &str,
    locate: &dyn Fn(TextRange) -> TextRange,
    acc: &mut Vec<Mention>,
) {
    for statement in &sql::parse(text).statements {
        let Some(tree) = statement.tree() else {
            continue;
        };
        let base = statement.range.start();
        let locate = |it: TextRange| locate(shifted(it, base));
        of_tree(tree.syntax(), None, &locate, acc);
    }
}

/// Adds what an expression names; bare columns are those of `table`.
pub(crate) fn of_expression(
    text: &str,
    table: &str,
    locate: &dyn Fn(TextRange) -> TextRange,
    acc: &mut Vec<Mention>,
) {
    let Some((node, offset)) = sql::parse_expression(text) else {
        return;
    };
    let locate = |it: TextRange| match it.checked_sub(offset) {
        Some(it) => locate(it),
        None => TextRange::default(),
    };
    of_tree(&node, Some(table), &locate, acc);
}

/// Whether a text is SQL and not a sentence about it.
pub(crate) fn is_script(text: &str) -> bool {
    let statements = sql::parse(text).statements;
    !statements.is_empty() && statements.iter().all(|it| it.errors.is_empty())
}

fn of_tree(
    tree: &SyntaxNode,
    table: Option<&str>,
    locate: &dyn Fn(TextRange) -> TextRange,
    acc: &mut Vec<Mention>,
) {
    let source = Source {
        locate,
        procedural: false,
    };
    let walk = Walk { source, table };
    for node in tree.descendants() {
        walk.node(&node, acc);
    }
}

struct Walk<'a> {
    source: Source<'a>,
    /// Whose columns bare names are where no statement says so.
    table: Option<&'a str>,
}

/// What columns may be qualified with.
struct Item {
    name: Option<String>,
    /// `None`: a subquery, a function, a common table expression.
    table: Option<String>,
}

impl Walk<'_> {
    fn push(&self, range: TextRange, named: Named, role: Role, acc: &mut Vec<Mention>) {
        if !range.is_empty() && !named.name().is_empty() {
            acc.push(Mention {
                range,
                named,
                role,
                notation: Notation::Sql,
                exact: true,
            });
        }
    }

    fn node(&self, node: &SyntaxNode, acc: &mut Vec<Mention>) {
        if let Some(name) = self.relation(node) {
            let range = name.name.range;
            self.push(range, Named::Table(table_key(&name)), role_of(node), acc);
            return;
        }
        let qualified = |it: Option<QualifiedName>| {
            let name = it?.name;
            Some((name.text.to_lowercase(), name.range))
        };
        if ast::Index::can_cast(node.kind()) || ast::IndexRef::can_cast(node.kind()) {
            if let Some((name, range)) = qualified(self.first_path(node)) {
                self.push(range, Named::Index(name), role_of(node), acc);
            }
        } else if ast::TypeName::can_cast(node.kind()) || ast::TypeNameRef::can_cast(node.kind()) {
            if let Some((name, range)) = qualified(self.first_path(node)) {
                self.push(range, Named::Type(name), role_of(node), acc);
            }
        } else if let Some(it) = ast::ConstraintName::cast(node.clone()) {
            if let Some(name) = self.source.name(&it) {
                let named = Named::Constraint(name.text.to_lowercase());
                self.push(name.range, named, Role::Created, acc);
            }
        } else if ast::ConstraintNameRef::can_cast(node.kind()) {
            if let Some((name, range)) = qualified(self.first_path(node)) {
                self.push(range, Named::Constraint(name), role_of(node), acc);
            }
        } else if ast::Type::can_cast(node.kind()) {
            self.ty(node, acc);
        } else {
            self.column(node, acc);
        }
    }

    fn first_path(&self, node: &SyntaxNode) -> Option<QualifiedName> {
        super::node::qualify(self.source.path(node))
    }

    /// The table or view that a node names.
    fn relation(&self, node: &SyntaxNode) -> Option<QualifiedName> {
        if let Some(it) = ast::RelationNameRef::cast(node.clone()) {
            let name = self.source.qualified(&it)?;
            return (!is_common_table(&it, &name)).then_some(name);
        }
        let names = ast::TableName::can_cast(node.kind())
            || ast::TableNameRef::can_cast(node.kind())
            || ast::View::can_cast(node.kind())
            || ast::ViewRef::can_cast(node.kind());
        names.then(|| self.first_path(node)).flatten()
    }

    fn ty(&self, node: &SyntaxNode, acc: &mut Vec<Mention>) {
        // `int[]` is a type around a type.
        if node.children().any(|it| ast::Type::can_cast(it.kind())) {
            return;
        }
        let range = significant(node);
        let start = range.start() - node.text_range().start();
        let text = node.text().to_string();
        let written = text.get(usize::from(start)..).unwrap_or_default();
        let word = written.split(['(', '[', '\n']).next().unwrap_or_default();
        let range = TextRange::at(range.start(), size(word.trim_end().len()));
        let named = Named::Type(word.trim().to_lowercase());
        self.push((self.source.locate)(range), named, Role::Used, acc);
    }

    fn column(&self, node: &SyntaxNode, acc: &mut Vec<Mention>) {
        let parent = node.parent();
        let under = |kind: SyntaxKind| parent.as_ref().is_some_and(|it| it.kind() == kind);
        let (name, tables, role) = if let Some(it) = ast::ColumnName::cast(node.clone()) {
            let renamed = under(SyntaxKind::RENAME_COLUMN);
            if !renamed && !under(SyntaxKind::COLUMN) {
                return;
            }
            (self.source.name(&it), self.target(node), Role::Created)
        } else if let Some(it) = ast::ColumnNameRef::cast(node.clone()) {
            let role = match () {
                () if under(SyntaxKind::RENAME_COLUMN) => Role::Removed,
                () if under(SyntaxKind::DROP_COLUMN) => Role::Removed,
                () => Role::Used,
            };
            let joined = under(SyntaxKind::JOIN_USING_CLAUSE)
                || node
                    .ancestors()
                    .any(|it| ast::JoinUsingClause::can_cast(it.kind()));
            let tables = if joined {
                self.bare(node)
            } else {
                self.target(node)
            };
            (self.source.name(&it), tables, role)
        } else if ast::QualifiedColumnNameRef::can_cast(node.kind()) {
            let mut path = self.source.path(node);
            let column = path.pop();
            let Some(table) = super::node::qualify(path) else {
                return;
            };
            let key = table_key(&table);
            self.push(table.name.range, Named::Table(key.clone()), Role::Used, acc);
            (column, vec![key], Role::Used)
        } else if let Some(it) = ast::NameRef::cast(node.clone()) {
            if column_of(node).is_none() {
                self.qualifier(node, acc);
                return;
            }
            (self.source.name(&it), self.tables(node), Role::Used)
        } else {
            return;
        };
        if let Some(name) = name
            && !tables.is_empty()
        {
            let named = Named::Column {
                tables,
                column: name.text.to_lowercase(),
            };
            self.push(name.range, named, role, acc);
        }
    }

    /// `users` in `users.phone` and `users.*`, unless it is an alias.
    fn qualifier(&self, node: &SyntaxNode, acc: &mut Vec<Mention>) {
        let before_dot = node.parent().is_some_and(|it| {
            ast::FieldExpr::can_cast(it.kind()) && it.first_child().as_ref() == Some(node)
        });
        let Some(name) = ast::NameRef::cast(node.clone()).and_then(|it| self.source.name(&it))
        else {
            return;
        };
        if !before_dot {
            return;
        }
        let name_is = name.text.to_lowercase();
        let own = |it: &Item| {
            it.table.as_deref().is_some_and(|table| {
                table.rsplit('.').next() == Some(name_is.as_str()) && it.called(&name_is)
            })
        };
        let scopes = self.scopes(node);
        let item = scopes.iter().flatten().find(|it| own(it));
        let table = item.and_then(|it| it.table.clone());
        let table = table.or_else(|| {
            let default = self.table.filter(|it| *it == name_is);
            default.map(str::to_owned)
        });
        if let Some(table) = table {
            self.push(name.range, Named::Table(table), Role::Used, acc);
        }
    }

    /// The tables that an expression's column may belong to.
    fn tables(&self, node: &SyntaxNode) -> Vec<String> {
        let qualifier = node
            .parent()
            .and_then(ast::FieldExpr::cast)
            .and_then(|it| it.syntax().first_child())
            .filter(|it| it != node);
        let Some(qualifier) = qualifier else {
            return self.bare(node);
        };
        let qualifier = qualifier
            .descendants()
            .filter_map(ast::NameRef::cast)
            .last()
            .map(|it| ast::normalize_name_node(it.syntax()).to_lowercase());
        let Some(qualifier) = qualifier else {
            return Vec::new();
        };
        for scope in self.scopes(node) {
            if let Some(item) = scope.iter().find(|it| it.called(&qualifier)) {
                return item.table.iter().cloned().collect();
            }
        }
        if matches!(qualifier.as_str(), "new" | "old" | "excluded") {
            return self.target(node);
        }
        vec![qualifier]
    }

    fn bare(&self, node: &SyntaxNode) -> Vec<String> {
        let mut tables: Vec<String> = Vec::new();
        let sorts = node.ancestors().any(|it| {
            ast::OrderByClause::can_cast(it.kind()) || ast::GroupByClause::can_cast(it.kind())
        });
        if sorts
            && let Some(select) = node.ancestors().find(is_select)
            && aliases(&select).contains(&ast::normalize_name_node(node))
        {
            return tables;
        }
        let scopes = self.scopes(node);
        for item in scopes.iter().flatten() {
            let table = item.table.clone().unwrap_or_default();
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        if tables.is_empty() {
            return match self.table {
                Some(table) => vec![table.to_owned()],
                None => self.target(node),
            };
        }
        tables
    }

    /// What is in sight around an expression, the innermost query first.
    fn scopes(&self, node: &SyntaxNode) -> Vec<Vec<Item>> {
        let mut scopes = Vec::new();
        for scope in node.ancestors().skip(1) {
            let items = match scope.kind() {
                SyntaxKind::SELECT | SyntaxKind::SELECT_INTO => self.items(&scope),
                SyntaxKind::UPDATE | SyntaxKind::DELETE | SyntaxKind::MERGE => {
                    let mut items: Vec<Item> = self.own(&scope).into_iter().collect();
                    items.extend(self.items(&scope));
                    items
                }
                SyntaxKind::INSERT => self.own(&scope).into_iter().collect(),
                // What follows FROM sees nothing of what is around it, unless it is LATERAL.
                SyntaxKind::WITH_TABLE => break,
                _ => continue,
            };
            scopes.push(items);
        }
        scopes
    }

    /// The table that a statement changes, under its alias.
    fn own(&self, statement: &SyntaxNode) -> Option<Item> {
        let table = self.first_relation(statement)?;
        let alias = child::<ast::OptionalAsAlias>(statement)
            .and_then(|it| child::<ast::TableAlias>(it.syntax()))
            .or_else(|| {
                let alias = child::<ast::RequiredAsAlias>(statement)?;
                child::<ast::TableAlias>(alias.syntax())
            });
        Some(Item {
            name: alias.map(|it| ast::normalize_name_node(it.syntax()).to_lowercase()),
            table: Some(table),
        })
    }

    fn items(&self, scope: &SyntaxNode) -> Vec<Item> {
        let clauses = scope.children().filter(|it| {
            ast::FromClause::can_cast(it.kind()) || ast::UsingClause::can_cast(it.kind())
        });
        let of_scope = |it: &SyntaxNode| {
            let around = it.ancestors().skip(1).find(|it| {
                is_select(it)
                    || matches!(
                        it.kind(),
                        SyntaxKind::UPDATE | SyntaxKind::DELETE | SyntaxKind::MERGE
                    )
            });
            around.as_ref() == Some(scope)
        };
        clauses
            .flat_map(|it| it.descendants().collect::<Vec<_>>())
            .filter_map(ast::FromItem::cast)
            .filter(|it| of_scope(it.syntax()))
            .map(|it| {
                let relation = child::<ast::RelationNameRef>(it.syntax());
                let name = relation.as_ref().and_then(|it| self.source.qualified(it));
                let common = relation
                    .zip(name.as_ref())
                    .is_some_and(|(it, name)| is_common_table(&it, name));
                let alias = child::<ast::FromAlias>(it.syntax())
                    .and_then(|it| child::<ast::TableAlias>(it.syntax()))
                    .map(|it| ast::normalize_name_node(it.syntax()).to_lowercase());
                Item {
                    name: alias.or_else(|| Some(name.as_ref()?.name.text.to_lowercase())),
                    table: name.filter(|_| !common).as_ref().map(table_key),
                }
            })
            .collect()
    }

    /// The table of the statement or constraint that lists a column by its bare name.
    fn target(&self, node: &SyntaxNode) -> Vec<String> {
        let mut last = None;
        for it in node.ancestors().skip(1) {
            let referenced = match it.kind() {
                SyntaxKind::FOREIGN_KEY_COLUMN_LIST => {
                    std::iter::successors(it.prev_sibling(), |it| it.prev_sibling())
                        .find_map(ast::TableNameRef::cast)
                }
                SyntaxKind::REFERENCES_CONSTRAINT => child::<ast::TableNameRef>(&it),
                _ => None,
            };
            if let Some(table) = referenced.and_then(|it| self.source.qualified(&it)) {
                return vec![table_key(&table)];
            }
            if matches!(
                it.kind(),
                SyntaxKind::INSERT | SyntaxKind::UPDATE | SyntaxKind::DELETE | SyntaxKind::MERGE
            ) {
                return self.first_relation(&it).into_iter().collect();
            }
            last = Some(it);
        }
        // A statement, or the whole file around it.
        let statement = last.as_ref().and_then(find::<ast::Stmt>);
        let statement = statement.map(|it| it.syntax().clone()).or(last);
        let table = statement.and_then(|it| self.first_relation(&it));
        let table = table.or_else(|| self.table.map(str::to_owned));
        table.into_iter().collect()
    }

    fn first_relation(&self, statement: &SyntaxNode) -> Option<String> {
        let before: Vec<SyntaxNode> = children::<ast::WithClause>(statement)
            .map(|it| it.syntax().clone())
            .collect();
        statement
            .children()
            .filter(|it| !before.contains(it))
            .flat_map(|it| it.descendants().collect::<Vec<_>>())
            .find_map(|it| self.relation(&it))
            .map(|it| table_key(&it))
    }
}

impl Item {
    fn called(&self, qualifier: &str) -> bool {
        match (&self.name, &self.table) {
            (Some(name), _) => name == qualifier,
            (None, Some(table)) => table.rsplit('.').next() == Some(qualifier),
            (None, None) => false,
        }
    }
}

/// By the statement around a name: `CREATE …`, `… RENAME TO …` make it, `DROP …` takes it away.
fn role_of(node: &SyntaxNode) -> Role {
    let created = ast::TableName::can_cast(node.kind())
        || ast::View::can_cast(node.kind())
        || ast::Index::can_cast(node.kind())
        || ast::TypeName::can_cast(node.kind());
    let drops = matches!(
        node.parent().map(|it| it.kind()),
        Some(
            SyntaxKind::DROP_TABLE
                | SyntaxKind::DROP_VIEW
                | SyntaxKind::DROP_MATERIALIZED_VIEW
                | SyntaxKind::DROP_INDEX
                | SyntaxKind::DROP_TYPE
                | SyntaxKind::DROP_CONSTRAINT
        )
    );
    match (created, drops) {
        (true, _) => Role::Created,
        (false, true) => Role::Removed,
        (false, false) => Role::Used,
    }
}
