//! Puts a case's data into a layout. What the form requires and the data lacks is refused by
//! name; what is merely unknown becomes a dotted blank, as on the printed form.

use super::layout::{ColumnPiece, FieldPiece, Layout, Piece, SignaturePiece};
use super::phrase::{Datum, Phrase, Source, Spoken};
use super::{Align, Block, Column, Field, Head, Paper, Signature, Style, Table};
use crate::FillError;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const BLANK: &str = "…………";
/// Longest single datum in bytes: a page holds about 3,000 letters.
const LONGEST: usize = 100_000;

/// Fills a layout with data in the vocabulary of [`Layout::keys`] (nested objects:
/// `{"applicant": {"name": "…"}}`). Fails when a required datum is missing or a datum is not a
/// text or a number.
pub fn fill(layout: &Layout, data: &Value) -> Result<Paper, FillError> {
    let filler = Filler { layout, data };
    for key in layout.file.required.keys() {
        if let Some(list) = key.strip_suffix("[]")
            && filler.rows(list)?.is_empty()
        {
            return Err(filler.missing(key, list));
        }
    }
    let mut blocks = Vec::new();
    for piece in &layout.file.pieces {
        blocks.extend(filler.block(piece)?);
    }
    Ok(Paper {
        name: layout.name.clone(),
        number: layout.number.clone(),
        regime: layout.regime.clone(),
        size: layout.size,
        orientation: layout.orientation,
        copies: layout.copies.clone(),
        blocks,
    })
}

struct Filler<'a> {
    layout: &'a Layout,
    data: &'a Value,
}

/// Where row data come from while one phrase is spoken.
#[derive(Clone, Copy)]
enum Row<'a> {
    None,
    At { list: &'a str, index: usize, value: &'a Value },
    Blank { list: &'a str, index: usize },
}

