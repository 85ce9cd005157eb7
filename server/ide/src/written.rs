//! A plan, written into the document it was asked for.

mod kept;
mod markdown;
mod places;
mod versions;

use model::operation::Change;
use model::specification::Specification;
use model::{Migration, MigrationSource};
use plan::Plan;
use plan::write::{Place, Placement};
use syntax::{TextEdit, TextRange, TextSize};

use crate::{Analysis, FileEdit, FileId, WorkspaceEdit};

pub(crate) use places::{Standing, is_written_out, standing};

/// Where a plan goes.
pub(crate) struct Target<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) file: FileId,
    pub(crate) text: &'a str,
    pub(crate) migration: &'a Migration,
    /// Of the migration in its document.
    pub(crate) index: usize,
    /// What is taken out; `None`: all of the migration.
    pub(crate) change: Option<&'a Change>,
}

/// Where the specifications of a plan are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Into {
    /// Into the document that the change stands in.
    Document,
    /// Into files of their own beside it.
    Files,
}

/// Writes the plan out in the manner of the document that the change stands in.
pub(crate) fn write(target: &Target<'_>, plan: &Plan, into: Into) -> Option<WorkspaceEdit> {
    let edits = match &target.migration.source {
        MigrationSource::Specification(it) => return into_specification(target, it, plan, into),
        MigrationSource::Compared(_) => return into_files(target.analysis, target.file, plan),
        MigrationSource::Revision(_) => return None,
        MigrationSource::Script => into_script(target, plan),
        MigrationSource::Fence { .. } => into_markdown(target, plan),
        MigrationSource::Written { .. } => below_words(target, plan),
    };
    let mut edits = edits?;
    edits.sort_by_key(|it| (it.range.start(), it.range.end()));
    Some(WorkspaceEdit {
        edits: vec![FileEdit {
            file: target.file,
            edits,
        }],
        creates: Vec::new(),
    })
}

/// Writes the plan out where the operation stood. In a migration that may be rewritten the
/// operation is taken out, and what followed the migration follows the plan; one that may not
/// keeps it, and the plan goes behind the chain's last version.
fn into_specification(
    target: &Target<'_>,
    specification: &Specification,
    plan: &Plan,
    into: Into,
) -> Option<WorkspaceEdit> {
    let alone = match target.change {
        Some(_) => target.migration.upgrade.len() == 1,
        None => true,
    };
    let (own, links, free) = match standing(target.analysis, target.file, target.index) {
        Standing::Free { own, links } => (own, links, true),
        Standing::Fixed => (None, Vec::new(), false),
    };
    let parent = own.as_ref().map(|it| it.version.clone());
    let takes_over = alone && free && own.as_ref().is_some_and(|it| !it.version.is_empty());
    let places = places::places(
        target.analysis,
        parent.as_deref(),
        own.filter(|_| takes_over),
        plan,
    );
    let last = places.last().map(|it| it.version.clone());
    let placement = placement(Some(specification), places);
    let mut placement = placement;
    if takes_over {
        placement.part_of = Some(part_of(specification));
    }
    let mut written = plan::write::specifications(plan, &placement);
    if takes_over {
        let document = target.analysis.document(target.file)?;
        kept::keep(target.text, specification, &document.comments).put(&mut written);
    }
    let indent = column_of(target.text, specification.key.start());
    let mut edits = Vec::new();
    let mut end = end_of_block(target.text, specification.range.end());
    if takes_over && !written.is_empty() {
        let first = written.remove(0);
        let range = TextRange::new(specification.key.start(), specification.range.end());
        edits.push(TextEdit::replace(
            range,
            indented(&first, indent).trim_start().trim_end(),
        ));
        end = specification.range.end();
    } else if free {
        edits.extend(take_out(target)?);
    }
    let mut creates = Vec::new();
    match into {
        Into::Document => {
            let mut rest = String::new();
            for text in &written {
                rest.push_str(&format!(
                    "\n{}---\n{}",
                    " ".repeat(indent),
                    indented(text, indent).trim_end()
                ));
            }
            if !rest.is_empty() {
                edits.push(TextEdit::insert(end, rest));
            }
        }
        Into::Files => {
            let path = target.analysis.path(target.file)?;
            let skipped = plan.deploys.len() - written.len();
            let names = plan.deploys.iter().zip(&placement.places).skip(skipped);
            for ((deploy, place), text) in names.zip(written) {
                let name = file_name(&path, target.migration, &place.version, &deploy.name)?;
                if target.analysis.file_id(&name).is_some() {
                    return None;
                }
                creates.push((name, text));
            }
        }
    }
    let mut all = vec![FileEdit {
        file: target.file,
        edits: own_line_ends(target.text, edits),
    }];
    // A plan that could not take the place stands beside it, and nothing follows it yet.
    let last = last.filter(|_| free);
    for edit in last
        .map(|it| places::relink(target.analysis, &links, &it))
        .unwrap_or_default()
    {
        match all.iter_mut().find(|it| it.file == edit.file) {
            Some(known) => known.edits.extend(edit.edits),
            None => all.push(edit),
        }
    }
    for it in &mut all {
        it.edits
            .sort_by_key(|it| (it.range.start(), it.range.end()));
    }
    all.retain(|it| !it.edits.is_empty());
    Some(WorkspaceEdit {
        edits: all,
        creates,
    })
}

