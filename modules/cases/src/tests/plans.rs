//! What lies on desks is read along an index too: no scan of a table, no sort, as SQLite plans it. The lists of cases are asserted on
//! both databases with data in `app/tests`.

use uuid::Uuid;

use crate::model::CaseId;
use crate::store;

#[tokio::test]
async fn trays_and_searches_run_along_an_index() {
    let db = platform::testing::sqlite().await.unwrap().db;
    let (agency, unit) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for q in [
        store::notice_lines(agency, unit, None),
        store::notice_lines(agency, unit, Some(Uuid::from_u128(3))),
        store::opinion_lines(agency, unit),
        store::share_lines(agency),
        store::step_lines((agency, unit), "unit_head", 10),
        store::free_lines((agency, unit), "officer", 10),
        store::home_of(agency, CaseId(Uuid::from_u128(4))),
        store::next_process(agency, unit),
        store::times_query((agency, unit), store::Window::default(), 10),
        store::next_running(agency, unit),
        store::running_count(agency, unit, 10),
        store::ran_query((agency, unit), store::Window::default(), 10),
        store::line_query(agency, CaseId(Uuid::from_u128(4))),
        store::open_query((agency, Some(unit)), None, 10),
        store::open_query((agency, None), None, 10),
        store::search_query(agency, "000.00.15.H40-240304-0001"),
        store::search_query(agency, "0912345678"),
        store::search_query(agency, "Nguyễn Văn A"),
    ] {
        let plan = db.plan(q.clone()).await.unwrap().join("\n").replace("SCAN part", "the rows counted");
        let bad = ["SCAN", "TEMP B-TREE"].iter().find(|w| plan.contains(**w));
        assert!(bad.is_none() && plan.contains("SEARCH"), "{}\n{plan}", q.sql);
        let of_process = q.sql.contains("process_id = $2") || q.sql.contains("process_id > $2");
        assert!(!of_process || plan.contains("cases_process") || plan.contains("cases_running"), "{}\n{plan}", q.sql);
    }
}
