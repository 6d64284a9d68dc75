//! Fields of several boxes: addresses, files and repeated groups. Rows are added and removed by
//! plain buttons of the form, so nobody needs a script for them.

use std::fmt::Write;

use super::inputs::PartBox;
use super::{Ask, Draw};
use crate::answers::{ADD_ROW, REMOVE_FILE, REMOVE_ROW, ROW_COUNT};
use crate::lists::Lists;
use crate::text::escape;
use crate::words::Word;

impl<'a> Draw<'a> {
    pub(super) fn address(&mut self, ask: &Ask<'a>) {
        self.legend(ask);
        let answers = self.view.answers;
        let text = |part: &str| answers.text(&format!("{}.{part}", ask.name));
        let lists = self.view.form.lists.clone();
        let lists = lists.as_deref();
        let own = ask.spot.field.source.as_deref() == Some("applicant.address");
        self.address_box(ask, "street", if own { " autocomplete=\"address-line1\"" } else { "" }, &[]);
        let communes = lists.map(|l| l.communes(text("province"), text("district"))).unwrap_or_default();
        self.address_box(ask, "commune", "", &communes);
        if lists.is_some_and(Lists::has_districts) || !text("district").is_empty() {
            let districts = lists.map(|l| l.districts(text("province"))).unwrap_or_default();
            self.address_box(ask, "district", "", &districts);
        }
        let provinces: Vec<&str> =
            lists.map(|l| l.provinces.iter().map(|p| p.name.as_str()).collect()).unwrap_or_default();
        self.address_box(ask, "province", "", &provinces);
        self.put("</fieldset>");
    }

    /// A free box; the list only offers names, it never refuses one.
    fn address_box(&mut self, ask: &Ask<'a>, part: &str, extra: &str, names: &[&str]) {
        let list = format!("{}.{part}-list", ask.id);
        let attribute = if names.is_empty() { String::new() } else { format!(" list=\"{list}\" data-typeahead") };
        let label = self.part_label(part);
        let class = if part == "street" { "" } else { " govuk-!-width-two-thirds" };
        self.part_box(ask, &PartBox { part, label, class, extra: format!("{extra}{attribute}") });
        if !names.is_empty() {
            let options: String = names.iter().map(|name| format!("<option value=\"{}\">", escape(name))).collect();
            let _ = writeln!(self.out, "<datalist id=\"{list}\">{options}</datalist>");
        }
    }

    pub(super) fn file(&mut self, ask: &Ask<'a>) {
        self.label(ask);
        let answers = self.view.answers;
        let ids = answers.texts(&format!("{}.id", ask.name));
        let names = answers.texts(&format!("{}.name", ask.name));
        let field_name = escape(&ask.name);
        if !ids.is_empty() {
            let _ = writeln!(
                self.out,
                "<ul class=\"govuk-list motcua-files\" aria-label=\"{}\">",
                escape(&self.word(Word::Attached))
            );
            for (i, id) in ids.iter().enumerate() {
                let shown = escape(names.get(i).map_or("", String::as_str));
                let remove = escape(&self.word(Word::RemoveFile));
                let _ = writeln!(
                    self.out,
                    "<li><input type=\"hidden\" name=\"{field_name}.id\" value=\"{}\"><input type=\"hidden\" name=\"{field_name}.name\" value=\"{shown}\">{shown} <button type=\"submit\" class=\"govuk-button govuk-button--secondary\" name=\"{REMOVE_FILE}\" value=\"{field_name}.{i}\" formnovalidate>{remove} <span class=\"govuk-visually-hidden\">{shown}</span></button></li>",
                    escape(id)
                );
            }
            self.put("</ul>\n");
        }
        let error = if ask.wrong { " govuk-file-upload--error" } else { "" };
        let component = ask.spot.field.component.as_deref().unwrap_or_default();
        let _ = write!(
            self.out,
            "<input class=\"govuk-file-upload{error}\" id=\"{}\" name=\"{field_name}\" type=\"file\" multiple data-component=\"{}\"{}>",
            ask.id,
            escape(component),
            ask.described
        );
    }

    pub(super) fn rows(&mut self, ask: &Ask<'a>) {
        self.legend(ask);
        let field = ask.spot.field;
        let most = self.view.form.most_rows(field);
        let least = if self.view.required(ask.spot) { 1 } else { 0 };
        let count = self.view.answers.rows(&field.name).max(least);
        let name = escape(&field.name);
        let _ = writeln!(
            self.out,
            "<div class=\"motcua-rows\" id=\"{}\" data-rows=\"{name}\" data-most=\"{most}\" tabindex=\"-1\"><input type=\"hidden\" name=\"{ROW_COUNT}{name}\" value=\"{count}\">",
            ask.id
        );
        for index in 0..count {
            self.one_row(ask, index);
        }
        if count < most {
            let add = escape(&self.word(Word::AddRow));
            let _ = writeln!(
                self.out,
                "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\" name=\"{ADD_ROW}\" value=\"{name}\" formnovalidate>{add}<span class=\"govuk-visually-hidden\">: {}</span></button>",
                self.text(&field.label)
            );
        }
        self.put("</div>\n</fieldset>");
    }

    fn one_row(&mut self, ask: &Ask<'a>, index: usize) {
        let field = ask.spot.field;
        let title = self.text(&field.label);
        let _ = writeln!(
            self.out,
            "<fieldset class=\"govuk-fieldset motcua-row\">\n<legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">{title} ({})</legend>",
            index + 1
        );
        let cells: Vec<_> = self.view.row(field, index).collect();
        for cell in cells {
            self.field(cell);
        }
        let remove = escape(&self.word(Word::RemoveRow));
        let _ = writeln!(
            self.out,
            "<button type=\"submit\" class=\"govuk-button govuk-button--secondary govuk-!-margin-top-4\" name=\"{REMOVE_ROW}\" value=\"{}.{index}\" formnovalidate>{remove} {}</button>\n</fieldset>",
            escape(&field.name),
            index + 1
        );
    }
}
