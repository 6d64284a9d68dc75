//! The rules of plans, reviews, proposals and impact assessments, without a database.

use forms::{Answers, Form};
use kernel::money::Dong;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{at, counting, law};
use crate::cost::{Activity, Method, Parameter, Ratio, Side, Study, Volume};
use crate::findings::{Fault, Piece, chain, findings, summary};
use crate::law::Law;
use crate::model::*;
use crate::rules::{Begun, Ground, impact, plan, proposal, review};

pub fn study(before: i64, after: i64) -> Study {
    let side = |hours| Side {
        volume: Volume { times: Ratio::ONE, subjects: Ratio::whole(10) },
        activities: vec![Activity {
            work: "Chuẩn bị hồ sơ".into(), time: Ratio::whole(hours), ..Activity::default()
        }],
    };
    Study {
        method: Method::Subject,
        income: Parameter { value: Dong(40_000), source: "mẫu".into(), dated: "2024".into() },
        day_hours: Ratio::whole(8),
        before: side(before),
        after: side(after),
        volume_source: "mẫu".into(),
        ranges: vec![],
    }
}

/// Answers that pass every question of a bank in the plainest way, with `more` over them.
pub fn plain(bank: &Form, more: &Value) -> Answers {
    let mut value = serde_json::Map::new();
    fn one(f: &forms::Field) -> Option<Value> {
        Some(match f.kind {
            forms::Kind::YesNo => json!(true),
            forms::Kind::Choice => json!(f.options.first()?.value),
            forms::Kind::Many => json!([f.options.first()?.value]),
            forms::Kind::Money | forms::Kind::Integer => json!(1),
            forms::Kind::Rows | forms::Kind::Note => return None,
            _ => json!("Nội dung mẫu"),
        })
    }
    for f in bank.pages().iter().flat_map(|p| &p.groups).flat_map(|g| &g.fields) {
        if let Some(v) = one(f) {
            value.insert(f.name.clone(), v);
        }
    }
    for (k, v) in more.as_object().into_iter().flatten() {
        value.insert(k.clone(), v.clone());
    }
    bank.from_value(&Value::Object(value))
}

pub fn ground<'a>(law: &'a Law, now: &str, ids: &'a mut (dyn FnMut() -> Uuid + Send)) -> Ground<'a> {
    let now = at(now);
    Ground { now, today: kernel::time::local(now).date(), who: Some(Uuid::from_u128(9)), law, ids }
}

fn subject(code: &str, field: &str) -> Subject {
    Subject { code: code.into(), name: format!("Thủ tục {code}"), field: field.into(), ..Subject::default() }
}

fn a_plan(kind: PlanKind) -> Plan {
    Plan {
        tenant: Uuid::from_u128(100),
        id: Uuid::from_u128(if kind == PlanKind::Agency { 1 } else { 2 }),
        unit: Uuid::from_u128(101),
        year: 2024,
        kind,
        status: PlanStatus::Draft,
        items: vec![],
        fields: vec![],
        target_percent: 20,
        number: String::new(),
        approved_on: None,
        initiatives: vec![],
        report: None,
        changed_at: at("2024-01-02T08:00"),
    }
}

fn line(code: &str, field: &str) -> plan::NewItem {
    plan::NewItem {
        subjects: vec![subject(code, field)],
        lead: Some(Uuid::from_u128(101)),
        coordinating: "Văn phòng Sở".into(),
        starts: Some("2024-02-01".parse().unwrap()),
        ends: Some("2024-07-31".parse().unwrap()),
        grounds: "chosen".into(),
        reason: "Nhiều hồ sơ".into(),
        product: "Báo cáo".into(),
    }
}

