//! Rules of an inspection by example and by property: what each stage allows, answers, findings, remedies, what reports count; the
//! papers say what was recorded; lists run along their indexes.

use std::collections::HashMap;

use kernel::time::civil::{Date, date};
use platform::law::LawFiles;
use proptest::prelude::*;
use uuid::Uuid;

use crate::checklist::{Checklist, Kind};
use crate::law::Law;
use crate::model::{
    Answer, Manner, Mark, Measure, Minutes, Progress, Remedy, Reply, Shown, Signed, Site, Stage, Visit,
};
use crate::papers::{self, Case, Issuer};
use crate::rules::answer::{self, Given};
use crate::rules::report::{Ground, count, number};
use crate::rules::visit::{self as rule, Team, Word};
use crate::rules::{remedy, visit};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn list() -> Checklist {
    Checklist::read(&LawFiles::built_in()).unwrap()
}

fn inspection(stage: Stage) -> Visit {
    Visit {
        tenant: id(1),
        id: id(2),
        plan: id(3),
        year: 2024,
        unit: id(4),
        manner: Manner::Combined,
        stage,
        head: Some(id(5)),
        members: vec![id(5), id(6)],
        period: Some((date(2024, 1, 1), date(2024, 4, 30))),
        starts: date(2024, 5, 6),
        ends: date(2024, 5, 8),
        scope: "Một cửa".into(),
        sites: vec![Site { id: id(7), name: "Bộ phận Một cửa".into() }],
        decision: Some(Signed { number: "45/QĐ".into(), on: date(2024, 4, 26) }),
        notice: None,
        announced: None,
        own: None,
        minutes: None,
        findings: vec![],
        conclusion: String::new(),
        concluded: None,
    }
}

fn reply(kind: Kind, bad: bool) -> Reply {
    match kind {
        Kind::YesNo => Reply { mark: Some(if bad { Mark::Bad } else { Mark::Good }), ..Reply::default() },
        Kind::Count => Reply { checked: Some(10), wrong: Some(if bad { 2 } else { 0 }), ..Reply::default() },
        Kind::Text => Reply { note: "Không".into(), ..Reply::default() },
    }
}

/// Every item answered; the items named are not right.
fn answers(v: &Visit, bad: &[&str]) -> Vec<Answer> {
    let list = list();
    let one = |i: &crate::checklist::Item| {
        let base =
            Given { site: id(7), item: i.id.clone(), reply: reply(i.kind, bad.contains(&i.id.as_str())), base: 0 };
        answer::answer(v, &list, (&base, None), (id(5), 9)).unwrap().unwrap()
    };
    list.items().map(one).collect()
}

fn code<T>(r: Result<T, kernel::error::Refusal>) -> &'static str {
    r.err().map_or("done", |r| r.code)
}

fn minutes() -> Minutes {
    Minutes {
        place: "Phòng họp".into(), present: "Bà Mẫu".into(), opinion: String::new(), at: 1_715_000_000_000_000
    }
}

fn ids() -> impl FnMut() -> Uuid {
    let mut n = 100;
    move || {
        n += 1;
        id(n)
    }
}

#[test]
fn a_team_needs_a_head_a_time_and_sites_of_its_own() {
    let good = Team {
        head: Some(id(5)),
        members: vec![id(6), id(5), id(6)],
        from: Some(date(2024, 1, 1)),
        to: Some(date(2024, 4, 30)),
        starts: Some(date(2024, 5, 6)),
        ends: Some(date(2024, 5, 8)),
        scope: "Một cửa".into(),
        sites: "Bộ phận Một cửa\n\n Bảng niêm yết ".into(),
    };
    let set = |t: &Team| rule::team(&mut inspection(Stage::Draft), t, ids()).map_err(|r| r.field.unwrap_or_default());
    for (wrong, field) in [
        (Team { head: None, ..good.clone() }, "head"),
        (Team { to: None, ..good.clone() }, "to"),
        (Team { to: Some(date(2023, 1, 1)), ..good.clone() }, "to"),
        (Team { ends: Some(date(2024, 5, 1)), ..good.clone() }, "ends"),
        (Team { scope: " ".into(), ..good.clone() }, "scope"),
        (Team { sites: "\n".into(), ..good.clone() }, "sites"),
        (Team { sites: "A\nA".into(), ..good.clone() }, "sites"),
    ] {
        assert_eq!(set(&wrong).unwrap_err(), field);
    }
    let mut v = inspection(Stage::Draft);
    rule::team(&mut v, &good, ids()).unwrap();
    assert_eq!(
        (v.members, v.sites.len(), v.sites[0].id),
        (vec![id(5), id(6)], 2, id(7)),
        "a site that stays keeps its id"
    );
    assert_eq!(code(rule::team(&mut inspection(Stage::Decided), &good, ids())), "status");
}

