//! The legal clock: pauses that overlap, extensions, one apology, warnings by working days.

use kernel::time::{Timestamp, short};
use kernel::working_time::Limit;
use proptest::prelude::*;

use super::{Yard, at, refused};
use crate::model::{Dossier, Part, Status};
use crate::rules::{self, Warn, Withdrawal, warn_level, warning};

fn suspend(y: &mut Yard, d: &mut Dossier) {
    y.act(d, |d, g| rules::suspend(d, g, ("Chờ kết luận", "Khoản 3 Điều 19"))).unwrap();
}

#[test]
fn a_pause_moves_the_due_date_and_the_open_step_by_what_was_lost() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let (due, step) = (d.case.due_at, d.step().unwrap().due_at);
    suspend(&mut y, &mut d);
    assert_eq!((d.case.due_at, d.step().unwrap().due_at), (due, step), "while it lasts nothing moves");
    y.now = at("2024-03-06T08:00");
    y.act(&mut d, rules_resume).unwrap();
    assert_eq!(short(d.case.due_at), "08:00 13/03/2024", "two working days later");
    assert_eq!(short(d.step().unwrap().due_at), "12:00 06/03/2024".replace("12:00", &short(step)[..5]));
}

fn rules_resume(d: &mut Dossier, g: &mut crate::Ground<'_>) -> Result<crate::Deed, kernel::error::Refusal> {
    rules::resume(d, g)
}

#[test]
fn a_suspension_outlasts_the_supplement_asked_meanwhile() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    suspend(&mut y, &mut d);
    y.now = at("2024-03-05T08:00");
    y.act(&mut d, |d, g| rules::ask_supplement(d, g, (vec!["Học bạ".into()], "Thiếu"), None)).unwrap();
    y.now = at("2024-03-06T08:00");
    let part = Part { name: "Học bạ".into(), ..Part::default() };
    y.act(&mut d, |d, g| rules::answer_supplement(d, g, vec![part])).unwrap();
    assert!(d.paused().is_some(), "the suspension is still in force");
    assert_eq!(refused(y.finish(&mut d, "assign")), "paused");
    y.now = at("2024-03-07T08:00");
    y.act(&mut d, rules_resume).unwrap();
    assert_eq!(short(d.case.due_at), "08:00 14/03/2024", "three days lost, the middle one once");
    y.finish(&mut d, "assign").unwrap();
}

#[test]
fn suspending_and_extending_ask_for_reason_and_basis() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::suspend(d, g, ("", "Điều 5")))), "required");
    assert_eq!(y.act(&mut d, |d, g| rules::suspend(d, g, ("Vì", " "))).unwrap_err().field.as_deref(), Some("basis"));
    assert_eq!(refused(y.act(&mut d, rules_resume)), "not-paused");
    let two = Limit::working_days(2);
    assert_eq!(y.act(&mut d, |d, g| rules::extend(d, g, (two, "Vì", ""))).unwrap_err().field.as_deref(), Some("basis"));
    y.act(&mut d, |d, g| rules::extend(d, g, (two, "Phức tạp", "Điều 5"))).unwrap();
    assert_eq!(short(d.case.due_at), "08:00 13/03/2024");
    assert!(d.case.body.deadline.as_ref().unwrap().sum_vi().contains("gia hạn"), "the sum says so");
}

#[test]
fn the_apology_comes_once_with_a_later_working_day() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let sorry = |new: &'static str| {
        move |d: &mut Dossier, g: &mut crate::Ground<'_>| rules::apologise(d, g, (at(new), "Nhiều hồ sơ"))
    };
    assert_eq!(refused(y.act(&mut d, sorry("2024-03-11T08:00"))), "apology-date", "the old date is no new one");
    assert_eq!(refused(y.act(&mut d, sorry("2024-03-16T10:00"))), "apology-date", "a Saturday");
    y.act(&mut d, sorry("2024-03-14T16:30")).unwrap();
    assert_eq!(short(d.case.due_at), "16:30 14/03/2024");
    let again = y.act(&mut d, sorry("2024-03-20T16:30")).unwrap_err();
    assert_eq!(again.code, "apology-once");
    assert!(again.law.unwrap().contains("Điều 19"));
    // A pause after the apology never brings the promised day back.
    suspend(&mut y, &mut d);
    y.now = at("2024-03-05T08:00");
    y.act(&mut d, rules_resume).unwrap();
    assert_eq!(short(d.case.due_at), "16:30 14/03/2024");
}

