//! Sessions: a random token in a cookie, its digest in the table. One trip reads who it stands for; the answer is kept for a
//! few seconds of the application's time, and dropped when anything about accounts changes here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use kernel::time::{Timestamp, from_micros, local, micros};
use platform::db::{Changes, DbError, FromRow, Row, query, rows};
use platform::web::{Boxed, SignIn};
use platform::{Actor, App, args};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::actors::{self, Identity};
use crate::model::{Absence, Post};
use crate::{shelf, store};

/// How long an answer is kept, in microseconds.
const KEPT: i64 = 5_000_000;
/// How stale "last seen" may be before it is written again, in microseconds.
const SEEN_EVERY: i64 = 60_000_000;
/// More kept answers than this are dropped together.
const MOST: usize = 10_000;
const MINUTE: i64 = 60_000_000;

/// The digest of a token: what the table holds.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[derive(Default)]
struct Kept(Mutex<HashMap<[u8; 32], (Timestamp, Actor)>>);

fn kept(app: &App) -> Arc<Kept> {
    let Ok(kept) = app.cached(|_| Ok::<_, std::convert::Infallible>(Kept::default()));
    kept
}

/// Drops every kept answer.
pub fn forget_all(app: &App) {
    kept(app).0.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// A session as stored.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Uuid,
    pub account: Uuid,
    pub post: Option<Uuid>,
    pub seen_at: Timestamp,
    /// The browser as it names itself.
    pub agent: String,
    pub from: String,
}

impl FromRow for Session {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Session {
            id: r.get()?,
            account: r.get()?,
            post: r.get()?,
            seen_at: r.get()?,
            agent: r.get()?,
            from: r.get()?,
        })
    }
}

const SESSION: &str = "s.id, s.account_id, s.post_id, s.seen_at, s.agent, s.from_address";

/// Opens a session and returns its token; sessions that have run out are swept on the way.
pub async fn open(app: &App, account: Uuid, (agent, from): (&str, &str)) -> Result<String, DbError> {
    let (token, now) = (BASE64URL_NOPAD.encode(&app.secret::<32>()), app.now());
    let mut changes = Changes::new();
    let agent: String = kernel::text::line(agent).chars().take(200).collect();
    let row = args![
        digest(&token).to_vec(),
        app.new_id(),
        account,
        Option::<Uuid>::None,
        Option::<Uuid>::None,
        now,
        now,
        expiry(app, now),
        agent,
        from
    ];
    changes.save(&store::SESSIONS, row);
    changes.exec("DELETE FROM people_sessions WHERE expires_at <= $1", args![now]);
    app.db().commit(changes).await?;
    Ok(token)
}

fn expiry(app: &App, now: Timestamp) -> Timestamp {
    from_micros(micros(now).saturating_add(app.session_minutes().saturating_mul(MINUTE)))
}

/// The running sessions of an account, the one used last first.
pub async fn of_account(app: &App, account: Uuid) -> Result<Vec<Session>, DbError> {
    let sql = format!(
        "SELECT {SESSION} FROM people_sessions s WHERE s.account_id = $1 AND s.expires_at > $2 \
         ORDER BY s.seen_at DESC, s.id"
    );
    app.db().all(sql, args![account, app.now()]).await
}

/// Ends one session of an account.
pub async fn close(app: &App, account: Uuid, session: Uuid) -> Result<(), DbError> {
    let mut changes = Changes::new();
    changes.exec("DELETE FROM people_sessions WHERE account_id = $1 AND id = $2", args![account, session]);
    app.db().commit(changes).await?;
    forget_all(app);
    Ok(())
}

/// Sets the post worked at and the person stood in for; both are checked when the session is read.
pub async fn choose(
    app: &App,
    (account, session): (Uuid, Uuid),
    (post, behalf): (Option<Uuid>, Option<Uuid>),
) -> Result<(), DbError> {
    let mut changes = Changes::new();
    changes.exec(
        "UPDATE people_sessions SET post_id = $3, behalf_id = $4 WHERE account_id = $1 AND id = $2",
        args![account, session, post, behalf],
    );
    app.db().commit(changes).await?;
    forget_all(app);
    Ok(())
}