#[test]
fn a_line_names_all_that_article_30_asks() {
    let (law, mut ids) = (law(), counting());
    let mut g = ground(&law, "2024-01-02T08:00", &mut ids);
    let mut p = a_plan(PlanKind::Unit);
    let wrong = [
        (plan::NewItem { subjects: vec![], ..line("1", "a") }, "codes"),
        (plan::NewItem { lead: None, ..line("1", "a") }, "lead"),
        (plan::NewItem { starts: None, ..line("1", "a") }, "starts"),
        (plan::NewItem { ends: Some("2024-01-01".parse().unwrap()), ..line("1", "a") }, "ends"),
        (plan::NewItem { grounds: "x".into(), ..line("1", "a") }, "grounds"),
        (plan::NewItem { reason: " ".into(), ..line("1", "a") }, "reason"),
        (plan::NewItem { product: String::new(), ..line("1", "a") }, "product"),
    ];
    for (new, field) in wrong {
        assert_eq!(plan::add(&mut p, &mut g, new).unwrap_err().field.as_deref(), Some(field));
    }
    assert_eq!(plan::hand_up(&mut p).unwrap_err().code, "empty");
    plan::add(&mut p, &mut g, line("1", "a")).unwrap();
    assert_eq!(plan::add(&mut p, &mut g, line("1", "a")).unwrap_err().code, "twice");
    plan::hand_up(&mut p).unwrap();
    assert_eq!(plan::add(&mut p, &mut g, line("2", "a")).unwrap_err().code, "status");
}

#[test]
fn merging_joins_the_same_procedure_and_choosing_fields_can_be_undone() {
    let (law, mut ids) = (law(), counting());
    let mut g = ground(&law, "2024-01-10T08:00", &mut ids);
    let (mut a, mut b) = (a_plan(PlanKind::Unit), a_plan(PlanKind::Unit));
    b.id = Uuid::from_u128(3);
    plan::add(&mut a, &mut g, line("1", "tiểu học")).unwrap();
    plan::add(&mut b, &mut g, plan::NewItem { reason: "Hay trễ".into(), ..line("1", "tiểu học") }).unwrap();
    plan::add(&mut b, &mut g, line("2", "mầm non")).unwrap();
    let mut all = a_plan(PlanKind::Agency);
    plan::merge(&mut all, &mut g, &[a.clone(), b.clone()]).unwrap();
    assert_eq!(all.items.len(), 2);
    assert_eq!(all.items[0].reason, "Nhiều hồ sơ; Hay trễ");
    plan::merge(&mut all, &mut g, &[a, b]).unwrap();
    assert_eq!(
        (all.items.len(), all.items[0].reason.as_str()),
        (2, "Nhiều hồ sơ; Hay trễ"),
        "merging twice adds nothing"
    );
    plan::choose_fields(&mut all, vec!["mầm non".into()]).unwrap();
    assert_eq!(all.chosen().map(|i| i.subjects[0].code.as_str()).collect::<Vec<_>>(), ["2"]);
    plan::choose_fields(&mut all, vec!["mầm non".into(), "tiểu học".into()]).unwrap();
    assert_eq!(all.chosen().count(), 2);
    let second = all.items[1].id;
    plan::pick(&mut all, second, Some("Để năm sau".into())).unwrap();
    plan::choose_fields(&mut all, vec!["mầm non".into(), "tiểu học".into()]).unwrap();
    assert_eq!(all.chosen().count(), 1, "a line left out by hand stays out");
    assert!(plan::approve(&mut all, &mut g, (" ", "2024-01-15".parse().unwrap())).is_err());
    let deed = plan::approve(&mut all, &mut g, ("12/KH-SGDĐT", "2024-01-15".parse().unwrap())).unwrap();
    assert!(
        matches!(&deed.begun[..], [Begun::Review(r)] if r.plan == Some(all.id) && r.status == ReviewStatus::Planned)
    );
    assert_eq!(all.items[0].review.is_some(), all.items[1].review.is_none());
}

pub fn a_review(law: &Law) -> Review {
    let day = "2024-02-01".parse().unwrap();
    Review {
        tenant: Uuid::from_u128(100),
        id: Uuid::from_u128(50),
        unit: Uuid::from_u128(101),
        year: 2024,
        status: ReviewStatus::Planned,
        title: "Rà soát mẫu".into(),
        plan: None,
        bank: law.forms(day).unwrap().review.clone(),
        procedures: vec![plan::examined(subject("1", "tiểu học"))],
        coordinating: String::new(),
        starts: day,
        ends: "2024-07-31".parse().unwrap(),
        grounds: "chosen".into(),
        officer: None,
        conclusion: String::new(),
        remarks: vec![],
        handed_in_at: None,
        accepted_at: None,
        changed_at: at("2024-02-01T08:00"),
    }
}

