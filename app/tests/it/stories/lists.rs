//! Lists: every filter and its chip, saved lists, many at once with an outcome each, files of what is filtered, and the plans of
//! both databases: one index, no scan of the table, no sort.

use axum::http::StatusCode;
use cases::{Channel, Filter, Group, Status, Window};
use people::roles;
use uuid::Uuid;

use super::{PROCEDURE, act, done, taken};
use crate::harness::{Client, House, at, houses};

#[tokio::test]
async fn filters_show_as_chips_and_export_what_is_filtered() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let first = taken(&mut clerk, "An Thứ Nhất").await;
        taken(&mut clerk, "Bình Thứ Hai").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&first, "complete"), &[]).await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&first, "claim"), &[]).await);
        let d = cases::load(&house.app, (house.agency, first.parse().unwrap())).await.unwrap().unwrap().1;
        let (unit, who) = (d.case.unit, d.case.officer.unwrap());
        let index = catalogue::all(&house.app).await.unwrap();
        let field = index.entry(PROCEDURE).unwrap().field.clone().unwrap();
        let field: String = form_urlencoded(&field);
        let (all, one): (&[&str], &[&str]) = (&["An Thứ Nhất", "Bình Thứ Hai"], &["An Thứ Nhất"]);
        for (query, want) in [
            ("view=open".to_owned(), all),
            ("status=4".to_owned(), all),
            ("status=9".to_owned(), &[]),
            ("channel=1".to_owned(), all),
            ("channel=2".to_owned(), &[]),
            (format!("unit={unit}"), all),
            (format!("officer={who}"), one),
            (format!("officer={who}&unit={unit}&status=4&channel=1"), one),
            (format!("procedure={PROCEDURE}"), all),
            (format!("status=10&procedure={PROCEDURE}"), &[]),
            ("procedure=9.999999".to_owned(), &[]),
            (format!("field={field}"), all),
            ("received_from=2024-03-04&received_to=2024-03-04".to_owned(), all),
            ("received_from=2024-03-05".to_owned(), &[]),
            ("due_from=2024-03-11&due_to=2024-03-11".to_owned(), all),
            ("due_to=2024-03-10".to_owned(), &[]),
            ("received_from=2024-03-04&due_to=2024-03-10".to_owned(), &[]),
        ] {
            let page = clerk.get(&format!("/desk/cases?{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            let csv = clerk.get(&format!("/desk/cases/export/csv?{query}")).await.text();
            for name in ["An Thứ Nhất", "Bình Thứ Hai"] {
                assert_eq!(page.text().contains(name), want.contains(&name), "{name} in {query} on {}", house.kind);
                assert_eq!(csv.contains(name), want.contains(&name), "{name} in the file of {query}");
            }
            assert!(query == "view=open" || page.text().contains("mc-chip__x"), "{query} shows its chips");
        }
        let xlsx = clerk.get("/desk/cases/export/xlsx?view=open").await.bytes;
        assert!(format!("{:?}", output::sheet::read_xlsx(&xlsx).unwrap()).contains("Bình Thứ Hai"));
        // An officer exports their own unit's cases only.
        let own = officer.get("/desk/cases/export/csv?view=open").await.text();
        assert!(own.contains("An Thứ Nhất"));
    }
}

