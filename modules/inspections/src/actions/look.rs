//! Reading inspections: one with answers and remedies, for whoever has a part in it; lists of a year and of a person; who can be
//! chosen. What a person is to an inspection follows from three places: the agency that inspects, the team, the unit inspected.

use kernel::time::local;
use platform::db::{Query, rows};
use platform::ledger::{self, Head};
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

use super::place;
use crate::model::{Answer, Remedy, Visit};
use crate::store::{Body, visits as sql};
use crate::{APPROVE, MANAGE, READ, WORK};

const MISSING: &str = "Không có cuộc kiểm tra này";

/// What a person is to an inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    pub reads: bool,
    pub manages: bool,
    pub approves: bool,
    pub member: bool,
    pub head: bool,
    /// Works in the unit inspected.
    pub unit: bool,
}

impl Part {
    /// Whether the person inspects or leads, and so sees what is not settled yet.
    pub fn inside(self) -> bool {
        self.reads || self.manages || self.approves || self.member
    }
}

/// An inspection as loaded.
#[derive(Debug, Clone)]
pub struct Opened {
    pub ledger: Head,
    pub visit: Visit,
    pub answers: Vec<Answer>,
    pub remedies: Vec<Remedy>,
    pub part: Part,
}

impl Opened {
    /// Whether the checklist is open to the person: to the unit once the minutes are closed.
    pub fn shows_answers(&self) -> bool {
        self.part.inside() || self.visit.minutes.is_some()
    }

    /// Whether the conclusion is open to the person: to the unit once it is signed.
    pub fn shows_conclusion(&self) -> bool {
        self.part.inside() || self.visit.concluded.is_some()
    }
}

async fn all<T: serde::de::DeserializeOwned + Send>(app: &App, q: Query) -> Result<Vec<T>, Failure> {
    let found: Vec<Body<T>> = app.db().all(q.sql, q.args).await?;
    Ok(found.into_iter().map(|b| b.0).collect())
}

/// Whether a person works in a unit or below it.
pub(super) async fn works_in(app: &App, actor: &Actor, unit: Uuid) -> Result<bool, Failure> {
    let path = people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default();
    Ok(!path.is_empty() && actor.unit_path.starts_with(&path) && actor.can(WORK))
}

async fn part(app: &App, actor: &Actor, v: &Visit) -> Result<Part, Failure> {
    let here = place(app, v.tenant).await?;
    let may = |permission| !here.is_empty() && actor.can_at(permission, &here);
    let member = v.members.contains(&actor.account);
    Ok(Part {
        reads: may(READ),
        manages: may(MANAGE),
        approves: may(APPROVE),
        member,
        head: v.head == Some(actor.account),
        unit: works_in(app, actor, v.unit).await?,
    })
}

/// An inspection with its answers and remedies, for whoever has a part in it. The unit sees it once it was told.
///
/// # Errors
/// Not found; "forbidden"; the database cannot be read.
pub async fn open(app: &App, actor: &Actor, id: Uuid) -> Result<Opened, Failure> {
    let q = sql::tenant_of_visit(id);
    let tenant: Option<(Uuid,)> = app.db().first(q.sql, q.args).await?;
    let tenant = tenant.ok_or_else(|| Failure::missing(MISSING))?.0;
    let queries = vec![
        ledger::head_query(tenant, id),
        sql::visit(tenant, id),
        sql::answers(tenant, id),
        sql::remedies_of(tenant, id),
    ];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = rows::<Head>(next())?.into_iter().next();
    let visit = rows::<Body<Visit>>(next())?.into_iter().next().map(|b| b.0);
    let answers = rows::<Body<Answer>>(next())?.into_iter().map(|b| b.0).collect();
    let remedies: Vec<Remedy> = rows::<Body<Remedy>>(next())?.into_iter().map(|b| b.0).collect();
    let (ledger, visit) = head.zip(visit).ok_or_else(|| Failure::missing(MISSING))?;
    let mut part = part(app, actor, &visit).await?;
    let mut told = visit.notice.is_some() || visit.stage.concluded();
    for r in &remedies {
        // A remedy may be another unit's than the one inspected.
        if !part.unit && works_in(app, actor, r.unit).await? {
            (part.unit, told) = (true, true);
        }
    }
    if part.inside() || (part.unit && told) {
        return Ok(Opened { ledger, visit, answers, remedies, part });
    }
    Err(super::forbidden())
}

/// The inspections of the person's agency in a year.
///
/// # Errors
/// "forbidden"; the database cannot be read.
pub async fn of_year(app: &App, actor: &Actor, year: i16) -> Result<Vec<Visit>, Failure> {
    actor.require(READ, &place(app, actor.agency).await?)?;
    all(app, sql::visits(actor.agency, year)).await
}

/// What concerns one person: inspections of their unit they were told of, inspections they are a member of, remedies to do.
///
/// # Errors
/// The database cannot be read.
pub async fn mine(app: &App, actor: &Actor) -> Result<(Vec<Visit>, Vec<Visit>, Vec<Remedy>), Failure> {
    let team = all(app, sql::visits_of_member(actor.account)).await?;
    let (mut unit, mut remedies) = (vec![], vec![]);
    // The units above the person's own, up to their agency: an inspection of a school is its people's.
    for id in actor.unit_path.split('/').filter_map(|s| s.parse::<Uuid>().ok()) {
        let own: Vec<Visit> = all(app, sql::visits_of_unit(id)).await?;
        unit.extend(own.into_iter().filter(|v| v.notice.is_some() || v.stage.concluded()));
        remedies.extend(all::<Remedy>(app, sql::remedies_of_unit(id)).await?);
    }
    Ok((team, unit, remedies))
}

/// The people a team can be chosen from: those who hold a post in the agency.
///
/// # Errors
/// The database cannot be read.
pub async fn staff(app: &App, agency: Uuid) -> Result<Vec<people::Person>, Failure> {
    let mut found: Vec<people::Person> = vec![];
    for role in people::roles::all() {
        for p in people::holders(app, agency, role).await? {
            if people::roles::permissions(role).iter().any(|(perm, _)| *perm == WORK)
                && !found.iter().any(|f| f.account == p.account)
            {
                found.push(p);
            }
        }
    }
    found.sort_by_key(|p| kernel::text::name_key(&p.name));
    Ok(found)
}

/// The units a remedy can be given to: the one inspected with what is below it, and the inspecting agency's own.
///
/// # Errors
/// The database cannot be read.
pub async fn responsible(app: &App, v: &Visit) -> Result<Vec<people::Unit>, Failure> {
    let today = local(app.now()).date();
    let own = people::unit(app, v.unit).await?.map(|u| u.path).unwrap_or_default();
    let here = place(app, v.tenant).await?;
    let mut all = people::units(app, today).await?;
    let fits = |path: &str| [&own, &here].into_iter().any(|top| !top.is_empty() && path.starts_with(top.as_str()));
    all.retain(|u| fits(&u.path));
    all.sort_by_key(|u| !u.path.starts_with(&own));
    Ok(all)
}