#[test]
fn answers_are_of_their_kind_and_never_over_what_was_not_seen() {
    let (v, list) = (inspection(Stage::Decided), list());
    let give = |item: &str, reply: Reply, base, before: Option<&Answer>| {
        let given = Given { site: id(7), item: item.into(), reply, base };
        answer::answer(&v, &list, (&given, before), (id(5), 9))
    };
    let both = |checked, wrong| Reply { checked, wrong, ..Reply::default() };
    assert_eq!(code(give("posting-complete", Reply::default(), 0, None)), "required");
    assert_eq!(code(give("intake-receipts", both(Some(5), Some(6)), 0, None)), "required");
    assert_eq!(code(give("intake-receipts", both(Some(5), None), 0, None)), "required");
    assert_eq!(code(give("nowhere", reply(Kind::YesNo, true), 0, None)), "gone");
    let first = give("posting-complete", reply(Kind::YesNo, true), 0, None).unwrap().unwrap();
    assert_eq!((first.version, first.bad()), (1, true));
    assert!(give("posting-complete", reply(Kind::YesNo, true), 0, Some(&first)).unwrap().is_none(), "sent twice");
    assert_eq!(code(give("posting-complete", reply(Kind::YesNo, false), 0, Some(&first))), "stale");
    let second = give("posting-complete", reply(Kind::YesNo, false), 1, Some(&first)).unwrap().unwrap();
    assert_eq!((second.version, second.bad()), (2, false));
    let none = Reply { mark: Some(Mark::None), checked: Some(9), ..Reply::default() };
    let none = give("intake-receipts", none, 0, None).unwrap().unwrap();
    assert_eq!((none.reply.checked, none.bad()), (None, false));
    let closed = inspection(Stage::Recorded);
    let given = Given { site: id(7), item: "posting-complete".into(), reply: reply(Kind::YesNo, true), base: 0 };
    assert_eq!(code(answer::answer(&closed, &list, (&given, None), (id(5), 9))), "status");
}

fn recorded(bad: &[&str]) -> (Visit, Vec<Answer>) {
    let mut v = inspection(Stage::Announced);
    let all = answers(&v, bad);
    rule::record(&mut v, (&list(), &all), minutes(), ids()).unwrap();
    (v, all)
}

fn concluded(bad: &[&str]) -> (Visit, Vec<Answer>) {
    let (mut v, all) = recorded(bad);
    let word = |f: &crate::model::Finding| Word {
        id: Some(f.id),
        text: f.text.clone(),
        remedy: "Chấn chỉnh".into(),
        unit: None,
        due: Some(date(2024, 5, 31)),
    };
    let words: Vec<Word> = v.findings.iter().map(word).collect();
    rule::conclude(&mut v, ("Chấp hành tốt", &words), &[id(4)], ids()).unwrap();
    rule::sign(&mut v, ("60/KL", Some(date(2024, 5, 10)))).unwrap();
    (v, all)
}

