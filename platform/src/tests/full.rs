//! A full disk and a lost database: told as what they are, nothing half written, and work goes on once they are over.

use uuid::Uuid;

use super::{THINGS, each};
use crate::args;
use crate::db::{Changes, DbError};

fn fat(id: u128) -> Changes {
    let mut changes = Changes::new();
    for part in 0..4 {
        let key = Uuid::from_u128(id * 10 + part);
        changes.save(&THINGS, args![Uuid::nil(), key, "x".repeat(8_000), 1]);
    }
    changes
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing_acknowledged() {
    let t = each().await.into_iter().find(|t| t.kind == "sqlite").unwrap();
    let pages: (i64,) = t.db.first("SELECT page_count FROM pragma_page_count()", vec![]).await.unwrap().unwrap();
    t.db.script(&format!("PRAGMA max_page_count = {}", pages.0 + 60)).await.unwrap();
    let (mut written, mut refused) = (0_i64, 0);
    for id in 0..20 {
        match t.db.commit(fat(id)).await {
            Ok(_) => written += 4,
            Err(DbError::Full(_)) => refused += 1,
            Err(e) => panic!("a full disk was told as {e}"),
        }
    }
    assert!(written > 0 && refused > 0, "{written} written, {refused} refused");
    let stored: (i64,) = t.db.first("SELECT COUNT(*) FROM things", vec![]).await.unwrap().unwrap();
    assert_eq!(stored.0, written, "whole batches only");
    t.db.script("PRAGMA max_page_count = 1000000").await.unwrap();
    t.db.commit(fat(99)).await.unwrap();
    let stored: (i64,) = t.db.first("SELECT COUNT(*) FROM things", vec![]).await.unwrap().unwrap();
    assert_eq!(stored.0, written + 4);
}

#[tokio::test]
async fn connections_cut_by_the_server_are_replaced() {
    let t = each().await.into_iter().find(|t| t.kind == "postgres").unwrap();
    t.db.commit(fat(1)).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%things%'";
    let other = crate::testing::postgres().await.unwrap();
    other.db.script(cut).await.unwrap();
    let mut tries = 0;
    while let Err(e) = t.db.commit(fat(2)).await {
        assert!(matches!(e, DbError::Unreachable(_)), "{e}");
        tries += 1;
        assert!(tries < 20, "the pool does not recover");
    }
    let stored: (i64,) = t.db.first("SELECT COUNT(*) FROM things", vec![]).await.unwrap().unwrap();
    assert_eq!(stored.0, 8);
}

#[tokio::test]
async fn a_database_that_is_none_is_refused_in_words() {
    let folder = crate::testing::folder().unwrap();
    let path = folder.join("not.db");
    std::fs::write(&path, b"this is no database, only text that is long enough to be looked at as a header").unwrap();
    let opened = crate::Db::open(&path.display().to_string()).await;
    let told = match opened {
        Err(e) => e,
        Ok(db) => db.migrate().await.unwrap_err(),
    };
    assert!(matches!(told, DbError::Unreachable(_)), "{told}");
    let nobody = crate::Db::open("postgres://nobody@127.0.0.1:1/none").await.err().unwrap();
    assert!(matches!(nobody, DbError::Unreachable(_)), "{nobody}");
}
