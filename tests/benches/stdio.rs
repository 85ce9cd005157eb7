//! What a person waits for, measured on the release binary over stdio: `cargo bench -p tests`.
//!
//! Prints medians; asserts nothing, since a busy machine is not a bug.
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const EDITS: usize = 61;
const STARTS: usize = 21;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the root");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "-p", "cli"])
        .current_dir(root)
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the release build failed");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let binary = target.join("release/forelock");
    let scratch = std::env::temp_dir().join(format!("forelock-bench-{}", std::process::id()));
    fs::create_dir_all(&scratch).expect("a scratch folder");

    let starts = (0..STARTS).map(|_| Server::start(&binary).ready).collect();
    println!("start → initialize reply: {}", show(starts));
    for count in [10, 100, 1_000, 10_000] {
        for (name, text) in [
            ("sql.md", markdown(count)),
            ("spec.yaml", specification(count)),
            ("script.sql", script(count)),
        ] {
            if count > 1_000 && name == "spec.yaml" {
                continue;
            }
            let mut server = Server::start(&binary);
            let (times, memory) = server.edits(name, &text);
            println!(
                "{count:>6} statements, {name:<10} edit → diagnostics: {}, RSS {memory} MB",
                show(times)
            );
        }
    }

    let folder = scratch.join("specs/database/migrations");
    fs::create_dir_all(&folder).expect("a scratch folder");
    for at in 1..=2_000_u32 {
        fs::write(folder.join(format!("{at:04}_step.yaml")), small(at)).expect("a scratch file");
    }
    let times = (0..5)
        .map(|_| {
            let start = Instant::now();
            let output = Command::new(&binary)
                .args(["check", "--format", "json", "--fail-on", "error"])
                .arg(&scratch)
                .output()
                .expect("the binary runs");
            assert!(output.status.code().is_some_and(|it| it < 2), "{output:?}");
            start.elapsed()
        })
        .collect();
    println!("check of 2000 small specifications: {}", show(times));
    let _ = fs::remove_dir_all(&scratch);
}

fn show(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |it: usize| times[it].as_secs_f64() * 1_000.0;
    let last = times.len() - 1;
    format!(
        "median {:.2} ms (min {:.2}, max {:.2})",
        at(last / 2),
        at(0),
        at(last)
    )
}

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    ready: Duration,
}

impl Server {
    fn start(binary: &Path) -> Server {
        let start = Instant::now();
        let mut child = Command::new(binary)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let mut server = Server {
            child,
            input,
            output,
            ready: Duration::ZERO,
        };
        server.send(&json!({
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": { "processId": null, "rootUri": null,
                        "capabilities": { "general": { "positionEncodings": ["utf-8"] } } },
        }));
        while server.receive()["id"] != json!(1) {}
        server.ready = start.elapsed();
        server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        server
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())
            .expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn receive(&mut self) -> Value {
        serde_json::from_slice(&self.receive_bytes()).expect("JSON")
    }

    /// A message as it came; reading it as JSON is the client's time, not the server's.
    fn receive_bytes(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("the server writes");
            assert!(read > 0, "the server went away");
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().expect("a number");
            } else if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.output
            .read_exact(&mut body)
            .expect("the server writes");
        body
    }

    fn published(&mut self, version: usize) {
        let version = format!("\"version\":{version}}}");
        let has =
            |body: &[u8], words: &str| body.windows(words.len()).any(|it| it == words.as_bytes());
        loop {
            let body = self.receive_bytes();
            if has(&body[..body.len().min(200)], "publishDiagnostics")
                && has(&body[body.len().saturating_sub(40)..], &version)
            {
                return;
            }
        }
    }

    /// Makes the statement in the middle another one, again and again.
    fn edits(&mut self, name: &str, text: &str) -> (Vec<Duration>, u64) {
        let uri = format!("file:///bench/specs/database/{name}");
        let language = match name.rsplit_once('.').map(|it| it.1) {
            Some("md") => "markdown",
            Some("sql") => "sql",
            _ => "yaml",
        };
        self.send(&json!({
            "jsonrpc": "2.0", "method": "textDocument/didOpen",
            "params": { "textDocument": { "uri": uri, "languageId": language, "version": 0, "text": text } },
        }));
        self.published(0);
        let middle = text.lines().count() / 2;
        let (line, column) = text
            .lines()
            .enumerate()
            .skip(middle)
            .find_map(|(at, line)| {
                Some((at, line.find("DROP COLUMN old")? + "DROP COLUMN old".len()))
            })
            .expect("the generated text drops columns");
        let times = (1..=EDITS)
            .map(|version| {
                // Insert and remove in turn, so that every edit changes a diagnostic.
                let (end, text) = if version % 2 == 1 { (column, "er") } else { (column + 2, "") };
                let start = Instant::now();
                self.send(&json!({
                    "jsonrpc": "2.0", "method": "textDocument/didChange",
                    "params": { "textDocument": { "uri": uri, "version": version },
                        "contentChanges": [{ "range": { "start": { "line": line, "character": column },
                                                        "end": { "line": line, "character": end } },
                                             "text": text }] },
                }));
                self.published(version);
                start.elapsed()
            })
            .collect();
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let resident = status.unwrap_or_default();
        let kilobytes = resident.lines().find_map(|it| {
            it.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .trim()
                .parse::<u64>()
                .ok()
        });
        (times, kilobytes.unwrap_or_default() / 1_024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One of five kinds of change to one of twenty tables.
fn statement(at: usize) -> String {
    let table = format!("t{}", at % 20);
    match at % 5 {
        0 => format!("ALTER TABLE {table} DROP COLUMN old{at};"),
        1 => format!("CREATE INDEX ix_{at} ON {table} (c{at});"),
        2 => format!("ALTER TABLE {table} ADD COLUMN c{at} text NOT NULL DEFAULT 'x';"),
        3 => format!("ALTER TABLE {table} ALTER COLUMN c{at} TYPE bigint;"),
        _ => format!("ALTER TABLE {table} ADD CONSTRAINT k{at} CHECK (c{at} > 0);"),
    }
}

fn script(count: usize) -> String {
    (0..count).map(|at| statement(at) + "\n").collect()
}

fn markdown(count: usize) -> String {
    format!(
        "# Database\n\n## Migrations\n\n```sql\n{}```\n",
        script(count)
    )
}

fn specification(count: usize) -> String {
    let mut out = head("0001", "null");
    for at in 0..count {
        out.push_str(&format!(
            "        - type: execute_sql\n          sql: \"{}\"\n",
            statement(at).trim_end_matches(';')
        ));
    }
    out
}

fn head(version: &str, parent: &str) -> String {
    format!(
        "database_migration_specification:\n  meta:\n    current_version: {parent}\n    target_version: \"{version}\"\n\
         \x20 migration:\n    version: \"{version}\"\n    name: step\n    upgrade:\n      operations:\n"
    )
}

fn small(at: u32) -> String {
    let parent = if at == 1 {
        "null".to_owned()
    } else {
        format!("\"{:04}\"", at - 1)
    };
    head(&format!("{at:04}"), &parent)
        + &format!(
            "        - type: create_table\n          table: t{at}\n          details:\n            columns:\n\
             \x20             - {{name: id, type: bigint, primary_key: true}}\n\
             \x20             - {{name: title, type: text}}\n    downgrade:\n      operations:\n\
             \x20       - type: drop_table\n          table: t{at}\n"
        )
}
