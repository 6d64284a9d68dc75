//! Publication: limits of law as cases, the states of a decision, what a draft is found to lack, how surfaces compare.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use kernel::time::{Timestamp, parse_local};
use platform::testing::sqlite;
use serde::Deserialize;
use uuid::Uuid;

use crate::decisions::auto;
use crate::decisions::clock::{self, Standing};
use crate::decisions::law::{Anchor, Law, law};
use crate::decisions::model::{Basis, Body, Change, Decision, DecisionKind, Dossier, Item, ItemBody, Status, Verdict};
use crate::decisions::rules::{self, Ground, HeadEdit, NumberEdit, Said};
use crate::decisions::surfaces::{Match, compare};
use crate::decisions::todos::{Cause, TodoKind, raised};
use crate::model::Version;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    article: String,
    rule: String,
    kind: DecisionKind,
    shortened: bool,
    anchor: Date,
    due: Date,
}

async fn built_in() -> std::sync::Arc<Law> {
    let db = sqlite().await.unwrap();
    let (app, _, _) = super::app(&db);
    law(&app).unwrap()
}

#[tokio::test]
async fn limits_are_counted_as_the_law_says() {
    let db = sqlite().await.unwrap();
    let (app, _, _) = super::app(&db);
    let law = law(&app).unwrap();
    let cases: Cases = toml::from_str(app.law().get("publication/cases.toml").unwrap()).unwrap();
    for c in cases.case {
        let rule = law.limit(&c.rule, (c.kind, c.shortened), c.anchor);
        let rule = rule.unwrap_or_else(|| panic!("{}: no rule {}", c.article, c.rule));
        assert_eq!(clock::due(rule, c.anchor, &law.calendar).unwrap(), c.due, "{}", c.article);
    }
}

fn decision() -> Dossier {
    let decision = Decision {
        id: Uuid::from_u128(1),
        kind: DecisionKind::Full,
        status: Status::Drafting,
        title: "thủ tục hành chính lĩnh vực giáo dục tiểu học".into(),
        number: None,
        signed_on: None,
        effective_on: Some(date(2024, 6, 1)),
        body: Body {
            drafter: Some(Uuid::from_u128(10)),
            basis: Basis {
                name: "Nghị quyết 05/2024/NQ-HĐND".into(),
                signed_on: Some(date(2024, 5, 10)),
                effective_on: Some(date(2024, 6, 1)),
                shortened: false,
            },
            ..Body::default()
        },
        created_at: now(),
    };
    Dossier { decision, items: vec![] }
}

fn now() -> Timestamp {
    parse_local("2024-05-20T09:00").unwrap()
}

fn version(number: i64) -> Version {
    Version {
        id: Uuid::from_u128(5),
        procedure: Uuid::from_u128(6),
        number,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        parts: super::parts("1.000001", "Chuyển trường"),
        note: None,
        published_at: now(),
        published_by: None,
    }
}

fn item(change: Change, code: &str) -> Item {
    let body = ItemBody {
        change,
        name: "Chuyển trường".into(),
        base: 0,
        parts: Some(super::parts(code, "Chuyển trường")),
        replaces: vec![],
        abolished_by: String::new(),
        from: None,
        process: None,
        doubts: vec![],
    };
    Item { id: Uuid::from_u128(20), position: 0, code: code.into(), body }
}

struct World {
    law: std::sync::Arc<Law>,
    newest: HashMap<String, Version>,
}

impl World {
    async fn new() -> World {
        World { law: built_in().await, newest: HashMap::from([("1.000001".into(), version(3))]) }
    }

    fn ground(&self, who: u128) -> Ground<'_> {
        Ground { now: now(), who: Some(Uuid::from_u128(who)), law: &self.law, newest: &self.newest }
    }
}

fn all_pass(w: &World, kind: DecisionKind) -> Vec<Said> {
    let said = |i: &crate::decisions::law::CheckItem| Said {
        item: i.id.clone(),
        verdict: Some(Verdict::Pass),
        note: "Đã đối chiếu".into(),
    };
    w.law.checklist(kind).into_iter().map(said).collect()
}

fn letter(on: Date) -> NumberEdit {
    NumberEdit { number: "15/QĐ-UBND".into(), on: Some(on), signer: "Nguyễn Văn Mẫu".into(), effective_on: None }
}

