//! Intake: what the desk may answer, once and in which order; what after-hours receipt does to the first step.

use kernel::time::short;
use kernel::working_time::Limit;
use proptest::prelude::*;

use super::{DESK, ROOM, Yard, application, at, refused};
use crate::model::{Channel, Part, Status};
use crate::rules::{self, Withdrawal};

fn five() -> Limit {
    Limit::working_days(5)
}

#[test]
fn an_online_answer_is_due_eight_working_hours_after_sending() {
    let mut y = Yard::six();
    y.now = at("2024-03-08T15:30");
    assert_eq!(short(y.waiting().case.due_at), "15:30 11/03/2024", "Friday 15:30 to Monday 15:30");
}

#[test]
fn what_is_needed_is_asked_at_its_field() {
    let mut y = Yard::six();
    assert_eq!(y.registered(application("  \u{200b} ")).unwrap_err().field.as_deref(), Some("name"));
    let mut post = application("Lê Văn A");
    post.result_channel = Channel::Post;
    assert_eq!(y.registered(post).unwrap_err().field.as_deref(), Some("address"));
}

#[test]
fn acceptance_happens_once_and_only_when_complete() {
    let mut y = Yard::six();
    let mut d = y.waiting();
    d.case.body.parts[0].missing = true;
    assert_eq!(refused(y.act(&mut d, |d, g| rules::accept(d, g, five()))), "incomplete");
    d.case.body.parts[0].missing = false;
    y.act(&mut d, |d, g| rules::accept(d, g, five())).unwrap();
    assert_eq!(short(d.case.due_at), "08:00 11/03/2024");
    assert_eq!((d.case.status, d.case.unit), (Status::Working, ROOM), "the desk's own step is done with it");
    assert_eq!(refused(y.act(&mut d, |d, g| rules::accept(d, g, five()))), "status");
}

#[test]
fn a_dossier_is_refused_before_acceptance_only() {
    let mut y = Yard::six();
    let mut d = y.waiting();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::refuse(d, g, " "))), "required");
    let mut taken = y.accepted();
    assert_eq!(refused(y.act(&mut taken, |d, g| rules::refuse(d, g, "Sai thẩm quyền"))), "status");
    y.act(&mut taken, |d, g| rules::ask_supplement(d, g, (vec!["Học bạ".into()], "Thiếu"), None)).unwrap();
    assert_eq!(refused(y.act(&mut taken, |d, g| rules::refuse(d, g, "Sai thẩm quyền"))), "accepted");
    y.act(&mut d, |d, g| rules::refuse(d, g, "Sai thẩm quyền")).unwrap();
    assert!(d.case.status.closed() && d.case.closed_at.is_some());
}

#[test]
fn completion_is_asked_once_without_a_basis_and_names_the_article() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let ask = |basis: Option<&str>| {
        let basis = basis.map(str::to_owned);
        move |d: &mut crate::Dossier, g: &mut crate::Ground<'_>| {
            rules::ask_supplement(d, g, (vec!["Học bạ".into()], "Thiếu"), basis)
        }
    };
    y.act(&mut d, ask(None)).unwrap();
    y.act(&mut d, |d, g| rules::answer_supplement(d, g, vec![Part { name: "Học bạ".into(), ..Part::default() }]))
        .unwrap();
    let again = y.act(&mut d, ask(None)).unwrap_err();
    assert_eq!((again.code, again.field.as_deref()), ("supplement-once", Some("basis")));
    assert!(again.law.unwrap().contains("Điều 17"));
    assert_eq!(refused(y.act(&mut d, ask(Some("  ")))), "supplement-once", "a blank is no basis");
    y.act(&mut d, ask(Some("Khoản 2 Điều 5"))).unwrap();
    assert_eq!(d.case.body.supplements.len(), 2);
    assert_eq!(d.case.body.supplements[1].basis.as_deref(), Some("Khoản 2 Điều 5"));
}

#[test]
fn a_supplement_names_what_is_missing_and_is_answered_with_papers() {
    let mut y = Yard::six();
    let mut d = y.waiting();
    assert_eq!(
        refused(y.act(&mut d, |d, g| rules::ask_supplement(d, g, (vec![" ".into()], "Thiếu"), None))),
        "required"
    );
    y.act(&mut d, |d, g| rules::ask_supplement(d, g, (vec!["Học bạ".into()], "Thiếu"), None)).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::answer_supplement(d, g, vec![]))), "required");
    let part = || vec![Part { name: "Đơn".into(), copies: 2, ..Part::default() }];
    y.act(&mut d, |d, g| rules::answer_supplement(d, g, part())).unwrap();
    assert_eq!(d.case.status, Status::Registered, "before acceptance the desk decides anew");
    assert_eq!(d.case.body.parts.len(), 1, "a paper of the same name replaces the old one");
    assert_eq!(d.case.body.parts[0].copies, 2);
}

