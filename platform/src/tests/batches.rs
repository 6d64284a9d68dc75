//! Batches: whole or not at all, apart from each other though they share a commit, and numbers without a gap.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::each;
use crate::args;
use crate::db::{Changes, Db, DbError, query};

async fn count(db: &Db) -> i64 {
    db.first::<(i64,)>("SELECT COUNT(*) FROM things", vec![]).await.unwrap().unwrap().0
}

fn thing(id: u128, name: &str) -> Vec<crate::Value> {
    args![Uuid::nil(), Uuid::from_u128(id), name, 1]
}

const INSERT: &str = "INSERT INTO things (tenant_id, id, name, n) VALUES ($1, $2, $3, $4)";

#[tokio::test]
async fn a_batch_is_written_whole_or_not_at_all() {
    for t in each().await {
        let mut changes = Changes::new();
        changes.exec(INSERT, thing(1, "một"));
        changes.expect("UPDATE things SET n = $1 WHERE name = $2", args![2, "hai"], (1, "hai is not there"));
        let refused = t.db.commit(changes).await;
        assert!(matches!(&refused, Err(DbError::Conflict(what)) if what == "hai is not there"), "{refused:?}");
        assert_eq!(count(&t.db).await, 0, "{}", t.kind);
        let mut doubled = Changes::new();
        doubled.exec(INSERT, thing(1, "một")).exec(INSERT, thing(1, "một nữa"));
        assert!(matches!(t.db.commit(doubled).await, Err(DbError::Conflict(_))), "{}", t.kind);
        assert_eq!(count(&t.db).await, 0, "{}", t.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_share_a_commit_fail_alone() {
    for t in each().await {
        let mut writers = tokio::task::JoinSet::new();
        for i in 0..60_u128 {
            let db = t.db.clone();
            writers.spawn(async move {
                let mut changes = Changes::new();
                changes.exec(INSERT, thing(i, "mới"));
                if i % 3 == 0 {
                    changes.expect("UPDATE things SET n = n WHERE name = $1", args!["không có"], (1, "planned"));
                }
                (i, db.commit(changes).await.is_ok())
            });
        }
        while let Some(done) = writers.join_next().await {
            let (i, written) = done.unwrap();
            assert_eq!(written, i % 3 != 0, "{} {i}", t.kind);
        }
        assert_eq!(count(&t.db).await, 40, "{}", t.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_lost_by_nobody_is_missing_nowhere() {
    for t in each().await {
        let mut writers = tokio::task::JoinSet::new();
        for i in 0..64_u128 {
            let db = t.db.clone();
            writers.spawn(async move {
                let mut changes = Changes::new();
                changes.with_number(Uuid::nil(), "things", move |n| {
                    let mut built = Changes::new();
                    built.exec(INSERT, args![Uuid::nil(), Uuid::from_u128(i), format!("số {n}"), n]);
                    if i % 4 == 0 {
                        built.exec(INSERT, thing(i, "hỏng có chủ ý"));
                    }
                    built
                });
                db.commit(changes).await
            });
        }
        let mut taken = BTreeSet::new();
        while let Some(done) = writers.join_next().await {
            taken.extend(done.unwrap().ok().flatten());
        }
        assert_eq!(taken, (1..=48).collect(), "{}", t.kind);
        let stored: Vec<(i64,)> = t.db.all("SELECT n FROM things ORDER BY n", vec![]).await.unwrap();
        assert!(stored.into_iter().map(|(n,)| n).eq(1..=48), "{}", t.kind);
    }
}

#[tokio::test]
async fn counters_add_up_and_nothing_is_sent_for_nothing() {
    for t in each().await {
        for by in [2, 0, -1, 5] {
            let mut changes = Changes::new();
            changes.count(Uuid::nil(), "x", by);
            assert_eq!(changes.is_empty(), by == 0);
            t.db.commit(changes).await.unwrap();
        }
        let n: (i64,) = t.db.first("SELECT n FROM counters WHERE name = $1", args!["x"]).await.unwrap().unwrap();
        assert_eq!(n.0, 6, "{}", t.kind);
    }
}

#[tokio::test]
async fn several_statements_load_in_one_trip_and_long_results_stream() {
    for t in each().await {
        let mut changes = Changes::new();
        for i in 0..500 {
            changes.exec(INSERT, thing(i, "dòng"));
        }
        t.db.commit(changes).await.unwrap();
        let sets = t
            .db
            .load(vec![query("SELECT n FROM things", vec![]), query("SELECT id FROM things WHERE n = $1", args![7])]);
        let lengths: Vec<usize> = sets.await.unwrap().iter().map(Vec::len).collect();
        assert_eq!(lengths, [500, 0], "{}", t.kind);
        let (send, receive) = std::sync::mpsc::channel();
        let all = query("SELECT name FROM things", vec![]);
        t.db.stream(all, move |mut row| {
            send.send(row.get::<String>()?).ok();
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(receive.iter().filter(|n| n == "dòng").count(), 500, "{}", t.kind);
        let stopped =
            t.db.stream(query("SELECT name FROM things", vec![]), |_| Err(DbError::Other("enough".into()))).await;
        assert!(stopped.is_err(), "{}", t.kind);
    }
}

#[tokio::test]
async fn migrations_run_once_and_refuse_a_changed_text() {
    for t in each().await {
        assert_eq!(t.db.migrate().await.unwrap(), Vec::<String>::new(), "{}", t.kind);
        t.db.script("UPDATE schema_migrations SET digest = 'x' WHERE name = '0001_platform.sql'").await.unwrap();
        let refused = t.db.migrate().await.unwrap_err().to_string();
        assert!(refused.contains("0001_platform.sql") && refused.contains("another text"), "{refused}");
    }
}

#[tokio::test]
async fn a_half_wrong_script_leaves_nothing_behind() {
    for t in each().await {
        let script = "BEGIN; CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1); COMMIT;";
        assert!(t.db.script(script).await.is_err(), "{}", t.kind);
        assert!(t.db.load(vec![query("SELECT id FROM half", vec![])]).await.is_err(), "{}", t.kind);
        t.db.script("CREATE TABLE half (id BIGINT)").await.unwrap();
    }
}
