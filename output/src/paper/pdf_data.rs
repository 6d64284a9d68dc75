//! The JSON the template reads: the paper's blocks with what the fonts cannot print replaced and
//! endless words made breakable, so that no typed text can spoil a page or the archive format.

use super::world::can_print;
use super::{Block, Meta, Paper, RECIPIENTS, STATE};
use crate::{OutputError, qr};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Shown for a letter Liberation Serif does not have.
const UNKNOWN: char = '□';
const BREAK_HERE: char = '\u{200b}';
/// Letters that fit on one line of body text, and on half a line.
const LINE: usize = 56;
const HALF_LINE: usize = 26;

/// All files of one paper, by virtual path.
pub(super) fn files(paper: &Paper, meta: &Meta) -> Result<BTreeMap<String, Vec<u8>>, OutputError> {
    let failed = |e: serde_json::Error| OutputError::Pdf(e.to_string());
    let mut files = BTreeMap::new();
    let mut value = serde_json::to_value(paper).map_err(failed)?;
    let blocks = value.get_mut("blocks").and_then(Value::as_array_mut);
    for (index, (drawn, block)) in blocks.into_iter().flatten().zip(&paper.blocks).enumerate() {
        match block {
            Block::Table(table) => make_table_printable(drawn, table),
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

fn make_table_printable(drawn: &mut Value, table: &super::Table) {
    let widths: Vec<usize> = table.columns.iter().map(|c| usize::from(c.width.max(1))).collect();
    let total: usize = widths.iter().sum::<usize>().max(1);
    let letters = |column: usize| (widths.get(column).copied().unwrap_or(1) * LINE / total).max(5);
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
        make_printable(column, letters(index));
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

fn breakable(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        if letter.is_whitespace() {
            run = 0;
        } else {
            run += 1;
            if run > longest {
                out.push(BREAK_HERE);
                run = 1;
            }
        }
        let keep = letter == '\n' || letter == ' ' || can_print(letter);
        out.push(if keep { letter } else { UNKNOWN });
    }
    out
}
