//! What a form file may not say, and that each problem has its place.

use serde_json::{Value, json};

use super::*;

fn kitchen_json() -> Value {
    serde_json::from_str(include_str!("kitchen.json")).unwrap()
}

/// Replaces what a pointer names and gives the problems.
fn broken(pointer: &str, value: Value) -> Vec<String> {
    let mut file = kitchen_json();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Object(map) => map.insert(key.to_owned(), value),
        Value::Array(list) => list.get_mut(key.parse::<usize>().unwrap()).map(|item| std::mem::replace(item, value)),
        other => panic!("{other}"),
    };
    match Form::parse(&file.to_string()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

const FIRST: &str = "/layout/pages/0/groups/0/fields";

#[test]
fn a_sound_form_reads_back_equal() {
    let form = kitchen();
    assert_eq!(Form::parse(&form.to_json()).unwrap(), form);
}

#[test]
fn not_json_names_line_and_column() {
    let problems = Form::parse("{\n \"id\": ,").unwrap_err();
    assert!(problems[0].place.starts_with("dòng 2, cột"), "{problems:?}");
}

#[test]
fn each_mistake_is_found_at_its_place() {
    let cases = [
        ("/schema/properties/age/maxLenght", json!(5), "/schema/properties/age/maxLenght"),
        ("/schema/properties/age/type", json!("text"), "/schema/properties/age/type"),
        ("/schema/properties/story/pattern", json!("(["), "/schema/properties/story/pattern"),
        ("/schema/properties/extra", json!({ "type": "string" }), "/schema/properties/extra"),
        ("/schema/properties/age", json!({ "type": "string" }), &format!("{FIRST}/3")),
        ("/schema/properties/sort/enum", json!(["a"]), &format!("{FIRST}/8")),
        (
            "/schema/properties/home/properties/street",
            json!({ "$ref": "#/$defs/none" }),
            "/schema/properties/home/properties/street/$ref",
        ),
        ("/schema/$defs/part", json!({ "$ref": "#/$defs/part" }), "/schema/$defs/part/$ref"),
        ("/schema/required", json!(["full_name", "born", "agree", "children", "age"]), &format!("{FIRST}/3")),
        ("/schema/required", json!(["born", "agree", "children"]), &format!("{FIRST}/1")),
        (&format!("{FIRST}/3/kind"), json!("whole"), &format!("{FIRST}/3")),
        (&format!("{FIRST}/3/colour"), json!("red"), &format!("{FIRST}/3")),
        (&format!("{FIRST}/3/name"), json!("Age"), &format!("{FIRST}/3/name")),
        (&format!("{FIRST}/3/name"), json!("story"), &format!("{FIRST}/3/name")),
        (&format!("{FIRST}/3/label/en"), json!(" "), &format!("{FIRST}/3/label")),
        (&format!("{FIRST}/3/width"), json!(7), &format!("{FIRST}/3/width")),
        (
            &format!("{FIRST}/3/messages"),
            json!({ "colour": { "vi": "a", "en": "b" } }),
            &format!("{FIRST}/3/messages/colour"),
        ),
        (&format!("{FIRST}/6/not_after"), json!("tomorrow"), &format!("{FIRST}/6")),
        (&format!("{FIRST}/9/show_when"), json!({ "field": "nobody", "is": "b" }), &format!("{FIRST}/9/show_when")),
        (&format!("{FIRST}/9/show_when"), json!({ "field": "sort", "is": "c" }), &format!("{FIRST}/9/show_when")),
        (&format!("{FIRST}/9/show_when"), json!({ "field": "sort", "like": "b" }), &format!("{FIRST}/9")),
        ("/id", json!("a b"), "/id"),
        ("/version", json!(-1), "/version"),
        ("/colour", json!(1), "/colour"),
        ("/layout/pages/1/groups/0/fields/7/expression", json!("sum(children.name)"), "/layout"),
        ("/layout/pages/1/groups/0/fields/7/expression", json!("total + 1"), "/layout"),
    ];
    for (pointer, value, place) in cases {
        let found = broken(pointer, value.clone());
        assert!(found.iter().any(|p| p.starts_with(&format!("{place}: "))), "{pointer} = {value}: {found:#?}");
    }
}

#[test]
fn circles_of_conditions_are_refused() {
    let mut file = kitchen_json();
    let story = file.pointer_mut(&format!("{FIRST}/2")).unwrap();
    story["show_when"] = json!({ "field": "age", "filled": true });
    let age = file.pointer_mut(&format!("{FIRST}/3")).unwrap();
    age["show_when"] = json!({ "field": "story", "filled": true });
    let problems = Form::parse(&file.to_string()).unwrap_err();
    assert!(problems[0].message.contains("quay vòng"), "{problems:?}");
}

#[test]
fn a_sum_whose_rows_depend_on_it_is_refused() {
    let mut file = kitchen_json();
    let name = file.pointer_mut("/layout/pages/1/groups/0/fields/6/fields/3").unwrap();
    name["show_when"] = json!({ "field": "total", "at_least": 5 });
    let problems = Form::parse(&file.to_string()).unwrap_err();
    assert!(problems[0].message.contains("quay vòng"), "{problems:?}");
}

#[test]
fn several_problems_come_at_once() {
    let found = broken("/layout/pages/0/groups/0", json!({ "title": 1, "fields": [{}, 5], "more": 1 }));
    assert!(found.len() >= 3, "{found:#?}");
}
