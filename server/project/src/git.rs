//! Earlier versions of documents, as the git repository around them has them.
//!
//! Asks git itself: one `git cat-file --batch` for each reading, with fixed arguments, no shell
//! and no network; revisions and paths go to it as lines of its input, never as arguments. Never
//! changes anything in the repository.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use crate::MAX_FILE_BYTES;
use crate::path::as_text;

/// The revision that documents are compared with when nothing is configured.
pub const DEFAULT_REVISION: &str = "HEAD";

/// What git has of some documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// As it was asked for: `HEAD`.
    pub revision: String,
    /// The commit that it is, in full.
    pub commit: String,
    /// Absolute path and text, by path. Documents that were not there yet are not here.
    pub files: Vec<(String, Arc<str>)>,
}

/// Why there is no earlier version to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoEarlier {
    /// No git on the machine.
    NoGit,
    /// The folder is in no repository.
    NoRepository,
    /// The repository has no such commit; the revision as asked for.
    NoRevision(String),
    /// Git has answered with an error, its first line.
    Failed(String),
}

impl NoEarlier {
    /// Why there is none, and what to do, without a full stop.
    pub fn notice(&self) -> String {
        match self {
            NoEarlier::NoGit => {
                "there is no `git` to ask for earlier versions of specs; install it".to_owned()
            }
            NoEarlier::NoRepository => {
                "specs have no earlier version, they are in no git repository; run `git init`"
                    .to_owned()
            }
            NoEarlier::NoRevision(revision) => format!(
                "the git repository has no commit `{revision}`; name a branch, a tag or a commit \
                 that it has"
            ),
            NoEarlier::Failed(why) => format!("git has no earlier version of specs: {why}"),
        }
    }
}

/// The commit that a revision is at the moment: cheap, to see whether it has moved.
pub fn commit(folder: &Path, revision: &str) -> Result<String, NoEarlier> {
    Git::open(folder)?.run(|git| git.commit(revision))
}

/// The earlier versions of some documents below a folder, and of other Markdown documents that
/// stood beside them, if `counts` says so: a table may have gone from one into another.
pub fn earlier(
    folder: &Path,
    revision: &str,
    paths: &[String],
    counts: &dyn Fn(&Path) -> bool,
) -> Result<Earlier, NoEarlier> {
    Git::open(folder)?.run(|git| git.earlier(revision, paths, counts))
}

