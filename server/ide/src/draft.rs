//! A whole migration specification from a migration request.
//!
//! The changes are those that the request lists, else those that its database spec writes down or
//! that lead from the chain to the spec. Nothing is invented: what only a person knows is `null`
//! with a comment, and a request that asks for nothing is told so.

use analysis::environments::{self, Current, Status};
use analysis::{drift, requests};
use model::operation::ColumnAction;
use model::specification::MigrationRequest;
use model::{Catalog, Document, MigrationSource, Operation};
use plan::write::{EnvironmentPlace, Place, Placement};

use crate::status::word;
use crate::{Analysis, FileId, TextRange, written};

/// What was drafted from one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// Of the request.
    pub range: TextRange,
    /// One for each deploy, in order.
    pub specifications: Vec<DraftedSpecification>,
    /// Where the changes come from: `2 changes that lead from the chain to specs/…`.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftedSpecification {
    pub version: String,
    pub name: String,
    /// A YAML document, ending with a line end.
    pub text: String,
}

/// Why nothing could be drafted, and where in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftProblem {
    pub range: TextRange,
    /// One sentence without a full stop.
    pub message: String,
}

impl Analysis {
    /// Drafts every request of a file, in order. `now` is the time to be written, in ISO 8601.
    pub fn drafts(&self, file: FileId, now: Option<&str>) -> Vec<Result<Drafted, DraftProblem>> {
        let Some(document) = self.reading(file) else {
            return Vec::new();
        };
        let requests = document.requests.iter();
        requests.map(|it| draft(self, file, it, now)).collect()
    }
}

pub(crate) fn draft(
    analysis: &Analysis,
    file: FileId,
    request: &MigrationRequest,
    now: Option<&str>,
) -> Result<Drafted, DraftProblem> {
    let problem = |range: Option<TextRange>, message: String| DraftProblem {
        range: range.unwrap_or(request.range),
        message,
    };
    let workspace = analysis.workspace();
    let chain = &workspace.chain;
    let current = request.current_version.as_ref();
    let parent = match current {
        Some(it) => requests::from(&it.value).map(str::to_owned),
        None => chain.head().and_then(|it| it.version.clone()),
    };
    let before = match &parent {
        Some(version) => match chain.first_of(version) {
            Some((_, node)) => node.after.clone(),
            None if chain.nodes.is_empty() => workspace.described.clone(),
            None => {
                let message = format!(
                    "No specification has version `{version}`; name one of the chain as `current_version`"
                );
                return Err(problem(current.map(|it| it.range), message));
            }
        },
        None => Catalog::default(),
    };
    if let Some(target) = &request.target_version
        && chain.first_of(&target.value).is_some()
    {
        let message = format!(
            "Version `{}` has its specification already; name a free one as `target_version`",
            target.value
        );
        return Err(problem(Some(target.range), message));
    }
    let (operations, source) = operations(analysis, file, request, &before, parent.as_deref())
        .map_err(|(range, message)| problem(range, message))?;
    let context = analysis.request_context(request);
    let change = plan::change_of(operations);
    let planned = plan::to_write(&plan::Request {
        change: &change,
        before: &before,
        session: &model::facts::Session::default(),
        surroundings: &model::risk::Surroundings::default(),
        context: &context,
    });
    if planned.deploys.is_empty() {
        return Err(problem(
            None,
            format!(
                "Nothing can be written: {}",
                planned.why.trim_end_matches('.')
            ),
        ));
    }
    let target = request.target_version.as_ref().map(|it| it.value.clone());
    let places = written::places_after(analysis, parent, target, &planned);
    let placement = Placement {
        environments: environments(analysis, request, &places),
        database_spec: request.database_spec.as_ref().map(|it| it.value.clone()),
        backup: request.create_backup.as_ref().map(|it| it.value),
        now: now.map(str::to_owned),
        places,
        ..Placement::default()
    };
    let specifications = specifications(&planned, &placement);
    Ok(Drafted {
        range: request.range,
        specifications,
        source,
    })
}

/// Drafts what makes the chain build what a spec describes: one difference, by where it is shown,
/// or all of them. `None` where there is none, or nothing can be written.
pub(crate) fn missing(
    analysis: &Analysis,
    file: FileId,
    only: Option<TextRange>,
) -> Option<Vec<DraftedSpecification>> {
    let (path, text) = (analysis.path(file)?, analysis.text(file)?);
    let document = analysis.reading(file)?;
    let workspace = analysis.workspace();
    let head = workspace.chain.head()?;
    let found = drift::of_document(workspace, &path, &text, &document);
    let wanted = found
        .into_iter()
        .filter(|it| only.is_none_or(|only| it.at == only));
    let change = plan::change_of(wanted.map(|it| it.operation));
    let planned = plan::to_write(&plan::Request {
        change: &change,
        before: &head.after,
        session: &model::facts::Session::default(),
        surroundings: &model::risk::Surroundings::default(),
        context: analysis.context(),
    });
    let places = written::places_after(analysis, head.version.clone(), None, &planned);
    let placement = Placement {
        database_spec: Some(from_specs(&path)),
        places,
        ..Placement::default()
    };
    let drafted = specifications(&planned, &placement);
    (!drafted.is_empty()).then_some(drafted)
}

