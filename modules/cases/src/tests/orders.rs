//! Any order of actions: whatever people do, in whatever order and at whatever times, no work is lost, somebody always holds the
//! case, the due date never comes nearer, and what is closed stays closed.

use kernel::error::Refusal;
use kernel::working_time::Limit;
use proptest::prelude::*;
use uuid::Uuid;

use super::{LEADERS, OFFICER, OTHER, Yard, at, outcome};
use crate::model::{Channel, Dossier, Handover, Part, Status, TaskKind};
use crate::rules::{self, Deed, Ground, Question, Step, Withdrawal};

const ACTIONS: u8 = 20;

fn complete(d: &mut Dossier, g: &mut Ground<'_>, (nth, eligible): (usize, bool)) -> Result<Deed, Refusal> {
    let open: Vec<Uuid> = d.steps().map(|t| t.id).collect();
    let task = open.get(nth % open.len().max(1)).copied();
    let facts = serde_json::json!({ "eligible": eligible }).as_object().unwrap().clone();
    let mut done = Step { task, facts, ..Step::default() };
    match rules::complete(&mut d.clone(), g, done.clone()) {
        Err(r) if r.code == "outcome" => done.outcome = Some(outcome(g.now)),
        _ => {}
    }
    rules::complete(d, g, done)
}

fn run(d: &mut Dossier, g: &mut Ground<'_>, (what, nth): (u8, usize)) -> Result<Deed, Refusal> {
    let text = "Vì lý do";
    let opinion = d.tasks.iter().find(|t| t.kind == TaskKind::Opinion && t.open()).map_or(Uuid::nil(), |t| t.id);
    let later = kernel::time::from_micros(kernel::time::micros(g.now.max(d.case.due_at)) + 4 * 86_400_000_000);
    let step = d.steps().nth(nth % 2).map(|t| t.id);
    match what {
        0 => rules::accept(d, g, Limit::working_days(5)),
        1 => rules::ask_supplement(d, g, (vec!["Giấy A".into()], text), None),
        2 => rules::ask_supplement(d, g, (vec!["Giấy B".into()], text), Some("Điều 5".into())),
        3 => rules::answer_supplement(d, g, vec![Part { name: "Giấy A".into(), ..Part::default() }]),
        4 => rules::refuse(d, g, text),
        5 => rules::claim_step(d, g, (OFFICER, step)),
        6 => rules::assign_step(d, g, (OTHER, step)),
        7..=9 => complete(d, g, (nth, what != 9)),
        10 => rules::ask_opinion(d, g, Question { unit: LEADERS, due_at: later, text, required: nth == 0 }),
        11 => rules::give_opinion(d, g, (opinion, text)),
        12 => rules::suspend(d, g, (text, "Điều 5")),
        13 => rules::resume(d, g),
        14 => rules::extend(d, g, (Limit::working_days(2), text, "Điều 5")),
        15 => rules::apologise(d, g, (later, text)),
        16 => rules::ask_withdrawal(d, g, text),
        17 if nth == 0 => rules::decide_withdrawal(d, g, Withdrawal::Stop(text.into())),
        17 => rules::decide_withdrawal(d, g, Withdrawal::GoOn),
        18 if nth == 0 => rules::ask_fee(d, g, (1000, "Lệ phí")),
        18 => rules::fee_paid(d, g, "BL-01"),
        _ if nth == 0 => rules::urge(d, text),
        _ => rules::return_result(
            d,
            g,
            Handover { channel: Channel::Direct, to: "An".into(), proof: "CCCD".into(), by: None },
        ),
    }
}

