//! A change to steps that need no downtime.
//!
//! One strategy a file; each makes a [`Plan`] of deploys out of one change and the state before
//! it. Knows nothing of rules, editors or files. Locks and rewrites it asks `model::facts`.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]
#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new operation must be answered everywhere"
)]

pub mod expand;
pub mod names;
pub mod picture;
pub mod steps;
pub mod strategies;
pub mod whole;
pub mod write;

mod batch;
mod bounds;
mod carry;
mod column;
mod copy;
mod cost;
mod derive;
mod draft;
mod enum_swap;
mod exchange;
mod leave;
mod link;
mod pairs;
mod pieces;
mod proof;
mod query;
mod restore;
mod retype;
mod sql;
mod stand_in;
mod target;
#[cfg(test)]
mod tests;
mod trigger;

pub use expand::{Request, as_it_stands, change_of, gather, intent, other_ways, plan, to_write};
pub use steps::{
    Batch, Breaking, Deploy, Outcome, Phase, Plan, Restores, Rollback, Step, Strategy,
};
