//! Tests of inspections: the ranking against its cases of law, and the plan's story on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod visits;

use std::sync::Arc;

use kernel::time::parse_local;
use people::{NewAccount, UnitKind, roles};
use platform::app::{SetClock, Setup};
use platform::files::Files;
use platform::law::LawFiles;
use platform::testing::each_db;
use platform::web::Failure;
use platform::{Actor, App, By};
use serde::Deserialize;
use uuid::Uuid;

use crate::actions::{self, Order};
use crate::law::Law;
use crate::model::{Manner, Status};
use crate::rules::{self, Candidate, NewItem};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    article: String,
    given: Vec<Given>,
    expected: Vec<(String, i64)>,
}

#[derive(Deserialize)]
struct Given {
    name: String,
    open: Option<i64>,
    late: Option<i64>,
}

#[test]
fn units_are_ranked_as_the_cases_of_law_expect() {
    let files = LawFiles::built_in();
    let cases: Cases = toml::from_str(files.get("inspections/cases.toml").unwrap()).unwrap();
    let weights = Law::read(&files).unwrap().weights("2024-01-04".parse().unwrap());
    for case in cases.case {
        let one = |g: Given| Candidate { unit: Uuid::nil(), name: g.name, figures: g.open.zip(g.late), score: 0 };
        let mut all: Vec<Candidate> = case.given.into_iter().map(one).collect();
        rules::rank(&mut all, &weights);
        let got: Vec<(String, i64)> = all.into_iter().map(|c| (c.name, c.score)).collect();
        assert_eq!(got, case.expected, "{}", case.article);
    }
}

