//! What the program says on its terminal; the one place that writes there.

use std::io::Write;
use std::process::ExitCode;

/// One line to standard output.
pub fn line(text: &str) {
    // A closed pipe is the reader's choice, not an error of ours.
    drop(writeln!(std::io::stdout(), "{text}"));
}

/// One line to standard error, and the exit code that goes with it.
pub fn fail(why: &str) -> ExitCode {
    drop(writeln!(std::io::stderr(), "{why}"));
    ExitCode::from(2)
}
