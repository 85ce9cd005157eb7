//! Earlier versions of specs, from git, in tasks of their own.
//!
//! Asked for when a root was read, when a document is opened or saved, and when files change on
//! disk; asks git for one commit and reads no more where that has not moved. Never holds the world
//! while git is asked, and no edit waits for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::MessageType;
use project::git::{self, Earlier, NoEarlier};
use project::{Filter, Interest};

use crate::state::State;
use crate::{guard, publish};

/// A host whose specs are compared with their earlier versions.
#[derive(Debug, Clone)]
pub(crate) struct Comparable {
    /// Of the root, or the folder of files outside every root.
    pub(crate) folder: PathBuf,
    /// `None`: nothing is compared.
    pub(crate) revision: Option<String>,
    /// Somebody has configured it, and wants to know when it does not work.
    pub(crate) configured: bool,
    /// Absolute, sorted.
    pub(crate) paths: Vec<String>,
    /// Which other files count; `None` for none.
    pub(crate) filter: Option<Filter>,
    pub(crate) known: Known,
}

/// What a host was compared with last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    revision: String,
    commit: String,
    paths: Vec<String>,
    /// What was said when there was nothing to compare with.
    notice: String,
}

/// What git has answered.
enum Answer {
    /// Nothing has moved.
    Same,
    New(Known, Earlier),
    Nothing(Known),
}

/// Asks git for every host again.
pub(crate) fn refresh(state: &Arc<State>) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let _one_at_a_time = state.comparing.lock().await;
        let hosts = state.world().comparables();
        let mut changed = false;
        for host in hosts {
            let folder = host.folder.clone();
            let (configured, before) = (host.configured, host.known.clone());
            let Ok(answer) = guard::blocking("earlier", move || ask(&host)).await else {
                continue;
            };
            let (known, earlier) = match answer {
                Answer::Same => continue,
                Answer::New(known, earlier) => (known, Some(earlier)),
                Answer::Nothing(known) => (known, None),
            };
            if !known.notice.is_empty() && known.notice != before.notice {
                tell(&state, &folder, &known.notice, configured).await;
            }
            changed |= state.world().set_earlier(&folder, known, earlier);
        }
        if changed {
            publish::all_changed(&state);
        }
    });
}

fn ask(host: &Comparable) -> Answer {
    let nothing = |revision: &str, notice: String| {
        let known = Known {
            revision: revision.to_owned(),
            notice,
            ..Known::default()
        };
        if known == host.known {
            Answer::Same
        } else {
            Answer::Nothing(known)
        }
    };
    let Some(revision) = host.revision.as_deref() else {
        return nothing("", String::new());
    };
    let none = |why: NoEarlier| nothing(revision, why.notice());
    let commit = match git::commit(&host.folder, revision) {
        Ok(commit) => commit,
        Err(why) => return none(why),
    };
    let known = Known {
        revision: revision.to_owned(),
        commit,
        paths: host.paths.clone(),
        notice: String::new(),
    };
    if known == host.known {
        return Answer::Same;
    }
    let counts = |path: &Path| {
        let filter = host.filter.as_ref();
        filter.is_some_and(|it| it.interest(path) != Interest::No)
    };
    match git::earlier(&host.folder, revision, &host.paths, &counts) {
        Ok(earlier) => Answer::New(known, earlier),
        Err(why) => none(why),
    }
}

/// Says once why specs are not compared: aloud where somebody has asked for it.
async fn tell(state: &State, folder: &Path, notice: &str, configured: bool) {
    let message = format!(
        "Changes of specs in {} are not told: {notice}",
        folder.display()
    );
    if configured {
        state
            .client
            .show_message(MessageType::WARNING, message)
            .await;
    } else {
        state.client.log_message(MessageType::INFO, message).await;
    }
}
