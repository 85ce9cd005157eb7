//! `forelock.toml`, and the same keys from an editor's settings, as [`Settings`].
//!
//! Reads everything it can: a value it does not understand is reported at its own range and left
//! out, the others hold. Never reads the disk.

mod toml;

use ide::config::{Environment, RuleSetting};
use ide::{Config, PageKind, Severity, TextRange};

use crate::walk;

/// What can be configured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    pub config: Config,
    /// Globs in place of the default ones, relative to the configuration.
    pub specs: Option<Vec<String>>,
    /// Globs of what is left out, relative to the configuration.
    pub exclude: Vec<String>,
    /// The git revision that specs are compared with ([`crate::git::DEFAULT_REVISION`] when
    /// nobody says), or [`OFF`].
    pub compare_with: Option<String>,
}

/// The value of `compare_with` that compares with nothing.
pub const OFF: &str = "off";

/// Settings, as far as they could be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    pub settings: Settings,
    pub problems: Vec<ConfigProblem>,
    /// The text is no TOML: the settings are empty, not wished away.
    pub broken: bool,
    /// Every baseline that is named, at the root or for an environment. Whether there is such a
    /// version the documents know ([`crate::unknown_baselines`]).
    pub baselines: Vec<(String, TextRange)>,
}

/// A problem in the configuration's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Empty at 0 where there is no text, as in an editor's settings.
    pub range: TextRange,
    pub severity: Severity,
    pub message: String,
}

/// A value of a configuration, wherever it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    pub range: TextRange,
    pub value: SettingValue,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SettingValue {
    /// Not said: editors send it for settings that nobody set.
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Setting>),
    /// Keys with their ranges, in order.
    Table(Vec<(String, TextRange, Setting)>),
    /// Something that no key takes; its name.
    Other(&'static str),
}

impl Settings {
    /// What specs are compared with; `None` for nothing.
    pub fn revision(&self) -> Option<&str> {
        let said = self.compare_with.as_deref();
        let revision = said.unwrap_or(crate::git::DEFAULT_REVISION);
        (revision != OFF).then_some(revision)
    }

    /// These settings, and where they are silent those below them.
    pub fn over(&self, below: &Settings) -> Settings {
        let mut exclude = self.exclude.clone();
        exclude.extend(below.exclude.iter().cloned());
        exclude.dedup();
        Settings {
            config: self.config.over(&below.config),
            specs: self.specs.clone().or_else(|| below.specs.clone()),
            exclude,
            compare_with: self
                .compare_with
                .clone()
                .or_else(|| below.compare_with.clone()),
        }
    }
}

/// Reads `forelock.toml`.
pub fn read_toml(text: &str) -> Read {
    match toml::parse(text) {
        Ok(setting) => read_setting(&setting),
        Err(problem) => Read {
            problems: vec![problem],
            broken: true,
            ..Read::default()
        },
    }
}

/// Reads an editor's settings, or what [`read_toml`] parsed.
pub fn read_setting(setting: &Setting) -> Read {
    let pages = ide::pages();
    let codes: Vec<&str> = pages
        .iter()
        .filter(|it| it.kind == PageKind::Rule)
        .map(|it| it.code)
        .collect();
    read_with_rules(setting, &codes)
}

fn read_with_rules(setting: &Setting, codes: &[&str]) -> Read {
    let mut reader = Reader {
        read: Read::default(),
    };
    match &setting.value {
        SettingValue::Null => {}
        SettingValue::Table(entries) => {
            for (key, range, value) in entries {
                reader.key(key, *range, value, codes);
            }
        }
        other => reader.wrong(setting.range, "a table of settings", other),
    }
    reader.read
}

/// Every key at the root; the schema repeats them and a test compares.
pub const KEYS: [&str; 16] = [
    "postgres",
    "environment",
    "zero_downtime",
    "rollback_required",
    "backup",
    "rows",
    "rules",
    "transactional",
    "lock_timeout",
    "prefer",
    "baseline",
    "ignore_tables",
    "specs",
    "exclude",
    "compare_with",
    "environments",
];

/// The keys that say the same in every environment, and stand at the root only.
pub const ROOT_KEYS: [&str; 5] = [
    "environment",
    "specs",
    "exclude",
    "compare_with",
    "environments",
];

/// Major versions that the facts cover.
pub const POSTGRES_VERSIONS: std::ops::RangeInclusive<i64> = 13..=18;

struct Reader {
    read: Read,
}

