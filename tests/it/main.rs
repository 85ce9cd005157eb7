//! The suites that look at the whole.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; helpers outside #[test] count as such"
)]

mod config;
mod corpus;
mod fields;
mod format;
mod labelled;
mod lsp;
mod mending;
mod mutation;
mod split;
mod tidy;
