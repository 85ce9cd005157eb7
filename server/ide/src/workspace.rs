//! The files, their texts and what was read from them; snapshots for readers.
//!
//! A file's reading is computed on demand, once for each text, and shared by every snapshot that
//! holds the text. The workspace (the chain and what it builds) is computed once for each state
//! of all files.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use analysis::Finding;
use analysis::chain::{self, Workspace};
use analysis::compared::{self, Versions};
use analysis::requests::Contexts;
use model::mention::Mention;
use model::specification::MigrationRequest;
use model::{Catalog, Context, Document};
use syntax::{Language, LineIndex};

use crate::Config;
use crate::occurrences::Index;

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
    files: Arc<HashMap<FileId, Arc<FileState>>>,
    /// SQL scripts and specs that describe the state before everything else (`--schema`).
    base: Arc<Vec<FileId>>,
    config: Arc<Config>,
    /// With what it says of other environments.
    all_config: Arc<Config>,
    earlier: Arc<Earlier>,
    world: Arc<OnceLock<World>>,
}

/// Earlier versions of files, to compare them with.
#[derive(Debug, Default)]
struct Earlier {
    /// What they are called: `HEAD`. Empty when there are none.
    revision: String,
    files: HashMap<String, Arc<FileState>>,
}

/// What all files say together.
#[derive(Debug)]
struct World {
    workspace: Workspace,
    /// The configured context, with the row counts that specs state.
    context: Context,
    /// What the rules say of each file that somebody asked about.
    findings: Mutex<HashMap<FileId, Arc<Vec<Finding>>>>,
    /// Where every name stands, once somebody asks.
    occurrences: OnceLock<Index>,
}

struct FileState {
    path: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Arc<LineIndex>>,
    read: OnceLock<Read>,
    /// The last text of the file that was read, until this one is.
    before: Mutex<Option<Before>>,
    mentions: OnceLock<Arc<Vec<Mention>>>,
}

/// What was read of a text.
struct Read {
    document: Arc<Document>,
    /// For reading the file again after an edit.
    kept: Arc<model::lower::Kept>,
}

/// A text that a file had before, and what was kept when it was read.
#[derive(Clone)]
struct Before {
    text: Arc<str>,
    kept: Arc<model::lower::Kept>,
}

impl FileState {
    fn new(path: &str, text: Arc<str>, before: Option<Before>) -> FileState {
        FileState {
            path: path.into(),
            text,
            lines: OnceLock::new(),
            read: OnceLock::new(),
            before: Mutex::new(before),
            mentions: OnceLock::new(),
        }
    }

    /// For the next text of the file: this one when it was read, else the one before.
    fn before_next(&self) -> Option<Before> {
        match self.read.get() {
            Some(read) => Some(Before {
                text: self.text.clone(),
                kept: read.kept.clone(),
            }),
            None => self.last_read().clone(),
        }
    }

    fn last_read(&self) -> MutexGuard<'_, Option<Before>> {
        // It is there or not, whatever panicked elsewhere.
        self.before.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the file says. `None` for one of no language of ours.
    fn document(&self) -> Option<Arc<Document>> {
        let language = Language::of_path(&self.path).or_else(|| guess(&self.text))?;
        let read = self.read.get_or_init(|| {
            let before = self.last_read().take();
            let before = before.as_ref().map(|it| (&*it.text, &*it.kept));
            let (document, kept) = model::lower_again(&self.text, language, before);
            Read {
                document: Arc::new(document),
                kept: Arc::new(kept),
            }
        });
        Some(read.document.clone())
    }
}

impl fmt::Debug for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Users' text does not go into logs.
        write!(f, "FileState({}, {} bytes)", self.path, self.text.len())
    }
}

impl AnalysisHost {
    pub fn new(config: Config) -> AnalysisHost {
        let mut host = AnalysisHost::default();
        host.set_config(config);
        host
    }

    /// Sets a file's text, adds the file when it is new. Paths are compared as given; the caller
    /// makes them absolute and normal.
    pub fn set_file(&mut self, path: &str, text: Arc<str>) -> FileId {
        let next = FileId(u32::try_from(self.state.ids.len()).unwrap_or(u32::MAX));
        let id = match self.state.ids.get(path) {
            Some(id) => *id,
            None => {
                Arc::make_mut(&mut self.state.ids).insert(path.to_owned(), next);
                next
            }
        };
        let known = self.state.files.get(&id);
        if known.is_some_and(|it| it.text == text) {
            return id;
        }
        let before = known.and_then(|it| it.before_next());
        let file = FileState::new(path, text, before);
        Arc::make_mut(&mut self.state.files).insert(id, Arc::new(file));
        self.state.world = Arc::default();
        id
    }

