//! The `forelock` binary: arguments, dispatch, exit codes.
//!
//! Exits 0 when nothing reaches the threshold, 1 on findings, 2 when it could not do it.

mod arguments;
mod assess;
mod check;
mod diff;
mod draft;
mod explain;
mod input;
mod json;
mod lsp;
mod plan;
mod render;
mod schema;
mod schemas;
mod status;

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;

use arguments::{Arguments, Command};

/// How a command ended, when it ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Clean,
    /// Something reaches the threshold.
    Findings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

fn main() -> ExitCode {
    // clap itself exits with 2 and a sentence on bad arguments.
    let arguments = Arguments::parse();
    if let Command::Lsp(options) = &arguments.command {
        return lsp::run(options);
    }
    match run(arguments) {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::Findings) => ExitCode::from(1),
        Err(error) => {
            // A reader that went away (`forelock check | head`) is no failure of ours.
            let broken = error.chain().any(|it| {
                it.downcast_ref::<std::io::Error>()
                    .is_some_and(|it| it.kind() == std::io::ErrorKind::BrokenPipe)
            });
            if broken {
                return ExitCode::SUCCESS;
            }
            let mut stderr = anstream::stderr();
            let _ = writeln!(stderr, "forelock: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<Done> {
    let stdout = &mut std::io::BufWriter::new(anstream::stdout());
    let done = match arguments.command {
        // It has an exit code of its own, see `main`.
        Command::Lsp(_) => Done::Clean,
        Command::Check(it) => {
            let since = it.since.as_deref();
            let input = input::load_since(&it.paths, &it.context, since)?;
            let options = check::Options {
                format: it.format,
                fail_on: it.fail_on.into(),
            };
            check::run(&input, &options, stdout)?
        }
        Command::Assess(it) => {
            let input = input::load_file(it.file.as_deref(), &it.context)?;
            let options = assess::Options {
                format: it.format,
                postgres: input.postgres(),
                downgrade: it.downgrade,
            };
            assess::run(&input, &options, stdout)?
        }
        Command::Plan(mut it) => {
            it.context.prefer = it.prefer;
            let (file, nth) = arguments::split_nth(it.file.as_deref());
            let input = input::load_file(file.as_deref(), &it.context)?;
            if it.downgrade {
                let done = plan::downgrade(&input, stdout)?;
                stdout.flush()?;
                return Ok(done);
            }
            let options = plan::Options {
                format: it.format,
                nth,
                write: it.write,
                theme: it.theme,
            };
            plan::run(&input, &options, stdout)?
        }
        Command::Schema(it) => {
            let input = input::load_project(&it.paths, &it.context)?;
            schema::run(&input, it.format, stdout)?
        }
        Command::Draft(it) => {
            let input = input::load_request(&it.request, &it.context)?;
            draft::run(&input, &it.request, it.write.as_deref(), stdout)?
        }
        Command::Status(it) => {
            let input = input::load_project(&it.paths, &it.context)?;
            status::run(&input, it.format, stdout)?
        }
        Command::Diff(it) => {
            let options = diff::Options {
                format: it.format,
                renames: it.renames,
            };
            diff::run(&it.old, &it.new, &options, stdout)?
        }
        Command::Explain(it) => explain::run(it.code.as_deref(), stdout)?,
        Command::Schemas { name } => schemas::run(name, stdout)?,
    };
    stdout.flush()?;
    Ok(done)
}
