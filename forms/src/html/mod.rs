//! Pages as plain HTML with the class names of the design system; no script is needed for any of it.
//! Whatever a person typed is escaped and shown again. Fields that a change on the same page could
//! hide carry `data-show-when` for the script and a sentence for those without.

mod choices;
mod compound;
mod inputs;

use std::fmt::Write;

use serde_json::Value;

use crate::answers::Answers;
use crate::condition::Condition;
use crate::model::{Field, Form, Group, Kind, Label, Lang};
use crate::text::escape;
use crate::validate::FieldError;
use crate::view::{Spot, View};
use crate::words::{self, Word};

/// How a form is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Render<'a> {
    /// Language of labels and messages.
    pub lang: Lang,
    /// One page only; `None` draws the whole form.
    pub page: Option<usize>,
    /// Put before every `id`, so that two forms can share a page; names stay as they are.
    pub id_prefix: &'a str,
}

impl Form {
    /// The fields as HTML, without the `<form>` around them and without the button that sends it.
    pub fn html(&self, answers: &Answers, errors: &[FieldError], options: &Render) -> String {
        let mut draw = Draw { view: View::new(self, answers), errors, options, out: String::new() };
        let rows = |kind| matches!(kind, Kind::Rows | Kind::File);
        if self.fields().any(|(_, _, field)| rows(field.kind)) {
            // Enter in a box presses the first button of a form: it must not remove a row.
            let label = escape(draw.word(Word::Continue).as_str());
            draw.put(&format!(
                "<button type=\"submit\" class=\"govuk-visually-hidden\" tabindex=\"-1\" aria-hidden=\"true\">{label}</button>\n"
            ));
        }
        for (number, page) in self.layout.pages.iter().enumerate() {
            if options.page.is_none_or(|wanted| wanted == number) {
                for group in &page.groups {
                    draw.group(group);
                }
            }
        }
        draw.out
    }

    /// The list of errors for the top of the page, each linked to its field. Empty without errors.
    pub fn error_summary(&self, errors: &[FieldError], lang: Lang) -> String {
        self.error_summary_in(errors, &Render { lang, ..Render::default() })
    }

    /// The same for a form drawn with an id prefix.
    pub fn error_summary_in(&self, errors: &[FieldError], options: &Render) -> String {
        if errors.is_empty() {
            return String::new();
        }
        let title = words::chrome(Word::SummaryTitle);
        let mut out = format!(
            "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\"><div role=\"alert\">\n<h2 class=\"govuk-error-summary__title\">{}</h2>\n<div class=\"govuk-error-summary__body\"><ul class=\"govuk-list govuk-error-summary__list\">\n",
            escape(title.get(options.lang))
        );
        for error in errors {
            let target = self.focus(&error.field);
            let _ = writeln!(
                out,
                "<li><a href=\"#{}{}\">{}</a></li>",
                escape(options.id_prefix),
                escape(&target),
                escape(message(error, options.lang))
            );
        }
        out.push_str("</ul></div></div></div>\n");
        out
    }

    /// The id of the first box of a field, for links from the summary.
    fn focus(&self, name: &str) -> String {
        let mut pieces = name.split('.');
        let top = pieces.next().and_then(|name| self.field(name));
        let inner = match top {
            Some(rows) if rows.kind == Kind::Rows => {
                pieces.nth(1).and_then(|name| rows.fields.iter().find(|field| field.name == name))
            }
            other => other,
        };
        match inner.map(|field| field.kind) {
            Some(Kind::Date) if !name.ends_with(".day") => format!("{name}.day"),
            Some(Kind::Address) if !name.contains(".street") && pieces.next().is_none() => format!("{name}.street"),
            _ => name.to_owned(),
        }
    }
}

fn message(error: &FieldError, lang: Lang) -> &str {
    match lang {
        Lang::Vi => &error.message,
        Lang::En => &error.message_en,
    }
}

struct Draw<'a> {
    view: View<'a>,
    errors: &'a [FieldError],
    options: &'a Render<'a>,
    out: String,
}

/// What every box of a field needs to know.
struct Ask<'a> {
    spot: Spot<'a>,
    name: String,
    id: String,
    /// Ids of help and error for `aria-describedby`, with its attribute; or nothing.
    described: String,
    wrong: bool,
}

impl<'a> Draw<'a> {
    fn put(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&self, label: &Label) -> String {
        escape(label.get(self.options.lang))
    }

    fn word(&self, word: Word) -> String {
        words::chrome(word).get(self.options.lang).to_owned()
    }

    fn group(&mut self, group: &'a Group) {
        let page = self.options.page;
        let fields: Vec<&'a Field> = group.fields.iter().filter(|field| self.view.rendered(field, page)).collect();
        if fields.is_empty() {
            return;
        }
        let when = group.show_when.as_ref().map(|c| self.when(c, None)).unwrap_or_default();
        let title = self.text(&group.title);
        let _ = writeln!(
            self.out,
            "<fieldset class=\"govuk-fieldset motcua-group\"{}>\n<legend class=\"govuk-fieldset__legend govuk-fieldset__legend--m\"><h2 class=\"govuk-fieldset__heading\">{title}</h2></legend>{}",
            when.0, when.1
        );
        for field in fields {
            self.field(Spot::top(field));
        }
        self.put("</fieldset>\n");
    }