/// What a plan's specifications are parts of, in the words of the one that they stand for.
fn part_of(specification: &Specification) -> String {
    let section = specification.migration.as_ref();
    let said = section.and_then(|it| it.value.description.as_ref());
    let said = said.map(|it| it.value.split_whitespace().collect::<Vec<_>>().join(" "));
    let name = specification.name().map(|it| it.value.as_str());
    match (name, said.filter(|it| !it.is_empty())) {
        (Some(name), Some(said)) => format!("{name} ({})", said.trim_end_matches('.')),
        (Some(name), None) => name.to_owned(),
        (None, Some(said)) => said.trim_end_matches('.').to_owned(),
        (None, None) => "one migration".to_owned(),
    }
}

/// A file beside `path`, named as that one is named after its own version; `None` for a path
/// without a folder and a file.
fn file_name(path: &str, migration: &Migration, version: &str, name: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |it| it);
    let (stem, extension) = file.rsplit_once('.')?;
    let own = match &migration.source {
        MigrationSource::Specification(it) => it.version().map(|it| it.value.clone()),
        MigrationSource::Script
        | MigrationSource::Fence { .. }
        | MigrationSource::Written { .. }
        | MigrationSource::Revision(_)
        | MigrationSource::Compared(_) => None,
    };
    // `V0042__add_users`: what stands before the version, and between it and the name.
    let (before, between) = own
        .as_deref()
        .filter(|it| !it.is_empty())
        .and_then(|it| stem.split_once(it))
        .map_or(("", "_"), |(before, after)| {
            let marks = after.len() - after.trim_start_matches(['_', '-', '.', ' ']).len();
            (before, if marks == 0 { "_" } else { &after[..marks] })
        });
    let safe = |it: char| {
        if it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ':') {
            it
        } else {
            '_'
        }
    };
    let version: String = version.chars().map(safe).collect();
    let name: String = name.chars().map(safe).collect();
    let file = format!("{before}{version}{between}{name}.{extension}");
    Some(if folder.is_empty() && !path.starts_with('/') {
        file
    } else {
        format!("{folder}/{file}")
    })
}

/// Replaces a statement of a script by the statements of its steps.
fn into_script(target: &Target<'_>, plan: &Plan) -> Option<Vec<TextEdit>> {
    let text = plan::write::script(plan);
    let mut range = target.change?.range;
    // The script's statements bring their own semicolons.
    let after = &target.text[usize::from(range.end())..];
    if after.starts_with(';') {
        range = TextRange::new(range.start(), range.end() + TextSize::of(';'));
    }
    Some(own_line_ends(
        target.text,
        vec![TextEdit::replace(range, text.trim_end())],
    ))
}

/// Turns a fence's statement into a comment, and puts the specifications into a fence behind it.
fn into_markdown(target: &Target<'_>, plan: &Plan) -> Option<Vec<TextEdit>> {
    let range = target.change?.range;
    let mut edits = Vec::new();
    // Every line of the statement but the first, which the statement may share with another.
    for (at, line) in target.text[range]
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
    {
        let offset = range.start() + syntax::text::size(at);
        let blanks = line.len() - line.trim_start().len();
        let offset = offset + syntax::text::size(if at == 0 { 0 } else { blanks });
        edits.push(TextEdit::insert(offset, "-- split below: "));
    }
    let fence_end = end_of_fence(target.text, range.end());
    edits.push(behind(target, plan, fence_end));
    Some(own_line_ends(target.text, edits))
}

