//! Finds and reads the files and the configuration of a project.
//!
//! The only crate below the shell that touches the disk. It decides which files count and never
//! what they mean; it never writes, never leaves the roots it was given (but for looking upward
//! for `forelock.toml`), and never fails as a whole: what cannot be read becomes a [`Problem`].

mod alembic;
pub mod config;
pub mod git;
pub mod path;
mod read;
mod spec_kit;
pub mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ide::{Config, Severity, TextRange};

pub use config::{ConfigProblem, Read, Setting, SettingValue, Settings};
pub use path::{absolute, as_text};
pub use read::{MAX_FILE_BYTES, read_file};
pub use walk::{Filter, Folders, Interest, content_counts};

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "forelock.toml";

/// One root: a folder with its configuration, or a file named by the user.
#[derive(Debug, Clone)]
pub struct Project {
    /// Absolute and normal.
    pub root: PathBuf,
    /// `forelock.toml` in the root or the nearest folder above it.
    pub config_file: Option<PathBuf>,
    /// What the file says.
    pub from_file: Settings,
    /// What holds: settings given to [`Project::open`] over the file's.
    pub settings: Settings,
    pub filter: Filter,
    /// Of the configuration.
    pub problems: Vec<Problem>,
    /// Versions that the file names as a baseline, and where ([`unknown_baselines`]).
    pub baselines: Vec<(String, TextRange)>,
    /// Further places of specs and versions.
    folders: Folders,
}

/// What was found under some roots.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Absolute path and text, by path.
    pub files: Vec<(String, Arc<str>)>,
    /// Of all roots; where two disagree the earlier wins.
    pub config: Config,
    /// Of the configuration and of the reading.
    pub problems: Vec<Problem>,
}

/// Something that could not be read or understood, outside the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Absolute path of the file it is about.
    pub path: String,
    /// Empty at the beginning when it is about the whole file.
    pub range: TextRange,
    pub severity: Severity,
    pub message: String,
}

impl Project {
    /// Reads everything under some roots. A root that is a file counts whatever it is called.
    pub fn load(roots: &[PathBuf]) -> Loaded {
        let mut loaded = Loaded::default();
        let mut settings = Settings::default();
        for root in roots {
            let project = Project::open(root, &Settings::default());
            settings = settings.over(&project.settings);
            let (files, problems) = project.read(&mut |_| true);
            loaded.files.extend(files);
            loaded.problems.extend(project.problems);
            loaded.problems.extend(problems);
        }
        loaded.files.sort_by(|a, b| a.0.cmp(&b.0));
        loaded.files.dedup_by(|a, b| a.0 == b.0);
        let mut seen = Vec::new();
        loaded.problems.retain(|it| {
            let new = !seen.contains(it);
            if new {
                seen.push(it.clone());
            }
            new
        });
        loaded.config = settings.config;
        loaded
    }

    /// Finds and reads the configuration of one root; `above` are settings that win over it: of
    /// the editor, of flags.
    pub fn open(root: &Path, above: &Settings) -> Project {
        let root = absolute(root);
        let config_file = find_config(&root);
        let mut problems = Vec::new();
        let mut settings = Settings::default();
        let mut baselines = Vec::new();
        if let Some(file) = &config_file {
            match read_file(file) {
                Ok(text) => {
                    let read = config::read_toml(&text);
                    problems.extend(read.problems.into_iter().map(|it| Problem {
                        path: as_text(file),
                        range: it.range,
                        severity: it.severity,
                        message: it.message,
                    }));
                    settings = read.settings;
                    baselines = read.baselines;
                }
                Err(why) => problems.push(Problem::of_file(file, Severity::Error, why)),
            }
        }
        let folders = Folders {
            specs: spec_kit::folders(&root),
            versions: alembic::folders(&root),
        };
        let filter = Filter::new(&root, &root, &Settings::default(), &folders);
        let mut project = Project {
            root,
            config_file,
            from_file: settings,
            settings: Settings::default(),
            filter,
            problems,
            baselines,
            folders,
        };
        project.configure(above);
        project
    }

    /// Puts other settings over [`Project::from_file`]; asks nothing of the disk.
    pub fn configure(&mut self, above: &Settings) {
        self.settings = above.over(&self.from_file);
        let base = self.config_file.as_deref().and_then(Path::parent);
        let base = base.unwrap_or(&self.root);
        self.filter = Filter::new(&self.root, base, &self.settings, &self.folders);
    }

    /// Reads the files that count, by path. `on_file` is told how many were read so far and
    /// answers whether to go on.
    pub fn read(
        &self,
        on_file: &mut dyn FnMut(usize) -> bool,
    ) -> (Vec<(String, Arc<str>)>, Vec<Problem>) {
        read::read(self, on_file)
    }

    /// A file of this root as it is on disk; `None` when it is not there, does not count or
    /// cannot be read.
    pub fn read_one(&self, path: &Path) -> Option<Arc<str>> {
        let interest = self.filter.interest(path);
        if interest == Interest::No {
            return None;
        }
        let text = read_file(path).ok()?;
        (interest == Interest::Yes || content_counts(&text)).then(|| text.into())
    }
}

impl Problem {
    pub(crate) fn of_file(path: &Path, severity: Severity, message: String) -> Problem {
        Problem {
            path: as_text(path),
            range: TextRange::empty(0.into()),
            severity,
            message,
        }
    }
}

/// Baselines of a configuration file that no specification of its projects has as its version.
/// Nothing where the projects have no specification yet.
pub fn unknown_baselines(
    file: &str,
    baselines: &[(String, TextRange)],
    projects: &[ide::Analysis],
) -> Vec<Problem> {
    let unknown = |version: &str| {
        let mut answers = projects.iter().filter_map(|it| it.has_version(version));
        answers.next() == Some(false) && answers.all(|known| !known)
    };
    baselines
        .iter()
        .filter(|(version, _)| unknown(version))
        .map(|(version, range)| Problem {
            path: file.to_owned(),
            range: *range,
            severity: Severity::Warning,
            message: format!(
                "No specification has the version `{version}`; expected one of the chain, so \
                 nothing is hidden"
            ),
        })
        .collect()
}

/// The configuration of a root: in it or in the nearest folder above, not beyond the folder that
/// holds `.git`.
fn find_config(root: &Path) -> Option<PathBuf> {
    for folder in root.ancestors() {
        let file = folder.join(CONFIG_FILE);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests;