fn form_urlencoded(text: &str) -> String {
    crate::harness::form(&[("x", text)]).split_once('=').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_list_is_saved_for_its_user_alone() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let nameless = clerk.post("/desk/views", &[("query", "view=late"), ("name", " ")]).await;
        assert_eq!(nameless.location, "/desk/cases?view=late");
        let saved = [("query", "view=open&channel=2&after=x"), ("name", "Trực tuyến <của tôi>")];
        assert_eq!(clerk.post("/desk/views", &saved).await.location, "/desk/cases?view=open&channel=2");
        let page = clerk.get("/desk/cases").await.text();
        assert!(
            page.contains("Trực tuyến &#60;của tôi&#62;") && page.contains("view=open&#38;channel=2"),
            "{}",
            house.kind
        );
        taken(&mut clerk, "Người Cột").await;
        let columns = clerk.get("/desk/cases?view=open&col=received&col=channel").await.text();
        let table = columns.split("<table").nth(1).unwrap().split("</thead>").next().unwrap();
        for (heading, there) in [("Tiếp nhận lúc", true), ("Cách nộp", true), ("Người nộp", false), ("Mã hồ sơ", true)]
        {
            assert_eq!(table.contains(heading), there, "{heading}: {table}");
        }
        assert!(columns.contains("view=open&#38;col=received&#38;col=channel"), "saving keeps the columns");
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert!(!head.get("/desk/cases").await.text().contains("Trực tuyến &#60;"));
        let delete = page.split("/desk/views/").nth(1).unwrap().split("/delete").next().unwrap().to_owned();
        head.post(&format!("/desk/views/{delete}/delete"), &[]).await;
        assert!(clerk.get("/desk/cases").await.text().contains("Trực tuyến &#60;"), "others cannot drop it");
        clerk.post(&format!("/desk/views/{delete}/delete"), &[]).await;
        assert!(!clerk.get("/desk/cases").await.text().contains("Trực tuyến &#60;"));
    }
}

#[tokio::test]
async fn many_at_once_tell_each_outcome() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let mut ids = vec![];
        for name in ["Một", "Hai", "Ba"] {
            ids.push(taken(&mut clerk, &format!("Người {name}")).await);
        }
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let officer_id =
            people::holders(&house.app, house.agency, roles::OFFICER).await.unwrap()[0].account.to_string();
        let pairs = |action: &'static str, more: Vec<(&'static str, String)>| {
            let mut all = vec![("action", action.to_owned()), ("back", "/desk/cases?view=unit".to_owned())];
            all.extend(ids.iter().map(|id| ("id", id.clone())));
            all.extend(more);
            all
        };
        let post = async |client: &mut Client, all: Vec<(&str, String)>| {
            let pairs: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
            client.post("/desk/bulk", &pairs).await.text()
        };
        // The first step is the head's: the officer is told so for each.
        let told = post(&mut officer, pairs("claim", vec![])).await;
        assert!(told.contains("Đã thực hiện 0 trên 3 hồ sơ"), "{told}");
        done(&act(&mut head, (&ids[0], "complete"), &[]).await);
        let handed = post(&mut head, pairs("complete", vec![("note", "Giao làm".into())])).await;
        assert!(handed.contains("Đã thực hiện 2 trên 3 hồ sơ"), "the first needs its conclusion: {handed}");
        let given = post(&mut head, pairs("assign", vec![("officer", officer_id)])).await;
        assert!(given.contains("Đã thực hiện 3 trên 3 hồ sơ"), "{given}");
        let stranger = people::holders(&house.app, house.agency, roles::CLERK).await.unwrap()[0].account.to_string();
        let wrong = post(&mut head, pairs("assign", vec![("officer", stranger)])).await;
        assert!(wrong.contains("Đã thực hiện 0 trên 3") && wrong.contains("không làm việc ở đơn vị"), "{wrong}");
        let urged = post(&mut head, pairs("urge", vec![("note", "Làm ngay".into())])).await;
        assert!(urged.contains("Đã thực hiện 3 trên 3 hồ sơ"));
        let undecided = post(&mut officer, pairs("complete", vec![])).await;
        assert!(undecided.contains("Đã thực hiện 0 trên 3") && undecided.contains("Chọn kết luận"), "{undecided}");
        let back = officer.post("/desk/bulk", &[("action", "claim"), ("back", "//evil.example")]).await;
        assert_eq!(back.location, "/desk", "nobody is led away");
    }
}

