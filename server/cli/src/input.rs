//! What a command reads: files, folders, standard input, and the context around them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use ide::{Analysis, AnalysisHost, Config, Diagnostic, FileId, LineIndex};
use project::{Problem, Project, Settings};
use serde_json::{Value, json};

use crate::arguments::Context;

/// The name under which standard input is shown.
const STDIN: &str = "-";

/// Everything a command may look at.
pub(crate) struct Input {
    pub(crate) analysis: Analysis,
    /// The files that were asked for, by path; others may be there for context.
    pub(crate) files: Vec<FileId>,
    /// Of the configuration and of files that could not be read.
    pub(crate) problems: Vec<ProblemInFile>,
}

/// A problem outside the documents, with the text it stands in (empty when there is none).
pub(crate) struct ProblemInFile {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) diagnostic: Diagnostic,
}

/// The documents of files and folders, with the rest of their projects around named files.
pub(crate) fn load_project(paths: &[String], context: &Context) -> Result<Input> {
    load_since(paths, context, None)
}

/// As [`load_project`], with what specs were at a git revision.
pub(crate) fn load_since(
    paths: &[String],
    context: &Context,
    since: Option<&str>,
) -> Result<Input> {
    let mut host = AnalysisHost::default();
    let mut asked = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let mut settings = Settings::default();
    let mut projects: Vec<Project> = Vec::new();
    for path in paths {
        if path == STDIN {
            asked.push(host.set_file(STDIN, stdin()?.into()));
            continue;
        }
        let path = Path::new(path);
        if path.is_file() {
            let text = named_file(path)?;
            asked.push(host.set_file(&shown(path), text.into()));
            if let Some(root) = project_of(path) {
                let project = Project::open(&root, &Settings::default());
                settings = settings.over(&project.settings);
                let (files, _) = project.read(&mut |_| true);
                for (path, text) in files {
                    host.set_file(&shown(Path::new(&path)), text);
                }
                problems.extend(project.problems.iter().cloned());
                projects.push(project);
            }
        } else if path.is_dir() {
            let project = Project::open(path, &Settings::default());
            settings = settings.over(&project.settings);
            let (files, unread) = project.read(&mut |_| true);
            for (path, text) in files {
                asked.push(host.set_file(&shown(Path::new(&path)), text));
            }
            problems.extend(project.problems.iter().cloned());
            problems.extend(unread);
            projects.push(project);
        } else {
            bail!(
                "{}: there is no such file or folder; check the path",
                path.display()
            );
        }
    }
    asked.sort_unstable();
    asked.dedup();
    if let Some(revision) = since {
        earlier(&mut host, revision, &projects)?;
    }
    let mut input = finish(host, asked, problems, settings.config, context)?;
    projects.dedup_by(|a, b| a.config_file == b.config_file);
    for project in projects {
        let file = project.config_file.as_deref().map(project::as_text);
        let all = std::slice::from_ref(&input.analysis);
        let unknown = file.map(|it| project::unknown_baselines(&it, &project.baselines, all));
        let unknown = unknown.into_iter().flatten().map(located);
        input.problems.extend(unknown);
    }
    Ok(input)
}

/// Gives the host what its specs were at a revision.
fn earlier(host: &mut AnalysisHost, revision: &str, projects: &[Project]) -> Result<()> {
    let analysis = host.analysis();
    let mut repositories: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for file in analysis.files() {
        let path = analysis.path(file).unwrap_or_default();
        if &*path == STDIN || !path.to_ascii_lowercase().ends_with(".md") {
            continue;
        }
        let path = project::absolute(Path::new(&*path));
        let repository = path.ancestors().find(|it| it.join(".git").exists());
        let folder = repository.or(path.parent()).unwrap_or(&path).to_owned();
        repositories
            .entry(folder)
            .or_default()
            .push(project::as_text(&path));
    }
    if repositories.is_empty() {
        // Still told when there is nothing to compare with.
        repositories.insert(project::absolute(Path::new(".")), Vec::new());
    }
    let counts = |path: &Path| {
        let interest = |it: &Project| it.filter.interest(path) != project::Interest::No;
        projects.iter().any(interest)
    };
    let mut files = Vec::new();
    for (folder, paths) in repositories {
        match project::git::earlier(&folder, revision, &paths, &counts) {
            Ok(read) => files.extend(read.files),
            Err(why) => bail!("--since {revision}: {}", why.notice()),
        }
    }
    let shown = |(path, text): (String, _)| (shown(Path::new(&path)), text);
    host.set_earlier(revision, files.into_iter().map(shown).collect());
    Ok(())
}

