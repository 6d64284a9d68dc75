//! Sign-in and sessions: a session is a random token the browser keeps, stored as its hash. Not ledgered: sessions come and go.

use data_encoding::BASE64URL_NOPAD;
use kernel::error::Refusal;
use kernel::time::{Timestamp, micros};
use platform::db::{FromRow, Row};
use platform::ledger::By;
use platform::web::{Boxed, Failure, SignIn};
use platform::{Actor, App, Changes, DbError, args};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::directory::{actor_at, today};
use crate::model::Absence;
use crate::store::{self, SESSIONS, Stored};
use crate::{password, rules, totp};

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Uuid,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub agent: String,
    pub from: String,
}

impl FromRow for Session {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Session { id: r.get()?, created_at: r.get()?, seen_at: r.get()?, agent: r.get()?, from: r.get()? })
    }
}

/// What a person typed to sign in, and from where.
pub struct Opened<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// The authenticator's code, when the account has one.
    pub code: &'a str,
    pub agent: &'a str,
    pub from: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// The token for the cookie.
    Token(String),
    /// The password is right; the authenticator's code is asked next.
    NeedsCode,
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn wrong() -> Refusal {
    Refusal::new("sign-in", "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra bộ gõ và phím Caps Lock rồi nhập lại.")
        .at("login")
}

fn held(until: i64, now: Timestamp) -> Refusal {
    let minutes = ((until - micros(now)) / 60_000_000 + 1).max(1);
    Refusal::new(
        "locked",
        format!("Đăng nhập sai quá nhiều lần nên tạm khóa để bảo vệ tài khoản. Chờ {minutes} phút rồi thử lại, hoặc nhờ quản trị viên đặt lại mật khẩu."),
    )
    .at("login")
}

async fn check_held(app: &App, name: &str) -> Result<(), Failure> {
    let row: Option<(Option<i64>,)> =
        app.db().first("SELECT locked_until FROM people_attempts WHERE name = $1", args![name]).await?;
    match row.and_then(|(until,)| until) {
        Some(until) if until > micros(app.now()) => Err(held(until, app.now()).into()),
        _ => Ok(()),
    }
}

/// Counts a failure; the counting is one statement, so many tries at once are all counted.
async fn failed(app: &App, name: &str, limit: i64) -> Result<(), Failure> {
    let now = micros(app.now());
    let window = rules::HELD_MINUTES * 60_000_000;
    let mut changes = Changes::new();
    changes.exec(
        "INSERT INTO people_attempts (name, failed, since, locked_until) VALUES ($1, 1, $2, NULL) ON CONFLICT (name) DO UPDATE SET \
         failed = CASE WHEN people_attempts.since < $3 THEN 1 ELSE people_attempts.failed + 1 END, \
         since = CASE WHEN people_attempts.since < $3 THEN $2 ELSE people_attempts.since END, \
         locked_until = CASE WHEN people_attempts.since >= $3 AND people_attempts.failed + 1 >= $4 THEN $5 ELSE NULL END",
        args![name, now, now - window, limit, now + window],
    );
    app.db().commit(changes).await?;
    Ok(())
}

/// Signs a person in.
pub async fn sign_in(app: &App, opened: Opened<'_>) -> Result<SignedIn, Failure> {
    let login = opened.login.trim().to_ascii_lowercase();
    let (by_login, by_address) = (format!("login:{login}"), format!("from:{}", opened.from));
    check_held(app, &by_login).await?;
    check_held(app, &by_address).await?;
    let q = store::account_by_login(&login);
    let found: Option<Stored> = app.db().first(q.sql, q.args).await?;
    let stored = found.as_ref().map_or(password::NOBODY, |s| s.password.as_str());
    let fits = password::fits(opened.password, stored).await?;
    let open = found.filter(|s| fits && s.account.disabled_at.is_none());
    let Some(account) = open else {
        failed(app, &by_login, rules::ATTEMPTS).await?;
        failed(app, &by_address, rules::ATTEMPTS_FROM).await?;
        return Err(wrong().into());
    };
    let mut changes = Changes::new();
    if let Some(secret) = &account.totp_secret {
        if opened.code.trim().is_empty() {
            return Ok(SignedIn::NeedsCode);
        }
        let id = account.account.id;
        let last: Option<(i64,)> =
            app.db().first("SELECT step FROM people_totp_steps WHERE account_id = $1", args![id]).await?;
        let times = (micros(app.now()) / 1_000_000, last.map_or(-1, |(s,)| s));
        let Some(step) = totp::accepted(secret, opened.code, times) else {
            failed(app, &by_login, rules::ATTEMPTS).await?;
            return Err(Refusal::new("totp", "Mã xác thực không đúng hoặc đã dùng. Nhập mã đang hiện trên ứng dụng.")
                .at("code")
                .into());
        };
        changes.exec(
            "INSERT INTO people_totp_steps (account_id, step) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET step = excluded.step",
            args![id, step],
        );
    }
    changes.exec("DELETE FROM people_attempts WHERE name = $1", args![by_login]);
    let token = open_session(app, &account, &opened, &mut changes);
    app.db().commit(changes).await?;
    Ok(SignedIn::Token(token))
}

