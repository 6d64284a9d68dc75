//! What was typed, exactly as typed: raw text by field name, and how many rows each repeated group
//! shows. Nothing is thrown away because it is invalid; typed values are made from it elsewhere.
//! Names in a page: `name`, `born.day`, `home.street`, `children.0.name`.

use std::collections::BTreeMap;

use kernel::identifiers::Phone;
use kernel::money::group;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::date;
use crate::model::{Field, Form, Kind};
use crate::number::format_number;
use crate::schema;

/// Rows a repeated group can ever hold, whatever its schema says; a guard against hostile posts.
pub const MAX_ROWS: usize = 200;

/// Button names and hidden names the pages use besides the fields' own.
pub(crate) const ADD_ROW: &str = "_add_row";
pub(crate) const REMOVE_ROW: &str = "_remove_row";
pub(crate) const REMOVE_FILE: &str = "_remove_file";
pub(crate) const ROW_COUNT: &str = "_rows.";

/// Raw answers; serialise it to keep a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    texts: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, usize>,
    #[serde(skip)]
    pressed: bool,
}

impl Answers {
    /// The first text under a full name (`children.0.name`), empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.texts(name).first().map(String::as_str).unwrap_or_default()
    }

    /// Every text under a full name, as checkboxes and files have several.
    pub fn texts(&self, name: &str) -> &[String] {
        self.texts.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Rows of a repeated group, blank ones included.
    pub fn rows(&self, name: &str) -> usize {
        self.rows.get(name).copied().unwrap_or(0)
    }

    /// Replaces the text under a full name; makes the row when the name is inside one.
    pub fn set(&mut self, name: &str, text: impl Into<String>) {
        self.note_row(name);
        self.texts.insert(name.to_owned(), vec![text.into()]);
    }

    /// Notes a stored file under a file field: the document's identifier and the name people know.
    pub fn add_file(&mut self, field: &str, id: &str, name: &str) {
        self.note_row(field);
        self.push(format!("{field}.id"), id);
        self.push(format!("{field}.name"), name);
    }

    /// Whether a "thêm dòng", "xóa dòng" or "bỏ tệp" button sent this page: show the page again
    /// without complaint instead of checking it.
    pub fn rows_changed(&self) -> bool {
        self.pressed
    }

    /// Nothing typed at all.
    pub fn is_empty(&self) -> bool {
        self.texts.values().flatten().all(|text| text.trim().is_empty())
    }

    fn push(&mut self, name: String, text: &str) {
        self.texts.entry(name).or_default().push(text.to_owned());
    }

    fn note_row(&mut self, name: &str) {
        if let Some((rows, index)) = row_of(name) {
            let count = self.rows.entry(rows.to_owned()).or_default();
            *count = (*count).max(index + 1);
        }
    }

    fn remove_row(&mut self, rows: &str, gone: usize) {
        let count = self.rows(rows);
        if gone >= count {
            return;
        }
        let old = std::mem::take(&mut self.texts);
        for (name, texts) in old {
            let tail = name.strip_prefix(rows).and_then(|rest| rest.strip_prefix('.'));
            let split = tail.and_then(|rest| rest.split_once('.'));
            match split.and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest.to_owned()))) {
                Some((index, _)) if index == gone => {}
                Some((index, rest)) if index > gone => {
                    self.texts.insert(format!("{rows}.{}.{rest}", index - 1), texts);
                }
                _ => {
                    self.texts.insert(name, texts);
                }
            }
        }
        self.rows.insert(rows.to_owned(), count - 1);
    }

    fn remove_file(&mut self, field: &str, index: usize) {
        for part in ["id", "name"] {
            if let Some(list) = self.texts.get_mut(&format!("{field}.{part}"))
                && index < list.len()
            {
                list.remove(index);
            }
        }
    }

    fn forget(&mut self, field: &Field) {
        let inside = format!("{}.", field.name);
        self.texts.retain(|name, _| *name != field.name && !name.starts_with(&inside));
        self.rows.remove(&field.name);
    }
}

/// The rows name and index inside a full name.
fn row_of(name: &str) -> Option<(&str, usize)> {
    let (rows, rest) = name.split_once('.')?;
    let (index, _) = rest.split_once('.')?;
    Some((rows, index_of(index)?))
}

/// A row number as the pages write it: no sign, no leading zero, below the guard.
fn index_of(text: &str) -> Option<usize> {
    let index = text.parse::<usize>().ok().filter(|index| *index < MAX_ROWS)?;
    (index.to_string() == text).then_some(index)
}

/// The parts a field is typed in: "" is the field's own name.
fn parts(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Date => &["", "day", "month", "year"],
        Kind::Address => &["street", "commune", "district", "province"],
        Kind::File => &["id", "name"],
        Kind::Note | Kind::Computed | Kind::Rows => &[],
        _ => &[""],
    }
}

impl Form {
    /// Reads a posted page. Names that are not this form's are left alone; every text that is, is
    /// kept as typed. The row buttons take effect here.
    pub fn read(&self, posted: &[(String, String)]) -> Answers {
        let mut answers = Answers::default();
        for (name, text) in posted {
            if let Some(rows) = name.strip_prefix(ROW_COUNT) {
                if self.is_rows(rows) {
                    let count = text.trim().parse::<usize>().unwrap_or(0).min(MAX_ROWS);
                    let known = answers.rows.entry(rows.to_owned()).or_default();
                    *known = count.max(*known);
                }
            } else if self.knows(name) {
                answers.note_row(name);
                answers.push(name.clone(), text);
            }
        }
        let button = posted.iter().find(|(name, _)| [ADD_ROW, REMOVE_ROW, REMOVE_FILE].contains(&name.as_str()));
        if let Some((name, target)) = button {
            self.press(&mut answers, name, target);
        }
        answers
    }

