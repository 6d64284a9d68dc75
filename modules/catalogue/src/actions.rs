//! Use cases over procedures: read versions, publish a new one, keep a draft. Each write is one batch with its ledger event.

use jiff::civil::Date;
use kernel::time::{Timestamp, local};
use platform::db::{Changes, json, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By, args};
use serde::Serialize;
use uuid::Uuid;

use crate::decisions::chain;
use crate::decisions::todos::Cause;
use crate::model::{Parts, Procedure, Version};
use crate::store::{self, Stored};
use crate::{TENANT, rules};

async fn first(app: &App, q: platform::db::Query) -> Result<Option<Version>, Failure> {
    let stored: Option<Stored> = app.db().first(q.sql, q.args).await?;
    Ok(stored.map(|s| s.version))
}

/// The day it is where the offices are.
pub fn today(app: &App) -> Date {
    local(app.now()).date()
}

/// One version by its id.
pub async fn version(app: &App, version_id: Uuid) -> Result<Option<Version>, Failure> {
    first(app, store::by_id(version_id)).await
}

/// The version of a procedure in force today.
pub async fn current(app: &App, code: &str) -> Result<Option<Version>, Failure> {
    on_day(app, code, today(app)).await
}

/// The version of a procedure in force on a day: what an applicant saw then.
pub async fn on_day(app: &App, code: &str, day: Date) -> Result<Option<Version>, Failure> {
    first(app, store::on_day(code, day)).await
}

/// Every version of a procedure, newest first; empty when there is no such procedure.
pub async fn versions(app: &App, code: &str) -> Result<Vec<Version>, Failure> {
    let q = store::series(code);
    let all: Vec<Stored> = app.db().all(q.sql, q.args).await?;
    Ok(all.into_iter().map(|s| s.version).collect())
}

/// The procedure itself, with the version in force today.
pub async fn procedure(app: &App, code: &str) -> Result<Option<Procedure>, Failure> {
    let Some(v) = current(app, code).await? else { return Ok(None) };
    let sql = "SELECT created_at FROM catalogue_procedures WHERE id = $1";
    let found: Option<(Timestamp,)> = app.db().first(sql, args![v.procedure]).await?;
    Ok(found.map(|(created_at,)| Procedure { id: v.procedure, code: code.to_owned(), current: v.id, created_at }))
}

/// What a publication says about itself.
#[derive(Debug, Clone)]
pub struct Publication {
    pub parts: Parts,
    /// The first day the version is in force.
    pub valid_from: Date,
    /// The last day, when the procedure is abolished after it.
    pub valid_to: Option<Date>,
    /// Words of the publisher, kept with the version.
    pub note: Option<String>,
}

#[derive(Serialize)]
struct Published<'a> {
    number: i64,
    valid_from: String,
    version: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// Labels of the parts that changed against the version before.
    changed: Vec<&'static str>,
}

/// Adds the next version of a procedure (or the procedure itself) to a batch; refuses what the rules do not allow.
pub(crate) fn add_version(
    changes: &mut Changes,
    known: (&[Version], &Head, [Uuid; 2]),
    publication: Publication,
    (at, by): (Timestamp, By),
) -> Result<Version, Failure> {
    let (before, head, [procedure_id, version_id]) = known;
    let last = before.iter().max_by_key(|v| v.number);
    let number =
        rules::may_publish(&publication.parts, publication.valid_from, last.map(|v| (v.number, v.valid_from)))?;
    rules::may_end(publication.valid_from, publication.valid_to)?;
    let version = Version {
        id: version_id,
        procedure: last.map_or(procedure_id, |v| v.procedure),
        number,
        valid_from: publication.valid_from,
        valid_to: publication.valid_to,
        parts: publication.parts,
        note: publication.note,
        published_at: at,
        published_by: by.account,
    };
    let changed = last.map_or(vec![], |v| rules::differences(&v.parts, &version.parts));
    let body = Published {
        number,
        valid_from: version.valid_from.to_string(),
        version: version.id,
        note: version.note.as_deref(),
        changed: changed.iter().map(|d| d.part.label()).collect(),
    };
    let action = if number == 1 { "procedure.created" } else { "procedure.version" };
    let record = store::procedure_record(version.procedure);
    let mut entry = Entry::new(record, head, (at, by), action).body(&body);
    if last.is_none() {
        entry.save(&store::PROCEDURES, args![version.procedure, &version.parts.code, at]);
    }
    entry.save(&store::VERSIONS, store::version_row(&version));
    changes.record(entry);
    changes.count(TENANT, store::REVISION, 1);
    Ok(version)
}

/// Publishes the next version of a procedure, or its first. Versions before it stay as they were.
pub async fn publish(app: &App, publication: Publication, by: By) -> Result<Version, Failure> {
    let mut parts = publication.parts;
    parts.code = parts.code.trim().to_owned();
    let series = versions(app, &parts.code).await?;
    let (record, head) = match series.first() {
        Some(v) => (v.procedure, ledger::head(app.db(), TENANT, v.procedure).await?),
        None => (app.new_id(), Head::NEW),
    };
    let mut changes = Changes::new();
    let ids = [record, app.new_id()];
    let publication = Publication { parts, ..publication };
    let version = add_version(&mut changes, (&series, &head, ids), publication, (app.now(), by))?;
    let cause = Cause::direct(series.first(), &version, today(app));
    chain::version_added(app, &mut changes, (&cause, by)).await?;
    changes.delete(&store::DRAFTS, args![version.procedure]);
    app.db().commit(changes).await?;
    Ok(version)
}

/// A draft of the next version, kept until it is published.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The number of the version it was begun from.
    pub base: i64,
    pub parts: Parts,
    pub saved_at: Timestamp,
    pub saved_by: Option<Uuid>,
}

/// The draft of a procedure, if one is kept.
pub async fn draft(app: &App, procedure: Uuid) -> Result<Option<Draft>, Failure> {
    let sql = "SELECT base, parts, saved_at, saved_by FROM catalogue_drafts WHERE procedure_id = $1";
    let sets = app.db().load(vec![platform::db::query(sql, args![procedure])]).await?;
    let Some(mut row) = rows::<platform::Row>(sets.into_iter().next().unwrap_or_default())?.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(Draft { base: row.get()?, parts: row.json()?, saved_at: row.get()?, saved_by: row.get()? }))
}

/// Keeps a draft; the published versions do not change.
pub async fn save_draft(app: &App, version: &Version, parts: &Parts, by: By) -> Result<(), Failure> {
    let mut changes = Changes::new();
    let row = vec![version.procedure.into(), version.number.into(), json(parts), app.now().into(), by.account.into()];
    changes.save(&store::DRAFTS, row);
    app.db().commit(changes).await?;
    Ok(())
}

/// Throws a draft away.
pub async fn drop_draft(app: &App, procedure: Uuid) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.delete(&store::DRAFTS, args![procedure]);
    app.db().commit(changes).await?;
    Ok(())
}

/// Counts one use of a procedure in the batch that uses it; the home page lists the most used.
pub fn used(changes: &mut Changes, code: &str) {
    changes.count(TENANT, format!("catalogue.used.{code}"), 1);
}
