//! What plans show in lists is read along an index: no scan of a table, no sort, as SQLite plans it.

use uuid::Uuid;

use crate::store::{self, Filter};
use crate::{directives, money, targets};

#[tokio::test]
async fn lists_run_along_an_index() {
    let db = platform::testing::sqlite().await.unwrap().db;
    let id = Uuid::from_u128(1);
    let (plan, unit) = (Filter { plan: Some(id), ..Filter::default() }, Filter { unit: Some(id), ..Filter::default() });
    let of = |f: &Filter, state: &str| Filter { state: state.into(), ..f.clone() };
    let mut all = vec![
        store::plans(),
        store::plan(id),
        store::tasks(id),
        store::task(id),
        store::work(id),
        store::work_of_task(id),
        store::evidence_of_task(id),
        store::awaiting("process-version"),
        store::feed("x"),
        directives::newest(),
        directives::unread(id),
        money::all(id),
        targets::all(id),
        targets::measures(id),
    ];
    for f in [&plan, &unit] {
        for state in ["", "unfinished", "late", "handed"] {
            all.push(store::page(&of(f, state), (20_000, None), 51));
            all.push(store::page(&of(f, state), (20_000, Some((19_000, id))), 51));
        }
    }
    let both = Filter { unit: Some(id), section: Some(2), until: Some(20_000), ..plan };
    all.push(store::page(&both, (20_000, None), 51));
    for q in all {
        let shown = db.plan(q.clone()).await.unwrap().join("\n");
        let bad = ["SCAN", "TEMP B-TREE"].iter().find(|w| shown.contains(**w));
        assert!(bad.is_none() && shown.contains("SEARCH"), "{}\n{shown}", q.sql);
    }
}

/// A count groups what one range of an index holds; the table itself is never read for the progress of a plan.
#[tokio::test]
async fn counts_read_one_range() {
    let db = platform::testing::sqlite().await.unwrap().db;
    let id = Uuid::from_u128(1);
    for (q, index) in [
        (store::counts(id, 20_000), "SEARCH plans_work USING COVERING INDEX plans_work_count"),
        (store::task_counts(id, 20_000), "SEARCH plans_work USING INDEX"),
    ] {
        let shown = db.plan(q.clone()).await.unwrap().join("\n");
        assert!(!shown.contains("SCAN") && shown.contains(index), "{}\n{shown}", q.sql);
    }
}
