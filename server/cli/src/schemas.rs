//! `forelock schemas`: the JSON Schemas of the documents and the configuration.

use std::io::Write;

use anyhow::Result;

use crate::Done;
use crate::arguments::SchemaName;

/// `schemas/` holds the files.
const CONFIG: &str = include_str!("../../../schemas/config.schema.json");

/// One schema, or an object with all of them by name.
pub(crate) fn run(name: Option<SchemaName>, out: &mut dyn Write) -> Result<Done> {
    match name {
        Some(SchemaName::Config) => write!(out, "{CONFIG}")?,
        Some(SchemaName::Migration) => write!(out, "{}", ide::schema::MIGRATION)?,
        None => {
            let (config, migration) = (CONFIG.trim_end(), ide::schema::MIGRATION.trim_end());
            writeln!(out, "{{\"config\": {config},\n\"migration\": {migration}}}")?;
        }
    }
    Ok(Done::Clean)
}