#[tokio::test]
async fn a_decision_goes_its_way_and_no_other() {
    let w = World::new().await;
    let mut d = decision();
    let code = |r: Result<rules::Deed, kernel::error::Refusal>| r.unwrap_err().code;
    assert_eq!(code(rules::send(&mut d, &w.ground(10))), "items");
    rules::put_item(&mut d, &w.ground(10), item(Change::Amended, "1.000001")).unwrap();
    assert_eq!(d.items[0].body.base, 3);
    assert_eq!(code(rules::submit(&mut d, &w.ground(10), &letter(date(2024, 5, 20)))), "status");
    rules::send(&mut d, &w.ground(10)).unwrap();
    assert_eq!(code(rules::edit(&mut d, &w.ground(10), HeadEdit::default())), "status");
    let pass = all_pass(&w, d.decision.kind);
    assert_eq!(code(rules::check(&mut d, &w.ground(10), (&pass, ""))), "checker");
    assert_eq!(code(rules::check(&mut d, &w.ground(11), (&pass[1..], ""))), "verdict");
    rules::check(&mut d, &w.ground(11), (&pass, "")).unwrap();
    assert_eq!(d.decision.status, Status::Checked);
    rules::submit(&mut d, &w.ground(11), &letter(date(2024, 5, 20))).unwrap();
    assert_eq!(code(rules::sign(&mut d, &w.ground(11), &letter(date(2024, 5, 21)))), "dates");
    rules::sign(&mut d, &w.ground(11), &letter(date(2024, 5, 20))).unwrap();
    assert_eq!((d.decision.status, d.decision.effective_on), (Status::Signed, Some(date(2024, 6, 1))));
    assert_eq!(code(rules::withdraw(&mut d, &w.ground(11), "thôi")), "status");
    assert_eq!(code(rules::effect(&mut d, &w.ground(11))), "early");
}

#[tokio::test]
async fn a_failed_control_sends_the_draft_back_with_its_reason() {
    let w = World::new().await;
    let mut d = decision();
    rules::put_item(&mut d, &w.ground(10), item(Change::Amended, "1.000001")).unwrap();
    rules::send(&mut d, &w.ground(10)).unwrap();
    let mut said = all_pass(&w, d.decision.kind);
    said[0].verdict = Some(Verdict::Fail);
    said[0].note = String::new();
    let refused = rules::check(&mut d, &w.ground(11), (&said, "")).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("note-parts"));
    said[0].note = "Thiếu trình tự thực hiện".into();
    rules::check(&mut d, &w.ground(11), (&said, "Bổ sung rồi gửi lại")).unwrap();
    assert_eq!(d.decision.status, Status::Drafting);
    assert!(d.decision.body.returned.as_ref().is_some_and(|r| r.text.contains("Bổ sung")));
    // A pass against what was computed needs its reason too.
    rules::send(&mut d, &w.ground(10)).unwrap();
    said[0] = Said { item: said[0].item.clone(), verdict: Some(Verdict::Pass), note: String::new() };
    assert_eq!(rules::check(&mut d, &w.ground(11), (&said, "")).unwrap_err().code, "note");
}

#[tokio::test]
async fn items_are_held_against_the_catalogue() {
    let w = World::new().await;
    let mut d = decision();
    let g = w.ground(10);
    assert_eq!(rules::put_item(&mut d, &g, item(Change::New, "1.000001")).unwrap_err().code, "change");
    assert_eq!(rules::put_item(&mut d, &g, item(Change::Abolished, "1.999999")).unwrap_err().code, "code");
    rules::put_item(&mut d, &g, item(Change::Abolished, "1.000001")).unwrap();
    assert!(d.items[0].body.parts.is_none());
    let twice = Item { id: Uuid::from_u128(21), ..item(Change::Amended, "1.000001") };
    assert_eq!(rules::put_item(&mut d, &g, twice).unwrap_err().code, "code");
    let (verdict, words) = auto::finding("abolished", &d, &g);
    assert_eq!(verdict, Some(Verdict::Fail), "{words}");
    let missing = auto::list_gaps(&super::parts("1.000001", "Tên"));
    assert_eq!(missing, ["Căn cứ pháp lý", "Thời hạn giải quyết", "Địa điểm thực hiện", "Phí, lệ phí"]);
    d.items[0].body.base = 2;
    assert_eq!(auto::finding("current", &d, &g).0, Some(Verdict::Fail));
    d.decision.status = Status::Submitted;
    assert_eq!(rules::sign(&mut d, &g, &letter(date(2024, 5, 20))).unwrap_err().code, "current");
}