/// A path as people write it in `meta.database_spec`: from `specs` on.
fn from_specs(path: &str) -> String {
    let at = path.rfind("/specs/").map_or(0, |it| it + 1);
    path[at..].to_owned()
}

fn specifications(planned: &plan::Plan, placement: &Placement) -> Vec<DraftedSpecification> {
    let texts = plan::write::specifications(planned, placement);
    let deploys = planned.deploys.iter().zip(&placement.places).zip(texts);
    deploys
        .map(|((deploy, place), text)| DraftedSpecification {
            version: place.version.clone(),
            name: deploy.name.clone(),
            text,
        })
        .collect()
}

type Asked = Result<(Vec<Operation>, String), (Option<TextRange>, String)>;

/// What a request asks for, in the order in which it can run, and where that was found.
fn operations(
    analysis: &Analysis,
    file: FileId,
    request: &MigrationRequest,
    before: &Catalog,
    parent: Option<&str>,
) -> Asked {
    let counted = |count: usize, what: String| {
        format!("{count} change{} {what}", if count == 1 { "" } else { "s" })
    };
    if !request.changes.is_empty() {
        let parts = request.changes.iter().flat_map(|it| &it.parts);
        let all: Vec<Operation> = parts.map(|it| it.operation.clone()).collect();
        if let Some(unknown) = request.changes.iter().find(|it| is_unknown(it)) {
            let message =
                "This change is not understood; write it as an operation of the format, or as SQL";
            return Err((Some(unknown.focus), message.to_owned()));
        }
        let source = counted(all.len(), "that the request lists".to_owned());
        return Ok((all, source));
    }
    let Some(named) = &request.database_spec else {
        let message =
            "Nothing says what is to be changed: name a `database_spec`, or list `changes`";
        return Err((None, message.to_owned()));
    };
    let Some(spec) = find(analysis, file, &named.value) else {
        let message = format!(
            "There is no database spec `{}`; name it by its path from the project's root",
            named.value
        );
        return Err((Some(named.range), message));
    };
    let (Some(document), Some(text), Some(path)) = (
        analysis.reading(spec),
        analysis.text(spec),
        analysis.path(spec),
    ) else {
        return Err((
            Some(named.range),
            format!("`{}` cannot be read", named.value),
        ));
    };
    let mut state = before.clone();
    let mut all = Vec::new();
    for operation in written_down(&document) {
        if !is_done(operation, &state) {
            let change = plan::change_of([operation.clone()]);
            state.apply(&change);
            all.push(operation.clone());
        }
    }
    let written = all.len();
    let workspace = analysis.workspace();
    let found = if parent.is_none() && workspace.chain.nodes.is_empty() {
        drift::from_nothing(&text, &document)
    } else {
        drift::of_document(workspace, &path, &text, &document)
    };
    let found: Vec<Operation> = found.into_iter().map(|it| it.operation).collect();
    let compared = found.len();
    all.extend(found);
    if all.is_empty() {
        let why = if workspace.chain.nodes.is_empty() {
            "there is no chain to compare it with; list `changes`, or let `current_version` be `base`"
        } else {
            "it says what the chain builds already; edit it, or list `changes`"
        };
        let message = format!("`{}` asks for no change: {why}", named.value);
        return Err((Some(named.range), message));
    }
    let mut source = Vec::new();
    if written > 0 {
        source.push(counted(written, format!("written down in {path}")));
    }
    if compared > 0 {
        source.push(counted(
            compared,
            format!(
                "that {} from the chain to {path}",
                if compared == 1 { "leads" } else { "lead" }
            ),
        ));
    }
    Ok((all, source.join(", ")))
}

fn is_unknown(change: &model::Change) -> bool {
    let mut operations = change.parts.iter().map(|it| &it.operation);
    change.parts.is_empty() || operations.any(|it| matches!(it, Operation::Unknown(_)))
}

