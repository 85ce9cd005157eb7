//! `textDocument/diagnostic` and `workspace/diagnostic`
//!
//! A result goes by what is in it, so that two equal ones have the same id whenever they were
//! asked for. Problems outside of the documents (settings, unreadable files) are still pushed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use lsp_types::{
    Diagnostic, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::state::Snapshot;
use crate::to_proto;

fn id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    let written = serde_json::to_string(diagnostics).unwrap_or_default();
    written.hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Nothing, and no id, while the document's root is still being read: a refresh follows.
pub(crate) fn nothing() -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport::default())
}

/// The report, and what the client knows by it.
pub(crate) fn document(
    snapshot: &Snapshot,
    previous: Option<&str>,
) -> (DocumentDiagnosticReport, Vec<Diagnostic>) {
    let items = to_proto::diagnostics(snapshot);
    (report(items.clone(), previous), items)
}

fn report(items: Vec<Diagnostic>, previous: Option<&str>) -> DocumentDiagnosticReport {
    let result_id = id(&items);
    if previous == Some(result_id.as_str()) {
        return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        });
    }
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: Some(result_id),
            items,
        },
    })
}

/// Every document of every root that was read; those that are gone since are told to be clean.
pub(crate) fn workspace(
    snapshots: &[Snapshot],
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReport {
    let previous = params.previous_result_ids.into_iter();
    let mut previous: HashMap<_, _> = previous.map(|it| (it.uri, it.value)).collect();
    let mut items = Vec::new();
    for snapshot in snapshots {
        let Some(uri) = to_proto::uri(&snapshot.view.path, &snapshot.view.known) else {
            continue;
        };
        let version = snapshot.version().map(i64::from);
        let known = previous.remove(&uri);
        items.push(match document(snapshot, known.as_deref()).0 {
            DocumentDiagnosticReport::Full(it) => {
                WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report: it.full_document_diagnostic_report,
                })
            }
            DocumentDiagnosticReport::Unchanged(it) => {
                WorkspaceDocumentDiagnosticReport::Unchanged(
                    WorkspaceUnchangedDocumentDiagnosticReport {
                        uri,
                        version,
                        unchanged_document_diagnostic_report: it
                            .unchanged_document_diagnostic_report,
                    },
                )
            }
        });
    }
    let gone = previous.into_keys().map(|uri| {
        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
            uri,
            version: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport::default(),
        })
    });
    items.extend(gone);
    WorkspaceDiagnosticReport { items }
}
