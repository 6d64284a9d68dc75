//! Boxes for text: one line, several lines, a date in three boxes, a computed figure, a note.
//! Numbers are plain text boxes with a numeric keyboard, since both ways of writing are accepted.

use std::fmt::Write;

use serde_json::Value;

use super::{Ask, Draw};
use crate::date;
use crate::model::{Field, Kind};
use crate::number::format_number;
use crate::text::escape;
use crate::words::{self, Word};

/// One text box inside a field of several.
pub(super) struct PartBox<'a> {
    pub(super) part: &'a str,
    pub(super) label: String,
    pub(super) class: &'a str,
    pub(super) extra: String,
}

impl<'a> Draw<'a> {
    pub(super) fn input(&mut self, ask: &Ask<'a>) {
        self.label(ask);
        let field = ask.spot.field;
        let value = escape(self.view.answers.text(&ask.name));
        let class = classes(field, ask.wrong);
        let _ = write!(
            self.out,
            "<input class=\"{class}\" id=\"{}\" name=\"{}\" type=\"{}\" value=\"{value}\"{}{}>",
            ask.id,
            escape(&ask.name),
            kind_of_input(field.kind),
            attributes(field),
            ask.described
        );
    }

    pub(super) fn textarea(&mut self, ask: &Ask<'a>) {
        self.label(ask);
        let error = if ask.wrong { " govuk-textarea--error" } else { "" };
        // A browser drops the first line break of a text area: this one is for it to drop.
        let _ = write!(
            self.out,
            "<textarea class=\"govuk-textarea{error}\" id=\"{}\" name=\"{}\" rows=\"5\"{}>\n{}</textarea>",
            ask.id,
            escape(&ask.name),
            ask.described,
            escape(self.view.answers.text(&ask.name))
        );
    }

    pub(super) fn date(&mut self, ask: &Ask<'a>) {
        self.legend(ask);
        let texts = self.date_texts(&ask.name);
        let _ = writeln!(self.out, "<div class=\"govuk-date-input\" id=\"{}\">", ask.id);
        let boxes = [("day", Word::Day, 2), ("month", Word::Month, 2), ("year", Word::Year, 4)];
        for ((part, word, width), text) in boxes.into_iter().zip(texts) {
            let error = if ask.wrong { " govuk-input--error" } else { "" };
            let complete = match (ask.spot.field.source.as_deref(), part) {
                (Some("applicant.birth_date"), part) => format!(" autocomplete=\"bday-{part}\""),
                _ => String::new(),
            };
            let _ = writeln!(
                self.out,
                "<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\"><label class=\"govuk-label govuk-date-input__label\" for=\"{id}.{part}\">{label}</label><input class=\"govuk-input govuk-date-input__input govuk-input--width-{width}{error}\" id=\"{id}.{part}\" name=\"{name}.{part}\" type=\"text\" inputmode=\"numeric\" value=\"{value}\"{complete}></div></div>",
                id = ask.id,
                label = escape(&self.word(word)),
                name = escape(&ask.name),
                value = escape(&text),
            );
        }
        self.put("</div>\n</fieldset>");
    }

    /// The three texts; a day given in one box is spread over them, one that is none stays whole.
    fn date_texts(&self, name: &str) -> [String; 3] {
        let answers = self.view.answers;
        let typed = ["day", "month", "year"].map(|part| answers.text(&format!("{name}.{part}")).to_owned());
        let one = answers.text(name);
        if typed.iter().any(|text| !text.is_empty()) || one.is_empty() {
            return typed;
        }
        match date::from_one_box(one) {
            Some(day) => [day.day().to_string(), day.month().to_string(), day.year().to_string()],
            None => [one.to_owned(), String::new(), String::new()],
        }
    }

