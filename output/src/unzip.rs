//! Opens zip packages that strangers send (XLSX, DOCX). Everything is unpacked once into nothing
//! and counted before any reader sees it, because the sizes a zip declares can lie.

use crate::OutputError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A package that passed the checks.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    kind: &'static str,
}

/// Most parts a package may hold.
const MOST_PARTS: usize = 5_000;

impl<'a> Package<'a> {
    /// Refuses what is no zip, is encrypted or damaged, or unpacks to more than `limit` bytes.
    pub(crate) fn open(bytes: &'a [u8], kind: &'static str, limit: u64) -> Result<Self, OutputError> {
        let broken = |_| OutputError::Unreadable {
            kind,
            message: format!("tệp hỏng hoặc không phải {kind}; hãy mở bằng phần mềm văn phòng, lưu lại rồi gửi lại"),
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > MOST_PARTS {
            return Err(too_large(kind, limit));
        }
        let mut left = limit;
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(broken)?;
            let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| broken(e.into()))?;
            left = left.checked_sub(read).ok_or_else(|| too_large(kind, limit))?;
        }
        Ok(Self { archive, kind })
    }

    /// The text of one part; it must be UTF-8.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, OutputError> {
        let kind = self.kind;
        let refuse = |what: &str| OutputError::Unreadable {
            kind,
            message: format!("{what} “{name}”; hãy mở bằng phần mềm văn phòng, lưu lại rồi gửi lại"),
        };
        let mut part = self.archive.by_name(name).map_err(|_| refuse("không có phần"))?;
        let mut text = String::new();
        part.read_to_string(&mut text).map_err(|_| refuse("không đọc được phần"))?;
        Ok(text)
    }
}

fn too_large(kind: &'static str, limit: u64) -> OutputError {
    OutputError::TooLarge {
        kind,
        message: format!("giải nén vượt quá {} MB; hãy chia thành nhiều tệp nhỏ hơn", limit / 1_000_000),
    }
}
