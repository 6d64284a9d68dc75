//! The part of JSON Schema 2020-12 that forms use: checked when a form is read (an unknown keyword
//! is a problem, never silently ignored) and applied to values. References stay inside the file.

use serde_json::{Map, Value};

use crate::model::Problem;
use crate::{date, text};

/// A value that does not fit the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer into the value; for `required` it names the missing property.
    pub pointer: String,
    /// The schema keyword that is broken.
    pub keyword: &'static str,
    /// What the keyword asks for, as text ("5", "date"…).
    pub limit: String,
}

/// How far references and nesting are followed.
const DEEPEST: usize = 40;

const ANNOTATIONS: [&str; 9] =
    ["$schema", "$id", "$comment", "title", "description", "default", "examples", "$defs", "$ref"];
const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "array", "object", "null"];
const FORMATS: [&str; 2] = ["date", "email"];

/// Follows a local `$ref` chain; `None` when it leads nowhere or in a circle.
pub(crate) fn resolve<'a>(root: &'a Value, mut schema: &'a Value) -> Option<&'a Value> {
    for _ in 0..DEEPEST {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return Some(schema) };
        schema = root.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// Everything in a schema this engine would not honour.
pub(crate) fn problems(schema: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    keywords(schema, schema, "/schema", &mut found);
    found
}

fn keywords(root: &Value, schema: &Value, place: &str, found: &mut Vec<Problem>) {
    let Some(map) = schema.as_object() else {
        found.push(Problem::new(place, "lược đồ phải là một đối tượng JSON {…}; hãy viết lại phần này"));
        return;
    };
    for (key, value) in map {
        let here = format!("{place}/{key}");
        if let Some(message) = keyword_problem(root, key, value) {
            found.push(Problem::new(&here, message));
            continue;
        }
        match key.as_str() {
            "properties" | "$defs" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    keywords(root, inner, &format!("{here}/{name}"), found);
                }
            }
            "items" => keywords(root, value, &here, found),
            _ => {}
        }
    }
}

fn keyword_problem(root: &Value, key: &str, value: &Value) -> Option<String> {
    let bad = |good: bool, wanted: &str| (!good).then(|| format!("“{key}” phải là {wanted}; hãy sửa lại giá trị này"));
    let text = value.as_str();
    let names = |v: &Value| v.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    match key {
        "$ref" => {
            let target = text.and_then(|t| t.strip_prefix('#')).and_then(|p| root.pointer(p));
            let good = target.is_some_and(|t| resolve(root, t).is_some());
            bad(good, "đường dẫn trong chính tệp này, như #/$defs/dia_chi, và không vòng lặp")
        }
        "$defs" | "properties" => bad(value.is_object(), "đối tượng {tên: lược đồ}"),
        "items" => None,
        key if ANNOTATIONS.contains(&key) => None,
        "type" => bad(
            text.is_some_and(|t| TYPES.contains(&t)),
            "một trong string, integer, number, boolean, array, object, null",
        ),
        "format" => bad(text.is_some_and(|t| FORMATS.contains(&t)), "date hoặc email"),
        "pattern" => bad(text.is_some_and(|t| pattern(t).is_some()), "biểu thức chính quy đúng cú pháp"),
        "required" => bad(names(value), "danh sách tên trường"),
        "enum" => bad(value.as_array().is_some_and(|list| !list.is_empty()), "danh sách giá trị không rỗng"),
        "const" => None,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => bad(value.is_number(), "số"),
        "multipleOf" => bad(value.as_f64().is_some_and(|n| n > 0.0), "số lớn hơn 0"),
        "minLength" | "maxLength" | "minItems" | "maxItems" => bad(value.is_u64(), "số nguyên không âm"),
        "uniqueItems" | "additionalProperties" => bad(value.is_boolean(), "true hoặc false"),
        _ => Some(format!(
            "từ khóa “{key}” không được hỗ trợ, nên sẽ không có tác dụng; hãy bỏ đi hoặc dùng từ khóa khác (type, properties, required, enum, const, format, pattern, minimum, maximum, minLength, maxLength, items, minItems, maxItems, uniqueItems, $ref)"
        )),
    }
}

fn pattern(text: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(text).size_limit(1 << 20).build().ok()
}

/// Every way a value breaks a schema; empty when it fits. Lists are walked in order.
pub(crate) fn violations(root: &Value, schema: &Value, value: &Value) -> Vec<Violation> {
    let mut walk = Walk { root, found: Vec::new() };
    walk.visit(schema, value, "", 0);
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    found: Vec<Violation>,
}