/// Puts the specifications behind a section that writes its changes down in words, or behind a
/// fence of Alembic's calls; the words stay.
fn below_words(target: &Target<'_>, plan: &Plan) -> Option<Vec<TextEdit>> {
    target.change?;
    let edits = vec![behind(target, plan, target.migration.range.end())];
    Some(own_line_ends(target.text, edits))
}

/// A plan's specifications as Markdown, behind a fence or section.
fn behind(target: &Target<'_>, plan: &Plan, end: TextSize) -> TextEdit {
    let placement = placement(None, places::places(target.analysis, None, None, plan));
    let mut plan = plan.clone();
    for (deploy, place) in plan.deploys.iter_mut().zip(&placement.places) {
        deploy.version.clone_from(&place.version);
    }
    let written = plan::write::specifications(&plan, &placement);
    let indent = column_of(target.text, target.migration.range.start());
    let heading = markdown::heading_level(target.text, usize::from(end));
    let heading = heading.filter(|_| indent == 0);
    let section = markdown::section(&plan, &written, heading, indent);
    TextEdit::insert(end, format!("\n\n{section}"))
}

/// Writes one file for each deploy, behind the chain's last version: beside its last
/// specification, or in `migrations` beside the spec where there is none. `None` without deploys.
pub(crate) fn into_files(analysis: &Analysis, file: FileId, plan: &Plan) -> Option<WorkspaceEdit> {
    let spec = analysis.path(file)?;
    let chain = &analysis.workspace().chain;
    let folder = |path: &str| path.rsplit_once('/').map(|it| it.0.to_owned());
    let folder = match chain.nodes.last() {
        Some(last) => folder(&last.path).unwrap_or_default(),
        None => format!("{}/migrations", folder(&spec).unwrap_or_default()),
    };
    let folder = folder.trim_start_matches("./");
    let places = places::places(analysis, None, None, plan);
    let mut placement = placement(None, places);
    placement.database_spec = Some(relative(&spec, folder));
    let written = plan::write::specifications(plan, &placement);
    let mut creates = Vec::new();
    for ((deploy, place), text) in plan.deploys.iter().zip(&placement.places).zip(written) {
        let name = format!("{}_{}.yaml", place.version, deploy.name);
        let safe = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let name: String = name
            .chars()
            .map(|it| if safe(it) { it } else { '_' })
            .collect();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        creates.push((path, text));
    }
    (!creates.is_empty()).then_some(WorkspaceEdit {
        edits: Vec::new(),
        creates,
    })
}

/// A spec's path from the nearest folder that holds both it and the specifications.
fn relative(spec: &str, folder: &str) -> String {
    let (spec_parts, folder_parts): (Vec<&str>, Vec<&str>) =
        (spec.split('/').collect(), folder.split('/').collect());
    let shared = spec_parts
        .iter()
        .zip(&folder_parts)
        .take_while(|(a, b)| a == b)
        .count();
    // From `specs` on, as people write it, when it is on the way.
    let root = spec_parts.iter().rposition(|it| *it == "specs");
    let from = root.filter(|it| *it < shared).unwrap_or(shared);
    spec_parts[from..].join("/")
}

/// Removes the operation, and the downgrade's operation that only undid it.
fn take_out(target: &Target<'_>) -> Option<Vec<TextEdit>> {
    let change = target.change?;
    let mut edits = vec![remove_item(target.text, change.range)];
    let path = target.analysis.path(target.file)?;
    let before = target
        .analysis
        .workspace()
        .place(&path, target.index)
        .before;
    let undone: Vec<&Change> = target
        .migration
        .downgrade
        .iter()
        .filter(|down| undoes(down, change, before))
        .collect();
    // An empty list would not be a downgrade any more.
    if undone.len() < target.migration.downgrade.len() {
        edits.extend(undone.iter().map(|it| remove_item(target.text, it.range)));
    }
    Some(edits)
}

/// Whether a downgrade's change is about the same column, constraint or index as an upgrade's.
fn undoes(down: &Change, up: &Change, before: &model::Catalog) -> bool {
    let inverse: Vec<_> = up
        .parts
        .iter()
        .filter_map(|it| model::inverse::inverse(&it.operation, before))
        .flatten()
        .collect();
    !inverse.is_empty()
        && down.parts.iter().all(|it| {
            inverse.iter().any(|other| {
                other.word() == it.operation.word()
                    && other.table() == it.operation.table()
                    && other.column() == it.operation.column()
            })
        })
}

