//! Stories on both databases: from a unit's plan to a measured saving, an impact assessment to its package, and who may what.

use kernel::money::Dong;
use kernel::time::civil::Date;
use platform::By;
use platform::web::Failure;
use serde_json::json;

use super::decisions::{plain, study};
use super::{House, at, houses};
use crate::actions::impact::{self as impacts, NewImpact};
use crate::actions::plans::{self, NewPlan};
use crate::actions::proposals;
use crate::actions::reviews::{self, Verdict, Work};
use crate::actions::{drafts, figures, load, open};
use crate::law::law;
use crate::model::*;
use crate::rules::impact::Ask;
use crate::rules::plan::NewItem;
use crate::rules::proposal::Edit;
use crate::store::{self, Filter};

const CODE: &str = "1.005099";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn code(result: Result<impl Sized, Failure>) -> &'static str {
    match result {
        Err(Failure::Refused(r) | Failure::Forbidden(r)) => r.code,
        Err(Failure::NotFound(_)) => "missing",
        Err(Failure::Conflict(_)) => "conflict",
        Err(e) => panic!("{e}"),
        Ok(_) => "done",
    }
}

fn item(h: &House) -> NewItem {
    NewItem {
        subjects: vec![],
        lead: Some(h.officer.unit),
        coordinating: "Văn phòng Sở".into(),
        starts: Some(day("2024-02-01")),
        ends: Some(day("2024-07-31")),
        grounds: "chosen".into(),
        reason: "Nhiều hồ sơ".into(),
        product: "Báo cáo".into(),
    }
}

/// A unit's plan, handed up, merged and approved; returns the review that began.
async fn planned(h: &House) -> Review {
    let app = &h.app;
    let new = |kind, unit| NewPlan { unit, receiver: h.agency, year: 2024, kind };
    let unit = plans::begin(app, &h.officer, new(PlanKind::Unit, h.officer.unit)).await.unwrap();
    let again = plans::begin(app, &h.head, new(PlanKind::Unit, h.officer.unit)).await.unwrap();
    assert_eq!(unit.id, again.id, "one plan a unit and year");
    assert_eq!(code(plans::begin(app, &h.other, new(PlanKind::Unit, h.officer.unit)).await), "forbidden");
    assert_eq!(code(plans::begin(app, &h.officer, new(PlanKind::Agency, h.agency)).await), "forbidden");
    let codes = [CODE.to_owned()];
    assert_eq!(code(plans::add(app, &h.officer, (unit.id, None), (&["9.9".into()], item(h))).await), "codes");
    assert_eq!(code(plans::add(app, &h.other, (unit.id, None), (&codes, item(h))).await), "forbidden");
    let unit = plans::add(app, &h.officer, (unit.id, None), (&codes, item(h))).await.unwrap();
    assert!(!unit.items[0].subjects[0].field.is_empty() && unit.items[0].subjects[0].version.is_some());
    let all = plans::begin(app, &h.control, new(PlanKind::Agency, h.control.unit)).await.unwrap();
    assert_eq!(all.unit, h.agency);
    assert_eq!(code(plans::merge(app, &h.control, (all.id, None)).await), "empty");
    plans::work(app, &h.head, (unit.id, None), plans::Work::HandUp).await.unwrap();
    assert_eq!(code(plans::give_back(app, &h.control, (unit.id, None), " ").await), "required");
    plans::give_back(app, &h.control, (unit.id, None), "Bổ sung sản phẩm").await.unwrap();
    plans::work(app, &h.head, (unit.id, None), plans::Work::HandUp).await.unwrap();
    plans::merge(app, &h.control, (all.id, None)).await.unwrap();
    let merged = plans::merge(app, &h.control, (all.id, None)).await.unwrap();
    assert_eq!(merged.items.len(), 1, "merging twice adds nothing on {}", h.kind);
    assert_eq!(load::<Plan>(app, unit.id).await.unwrap().1.status, PlanStatus::Merged);
    let when = ("12/KH-SGDĐT", day("2024-01-15"));
    assert_eq!(code(plans::approve(app, &h.control, (all.id, None), when).await), "forbidden");
    let approved = plans::approve(app, &h.leader, (all.id, None), when).await.unwrap();
    let review = approved.items[0].review.unwrap();
    assert_eq!(plans::fate(&approved, &unit), [(unit.items[0].title(), None)]);
    load::<Review>(app, review).await.unwrap().1
}

