//! Reading a large Markdown spec, and reading it again after an edit: `cargo bench -p tests`.
//!
//! Prints medians; asserts nothing about time, since a busy machine is not a bug.
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use ide::{AnalysisHost, Config};

const TABLES: usize = 200;
const RUNS: usize = 21;

fn main() {
    let text = spec();
    println!(
        "a spec of {TABLES} tables, {} KB of Markdown",
        text.len() / 1024
    );
    let found = model::lower(&text, syntax::Language::Markdown);
    assert_eq!(found.schema.tables.len(), TABLES, "every table is read");

    let reads = (0..RUNS).map(|_| {
        time(|| {
            let document = model::lower(&text, syntax::Language::Markdown);
            assert!(!document.schema.tables.is_empty(), "it was read");
        })
    });
    println!("reading it: {}", show(reads.collect()));

    let mut host = AnalysisHost::new(Config::default());
    let path = "specs/database/schema.md";
    let file = host.set_file(path, text.as_str().into());
    let tables = host
        .analysis()
        .reading(file)
        .map(|it| it.schema.tables.len());
    assert_eq!(tables, Some(TABLES), "every table is read");
    let middle = text.len() / 2;
    let at = middle + text[middle..].find("VARCHAR(").unwrap_or_default() + "VARCHAR(".len();
    let mut edited = text.clone();
    let edits = (0..RUNS).map(|run| {
        // A digit of a type comes and goes.
        if run % 2 == 0 {
            edited.insert(at, '1');
        } else {
            edited.remove(at);
        }
        time(|| {
            let file = host.set_file(path, edited.as_str().into());
            assert!(host.analysis().reading(file).is_some(), "it was read");
        })
    });
    println!("reading it after an edit: {}", show(edits.collect()));
}

fn time(action: impl FnOnce()) -> Duration {
    let start = Instant::now();
    action();
    start.elapsed()
}

fn show(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |it: usize| times.get(it).map_or(0.0, |it| it.as_secs_f64() * 1e3);
    format!(
        "{:.1} ms (fastest {:.1}, slowest {:.1})",
        at(times.len() / 2),
        at(0),
        at(times.len() - 1)
    )
}

/// Column tables, SQL, bullets and prose in turn, about 5 KB for each table.
fn spec() -> String {
    let mut out = "# Database\n\nThe tables of a shop.\n\n".to_owned();
    for table in 0..TABLES {
        let _ = writeln!(out, "## {}. `table_{table}`\n", table + 1);
        out += "What it holds, who writes it and how long rows stay.\n\n";
        match table % 3 {
            0 => {
                out += "| Column | Type | Constraints | Description |\n|---|---|---|---|\n";
                for column in 0..30 {
                    let _ = writeln!(
                        out,
                        "| `column_{column}` | VARCHAR(255) | NOT NULL, DEFAULT '' | The {column}th thing that is known about a row of this table |"
                    );
                }
            }
            1 => {
                out += "```sql\n";
                let _ = writeln!(out, "CREATE TABLE table_{table} (");
                out += "    id UUID PRIMARY KEY DEFAULT gen_random_uuid()";
                for column in 0..30 {
                    let _ = write!(
                        out,
                        ",\n    column_{column} VARCHAR(255) NOT NULL DEFAULT ''"
                    );
                }
                let _ = writeln!(
                    out,
                    "\n);\nCREATE INDEX idx_table_{table} ON table_{table} (column_1, column_2);\n```"
                );
            }
            _ => {
                for column in 0..30 {
                    let _ = writeln!(
                        out,
                        "- `column_{column}`: VARCHAR(255) (required, default: '') - the {column}th thing"
                    );
                }
            }
        }
        out += "\n### Notes\n\n";
        for note in 0..30 {
            let _ = writeln!(
                out,
                "- Note {note}: rows of `table_{table}` are written by one service and read by many others, which expect `column_{note}` to be filled."
            );
        }
        out.push('\n');
    }
    out
}