#[test]
fn a_review_is_handed_in_only_when_every_page_is_right_and_costed() {
    let (law, mut ids) = (law(), counting());
    let mut g = ground(&law, "2024-03-01T08:00", &mut ids);
    let mut r = a_review(&law);
    let bank = law.bank(&r.bank).unwrap();
    assert!(review::fill(&mut r, &g, ("9", 0), Answers::default()).is_err(), "no such procedure");
    review::fill(&mut r, &g, ("1", 0), Answers::default()).unwrap();
    assert_eq!(r.status, ReviewStatus::Running, "the first page begins the work");
    assert_eq!(review::hand_in(&mut r, &g, (bank, " ")).unwrap_err().field.as_deref(), Some("conclusion"));
    let first = review::hand_in(&mut r, &g, (bank, "Kết luận")).unwrap_err();
    assert_eq!(first.code, "missing");
    let changed = json!({ "steps_necessary": false, "steps_why": "Trùng bước", "steps_option": "amend", "steps_proposal": "Bỏ bước 2", "steps_text": "Điều 3 Thông tư X" });
    let answers = plain(bank, &changed);
    for page in 0..bank.pages().len() {
        review::fill(&mut r, &g, ("1", page), answers.clone()).unwrap();
    }
    let left = review::missing(&r, bank, &g);
    assert_eq!(left.len(), 1, "{left:?}");
    review::cost(&mut r, "1", study(10, 4)).unwrap();
    review::hand_in(&mut r, &g, (bank, "Kết luận")).unwrap();
    assert!(review::fill(&mut r, &g, ("1", 0), answers).is_err(), "what is handed in is not changed");
    review::give_back(&mut r, &g, "Nêu rõ căn cứ").unwrap();
    assert_eq!((r.status, r.remarks.len()), (ReviewStatus::Running, 1));
    review::hand_in(&mut r, &g, (bank, "Kết luận 2")).unwrap();
    let deed = review::accept(&mut r, &mut g, (bank, "")).unwrap();
    let [Begun::Proposal(p)] = &deed.begun[..] else { panic!("one proposal") };
    assert_eq!(p.change, Change::Amend);
    assert!(p.content.contains("Trình tự thực hiện: Bỏ bước 2"), "{}", p.content);
    assert_eq!(p.cost, Some((Dong(4_000_000), Dong(1_600_000))));
    assert_eq!(p.once, Some((Dong(400_000), Dong(160_000))));
    assert_eq!(p.texts, [LegalText { text: "Điều 3 Thông tư X".into(), provision: String::new() }]);
}

#[test]
fn findings_name_part_fault_and_component() {
    let law = law();
    let r = a_review(&law);
    let bank = law.bank(&r.bank).unwrap();
    let kept = plain(bank, &json!({}));
    assert!(findings(bank, &kept, law.parts()).is_empty());
    let mut one = r.procedures[0].clone();
    one.answers = kept;
    // The plain answers propose a shorter limit, which alone is no change of a part.
    assert!(summary(bank, &one, law.parts()).is_none());
    let rows = json!([{ "component": "Giấy khai sinh", "necessary": false, "in_database": true, "option": "abolish", "proposal": "Tra cứu từ CSDL dân cư" }, { "component": "Đơn", "necessary": true }]);
    one.answers = plain(
        bank,
        &json!({ "components": rows, "fee_reasonable": false, "fee_lawful": false, "fee_why": "Cao", "time_shorter": true, "time_limit": "10 ngày", "time_proposed": "7 ngày" }),
    );
    let found = findings(bank, &one.answers, law.parts());
    assert_eq!(found.iter().map(|f| f.part.as_str()).collect::<Vec<_>>(), ["Giấy khai sinh", "Phí, lệ phí"]);
    assert_eq!(found[0].faults, [Fault::Unnecessary]);
    assert_eq!(found[1].faults_text(), "không hợp lý, không hợp pháp");
    let s = summary(bank, &one, law.parts()).unwrap();
    assert_eq!(s.change, Change::Amend, "a paper abolished does not abolish the procedure");
    assert!(s.content.contains("từ 10 ngày còn 7 ngày"));
    one.answers = plain(
        bank,
        &json!({ "whole_necessary": false, "whole_why": "Năm năm không có hồ sơ", "whole_option": "abolish", "whole_proposal": "Bãi bỏ thủ tục" }),
    );
    assert_eq!(summary(bank, &one, law.parts()).unwrap().change, Change::Abolish);
}