impl Walk<'_> {
    fn report(&mut self, pointer: &str, keyword: &'static str, limit: impl ToString) {
        self.found.push(Violation { pointer: pointer.to_owned(), keyword, limit: limit.to_string() });
    }

    fn visit(&mut self, schema: &Value, value: &Value, at: &str, depth: usize) {
        let Some(map) = schema.as_object() else { return };
        if depth > DEEPEST {
            return self.report(at, "type", "dữ liệu lồng nhau quá sâu");
        }
        if map.contains_key("$ref")
            && let Some(target) = resolve(self.root, schema)
        {
            self.visit(target, value, at, depth + 1);
        }
        if let Some(wanted) = map.get("type").and_then(Value::as_str)
            && !is_type(value, wanted)
        {
            return self.report(at, "type", wanted);
        }
        if let Some(list) = map.get("enum").and_then(Value::as_array)
            && !list.contains(value)
        {
            self.report(at, "enum", "");
        }
        if let Some(wanted) = map.get("const")
            && wanted != value
        {
            self.report(at, "const", wanted);
        }
        match value {
            Value::String(text) => self.string(map, text, at),
            Value::Number(_) => self.number(map, value.as_f64().unwrap_or_default(), at),
            Value::Array(items) => self.array(map, items, (at, depth)),
            Value::Object(inner) => self.object(map, inner, (at, depth)),
            _ => {}
        }
    }

    fn string(&mut self, map: &Map<String, Value>, string: &str, at: &str) {
        let length = string.chars().count() as u64;
        if let Some(least) = limit(map, "minLength").filter(|least| length < *least) {
            self.report(at, "minLength", least);
        }
        if let Some(most) = limit(map, "maxLength").filter(|most| length > *most) {
            self.report(at, "maxLength", most);
        }
        if let Some(wanted) = map.get("pattern").and_then(Value::as_str)
            && !pattern(wanted).is_some_and(|p| p.is_match(string))
        {
            self.report(at, "pattern", wanted);
        }
        match map.get("format").and_then(Value::as_str) {
            Some("date") if date::iso(string).is_none() => self.report(at, "format", "date"),
            Some("email") if !text::is_email(string) => self.report(at, "format", "email"),
            _ => {}
        }
    }

    fn number(&mut self, map: &Map<String, Value>, number: f64, at: &str) {
        let mut check = |keyword: &'static str, broken: fn(f64, f64) -> bool| {
            if let Some(limit) = map.get(keyword).and_then(Value::as_f64)
                && broken(number, limit)
            {
                self.report(at, keyword, crate::number::format_number(limit));
            }
        };
        check("minimum", |n, limit| n < limit);
        check("maximum", |n, limit| n > limit);
        check("exclusiveMinimum", |n, limit| n <= limit);
        check("exclusiveMaximum", |n, limit| n >= limit);
        check("multipleOf", |n, step| ((n / step).round() * step - n).abs() > 1e-9 * n.abs().max(1.0));
    }

    fn array(&mut self, map: &Map<String, Value>, items: &[Value], (at, depth): (&str, usize)) {
        let count = items.len() as u64;
        if let Some(least) = limit(map, "minItems").filter(|least| count < *least) {
            self.report(at, "minItems", least);
        }
        if let Some(most) = limit(map, "maxItems").filter(|most| count > *most) {
            self.report(at, "maxItems", most);
        }
        let repeated = || items.iter().enumerate().any(|(i, item)| items[..i].contains(item));
        if map.get("uniqueItems") == Some(&Value::Bool(true)) && repeated() {
            self.report(at, "uniqueItems", "");
        }
        if let Some(schema) = map.get("items") {
            for (i, item) in items.iter().enumerate() {
                self.visit(schema, item, &format!("{at}/{i}"), depth + 1);
            }
        }
    }

    fn object(&mut self, map: &Map<String, Value>, inner: &Map<String, Value>, (at, depth): (&str, usize)) {
        let required = map.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !inner.contains_key(name) {
                self.report(&format!("{at}/{name}"), "required", "");
            }
        }
        let properties = map.get("properties").and_then(Value::as_object);
        for (name, value) in inner {
            match properties.and_then(|known| known.get(name)) {
                Some(schema) => self.visit(schema, value, &format!("{at}/{name}"), depth + 1),
                None if map.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    self.report(&format!("{at}/{name}"), "additionalProperties", "");
                }
                None => {}
            }
        }
    }
}

fn limit(map: &Map<String, Value>, keyword: &str) -> Option<u64> {
    map.get(keyword).and_then(Value::as_u64)
}

fn is_type(value: &Value, wanted: &str) -> bool {
    match wanted {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        _ => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0 && n.abs() < 9e15),
    }
}
