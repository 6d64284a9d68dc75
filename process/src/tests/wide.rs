//! The wider subset: sub-processes, repeated work, events, errors, inclusive gateways, called processes.

use serde_json::{Value, json};

use super::runs::{flow, model, opened};
use crate::*;

/// A model from elements and arrows written "a>b" or "a>b:condition".
fn build(elements: &str, arrows: &str) -> Definition {
    let mut body = elements.to_owned();
    for (i, arrow) in arrows.split_whitespace().enumerate() {
        let (ends, condition) = arrow.split_once(':').unwrap_or((arrow, ""));
        let (from, to) = ends.split_once('>').unwrap();
        let plain = flow(&format!("f{i}"), from, to);
        body += &if condition.is_empty() {
            plain
        } else {
            plain.replace("/>", &format!("><conditionExpression>{condition}</conditionExpression></sequenceFlow>"))
        };
    }
    parse(&model(&body)).unwrap()
}

fn done(def: &Definition, i: &Instance, task: &str, data: &Value) -> (Instance, Vec<Effect>) {
    let token = i.open_tasks(def).find(|(_, t)| t.id == task).unwrap().0;
    step(def, i, &Signal::Complete { task: task.into(), token }, data).unwrap()
}

fn open(def: &Definition, i: &Instance) -> Vec<String> {
    i.open_tasks(def).map(|(_, t)| t.id.clone()).collect()
}

fn ended(effects: &[Effect]) -> Option<(String, Option<String>)> {
    effects.iter().find_map(|e| match e {
        Effect::Ended { element, outcome } => Some((element.clone(), outcome.clone())),
        _ => None,
    })
}

const NONE: Value = Value::Null;

fn inner(kind: &str, rest: &str) -> String {
    format!(
        r#"<subProcess id="p1"><startEvent id="is"/><userTask id="a"/><endEvent id="ie">{kind}</endEvent>{}{}</subProcess>{rest}"#,
        flow("i1", "is", "a"),
        flow("i2", "a", "ie")
    )
}

