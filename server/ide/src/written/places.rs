//! Where a plan's specifications go in the chain, and what is linked again behind them.

use std::collections::BTreeSet;

use analysis::chain::Node;
use plan::Plan;
use plan::write::Place;
use syntax::{TextEdit, TextRange};

use super::versions::next_version;
use crate::{Analysis, FileEdit, FileId};

/// What may be done with the migration that a plan is made for.
pub(crate) enum Standing {
    /// It is applied nowhere, and so is what follows it: it may be rewritten.
    Free {
        /// Its place in the chain; `None` for one without a version.
        own: Option<Place>,
        /// Where migrations name it as their parent.
        links: Vec<Link>,
    },
    /// It is applied, or nobody says that it is not while others build on it: it stays.
    Fixed,
}

/// The place where a migration names its parent.
pub(crate) struct Link {
    file: FileId,
    range: TextRange,
}

/// The standing of a migration of a file. A head that no record speaks of is taken for one that
/// is being written; anything else that no record speaks of is taken for applied.
pub(crate) fn standing(analysis: &Analysis, file: FileId, migration: usize) -> Standing {
    let free = |own, links| Standing::Free { own, links };
    let Some(path) = analysis.path(file) else {
        return free(None, Vec::new());
    };
    let chain = &analysis.workspace().chain;
    let Some(node) = chain.node(&path, migration) else {
        return free(None, Vec::new());
    };
    let Some(version) = &node.version else {
        return free(None, Vec::new());
    };
    let is_child = |it: &&Node| it.parent.as_ref() == Some(version) && it.version != node.version;
    let children: Vec<&Node> = chain.nodes.iter().filter(is_child).collect();
    let applied = match node.applied {
        Some(applied) => applied || children.iter().any(|it| it.applied != Some(false)),
        None => !children.is_empty(),
    };
    if applied {
        return Standing::Fixed;
    }
    let link = |it: &&Node| {
        Some(Link {
            file: analysis.file_id(&it.path)?,
            range: it.parent_range?,
        })
    };
    let links: Vec<Link> = children.iter().filter_map(link).collect();
    if links.len() < children.len() {
        return Standing::Fixed;
    }
    let own = Place {
        parent: node.parent.clone(),
        version: version.clone(),
    };
    free(Some(own), links)
}

/// The places of a plan's deploys behind `parent` (`None`: behind the chain's last version). The
/// first one takes `own` when it is given.
pub(crate) fn places(
    analysis: &Analysis,
    parent: Option<&str>,
    own: Option<Place>,
    plan: &Plan,
) -> Vec<Place> {
    let chain = &analysis.workspace().chain;
    let mut taken: BTreeSet<String> = chain
        .nodes
        .iter()
        .filter_map(|it| it.version.clone())
        .collect();
    let newest = chain.nodes.last().and_then(|it| it.version.clone());
    // Numbers go on behind the largest in use, wherever the plan hangs in the chain.
    let mut last = newest.clone().unwrap_or_else(|| "0000".to_owned());
    let mut parent = parent.map(str::to_owned).or(newest);
    if let Some(parent) = &parent
        && !taken.contains(parent)
    {
        last.clone_from(parent);
    }
    let mut res = Vec::new();
    if let Some(own) = own {
        if chain.nodes.is_empty() {
            last.clone_from(&own.version);
        }
        parent = Some(own.version.clone());
        res.push(own);
    }
    for deploy in plan.deploys.iter().skip(res.len()) {
        last = next_version(&last, &deploy.name);
        while taken.contains(&last) {
            last = next_version(&last, &deploy.name);
        }
        taken.insert(last.clone());
        res.push(Place {
            parent: parent.replace(last.clone()),
            version: last.clone(),
        });
    }
    res
}

/// Lets migrations follow `version` that followed another one.
pub(crate) fn relink(analysis: &Analysis, links: &[Link], version: &str) -> Vec<FileEdit> {
    let mut res: Vec<FileEdit> = Vec::new();
    for link in links {
        let Some(text) = analysis.text(link.file) else {
            continue;
        };
        let old = text
            .get(std::ops::Range::from(link.range))
            .unwrap_or_default();
        let quote = old.chars().next().filter(|it| matches!(it, '"' | '\''));
        let new = match quote {
            Some(quote) if !version.contains(['"', '\'', '\\']) => {
                format!("{quote}{version}{quote}")
            }
            Some(_) | None => syntax::edit::quote_if_needed(version),
        };
        let edit = TextEdit::replace(link.range, new);
        match res.iter_mut().find(|it| it.file == link.file) {
            Some(known) => known.edits.push(edit),
            None => res.push(FileEdit {
                file: link.file,
                edits: vec![edit],
            }),
        }
    }
    res
}

/// Whether the chain has migrations of all the plan's names already: somebody wrote it out.
pub(crate) fn is_written_out(analysis: &Analysis, plan: &Plan) -> bool {
    let chain = &analysis.workspace().chain;
    let has = |name: &String| chain.nodes.iter().any(|it| it.name.as_ref() == Some(name));
    !plan.deploys.is_empty() && plan.deploys.iter().all(|it| has(&it.name))
}
