//! Choosing: radio buttons, checkboxes, lists. A text that is no option of the list is kept
//! as an extra option of a list, so that sending the page again does not lose it.

use std::fmt::Write;

use super::{Ask, Draw};
use crate::model::Kind;
use crate::text::escape;
use crate::typed;
use crate::words::{self, Word};

struct Item {
    value: String,
    label: String,
    ticked: bool,
}

impl<'a> Draw<'a> {
    pub(super) fn radios(&mut self, ask: &Ask<'a>) {
        self.legend(ask);
        let items = self.items(ask);
        let inline = if ask.spot.field.kind == Kind::YesNo { " govuk-radios--inline" } else { "" };
        let _ = writeln!(self.out, "<div class=\"govuk-radios{inline}\" data-module=\"govuk-radios\">");
        self.ticks(ask, &items, "radio");
        self.put("</div>\n</fieldset>");
    }

    pub(super) fn checkboxes(&mut self, ask: &Ask<'a>) {
        if ask.spot.field.kind == Kind::Declaration {
            return self.declaration(ask);
        }
        self.legend(ask);
        let items = self.items(ask);
        self.put("<div class=\"govuk-checkboxes\" data-module=\"govuk-checkboxes\">\n");
        self.ticks(ask, &items, "checkbox");
        self.put("</div>\n</fieldset>");
    }

    /// One box; the statement itself is its label.
    fn declaration(&mut self, ask: &Ask<'a>) {
        self.hint_and_error(ask);
        let ticked = typed::yes_no(self.view.answers.text(&ask.name).trim()) == Some(true);
        let item = Item { value: "yes".to_owned(), label: self.text(&ask.spot.field.label), ticked };
        let _ =
            writeln!(self.out, "<div class=\"govuk-checkboxes\" data-module=\"govuk-checkboxes\"{}>", ask.described);
        self.ticks(ask, &[item], "checkbox");
        self.put("</div>");
    }

    fn items(&self, ask: &Ask<'a>) -> Vec<Item> {
        let field = ask.spot.field;
        let texts = self.view.answers.texts(&ask.name);
        if field.kind == Kind::YesNo {
            let answer = texts.first().and_then(|text| typed::yes_no(text.trim()));
            let item = |yes: bool, value: &str| Item {
                value: value.to_owned(),
                label: self.text(&words::yes_no(yes)),
                ticked: answer == Some(yes),
            };
            return vec![item(true, "yes"), item(false, "no")];
        }
        let item = |option: &crate::model::Choice| Item {
            value: escape(&option.value),
            label: self.text(&option.label),
            ticked: texts.iter().any(|text| text.trim() == option.value),
        };
        field.options.iter().map(item).collect()
    }

    fn ticks(&mut self, ask: &Ask<'a>, items: &[Item], kind: &str) {
        let class = if kind == "radio" { "govuk-radios" } else { "govuk-checkboxes" };
        for (i, item) in items.iter().enumerate() {
            // The first box carries the field's own id: the error summary links to it.
            let id = if i == 0 { ask.id.clone() } else { format!("{}-{}", ask.id, i + 1) };
            let ticked = if item.ticked { " checked" } else { "" };
            let _ = writeln!(
                self.out,
                "<div class=\"{class}__item\"><input class=\"{class}__input\" id=\"{id}\" name=\"{}\" type=\"{kind}\" value=\"{}\"{ticked}><label class=\"govuk-label {class}__label\" for=\"{id}\">{}</label></div>",
                escape(&ask.name),
                item.value,
                item.label
            );
        }
    }

    pub(super) fn select(&mut self, ask: &Ask<'a>) {
        self.label(ask);
        let error = if ask.wrong { " govuk-select--error" } else { "" };
        let typed = self.view.answers.text(&ask.name);
        let _ = writeln!(
            self.out,
            "<select class=\"govuk-select{error}\" id=\"{}\" name=\"{}\" data-typeahead{}>\n<option value=\"\">{}</option>",
            ask.id,
            escape(&ask.name),
            ask.described,
            escape(&self.word(Word::Choose))
        );
        let items = self.items(ask);
        if !typed.is_empty() && !items.iter().any(|item| item.ticked) {
            let _ = writeln!(self.out, "<option value=\"{0}\" selected>{0}</option>", escape(typed));
        }
        for item in items {
            let selected = if item.ticked { " selected" } else { "" };
            let _ = writeln!(self.out, "<option value=\"{}\"{selected}>{}</option>", item.value, item.label);
        }
        self.put("</select>");
    }
}
