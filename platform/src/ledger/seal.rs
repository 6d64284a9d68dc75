//! The daily seal: once a day is over, one root covers the newest hash of every record touched that day and the root
//! before it. Published, it makes any later change of any event visible to anybody who kept a root.

use data_encoding::HEXLOWER;
use kernel::time::{Timestamp, day_number};
use sha2::{Digest, Sha256};

use crate::args;
use crate::db::{Changes, Db, DbError, FromRow, Row, Table, query};

/// One sealed day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Days since 1970-01-01, local.
    pub day: i64,
    pub root: Vec<u8>,
    /// Records whose newest hash of that day the root covers.
    pub records: i64,
    pub sealed_at: Timestamp,
}

impl Seal {
    /// The root as people copy it.
    pub fn hex(&self) -> String {
        HEXLOWER.encode(&self.root)
    }
}

impl FromRow for Seal {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Seal { day: r.get()?, root: r.get()?, records: r.get()?, sealed_at: r.get()? })
    }
}

static SEALS: Table = Table::new("ledger_seals", &["day"], &["root", "records", "sealed_at"]);

/// The newest seals, newest first.
pub async fn seals(db: &Db, limit: i64) -> Result<Vec<Seal>, DbError> {
    db.all("SELECT day, root, records, sealed_at FROM ledger_seals ORDER BY day DESC LIMIT $1", args![limit]).await
}

/// The root of one day, recomputed from the events.
pub(super) async fn root(db: &Db, day: i64, before: &[u8]) -> Result<(Vec<u8>, i64), DbError> {
    let sql = "SELECT e.tenant_id, e.record_id, e.hash FROM ledger_events e WHERE e.day = $1 \
               AND NOT EXISTS (SELECT 1 FROM ledger_events n WHERE n.tenant_id = e.tenant_id \
                 AND n.record_id = e.record_id AND n.seq = e.seq + 1 AND n.day = $1) ORDER BY e.tenant_id, e.record_id";
    let (send, receive) = std::sync::mpsc::channel();
    let before = before.to_vec();
    let mut hasher = Sha256::new();
    hasher.update(&before);
    let mut records = 0;
    db.stream(query(sql, args![day]), move |mut r| {
        r.get::<uuid::Uuid>()?;
        r.get::<uuid::Uuid>()?;
        hasher.update(r.get::<Vec<u8>>()?);
        records += 1;
        // The last message carries the finished state; earlier ones are overwritten by it.
        drop(send.send((hasher.clone(), records)));
        Ok(())
    })
    .await?;
    let (hasher, records) = receive.try_iter().last().unwrap_or_else(|| (Sha256::new_with_prefix(&before), 0));
    Ok((hasher.finalize().to_vec(), records))
}

/// Seals every finished day that has events and no seal yet; returns how many it sealed.
pub async fn seal_days(db: &Db, now: Timestamp) -> Result<usize, DbError> {
    let last = seals(db, 1).await?.into_iter().next();
    let mut before = last.as_ref().map_or_else(|| vec![0; 32], |s| s.root.clone());
    let from = last.map_or(i64::MIN, |s| s.day);
    let today = day_number(now);
    let days: Vec<(i64,)> = db
        .all("SELECT DISTINCT day FROM ledger_events WHERE day > $1 AND day < $2 ORDER BY day", args![from, today])
        .await?;
    let mut sealed = 0;
    for (day,) in days {
        let (digest, records) = root(db, day, &before).await?;
        let mut changes = Changes::new();
        changes.save(&SEALS, args![day, digest.clone(), records, now]);
        db.commit(changes).await?;
        before = digest;
        sealed += 1;
    }
    Ok(sealed)
}