    pub(super) fn part_box(&mut self, ask: &Ask<'a>, part: &PartBox) {
        let name = format!("{}.{}", ask.name, part.part);
        let id = format!("{}.{}", ask.id, part.part);
        let error = self.error(&name);
        let (group, input, described) = match error {
            Some(_) => (" govuk-form-group--error", " govuk-input--error", format!(" aria-describedby=\"{id}-error\"")),
            None => ("", "", String::new()),
        };
        let said = error.map(|error| {
            format!(
                "<p id=\"{id}-error\" class=\"govuk-error-message\">{}</p>",
                escape(super::message(error, self.options.lang))
            )
        });
        let _ = writeln!(
            self.out,
            "<div class=\"govuk-form-group{group}\"><label class=\"govuk-label\" for=\"{id}\">{}</label>{}<input class=\"govuk-input{}{input}\" id=\"{id}\" name=\"{}\" type=\"text\" value=\"{}\"{}{described}></div>",
            part.label,
            said.unwrap_or_default(),
            part.class,
            escape(&name),
            escape(self.view.answers.text(&name)),
            part.extra
        );
    }

    pub(super) fn computed(&mut self, ask: &Ask<'a>) {
        let field = ask.spot.field;
        let value = self.view.value(ask.spot).and_then(|value: Value| value.as_f64()).map(format_number);
        let caption = self.caption(ask);
        let formula = field.expression.as_ref().map(|e| escape(e.text())).unwrap_or_default();
        let _ = writeln!(self.out, "\n<label class=\"govuk-label\" for=\"{}\">{caption}</label>", ask.id);
        self.hint_and_error(ask);
        let _ = write!(
            self.out,
            "<output class=\"govuk-body motcua-computed\" id=\"{}\" data-compute=\"{formula}\">{}</output>",
            ask.id,
            escape(&value.unwrap_or_default())
        );
    }

    pub(super) fn note(&mut self, ask: &Ask<'a>) {
        let field = ask.spot.field;
        let title = self.text(&field.label);
        let help = field.help.as_ref().map(|help| format!("<p class=\"govuk-body\">{}</p>", self.text(help)));
        let _ = write!(
            self.out,
            "\n<div class=\"govuk-inset-text\" id=\"{}\"><p class=\"govuk-body\">{title}</p>{}</div>",
            ask.id,
            help.unwrap_or_default()
        );
    }

    pub(super) fn part_label(&self, part: &str) -> String {
        self.text(&words::address_part(part))
    }
}

fn classes(field: &Field, wrong: bool) -> String {
    let width = field.width.or(match field.kind {
        Kind::Integer | Kind::Number => Some(10),
        Kind::Money | Kind::PersonalNumber | Kind::TaxCode | Kind::Phone => Some(20),
        _ => None,
    });
    let width = width.map(|width| format!(" govuk-input--width-{width}")).unwrap_or_default();
    let error = if wrong { " govuk-input--error" } else { "" };
    format!("govuk-input{width}{error}")
}

fn kind_of_input(kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => "tel",
        // Not type=email: a browser would refuse to send what it does not like, and lose it.
        _ => "text",
    }
}

fn attributes(field: &Field) -> String {
    let mut out = String::new();
    match field.kind {
        Kind::Integer | Kind::Money | Kind::PersonalNumber | Kind::TaxCode => out.push_str(" inputmode=\"numeric\""),
        Kind::Number => out.push_str(" inputmode=\"decimal\""),
        Kind::Email => out.push_str(" inputmode=\"email\""),
        _ => {}
    }
    if matches!(field.kind, Kind::PersonalNumber | Kind::TaxCode | Kind::Email | Kind::Phone | Kind::PersonName) {
        out.push_str(" spellcheck=\"false\"");
    }
    let complete = match field.source.as_deref() {
        Some("applicant.name") => "name",
        Some("applicant.phone") => "tel",
        Some("applicant.email") => "email",
        Some("organisation.name") => "organization",
        _ => return out,
    };
    let _ = write!(out, " autocomplete=\"{complete}\"");
    out
}