/// Enough rows that a planner chooses: copies of one case, spread over people, procedures, statuses and time.
async fn crowd(house: &House, id: &str) {
    let db = house.app.db();
    let fresh = if house.kind == "sqlite" { "randomblob(16)" } else { "gen_random_uuid()" };
    let columns = "code, procedure_code, version_id, process_id, regime, status, channel, result_channel, unit_id, officer_id, \
        applicant, applicant_folded, phone, submitted_at, received_at, due_at, finished_at, closed_at, body";
    let pick = "c.code || '-' || n.i, '1.' || (n.i % 40), version_id, process_id, regime, \
        CASE WHEN n.i % 10 < 7 THEN 10 ELSE 4 END, 1 + n.i % 3, result_channel, unit_id, officer_id, applicant, \
        applicant_folded || n.i, '09' || n.i, submitted_at + CAST(n.i AS BIGINT) * 600000000, received_at + CAST(n.i AS BIGINT) * 600000000, due_at + CAST(n.i AS BIGINT) * 600000000, \
        finished_at, CASE WHEN n.i % 10 < 7 THEN due_at + n.i ELSE NULL END, body";
    let id = id.replace('-', "");
    let row = if house.kind == "sqlite" { format!("x'{id}'") } else { format!("'{id}'") };
    db.script(&format!(
        "INSERT INTO cases (tenant_id, id, {columns}) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) \
         SELECT c.tenant_id, {fresh}, {pick} FROM cases c CROSS JOIN n WHERE c.id = {row}; ANALYZE cases;"
    ))
    .await
    .unwrap();
}

#[tokio::test]
async fn every_list_runs_along_one_index() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Người Đông").await;
        crowd(&house, &id).await;
        super::loads::add_up(house.app.db()).await;
        house.app.db().script("ANALYZE case_loads").await.unwrap();
        let d = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
        let (unit, who) = (d.case.unit, Uuid::from_u128(7));
        let window = Window { from: Some(at("2024-03-05T00:00")), to: Some(at("2024-03-06T00:00")) };
        let many: Vec<String> = (0..20).map(|n| format!("1.{n}")).collect();
        let all = [
            Filter::open(),
            Filter::status(Status::Working),
            Filter::status(Status::Returned),
            Filter::officer(who),
            Filter::unit(unit),
            Filter::procedure("1.5"),
            Filter { procedures: many.clone(), ..Filter::open() },
            Filter { received: window, ..Filter::open() },
            Filter { received: window, procedures: many, channel: Some(Channel::Online), ..Filter::unit(unit) },
            Filter { status: Some(Status::Working), unapologised: true, ..Filter::open() }.due(window),
            Filter {
                status: Some(Status::Working),
                channel: Some(Channel::Direct),
                unit: Some(unit),
                ..Filter::officer(who)
            },
            Filter { status: Some(Status::Returned), unit: Some(unit), received: window, ..Filter::procedure("1.5") },
        ];
        let lead = |f: &Filter| match f {
            f if !f.received.any() => "cases_received",
            f if f.status.is_some_and(Status::closed) => "cases_status",
            f if f.officer.is_some() => "cases_officer",
            f if f.unit.is_some() => "cases_unit",
            f if f.procedures.len() == 1 => "cases_procedure",
            f if f.status.is_some() => "cases_status",
            _ => "cases_open",
        };
        let mut queries: Vec<_> =
            all.iter().map(|f| (lead(f), cases::list_query(house.agency, f, (None, 50)))).collect();
        queries.push(("cases_received", cases::register_query(house.agency, window, (None, 50))));
        for (index, q) in queries {
            let plan = house.app.db().plan(q.clone()).await.unwrap().join("\n");
            let bad = ["Seq Scan", "Sort", "SCAN c", "TEMP B-TREE"].iter().find(|w| plan.contains(**w));
            assert!(bad.is_none(), "{} on {}:\n{}\n{plan}", bad.unwrap(), house.kind, q.sql);
            assert!(plan.contains(index), "{index} on {}: {}\n{plan}", house.kind, q.sql);
        }
        for group in [Group::Officer, Group::Unit, Group::Procedure] {
            let times = (at("2024-03-05T08:20"), at("2024-03-06T00:00"));
            let [kept, rest] = cases::group_queries(house.agency, group, times);
            let plan = house.app.db().plan(kept).await.unwrap().join("\n");
            assert!(!plan.contains("cases_") && !plan.contains("on cases"), "the board adds up sums: {plan}");
            assert!(house.kind != "sqlite" || plan.contains("COVERING INDEX case_loads_held"), "{plan}");
            let plan = house.app.db().plan(rest).await.unwrap().join("\n");
            assert!(plan.contains("cases_open") && plan.contains("due_at"), "one hour of the index: {plan}");
        }
    }
}