    /// The attribute and the sentence of a condition.
    fn when(&self, condition: &Condition, row: Option<(&'a Field, usize)>) -> (String, String) {
        let rename = |name: &str| self.view.find(name, row).map_or_else(|| name.to_owned(), |spot| spot.name());
        let known = |name: &str| self.view.find(name, row).map(|spot| spot.field);
        let json: Value = condition.write(&rename);
        let attribute = format!(" data-show-when=\"{}\"", escape(&json.to_string()));
        let words = condition.words(self.options.lang, &known);
        let sentence = format!(
            "\n<p class=\"govuk-hint motcua-condition\">{} {}</p>",
            escape(&self.word(Word::OnlyWhen)),
            escape(&words)
        );
        (attribute, sentence)
    }

    fn error(&self, name: &str) -> Option<&'a FieldError> {
        self.errors.iter().find(|error| error.field == name)
    }

    fn field(&mut self, spot: Spot<'a>) {
        let name = spot.name();
        let id = format!("{}{}", escape(self.options.id_prefix), escape(&name));
        let field = spot.field;
        let wrong = self.error(&name);
        let (attribute, sentence) = field.show_when.as_ref().map(|c| self.when(c, spot.row)).unwrap_or_default();
        let mut described = Vec::new();
        if field.help.is_some() || field.example.is_some() {
            described.push(format!("{id}-hint"));
        }
        if wrong.is_some() {
            described.push(format!("{id}-error"));
        }
        let described = match described.is_empty() {
            true => String::new(),
            false => format!(" aria-describedby=\"{}\"", described.join(" ")),
        };
        let class = if wrong.is_some() { " govuk-form-group--error" } else { "" };
        let _ = write!(
            self.out,
            "<div class=\"govuk-form-group{class}\" data-field=\"{}\"{attribute}>{sentence}",
            escape(&name)
        );
        self.asked(&Ask { spot, name, id, described, wrong: wrong.is_some() });
        self.put("\n</div>\n");
    }

    fn asked(&mut self, ask: &Ask<'a>) {
        match ask.spot.field.kind {
            Kind::LongText => self.textarea(ask),
            Kind::Date => self.date(ask),
            Kind::YesNo | Kind::Choice => self.radios(ask),
            Kind::Many | Kind::Declaration => self.checkboxes(ask),
            Kind::Select => self.select(ask),
            Kind::Address => self.address(ask),
            Kind::File => self.file(ask),
            Kind::Rows => self.rows(ask),
            Kind::Computed => self.computed(ask),
            Kind::Note => self.note(ask),
            _ => self.input(ask),
        }
    }

    /// The label's words, with "không bắt buộc" where an answer may stay away.
    fn caption(&self, ask: &Ask<'a>) -> String {
        let field = ask.spot.field;
        let quiet = matches!(field.kind, Kind::Computed | Kind::Note);
        let optional = !quiet && !field.required && field.required_when.is_none();
        let mark = if optional {
            format!(" <span class=\"motcua-optional\">{}</span>", escape(&self.word(Word::Optional)))
        } else {
            String::new()
        };
        format!("{}{mark}", self.text(&field.label))
    }

    fn label(&mut self, ask: &Ask<'a>) {
        let caption = self.caption(ask);
        let _ = writeln!(self.out, "\n<label class=\"govuk-label\" for=\"{}\">{caption}</label>", ask.id);
        self.hint_and_error(ask);
    }

    fn legend(&mut self, ask: &Ask<'a>) {
        let caption = self.caption(ask);
        let several = matches!(ask.spot.field.kind, Kind::Address | Kind::Rows);
        let size = if several { " govuk-fieldset__legend--s" } else { "" };
        let _ = writeln!(
            self.out,
            "\n<fieldset class=\"govuk-fieldset\"{}>\n<legend class=\"govuk-fieldset__legend{size}\">{caption}</legend>",
            ask.described
        );
        self.hint_and_error(ask);
    }

    fn hint_and_error(&mut self, ask: &Ask<'a>) {
        let field = ask.spot.field;
        if field.help.is_some() || field.example.is_some() {
            let help = field.help.as_ref().map(|help| self.text(help)).unwrap_or_default();
            let example =
                field.example.as_ref().map(|text| format!(" {} {}", escape(&self.word(Word::Example)), escape(text)));
            let hint = format!("{help}{}", example.unwrap_or_default());
            let _ = writeln!(self.out, "<div id=\"{}-hint\" class=\"govuk-hint\">{}</div>", ask.id, hint.trim());
        }
        if let Some(error) = self.error(&ask.name) {
            let prefix = escape(&self.word(Word::ErrorPrefix));
            let said = escape(message(error, self.options.lang));
            let _ = writeln!(
                self.out,
                "<p id=\"{}-error\" class=\"govuk-error-message\"><span class=\"govuk-visually-hidden\">{prefix}</span> {said}</p>",
                ask.id
            );
        }
    }
}
