//! Which files count: by their path, or by what a YAML file mentions.
//!
//! Never follows a symbolic link to a folder, nor one to a file outside the root.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::Settings;

/// Where database specs stand when nothing is configured.
pub const DEFAULT_SPECS: [&str; 3] = [
    "**/specs/database/**/*.md",
    "**/specs/architecture/**/*.md",
    "**/.specify/**/database*.md",
];

const SKIPPED: [&str; 3] = ["node_modules", "site-packages", "target"];
const HIDDEN_BUT_READ: [&str; 2] = [".specify", ".spec-kit"];

/// More entries than this are not looked at; the largest monorepos stay below it without their
/// dependencies.
pub(crate) const MAX_ENTRIES: usize = 500_000;

/// How a path counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    No,
    /// A YAML file, or a Python file where Alembic keeps its versions: if [`content_counts`].
    IfContent,
    Yes,
}

/// Folders that a project's own configuration names, relative to the root, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folders {
    /// Of database specs.
    pub specs: Vec<String>,
    /// Of Alembic's version files.
    pub versions: Vec<String>,
}

/// The decision about paths under one root.
#[derive(Debug, Clone)]
pub struct Filter {
    root: PathBuf,
    /// What the globs of the settings are relative to.
    base: PathBuf,
    /// Match absolute paths.
    defaults: GlobSet,
    /// Match paths relative to the root.
    folders: GlobSet,
    /// Alembic's version files elsewhere than in `versions`, relative to the root.
    versions: GlobSet,
    specs: Option<GlobSet>,
    exclude: GlobSet,
}

impl Filter {
    /// Globs that do not parse are left out; [`crate::config`] has reported them. `folders` are
    /// further places of specs, relative to the root.
    pub fn new(root: &Path, base: &Path, settings: &Settings, folders: &Folders) -> Filter {
        let below = |folders: &[String], files: &str| -> Vec<String> {
            let escaped = folders.iter().map(|it| globset::escape(it));
            escaped.map(|it| format!("{it}/{files}")).collect()
        };
        let versions = below(&folders.versions, "*.py");
        let folders = below(&folders.specs, "**/*.md");
        Filter {
            root: root.to_owned(),
            base: base.to_owned(),
            defaults: globs(DEFAULT_SPECS),
            folders: globs(&folders),
            versions: globs(&versions),
            specs: settings.specs.as_ref().map(globs),
            exclude: globs(&settings.exclude),
        }
    }

    /// Whether the file at an absolute path counts. The root itself always does: somebody named
    /// it.
    pub fn interest(&self, path: &Path) -> Interest {
        if path == self.root {
            return Interest::Yes;
        }
        let Ok(relative) = path.strip_prefix(&self.root) else {
            return Interest::No;
        };
        if relative.components().any(|it| skipped(&it)) || self.excluded(path) {
            return Interest::No;
        }
        let from_base = path.strip_prefix(&self.base).unwrap_or(relative);
        let named = match &self.specs {
            Some(specs) => specs.is_match(from_base),
            None => self.defaults.is_match(path) || self.folders.is_match(relative),
        };
        let extension = path
            .extension()
            .and_then(|it| it.to_str())
            .map(str::to_ascii_lowercase);
        if named {
            Interest::Yes
        } else if matches!(extension.as_deref(), Some("yaml" | "yml"))
            || (extension.as_deref() == Some("py") && self.is_version_file(path, relative))
        {
            Interest::IfContent
        } else {
            Interest::No
        }
    }

    /// Whether Alembic would look here for its version files.
    fn is_version_file(&self, path: &Path, relative: &Path) -> bool {
        let folder = path.parent().and_then(Path::file_name);
        folder.is_some_and(|it| it == "versions") || self.versions.is_match(relative)
    }

    /// Whether the settings leave this path out, also for a file that somebody opens.
    pub fn excluded(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base)
            .is_ok_and(|it| self.exclude.is_match(it))
    }
}

fn skipped(component: &Component<'_>) -> bool {
    component.as_os_str().to_str().is_some_and(skipped_name)
}

fn skipped_name(name: &str) -> bool {
    let hidden = name.starts_with('.') && !HIDDEN_BUT_READ.contains(&name);
    hidden || SKIPPED.contains(&name)
}

/// Whether a text mentions what makes it ours: a migration specification, a request, or a record
/// at the root of YAML, `down_revision` at the left margin of Python.
pub fn content_counts(text: &str) -> bool {
    text.contains("database_migration_specification")
        || text.lines().any(|it| it.starts_with("down_revision"))
        || text.lines().any(|line| {
            line.starts_with("record:")
                || line
                    .trim_start_matches(['-', ' '])
                    .strip_prefix("skill:")
                    .is_some_and(|it| {
                        it.trim().trim_matches(['"', '\'']) == "backend-database-migration"
                    })
        })
}

