//! The configuration, as plain values; `project` reads it from `forelock.toml`, flags and the
//! editor's settings.

use std::collections::BTreeMap;

use crate::Severity;

/// Everything that can be configured. `None` and empty: not said, the documents decide or the
/// default holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// Major version, 13–18.
    pub postgres: Option<u8>,
    pub environment: Option<Environment>,
    pub zero_downtime: Option<bool>,
    pub rollback_required: Option<bool>,
    /// `planned` is true, `none` is false.
    pub backup: Option<bool>,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Rule code → off, on, or a severity.
    pub rules: BTreeMap<String, RuleSetting>,
    /// The runner wraps each migration in a transaction.
    pub transactional: Option<bool>,
    /// The runner sets a `lock_timeout`.
    pub lock_timeout: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Staging,
    Production,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSetting {
    Off,
    On,
    Severity(Severity),
}