impl Reader {
    fn key(&mut self, key: &str, range: TextRange, value: &Setting, codes: &[&str]) {
        if value.value == SettingValue::Null {
            return;
        }
        match key {
            "postgres" => self.read.settings.config.postgres = self.postgres(value),
            "environment" => {
                let words = Environment::ALL.map(|it| (it.as_str(), it));
                self.read.settings.config.environment = self.word(value, &words);
            }
            "zero_downtime" => self.read.settings.config.zero_downtime = self.bool(value),
            "rollback_required" => self.read.settings.config.rollback_required = self.bool(value),
            "transactional" => self.read.settings.config.transactional = self.bool(value),
            "lock_timeout" => self.read.settings.config.lock_timeout = self.bool(value),
            "prefer" => self.read.settings.config.prefer = self.strategies(value),
            "backup" => {
                let words = [("planned", true), ("none", false)];
                self.read.settings.config.backup = self.word(value, &words);
            }
            "rows" => self.rows(value),
            "rules" => self.rules(value, codes),
            "baseline" => self.read.settings.config.baseline = self.version(value),
            "ignore_tables" => {
                self.read.settings.config.ignore_tables = self.table_globs(value);
            }
            "environments" => self.environments(value, codes),
            "compare_with" => self.read.settings.compare_with = self.revision(value),
            "specs" => self.read.settings.specs = self.globs(value),
            "exclude" => {
                self.read.settings.exclude = self.globs(value).unwrap_or_default();
            }
            unknown => {
                let message = unknown_word("setting", unknown, KEYS);
                self.problem(range, Severity::Warning, message);
            }
        }
    }

    /// What holds in one environment: the same keys, but for those that make no sense there.
    fn environments(&mut self, value: &Setting, codes: &[&str]) {
        for (name, range, settings) in self.table(value, "a table of environments") {
            let Some(environment) = Environment::ALL.into_iter().find(|it| it.as_str() == name)
            else {
                let words = Environment::ALL.map(Environment::as_str);
                let message = unknown_word("environment", &name, words);
                self.problem(range, Severity::Error, message);
                continue;
            };
            if settings.value == SettingValue::Null {
                continue;
            }
            let root = std::mem::take(&mut self.read.settings.config);
            for (key, range, value) in self.table(&settings, "a table of settings") {
                if ROOT_KEYS.contains(&key.as_str()) {
                    let message =
                        format!("`{key}` is the same in every environment; it stands at the root");
                    self.problem(range, Severity::Error, message);
                } else {
                    self.key(&key, range, &value, codes);
                }
            }
            let own = std::mem::replace(&mut self.read.settings.config, root);
            self.read
                .settings
                .config
                .environments
                .insert(environment, own);
        }
    }

    fn version(&mut self, value: &Setting) -> Option<String> {
        match &value.value {
            SettingValue::Text(version) if !version.trim().is_empty() => {
                let version = version.trim().to_owned();
                self.read.baselines.push((version.clone(), value.range));
                Some(version)
            }
            SettingValue::Text(_) => {
                let message = "Expected the version of a specification such as \"0042\", found an \
                               empty text";
                self.problem(value.range, Severity::Error, message.to_owned());
                None
            }
            other => {
                let expected = "the version of a specification such as \"0042\"";
                self.wrong(value.range, expected, other);
                None
            }
        }
    }

    fn revision(&mut self, value: &Setting) -> Option<String> {
        let expected = "a git revision such as \"HEAD\" or \"main\", or \"off\"";
        match &value.value {
            SettingValue::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            SettingValue::Text(_) => {
                let message = format!("Expected {expected}, found an empty text");
                self.problem(value.range, Severity::Error, message);
                None
            }
            other => {
                self.wrong(value.range, expected, other);
                None
            }
        }
    }

    fn table_globs(&mut self, value: &Setting) -> Vec<String> {
        let SettingValue::List(items) = &value.value else {
            self.wrong(value.range, "a list of globs of tables", &value.value);
            return Vec::new();
        };
        let mut globs = Vec::new();
        for item in items {
            match &item.value {
                SettingValue::Text(text) if !text.trim().is_empty() => {
                    globs.push(text.trim().to_owned());
                }
                SettingValue::Text(_) => {
                    let message =
                        "Expected a glob of tables such as \"legacy_*\", found an empty text";
                    self.problem(item.range, Severity::Error, message.to_owned());
                }
                other => self.wrong(item.range, "a glob of tables such as \"legacy_*\"", other),
            }
        }
        globs
    }

