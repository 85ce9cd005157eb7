//! Tests on folders that the test writes itself.

use std::fs;

use expect_test::{Expect, expect};
use test_support::Fixture;

use super::*;

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    /// One per test, by name.
    fn new(name: &str, fixture: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("forelock-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        // The search for a configuration ends here.
        fs::create_dir_all(folder.join(".git")).unwrap();
        for file in Fixture::parse(fixture).files {
            let path = folder.join(file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text).unwrap();
        }
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn check(folder: &Folder, roots: &[&str], expected: Expect) {
    let roots: Vec<PathBuf> = roots.iter().map(|it| folder.0.join(it)).collect();
    let loaded = Project::load(&roots);
    let short = |path: &str| {
        let path = Path::new(path).strip_prefix(&folder.0).unwrap();
        as_text(path).replace('\\', "/")
    };
    let mut out = String::new();
    for (path, text) in &loaded.files {
        out.push_str(&format!("{} {}\n", short(path), text.len()));
    }
    for it in &loaded.problems {
        out.push_str(&format!(
            "{} {:?}: {}\n",
            short(&it.path),
            it.range,
            it.message
        ));
    }
    out.push_str(&format!("postgres {:?}\n", loaded.config.postgres));
    expected.assert_eq(&out);
}

const FILES: &str = "
//- forelock.toml
postgres = 17
exclude = [\"specs/database/old/**\"]
//- .gitignore
ignored/
//- README.md
x
//- specs/database/schema.md
# users
//- specs/database/old/schema.md
# users
//- specs/database/schema.sql
select 1;
//- .specify/memory/database-model.md
x
//- migrations/0001.yaml
database_migration_specification:
//- migrations/other.yaml
a: 1
//- ignored/0001.yaml
database_migration_specification:
//- node_modules/0001.yaml
database_migration_specification:
//- .hidden/0001.yaml
database_migration_specification:
//- specs/.spec-kit/config.yaml
database_dir: docs/tables
//- docs/tables/a.md
x
";

#[test]
fn a_folder_is_read() {
    let folder = Folder::new("folder", FILES.trim_start());
    check(
        &folder,
        &[""],
        expect![[r#"
        .specify/memory/database-model.md 2
        docs/tables/a.md 2
        migrations/0001.yaml 34
        specs/database/schema.md 8
        postgres Some(17)
    "#]],
    );
}

#[test]
fn a_named_file_counts_and_the_configuration_above_holds() {
    let folder = Folder::new("named", FILES.trim_start());
    let roots = ["specs/database/schema.sql", "migrations", "nowhere"];
    check(
        &folder,
        &roots,
        expect![[r#"
        migrations/0001.yaml 34
        specs/database/schema.sql 10
        nowhere 0..0: There is no such file or folder
        postgres Some(17)
    "#]],
    );
}

#[test]
fn what_cannot_be_read_is_reported_once() {
    let folder = Folder::new("unread", "//- specs/database/a.md\nx\n//- b.yaml\nx\n");
    let specs = folder.0.join("specs/database");
    fs::write(specs.join("latin1.md"), b"caf\xe9").unwrap();
    let large = fs::File::create(specs.join("large.md")).unwrap();
    large.set_len(MAX_FILE_BYTES + 1).unwrap();
    fs::write(folder.0.join("binary.yaml"), b"\xff\xfe").unwrap();
    fs::write(folder.0.join("ours.yaml"), b"record:\n  x: \xff").unwrap();
    check(
        &folder,
        &["", "specs"],
        expect![[r#"
        specs/database/a.md 2
        specs/database/latin1.md 0..0: Not UTF-8 (byte 3) and not read
        specs/database/large.md 0..0: Larger than 16 MiB and not read
        ours.yaml 0..0: Not UTF-8 (byte 13) and not read
        postgres None
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_root_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(
        "links",
        "//- out/specs/database/a.md\nx\n//- in/specs/database/b.md\nx\n//- in/plain.md\nx\n",
    );
    let specs = folder.0.join("in/specs/database");
    symlink(folder.0.join("out"), folder.0.join("in/out")).unwrap();
    symlink(folder.0.join("out/specs/database/a.md"), specs.join("a.md")).unwrap();
    symlink(specs.join("b.md"), specs.join("c.md")).unwrap();
    symlink(folder.0.join("in/plain.md"), specs.join("d.md")).unwrap();
    symlink(&specs, specs.join("loop")).unwrap();
    check(
        &folder,
        &["in"],
        expect![[r#"
            in/specs/database/b.md 2
            in/specs/database/d.md 2
            postgres None
        "#]],
    );
}
