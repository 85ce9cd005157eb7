//! Servers of the harness's own: found, started as a user other than root, and stopped.
//!
//! Never touches a server that it did not start; everything lies in one folder that is removed at
//! the end.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::wire::Connection;

/// A running server; stopped when dropped.
pub(crate) struct Server {
    /// Where its socket is.
    pub(crate) folder: PathBuf,
    programs: PathBuf,
    user: Option<User>,
    postmaster: Option<Child>,
}

/// Whom servers run as when we are root: PostgreSQL refuses root.
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

/// For speed, and so that nothing happens on its own while a case is measured.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "jit=off",
    "timezone=UTC",
    "max_wal_size=512MB",
    "max_connections=40",
    "max_parallel_maintenance_workers=0",
    "max_parallel_workers_per_gather=0",
    "wal_level=logical",
];

/// The servers that `tests/postgres/install` put into the build folder, by major.
pub(crate) fn installed() -> BTreeMap<u8, PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/postgres");
    let Ok(entries) = fs::read_dir(tools) else {
        return BTreeMap::new();
    };
    entries
        .flatten()
        .filter_map(|it| {
            let major = it.file_name().to_str()?.parse().ok()?;
            let folder = fs::canonicalize(it.path()).ok()?;
            folder
                .join("bin/initdb")
                .exists()
                .then_some((major, folder))
        })
        .collect()
}

impl Server {
    /// Makes a cluster and starts it. Panics with the server's own words when that fails.
    pub(crate) fn start(major: u8, installation: &Path) -> Server {
        Server::start_with(major, installation, &[])
    }

    /// With further settings, each `name=value`.
    pub(crate) fn start_with(major: u8, installation: &Path, more: &[&str]) -> Server {
        // Socket paths may have 107 bytes, so the folder is not below the build folder.
        // Tests of one process have servers of their own.
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        let folder = PathBuf::from(format!("/tmp/forelock-pg{major}-{process}-{number}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("a new folder in /tmp");
        let root = fs::metadata(&folder).expect("just made").uid() == 0;
        let user = root.then(nobody);
        if let Some(user) = user {
            chown(&folder, Some(user.id), Some(user.group)).expect("root may give folders away");
        }
        let mut programs = installation.to_owned();
        if user.is_some() && !open_to_all(installation) {
            // A checkout in a home folder is closed to the other user.
            programs = folder.join("programs");
            let copied = Command::new("cp")
                .arg("-a")
                .args([installation, &programs])
                .status();
            assert!(copied.is_ok_and(|it| it.success()), "copying the programs");
        }
        let mut server = Server {
            folder,
            programs: programs.join("bin"),
            user,
            postmaster: None,
        };
        server.initialize();
        server.run(more);
        server
    }

    fn initialize(&self) {
        let output = self
            .program("initdb")
            .args(["-U", "postgres", "-A", "trust", "--no-locale"])
            .args(["--encoding=UTF8", "-N", "-D"])
            .arg(self.data())
            .output()
            .expect("initdb starts");
        assert!(
            output.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn run(&mut self, more: &[&str]) {
        let log = fs::File::create(self.folder.join("log")).expect("our own folder");
        let mut program = self.program("postgres");
        program.arg("-D").arg(self.data());
        for setting in SETTINGS.iter().chain(more) {
            program.args(["-c", setting]);
        }
        program
            .arg("-c")
            .arg(format!("unix_socket_directories={}", self.folder.display()))
            .stdout(Stdio::null())
            .stderr(log);
        self.postmaster = Some(program.spawn().expect("postgres starts"));
        let patience = Instant::now() + Duration::from_secs(20);
        while let Err(error) = Connection::open(&self.folder, "postgres") {
            assert!(
                Instant::now() < patience,
                "{error}: {}",
                fs::read_to_string(self.folder.join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn connect(&self, database: &str) -> Connection {
        Connection::open(&self.folder, database)
            .unwrap_or_else(|error| panic!("connecting to {database}: {error}"))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command
            .current_dir(&self.folder)
            .env("LC_ALL", "C")
            .env_remove("PGDATA")
            .stdin(Stdio::null());
        if let Some(user) = self.user {
            command.gid(user.group).uid(user.id);
        }
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            let stopped = self
                .program("pg_ctl")
                .args(["-m", "immediate", "-w", "stop", "-D"])
                .arg(self.data())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if !stopped.is_ok_and(|it| it.success()) {
                let _ = postmaster.kill();
            }
            let _ = postmaster.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether every folder on the way lets others in.
fn open_to_all(path: &Path) -> bool {
    path.ancestors()
        .all(|it| fs::metadata(it).is_ok_and(|it| it.permissions().mode() & 0o001 != 0))
}

/// The user `nobody`, under whatever number this system knows it.
fn nobody() -> User {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find(|it| it.starts_with("nobody:"));
    let mut numbers = line
        .into_iter()
        .flat_map(|it| it.split(':').skip(2))
        .map_while(|it| it.parse().ok());
    User {
        id: numbers.next().unwrap_or(65_534),
        group: numbers.next().unwrap_or(65_534),
    }
}
