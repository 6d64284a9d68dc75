//! Decision tables: each way of choosing rows, decisions that need others, and refusals with their place.

use serde_json::{Value, json};

use super::runs::{flow, model};
use crate::dmn::{self, DecisionError};

fn file(decisions: &str) -> String {
    format!(
        r#"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">{decisions}</definitions>"#
    )
}

fn table(attributes: &str, rules: &[(&str, &str)]) -> String {
    let rules: String = rules
        .iter()
        .map(|(i, o)| {
            let (i, o) = (i.replace('<', "&lt;"), o.replace('<', "&lt;"));
            format!("<rule><inputEntry><text>{i}</text></inputEntry><outputEntry><text>{o}</text></outputEntry></rule>")
        })
        .collect();
    format!(
        r#"<decision id="fee" name="Phí"><decisionTable {attributes}><input><inputExpression><text>số bản</text></inputExpression></input><output name="phí"><outputValues><text>30, 20, 10</text></outputValues></output>{rules}</decisionTable></decision>"#
    )
}

fn decide(attributes: &str, rules: &[(&str, &str)], copies: i64) -> Result<(Value, Vec<usize>), DecisionError> {
    let found = dmn::parse(&file(&table(attributes, rules))).unwrap();
    found.decide("fee", &json!({"số bản": copies})).map(|a| (a.value, a.rows))
}

const ROWS: [(&str, &str); 3] = [("< 5", "10"), ("[3..10]", "20"), ("> 8, 4", "30")];

#[test]
fn each_hit_policy_chooses_its_rows() {
    assert_eq!(decide("", &ROWS, 2), Ok((json!(10), vec![1])));
    assert_eq!(decide("", &ROWS, 3), Err(DecisionError::Several { name: "Phí".into(), rows: vec![1, 2] }));
    assert_eq!(decide(r#"hitPolicy="FIRST""#, &ROWS, 4), Ok((json!(10), vec![1])));
    assert_eq!(decide(r#"hitPolicy="PRIORITY""#, &ROWS, 4), Ok((json!(30), vec![3])));
    assert_eq!(decide(r#"hitPolicy="COLLECT" aggregation="SUM""#, &ROWS, 4), Ok((json!(60), vec![1, 2, 3])));
    assert_eq!(decide(r#"hitPolicy="COLLECT" aggregation="MAX""#, &ROWS, 3), Ok((json!(20), vec![1, 2])));
    assert_eq!(decide(r#"hitPolicy="COLLECT" aggregation="COUNT""#, &ROWS, 3), Ok((json!(2), vec![1, 2])));
    assert_eq!(decide(r#"hitPolicy="RULE ORDER""#, &ROWS, 9), Ok((json!([20, 30]), vec![2, 3])));
    assert_eq!(decide(r#"hitPolicy="OUTPUT ORDER""#, &ROWS, 4), Ok((json!([30, 20, 10]), vec![3, 2, 1])));
    assert_eq!(decide(r#"hitPolicy="OUTPUT ORDER""#, &ROWS, -9), Ok((json!([10]), vec![1])));
    assert!(decide(r#"hitPolicy="ANY""#, &ROWS, 3).is_err());
    assert_eq!(decide(r#"hitPolicy="ANY""#, &[("-", "1"), ("< 9", "1")], 3), Ok((json!(1), vec![1, 2])));
    assert_eq!(decide("", &[("not(1, 2)", "7")], 2), Ok((Value::Null, vec![])));
}

#[test]
fn a_decision_uses_what_it_needs() {
    let second = r##"<decision id="total" name="Tổng"><variable name="Tổng"/><informationRequirement><requiredDecision href="#fee"/></informationRequirement><literalExpression><text>Phí * 2 + 1</text></literalExpression></decision>"##;
    let found = dmn::parse(&file(&format!("{second}{}", table("", &[("-", "10")])))).unwrap();
    assert_eq!(found.decide("Tổng", &json!({"số bản": 1})).unwrap().value, json!(21));
    assert!(matches!(found.decide("x", &json!({})), Err(DecisionError::NoSuchDecision(_))));
    assert_eq!(found.inputs("total", &json!({"số bản": 1})), [("số bản".to_owned(), json!(1))]);
    assert!(found.inputs("x", &json!({})).is_empty());
}

#[test]
fn what_cannot_be_decided_is_refused_with_its_place() {
    let reason = |text: &str| dmn::parse(text).unwrap_err()[0].reason.clone();
    assert!(reason(&file(&table("", &[("< ", "1")]))).starts_with("Dòng 1"));
    assert!(reason(&file(&table(r#"hitPolicy="BEST""#, &[]))).contains("BEST"));
    let two =
        table(r#"hitPolicy="COLLECT" aggregation="SUM""#, &[]).replace("<output ", r#"<output name="x"/><output "#);
    assert!(reason(&file(&two)).contains("một cột"));
    let no_list = table(r#"hitPolicy="OUTPUT ORDER""#, &[]).replace("30, 20, 10", "");
    assert!(reason(&file(&no_list)).contains("outputValues"));
    let round = r##"<decision id="a"><informationRequirement><requiredDecision href="#a"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>"##;
    assert!(reason(&file(round)).contains("vòng quanh"));
    assert!(reason("<definitions/>").contains("DMN"));
}

#[test]
fn a_rule_task_decides_what_comes_after_it() {
    let body = [
        r#"<startEvent id="s"/><businessRuleTask id="r"><extensionElements><motcua:task service="fee" result="phi"/></extensionElements></businessRuleTask><exclusiveGateway id="g" default="f2"/><userTask id="pay"/><endEvent id="e"/>"#,
        &flow("f0", "s", "r"),
        &flow("f1", "r", "g"),
        &flow("f2", "g", "e"),
        &flow("f3", "g", "pay").replace("/>", "><conditionExpression>phi &gt; 15</conditionExpression></sequenceFlow>"),
        &flow("f4", "pay", "e"),
    ];
    let def = crate::parse(&model(&body.concat())).unwrap();
    let tables = dmn::parse(&file(&table(r#"hitPolicy="FIRST""#, &ROWS))).unwrap();
    let steps = |copies: i64| {
        let run = crate::run_with(&def, &json!({"số bản": copies}), Some(&tables)).unwrap();
        run.visits.into_iter().map(|v| v.element).collect::<Vec<_>>()
    };
    assert_eq!(steps(2), ["r"]);
    assert_eq!(steps(7), ["r", "pay"]);
    let unique = dmn::parse(&file(&table("", &ROWS))).unwrap();
    let error = crate::run_with(&def, &json!({"số bản": 3}), Some(&unique)).unwrap_err();
    assert!(error.to_string().contains("nhiều dòng"), "{error}");
}