    /// Forgets a file; its id is not used again for another path.
    pub fn remove_file(&mut self, path: &str) {
        if let Some(id) = self.state.ids.get(path).copied() {
            Arc::make_mut(&mut self.state.files).remove(&id);
            self.state.world = Arc::default();
        }
    }

    /// Files that describe the state before everything else, in order; they are not judged.
    pub fn set_base(&mut self, files: Vec<FileId>) {
        self.state.base = Arc::new(files);
        self.state.world = Arc::default();
    }

    /// Earlier versions of files, by path, and what they are called (`HEAD`): what an edit of a
    /// spec changes is told by comparing. A file that is not among them was not there. With an
    /// empty `revision` nothing is compared.
    pub fn set_earlier(&mut self, revision: &str, files: Vec<(String, Arc<str>)>) {
        let known = &self.state.earlier.files;
        let read = |path: String, text: Arc<str>| match known.get(&path) {
            Some(file) if file.text == text => (path, Arc::clone(file)),
            _ => {
                let file = Arc::new(FileState::new(&path, text, None));
                (path, file)
            }
        };
        let files: HashMap<String, Arc<FileState>> = files
            .into_iter()
            .map(|(path, text)| read(path, text))
            .collect();
        self.state.earlier = Arc::new(Earlier {
            revision: revision.to_owned(),
            files,
        });
        self.state.world = Arc::default();
    }

    /// Sets the configuration; [`Analysis::config`] answers what of it is in force.
    pub fn set_config(&mut self, config: Config) {
        self.state.config = Arc::new(config.in_force());
        self.state.all_config = Arc::new(config);
        self.state.world = Arc::default();
    }

    /// The state as it is now.
    pub fn analysis(&self) -> Analysis {
        Analysis {
            state: self.state.clone(),
        }
    }
}

impl Analysis {
    /// A host that goes on from this snapshot.
    pub fn into_host(self) -> AnalysisHost {
        AnalysisHost { state: self.state }
    }

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

    /// What is configured for the environment at hand ([`Config::in_force`]).
    pub fn config(&self) -> &Config {
        &self.state.config
    }

    /// Where the lines of a file begin.
    pub fn line_index(&self, file: FileId) -> Option<Arc<LineIndex>> {
        let file = self.state.files.get(&file)?;
        Some(
            file.lines
                .get_or_init(|| Arc::new(LineIndex::new(&file.text)))
                .clone(),
        )
    }

    pub(crate) fn file_text(&self, file: FileId) -> Option<Arc<str>> {
        self.state.files.get(&file).map(|it| it.text.clone())
    }

    /// What a file says, with the changes that comparing has found in it. `None` for a file that
    /// is not there, or of no language of ours.
    pub(crate) fn document(&self, file: FileId) -> Option<Arc<Document>> {
        let read = self.reading(file)?;
        if self.state.earlier.revision.is_empty() {
            return Some(read);
        }
        let path = &self.state.files.get(&file)?.path;
        let found = self.workspace().compared.documents.get(&**path);
        Some(found.cloned().unwrap_or(read))
    }

    /// By the path, else by what the text looks like.
    pub(crate) fn language(&self, file: FileId) -> Option<Language> {
        let file = self.state.files.get(&file)?;
        Language::of_path(&file.path).or_else(|| guess(&file.text))
    }

    /// What a file says by itself, as the model reads it: for the command line, which prints
    /// schemas.
    pub fn reading(&self, file: FileId) -> Option<Arc<Document>> {
        self.state.files.get(&file)?.document()
    }

    /// What earlier versions are called, and whether this file had one that described tables
    /// where it describes none any more.
    pub(crate) fn emptied(&self, file: FileId) -> Option<&str> {
        let path = &self.state.files.get(&file)?.path;
        let emptied = &self.workspace().compared.emptied;
        let revision = self.state.earlier.revision.as_str();
        emptied.iter().any(|it| **it == **path).then_some(revision)
    }

    /// What the chain of specifications builds: for the command line, which compares schemas.
    pub fn built(&self) -> Catalog {
        self.workspace().latest.clone()
    }

    /// Whether a specification of the chain has a version; `None` when there is no specification.
    pub fn has_version(&self, version: &str) -> Option<bool> {
        let chain = &self.workspace().chain;
        (!chain.nodes.is_empty()).then(|| chain.of_version(version).next().is_some())
    }

    /// What a file names, and where. Empty for a file that is not there.
    pub(crate) fn mentions(&self, file: FileId) -> Arc<Vec<Mention>> {
        let (Some(document), Some(state)) = (self.document(file), self.state.files.get(&file))
        else {
            return Arc::default();
        };
        let read = || Arc::new(model::mention::mentions(&state.text, &document));
        state.mentions.get_or_init(read).clone()
    }

