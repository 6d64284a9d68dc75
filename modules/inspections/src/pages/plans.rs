//! The pages of the yearly plan: the plans of the years, the ranking of units, one plan with what may be done now.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::local;
use platform::web::{Failure, Page, Posted, Reply, Visit, see_other};
use uuid::Uuid;

use super::{Choice, Event, Wrong, at, day, history, paper, wrong};
use crate::actions::{self, Order};
use crate::law::law;
use crate::model::{Manner, Plan, Status};
use crate::rules::{Candidate, NewItem};
use crate::{APPROVE, MANAGE, READ};

#[derive(Template)]
#[template(path = "inspections_list.html")]
struct ListPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    law: String,
    plans: Vec<Plan>,
    can_manage: bool,
}

/// GET /inspections
pub async fn list(v: Visit) -> Reply {
    if !v.actor()?.can(READ) {
        return Ok(see_other("/inspections/mine"));
    }
    list_again(&v, (Posted::default(), vec![])).await
}

async fn list_again(v: &Visit, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let view = ListPage {
        plans: actions::plans(app, actor).await?,
        law: law(app)?.article(local(app.now()).date()),
        can_manage: actor.can_at(MANAGE, &actor.agency_path),
        page: v.page("Kế hoạch kiểm tra"),
        errors,
        typed,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// POST /inspections
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let year = posted
        .get("year")
        .parse()
        .map_err(|_| Refusal::new("year", "Nhập năm kế hoạch bằng bốn chữ số, ví dụ 2024.").at("year").into());
    let done = match year {
        Ok(year) => actions::begin(&v.app, v.actor()?, year).await,
        Err(refused) => Err(refused),
    };
    match done {
        Ok(plan) => Ok(v.done(&format!("/inspections/plans/{}", plan.id), v.lang.t("Đã mở kế hoạch kiểm tra."))),
        Err(Failure::Refused(r)) => list_again(&v, (posted, vec![wrong(&r)])).await,
        Err(other) => Err(other),
    }
}

/// A score in tenths as people read it: "85,5".
fn tenths(score: &i64) -> String {
    format!("{},{}", score / 10, score % 10)
}

#[derive(Template)]
#[template(path = "inspections_units.html")]
struct RankingPage {
    page: Page,
    units: Vec<Candidate>,
    late: i64,
    open: i64,
}

/// GET /inspections/units
pub async fn ranking(v: Visit) -> Reply {
    let weights = law(&v.app)?.weights(local(v.app.now()).date());
    let units = actions::candidates(&v.app, v.actor()?).await?;
    let page = v.page("Xếp thứ tự đơn vị theo số liệu");
    v.html(&RankingPage { page, units, late: weights.late, open: weights.open })
}

/// A line of the plan in words.
struct Line {
    id: Uuid,
    /// Its inspection, and whether that has begun.
    visit: Uuid,
    begun: bool,
    unit: String,
    manner: &'static str,
    grounds: String,
    reason: String,
    days: String,
}

#[derive(Template)]
#[template(path = "inspections_plan.html")]
struct PlanPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    plan: Plan,
    lines: Vec<Line>,
    units: Vec<Choice>,
    manners: Vec<Choice>,
    grounds: Vec<Choice>,
    can_manage: bool,
    can_approve: bool,
    history: Vec<Event>,
}

impl PlanPage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }

    fn draft(&self) -> bool {
        self.plan.status == Status::Draft
    }

    fn approved(&self) -> bool {
        self.plan.status == Status::Approved
    }

    fn submitted(&self) -> bool {
        self.plan.status == Status::Submitted
    }

    fn adds(&self) -> bool {
        self.draft() && self.can_manage || self.plan.status == Status::Approved && self.can_approve
    }

    fn approved_on(&self) -> String {
        self.plan.approved_on.map(kernel::time::date).unwrap_or_default()
    }
}

/// GET /inspections/plans/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

