//! The designer's operations: each gives a sound form or says why not.

use serde_json::json;

use super::*;
use crate::{ChangeKind, Choice, Condition, Label};

const KINDS: [Kind; 21] = [
    Kind::Text,
    Kind::LongText,
    Kind::Integer,
    Kind::Number,
    Kind::Money,
    Kind::Date,
    Kind::YesNo,
    Kind::Choice,
    Kind::Select,
    Kind::Many,
    Kind::PersonalNumber,
    Kind::TaxCode,
    Kind::Phone,
    Kind::Email,
    Kind::Address,
    Kind::PersonName,
    Kind::File,
    Kind::Rows,
    Kind::Computed,
    Kind::Note,
    Kind::Declaration,
];
use crate::Kind;

fn label() -> Label {
    Label::new("Câu hỏi", "Question")
}

fn blank() -> Form {
    Form::blank("phieu-moi", label()).unwrap()
}

#[test]
fn a_field_of_every_kind_can_be_added_and_removed() {
    for kind in KINDS {
        let form = blank().add_field("", "asked", (kind, label())).unwrap();
        assert_eq!(form.pages()[0].groups[0].fields[0].kind, kind);
        assert_eq!(Form::parse(&form.to_json()).unwrap(), form);
        assert_eq!(form.remove_field("asked").unwrap(), blank(), "{kind:?}");
    }
}

#[test]
fn bad_edits_are_refused_with_words() {
    let form = blank().add_field("", "kind", (Kind::Choice, label())).unwrap();
    assert!(form.add_field("kind", "kind", (Kind::Text, label())).is_err());
    assert!(form.add_field("kind", "Tên", (Kind::Text, label())).is_err());
    assert!(form.add_field("nobody", "x", (Kind::Text, label())).is_err());
    assert!(form.set_label("kind", Label::new("", "x")).is_err());
    assert!(form.move_up("kind").is_err());
    assert!(form.set_limit("kind", "colour", Some(json!(1))).is_err());
    assert!(Form::blank("có dấu", label()).is_err());
    let when = Condition::try_from(json!({ "field": "kind", "is": "option_1" })).unwrap();
    let used = form.add_field("kind", "why", (Kind::Text, label())).unwrap().set_show_when("why", Some(when)).unwrap();
    let refusal = used.remove_field("kind").unwrap_err();
    assert!(refusal.message.contains("kind"), "{}", refusal.message);
}

#[test]
fn required_keeps_schema_and_layout_together() {
    let form = blank().add_field("", "asked", (Kind::Text, label())).unwrap();
    let form = form.set_required("asked").unwrap();
    assert!(form.schema["required"].as_array().unwrap().contains(&json!("asked")));
    let when = Condition::try_from(json!({ "field": "declaration", "is": true })).unwrap();
    let form = form.set_show_when("asked", Some(when)).unwrap();
    assert!(!form.schema["required"].as_array().unwrap().contains(&json!("asked")));
    assert!(!form.set_optional("asked").unwrap().field("asked").unwrap().required);
}

#[test]
fn options_limits_and_sums_are_edited() {
    let options = vec![Choice { value: "x".into(), label: label() }];
    let form =
        blank().add_field("", "several", (Kind::Many, label())).unwrap().set_options("several", options).unwrap();
    assert_eq!(form.schema["properties"]["several"]["items"]["enum"], json!(["x"]));
    let form = form.add_field("several", "total", (Kind::Computed, label())).unwrap();
    let form = form.set_expression("total", "count(several) * 2").unwrap();
    assert!(form.set_expression("total", "count(nobody)").is_err());
    let form = form.set_limit("total", "maximum", Some(json!(10))).unwrap();
    assert_eq!(form.schema["properties"]["total"]["maximum"], json!(10));
}

#[test]
fn moving_down_and_up_again_changes_nothing() {
    let form = kitchen();
    for name in ["story", "several", "pid", "home"] {
        let moved = form.move_down(name).unwrap();
        assert_ne!(moved, form);
        assert_eq!(moved.move_up(name).unwrap(), form, "{name}");
    }
}

#[test]
fn a_difference_is_told_field_by_field() {
    let old = kitchen();
    assert_eq!(Form::diff(&old, &old), vec![]);
    let new = old
        .remove_field("tel")
        .and_then(|f| f.add_field("mail", "fax", (Kind::Phone, label())))
        .and_then(|f| f.set_label("mail", label()))
        .and_then(|f| f.set_limit("age", "maximum", Some(json!(120))))
        .unwrap();
    let told: Vec<_> = Form::diff(&old, &new).into_iter().map(|c| (c.field, c.kind)).collect();
    let expected = [
        ("age", ChangeKind::Changed),
        ("mail", ChangeKind::Changed),
        ("fax", ChangeKind::Added),
        ("tel", ChangeKind::Removed),
    ];
    assert_eq!(told, expected.map(|(name, kind)| (name.to_owned(), kind)));
}
