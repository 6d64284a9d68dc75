//! The layout of one legal form, read from a TOML file under `law/`. A layout declares every
//! datum it prints (`[required]`, `[optional]`), so a wrong key is found when the program starts
//! and not when a citizen waits at the counter.

use super::phrase::{Datum, Phrase, Source};
use super::{Align, Orientation, Size, Style};
use crate::LawError;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// One form of one regime, checked and ready to be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Number of the form, e.g. `01`.
    pub number: String,
    /// Regime, e.g. `2018`.
    pub regime: String,
    /// Name of the form, e.g. `Giấy tiếp nhận hồ sơ và hẹn trả kết quả`.
    pub name: String,
    /// The legal text the form comes from.
    pub source: String,
    /// How sure the wording is: `[S]` read, `[K]` known, `[?]` uncertain (the screen says so).
    pub mark: String,
    /// Sheet size.
    pub size: Size,
    /// How the sheet lies.
    pub orientation: Orientation,
    /// Who gets each printed copy.
    pub copies: Vec<String>,
    pub(super) file: FileBody,
}

/// Whether a paper can be made without a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Without it [`super::fill`] refuses.
    Required,
    /// Without it the paper shows a dotted blank or leaves the phrase out.
    Optional,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    number: String,
    regime: String,
    name: String,
    source: String,
    mark: String,
    #[serde(default)]
    size: Size,
    #[serde(default)]
    orientation: Orientation,
    #[serde(default)]
    copies: Vec<String>,
    #[serde(default)]
    required: BTreeMap<String, String>,
    #[serde(default)]
    optional: BTreeMap<String, String>,
    #[serde(default)]
    blanks: BTreeMap<String, String>,
    block: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct FileBody {
    pub(super) required: BTreeMap<String, String>,
    pub(super) optional: BTreeMap<String, String>,
    pub(super) blanks: BTreeMap<String, String>,
    pub(super) pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Piece {
    Head {
        upper: Option<Phrase>,
        issuer: Phrase,
        number: Option<Phrase>,
        subject: Option<Phrase>,
        place_date: Option<Phrase>,
    },
    Title {
        text: Phrase,
        summary: Option<Phrase>,
    },
    Heading {
        level: u8,
        text: Phrase,
    },
    Paragraph {
        text: Phrase,
        #[serde(default)]
        align: Align,
        #[serde(default)]
        style: Style,
    },
    Fields {
        items: Vec<FieldPiece>,
    },
    Numbered {
        from: String,
        item: Phrase,
        #[serde(default)]
        blank_rows: usize,
    },
    Table {
        from: String,
        columns: Vec<ColumnPiece>,
        #[serde(default)]
        blank_rows: usize,
    },
    Signatures {
        columns: Vec<SignaturePiece>,
    },
    Closing {
        recipients: Vec<Phrase>,
        signature: SignaturePiece,
    },
    Qr {
        text: Phrase,
        caption: Phrase,
        side: u16,
    },
    Note {
        text: Phrase,
    },
    PageBreak,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldPiece {
    pub(super) label: String,
    pub(super) text: Phrase,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnPiece {
    pub(super) title: String,
    #[serde(default)]
    pub(super) group: String,
    pub(super) width: u16,
    #[serde(default)]
    pub(super) align: Align,
    pub(super) text: Phrase,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignaturePiece {
    pub(super) title: Phrase,
    pub(super) note: Option<String>,
    pub(super) name: Option<Phrase>,
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Phrase::parse(&text).map_err(|why| serde::de::Error::custom(format!("“{text}”: {why}")))
    }
}

impl Layout {
    /// Reads a layout. `file` is only used in messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, LawError> {
        let raw: File = toml::from_str(text).map_err(|e| LawError {
            file: file.to_owned(),
            line: e.span().map_or(1, |span| line_of(text, span.start)),
            message: in_words(e.message()),
        })?;
        let layout = Self {
            number: raw.number,
            regime: raw.regime,
            name: raw.name,
            source: raw.source,
            mark: raw.mark,
            size: raw.size,
            orientation: raw.orientation,
            copies: raw.copies,
            file: FileBody { required: raw.required, optional: raw.optional, blanks: raw.blanks, pieces: raw.block },
        };
        layout.check().map_err(|(sign, message)| LawError {
            file: file.to_owned(),
            line: text.find(&sign).map_or(1, |at| line_of(text, at)),
            message,
        })?;
        Ok(layout)
    }

    /// Every datum the layout prints: key, meaning in Vietnamese, and whether it may be missing.
    /// `components[].name` is the datum `name` of each row of `components`.
    pub fn keys(&self) -> Vec<(&str, &str, KeyUse)> {
        let required = self.file.required.iter().map(|(k, m)| (k.as_str(), m.as_str(), KeyUse::Required));
        let optional = self.file.optional.iter().map(|(k, m)| (k.as_str(), m.as_str(), KeyUse::Optional));
        required.chain(optional).collect()
    }

    fn check(&self) -> Result<(), (String, String)> {
        let mut used = BTreeSet::new();
        for piece in &self.file.pieces {
            let from = piece.rows_from();
            if let Some(from) = from {
                used.insert(format!("{from}[]"));
            }
            for datum in piece.phrases().iter().flat_map(|phrase| phrase.data()) {
                let Some(key) = full_key(datum, from)? else {
                    continue;
                };
                if !self.file.required.contains_key(&key) && !self.file.optional.contains_key(&key) {
                    let sign = if let Source::Row(column) = &datum.source {
                        format!("{{.{column}")
                    } else {
                        format!("{{{key}")
                    };
                    return Err((sign, format!("dữ liệu “{key}” chưa được khai báo ở [required] hoặc [optional]")));
                }
                used.insert(key);
            }
        }
        let declared = self.file.required.keys().chain(self.file.optional.keys()).chain(self.file.blanks.keys());
        for key in declared {
            if !used.contains(key) {
                return Err((
                    format!("\"{key}\""),
                    format!("dữ liệu “{key}” được khai báo nhưng không in ở đâu; hãy bỏ đi"),
                ));
            }
        }
        Ok(())
    }
}

fn full_key(datum: &Datum, from: Option<&str>) -> Result<Option<String>, (String, String)> {
    match (&datum.source, from) {
        (Source::Key(key), _) => Ok(Some(key.clone())),
        (Source::Row(column), Some(from)) => Ok(Some(format!("{from}[].{column}"))),
        (Source::Ordinal, Some(_)) => Ok(None),
        (Source::Row(column), None) => {
            Err((format!("{{.{column}"), format!("“{{.{column}}}” chỉ dùng được trong danh sách hoặc bảng có “from”")))
        }
        (Source::Ordinal, None) => Err(("{#".into(), "“{#}” chỉ dùng được trong danh sách hoặc bảng có “from”".into())),
    }
}

impl Piece {
    pub(super) fn rows_from(&self) -> Option<&str> {
        match self {
            Self::Numbered { from, .. } | Self::Table { from, .. } => Some(from),
            _ => None,
        }
    }

    fn phrases(&self) -> Vec<&Phrase> {
        fn signature(s: &SignaturePiece) -> impl Iterator<Item = &Phrase> {
            std::iter::once(&s.title).chain(&s.name)
        }
        match self {
            Self::Head { upper, issuer, number, subject, place_date } => {
                upper.iter().chain([issuer]).chain(number).chain(subject).chain(place_date).collect()
            }
            Self::Title { text, summary } => std::iter::once(text).chain(summary).collect(),
            Self::Heading { text, .. } | Self::Paragraph { text, .. } | Self::Note { text } => {
                vec![text]
            }
            Self::Fields { items } => items.iter().map(|item| &item.text).collect(),
            Self::Numbered { item, .. } => vec![item],
            Self::Table { columns, .. } => columns.iter().map(|column| &column.text).collect(),
            Self::Signatures { columns } => columns.iter().flat_map(signature).collect(),
            Self::Closing { recipients, signature: s } => recipients.iter().chain(signature(s)).collect(),
            Self::Qr { text, caption, .. } => vec![text, caption],
            Self::PageBreak => Vec::new(),
        }
    }
}

/// The reader's message with a Vietnamese remedy; its own words name keys and stay as they are.
fn in_words(message: &str) -> String {
    let remedy = if message.contains("missing field") {
        "thiếu một mục bắt buộc"
    } else if message.contains("unknown field") || message.contains("unknown variant") {
        "có mục hoặc giá trị không được dùng ở đây"
    } else if message.contains("invalid type") {
        "giá trị sai kiểu"
    } else if message.contains('“') {
        return message.to_owned();
    } else {
        "sai cú pháp TOML"
    };
    format!("{remedy}: {message}")
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|&b| b == b'\n').count()
}
