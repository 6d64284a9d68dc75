//! The pages of reports: the list, one report with its numbers, and the records behind each number.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use kernel::time::date;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Event, Wrong, at, day, history, paper, unit_name, wrong};
use crate::actions::reports::{self, Move};
use crate::checklist::{Kind, checklist};
use crate::law::law;
use crate::model::{Counted, Measure, Report, Status};
use crate::papers;
use crate::rules::report::number;
use crate::{APPROVE, MANAGE};

/// A report in the list.
struct Line {
    id: Uuid,
    label: String,
    time: String,
    status: Status,
    number: String,
}

#[derive(Template)]
#[template(path = "inspections_reports.html")]
struct ListPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    lines: Vec<Line>,
    kinds: Vec<Choice>,
    can_manage: bool,
}

impl ListPage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

/// GET /inspections/reports
pub async fn list(v: Visit) -> Reply {
    list_again(&v, (Posted::default(), vec![])).await
}

fn label(v: &Visit, kind: &str) -> Result<String, Failure> {
    Ok(law(&v.app)?.report(kind).map_or_else(|| kind.to_owned(), |k| k.label.clone()))
}

async fn list_again(v: &Visit, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let actor = v.actor()?;
    let mut lines = vec![];
    for r in reports::list(&v.app, actor).await? {
        lines.push(Line {
            id: r.id,
            label: label(v, &r.kind)?,
            time: format!("{} – {}", date(r.from), date(r.to)),
            status: r.status,
            number: r.signed.map(|s| s.number).unwrap_or_default(),
        });
    }
    let law = law(&v.app)?;
    let choice = |k: &crate::law::ReportKind| Choice { value: k.key.clone(), label: k.label.clone() };
    let view = ListPage {
        page: v.page("Báo cáo kiểm tra"),
        kinds: law.reports().iter().map(choice).collect(),
        can_manage: actor.can_at(MANAGE, &actor.agency_path),
        lines,
        errors,
        typed,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// POST /inspections/reports
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let time = || Ok::<_, Failure>((day(&posted, "from")?, day(&posted, "to")?));
    let done = match time() {
        Ok(time) => reports::begin(&v.app, v.actor()?, posted.get("kind"), time).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(id) => Ok(v.done(&format!("/inspections/reports/{id}"), v.lang.t("Đã mở báo cáo."))),
        Err(Failure::Refused(r)) => list_again(&v, (posted, vec![wrong(&r)])).await,
        Err(other) => Err(other),
    }
}

/// A number with the address of its records.
struct Figure {
    n: u64,
    label: &'static str,
    href: String,
}

/// A unit's or an item's line of numbers.
struct Row {
    name: String,
    cells: Vec<Figure>,
}

#[derive(Template)]
#[template(path = "inspections_report.html")]
struct ShowPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    r: Report,
    time: String,
    figures: Vec<Figure>,
    units: Vec<Row>,
    items: Vec<Row>,
    can_manage: bool,
    can_approve: bool,
    history: Vec<Event>,
}

impl ShowPage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }

    fn is(&self, status: &str) -> bool {
        self.r.status.slug() == status
    }

    fn signed(&self) -> (String, String) {
        self.r.signed.as_ref().map(|s| (s.number.clone(), date(s.on))).unwrap_or_default()
    }
}

fn figure(r: &Report, all: &[Counted], (of, unit): (Measure, Option<Uuid>)) -> Figure {
    let by = unit.map(|u| format!("&unit={u}")).unwrap_or_default();
    let href = format!("/inspections/reports/{}/records?of={}{by}", r.id, of.slug());
    Figure { n: number(all, of, unit) as u64, label: of.label(), href }
}

async fn unit_rows(v: &Visit, r: &Report, all: &[Counted]) -> Result<Vec<Row>, Failure> {
    let mut rows = vec![];
    for unit in papers::units(all) {
        let shown = [Measure::Checked, Measure::Failed, Measure::Remedies, Measure::Settled, Measure::Late];
        let cells = shown.map(|of| figure(r, all, (of, Some(unit)))).into();
        rows.push(Row { name: unit_name(v, unit).await?, cells });
    }
    Ok(rows)
}