#[test]
fn a_chain_shows_papers_asked_twice_and_results_asked_for() {
    let piece = |code: &str, components: &[&str], results: &[&str]| Piece {
        code: code.into(),
        components: components.iter().map(|c| (*c).to_owned()).collect(),
        results: results.iter().map(|r| (*r).to_owned()).collect(),
    };
    let links = chain(&[
        piece("1", &["Đề án", "Tờ trình"], &["Quyết định thành lập trường"]),
        piece("2", &["Bản sao quyết định thành lập trường", "đề án", "Danh sách"], &[]),
    ]);
    assert_eq!(links.len(), 2);
    assert_eq!((links[0].paper.as_str(), links[0].asked_by.len()), ("Đề án", 2));
    assert_eq!(links[1].result_of.as_deref(), Some("1"));
}

fn a_proposal() -> Proposal {
    let on = "2024-08-01".parse().unwrap();
    Proposal {
        tenant: Uuid::from_u128(100),
        id: Uuid::from_u128(70),
        unit: Uuid::from_u128(101),
        year: 2024,
        status: ProposalStatus::Proposed,
        review: Uuid::from_u128(50),
        subject: subject("1", ""),
        change: Change::Amend,
        content: "Bỏ bước 2".into(),
        reason: "Trùng".into(),
        texts: vec![],
        authority: String::new(),
        cost: None,
        once: Some((Dong(400_000), Dong(160_000))),
        limits: None,
        steps: vec![step(ProposalStatus::Proposed, on, "")],
        carried: None,
        measured: None,
        changed_at: at("2024-08-01T08:00"),
    }
}

fn step(status: ProposalStatus, on: jiff::civil::Date, number: &str) -> Step {
    Step { status, on, number: number.into(), note: String::new(), by: None, file: None }
}

#[test]
fn a_proposal_goes_step_by_step_with_its_documents() {
    let (law, mut ids) = (law(), counting());
    let g = ground(&law, "2024-12-20T08:00", &mut ids);
    let day = |t: &str| -> jiff::civil::Date { t.parse().unwrap() };
    let mut p = a_proposal();
    let take = |p: &mut Proposal, status, on: &str, number: &str| proposal::step(p, &g, step(status, day(on), number));
    assert_eq!(take(&mut p, ProposalStatus::Adopted, "2024-08-10", "1").unwrap_err().code, "step");
    assert_eq!(take(&mut p, ProposalStatus::Assessed, "2024-07-31", "1").unwrap_err().code, "day");
    assert_eq!(take(&mut p, ProposalStatus::Assessed, "2025-01-01", "1").unwrap_err().code, "day");
    assert_eq!(take(&mut p, ProposalStatus::Assessed, "2024-08-10", " ").unwrap_err().field.as_deref(), Some("number"));
    take(&mut p, ProposalStatus::Assessed, "2024-08-10", "5/VP").unwrap();
    assert_eq!(take(&mut p, ProposalStatus::Adopted, "2024-09-01", "9/QĐ").unwrap_err().code, "authority");
    let edit = proposal::Edit {
        change: Change::Amend,
        content: "Bỏ bước 2".into(),
        reason: "Trùng".into(),
        texts: vec![LegalText { text: "Thông tư X".into(), provision: "Điều 3".into() }],
        authority: "ministry".into(),
    };
    proposal::edit(&mut p, &g, edit).unwrap();
    take(&mut p, ProposalStatus::Adopted, "2024-09-01", "9/QĐ").unwrap();
    take(&mut p, ProposalStatus::Executing, "2024-09-05", "").unwrap();
    assert_eq!(take(&mut p, ProposalStatus::Completed, "2024-10-05", "3/QĐ").unwrap_err().code, "carried");
    let version = |from: &str| Carried { version: Uuid::from_u128(5), number: 2, valid_from: day(from) };
    assert_eq!(proposal::carried(&mut p, version("2024-08-01")).unwrap_err().code, "version");
    assert_eq!(proposal::measured(&mut p, &g, 3).unwrap_err().code, "carried");
    proposal::carried(&mut p, version("2024-10-01")).unwrap();
    take(&mut p, ProposalStatus::Completed, "2024-10-05", "3/QĐ").unwrap();
    proposal::measured(&mut p, &g, 37).unwrap();
    assert_eq!(p.measured.as_ref().unwrap().saving, Dong(240_000 * 37));
    assert!(proposal::next(p.status).is_empty());
}

