//! The ledger: two writers of one record, a whole history, and every way to tamper named.

use kernel::time::Timestamp;
use uuid::Uuid;

use super::{THINGS, at, each};
use crate::args;
use crate::db::{Changes, Db, DbError};
use crate::ledger::{self, By, Entry, Head, RecordRef};

const DAY: &str = "2024-03-04T08:00";

fn record(id: u128) -> RecordRef {
    RecordRef { tenant: Uuid::nil(), id: Uuid::from_u128(id), kind: "thing" }
}

fn event(id: u128, head: &Head, (when, n): (Timestamp, i64)) -> Changes {
    let mut entry = Entry::new(record(id), head, (when, By::default()), "change").body(&n);
    entry.save(&THINGS, args![Uuid::nil(), Uuid::from_u128(id), format!("lần {n}"), n]);
    let mut changes = Changes::new();
    changes.record(entry);
    changes
}

async fn write(db: &Db, id: u128, (when, n): (&str, i64)) {
    let head = ledger::head(db, Uuid::nil(), Uuid::from_u128(id)).await.unwrap();
    db.commit(event(id, &head, (at(when), n))).await.unwrap();
}

async fn three_days(db: &Db) {
    for (day, n) in [("2024-03-04T08:00", 1), ("2024-03-05T08:00", 2), ("2024-03-06T08:00", 3)] {
        write(db, 1, (day, n)).await;
        write(db, 2, (day, n)).await;
    }
    assert_eq!(ledger::seal_days(db, at("2024-03-06T18:00")).await.unwrap(), 2, "today is not sealed");
    assert_eq!(ledger::seal_days(db, at("2024-03-07T01:00")).await.unwrap(), 1);
}

#[tokio::test]
async fn of_two_writers_of_one_record_the_second_conflicts_and_writes_nothing() {
    for t in each().await {
        let head = Head::NEW;
        t.db.commit(event(1, &head, (at(DAY), 1))).await.unwrap();
        assert!(matches!(t.db.commit(event(1, &head, (at(DAY), 2))).await, Err(DbError::Conflict(_))), "{}", t.kind);
        let n: (i64,) = t.db.first("SELECT n FROM things", vec![]).await.unwrap().unwrap();
        assert_eq!(n.0, 1, "{}", t.kind);
        write(&t.db, 1, (DAY, 2)).await;
        let history = ledger::history(&t.db, Uuid::nil(), Uuid::from_u128(1)).await.unwrap();
        assert_eq!(history.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2], "{}", t.kind);
    }
}

#[tokio::test]
async fn every_way_to_tamper_is_named() {
    for t in each().await {
        three_days(&t.db).await;
        let whole = ledger::verify(&t.db, &[&THINGS]).await.unwrap();
        assert_eq!((whole.events, whole.records, whole.rows, whole.seals), (6, 2, 2, 3), "{}", t.kind);
        assert_eq!(whole.broken, vec![], "{}", t.kind);
        let second = format!("'{}'", Uuid::from_u128(2));
        let id = if t.kind == "sqlite" { format!("X'{}'", Uuid::from_u128(2).simple()) } else { second };
        let ways = [
            ("things", "UPDATE things SET n = 9 WHERE n = 3".to_owned(), "đã bị sửa"),
            ("things", "DELETE FROM things".to_owned(), "đã bị xóa"),
            (
                "things",
                format!("INSERT INTO things SELECT tenant_id, tenant_id, name, n FROM things WHERE id = {id}"),
                "chèn",
            ),
            ("ledger_events", "UPDATE ledger_events SET body = '7' WHERE seq = 2".to_owned(), "đã bị sửa"),
            ("ledger_events", format!("DELETE FROM ledger_events WHERE seq = 2 AND record_id = {id}"), "bị thiếu"),
            ("ledger_events", format!("DELETE FROM ledger_events WHERE seq = 3 AND record_id = {id}"), "đã bị sửa"),
            ("ledger_seals", "UPDATE ledger_seals SET records = 5".to_owned(), "không khớp"),
        ];
        for (table, change, want) in ways {
            t.db.script(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await.unwrap();
            t.db.script(&change).await.unwrap();
            let report = ledger::verify(&t.db, &[&THINGS]).await.unwrap();
            let told: Vec<&str> = report.broken.iter().map(|b| b.why.as_str()).collect();
            assert!(told.iter().any(|w| w.contains(want)), "{} after {change}: {told:?}", t.kind);
            let back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept;");
            t.db.script(&back).await.unwrap();
        }
        assert_eq!(ledger::verify(&t.db, &[&THINGS]).await.unwrap().broken, vec![], "{}", t.kind);
    }
}

#[tokio::test]
async fn both_databases_give_the_same_hashes() {
    let mut roots = vec![];
    for t in each().await {
        three_days(&t.db).await;
        roots.push(ledger::seals(&t.db, 10).await.unwrap().iter().map(ledger::Seal::hex).collect::<Vec<_>>());
    }
    assert_eq!(roots[0], roots[1]);
    assert_eq!(roots[0].len(), 3);
}
