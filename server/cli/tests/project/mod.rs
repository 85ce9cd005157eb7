//! What holds for a project as a whole: requests, status, drafts.

mod draft;
mod state;