#[test]
fn minutes_wait_for_every_answer_and_the_conclusion_keeps_what_was_found() {
    let mut v = inspection(Stage::Announced);
    let all = answers(&v, &[]);
    assert_eq!(code(rule::record(&mut v, (&list(), &all[1..]), minutes(), ids())), "missing");
    let (mut v, _) = recorded(&["posting-complete", "deadlines-late"]);
    let texts: Vec<&str> = v.findings.iter().map(|f| f.text.as_str()).collect();
    assert!(texts[1].ends_with("(2/10)"), "{texts:?}");
    let first = Word { id: Some(v.findings[0].id), text: "Thiếu mẫu đơn".into(), ..Word::default() };
    let second =
        Word { id: Some(v.findings[1].id), text: "Quá hạn".into(), remedy: "Xin lỗi".into(), ..Word::default() };
    assert_eq!(code(rule::conclude(&mut v, ("x", std::slice::from_ref(&first)), &[id(4)], ids())), "finding");
    let both = [first.clone(), second.clone()];
    assert_eq!(code(rule::conclude(&mut v, ("x", &both), &[id(4)], ids())), "required", "a remedy has its day");
    let due = |d| [first.clone(), Word { due: Some(d), ..second.clone() }];
    assert_eq!(code(rule::conclude(&mut v, ("x", &due(date(2024, 5, 31))), &[id(9)], ids())), "choice");
    assert_eq!(code(rule::sign(&mut v, ("60/KL", Some(date(2024, 5, 10))))), "empty");
    rule::conclude(&mut v, ("Chấp hành tốt", &due(date(2024, 5, 9))), &[id(4)], ids()).unwrap();
    assert_eq!(code(rule::sign(&mut v, ("60/KL", Some(date(2024, 5, 10))))), "order");
    rule::conclude(&mut v, ("Chấp hành tốt", &due(date(2024, 5, 31))), &[id(4)], ids()).unwrap();
    rule::sign(&mut v, ("60/KL", Some(date(2024, 5, 10)))).unwrap();
    assert_eq!(v.stage, Stage::Concluded);
    assert_eq!(concluded(&[]).0.stage, Stage::Closed, "nothing to remedy closes it at once");
    assert_eq!(
        code(visit::own(&mut v, crate::model::OwnReport { text: "x".into(), files: vec![], by: id(8), at: 0 })),
        "status"
    );
}

fn remedy_due(due: Date) -> Remedy {
    Remedy {
        tenant: id(1),
        id: id(20),
        visit: id(2),
        year: 2024,
        inspected: id(4),
        unit: id(4),
        finding: "Thiếu".into(),
        text: "Bổ sung".into(),
        due,
        progress: Progress::Open,
        shown: None,
        reason: String::new(),
        done: None,
    }
}

fn evidence(name: &str) -> documents::StoredFile {
    documents::StoredFile { digest: name.into(), name: name.into(), mime: "image/jpeg".into(), size: 1 }
}

#[test]
fn a_remedy_needs_evidence_and_keeps_it_when_sent_back() {
    let mut r = remedy_due(date(2024, 5, 31));
    let shown = |files| Shown { text: "Đã làm".into(), files, by: id(8), at: 1 };
    assert_eq!(code(remedy::accept(&mut r, date(2024, 5, 20))), "status");
    assert_eq!(code(remedy::show(&mut r.clone(), shown(vec![]))), "evidence");
    remedy::show(&mut r, shown(vec![evidence("a")])).unwrap();
    assert_eq!(code(remedy::send_back(&mut r, " ")), "required");
    remedy::send_back(&mut r, "Chưa rõ").unwrap();
    remedy::show(&mut r, shown(vec![evidence("a"), evidence("b")])).unwrap();
    assert_eq!(r.shown.as_ref().unwrap().files.len(), 2, "the first file is kept once");
    assert!(!r.late(date(2024, 6, 1)), "handed in on time, it waits for a decision");
    let open = Remedy { progress: Progress::Returned, ..r.clone() };
    assert!(open.late(date(2024, 6, 1)) && !open.late(date(2024, 5, 31)));
    remedy::accept(&mut r, date(2024, 6, 2)).unwrap();
    assert_eq!((r.done, r.late(date(2024, 6, 3))), (Some(date(2024, 6, 2)), false));
}

#[test]
fn reports_count_what_belongs_to_them() {
    let (law, list) = (Law::read(&LawFiles::built_in()).unwrap(), list());
    let (v, all) = concluded(&["posting-complete", "desk-officers"]);
    let due = |n: usize, due| Remedy { id: v.findings[n].id, ..remedy_due(due) };
    let remedies = vec![due(0, date(2024, 5, 31)), due(1, date(2024, 7, 31))];
    let ground = Ground { plan: None, visits: vec![(v, all, remedies)] };
    let year = (date(2024, 1, 1), date(2024, 12, 31), date(2024, 6, 15));
    let of = |key: &str| count(law.report(key).unwrap(), &list, &ground, year);
    let (reform, posting) = (of("reform"), of("posting"));
    let n = |all: &[crate::model::Counted], of| number(all, of, None);
    assert_eq!((n(&reform, Measure::Done), n(&posting, Measure::Done)), (1, 1));
    assert_eq!((n(&reform, Measure::Failed), n(&posting, Measure::Failed)), (2, 2));
    assert_eq!((n(&posting, Measure::Remedies), n(&posting, Measure::Late)), (2, 1));
    let outside = (date(2024, 6, 1), date(2024, 12, 31), date(2024, 6, 15));
    assert!(count(law.report("reform").unwrap(), &list, &ground, outside).is_empty());
    let texts = list.items().filter(|i| i.kind == Kind::Text).count();
    let control = of("control");
    assert!(n(&control, Measure::Checked) <= list.items().count() - texts, "what is only noted is not counted");
}

