//! The folders that a Spec-Kit configuration names.
//!
//! Reads the keys of folders and never more, since nothing else in those files is ours: typed in YAML, line
//! by line in Markdown, where they stand in lists and fences alike.

use std::path::Path;

use serde::Deserialize;

use crate::read::read_file;

const FILES: [&str; 12] = [
    "specs/.spec-kit/config.md",
    "specs/.spec-kit/config.yaml",
    "specs/.spec-kit/config.yml",
    "specs/.spec-kit/schema.md",
    "specs/.spec-kit/schema.yaml",
    "specs/.spec-kit/schema.yml",
    ".spec-kit/config.md",
    ".spec-kit/config.yaml",
    ".spec-kit/config.yml",
    ".spec-kit/schema.md",
    ".spec-kit/schema.yaml",
    ".spec-kit/schema.yml",
];

/// Folders of database specs, relative to the root, with `/`.
pub(crate) fn folders(root: &Path) -> Vec<String> {
    let mut folders: Vec<String> = FILES
        .iter()
        .filter_map(|file| Some((file, read_file(&root.join(file)).ok()?)))
        .flat_map(|(file, text)| {
            if file.ends_with(".md") {
                in_text(&text)
            } else {
                in_yaml(&text)
            }
        })
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

/// The keys at the top or under `structure:`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys {
    specs_dir: Option<String>,
    database_dir: Option<String>,
    structure: Option<Box<Keys>>,
}

/// Nothing when the text is no such YAML.
fn in_yaml(text: &str) -> Vec<String> {
    let mut folders = Vec::new();
    let mut level = serde_yaml::from_str::<Keys>(text).ok();
    while let Some(keys) = level {
        if let Some(specs) = keys.specs_dir.as_deref().and_then(folder) {
            folders.extend([format!("{specs}/database"), format!("{specs}/architecture")]);
        }
        folders.extend(keys.database_dir.as_deref().and_then(folder));
        level = keys.structure.map(|it| *it);
    }
    folders
}

fn in_text(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim_start_matches(['-', '*', '|', ' ', '\t']);
            let (key, value) = line.split_once([':', '|'])?;
            let value = value.trim().trim_end_matches('|');
            let folder = folder(value).filter(|it| !it.contains(' '))?;
            // `Database specs` as prose writes it.
            let key = key.trim().trim_matches(['`', '*']).to_lowercase();
            match key.replace([' ', '-'], "_").as_str() {
                "database_dir"
                | "database_specs"
                | "database_specifications"
                | "database_folder"
                | "migration_specifications" => Some(vec![folder]),
                "specs_dir" | "specs_folder" | "specifications_folder" => Some(vec![
                    format!("{folder}/database"),
                    format!("{folder}/architecture"),
                ]),
                _ => None,
            }
        })
        .flatten()
        .collect()
}

/// A relative folder inside the root; `None` for anything else.
fn folder(value: &str) -> Option<String> {
    let value = value.split(" #").next().unwrap_or_default().trim();
    let value = value.trim_matches(['"', '\'', '`', '*', ' ']);
    let value = value.strip_suffix("/*.md").unwrap_or(value);
    let value = value.trim_matches('/');
    let value = value.strip_prefix("./").unwrap_or(value);
    let inside = !value.is_empty() && value.split('/').all(|it| it != "..");
    inside.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(in_text(text), expected);
    }

    #[test]
    fn folders_are_read_from_yaml() {
        let text = "project: x\nstructure:\n  specs_dir: docs\n  database_dir: \"docs/db/\" # ours\n  more: [1, 2]\n";
        assert_eq!(
            in_yaml(text),
            ["docs/database", "docs/architecture", "docs/db"]
        );
        assert_eq!(in_yaml("database_dir: ../elsewhere"), Vec::<String>::new());
        assert_eq!(in_yaml("database_dir: [db"), Vec::<String>::new());
    }

    #[test]
    fn folders_are_read_from_markdown() {
        check(
            "structure:\n  specs_dir: docs\n  database_dir: \"docs/db/\" # ours\n",
            &["docs/database", "docs/architecture", "docs/db"],
        );
        check("- database_dir: `./db`\n", &["db"]);
        check(
            "- **Database specs**: `docs/db/*.md`\n- Migration framework: Alembic\n| Specs folder | `docs` |\n",
            &["docs/db", "docs/database", "docs/architecture"],
        );
        check("Database specs: are kept elsewhere\n", &[]);
        check("database_dir: ../elsewhere\nname: x\n", &[]);
    }
}