/// A glob of the settings as it is matched: `*` stays within a folder.
pub(crate) fn glob(pattern: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

fn globs(patterns: impl IntoIterator<Item = impl AsRef<str>>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        if let Ok(glob) = glob(pattern.as_ref()) {
            set.add(glob);
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Every file under a root that may count, with how; ignore files are honored. A root that is a
/// file is itself the answer.
pub(crate) fn files(filter: &Filter) -> impl Iterator<Item = (PathBuf, Interest)> + '_ {
    let real_root = filter.root.canonicalize();
    WalkBuilder::new(&filter.root)
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_str().is_some_and(skipped_name)
        })
        .build()
        .take(MAX_ENTRIES)
        .filter_map(Result::ok)
        .filter(move |entry| is_own_file(filter, entry, real_root.as_deref().ok()))
        .filter_map(|entry| {
            let path = entry.into_path();
            let interest = filter.interest(&path);
            (interest != Interest::No).then_some((path, interest))
        })
}

/// A regular file, or a link to one that is inside the root and does not count by itself: a spec
/// that is read under two names would define everything twice.
fn is_own_file(filter: &Filter, entry: &DirEntry, real_root: Option<&Path>) -> bool {
    let Some(kind) = entry.file_type() else {
        return false;
    };
    if !kind.is_symlink() {
        return kind.is_file();
    }
    let Ok(target) = entry.path().canonicalize() else {
        return false;
    };
    match real_root.and_then(|root| target.strip_prefix(root).ok()) {
        Some(inside) => {
            target.is_file() && filter.interest(&filter.root.join(inside)) == Interest::No
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(settings: &Settings, path: &str, expected: Interest) {
        let root = Path::new("/repo");
        let folders = Folders {
            specs: vec!["docs/db".to_owned()],
            versions: vec!["db/steps".to_owned()],
        };
        let filter = Filter::new(root, root, settings, &folders);
        assert_eq!(filter.interest(Path::new(path)), expected, "{path}");
    }

    #[test]
    fn specs_count_by_path_and_yaml_by_content() {
        let none = Settings::default();
        check(&none, "/repo/specs/database/schema.md", Interest::Yes);
        check(&none, "/repo/api/specs/database/a/b.md", Interest::Yes);
        check(&none, "/repo/specs/architecture/x.md", Interest::Yes);
        check(&none, "/repo/.specify/memory/database-x.md", Interest::Yes);
        check(&none, "/repo/docs/db/x.md", Interest::Yes);
        check(&none, "/repo/README.md", Interest::No);
        check(&none, "/repo/deploy/x.yml", Interest::IfContent);
        check(&none, "/repo/specs/database/x.sql", Interest::No);
        check(&none, "/repo/alembic/versions/x.py", Interest::IfContent);
        check(&none, "/repo/db/steps/x.py", Interest::IfContent);
        check(&none, "/repo/db/x.py", Interest::No);
        check(
            &none,
            "/repo/venv/site-packages/versions/x.py",
            Interest::No,
        );
        check(&none, "/repo/.github/x.yml", Interest::No);
        check(
            &none,
            "/repo/node_modules/specs/database/x.md",
            Interest::No,
        );
        check(&none, "/other/specs/database/x.md", Interest::No);
        check(&none, "/repo", Interest::Yes);
    }

    #[test]
    fn globs_take_the_place_of_the_defaults() {
        let settings = Settings {
            specs: Some(vec!["db/*.md".to_owned(), "db/*.sql".to_owned()]),
            exclude: vec!["db/old*".to_owned(), "old/**".to_owned()],
            ..Settings::default()
        };
        check(&settings, "/repo/db/x.md", Interest::Yes);
        check(&settings, "/repo/db/x.sql", Interest::Yes);
        check(&settings, "/repo/db/deep/x.md", Interest::No);
        check(&settings, "/repo/specs/database/x.md", Interest::No);
        check(&settings, "/repo/db/old.md", Interest::No);
        check(&settings, "/repo/old/deep/x.yaml", Interest::No);
    }

    #[test]
    fn yaml_counts_by_what_it_mentions() {
        assert!(content_counts("# x\ndatabase_migration_specification:\n"));
        assert!(content_counts("skill: \"backend-database-migration\"\n"));
        assert!(content_counts("a: 1\n---\nrecord:\n  x: 1\n"));
        assert!(content_counts("revision = 'a'\ndown_revision: str = 'b'\n"));
        assert!(!content_counts("def f():\n    down_revision = None\n"));
        assert!(!content_counts("a:\n  record: 1\nskill: other\n"));
    }
}