/// What holds for every dossier at every moment.
fn sound(y: &Yard, d: &Dossier) -> Result<(), TestCaseError> {
    let case = &d.case;
    let steps: Vec<(i64, &str)> = d.steps().map(|t| (t.token, t.element.as_str())).collect();
    if case.status.closed() || case.status == Status::Finished {
        prop_assert!(d.tasks.iter().all(|t| !t.open()), "a closed case with open work");
        prop_assert!(d.paused().is_none(), "a closed case whose clock stands still");
    } else if case.received_at.is_some() {
        prop_assert!(!steps.is_empty(), "an accepted case nobody works on: {:?}", case.status);
        let engine = case.body.instance.as_ref().unwrap();
        let mut wanted: Vec<(i64, String)> =
            engine.open_tasks(&y.process).map(|(t, task)| (i64::from(t), task.id.clone())).collect();
        let mut have: Vec<(i64, String)> = steps.iter().map(|(t, e)| (*t, (*e).to_owned())).collect();
        wanted.sort();
        have.sort();
        prop_assert_eq!(wanted, have, "tasks and process disagree");
        let held = d.step().unwrap();
        prop_assert_eq!((case.unit, case.officer), (held.unit, held.officer), "held by nobody's step");
    }
    prop_assert_eq!(case.closed_at.is_some(), case.status.closed());
    let again = rules::recounted(d, (y.regime(), &y.calendar)).unwrap();
    prop_assert_eq!(again, None, "under the same calendar every due date stays");
    prop_assert!(case.body.supplements.iter().filter(|s| s.basis.is_none()).count() <= 1);
    prop_assert!(case.body.pauses.iter().all(|p| p.to.is_none_or(|to| to >= p.from)));
    prop_assert!(case.body.transfers.iter().all(|t| t.from_unit != t.to_unit));
    prop_assert!(case.body.transfers.iter().all(|t| t.received_at.is_none_or(|r| r >= t.given_at)));
    let waits = matches!(case.status, Status::SupplementAsked | Status::FeeAsked | Status::WithdrawalAsked);
    prop_assert!(!waits || case.received_at.is_none() || d.paused().is_some(), "it waits and the clock runs");
    Ok(())
}

fn kept(before: &Dossier, after: &Dossier) -> Result<(), TestCaseError> {
    for t in &before.tasks {
        let now = after.tasks.iter().find(|a| a.id == t.id);
        prop_assert!(now.is_some(), "a task is gone");
        let now = now.unwrap();
        prop_assert!(t.open() || now.done_at == t.done_at && now.answer == t.answer, "done work changed");
        prop_assert!(now.due_at >= t.due_at, "a step lost time");
    }
    if before.case.received_at.is_some() {
        prop_assert!(after.case.due_at >= before.case.due_at, "the due date came nearer");
        prop_assert_eq!(before.case.received_at, after.case.received_at);
    }
    prop_assert!(after.case.body.transfers.len() >= before.case.body.transfers.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn no_order_of_actions_loses_work_or_holder(
        linked in any::<bool>(),
        acts in prop::collection::vec((0..ACTIONS, 0_usize..2, 0_i64..1500), 1..40),
    ) {
        let mut y = if linked { Yard::linked() } else { Yard::six() };
        let mut d = y.waiting();
        for (what, nth, wait) in acts {
            y.now = kernel::time::from_micros(kernel::time::micros(y.now) + wait * 60_000_000);
            let before = d.clone();
            let done = y.act(&mut d, |d, g| run(d, g, (what, nth)));
            if before.case.status.closed() {
                prop_assert!(done.is_err(), "a closed case took action {}", what);
            }
            if let Err(r) = &done {
                prop_assert!(!r.message.is_empty() && r.code != "process", "{:?}", r);
                prop_assert_eq!(&before, &d);
            }
            kept(&before, &d)?;
            sound(&y, &d)?;
        }
    }
}

#[test]
fn closed_cases_refuse_everything() {
    let mut y = Yard::six();
    let mut returned = y.accepted();
    for step in ["assign", "appraise", "review", "sign", "issue"] {
        y.finish(&mut returned, step).unwrap();
    }
    y.act(&mut returned, |d, g| run(d, g, (19, 1))).unwrap();
    let mut refused = y.waiting();
    y.act(&mut refused, |d, g| run(d, g, (4, 0))).unwrap();
    let mut stopped = y.accepted();
    y.act(&mut stopped, |d, g| run(d, g, (16, 0))).unwrap();
    y.act(&mut stopped, |d, g| run(d, g, (17, 0))).unwrap();
    y.now = at("2024-03-05T08:00");
    for mut d in [returned, refused, stopped] {
        assert!(d.case.status.closed());
        for what in 0..ACTIONS {
            for nth in 0..2 {
                let told = y.act(&mut d, |d, g| run(d, g, (what, nth))).unwrap_err();
                assert!(["status", "accepted"].contains(&told.code), "{:?}: {what} {}", d.case.status, told.code);
            }
        }
    }
}
