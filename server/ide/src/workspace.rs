//! The files, their texts and what was read from them; snapshots for readers.

use std::collections::HashMap;
use std::sync::Arc;

use crate::Config;

/// A file, for as long as the host lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// Owns the state; changed by one writer.
#[derive(Debug, Default)]
pub struct AnalysisHost {
    state: State,
}

/// An immutable snapshot; cheap to clone, may be sent to another thread.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    state: State,
}

#[derive(Debug, Clone, Default)]
struct State {
    ids: Arc<HashMap<String, FileId>>,
    files: Arc<HashMap<FileId, FileState>>,
    config: Arc<Config>,
}

#[derive(Debug, Clone)]
struct FileState {
    path: Arc<str>,
    text: Arc<str>,
}

impl AnalysisHost {
    pub fn new(config: Config) -> AnalysisHost {
        let state = State {
            config: Arc::new(config),
            ..State::default()
        };
        AnalysisHost { state }
    }

    /// Sets a file's text, adds the file when it is new. Paths are compared as given; the caller
    /// makes them absolute and normal.
    pub fn set_file(&mut self, path: &str, text: Arc<str>) -> FileId {
        let next = FileId(u32::try_from(self.state.ids.len()).unwrap_or(u32::MAX));
        let id = *Arc::make_mut(&mut self.state.ids)
            .entry(path.to_owned())
            .or_insert(next);
        let file = FileState {
            path: path.into(),
            text,
        };
        Arc::make_mut(&mut self.state.files).insert(id, file);
        id
    }

    /// Forgets a file; its id is not used again for another path.
    pub fn remove_file(&mut self, path: &str) {
        if let Some(id) = self.state.ids.get(path).copied() {
            Arc::make_mut(&mut self.state.files).remove(&id);
        }
    }

    pub fn set_config(&mut self, config: Config) {
        self.state.config = Arc::new(config);
    }

    /// The state as it is now.
    pub fn analysis(&self) -> Analysis {
        Analysis {
            state: self.state.clone(),
        }
    }
}

impl Analysis {
    pub fn file_id(&self, path: &str) -> Option<FileId> {
        let id = self.state.ids.get(path).copied()?;
        self.state.files.contains_key(&id).then_some(id)
    }

    pub fn path(&self, file: FileId) -> Option<Arc<str>> {
        self.state.files.get(&file).map(|it| it.path.clone())
    }

    /// Every file, by path.
    pub fn files(&self) -> Vec<FileId> {
        let mut files: Vec<(&Arc<str>, FileId)> = self
            .state
            .files
            .iter()
            .map(|(id, it)| (&it.path, *id))
            .collect();
        files.sort();
        files.into_iter().map(|(_, id)| id).collect()
    }

    pub fn config(&self) -> &Config {
        &self.state.config
    }

    pub(crate) fn file_text(&self, file: FileId) -> Option<Arc<str>> {
        self.state.files.get(&file).map(|it| it.text.clone())
    }
}