    /// Where every name of every file stands.
    pub(crate) fn occurrences(&self) -> &Index {
        let world = self.world();
        world.occurrences.get_or_init(|| Index::of(self))
    }

    pub(crate) fn context(&self) -> &Context {
        &self.world().context
    }

    /// What a request makes of the configured context.
    pub(crate) fn request_context(&self, request: &MigrationRequest) -> Context {
        let of = |it| self.state.all_config.in_force_at(it).context();
        let contexts = Contexts {
            configured: self.context(),
            of: Some(&of),
        };
        analysis::requests::context(request, &contexts)
    }

    /// The chain, and the state before each migration.
    pub(crate) fn workspace(&self) -> &Workspace {
        &self.world().workspace
    }

    /// What the rules say of a file, asked once for each state of all files.
    pub(crate) fn findings(&self, file: FileId) -> Arc<Vec<Finding>> {
        let findings = &self.world().findings;
        // A panic elsewhere left the map as it was: entries are whole or absent.
        let known = || findings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&file) {
            return known.clone();
        }
        let found = Arc::new(crate::diagnostics::find(self, file));
        known().insert(file, found.clone());
        found
    }

    fn world(&self) -> &World {
        self.state.world.get_or_init(|| {
            let judged = |it: &FileId| !self.state.base.contains(it);
            let documents: Vec<(String, Arc<Document>)> = self
                .files()
                .into_iter()
                .filter(judged)
                .filter_map(|it| Some((self.path(it)?.to_string(), self.reading(it)?)))
                .collect();
            let with_rows = |config: &Config| {
                let mut context = config.context();
                for read in documents.iter().flat_map(|(_, it)| &it.schema.tables) {
                    if let Some(rows) = read.table.rows {
                        let name = read.table.name.to_string();
                        context.rows.entry(name).or_insert(rows);
                    }
                }
                context
            };
            let context = with_rows(&self.state.config);
            let contexts = Contexts {
                configured: &context,
                of: Some(&|it| with_rows(&self.state.all_config.in_force_at(it))),
            };
            let base = self.base_catalog();
            let mut workspace = chain::build(documents.clone(), &base, &contexts);
            if !self.state.earlier.revision.is_empty() {
                let revision = &self.state.earlier.revision;
                workspace.compared = compared::compare(&workspace, &self.versions(), revision);
            }
            World {
                workspace,
                context,
                findings: Mutex::default(),
                occurrences: OnceLock::new(),
            }
        })
    }

    /// The specs as they are, as they were, or both.
    fn versions(&self) -> Vec<Versions> {
        let mut all = Vec::new();
        let earlier = &self.state.earlier.files;
        for file in self.state.files.values() {
            if Language::of_path(&file.path) == Some(Language::Markdown)
                && let Some(document) = file.document()
            {
                let was = earlier.get(&*file.path);
                let was = was.and_then(|it| Some((it.text.clone(), it.document()?)));
                all.push(Versions {
                    path: file.path.to_string(),
                    text: file.text.clone(),
                    document,
                    earlier: was,
                });
            }
        }
        // A spec that is gone: its tables may have moved.
        for (path, file) in earlier {
            if !self
                .state
                .ids
                .get(path)
                .is_some_and(|it| self.state.files.contains_key(it))
                && let Some(document) = file.document()
            {
                all.push(Versions {
                    path: path.clone(),
                    text: "".into(),
                    document: Arc::new(model::lower("", Language::Markdown)),
                    earlier: Some((file.text.clone(), document)),
                });
            }
        }
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }

    fn base_catalog(&self) -> Catalog {
        let mut catalog = Catalog::default();
        for document in self.state.base.iter().filter_map(|it| self.reading(*it)) {
            for change in document.migrations.iter().flat_map(|it| &it.upgrade) {
                catalog.apply(change);
            }
            let described = model::schema::to_catalog(&document.schema);
            let tables = Arc::make_mut(&mut catalog.tables);
            for (key, table) in described.tables.iter() {
                tables.entry(key.clone()).or_insert_with(|| table.clone());
            }
        }
        catalog.seal();
        catalog.whole = !self.state.base.is_empty();
        catalog
    }
}

/// The language of a text without a telling path (standard input): a specification's root key
/// makes it YAML, a heading or a table Markdown, anything else is SQL.
fn guess(text: &str) -> Option<Language> {
    let yaml = [
        "database_migration_specification:",
        "skill: backend-database-migration",
        "record:",
    ];
    let line = |it: &str| it.starts_with('#') || it.starts_with("```") || it.starts_with('|');
    Some(
        if text
            .lines()
            .any(|it| yaml.iter().any(|key| it.starts_with(key)))
        {
            Language::Yaml
        } else if text.lines().any(line) {
            Language::Markdown
        } else {
            Language::Sql
        },
    )
}
