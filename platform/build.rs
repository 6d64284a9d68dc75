//! Folders built into the executable: a file added to one of them is a reason to build again.

use std::io::Write;

fn main() -> std::io::Result<()> {
    for folder in ["assets", "law", "locales", "migrations"] {
        writeln!(std::io::stdout(), "cargo:rerun-if-changed=../{folder}")?;
    }
    Ok(())
}
