//! Checking and computing on the form that has everything.

use serde_json::json;

use super::*;
use crate::{Answers, Lang};

fn good() -> serde_json::Value {
    json!({
        "full_name": "Nguyễn Văn A", "born": "1990-05-21", "agree": true, "fee": 1000,
        "home": { "street": "Số 1", "commune": "Phường A", "province": "Tỉnh B" },
        "children": [{ "name": "Bình", "at_school": true, "school": "Trường X", "cost": 300 }, { "name": "An", "cost": 200 }],
    })
}

fn messages(form: &Form, answers: &Answers) -> Vec<(String, String)> {
    form.validate(answers, &context()).into_iter().map(|e| (e.field, e.message)).collect()
}

#[test]
fn a_good_answer_passes_and_is_computed() {
    let form = kitchen();
    let answers = form.from_value(&good());
    assert_eq!(messages(&form, &answers), vec![]);
    let value = form.value(&answers);
    assert_eq!(value["total"], json!(300 + 200 + 2000 - 1));
    assert_eq!(value["heads"], json!(2));
    assert_eq!(form.violations(&value), vec![]);
}

#[test]
fn an_empty_form_names_what_is_missing() {
    let form = kitchen();
    let found = messages(&form, &Answers::default());
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["full_name", "born", "children", "agree"]);
    assert_eq!(found[0].1, "Nhập họ và tên");
}

#[test]
fn one_page_is_checked_alone() {
    let form = kitchen();
    let errors = form.validate(&Answers::default(), &Context { page: Some(1), ..context() });
    let fields: Vec<String> = errors.into_iter().map(|e| e.field).collect();
    assert_eq!(fields, ["children", "agree"]);
}

#[test]
fn messages_say_what_to_do() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    let cases = [
        ("age", "151", "Nhập tuổi không quá 150"),
        ("age", "mười", "Nhập tuổi là số nguyên, ví dụ 12 hoặc 1.234"),
        ("full_name", "A", "Nhập họ và tên dài ít nhất 2 ký tự"),
        ("mail", "a@b", "Nhập thư điện tử theo mẫu ten@tenmien.vn"),
        ("sort", "zzz", "Chọn loại trong danh sách"),
        ("born.year", "", "Nhập thêm năm cho ngày sinh"),
        ("born.year", "2999", "Nhập ngày sinh không muộn hơn ngày 02/03/2026"),
        ("born.year", "1899", "Nhập ngày sinh từ ngày 01/01/1900 trở về sau"),
    ];
    for (name, text, message) in cases {
        let kept = answers.clone();
        answers.set(name, text);
        let found = messages(&form, &answers);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(found[0].1, message);
        answers = kept;
    }
}

#[test]
fn identifiers_are_checked() {
    let form = kitchen();
    for (name, bad, good_text) in
        [("pid", "03619000123", "036190001234"), ("tel", "12", "0912 345 678"), ("tax", "06001", "0600123451")]
    {
        let mut answers = form.from_value(&good());
        answers.set(name, bad);
        assert_eq!(messages(&form, &answers).len(), 1, "{name} {bad}");
        answers.set(name, good_text);
        assert_eq!(messages(&form, &answers), vec![], "{name} {good_text}");
    }
}

#[test]
fn a_telephone_is_stored_one_way_and_shown_another() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("tel", "0912.345.678");
    let value = form.value(&answers);
    assert_eq!(value["tel"], json!("+84912345678"));
    assert_eq!(form.from_value(&value).text("tel"), "0912 345 678");
}

#[test]
fn rows_nobody_can_read_yet_are_told_once() {
    let form = kitchen();
    let mut value = good();
    value["children"] = json!([]);
    let mut answers = form.from_value(&value);
    answers.set("children.0.cost", "năm trăm");
    let fields: Vec<String> = messages(&form, &answers).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["children.0.name", "children.0.cost"]);
}

#[test]
fn hidden_fields_are_neither_checked_nor_kept() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("detail", "không ai hỏi");
    assert!(form.value(&answers).get("detail").is_none());
    answers.set("sort", "b");
    assert_eq!(form.value(&answers)["detail"], json!("không ai hỏi"));
    answers.set("detail", "");
    assert_eq!(messages(&form, &answers), vec![("detail".to_owned(), "Nhập chi tiết loại B".to_owned())]);
    assert!(form.is_shown(&answers, "detail"));
}

#[test]
fn conditions_inside_a_row_look_at_that_row() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("children.0.school", "");
    assert_eq!(messages(&form, &answers)[0].0, "children.0.school");
    answers.set("children.0.at_school", "no");
    assert_eq!(messages(&form, &answers), vec![]);
}

#[test]
fn required_when_follows_its_condition() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("yes", "yes");
    assert_eq!(messages(&form, &answers)[0], ("pick".to_owned(), "Chọn danh mục".to_owned()));
}

