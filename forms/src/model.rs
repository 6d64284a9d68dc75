//! The definition of a form as plain data: labels, fields, groups, pages and the form itself.
//! Limits on values (length, range, pattern, list of values) live in the schema only; the layout
//! says how a value is asked for, when it is asked for and in which words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::compute::Expr;
use crate::condition::Condition;
use crate::date::DateBound;
use crate::lists::Lists;

/// The language of what is shown; messages exist in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Tiếng Việt, the language of the law.
    #[default]
    Vi,
    /// English.
    En,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Vietnamese, with the wording of the law.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label from its two texts.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Label { vi: vi.into(), en: en.into() }
    }

    /// The text in the language asked for.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}

/// What a field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Integer,
    /// A number with decimals, Vietnamese or English separators.
    Number,
    /// Whole đồng.
    Money,
    /// A day, in three boxes or one ISO box.
    Date,
    /// Có hoặc không.
    YesNo,
    /// One of a few (radio buttons).
    Choice,
    /// One of many (a list; script adds type-ahead).
    Select,
    /// Several of a few (checkboxes).
    Many,
    /// Số định danh cá nhân: 12 digits.
    PersonalNumber,
    /// Mã số thuế.
    TaxCode,
    /// A Vietnamese telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Province, commune and street; the district only where the lists have one.
    Address,
    /// A person's full name, family name first.
    PersonName,
    /// Files of one component of the dossier.
    File,
    /// A repeated group: rows of the same fields.
    Rows,
    /// Computed from other fields, never typed.
    Computed,
    /// Text to read, no value.
    Note,
    /// A statement that must be ticked.
    Declaration,
}

/// One value that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: Label,
}

/// One field of the layout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Property name in the schema: a to z, 0 to 9 and `_`.
    pub name: String,
    /// What is asked for.
    pub kind: Kind,
    /// The question.
    pub label: Label,
    /// Help under the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Label>,
    /// An example, shown in the help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Must be answered whenever it is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Must be answered when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Condition>,
    /// Asked only when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Condition>,
    /// The values of a choice, a list or checkboxes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The fields of one row of a repeated group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// How a computed field is computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<Expr>,
    /// Earliest day allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<DateBound>,
    /// Latest day allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<DateBound>,
    /// Own messages, by schema keyword (`pattern`, `maximum`…), `required`, `not_before`, `not_after`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, Label>,
    /// The known fact that may fill this field in, such as `applicant.name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The component (thành phần hồ sơ) a file field stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// Width of the box in characters: 2, 3, 4, 5, 10, 20 or 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u8>,
}

impl Field {
    /// A field with nothing but its name, kind and label.
    pub fn new(name: impl Into<String>, kind: Kind, label: Label) -> Self {
        Field {
            name: name.into(),
            kind,
            label,
            help: None,
            example: None,
            required: false,
            required_when: None,
            show_when: None,
            options: Vec::new(),
            fields: Vec::new(),
            expression: None,
            not_before: None,
            not_after: None,
            messages: BTreeMap::new(),
            source: None,
            component: None,
            width: None,
        }
    }
}

/// Fields under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The heading.
    pub title: Label,
    /// The whole group is asked only when this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Condition>,
    /// In the order they are asked.
    pub fields: Vec<Field>,
}

/// One page of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageDef {
    /// The heading of the page.
    pub title: Label,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// How the form is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// In the order they are asked.
    pub pages: Vec<PageDef>,
}

/// Something wrong in a form file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// JSON pointer, or line and column when the text is not JSON.
    pub place: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { place: place.into(), message: message.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// A form: made by [`Form::parse`], [`Form::blank`] or an edit of another form, hence always sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Identifier, for an e-form the code of its procedure.
    pub id: String,
    /// Counts up with every published version.
    pub version: u32,
    /// Name of the form.
    pub title: Label,
    /// JSON Schema 2020-12 of the data.
    pub schema: Value,
    /// How it is asked.
    pub layout: Layout,
    pub(crate) lists: Option<Arc<Lists>>,
}

impl Form {
    /// The pages, in order.
    pub fn pages(&self) -> &[PageDef] {
        &self.layout.pages
    }

    /// The same form with lists of places for address fields; without them addresses are free text.
    pub fn with_lists(mut self, lists: Arc<Lists>) -> Self {
        self.lists = Some(lists);
        self
    }

    /// Top-level fields with their page, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (usize, &Group, &Field)> {
        self.layout.pages.iter().enumerate().flat_map(|(number, page)| {
            page.groups.iter().flat_map(move |group| group.fields.iter().map(move |field| (number, group, field)))
        })
    }

    /// A top-level field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().map(|(_, _, field)| field).find(|field| field.name == name)
    }
}