#[tokio::test]
async fn a_limit_shows_its_days_and_its_standing() {
    let w = World::new().await;
    let mut d = decision();
    d.decision.signed_on = Some(date(2024, 4, 26));
    let rule = w.law.limit("national", (DecisionKind::Full, false), date(2024, 4, 26)).unwrap();
    assert_eq!(rule.anchor, Anchor::DecisionSigned);
    let counted = clock::count(rule, &d.decision, (&w.law.calendar, None)).unwrap();
    let numbered: Vec<i64> = counted.days.iter().filter_map(|l| l.number).collect();
    assert_eq!((counted.due, numbered), (Some(date(2024, 5, 7)), vec![1, 2, 3, 4, 5]));
    assert_eq!(counted.standing(date(2024, 5, 5)), Standing::Left(2));
    assert_eq!(counted.standing(date(2024, 5, 9)), Standing::Late(2));
    let done = clock::count(rule, &d.decision, (&w.law.calendar, Some(date(2024, 5, 8)))).unwrap();
    assert_eq!(done.standing(date(2024, 6, 1)), Standing::DoneLate(1));
    // Backwards: five days before the text takes effect.
    let rule = w.law.limit("decision", (DecisionKind::Full, false), date(2024, 5, 20)).unwrap();
    let back = clock::count(rule, &d.decision, (&w.law.calendar, None)).unwrap();
    assert_eq!((back.due, back.days.len()), (Some(date(2024, 5, 27)), 6));
    assert!(back.days.windows(2).all(|w| w[0].date < w[1].date));
}

#[tokio::test]
async fn a_change_raises_what_stands_on_it_and_nothing_else() {
    let w = World::new().await;
    let before = version(3);
    let mut after = Version { number: 4, valid_from: date(2024, 6, 1), ..version(4) };
    after.parts.agency = Some("Ủy ban nhân dân cấp xã".into());
    let desks = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let cause = |before, after| Cause {
        before,
        after,
        words: "Quyết định số 15".into(),
        decision: None,
        kind: DecisionKind::Full,
        shortened: false,
        signed_on: date(2024, 5, 20),
    };
    let kinds = |v: &[crate::decisions::todos::Raised]| v.iter().map(|r| r.kind).collect::<Vec<_>>();
    let all = raised(&cause(Some(&before), &after), &w.law, &desks);
    assert_eq!(kinds(&all), [TodoKind::Process, TodoKind::Posting, TodoKind::Posting, TodoKind::National]);
    assert_eq!(all[3].due_on, date(2024, 5, 27));
    assert_eq!((all[1].due_on, all[1].body.version), (date(2024, 6, 1), 4));
    let ended = Version { number: 4, valid_to: Some(date(2024, 5, 31)), ..version(4) };
    let all = raised(&cause(Some(&before), &ended), &w.law, &desks);
    assert_eq!(kinds(&all), [TodoKind::Posting, TodoKind::Posting, TodoKind::National]);
    assert!(all.iter().all(|r| r.body.version == 0));
    let same = Version { number: 4, ..version(4) };
    assert!(raised(&cause(Some(&before), &same), &w.law, &desks).is_empty());
}

#[test]
fn surfaces_compare() {
    let all = [
        (Some(2), Some(2), Match::Same),
        (Some(2), Some(1), Match::Old),
        (Some(2), Some(3), Match::Early),
        (Some(2), None, Match::Unknown),
        (Some(2), Some(0), Match::Missing),
        (None, Some(1), Match::Left),
        (None, Some(0), Match::Gone),
    ];
    for (force, shown, want) in all {
        assert_eq!(compare(force, shown), want, "{force:?} {shown:?}");
    }
}

#[tokio::test]
async fn every_list_is_one_range_of_one_index() {
    use crate::decisions::store::{self, After, TodoScope};
    for db in platform::testing::each_db().await.unwrap() {
        let (app, _, _) = super::app(&db);
        let after = After { created_at: now(), id: Uuid::max(), limit: 50 };
        let from = ("", Uuid::nil(), 50);
        let lists = [
            (store::decisions(None, after), "catalogue_decisions_newest"),
            (store::decisions(Some(Status::Drafting), after), "catalogue_decisions_status"),
            (store::open_todos(TodoScope::All, from), "catalogue_todos_due"),
            (store::open_todos(TodoScope::Kind(TodoKind::Posting), from), "catalogue_todos_kind"),
            (store::open_todos(TodoScope::Unit(Uuid::nil()), from), "catalogue_todos_unit"),
            (store::todos_of("1.000001"), "catalogue_todos_code"),
            (store::items(Uuid::nil()), "catalogue_decision_items_order"),
            (store::shown_of("1.000001"), "catalogue_surfaces_place"),
        ];
        for (q, index) in lists {
            let sql = q.sql.clone();
            let rows: Result<Vec<platform::Row>, _> = app.db().all(q.sql.clone(), q.args.clone()).await;
            assert!(rows.is_ok(), "{sql} on {}", db.kind);
            // An empty table is scanned whole by PostgreSQL, whatever its indexes; SQLite plans by them alone.
            if db.kind == "sqlite" {
                let plan = app.db().plan(q).await.unwrap().join("\n");
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
            }
        }
    }
}
