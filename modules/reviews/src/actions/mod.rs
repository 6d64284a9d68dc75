//! Use cases: load, decide, commit one batch. Every change of a record goes through [`act`], which writes the record whole, what
//! begins with it, the counters and the ledger event together. Who may do it where is asked before.

pub mod drafts;
pub mod figures;
pub mod impact;
pub mod plans;
pub mod proposals;
pub mod reviews;
pub mod told;

use kernel::error::Refusal;
use kernel::time::local;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{Actor, App, By, Changes, DbError, Permission};
use uuid::Uuid;

use crate::law::law;
use crate::model::{Record, Subject};
use crate::rules::{Begun, Deed, Ground};
use crate::store::{self, Stored};

/// Tries before a conflict is told.
const TRIES: usize = 8;

/// What a person saw when they decided: the number of the last event then.
pub type Seen = Option<i64>;

/// A record with the end of its ledger chain.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn load<T: Record>(app: &App, id: Uuid) -> Result<(Head, T), Failure> {
    let missing = || Failure::missing(T::MISSING);
    let q = store::by_id::<T>(id);
    let found: Option<Stored<T>> = app.db().first(q.sql, q.args).await?;
    let tenant = found.ok_or_else(missing)?.0.columns().tenant;
    let sets = app.db().load(vec![ledger::head_query(tenant, id), store::by_id::<T>(id)]).await?;
    let mut sets = sets.into_iter();
    let head = platform::db::rows::<Head>(sets.next().unwrap_or_default())?.into_iter().next();
    let record = platform::db::rows::<Stored<T>>(sets.next().unwrap_or_default())?.into_iter().next();
    head.zip(record.map(|s| s.0)).ok_or_else(missing)
}

/// The place of a unit in the tree; empty when it is unknown, which no grant below a place reaches.
pub async fn place(app: &App, unit: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default())
}

/// Refuses unless the person holds the permission at the unit.
///
/// # Errors
/// "forbidden".
pub async fn require(app: &App, actor: &Actor, (permission, unit): (Permission, Uuid)) -> Result<(), Failure> {
    Ok(actor.require(permission, &place(app, unit).await?)?)
}

/// A record for a person: what lies outside their agency is not there for them, unless one of its units works on it.
///
/// # Errors
/// Not found; the database cannot be read.
pub async fn open<T: Record>(app: &App, actor: &Actor, id: Uuid) -> Result<(Head, T), Failure> {
    let (head, record) = load::<T>(app, id).await?;
    let c = record.columns();
    for unit in [c.tenant, c.unit] {
        if actor.can_at(crate::READ, &place(app, unit).await?) {
            return Ok((head, record));
        }
    }
    Err(Failure::missing(T::MISSING))
}

fn save<T: Record>(
    changes: &mut Changes,
    record: &T,
    mut entry: Entry,
    before: Option<i64>,
) -> Vec<(Uuid, String, i64)> {
    let c = record.columns();
    entry.save(T::table(), store::row(record));
    changes.record(entry);
    match before {
        Some(old) if old == c.status => vec![],
        Some(old) => vec![(c.tenant, store::counter::<T>(old), -1), (c.tenant, store::counter::<T>(c.status), 1)],
        None => vec![(c.tenant, store::counter::<T>(c.status), 1)],
    }
}

/// Counters last and in one order, so that two batches never wait for each other crosswise.
fn count(changes: &mut Changes, mut counters: Vec<(Uuid, String, i64)>) {
    counters.sort();
    for (tenant, name, by) in counters {
        changes.count(tenant, name, by);
    }
}

fn begin<T: Record>(
    changes: &mut Changes,
    app: &App,
    (record, by): (&T, By),
    action: &'static str,
) -> Vec<(Uuid, String, i64)> {
    let about = serde_json::json!({ "title": record.columns().title });
    let entry = Entry::new(store::ledgered(record), &Head::NEW, (app.now(), by), action).body(&about);
    save(changes, record, entry, None)
}

