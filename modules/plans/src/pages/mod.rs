//! The pages of plans: what waits for a unit, the plans with their views, the import wizard, tasks, work with its evidence,
//! files and calendars.

mod budget;
mod directives;
mod files;
mod history;
mod home;
mod importing;
mod show;
mod targets;
mod task;
mod timeline;
mod work;

use std::collections::HashMap;

use kernel::error::Refusal;
use kernel::time::civil::Date;
use people::Unit;
use platform::web::{Access, Failure, NavItem, Posted, Routes, Visit};
use platform::{App, DbError};
use uuid::Uuid;

use crate::model::{Status, Work, date_of, day_of};
use crate::store::{self, Filter};
use crate::{EDIT, READ, WORK, rules};

/// The routes of the module with who may use each.
pub fn routes() -> Routes {
    let (read, edit, work) = (Access::Can(READ), Access::Can(EDIT), Access::Can(WORK));
    let accept = Access::Can(crate::ACCEPT);
    Routes::new()
        .get("/plans", read, home::home)
        .get("/plans/rows", read, show::rows)
        .get("/plans/import", edit, importing::start)
        .upload("/plans/import", edit, importing::look)
        .post("/plans/import/create", edit, importing::create)
        .post("/plans/hear", accept, home::hear)
        .post("/plans/calendar", read, home::calendar)
        .get("/plans/calendar/{secret}", Access::Public, files::calendar)
        .get("/plans/{id}", read, show::list)
        .get("/plans/{id}/board", read, show::board)
        .get("/plans/{id}/timeline", read, timeline::timeline)
        .get("/plans/{id}/export/{kind}", read, files::export)
        .get("/plans/{id}/edit", edit, show::edit)
        .post("/plans/{id}/edit", edit, show::save)
        .post("/plans/{id}/urge", accept, home::urge)
        .post("/plans/{id}/below", edit, home::below)
        .get("/plans/{id}/directives", read, directives::list)
        .upload("/plans/{id}/directives", edit, directives::add)
        .get("/plans/directives/{id}", read, directives::show)
        .get("/plans/directives/{id}/file", read, directives::file)
        .post("/plans/directives/{id}/read", work, directives::confirm)
        .post("/plans/directives/{id}/remind", accept, directives::urge)
        .get("/plans/{id}/budget", read, budget::budget)
        .upload("/plans/{id}/budget", Access::Can(crate::BUDGET), budget::record)
        .get("/plans/{id}/budget.xlsx", read, budget::table)
        .get("/plans/{id}/budget/{amount}/file", read, budget::voucher)
        .get("/plans/{id}/targets", read, targets::list)
        .post("/plans/{id}/targets", edit, targets::save)
        .get("/plans/{id}/tasks/new", edit, task::new)
        .post("/plans/{id}/tasks/new", edit, task::add)
        .get("/plans/tasks/{id}", read, task::task)
        .get("/plans/tasks/{id}/edit", edit, task::edit)
        .post("/plans/tasks/{id}/edit", edit, task::save)
        .post("/plans/tasks/{id}/remove", edit, task::remove)
        .get("/plans/work/{id}", read, work::work)
        .post("/plans/work/{id}/do", work, work::act)
        .post("/plans/work/{id}/decide", accept, work::decide)
        .upload("/plans/work/{id}/evidence", work, work::evidence)
        .post("/plans/work/{id}/link", work, work::link)
        .post("/plans/work/{id}/evidence/{piece}/remove", work, work::remove)
        .get("/plans/work/{id}/evidence/{piece}/file", read, files::evidence)
}

/// This module's part of the navigation: the count is the unit's unfinished work that is due within a week or late.
pub async fn nav(app: &App, actor: &platform::Actor) -> Result<Vec<NavItem>, DbError> {
    if !actor.can(READ) {
        return Ok(vec![]);
    }
    let item = NavItem::new("/plans", "Kế hoạch");
    if !actor.can(WORK) {
        return Ok(vec![item]);
    }
    let until = Some(day_of(crate::actions::today(app)) + 7);
    let filter = Filter { unit: Some(actor.unit), state: "unfinished".into(), until, ..Filter::default() };
    let q = store::page(&filter, (0, None), 100);
    let count = app.db().all::<Work>(q.sql, q.args).await?.len();
    Ok(vec![item.counted("plans.due", i64::try_from(count).unwrap_or(0))])
}

/// A message at a field.
pub struct Wrong {
    pub field: String,
    pub message: String,
}

/// What a page shows of refusals.
pub fn wrong(refusal: Option<Refusal>) -> Vec<Wrong> {
    let one = |r: Refusal| Wrong { field: r.field.unwrap_or_else(|| "main".into()), message: r.message };
    refusal.map(one).into_iter().collect()
}

