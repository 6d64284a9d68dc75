//! Models that are wrong, and what the check says of them.

use super::runs::{flow, model};
use crate::*;

fn checked(elements: &str, arrows: &str) -> Vec<Problem> {
    let flows: String = arrows
        .split_whitespace()
        .enumerate()
        .map(|(i, a)| a.split_once('>').map(|(from, to)| flow(&format!("f{i}"), from, to)).unwrap())
        .collect();
    check(&parse(&model(&format!("{elements}{flows}"))).unwrap())
}

const ENDS: &str = r#"<startEvent id="s" name="Nhận"/><endEvent id="e"/>"#;

fn conditional(id: &str, from: &str, to: &str) -> String {
    format!(
        r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}"><conditionExpression>x</conditionExpression></sequenceFlow>"#
    )
}

#[test]
fn a_round_without_exit_is_named() {
    let elements = format!(r#"{ENDS}<parallelGateway id="g"/><userTask id="a" name="Xem"/><exclusiveGateway id="m"/>"#);
    let found = checked(&elements, "s>g g>e g>m m>a a>m");
    assert_eq!(found.len(), 1);
    assert!(["m", "a"].contains(&found[0].element.as_str()));
    assert!(found[0].reason.contains("Đường đi: Nhận → g"), "{}", found[0].reason);
}

#[test]
fn growth_without_bound_is_named_with_its_path() {
    let elements = format!(
        r#"{ENDS}<exclusiveGateway id="m"/><userTask id="a" name="Thẩm định"/><parallelGateway id="g" name="Tách"/>"#
    );
    let found = checked(&elements, "s>m m>a a>g g>m g>e");
    assert_eq!(found.len(), 1);
    assert!(found[0].reason.contains("không giới hạn"), "{}", found[0].reason);
    assert!(found[0].reason.contains("Thẩm định"));
}

#[test]
fn a_join_after_a_choice_is_stuck() {
    let elements = format!(
        r#"{ENDS}<exclusiveGateway id="x" default="f1"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j" name="Gộp"/>{}"#,
        conditional("c", "x", "b")
    );
    let found = checked(&elements, "s>x x>a a>j b>j j>e");
    assert_eq!(found.iter().map(|p| p.element.as_str()).collect::<Vec<_>>(), ["j"]);
}

#[test]
fn a_choice_that_may_fail_is_named() {
    let elements = format!(
        r#"{ENDS}<exclusiveGateway id="x"/><userTask id="a"/>{}{}"#,
        conditional("c", "x", "a"),
        conditional("d", "x", "e")
    );
    let found = checked(&elements, "s>x a>e");
    assert_eq!(found.iter().map(|p| p.element.as_str()).collect::<Vec<_>>(), ["x"]);
    assert!(found[0].reason.contains("mặc định"));
}

#[test]
fn a_stuck_join_inside_a_sub_process_is_found() {
    let inner = format!(
        r#"{ENDS}<subProcess id="p1"><startEvent id="is"/><exclusiveGateway id="x" default="i1"/><parallelGateway id="j"/><endEvent id="ie"/>{}{}{}{}{}{}</subProcess>"#,
        flow("i0", "is", "x"),
        flow("i1", "x", "a"),
        conditional("i2", "x", "j"),
        flow("i3", "a", "j"),
        flow("i4", "j", "ie"),
        r#"<userTask id="a"/>"#
    );
    let found = checked(&inner, "s>p1 p1>e");
    assert_eq!(found.iter().map(|p| p.element.as_str()).collect::<Vec<_>>(), ["j"]);
}

#[test]
fn wide_parallel_work_is_still_checked_in_time() {
    let mut elements = format!(r#"{ENDS}<parallelGateway id="g"/><parallelGateway id="j"/>"#);
    let mut arrows = "s>g j>e".to_owned();
    for i in 0..12 {
        elements += &format!(r#"<userTask id="a{i}"/><userTask id="b{i}"/>"#);
        arrows += &format!(" g>a{i} a{i}>b{i} b{i}>j");
    }
    assert_eq!(checked(&elements, &arrows), vec![]);
}

#[test]
fn a_very_long_process_is_checked_in_time() {
    let mut elements = ENDS.to_owned();
    let mut arrows = "s>a0".to_owned();
    for i in 0..1_000 {
        elements += &format!(r#"<userTask id="a{i}"/>"#);
        arrows += &format!(" a{i}>{}", if i == 999 { "e".into() } else { format!("a{}", i + 1) });
    }
    assert_eq!(checked(&elements, &arrows), vec![]);
}

#[test]
fn many_inclusive_gateways_are_checked_in_time() {
    let mut elements = ENDS.to_owned();
    let mut arrows = "s>g0".to_owned();
    for i in 0..60 {
        let next = if i == 59 { "e".into() } else { format!("g{}", i + 1) };
        elements += &format!(r#"<inclusiveGateway id="g{i}" default="d{i}"/><inclusiveGateway id="j{i}"/>"#);
        for (k, letter) in ["x", "y", "z"].iter().enumerate() {
            elements += &format!(r#"<userTask id="{letter}{i}"/>"#);
            elements += &if k == 0 {
                flow(&format!("d{i}"), &format!("g{i}"), &format!("x{i}"))
            } else {
                conditional(&format!("c{k}{i}"), &format!("g{i}"), &format!("{letter}{i}"))
            };
            arrows += &format!(" {letter}{i}>j{i}");
        }
        arrows += &format!(" j{i}>{next}");
    }
    assert_eq!(checked(&elements, &arrows), vec![]);
}
