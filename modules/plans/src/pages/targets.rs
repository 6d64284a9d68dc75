//! Targets of a plan with their newest value, how much of the way is done, and where each value comes from.

use askama::Template;
use axum::extract::Path;
use kernel::time::short;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::show::{Head, day_words, head};
use super::{Wrong, at, day_option, id, wrong};
use crate::targets::{self, Measure, MeasureBody, Reading, Target, TargetBody, hundredths, reached, shown};

struct Value {
    day: String,
    value: String,
    source: String,
    href: String,
}

struct Line {
    id: Uuid,
    name: String,
    unit: String,
    baseline: String,
    goal: String,
    source: String,
    measure: String,
    /// What the system measures now: value, part and whole, when, where.
    read: Option<(String, String, String, String)>,
    /// Percent of the way from baseline to goal; none before the first value.
    reached: Option<i64>,
    values: Vec<Value>,
}

#[derive(Template)]
#[template(path = "plans_targets.html")]
struct List {
    page: Page,
    head: Head,
    lines: Vec<Line>,
    /// What the system can measure.
    known: Vec<targets::Measured>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl List {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

async fn view(visit: &Visit, plan: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Result<List, Failure> {
    let app = &visit.app;
    let plan = crate::plan(app, plan).await?;
    let q = targets::all(plan.id);
    let all: Vec<Target> = app.db().all(q.sql, q.args).await?;
    let known = targets::measures_known(app)?;
    let mut lines = vec![];
    for t in all {
        let q = targets::measures(t.id);
        let measures: Vec<Measure> = app.db().all(q.sql, q.args).await?;
        let value = |m: &Measure| Value {
            day: day_words(m.day),
            value: shown(m.value),
            source: m.body.source.clone(),
            href: m.body.href.clone(),
        };
        let read = targets::reading(app, &plan, &t.body).await?;
        let newest = read.as_ref().and_then(Reading::percent).or(measures.first().map(|m| m.value));
        lines.push(Line {
            id: t.id,
            reached: newest.map(|value| reached(&t.body, value)),
            read: read.and_then(|r| {
                let of = visit.lang.f("{} trên {} hồ sơ", &[&r.part, &r.whole]);
                Some((shown(r.percent()?), of, short(r.at), r.href))
            }),
            measure: known.iter().find(|k| k.code == t.body.measure).map(|k| k.name.clone()).unwrap_or_default(),
            values: measures.iter().map(value).collect(),
            baseline: shown(t.body.baseline),
            goal: shown(t.body.goal),
            name: t.body.name,
            unit: t.body.unit,
            source: t.body.source,
        });
    }
    Ok(List {
        page: visit.page("Chỉ tiêu của kế hoạch"), head: head(visit, &plan).await?, lines, known, typed, errors
    })
}

/// GET /plans/{id}/targets
pub async fn list(visit: Visit, Path(plan): Path<String>) -> Reply {
    let page = view(&visit, id(&plan)?, (Posted::default(), vec![])).await?;
    visit.html(&page)
}

/// POST /plans/{id}/targets: adds one, adds those of the law files, or records a value, typed or measured by the system.
pub async fn save(visit: Visit, Path(plan): Path<String>, posted: Posted) -> Reply {
    let plan = id(&plan)?;
    let app = &visit.app;
    let done = async {
        let actor = Some(visit.actor()?);
        let get = |name: &str| posted.get(name).to_owned();
        match posted.get("action") {
            "snapshot" => targets::snapshot(app, actor, id(posted.get("target"))?).await,
            "shipped" => targets::add_shipped(app, actor, plan).await,
            "measure" => {
                let day = day_option(&posted, "day")?;
                let value = hundredths(posted.get("value"), "value")?;
                let body = MeasureBody { source: get("source"), href: get("href") };
                targets::measure(app, actor, id(posted.get("target"))?, (day, value, body)).await
            }
            _ => {
                let baseline = hundredths(posted.some("baseline").unwrap_or("0"), "baseline")?;
                let goal = hundredths(posted.get("goal"), "goal")?;
                let (source, measure) = (get("basis"), get("measured_by"));
                let body = TargetBody { name: get("name"), unit: get("unit"), baseline, goal, source, measure };
                targets::add(app, actor, plan, body).await
            }
        }
    };
    match done.await {
        Ok(()) => Ok(visit.done(&format!("/plans/{plan}/targets"), visit.lang.t("Đã lưu chỉ tiêu."))),
        Err(Failure::Refused(r)) => {
            let page = view(&visit, plan, (posted, wrong(Some(r)))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}
