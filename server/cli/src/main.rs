//! The `forelock` binary: arguments and dispatch.
//!
//! Every subcommand has a file of its own; nothing is decided here.

mod lsp;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sees the lock before you take it.
#[derive(Debug, Parser)]
#[command(name = "forelock", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the language server.
    Lsp(lsp::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Lsp(arguments) => lsp::run(&arguments),
    }
}