/// The file that a request calls its database spec: by its path from the project's root, or from
/// the request's own folder.
fn find(analysis: &Analysis, request: FileId, named: &str) -> Option<FileId> {
    let wanted = named.trim_start_matches("./").trim_start_matches('/');
    if wanted.is_empty() || wanted.split('/').any(|it| it == "..") {
        return None;
    }
    let folder = analysis.path(request)?;
    let folder = folder.rsplit_once('/').map_or("", |it| it.0);
    let beside = format!("{folder}/{wanted}");
    if let Some(file) = analysis
        .file_id(wanted)
        .or_else(|| analysis.file_id(&beside))
    {
        return Some(file);
    }
    let suffix = format!("/{wanted}");
    let mut all = analysis.files().into_iter().filter(|it| {
        let path = analysis.path(*it);
        path.is_some_and(|it| it.ends_with(&suffix))
    });
    let first = all.next()?;
    // Two projects may have one of the same name: nothing is guessed.
    all.next().is_none().then_some(first)
}

/// The changes that a spec writes down, of which each may have run long ago.
fn written_down(document: &Document) -> impl Iterator<Item = &Operation> {
    document
        .migrations
        .iter()
        .filter(|it| {
            matches!(
                it.source,
                MigrationSource::Fence { .. } | MigrationSource::Written { .. }
            )
        })
        .flat_map(|it| &it.upgrade)
        .flat_map(|it| &it.parts)
        .map(|it| &it.operation)
        .filter(|it| !matches!(it, Operation::NoChange(_) | Operation::Unknown(_)))
}

/// Whether the state has it already.
fn is_done(operation: &Operation, state: &Catalog) -> bool {
    let table = operation.table().and_then(|it| state.table(it));
    match operation {
        Operation::CreateTable(_) => table.is_some(),
        Operation::DropTable(_) => table.is_none(),
        Operation::AddColumn(it) => {
            table.is_some_and(|table| table.column(it.column.name.as_str()).is_some())
        }
        Operation::DropColumn(it) => {
            table.is_none_or(|table| table.column(it.column.as_str()).is_none())
        }
        Operation::RenameColumn(it) => {
            table.is_some_and(|table| table.column(it.column.as_str()).is_none())
        }
        Operation::AddIndex(it) => {
            let name = it.name.as_ref();
            let known = |name: &model::Name| {
                table.is_some_and(|it| it.indexes.iter().any(|it| it.name == name.text))
            };
            name.is_some_and(known)
        }
        Operation::AlterColumn(it) => {
            let column = table.and_then(|table| table.column(it.column.as_str()));
            column.is_some_and(|column| match &it.action {
                ColumnAction::Type { ty, .. } => column.ty.as_ref() == Some(ty),
                ColumnAction::SetNotNull => column.nullable == Some(false),
                ColumnAction::DropNotNull => column.nullable == Some(true),
                ColumnAction::DropDefault => column.default.is_none(),
                _ => false,
            })
        }
        _ => false,
    }
}

/// What `environment_sync` says of each deploy: of the environments that are known, and of the
/// one that the request names.
fn environments(
    analysis: &Analysis,
    request: &MigrationRequest,
    places: &[Place],
) -> Vec<Vec<EnvironmentPlace>> {
    let workspace = analysis.workspace();
    let asked = request.environment.as_ref().map(|it| it.value);
    let mut known = Vec::new();
    for environment in environments::ALL {
        let state = workspace
            .environments
            .iter()
            .find(|it| it.environment == environment);
        let state = state.map(|it| it.current.clone()).unwrap_or_default();
        let current = match (state, asked == Some(environment)) {
            (Current::Unknown, false) => continue,
            (Current::Unknown, true) => match &request.current_version {
                Some(it) => requests::from(&it.value)
                    .map_or(Current::Nothing, |it| Current::Version(it.to_owned())),
                None => continue,
            },
            (state, _) => state,
        };
        known.push((environment, current));
    }
    let first = places.first().and_then(|it| it.parent.clone());
    let mut new = Vec::new();
    let mut res = Vec::new();
    for place in places {
        new.push(place.version.clone());
        let mut entries = Vec::new();
        for (environment, current) in &known {
            let before = match &first {
                Some(parent) => environments::compare(&workspace.chain, current, parent),
                None if *current == Current::Nothing => Some((Status::Synced, Vec::new())),
                None => None,
            };
            // An environment on another branch, or ahead, is nobody's to guess.
            let same = current.version() == first.as_deref();
            let mut missing = match before {
                Some((Status::Ahead, _)) | None if !same => continue,
                Some((_, missing)) => missing,
                None => Vec::new(),
            };
            missing.extend(new.iter().cloned());
            let status = if missing.len() == 1 {
                Status::Pending
            } else {
                Status::Behind
            };
            entries.push(EnvironmentPlace {
                environment: word(*environment),
                current_version: current.version().map(str::to_owned),
                target_version: place.version.clone(),
                status: status.as_str(),
                migrations_to_apply: missing,
            });
        }
        res.push(entries);
    }
    res
}
