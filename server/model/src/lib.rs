//! Trees to operations and a schema catalog; what each operation does on a PostgreSQL server; how
//! risky that is.
//!
//! Plain data with spans in bytes of the host document. Never fails, does no IO, knows neither
//! rules nor plans nor editors. Third-party crates are not seen here, but for the SQL tree that
//! `syntax::sql` re-exports, which only `lower::sql` reads.
#![warn(clippy::disallowed_methods, reason = "the core does no IO")]
#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new operation must be answered everywhere"
)]

pub mod catalog;
pub mod context;
pub mod diff;
pub mod document;
pub mod facts;
pub mod inverse;
pub mod judge;
pub mod lower;
pub mod mention;
mod moved;
pub mod name;
pub mod operation;
pub mod render;
pub mod risk;
pub mod schema;
pub mod specification;
pub mod types;

pub use catalog::Catalog;
pub use context::{Backup, Context, Environment, Postgres, Setting};
pub use document::{Comparison, Document, Migration, MigrationSource, ModelError};
pub use facts::{Facts, LockMode};
pub use inverse::inverse;
pub use lower::{lower, lower_again};
pub use name::{Name, QualifiedName};
pub use operation::{Change, Operation};
pub use risk::{Level, Risk};
pub use specification::Specification;