#[test]
fn a_sub_process_ends_when_nothing_is_left_inside() {
    let def = build(&inner("", r#"<startEvent id="s"/><userTask id="b"/><endEvent id="e"/>"#), "s>p1 p1>b b>e");
    assert_eq!(check(&def), vec![]);
    let (i, _) = start(&def, &NONE).unwrap();
    assert_eq!(open(&def, &i), ["a"]);
    let (i, _) = done(&def, &i, "a", &NONE);
    assert_eq!(open(&def, &i), ["b"]);
    let (i, effects) = done(&def, &i, "b", &NONE);
    assert!(i.ended());
    assert_eq!(ended(&effects), Some(("e".into(), None)));
}

#[test]
fn an_error_inside_leaves_by_the_event_at_its_edge() {
    let edge = r#"<startEvent id="s"/><boundaryEvent id="err" attachedToRef="p1"><errorEventDefinition errorRef="E1"/></boundaryEvent><userTask id="b"/><userTask id="c"/><endEvent id="e"/>"#;
    let def = build(&inner(r#"<errorEventDefinition errorRef="E1"/>"#, edge), "s>p1 p1>b err>c b>e c>e");
    let (i, _) = start(&def, &NONE).unwrap();
    let (i, _) = done(&def, &i, "a", &NONE);
    assert_eq!(open(&def, &i), ["c"]);
    let (i, effects) = start(&def, &NONE).unwrap();
    let token = effects.iter().find_map(|e| if let Effect::OpenTask { token, .. } = e { Some(*token) } else { None });
    let failed = |code: &str| Signal::Error { token: token.unwrap(), element: "a".into(), code: code.into() };
    assert_eq!(open(&def, &step(&def, &i, &failed("E1"), &NONE).unwrap().0), ["c"]);
    assert_eq!(step(&def, &i, &failed("E2"), &NONE), Err(StepError::Uncaught("E2".into())));
}

#[test]
fn terminate_closes_what_is_open_and_says_the_outcome() {
    let def = build(
        r#"<startEvent id="s"/><parallelGateway id="g"/><userTask id="a"/><userTask id="b"/><endEvent id="t"><extensionElements><motcua:end outcome="refused"/></extensionElements><terminateEventDefinition/></endEvent><endEvent id="e"/>"#,
        "s>g g>a g>b a>t b>e",
    );
    assert_eq!(check(&def), vec![]);
    let (i, _) = start(&def, &NONE).unwrap();
    let (i, effects) = done(&def, &i, "a", &NONE);
    assert!(i.ended());
    assert!(effects.iter().any(|e| matches!(e, Effect::CloseTask { element, .. } if element == "b")));
    assert_eq!(ended(&effects), Some(("t".into(), Some("refused".into()))));
}

#[test]
fn an_inclusive_join_waits_for_just_those_that_come() {
    let def = build(
        r#"<startEvent id="s"/><inclusiveGateway id="g" default="f3"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><inclusiveGateway id="j"/><userTask id="z"/><endEvent id="e"/>"#,
        "s>g g>a:x g>b:y g>c a>j b>j c>j j>z z>e",
    );
    assert_eq!(check(&def), vec![]);
    let both = json!({"x": true, "y": true});
    let (i, _) = start(&def, &both).unwrap();
    assert_eq!(open(&def, &i), ["a", "b"]);
    let (i, _) = done(&def, &i, "b", &both);
    assert_eq!(open(&def, &i), ["a"]);
    let (i, _) = done(&def, &i, "a", &both);
    assert_eq!(open(&def, &i), ["z"]);
    let (i, _) = start(&def, &json!({})).unwrap();
    let (i, _) = done(&def, &i, "c", &NONE);
    assert_eq!(open(&def, &i), ["z"]);
}

#[test]
fn the_first_event_wins_and_the_other_timer_is_cancelled() {
    let def = build(
        r#"<startEvent id="s"/><eventBasedGateway id="g"/><intermediateCatchEvent id="m" name="Bổ sung"><messageEventDefinition/></intermediateCatchEvent><intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id="a"/><userTask id="b"/><endEvent id="e"/>"#,
        "s>g g>m g>t m>a t>b a>e b>e",
    );
    assert_eq!(check(&def), vec![]);
    let (i, effects) = start(&def, &NONE).unwrap();
    let five_days = TimerSpec::Duration(5 * 24 * 60);
    assert!(effects.contains(&Effect::StartTimer { token: 1, element: "t".into(), after: five_days }));
    let (after, effects) = step(&def, &i, &Signal::Message { name: "Bổ sung".into() }, &NONE).unwrap();
    assert_eq!(opened(&effects), ["a"]);
    assert!(effects.contains(&Effect::CancelTimer { token: 1, element: "t".into() }));
    assert!(step(&def, &after, &Signal::Timer { token: 1, element: "t".into() }, &NONE).is_err());
    let (_, effects) = step(&def, &i, &Signal::Timer { token: 1, element: "t".into() }, &NONE).unwrap();
    assert_eq!(opened(&effects), ["b"]);
    assert!(step(&def, &i, &Signal::Message { name: "khác".into() }, &NONE).is_err());
}

#[test]
fn a_timer_beside_a_task_runs_out_once_only() {
    let def = build(
        r#"<startEvent id="s"/><userTask id="a"/><boundaryEvent id="urge" attachedToRef="a" cancelActivity="false"><timerEventDefinition><extensionElements><motcua:timer hours="0,5"/></extensionElements></timerEventDefinition></boundaryEvent><userTask id="b"/><endEvent id="e"/><endEvent id="e2"/>"#,
        "s>a a>e urge>b b>e2",
    );
    assert_eq!(check(&def), vec![]);
    let (i, effects) = start(&def, &NONE).unwrap();
    assert!(effects.contains(&Effect::StartTimer {
        token: 1,
        element: "urge".into(),
        after: TimerSpec::WorkingMinutes(30)
    }));
    let fired = Signal::Timer { token: 1, element: "urge".into() };
    let (i, _) = step(&def, &i, &fired, &NONE).unwrap();
    assert_eq!(open(&def, &i), ["a", "b"]);
    assert!(step(&def, &i, &fired, &NONE).is_err());
    let (i, effects) = done(&def, &i, "a", &NONE);
    assert!(!effects.iter().any(|e| matches!(e, Effect::CancelTimer { .. })));
    assert!(!i.ended());
    assert!(done(&def, &i, "b", &NONE).0.ended());
}

fn repeated(sequential: bool, until: &str) -> Definition {
    let task = format!(
        r#"<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics isSequential="{sequential}"><extensionElements><motcua:each list="answers.units"/></extensionElements>{until}</multiInstanceLoopCharacteristics></userTask><userTask id="b"/><endEvent id="e"/>"#
    );
    build(&task, "s>a a>b b>e")
}

#[test]
fn work_is_repeated_for_each_item() {
    let data = json!({"answers": {"units": ["x", "y", "z"]}});
    let def = repeated(false, "");
    assert_eq!(check(&def), vec![]);
    let (mut i, _) = start(&def, &data).unwrap();
    let turns: Vec<_> = i.open_tasks(&def).map(|(t, _)| i.turn(t)).collect();
    assert_eq!(turns, [Some(0), Some(1), Some(2)]);
    for _ in 0..3 {
        assert_eq!(open(&def, &i).last().unwrap(), "a");
        i = done(&def, &i, "a", &data).0;
    }
    assert_eq!(open(&def, &i), ["b"]);
    let def = repeated(true, "");
    let (mut i, _) = start(&def, &data).unwrap();
    for turn in 0..3 {
        let all: Vec<_> = i.open_tasks(&def).map(|(t, _)| i.turn(t)).collect();
        assert_eq!(all, [Some(turn)]);
        i = done(&def, &i, "a", &data).0;
    }
    assert_eq!(open(&def, &i), ["b"]);
    assert_eq!(open(&def, &start(&def, &json!({"answers": {"units": []}})).unwrap().0), ["b"]);
    assert!(matches!(start(&def, &json!({})), Err(StepError::Count(_))));
}

#[test]
fn enough_answers_end_the_repetition() {
    let until = "<completionCondition>nrOfCompletedInstances &gt;= 2</completionCondition>";
    let def = repeated(false, until);
    let data = json!({"answers": {"units": [1, 2, 3, 4]}});
    let (i, _) = start(&def, &data).unwrap();
    let (i, _) = done(&def, &i, "a", &data);
    let (i, effects) = done(&def, &i, "a", &data);
    assert_eq!(open(&def, &i), ["b"]);
    assert_eq!(effects.iter().filter(|e| matches!(e, Effect::CloseTask { .. })).count(), 3);
}

#[test]
fn a_called_process_and_a_service_wait_for_their_answer() {
    let def = build(
        r#"<startEvent id="s"/><callActivity id="c" calledElement="other"/><serviceTask id="v"><extensionElements><motcua:task service="lookup"/></extensionElements></serviceTask><endEvent id="e"><messageEventDefinition messageRef="done"/></endEvent>"#,
        "s>c c>v v>e",
    );
    let (i, effects) = start(&def, &NONE).unwrap();
    assert_eq!(effects, [Effect::CallProcess { token: 1, element: "c".into(), process: "other".into() }]);
    let (i, effects) = step(&def, &i, &Signal::Complete { task: "c".into(), token: 1 }, &NONE).unwrap();
    assert!(effects.contains(&Effect::Call { token: 2, element: "v".into(), service: "lookup".into() }));
    let (i, effects) = done(&def, &i, "v", &NONE);
    assert!(effects.contains(&Effect::SendMessage { element: "e".into(), name: "done".into() }));
    assert!(i.ended());
}

#[test]
fn the_clock_pauses_once_for_several_waiting_tasks() {
    let pausing = |id: &str| {
        format!(
            r#"<userTask id="{id}"><extensionElements><motcua:task clock="pauses"/></extensionElements></userTask>"#
        )
    };
    let rest = r#"<startEvent id="s"/><parallelGateway id="g"/><parallelGateway id="j"/><endEvent id="e"/>"#;
    let def = build(&format!("{}{}{rest}", pausing("a"), pausing("b")), "s>g g>a g>b a>j b>j j>e");
    let count = |effects: &[Effect], wanted: &Effect| effects.iter().filter(|e| *e == wanted).count();
    let (i, effects) = start(&def, &NONE).unwrap();
    assert_eq!(count(&effects, &Effect::PauseClock), 1);
    let (i, effects) = done(&def, &i, "a", &NONE);
    assert_eq!(count(&effects, &Effect::ResumeClock), 0);
    let (_, effects) = done(&def, &i, "b", &NONE);
    assert_eq!(count(&effects, &Effect::ResumeClock), 1);
}

#[test]
fn cancelling_closes_everything_and_nothing_more_is_taken() {
    let def = build(
        &inner(
            "",
            r#"<startEvent id="s"/><boundaryEvent id="t" attachedToRef="p1"><timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/>"#,
        ),
        "s>p1 p1>e t>e",
    );
    let (i, _) = start(&def, &NONE).unwrap();
    let (i, effects) = step(&def, &i, &Signal::Cancel, &NONE).unwrap();
    assert!(effects.contains(&Effect::CancelTimer { token: 1, element: "t".into() }));
    assert_eq!(ended(&effects), Some((String::new(), Some("cancelled".into()))));
    assert_eq!(step(&def, &i, &Signal::Cancel, &NONE), Err(StepError::Ended));
}

#[test]
fn a_running_case_moves_to_another_version_by_ids() {
    let old = build(r#"<startEvent id="s"/><userTask id="a"/><endEvent id="e"/>"#, "s>a a>e");
    let new = build(r#"<startEvent id="s"/><userTask id="b"/><userTask id="a"/><endEvent id="e"/>"#, "s>b b>a a>e");
    let other = build(r#"<startEvent id="s"/><userTask id="b"/><endEvent id="e"/>"#, "s>b b>e");
    let (i, _) = start(&old, &NONE).unwrap();
    let signal = Signal::Complete { task: "a".into(), token: 1 };
    assert_eq!(step(&new, &i, &signal, &NONE), Err(StepError::OtherDefinition));
    let moved = i.migrate(&old, &new).unwrap();
    assert_eq!(open(&new, &moved), ["a"]);
    assert!(step(&new, &moved, &signal, &NONE).unwrap().0.ended());
    assert_eq!(i.migrate(&old, &other), Err(vec!["a".to_owned()]));
}

#[test]
fn a_trial_run_tells_the_steps_and_the_time() {
    let timed = |id: &str, hours: &str| {
        format!(
            r#"<userTask id="{id}"><extensionElements><motcua:task role="officer" hours="{hours}"/></extensionElements></userTask>"#
        )
    };
    let elements = [timed("a", "4"), timed("b", "8"), timed("c", "2")].concat();
    let rest = r#"<startEvent id="s"/><parallelGateway id="g"/><parallelGateway id="j"/><endEvent id="e"/>"#;
    let def = build(&format!("{elements}{rest}"), "s>g g>a g>b a>j b>j j>c c>e");
    let run = run(&def, &NONE).unwrap();
    let steps: Vec<_> = run.visits.iter().map(|v| (v.element.as_str(), v.begins, v.ends)).collect();
    assert_eq!(steps, [("a", 0, 240), ("b", 0, 480), ("c", 480, 600)]);
    assert_eq!((run.minutes, def.longest_minutes(), def.total_minutes()), (600, 600, 840));
}

#[test]
fn a_signal_given_inside_reaches_all_who_wait() {
    let def = build(
        r#"<startEvent id="s"/><parallelGateway id="g"/><intermediateCatchEvent id="c1"><signalEventDefinition signalRef="ready"/></intermediateCatchEvent><userTask id="a"/><boundaryEvent id="b1" attachedToRef="a" cancelActivity="false"><signalEventDefinition signalRef="ready"/></boundaryEvent><userTask id="x"/><userTask id="y"/><userTask id="z"/><intermediateThrowEvent id="t"><signalEventDefinition signalRef="ready"/></intermediateThrowEvent><endEvent id="e"/>"#,
        "s>g g>c1 g>a g>x x>t t>e c1>y y>e b1>z z>e a>e",
    );
    assert_eq!(check(&def), vec![]);
    let (i, _) = start(&def, &NONE).unwrap();
    let (after, effects) = done(&def, &i, "x", &NONE);
    assert!(effects.contains(&Effect::Broadcast { element: "t".into(), name: "ready".into() }));
    assert_eq!(open(&def, &after), ["a", "y", "z"]);
    let from_outside = step(&def, &i, &Signal::Broadcast { name: "ready".into() }, &NONE).unwrap().0;
    assert_eq!(open(&def, &from_outside), ["a", "x", "y", "z"]);
    assert!(step(&def, &after, &Signal::Message { name: "ready".into() }, &NONE).is_err());
}

#[test]
fn a_message_at_the_edge_takes_the_whole_sub_process_away() {
    let edge = r#"<startEvent id="s"/><boundaryEvent id="w" attachedToRef="p1"><messageEventDefinition messageRef="rút hồ sơ"/></boundaryEvent><endEvent id="e"/><endEvent id="gone"><extensionElements><motcua:end outcome="withdrawn"/></extensionElements></endEvent>"#;
    let def = build(&inner("", edge), "s>p1 p1>e w>gone");
    let (i, _) = start(&def, &NONE).unwrap();
    let (i, effects) = step(&def, &i, &Signal::Message { name: "rút hồ sơ".into() }, &NONE).unwrap();
    assert!(i.ended());
    assert!(effects.iter().any(|e| matches!(e, Effect::CloseTask { element, .. } if element == "a")));
    assert_eq!(ended(&effects), Some(("gone".into(), Some("withdrawn".into()))));
}

#[test]
fn a_sub_process_is_repeated_as_a_whole() {
    let each =
        r#"<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"#;
    let edge = r#"<startEvent id="s"/><boundaryEvent id="t" attachedToRef="p1"><timerEventDefinition><timeDate>2025-07-01T08:00:00</timeDate></timerEventDefinition></boundaryEvent><userTask id="b"/><endEvent id="e"/>"#;
    let elements = inner("", edge).replace("<startEvent id=\"is\"/>", &format!("{each}<startEvent id=\"is\"/>"));
    let def = build(&elements, "s>p1 p1>b t>b b>e");
    assert_eq!(check(&def), vec![]);
    let (i, effects) = start(&def, &NONE).unwrap();
    assert_eq!(open(&def, &i), ["a", "a"]);
    let timers = effects.iter().filter(|e| matches!(e, Effect::StartTimer { .. })).count();
    assert_eq!(timers, 1, "the whole has one timer");
    let (one, _) = done(&def, &i, "a", &NONE);
    assert_eq!(open(&def, &one), ["a"]);
    let (both, _) = done(&def, &one, "a", &NONE);
    assert_eq!(open(&def, &both), ["b"]);
    let fired = Signal::Timer { token: 1, element: "t".into() };
    assert_eq!(open(&def, &step(&def, &one, &fired, &NONE).unwrap().0), ["b"]);
}

#[test]
fn a_process_may_begin_by_message_or_time() {
    let def = build(
        r#"<startEvent id="s"/><startEvent id="m"><messageEventDefinition messageRef="chuyển hồ sơ"/></startEvent><userTask id="a"/><userTask id="b"/><endEvent id="e"/>"#,
        "s>a m>b a>e b>e",
    );
    assert_eq!(check(&def), vec![]);
    assert_eq!(open(&def, &start(&def, &NONE).unwrap().0), ["a"]);
    assert_eq!(open(&def, &start_at(&def, "m", &NONE).unwrap().0), ["b"]);
    assert_eq!(start_at(&def, "a", &NONE), Err(StepError::NoSuchStart("a".into())));
}
