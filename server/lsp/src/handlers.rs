//! One file per feature: the client's words → the analysis → the client's words.
//!
//! A handler holds no state and awaits nothing; what must be asked of the client or the disk is
//! spawned.

pub(crate) mod code_action;
pub(crate) mod completion;
pub(crate) mod configuration;
pub(crate) mod explain;
pub(crate) mod hover;
pub(crate) mod lifecycle;
pub(crate) mod sync;
pub(crate) mod watched_files;
pub(crate) mod workspace_folders;