impl Filler<'_> {
    fn block(&self, piece: &Piece) -> Result<Option<Block>, FillError> {
        Ok(Some(match piece {
            Piece::Head { upper, issuer, number, subject, place_date } => Block::Head(Head {
                upper: self.some(upper.as_ref())?,
                issuer: self.words(issuer)?,
                number: self.some(number.as_ref())?,
                subject: self.some(subject.as_ref())?,
                place_date: self.some(place_date.as_ref())?,
            }),
            Piece::Title { text, summary } => {
                Block::Title { text: self.words(text)?, summary: self.some(summary.as_ref())? }
            }
            Piece::Heading { level, text } => Block::Heading { level: *level, text: self.words(text)? },
            Piece::Paragraph { text, align, style } => {
                let Some(text) = self.some(Some(text))? else {
                    return Ok(None);
                };
                Block::Paragraph { text, align: *align, style: *style }
            }
            Piece::Fields { items } => {
                Block::Fields { items: items.iter().map(|item| self.field(item)).collect::<Result<_, _>>()? }
            }
            Piece::Numbered { from, item, blank_rows } => {
                let speak = |row: Row<'_>| Ok(self.speak(item, row)?.words);
                Block::Numbered { items: self.each_row(from, *blank_rows, speak)? }
            }
            Piece::Table { from, columns, blank_rows } => Block::Table(self.table(from, columns, *blank_rows)?),
            Piece::Signatures { columns } => {
                Block::Signatures { columns: columns.iter().map(|s| self.signature(s)).collect::<Result<_, _>>()? }
            }
            Piece::Closing { recipients, signature } => {
                let lines = recipients.iter().map(|r| self.some(Some(r))).collect::<Result<Vec<_>, _>>()?;
                Block::Closing {
                    recipients: lines.into_iter().flatten().collect(),
                    signature: self.signature(signature)?,
                }
            }
            Piece::Qr { text, caption, side } => return self.qr(text, caption, *side),
            Piece::Note { text } => {
                let Some(text) = self.some(Some(text))? else {
                    return Ok(None);
                };
                Block::Note { text }
            }
            Piece::PageBreak => Block::PageBreak,
        }))
    }

    /// Without a text to encode the caption stands alone; without either nothing is printed.
    fn qr(&self, text: &Phrase, caption: &Phrase, side: u16) -> Result<Option<Block>, FillError> {
        let (code, words) = (self.speak(text, Row::None)?, self.speak(caption, Row::None)?);
        Ok(match (code.known > 0, words.known > 0) {
            (true, _) => Some(Block::Qr { text: code.words, caption: words.words, side }),
            (false, true) => Some(Block::Paragraph { text: words.words, align: Align::Left, style: Style::Plain }),
            (false, false) => None,
        })
    }

    fn field(&self, item: &FieldPiece) -> Result<Field, FillError> {
        let spoken = self.speak(&item.text, Row::None)?;
        let is_blank_line = spoken.known == 0 && item.text.is_single_datum() && !self.has_own_blank(&item.text);
        let value = (!is_blank_line && !spoken.words.trim().is_empty()).then_some(spoken.words);
        Ok(Field { label: item.label.clone(), value })
    }

    fn has_own_blank(&self, phrase: &Phrase) -> bool {
        phrase.data().iter().any(|d| matches!(&d.source, Source::Key(key) if self.layout.file.blanks.contains_key(key)))
    }

    fn table(&self, from: &str, columns: &[ColumnPiece], blank_rows: usize) -> Result<Table, FillError> {
        let rows = self.each_row(from, blank_rows, |row| {
            columns.iter().map(|column| Ok(self.speak(&column.text, row)?.words)).collect::<Result<Vec<_>, _>>()
        })?;
        let head =
            |c: &ColumnPiece| Column { title: c.title.clone(), group: c.group.clone(), width: c.width, align: c.align };
        Ok(Table { columns: columns.iter().map(head).collect(), rows })
    }

    fn signature(&self, s: &SignaturePiece) -> Result<Signature, FillError> {
        let name = match &s.name {
            Some(phrase) => Some(self.speak(phrase, Row::None)?).filter(|n| n.known > 0).map(|n| n.words),
            None => None,
        };
        Ok(Signature { title: self.words(&s.title)?, note: s.note.clone(), name })
    }

    fn each_row<T>(
        &self,
        list: &str,
        blank_rows: usize,
        mut make: impl FnMut(Row) -> Result<T, FillError>,
    ) -> Result<Vec<T>, FillError> {
        let rows = self.rows(list)?;
        if rows.is_empty() {
            return (0..blank_rows).map(|index| make(Row::Blank { list, index })).collect();
        }
        rows.iter().enumerate().map(|(index, value)| make(Row::At { list, index, value })).collect()
    }

    fn rows(&self, list: &str) -> Result<&[Value], FillError> {
        match self.look(list) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(rows)) => Ok(rows),
            Some(_) => Err(FillError { place: list.to_owned(), message: "phải là một danh sách".into() }),
        }
    }

    fn words(&self, phrase: &Phrase) -> Result<String, FillError> {
        Ok(self.speak(phrase, Row::None)?.words)
    }

    fn some(&self, phrase: Option<&Phrase>) -> Result<Option<String>, FillError> {
        let Some(phrase) = phrase else {
            return Ok(None);
        };
        Ok(Some(self.words(phrase)?).filter(|words| !words.trim().is_empty()))
    }

    fn speak(&self, phrase: &Phrase, row: Row) -> Result<Spoken, FillError> {
        let mut find = |datum: &Datum| self.find(datum, row);
        let blank = |datum: &Datum| self.blank(datum, row);
        phrase.speak(&mut find, &blank)
    }

    fn find(&self, datum: &Datum, row: Row) -> Result<Option<String>, FillError> {
        let (place, key, value) = match (&datum.source, row) {
            (Source::Ordinal, Row::At { index, .. } | Row::Blank { index, .. }) => {
                return Ok(Some((index + 1).to_string()));
            }
            (Source::Key(key), _) => (key.clone(), key.clone(), self.look(key)),
            (Source::Row(column), Row::At { list, index, value }) => {
                let cell = if column == "text" && !value.is_object() { Some(value) } else { walk(value, column) };
                (format!("{list}[{index}].{column}"), format!("{list}[].{column}"), cell)
            }
            _ => return Ok(None),
        };
        match scalar(&place, value)? {
            None if self.layout.file.required.contains_key(&key) => Err(self.missing(&key, &place)),
            found => Ok(found),
        }
    }

    fn blank(&self, datum: &Datum, row: Row) -> String {
        let key = match (&datum.source, row) {
            (Source::Key(key), _) => key.clone(),
            (Source::Row(column), Row::At { list, .. } | Row::Blank { list, .. }) => {
                format!("{list}[].{column}")
            }
            _ => return BLANK.to_owned(),
        };
        self.layout.file.blanks.get(&key).cloned().unwrap_or_else(|| BLANK.to_owned())
    }

    fn look(&self, key: &str) -> Option<&Value> {
        walk(self.data, key)
    }

    fn missing(&self, key: &str, place: &str) -> FillError {
        let meaning = self.layout.file.required.get(key).map_or(key, String::as_str);
        FillError {
            place: place.to_owned(),
            message: format!("thiếu “{meaning}”; hãy bổ sung rồi lập lại “{}”", self.layout.name),
        }
    }
}

fn walk<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(value, |value, part| value.get(part))
}

fn scalar(place: &str, value: Option<&Value>) -> Result<Option<String>, FillError> {
    let refuse = |message: &str| Err(FillError { place: place.to_owned(), message: message.to_owned() });
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::String(text)) if text.len() > LONGEST => {
            refuse("dài quá 100.000 byte; hãy rút ngắn hoặc đính kèm thành tệp")
        }
        Some(Value::String(text)) => Ok(Some(printable(text)).filter(|text| !text.is_empty())),
        Some(_) => refuse("phải là một đoạn văn bản hoặc một số"),
    }
}

/// NFC, trimmed, without control characters and invisible signs (zero-width, direction
/// overrides) that would let a paper read differently from what its file says.
pub(crate) fn printable(text: &str) -> String {
    let spaced = |c: char| match c {
        '\t' | '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        c => c,
    };
    let shown = |c: &char| {
        *c == '\n'
            || !(c.is_control()
                || matches!(*c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                    | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
                    | '\u{fffe}' | '\u{ffff}'))
    };
    let text = text.replace("\r\n", "\n");
    text.nfc().map(spaced).filter(shown).collect::<String>().trim().to_owned()
}
