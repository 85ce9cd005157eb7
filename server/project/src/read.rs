//! Reads files under bounds: their size, their number, their sum.
//!
//! Never reads a file whole before it knows that the file is small enough.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use ide::Severity;

use crate::walk::{self, Interest, content_counts};
use crate::{Problem, Project};

/// A larger file is not read. Real specs are below 100 KB.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
const MAX_FILES: usize = 20_000;
const MAX_TOTAL_BYTES: usize = 512 * 1024 * 1024;
/// How much of a file that is too large is looked at to know whether it is worth a report.
const SNIFFED_BYTES: u64 = 64 * 1024;

/// The text of a file, or why there is none.
pub fn read_file(path: &Path) -> Result<String, String> {
    let bytes = read_bytes(path, MAX_FILE_BYTES + 1)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|error| not_utf8(error.utf8_error().valid_up_to()))
}

fn read_bytes(path: &Path, at_most: u64) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("Cannot be read: {error}");
    let file = File::open(path).map_err(cannot)?;
    // A pipe or a device would block for ever.
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err("Cannot be read: not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(at_most).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

fn too_large() -> String {
    let mib = MAX_FILE_BYTES / 1024 / 1024;
    format!("Larger than {mib} MiB and not read")
}

fn not_utf8(at: usize) -> String {
    format!("Not UTF-8 (byte {at}) and not read")
}

pub(crate) fn read(
    project: &Project,
    on_file: &mut dyn FnMut(usize) -> bool,
) -> (Vec<(String, Arc<str>)>, Vec<Problem>) {
    let mut files: Vec<(String, Arc<str>)> = Vec::new();
    let mut problems = Vec::new();
    let mut total = 0;
    if !project.root.exists() {
        let message = "There is no such file or folder".to_owned();
        problems.push(Problem::of_file(&project.root, Severity::Error, message));
    }
    for (path, interest) in walk::files(&project.filter) {
        if files.len() >= MAX_FILES || total >= MAX_TOTAL_BYTES {
            let message = format!("Only the first {} files are read", files.len());
            problems.push(Problem::of_file(&project.root, Severity::Warning, message));
            break;
        }
        let Some(name) = path.to_str() else {
            let message = "Its name is not UTF-8; not read".to_owned();
            problems.push(Problem::of_file(&path, Severity::Warning, message));
            continue;
        };
        match read_file(&path) {
            Ok(text) => {
                if interest == Interest::IfContent && !content_counts(&text) {
                    continue;
                }
                total += text.len();
                files.push((name.to_owned(), text.into()));
                if !on_file(files.len()) {
                    break;
                }
            }
            Err(message) => {
                if interest == Interest::Yes || seems_ours(&path) {
                    problems.push(Problem::of_file(&path, Severity::Warning, message));
                }
            }
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    (files, problems)
}

/// Whether a file that could not be read as a text begins like one of ours.
fn seems_ours(path: &Path) -> bool {
    read_bytes(path, SNIFFED_BYTES).is_ok_and(|it| content_counts(&String::from_utf8_lossy(&it)))
}
