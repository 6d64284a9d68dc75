//! Work on a case: taking and giving steps, opinions, fees, the result and its return, urging.

use kernel::time::civil::date;

use super::{DESK, LEADERS, OFFICER, OTHER, ROOM, Yard, at, outcome, refused};
use crate::model::{Channel, Handover, Outcome, Status};
use crate::rules::{self, Question, Step};

fn step(task: Option<uuid::Uuid>) -> Step {
    Step { task, facts: serde_json::json!({ "eligible": true }).as_object().unwrap().clone(), ..Step::default() }
}

#[test]
fn the_second_to_claim_is_told_who_was_first_matters() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.act(&mut d, |d, g| rules::claim(d, g, OFFICER)).unwrap();
    y.act(&mut d, |d, g| rules::claim(d, g, OFFICER)).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::claim(d, g, OTHER))), "taken");
    y.act(&mut d, |d, g| rules::assign(d, g, OTHER)).unwrap();
    assert_eq!(d.case.officer, Some(OTHER), "a head may give it to somebody else");
    assert_eq!(d.case.body.transfers[0].receiver, Some(y.who), "the first receipt stands");
}

#[test]
fn a_step_is_finished_once() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let task = d.step().map(|t| t.id);
    y.act(&mut d, |d, g| rules::complete(d, g, step(task))).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::complete(d, g, step(task)))), "no-step", "a double click");
    assert_eq!(d.step().unwrap().element, "appraise");
}

#[test]
fn the_next_step_can_be_given_to_somebody_with_this_one() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let next = Step { next_officer: Some(OFFICER), ..step(None) };
    y.act(&mut d, |d, g| rules::complete(d, g, next)).unwrap();
    assert_eq!((d.step().unwrap().officer, d.case.officer), (Some(OFFICER), Some(OFFICER)));
}

#[test]
fn an_opinion_has_its_own_date_and_may_be_required() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    let asked = |unit, due: &str, required| Question { unit, due_at: at(due), text: "Có trùng không?", required };
    let ask =
        |q: Question<'static>| move |d: &mut crate::Dossier, g: &mut crate::Ground<'_>| rules::ask_opinion(d, g, q);
    assert_eq!(refused(y.act(&mut d, ask(asked(ROOM, "2024-03-05T08:00", true)))), "unit", "who holds it asks others");
    assert_eq!(refused(y.act(&mut d, ask(asked(LEADERS, "2024-03-04T08:00", true)))), "due");
    y.act(&mut d, ask(asked(LEADERS, "2024-03-05T08:00", true))).unwrap();
    assert_eq!(refused(y.finish(&mut d, "assign")), "opinion");
    let id = d.tasks.last().unwrap().id;
    assert_eq!(refused(y.act(&mut d, |d, g| rules::give_opinion(d, g, (id, "")))), "required");
    y.act(&mut d, |d, g| rules::give_opinion(d, g, (id, "Không trùng"))).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::give_opinion(d, g, (id, "Lần nữa")))), "no-opinion");
    y.finish(&mut d, "assign").unwrap();
    y.act(&mut d, ask(asked(LEADERS, "2024-03-05T08:00", false))).unwrap();
    y.finish(&mut d, "appraise").unwrap();
}

#[test]
fn a_fee_stops_the_clock_until_its_receipt() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    assert_eq!(refused(y.act(&mut d, |d, g| rules::ask_fee(d, g, (0, "Lệ phí")))), "amount");
    y.act(&mut d, |d, g| rules::ask_fee(d, g, (20_000, "Lệ phí"))).unwrap();
    assert_eq!(refused(y.finish(&mut d, "assign")), "status");
    assert_eq!(refused(y.act(&mut d, |d, g| rules::fee_paid(d, g, ""))), "required");
    y.act(&mut d, |d, g| rules::fee_paid(d, g, "BL-01")).unwrap();
    assert_eq!((d.case.status, d.paused().is_some()), (Status::Working, false));
}

