//! Everything that is behind the mutex: one analysis host per root, and what is open.
//!
//! Every root has a host of its own, since two projects in one workspace may define the same
//! table and number their migrations alike. A file outside every root belongs to the host of its
//! folder. Never reads the disk, never awaits.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ide::{Analysis, AnalysisHost};
use lsp_types::Uri;
use project::git::Earlier;
use project::{Problem, Project, Settings};

use crate::earlier::{Comparable, Known};

#[derive(Debug, Default)]
pub(crate) struct World {
    /// Grows with every change; tells which of two answers is newer.
    pub(crate) generation: u64,
    roots: Vec<Root>,
    /// By folder.
    loose: BTreeMap<PathBuf, Loose>,
    /// Documents that are or were open, by path; shared with snapshots.
    pub(crate) known: Arc<HashMap<String, Opened>>,
    /// Texts of the open ones.
    texts: HashMap<String, Arc<str>>,
    /// The editor's settings, above those of every root's file.
    editor: Settings,
    /// Configuration files that are open, as they stand there.
    configs: HashMap<String, project::Read>,
}

/// By path.
pub(crate) type AllKnown = Arc<HashMap<String, Opened>>;

/// A document that the client has opened once.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// As the client spells it; it must hear of the file under the same name when it is closed.
    pub(crate) uri: Uri,
    /// `None` once closed.
    pub(crate) version: Option<i32>,
    /// The generation that began when it was opened: versions begin anew with each opening.
    pub(crate) since: u64,
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    /// `None` until it was read for the first time.
    project: Option<Project>,
    /// Of the last reading.
    problems: Vec<Problem>,
    host: AnalysisHost,
    /// The files that count, as they are on disk.
    disk: HashMap<String, Arc<str>>,
    compared: Known,
    /// The editor's settings for this root, where they are not those of all.
    editor: Option<Settings>,
}

/// The files of a folder outside every root.
#[derive(Debug)]
struct Loose {
    host: AnalysisHost,
    compared: Known,
}

/// A file in its host, as it is now.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) analysis: Analysis,
    pub(crate) file: ide::FileId,
    pub(crate) path: String,
    pub(crate) generation: u64,
    pub(crate) known: Arc<HashMap<String, Opened>>,
}

/// What one configuration file says of versions.
#[derive(Debug)]
pub(crate) struct Baselines {
    pub(crate) path: String,
    pub(crate) named: Vec<(String, ide::TextRange)>,
    pub(crate) projects: Vec<Analysis>,
}

impl World {
    /// Sets the text of an open document.
    pub(crate) fn set_open(&mut self, path: &str, uri: &Uri, version: i32, text: Arc<str>) {
        self.generation += 1;
        let before = self.known.get(path).filter(|it| it.version.is_some());
        let known = Opened {
            uri: uri.clone(),
            version: Some(version),
            since: before.map_or(self.generation, |it| it.since),
        };
        Arc::make_mut(&mut self.known).insert(path.to_owned(), known);
        if is_config(path) {
            self.configs
                .insert(path.to_owned(), project::config::read_toml(&text));
            self.configure();
        } else {
            self.texts.insert(path.to_owned(), text);
            self.place(path);
        }
    }

    /// The document is closed: the text on disk holds again, if the file counts.
    pub(crate) fn close(&mut self, path: &str) {
        self.generation += 1;
        if let Some(known) = Arc::make_mut(&mut self.known).get_mut(path) {
            known.version = None;
        }
        self.texts.remove(path);
        if self.configs.remove(path).is_some() {
            self.configure();
        } else {
            self.place(path);
        }
    }

    /// The document was saved: what is open is what is on disk.
    pub(crate) fn saved(&mut self, path: &str) {
        let Some(text) = self.texts.get(path).cloned() else {
            return;
        };
        if let Some(root) = self.root_of(path)
            && let Some(on_disk) = self.roots[root].disk.get_mut(path)
        {
            *on_disk = text;
        }
    }

    /// A file that counts was read, or is gone. An open document keeps its text.
    pub(crate) fn set_disk(&mut self, path: &str, text: Option<Arc<str>>) {
        let Some(root) = self.root_of(path) else {
            return;
        };
        let disk = &mut self.roots[root].disk;
        let before = disk.get(path).cloned();
        if before == text {
            return;
        }
        match text {
            Some(text) => disk.insert(path.to_owned(), text),
            None => disk.remove(path),
        };
        self.generation += 1;
        self.place(path);
    }

