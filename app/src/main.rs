//! motcua: the one executable.
fn main() {}
