//! Business rule steps: a table decides the way a case goes; without an answer nothing moves and the refusal says why.

use kernel::working_time::Limit;
use serde_json::json;

use super::{Yard, at, refused};
use crate::rules::{self, Step};
use crate::tables::Tables;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="https://motcua.vn/bpmn/1" id="d" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/><userTask id="count" name="Kiểm đếm"><extensionElements><motcua:task role="officer"/></extensionElements></userTask><businessRuleTask id="choose" name="Chọn cách giải quyết"><extensionElements><motcua:task service="way" result="way"/></extensionElements></businessRuleTask><exclusiveGateway id="g" default="f5"/><userTask id="short" name="Giải quyết nhanh"/><userTask id="long" name="Thẩm định đầy đủ"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="count"/><sequenceFlow id="f2" sourceRef="count" targetRef="choose"/><sequenceFlow id="f3" sourceRef="choose" targetRef="g"/><sequenceFlow id="f4" sourceRef="g" targetRef="short"><conditionExpression>way = "nhanh"</conditionExpression></sequenceFlow><sequenceFlow id="f5" sourceRef="g" targetRef="long"/><sequenceFlow id="f6" sourceRef="short" targetRef="e"/><sequenceFlow id="f7" sourceRef="long" targetRef="e"/></process></definitions>"#;

fn table(rows: &[(&str, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(i, o)| {
            format!("<rule><inputEntry><text>{i}</text></inputEntry><outputEntry><text>{o}</text></outputEntry></rule>")
        })
        .collect();
    format!(
        r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"><decision id="way" name="Cách giải quyết"><decisionTable><input><inputExpression><text>số bản</text></inputExpression></input><output name="way"/>{rows}</decisionTable></decision></definitions>"#
    )
}

fn yard(files: &[(&str, &str)]) -> (Yard, crate::Dossier) {
    let mut y = Yard::six();
    y.process = process::parse(PROCESS).unwrap();
    y.tables = Tables::parse(files.iter().copied()).unwrap();
    let mut d = y.waiting();
    y.act(&mut d, |d, g| rules::accept(d, g, Limit::working_days(5))).unwrap();
    (y, d)
}

fn step(copies: i64) -> Step {
    Step { facts: json!({ "số bản": copies }).as_object().unwrap().clone(), ..Step::default() }
}

#[test]
fn a_table_decides_which_way_a_case_goes() {
    let text = table(&[("[1..3]", "\"nhanh\""), ("[4..9]", "\"đầy đủ\"")]);
    for (copies, element, row) in [(2, "short", 1), (5, "long", 2)] {
        let (mut y, mut d) = yard(&[("decisions/way.dmn", &text)]);
        let deed = y.act(&mut d, |d, g| rules::complete(d, g, step(copies))).unwrap();
        assert_eq!(d.step().unwrap().element, element);
        assert_eq!(deed.told()["decided"][0]["rows"], json!([row]));
        assert_eq!(deed.told()["decided"][0]["inputs"], json!([["số bản", copies]]));
        assert_eq!(d.case.body.facts["way"], deed.decided[0].answer, "the answer is a fact");
    }
}

#[test]
fn without_an_answer_nothing_moves_and_the_refusal_names_table_and_inputs() {
    let text = table(&[("[1..3]", "\"nhanh\""), ("[3..9]", "\"đầy đủ\"")]);
    let (mut y, mut d) = yard(&[("decisions/way.dmn", &text)]);
    let before = d.clone();
    let none = y.act(&mut d, |d, g| rules::complete(d, g, step(10))).unwrap_err();
    assert!(none.message.contains("“Cách giải quyết”") && none.message.contains("số bản = 10"), "{}", none.message);
    let both = y.act(&mut d, |d, g| rules::complete(d, g, step(3))).unwrap_err();
    assert!(both.message.contains("nhiều dòng") && both.message.contains("số bản = 3"), "{}", both.message);
    let empty = y.act(&mut d, |d, g| rules::complete(d, g, Step::default())).unwrap_err();
    assert!(empty.message.contains("số bản = chưa có"), "{}", empty.message);
    assert_eq!(d, before);
    let (mut y, mut d) = yard(&[]);
    assert_eq!(refused(y.act(&mut d, |d, g| rules::complete(d, g, step(2)))), "undecided", "no table at all");
}

#[test]
fn a_case_is_decided_by_the_table_of_its_day() {
    let (old, new) = (table(&[("-", "\"nhanh\"")]), table(&[("-", "\"đầy đủ\"")]));
    let files = [("decisions/2024-01-01/way.dmn", old.as_str()), ("decisions/2024-03-05/way.dmn", new.as_str())];
    let (mut y, mut d) = yard(&files);
    y.now = at("2024-03-06T08:00");
    y.act(&mut d, |d, g| rules::complete(d, g, step(1))).unwrap();
    assert_eq!(d.step().unwrap().element, "short", "received on 4 March 2024");
    let twice = [("decisions/a.dmn", old.as_str()), ("decisions/b.dmn", new.as_str())];
    assert!(Tables::parse(twice.into_iter()).unwrap_err().contains("decisions/a.dmn"));
    assert!(Tables::parse([("decisions/nay/a.dmn", old.as_str())].into_iter()).unwrap_err().contains("nay"));
}
