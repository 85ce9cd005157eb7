//! Tells the binary its version with the commit that it is built from, as `FORELOCK_VERSION`.
//!
//! Without git, or outside of a clone, the version stands alone; `FORELOCK_COMMIT` names the commit
//! for those who build from an archive.

#![allow(
    clippy::print_stdout,
    reason = "this is how a build script speaks to Cargo"
)]

use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=FORELOCK_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let commit = env::var("FORELOCK_COMMIT").ok().or_else(of_clone);
    let whole = match commit.filter(|it| !it.is_empty()) {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo:rustc-env=FORELOCK_VERSION={whole}");
}

/// Hash and date of the commit that is checked out.
fn of_clone() -> Option<String> {
    // An archive unpacked inside of somebody's repository is not of that repository.
    git(&["ls-files", "--error-unmatch", "Cargo.toml"])?;
    let log = git(&[
        "rev-parse",
        "--path-format=absolute",
        "--git-path",
        "logs/HEAD",
    ])?;
    // Grows with every commit and checkout.
    println!("cargo:rerun-if-changed={log}");
    git(&[
        "show",
        "--no-patch",
        "--format=%h %cs",
        "--abbrev=9",
        "HEAD",
    ])
}

/// What git prints, in the folder of this crate; `None` where it fails or is missing.
fn git(arguments: &[&str]) -> Option<String> {
    let ran = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(ran.stdout).ok()?;
    ran.status.success().then(|| text.trim().to_owned())
}
