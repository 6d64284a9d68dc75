//! Taking a dossier in: at the desk with its outcome at once, online or by post to wait for the desk's answer. The code is
//! given inside the batch, gapless by agency and day.

use kernel::error::Refusal;
use kernel::identifiers::{AgencyCode, CaseCode, CasePlace, CodePattern};
use kernel::time::local;
use kernel::working_time::Limit;
use platform::web::Failure;
use platform::{App, By, Changes, DbError};
use uuid::Uuid;

use super::{commit, field_of, load, process_of};
use crate::law::law;
use crate::model::{CaseId, Dossier};
use crate::places::places;
use crate::regime::Regime;
use crate::rules::{self, Application, Deed, Ground};

/// What the desk decides while the applicant stands there.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Online and by post: the answer comes later.
    Wait,
    Accept(Limit),
    Supplement {
        items: Vec<String>,
        reason: String,
    },
    Refuse(String),
}

/// A dossier as it comes in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The agency that takes it in.
    pub agency: Uuid,
    pub application: Application,
    pub outcome: Outcome,
    /// Changes that belong to the same batch (the draft's end).
    pub draft: Option<Uuid>,
}

/// Takes a dossier in. The id is made by the caller: taking the same id in twice is taking it in once.
pub async fn take_in(app: &App, by: By, incoming: Incoming) -> Result<Dossier, Failure> {
    let place = (incoming.agency, CaseId(incoming.application.id));
    for _ in 0..super::TRIES {
        let failed = match attempt(app, by, &incoming).await {
            Ok(dossier) => return Ok(dossier),
            Err(e @ (Failure::Refused(_) | Failure::Storage(DbError::Conflict(_)))) => e,
            Err(e) => return Err(e),
        };
        // Only what cannot be taken in may be there already: nobody waits for that question.
        if let Some((_, dossier)) = load(app, place).await? {
            return Ok(dossier);
        }
        if let Failure::Refused(_) = failed {
            return Err(failed);
        }
    }
    Err(Failure::Storage(DbError::Conflict("case".into())))
}

async fn attempt(app: &App, by: By, incoming: &Incoming) -> Result<Dossier, Failure> {
    let (dossier, deeds, pattern) = decide(app, by, incoming).await?;
    let code = agency_code(app, incoming.agency).await?;
    commit_new(app, by, (dossier, deeds), (pattern, code, incoming.draft)).await
}

async fn decide(app: &App, by: By, incoming: &Incoming) -> Result<(Dossier, Vec<Deed>, CodePattern), Failure> {
    let law = law(app)?;
    let now = app.now();
    let regime: &Regime = law.regimes.on(local(now).date());
    let field = field_of(app, &incoming.application.procedure).await?;
    let process = process_of(app, incoming.application.process).await?;
    let mut ids = || app.new_id();
    let mut ground = Ground {
        now,
        who: by.account,
        regime,
        calendar: &law.calendar,
        tables: &law.tables,
        process: process.as_ref().map(|p| &p.definition),
        places: places(app, incoming.agency, &field).await?,
        ids: &mut ids,
    };
    let (mut dossier, deed) = rules::register(&ground, incoming.application.clone())?;
    let mut deeds = vec![deed];
    match &incoming.outcome {
        Outcome::Wait => {}
        Outcome::Accept(limit) => deeds.push(rules::accept(&mut dossier, &mut ground, *limit)?),
        Outcome::Supplement { items, reason } => {
            deeds.push(rules::ask_supplement(&mut dossier, &ground, (items.clone(), reason), None)?);
        }
        Outcome::Refuse(reason) => deeds.push(rules::refuse(&mut dossier, &ground, reason)?),
    }
    let pattern = regime.code_pattern.parse::<CodePattern>()?;
    Ok((dossier, deeds, pattern))
}

/// The identifier of an agency for case codes.
async fn agency_code(app: &App, agency: Uuid) -> Result<AgencyCode, Failure> {
    let unit = people::unit(app, agency).await?;
    let code = unit.and_then(|u| u.code2020.or(u.code2016));
    let code = code.ok_or_else(|| {
        Refusal::new(
            "agency-code",
            "Cơ quan chưa có mã định danh nên chưa cấp được mã hồ sơ. Quản trị viên khai mã định danh của cơ quan.",
        )
    })?;
    Ok(AgencyCode::parse(&code)?)
}

async fn commit_new(
    app: &App,
    by: By,
    (dossier, deeds): (Dossier, Vec<Deed>),
    (pattern, agency, draft): (CodePattern, AgencyCode, Option<Uuid>),
) -> Result<Dossier, Failure> {
    let at = app.now();
    let date = local(at).date();
    let tenant = dossier.case.tenant;
    // Checked before the number is taken: a pattern that does not fit must not cost a number.
    let code = move |number: u32| CaseCode::format(pattern, &CasePlace { agency: &agency, date, number, owner: None });
    code(1)?;
    let mut changes = Changes::new();
    if let Some(draft) = draft {
        super::drafts::finished(&mut changes, draft, (tenant, dossier.case.id));
    }
    let (send, receive) = std::sync::mpsc::channel();
    changes.with_number(tenant, format!("case:{date}"), move |n| {
        let mut dossier = dossier;
        let number = u32::try_from(n).unwrap_or(u32::MAX);
        dossier.case.code = code(number).map(|c| c.to_string()).unwrap_or_default();
        let changes = commit::creation(&dossier, (at, by), &deeds);
        // The receiver waits in this very function; it is gone only when the request is.
        drop(send.send(dossier));
        changes
    });
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    receive.try_recv().map_err(|e| Failure::Internal(e.to_string()))
}