    /// Everything of a root was read. `None` when the root has left meanwhile.
    pub(crate) fn set_root(
        &mut self,
        path: &Path,
        project: Project,
        files: Vec<(String, Arc<str>)>,
        problems: Vec<Problem>,
    ) -> Option<()> {
        let index = self.roots.iter().position(|it| it.path == path)?;
        self.generation += 1;
        let gone: Vec<String> = self.roots[index].disk.drain().map(|it| it.0).collect();
        self.roots[index].project = Some(project);
        self.roots[index].problems = problems;
        self.configure();
        for (file, text) in files {
            // A root inside this one has read its files itself.
            if self.root_of(&file) == Some(index) {
                self.roots[index].disk.insert(file, text);
            }
        }
        let mut touched = gone;
        touched.extend(self.roots[index].disk.keys().cloned());
        touched.extend(self.texts.keys().cloned());
        touched.sort();
        touched.dedup();
        for file in touched {
            self.place(&file);
        }
        Some(())
    }

    /// A root appears, to be read. False when it is there already.
    pub(crate) fn add_root(&mut self, path: PathBuf) -> bool {
        if self.roots.iter().any(|it| it.path == path) {
            return false;
        }
        self.generation += 1;
        let host = AnalysisHost::new(self.editor.config.clone());
        self.roots.push(Root {
            path,
            project: None,
            problems: Vec::new(),
            host,
            disk: HashMap::new(),
            compared: Known::default(),
            editor: None,
        });
        self.rehome();
        true
    }

    pub(crate) fn remove_root(&mut self, path: &Path) {
        self.generation += 1;
        self.roots.retain(|it| it.path != path);
        self.rehome();
    }

    /// Roots that were not read yet and are to be, and all of them with `all`.
    pub(crate) fn roots(&self, all: bool) -> Vec<PathBuf> {
        self.roots
            .iter()
            .filter(|it| all || it.project.is_none())
            .map(|it| it.path.clone())
            .collect()
    }

    /// The editor's settings that hold for a root.
    pub(crate) fn editor(&self, root: &Path) -> Settings {
        let mut roots = self.roots.iter();
        let own = roots.find(|it| it.path == root);
        let own = own.and_then(|it| it.editor.as_ref());
        own.unwrap_or(&self.editor).clone()
    }

    /// The editor's settings, and those of single roots where they are others. True when other
    /// files count now.
    pub(crate) fn set_editor(
        &mut self,
        settings: Settings,
        mut of_roots: HashMap<PathBuf, Settings>,
    ) -> bool {
        let files = |it: &Settings| (it.specs.clone(), it.exclude.clone());
        let mut other_files = false;
        let mut other = self.editor != settings;
        for root in &mut self.roots {
            let own = of_roots.remove(&root.path).filter(|it| *it != settings);
            let before = root.editor.as_ref().unwrap_or(&self.editor);
            let after = own.as_ref().unwrap_or(&settings);
            other_files |= files(before) != files(after);
            other |= before != after;
            root.editor = own;
        }
        // Before there is any root, what is said counts for those to come.
        other_files |= self.roots.is_empty() && files(&self.editor) != files(&settings);
        self.editor = settings;
        if other {
            self.generation += 1;
            self.configure();
        }
        other_files
    }

    /// The project that a path belongs to, once it was read.
    pub(crate) fn project_of(&self, path: &str) -> Option<&Project> {
        self.roots[self.root_of(path)?].project.as_ref()
    }

    pub(crate) fn root_path_of(&self, path: &str) -> Option<PathBuf> {
        Some(self.roots[self.root_of(path)?].path.clone())
    }

    /// Whether a path is a file that counts, as far as the disk was read.
    pub(crate) fn on_disk(&self, path: &str) -> bool {
        self.root_of(path)
            .is_some_and(|it| self.roots[it].disk.contains_key(path))
    }

    /// Files on disk below a folder that is gone.
    pub(crate) fn below(&self, folder: &str) -> Vec<String> {
        let folder = Path::new(folder);
        self.roots
            .iter()
            .flat_map(|it| it.disk.keys())
            .filter(|it| Path::new(it).starts_with(folder))
            .cloned()
            .collect()
    }

    /// A file as it is now; `None` when no host has it.
    pub(crate) fn view(&self, path: &str) -> Option<View> {
        let analysis = self.host_of(path)?.analysis();
        Some(View {
            file: analysis.file_id(path)?,
            analysis,
            path: path.to_owned(),
            generation: self.generation,
            known: Arc::clone(&self.known),
        })
    }

