//! The way through the process: one agency, and two agencies at once with their hand-overs as the phiếu kiểm soát prints them.

use super::{DESK, LEADERS, OFFICER, OTHER, PARTNER, REGISTRY, ROOM, Yard, at, refused};
use crate::model::{Status, Timely};
use crate::rules;

fn ways(d: &crate::Dossier) -> Vec<(uuid::Uuid, uuid::Uuid)> {
    d.case.body.transfers.iter().map(|t| (t.from_unit, t.to_unit)).collect()
}

#[test]
fn six_steps_from_desk_to_desk() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    for step in ["assign", "appraise", "review", "sign"] {
        y.finish(&mut d, step).unwrap();
    }
    assert_eq!(refused(y.act(&mut d, |d, g| rules::complete(d, g, rules::Step::default()))), "outcome");
    y.finish(&mut d, "issue").unwrap();
    assert_eq!((d.case.status, d.case.unit, d.case.officer), (Status::Finished, DESK, None));
    assert_eq!(ways(&d), [(DESK, ROOM), (ROOM, LEADERS), (LEADERS, REGISTRY), (REGISTRY, DESK)]);
}

#[test]
fn a_dossier_not_eligible_is_answered_by_its_own_way() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.finish(&mut d, "assign").unwrap();
    let facts = serde_json::json!({ "eligible": false }).as_object().unwrap().clone();
    y.act(&mut d, |d, g| rules::complete(d, g, rules::Step { facts, ..rules::Step::default() })).unwrap();
    assert_eq!(d.step().unwrap().element, "review_refusal");
}

#[test]
fn two_agencies_work_at_once_and_each_hands_over() {
    let mut y = Yard::linked();
    let mut d = y.accepted();
    assert_eq!(d.steps().count(), 2);
    assert_eq!(ways(&d), [(DESK, ROOM), (DESK, PARTNER)], "the desk sends it to both");
    assert_eq!(d.case.unit, ROOM, "the agency that took it in answers for the whole");
    // The partner's officer takes their part; the lead stays with the room.
    let partner = d.steps().find(|t| t.unit == PARTNER).unwrap().id;
    y.now = at("2024-03-04T10:00");
    y.who = OTHER;
    y.act(&mut d, |d, g| rules::claim_step(d, g, (OTHER, Some(partner)))).unwrap();
    assert_eq!((d.case.unit, d.case.officer), (ROOM, None));
    y.who = OFFICER;
    y.act(&mut d, |d, g| rules::claim(d, g, OFFICER)).unwrap();
    assert_eq!(d.case.officer, Some(OFFICER));
    // The partner is done first, a day early: its part goes back though nothing new opens yet.
    y.now = at("2024-03-05T09:00");
    y.who = OTHER;
    y.finish(&mut d, "consult").unwrap();
    assert_eq!(ways(&d)[2..], [(PARTNER, ROOM)]);
    assert_eq!((d.case.unit, d.case.officer), (ROOM, Some(OFFICER)), "the room still works on its own part");
    y.now = at("2024-03-07T09:00");
    y.who = OFFICER;
    y.finish(&mut d, "appraise").unwrap();
    assert_eq!(d.step().unwrap().element, "review");
    for step in ["review", "sign", "issue"] {
        y.finish(&mut d, step).unwrap();
    }
    assert_eq!(ways(&d)[3..], [(ROOM, LEADERS), (LEADERS, REGISTRY), (REGISTRY, DESK)]);
    let t = &d.case.body.transfers;
    assert_eq!(t[2].timely(), Timely::Early, "back a day before its time");
    assert!(t.iter().all(|t| t.giver.is_some()));
    assert!(t[..6].iter().take(5).all(|t| t.received_at.is_some_and(|r| r >= t.given_at) && t.receiver.is_some()));
    assert_eq!(d.case.status, Status::Finished);
}

#[test]
fn the_partner_last_and_late_is_named_late() {
    let mut y = Yard::linked();
    let mut d = y.accepted();
    y.now = at("2024-03-05T10:00");
    y.finish(&mut d, "appraise").unwrap();
    assert_eq!(d.case.unit, PARTNER, "only the partner still works");
    y.now = at("2024-03-07T10:00");
    y.finish(&mut d, "consult").unwrap();
    let back = d.case.body.transfers.last().unwrap();
    assert_eq!((back.from_unit, back.to_unit, back.timely()), (PARTNER, ROOM, Timely::Late));
    assert_eq!(d.case.unit, ROOM);
}

#[test]
fn a_timer_of_the_process_moves_no_work() {
    let mut y = Yard::linked();
    let mut d = y.waiting();
    let deed = y.act(&mut d, |d, g| rules::accept(d, g, kernel::working_time::Limit::working_days(5))).unwrap();
    let (when, signal) = deed.timers[0].clone();
    y.now = when;
    let before = d.tasks.clone();
    y.act(&mut d, |d, g| rules::timer(d, g, &signal)).unwrap();
    assert_eq!(d.tasks, before);
    y.act(&mut d, |d, g| rules::ask_withdrawal(d, g, "Vì")).unwrap();
    assert_eq!(
        refused(y.act(&mut d, |d, g| rules::timer(d, g, &signal))),
        "timer-waits",
        "the case waits, and so does its process"
    );
    y.act(&mut d, |d, g| rules::decide_withdrawal(d, g, rules::Withdrawal::GoOn)).unwrap();
    let told = y.act(&mut d, |d, g| rules::timer_refused(d, g, (&signal, "bảng không có dòng phù hợp"))).unwrap();
    assert!(told.notices[0].text.contains("bảng không có dòng") && told.timers.len() == 1, "told, and tried again");
    assert_eq!(d.tasks, before);
    let process::Signal::Timer { element, .. } = signal else { panic!("a timer") };
    let past = process::Signal::Timer { token: 9999, element };
    assert_eq!(refused(y.act(&mut d, |d, g| rules::timer(d, g, &past))), "timer-gone");
}

#[test]
fn a_step_has_no_more_time_than_the_case() {
    let mut y = Yard::six();
    let mut d = y.waiting();
    y.act(&mut d, |d, g| rules::accept(d, g, kernel::working_time::Limit::working_hours(2))).unwrap();
    assert_eq!(d.step().unwrap().due_at, d.case.due_at);
}