/// The message at a field of the form; empty when there is none.
pub fn at<'a>(errors: &'a [Wrong], field: &str) -> &'a str {
    errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
}

/// One of several to choose from.
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// The query of the address as pairs.
pub fn asked(visit: &Visit) -> Posted {
    Posted::parse(visit.path.split_once('?').map_or("", |(_, q)| q).as_bytes())
}

/// An id out of an address; anything else is not found.
pub fn id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Failure::missing("Địa chỉ không đúng"))
}

/// A day typed as 07/02/2024 or 2024-02-07; nothing when left empty.
pub fn day_option(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| kernel::time::parse_local(text).map(|t| kernel::time::local(t).date());
    let wrong = |_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field);
    posted.some(field).map(|t| read(t).map_err(wrong)).transpose()
}

/// Names of units as they are or last were, each looked up once.
#[derive(Default)]
pub struct Names(HashMap<Uuid, Unit>);

impl Names {
    /// Looks up what is not known yet.
    pub async fn know(&mut self, app: &App, units: Vec<Uuid>) -> Result<(), Failure> {
        for unit in units {
            if !self.0.contains_key(&unit)
                && let Some(found) = people::unit_known(app, unit).await?
            {
                self.0.insert(unit, found);
            }
        }
        Ok(())
    }

    pub fn name(&self, unit: Uuid) -> String {
        self.0.get(&unit).map(|u| u.name.clone()).unwrap_or_default()
    }
}

/// One unit's work as a list shows it.
pub struct Line {
    pub id: Uuid,
    pub place: String,
    pub text: String,
    pub unit: String,
    pub period: String,
    pub status: Status,
    pub due: String,
    /// Days past due in words; empty when not late.
    pub late: String,
}

/// Lines with the words of their tasks and units.
pub async fn lines(visit: &Visit, work: Vec<Work>) -> Result<Vec<Line>, Failure> {
    let app = &visit.app;
    let mut names = Names::default();
    names.know(app, work.iter().map(|w| w.unit).collect()).await?;
    let (mut plans, mut tasks) = (HashMap::new(), HashMap::new());
    for plan in work.iter().map(|w| w.plan) {
        if let std::collections::hash_map::Entry::Vacant(slot) = plans.entry(plan) {
            slot.insert(crate::plan(app, plan).await?);
            let q = store::tasks(plan);
            let all: Vec<crate::Task> = app.db().all(q.sql, q.args).await?;
            tasks.extend(all.into_iter().map(|t| (t.id, t)));
        }
    }
    let today = day_of(crate::actions::today(app));
    let line = |w: Work| {
        let task = tasks.get(&w.task)?;
        let place = plans.get(&w.plan).map(|p| place(p, task)).unwrap_or_default();
        let late = rules::late_days(&w, today).map(|n| visit.lang.f("Quá hạn {} ngày", &[&n])).unwrap_or_default();
        let due = date_of(w.due).map(kernel::time::date).unwrap_or_default();
        let unit = names.name(w.unit);
        Some(Line {
            id: w.id,
            place,
            text: task.body.text.clone(),
            unit,
            period: w.body.period,
            status: w.status,
            due,
            late,
        })
    };
    Ok(work.into_iter().filter_map(line).collect())
}

/// "VIII.6"
pub fn place(plan: &crate::Plan, task: &crate::Task) -> String {
    let section = usize::try_from(task.section).ok().and_then(|n| plan.body.sections.get(n));
    format!("{}.{}", section.map_or("", |s| s.number.as_str()), task.number)
}

/// Done and all of some lead work, with its late part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: i64,
    pub all: i64,
    pub late: i64,
    pub waiting: i64,
}

impl Progress {
    pub fn add(&mut self, status: Status, (late, n): (i64, i64)) {
        self.all += n;
        match status {
            Status::Accepted => self.done += n,
            Status::Handed => self.waiting += n,
            _ => {}
        }
        if late != 0 && !matches!(status, Status::Accepted | Status::Handed) {
            self.late += n;
        }
    }

    /// In whole percent, rounded down, so that 100 means everything.
    pub fn percent(&self) -> i64 {
        if self.all == 0 { 0 } else { self.done * 100 / self.all }
    }
}

/// Counts of a plan's lead work by section and unit, one indexed count.
pub async fn counts(app: &App, plan: Uuid) -> Result<Vec<(i64, Uuid, Status, (i64, i64))>, Failure> {
    let q = store::counts(plan, day_of(crate::actions::today(app)));
    let found: Vec<(i64, Uuid, String, i64, i64)> = app.db().all(q.sql, q.args).await?;
    let read = |(section, unit, status, late, n): (i64, Uuid, String, i64, i64)| {
        Status::parse(&status).map(|s| (section, unit, s, (late, n)))
    };
    Ok(found.into_iter().filter_map(read).collect())
}
