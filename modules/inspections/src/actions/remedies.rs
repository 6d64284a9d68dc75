//! Use cases of remedies. They are written under the inspection they come from; accepting the last one closes it.

use kernel::time::{local, micros};
use platform::ledger::Entry;
use platform::web::Failure;
use platform::{Actor, App, Changes, DbError};
use uuid::Uuid;

use super::look::{Opened, works_in};
use super::visits::record;
use super::{CHANGED, TRIES, place, visits};
use crate::model::{Progress, Remedy, Shown, Stage};
use crate::rules::remedy as rule;
use crate::store::{Body, visits as sql};
use crate::{READ, model};

/// Remedies of one page of a list.
pub const PAGE: usize = 100;

/// A remedy with its inspection.
///
/// # Errors
/// Not found; "forbidden"; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<(Opened, Remedy), Failure> {
    let missing = || Failure::missing("Không có việc khắc phục này");
    let q = sql::tenant_of_remedy(id);
    let found: Option<(Uuid, Uuid)> = app.db().first(q.sql, q.args).await?;
    let opened = visits::open(app, actor, found.ok_or_else(missing)?.1).await?;
    let remedy = opened.remedies.iter().find(|r| r.id == id).cloned().ok_or_else(missing)?;
    Ok((opened, remedy))
}

/// The remedies of the person's agency that are open, or settled, from a place in the list on; one more than a page when there
/// is a next one.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn list(app: &App, actor: &Actor, settled: i64, after: (i64, Uuid)) -> Result<Vec<Remedy>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    let q = sql::remedies(actor.agency, settled, after);
    let found: Vec<Body<Remedy>> = app.db().all(q.sql, q.args).await?;
    Ok(found.into_iter().map(|b| b.0).collect())
}

/// What a person does about a remedy.
#[derive(Debug, Clone)]
pub enum Deal {
    /// The unit shows what it did: words and files.
    Show(String, Vec<documents::StoredFile>),
    Accept,
    /// With the reason.
    SendBack(String),
}

/// Whether a person may show what was done about a remedy.
///
/// # Errors
/// The database cannot be read.
pub async fn may_show(app: &App, actor: &Actor, r: &Remedy) -> Result<bool, Failure> {
    works_in(app, actor, r.unit).await
}

/// Does it: load, decide, commit.
///
/// # Errors
/// "forbidden"; what the rules refuse; a conflict when the page was older than `seen` says; storage failures.
pub async fn act(app: &App, actor: &Actor, (id, seen): (Uuid, Option<i64>), deal: &Deal) -> Result<(), Failure> {
    for _ in 0..TRIES {
        let (before, mut remedy) = open(app, actor, id).await?;
        let may = match deal {
            Deal::Show(..) => may_show(app, actor, &remedy).await?,
            Deal::Accept | Deal::SendBack(_) => before.part.manages || before.part.head,
        };
        if !may {
            return Err(super::forbidden());
        }
        if seen.is_some_and(|seen| seen != before.ledger.seq) {
            return Err(Failure::Conflict(CHANGED.into()));
        }
        let deed = match deal {
            Deal::Show(text, files) => {
                let (files, at) = (files.clone(), micros(app.now()));
                rule::show(&mut remedy, Shown { text: text.clone(), files, by: actor.account, at })
            }
            Deal::Accept => rule::accept(&mut remedy, local(app.now()).date()),
            Deal::SendBack(reason) => rule::send_back(&mut remedy, reason),
        }?;
        let mut visit = before.visit.clone();
        let left = |r: &&model::Remedy| r.id != id && r.progress != Progress::Accepted;
        if remedy.progress == Progress::Accepted && !before.remedies.iter().any(|r| left(&r)) {
            visit.stage = Stage::Closed;
        }
        let mut entry =
            Entry::new(record(&visit), &before.ledger, (app.now(), actor.by()), deed.action).body(&deed.body);
        entry.save(&sql::REMEDIES, sql::remedy_row(&remedy));
        if visit != before.visit {
            entry.save(&sql::VISITS, sql::visit_row(&visit));
        }
        let mut changes = Changes::new();
        changes.record(entry);
        match app.db().commit(changes).await {
            Ok(_) => return Ok(()),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Failure::Storage(DbError::Conflict("remedy".into())))
}
