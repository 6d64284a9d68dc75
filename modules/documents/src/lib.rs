//! Files handed in and papers handed out: taking uploads safely, sending stored files, drawing the papers of a regime.

mod papers;
mod uploads;

#[cfg(test)]
mod tests;

pub use papers::{Format, Sheets, render, sheets};
pub use uploads::{Arrived, StoredFile, send, take};

/// The module: it has no routes of its own; other modules decide who may see a file.
pub fn module() -> platform::Module {
    platform::Module { name: "documents", ..platform::Module::default() }
}
