//! Paths as the analysis compares them: absolute, without `.` and `..`, as text.
//!
//! Never resolves symbolic links: an editor names files by the path its user opened.

use std::path::{Component, Path, PathBuf};

/// The path made absolute and normal, without asking the disk.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The path as text. Bytes that are no UTF-8 become replacement characters; such a file is never
/// read ([`crate::Project::read`] reports it).
pub fn as_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out() {
        assert_eq!(
            absolute(Path::new("/a/./b/../c//d")),
            PathBuf::from("/a/c/d")
        );
        assert_eq!(absolute(Path::new("/../a")), PathBuf::from("/a"));
    }
}
