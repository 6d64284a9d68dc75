//! One task: its products, who carries it out and how far each unit is; added, changed and removed by hand.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::history::{Told, history};
use super::importing::time_words;
use super::show::section_choices;
use super::{Choice, Line, Names, Wrong, at, id, lines, place, wrong};
use crate::model::{Plan, Role, Task};
use crate::{EDIT, TaskOrder, store};

struct PartView {
    at: usize,
    products: Vec<String>,
    lead: String,
    coordinating: String,
    time: String,
    read: String,
}

#[derive(Template)]
#[template(path = "plans_task.html")]
struct TaskPage {
    page: Page,
    id: Uuid,
    plan: Uuid,
    plan_title: String,
    place: String,
    text: String,
    parts: Vec<PartView>,
    above: String,
    /// Own plans of units that carry it out: address, unit, accepted and all.
    below: Vec<(String, String, usize, usize)>,
    lines: Vec<Line>,
    helpers: Vec<String>,
    history: Vec<Told>,
    may_edit: bool,
    error: String,
}

async fn may_edit(visit: &Visit, plan: &Plan) -> Result<bool, Failure> {
    let path = people::unit_known(&visit.app, plan.unit).await?.map(|u| u.path).unwrap_or_default();
    Ok(visit.actor.as_ref().is_some_and(|a| a.can_at(EDIT, &path)))
}

async fn view(visit: &Visit, task: Uuid, error: String) -> Result<TaskPage, Failure> {
    let app = &visit.app;
    let loaded = crate::load_task(app, task).await?;
    let plan = crate::plan(app, loaded.task.plan).await?;
    let (leads, helpers): (Vec<_>, Vec<_>) = loaded.work.into_iter().partition(|w| w.role == Role::Lead);
    let below = crate::below(app, (&loaded.task, None)).await?;
    let mut names = Names::default();
    let units = helpers.iter().map(|w| w.unit).chain(below.iter().map(|b| b.plan.unit));
    names.know(app, units.collect()).await?;
    let own = |b: &crate::Below| {
        let (done, all) = b.progress("");
        (format!("/plans/{}", b.plan.id), names.name(b.plan.unit), done, all)
    };
    let part = |(at, p): (usize, &crate::import::Part)| PartView {
        at,
        products: p.products.clone(),
        lead: p.lead.clone(),
        coordinating: p.coordinating.clone(),
        time: p.time.text.clone(),
        read: time_words(visit, &p.time),
    };
    Ok(TaskPage {
        page: visit.page("Nhiệm vụ của kế hoạch"),
        id: task,
        plan: plan.id,
        plan_title: plan.title.clone(),
        place: place(&plan, &loaded.task),
        text: loaded.task.body.text.clone(),
        parts: loaded.task.body.parts.iter().enumerate().map(part).collect(),
        above: loaded.task.body.above.map(|a| a.to_string()).unwrap_or_default(),
        below: below.iter().map(own).collect(),
        lines: lines(visit, leads).await?,
        helpers: helpers.iter().map(|w| names.name(w.unit)).collect(),
        history: history(visit, (task, None)).await?,
        may_edit: may_edit(visit, &plan).await?,
        error,
    })
}

/// GET /plans/tasks/{id}
pub async fn task(visit: Visit, Path(task): Path<String>) -> Reply {
    let page = view(&visit, id(&task)?, String::new()).await?;
    visit.html(&page)
}

#[derive(Template)]
#[template(path = "plans_task_edit.html")]
struct EditPage {
    page: Page,
    action: String,
    back: String,
    new: bool,
    sections: Vec<Choice>,
    /// Tasks of the plan above this plan carries out.
    above: Vec<Choice>,
    typed: Posted,
    errors: Vec<Wrong>,
    known: Vec<String>,
}

impl EditPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

fn order(p: &Posted) -> TaskOrder {
    let get = |name: &str| p.get(name).to_owned();
    let section = p.get("section").parse().unwrap_or(usize::MAX);
    let (text, products, lead) = (get("text"), get("products"), get("lead"));
    let above = p.some("above").and_then(|t| t.parse().ok());
    TaskOrder { section, text, products, lead, coordinating: get("coordinating"), time: get("time"), above }
}