fn item_rows(v: &Visit, r: &Report, all: &[Counted]) -> Result<Vec<Row>, Failure> {
    let list = checklist(&v.app)?;
    let mut rows = vec![];
    for item in list.items() {
        let line = papers::item_line(all, &item.id);
        if line[0] == 0 {
            continue;
        }
        let cell = |(n, (of, label)): (u64, (Measure, &'static str))| {
            let href = format!("/inspections/reports/{}/records?of={}&item={}", r.id, of.slug(), item.id);
            Figure { n, label, href }
        };
        // The sums of a count are explained by the records they add up.
        let kinds = [
            (Measure::Checked, "Lượt kiểm tra"),
            (Measure::Failed, "Lượt chưa đạt"),
            (Measure::Checked, "Số đã xem"),
            (Measure::Failed, "Số chưa đúng"),
        ];
        // Only a count has sums.
        let shown = if item.kind == Kind::Count { 4 } else { 2 };
        rows.push(Row { name: item.text.clone(), cells: line.into_iter().zip(kinds).take(shown).map(cell).collect() });
    }
    Ok(rows)
}

/// GET /inspections/reports/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (None, vec![])).await
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Option<Posted>, Vec<Wrong>)) -> Reply {
    let actor = v.actor()?;
    let (head, r) = reports::open(&v.app, actor, id).await?;
    let all = reports::counted(&v.app, &r).await?;
    let stored = vec![("assessment".to_owned(), r.assessment.clone()), ("proposals".to_owned(), r.proposals.clone())];
    let mut page = v.page("Báo cáo kiểm tra");
    page.title = label(v, &r.kind)?;
    let view = ShowPage {
        seq: head.seq,
        time: format!("{} – {}", date(r.from), date(r.to)),
        figures: Measure::ALL.map(|of| figure(&r, &all, (of, None))).into(),
        units: unit_rows(v, &r, &all).await?,
        items: item_rows(v, &r, &all)?,
        can_manage: actor.can_at(MANAGE, &actor.agency_path),
        can_approve: actor.can_at(APPROVE, &actor.agency_path),
        history: history(v, (r.tenant, r.id)).await?,
        typed: typed.unwrap_or(Posted(stored)),
        page,
        errors,
        r,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

#[derive(Template)]
#[template(path = "inspections_records.html")]
struct RecordsPage {
    page: Page,
    id: Uuid,
    report: String,
    kind: &'static str,
    of: String,
    lines: Vec<Counted>,
}

/// GET /inspections/reports/{id}/records?of=failed&unit=…&item=…
pub async fn records(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let asked = Posted::parse(v.path.split_once('?').map_or("", |(_, q)| q).as_bytes());
    let (_, r) = reports::open(&v.app, v.actor()?, id).await?;
    let of = Measure::ALL.into_iter().find(|m| m.slug() == asked.get("of"));
    let of = of.ok_or_else(|| Failure::missing("Không có số liệu này"))?;
    let unit: Option<Uuid> = asked.get("unit").parse().ok();
    let item = asked.get("item");
    let mut all = reports::counted(&v.app, &r).await?;
    all.retain(|c| c.of == of && unit.is_none_or(|u| u == c.unit) && (item.is_empty() || c.item == item));
    let name = match unit {
        Some(unit) => unit_name(&v, unit).await?,
        None => checklist(&v.app)?.item(item).map(|i| i.text.clone()).unwrap_or_default(),
    };
    let page = v.page("Bản ghi của số liệu");
    v.html(&RecordsPage { page, id, report: label(&v, &r.kind)?, kind: of.label(), of: name, lines: all })
}

fn step(name: &str, posted: &Posted) -> Result<Move, Failure> {
    let text = |field: &str| posted.get(field).to_owned();
    Ok(match name {
        "write" => Move::Write(text("assessment"), text("proposals")),
        "submit" => Move::Submit,
        "give-back" => Move::GiveBack(text("why")),
        "issue" => Move::Issue(text("number"), day(posted, "on")?),
        _ => return Err(Failure::missing("Không có việc này")),
    })
}

/// POST /inspections/reports/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let path = v.path.split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let seen = posted.get("seen").parse().ok();
    let done = match step(name, &posted) {
        Ok(step) => reports::act(&v.app, v.actor()?, (id, seen), &step).await,
        Err(e) => Err(e),
    };
    let main = |message| Wrong { field: "main".into(), message };
    match done {
        Ok(()) => Ok(v.done(&format!("/inspections/reports/{id}"), v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => again(&v, id, (Some(posted), vec![wrong(&r)])).await,
        Err(Failure::Conflict(message)) => again(&v, id, (Some(posted), vec![main(message)])).await,
        Err(other) => Err(other),
    }
}

/// GET /inspections/reports/{id}/papers/{name}
pub async fn papers_of(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let app = &v.app;
    let (_, r) = reports::open(app, v.actor()?, id).await?;
    let all = reports::counted(app, &r).await?;
    let (law, list, issuer) = (law(app)?, checklist(app)?, papers::issuer(app, r.tenant).await?);
    let kind = law.report(&r.kind).ok_or_else(|| Failure::missing("Không có báo cáo này"))?;
    let mut names = HashMap::new();
    for unit in papers::units(&all) {
        names.insert(unit, unit_name(&v, unit).await?);
    }
    let made = papers::report((&law, kind, &list), (&r, &all), &issuer, &names);
    paper(&v, (made, &issuer.name), ("bao-cao", &name)).await
}
