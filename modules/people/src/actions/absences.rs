//! Absence and delegation: who is away, from when to when, and who stands in.

use kernel::time::civil::Date;
use platform::db::Changes;
use platform::ledger::{self, Entry};
use platform::web::Failure;
use platform::{App, By};
use serde_json::json;
use uuid::Uuid;

use super::refuse;
use crate::actors::stored;
use crate::model::Absence;
use crate::{ADMINISTRATION, rules, session, store, today};

/// An absence to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct AbsenceOrder<'a> {
    pub account: Uuid,
    /// Who stands in.
    pub delegate: Uuid,
    pub first_day: Date,
    pub last_day: Date,
    pub reason: &'a str,
}

/// Records an absence; during it the delegate may act on behalf of the account.
///
/// # Errors
/// "absence", "delegate" or "required" at the field; storage failures.
pub async fn add_absence(app: &App, by: &By, order: AbsenceOrder<'_>) -> Result<Uuid, Failure> {
    let head = ledger::head(app.db(), ADMINISTRATION, order.account).await?;
    stored(app, order.account).await?;
    if order.delegate == order.account {
        return Err(refuse("delegate", "delegate", "Không thể tự làm thay chính mình. Chọn người khác."));
    }
    let delegate = stored(app, order.delegate).await.ok().filter(|s| s.account.disabled_at.is_none());
    if delegate.is_none() {
        let why = "Không có tài khoản đang hoạt động này. Chọn một người trong danh sách.";
        return Err(refuse("delegate", "delegate", why));
    }
    rules::absence((order.first_day, order.last_day), today(app))?;
    let absence = Absence {
        id: app.new_id(),
        account: order.account,
        delegate: order.delegate,
        first_day: order.first_day,
        last_day: order.last_day,
        reason: rules::words(order.reason, ("reason", "Lý do vắng mặt"), 300)?,
        cancelled_at: None,
    };
    let said = json!({ "delegate": absence.delegate, "first_day": absence.first_day.to_string(),
        "last_day": absence.last_day.to_string(), "reason": absence.reason });
    let mut entry =
        Entry::new(store::account_record(order.account), &head, (app.now(), *by), "absence.recorded").body(&said);
    entry.save(&store::ABSENCES, store::absence_row(&absence));
    commit(app, entry).await?;
    Ok(absence.id)
}

/// Ends an absence now: the delegate stands in no more.
///
/// # Errors
/// The account has no such absence; storage failures.
pub async fn cancel_absence(app: &App, by: &By, account: Uuid, id: Uuid) -> Result<(), Failure> {
    let head = ledger::head(app.db(), ADMINISTRATION, account).await?;
    let q = store::absences_of(account);
    let all: Vec<Absence> = app.db().all(q.sql, q.args).await?;
    let found = all.into_iter().find(|a| a.id == id && a.cancelled_at.is_none());
    let absence = found.ok_or_else(|| Failure::missing("Không có lần vắng mặt này"))?;
    let absence = Absence { cancelled_at: Some(app.now()), ..absence };
    let said = json!({ "delegate": absence.delegate, "first_day": absence.first_day.to_string() });
    let mut entry =
        Entry::new(store::account_record(account), &head, (app.now(), *by), "absence.cancelled").body(&said);
    entry.save(&store::ABSENCES, store::absence_row(&absence));
    commit(app, entry).await
}

async fn commit(app: &App, entry: Entry) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    session::forget_all(app);
    Ok(())
}