fn open_session(app: &App, account: &Stored, opened: &Opened<'_>, changes: &mut Changes) -> String {
    let token = BASE64URL_NOPAD.encode(&app.secret::<32>());
    let now = app.now();
    let expires = micros(now) + app.session_minutes() * 60_000_000;
    let agent: String = opened.agent.chars().take(200).collect();
    let none = Option::<Uuid>::None;
    let row = args![hash(&token), app.new_id(), account.account.id, none, none, now, now, expires, agent, opened.from];
    changes.save(&SESSIONS, row);
    token
}

/// Ends one of an account's sessions.
pub async fn close(app: &App, account: Uuid, session: Uuid) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.exec("DELETE FROM people_sessions WHERE account_id = $1 AND id = $2", args![account, session]);
    app.db().commit(changes).await?;
    Ok(())
}

/// The sessions of an account, newest first.
pub async fn own_sessions(app: &App, account: Uuid) -> Result<Vec<Session>, Failure> {
    let sql = "SELECT id, created_at, seen_at, agent, from_address FROM people_sessions WHERE account_id = $1 AND expires_at > $2 \
               ORDER BY seen_at DESC";
    Ok(app.db().all(sql, args![account, app.now()]).await?)
}

/// Works in an absent person's place, or as oneself again. Refused unless the absence names the person as the delegate today.
pub async fn stand_in(app: &App, (by, session): (By, Uuid), absent: Option<Uuid>) -> Result<(), Failure> {
    let Some(account) = by.account else { return Err(wrong().into()) };
    if let Some(absent) = absent {
        let q = store::standing_in(account, today(app));
        let all: Vec<Absence> = app.db().all(q.sql, q.args).await?;
        if !all.iter().any(|a| a.account == absent && a.holds(today(app))) {
            return Err(
                Refusal::new("delegation", "Ông/bà không được giao làm việc thay người này trong hôm nay.").into()
            );
        }
    }
    let mut changes = Changes::new();
    changes.exec(
        "UPDATE people_sessions SET behalf_id = $1 WHERE account_id = $2 AND id = $3",
        args![absent, account, session],
    );
    app.db().commit(changes).await?;
    Ok(())
}

struct Open {
    id: Uuid,
    account: Uuid,
    post: Option<Uuid>,
    behalf: Option<Uuid>,
    seen_at: i64,
    expires_at: i64,
}

impl FromRow for Open {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Open {
            id: r.get()?,
            account: r.get()?,
            post: r.get()?,
            behalf: r.get()?,
            seen_at: r.get()?,
            expires_at: r.get()?,
        })
    }
}

/// Turns a token into the person at work.
pub struct Sessions;

const STEP: i64 = 60_000_000;

impl Sessions {
    async fn find(app: &App, token: &str) -> Result<Option<Actor>, Failure> {
        let key = hash(token);
        let sql =
            "SELECT id, account_id, post_id, behalf_id, seen_at, expires_at FROM people_sessions WHERE token = $1";
        let Some(open) = app.db().first::<Open>(sql, args![key.clone()]).await? else { return Ok(None) };
        let now = micros(app.now());
        if open.expires_at <= now {
            return Ok(None);
        }
        if now - open.seen_at > STEP {
            // Seen at most once a minute: reading pages must not become writing.
            let mut changes = Changes::new();
            let expires = now + app.session_minutes() * 60_000_000;
            changes.exec(
                "UPDATE people_sessions SET seen_at = $1, expires_at = $2 WHERE token = $3",
                args![now, expires, key],
            );
            app.db().commit(changes).await?;
        }
        let Some(stored) = account(app, open.account).await? else { return Ok(None) };
        let Some(own) = actor_at(app, &stored, (open.post, open.id)).await? else { return Ok(None) };
        match open.behalf {
            Some(absent) => Sessions::standing(app, own, absent).await.map(Some),
            None => Ok(Some(own)),
        }
    }

    /// In an absent person's place: their unit and grants, one's own name beside theirs in every event.
    async fn standing(app: &App, own: Actor, absent: Uuid) -> Result<Actor, Failure> {
        let q = store::standing_in(own.account, today(app));
        let all: Vec<Absence> = app.db().all(q.sql, q.args).await?;
        if !all.iter().any(|a| a.account == absent) {
            return Ok(own);
        }
        let Some(stored) = account(app, absent).await? else { return Ok(own) };
        let Some(theirs) = actor_at(app, &stored, (None, own.session)).await? else { return Ok(own) };
        Ok(Actor { account: own.account, behalf: Some(absent), name: own.name, ..theirs })
    }
}

async fn account(app: &App, id: Uuid) -> Result<Option<Stored>, Failure> {
    let q = store::account_by_id(id);
    let stored: Option<Stored> = app.db().first(q.sql, q.args).await?;
    Ok(stored.filter(|s| s.account.disabled_at.is_none()))
}

impl SignIn for Sessions {
    fn actor<'a>(&'a self, app: &'a App, token: &'a str) -> Boxed<'a, Result<Option<Actor>, DbError>> {
        Box::pin(async move {
            match Sessions::find(app, token).await {
                Ok(actor) => Ok(actor),
                Err(Failure::Storage(e)) => Err(e),
                Err(e) => Err(DbError::Other(e.to_string())),
            }
        })
    }
}
