//! Files as other modellers write them: their extensions are kept, and read where they say what ours would.

use serde_json::json;

use super::runs::{flow, model};
use crate::*;

fn file(body: &str) -> String {
    model(body).replace(
        "<definitions ",
        r#"<definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" "#,
    )
}

#[test]
fn services_decisions_calls_and_lists_of_other_tools_are_understood() {
    let body = [
        r#"<startEvent id="s"/><endEvent id="e"/>"#,
        r#"<serviceTask id="a" camunda:type="external" camunda:topic="tra-cuu"/>"#,
        r#"<serviceTask id="b"><extensionElements><zeebe:taskDefinition type="gui-thu" retries="3"/></extensionElements></serviceTask>"#,
        r#"<businessRuleTask id="c"><extensionElements><zeebe:calledDecision decisionId="phi" resultVariable="phi"/></extensionElements></businessRuleTask>"#,
        r#"<callActivity id="d"><extensionElements><zeebe:calledElement processId="con"/></extensionElements></callActivity>"#,
        r#"<userTask id="f"><multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=ds"/></extensionElements></multiInstanceLoopCharacteristics></userTask>"#,
        &flow("1", "s", "a"),
        &flow("2", "a", "b"),
        &flow("3", "b", "c"),
        &flow("4", "c", "d"),
        &flow("5", "d", "f"),
        &flow("6", "f", "e"),
    ];
    let text = file(&body.concat());
    let def = parse(&text).unwrap();
    let services: Vec<_> = def.tasks().filter_map(|t| t.service.as_deref()).collect();
    assert_eq!(services, ["tra-cuu", "gui-thu", "phi"]);
    assert_eq!(def.task("c").unwrap().result.as_deref(), Some("phi"));
    let trial = run(&def, &json!({"ds": [1, 2]})).unwrap();
    assert_eq!(trial.visits.iter().map(|v| v.element.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d", "f", "f"]);
    let out = export(&def);
    for kept in
        ["camunda:topic=\"tra-cuu\"", "retries=\"3\"", "zeebe:calledElement processId=\"con\"", "inputCollection"]
    {
        assert!(out.contains(kept), "{kept}");
    }
}

#[test]
fn a_bare_service_and_a_condition_in_another_language_are_refused_with_their_place() {
    let bare =
        r###"<startEvent id="s"/><serviceTask id="a" name="Gửi" implementation="##WebService"/><endEvent id="e"/>"###;
    let problems = parse(&file(&(bare.to_owned() + &flow("1", "s", "a") + &flow("2", "a", "e")))).unwrap_err();
    assert_eq!((problems[0].element.as_str(), problems[0].name.as_str()), ("a", "Gửi"));
    let choice = [
        r#"<startEvent id="s"/><exclusiveGateway id="g" default="2"/><endEvent id="e"/><endEvent id="e2"/>"#,
        &flow("1", "s", "g"),
        &flow("2", "g", "e"),
        r#"<sequenceFlow id="3" sourceRef="g" targetRef="e2"><conditionExpression xsi:type="tFormalExpression" language="javascript">a = 1</conditionExpression></sequenceFlow>"#,
    ];
    let text = file(&choice.concat());
    let problem = &parse(&text).unwrap_err()[0];
    assert!(problem.element == "3" && problem.reason.contains("javascript"), "{problem}");
    let feel = text.replace("\"javascript\"", "\"https://www.omg.org/spec/DMN/20191111/FEEL/\"");
    assert_eq!(check(&parse(&feel).unwrap()), vec![]);
}

#[test]
fn a_prefix_that_means_something_else_keeps_its_meaning() {
    let body = r#"<extensionElements><dc:creator>Phòng A</dc:creator></extensionElements><startEvent id="s"/><endEvent id="e"/>"#;
    let text = model(&(body.to_owned() + &flow("1", "s", "e")));
    let text = text.replace("<definitions ", r#"<definitions xmlns:dc="http://purl.org/dc/elements/1.1/" "#);
    let out = export(&parse(&text).unwrap());
    assert!(out.contains(r#"xmlns:dc="http://purl.org/dc/elements/1.1/""#), "{out}");
    assert_eq!(out.matches("xmlns:dc=").count(), 2);
    let again = parse(&out).unwrap();
    assert_eq!(export(&again), out);
}
