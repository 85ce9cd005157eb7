//! A place in YAML, wherever it stands: a file, or a fence of a Markdown spec.

use syntax::markdown::{self, BlockKind};
use syntax::yaml::place::{Place, Slot, Step, place};
use syntax::{Language, OffsetMap};

use crate::schema::{self, Field};
use crate::{Analysis, FilePosition, TextRange};

/// The place of a cursor, its fragment, and the way back to the file.
pub(crate) struct YamlAt {
    pub(crate) place: Place,
    /// The file's text, or the fence's code.
    pub(crate) code: String,
    map: Option<OffsetMap>,
}

/// What kind of document the place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Specification,
    Request,
    Record,
}

/// `None` outside of YAML, and where nothing can be typed.
pub(crate) fn yaml_at(analysis: &Analysis, position: FilePosition) -> Option<YamlAt> {
    // In the blanks before a fence's lines there is no place of the fragment.
    find(analysis, position)
        .filter(|it| it.host(it.place.token).contains_inclusive(position.offset))
}

fn find(analysis: &Analysis, position: FilePosition) -> Option<YamlAt> {
    let text = analysis.file_text(position.file)?;
    let language = analysis.language(position.file)?;
    match language {
        Language::Yaml => Some(YamlAt {
            place: place(&text, position.offset)?,
            code: text.to_string(),
            map: None,
        }),
        Language::Markdown => {
            let markdown = markdown::parse(&text);
            let fence = markdown.blocks.into_iter().find_map(|it| match it.kind {
                BlockKind::Fence(fence) if it.range.contains_inclusive(position.offset) => {
                    Some(fence)
                }
                _ => None,
            })?;
            if !matches!(fence.language.as_str(), "yaml" | "yml") {
                return None;
            }
            let offset = fence.code.map.to_inner(position.offset)?;
            Some(YamlAt {
                place: place(&fence.code.text, offset)?,
                code: fence.code.text,
                map: Some(fence.code.map),
            })
        }
        Language::Sql | Language::Python => None,
    }
}

impl YamlAt {
    /// A range of the fragment in the file.
    pub(crate) fn host(&self, range: TextRange) -> TextRange {
        self.map
            .as_ref()
            .map_or(range, |it| it.range_to_host(range))
    }

    /// Which of our documents the place is in; `None` in YAML that is none of them.
    pub(crate) fn kind(&self) -> Option<Kind> {
        let top = self.place.value_at(0, "skill");
        let first = self.place.steps.iter().find_map(|it| match it {
            Step::Key(key) => Some(key.as_str()),
            Step::Item => None,
        });
        let request = || top.is_some_and(|it| it == model::lower::SKILL);
        match first {
            Some("database_migration_specification") => Some(Kind::Specification),
            Some("inputs" | "skill" | "output_format") => request().then_some(Kind::Request),
            Some("record") => {
                let keys = |it: &syntax::yaml::place::Level| {
                    it.depth > 0
                        && it.entries.iter().any(|it| {
                            matches!(it.key.as_str(), "migration_version" | "executed_at")
                        })
                };
                let telling = self.place.levels.iter().any(keys);
                let on_one = matches!(
                    self.place.steps.last(),
                    Some(Step::Key(it)) if it == "migration_version" || it == "executed_at"
                );
                (telling || on_one).then_some(Kind::Record)
            }
            _ => None,
        }
    }

    /// The `type` of the operation that the path leads through.
    pub(crate) fn operation(&self) -> Option<&str> {
        self.place.value_at(self.operation_depth()?, "type")
    }

    /// How many steps lead to the mapping of the operation that the path leads through.
    pub(crate) fn operation_depth(&self) -> Option<usize> {
        let steps = &self.place.steps;
        let at = steps
            .iter()
            .position(|it| *it == Step::Key("operations".to_owned()))?;
        (steps.get(at + 1) == Some(&Step::Item)).then_some(at + 2)
    }

    /// What the format has at the end of the path.
    pub(crate) fn field(&self) -> Option<&'static Field> {
        schema::at(&self.place.steps, self.operation())
    }

    /// What is being typed, whole.
    pub(crate) fn token(&self) -> &str {
        &self.code[self.place.token]
    }

    /// The last key of the path.
    pub(crate) fn key(&self) -> Option<&str> {
        self.place.steps.iter().rev().find_map(|it| match it {
            Step::Key(key) => Some(key.as_str()),
            Step::Item => None,
        })
    }

    /// The cursor is on a key, which is then at the end of the path.
    pub(crate) fn on_key(mut self) -> Option<YamlAt> {
        if self.place.slot != (Slot::Key { colon: true }) {
            return None;
        }
        let key = self.token().to_owned();
        self.place.steps.push(Step::Key(key));
        Some(self)
    }
}
