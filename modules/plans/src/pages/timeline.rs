//! The timeline: a bar for each task over the months of the year, drawn here as SVG, with the same facts as a table beneath.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use platform::web::{Page, Reply, Visit};
use uuid::Uuid;

use super::show::{Head, head};
use super::{Progress, id, place};
use crate::actions::today;
use crate::model::{NO_DAY, Status, Task, day_of};
use crate::{rules, store};

/// Geometry of the drawing, in its own units.
const LEFT: i64 = 64;
const WIDTH: i64 = 960;
const ROW: i64 = 22;
const TOP: i64 = 28;

struct Month {
    x: i64,
    label: String,
}

struct Bar {
    id: Uuid,
    place: String,
    text: String,
    x: i64,
    y: i64,
    width: i64,
    done: i64,
    late: bool,
    from: String,
    to: String,
    progress: Progress,
}

impl Bar {
    /// Where the words of the row stand.
    fn base(&self) -> i64 {
        self.y + 13
    }
}

#[derive(Template)]
#[template(path = "plans_timeline.html")]
struct Timeline {
    page: Page,
    head: Head,
    months: Vec<Month>,
    bars: Vec<Bar>,
    height: i64,
    width: i64,
    now: Option<i64>,
}

/// GET /plans/{id}/timeline
pub async fn timeline(visit: Visit, Path(plan): Path<String>) -> Reply {
    let app = &visit.app;
    let plan = crate::plan(app, id(&plan)?).await?;
    let q = store::tasks(plan.id);
    let tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    let q = store::task_counts(plan.id, day_of(today(app)));
    let found: Vec<(Uuid, String, i64, i64)> = app.db().all(q.sql, q.args).await?;
    let mut by_task: HashMap<Uuid, Progress> = HashMap::new();
    for (task, status, late, n) in found {
        if let Some(status) = Status::parse(&status) {
            by_task.entry(task).or_default().add(status, (late, n));
        }
    }
    let first = kernel::time::civil::date(plan.year, 1, 1);
    let (begin, days) = (day_of(first), i64::from(first.days_in_year()));
    let x = |day: i64| LEFT + (day - begin).clamp(0, days) * (WIDTH - LEFT) / days;
    let bar = |(n, t): (usize, &Task)| {
        let all: Vec<_> = t.body.parts.iter().flat_map(|p| rules::periods(&p.time, plan.year)).collect();
        let starts = all.iter().map(|p| p.starts).min().unwrap_or(begin);
        let due = all.iter().map(|p| p.due).max().unwrap_or(NO_DAY);
        let progress = by_task.get(&t.id).copied().unwrap_or_default();
        let (from, to) = (x(starts), x(due.saturating_add(1)));
        let width = (to - from).max(6);
        Bar {
            id: t.id,
            place: place(&plan, t),
            text: t.body.text.clone(),
            x: from.min(WIDTH - 6),
            y: TOP + i64::try_from(n).unwrap_or(0) * ROW,
            width,
            done: width * progress.percent() / 100,
            late: progress.late > 0,
            from: super::show::day_words(starts),
            to: super::show::day_words(due),
            progress,
        }
    };
    let bars: Vec<Bar> = tasks.iter().enumerate().map(bar).collect();
    let month = |m: i8| Month { x: x(day_of(kernel::time::civil::date(plan.year, m, 1))), label: format!("T{m}") };
    let now = day_of(today(app));
    visit.html(&Timeline {
        page: visit.page("Tiến trình theo thời gian"),
        head: head(&visit, &plan).await?,
        months: (1..=12).map(month).collect(),
        height: TOP + i64::try_from(bars.len()).unwrap_or(0) * ROW + 6,
        width: WIDTH,
        now: (begin..begin + days).contains(&now).then(|| x(now)),
        bars,
    })
}
