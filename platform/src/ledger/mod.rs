//! The ledger: every action on every record appends one event to the record's hash chain, in the same batch as the rows it
//! changes. The event carries the digest of each row written, so a verification can name a row changed behind its back.

mod seal;
mod verify;

pub use seal::{Seal, seal_days, seals};
pub use verify::{Broken, Report, verify};

use kernel::time::{Timestamp, day_number, micros};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::args;
use crate::db::{Db, DbError, FromRow, Mark, Query, Row, Statement, Table, Value, query};

/// A record is one thing with one history: a case, an account, a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRef {
    pub tenant: Uuid,
    pub id: Uuid,
    /// The kind of record in the module's words ("case", "account").
    pub kind: &'static str,
}

/// The end of a record's chain as loaded; an event built on it conflicts when somebody else appended meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: [u8; 32],
}

impl Head {
    /// The head of a record that does not exist yet.
    pub const NEW: Head = Head { seq: 0, hash: [0; 32] };
}

impl FromRow for Head {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let seq = row.get()?;
        let bytes: Vec<u8> = row.get()?;
        let hash = bytes.try_into().map_err(|_| DbError::Decode("a ledger hash is not 32 bytes".into()))?;
        Ok(Head { seq, hash })
    }
}

/// The query for a record's head. Put it first in a `load`: rows read after it are at least as new.
pub fn head_query(tenant: Uuid, record: Uuid) -> Query {
    query(
        "SELECT seq, hash FROM ledger_events WHERE tenant_id = $1 AND record_id = $2 ORDER BY seq DESC LIMIT 1",
        args![tenant, record],
    )
}

/// The head of a record, [`Head::NEW`] when it has none.
pub async fn head(db: &Db, tenant: Uuid, record: Uuid) -> Result<Head, DbError> {
    let q = head_query(tenant, record);
    Ok(db.first(q.sql, q.args).await?.unwrap_or(Head::NEW))
}

/// Who acts, and for whom.
#[derive(Debug, Clone, Copy, Default)]
pub struct By {
    /// The account that acted; none for the applicant without an account and for the system.
    pub account: Option<Uuid>,
    /// The account on whose behalf it acted (delegation during absence).
    pub behalf: Option<Uuid>,
}

/// One event being built, with the rows it covers.
pub struct Entry {
    record: RecordRef,
    head: Head,
    at: Timestamp,
    by: By,
    action: &'static str,
    body: String,
    digests: Vec<u8>,
    writes: Vec<Statement>,
}

impl Entry {
    /// Starts the event that follows `head` in the chain of `record`.
    pub fn new(record: RecordRef, head: &Head, (at, by): (Timestamp, By), action: &'static str) -> Entry {
        Entry { record, head: head.clone(), at, by, action, body: "{}".into(), digests: vec![], writes: vec![] }
    }

    /// What happened, as data; it is shown in the record's history, so it names things in the module's words.
    pub fn body<T: serde::Serialize>(mut self, body: &T) -> Entry {
        self.body = serde_json::to_string(body).unwrap_or_else(|_| "{}".into());
        self
    }

    /// Saves a row whole under this event.
    pub fn save(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.digests.extend(table.key_digest(&row));
        self.digests.extend(table.row_digest(&row));
        self.writes.push(Statement { sql: table.save_sql().into(), args: row, expect: None });
        self
    }

    /// Removes a row under this event.
    pub fn delete(&mut self, table: &'static Table, key: Vec<Value>) -> &mut Self {
        self.digests.extend(table.key_digest(&key));
        self.digests.extend([0; 16]);
        self.writes.push(Statement { sql: table.delete_sql().into(), args: key, expect: None });
        self
    }

    /// The head this event makes, for a second event on the same record in the same batch.
    pub fn next_head(&self) -> Head {
        Head { seq: self.head.seq + 1, hash: self.hash() }
    }

    fn hash(&self) -> [u8; 32] {
        Event {
            tenant: self.record.tenant,
            record: self.record.id,
            seq: self.head.seq + 1,
            kind: self.record.kind.into(),
            at: micros(self.at),
            actor: self.by.account,
            behalf: self.by.behalf,
            action: self.action.into(),
            body: self.body.clone(),
            rows: self.digests.clone(),
            prev: self.head.hash.to_vec(),
        }
        .hash()
    }

    pub(crate) fn finish(self) -> (Mark, Vec<Statement>) {
        let (hash, seq) = (self.hash(), self.head.seq + 1);
        let args = args![
            self.record.tenant,
            self.record.id,
            seq,
            self.record.kind,
            self.at,
            day_number(self.at),
            self.by.account,
            self.by.behalf,
            self.action,
            self.body,
            self.digests,
            self.head.hash.to_vec(),
            hash.to_vec()
        ];
        // The event goes first: a conflict is found before anything else is written.
        let mut statements = vec![Statement { sql: INSERT.into(), args, expect: None }];
        statements.extend(self.writes);
        (Mark { tenant: self.record.tenant, record: self.record.id, seq, hash }, statements)
    }
}

const INSERT: &str = "INSERT INTO ledger_events (tenant_id, record_id, seq, kind, at, day, actor_id, behalf_id, action, \
     body, row_digests, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

const COLUMNS: &str = "tenant_id, record_id, seq, kind, at, actor_id, behalf_id, action, body, row_digests, prev, hash";

/// An event as stored.
#[derive(Debug, Clone)]
pub struct Event {
    pub tenant: Uuid,
    pub record: Uuid,
    pub seq: i64,
    pub kind: String,
    /// Microseconds UTC.
    pub at: i64,
    pub actor: Option<Uuid>,
    pub behalf: Option<Uuid>,
    pub action: String,
    /// JSON.
    pub body: String,
    pub(crate) rows: Vec<u8>,
    pub(crate) prev: Vec<u8>,
}

impl Event {
    pub(crate) fn hash(&self) -> [u8; 32] {
        let fields = args![
            self.tenant,
            self.record,
            self.seq,
            self.kind.as_str(),
            self.at,
            self.actor,
            self.behalf,
            self.action.as_str(),
            self.body.as_str(),
            self.rows.clone(),
            self.prev.clone()
        ];
        let mut bytes = Vec::with_capacity(512);
        for f in fields {
            f.canonical(&mut bytes);
        }
        Sha256::digest(&bytes).into()
    }

    /// The event's time.
    pub fn time(&self) -> Timestamp {
        kernel::time::from_micros(self.at)
    }

    /// The event's data.
    pub fn data(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or(serde_json::Value::Null)
    }
}

impl FromRow for Event {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Event {
            tenant: r.get()?,
            record: r.get()?,
            seq: r.get()?,
            kind: r.get()?,
            at: r.get()?,
            actor: r.get()?,
            behalf: r.get()?,
            action: r.get()?,
            body: r.get()?,
            rows: r.get()?,
            prev: r.get()?,
        })
    }
}

/// The query for a record's whole history, oldest first.
pub fn history_query(tenant: Uuid, record: Uuid) -> Query {
    query(
        format!("SELECT {COLUMNS} FROM ledger_events WHERE tenant_id = $1 AND record_id = $2 ORDER BY seq"),
        args![tenant, record],
    )
}

/// A record's whole history, oldest first.
pub async fn history(db: &Db, tenant: Uuid, record: Uuid) -> Result<Vec<Event>, DbError> {
    let q = history_query(tenant, record);
    db.all(q.sql, q.args).await
}
