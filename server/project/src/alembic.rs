//! The folders of version files that `alembic.ini` names.
//!
//! Reads three keys and never more; `versions` folders are found without them.

use std::path::Path;

use crate::read::read_file;

const FILES: [&str; 3] = [
    "alembic.ini",
    "backend/alembic.ini",
    "migrations/alembic.ini",
];

/// Folders relative to the root, with `/`.
pub(crate) fn folders(root: &Path) -> Vec<String> {
    let mut folders = Vec::new();
    for file in FILES {
        let Ok(text) = read_file(&root.join(file)) else {
            continue;
        };
        let home = file.rsplit_once('/').map(|it| it.0);
        for folder in in_text(&text) {
            folders.push(match home {
                Some(home) => format!("{home}/{folder}"),
                None => folder,
            });
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

/// Relative to the file.
fn in_text(text: &str) -> Vec<String> {
    let mut folders = Vec::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        // `version_locations` holds several, apart by blanks, `:` or `;` as its neighbor says.
        let values = value.split([' ', '\t', ':', ';', ',']);
        match key.trim() {
            "script_location" => {
                folders.extend(values.filter_map(folder).map(|it| format!("{it}/versions")));
            }
            "version_locations" | "version_path" => folders.extend(values.filter_map(folder)),
            _ => {}
        }
    }
    folders
}

/// A folder inside the root; `%(here)s` is where the file stands.
fn folder(value: &str) -> Option<String> {
    let value = value.trim().trim_start_matches("%(here)s");
    let value = value.trim_matches('/');
    let value = value.strip_prefix("./").unwrap_or(value);
    let inside = !value.is_empty() && !value.contains('%') && value.split('/').all(|it| it != "..");
    inside.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_from_the_file() {
        let text = "[alembic]\n# version_locations = no\nscript_location = %(here)s/db\nversion_path = migrations/steps\nversion_locations = a/b:./c ../d\nsqlalchemy.url = x\n";
        assert_eq!(
            in_text(text),
            ["db/versions", "migrations/steps", "a/b", "c"]
        );
    }
}
