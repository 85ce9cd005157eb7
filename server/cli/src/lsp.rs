//! `forelock lsp`
//!
//! stdout belongs to the protocol; the log goes to stderr.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use lsp::Ending;
use tokio::net::TcpStream;
use tracing_subscriber::EnvFilter;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Talk over stdin and stdout. The default; some editors say so.
    #[arg(long, conflicts_with = "socket")]
    pub(crate) stdio: bool,
    /// Connect to a port of this machine where the editor listens.
    #[arg(long, value_name = "PORT")]
    socket: Option<u16>,
    /// How much to log on stderr; else what `FORELOCK_LOG` says, else warnings.
    #[arg(long, value_enum)]
    log: Option<Level>,
    /// Sent by some editors; the server ends with its input.
    #[arg(long = "clientProcessId", hide = true)]
    pub(crate) client_process_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// 0 after a shutdown that was asked for, 1 after any other end, 2 when it could not start.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let of_environment = || Level::from_str(&std::env::var("FORELOCK_LOG").ok()?, true).ok();
    start_log(arguments.log.or_else(of_environment).unwrap_or(Level::Warn));
    lsp::log_panics();
    match serve(arguments) {
        Ok(Ending::ShutDown) => ExitCode::SUCCESS,
        Ok(Ending::Abrupt) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("forelock: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn serve(arguments: &Arguments) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let ending = runtime.block_on(async {
        match arguments.socket {
            None => Ok(lsp::serve(tokio::io::stdin(), tokio::io::stdout()).await),
            Some(port) => {
                let stream = TcpStream::connect(("127.0.0.1", port))
                    .await
                    .with_context(|| format!("cannot connect to port {port}"))?;
                // A reply is one small write; waiting to fill a packet would delay each.
                stream
                    .set_nodelay(true)
                    .context("cannot set up the socket")?;
                let (input, output) = stream.into_split();
                Ok(lsp::serve(input, output).await)
            }
        }
    });
    // A thread may still wait for stdin, which an editor need not close after `exit`.
    runtime.shutdown_timeout(Duration::from_millis(100));
    ending
}

/// tower-lsp logs whole messages at its finest level, with the texts of documents: it never gets
/// there.
fn start_log(level: Level) {
    let own = match level {
        Level::Off => "off",
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    };
    let others = if matches!(level, Level::Off) {
        "off"
    } else {
        "error"
    };
    let filter = EnvFilter::new(format!("{others},lsp={own},project={own},forelock={own}"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
