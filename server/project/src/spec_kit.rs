//! The folders that a Spec-Kit configuration names.
//!
//! Reads two keys line by line, in YAML and in YAML fences of Markdown alike; never more than
//! that, since nothing else in those files is ours.

use std::path::Path;

use crate::read::read_file;

const FILES: [&str; 6] = [
    "specs/.spec-kit/config.md",
    "specs/.spec-kit/config.yaml",
    "specs/.spec-kit/config.yml",
    ".spec-kit/config.md",
    ".spec-kit/config.yaml",
    ".spec-kit/config.yml",
];

/// Folders of database specs, relative to the root, with `/`.
pub(crate) fn folders(root: &Path) -> Vec<String> {
    let mut folders: Vec<String> = FILES
        .iter()
        .filter_map(|file| read_file(&root.join(file)).ok())
        .flat_map(|text| in_text(&text))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

fn in_text(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let (key, value) = line.trim_start_matches(['-', ' ', '\t']).split_once(':')?;
            let folder = folder(value)?;
            match key.trim() {
                "database_dir" => Some(vec![folder]),
                "specs_dir" => Some(vec![
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
    let value = value.trim_matches(['"', '\'', '`']).trim_matches('/');
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
    fn folders_are_read_from_yaml_and_markdown() {
        check(
            "structure:\n  specs_dir: docs\n  database_dir: \"docs/db/\" # ours\n",
            &["docs/database", "docs/architecture", "docs/db"],
        );
        check("- database_dir: `./db`\n", &["db"]);
        check("database_dir: ../elsewhere\nname: x\n", &[]);
    }
}
