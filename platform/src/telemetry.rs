//! Logs: one line an event, no personal data, no secrets. Handlers log ids and codes of outcome, never form content.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; `MOTCUA_LOG` chooses what ("info", "motcua=debug").
pub fn start() {
    let filter = EnvFilter::try_from_env("MOTCUA_LOG").unwrap_or_else(|_| EnvFilter::new("warn,platform=info"));
    // A second start (tests) keeps the first.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init());
}
