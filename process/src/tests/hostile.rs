//! Files made by others, broken on purpose or not: refused in words, never a panic, never more memory than the file.

use proptest::prelude::*;

use crate::*;

const SHIPPED: &str = include_str!("../../../law/processes/linked-two-agencies.bpmn");

fn reason(text: &str) -> String {
    parse(text).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn bombs_and_depth_are_refused() {
    let bomb =
        r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>"#;
    assert!(reason(bomb).contains("DOCTYPE"));
    assert!(reason(&"<a>".repeat(100_000)).contains("quá sâu"));
    assert!(reason(&format!("<a>{}</a>", "<b/>".repeat(60_000))).contains("quá nhiều"));
    assert!(reason("<a>&xxe;</a>").contains("xxe"));
    assert!(reason("").contains("rỗng"));
    assert!(reason("<a").contains("hỏng"));
}

#[test]
fn refusals_name_the_element_and_what_to_do() {
    let wrap = |body: &str| {
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<process id=\"p\">\n{body}</process></definitions>"
        )
    };
    let script = reason(&wrap("<startEvent id=\"s\"/>\n<scriptTask id=\"x\" name=\"Tính\"/>"));
    assert!(script.contains("dòng 4: x “Tính”") && script.contains("scriptTask"), "{script}");
    assert!(reason(&wrap("<task id=\"a\"/><task id=\"a\"/>")).contains("trùng"));
    assert!(reason(&wrap("<task id=\"a\"/><sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"zz\"/>")).contains("zz"));
    assert!(reason(&wrap("")).contains("sự kiện bắt đầu"));
    let condition = "<startEvent id=\"s\"/><endEvent id=\"e\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"e\"><conditionExpression>${a}</conditionExpression></sequenceFlow>";
    assert!(reason(&wrap(condition)).contains("${a}"));
    let cycle =
        "<startEvent id=\"s\"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></startEvent>";
    assert!(reason(&wrap(cycle)).contains("lặp lại"));
    assert!(reason(SHIPPED.replace("20100524/MODEL", "other").as_str()).contains("BPMN 2.0"));
}

#[test]
fn the_samples_are_right_before_they_are_spoilt() {
    let data = serde_json::json!({"số bản": 3, "người": {"tuổi": 70}});
    assert_eq!(dmn::parse(TABLE).unwrap().decide("total", &data).unwrap().value, serde_json::json!(11));
    assert!(crate::feel::Expression::parse(EXPRESSION).is_ok());
}

#[test]
fn stored_text_of_another_instance_is_refused() {
    let def = parse(SHIPPED).unwrap();
    let (i, _) = start(&def, &serde_json::Value::Null).unwrap();
    let text = serde_json::to_string(&i).unwrap();
    assert!(text.len() < 80, "{text}");
    for (from, to) in [("\"v\":1", "\"v\":2"), ("[1,", "[9,"), (",0]", ",7]")] {
        let changed: Instance = serde_json::from_str(&text.replace(from, to)).unwrap();
        let signal = Signal::Cancel;
        assert_eq!(step(&def, &changed, &signal, &serde_json::Value::Null), Err(StepError::OtherDefinition), "{text}");
    }
}

#[test]
fn what_is_written_reads_the_same() {
    let def = parse(SHIPPED).unwrap();
    let again = parse(&export(&def)).unwrap();
    assert_eq!(again.tasks().collect::<Vec<_>>(), def.tasks().collect::<Vec<_>>());
    assert_eq!(again.paths(), def.paths());
    assert_eq!(export(&again), export(&def));
}

const TABLE: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">
<decision id="fee" name="Phí"><variable name="phí"/><decisionTable hitPolicy="COLLECT" aggregation="SUM">
<input><inputExpression><text>số bản</text></inputExpression></input><input label="đối tượng"><inputExpression><text>người.tuổi</text></inputExpression></input>
<output name="phí"><outputValues><text>30, 20, 10</text></outputValues><defaultOutputEntry><text>0</text></defaultOutputEntry></output>
<rule><inputEntry><text>&lt; 5, [7..9)</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>10</text></outputEntry></rule>
<rule><inputEntry><text>not(3)</text></inputEntry><inputEntry><text>? &gt;= 60 or ? in (1..6)</text></inputEntry><outputEntry><text>số bản * 2</text></outputEntry></rule>
</decisionTable></decision>
<decision id="total" name="Tổng"><informationRequirement><requiredDecision href="#fee"/></informationRequirement><literalExpression><text>phí + 1</text></literalExpression></decision></definitions>"##;

const EXPRESSION: &str = r#"if some c in answers.children[age > 6], d in 1..3 satisfies c.age in (< d, [5..9], 12) then {a: -sum(answers.children.age) ** 2, "b c": @"P5D"}.a between 1 and 3 else for x in reverse([1, 2.5, "ươ"]) return substring(string(x), 1) + date("2025-07-01") - duration("PT4H")"#;

/// A text with pieces cut out and noise put in.
fn mutate(text: &str, cuts: &[(prop::sample::Index, usize, String)]) -> String {
    let mut text = text.to_owned();
    for (at, length, noise) in cuts {
        let from = text.floor_char_boundary(at.index(text.len().max(1)).min(text.len()));
        let to = text.ceil_char_boundary((from + length).min(text.len()));
        text.replace_range(from..to, noise);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mutated_tables_and_expressions_never_panic(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, "[<>\"'&;a-z()\\[\\]{}.,?@*=0-9 -]{0,6}"), 1..5)
    ) {
        let data = serde_json::json!({"số bản": 3, "người": {"tuổi": 70}, "answers": {"children": [{"age": 5}, {"age": 12}]}});
        if let Ok(tables) = dmn::parse(&mutate(TABLE, &cuts)) {
            for (id, _) in tables.list() {
                let _ = tables.decide(id, &data);
            }
        }
        let text = mutate(EXPRESSION, &cuts);
        if let Ok(e) = crate::feel::Expression::parse(&text) {
            e.evaluate(&data);
        }
        if let Ok(t) = crate::feel::Test::parse(&text) {
            t.passes(&data["số bản"], &data);
        }
    }

    #[test]
    fn mutated_files_never_panic(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, "[<>/\"'&;a-z =0-9]{0,8}"), 1..6)
    ) {
        let text = mutate(SHIPPED, &cuts);
        if let Ok(def) = parse(&text) {
            let _ = check(&def);
            let _ = run(&def, &serde_json::json!({"eligible": true}));
            prop_assert!(parse(&export(&def)).is_ok());
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(parse(&text).is_err());
        let _ = table::read(&table::from_text("", &text));
        let _ = table::from_json(&text);
    }
}
