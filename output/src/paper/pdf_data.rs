//! The JSON the template reads: the paper's blocks with what the fonts cannot print replaced and
//! endless words made breakable, so that no typed text can spoil a page or the archive format.

use super::world::can_print;
use super::{Block, Meta, Orientation, Paper, RECIPIENTS, STATE, Size, Table};
use crate::{OutputError, qr};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Shown for a letter Liberation Serif does not have.
const UNKNOWN: char = '□';
const BREAK_HERE: char = '\u{200b}';
/// Room for one word on a line and on half a line, in hundredths of the letter size: the text
/// area is 165 mm wide and letters are 13 pt, less a margin for bold.
const LINE: usize = 3_400;
const HALF_LINE: usize = 1_500;
/// Least room of a table cell, whatever its width.
const NARROWEST: usize = 250;

/// All files of one paper, by virtual path.
pub(super) fn files(paper: &Paper, meta: &Meta) -> Result<BTreeMap<String, Vec<u8>>, OutputError> {
    let failed = |e: serde_json::Error| OutputError::Pdf(e.to_string());
    let mut files = BTreeMap::new();
    let mut value = serde_json::to_value(paper).map_err(failed)?;
    let blocks = value.get_mut("blocks").and_then(Value::as_array_mut);
    for (index, (drawn, block)) in blocks.into_iter().flatten().zip(&paper.blocks).enumerate() {
        match block {
            Block::Table(table) => make_table_printable(drawn, table, text_width(paper)),
            Block::Head(_) | Block::Signatures { .. } | Block::Closing { .. } => make_printable(drawn, HALF_LINE),
            Block::Qr { text, .. } => {
                let name = format!("/qr-{index}.svg");
                files.insert(name.clone(), qr::svg(text)?.into_bytes());
                make_printable(drawn, HALF_LINE);
                if let Some(drawn) = drawn.as_object_mut() {
                    drawn.remove("text");
                    drawn.insert("image".into(), name.into());
                }
            }
            _ => make_printable(drawn, LINE),
        }
    }
    let all = json!({
        "paper": value,
        "title": meta.title,
        "author": meta.author,
        "state": STATE,
        "recipients": RECIPIENTS,
    });
    files.insert("/paper.json".into(), serde_json::to_vec(&all).map_err(failed)?);
    Ok(files)
}

/// Width of the text area in points.
fn text_width(paper: &Paper) -> usize {
    let millimetres = match (paper.size, paper.orientation) {
        (Size::A4, Orientation::Portrait) => 210 - 45,
        (Size::A4, Orientation::Landscape) | (Size::A3, Orientation::Portrait) => 297 - 45,
        (Size::A3, Orientation::Landscape) => 420 - 45,
    };
    millimetres * 72 * 10 / 254
}

fn make_table_printable(drawn: &mut Value, table: &Table, points: usize) {
    let widths: Vec<usize> = table.columns.iter().map(|c| usize::from(c.width.max(1))).collect();
    let total: usize = widths.iter().sum::<usize>().max(1);
    // The template's own sizes: 12, 11 or 8.5 points with 4 or 2 points of inset on each side.
    let (tenths, inset) = match widths.len() {
        0..=5 => (120, 8),
        6..=9 => (110, 8),
        _ => (85, 4),
    };
    let letters = |column: usize| {
        let cell = widths.get(column).copied().unwrap_or(1) * points / total;
        (cell.saturating_sub(inset) * 1_000 / tenths).max(NARROWEST)
    };
    let rows = drawn.get_mut("rows").and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten() {
        let Some(cells) = row.as_array_mut() else {
            continue;
        };
        cells.resize(widths.len(), Value::from(""));
        for (column, cell) in cells.iter_mut().enumerate() {
            make_printable(cell, letters(column));
        }
    }
    let columns = drawn.get_mut("columns").and_then(Value::as_array_mut);
    for (index, column) in columns.into_iter().flatten().enumerate() {
        for words in ["title", "group"] {
            if let Some(words) = column.get_mut(words) {
                make_printable(words, letters(index));
            }
        }
    }
}

fn make_printable(value: &mut Value, longest: usize) {
    match value {
        Value::String(text) => *text = breakable(text, longest),
        Value::Array(items) => items.iter_mut().for_each(|item| make_printable(item, longest)),
        Value::Object(map) => map.values_mut().for_each(|item| make_printable(item, longest)),
        _ => {}
    }
}

/// Lets a word wider than `room` break, after a separator inside it where there is one.
fn breakable(text: &str, room: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut used, mut separator) = (0, None);
    for letter in text.chars() {
        if letter.is_whitespace() {
            (used, separator) = (0, None);
        } else if used + width(letter) > room {
            let (at, before) = separator.take().unwrap_or((out.len(), used));
            out.insert(at, BREAK_HERE);
            used = used - before + width(letter);
        } else {
            used += width(letter);
        }
        let keep = letter == '\n' || letter == ' ' || can_print(letter);
        out.push(if keep { letter } else { UNKNOWN });
        if matches!(letter, '-' | '.' | '/' | '@' | '_') && used > 0 {
            separator = Some((out.len(), used));
        }
    }
    out
}

/// Widest a letter gets in any face, in hundredths of its size.
fn width(letter: char) -> usize {
    match letter {
        '.' | ',' | ':' | ';' | '/' | '\'' | '-' | '(' | ')' | 'i' | 'j' | 'l' | 't' | 'f' => 34,
        'm' | 'w' => 84,
        'a'..='z' | '0'..='9' => 56,
        'M' | 'W' | '@' | '%' => 100,
        c if c.is_lowercase() => 64,
        c if c.is_alphabetic() => 82,
        _ => 100,
    }
}