#[test]
fn a_result_has_number_date_signer_and_reasons_when_it_refuses() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    for s in ["assign", "appraise", "review", "sign"] {
        y.finish(&mut d, s).unwrap();
    }
    let good = outcome(y.now);
    let wrong = [
        (Outcome { number: " ".into(), ..good.clone() }, "number"),
        (Outcome { signer: String::new(), ..good.clone() }, "signer"),
        (Outcome { granted: false, ..good.clone() }, "summary"),
        (Outcome { date: date(2024, 3, 5), ..good.clone() }, "date"),
    ];
    for (o, field) in wrong {
        let done = y.act(&mut d, |d, g| rules::complete(d, g, Step { outcome: Some(o), ..step(None) }));
        assert_eq!(done.unwrap_err().field.as_deref(), Some(field));
    }
    y.finish(&mut d, "issue").unwrap();
    let hand = |channel, to: &str, proof: &str| Handover { channel, to: to.into(), proof: proof.into(), by: None };
    let out = |h: Handover| move |d: &mut crate::Dossier, g: &mut crate::Ground<'_>| rules::return_result(d, g, h);
    assert_eq!(y.act(&mut d, out(hand(Channel::Direct, "", "CCCD"))).unwrap_err().field.as_deref(), Some("to"));
    assert_eq!(y.act(&mut d, out(hand(Channel::Post, "An", ""))).unwrap_err().field.as_deref(), Some("proof"));
    assert_eq!(refused(y.act(&mut d, out(hand(Channel::Online, "", "")))), "result", "online needs the file");
    y.act(&mut d, |d, _| rules::result_file(d, file("qd.pdf"))).unwrap();
    y.act(&mut d, out(hand(Channel::Online, "", ""))).unwrap();
    assert_eq!(d.case.body.handover.as_ref().unwrap().to, "Nguyễn Thị Mẫu");
    assert!(d.case.body.transfers.iter().all(|t| t.received_at.is_some()));
    assert_eq!(refused(y.act(&mut d, out(hand(Channel::Online, "", "")))), "status", "handed out once");
}

fn file(name: &str) -> documents::StoredFile {
    documents::StoredFile { digest: "00".into(), name: name.into(), mime: "application/pdf".into(), size: 1 }
}

#[test]
fn scans_go_to_their_paper_and_fill_what_was_missing() {
    let mut y = Yard::six();
    let mut d = y.waiting();
    d.case.body.parts[0].missing = true;
    let scan = |part, name: &str, f: &str| rules::Scan { part, name: name.into(), file: file(f) };
    assert_eq!(refused(y.act(&mut d, |d, _| rules::attach(d, vec![]))), "required");
    let scans = vec![scan(Some(0), "", "don.pdf"), scan(Some(7), "", "la.pdf"), scan(None, "Giấy khác", "khac.pdf")];
    y.act(&mut d, |d, _| rules::attach(d, scans)).unwrap();
    let names: Vec<&str> = d.case.body.parts.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Đơn", "la.pdf", "Giấy khác"], "a place that is not there is a paper of its own");
    assert!(!d.case.body.parts[0].missing && d.case.body.parts.iter().all(|p| p.file.is_some()));
    assert_eq!(
        refused(y.act(&mut d, |d, _| rules::result_file(d, file("kq.pdf")))),
        "status",
        "no result before acceptance"
    );
    let mut taken = y.accepted();
    assert_eq!(refused(y.act(&mut taken, |d, _| rules::result_file(d, file("kq.pdf")))), "outcome");
}

#[test]
fn urging_tells_whoever_holds_it() {
    let mut y = Yard::six();
    let mut d = y.accepted();
    y.act(&mut d, |d, g| rules::claim(d, g, OFFICER)).unwrap();
    assert_eq!(refused(y.act(&mut d, |d, _| rules::urge(d, " "))), "required");
    let deed = y.act(&mut d, |d, _| rules::urge(d, "Làm ngay")).unwrap();
    assert_eq!((deed.notices[0].unit, deed.notices[0].officer), (ROOM, Some(OFFICER)));
    let mut waiting = y.waiting();
    let deed = y.act(&mut waiting, |d, _| rules::urge(d, "Trả lời")).unwrap();
    assert_eq!(deed.notices[0].unit, DESK, "before acceptance the desk is urged");
}