/// A running `git cat-file --batch`.
struct Git {
    folder: PathBuf,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// One object, as `cat-file` tells it.
struct Object {
    id: String,
    kind: String,
    content: Vec<u8>,
}

impl Git {
    fn open(folder: &Path) -> Result<Git, NoEarlier> {
        let folder = if folder.is_dir() {
            folder
        } else {
            folder.parent().unwrap_or(folder)
        };
        if !folder.ancestors().any(|it| it.join(".git").exists()) {
            return Err(NoEarlier::NoRepository);
        }
        let mut command = Command::new("git");
        command
            // A partial clone would fetch what it lacks; a monitor would be started.
            .args(["-c", "protocol.allow=never", "-c", "core.fsmonitor=false"])
            .args(["--no-optional-locks", "cat-file", "--batch"])
            .current_dir(folder)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // The repository is the one around the folder, whatever an outer git has set.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => NoEarlier::NoGit,
            _ => NoEarlier::Failed(error.to_string()),
        })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(NoEarlier::Failed("it has no output".to_owned()));
        };
        Ok(Git {
            folder: folder.to_owned(),
            child,
            input: Some(input),
            output: BufReader::new(output),
        })
    }

    /// Asks, and says what git itself has said when the conversation breaks off.
    fn run<T>(
        mut self,
        ask: impl FnOnce(&mut Git) -> Result<T, NoEarlier>,
    ) -> Result<T, NoEarlier> {
        let answer = ask(&mut self);
        // The end of its input ends it.
        self.input = None;
        if !matches!(answer, Err(NoEarlier::Failed(_))) {
            return answer;
        }
        let mut said = String::new();
        if let Some(stderr) = self.child.stderr.take() {
            let _ = stderr.take(4096).read_to_string(&mut said);
        }
        match said.lines().find(|it| !it.trim().is_empty()) {
            Some(line) => {
                let line = line.trim().trim_start_matches("fatal: ").to_owned();
                Err(NoEarlier::Failed(line))
            }
            None => answer,
        }
    }

    fn commit(&mut self, revision: &str) -> Result<String, NoEarlier> {
        let unknown = || NoEarlier::NoRevision(revision.to_owned());
        // A colon would name a file, a caret or an `@{` something else of the commit.
        if revision.is_empty() || revision.contains(['\n', '\r', ':', '\0']) {
            return Err(unknown());
        }
        let object = self.ask(&format!("{revision}^{{commit}}"))?;
        match object {
            Some(object) if object.kind == "commit" => Ok(object.id),
            _ => Err(unknown()),
        }
    }

    fn earlier(
        &mut self,
        revision: &str,
        paths: &[String],
        counts: &dyn Fn(&Path) -> bool,
    ) -> Result<Earlier, NoEarlier> {
        let commit = self.commit(revision)?;
        let mut wanted: BTreeSet<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let folders: BTreeSet<PathBuf> = wanted
            .iter()
            .filter_map(|it| it.parent().map(Path::to_owned))
            .collect();
        for folder in folders {
            let Some(name) = self.name(&commit, &folder) else {
                continue;
            };
            if let Some(tree) = self.ask(&name)?.filter(|it| it.kind == "tree") {
                let beside = markdown_of(&tree.content, commit.len() / 2);
                let beside = beside.into_iter().map(|it| folder.join(it));
                wanted.extend(beside.filter(|it| counts(it)));
            }
        }
        let mut files = Vec::new();
        for path in wanted {
            let Some(name) = self.name(&commit, &path) else {
                continue;
            };
            let blob = self.ask(&name)?.filter(|it| it.kind == "blob");
            if let Some(text) = blob.and_then(|it| String::from_utf8(it.content).ok()) {
                files.push((as_text(&path), text.into()));
            }
        }
        Ok(Earlier {
            revision: revision.to_owned(),
            commit,
            files,
        })
    }

    /// What `cat-file` calls a path of a commit: relative to the folder that git runs in.
    fn name(&self, commit: &str, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.folder).ok()?.to_str()?;
        let inside = inside.replace(std::path::MAIN_SEPARATOR, "/");
        // One line is one question.
        (!inside.contains(['\n', '\r', '\0'])).then(|| format!("{commit}:./{inside}"))
    }

    /// One object; `None` when there is none of that name.
    fn ask(&mut self, name: &str) -> Result<Option<Object>, NoEarlier> {
        let broken = |error: std::io::Error| NoEarlier::Failed(error.to_string());
        let input = self.input.as_mut();
        let input = input.ok_or_else(|| NoEarlier::Failed("it has ended".to_owned()))?;
        writeln!(input, "{name}").map_err(broken)?;
        input.flush().map_err(broken)?;
        let mut head = Vec::new();
        self.output.read_until(b'\n', &mut head).map_err(broken)?;
        if head.is_empty() {
            return Err(NoEarlier::Failed("it has ended early".to_owned()));
        }
        let head = String::from_utf8_lossy(&head);
        let mut words = head.trim_end().rsplit(' ');
        let last = words.next().unwrap_or_default();
        let (Ok(size), Some(kind), Some(id)) = (last.parse::<u64>(), words.next(), words.next())
        else {
            // `… missing`, `… ambiguous`.
            return Ok(None);
        };
        let (id, kind) = (id.to_owned(), kind.to_owned());
        let kept = size.min(MAX_FILE_BYTES + 1);
        let mut content = Vec::new();
        self.output
            .by_ref()
            .take(kept)
            .read_to_end(&mut content)
            .map_err(broken)?;
        // What is too large, and the line end behind every object.
        let rest = size - kept + 1;
        std::io::copy(&mut self.output.by_ref().take(rest), &mut std::io::sink())
            .map_err(broken)?;
        if size > MAX_FILE_BYTES {
            return Ok(None);
        }
        Ok(Some(Object { id, kind, content }))
    }
}