/// A list item with its dash and its line.
fn remove_item(text: &str, range: TextRange) -> TextEdit {
    let start = text[..usize::from(range.start())]
        .rfind('\n')
        .map_or(0, |it| it + 1);
    let end = text[usize::from(range.end())..]
        .find('\n')
        .map_or(text.len(), |it| usize::from(range.end()) + it + 1);
    TextEdit::replace(
        TextRange::new(syntax::text::size(start), syntax::text::size(end)),
        "",
    )
}

/// The next free places of the chain, for a plan that is printed or written to files. `after` is
/// the last version that an earlier plan of the same file took.
pub(crate) fn following(
    analysis: &Analysis,
    migration: &Migration,
    after: Option<&str>,
    plan: &Plan,
) -> Placement {
    let specification = match &migration.source {
        MigrationSource::Specification(it) => Some(it.as_ref()),
        MigrationSource::Script
        | MigrationSource::Fence { .. }
        | MigrationSource::Written { .. }
        | MigrationSource::Revision(_)
        | MigrationSource::Compared(_) => None,
    };
    let places = places::places(analysis, after, None, plan);
    placement(specification, places)
}

/// Places behind a version of the chain (`None`: at its beginning); the first of them is `first`
/// where that is given.
pub(crate) fn places_after(
    analysis: &Analysis,
    parent: Option<String>,
    first: Option<String>,
    plan: &Plan,
) -> Vec<Place> {
    let Some(first) = first else {
        let mut places = places::places(analysis, parent.as_deref(), None, plan);
        if let (None, Some(place)) = (parent, places.first_mut()) {
            place.parent = None;
        }
        return places;
    };
    let mut rest = plan.clone();
    rest.deploys = rest.deploys.split_off(plan.deploys.len().min(1));
    let more = places::places(analysis, Some(&first), None, &rest);
    let mut places = vec![Place {
        parent,
        version: first,
    }];
    places.extend(more);
    places
}

fn placement(specification: Option<&Specification>, places: Vec<Place>) -> Placement {
    let meta = specification
        .and_then(|it| it.meta.as_ref())
        .map(|it| &it.value);
    let text = |it: Option<&model::specification::Spanned<String>>| it.map(|it| it.value.clone());
    Placement {
        places,
        feature_spec: text(meta.and_then(|it| it.feature_spec.as_ref())),
        database_spec: text(meta.and_then(|it| it.database_spec.as_ref())),
        author: text(
            specification
                .and_then(|it| it.migration.as_ref())
                .and_then(|it| it.value.author.as_ref()),
        ),
        created_at: text(
            specification
                .and_then(|it| it.migration.as_ref())
                .and_then(|it| it.value.created_at.as_ref()),
        ),
        ..Placement::default()
    }
}

/// Columns of blanks before an offset in its line.
fn column_of(text: &str, offset: TextSize) -> usize {
    let before = &text[..usize::from(offset)];
    let line = &before[before.rfind('\n').map_or(0, |it| it + 1)..];
    if line.trim().is_empty() {
        line.len()
    } else {
        0
    }
}

fn indented(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str(&pad);
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// The end of the line that holds the last byte of a block.
fn end_of_block(text: &str, end: TextSize) -> TextSize {
    let rest = &text[usize::from(end)..];
    let line = rest.find('\n').unwrap_or(rest.len());
    end + TextSize::of(rest[..line].trim_end())
}

/// Behind the fence that is open at an offset.
fn end_of_fence(text: &str, offset: TextSize) -> TextSize {
    let mut at = usize::from(offset);
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let mark = line.trim();
        if mark.starts_with("```") || mark.starts_with("~~~") {
            return syntax::text::size(
                at - (line.len() - line.trim_end_matches(['\r', '\n']).len()),
            );
        }
    }
    syntax::text::size(text.len())
}

fn own_line_ends(text: &str, mut edits: Vec<TextEdit>) -> Vec<TextEdit> {
    if syntax::text::line_end(text) == "\r\n" {
        for edit in &mut edits {
            edit.insert = edit.insert.replace('\n', "\r\n");
        }
    }
    edits
}
