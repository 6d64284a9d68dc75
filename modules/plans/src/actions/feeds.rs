//! Secret addresses of calendars: made by a person for their unit, shown once, known afterwards by their digest only.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use platform::App;
use platform::db::Changes;
use platform::web::Failure;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::model::{Plan, Task, Work};
use crate::store::{self, Filter};

/// Most entries of one calendar.
const MOST: i64 = 500;

fn digest(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

/// Makes the address of an account's calendar anew; an earlier one stops working.
///
/// # Errors
/// The database cannot be written.
pub async fn make_feed(app: &App, actor: &platform::Actor) -> Result<String, Failure> {
    let secret = BASE64URL_NOPAD.encode(&app.secret::<24>());
    let mut changes = Changes::new();
    changes.exec(store::DROP_FEEDS, platform::args![actor.account]);
    changes.save(&store::FEEDS, store::feed_row(&digest(&secret), (actor.account, actor.unit), app.now()));
    app.db().commit(changes).await?;
    Ok(secret)
}

/// The unfinished work behind a secret address, with its plan and task.
///
/// # Errors
/// There is no such address, or the database cannot be read.
pub async fn feed_work(app: &App, secret: &str) -> Result<Vec<(Plan, Task, Work)>, Failure> {
    let q = store::feed(&digest(secret));
    let found: Option<(Uuid, Uuid)> = app.db().first(q.sql, q.args).await?;
    let (_, unit) = found.ok_or_else(|| Failure::missing("Không có lịch ở địa chỉ này"))?;
    let filter = Filter { unit: Some(unit), ..Filter::default() };
    let q = store::page(&filter, (0, None), MOST);
    let work: Vec<Work> = app.db().all(q.sql, q.args).await?;
    let (mut plans, mut tasks) = (std::collections::HashMap::new(), std::collections::HashMap::new());
    let mut all = vec![];
    for w in work {
        if let std::collections::hash_map::Entry::Vacant(slot) = plans.entry(w.plan) {
            slot.insert(super::plan(app, w.plan).await?);
            let q = store::tasks(w.plan);
            tasks.extend(app.db().all::<Task>(q.sql, q.args).await?.into_iter().map(|t| (t.id, t)));
        }
        if let (Some(p), Some(t)) = (plans.get(&w.plan), tasks.get(&w.task)) {
            all.push((p.clone(), t.clone(), w));
        }
    }
    Ok(all)
}