#[test]
fn withdrawal_is_possible_until_a_decision_and_goes_on_where_it_stood() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.act(&mut d, |d, g| rules::ask_supplement(d, g, (vec!["Học bạ".into()], "Thiếu"), None)).unwrap();
    y.act(&mut d, |d, g| rules::ask_withdrawal(d, g, "Chuyển nhà")).unwrap();
    y.act(&mut d, |d, g| rules::decide_withdrawal(d, g, Withdrawal::GoOn)).unwrap();
    assert_eq!(d.case.status, Status::SupplementAsked, "it still waits for its supplement");
    assert!(d.paused().is_some(), "and the clock still stands for it");
    let part = Part { name: "Học bạ".into(), ..Part::default() };
    y.act(&mut d, |d, g| rules::answer_supplement(d, g, vec![part])).unwrap();
    assert!(d.paused().is_none());
    for step in ["assign", "appraise", "review", "sign", "issue"] {
        y.finish(&mut d, step).unwrap();
    }
    assert_eq!(refused(y.act(&mut d, |d, g| rules::ask_withdrawal(d, g, "Chuyển nhà"))), "status");
}

#[test]
fn a_stopped_case_keeps_its_reason_and_no_work() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.act(&mut d, |d, g| rules::ask_withdrawal(d, g, "Chuyển nhà")).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::decide_withdrawal(d, g, Withdrawal::Stop(" ".into())))), "required");
    y.act(&mut d, |d, g| rules::decide_withdrawal(d, g, Withdrawal::Stop("Theo đề nghị".into()))).unwrap();
    assert_eq!(d.case.status, Status::Stopped);
    assert!(d.tasks.iter().all(|t| !t.open()) && d.paused().is_none());
}

#[test]
fn what_comes_after_three_goes_out_the_next_working_morning() {
    let cases = [
        ("2024-03-04T14:59", None, "11:30 05/03/2024"),
        ("2024-03-04T15:00", None, "11:00 05/03/2024"),
        ("2024-03-04T15:01", Some("07:30 05/03/2024"), "11:30 05/03/2024"),
        // Friday evening, and a Sunday on which somebody accepts what came online.
        ("2024-03-08T16:00", Some("07:30 11/03/2024"), "11:30 11/03/2024"),
        ("2024-03-10T09:00", Some("07:30 11/03/2024"), "11:30 11/03/2024"),
        // The eve of Tết: the next working day is after the holiday.
        ("2024-02-07T15:30", Some("07:30 15/02/2024"), "11:30 15/02/2024"),
    ];
    for (received, forward, due) in cases {
        let mut y = Yard::six();
        y.now = at(received);
        let d = y.accepted();
        let body = &d.case.body;
        assert_eq!(body.forward.as_ref().map(|f| short(f.at)).as_deref(), forward, "{received}");
        let step = d.step().unwrap();
        assert_eq!(step.element, "assign");
        let from = forward.map_or(y.now, |_| body.forward.as_ref().unwrap().at);
        assert_eq!(step.opened_at, from, "{received}: the room's four hours begin when it is forwarded");
        if forward.is_some() {
            assert_eq!(short(step.due_at), due, "{received}");
            assert!(body.transfers[0].note.contains("Điều 18"));
        }
        assert_eq!((body.transfers[0].from_unit, body.transfers[0].to_unit), (DESK, ROOM));
        assert_eq!(body.transfers[0].given_at, from);
    }
}

#[test]
fn who_takes_it_the_same_evening_has_it_then() {
    let mut y = Yard::six();
    y.now = at("2024-03-04T16:00");
    let mut d = y.accepted();
    y.now = at("2024-03-04T16:20");
    y.act(&mut d, |d, g| rules::claim(d, g, super::OFFICER)).unwrap();
    let t = &d.case.body.transfers[0];
    assert_eq!((t.given_at, t.received_at), (y.now, Some(y.now)), "received is never before given");
}

proptest! {
    /// Forwarding never moves the day the applicant was told.
    #[test]
    fn forwarding_leaves_the_due_date_alone(minute in 0_i64..60 * 24 * 200) {
        let mut y = Yard::six();
        let start = kernel::time::micros(at("2024-01-02T00:00"));
        y.now = kernel::time::from_micros(start + minute * 60_000_000);
        let d = y.accepted();
        let alone = kernel::working_time::due(&y.calendar, &kernel::working_time::Counting {
            start: y.now, limit: five(), pauses: vec![], extensions: vec![],
            supplement: kernel::working_time::SupplementPolicy::Pause, regime: String::new(),
        }).unwrap();
        prop_assert_eq!(d.case.due_at, alone);
        let step = d.step().unwrap();
        prop_assert!(step.opened_at >= y.now && step.due_at > step.opened_at);
    }
}
