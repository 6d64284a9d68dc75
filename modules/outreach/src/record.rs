//! What campaigns, training, dialogues, questions and conduct records have in common: one row each, whose whole content is its
//! body, read by one set of statements and changed by one path: load, decide, commit with the ledger event.

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, local, micros};
use platform::db::{Db, FromRow, Query, Row, Table, Value, json, query};
use platform::ledger::{self, Entry, Head, RecordRef};
use platform::web::Failure;
use platform::{Actor, App, By, Changes, DbError, Permission, args};
use serde::Serialize;
use uuid::Uuid;

use crate::fulfil::{self, Told};

/// Key and columns every table of records has.
pub const KEY: &[&str] = &["tenant_id", "id"];
pub const COLUMNS: &[&str] = &["unit_id", "parent_id", "status", "at", "public_at", "changed_at", "body"];

/// Tries before a conflict is told: many may answer a test or register in the same minute.
const TRIES: usize = 24;
/// The most records a report is made of.
const WHOLE: i64 = 2_000;

/// What a person saw when they decided: the number of the last event then.
pub type Seen = Option<i64>;

/// What the columns of a record hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// The agency that answers for it.
    pub tenant: Uuid,
    pub id: Uuid,
    /// The unit that works on it.
    pub unit: Uuid,
    /// The record it belongs to.
    pub parent: Option<Uuid>,
    pub status: i64,
    /// When it takes place; lists run along it.
    pub at: Timestamp,
    /// When it became public, while it is.
    pub public_at: Option<Timestamp>,
    pub changed_at: Timestamp,
}

/// A kind of record.
pub trait Record: Clone + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static {
    /// Its name in the ledger.
    const KIND: &'static str;
    /// What a person is told is missing.
    const MISSING: &'static str;
    /// Who may see it, at its unit or its agency.
    const READ: Permission;

    fn table() -> &'static Table;
    fn columns(&self) -> Columns;
    /// Notes when it was changed; called before it is saved.
    fn touch(&mut self, now: Timestamp);
    /// Units beyond its own whose people may see it.
    fn invited(&self) -> Vec<Uuid> {
        vec![]
    }
    /// What is written beside it in the same batch.
    fn beside(&self, _: &mut Changes) {}
}

/// What a decision stands on.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    pub now: Timestamp,
    pub today: Date,
    pub who: Uuid,
}

/// What was done, for the ledger, and what plans are told.
#[derive(Debug, Clone)]
pub struct Deed {
    pub action: &'static str,
    pub body: serde_json::Value,
    pub told: Option<Told>,
}

impl Deed {
    pub fn new(action: &'static str, body: serde_json::Value) -> Deed {
        Deed { action, body, told: None }
    }
}

/// A record as stored: only its body is read back, since the columns repeat it.
pub struct Stored<T>(pub T);

impl<T: Record> FromRow for Stored<T> {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        r.json().map(Stored)
    }
}

/// The row of a record.
pub fn row<T: Record>(record: &T) -> Vec<Value> {
    let c = record.columns();
    let mut row = args![c.tenant, c.id, c.unit, c.parent, c.status, c.at, c.public_at.map(micros), c.changed_at];
    row.push(json(record));
    row
}

/// One record by its id.
pub fn by_id<T: Record>(id: Uuid) -> Query {
    query(format!("SELECT body FROM {} WHERE id = $1", T::table().name), args![id])
}

/// What a list shows: one range of one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    All,
    Status(i64),
    Unit(Uuid),
    Parent(Uuid),
    /// From an instant on, before another.
    Between(Timestamp, Timestamp),
}

