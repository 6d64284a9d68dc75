//! The ledger: gapless codes under concurrency, and a changed row of any table is named.

use std::collections::BTreeSet;

use cases::{Application, Incoming, Intake, Person};
use platform::By;

use crate::harness::{House, houses};

async fn one(house: &House, name: String) -> String {
    let version = catalogue::current(&house.app, "1.005099").await.unwrap().unwrap();
    let application = Application {
        id: house.app.new_id(),
        procedure: "1.005099".into(),
        version: version.id,
        applicant: Person { name, ..Person::default() },
        ..Application::default()
    };
    let incoming = Incoming { agency: house.agency, application, outcome: Intake::Wait, draft: None };
    cases::take_in(&house.app, By::default(), incoming).await.unwrap().case.code
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_writers_leave_no_gap() {
    for house in houses("2024-03-04T08:00").await {
        let house = std::sync::Arc::new(house);
        let writers: Vec<_> = (0..32)
            .map(|w| {
                let house = house.clone();
                tokio::spawn(async move {
                    let mut codes = vec![];
                    for i in 0..5 {
                        codes.push(one(&house, format!("Người {w} {i}")).await);
                    }
                    codes
                })
            })
            .collect();
        let mut codes = BTreeSet::new();
        for w in writers {
            codes.extend(w.await.unwrap());
        }
        let want: BTreeSet<String> = (1..=160).map(|n| format!("000.00.15.H40-240304-{n:04}")).collect();
        assert_eq!(codes, want, "{}", house.kind);
    }
}

/// Whether a verification names something after `change`; the table is as before when this returns. An empty table has no
/// row to lose.
async fn spoiled(house: &House, table: &platform::Table, change: &str) -> bool {
    let db = house.app.db();
    let count: Vec<(i64,)> = db.all(format!("SELECT COUNT(*) FROM {}", table.name), vec![]).await.unwrap();
    if count[0].0 == 0 {
        return true;
    }
    let name = table.name;
    db.script(&format!("CREATE TABLE kept AS SELECT * FROM {name}")).await.unwrap();
    db.script(change).await.unwrap();
    let report = platform::ledger::verify(db, house.app.tables()).await.unwrap();
    db.script(&format!("DELETE FROM {name}; INSERT INTO {name} SELECT * FROM kept; DROP TABLE kept;")).await.unwrap();
    !report.broken.is_empty()
}

#[tokio::test]
async fn a_row_changed_behind_the_ledger_is_named() {
    for house in houses("2024-03-04T08:00").await {
        one(&house, "Người Bị Sửa".into()).await;
        let version = catalogue::current(&house.app, "1.005099").await.unwrap().unwrap();
        let process = catalogue::process_for(&house.app, "1.005099").await.unwrap();
        let application = Application {
            id: house.app.new_id(),
            procedure: "1.005099".into(),
            version: version.id,
            process: Some(process.id),
            applicant: Person { name: "Người Có Việc".into(), ..Person::default() },
            ..Application::default()
        };
        let limit = kernel::working_time::Limit::working_days(5);
        let incoming = Incoming { agency: house.agency, application, outcome: Intake::Accept(limit), draft: None };
        cases::take_in(&house.app, By::default(), incoming).await.unwrap();
        let db = house.app.db();
        let clean = platform::ledger::verify(db, house.app.tables()).await.unwrap();
        assert_eq!(clean.broken, vec![], "{}", house.kind);
        for table in house.app.tables() {
            let broken = spoiled(&house, table, &format!("DELETE FROM {}", table.name)).await;
            assert!(broken, "a row lost from {} on {}", table.name, house.kind);
        }
        let change = "UPDATE cases SET applicant = 'Người Khác' WHERE applicant = 'Người Bị Sửa'";
        assert!(spoiled(&house, house.app.tables().iter().find(|t| t.name == "cases").unwrap(), change).await);
        let event = "UPDATE ledger_events SET body = '{}' WHERE action = 'register'";
        db.script("CREATE TABLE kept AS SELECT * FROM ledger_events").await.unwrap();
        db.script(event).await.unwrap();
        let report = platform::ledger::verify(db, house.app.tables()).await.unwrap();
        assert!(report.broken[0].why.contains("đã bị sửa"), "{:?}", report.broken);
        db.script("DELETE FROM ledger_events; INSERT INTO ledger_events SELECT * FROM kept; DROP TABLE kept;")
            .await
            .unwrap();
        let again = platform::ledger::verify(db, house.app.tables()).await.unwrap();
        assert_eq!(again.broken, vec![], "{}", house.kind);
    }
}
