//! motcua: the one executable. What it can do is in `cli.rs`; which modules it is made of, in `modules.rs`.

mod cli;
mod demo;
mod modules;
mod openapi;
mod plan;
mod say;
mod serve;
mod tools;

use clap::Parser;

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
