//! The list of rules, and nothing else.

use crate::Rule;

/// Every rule, by code.
pub const ALL: &[Rule] = &[];
