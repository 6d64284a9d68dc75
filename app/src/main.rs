//! motcua: the one executable.

use clap::Parser;
use motcua::{cli, say};

/// Many small values live on many threads: this allocator is quicker at that than the C library's and gives memory back.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    platform::telemetry::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return say::fail(&format!("Không khởi động được: {e}")),
    };
    match runtime.block_on(cli::run(cli::Cli::parse())) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => say::fail(&why),
    }
}
