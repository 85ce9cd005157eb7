//! The configuration, as plain values; `project` reads it from `forelock.toml`, flags and the
//! editor's settings.

use std::collections::BTreeMap;

use model::{Backup, Postgres};

use crate::Severity;

/// The major versions that Forelock knows.
pub const POSTGRES: std::ops::RangeInclusive<u8> = Postgres::OLDEST.0..=Postgres::NEWEST.0;

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

impl Config {
    /// The judgement's context: what is said here, the risk model's defaults elsewhere.
    pub(crate) fn context(&self) -> model::Context {
        let mut context = model::Context::default();
        if let Some(postgres) = self.postgres.and_then(|it| Postgres::from_major(it.into())) {
            context.postgres = postgres;
        }
        let environment = self.environment.map(|it| match it {
            Environment::Development => model::Environment::Development,
            Environment::Staging => model::Environment::Staging,
            Environment::Production => model::Environment::Production,
        });
        let backup = self
            .backup
            .map(|it| if it { Backup::Planned } else { Backup::None });
        context.environment = context.environment.or_override(environment);
        context.zero_downtime = context.zero_downtime.or_override(self.zero_downtime);
        context.rollback_required = context
            .rollback_required
            .or_override(self.rollback_required);
        context.backup = context.backup.or_override(backup);
        context.rows.clone_from(&self.rows);
        context.transactional = self.transactional.unwrap_or(context.transactional);
        context.lock_timeout = self.lock_timeout.unwrap_or(context.lock_timeout);
        context
    }
}