#[test]
fn papers_say_what_was_decided_and_found() {
    let (law, list) = (Law::read(&LawFiles::built_in()).unwrap(), list());
    let (v, all) = concluded(&["posting-complete"]);
    let issuer =
        Issuer {
            name: "Sở A".into(), upper: "UBND tỉnh".into(), place: "Nam Định".into(), day: date(2024, 5, 9)
        };
    let names =
        HashMap::from([(id(4), "Phòng B".to_owned()), (id(5), "Ông Một".to_owned()), (id(6), "Bà Hai".to_owned())]);
    let case = Case { law: &law, list: &list, visit: &v, answers: &all, issuer: &issuer, names: &names, plan: "12/KH" };
    let has = |paper: &output::paper::Paper, words: &[&str]| {
        let text = output::paper::text(paper).split_whitespace().collect::<Vec<_>>().join(" ");
        for w in words {
            assert!(text.contains(w), "{w} is not in {text}");
        }
        assert!(!text.contains('{'), "a blank was not filled: {text}");
    };
    has(
        &papers::decision(&case),
        &["THỦ TRƯỞNG SỞ A", "Số: 45/QĐ", "QUYẾT ĐỊNH:", "Ông Một", "Trưởng đoàn", "Phòng B", "12/KH"],
    );
    has(&papers::notice(&case), &["ĐỀ CƯƠNG BÁO CÁO", "45/QĐ", "từ ngày 06/05/2024 đến ngày 08/05/2024"]);
    has(
        &papers::minutes(&case),
        &["ngày 06 tháng 05 năm 2024", "Bà Mẫu", "Chưa đạt", "Xem 10, chưa đúng 0", "Bộ phận Một cửa", "[?]"],
    );
    has(&papers::conclusion(&case), &["Số: 60/KL", "1 nội dung chưa đạt", "Chấn chỉnh", "31/05/2024", "Chấp hành tốt"]);
}

#[test]
fn the_article_of_an_item_is_the_one_of_its_day() {
    let list = list();
    let item = list.item("intake-supplements").unwrap();
    assert!(item.article("2024-05-01".parse().unwrap()).contains("63/2010/NĐ-CP Điều 20.4"));
    assert!(item.article("2025-07-01".parse().unwrap()).contains("118/2025/NĐ-CP Điều 11"));
    assert!(list.items().all(|i| i.article("2024-05-01".parse().unwrap()).contains("NĐ-CP")
        || i.article(date(2024, 5, 1)).contains("Thông tư")));
}

proptest! {
    /// Whatever is sent in whatever order, the version never goes back and what is stored is of the item's kind.
    #[test]
    fn versions_only_grow(sent in prop::collection::vec((0..3_i64, prop::option::of(0..30_u32), prop::option::of(0..30_u32), 0..4_usize), 1..20)) {
        let (v, list) = (inspection(Stage::Decided), list());
        let mut stored: Option<Answer> = None;
        for (base, checked, wrong, mark) in sent {
            let reply = Reply { mark: Mark::ALL.get(mark).copied(), checked, wrong, note: String::new() };
            let given = Given { site: id(7), item: "intake-receipts".into(), reply, base };
            if let Ok(Some(next)) = answer::answer(&v, &list, (&given, stored.as_ref()), (id(5), 9)) {
                prop_assert_eq!(next.version, stored.as_ref().map_or(0, |s| s.version) + 1);
                prop_assert_eq!(base, next.version - 1);
                let counted = next.reply.checked.zip(next.reply.wrong);
                prop_assert!(counted.is_some_and(|(n, bad)| bad <= n && n > 0) || next.reply.mark == Some(Mark::None));
                stored = Some(next);
            }
        }
    }
}
