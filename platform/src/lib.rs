//! The machinery every module stands on, written once: storage seam, ledger, access, web, jobs, files.
//! It knows no business noun.

pub mod access;
pub mod app;
pub mod db;
pub mod files;
pub mod i18n;
pub mod jobs;
pub mod law;
pub mod ledger;
pub mod telemetry;
pub mod testing;
pub mod web;

pub use access::{Actor, Grant, Permission, Scope};
pub use app::{App, Module, Setup};
pub use db::{Changes, Db, DbError, FromRow, Row, Table, Value};
pub use ledger::{By, Entry, Head, RecordRef};

#[cfg(test)]
mod tests;
