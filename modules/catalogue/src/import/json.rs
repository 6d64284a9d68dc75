//! Rows of a JSON file: the research list of the education sector, this product's own open data, or national records.
//! What a row does not say stays a gap.

use kernel::text::{fold, line};
use serde_json::{Map, Value};

use super::{Row, national};
use crate::model::{Channel, ChannelTerm, Component, Parts};
use crate::{rules, texts};

/// Reads a file; the refusal names line and column.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let value: Value = serde_json::from_str(text).map_err(|e| {
        format!(
            "Tệp không phải JSON đúng cú pháp tại dòng {}, cột {}. Sửa tại vị trí này rồi tải lên lại; chưa có gì thay đổi.",
            e.line(),
            e.column()
        )
    })?;
    let list = match &value {
        Value::Array(list) => Some(list),
        Value::Object(map) => map.get("procedures").or_else(|| map.get("DATA")).and_then(Value::as_array),
        _ => None,
    };
    let Some(list) = list else {
        return Err("Tệp JSON phải là một danh sách thủ tục […], hoặc đối tượng có mục “procedures”.".into());
    };
    Ok(list.iter().enumerate().map(|(i, v)| row(i + 1, v)).collect())
}

fn row(number: usize, value: &Value) -> Row {
    let mut row = Row { number, code: String::new(), name: String::new(), parts: Err(String::new()), notes: vec![] };
    let Some(map) = value.as_object() else {
        row.parts = Err("Dòng không phải một đối tượng {…}".into());
        return row;
    };
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(line).unwrap_or_default();
    let is_national = map.contains_key("MATTHC");
    (row.code, row.name) = if is_national { (text("MATTHC"), text("TENTTHC")) } else { (text("code"), text("name")) };
    let read = if is_national {
        national::parts(map, &mut row.notes)
    } else if map.get("level").is_some_and(Value::is_array) {
        let own = serde_json::from_value::<Parts>(value.clone());
        own.map_err(|e| format!("Không đúng cấu trúc dữ liệu mở của danh mục: {e}"))
    } else {
        research(map, &mut row.notes)
    };
    row.parts = read.and_then(checked);
    row
}

/// A row must at least have a usable code and a name.
pub fn checked(parts: Parts) -> Result<Parts, String> {
    rules::check_code(&parts.code).map_err(|r| r.message)?;
    if parts.name.is_empty() {
        return Err("Thiếu tên thủ tục".into());
    }
    Ok(parts)
}

const KNOWN: [&str; 12] = [
    "code",
    "name",
    "field",
    "level",
    "level_marker",
    "time_limit",
    "fee",
    "result",
    "dossier",
    "dossier_complete",
    "legal_basis",
    "source",
];

fn optional(map: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => Ok(Some(line(s)).filter(|s| !s.is_empty())),
        Some(_) => Err(format!("Mục “{key}” phải là chữ hoặc null")),
    }
}

/// A row of the research list.
fn research(map: &Map<String, Value>, notes: &mut Vec<String>) -> Result<Parts, String> {
    let unknown: Vec<&str> = map.keys().map(String::as_str).filter(|k| !KNOWN.contains(k)).collect();
    if !unknown.is_empty() {
        notes.push(format!("Bỏ qua mục không biết: {}", unknown.join(", ")));
    }
    let level_text = optional(map, "level")?.unwrap_or_default();
    let mut parts = Parts {
        code: optional(map, "code")?.unwrap_or_default(),
        name: optional(map, "name")?.unwrap_or_default(),
        field: optional(map, "field")?,
        level: texts::levels(&level_text),
        level_text,
        result: optional(map, "result")?.map(|r| vec![r]),
        legal_basis: optional(map, "legal_basis")?.into_iter().collect(),
        source: optional(map, "source")?,
        ..Parts::default()
    };
    if let Some(mark) = optional(map, "level_marker")? {
        notes.push(format!("Cấp thực hiện chưa chắc chắn: {mark}"));
        let source = parts.source.take().unwrap_or_default();
        parts.source = Some(line(&format!("{source} ; level: {mark}")));
    }
    if !rules::national_code(&parts.code) && !parts.code.is_empty() {
        notes.push("Mã không có dạng mã quốc gia N.NNNNNN".into());
    }
    terms(&mut parts, [optional(map, "time_limit")?, optional(map, "fee")?], notes);
    components(&mut parts, map, notes)?;
    Ok(parts)
}

