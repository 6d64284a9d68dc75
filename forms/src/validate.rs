//! Checking answers: what is missing, what cannot be read, what the schema does not allow.
//! Every finding is an error at one field, in words that say what to do; the order is the page's.

use jiff::civil::Date;
use serde_json::Value;

use crate::answers::Answers;
use crate::date;
use crate::model::{Field, Form, Kind, Label};
use crate::schema::{self, Violation};
use crate::typed::{self, Typed};
use crate::view::{Spot, View};
use crate::words;

/// Characters a text may have when its schema sets no limit; a guard for what is stored.
const LONGEST_LINE: usize = 1_000;
const LONGEST_TEXT: usize = 20_000;

/// What a check depends on besides the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The day the answers are given, for dates such as "not after today".
    pub today: Date,
    /// Check one page only; `None` checks the whole form.
    pub page: Option<usize>,
}

/// Something wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// Name of the field in the page: `born`, `home.commune`, `children.0.name`.
    pub field: String,
    /// Its Vietnamese label.
    pub label: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
    /// The same in English.
    pub message_en: String,
}

impl Form {
    /// Checks the answers; empty when they may be handed in. Fields that are not asked are not checked.
    pub fn validate(&self, answers: &Answers, context: &Context) -> Vec<FieldError> {
        let check = Check { view: View::new(self, answers), today: context.today };
        let mut found = Vec::new();
        for (number, _, field) in self.fields() {
            if context.page.is_none_or(|page| page == number) {
                check.spot(Spot::top(field), &mut found);
            }
        }
        found
    }

    /// Holds typed JSON against the schema: for data that comes over the API.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        schema::violations(&self.schema, &self.schema, value)
    }

    /// The schema of one field, alone or inside the rows of another.
    pub(crate) fn schema_of(&self, field: &Field, rows: Option<&Field>) -> Option<&Value> {
        let within = match rows {
            None => schema::resolve(&self.schema, &self.schema)?,
            Some(rows) => {
                let list = schema::resolve(&self.schema, self.schema_of(rows, None)?)?;
                schema::resolve(&self.schema, list.get("items")?)?
            }
        };
        within.get("properties")?.get(&field.name)
    }
}

struct Check<'a> {
    view: View<'a>,
    today: Date,
}

impl<'a> Check<'a> {
    fn spot(&self, spot: Spot<'a>, found: &mut Vec<FieldError>) {
        if spot.field.kind == Kind::Note || !self.view.shown(spot) {
            return;
        }
        let name = spot.name();
        match spot.field.kind {
            Kind::Rows => self.rows(spot, found),
            Kind::Computed => {
                if let Some(value) = self.view.value(spot) {
                    self.schema(spot, &value, found);
                }
            }
            _ => match typed::read(spot.field, self.view.answers, &name) {
                Typed::Empty if self.view.required(spot) => {
                    found.push(error(spot.field, &name, own(spot.field, "required", words::required(spot.field))));
                }
                Typed::Empty => {}
                Typed::Wrong(message) => found.push(error(spot.field, &name, own(spot.field, "type", message))),
                Typed::Value(value) => self.value(spot, &value, found),
            },
        }
    }

    fn rows(&self, spot: Spot<'a>, found: &mut Vec<FieldError>) {
        let rows = spot.field;
        let filled = self.view.filled_rows(rows);
        let mut cells = Vec::new();
        for index in &filled {
            self.view.row(rows, *index).for_each(|cell| self.spot(cell, &mut cells));
        }
        let value = self.view.value(spot);
        let typed = value.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        // A row nobody can read yet has its own errors; counting rows would only repeat them.
        if typed == filled.len() || cells.is_empty() {
            match value {
                Some(value) => self.schema(spot, &value, found),
                None if self.view.required(spot) => {
                    found.push(error(rows, &rows.name, own(rows, "required", words::required(rows))));
                }
                None => {}
            }
        }
        found.append(&mut cells);
    }

    fn value(&self, spot: Spot<'a>, value: &Value, found: &mut Vec<FieldError>) {
        let field = spot.field;
        let before = found.len();
        if let Some(day) = value.as_str().filter(|_| field.kind == Kind::Date).and_then(date::iso) {
            self.bounds(spot, day, found);
        }
        let longest = if field.kind == Kind::LongText { LONGEST_TEXT } else { LONGEST_LINE };
        if let Some(part) = too_long(value, longest) {
            let broken = Violation { pointer: String::new(), keyword: "maxLength", limit: longest.to_string() };
            let name = format!("{}{part}", spot.name());
            found.push(error(field, &name, own(field, "maxLength", words::violation(field, &broken))));
        }
        if found.len() == before {
            self.schema(spot, value, found);
        }
    }

    fn bounds(&self, spot: Spot<'a>, day: Date, found: &mut Vec<FieldError>) {
        let field = spot.field;
        let limit = |bound: &Option<crate::DateBound>| bound.as_ref().and_then(|b| b.day(self.today));
        let early = limit(&field.not_before).filter(|first| day < *first);
        let late = limit(&field.not_after).filter(|last| day > *last);
        let message = match (early, late) {
            (Some(first), _) => own(field, "not_before", words::too_early(&field.label, &date::show(first))),
            (_, Some(last)) => own(field, "not_after", words::too_late(&field.label, &date::show(last))),
            _ => return,
        };
        found.push(error(field, &spot.name(), message));
    }

    /// One message a place: the first keyword broken there. Cells of rows are checked on their own.
    fn schema(&self, spot: Spot<'a>, value: &Value, found: &mut Vec<FieldError>) {
        let form = self.view.form;
        let Some(schema) = form.schema_of(spot.field, spot.row.map(|(rows, _)| rows)) else { return };
        let mut seen: Vec<String> = Vec::new();
        for broken in schema::violations(&form.schema, schema, value) {
            let inner = spot.field.kind == Kind::Rows && !broken.pointer.is_empty();
            if inner || seen.contains(&broken.pointer) {
                continue;
            }
            seen.push(broken.pointer.clone());
            found.push(self.broken(spot, &broken));
        }
    }

    fn broken(&self, spot: Spot<'a>, broken: &Violation) -> FieldError {
        let field = spot.field;
        if field.kind == Kind::Address {
            let part = broken.pointer.trim_start_matches('/');
            let labels = words::address_part(part);
            let of = |whole: &str, part: &str| format!("{part} ({})", crate::text::lower_first(whole));
            let label = Label::new(of(&field.label.vi, &labels.vi), of(&field.label.en, &labels.en));
            let asked = Field::new(part, Kind::Text, label);
            let message = own(field, broken.keyword, words::violation(&asked, broken));
            return error(&asked, &format!("{}.{part}", spot.name()), message);
        }
        error(field, &spot.name(), own(field, broken.keyword, words::violation(field, broken)))
    }
}

/// The part of a value that is longer than the guard: empty, or `.street` and the like.
fn too_long(value: &Value, longest: usize) -> Option<String> {
    match value {
        Value::String(text) => (text.chars().count() > longest).then(String::new),
        Value::Object(map) => {
            map.iter().find(|(_, inner)| too_long(inner, longest).is_some()).map(|(key, _)| format!(".{key}"))
        }
        _ => None,
    }
}

fn own(field: &Field, rule: &str, standard: Label) -> Label {
    field.messages.get(rule).cloned().unwrap_or(standard)
}

fn error(field: &Field, name: &str, message: Label) -> FieldError {
    FieldError { field: name.to_owned(), label: field.label.vi.clone(), message: message.vi, message_en: message.en }
}