/// A page of a list, latest first, after a cursor.
pub fn list_query<T: Record>(tenant: Uuid, filter: Filter, (after, size): (Option<Cursor>, i64)) -> Query {
    let (condition, value) = match filter {
        Filter::All => ("", None),
        Filter::Status(n) => ("AND status = $5 ", Some(Value::Int(n))),
        Filter::Unit(id) => ("AND unit_id = $5 ", Some(Value::Uuid(id))),
        Filter::Parent(id) => ("AND parent_id = $5 ", Some(Value::Uuid(id))),
        Filter::Between(from, _) => ("AND at >= $5 ", Some(Value::Int(micros(from)))),
    };
    let end = match filter {
        // The cursor's place is the upper end: everything before it.
        Filter::Between(_, to) => (micros(to), Uuid::nil()),
        _ => (i64::MAX, Uuid::max()),
    };
    let start = after.map_or(end, |c| (c.key, c.id));
    let mut values = args![tenant, start.0, start.1, size + 1];
    values.extend(value);
    let sql = format!(
        "SELECT body FROM {} WHERE tenant_id = $1 AND (at, id) < ($2, $3) {condition}ORDER BY at DESC, id DESC LIMIT $4",
        T::table().name
    );
    query(sql, values)
}

fn cut<T: Record>(found: Vec<Stored<T>>, size: i64, key: impl Fn(&Columns) -> Timestamp) -> Slice<T> {
    let size = usize::try_from(size).unwrap_or(50);
    Slice::cut(found.into_iter().map(|s| s.0).collect(), size, |t: &T| {
        let c = t.columns();
        Cursor { key: micros(key(&c)), id: c.id }
    })
}

/// One page of a list.
///
/// # Errors
/// The database cannot be read.
pub async fn list<T: Record>(
    db: &Db,
    tenant: Uuid,
    filter: Filter,
    page: (Option<Cursor>, i64),
) -> Result<Slice<T>, DbError> {
    let q = list_query::<T>(tenant, filter, page);
    let found: Vec<Stored<T>> = db.all(q.sql, q.args).await?;
    Ok(cut(found, page.1, |c| c.at))
}

/// A whole list, for papers and sums of one period.
///
/// # Errors
/// The database cannot be read.
pub async fn whole<T: Record>(db: &Db, tenant: Uuid, filter: Filter) -> Result<Vec<T>, DbError> {
    Ok(list(db, tenant, filter, (None, WHOLE)).await?.items)
}

/// What the public may read of every agency, latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn public<T: Record>(db: &Db, (after, size): (Option<Cursor>, i64)) -> Result<Slice<T>, DbError> {
    let start = after.map_or((i64::MAX, Uuid::max()), |c| (c.key, c.id));
    let sql = format!(
        "SELECT body FROM {} WHERE (public_at, id) < ($1, $2) ORDER BY public_at DESC, id DESC LIMIT $3",
        T::table().name
    );
    let found: Vec<Stored<T>> = db.all(sql, args![start.0, start.1, size + 1]).await?;
    Ok(cut(found, size, |c| c.public_at.unwrap_or(c.at)))
}

/// The place of a unit in the tree; empty when it is unknown, which no grant below a place reaches.
///
/// # Errors
/// The database cannot be read.
pub async fn place(app: &App, unit: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default())
}

/// A record with the end of its ledger chain.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn load<T: Record>(app: &App, id: Uuid) -> Result<(Head, T), Failure> {
    let missing = || Failure::missing(T::MISSING);
    let q = by_id::<T>(id);
    let found: Option<Stored<T>> = app.db().first(q.sql, q.args).await?;
    let tenant = found.ok_or_else(missing)?.0.columns().tenant;
    let sets = app.db().load(vec![ledger::head_query(tenant, id), by_id::<T>(id)]).await?;
    let mut sets = sets.into_iter();
    let head = platform::db::rows::<Head>(sets.next().unwrap_or_default())?.into_iter().next();
    let record = platform::db::rows::<Stored<T>>(sets.next().unwrap_or_default())?.into_iter().next();
    head.zip(record.map(|s| s.0)).ok_or_else(missing)
}

/// A record for a person: what lies outside their reach and does not invite them is not there for them.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn open<T: Record>(app: &App, actor: &Actor, id: Uuid) -> Result<(Head, T), Failure> {
    let (head, record) = load::<T>(app, id).await?;
    let c = record.columns();
    for unit in [c.unit, c.tenant].into_iter().chain(record.invited()) {
        let path = place(app, unit).await?;
        let there = !path.is_empty()
            && (actor.can_at(T::READ, &path) || actor.unit_path.starts_with(&path) && record.invited().contains(&unit));
        if there {
            return Ok((head, record));
        }
    }
    Err(Failure::missing(T::MISSING))
}

