//! The benchmark of waits: `load` on the servers and with the proofs of the harness beside it.

#![allow(
    dead_code,
    unused_imports,
    reason = "the harness is shared with its tests"
)]

mod cases;
mod compare;
mod record;

#[cfg(unix)]
mod load;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod probe;
#[cfg(unix)]
mod proof;
#[cfg(unix)]
mod run;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod state;
#[cfg(unix)]
mod wire;

fn main() {
    #[cfg(unix)]
    load::load();
}
