//! This module's SQL over its own tables. Days are ISO text, so both databases order them alike.

use kernel::time::civil::Date;
use platform::db::{DbError, FromRow, Query, Row, Table, Value, query};
use platform::{RecordRef, args};
use uuid::Uuid;

use crate::ADMINISTRATION;
use crate::model::{Absence, Account, Level, Post, UnitKind, UnitRow};

pub static UNITS: Table = Table::new(
    "people_units",
    &["id", "number"],
    &[
        "parent_id",
        "name",
        "short",
        "kind",
        "level",
        "code_2016",
        "code_2020",
        "valid_from",
        "valid_to",
        "successor_id",
        "phone",
        "address",
        "mark",
    ],
);
pub static ACCOUNTS: Table =
    Table::new("people_accounts", &["id"], &["login", "name", "password", "totp_secret", "created_at", "disabled_at"]);
pub static POSTS: Table =
    Table::new("people_posts", &["id"], &["account_id", "unit_id", "role", "title", "valid_from", "valid_to"]);
pub static ABSENCES: Table = Table::new(
    "people_absences",
    &["id"],
    &["account_id", "delegate_id", "first_day", "last_day", "reason", "cancelled_at"],
);
pub static SESSIONS: Table = Table::new(
    "people_sessions",
    &["token"],
    &["id", "account_id", "post_id", "behalf_id", "created_at", "seen_at", "expires_at", "agent", "from_address"],
);

/// The counter raised with every change of the tree, so that a kept tree knows when it is old.
pub const REVISION: &str = "people.units";

/// The record of a unit in the ledger.
pub fn unit_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: ADMINISTRATION, id, kind: "unit" }
}

/// The record of an account, with its posts and absences.
pub fn account_record(id: Uuid) -> RecordRef {
    RecordRef { tenant: ADMINISTRATION, id, kind: "account" }
}

fn day(text: String) -> Result<Date, DbError> {
    text.parse().map_err(|_| DbError::Decode(format!("“{text}” is no date")))
}

fn get_day(r: &mut Row) -> Result<Date, DbError> {
    day(r.get()?)
}

fn get_day_option(r: &mut Row) -> Result<Option<Date>, DbError> {
    r.get::<Option<String>>()?.map(day).transpose()
}

impl FromRow for UnitRow {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(UnitRow {
            id: r.get()?,
            number: r.get()?,
            parent: r.get()?,
            name: r.get()?,
            short: r.get()?,
            kind: {
                let slug: String = r.get()?;
                UnitKind::parse(&slug).ok_or_else(|| DbError::Decode(format!("unit kind “{slug}”")))?
            },
            level: {
                let slug: String = r.get()?;
                Level::parse(&slug).ok_or_else(|| DbError::Decode(format!("level “{slug}”")))?
            },
            code2016: r.get()?,
            code2020: r.get()?,
            valid_from: get_day(r)?,
            valid_to: get_day_option(r)?,
            successor: r.get()?,
            phone: r.get()?,
            address: r.get()?,
            mark: r.get()?,
        })
    }
}

/// A unit's row in the order of [`UNITS`].
pub fn unit_row(u: &UnitRow) -> Vec<Value> {
    args![
        u.id,
        u.number,
        u.parent,
        &u.name,
        u.short.clone(),
        u.kind.slug(),
        u.level.slug(),
        u.code2016.clone(),
        u.code2020.clone(),
        u.valid_from.to_string(),
        u.valid_to.map(|d| d.to_string()),
        u.successor,
        u.phone.clone(),
        u.address.clone(),
        u.mark.clone()
    ]
}

/// Every row of every unit.
pub fn all_units() -> Query {
    query(UNITS.scan_sql(), vec![])
}

/// How often the tree has changed.
pub fn revision() -> Query {
    query("SELECT n FROM counters WHERE tenant_id = $1 AND name = $2", args![ADMINISTRATION, REVISION])
}

/// An account with its secrets.
#[derive(Clone)]
pub struct Stored {
    pub account: Account,
    /// PHC string of Argon2id.
    pub password: String,
    pub totp_secret: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (id, login, name, password) = (r.get()?, r.get()?, r.get()?, r.get()?);
        let totp_secret: Option<Vec<u8>> = r.get()?;
        let (created_at, disabled_at) = (r.get()?, r.get()?);
        let account = Account { id, login, name, has_totp: totp_secret.is_some(), created_at, disabled_at };
        Ok(Stored { account, password, totp_secret })
    }
}

