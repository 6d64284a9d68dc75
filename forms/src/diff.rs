//! What changed between two versions of a form, told field by field for the page that compares them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Field, Form};

/// Kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only in the newer version.
    Added,
    /// Only in the older version.
    Removed,
    /// At another place.
    Moved,
    /// Asked or checked in another way.
    Changed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Name of the field; empty when the form itself changed.
    pub field: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// In words, Vietnamese.
    pub message: String,
}

impl Form {
    /// Changes from `old` to `new`, in the order of the new form, removals last.
    pub fn diff(old: &Form, new: &Form) -> Vec<Change> {
        let mut changes = Vec::new();
        if old.title != new.title {
            let message = format!("Tên biểu mẫu đổi từ “{}” thành “{}”", old.title.vi, new.title.vi);
            changes.push(Change { field: String::new(), kind: ChangeKind::Changed, message });
        }
        let (before, after) = (names(old), names(new));
        let kept_before: Vec<&String> = before.iter().filter(|name| after.contains(name)).collect();
        let kept_after: Vec<&String> = after.iter().filter(|name| before.contains(name)).collect();
        for (_, _, field) in new.fields() {
            changes.extend(compare(old, new, field));
            let place = |list: &[&String]| list.iter().position(|name| **name == field.name);
            if place(&kept_before) != place(&kept_after) {
                changes.push(change(field, ChangeKind::Moved, "được chuyển sang vị trí khác"));
            }
        }
        for (_, _, field) in old.fields().filter(|(_, _, field)| !after.contains(&field.name)) {
            changes.push(change(field, ChangeKind::Removed, "bị bỏ"));
        }
        changes
    }
}

fn names(form: &Form) -> Vec<String> {
    form.fields().map(|(_, _, field)| field.name.clone()).collect()
}

fn change(field: &Field, kind: ChangeKind, what: &str) -> Change {
    Change { field: field.name.clone(), kind, message: format!("Trường “{}” {what}", field.label.vi) }
}

fn compare(old: &Form, new: &Form, field: &Field) -> Vec<Change> {
    let Some(before) = old.field(&field.name) else {
        return vec![change(field, ChangeKind::Added, "được thêm")];
    };
    let mut parts: BTreeSet<&str> = BTreeSet::new();
    if let (Ok(Value::Object(a)), Ok(Value::Object(b))) = (serde_json::to_value(before), serde_json::to_value(field)) {
        let differing = a.keys().chain(b.keys()).filter(|key| a.get(*key) != b.get(*key));
        parts.extend(differing.map(|key| part_name(key)));
    }
    if old.schema_of(before, None) != new.schema_of(field, None) {
        parts.insert("giới hạn giá trị");
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let list = parts.into_iter().collect::<Vec<_>>().join(", ");
    vec![change(field, ChangeKind::Changed, &format!("thay đổi: {list}"))]
}

fn part_name(key: &str) -> &'static str {
    match key {
        "kind" => "loại trường",
        "label" => "nhãn",
        "help" | "example" => "hướng dẫn",
        "required" | "required_when" => "tính bắt buộc",
        "show_when" => "điều kiện hiển thị",
        "options" => "các lựa chọn",
        "fields" => "các trường của nhóm lặp",
        "expression" => "biểu thức",
        "not_before" | "not_after" => "khoảng ngày",
        "messages" => "thông báo lỗi",
        "source" => "nguồn điền sẵn",
        "component" => "thành phần hồ sơ",
        _ => "cách trình bày",
    }
}
