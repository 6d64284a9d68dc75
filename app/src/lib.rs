//! motcua as a library: the list of modules, the command line and the demo, for the executable, for the measurements under
//! `bench/` and for tests. What it can do is in `cli.rs`; which modules it is made of, in `modules.rs`.

pub mod cli;
pub mod demo;
pub mod modules;
pub mod openapi;
mod plan;
pub mod say;
pub mod serve;
mod tools;