/// The tasks of the plan above a unit's own plan carries out, each once.
async fn above(visit: &Visit, plan: &Plan) -> Result<Vec<Choice>, Failure> {
    let Some(id) = plan.body.above else { return Ok(vec![]) };
    let (q, own) = (store::tasks(id), store::tasks(plan.id));
    let own: Vec<Task> = visit.app.db().all(own.sql, own.args).await?;
    let all: Vec<Task> = visit.app.db().all(q.sql, q.args).await?;
    let plan = crate::plan(&visit.app, id).await?;
    let mine = all.iter().filter(|t| own.iter().any(|o| o.body.above == Some(t.id)));
    let choice = |t: &Task| {
        let short: String = t.body.text.chars().take(80).collect();
        Choice { value: t.id.to_string(), label: format!("{} {short}", place(&plan, t)) }
    };
    Ok(mine.map(choice).collect())
}

async fn form(visit: &Visit, plan: &Plan, (typed, refusal): (Posted, Option<Refusal>)) -> Result<EditPage, Failure> {
    Ok(EditPage {
        above: above(visit, plan).await?,
        page: visit.page("Thêm nhiệm vụ"),
        action: format!("/plans/{}/tasks/new", plan.id),
        back: format!("/plans/{}", plan.id),
        new: true,
        sections: section_choices(plan),
        typed,
        errors: wrong(refusal),
        known: crate::law(&visit.app)?.reading.names(),
    })
}

/// GET /plans/{id}/tasks/new
pub async fn new(visit: Visit, Path(plan): Path<String>) -> Reply {
    let plan = crate::plan(&visit.app, id(&plan)?).await?;
    let typed = super::asked(&visit);
    visit.html(&form(&visit, &plan, (typed, None)).await?)
}

/// POST /plans/{id}/tasks/new
pub async fn add(visit: Visit, Path(plan): Path<String>, posted: Posted) -> Reply {
    let plan = crate::plan(&visit.app, id(&plan)?).await?;
    match crate::add_task(&visit.app, Some(visit.actor()?), plan.id, &order(&posted)).await {
        Ok(task) => {
            Ok(visit
                .done(&format!("/plans/tasks/{task}"), visit.lang.t("Đã thêm nhiệm vụ và giao cho đơn vị chủ trì.")))
        }
        Err(Failure::Refused(r)) => visit.html_refused(&form(&visit, &plan, (posted, Some(r))).await?),
        Err(e) => Err(e),
    }
}

async fn edit_page(visit: &Visit, task: Uuid, typed: Option<(Posted, Refusal)>) -> Result<EditPage, Failure> {
    let loaded = crate::load_task(&visit.app, task).await?;
    let plan = crate::plan(&visit.app, loaded.task.plan).await?;
    let (typed, refusal) = match typed {
        Some((typed, refusal)) => (typed, Some(refusal)),
        None => {
            let at: usize = super::asked(visit).get("part").parse().unwrap_or(0);
            let part = loaded.task.body.parts.get(at).cloned().unwrap_or_default();
            let pairs = [
                ("text", loaded.task.body.text.clone()),
                ("products", part.products.join("\n")),
                ("lead", part.lead),
                ("coordinating", part.coordinating),
                ("time", part.time.text),
                ("part", at.to_string()),
            ];
            (Posted(pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect()), None)
        }
    };
    let page = form(visit, &plan, (typed, refusal)).await?;
    Ok(EditPage {
        page: visit.page("Sửa nhiệm vụ"),
        action: format!("/plans/tasks/{task}/edit"),
        back: format!("/plans/tasks/{task}"),
        new: false,
        ..page
    })
}

/// GET /plans/tasks/{id}/edit?part=
pub async fn edit(visit: Visit, Path(task): Path<String>) -> Reply {
    let page = edit_page(&visit, id(&task)?, None).await?;
    visit.html(&page)
}

/// POST /plans/tasks/{id}/edit
pub async fn save(visit: Visit, Path(task): Path<String>, posted: Posted) -> Reply {
    let task = id(&task)?;
    let part = posted.get("part").parse().unwrap_or(0);
    match crate::change_task(&visit.app, Some(visit.actor()?), (task, part), &order(&posted)).await {
        Ok(()) => Ok(visit.done(&format!("/plans/tasks/{task}"), visit.lang.t("Đã lưu nhiệm vụ."))),
        Err(Failure::Refused(r)) => {
            let page = edit_page(&visit, task, Some((posted, r))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

/// POST /plans/tasks/{id}/remove
pub async fn remove(visit: Visit, Path(task): Path<String>, _: Posted) -> Reply {
    let task = id(&task)?;
    match crate::remove_task(&visit.app, Some(visit.actor()?), task).await {
        Ok(plan) => Ok(visit.done(&format!("/plans/{plan}"), visit.lang.t("Đã xóa nhiệm vụ."))),
        Err(Failure::Refused(r)) => {
            let page = view(&visit, task, r.message).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}