    /// Whether the root of a file was read, so that judgments about it are final.
    pub(crate) fn is_settled(&self, path: &str) -> bool {
        self.root_of(path)
            .is_none_or(|it| self.roots[it].project.is_some())
    }

    /// Every file of every settled host, open ones first: somebody looks at them.
    pub(crate) fn views(&self) -> Vec<View> {
        let settled = self.roots.iter().filter(|it| it.project.is_some());
        let hosts = settled
            .map(|it| &it.host)
            .chain(self.loose.values().map(|it| &it.host));
        let mut views: Vec<View> = hosts
            .flat_map(|host| {
                let analysis = host.analysis();
                let files = analysis.files();
                files.into_iter().filter_map(move |file| {
                    Some((analysis.path(file)?.to_string(), file, analysis.clone()))
                })
            })
            .map(|(path, file, analysis)| View {
                analysis,
                file,
                path,
                generation: self.generation,
                known: Arc::clone(&self.known),
            })
            .collect();
        views.sort_by_key(|it| !self.texts.contains_key(&it.path));
        views
    }

    /// Every root that was read, by its path, and what is open.
    pub(crate) fn projects(&self) -> (Vec<(String, Analysis)>, AllKnown) {
        let settled = self.roots.iter().filter(|it| it.project.is_some());
        let projects = settled.map(|it| (project::as_text(&it.path), it.host.analysis()));
        (projects.collect(), Arc::clone(&self.known))
    }

    /// One file of every settled host, for questions about all files of it.
    pub(crate) fn one_of_each(&self) -> Vec<View> {
        let settled = self.roots.iter().filter(|it| it.project.is_some());
        let hosts = settled
            .map(|it| &it.host)
            .chain(self.loose.values().map(|it| &it.host));
        hosts
            .filter_map(|host| {
                let analysis = host.analysis();
                let file = *analysis.files().first()?;
                Some(View {
                    path: analysis.path(file)?.to_string(),
                    file,
                    analysis,
                    generation: self.generation,
                    known: Arc::clone(&self.known),
                })
            })
            .collect()
    }

    /// Problems outside the documents, by path.
    pub(crate) fn problems(&self) -> BTreeMap<String, Vec<Problem>> {
        let mut problems: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
        let of_roots = self.roots.iter().flat_map(|root| {
            let of_config = root.project.iter().flat_map(|it| &it.problems);
            root.problems.iter().chain(of_config)
        });
        for problem in of_roots {
            let list = problems.entry(problem.path.clone()).or_default();
            // Two roots may stand under one configuration.
            if !list.contains(problem) {
                list.push(problem.clone());
            }
        }
        // An open document's own problems are newer than those of its file.
        for path in self.texts.keys() {
            problems.remove(path);
        }
        for (path, read) in &self.configs {
            let of_config = read.problems.iter().map(|it| Problem {
                path: path.clone(),
                range: it.range,
                severity: it.severity,
                message: it.message.clone(),
            });
            problems.insert(path.clone(), of_config.collect());
        }
        problems
    }

    /// Every settled host, with what it is compared with and was compared with last.
    pub(crate) fn comparables(&self) -> Vec<Comparable> {
        let settled = self.roots.iter().filter_map(|it| {
            let project = it.project.as_ref()?;
            Some(Comparable {
                folder: it.path.clone(),
                revision: project.settings.revision().map(str::to_owned),
                configured: project.settings.compare_with.is_some(),
                paths: specs(&it.host),
                filter: Some(project.filter.clone()),
                known: it.compared.clone(),
            })
        });
        let loose = self.loose.iter().map(|(folder, it)| Comparable {
            folder: folder.clone(),
            revision: self.editor.revision().map(str::to_owned),
            configured: self.editor.compare_with.is_some(),
            paths: specs(&it.host),
            filter: None,
            known: it.compared.clone(),
        });
        settled.chain(loose).collect()
    }

    /// Gives a host the earlier versions of its specs, or takes them away. True when what is said
    /// of its documents may be another now.
    pub(crate) fn set_earlier(
        &mut self,
        folder: &Path,
        known: Known,
        earlier: Option<Earlier>,
    ) -> bool {
        let root = self.roots.iter_mut().find(|it| it.path == folder);
        let (host, compared) = match root {
            Some(root) => (&mut root.host, &mut root.compared),
            None => match self.loose.get_mut(folder) {
                Some(loose) => (&mut loose.host, &mut loose.compared),
                None => return false,
            },
        };
        *compared = known;
        match earlier {
            Some(earlier) => host.set_earlier(&earlier.revision, earlier.files),
            None => host.set_earlier("", Vec::new()),
        }
        self.generation += 1;
        true
    }