/// Limit and fee without a channel hold for every channel.
fn terms(parts: &mut Parts, [limit, fee]: [Option<String>; 2], notes: &mut Vec<String>) {
    if limit.is_none() && fee.is_none() {
        return;
    }
    let counted = limit.as_deref().and_then(rules::counted_limit);
    match (&limit, &counted) {
        (Some(text), None) => notes.push(format!("Thời hạn giữ nguyên văn, chưa tính được bằng một con số: “{text}”")),
        (Some(text), Some(counted)) if text.contains(';') => {
            notes.push(format!("Thời hạn tính theo phần đầu ({counted}); phần sau giữ nguyên văn"));
        }
        _ => {}
    }
    let fee = fee.map(|f| texts::fee(&f));
    parts.channels = vec![ChannelTerm { channel: Channel::Any, when: None, limit: counted, limit_text: limit, fee }];
}

fn components(parts: &mut Parts, map: &Map<String, Value>, notes: &mut Vec<String>) -> Result<(), String> {
    let list = match map.get("dossier") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err("Mục “dossier” phải là danh sách hoặc null".into()),
    };
    let mut all = vec![];
    let mut sets: Vec<Option<u32>> = vec![];
    for (i, item) in list.iter().enumerate() {
        let item = item.as_object().ok_or_else(|| format!("Thành phần hồ sơ thứ {} phải là đối tượng", i + 1))?;
        let name = optional(item, "component")?.ok_or_else(|| format!("Thành phần hồ sơ thứ {} thiếu tên", i + 1))?;
        let mut c = component(&name);
        if let Some(count) = optional(item, "copies")? {
            let number = whole_sets(&count);
            if number.is_none() {
                c.note = Some(format!("số lượng: {count}"));
            }
            sets.push(number);
        }
        if item.get("replaceable_by_data").and_then(Value::as_bool) == Some(true) {
            let base = optional(item, "database")?.unwrap_or_else(|| "cơ sở dữ liệu nguồn không ghi tên".into());
            c.replaced_by = Some(match optional(item, "database_owner")? {
                Some(owner) => format!("{} ({owner})", base.trim_end_matches('.')),
                None => base,
            });
            c.note = optional(item, "citation")?;
        }
        all.push(c);
    }
    if let Some(Some(first)) = sets.first()
        && sets.iter().all(|n| *n == Some(*first))
    {
        parts.sets = Some(*first);
    }
    parts.components_partial = map.get("dossier_complete").and_then(Value::as_bool) != Some(true);
    if parts.components_partial {
        notes.push("Nguồn chỉ nêu một phần thành phần hồ sơ".into());
    }
    parts.components = Some(all);
    Ok(())
}

/// "01 bộ hồ sơ" as a number of sets.
fn whole_sets(text: &str) -> Option<u32> {
    fold(text).strip_suffix("bo ho so").and_then(|n| n.trim().parse().ok())
}

/// A component from its words: a bracket at the end that names a form, a condition or the kind of copy is taken apart.
pub fn component(text: &str) -> Component {
    let mut c = Component { name: text.to_owned(), required: true, ..Component::default() };
    let Some((name, inside)) = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (")) else { return c };
    let folded = fold(inside);
    if folded.starts_with("mau so") && !inside.contains(';') {
        (c.name, c.form) = (name.to_owned(), Some(inside.to_owned()));
    } else if folded.starts_with("neu ") {
        (c.name, c.condition, c.required) = (name.to_owned(), Some(inside.to_owned()), false);
    } else if folded == "ban chinh" {
        (c.name, c.originals) = (name.to_owned(), Some(1));
    }
    c
}
