//! From raw text to a typed value, one field at a time; what cannot be typed says why in both
//! languages. Persons, taxpayers, telephones and money are read by the kernel.

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::identifiers::{PersonalNumber, Phone, TaxCode};
use kernel::money::Dong;
use serde_json::{Map, Value, json};

use crate::answers::Answers;
use crate::date;
use crate::model::{Field, Kind, Label};
use crate::number::{parse_integer, parse_number};
use crate::text::is_email;
use crate::words;

pub(crate) enum Typed {
    Empty,
    Value(Value),
    Wrong(Label),
}

/// Nothing typed in any part of the field. Row fields, notes and computed fields are always blank.
pub(crate) fn is_blank(field: &Field, answers: &Answers, name: &str) -> bool {
    // Control characters are dropped from every value, so a text of nothing else is blank too.
    let nothing = |text: &str| text.chars().all(|c| c.is_whitespace() || c.is_control());
    let blank = |name: &str| nothing(answers.text(name));
    let all = |parts: &[&str]| parts.iter().all(|part| blank(&format!("{name}.{part}")));
    match field.kind {
        Kind::Date => blank(name) && all(&["day", "month", "year"]),
        Kind::Address => all(&["street", "commune", "district", "province"]),
        Kind::File => answers.texts(&format!("{name}.id")).iter().all(|id| nothing(id)),
        Kind::Many => answers.texts(name).iter().all(|text| nothing(text)),
        _ => blank(name),
    }
}

/// The typed value of one field that is not a repeated group.
pub(crate) fn read(field: &Field, answers: &Answers, name: &str) -> Typed {
    if is_blank(field, answers, name) {
        return Typed::Empty;
    }
    let text = answers.text(name).trim();
    let label = &field.label;
    match field.kind {
        Kind::Text | Kind::PersonName => Typed::Value(json!(kernel::text::line(text))),
        Kind::LongText => Typed::Value(json!(kernel::text::clean(&text.replace("\r\n", "\n")))),
        Kind::Integer => or_wrong(parse_integer(text).map(Value::from), || words::not_integer(label)),
        Kind::Number => or_wrong(parse_number(text).and_then(plain_number), || words::not_number(label)),
        Kind::Money => or_wrong(Dong::parse(text).ok().map(|sum| json!(sum.0)), || words::not_money(label)),
        Kind::Date => match read_date(label, answers, name) {
            Ok(day) => Typed::Value(json!(day.to_string())),
            Err(missing) => Typed::Wrong(missing.unwrap_or_else(|| words::not_date(label))),
        },
        Kind::YesNo => or_wrong(yes_no(text).map(Value::Bool), || words::not_an_option(label)),
        Kind::Declaration => or_wrong(yes_no(text).filter(|yes| *yes).map(Value::Bool), || words::tick(label)),
        Kind::Choice | Kind::Select => {
            let known = field.options.iter().any(|option| option.value == text);
            or_wrong(known.then(|| json!(text)), || words::not_an_option(label))
        }
        Kind::Many => many(field, answers.texts(name)),
        Kind::PersonalNumber => identifier(label, PersonalNumber::parse(text), || words::not_personal_number(label)),
        Kind::TaxCode => identifier(label, TaxCode::parse(text), || words::not_tax_code(label)),
        Kind::Phone => identifier(label, Phone::parse(text), || words::not_phone(label)),
        Kind::Email => or_wrong(is_email(text).then(|| json!(text)), || words::not_email(label)),
        Kind::Address => Typed::Value(address(answers, name)),
        Kind::File => Typed::Value(files(answers, name)),
        Kind::Rows | Kind::Computed | Kind::Note => Typed::Empty,
    }
}

fn or_wrong(value: Option<Value>, message: impl FnOnce() -> Label) -> Typed {
    match value {
        Some(value) => Typed::Value(value),
        None => Typed::Wrong(message()),
    }
}

/// The kernel's Vietnamese reason, which knows what is wrong with this very number.
fn identifier<T: ToString>(label: &Label, read: Result<T, Refusal>, message: impl FnOnce() -> Label) -> Typed {
    match read {
        Ok(value) => Typed::Value(json!(value.to_string())),
        Err(refusal) => Typed::Wrong(Label::new(format!("{}: {}", label.vi, refusal.message), message().en)),
    }
}

fn plain_number(number: f64) -> Option<Value> {
    match number.fract() == 0.0 && number.abs() < 9.0e15 {
        true => Some(Value::from(number as i64)),
        false => serde_json::Number::from_f64(number).map(Value::Number),
    }
}

pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

fn many(field: &Field, texts: &[String]) -> Typed {
    let mut chosen: Vec<&str> = Vec::new();
    for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !field.options.iter().any(|option| option.value == text) {
            return Typed::Wrong(words::not_an_option(&field.label));
        }
        if !chosen.contains(&text) {
            chosen.push(text);
        }
    }
    Typed::Value(json!(chosen))
}

/// The three boxes win over the one box when anything is in them.
fn read_date(label: &Label, answers: &Answers, name: &str) -> Result<Date, Option<Label>> {
    let [day, month, year] = ["day", "month", "year"].map(|part| answers.text(&format!("{name}.{part}")).trim());
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return date::from_one_box(answers.text(name)).ok_or(None);
    }
    if let Some(missing) = words::missing_date_part(label, [day, month, year]) {
        return Err(Some(missing));
    }
    date::from_boxes(day, month, year).ok_or(None)
}

fn address(answers: &Answers, name: &str) -> Value {
    let part = |part: &str| {
        let text = kernel::text::line(answers.text(&format!("{name}.{part}")));
        (!text.is_empty()).then(|| (part.to_owned(), Value::String(text)))
    };
    Value::Object(["street", "commune", "district", "province"].into_iter().filter_map(part).collect::<Map<_, _>>())
}

fn files(answers: &Answers, name: &str) -> Value {
    let names = answers.texts(&format!("{name}.name"));
    let ids = answers.texts(&format!("{name}.id")).iter().enumerate();
    let file = |(i, id): (usize, &String)| {
        let shown = names.get(i).map_or("", String::as_str);
        (!id.trim().is_empty()).then(|| json!({ "id": id.trim(), "name": kernel::text::line(shown) }))
    };
    Value::Array(ids.filter_map(file).collect())
}
