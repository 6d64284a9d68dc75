//! Recording and ending absences: one's own, and those of others by the administrator.

use axum::extract::Path;
use platform::By;
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::{account, accounts, day, must_choose};
use crate::actions::absences::{AbsenceOrder, add_absence, cancel_absence};

async fn record(visit: &Visit, by: By, (whose, posted): (Uuid, &Posted)) -> Result<(), Failure> {
    let order = AbsenceOrder {
        account: whose,
        first_day: day(posted, "first_day")?,
        last_day: day(posted, "last_day")?,
        delegate: must_choose(posted, "delegate")?,
        reason: posted.get("reason"),
    };
    add_absence(&visit.app, &by, order).await.map(drop)
}

const RECORDED: &str = "Đã ghi thời gian vắng mặt và người làm thay.";

/// POST /account/absence
pub async fn own(visit: Visit, posted: Posted) -> Reply {
    let actor = visit.actor()?;
    let done = record(&visit, actor.by(), (actor.account, &posted)).await;
    account::answer(&visit, done, RECORDED, posted).await
}

/// POST /account/absence/{id}/cancel
pub async fn own_cancel(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let actor = visit.actor()?;
    let done = cancel_absence(&visit.app, &actor.by(), actor.account, id).await;
    account::answer(&visit, done, "Đã kết thúc thời gian vắng mặt.", Posted::default()).await
}

/// POST /admin/accounts/{id}/absence
pub async fn for_other(visit: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let done = record(&visit, visit.actor()?.by(), (id, &posted)).await;
    accounts::answer(&visit, (id, done), RECORDED, posted).await
}
