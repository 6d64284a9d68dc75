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

/// How far long work has come, shown on a terminal and nowhere else.
pub fn progress(what: &'static str, steps: u64) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(steps).with_message(what);
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} còn {eta}");
    bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
    bar
}
