//! Reading and writing a form file. Every problem is reported at once, each with its place
//! and its remedy, so that whoever edits the file by hand is done in one round.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::model::{Field, Form, Group, Label, Layout, PageDef, Problem};
use crate::{agree, schema};

impl Form {
    /// Reads a form file. Errors: all problems of syntax, schema and layout, and of their agreement.
    pub fn parse(text: &str) -> Result<Form, Vec<Problem>> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let place = format!("dòng {}, cột {}", error.line(), error.column());
            vec![Problem::new(place, format!("tệp không phải JSON đúng cú pháp ({error}); hãy sửa tại vị trí này"))]
        })?;
        Form::from_json(&value)
    }

    fn from_json(value: &Value) -> Result<Form, Vec<Problem>> {
        let mut reader = Reader { problems: Vec::new() };
        let Some(map) = value.as_object() else {
            return Err(vec![Problem::new("/", "biểu mẫu phải là một đối tượng JSON {…}; hãy viết lại tệp")]);
        };
        reader.keys(map, "", &["id", "version", "title", "schema", "layout"]);
        let id: Option<String> = reader.read(map, "", "id");
        let version: Option<u32> = reader.read(map, "", "version");
        let title: Option<Label> = reader.read(map, "", "title");
        let schema = map.get("schema").cloned().unwrap_or(Value::Null);
        reader.problems.extend(schema::problems(&schema));
        let layout = reader.layout(map.get("layout"));
        if let Some(id) = &id
            && (id.is_empty() || id.len() > 80 || !id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)))
        {
            reader.note("/id", "mã biểu mẫu chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối; hãy đặt lại mã");
        }
        match (id, version, title) {
            (Some(id), Some(version), Some(title)) if reader.problems.is_empty() => {
                Form { id, version, title, schema, layout, lists: None }.checked()
            }
            _ => Err(reader.problems),
        }
    }

    /// The form itself when schema and layout agree.
    pub(crate) fn checked(self) -> Result<Form, Vec<Problem>> {
        let problems = agree::problems(&self);
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// The file again, pretty-printed; [`Form::parse`] reads it back to an equal form.
    pub fn to_json(&self) -> String {
        let value = json!({
            "id": self.id, "version": self.version, "title": self.title,
            "schema": self.schema, "layout": self.layout,
        });
        format!("{value:#}\n")
    }
}

/// Reads one item of a list at its place.
type Each<T> = fn(&mut Reader, &Value, &str) -> Option<T>;

struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn note(&mut self, place: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    fn keys(&mut self, map: &Map<String, Value>, place: &str, known: &[&str]) {
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let message = format!("không biết mục “{key}”; hãy bỏ đi hoặc sửa thành một trong: {}", known.join(", "));
            self.problems.push(Problem::new(format!("{place}/{key}"), message));
        }
    }

    fn read<T: DeserializeOwned>(&mut self, map: &Map<String, Value>, place: &str, key: &str) -> Option<T> {
        let here = format!("{place}/{key}");
        let Some(value) = map.get(key) else {
            self.note(&here, format!("thiếu mục “{key}”; hãy bổ sung"));
            return None;
        };
        self.typed(value, &here)
    }

    fn typed<T: DeserializeOwned>(&mut self, value: &Value, place: &str) -> Option<T> {
        match serde_json::from_value(value.clone()) {
            Ok(read) => Some(read),
            Err(error) => {
                self.note(place, format!("không đọc được ({error}); hãy sửa theo cấu trúc biểu mẫu"));
                None
            }
        }
    }

    fn layout(&mut self, value: Option<&Value>) -> Layout {
        let Some(map) = value.and_then(Value::as_object) else {
            self.note("/layout", "thiếu phần trình bày {\"pages\": […]}; hãy bổ sung");
            return Layout::default();
        };
        self.keys(map, "/layout", &["pages"]);
        Layout { pages: self.list(map, "/layout", ("pages", Reader::page)) }
    }

    fn list<T>(&mut self, map: &Map<String, Value>, place: &str, (key, one): (&str, Each<T>)) -> Vec<T> {
        let here = format!("{place}/{key}");
        let Some(items) = map.get(key).and_then(Value::as_array) else {
            self.note(&here, format!("“{key}” phải là một danh sách […]; hãy bổ sung"));
            return Vec::new();
        };
        items.iter().enumerate().filter_map(|(i, item)| one(self, item, &format!("{here}/{i}"))).collect()
    }

    fn object<'v>(&mut self, value: &'v Value, place: &str) -> Option<&'v Map<String, Value>> {
        if !value.is_object() {
            self.note(place, "chỗ này phải là một đối tượng {…}; hãy viết lại");
        }
        value.as_object()
    }

    fn page(&mut self, value: &Value, place: &str) -> Option<PageDef> {
        let map = self.object(value, place)?;
        self.keys(map, place, &["title", "groups"]);
        let title = self.read(map, place, "title");
        let groups = self.list(map, place, ("groups", Reader::group));
        Some(PageDef { title: title?, groups })
    }

    fn group(&mut self, value: &Value, place: &str) -> Option<Group> {
        let map = self.object(value, place)?;
        self.keys(map, place, &["title", "show_when", "fields"]);
        let title = self.read(map, place, "title");
        let show_when = map.get("show_when").and_then(|when| self.typed(when, &format!("{place}/show_when")));
        let fields = self.list(map, place, ("fields", Reader::field));
        Some(Group { title: title?, show_when, fields })
    }

    /// The fields of a row are read one by one as well, so that each problem has its own place.
    fn field(&mut self, value: &Value, place: &str) -> Option<Field> {
        let mut map = self.object(value, place)?.clone();
        let inner = match map.remove("fields") {
            Some(fields) => {
                let only = Map::from_iter([("fields".to_owned(), fields)]);
                self.list(&only, place, ("fields", Reader::field))
            }
            None => Vec::new(),
        };
        let field: Option<Field> = self.typed(&Value::Object(map), place);
        field.map(|field| Field { fields: inner, ..field })
    }
}
