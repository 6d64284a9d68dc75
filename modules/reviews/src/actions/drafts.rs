//! What somebody has typed and not yet saved. It belongs to a record, a place in it and a person, and is gone once saved.

use forms::{Answers, Form};
use kernel::time::Timestamp;
use platform::web::Failure;
use platform::{Actor, App, Changes, args};
use uuid::Uuid;

use crate::store;

/// Keeps what was typed on one page.
///
/// # Errors
/// Storage failures.
pub async fn keep(
    app: &App,
    actor: &Actor,
    (record, slot): (Uuid, &str),
    answers: &Answers,
) -> Result<Timestamp, Failure> {
    let now = app.now();
    let body = serde_json::to_string(answers).map_err(|e| Failure::Internal(e.to_string()))?;
    let mut changes = Changes::new();
    changes.save(&store::DRAFTS, args![record, slot, actor.account, now, body]);
    app.db().commit(changes).await?;
    Ok(now)
}

/// What was kept, with its time.
///
/// # Errors
/// Storage failures.
pub async fn kept(app: &App, actor: &Actor, place: (Uuid, &str)) -> Result<Option<(Timestamp, Answers)>, Failure> {
    let found = store::draft(app.db(), (place.0, place.1, actor.account)).await?;
    Ok(found.and_then(|(at, body)| Some((at, serde_json::from_str(&body).ok()?))))
}

/// Forgets it.
///
/// # Errors
/// Storage failures.
pub async fn forget(app: &App, actor: &Actor, (record, slot): (Uuid, &str)) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.delete(&store::DRAFTS, args![record, slot, actor.account]);
    app.db().commit(changes).await?;
    Ok(())
}

/// The answers a page begins with: those kept, or what the catalogue already says when nothing was answered yet.
pub fn begin(bank: &Form, answers: &Answers, facts: &serde_json::Value) -> Answers {
    if answers.is_empty() { bank.prefill(facts) } else { answers.clone() }
}
