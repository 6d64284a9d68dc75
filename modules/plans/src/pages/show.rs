//! A plan: its sections with their tasks and progress, the board by state, the rows behind every number, and its head.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use kernel::page::{Cursor, Slice};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Line, Names, Progress, Wrong, asked, at, counts, day_option, id, lines, wrong};
use crate::actions::today;
use crate::model::{Plan, Status, Task, Work, date_of, day_of};
use crate::store::{self, Filter};

/// The head every view of a plan shares.
pub struct Head {
    pub id: String,
    pub title: String,
    pub number: String,
    pub issued: String,
    pub unit: String,
    pub above: String,
    pub progress: Progress,
    pub may_edit: bool,
    pub may_accept: bool,
}

pub async fn head(visit: &Visit, plan: &Plan) -> Result<Head, Failure> {
    let unit = people::unit_known(&visit.app, plan.unit).await?;
    let path = unit.as_ref().map(|u| u.path.clone()).unwrap_or_default();
    let may = |permission: &str| visit.actor.as_ref().is_some_and(|a| a.can_at(permission, &path));
    let mut progress = Progress::default();
    counts(&visit.app, plan.id).await?.into_iter().for_each(|(_, _, s, n)| progress.add(s, n));
    Ok(Head {
        id: plan.id.to_string(),
        title: plan.title.clone(),
        number: plan.body.number.clone(),
        issued: plan.body.issued.map(kernel::time::date).unwrap_or_default(),
        unit: unit.map(|u| u.name).unwrap_or_default(),
        above: plan.body.above.map(|a| a.to_string()).unwrap_or_default(),
        progress,
        may_edit: may(crate::EDIT),
        may_accept: may(crate::ACCEPT),
    })
}

struct TaskLine {
    id: Uuid,
    number: String,
    text: String,
    products: Vec<String>,
    lead: String,
    coordinating: String,
    time: String,
}

struct SectionView {
    at: usize,
    number: String,
    title: String,
    progress: Progress,
    tasks: Vec<TaskLine>,
}

struct UnitLine {
    id: Uuid,
    name: String,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "plans_show.html")]
struct Show {
    page: Page,
    head: Head,
    sections: Vec<SectionView>,
    units: Vec<UnitLine>,
    set_aside: Vec<crate::import::Doubt>,
    /// Whether the reader's unit leads something here and could have its own plan.
    may_cascade: bool,
}

fn task_line(t: Task) -> TaskLine {
    let joined = |of: fn(&crate::import::Part) -> &String| {
        let mut all: Vec<&str> = t.body.parts.iter().map(|p| of(p).as_str()).filter(|x| !x.is_empty()).collect();
        all.dedup();
        all.join("; ")
    };
    TaskLine {
        id: t.id,
        number: t.number.clone(),
        text: t.body.text.clone(),
        products: t.body.parts.iter().flat_map(|p| p.products.clone()).collect(),
        lead: joined(|p| &p.lead),
        coordinating: joined(|p| &p.coordinating),
        time: joined(|p| &p.time.text),
    }
}

/// GET /plans/{id}
pub async fn list(visit: Visit, Path(plan): Path<String>) -> Reply {
    let app = &visit.app;
    let plan = crate::plan(app, id(&plan)?).await?;
    let q = store::tasks(plan.id);
    let tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    let (mut by_section, mut by_unit) = (BTreeMap::<i64, Progress>::new(), BTreeMap::<Uuid, Progress>::new());
    for (section, unit, status, n) in counts(app, plan.id).await? {
        by_section.entry(section).or_default().add(status, n);
        by_unit.entry(unit).or_default().add(status, n);
    }
    let mut names = Names::default();
    names.know(app, by_unit.keys().copied().collect()).await?;
    let mut sections: Vec<SectionView> = vec![];
    for (n, s) in plan.body.sections.iter().enumerate() {
        let place = i64::try_from(n).unwrap_or(0);
        let progress = by_section.get(&place).copied().unwrap_or_default();
        let tasks = tasks.iter().filter(|t| t.section == place).cloned().map(task_line).collect();
        sections.push(SectionView { at: n, number: s.number.clone(), title: s.title.clone(), progress, tasks });
    }
    let mut units: Vec<UnitLine> =
        by_unit.into_iter().map(|(id, progress)| UnitLine { id, name: names.name(id), progress }).collect();
    units.sort_by_cached_key(|u| (-u.progress.late, kernel::text::sort_key(&u.name)));
    let mine = visit.actor.as_ref().filter(|a| a.can_at(crate::EDIT, &a.unit_path));
    let may_cascade = mine.is_some_and(|a| a.unit != plan.unit && units.iter().any(|u| u.id == a.unit));
    let mut page = visit.page("Kế hoạch");
    page.title.clone_from(&plan.title);
    let head = head(&visit, &plan).await?;
    visit.html(&Show { page, head, sections, units, set_aside: plan.body.set_aside, may_cascade })
}

struct Column {
    status: Status,
    lines: Vec<Line>,
    more: bool,
}

#[derive(Template)]
#[template(path = "plans_board.html")]
struct Board {
    page: Page,
    head: Head,
    columns: Vec<Column>,
}

/// GET /plans/{id}/board
pub async fn board(visit: Visit, Path(plan): Path<String>) -> Reply {
    let app = &visit.app;
    let plan = crate::plan(app, id(&plan)?).await?;
    let mut columns = vec![];
    for status in Status::ALL {
        let filter = Filter { plan: Some(plan.id), state: status.slug().into(), ..Filter::default() };
        let q = store::page(&filter, (day_of(today(app)), None), 21);
        let mut work: Vec<Work> = app.db().all(q.sql, q.args).await?;
        let more = work.len() > 20;
        work.truncate(20);
        columns.push(Column { status: *status, lines: lines(&visit, work).await?, more });
    }
    let head = head(&visit, &plan).await?;
    visit.html(&Board { page: visit.page("Bảng theo trạng thái"), head, columns })
}

