//! What is already known fills the form; what the form tells can be read back by the same keys.
//! A field names its fact by `source`: "applicant.name", "organisation.tax_code" and so on.

use serde_json::{Map, Value};

use crate::answers::Answers;
use crate::model::{Form, Kind, Label};
use crate::view::{Spot, View};

/// A place of the form where files of one component are attached.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FileField {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// The component (thành phần hồ sơ) it stands for.
    pub component: Option<String>,
    /// Compulsory whenever it is asked.
    pub required: bool,
}

impl Form {
    /// Answers made of known facts, by each field's `source`. Facts are nested objects
    /// (`{"applicant":{"name":…}}`) or flat keys (`{"applicant.name":…}`).
    pub fn prefill(&self, from: &Value) -> Answers {
        let known = |source: &str| {
            let nested = source.split('.').try_fold(from, |value, key| value.get(key));
            nested.or_else(|| from.get(source)).filter(|value| !value.is_null()).cloned()
        };
        let entry = |field: &crate::Field| Some((field.name.clone(), known(field.source.as_deref()?)?));
        let values: Map<String, Value> = self.fields().filter_map(|(_, _, field)| entry(field)).collect();
        self.from_value(&Value::Object(values))
    }

    /// The facts the answers tell, nested by `source`: who applies, how to reach them. The inverse of
    /// [`Form::prefill`].
    pub fn facts(&self, answers: &Answers) -> Value {
        let view = View::new(self, answers);
        let mut facts = Map::new();
        for (_, _, field) in self.fields() {
            if let (Some(source), Some(value)) = (&field.source, view.value(Spot::top(field))) {
                put(&mut facts, source, value);
            }
        }
        Value::Object(facts)
    }

    /// The file fields with the component each stands for, those inside rows included.
    pub fn file_fields(&self) -> Vec<FileField> {
        let all = self.fields().flat_map(|(_, _, field)| std::iter::once(field).chain(&field.fields));
        all.filter(|field| field.kind == Kind::File)
            .map(|field| FileField {
                name: field.name.clone(),
                label: field.label.clone(),
                component: field.component.clone(),
                required: field.required,
            })
            .collect()
    }
}

fn put(facts: &mut Map<String, Value>, source: &str, value: Value) {
    match source.split_once('.') {
        None => {
            facts.entry(source).or_insert(value);
        }
        Some((first, rest)) => {
            let inner = facts.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}
