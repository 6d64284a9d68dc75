//! From the lines of a real decision to the items of a draft: what was read laid over the newest version of each procedure.

use std::collections::HashMap;

use platform::App;
use platform::web::Failure;

use super::actions::newest;
use super::model::{Change, Item, ItemBody, ReadLine};
use super::reading::{self, Known, Proposal, Reading, source};
use crate::model::{Kind, Parts, Version};
use crate::store::{self, Stored};
use crate::texts;

/// A file as it would enter a draft.
pub struct Looked {
    pub reading: Reading,
    pub items: Vec<Item>,
}

/// Reads a file against the catalogue; nothing is written.
///
/// # Errors
/// "file" when it cannot be read; storage failures.
pub async fn look(app: &App, (name, bytes): (&str, &[u8])) -> Result<Looked, Failure> {
    let lines = source::lines(name, bytes)?;
    let q = store::newest();
    let all: Vec<Stored> = app.db().all(q.sql, q.args).await?;
    let known = Known::of(all.iter().map(|s| (s.code.as_str(), s.version.parts.name.as_str())));
    let mut reading = reading::read(&lines, &known);
    let versions = newest(app, reading.proposals.iter().map(|p| p.code.as_str())).await?;
    let mut items = vec![];
    for p in &reading.proposals {
        match item(app, p, versions.get(&p.code)) {
            Ok(item) => items.push(item),
            Err(why) => {
                let line = ReadLine { place: p.place.clone(), text: p.name.clone(), outcome: "doubt".into(), why };
                reading.lines.push(line);
            }
        }
    }
    Ok(Looked { reading, items })
}

fn item(app: &App, p: &Proposal, known: Option<&Version>) -> Result<Item, String> {
    let mut doubts = p.doubts.clone();
    if p.change == Change::Abolished && known.is_none() {
        return Err(format!("Danh mục chưa có thủ tục {} nên không có gì để bãi bỏ", p.code));
    }
    let parts = match p.change {
        Change::Abolished => None,
        _ => Some(laid_over(p, known.map(|v| &v.parts), &mut doubts)?),
    };
    let body = ItemBody {
        change: p.change,
        name: parts.as_ref().map_or_else(|| p.name.clone(), |x| x.name.clone()),
        base: known.map_or(0, |v| v.number),
        parts,
        replaces: p.replaces.clone(),
        abolished_by: kernel::text::line(&p.abolished_by),
        from: None,
        process: None,
        doubts,
    };
    Ok(Item { id: app.new_id(), position: 0, code: p.code.clone(), body })
}

/// The newest content with what the table says over it.
fn laid_over(p: &Proposal, known: Option<&Parts>, doubts: &mut Vec<String>) -> Result<Parts, String> {
    let blank = Parts { code: p.code.clone(), name: p.name.clone(), kind: Kind::Public, ..Parts::default() };
    let mut fields: HashMap<&'static str, String> = texts::write(known.unwrap_or(&blank));
    fields.insert("name", p.name.clone());
    for (key, text) in &p.values {
        let text = tidy(key, text);
        if *key == "channels" && !readable(&fields, key, &text) {
            doubts.push(format!("Cách thức thực hiện chưa đọc được, giữ như cũ: “{}”", kernel::text::line(&text)));
            continue;
        }
        // Limits and fees of situations are worth more than a table's one cell that says the same.
        let same = matches!(*key, "limit" | "fee") && fields.get(key).is_some_and(|have| have.contains(text.as_str()));
        if !same {
            fields.insert(key, text);
        }
    }
    texts::read(|key| fields.get(key).cloned().unwrap_or_default())
        .map_err(|e| e.into_iter().map(|r| r.message).collect::<Vec<_>>().join(" "))
}

/// A cell as the edit form writes it.
fn tidy(key: &str, text: &str) -> String {
    match key {
        "place" | "field" | "level" | "agency" => kernel::text::line(text),
        "legal_basis" => {
            let lines = text.split(['\n', ';']).map(|l| kernel::text::line(l.trim_start_matches(['-', '+', ' '])));
            lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
        }
        "limit" | "fee" => kernel::text::line(&text.replace('\n', "; ")),
        _ => text
            .lines()
            .map(|l| kernel::text::line(l.trim_start_matches(['-', '+', ' '])))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

fn readable(fields: &HashMap<&'static str, String>, key: &str, text: &str) -> bool {
    texts::read(|k| if k == key { text.to_owned() } else { fields.get(k).cloned().unwrap_or_default() }).is_ok()
}