    /// The versions that configurations name as baselines, with the projects they hold for.
    pub(crate) fn baselines(&self) -> Vec<Baselines> {
        let mut all: BTreeMap<String, Baselines> = BTreeMap::new();
        for root in &self.roots {
            let Some(project) = &root.project else {
                continue;
            };
            let Some(path) = project.config_file.as_deref().map(project::as_text) else {
                continue;
            };
            let open = self.configs.get(&path).map(|it| &it.baselines);
            let named = open.unwrap_or(&project.baselines);
            if named.is_empty() {
                continue;
            }
            let entry = all.entry(path.clone()).or_insert_with(|| Baselines {
                path,
                named: named.clone(),
                projects: Vec::new(),
            });
            entry.projects.push(root.host.analysis());
        }
        all.into_values().collect()
    }

    /// Puts what holds for a path into its host: the open text, else the one on disk.
    fn place(&mut self, path: &str) {
        let home = self.root_of(path);
        let on_disk = home.and_then(|it| self.roots[it].disk.get(path).cloned());
        let open = self.texts.get(path).cloned();
        let excluded = home
            .and_then(|it| self.roots[it].project.as_ref())
            .is_some_and(|it| it.filter.excluded(Path::new(path)));
        let text = open.or(on_disk).filter(|_| !excluded);
        let host = match home {
            Some(it) => &mut self.roots[it].host,
            None => {
                let editor = &self.editor.config;
                let new = || Loose {
                    host: AnalysisHost::new(editor.clone()),
                    compared: Known::default(),
                };
                &mut self.loose.entry(folder(path)).or_insert_with(new).host
            }
        };
        match text {
            Some(text) => {
                host.set_file(path, text);
            }
            None => host.remove_file(path),
        }
        if home.is_none() && host.analysis().files().is_empty() {
            self.loose.remove(&folder(path));
        }
    }

    /// Roots came or went: every open document goes to the host that is its home now.
    fn rehome(&mut self) {
        self.loose.clear();
        let open: Vec<String> = self.texts.keys().cloned().collect();
        for path in open {
            for root in &mut self.roots {
                root.host.remove_file(&path);
            }
            self.place(&path);
        }
    }

    /// Gives every host the settings that hold for it.
    fn configure(&mut self) {
        for root in &mut self.roots {
            let editor = root.editor.as_ref().unwrap_or(&self.editor);
            let Some(project) = &mut root.project else {
                root.host.set_config(editor.config.clone());
                continue;
            };
            let open = project
                .config_file
                .as_deref()
                .and_then(|it| self.configs.get(&project::as_text(it)));
            // While a line is being typed the last settings hold.
            if let Some(read) = open.filter(|it| !it.broken) {
                // Which files count changes when the file is saved, not at every key.
                project.from_file.config = read.settings.config.clone();
            }
            project.configure(editor);
            root.host.set_config(project.settings.config.clone());
        }
        for Loose { host, .. } in self.loose.values_mut() {
            host.set_config(self.editor.config.clone());
        }
    }

    /// The deepest root that holds a path.
    fn root_of(&self, path: &str) -> Option<usize> {
        let path = Path::new(path);
        self.roots
            .iter()
            .enumerate()
            .filter(|(_, it)| path.starts_with(&it.path))
            .max_by_key(|(_, it)| it.path.components().count())
            .map(|(index, _)| index)
    }

    fn host_of(&self, path: &str) -> Option<&AnalysisHost> {
        match self.root_of(path) {
            Some(it) => Some(&self.roots[it].host),
            None => self.loose.get(&folder(path)).map(|it| &it.host),
        }
    }
}

/// The paths of a host's Markdown files, sorted.
fn specs(host: &AnalysisHost) -> Vec<String> {
    let analysis = host.analysis();
    let files = analysis.files().into_iter();
    files
        .filter_map(|it| Some(analysis.path(it)?.to_string()))
        .filter(|it| it.to_ascii_lowercase().ends_with(".md"))
        .collect()
}

/// Whether a path is that of a configuration file.
pub(crate) fn is_config(path: &str) -> bool {
    Path::new(path)
        .file_name()
        .is_some_and(|it| it == project::CONFIG_FILE)
}

fn folder(path: &str) -> PathBuf {
    Path::new(path).parent().unwrap_or(Path::new("")).to_owned()
}
