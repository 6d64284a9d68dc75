//! Signing in: an attempt takes a place before the password is looked at, so guesses made at the same moment count too. An
//! unknown login costs the same time and the same words as a wrong password.

use kernel::time::{Timestamp, from_micros, micros, short};
use platform::db::Changes;
use platform::ledger::{self, Entry};
use platform::web::Failure;
use platform::{App, By, args};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::store::{self, Stored};
use crate::{ADMINISTRATION, password, rules, session, totp};

const MINUTE: i64 = 60_000_000;

/// What was typed and from where.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// Code of the authenticator; empty when not asked yet.
    pub code: &'a str,
    /// The browser as it names itself.
    pub agent: &'a str,
    pub from: &'a str,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Signed in: the token.
    In(String),
    /// The password is right; the code of the authenticator is still to come.
    CodeNeeded,
    /// The code is wrong.
    WrongCode,
    Wrong,
    /// Too many failures; held until then.
    Held(Timestamp),
}

impl Outcome {
    /// The message for the person, Vietnamese; empty when there is nothing to say.
    pub fn words(&self) -> String {
        match self {
            Outcome::In(_) => String::new(),
            Outcome::CodeNeeded => "Nhập mã xác thực 6 số đang hiện trên ứng dụng xác thực, cùng với mật khẩu.".into(),
            Outcome::WrongCode => {
                "Mã xác thực không đúng hoặc đã dùng. Chờ mã mới hiện trên ứng dụng rồi nhập lại.".into()
            }
            Outcome::Wrong => {
                "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra chữ hoa, bộ gõ tiếng Việt rồi nhập lại.".into()
            }
            Outcome::Held(until) => format!(
                "Đã nhập sai {} lần. Tài khoản tạm khóa đến {}; sau đó đăng nhập lại, hoặc đề nghị quản trị viên đặt lại mật khẩu.",
                rules::ATTEMPTS,
                short(*until)
            ),
        }
    }
}

/// Takes a place and tells how many were taken in the window, and until when the name is held.
async fn take(app: &App, name: &str, most: i64) -> Result<(i64, Option<Timestamp>), Failure> {
    let now = app.now();
    let window = micros(now) - rules::HELD_MINUTES * MINUTE;
    let until = micros(now) + rules::HELD_MINUTES * MINUTE;
    let mut changes = Changes::new();
    changes.exec(
        "INSERT INTO people_attempts (name, failed, since, locked_until) VALUES ($1, 1, $2, NULL) \
         ON CONFLICT (name) DO UPDATE SET \
         failed = CASE WHEN people_attempts.since <= $3 AND COALESCE(people_attempts.locked_until, 0) <= $2 \
                  THEN 1 ELSE people_attempts.failed + 1 END, \
         since = CASE WHEN people_attempts.since <= $3 AND COALESCE(people_attempts.locked_until, 0) <= $2 \
                 THEN $2 ELSE people_attempts.since END, \
         locked_until = CASE WHEN people_attempts.since <= $3 AND COALESCE(people_attempts.locked_until, 0) <= $2 \
                        THEN NULL WHEN people_attempts.locked_until IS NULL AND people_attempts.failed + 1 >= $4 \
                        THEN $5 ELSE people_attempts.locked_until END",
        args![name, now, window, most, until],
    );
    app.db().commit(changes).await?;
    let sql = "SELECT failed, locked_until FROM people_attempts WHERE name = $1";
    let found: Option<(i64, Option<i64>)> = app.db().first(sql, args![name]).await?;
    let (failed, until) = found.unwrap_or((0, None));
    Ok((failed, until.map(from_micros)))
}

fn login_name(login: &str) -> String {
    format!("login:{}", data_encoding::HEXLOWER.encode(&Sha256::digest(login.as_bytes())))
}

fn from_name(from: &str) -> String {
    format!("from:{from}")
}

/// A right password gives the places back: the login's all, the address's one.
async fn give_back(app: &App, login: &str, from: &str) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.exec("DELETE FROM people_attempts WHERE name = $1", args![login_name(login)]);
    changes.exec(
        "UPDATE people_attempts SET failed = failed - 1, locked_until = NULL WHERE name = $1 AND failed > 0",
        args![from_name(from)],
    );
    app.db().commit(changes).await?;
    Ok(())
}

