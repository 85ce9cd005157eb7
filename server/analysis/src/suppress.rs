//! `forelock: ignore[rule] reason`, and the finding for one that is unused or has no reason.