#[test]
fn blank_rows_are_not_answers() {
    let form = kitchen();
    let mut pairs = browser(&form.html(&form.from_value(&good()), &[], &Default::default()));
    pairs.push(("_add_row".to_owned(), "children".to_owned()));
    let answers = form.read(&pairs);
    assert!(answers.rows_changed());
    assert_eq!(answers.rows("children"), 3);
    assert_eq!(form.value(&answers)["children"].as_array().map(Vec::len), Some(2));
    assert_eq!(messages(&form, &answers), vec![]);
}

#[test]
fn rows_grow_to_their_limit_and_shrink_in_the_middle() {
    let form = kitchen();
    let mut pairs = browser(&form.html(&form.from_value(&good()), &[], &Default::default()));
    pairs.push(("_remove_row".to_owned(), "children.0".to_owned()));
    let answers = form.read(&pairs);
    assert_eq!(answers.rows("children"), 1);
    assert_eq!(answers.text("children.0.name"), "An");
    let many = post(&[("_rows.children", "3"), ("_add_row", "children")]);
    assert_eq!(form.read(&many).rows("children"), 3, "the schema allows three");
    let hostile = post(&[("_rows.children", "999999999999"), ("children.5000000.name", "x")]);
    assert!(form.read(&hostile).rows("children") <= crate::MAX_ROWS);
}

#[test]
fn an_address_tells_which_part_is_missing() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("home.commune", " ");
    let found = messages(&form, &answers);
    assert_eq!(found[0].0, "home.commune");
    assert_eq!(found[0].1, "Nhập xã, phường, đặc khu (nơi ở)");
}

#[test]
fn files_are_noted_and_removed() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.add_file("papers", "id-1", "khai sinh.pdf");
    answers.add_file("papers", "id-2", "trang 2.pdf");
    let mut pairs = browser(&form.html(&answers, &[], &Default::default()));
    assert_eq!(form.value(&form.read(&pairs))["papers"][1], json!({ "id": "id-2", "name": "trang 2.pdf" }));
    pairs.push(("_remove_file".to_owned(), "papers.0".to_owned()));
    assert_eq!(form.value(&form.read(&pairs))["papers"], json!([{ "id": "id-2", "name": "trang 2.pdf" }]));
    assert_eq!(form.file_fields()[0].component.as_deref(), Some("Giấy khai sinh"));
}

#[test]
fn a_page_lies_over_the_earlier_answers() {
    let form = kitchen();
    let mut before = form.from_value(&good());
    before.set("several", "a");
    let posted = form.read(&post(&[("full_name", "Trần B"), ("born", "1991-01-01")]));
    let merged = form.merge(&before, &posted, Some(0));
    assert_eq!(merged.text("full_name"), "Trần B");
    assert_eq!(merged.texts("several"), &[] as &[String], "an unticked box is unticked");
    assert_eq!(merged.text("home.street"), "Số 1", "the other page stays");
    assert_eq!(form.value(&merged)["born"], json!("1991-01-01"));
}

#[test]
fn known_facts_fill_in_and_are_read_back() {
    let form = kitchen();
    let facts = json!({ "applicant": { "name": "Lê Thị C", "birth_date": "1988-12-01" } });
    assert_eq!(form.facts(&form.prefill(&facts)), facts);
    let flat = json!({ "applicant.name": "Lê Thị C", "applicant.birth_date": "1988-12-01" });
    assert_eq!(form.facts(&form.prefill(&flat)), facts);
}

#[test]
fn the_summary_tells_answers_in_words() {
    let form = kitchen();
    let mut answers = form.from_value(&good());
    answers.set("sort", "b");
    answers.set("age", "mười");
    let groups = form.summary(&answers, Lang::Vi);
    let find = |label: &str| groups.iter().flat_map(|g| &g.rows).find(|row| row.0 == label).map(|row| row.1.clone());
    assert_eq!(find("Ngày sinh").as_deref(), Some("21/05/1990"));
    assert_eq!(find("Mức phí").as_deref(), Some("1.000 đồng"));
    assert_eq!(find("Loại").as_deref(), Some("Loại B"));
    assert_eq!(find("Tuổi").as_deref(), Some("mười"));
    assert_eq!(find("Nơi ở").as_deref(), Some("Số 1, Phường A, Tỉnh B"));
    assert_eq!(find("Con (1): Trường").as_deref(), Some("Trường X"));
    assert_eq!(find("Thư điện tử").as_deref(), Some("Không khai"));
}

#[test]
fn drafts_survive_being_stored() {
    let form = kitchen();
    let answers = form.read(&post(&[("age", "mười"), ("children.1.name", "An"), ("story", "dòng 1\r\ndòng 2")]));
    let stored = serde_json::to_string(&answers).unwrap();
    assert_eq!(serde_json::from_str::<Answers>(&stored).unwrap(), answers);
}