/// The review filled in, costed, handed in and accepted; returns its proposal.
async fn reviewed(h: &House, review: &Review) -> Proposal {
    let app = &h.app;
    let law = law(app).unwrap();
    let bank = law.bank(&review.bank).unwrap();
    let rows = json!([{ "component": "Giấy khai sinh", "necessary": false, "option": "abolish", "proposal": "Tra cứu dữ liệu" }]);
    let changed = json!({ "components": rows, "steps_necessary": false, "steps_why": "Trùng", "steps_option": "amend", "steps_proposal": "Bỏ bước 2", "steps_text": "Thông tư X" });
    let answers = plain(bank, &changed);
    for page in 0..bank.pages().len() {
        let work = Work::Fill(CODE.into(), page, answers.clone());
        assert_eq!(code(reviews::work(app, &h.other, (review.id, None), work.clone()).await), "forbidden");
        reviews::work(app, &h.officer, (review.id, None), work).await.unwrap();
    }
    reviews::work(app, &h.officer, (review.id, None), Work::Cost(CODE.into(), Box::new(study(10, 4)))).await.unwrap();
    reviews::work(app, &h.head, (review.id, None), Work::HandIn("Đề nghị sửa".into())).await.unwrap();
    assert_eq!(
        code(reviews::assess(app, &h.head, (review.id, None), Verdict::Accept(String::new())).await),
        "forbidden"
    );
    reviews::assess(app, &h.control, (review.id, None), Verdict::Accept(String::new())).await.unwrap();
    let mut all: Vec<Proposal> = store::whole(app.db(), h.agency, Filter::Parent(review.id)).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn step(status: ProposalStatus, on: &str, number: &str) -> Step {
    Step { status, on: day(on), number: number.into(), note: String::new(), by: None, file: None }
}

#[tokio::test]
async fn from_the_plan_to_the_measured_saving() {
    for h in houses("2024-01-04T08:00").await {
        let app = &h.app;
        let review = planned(&h).await;
        h.clock.set(at("2024-07-20T08:00"));
        let p = reviewed(&h, &review).await;
        assert!(p.content.contains("Giấy khai sinh") && p.content.contains("Bỏ bước 2"));
        let edit = Edit {
            change: Change::Amend,
            content: p.content.clone(),
            reason: p.reason.clone(),
            texts: p.texts.clone(),
            authority: "province".into(),
        };
        proposals::edit(app, &h.officer, (p.id, None), edit).await.unwrap();
        let assessed = step(ProposalStatus::Assessed, "2024-07-20", "5/VP");
        assert_eq!(code(proposals::step(app, &h.officer, (p.id, None), assessed.clone()).await), "forbidden");
        proposals::step(app, &h.control, (p.id, None), assessed).await.unwrap();
        h.clock.set(at("2024-09-01T08:00"));
        let adopted = step(ProposalStatus::Adopted, "2024-08-30", "9/QĐ-UBND");
        assert_eq!(code(proposals::step(app, &h.control, (p.id, None), adopted.clone()).await), "forbidden");
        proposals::step(app, &h.leader, (p.id, None), adopted).await.unwrap();
        proposals::step(app, &h.control, (p.id, None), step(ProposalStatus::Executing, "2024-08-31", ""))
            .await
            .unwrap();
        assert_eq!(code(proposals::carried(app, &h.control, (p.id, None), 1).await), "version");
        let mut parts = catalogue::current(app, CODE).await.unwrap().unwrap().parts;
        parts.components = Some(vec![]);
        let next = catalogue::Publication { parts, valid_from: day("2024-09-02"), valid_to: None, note: None };
        let version = catalogue::publish(app, next, By::default()).await.unwrap();
        proposals::carried(app, &h.control, (p.id, None), version.number).await.unwrap();
        proposals::step(app, &h.control, (p.id, None), step(ProposalStatus::Completed, "2024-09-01", "3/QĐ"))
            .await
            .unwrap();
        let measured = proposals::measure(app, &h.control, (p.id, None)).await.unwrap();
        assert_eq!(measured.measured.unwrap().saving, Dong(0), "no case yet under the new version");
        let counts = store::counts::<Proposal>(app.db(), h.agency).await.unwrap();
        let alive: Vec<_> = counts.into_iter().filter(|(_, n)| *n != 0).collect();
        assert_eq!(alive, [(ProposalStatus::Completed.number(), 1)], "counters follow the records on {}", h.kind);
        let report = platform::ledger::verify(app.db(), app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn two_who_save_the_same_review_meet_and_nothing_is_lost() {
    for h in houses("2024-01-04T08:00").await {
        let app = &h.app;
        let review = planned(&h).await;
        let (head, _) = open::<Review>(app, &h.officer, review.id).await.unwrap();
        let law = law(app).unwrap();
        let bank = law.bank(&review.bank).unwrap();
        let work = || Work::Fill(CODE.into(), 0, plain(bank, &json!({})));
        reviews::work(app, &h.officer, (review.id, Some(head.seq)), work()).await.unwrap();
        assert_eq!(code(reviews::work(app, &h.head, (review.id, Some(head.seq)), work()).await), "conflict");
        let place = (review.id, "form/x/1");
        drafts::keep(app, &h.head, place, &plain(bank, &json!({ "goal": "dở" }))).await.unwrap();
        assert!(drafts::kept(app, &h.officer, place).await.unwrap().is_none(), "a draft is one person's");
        let (_, kept) = drafts::kept(app, &h.head, place).await.unwrap().unwrap();
        assert_eq!(kept.text("goal"), "dở");
        drafts::forget(app, &h.head, place).await.unwrap();
        assert!(drafts::kept(app, &h.head, place).await.unwrap().is_none());
        // Everybody at once without having looked: each is decided again on the newest state.
        let runs = (0..6).map(|page| {
            let (app, who) = (app.clone(), h.officer.clone());
            let work = Work::Fill(CODE.into(), page, plain(bank, &json!({})));
            tokio::spawn(async move { reviews::work(&app, &who, (review.id, None), work).await.map(drop) })
        });
        for run in runs.collect::<Vec<_>>() {
            run.await.unwrap().unwrap();
        }
        assert_eq!(load::<Review>(app, review.id).await.unwrap().1.procedures[0].seen.len(), 6);
    }
}

#[tokio::test]
async fn an_impact_assessment_reaches_appraisal_with_its_opinions() {
    for h in houses("2024-05-06T08:00").await {
        let app = &h.app;
        let new = NewImpact {
            unit: h.officer.unit,
            tenant: h.agency,
            title: "Nghị quyết về hỗ trợ học sinh".into(),
            assigned: "Công văn 99/UBND".into(),
        };
        assert_eq!(code(impacts::begin(app, &h.other, new.clone()).await), "forbidden");
        let i = impacts::begin(app, &h.officer, new).await.unwrap();
        let add = impacts::Work::Add(ItemKind::Procedure, "Xét hỗ trợ".into());
        let i = impacts::work(app, &h.officer, (i.id, None), add).await.unwrap();
        let (id, item) = (i.id, i.items[0].id);
        let law = law(app).unwrap();
        let answers = plain(law.bank(&i.items[0].bank).unwrap(), &json!({ "competence": "whole" }));
        impacts::work(app, &h.officer, (id, None), impacts::Work::Fill(item, 0, answers)).await.unwrap();
        impacts::work(app, &h.officer, (id, None), impacts::Work::Cost(item, Box::new(study(0, 3)))).await.unwrap();
        let ask = |unit, body: &str| {
            impacts::Work::Ask(Ask {
                unit,
                body: body.into(),
                asker: "Sở Giáo dục và Đào tạo".into(),
                question: "Thủ tục có cần thiết không?".into(),
                due: Some(day("2024-05-20")),
            })
        };
        impacts::work(app, &h.officer, (id, None), ask(h.other.unit, "Phòng Giáo dục Mầm non")).await.unwrap();
        impacts::work(app, &h.officer, (id, None), ask(h.officer.unit, "Văn phòng UBND tỉnh")).await.unwrap();
        let i = load::<Impact>(app, id).await.unwrap().1;
        let all = impacts::opinions(app, &i).await.unwrap();
        assert_eq!(all.len(), 2);
        assert!(!impacts::gate(app, &i).await.unwrap().is_empty());
        assert_eq!(code(impacts::send(app, &h.officer, (id, None), ("1/TTr", day("2024-05-06"), "")).await), "gate");
        let by = |unit| all.iter().find(|o| o.unit == unit).unwrap();
        let (ours, theirs) = (by(h.other.unit), by(h.officer.unit));
        assert_eq!(code(impacts::answer(app, &h.leader, (ours.id, None), ("Nhất trí", "")).await), "letter");
        impacts::answer(app, &h.other, (ours.id, None), ("Bỏ bản sao", "")).await.unwrap();
        impacts::answer(app, &h.officer, (theirs.id, None), ("Nhất trí", "12/VP")).await.unwrap();
        let taken = |uptake, why: &str| Taken { uptake, explanation: why.into() };
        assert_eq!(code(impacts::settle(app, &h.other, (ours.id, None), taken(Uptake::Whole, "")).await), "forbidden");
        assert_eq!(code(impacts::settle(app, &h.officer, (ours.id, None), taken(Uptake::Not, "")).await), "required");
        impacts::settle(app, &h.officer, (ours.id, None), taken(Uptake::Not, "Cần để đối chiếu")).await.unwrap();
        impacts::settle(app, &h.officer, (theirs.id, None), taken(Uptake::Agreed, "")).await.unwrap();
        assert!(impacts::gate(app, &i).await.unwrap().is_empty());
        let sent = impacts::send(app, &h.officer, (id, None), ("1/TTr", day("2024-05-06"), "aa")).await.unwrap();
        assert_eq!(sent.status, ImpactStatus::Sent);
        let report = platform::ledger::verify(app.db(), app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn what_lies_outside_the_agency_is_not_there() {
    for h in houses("2024-01-04T08:00").await {
        let review = planned(&h).await;
        let units = people::units(&h.app, day("2024-01-04")).await.unwrap();
        let justice = units.iter().find(|u| u.name.starts_with("Sở Tư pháp")).unwrap().id;
        let stranger = super::actor(&h.app, ("stranger", people::roles::CONTROL), justice).await;
        assert_eq!(code(open::<Review>(&h.app, &stranger, review.id).await), "missing");
        assert_eq!(code(open::<Review>(&h.app, &h.leader, review.id).await), "done");
        assert_eq!(code(open::<Review>(&h.app, &h.leader, uuid::Uuid::nil()).await), "missing");
    }
}

#[tokio::test]
async fn every_list_is_answered_by_one_index() {
    for h in houses("2024-01-04T08:00").await {
        let filters =
            [Filter::All, Filter::Status(1), Filter::Unit(h.agency), Filter::Year(2024), Filter::Parent(h.agency)];
        for filter in filters {
            let queries = [
                store::list_query::<Review>(h.agency, filter, (None, 50)),
                store::list_query::<Proposal>(h.agency, filter, (None, 50)),
                store::list_query::<Opinion>(h.agency, filter, (None, 50)),
            ];
            for q in queries {
                let plan = h.app.db().plan(q).await.unwrap().join("\n");
                if h.kind == "sqlite" {
                    assert!(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
                }
            }
        }
    }
}

#[tokio::test]
async fn candidates_rank_by_what_is_known_and_say_what_is_not() {
    for h in houses("2024-01-04T08:00").await {
        assert_eq!(figures::count(&h.app, h.agency).await.unwrap(), 0);
        let all = crate::candidates(&h.app, h.agency).await.unwrap();
        assert!(all.len() > 100 && all.iter().all(|c| c.figures.is_none() && c.score == 0));
        assert_eq!(code(figures::ask(&h.app, &h.officer).await), "forbidden");
        figures::ask(&h.app, &h.control).await.unwrap();
        assert_eq!(platform::jobs::run_due(&h.app).await.unwrap(), 1);
    }
}
