//! The suites that look at the whole.

mod lsp;
