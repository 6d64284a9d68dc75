//! Values come back as they went in, on both databases, and hash alike.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::each;
use crate::args;
use crate::db::{Changes, Value};

fn text() -> impl Strategy<Value = String> {
    // PostgreSQL stores no NUL in text; forms are cleaned of it before they come here.
    "[^\\x00]{0,40}"
}

#[tokio::test]
async fn every_kind_of_value_comes_back() {
    for t in each().await {
        let sql = "CREATE TABLE kinds (id BIGINT NOT NULL PRIMARY KEY, a BIGINT, b TEXT, c BYTEA, d UUID)";
        t.db.script(sql).await.unwrap();
        let kinds = (
            proptest::option::of(any::<i64>()),
            proptest::option::of(text()),
            proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
            proptest::option::of(any::<u128>().prop_map(Uuid::from_u128)),
        );
        let mut runner = TestRunner::deterministic();
        for id in 0..200_i64 {
            let (a, b, c, d) = kinds.new_tree(&mut runner).unwrap().current();
            let mut changes = Changes::new();
            let insert = "INSERT INTO kinds (id, a, b, c, d) VALUES ($1, $2, $3, $4, $5)";
            changes.exec(insert, args![id, a, b.clone(), c.clone(), d]);
            t.db.commit(changes).await.unwrap();
            let sql = "SELECT a, b, c, d FROM kinds WHERE id = $1";
            let mut row = t.db.load(vec![crate::db::query(sql, args![id])]).await.unwrap().remove(0).remove(0);
            assert_eq!(row.get::<Option<i64>>().unwrap(), a, "{}", t.kind);
            assert_eq!(row.get::<Option<String>>().unwrap(), b, "{}", t.kind);
            assert_eq!(row.get::<Option<Vec<u8>>>().unwrap(), c, "{}", t.kind);
            assert_eq!(row.get::<Option<Uuid>>().unwrap(), d, "{}", t.kind);
        }
    }
}

#[test]
fn different_rows_never_feed_a_digest_the_same_bytes() {
    let fed = |row: Vec<Value>| {
        let mut out = vec![];
        row.iter().for_each(|v| v.canonical(&mut out));
        out
    };
    proptest!(|(a in text(), b in text(), n in any::<i64>())| {
        let joined = args![format!("{a}{b}"), ""];
        prop_assert_eq!(fed(args![a.as_str(), b.as_str()]) == fed(joined), b.is_empty());
        prop_assert_ne!(fed(args![n]), fed(args![n.to_string()]));
        prop_assert_ne!(fed(args![Value::Null]), fed(args![""]));
    });
    let id = Uuid::from_u128(7);
    assert_eq!(fed(args![id]), fed(args![id.as_bytes().to_vec()]), "SQLite hands a UUID back as bytes");
}
