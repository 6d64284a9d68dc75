//! Check your answers: every question that was asked with its answer in words, group by group.
//! The same rows make the review page, the officer's view and the printed form.

use kernel::identifiers::Phone;
use serde_json::Value;

use crate::answers::Answers;
use crate::date;
use crate::model::{Field, Form, Kind, Lang};
use crate::number::format_number;
use crate::view::{Spot, View};
use crate::words::{self, Word};

/// The answers under one heading.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SummaryGroup {
    /// The heading.
    pub title: String,
    /// Which page asks these, for a "change" link.
    pub page: usize,
    /// Question and answer.
    pub rows: Vec<(String, String)>,
}

impl Form {
    /// What was asked and answered. An answer that cannot be read stands as it was typed.
    pub fn summary(&self, answers: &Answers, lang: Lang) -> Vec<SummaryGroup> {
        let telling = Telling { view: View::new(self, answers), lang };
        let mut groups = Vec::new();
        for (page, definition) in self.layout.pages.iter().enumerate() {
            for group in &definition.groups {
                let mut rows = Vec::new();
                for field in &group.fields {
                    telling.field(Spot::top(field), "", &mut rows);
                }
                if !rows.is_empty() {
                    groups.push(SummaryGroup { title: group.title.get(lang).to_owned(), page, rows });
                }
            }
        }
        groups
    }
}

struct Telling<'a> {
    view: View<'a>,
    lang: Lang,
}

impl<'a> Telling<'a> {
    fn field(&self, spot: Spot<'a>, before: &str, rows: &mut Vec<(String, String)>) {
        let field = spot.field;
        if field.kind == Kind::Note || !self.view.shown(spot) {
            return;
        }
        let label = format!("{before}{}", field.label.get(self.lang));
        if field.kind != Kind::Rows {
            rows.push((label, self.answer(spot)));
            return;
        }
        let filled = self.view.filled_rows(field);
        if filled.is_empty() {
            rows.push((label, self.nothing()));
            return;
        }
        for (number, index) in filled.into_iter().enumerate() {
            let before = format!("{label} ({}): ", number + 1);
            self.view.row(field, index).for_each(|cell| self.field(cell, &before, rows));
        }
    }

    fn nothing(&self) -> String {
        words::chrome(Word::NotAnswered).get(self.lang).to_owned()
    }

    fn answer(&self, spot: Spot<'a>) -> String {
        match self.view.value(spot) {
            Some(value) => self.words(spot.field, &value),
            None => {
                let name = spot.name();
                let parts =
                    ["", ".day", ".month", ".year"].map(|part| self.view.answers.text(&format!("{name}{part}")).trim());
                let typed = parts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join("/");
                if typed.is_empty() { self.nothing() } else { typed }
            }
        }
    }

    fn words(&self, field: &Field, value: &Value) -> String {
        match (field.kind, value) {
            (Kind::Date, Value::String(text)) => date::iso(text).map_or_else(|| text.clone(), date::show),
            (Kind::Choice | Kind::Select, Value::String(text)) => self.option(field, text),
            (Kind::Phone, Value::String(text)) => {
                Phone::parse(text).map_or_else(|_| text.clone(), |phone| phone.national())
            }
            (_, Value::String(text)) => text.clone(),
            (_, Value::Bool(yes)) => words::yes_no(*yes).get(self.lang).to_owned(),
            (Kind::Money, value) => {
                let unit = words::chrome(Word::Dong);
                format!("{} {}", number(value), unit.get(self.lang))
            }
            (_, Value::Number(_)) => number(value),
            (Kind::File, Value::Array(files)) => {
                let names = files.iter().filter_map(|file| file.get("name").and_then(Value::as_str));
                names.collect::<Vec<_>>().join("; ")
            }
            (_, Value::Array(items)) => {
                let names = items.iter().filter_map(Value::as_str).map(|text| self.option(field, text));
                names.collect::<Vec<_>>().join("; ")
            }
            (_, Value::Object(parts)) => {
                let order = ["street", "commune", "district", "province"];
                let texts = order.iter().filter_map(|part| parts.get(*part).and_then(Value::as_str));
                texts.collect::<Vec<_>>().join(", ")
            }
            _ => self.nothing(),
        }
    }

    fn option(&self, field: &Field, text: &str) -> String {
        let found = field.options.iter().find(|option| option.value == text);
        found.map_or_else(|| text.to_owned(), |option| option.label.get(self.lang).to_owned())
    }
}

fn number(value: &Value) -> String {
    value.as_f64().map(format_number).unwrap_or_default()
}