/// A migration request: with the project around it also where it stands beside `specs`, or comes
/// from standard input.
pub(crate) fn load_request(file: &str, context: &Context) -> Result<Input> {
    if file != STDIN && Path::new(file).is_dir() {
        bail!("{file}: is a folder; name a file, or `-` for standard input");
    }
    let mut input = load_project(&[file.to_owned()], context)?;
    let path = Path::new(if file == STDIN { "." } else { file });
    let folder = project::absolute(path);
    let folder = if folder.is_dir() {
        Some(folder.as_path())
    } else {
        folder.parent()
    };
    let alone = file == STDIN || project_of(path).is_none();
    let beside = |it: &&Path| it.join("specs").is_dir() || it.join(project::CONFIG_FILE).is_file();
    if let Some(root) = folder
        .and_then(|it| it.ancestors().find(beside))
        .filter(|_| alone)
    {
        let whole = load_project(&[project::as_text(root)], context)?;
        let name = input.files.first().and_then(|it| input.analysis.path(*it));
        let text = input.files.first().and_then(|it| input.analysis.text(*it));
        let (Some(name), Some(text)) = (name, text) else {
            return Ok(input);
        };
        let mut host = whole.analysis.into_host();
        input.files = vec![host.set_file(&name, text)];
        input.analysis = host.analysis();
        input.problems.extend(whole.problems);
    }
    Ok(input)
}

/// One document, or standard input.
pub(crate) fn load_file(file: Option<&str>, context: &Context) -> Result<Input> {
    let file = file.unwrap_or(STDIN);
    if file != STDIN && Path::new(file).is_dir() {
        bail!("{file}: is a folder; name a file, or `-` for standard input");
    }
    load_project(&[file.to_owned()], context)
}

fn finish(
    mut host: AnalysisHost,
    mut files: Vec<FileId>,
    problems: Vec<Problem>,
    mut config: Config,
    context: &Context,
) -> Result<Input> {
    context.lay_over(&mut config);
    host.set_config(config);
    let mut base = Vec::new();
    for path in &context.schema {
        let text = named_file(Path::new(path))?;
        // Under a name of its own, so that a file may be both the state before and the change.
        base.push(host.set_file(&format!("(schema) {path}"), text.into()));
    }
    host.set_base(base);
    let analysis = host.analysis();
    files.sort_by_key(|it| analysis.path(*it));
    Ok(Input {
        analysis,
        files,
        problems: problems.into_iter().map(located).collect(),
    })
}

impl Input {
    /// The major version that is judged for.
    pub(crate) fn postgres(&self) -> u8 {
        self.analysis
            .config()
            .postgres
            .unwrap_or(*ide::config::POSTGRES.end())
    }
}

impl ProblemInFile {
    pub(crate) fn to_json(&self) -> Value {
        let lines = LineIndex::new(&self.text);
        json!({
            "path": self.path,
            "range": crate::json::range(&self.text, &lines, self.diagnostic.range),
            "severity": self.diagnostic.severity.as_str(),
            "code": self.diagnostic.code,
            "level": null,
            "message": self.diagnostic.message,
            "help": null,
            "related": [],
            "fixes": [],
        })
    }
}

fn located(problem: Problem) -> ProblemInFile {
    let path = Path::new(&problem.path);
    let text = project::read_file(path).unwrap_or_default();
    let inside = problem.range.end() <= ide::TextSize::of(text.as_str());
    let diagnostic = Diagnostic {
        range: if inside {
            problem.range
        } else {
            ide::TextRange::default()
        },
        severity: problem.severity,
        code: if path.ends_with(project::CONFIG_FILE) {
            "configuration"
        } else {
            "not-read"
        }
        .to_owned(),
        level: None,
        message: problem.message,
        help: None,
        related: Vec::new(),
        tag: None,
        has_page: false,
    };
    ProblemInFile {
        path: shown(path),
        text,
        diagnostic,
    }
}

/// A file that somebody named: unreadable is an error, not a silence.
fn named_file(path: &Path) -> Result<String> {
    match project::read_file(path) {
        Ok(text) => Ok(text),
        Err(why) => bail!("{}: {why}; name a readable UTF-8 file", path.display()),
    }
}

fn stdin() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(project::MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > project::MAX_FILE_BYTES {
        bail!(
            "standard input: larger than {} MiB; give a smaller piece",
            project::MAX_FILE_BYTES >> 20
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            bail!("standard input: not UTF-8 at byte {at}; convert it first")
        }
    }
}

/// As a person in the current folder would write it.
fn shown(path: &Path) -> String {
    let absolute = project::absolute(path);
    let here = project::absolute(Path::new("."));
    match absolute.strip_prefix(&here) {
        Ok(inside) if !inside.as_os_str().is_empty() => project::as_text(inside),
        _ => project::as_text(&absolute),
    }
}

/// The folder whose documents belong to a file: it holds `forelock.toml`, `.spec-kit` or the
/// `specs` folder that the file is in. `None` for a file on its own.
fn project_of(file: &Path) -> Option<PathBuf> {
    let absolute = project::absolute(file);
    let folder = absolute.parent()?;
    folder
        .ancestors()
        .find(|it| {
            let specs = it.join("specs");
            it.join(project::CONFIG_FILE).is_file()
                || it.join(".spec-kit").is_dir()
                || (specs.is_dir() && folder.starts_with(&specs))
        })
        .map(Path::to_owned)
}
