//! `vqueue`.

use std::process::ExitCode;

// A server that lives for months among bursts of small allocations: give memory back, and do not fragment.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vq_server::main()
}
