//! `forelock schemas`: the JSON Schemas of the documents and the configuration.

use std::io::Write;

use anyhow::Result;

use crate::Done;

/// The configuration's schema; `schemas/` holds the files.
const CONFIG: &str = include_str!("../../../schemas/config.schema.json");

pub(crate) fn run(out: &mut dyn Write) -> Result<Done> {
    write!(out, "{CONFIG}")?;
    Ok(Done::Clean)
}
