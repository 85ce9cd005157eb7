//! One file per feature: the client's words → the analysis → the client's words.
//!
//! A handler holds no state and awaits nothing; what must be asked of the client or the disk is
//! spawned.

pub(crate) mod code_action;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod configuration;
pub(crate) mod explain;
pub(crate) mod file_operations;
pub(crate) mod hierarchy;
pub(crate) mod hints;
pub(crate) mod hover;
pub(crate) mod lifecycle;
pub(crate) mod links;
pub(crate) mod navigation;
pub(crate) mod outline;
pub(crate) mod plan;
pub(crate) mod pull;
pub(crate) mod rename;
pub(crate) mod semantic_tokens;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod trace;
pub(crate) mod watched_files;
pub(crate) mod workspace_folders;
