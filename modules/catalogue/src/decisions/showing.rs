//! Recording what a place shows, with its proof; the to-dos it answers close in the same batch.

use platform::db::{Changes, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By};
use serde_json::json;

use super::surfaces::{self, Shown, ShownEdit};
use super::{chain, events, store};
use crate::TENANT;

/// What every place shows of a procedure.
pub async fn shown_of(app: &App, code: &str) -> Result<Vec<Shown>, Failure> {
    let set = app.db().load(vec![store::shown_of(code)]).await?.into_iter().next().unwrap_or_default();
    Ok(rows(set)?)
}

/// Records what a place shows; the record of before stays in the ledger.
///
/// # Errors
/// What [`surfaces::may_record`] refuses; storage failures.
pub async fn record(app: &App, edit: ShownEdit, by: By) -> Result<Shown, Failure> {
    let versions = crate::versions(app, &edit.code).await?;
    if versions.is_empty() {
        return Err(crate::pages::no_procedure(&edit.code));
    }
    let on = surfaces::may_record(&edit, &versions, crate::today(app))?;
    let before = shown_of(app, &edit.code).await?;
    let before = before.into_iter().find(|s| s.surface == edit.surface && s.unit == edit.unit);
    let (id, head) = match &before {
        Some(s) => (s.id, ledger::head(app.db(), TENANT, s.id).await?),
        None => (app.new_id(), Head::NEW),
    };
    let shown = Shown {
        id,
        surface: edit.surface,
        unit: edit.unit,
        code: edit.code,
        number: edit.number,
        shown_on: on,
        proof: edit.proof,
        recorded_at: app.now(),
        recorded_by: by.account,
    };
    let about = json!({
        "surface": shown.surface.slug(), "unit": shown.unit, "number": shown.number, "on": shown.shown_on.to_string(),
        "file": shown.proof.file, "officer": shown.proof.officer, "reference": shown.proof.reference,
    });
    let mut entry = Entry::new(store::surface_record(id), &head, (app.now(), by), "surface.shown").body(&about);
    entry.save(&store::SURFACES, store::surface_row(&shown));
    let mut changes = Changes::new();
    changes.record(entry);
    chain::place_shows(app, &mut changes, (&shown, by)).await?;
    if shown.surface == surfaces::Surface::Posting && shown.number > 0 {
        let (unit, code, number, record) = (shown.unit, shown.code.clone(), shown.number, shown.id);
        events::tell(app, &mut changes, &events::Happened::Posted { unit, code, number, record });
    }
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    Ok(shown)
}