fn an_impact() -> Impact {
    Impact {
        tenant: Uuid::from_u128(100),
        id: Uuid::from_u128(80),
        unit: Uuid::from_u128(101),
        year: 2024,
        status: ImpactStatus::Draft,
        title: "Nghị quyết mẫu".into(),
        assigned: "Công văn 1".into(),
        officer: None,
        items: vec![],
        sent: None,
        changed_at: at("2024-05-01T08:00"),
    }
}

fn ask() -> impact::Ask {
    impact::Ask {
        unit: Uuid::from_u128(101),
        body: "Văn phòng Ủy ban nhân dân tỉnh".into(),
        asker: "Sở".into(),
        question: "Góp ý".into(),
        due: Some("2024-05-20".parse().unwrap()),
    }
}

#[test]
fn no_dossier_goes_to_appraisal_without_assessment_and_opinions() {
    let (law, mut ids) = (law(), counting());
    let mut g = ground(&law, "2024-05-10T08:00", &mut ids);
    let mut i = an_impact();
    let sent = || Sent { on: "2024-05-10".parse().unwrap(), number: "8/SGDĐT".into(), digest: String::new() };
    let refused = impact::send(&mut i, &g, &[], sent()).unwrap_err();
    assert_eq!(refused.code, "gate");
    assert!(refused.law.as_deref().is_some_and(|l| l.contains("Điều 11")));
    assert_eq!(impact::ask(&mut i, &mut g, ask()).unwrap_err().code, "empty");
    impact::add(&mut i, &mut g, (ItemKind::Procedure, "Thủ tục mới")).unwrap();
    let id = i.items[0].id;
    let bank = law.bank(&i.items[0].bank).unwrap();
    impact::fill(&mut i, (id, 0), plain(bank, &json!({ "competence": "whole" }))).unwrap();
    assert_eq!(impact::gate(&i, &[], (&law, g.today)).len(), 2, "cost and opinions are missing");
    impact::cost(&mut i, id, study(0, 4)).unwrap();
    let deed = impact::ask(&mut i, &mut g, ask()).unwrap();
    let [Begun::Opinion(o)] = &deed.begun[..] else { panic!("one opinion") };
    let mut o = (**o).clone();
    assert_eq!(i.status, ImpactStatus::Consulting);
    assert_eq!(impact::gate(&i, &[o.clone()], (&law, g.today)).len(), 2, "asked is not answered");
    assert!(impact::settle(&mut o, &g, Taken { uptake: Uptake::Whole, explanation: String::new() }).is_err());
    impact::answer(&mut o, &g, ("Bỏ giấy khai sinh", "12/VP")).unwrap();
    assert_eq!(impact::gate(&i, &[o.clone()], (&law, g.today)).len(), 1);
    let not = Taken { uptake: Uptake::Not, explanation: " ".into() };
    assert_eq!(impact::settle(&mut o, &g, not).unwrap_err().field.as_deref(), Some("explanation"));
    impact::settle(&mut o, &g, Taken { uptake: Uptake::Whole, explanation: String::new() }).unwrap();
    // Another body that let its day pass does not hold the dossier up; one whose day has not come does.
    let mut silent = Opinion { id: Uuid::from_u128(91), status: OpinionStatus::Asked, ..o.clone() };
    assert_eq!(impact::gate(&i, &[o.clone(), silent.clone()], (&law, g.today)).len(), 1);
    silent.due = "2024-05-09".parse().unwrap();
    assert!(impact::gate(&i, &[o.clone(), silent], (&law, g.today)).is_empty());
    impact::send(&mut i, &g, &[o], sent()).unwrap();
    assert_eq!(i.status, ImpactStatus::Sent);
    assert!(impact::add(&mut i, &mut g, (ItemKind::Form, "Mẫu")).is_err(), "what was sent is not changed");
}

#[test]
fn the_questionnaire_branches() {
    let law = law();
    let bank = law.bank(&law.forms("2024-05-01".parse().unwrap()).unwrap().procedure).unwrap();
    let no = bank.from_value(&json!({ "goal": "Mục tiêu", "goal_needed": false, "goal_why": "Không", "goal_met": false, "goal_other": false, "necessary": false }));
    let context = forms::Context { today: "2024-05-01".parse().unwrap(), page: None };
    assert!(bank.validate(&no, &context).is_empty(), "not necessary: parts II to IV are skipped");
    assert!(!bank.page_shown(&no, 1) && !bank.page_shown(&no, 3));
    let mut yes = no;
    yes.set("necessary", "true");
    assert!(bank.validate(&yes, &context).len() > 5);
}
