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
    /// Strategies that plans go by where there is more than one way.
    pub prefer: Vec<String>,
    /// The version of the last specification whose findings are not shown.
    pub baseline: Option<String>,
    /// Globs of tables; findings about changes on them are not shown.
    pub ignore_tables: Vec<String>,
    /// What holds in one environment, above everything else here. `environment` and
    /// `environments` of these say nothing.
    pub environments: BTreeMap<Environment, Config>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Environment {
    pub const ALL: [Environment; 3] = [
        Environment::Development,
        Environment::Staging,
        Environment::Production,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Development => "development",
            Environment::Staging => "staging",
            Environment::Production => "production",
        }
    }
}

/// The strategies that `prefer` may name.
pub fn preferable() -> Vec<&'static str> {
    plan::strategies::preferable().collect()
}

impl Config {
    /// This configuration, and where it is silent the one below it. Tables are merged key by key,
    /// lists are joined.
    pub fn over(&self, below: &Config) -> Config {
        let mut rows = below.rows.clone();
        rows.extend(self.rows.clone());
        let mut rules = below.rules.clone();
        rules.extend(self.rules.clone());
        let mut ignore_tables = self.ignore_tables.clone();
        let more = below.ignore_tables.iter();
        ignore_tables.extend(more.filter(|it| !self.ignore_tables.contains(it)).cloned());
        let mut prefer = self.prefer.clone();
        let more = below.prefer.iter();
        prefer.extend(more.filter(|it| !self.prefer.contains(it)).cloned());
        let mut environments = self.environments.clone();
        for (environment, settings) in &below.environments {
            // An environment of the lower one is still lower than all of the upper one.
            let upper = self.plain();
            let upper = match self.environments.get(environment) {
                Some(own) => own.over(&upper),
                None => upper,
            };
            environments.insert(*environment, upper.over(settings));
        }
        Config {
            postgres: self.postgres.or(below.postgres),
            environment: self.environment.or(below.environment),
            zero_downtime: self.zero_downtime.or(below.zero_downtime),
            rollback_required: self.rollback_required.or(below.rollback_required),
            backup: self.backup.or(below.backup),
            rows,
            rules,
            transactional: self.transactional.or(below.transactional),
            lock_timeout: self.lock_timeout.or(below.lock_timeout),
            prefer,
            baseline: self.baseline.clone().or_else(|| below.baseline.clone()),
            ignore_tables,
            environments,
        }
    }

    /// What holds in the environment that is configured, production where none is. The answer has
    /// no environments any more.
    pub fn in_force(&self) -> Config {
        let environment = self.environment.unwrap_or(Environment::Production);
        let mut config = Config {
            environments: BTreeMap::new(),
            ..self.clone()
        };
        if let Some(settings) = self.environments.get(&environment) {
            config = settings.plain().over(&config);
        }
        config
    }

    /// What holds where a request names the environment and the configuration names none.
    pub(crate) fn in_force_at(&self, environment: model::Environment) -> Config {
        let environment = match environment {
            model::Environment::Development => Environment::Development,
            model::Environment::Staging => Environment::Staging,
            model::Environment::Production => Environment::Production,
        };
        let named = Config {
            environment: Some(environment),
            ..self.clone()
        };
        Config {
            environment: None,
            ..named.in_force()
        }
    }

    /// Without a word about environments.
    fn plain(&self) -> Config {
        Config {
            environment: None,
            environments: BTreeMap::new(),
            ..self.clone()
        }
    }

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
        context.prefer.clone_from(&self.prefer);
        context
    }
}
