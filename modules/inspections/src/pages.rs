//! The pages of inspections: the plans of the years, the ranking of units, one plan with what may be done now. Handlers parse,
//! call an action and answer; a refusal shows the page again with everything typed.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use kernel::time::{local, short};
use platform::ledger;
use platform::web::{Access, Failure, Page, Posted, Reply, Routes, Visit};
use uuid::Uuid;

use crate::actions::{self, Order};
use crate::law::law;
use crate::model::{Manner, Plan, Status};
use crate::rules::{Candidate, NewItem};
use crate::{APPROVE, MANAGE, READ};

/// The routes with who may use each.
pub fn routes() -> Routes {
    let (read, manage, approve) = (Access::Can(READ), Access::Can(MANAGE), Access::Can(APPROVE));
    Routes::new()
        .get("/inspections", read, list)
        .post("/inspections", manage, begin)
        .get("/inspections/units", read, ranking)
        .get("/inspections/plans/{id}", read, show)
        // Adding to an approved plan is the leader's, to a draft the control officer's: the action asks.
        .post("/inspections/plans/{id}/add", read, perform)
        .post("/inspections/plans/{id}/remove", manage, perform)
        .post("/inspections/plans/{id}/submit", manage, perform)
        .post("/inspections/plans/{id}/give-back", approve, perform)
        .post("/inspections/plans/{id}/approve", approve, perform)
}

/// A message at a field.
struct Wrong {
    field: String,
    message: String,
}

fn wrong(r: &Refusal) -> Wrong {
    Wrong { field: r.field.clone().unwrap_or_else(|| "main".into()), message: r.message.to_string() }
}

fn at<'a>(errors: &'a [Wrong], field: &str) -> &'a str {
    errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
}

/// One of several to choose from.
struct Choice {
    value: String,
    label: String,
}

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
async fn list(v: Visit) -> Reply {
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
async fn begin(v: Visit, posted: Posted) -> Reply {
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
async fn ranking(v: Visit) -> Reply {
    let weights = law(&v.app)?.weights(local(v.app.now()).date());
    let units = actions::candidates(&v.app, v.actor()?).await?;
    let page = v.page("Xếp thứ tự đơn vị theo số liệu");
    v.html(&RankingPage { page, units, late: weights.late, open: weights.open })
}

/// A line of the plan in words.
struct Line {
    id: Uuid,
    unit: String,
    manner: &'static str,
    grounds: String,
    reason: String,
    days: String,
}

/// An event of the history, newest first.
struct Event {
    title: String,
    at: String,
    by: String,
    text: String,
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
async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

fn deed(v: &Visit, action: &str) -> &'static str {
    let text = match action {
        "plan.begun" => "Bắt đầu lập kế hoạch",
        "plan.added" => "Thêm đơn vị vào kế hoạch",
        "plan.removed" => "Bỏ đơn vị khỏi kế hoạch",
        "plan.submitted" => "Trình lãnh đạo phê duyệt",
        "plan.returned" => "Trả kế hoạch lại để hoàn thiện",
        "plan.approved" => "Phê duyệt kế hoạch",
        _ => "Thay đổi khác",
    };
    match v.lang {
        platform::i18n::Lang::Vi => text,
        platform::i18n::Lang::En => platform::i18n::english().get(text).map_or(text, String::as_str),
    }
}

async fn history(v: &Visit, plan: &Plan) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    for e in ledger::history(v.app.db(), plan.tenant, plan.id).await?.iter().rev() {
        let by = match e.actor {
            Some(account) => people::name_of(&v.app, account).await?,
            None => v.lang.t("Hệ thống").to_owned(),
        };
        let data: serde_json::Value = e.data();
        let word = |key: &str| data.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
        let mut text = word("reason").or_else(|| word("number")).unwrap_or_default();
        if let Some(unit) = word("unit").and_then(|u| u.parse().ok()) {
            text = people::unit(&v.app, unit).await?.map(|u| u.name).unwrap_or_default();
        }
        all.push(Event { title: deed(v, &e.action).to_owned(), at: short(e.time()), by, text });
    }
    Ok(all)
}

async fn lines(v: &Visit, plan: &Plan) -> Result<Vec<Line>, Failure> {
    let law = law(&v.app)?;
    let mut all = vec![];
    for i in &plan.items {
        all.push(Line {
            id: i.id,
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
    let grounds = law(app)?.grounds.into_iter().map(|g| Choice { value: g.key, label: g.label });
    let view = PlanPage {
        seq: head.seq,
        lines: lines(v, &plan).await?,
        units: actions::candidates(app, actor).await?.iter().map(|c| unit_choice(v, c)).collect(),
        manners: Manner::ALL.into_iter().filter(fits).map(manner).collect(),
        grounds: grounds.collect(),
        can_manage: actor.can_at(MANAGE, &actor.agency_path),
        can_approve: actor.can_at(APPROVE, &actor.agency_path),
        history: history(v, &plan).await?,
        page: v.page("Kế hoạch kiểm tra"),
        errors,
        typed,
        plan,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// A day typed as 07/02/2024 or 2024-02-07; nothing when left empty.
fn day(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| {
        let day = kernel::time::parse_local(text).map(|t| local(t).date());
        day.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
    };
    posted.some(field).map(read).transpose()
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
async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
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