async fn actor(app: &App, (login, role): (&str, &'static str), unit: Uuid) -> Actor {
    let name = format!("Người {login}");
    let new = NewAccount { login, name: &name, password: "mot mat khau dai", post: "Chuyên viên", unit, role };
    let account = people::create_account(app, &By::default(), new).await.unwrap();
    people::actor_for(app, account).await.unwrap()
}

struct House {
    app: App,
    kind: &'static str,
    room: Uuid,
    control: Actor,
    leader: Actor,
    officer: Actor,
    stranger: Actor,
}

async fn houses() -> Vec<House> {
    let mut all = vec![];
    for db in each_db().await.unwrap() {
        let setup = Setup {
            db: db.db,
            clock: SetClock::new(parse_local("2024-01-04T08:00").unwrap()) as Arc<dyn kernel::time::Clock>,
            law: LawFiles::built_in(),
            files: Files::open(db.folder.join("files")).unwrap(),
            address: "http://127.0.0.1:8080".into(),
            demo: false,
            session_minutes: 480,
        };
        let modules = vec![
            people::module(),
            catalogue::module(),
            documents::module(),
            cases::module(),
            plans::module(),
            crate::module(),
        ];
        let (app, _) = App::new(setup, modules);
        let organisation = app.law().get("organisation/nam-dinh.json").unwrap().to_owned();
        people::install(&app, &organisation, app.now()).await.unwrap();
        crate::start(&app).unwrap();
        let units = people::units(&app, kernel::time::local(app.now()).date()).await.unwrap();
        let folded = |u: &people::Unit| kernel::text::fold(&u.name);
        let so = units.iter().find(|u| u.kind == UnitKind::Agency && folded(u).starts_with("so giao duc")).unwrap();
        let other = units.iter().find(|u| u.kind == UnitKind::Agency && !u.path.starts_with(&so.path)).unwrap();
        let find = |part: &str| units.iter().find(|u| u.agency == so.id && folded(u).contains(part)).unwrap().id;
        let room = find("phong giao duc tieu hoc");
        all.push(House {
            control: actor(&app, ("control", roles::CONTROL), find("van phong so")).await,
            leader: actor(&app, ("leader", roles::LEADER), find("lanh dao")).await,
            officer: actor(&app, ("officer", roles::OFFICER), room).await,
            stranger: actor(&app, ("stranger", roles::CONTROL), other.id).await,
            kind: db.kind,
            room,
            app,
        });
    }
    all
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

fn item(unit: Uuid, manner: Manner, (starts, ends): (&str, &str)) -> NewItem {
    NewItem {
        unit: Some(unit),
        manner: Some(manner),
        grounds: "risk".into(),
        reason: "Nhiều hồ sơ quá hạn".into(),
        starts: starts.parse().ok(),
        ends: ends.parse().ok(),
    }
}

#[tokio::test]
async fn a_plan_goes_from_the_ranking_to_the_leader_and_takes_ad_hoc_inspections_after() {
    for h in houses().await {
        let app = &h.app;
        let ranked = actions::candidates(app, &h.control).await.unwrap();
        assert!(ranked.iter().any(|c| c.unit == h.room && c.figures.is_none()), "no case counted on {}", h.kind);
        assert_eq!(code(actions::begin(app, &h.officer, 2024).await), "forbidden");
        assert_eq!(code(actions::begin(app, &h.control, 2040).await), "year");
        let plan = actions::begin(app, &h.control, 2024).await.unwrap();
        assert_eq!(actions::begin(app, &h.control, 2024).await.unwrap().id, plan.id, "one plan a year");
        let act = async |who: &Actor, order: Order| actions::act(app, who, (plan.id, None), &order).await;
        assert_eq!(code(act(&h.stranger, Order::Submit).await), "missing");
        assert_eq!(code(act(&h.control, Order::Submit).await), "empty");
        let may = ("2024-05-06", "2024-05-10");
        let first = item(h.room, Manner::Combined, may);
        for (wrong, want) in [
            (NewItem { unit: None, ..first.clone() }, "required"),
            (NewItem { unit: Some(h.stranger.unit), ..first.clone() }, "choice"),
            (NewItem { reason: " ".into(), ..first.clone() }, "required"),
            (NewItem { grounds: "x".into(), ..first.clone() }, "required"),
            (item(h.room, Manner::Combined, ("2025-05-06", "2025-05-10")), "year"),
            (item(h.room, Manner::Combined, ("2024-05-06", "2024-05-01")), "order"),
            (item(h.room, Manner::AdHoc, may), "status"),
        ] {
            assert_eq!(code(act(&h.control, Order::Add(wrong)).await), want);
        }
        act(&h.control, Order::Add(first.clone())).await.unwrap();
        assert_eq!(code(act(&h.control, Order::Add(first)).await), "twice");
        let stale = actions::act(app, &h.control, (plan.id, Some(1)), &Order::Submit).await;
        assert_eq!(code(stale), "conflict");
        act(&h.control, Order::Submit).await.unwrap();
        assert_eq!(code(act(&h.leader, Order::GiveBack(" ".into())).await), "required");
        act(&h.leader, Order::GiveBack("Thêm đơn vị".into())).await.unwrap();
        let second = item(h.control.unit, Manner::Yearly, may);
        let both = act(&h.control, Order::Add(second)).await.unwrap();
        let gone = both.items.iter().find(|i| i.unit == h.control.unit).unwrap().id;
        assert_eq!(act(&h.control, Order::Remove(gone)).await.unwrap().items.len(), 1);
        act(&h.control, Order::Submit).await.unwrap();
        let signed = Order::Approve("12/KH-SGDĐT".into(), "2024-01-15".parse().ok());
        assert_eq!(code(act(&h.control, signed.clone()).await), "forbidden");
        assert_eq!(act(&h.leader, signed).await.unwrap().status, Status::Approved);
        let ad_hoc = item(h.room, Manner::AdHoc, ("2024-08-05", "2024-08-06"));
        assert_eq!(code(act(&h.control, Order::Add(ad_hoc.clone())).await), "forbidden");
        assert_eq!(act(&h.leader, Order::Add(ad_hoc)).await.unwrap().items.len(), 2);
        let kept = actions::plans(app, &h.officer).await;
        assert_eq!(code(kept), "forbidden");
        assert_eq!(actions::plans(app, &h.leader).await.unwrap()[0].items.len(), 2);
        assert!(actions::plans(app, &h.stranger).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_list_runs_along_its_index() {
    use crate::store::{self, reports, visits};
    for h in houses().await {
        let (tenant, id) = (h.control.agency, Uuid::nil());
        for (q, index) in [
            (store::plans(tenant), "inspections_plans_year"),
            (visits::visits(tenant, 2024), "inspections_visits_year"),
            (visits::visits_of_unit(id), "inspections_visits_unit"),
            (visits::visits_of_member(id), "inspections_members_account"),
            (visits::tenant_of_visit(id), "inspections_visits_id"),
            (visits::tenant_of_remedy(id), "inspections_remedies_id"),
            (visits::remedies(tenant, 0, (0, id)), "inspections_remedies_due"),
            (visits::remedies_of_unit(id), "inspections_remedies_unit"),
            (visits::remedies_of(tenant, id), "inspections_remedies_visit"),
            (reports::reports(tenant), "inspections_reports_year"),
        ] {
            // On empty tables PostgreSQL may prefer any path; SQLite plans by the schema alone.
            if h.kind == "sqlite" {
                let plan = h.app.db().plan(q).await.unwrap().join("\n");
                assert!(plan.contains(index) && !plan.contains("SCAN"), "{index}: {plan}");
            }
        }
    }
}