    /// A page's answers laid over the earlier ones: fields asked on that page are replaced, unticked
    /// boxes included; what the page did not ask stays. `None` means the whole form was one page.
    pub fn merge(&self, before: &Answers, posted: &Answers, page: Option<usize>) -> Answers {
        let mut merged = before.clone();
        let view = crate::view::View::new(self, before);
        for (number, _, field) in self.fields() {
            if page.is_none_or(|page| page == number) && view.rendered(field, page) {
                merged.forget(field);
            }
        }
        merged.texts.extend(posted.texts.iter().map(|(name, texts)| (name.clone(), texts.clone())));
        merged.rows.extend(posted.rows.iter().map(|(name, rows)| (name.clone(), *rows)));
        merged.pressed = posted.pressed;
        merged
    }

    /// Answers from typed JSON: an earlier form, a record, an API call. Values of a type the field
    /// does not take are kept as text, so that they can be shown and corrected.
    pub fn from_value(&self, value: &Value) -> Answers {
        let mut answers = Answers::default();
        for (_, _, field) in self.fields() {
            if let Some(value) = value.get(&field.name) {
                write(&mut answers, field, &field.name, value);
            }
        }
        answers
    }

    fn is_rows(&self, name: &str) -> bool {
        self.field(name).is_some_and(|field| field.kind == Kind::Rows)
    }

    fn knows(&self, name: &str) -> bool {
        let (top, rest) = name.split_once('.').unwrap_or((name, ""));
        let Some(field) = self.field(top) else { return false };
        if field.kind != Kind::Rows {
            return parts(field.kind).contains(&rest) && !name.ends_with('.');
        }
        let mut pieces = rest.splitn(3, '.');
        let (index, inner, part) = (pieces.next(), pieces.next(), pieces.next().unwrap_or_default());
        let inner = inner.and_then(|name| field.fields.iter().find(|f| f.name == name));
        index.and_then(index_of).is_some()
            && inner.is_some_and(|f| parts(f.kind).contains(&part))
            && !name.ends_with('.')
    }

    /// Rows a group may grow to.
    pub(crate) fn most_rows(&self, field: &Field) -> usize {
        let schema = self.schema_of(field, None).and_then(|schema| schema::resolve(&self.schema, schema));
        let most = schema.and_then(|s| s.get("maxItems")).and_then(Value::as_u64).unwrap_or(MAX_ROWS as u64);
        usize::try_from(most).unwrap_or(MAX_ROWS).min(MAX_ROWS)
    }

    fn press(&self, answers: &mut Answers, button: &str, target: &str) {
        answers.pressed = true;
        if button == ADD_ROW {
            if let Some(field) = self.field(target).filter(|field| field.kind == Kind::Rows) {
                // A group that shows one blank row to begin with has it counted in the page already.
                let more = (answers.rows(target) + 1).min(self.most_rows(field));
                let count = answers.rows.entry(target.to_owned()).or_default();
                *count = more.max(*count);
            }
            return;
        }
        let Some((name, index)) = target.rsplit_once('.') else { return };
        let Some(index) = index_of(index) else { return };
        if button == REMOVE_ROW && self.is_rows(name) {
            answers.remove_row(name, index);
        } else if button == REMOVE_FILE && self.knows(&format!("{name}.id")) {
            answers.remove_file(name, index);
        }
    }
}

fn write(answers: &mut Answers, field: &Field, name: &str, value: &Value) {
    match (field.kind, value) {
        (_, Value::Null) | (Kind::Note | Kind::Computed, _) => {}
        (Kind::Rows, Value::Array(rows)) => {
            for (index, row) in rows.iter().take(MAX_ROWS).enumerate() {
                answers.note_row(&format!("{name}.{index}."));
                for inner in &field.fields {
                    if let Some(value) = row.get(&inner.name) {
                        write(answers, inner, &format!("{name}.{index}.{}", inner.name), value);
                    }
                }
            }
        }
        (Kind::File, Value::Array(files)) => {
            for file in files.iter().take(MAX_ROWS) {
                let part = |key| file.get(key).and_then(Value::as_str).unwrap_or_default();
                answers.add_file(name, part("id"), part("name"));
            }
        }
        (Kind::Many, Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).for_each(|item| answers.push(name.to_owned(), item));
        }
        (Kind::Address, Value::Object(map)) => {
            for part in parts(Kind::Address) {
                if let Some(text) = map.get(*part).and_then(Value::as_str) {
                    answers.set(&format!("{name}.{part}"), text);
                }
            }
        }
        (Kind::Address, Value::String(text)) => answers.set(&format!("{name}.street"), text.clone()),
        (Kind::Date, Value::String(text)) => write_date(answers, name, text),
        (Kind::Rows | Kind::File | Kind::Address, _) => {}
        (Kind::Money, Value::Number(sum)) => {
            answers.set(name, sum.as_i64().map_or_else(|| scalar(value), group));
        }
        // Kept as +84…, shown as people dial it.
        (Kind::Phone, Value::String(text)) => {
            let shown = Phone::parse(text).map_or_else(|_| text.clone(), |phone| phone.national());
            answers.set(name, shown);
        }
        (_, value) => answers.set(name, scalar(value)),
    }
}

fn write_date(answers: &mut Answers, name: &str, text: &str) {
    match date::from_one_box(text) {
        Some(day) => {
            answers.set(&format!("{name}.day"), day.day().to_string());
            answers.set(&format!("{name}.month"), day.month().to_string());
            answers.set(&format!("{name}.year"), day.year().to_string());
        }
        None => answers.set(name, text),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.to_string(),
            (None, Some(number)) => format_number(number),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
