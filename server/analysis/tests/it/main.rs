//! The rules held against their pages, against the risk model, and against each other.

mod chain;
mod environments;
mod invariants;
mod levels;
mod pages;
mod readme;
mod requests;
mod suppressions;

use std::sync::Arc;

use analysis::check::Setting;
use analysis::requests::Contexts;
use analysis::{DocumentContext, Finding, Input, Workspace};
use model::{Context, Document};
use syntax::Language;

/// Documents of one workspace, checked under the default context.
struct Checked {
    workspace: Workspace,
    texts: Vec<(String, String)>,
}

impl Checked {
    fn new(files: &[(&str, &str)]) -> Checked {
        let document = |path: &str, text: &str| {
            let language = Language::of_path(path).expect("fixtures have an extension");
            (path.to_owned(), Arc::new(model::lower(text, language)))
        };
        let documents: Vec<(String, Arc<Document>)> = files
            .iter()
            .map(|(path, text)| document(path, text))
            .collect();
        Checked {
            workspace: analysis::chain::build(
                documents,
                &model::Catalog::default(),
                &Contexts {
                    configured: &Context::default(),
                    of: None,
                },
            ),
            texts: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    fn document(&self, path: &str) -> &Document {
        let found = self.workspace.documents.iter().find(|(it, _)| it == path);
        &found.expect("a file of the fixture").1
    }

    fn text(&self, path: &str) -> &str {
        let found = self.texts.iter().find(|(it, _)| it == path);
        &found.expect("a file of the fixture").1
    }

    fn findings(&self, path: &str, settings: &dyn Fn(&str) -> Setting) -> Vec<Finding> {
        let context = Context::default();
        analysis::check(&Input {
            document: DocumentContext {
                path,
                text: self.text(path),
                document: self.document(path),
                workspace: &self.workspace,
                context: &context,
            },
            settings,
        })
    }
}

fn defaults(_: &str) -> Setting {
    Setting::Default
}

/// Zero-based line of an offset.
fn line_of(text: &str, offset: syntax::TextSize) -> usize {
    text[..usize::from(offset)].matches('\n').count()
}
