//! Simulation against what is known without it: queueing theory, shares, hours of part-time staff, the same seed twice.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::date;
use kernel::working_time::{Calendar, Limit};
use proptest::prelude::*;
use serde_json::json;

use super::runs::{blocks, document, flow, model};
use crate::simulate::*;
use crate::*;

pub fn calendar() -> Calendar {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/calendars");
    let files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .map(|p| (p.display().to_string(), std::fs::read_to_string(&p).unwrap()))
        .collect();
    Calendar::from_files(files.iter().map(|(p, t)| (p.as_str(), t.as_str()))).unwrap()
}

fn task(id: &str, role: &str, hours: &str) -> String {
    format!(
        r#"<userTask id="{id}"><extensionElements><motcua:task role="{role}" hours="{hours}"/></extensionElements></userTask>"#
    )
}

fn line(tasks: &[(&str, &str, &str)]) -> Definition {
    let mut body = r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned();
    let mut before = "s";
    for (i, (id, role, hours)) in tasks.iter().enumerate() {
        body += &task(id, role, hours);
        body += &flow(&format!("f{i}"), before, id);
        before = id;
    }
    parse(&model(&(body + &flow("last", before, "e")))).unwrap()
}

fn staff(role: &str, people: u32) -> Staff {
    Staff { role: role.into(), people, hours: vec![], away: vec![] }
}

fn scenario(per_day: f64, people: u32) -> Scenario {
    Scenario {
        staff: vec![staff("officer", people)],
        ..Scenario::new(Arrivals::PerDay(per_day), date(2024, 1, 2), 250)
    }
}

fn near(found: f64, wanted: f64, part: f64) {
    assert!((found - wanted).abs() <= wanted * part, "{found} is not near {wanted}");
}

#[test]
fn one_officer_waits_as_queueing_theory_says() {
    let def = line(&[("a", "officer", "1")]);
    let base = Scenario { replications: 40, ..scenario(5.6, 1) };
    let random = Scenario { variation: Variation::Exponential, ..base.clone() };
    let r = simulate(&def, &calendar(), &random).unwrap();
    // M/M/1 at 70 %: mean waiting is load / (1 - load) times the service.
    near(r.steps[0].waiting.mean, 60.0 * 0.7 / 0.3, 0.08);
    near(r.staff[0].used, 0.7, 0.03);
    // Little's law: the queue is what comes times how long it waits.
    near(r.steps[0].queue, r.steps[0].waiting.mean * 5.6 / 480.0, 0.05);
    let fixed = Scenario { variation: Variation::None, ..base };
    // M/D/1 waits half as long.
    near(simulate(&def, &calendar(), &fixed).unwrap().steps[0].waiting.mean, 60.0 * 0.7 / 0.3 / 2.0, 0.08);
}

#[test]
fn the_same_seed_gives_the_same_report_and_another_does_not() {
    let def = line(&[("a", "officer", "4"), ("b", "officer", "2")]);
    let s = scenario(3.0, 2);
    let once = simulate(&def, &calendar(), &s).unwrap();
    assert_eq!(once, simulate(&def, &calendar(), &s).unwrap());
    assert_ne!(once.through, simulate(&def, &calendar(), &Scenario { seed: 2, ..s }).unwrap().through);
    assert_eq!(once.done + once.open, once.arrived);
}

#[test]
fn too_few_people_are_told_and_more_of_them_help_for_certain() {
    let def = line(&[("a", "officer", "8"), ("b", "leader", "1")]);
    let few = Scenario {
        name: "hiện nay".into(),
        staff: vec![staff("officer", 3), staff("leader", 1)],
        limit: Some(Limit::working_days(5)),
        ..scenario(4.0, 0)
    };
    let more =
        Scenario { name: "thêm người".into(), staff: vec![staff("officer", 5), staff("leader", 1)], ..few.clone() };
    let (a, b) = (simulate(&def, &calendar(), &few).unwrap(), simulate(&def, &calendar(), &more).unwrap());
    assert!(a.staff[0].overloaded && !b.staff[0].overloaded && !a.staff[1].overloaded);
    assert!(a.late.unwrap().share > 0.9, "{:?}", a.late);
    assert!(b.late.unwrap().share < 0.1, "{:?}", b.late);
    let c = compare(&a, &b);
    assert!(c.certain && c.late.unwrap().share < -0.8 && c.through < 0.0 && c.done > 0);
    assert!(c.text().contains("hiện nay") && c.text().contains("có ý nghĩa"));
    assert!(a.text().contains("QUÁ TẢI") && a.text().contains("Quá hạn"));
    let same = compare(&a, &a);
    assert!(!same.certain && same.through == 0.0);
}

#[test]
fn half_days_and_absences_halve_what_people_can_do() {
    let def = line(&[("a", "officer", "2")]);
    let half = Staff { hours: vec![(0, 43_200)], ..staff("officer", 2) };
    let all_day = simulate(&def, &calendar(), &scenario(3.0, 1)).unwrap();
    let mornings = Scenario { staff: vec![half], ..scenario(3.0, 0) };
    let found = simulate(&def, &calendar(), &mornings).unwrap();
    near(found.staff[0].used, all_day.staff[0].used, 0.05);
    // Whoever comes after noon waits for the next morning.
    assert!(found.through.mean > all_day.through.mean);
    let away = Away { from: date(2024, 1, 1), to: date(2025, 12, 31), people: 1 };
    let one_left = Scenario { staff: vec![Staff { away: vec![away], ..staff("officer", 2) }], ..scenario(3.0, 0) };
    assert_eq!(simulate(&def, &calendar(), &one_left).unwrap().through, all_day.through);
}

