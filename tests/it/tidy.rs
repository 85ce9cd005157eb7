//! The manners of the repository: layers, registries, pages, file sizes.
//!
//! Reads the source tree, never the network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may use of ours. `test-support` may be a dev-dependency of all.
const LAYERS: &[(&str, &[&str])] = &[
    ("syntax", &[]),
    ("model", &["syntax"]),
    ("analysis", &["syntax", "model"]),
    ("plan", &["syntax", "model"]),
    ("ide", &["syntax", "model", "analysis", "plan"]),
    ("project", &["ide"]),
    ("lsp", &["ide", "project"]),
    ("cli", &["ide", "project", "lsp", "model", "plan"]),
    ("test-support", &[]),
];

/// Which crates may use a third-party package.
const VISIBLE: &[(&str, &[&str])] = &[
    ("granit-parser", &["syntax"]),
    ("pulldown-cmark", &["syntax"]),
    ("squawk-lexer", &["syntax"]),
    ("squawk-syntax", &["syntax"]),
    ("tower-lsp", &["lsp"]),
    ("lsp-types", &["lsp"]),
    ("dashmap", &["lsp"]),
    ("ropey", &["lsp"]),
    ("serde_json", &["lsp", "cli"]),
    ("clap", &["cli"]),
    ("annotate-snippets", &["cli"]),
    ("tokio", &["lsp", "cli"]),
    ("anyhow", &["cli"]),
    ("serde_yaml", &["project"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the root")
        .to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below `folder` with the extension, build output aside.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .expect("a folder of the repository")
            .flatten()
        {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !["target", "node_modules", ".git", "out", "dist"]
                    .iter()
                    .any(|it| name == *it)
                {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The names under a table of a manifest.
fn dependencies(manifest: &str, table: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(header) = line.strip_prefix('[') {
            inside = header.trim_end_matches(']') == table;
        } else if inside && let Some((name, _)) = line.split_once(['.', ' ', '=']) {
            names.insert(name.to_owned());
        }
    }
    names.remove("");
    names
}

#[test]
fn crates_lean_on_allowed_crates_only() {
    let layers: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(root().join("server")).unwrap().flatten() {
        if !entry.path().is_dir() {
            continue;
        }
        let name = entry.file_name().into_string().unwrap();
        let manifest = read(&entry.path().join("Cargo.toml"));
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name}: no `[lints] workspace = true`"
        );
        let Some(allowed) = layers.get(name.as_str()) else {
            panic!("server/{name} is in no layer; add it to LAYERS");
        };
        for dependency in dependencies(&manifest, "dependencies") {
            let ours = layers.contains_key(dependency.as_str());
            if ours && !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{name} → {dependency}"));
            }
            let visible = VISIBLE.iter().find(|(package, _)| *package == dependency);
            if visible.is_some_and(|(_, crates)| !crates.contains(&name.as_str())) {
                wrong.push(format!("{name} → {dependency} (third party)"));
            }
        }
        seen.insert(name);
    }
    assert_eq!(seen.len(), LAYERS.len(), "{seen:?}");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for path in files(&root(), "rs") {
        let text = read(&path);
        let name = relative(&path);
        let lines = text.lines().count();
        let rib = ["/rules/", "/actions/", "/handlers/", "/strategies/"]
            .iter()
            .any(|it| name.contains(it));
        let limit = match () {
            () if rib => 150,
            () => 800,
        };
        if lines > limit {
            wrong.push(format!("{name}: {lines} lines, at most {limit}"));
        }
        if !text.trim_start().starts_with("//!") {
            wrong.push(format!("{name}: does not open with `//!`"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn text_has_no_trailing_blanks() {
    let mut wrong = Vec::new();
    // Not in Rust: rustfmt takes care of code, and what it leaves stands in string literals.
    for extension in ["md", "toml", "lua", "el", "vim", "json"] {
        for path in files(&root(), extension) {
            for (at, line) in read(&path).lines().enumerate() {
                if line.ends_with([' ', '\t']) {
                    wrong.push(format!("{}:{}", relative(&path), at + 1));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The listed constants of a registry against the files beside it. A folder below belongs to the
/// file of its name.
fn check_registry(registry: &str, folder: &str) {
    let listed = read(&root().join(registry));
    let folder = root().join(folder);
    let mut own = files(&folder, "rs");
    own.retain(|it| it.parent() == Some(&folder));
    for path in own {
        let stem = path.file_stem().and_then(|it| it.to_str()).unwrap();
        let declared = listed.contains(&format!("mod {stem};"));
        let used = listed.contains(&format!("{stem}::"));
        assert!(
            declared && used,
            "{} is not listed in {registry}",
            relative(&path)
        );
        let page = path.with_extension("md");
        assert!(page.exists(), "{} has no page beside it", relative(&path));
        let text = read(&page);
        let title = format!("# {}", stem.replace('_', "-"));
        assert_eq!(
            text.lines().next(),
            Some(title.as_str()),
            "{}",
            relative(&page)
        );
        check_page(&page, &text);
    }
}

fn check_page(path: &Path, text: &str) {
    let name = relative(path);
    let summary = text
        .lines()
        .skip(1)
        .find(|it| !it.trim().is_empty())
        .unwrap_or_default();
    assert!(
        summary.ends_with('.') && !summary.starts_with('#'),
        "{name}: no summary sentence"
    );
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            if !open {
                assert!(
                    !info.trim_matches('`').is_empty(),
                    "{name}:{}: a fence without language",
                    at + 1
                );
            }
            open = !open;
        }
    }
    assert!(!open, "{name}: an open fence");
}

#[test]
fn rules_are_listed_and_documented() {
    check_registry("server/analysis/src/rules.rs", "server/analysis/src/rules");
}

#[test]
fn strategies_are_listed_and_documented() {
    check_registry(
        "server/plan/src/strategies.rs",
        "server/plan/src/strategies",
    );
}

#[test]
fn actions_are_listed_and_documented() {
    check_registry("server/ide/src/actions.rs", "server/ide/src/actions");
}

#[test]
fn architecture_names_every_crate_and_no_other() {
    let text = read(&root().join("server/ARCHITECTURE.md"));
    assert!(
        text.lines().count() <= 150,
        "ARCHITECTURE.md is a map, not a book"
    );
    for (name, _) in LAYERS {
        assert!(
            text.contains(&format!("`{name}`")),
            "ARCHITECTURE.md does not name `{name}`"
        );
    }
    for heading in text.lines().filter_map(|it| it.strip_prefix("### `")) {
        let name = heading.trim_end_matches('`');
        assert!(
            LAYERS.iter().any(|(it, _)| *it == name),
            "ARCHITECTURE.md names `{name}`"
        );
    }
}

#[test]
fn editors_know_every_language() {
    // Editors name languages by file type or mode; these are the names of our extensions.
    for (file, names) in [
        (
            "neovim/lsp/forelock.lua",
            ["\"markdown\"", "\"yaml\"", "\"sql\""],
        ),
        (
            "vscode/src/server.ts",
            ["\"markdown\"", "\"yaml\"", "\"sql\""],
        ),
        (
            "helix/languages.toml",
            ["\"markdown\"", "\"yaml\"", "\"sql\""],
        ),
        (
            "emacs/forelock.el",
            ["markdown-mode", "yaml-mode", "sql-mode"],
        ),
        (
            "zed/extension.toml",
            ["\"Markdown\"", "\"YAML\"", "\"SQL\""],
        ),
    ] {
        let text = read(&root().join("editors").join(file));
        let languages = [
            syntax::Language::Markdown,
            syntax::Language::Yaml,
            syntax::Language::Sql,
        ];
        for (language, name) in languages.iter().zip(names) {
            assert!(!language.extensions().is_empty());
            assert!(text.contains(name), "editors/{file} misses {name}");
        }
    }
}

#[test]
fn vscode_wakes_up_where_specs_are() {
    let manifest = read(&root().join("editors/vscode/package.json"));
    for glob in project::walk::DEFAULT_SPECS {
        assert!(
            manifest.contains(&format!("\"workspaceContains:{glob}\"")),
            "editors/vscode/package.json misses {glob}"
        );
    }
}

#[test]
fn the_root_stays_as_given() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "server",
        "editors",
        "schemas",
        "tests",
        "README.md",
        "LICENSE",
        "target",
    ];
    let mut extra = Vec::new();
    for entry in fs::read_dir(root()).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if !name.starts_with('.') && !allowed.contains(&name.as_str()) {
            extra.push(name);
        }
    }
    assert_eq!(extra, Vec::<String>::new());
}
