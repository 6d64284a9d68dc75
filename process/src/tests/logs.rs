//! Mining: what the engine itself did always fits, what it refuses never does, and times are those of the calendar.

use jiff::civil::date;
use kernel::time::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::runs::{blocks, document};
use super::simulation::calendar;
use crate::mining::{Entry, mine};
use crate::*;

const SHIPPED: &str = include_str!("../../../law/processes/generic-six-step.bpmn");

fn at(day: i8, hour: i8) -> Timestamp {
    kernel::time::from_local(date(2024, 3, day).at(hour, 0, 0, 0))
}

fn entry((case, element): (&str, &str), opened: Timestamp, done: Option<Timestamp>) -> Entry {
    let (case, element) = (case.to_owned(), element.to_owned());
    Entry { case, element, opened, started: None, done, unit: "Phòng A".into(), officer: "An".into() }
}

/// A case whose steps follow one another by the hour.
fn way(case: &str, day: i8, steps: &[&str]) -> Vec<Entry> {
    let hour = |i: usize| kernel::time::from_micros(kernel::time::micros(at(day, 8)) + i as i64 * 1_800_000_000);
    steps.iter().enumerate().map(|(i, s)| entry((case, s), hour(i), Some(hour(i + 1)))).collect()
}

#[test]
fn cases_fit_or_are_told_where_they_left_the_process() {
    let def = parse(SHIPPED).unwrap();
    let right = ["receive", "assign", "appraise", "review", "sign", "issue"];
    let refused = ["receive", "assign", "appraise", "review_refusal", "sign", "issue"];
    let log = [
        way("1", 4, &right),
        way("2", 5, &refused),
        way("3", 6, &["receive", "appraise", "sign"]),
        way("4", 7, &["receive", "assign"]),
        way("5", 8, &right),
        way("6", 11, &["receive", "nghỉ"]),
    ]
    .concat();
    let found = mine(Some(&def), &calendar(), &log).unwrap();
    let c = found.conformance.unwrap();
    assert_eq!(c.fitting, ["1", "5", "2"]);
    assert_eq!(c.under_way, ["4"]);
    let left: Vec<_> = c.deviations.iter().map(|d| (d.after, d.found.as_str(), d.cases.clone())).collect();
    assert_eq!(left, [(1, "appraise", vec!["3".to_owned()]), (1, "nghỉ", vec!["6".to_owned()])]);
    assert_eq!(c.deviations[0].expected, ["assign"]);
    assert_eq!((found.cases, found.variants[0].cases.len(), found.variants[0].median), (6, 2, 180));
    assert_eq!(found.variants[0].fits, Some(true));
}

#[test]
fn waiting_and_work_are_told_apart_by_record_or_estimate() {
    let mut log = vec![
        entry(("1", "a"), at(4, 8), Some(at(4, 10))),
        // Opened while An was still at the first one.
        entry(("2", "a"), at(4, 9), Some(at(4, 11))),
        Entry { started: Some(at(5, 9)), ..entry(("3", "a"), at(4, 16), Some(at(5, 10))) },
        entry(("4", "a"), at(5, 8), None),
    ];
    let found = mine(None, &calendar(), &log).unwrap();
    let t = &found.by_step[0];
    assert_eq!((t.of.as_str(), t.count, t.estimated), ("a", 3, 2));
    assert_eq!((t.work_median, t.waiting_median, t.work_total), (60, 60, 240));
    // Overnight counts only what is worked: 16:00 to closing, and opening to 9:00.
    let closing = kernel::working_time::working_minutes_between(&calendar(), at(4, 16), at(5, 9)).unwrap();
    assert_eq!(t.waiting_p90, closing);
    assert_eq!(t.cases, ["1", "2", "3"]);
    assert_eq!(found.by_unit[0].of, "Phòng A");
    assert_eq!(found.by_officer[0].count, 3);
    log[0].done = Some(at(1, 8));
    assert!(mine(None, &calendar(), &log).unwrap_err().to_string().contains("hồ sơ 1, bước a"));
    assert_eq!(mine(None, &calendar(), &[]).unwrap().cases, 0);
}

/// Runs a case through the engine, choosing what comes next by the picks.
fn lived(def: &Definition, picks: &[u8]) -> Vec<String> {
    let mut picks = picks.iter().copied().cycle();
    let mut data = json!({"branch": picks.next().unwrap() % 4, "again": false});
    let (mut now, effects) = start(def, &data).unwrap();
    let mut timers: Vec<Signal> = vec![];
    let mut steps = vec![];
    let keep = |timers: &mut Vec<Signal>, effects: Vec<Effect>| {
        for e in effects {
            match e {
                Effect::StartTimer { token, element, .. } => timers.push(Signal::Timer { token, element }),
                Effect::CancelTimer { token, element } => {
                    timers.retain(|t| *t != Signal::Timer { token, element: element.clone() });
                }
                _ => {}
            }
        }
    };
    keep(&mut timers, effects);
    while !now.ended() && steps.len() < 60 {
        let mut signals: Vec<Signal> =
            now.open_tasks(def).map(|(token, t)| Signal::Complete { task: t.id.clone(), token }).collect();
        signals.extend(timers.iter().cloned());
        let signal = signals[usize::from(picks.next().unwrap()) % signals.len()].clone();
        data["again"] = json!(steps.len() < 20 && picks.next().unwrap() % 3 == 0);
        let Ok((next, effects)) = step(def, &now, &signal, &data) else { break };
        now = next;
        timers.retain(|t| *t != signal);
        keep(&mut timers, effects);
        if let Signal::Complete { task, .. } = signal {
            steps.push(task);
        }
    }
    steps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_the_engine_did_fits(b in blocks(), picks in prop::collection::vec(any::<u8>(), 200)) {
        let def = parse(&document(&b)).unwrap();
        let steps = lived(&def, &picks);
        let names: Vec<&str> = steps.iter().map(String::as_str).collect();
        let log: Vec<Entry> = names.iter().enumerate().map(|(i, s)| {
            let minute = |n: usize| kernel::time::from_micros(kernel::time::micros(at(4, 8)) + n as i64 * 60_000_000);
            entry(("1", s), minute(i), Some(minute(i + 1)))
        }).collect();
        let found = mine(Some(&def), &calendar(), &log).unwrap().conformance.unwrap();
        prop_assert!(found.deviations.is_empty(), "{:?} {:?}", found.deviations, steps);
    }
}