/// Tries to sign in.
///
/// # Errors
/// [`Failure::TooMany`] when the address failed too often; storage failures.
pub async fn sign_in(app: &App, attempt: Attempt<'_>) -> Result<Outcome, Failure> {
    let login = attempt.login.trim().to_lowercase();
    let (from_count, _) = take(app, &from_name(attempt.from), rules::ATTEMPTS_FROM).await?;
    if from_count > rules::ATTEMPTS_FROM {
        return Err(Failure::TooMany);
    }
    let (count, held) = take(app, &login_name(&login), rules::ATTEMPTS).await?;
    if let (true, Some(until)) = (count > rules::ATTEMPTS, held) {
        return Ok(Outcome::Held(until));
    }
    let q = store::account_by_login(&login);
    let found: Option<Stored> = app.db().first(q.sql, q.args).await?;
    let known = found.filter(|s| s.account.disabled_at.is_none());
    let fits = password::fits(attempt.password, known.as_ref().map_or(password::NOBODY, |s| &s.password)).await?;
    let Some(stored) = known.as_ref().filter(|_| fits) else {
        return refused(app, (known.as_ref(), Outcome::Wrong), held).await;
    };
    if let Some(secret) = &stored.totp_secret {
        if attempt.code.trim().is_empty() {
            give_back(app, &login, attempt.from).await?;
            return Ok(Outcome::CodeNeeded);
        }
        if !take_step(app, stored.account.id, secret, attempt.code).await? {
            return refused(app, (known.as_ref(), Outcome::WrongCode), held).await;
        }
    }
    give_back(app, &login, attempt.from).await?;
    let token = session::open(app, stored.account.id, (attempt.agent, attempt.from)).await?;
    Ok(Outcome::In(token))
}

/// The answer to a failure; the one that reaches the limit is recorded in the account's history.
async fn refused(
    app: &App,
    (known, outcome): (Option<&Stored>, Outcome),
    held: Option<Timestamp>,
) -> Result<Outcome, Failure> {
    let Some(until) = held else { return Ok(outcome) };
    if let Some(stored) = known {
        let head = ledger::head(app.db(), ADMINISTRATION, stored.account.id).await?;
        let record = store::account_record(stored.account.id);
        let said = serde_json::json!({ "until": micros(until) });
        let mut changes = Changes::new();
        changes.record(Entry::new(record, &head, (app.now(), By::default()), "account.held").body(&said));
        app.db().commit(changes).await?;
    }
    Ok(Outcome::Held(until))
}

/// Uses a code up: the newest step accepted is kept, so the same code does not work twice, also not at the same moment.
async fn take_step(app: &App, account: Uuid, secret: &[u8], code: &str) -> Result<bool, Failure> {
    let sql = "SELECT step FROM people_totp_steps WHERE account_id = $1";
    let last: Option<(i64,)> = app.db().first(sql, args![account]).await?;
    let last = last.map_or(i64::MIN, |(s,)| s);
    let Some(step) = totp::accepted(secret, code, (app.now().as_second(), last)) else { return Ok(false) };
    let mut changes = Changes::new();
    changes.expect(
        "INSERT INTO people_totp_steps (account_id, step) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE \
         SET step = excluded.step WHERE people_totp_steps.step < excluded.step",
        args![account, step],
        (1, "the code was used"),
    );
    match app.db().commit(changes).await {
        Ok(_) => Ok(true),
        Err(platform::DbError::Conflict(_)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Asks for the password again before something that matters, under the same limit as signing in.
pub async fn guarded_password(app: &App, stored: &Stored, (field, typed): (&str, &str)) -> Result<(), Failure> {
    let name = login_name(&stored.account.login);
    let (count, held) = take(app, &name, rules::ATTEMPTS).await?;
    if let (true, Some(until)) = (count > rules::ATTEMPTS, held) {
        return Err(super::refuse("held", field, &Outcome::Held(until).words()));
    }
    if !password::fits(typed, &stored.password).await? {
        let why = "Mật khẩu hiện tại không đúng. Nhập lại mật khẩu đang dùng.";
        return Err(super::refuse("password", field, why));
    }
    let mut changes = Changes::new();
    changes.exec("DELETE FROM people_attempts WHERE name = $1", args![name]);
    app.db().commit(changes).await?;
    Ok(())
}