#[derive(Template)]
#[template(path = "plans_rows.html")]
struct Rows {
    page: Page,
    plan: String,
    title: String,
    lines: Vec<Line>,
    chips: Vec<Chip>,
    next: String,
}

/// A filter to choose.
struct Chip {
    href: String,
    label: String,
    current: bool,
}

const PAGE: usize = 50;

/// GET /plans/rows?plan=&unit=&section=&state=&after=
pub async fn rows(visit: Visit) -> Reply {
    let (app, q) = (&visit.app, asked(&visit));
    let pick = |name: &str| q.some(name).map(id).transpose();
    let states = Status::ALL.iter().map(|s| s.slug()).chain(["", "unfinished", "late"]);
    let state = states.into_iter().find(|s| *s == q.get("state")).unwrap_or("");
    let filter = Filter {
        plan: pick("plan")?,
        unit: pick("unit")?,
        section: q.get("section").parse().ok(),
        state: state.into(),
        until: None,
    };
    if filter.plan.is_none() && filter.unit.is_none() {
        return Err(Failure::missing("Chọn kế hoạch hoặc đơn vị để xem các công việc"));
    }
    let after = Cursor::decode(q.get("after")).map(|c| (c.key, c.id));
    let size = i64::try_from(PAGE + 1).unwrap_or(51);
    let query = store::page(&filter, (day_of(today(app)), after), size);
    let work: Vec<Work> = app.db().all(query.sql, query.args).await?;
    let slice = Slice::cut(work, PAGE, |w| Cursor { key: w.due, id: w.id });
    let mut names = Names::default();
    names.know(app, filter.unit.into_iter().collect()).await?;
    let plan = match filter.plan {
        Some(p) => Some(crate::plan(app, p).await?),
        None => None,
    };
    let base = |state: &str| {
        let mut href = format!("/plans/rows?state={state}");
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                href.push_str(&format!("&{name}={value}"));
            }
        };
        add("plan", filter.plan.map(|p| p.to_string()));
        add("unit", filter.unit.map(|u| u.to_string()));
        add("section", filter.section.map(|s| s.to_string()));
        href
    };
    let words = [("", "Tất cả"), ("unfinished", "Chưa xong"), ("late", "Quá hạn")];
    let all = words.into_iter().chain(Status::ALL.iter().map(|s| (s.slug(), s.label())));
    let chip = |(slug, label): (&str, &str)| Chip {
        href: base(slug),
        label: visit.lang.t(label).to_owned(),
        current: slug == state,
    };
    let chips = all.map(chip).collect();
    let section = filter.section.and_then(|s| usize::try_from(s).ok());
    let section =
        section.and_then(|n| plan.as_ref()?.body.sections.get(n)).map(|s| format!("{}. {}", s.number, s.title));
    let unit = filter.unit.map(|u| names.name(u));
    let told = [plan.as_ref().map(|p| p.title.clone()), section, unit];
    visit.html(&Rows {
        page: visit.page("Công việc của kế hoạch"),
        plan: filter.plan.map(|p| p.to_string()).unwrap_or_default(),
        title: told.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        next: slice.next.map(|c| format!("{}&after={}", base(state), c.encode())).unwrap_or_default(),
        lines: lines(&visit, slice.items).await?,
        chips,
    })
}

#[derive(Template)]
#[template(path = "plans_edit.html")]
struct Edit {
    page: Page,
    id: Uuid,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl Edit {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

/// GET /plans/{id}/edit
pub async fn edit(visit: Visit, Path(plan): Path<String>) -> Reply {
    let plan = crate::plan(&visit.app, id(&plan)?).await?;
    let issued = plan.body.issued.map(kernel::time::date).unwrap_or_default();
    let pairs = [("title", plan.title), ("number", plan.body.number), ("issued", issued)];
    let typed = Posted(pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect());
    visit.html(&Edit { page: visit.page("Sửa kế hoạch"), id: plan.id, typed, errors: vec![] })
}

/// POST /plans/{id}/edit
pub async fn save(visit: Visit, Path(plan): Path<String>, posted: Posted) -> Reply {
    let plan = id(&plan)?;
    let done = async {
        let issued = day_option(&posted, "issued")?;
        let change = crate::Change { title: posted.get("title").into(), number: posted.get("number").into(), issued };
        crate::change_plan(&visit.app, Some(visit.actor()?), plan, &change).await
    };
    match done.await {
        Ok(()) => Ok(visit.done(&format!("/plans/{plan}"), visit.lang.t("Đã lưu kế hoạch."))),
        Err(Failure::Refused(r)) => visit.html_refused(&Edit {
            page: visit.page("Sửa kế hoạch"),
            id: plan,
            typed: posted,
            errors: wrong(Some(r)),
        }),
        Err(e) => Err(e),
    }
}

/// The sections of a plan as choices.
pub fn section_choices(plan: &Plan) -> Vec<Choice> {
    let one = |(n, s): (usize, &crate::SectionHead)| Choice {
        value: n.to_string(),
        label: format!("{}. {}", s.number, s.title),
    };
    plan.body.sections.iter().enumerate().map(one).collect()
}

/// A stored day in words; empty when there is none.
pub fn day_words(day: i64) -> String {
    date_of(day).map(kernel::time::date).unwrap_or_default()
}
