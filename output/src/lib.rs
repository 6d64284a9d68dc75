//! Plain data in, bytes out: legal papers as PDF/A and DOCX, spreadsheets, CSV and QR codes.
//! Nothing here reads a clock, a database or the network. What a paper looks like and says
//! is law, so it comes as data (`law/<regime>/papers/*.toml`) and never from this code.

pub mod document;
pub mod docx_read;
mod error;
pub mod paper;
pub mod qr;
pub mod sheet;
mod unzip;

pub use error::{FillError, LawError, OutputError};

#[cfg(test)]
mod tests;