#[test]
fn warnings_go_by_working_days_to_the_due_day() {
    let y = Yard::six();
    let due = at("2024-03-14T16:00");
    let level = |now: &str| warn_level(due, at(now), (y.regime(), &y.calendar));
    assert_eq!(level("2024-03-11T08:00"), Warn::Calm);
    assert_eq!(level("2024-03-12T08:00"), Warn::Soon, "two working days before: offered");
    assert_eq!(level("2024-03-13T07:30"), Warn::Last, "one working day before: the last day for it, from the morning");
    assert_eq!(level("2024-03-14T16:00"), Warn::Last);
    assert_eq!(level("2024-03-14T16:01"), Warn::Late);
    let tet = at("2024-02-15T10:00");
    assert_eq!(warn_level(tet, at("2024-02-07T10:00"), (y.regime(), &y.calendar)), Warn::Last, "Tết is no working day");
}

#[test]
fn what_waits_for_the_applicant_is_not_warned_about() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let law = y.regimes.clone();
    let regime = law.get("2018").unwrap();
    let late = at("2024-04-01T08:00");
    assert_eq!(warning(&d, late, (regime, &y.calendar)), Warn::Late);
    y.act(&mut d, |d, g| rules::ask_fee(d, g, (20_000, "Lệ phí"))).unwrap();
    assert_eq!(warning(&d, late, (regime, &y.calendar)), Warn::Calm);
}

#[test]
fn a_clock_set_back_ends_no_pause_before_it_began() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let due = d.case.due_at;
    y.now = at("2024-03-06T08:00");
    suspend(&mut y, &mut d);
    y.now = at("2024-03-05T08:00");
    y.act(&mut d, rules_resume).unwrap();
    let pause = &d.case.body.pauses[0];
    assert!(pause.to.unwrap() >= pause.from);
    assert_eq!(d.case.due_at, due);
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    kernel::time::from_micros(kernel::time::micros(now) + minutes * 60_000_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    /// Whatever stops the clock, in whatever order, at whatever times: the due date never moves backward, and what was
    /// asked and answered at the same moment moves nothing.
    #[test]
    fn pauses_never_bring_the_due_date_back(waits in prop::collection::vec((0_u8..4, 0_i64..4000, 0_i64..4000), 1..6)) {
        let mut y = Yard::six();
        let mut d = y.accepted();
        for (kind, before, length) in waits {
            y.now = later(y.now, before);
            let due = d.case.due_at;
            let asked = match kind {
                0 => y.act(&mut d, |d, g| rules::ask_supplement(d, g, (vec!["A".into()], "B"), Some("C".into()))),
                1 => y.act(&mut d, |d, g| rules::ask_fee(d, g, (1, "Phí"))),
                2 => y.act(&mut d, |d, g| rules::ask_withdrawal(d, g, "Vì")),
                _ => y.act(&mut d, |d, g| rules::suspend(d, g, ("Vì", "Điều"))),
            };
            asked.unwrap();
            prop_assert_eq!(d.case.due_at, due);
            y.now = later(y.now, length);
            let answered = match kind {
                0 => y.act(&mut d, |d, g| rules::answer_supplement(d, g, vec![Part { name: "A".into(), ..Part::default() }])),
                1 => y.act(&mut d, |d, g| rules::fee_paid(d, g, "01")),
                2 => y.act(&mut d, |d, g| rules::decide_withdrawal(d, g, Withdrawal::GoOn)),
                _ => y.act(&mut d, rules_resume),
            };
            answered.unwrap();
            prop_assert!(d.case.due_at >= due);
            if length == 0 {
                prop_assert_eq!(d.case.due_at, due);
            }
            prop_assert!(d.paused().is_none() && d.case.status == Status::Working);
        }
    }
}