/// The record in the ledger.
fn ledgered<T: Record>(record: &T) -> RecordRef {
    let c = record.columns();
    RecordRef { tenant: c.tenant, id: c.id, kind: T::KIND }
}

/// The batch of one deed: the row, the event, and what plans are told.
pub fn batch<T: Record>(record: &T, head: &Head, (at, by): (Timestamp, By), deed: &Deed) -> Changes {
    let mut entry = Entry::new(ledgered(record), head, (at, by), deed.action).body(&deed.body);
    entry.save(T::table(), row(record));
    let mut changes = Changes::new();
    changes.record(entry);
    record.beside(&mut changes);
    if let Some(told) = &deed.told {
        fulfil::tell(&mut changes, told, at);
    }
    changes
}

/// Writes a new record.
///
/// # Errors
/// Storage failures.
pub async fn create<T: Record>(app: &App, by: By, mut record: T, deed: &Deed) -> Result<T, Failure> {
    let now = app.now();
    record.touch(now);
    app.db().commit(batch(&record, &Head::NEW, (now, by), deed)).await?;
    app.wake().notify_waiters();
    Ok(record)
}

/// Decides on a record and commits what changed with the event. When the person's page said otherwise (`seen`) it is a conflict
/// told to them; without it the decision is taken again.
///
/// # Errors
/// What the decision refuses; a conflict; storage failures.
pub async fn act<T: Record, F>(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), mut decide: F) -> Result<T, Failure>
where
    F: FnMut(&mut T, &Ground) -> Result<Deed, Refusal> + Send,
{
    for _ in 0..TRIES {
        let (head, mut record) = load::<T>(app, id).await?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(
                "Nội dung vừa được người khác cập nhật. Phần ông/bà nhập vẫn còn; xem thay đổi rồi gửi lại nếu vẫn cần.".into(),
            ));
        }
        let now = app.now();
        let deed = decide(&mut record, &Ground { now, today: local(now).date(), who: actor.account })?;
        record.touch(now);
        match app.db().commit(batch(&record, &head, (now, actor.by()), &deed)).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(record);
            }
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict(T::KIND.into())))
}

/// Refuses unless the person may see the record and holds the permission at its unit.
///
/// # Errors
/// Not found; "forbidden".
pub async fn may<T: Record>(app: &App, actor: &Actor, (id, need): (Uuid, Permission)) -> Result<T, Failure> {
    let (_, record) = open::<T>(app, actor, id).await?;
    actor.require(need, &place(app, record.columns().unit).await?)?;
    Ok(record)
}

/// A text that must be there, without control characters and not too long.
///
/// # Errors
/// "required" and "long" at the field.
pub fn needed(text: &str, field: &'static str, what: &str) -> Result<String, Refusal> {
    let text = allowed(text, field, what)?;
    if text.is_empty() {
        return Err(Refusal::new("required", format!("Nhập {what}.")).at(field));
    }
    Ok(text)
}

/// A text that may be left out.
///
/// # Errors
/// "long" at the field.
pub fn allowed(text: &str, field: &'static str, what: &str) -> Result<String, Refusal> {
    let text = kernel::text::clean(text);
    if text.chars().count() > 20_000 {
        return Err(Refusal::new("long", format!("Rút gọn {what}: tối đa 20.000 ký tự.")).at(field));
    }
    Ok(text)
}

/// Refuses a deed that does not belong to the status the record is in.
///
/// # Errors
/// "status".
pub fn only_in<S: PartialEq>(now: S, allowed: &[S], label: &str) -> Result<(), Refusal> {
    if allowed.contains(&now) {
        return Ok(());
    }
    let told =
        format!("Không làm được việc này khi đang ở trạng thái “{label}”. Tải lại trang để xem việc có thể làm.");
    Err(Refusal::new("status", told))
}
