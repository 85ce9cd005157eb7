//! The `forelock` binary.

fn main() {}
