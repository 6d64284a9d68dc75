//! This module's SQL over its own tables. Versions are written once; the end of one is read from the start of the next.

use jiff::civil::Date;
use platform::db::{DbError, FromRow, Query, Row, Table, Value, json, query};
use platform::{RecordRef, args};
use uuid::Uuid;

use crate::TENANT;
use crate::model::{Parts, Version};

pub static PROCEDURES: Table = Table::new("catalogue_procedures", &["id"], &["code", "created_at"]);
pub static VERSIONS: Table = Table::new(
    "catalogue_versions",
    &["id"],
    &["procedure_id", "number", "valid_from", "valid_to", "parts", "note", "published_at", "published_by"],
);
pub static DRAFTS: Table =
    Table::new("catalogue_drafts", &["procedure_id"], &["base", "parts", "saved_at", "saved_by"]);

/// The record of a procedure in the ledger.
pub fn procedure_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "procedure" }
}

/// A stored day; text, so both databases order it alike.
pub fn day(d: Date) -> Value {
    Value::Text(d.to_string())
}

pub fn read_day(text: &str) -> Result<Date, DbError> {
    text.parse().map_err(|_| DbError::Decode(format!("“{text}” is no date")))
}

/// A version as stored, in the order of [`VERSION_COLUMNS`].
pub struct Stored {
    pub version: Version,
    pub code: String,
}

const VERSION_COLUMNS: &str = "v.id, v.procedure_id, v.number, v.valid_from, v.valid_to, v.parts, v.note, \
     v.published_at, v.published_by, p.code, (SELECT MIN(n.valid_from) FROM catalogue_versions n \
     WHERE n.procedure_id = v.procedure_id AND n.number > v.number)";

impl FromRow for Stored {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (id, procedure, number) = (r.get()?, r.get()?, r.get()?);
        let from: String = r.get()?;
        let to: Option<String> = r.get()?;
        let parts: Parts = r.json()?;
        let (note, published_at, published_by, code) = (r.get()?, r.get()?, r.get()?, r.get()?);
        let next: Option<String> = r.get()?;
        let own = to.map(|t| read_day(&t)).transpose()?;
        let before = next.map(|t| read_day(&t)).transpose()?.and_then(|d| d.yesterday().ok());
        let valid_to = match (own, before) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let valid_from = read_day(&from)?;
        let version = Version { id, procedure, number, valid_from, valid_to, parts, note, published_at, published_by };
        Ok(Stored { version, code })
    }
}

pub fn version_row(v: &Version) -> Vec<Value> {
    vec![
        v.id.into(),
        v.procedure.into(),
        v.number.into(),
        day(v.valid_from),
        v.valid_to.map(|d| d.to_string()).into(),
        json(&v.parts),
        v.note.clone().into(),
        v.published_at.into(),
        v.published_by.into(),
    ]
}

pub fn by_id(id: Uuid) -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_versions v JOIN catalogue_procedures p ON p.id = v.procedure_id \
             WHERE v.id = $1"
        ),
        args![id],
    )
}

/// The version in force on a day: of those begun by then, the newest.
pub fn on_day(code: &str, at: Date) -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_procedures p JOIN catalogue_versions v ON v.procedure_id = p.id \
             WHERE p.code = $1 AND v.valid_from <= $2 AND (v.valid_to IS NULL OR v.valid_to >= $2) \
             AND NOT EXISTS (SELECT 1 FROM catalogue_versions m WHERE m.procedure_id = v.procedure_id \
               AND m.number > v.number AND m.valid_from <= $2) ORDER BY v.number DESC LIMIT 1"
        ),
        vec![code.into(), day(at)],
    )
}

/// All versions of a procedure, newest first.
pub fn series(code: &str) -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_procedures p JOIN catalogue_versions v ON v.procedure_id = p.id \
             WHERE p.code = $1 ORDER BY v.number DESC"
        ),
        args![code],
    )
}

/// The versions in force on a day, of all procedures, in order of code.
pub fn all_on(at: Date) -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_procedures p JOIN catalogue_versions v ON v.procedure_id = p.id \
             WHERE v.valid_from <= $1 AND (v.valid_to IS NULL OR v.valid_to >= $1) \
             AND NOT EXISTS (SELECT 1 FROM catalogue_versions m WHERE m.procedure_id = v.procedure_id \
               AND m.number > v.number AND m.valid_from <= $1) ORDER BY p.code"
        ),
        vec![day(at)],
    )
}

/// The days around a day on which what is in force changes: the last at or before it, the first after it.
pub struct Turns {
    pub last_before: Option<Date>,
    pub first_after: Option<Date>,
}

impl FromRow for Turns {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let mut day =
            || -> Result<Option<Date>, DbError> { Ok(r.get::<Option<String>>()?.and_then(|t| t.parse().ok())) };
        let (begun, over, begins, ends) = (day()?, day()?, day()?, day()?);
        // A version is in force on its last day still, so the turn comes the day after.
        let over = over.and_then(|d| d.tomorrow().ok());
        let ends = ends.and_then(|d| d.tomorrow().ok());
        let first_after = [begins, ends].into_iter().flatten().min();
        Ok(Turns { last_before: begun.max(over), first_after })
    }
}

/// The statement for [`Turns`].
pub fn turns(at: Date) -> Query {
    query(
        "SELECT (SELECT MAX(valid_from) FROM catalogue_versions WHERE valid_from <= $1), \
         (SELECT MAX(valid_to) FROM catalogue_versions WHERE valid_to < $1), \
         (SELECT MIN(valid_from) FROM catalogue_versions WHERE valid_from > $1), \
         (SELECT MIN(valid_to) FROM catalogue_versions WHERE valid_to >= $1)",
        vec![day(at)],
    )
}

/// The newest version of one procedure.
pub fn newest_of(code: &str) -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_procedures p JOIN catalogue_versions v ON v.procedure_id = p.id \
             WHERE p.code = $1 ORDER BY v.number DESC LIMIT 1"
        ),
        args![code],
    )
}

/// The newest version of every procedure, in force or still to come.
pub fn newest() -> Query {
    query(
        format!(
            "SELECT {VERSION_COLUMNS} FROM catalogue_procedures p JOIN catalogue_versions v ON v.procedure_id = p.id \
             WHERE NOT EXISTS (SELECT 1 FROM catalogue_versions m WHERE m.procedure_id = v.procedure_id \
               AND m.number > v.number) ORDER BY p.code"
        ),
        vec![],
    )
}

/// A counter that every change of the catalogue moves, so kept copies know they are old.
pub const REVISION: &str = "catalogue.revision";

pub fn revision() -> Query {
    query("SELECT n FROM counters WHERE tenant_id = $1 AND name = $2", args![TENANT, REVISION])
}

/// Uses of procedures, most used first.
pub fn most_used(limit: i64) -> Query {
    query(
        "SELECT name, n FROM counters WHERE tenant_id = $1 AND name LIKE 'catalogue.used.%' ORDER BY n DESC, name LIMIT $2",
        args![TENANT, limit],
    )
}
