//! Open cases whose due date would be another by the calendar of today, some at a time, and the change of each as approved.

use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::{Timestamp, local, micros};
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

use crate::law::law;
use crate::model::{Case, CaseId, Dossier};
use crate::rules::{self, Recounted};
use crate::store;

/// Cases read in one trip.
const TRIP: i64 = 500;
/// At most so many open cases are looked at for one page; the next page goes on behind them.
const LOOKED: usize = 20_000;

/// A case that would change, or that cannot be counted.
pub struct Changed {
    pub case: Case,
    pub found: Result<Recounted, Refusal>,
}

/// A part of the open cases.
pub struct Part {
    pub changed: Vec<Changed>,
    /// How many open cases were looked at.
    pub looked: usize,
    /// Where the next part begins; none after the last.
    pub next: Option<Cursor>,
}

/// Looks at open cases a person may approve for, nearest due date first, until `most` of them would change.
pub async fn part(app: &App, actor: &Actor, (after, most): (Option<Cursor>, usize)) -> Result<Part, Failure> {
    let law = law(app)?;
    let mut part = Part { changed: vec![], looked: 0, next: after };
    loop {
        let q = store::open_query((actor.agency, None), part.next, TRIP);
        let cases: Vec<Case> = app.db().all(q.sql, q.args).await?;
        let read = cases.len();
        for case in cases {
            part.next = Some(Cursor { key: micros(case.due_at), id: case.id.0 });
            part.looked += 1;
            let regime = law.regimes.get(&case.regime);
            let regime = regime.unwrap_or_else(|| law.regimes.on(local(case.submitted_at).date()));
            let d = Dossier { case, tasks: vec![] };
            let found = match rules::recounted(&d, (regime, &law.calendar)) {
                Ok(None) => continue,
                Ok(Some(found)) => Ok(found),
                Err(refusal) => Err(refusal),
            };
            if may(app, actor, d.case.unit).await? {
                part.changed.push(Changed { case: d.case, found });
            }
            if part.changed.len() >= most {
                return Ok(part);
            }
        }
        if read < usize::try_from(TRIP).unwrap_or(usize::MAX) {
            part.next = None;
            return Ok(part);
        }
        if part.looked >= LOOKED {
            return Ok(part);
        }
    }
}

/// Whether a person's approval counts for what a unit holds.
pub(super) async fn may(app: &App, actor: &Actor, unit: Uuid) -> Result<bool, Failure> {
    let path = people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default();
    Ok(actor.can_at(APPROVE, &path))
}

const APPROVE: platform::Permission = people::roles::permission::CASES_APPROVE;

/// Changes one case as approved: the due date seen, and the basis.
pub async fn approve(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (seen, basis): (Timestamp, &str),
) -> Result<Dossier, Failure> {
    let (_, before) = super::open(app, actor, id).await?;
    if before.case.tenant != actor.agency || !may(app, actor, before.case.unit).await? {
        return Err(Refusal::new("forbidden", "Hồ sơ do đơn vị khác giữ; lãnh đạo đơn vị đó duyệt.").into());
    }
    let place = (before.case.tenant, id);
    super::act(app, actor.by(), (place, None), |d, g| rules::recount_due(d, g, (seen, basis))).await
}