/// Writes a new record.
///
/// # Errors
/// A conflict when it is already there; storage failures.
pub async fn create<T: Record>(app: &App, by: By, mut record: T, action: &'static str) -> Result<T, Failure> {
    record.touch(app.now());
    let mut changes = Changes::new();
    let counters = begin(&mut changes, app, (&record, by), action);
    count(&mut changes, counters);
    app.db().commit(changes).await?;
    Ok(record)
}

/// Decides on a record and commits what changed, what begins with it, the counters and the event as one batch. When the
/// person's page said otherwise (`seen`) it is a conflict told to them; without it the decision is taken again.
///
/// # Errors
/// What the decision refuses; a conflict; storage failures.
pub async fn act<T: Record, F>(app: &App, by: By, (id, seen): (Uuid, Seen), mut decide: F) -> Result<T, Failure>
where
    F: FnMut(&mut T, &mut Ground<'_>) -> Result<Deed, Refusal> + Send,
{
    let law = law(app)?;
    for _ in 0..TRIES {
        let (head, before) = load::<T>(app, id).await?;
        if seen.is_some_and(|seen| seen != head.seq) {
            return Err(Failure::Conflict(
                "Nội dung vừa được người khác cập nhật. Phần ông/bà nhập vẫn còn; xem thay đổi rồi gửi lại nếu vẫn cần.".into(),
            ));
        }
        let (mut after, now) = (before.clone(), app.now());
        let mut ids = || app.new_id();
        let mut ground = Ground { now, today: local(now).date(), who: by.account, law: &law, ids: &mut ids };
        let deed = decide(&mut after, &mut ground)?;
        after.touch(now);
        let entry = Entry::new(store::ledgered(&after), &head, (now, by), deed.action).body(&deed.body);
        let mut changes = Changes::new();
        let mut counters = save(&mut changes, &after, entry, Some(before.columns().status));
        for begun in &deed.begun {
            counters.extend(match begun {
                Begun::Review(r) => begin(&mut changes, app, (r.as_ref(), by), "review.planned"),
                Begun::Proposal(p) => begin(&mut changes, app, (p.as_ref(), by), "proposal.made"),
                Begun::Opinion(o) => begin(&mut changes, app, (o.as_ref(), by), "opinion.asked"),
            });
        }
        count(&mut changes, counters);
        if before.columns().status != after.columns().status || deed.action == "plan.reported" {
            told::tell::<T>(app, &mut changes, id);
        }
        match app.db().commit(changes).await {
            Ok(_) => {
                app.wake().notify_waiters();
                return Ok(after);
            }
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict(T::KIND.into())))
}

/// The local day.
pub fn today(app: &App) -> jiff::civil::Date {
    local(app.now()).date()
}

/// A procedure of the catalogue as plans and reviews name it.
///
/// # Errors
/// "codes" when the catalogue has no such code today.
pub async fn subject(app: &App, code: &str) -> Result<Subject, Failure> {
    let code = kernel::text::line(code);
    let found = catalogue::current(app, &code).await?;
    let v = found.ok_or_else(|| {
        Refusal::new("codes", format!("Danh mục không có thủ tục mã {code}. Kiểm tra lại mã.")).at("codes")
    })?;
    let group = match &v.parts.kind {
        catalogue::Kind::Internal { group } => Some(group.clone()),
        catalogue::Kind::Public => None,
    };
    let field = v.parts.field.clone().unwrap_or_default();
    let level = v.parts.level.first().map(|l| l.label().to_owned()).unwrap_or_default();
    Ok(Subject { code, name: v.parts.name.clone(), field, level, version: Some(v.id), group })
}

/// Several of them, in order and each once.
///
/// # Errors
/// As [`subject`].
pub async fn subjects(app: &App, codes: &[String]) -> Result<Vec<Subject>, Failure> {
    let mut all: Vec<Subject> = vec![];
    for code in codes.iter().map(|c| c.trim()).filter(|c| !c.is_empty()) {
        if !all.iter().any(|s| s.code == code) {
            all.push(subject(app, code).await?);
        }
    }
    Ok(all)
}
