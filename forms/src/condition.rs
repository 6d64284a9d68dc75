//! Conditions: when a field or a group is asked for, and when an answer is compulsory.
//! Written as `{"field":"kind","is":"organisation"}`, with `is_not`, `in`, `has`, `filled`,
//! `at_least`, `at_most`, and joined by `all`, `any`, `not`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::model::{Field, Kind, Lang};
use crate::number::format_number;

/// When something holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// One field passes one test.
    Field(String, Test),
}

/// A test of one answer. A hidden or empty field passes only `Empty` and `IsNot`.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Equal to this value.
    Is(Value),
    /// Not equal to this value.
    IsNot(Value),
    /// One of these values.
    In(Vec<Value>),
    /// A list of checkboxes that holds this value.
    Has(Value),
    /// Answered.
    Filled,
    /// Not answered.
    Empty,
    /// A number not below.
    AtLeast(f64),
    /// A number not above.
    AtMost(f64),
}

impl Test {
    pub(crate) fn passes(&self, value: Option<&Value>) -> bool {
        let number = value.and_then(Value::as_f64);
        match self {
            Test::Is(wanted) => value == Some(wanted),
            Test::IsNot(wanted) => value != Some(wanted),
            Test::In(wanted) => value.is_some_and(|v| wanted.contains(v)),
            Test::Has(wanted) => value.and_then(Value::as_array).is_some_and(|list| list.contains(wanted)),
            Test::Filled => value.is_some(),
            Test::Empty => value.is_none(),
            Test::AtLeast(limit) => number.is_some_and(|n| n >= *limit),
            Test::AtMost(limit) => number.is_some_and(|n| n <= *limit),
        }
    }

    fn write(&self) -> (&'static str, Value) {
        match self {
            Test::Is(value) => ("is", value.clone()),
            Test::IsNot(value) => ("is_not", value.clone()),
            Test::In(values) => ("in", json!(values)),
            Test::Has(value) => ("has", value.clone()),
            Test::Filled => ("filled", json!(true)),
            Test::Empty => ("filled", json!(false)),
            Test::AtLeast(limit) => ("at_least", json!(limit)),
            Test::AtMost(limit) => ("at_most", json!(limit)),
        }
    }
}

impl TryFrom<Value> for Condition {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let refuse = || {
            format!(
                "không hiểu điều kiện {value}; hãy viết {{\"field\":\"tên\",\"is\":\"giá trị\"}} hoặc all, any, not"
            )
        };
        let map = value.as_object().ok_or_else(refuse)?;
        let list = |key: &str| -> Option<Result<Vec<Condition>, String>> {
            let items = map.get(key)?.as_array()?;
            Some(items.iter().cloned().map(Condition::try_from).collect())
        };
        match (map.len(), map.get("field").and_then(Value::as_str)) {
            (1, None) => {
                if let Some(all) = list("all") {
                    return Ok(Condition::All(all?));
                }
                if let Some(any) = list("any") {
                    return Ok(Condition::Any(any?));
                }
                let inner = map.get("not").cloned().ok_or_else(refuse)?;
                Ok(Condition::Not(Box::new(Condition::try_from(inner)?)))
            }
            (2, Some(field)) => {
                let test = map.iter().find(|(key, _)| *key != "field");
                let test = test.and_then(|(key, value)| read_test(key, value)).ok_or_else(refuse)?;
                Ok(Condition::Field(field.to_owned(), test))
            }
            _ => Err(refuse()),
        }
    }
}

fn read_test(key: &str, value: &Value) -> Option<Test> {
    Some(match key {
        "is" => Test::Is(value.clone()),
        "is_not" => Test::IsNot(value.clone()),
        "in" => Test::In(value.as_array()?.clone()),
        "has" => Test::Has(value.clone()),
        "filled" => match value.as_bool()? {
            true => Test::Filled,
            false => Test::Empty,
        },
        "at_least" => Test::AtLeast(value.as_f64()?),
        "at_most" => Test::AtMost(value.as_f64()?),
        _ => return None,
    })
}

impl From<Condition> for Value {
    fn from(condition: Condition) -> Value {
        condition.write(&|name| name.to_owned())
    }
}