    /// Names of strategies among which there is a choice.
    fn strategies(&mut self, value: &Setting) -> Vec<String> {
        let known = ide::config::preferable();
        let expected = format!("a list of strategies among \"{}\"", known.join("\", \""));
        let SettingValue::List(items) = &value.value else {
            self.wrong(value.range, &expected, &value.value);
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in items {
            match &item.value {
                SettingValue::Text(text) if known.contains(&text.as_str()) => {
                    names.push(text.clone());
                }
                SettingValue::Text(text) => {
                    let message = unknown_word("strategy with another way", text, known.clone());
                    self.problem(item.range, Severity::Error, message);
                }
                other => self.wrong(item.range, &expected, other),
            }
        }
        names
    }

    fn postgres(&mut self, value: &Setting) -> Option<u8> {
        let SettingValue::Integer(version) = value.value else {
            self.wrong(value.range, "a major version such as 17", &value.value);
            return None;
        };
        let known = u8::try_from(version)
            .ok()
            .filter(|_| POSTGRES_VERSIONS.contains(&version));
        if known.is_none() {
            let (first, last) = (POSTGRES_VERSIONS.start(), POSTGRES_VERSIONS.end());
            let message =
                format!("PostgreSQL {version} is not known; versions {first} to {last} are");
            self.problem(value.range, Severity::Error, message);
        }
        known
    }

    fn bool(&mut self, value: &Setting) -> Option<bool> {
        if let SettingValue::Bool(it) = value.value {
            return Some(it);
        }
        self.wrong(value.range, "true or false", &value.value);
        None
    }

    fn word<T: Copy>(&mut self, value: &Setting, words: &[(&str, T)]) -> Option<T> {
        let choices: Vec<String> = words.iter().map(|it| format!("\"{}\"", it.0)).collect();
        let choices = choices.join(", ");
        let SettingValue::Text(text) = &value.value else {
            self.wrong(value.range, &format!("one of {choices}"), &value.value);
            return None;
        };
        let found = words.iter().find(|it| it.0 == text).map(|it| it.1);
        if found.is_none() {
            let message = format!("\"{text}\" is none of {choices}");
            self.problem(value.range, Severity::Error, message);
        }
        found
    }

    fn rows(&mut self, value: &Setting) {
        for (table, _, count) in self.table(value, "a table of row counts") {
            match count.value {
                SettingValue::Null => {}
                SettingValue::Integer(it) if it >= 0 => {
                    self.read
                        .settings
                        .config
                        .rows
                        .insert(table, it.unsigned_abs());
                }
                other => self.wrong(count.range, "a number of rows", &other),
            }
        }
    }

    fn rules(&mut self, value: &Setting, codes: &[&str]) {
        let words = [
            ("off", RuleSetting::Off),
            ("on", RuleSetting::On),
            ("error", RuleSetting::Severity(Severity::Error)),
            ("warning", RuleSetting::Severity(Severity::Warning)),
            ("information", RuleSetting::Severity(Severity::Information)),
            ("hint", RuleSetting::Severity(Severity::Hint)),
        ];
        for (code, range, setting) in self.table(value, "a table of rules") {
            if setting.value == SettingValue::Null {
                continue;
            }
            if !codes.contains(&code.as_str()) {
                let message = unknown_word("rule", &code, codes.iter().copied());
                self.problem(range, Severity::Warning, message);
            }
            if let Some(it) = self.word(&setting, &words) {
                self.read.settings.config.rules.insert(code, it);
            }
        }
    }

    fn globs(&mut self, value: &Setting) -> Option<Vec<String>> {
        let SettingValue::List(items) = &value.value else {
            self.wrong(value.range, "a list of globs", &value.value);
            return None;
        };
        let mut globs = Vec::new();
        for item in items {
            match &item.value {
                SettingValue::Text(text) => match walk::glob(text) {
                    Ok(_) => globs.push(text.clone()),
                    Err(error) => {
                        let message = format!("Not a glob: {}", error.kind());
                        self.problem(item.range, Severity::Error, message);
                    }
                },
                other => self.wrong(item.range, "a glob", other),
            }
        }
        Some(globs)
    }

    fn table(&mut self, value: &Setting, expected: &str) -> Vec<(String, TextRange, Setting)> {
        if let SettingValue::Table(entries) = &value.value {
            return entries.clone();
        }
        self.wrong(value.range, expected, &value.value);
        Vec::new()
    }

    fn wrong(&mut self, range: TextRange, expected: &str, found: &SettingValue) {
        let found = match found {
            SettingValue::Null => "nothing".to_owned(),
            SettingValue::Bool(it) => it.to_string(),
            SettingValue::Integer(it) => it.to_string(),
            SettingValue::Text(_) => "a text".to_owned(),
            SettingValue::List(_) => "a list".to_owned(),
            SettingValue::Table(_) => "a table".to_owned(),
            SettingValue::Other(name) => (*name).to_owned(),
        };
        let message = format!("Expected {expected}, found {found}");
        self.problem(range, Severity::Error, message);
    }

    fn problem(&mut self, range: TextRange, severity: Severity, message: String) {
        self.read.problems.push(ConfigProblem {
            range,
            severity,
            message,
        });
    }
}

fn unknown_word<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    // An unbounded key would cost its length times every candidate's.
    let shown: String = word.chars().take(80).collect();
    let nearest = known
        .into_iter()
        .map(|it| (distance(&shown, it), it))
        .min()
        .filter(|(distance, it)| *distance <= 2.max(it.len() / 3));
    match nearest {
        Some((_, near)) => format!("Unknown {what} `{shown}`; did you mean `{near}`?"),
        None => format!("Unknown {what} `{shown}`"),
    }
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y))
                .min(above + 1)
                .min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests;