impl Drop for Git {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.kill();
        // Leaves no zombie behind.
        let _ = self.child.wait();
    }
}

/// The names of the Markdown files of a tree object, whose ids have `id` bytes.
fn markdown_of(tree: &[u8], id: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = tree;
    while let Some(end) = rest.iter().position(|it| *it == 0) {
        let entry = String::from_utf8_lossy(&rest[..end]).into_owned();
        if let Some((mode, name)) = entry.split_once(' ')
            && mode.starts_with("100")
            && name.to_ascii_lowercase().ends_with(".md")
        {
            names.push(name.to_owned());
        }
        rest = rest.get(end + 1 + id..).unwrap_or_default();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A folder that goes away with its test.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Scratch {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("forelock-git-{}-{count}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            Scratch(folder)
        }

        fn write(&self, path: &str, text: &str) -> String {
            let path = self.0.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            as_text(&path)
        }

        fn git(&self, arguments: &[&str]) {
            let status = Command::new("git")
                .args(["-c", "user.name=a", "-c", "user.email=a@b.c"])
                .args(arguments)
                .current_dir(&self.0)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert!(status.success(), "git {arguments:?}");
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn documents_as_they_were() {
        let repository = Scratch::new();
        repository.git(&["init", "-q"]);
        let first = repository.write("specs/a é 💣.md", "# one\r\n");
        let second = repository.write("specs/b.md", "# two\n");
        repository.write("specs/c.txt", "three\n");
        repository.git(&["add", "."]);
        repository.git(&["commit", "-q", "-m", "x"]);
        repository.write("specs/a é 💣.md", "# changed\n");
        std::fs::remove_file(&second).unwrap();
        let new = repository.write("specs/new.md", "# new\n");
        let read = earlier(&repository.0, "HEAD", &[first.clone(), new], &|_| true).unwrap();
        assert_eq!(read.revision, "HEAD");
        assert_eq!(read.commit, commit(&repository.0, "HEAD").unwrap());
        let expected: Vec<(String, Arc<str>)> =
            vec![(first, "# one\r\n".into()), (second, "# two\n".into())];
        assert_eq!(read.files, expected);
        // Seen from a folder inside.
        let inside = repository.0.join("specs");
        let paths = [as_text(&inside.join("b.md"))];
        let read = earlier(&inside, "HEAD", &paths, &|_| false).unwrap();
        assert_eq!(read.files.len(), 1);
    }

    #[test]
    fn what_there_is_not_is_said() {
        let folder = Scratch::new();
        assert_eq!(commit(&folder.0, "HEAD"), Err(NoEarlier::NoRepository));
        folder.git(&["init", "-q"]);
        let none = |revision: &str| Err(NoEarlier::NoRevision(revision.to_owned()));
        assert_eq!(commit(&folder.0, "HEAD"), none("HEAD"));
        folder.write("a.md", "# a\n");
        folder.git(&["add", "."]);
        folder.git(&["commit", "-q", "-m", "x"]);
        for bad in ["--help", "HEAD:a.md", "HEAD\nHEAD", "", "no-such"] {
            assert_eq!(commit(&folder.0, bad), none(bad), "{bad:?}");
        }
        std::fs::write(folder.0.join(".git/HEAD"), "broken").unwrap();
        let failed = commit(&folder.0, "HEAD");
        assert!(matches!(failed, Err(NoEarlier::Failed(_))), "{failed:?}");
    }
}