/// The sign-in of this module.
pub struct People;

impl SignIn for People {
    fn actor<'a>(&'a self, app: &'a App, token: &'a str) -> Boxed<'a, Result<Option<Actor>, DbError>> {
        Box::pin(actor(app, token))
    }
}

async fn actor(app: &App, token: &str) -> Result<Option<Actor>, DbError> {
    let (key, now, kept) = (digest(token), app.now(), kept(app));
    let found = kept.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some((_, actor)) = found.filter(|(at, _)| (0..KEPT).contains(&(micros(now) - micros(*at)))) {
        return Ok(Some(actor));
    }
    let Some((actor, session)) = read(app, key, now).await? else {
        kept.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        return Ok(None);
    };
    if micros(now) - micros(session.seen_at) >= SEEN_EVERY {
        let mut changes = Changes::new();
        changes.exec(
            "UPDATE people_sessions SET seen_at = $2, expires_at = $3 WHERE token = $1",
            args![key.to_vec(), now, expiry(app, now)],
        );
        app.db().commit(changes).await?;
    }
    let mut all = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(key, (now, actor.clone()));
    Ok(Some(actor))
}

struct Found {
    session: Session,
    name: String,
}

impl FromRow for Found {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(Found { session: Session::from_row(r)?, name: r.get()? })
    }
}

struct StandsIn {
    absence: Absence,
    name: String,
}

impl FromRow for StandsIn {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        Ok(StandsIn { absence: Absence::from_row(r)?, name: r.get()? })
    }
}

/// Reads the session, the posts of both accounts and the absence stood in for, in one trip.
async fn read(app: &App, key: [u8; 32], now: Timestamp) -> Result<Option<(Actor, Session)>, DbError> {
    let (token, day) = (key.to_vec(), local(now).date());
    let session = format!(
        "SELECT {SESSION}, a.name FROM people_sessions s JOIN people_accounts a ON a.id = s.account_id \
         WHERE s.token = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL"
    );
    let posts = "SELECT p.id, p.account_id, p.unit_id, p.role, p.title, p.valid_from, p.valid_to FROM people_sessions s \
         JOIN people_posts p ON p.account_id = s.account_id OR p.account_id = s.behalf_id \
         WHERE s.token = $1 ORDER BY p.valid_from, p.id";
    let absence = "SELECT b.id, b.account_id, b.delegate_id, b.first_day, b.last_day, b.reason, b.cancelled_at, a.name \
         FROM people_sessions s \
         JOIN people_absences b ON b.delegate_id = s.account_id AND b.account_id = s.behalf_id \
         JOIN people_accounts a ON a.id = b.account_id \
         WHERE s.token = $1 AND b.cancelled_at IS NULL AND b.first_day <= $2 AND b.last_day >= $2 \
         AND a.disabled_at IS NULL LIMIT 1";
    let trip = vec![
        query(session, args![token.clone(), now]),
        query(posts, args![token.clone()]),
        query(absence, args![token, day.to_string()]),
        store::revision(),
    ];
    let mut sets = app.db().load(trip).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let Some(found) = rows::<Found>(next())?.into_iter().next() else { return Ok(None) };
    let mut posts: Vec<Post> = rows(next())?;
    let stands_in = rows::<StandsIn>(next())?.into_iter().next().filter(|s| s.absence.holds(day));
    let tree = shelf::at_revision(app, shelf::revision(next())?).await?;
    let session = found.session;
    let behalf = stands_in.as_ref().map(|s| s.absence.account);
    let whose = behalf.unwrap_or(session.account);
    posts.retain(|p| p.account == whose);
    let who =
        Identity { account: session.account, behalf, name: found.name, session: session.id, chosen: session.post };
    let mut actor = actors::build(&tree, day, who, &posts);
    if let Some(s) = stands_in {
        actor.post = format!("{} (làm thay {})", actor.post, s.name);
    }
    Ok(Some((actor, session)))
}