fn choice() -> Definition {
    let body = [
        r#"<startEvent id="s"/><endEvent id="e"/><exclusiveGateway id="x" default="no"/>"#.to_owned(),
        task("a", "officer", "1") + &task("b", "officer", "1"),
        flow("f1", "s", "x"),
        flow("yes", "x", "a").replace("/>", "><conditionExpression>ok</conditionExpression></sequenceFlow>"),
        flow("no", "x", "b") + &flow("f2", "a", "e") + &flow("f3", "b", "e"),
    ];
    parse(&model(&body.concat())).unwrap()
}

#[test]
fn branches_follow_stated_shares_then_data_then_split_evenly() {
    let def = choice();
    let part = |s: &Scenario| {
        let r = simulate(&def, &calendar(), s).unwrap();
        r.steps[0].work.count as f64 / (r.steps[0].work.count + r.steps[1].work.count) as f64
    };
    let base = scenario(20.0, 10);
    near(part(&base), 0.5, 0.03);
    assert!(simulate(&def, &calendar(), &base).unwrap().notes.iter().any(|n| n.contains("chia đều")));
    let stated = Scenario { shares: BTreeMap::from([("yes".into(), 20)]), ..base.clone() };
    near(part(&stated), 0.2, 0.05);
    let by_ends = Scenario { shares: BTreeMap::from([("x → b".into(), 90)]), ..base.clone() };
    near(part(&by_ends), 0.1, 0.1);
    let kinds = vec![Kind { weight: 3, data: json!({"ok": true}) }, Kind { weight: 1, data: json!({}) }];
    near(part(&Scenario { kinds, ..base }), 0.75, 0.03);
}

#[test]
fn waiting_for_the_applicant_moves_the_due_date() {
    let pausing = task("wait", "applicant", "40").replace("hours", "clock=\"pauses\" hours");
    let body = [
        r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned() + &pausing + &task("a", "officer", "1"),
        flow("f1", "s", "wait") + &flow("f2", "wait", "a") + &flow("f3", "a", "e"),
    ];
    let def = parse(&model(&body.concat())).unwrap();
    let s = Scenario { limit: Some(Limit::working_hours(4)), ..scenario(1.0, 2) };
    let r = simulate(&def, &calendar(), &s).unwrap();
    assert!(r.through.mean > 2_000.0 && r.late.unwrap().share < 0.02, "{r:?}");
    assert!(r.notes.iter().any(|n| n.contains("applicant")));
}

#[test]
fn a_timer_takes_work_away_and_frees_the_officer() {
    let edge = r#"<boundaryEvent id="late" attachedToRef="a"><extensionElements><motcua:timer hours="1"/></extensionElements><timerEventDefinition/></boundaryEvent>"#;
    let body = [
        r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned() + &task("a", "officer", "80") + edge,
        flow("f1", "s", "a") + &flow("f2", "a", "e") + &flow("f3", "late", "e"),
    ];
    let def = parse(&model(&body.concat())).unwrap();
    let r = simulate(&def, &calendar(), &scenario(2.0, 1)).unwrap();
    assert!(r.through.most <= 60.5 && r.open <= r.replications as u64 && r.staff[0].used < 0.3, "{r:?}");
}

#[test]
fn past_arrivals_measured_times_and_calendar_limits_are_used_as_they_are() {
    let def = line(&[("a", "officer", "1")]);
    let at = |d: i8, h: i8| kernel::time::from_local(date(2024, 1, d).at(h, 0, 0, 0));
    let s = Scenario {
        arrivals: Arrivals::Times(vec![at(3, 9), at(3, 8), at(8, 9), at(1, 9)]),
        times: BTreeMap::from([("a".into(), Service::Measured(vec![30, 90]))]),
        limit: Some(Limit::parse("1 ngày").unwrap()),
        days: 10,
        ..scenario(1.0, 1)
    };
    let r = simulate(&def, &calendar(), &s).unwrap();
    assert_eq!((r.arrived, r.done), (30, 30));
    assert!(r.steps[0].work.most == 90.0 && r.notes.iter().any(|n| n.contains("1 hồ sơ nằm ngoài")), "{r:?}");
    assert_eq!(r.late.unwrap().share, 0.0);
}

#[test]
fn what_does_not_fit_the_process_is_refused_in_words() {
    let def = choice();
    let refused = |s: Scenario| simulate(&def, &calendar(), &s).unwrap_err().0;
    let base = scenario(1.0, 1);
    assert!(refused(Scenario { staff: vec![staff("giám đốc", 1)], ..base.clone() }).contains("officer"));
    assert!(refused(Scenario { shares: BTreeMap::from([("zz".into(), 1)]), ..base.clone() }).contains("zz"));
    assert!(
        refused(Scenario { times: BTreeMap::from([("zz".into(), Service::Minutes(1))]), ..base.clone() })
            .contains("zz")
    );
    assert!(refused(Scenario { arrivals: Arrivals::PerDay(0.0), ..base.clone() }).contains("lớn hơn 0"));
    assert!(refused(Scenario { from: date(2040, 1, 1), ..base }).contains("Lịch làm việc chỉ có"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_model_of_blocks_is_simulated(b in blocks(), seed in any::<u64>()) {
        let def = parse(&document(&b)).unwrap();
        let arrivals = Arrivals::PerDay(5.0);
        let s = Scenario { seed, replications: 2, ..Scenario::new(arrivals, date(2024, 3, 1), 20) };
        let r = simulate(&def, &calendar(), &s).unwrap();
        prop_assert_eq!(r.arrived, r.done + r.open);
        // No step takes time, so only timers (which run out after a day) and rounds keep a case.
        prop_assert!(r.done > 0 || r.arrived == 0);
    }
}
