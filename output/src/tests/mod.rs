//! Tests of the whole crate: the papers shipped under `law/`, what readers outside this program
//! (poppler, zbar) see in the files, and files that strangers may send.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod data;
mod docx;
mod docx_read;
mod layouts;
mod pdf;
mod phrases;
mod qr;
mod sheet;
mod tools;