impl Condition {
    /// Every field this condition looks at.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::fields).collect(),
            Condition::Not(inner) => inner.fields(),
            Condition::Field(name, _) => vec![name],
        }
    }

    pub(crate) fn tests(&self) -> Vec<(&str, &Test)> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::tests).collect(),
            Condition::Not(inner) => inner.tests(),
            Condition::Field(name, test) => vec![(name, test)],
        }
    }

    pub(crate) fn holds(&self, value_of: &dyn Fn(&str) -> Option<Value>) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|part| part.holds(value_of)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(value_of)),
            Condition::Not(inner) => !inner.holds(value_of),
            Condition::Field(name, test) => test.passes(value_of(name).as_ref()),
        }
    }

    /// As JSON, each field name passed through `rename` (rows have longer names in the page).
    pub(crate) fn write(&self, rename: &dyn Fn(&str) -> String) -> Value {
        match self {
            Condition::All(parts) => json!({ "all": parts.iter().map(|p| p.write(rename)).collect::<Vec<_>>() }),
            Condition::Any(parts) => json!({ "any": parts.iter().map(|p| p.write(rename)).collect::<Vec<_>>() }),
            Condition::Not(inner) => json!({ "not": inner.write(rename) }),
            Condition::Field(name, test) => {
                let (key, value) = test.write();
                let mut map = Map::new();
                map.insert("field".to_owned(), Value::String(rename(name)));
                map.insert(key.to_owned(), value);
                Value::Object(map)
            }
        }
    }

    /// In words, for readers without script: `“Người nộp hồ sơ” là “Tổ chức”`.
    pub(crate) fn words<'f>(&self, lang: Lang, field: &dyn Fn(&str) -> Option<&'f Field>) -> String {
        let join = |parts: &[Condition], vi: &str, en: &str| {
            let joint = if lang == Lang::Vi { vi } else { en };
            parts.iter().map(|part| part.words(lang, field)).collect::<Vec<_>>().join(joint)
        };
        match self {
            Condition::All(parts) => join(parts, " và ", " and "),
            Condition::Any(parts) => join(parts, " hoặc ", " or "),
            Condition::Not(inner) if lang == Lang::Vi => format!("không phải ({})", inner.words(lang, field)),
            Condition::Not(inner) => format!("not ({})", inner.words(lang, field)),
            Condition::Field(name, test) => match field(name) {
                Some(found) => format!("“{}” {}", found.label.get(lang), test_words(test, found, lang)),
                None => name.clone(),
            },
        }
    }
}

fn test_words(test: &Test, field: &Field, lang: Lang) -> String {
    let value = |value: &Value| format!("“{}”", value_words(value, field, lang));
    let list = |values: &[Value], joint: &str| values.iter().map(value).collect::<Vec<_>>().join(joint);
    match (lang, test) {
        (Lang::Vi, Test::Is(v)) => format!("là {}", value(v)),
        (Lang::En, Test::Is(v)) => format!("is {}", value(v)),
        (Lang::Vi, Test::IsNot(v)) => format!("không phải là {}", value(v)),
        (Lang::En, Test::IsNot(v)) => format!("is not {}", value(v)),
        (Lang::Vi, Test::In(v)) => format!("là {}", list(v, " hoặc ")),
        (Lang::En, Test::In(v)) => format!("is {}", list(v, " or ")),
        (Lang::Vi, Test::Has(v)) => format!("có chọn {}", value(v)),
        (Lang::En, Test::Has(v)) => format!("includes {}", value(v)),
        (Lang::Vi, Test::Filled) => "đã được khai".to_owned(),
        (Lang::En, Test::Filled) => "is answered".to_owned(),
        (Lang::Vi, Test::Empty) => "để trống".to_owned(),
        (Lang::En, Test::Empty) => "is left empty".to_owned(),
        (Lang::Vi, Test::AtLeast(n)) => format!("từ {} trở lên", format_number(*n)),
        (Lang::En, Test::AtLeast(n)) => format!("is at least {n}"),
        (Lang::Vi, Test::AtMost(n)) => format!("không quá {}", format_number(*n)),
        (Lang::En, Test::AtMost(n)) => format!("is at most {n}"),
    }
}

fn value_words(value: &Value, field: &Field, lang: Lang) -> String {
    let option = value.as_str().and_then(|text| field.options.iter().find(|option| option.value == text));
    match (option, value, field.kind) {
        (Some(option), _, _) => option.label.get(lang).to_owned(),
        (_, Value::Bool(yes), Kind::YesNo | Kind::Declaration) => crate::words::yes_no(*yes).get(lang).to_owned(),
        (_, Value::String(text), _) => text.clone(),
        (_, other, _) => other.to_string(),
    }
}
