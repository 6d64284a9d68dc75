//! A legal paper: a layout (data under `law/`) filled with a case's data, then drawn as
//! PDF/A-2b, DOCX in the layout of the decree on clerical work, or plain text. All three draw the
//! same blocks, so they cannot say different things.

mod docx;
mod docx_blocks;
mod docx_parts;
mod fill;
mod layout;
mod pdf;
mod pdf_data;
mod phrase;
mod text;
mod world;

pub use docx::docx;
pub use fill::fill;
pub(crate) use fill::printable;
pub use layout::{KeyUse, Layout};
pub use pdf::pdf;
pub use text::text;

use jiff::civil;
use serde::Serialize;

/// The State's name and motto, printed at the head of every paper.
pub(crate) const STATE: [&str; 2] = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"];
/// Heading of the list of recipients.
pub(crate) const RECIPIENTS: &str = "Nơi nhận:";

/// Facts about a file that are not printed on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Title shown by readers and archives.
    pub title: String,
    /// The issuing agency.
    pub author: String,
    /// Local time (UTC+7) written into the file; the same value gives the same bytes.
    pub created: civil::DateTime,
}

/// A paper ready to be drawn. Build it with [`fill`] or with [`crate::document::Document`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// Name of the paper, e.g. `Giấy tiếp nhận hồ sơ và hẹn trả kết quả`.
    pub name: String,
    /// Number of the form in its regime (`01`), empty for a free document.
    pub number: String,
    /// Regime the layout belongs to, empty for a free document.
    pub regime: String,
    /// Sheet size.
    pub size: Size,
    /// How the sheet lies.
    pub orientation: Orientation,
    /// Who gets each printed copy; empty when one copy is enough.
    pub copies: Vec<String>,
    /// What is drawn, from top to bottom.
    pub blocks: Vec<Block>,
}

/// Sheet sizes in use: A4 for every paper, A3 for postings and wide registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// 210 mm by 297 mm.
    #[default]
    A4,
    /// 297 mm by 420 mm.
    A3,
}

/// How the sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Orientation {
    /// Upright.
    #[default]
    Portrait,
    /// On its side, for wide tables.
    Landscape,
}

/// One part of a paper. A `None` value is printed as a dotted blank to be filled by hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// The head of two columns: issuer on the left, the State's name and motto on the right.
    Head(Head),
    /// The name of the paper in capitals with an optional summary line below.
    Title {
        /// Bold line, as it is to be printed.
        text: String,
        /// Summary (trích yếu) below it, bold, with a short rule under it.
        summary: Option<String>,
    },
    /// A heading inside the paper.
    Heading {
        /// 1 to 3.
        level: u8,
        /// The words, numbering included.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The words; a line feed starts a new line.
        text: String,
        /// Where it stands.
        align: Align,
        /// How it looks.
        style: Style,
    },
    /// `label: value` lines; several fields share one line in equal columns.
    Fields {
        /// From left to right.
        items: Vec<Field>,
    },
    /// A list numbered 1, 2, 3.
    Numbered {
        /// The entries; an empty list prints dotted lines.
        items: Vec<String>,
    },
    /// A ruled table whose head row repeats on every page.
    Table(Table),
    /// Places to sign, side by side.
    Signatures {
        /// From left to right.
        columns: Vec<Signature>,
    },
    /// The end of an administrative document: recipients on the left, signature on the right.
    Closing {
        /// `Nơi nhận` entries.
        recipients: Vec<String>,
        /// The signature on the right.
        signature: Signature,
    },
    /// A QR code.
    Qr {
        /// What it encodes.
        text: String,
        /// Printed under it.
        caption: String,
        /// Side in millimetres.
        side: u16,
    },
    /// Small print.
    Note {
        /// The words.
        text: String,
    },
    /// What follows starts on a new page.
    PageBreak,
}

/// The head of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Head {
    /// The body above the issuer, in capitals.
    pub upper: Option<String>,
    /// The issuer, in capitals, bold, with a short rule under it.
    pub issuer: String,
    /// `Số: …` line.
    pub number: Option<String>,
    /// `V/v …` line of an official letter.
    pub subject: Option<String>,
    /// `Nam Định, ngày 07 tháng 02 năm 2024`; without it the head has no date line.
    pub place_date: Option<String>,
}

/// One `label: value` pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Words before the colon.
    pub label: String,
    /// What stands after it.
    pub value: Option<String>,
}

/// A ruled table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Table {
    /// From left to right.
    pub columns: Vec<Column>,
    /// Cells in the order of the columns; a short row is filled up with empty cells.
    pub rows: Vec<Vec<String>>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Head cell.
    pub title: String,
    /// Neighbours with the same group stand under one shared head cell; empty for none.
    pub group: String,
    /// Share of the table's width relative to the other columns.
    pub width: u16,
    /// How its cells stand.
    pub align: Align,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Flush left.
    #[default]
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
    /// Both edges flush, first line indented: the body text of a document.
    Body,
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// Upright, regular weight.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// Italic.
    Italic,
}

/// A place to sign.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Signature {
    /// Capacity in capitals, e.g. `NGƯỜI NỘP HỒ SƠ`; several lines for `KT. GIÁM ĐỐC`.
    pub title: String,
    /// Instruction in italics, e.g. `(Ký và ghi rõ họ tên)`.
    pub note: Option<String>,
    /// Full name under the signature.
    pub name: Option<String>,
}