/// An account's row in the order of [`ACCOUNTS`].
pub fn account_row(s: &Stored) -> Vec<Value> {
    let a = &s.account;
    args![a.id, &a.login, &a.name, &s.password, s.totp_secret.clone(), a.created_at, a.disabled_at]
}

const ACCOUNT: &str = "id, login, name, password, totp_secret, created_at, disabled_at";

pub fn account_by_id(id: Uuid) -> Query {
    query(format!("SELECT {ACCOUNT} FROM people_accounts WHERE id = $1"), args![id])
}

pub fn account_by_login(login: &str) -> Query {
    query(format!("SELECT {ACCOUNT} FROM people_accounts WHERE login = $1"), args![login])
}

/// All accounts in order of login.
pub fn all_accounts() -> Query {
    query(format!("SELECT {ACCOUNT} FROM people_accounts ORDER BY login"), vec![])
}

impl FromRow for Post {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Post {
            id: r.get()?,
            account: r.get()?,
            unit: r.get()?,
            role: r.get()?,
            title: r.get()?,
            valid_from: get_day(r)?,
            valid_to: get_day_option(r)?,
        })
    }
}

/// A post's row in the order of [`POSTS`].
pub fn post_row(p: &Post) -> Vec<Value> {
    args![p.id, p.account, p.unit, &p.role, &p.title, p.valid_from.to_string(), p.valid_to.map(|d| d.to_string())]
}

const POST: &str = "p.id, p.account_id, p.unit_id, p.role, p.title, p.valid_from, p.valid_to";

pub fn posts_of(account: Uuid) -> Query {
    query(
        format!("SELECT {POST} FROM people_posts p WHERE p.account_id = $1 ORDER BY p.valid_from, p.id"),
        args![account],
    )
}

pub fn all_posts() -> Query {
    query(format!("SELECT {POST} FROM people_posts p ORDER BY p.account_id, p.valid_from, p.id"), vec![])
}

impl FromRow for Absence {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Absence {
            id: r.get()?,
            account: r.get()?,
            delegate: r.get()?,
            first_day: get_day(r)?,
            last_day: get_day(r)?,
            reason: r.get()?,
            cancelled_at: r.get()?,
        })
    }
}

/// An absence's row in the order of [`ABSENCES`].
pub fn absence_row(a: &Absence) -> Vec<Value> {
    args![a.id, a.account, a.delegate, a.first_day.to_string(), a.last_day.to_string(), &a.reason, a.cancelled_at]
}

const ABSENCE: &str = "b.id, b.account_id, b.delegate_id, b.first_day, b.last_day, b.reason, b.cancelled_at";

/// Absences of an account, newest first.
pub fn absences_of(account: Uuid) -> Query {
    let sql =
        format!("SELECT {ABSENCE} FROM people_absences b WHERE b.account_id = $1 ORDER BY b.first_day DESC, b.id");
    query(sql, args![account])
}

/// Absences the account stands in for on a day.
pub fn standing_in(delegate: Uuid, on: Date) -> Query {
    let sql = format!(
        "SELECT {ABSENCE} FROM people_absences b WHERE b.delegate_id = $1 AND b.first_day <= $2 AND b.last_day >= $2 \
         AND b.cancelled_at IS NULL ORDER BY b.first_day, b.id"
    );
    query(sql, args![delegate, on.to_string()])
}

/// A holder of a post with the account's name; read by [`Held`].
pub struct Held {
    pub post: Post,
    pub name: String,
}

impl FromRow for Held {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Held { post: Post::from_row(r)?, name: r.get()? })
    }
}

const HELD: &str = "FROM people_posts p JOIN people_accounts a ON a.id = p.account_id WHERE a.disabled_at IS NULL \
     AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to >= $2) AND";

/// Posts of a unit held on a day.
pub fn held_in(unit: Uuid, on: Date) -> Query {
    query(format!("SELECT {POST}, a.name {HELD} p.unit_id = $1"), args![unit, on.to_string()])
}

/// Posts of a role held on a day.
pub fn held_as(role: &str, on: Date) -> Query {
    query(format!("SELECT {POST}, a.name {HELD} p.role = $1"), args![role, on.to_string()])
}
