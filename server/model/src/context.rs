//! What judgement needs to know besides the documents: server version, environment, settings.

use std::collections::BTreeMap;

/// PostgreSQL's major version. `13`–`18` are known and supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postgres(pub u8);

impl Postgres {
    pub const OLDEST: Postgres = Postgres(13);
    /// The default: the newest major that is supported.
    pub const NEWEST: Postgres = Postgres(18);

    /// A major version, or `None` when Forelock knows nothing measured about it.
    pub fn from_major(major: u32) -> Option<Postgres> {
        let known = u32::from(Postgres::OLDEST.0)..=u32::from(Postgres::NEWEST.0);
        known
            .contains(&major)
            .then(|| Postgres(u8::try_from(major).unwrap_or(Postgres::NEWEST.0)))
    }
}

impl Default for Postgres {
    fn default() -> Postgres {
        Postgres::NEWEST
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Environment {
    Development,
    Staging,
    #[default]
    Production,
}

/// Whether the documents or the user speak of a backup. Silence is no adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Backup {
    Planned,
    None,
    #[default]
    Unknown,
}

/// A setting and whether somebody said so. Context comes from the document, a request,
/// `forelock.toml`, flags, in rising order; a said value overrides what was said before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<T> {
    pub value: T,
    pub said: bool,
}

impl<T> Setting<T> {
    pub fn default_of(value: T) -> Setting<T> {
        Setting { value, said: false }
    }
    pub fn said(value: T) -> Setting<T> {
        Setting { value, said: true }
    }
    /// Takes `other` when it was said.
    pub fn or_override(self, other: Option<T>) -> Setting<T> {
        other.map_or(self, Setting::said)
    }
}

/// The context of one migration's judgement (`risk-model`: production, zero downtime, rollback
/// not required, backup unknown, table sizes unknown, unless something says otherwise).
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    pub postgres: Postgres,
    pub environment: Setting<Environment>,
    pub zero_downtime: Setting<bool>,
    pub rollback_required: Setting<bool>,
    pub backup: Setting<Backup>,
    /// Rows by table, by the name as configured (`users` or `app.users`).
    pub rows: BTreeMap<String, u64>,
    /// Whether the runner wraps each migration in a transaction (Alembic does).
    pub transactional: bool,
    /// Whether the runner sets a `lock_timeout` by itself.
    pub lock_timeout: bool,
    /// Strategies that plans go by where there is more than one way, by name.
    pub prefer: Vec<String>,
}

impl Default for Context {
    fn default() -> Context {
        Context {
            postgres: Postgres::default(),
            environment: Setting::default_of(Environment::Production),
            zero_downtime: Setting::default_of(true),
            rollback_required: Setting::default_of(false),
            backup: Setting::default_of(Backup::Unknown),
            rows: BTreeMap::new(),
            transactional: true,
            lock_timeout: false,
            prefer: Vec::new(),
        }
    }
}
