//! The first page of plans: what waits for one's unit, what the control officer has this week, and all plans with their
//! progress.

use askama::Template;
use axum::extract::Path;
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::{Line, Names, Progress, counts, id, lines};
use crate::actions::{Actor, today};
use crate::directives::{Delivery, load, unread};
use crate::model::{Plan, Status, Work, day_of};
use crate::store::{self, Filter};
use crate::{ACCEPT, Deed, EDIT, WORK};

struct PlanLine {
    id: String,
    title: String,
    year: i16,
    number: String,
    unit: String,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "plans_home.html")]
struct Home {
    page: Page,
    unit: String,
    unit_id: String,
    works: bool,
    own: Vec<Line>,
    own_more: bool,
    /// Directives nobody of the unit has confirmed yet: id, number and title.
    unread: Vec<(String, String)>,
    controls: bool,
    week: Vec<Line>,
    waiting: Vec<Line>,
    plans: Vec<PlanLine>,
    may_edit: bool,
    address: String,
}

/// Rows shown of each list; the rest is a link away.
const SHOWN: i64 = 15;

async fn some(visit: &Visit, filter: Filter, size: i64) -> Result<Vec<Line>, Failure> {
    let q = store::page(&filter, (day_of(today(&visit.app)), None), size);
    let work: Vec<Work> = visit.app.db().all(q.sql, q.args).await?;
    lines(visit, work).await
}

/// The plans this person's unit leads, whose week they watch.
async fn watched(visit: &Visit, plans: &[Plan]) -> Result<Vec<Plan>, Failure> {
    let actor = visit.actor()?;
    let mut out = vec![];
    for p in plans.iter().take(12) {
        let path = people::unit_known(&visit.app, p.unit).await?.map(|u| u.path).unwrap_or_default();
        if actor.can_at(ACCEPT, &path) {
            out.push(p.clone());
        }
    }
    Ok(out)
}

async fn page(visit: &Visit, address: String) -> Result<Home, Failure> {
    let (app, actor) = (&visit.app, visit.actor()?);
    let q = store::plans();
    let all: Vec<Plan> = app.db().all(q.sql, q.args).await?;
    let mut names = Names::default();
    names.know(app, all.iter().map(|p| p.unit).collect()).await?;
    let mut plans = vec![];
    for p in &all {
        let mut progress = Progress::default();
        counts(app, p.id).await?.into_iter().for_each(|(_, _, s, n)| progress.add(s, n));
        let (id, title, number) = (p.id.to_string(), p.title.clone(), p.body.number.clone());
        plans.push(PlanLine { id, title, year: p.year, number, unit: names.name(p.unit), progress });
    }
    let own = Filter { unit: Some(actor.unit), state: "unfinished".into(), ..Filter::default() };
    let mut own = some(visit, own, SHOWN + 1).await?;
    let own_more = own.len() > 15;
    own.truncate(15);
    let until = day_of(today(app)) + 7;
    let (mut week, mut waiting) = (vec![], vec![]);
    for p in watched(visit, &all).await? {
        let of = |state: &str, until| Filter { plan: Some(p.id), state: state.into(), until, ..Filter::default() };
        week.extend(some(visit, of("unfinished", Some(until)), SHOWN).await?);
        waiting.extend(some(visit, of("handed", None), SHOWN).await?);
    }
    let q = unread(actor.unit);
    let deliveries: Vec<Delivery> = if actor.can(WORK) { app.db().all(q.sql, q.args).await? } else { vec![] };
    let mut unread = vec![];
    for d in deliveries {
        let (_, directive, _) = load(app, d.directive).await?;
        unread.push((directive.id.to_string(), format!("{}: {}", directive.number, directive.body.title)));
    }
    Ok(Home {
        page: visit.page("Kế hoạch kiểm soát thủ tục hành chính"),
        unit: actor.unit_name.clone(),
        unit_id: actor.unit.to_string(),
        works: actor.can(WORK),
        own,
        own_more,
        unread,
        controls: actor.can(ACCEPT),
        week,
        waiting,
        plans,
        may_edit: actor.can(EDIT),
        address,
    })
}

/// GET /plans
pub async fn home(visit: Visit) -> Reply {
    let page = page(&visit, String::new()).await?;
    visit.html(&page)
}

/// POST /plans/calendar: a new secret address, shown this once.
pub async fn calendar(visit: Visit, _: Posted) -> Reply {
    let secret = crate::make_feed(&visit.app, visit.actor()?).await?;
    let address = format!("{}/plans/calendar/{secret}.ics", visit.app.address().trim_end_matches('/'));
    let page = page(&visit, address).await?;
    visit.html(&page)
}

/// POST /plans/hear: what the system produced since is held against what waits for it.
pub async fn hear(visit: Visit, _: Posted) -> Reply {
    let touched = crate::hear(&visit.app).await?;
    Ok(visit.done("/plans", &visit.lang.f("Đã đối chiếu; {} công việc có kết quả từ hệ thống.", &[&touched])))
}

/// POST /plans/{id}/urge: reminds every unit that is late.
pub async fn urge(visit: Visit, Path(plan): Path<String>, _: Posted) -> Reply {
    let (app, plan) = (&visit.app, id(&plan)?);
    let filter = Filter { plan: Some(plan), state: "late".into(), ..Filter::default() };
    let q = store::page(&filter, (day_of(today(app)), None), 500);
    let late: Vec<Work> = app.db().all(q.sql, q.args).await?;
    let actor: Actor<'_> = Some(visit.actor()?);
    let mut urged = 0;
    for w in late.iter().filter(|w| w.status != Status::Handed) {
        crate::act(app, actor, w.id, Deed::Urge).await?;
        urged += 1;
    }
    Ok(visit.done(&format!("/plans/{plan}"), &visit.lang.f("Đã đôn đốc {} công việc quá hạn.", &[&urged])))
}

/// POST /plans/{id}/below: the plan of one's own unit.
pub async fn below(visit: Visit, Path(plan): Path<String>, _: Posted) -> Reply {
    let actor = visit.actor()?;
    let made = crate::create_below(&visit.app, Some(actor), (id(&plan)?, actor.unit)).await?;
    let told =
        visit.lang.t("Đây là kế hoạch của đơn vị, lập từ các nhiệm vụ đơn vị chủ trì. Sửa, thêm nhiệm vụ cho phù hợp.");
    Ok(visit.done(&format!("/plans/{made}"), told))
}
