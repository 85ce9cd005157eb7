//! The command line, as clap reads it.

use clap::{Args, Parser, Subcommand};

use crate::Format;
use crate::plan::{PlanFormat, Theme};

/// Sees the lock before you take it: judges PostgreSQL schema changes in specs and migrations.
#[derive(Debug, Parser)]
#[command(name = "forelock", version = env!("FORELOCK_VERSION"), about, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The language server, on stdin and stdout
    Lsp(crate::lsp::Arguments),
    /// All diagnostics of files and folders
    Check(Check),
    /// Risk and facts of each change in SQL, a specification or a spec
    Assess(Assess),
    /// The zero-downtime plan of a file's changes
    Plan(Plan),
    /// The schema that specs describe
    Schema(Schema),
    /// A whole migration specification from a migration request
    Draft(Draft),
    /// The chain of migrations, its heads, the environments, drift
    Status(Status),
    /// The changes between two specs or schemas
    Diff(Diff),
    /// The page of a rule, strategy or action; without a code, the list of all
    Explain(Explain),
    /// Print the JSON Schema of the documents or the configuration; without a name, both
    Schemas {
        #[arg(value_name = "NAME")]
        name: Option<SchemaName>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SchemaName {
    /// `forelock.toml`
    Config,
    /// Migration specifications, requests and execution records
    Migration,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Tell what was changed in specs since a git revision, too
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Exit with 1 when a diagnostic is at least this severe
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    pub(crate) fail_on: FailOn,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// SQL, a specification or a spec; `-` or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// The downgrades' changes too
    #[arg(long)]
    pub(crate) downgrade: bool,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// SQL, a specification or a spec; `FILE#N` is its Nth change, from 1
    #[arg(value_name = "FILE[#N]")]
    pub(crate) file: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: PlanFormat,
    /// Write the migration specifications into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<String>,
    /// Print the way back from the file's migrations instead
    #[arg(long, conflicts_with_all = ["format", "write", "theme"])]
    pub(crate) downgrade: bool,
    /// A strategy to go by where there is more than one way; repeatable
    #[arg(long, value_name = "STRATEGY", value_parser = strategy)]
    pub(crate) prefer: Vec<String>,
    /// The colors of the picture
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) theme: Theme,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<String>,
    #[arg(long, value_enum, default_value = "json")]
    pub(crate) format: SchemaFormat,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// YAML or Markdown with a migration request; `-` is standard input
    #[arg(value_name = "REQUEST")]
    pub(crate) request: String,
    /// Write the migration specifications into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<String>,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) context: Context,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The state before: a spec, SQL, a specification, or a folder; `-` is standard input
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// The state after
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// What is read as renamed rather than dropped and added
    #[arg(long, value_enum, value_name = "WHICH", default_value = "likely")]
    pub(crate) renames: Renames,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Renames {
    /// What name, type and place speak for
    Likely,
    /// Everything that may be renamed
    All,
    /// Nothing
    None,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A rule, strategy or action
    #[arg(value_name = "RULE")]
    pub(crate) code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SchemaFormat {
    Json,
    Sql,
    Mermaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Information,
    Hint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Environment {
    Development,
    Staging,
    Production,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Backup {
    Planned,
    None,
}

/// What the documents do not say; wins over `forelock.toml`.
#[derive(Debug, Args, Default)]
pub(crate) struct Context {
    /// The state before: SQL or a spec; repeatable, applied in order
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Vec<String>,
    /// PostgreSQL's major version
    #[arg(long, value_name = "N", value_parser = postgres)]
    pub(crate) postgres: Option<u8>,
    #[arg(long, value_enum, value_name = "E")]
    pub(crate) environment: Option<Environment>,
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub(crate) zero_downtime: Option<bool>,
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    pub(crate) rollback_required: Option<bool>,
    #[arg(long, value_enum)]
    pub(crate) backup: Option<Backup>,
    /// A table's rows; repeatable
    #[arg(long, value_name = "TABLE=N", value_parser = rows)]
    pub(crate) rows: Vec<(String, u64)>,
    /// Where there is more than one way; only plans ask for it
    #[arg(skip)]
    pub(crate) prefer: Vec<String>,
}

impl From<FailOn> for ide::Severity {
    fn from(it: FailOn) -> ide::Severity {
        match it {
            FailOn::Error => ide::Severity::Error,
            FailOn::Warning => ide::Severity::Warning,
            FailOn::Information => ide::Severity::Information,
            FailOn::Hint => ide::Severity::Hint,
        }
    }
}

fn postgres(text: &str) -> Result<u8, String> {
    let known = ide::config::POSTGRES;
    text.parse()
        .ok()
        .filter(|it| known.contains(it))
        .ok_or_else(|| {
            format!(
                "Forelock knows PostgreSQL {} to {}",
                known.start(),
                known.end()
            )
        })
}

fn strategy(text: &str) -> Result<String, String> {
    let known = ide::config::preferable();
    if known.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("there is a choice among {} only", known.join(", ")))
}

fn rows(text: &str) -> Result<(String, u64), String> {
    let (table, rows) = text
        .split_once('=')
        .ok_or("expected TABLE=N, as in users=2000000")?;
    let rows = rows
        .replace('_', "")
        .parse()
        .map_err(|_| "expected a whole number of rows")?;
    if table.is_empty() {
        return Err("expected a table before the `=`".to_owned());
    }
    Ok((table.to_owned(), rows))
}

/// `FILE#N` to file and number. A `#` that no number follows belongs to the file's name.
pub(crate) fn split_nth(file: Option<&str>) -> (Option<String>, Option<usize>) {
    match file.and_then(|it| it.rsplit_once('#')) {
        Some((name, nth)) if !nth.is_empty() && nth.bytes().all(|it| it.is_ascii_digit()) => {
            (Some(name.to_owned()), nth.parse().ok())
        }
        _ => (file.map(str::to_owned), None),
    }
}

impl Context {
    /// Lays the flags over a configuration.
    pub(crate) fn lay_over(&self, config: &mut ide::Config) {
        let environment = self.environment.map(|it| match it {
            Environment::Development => ide::config::Environment::Development,
            Environment::Staging => ide::config::Environment::Staging,
            Environment::Production => ide::config::Environment::Production,
        });
        let flags = ide::Config {
            postgres: self.postgres,
            environment,
            zero_downtime: self.zero_downtime,
            rollback_required: self.rollback_required,
            backup: self.backup.map(|it| it == Backup::Planned),
            rows: self.rows.iter().cloned().collect(),
            prefer: self.prefer.clone(),
            ..ide::Config::default()
        };
        *config = flags.over(config);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_number_behind_the_file_names_a_change() {
        let split = |it| split_nth(Some(it));
        assert_eq!(split("a.yaml#2"), (Some("a.yaml".to_owned()), Some(2)));
        assert_eq!(split("a#b.yaml"), (Some("a#b.yaml".to_owned()), None));
        assert_eq!(split("-#1"), (Some("-".to_owned()), Some(1)));
    }
}
