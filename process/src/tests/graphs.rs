//! Random drawings, most of them wrong: whatever the check passes, the engine carries to its end under every choice and
//! order; and every round, join and event it refuses is refused with a place.

use proptest::prelude::*;
use serde_json::json;

use super::runs::{flow, model};
use crate::*;

const KINDS: [&str; 6] =
    ["userTask", "userTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "intermediateThrowEvent"];

/// Some nodes and arrows between them; the last one leads to the end. `edges` are boundary timers on tasks.
fn drawing(kinds: &[usize], arrows: &[(usize, usize)], edges: &[(usize, usize, bool)]) -> String {
    let n = kinds.len();
    let mut body = r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned() + &flow("f_s", "s", "n0");
    let mut all: Vec<(usize, usize)> =
        arrows.iter().map(|(a, b)| (a % n, b % (n + 1))).filter(|(a, b)| a != b).collect();
    // Everything has a way in and out, or nearly all drawings would be refused for their shape.
    all.extend((0..n).map(|i| (i, i + 1)));
    all.sort_unstable();
    all.dedup();
    for (i, kind) in kinds.iter().enumerate() {
        let kind = KINDS[kind % KINDS.len()];
        let out: Vec<usize> = all.iter().filter(|(a, _)| *a == i).map(|(_, b)| *b).collect();
        let choice = out.len() > 1 && ["exclusiveGateway", "inclusiveGateway"].contains(&kind);
        let default = if choice { format!(" default=\"f{i}_{}\"", i + 1) } else { String::new() };
        body += &format!("<{kind} id=\"n{i}\"{default}/>");
        for to in out {
            let target = if to == n { "e".to_owned() } else { format!("n{to}") };
            let plain = flow(&format!("f{i}_{to}"), &format!("n{i}"), &target);
            let condition = format!("><conditionExpression>c{to} = true</conditionExpression></sequenceFlow>");
            body += &if choice && to != i + 1 { plain.replace("/>", &condition) } else { plain };
        }
    }
    for (k, (host, to, interrupting)) in edges.iter().enumerate() {
        let host = host % n;
        if KINDS[kinds[host] % KINDS.len()] == "userTask" {
            let target = if to % (n + 1) == n { "e".to_owned() } else { format!("n{}", to % (n + 1)) };
            body += &format!(
                r#"<boundaryEvent id="t{k}" attachedToRef="n{host}" cancelActivity="{interrupting}"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"#
            );
            body += &flow(&format!("ft{k}"), &format!("t{k}"), &target);
        }
    }
    model(&body)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn what_the_check_passes_ends_under_every_choice_and_order(
        kinds in prop::collection::vec(0usize..6, 2..8),
        arrows in prop::collection::vec((0usize..8, 0usize..9), 0..6),
        edges in prop::collection::vec((0usize..8, 0usize..9, any::<bool>()), 0..2),
        picks in prop::collection::vec(any::<u8>(), 200),
    ) {
        let Ok(def) = parse(&drawing(&kinds, &arrows, &edges)) else { return Ok(()) };
        let problems = check(&def);
        for p in &problems {
            prop_assert!(!p.element.is_empty() && p.line > 0 && !p.reason.is_empty(), "{p}");
        }
        if !problems.is_empty() {
            return Ok(());
        }
        let mut picks = picks.into_iter().cycle();
        let mut rounds = 0;
        let mut choose = |rounds: u32| {
            let pick = u16::from(picks.next().unwrap()) << 8 | u16::from(picks.next().unwrap());
            // After a while all choices lead on, so that rounds end.
            let on = |i: u32| rounds < 60 && pick >> (i % 16) & 1 == 1;
            (pick, json!({"c0": on(0), "c1": on(1), "c2": on(2), "c3": on(3), "c4": on(4), "c5": on(5), "c6": on(6), "c7": on(7)}))
        };
        let (_, data) = choose(0);
        let (mut now, effects) = start(&def, &data).map_err(|e| TestCaseError::fail(format!("start: {e}")))?;
        let mut timers: Vec<Signal> = vec![];
        let watch = |timers: &mut Vec<Signal>, effects: &[Effect]| {
            for e in effects {
                match e.clone() {
                    Effect::StartTimer { token, element, .. } => timers.push(Signal::Timer { token, element }),
                    Effect::CancelTimer { token, element } => timers.retain(|t| *t != Signal::Timer { token, element: element.clone() }),
                    _ => {}
                }
            }
        };
        watch(&mut timers, &effects);
        while !now.ended() {
            let (pick, data) = choose(rounds);
            let mut signals: Vec<Signal> =
                now.open_tasks(&def).map(|(token, t)| Signal::Complete { task: t.id.clone(), token }).collect();
            prop_assert!(!signals.is_empty(), "nothing to do and not ended");
            if rounds < 60 {
                signals.extend(timers.iter().cloned());
            }
            let signal = signals[usize::from(pick) % signals.len()].clone();
            let (next, effects) =
                step(&def, &now, &signal, &data).map_err(|e| TestCaseError::fail(format!("{signal:?}: {e}")))?;
            now = next;
            timers.retain(|t| *t != signal);
            watch(&mut timers, &effects);
            rounds += 1;
            prop_assert!(rounds < 2_000, "the run does not end");
        }
    }
}

#[test]
fn a_round_of_gateways_only_is_refused_with_its_path() {
    let body = [
        r#"<startEvent id="s"/><exclusiveGateway id="m"/><exclusiveGateway id="g" name="Lại?" default="f3"/><endEvent id="e"/>"#,
        &flow("f1", "s", "m"),
        &flow("f2", "m", "g"),
        &flow("f3", "g", "e"),
        &flow("f4", "g", "m").replace("/>", "><conditionExpression>x</conditionExpression></sequenceFlow>"),
    ];
    let found = check(&parse(&model(&body.concat())).unwrap());
    assert_eq!(found.len(), 1);
    assert!(found[0].reason.contains("m → Lại? → m"), "{}", found[0].reason);
}
