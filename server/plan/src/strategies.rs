//! The list of strategies, and nothing else.

use crate::Strategy;

/// Every strategy, in the order they are asked.
pub const ALL: &[Strategy] = &[];