async fn lines(v: &Visit, plan: &Plan) -> Result<Vec<Line>, Failure> {
    let law = law(&v.app)?;
    let begun = actions::visits::of_year(&v.app, v.actor()?, plan.year).await?;
    let mut all = vec![];
    for i in &plan.items {
        let visit = actions::visits::id_for(plan.id, i.id);
        all.push(Line {
            id: i.id,
            visit,
            begun: begun.iter().any(|b| b.id == visit),
            unit: people::unit(&v.app, i.unit).await?.map(|u| u.name).unwrap_or_default(),
            manner: i.manner.label(),
            grounds: law.ground(&i.grounds).to_owned(),
            reason: i.reason.clone(),
            days: format!("{} – {}", kernel::time::date(i.starts), kernel::time::date(i.ends)),
        });
    }
    Ok(all)
}

/// A unit with its figures, as the choice shows it.
fn unit_choice(v: &Visit, c: &Candidate) -> Choice {
    let label = match c.figures {
        Some((_, late)) => format!("{} ({})", c.name, v.lang.t("quá hạn: {}").replace("{}", &late.to_string())),
        None => format!("{} ({})", c.name, v.lang.t("chưa có số liệu")),
    };
    Choice { value: c.unit.to_string(), label }
}

/// The page, with what was refused and typed.
async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, plan) = actions::open(app, actor, id).await?;
    let fits = |m: &Manner| (*m == Manner::AdHoc) == (plan.status == Status::Approved);
    let manner = |m: Manner| Choice { value: m.slug().into(), label: v.lang.t(m.label()).to_owned() };
    let grounds = law(app)?.grounds.iter().map(|g| Choice { value: g.key.clone(), label: g.label.clone() }).collect();
    let view = PlanPage {
        seq: head.seq,
        lines: lines(v, &plan).await?,
        units: actions::candidates(app, actor).await?.iter().map(|c| unit_choice(v, c)).collect(),
        manners: Manner::ALL.into_iter().filter(fits).map(manner).collect(),
        grounds,
        can_manage: actor.can_at(MANAGE, &actor.agency_path),
        can_approve: actor.can_at(APPROVE, &actor.agency_path),
        history: history(v, (plan.tenant, plan.id)).await?,
        page: v.page("Kế hoạch kiểm tra"),
        errors,
        typed,
        plan,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

fn order(name: &str, posted: &Posted) -> Result<Order, Failure> {
    Ok(match name {
        "add" => Order::Add(NewItem {
            unit: posted.get("unit").parse().ok(),
            manner: Manner::ALL.into_iter().find(|m| m.slug() == posted.get("manner")),
            grounds: posted.get("grounds").into(),
            reason: posted.get("reason").into(),
            starts: day(posted, "starts")?,
            ends: day(posted, "ends")?,
        }),
        "remove" => Order::Remove(posted.get("item").parse().unwrap_or_default()),
        "submit" => Order::Submit,
        "give-back" => Order::GiveBack(posted.get("why").into()),
        "approve" => Order::Approve(posted.get("number").into(), day(posted, "on")?),
        _ => return Err(Failure::missing("Không có việc này")),
    })
}

/// POST /inspections/plans/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let path = v.path.split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let seen = posted.get("seen").parse().ok();
    let done = match order(name, &posted) {
        Ok(order) => actions::act(&v.app, v.actor()?, (id, seen), &order).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(_) => Ok(v.done(&format!("/inspections/plans/{id}"), v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => again(&v, id, (posted, vec![wrong(&r)])).await,
        Err(Failure::Conflict(message)) => again(&v, id, (posted, vec![Wrong { field: "main".into(), message }])).await,
        Err(other) => Err(other),
    }
}

/// GET /inspections/plans/{id}/papers/{name}
pub async fn papers(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let (_, plan) = actions::open(&v.app, v.actor()?, id).await?;
    let issuer = crate::papers::issuer(&v.app, plan.tenant).await?;
    let mut names = HashMap::new();
    for item in &plan.items {
        let unit = people::unit(&v.app, item.unit).await?.map(|u| u.name).unwrap_or_default();
        names.insert(item.unit, unit);
    }
    let name_of = |unit: Uuid| names.get(&unit).cloned().unwrap_or_default();
    let made = crate::papers::plan(&*law(&v.app)?, &plan, &issuer, name_of);
    paper(&v, (made, &issuer.name), ("ke-hoach", &name)).await
}
