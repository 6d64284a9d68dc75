//! Simulation of a process before anything is changed: the load of past cases or a stated one, the people there are and the people
//! there could be; queues, how busy people are, the share late, beside what really happened.

use std::sync::Arc;

use askama::Template;
use catalogue::PublishedProcess;
use kernel::error::Refusal;
use kernel::time::{civil, local};
use kernel::working_time::Limit;
use platform::web::{Failure, Page, Reply, Visit};
use process::simulate::{Arrivals, Comparison, Estimate, Report, Scenario, Staff};

use uuid::Uuid;

use super::asked::days;
use super::mining::{Wanted, versions};
use super::parts::Choice;
use crate::actions::Span;
use crate::actions::simulate::{PLAYED, Past, past, played, roles};
use crate::law::law;

/// The people of a role, as the form asks for them.
struct Role {
    name: String,
    label: String,
    /// Today's number as typed or as known, and that of the other plan.
    now: String,
    other: String,
    /// The names of both boxes.
    names: [String; 2],
}

impl Role {
    /// Its boxes: name, value, and what a screen reader calls it.
    fn fields(&self) -> [(&str, &str, &'static str); 2] {
        let [now, other] = &self.names;
        [(now, &self.now, "{}, hiện nay"), (other, &self.other, "{}, phương án")]
    }
}

#[derive(Template)]
#[template(path = "cases_simulate.html")]
struct SimulatePage {
    page: Page,
    choices: Vec<Choice>,
    /// The decision, its item and the name of the process it proposes, when that is tried out.
    proposed: Option<(Uuid, Uuid, String)>,
    /// The version whose past cases are the load.
    process: String,
    from: civil::Date,
    to: civil::Date,
    stated: bool,
    rate: String,
    days: String,
    effort: String,
    limit: String,
    roles: Vec<Role>,
    past: Past,
    most: usize,
    outcome: Option<(Report, Option<(Report, Comparison)>)>,
    errors: Vec<(String, String)>,
}

impl SimulatePage {
    fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|(f, _)| f == field).map_or("", |(_, m)| m.as_str())
    }

    fn percent(share: &f64) -> String {
        format!("{:.1}", share * 100.0).replace('.', ",")
    }

    fn late(&self, late: &Option<Estimate>) -> String {
        let Some(e) = late else { return self.page.t("chưa đủ hồ sơ để tính").to_owned() };
        let share = Self::percent(&e.share);
        match (e.low, e.high) {
            (Some(low), Some(high)) => {
                let (low, high) = (Self::percent(&low.max(-1.0)), Self::percent(&high.min(1.0)));
                format!("{share} % ({low} – {high})")
            }
            _ => format!("{share} %"),
        }
    }

    fn time(&self, minutes: &f64) -> String {
        let minutes = minutes.round() as i64;
        self.page.f2("{} giờ {} phút", minutes / 60, minutes % 60)
    }

    fn number(n: &f64) -> String {
        format!("{n:.1}").replace('.', ",")
    }

    fn role<'a>(&'a self, role: &'a str) -> &'a str {
        self.roles.iter().find(|r| r.name == role).map_or(role, |r| r.label.as_str())
    }

    fn real(&self) -> String {
        if self.past.done == 0 {
            return String::new();
        }
        Self::percent(&(self.past.late as f64 / self.past.done as f64))
    }

    /// The queue over the days as the points of a line, 300 wide and 40 high.
    fn line(queue: &[f64]) -> String {
        let most = queue.iter().copied().fold(1.0, f64::max);
        let step = 300.0 / (queue.len().max(2) - 1) as f64;
        let point = |(i, q): (usize, &f64)| format!("{:.0},{:.1}", i as f64 * step, 40.0 - q / most * 38.0);
        queue.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
    }
}

/// A whole number of a field, or what is wrong with it.
fn whole(text: &str, field: &str, (least, most): (u32, u32)) -> Result<u32, Refusal> {
    let read = text.trim().parse::<u32>().ok().filter(|n| (least..=most).contains(n));
    read.ok_or_else(|| Refusal::new("number", format!("Nhập số nguyên từ {least} đến {most}.")).at(field))
}

fn rate(text: &str) -> Result<f64, Refusal> {
    let read = text.trim().replace(',', ".").parse::<f64>().ok().filter(|n| *n > 0.0 && *n <= 1000.0);
    read.ok_or_else(|| {
        Refusal::new("number", "Nhập số hồ sơ mỗi ngày, ví dụ 12 hoặc 2,5 (không quá 1.000).").at("rate")
    })
}

impl SimulatePage {
    /// A role left empty never makes anybody wait; the report says so.
    fn staff(&self, of: impl Fn(&Role) -> &str, prefix: &str) -> Result<Vec<Staff>, Refusal> {
        let filled = self.roles.iter().filter(|r| !of(r).trim().is_empty());
        let staff = filled.map(|r| {
            let people = whole(of(r), &format!("{prefix}_{}", r.name), (0, 500))?;
            Ok(Staff { role: r.name.clone(), people, hours: vec![], away: vec![] })
        });
        staff.collect()
    }

    /// When cases come, from which day, and over how many working days.
    fn load(&self, v: &Visit) -> Result<(Arrivals, civil::Date, u32), Failure> {
        if self.stated {
            let (rate, days) = (rate(&self.rate)?, whole(&self.days, "days", (5, 500))?);
            if rate * f64::from(days) > PLAYED as f64 {
                let many = Refusal::new("number", "Số hồ sơ quá lớn để mô phỏng ngay. Giảm số ngày.");
                return Err(many.at("days").into());
            }
            return Ok((Arrivals::PerDay(rate), local(v.app.now()).date(), days));
        }
        if self.past.arrivals.is_empty() {
            let message = "Kỳ này chưa có hồ sơ nào chạy theo quy trình. Chọn kỳ khác hoặc nhập số hồ sơ mỗi ngày.";
            return Err(Refusal::new("empty", message).at("from").into());
        }
        let law = law(&v.app)?;
        let days = law.calendar.working_days_between(self.from, self.to)?;
        Ok((Arrivals::Times(self.past.arrivals.clone()), self.from, u32::try_from(days.max(1)).unwrap_or(500)))
    }

    /// What is there today, and the other plan when one is stated.
    fn scenarios(&self, v: &Visit) -> Result<(Scenario, Option<Scenario>), Failure> {
        let limit = match self.limit.trim() {
            "" => None,
            text => Some(Limit::parse(text).map_err(|r| r.at("limit"))?),
        };
        let (arrivals, from, days) = self.load(v)?;
        let effort = whole(&self.effort, "effort", (1, 100))?;
        let base = Scenario { effort, limit, ..Scenario::new(arrivals, from, days) };
        let now = self.staff(|r| &r.now, "now")?;
        let other = |r: &Role| !r.other.trim().is_empty();
        let second = if self.roles.iter().any(other) {
            let staff = self.staff(|r| if other(r) { &r.other } else { &r.now }, "other")?;
            Some(Scenario { staff, name: v.lang.t("Phương án khác").to_owned(), ..base.clone() })
        } else {
            None
        };
        Ok((Scenario { staff: now, name: v.lang.t("Hiện nay").to_owned(), ..base }, second))
    }

    async fn run(&mut self, v: &Visit, process: Arc<PublishedProcess>) -> Result<(), Failure> {
        let scenarios = self.scenarios(v)?;
        self.outcome = Some(played(&v.app, process, scenarios).await?);
        Ok(())
    }
}

/// The share of a step's hours that is work on one case, where nobody said otherwise: the hours of a decision are those in which the
/// step must be done, with other work in between.
const EFFORT: &str = "25";

async fn asked(v: &Visit) -> Result<SimulatePage, Failure> {
    let actor = v.actor()?;
    let wanted = Wanted::read(v);
    let mut page = SimulatePage {
        page: v.page("Mô phỏng quy trình"),
        choices: versions(&v.app, actor.agency).await?,
        proposed: None,
        process: wanted.process.map(|p| p.to_string()).unwrap_or_default(),
        from: wanted.from,
        to: wanted.to,
        stated: wanted.pairs.get("load") == "stated",
        rate: wanted.pairs.get("rate").to_owned(),
        days: wanted.pairs.some("days").unwrap_or("120").to_owned(),
        effort: wanted.pairs.some("effort").unwrap_or(EFFORT).to_owned(),
        limit: wanted.pairs.get("limit").to_owned(),
        roles: vec![],
        past: Past::default(),
        most: PLAYED,
        outcome: None,
        errors: vec![],
    };
    let Some((process, past_of)) = process(v, &wanted, &mut page).await? else { return Ok(page) };
    let span = Span { agency: actor.agency, process: past_of, received: days(Some(page.from), Some(page.to)) };
    page.past = past(&v.app, span).await?;
    let typed = wanted.pairs.get("run") == "1";
    for (role, people) in roles(&v.app, actor, &process).await? {
        let field = |prefix: &str| wanted.pairs.get(&format!("{prefix}_{role}")).to_owned();
        let now = if typed || people == 0 { field("now") } else { people.to_string() };
        let names = ["now", "other"].map(|prefix| format!("{prefix}_{role}"));
        page.roles.push(Role { label: called(&role), now, other: field("other"), names, name: role });
    }
    if typed {
        match page.run(v, process).await {
            Ok(()) => {}
            Err(Failure::Refused(r)) => page.errors.push((r.field.clone().unwrap_or_default(), r.message)),
            Err(Failure::Bad(message)) => page.errors.push(("process".into(), message)),
            Err(e) => return Err(e),
        }
    }
    Ok(page)
}

/// The process to try out, and the one whose past cases are its load: a version, or what a decision proposes for a procedure that runs
/// on another one today.
async fn process(
    v: &Visit,
    wanted: &Wanted,
    page: &mut SimulatePage,
) -> Result<Option<(Arc<PublishedProcess>, Uuid)>, Failure> {
    let id = |name: &str| wanted.pairs.get(name).parse::<Uuid>().ok();
    if let (Some(decision), Some(item)) = (id("decision"), id("item")) {
        let (procedure, proposed) = catalogue::proposed_process(&v.app, decision, item).await?;
        let today = catalogue::process_for(&v.app, &procedure).await?;
        page.proposed = Some((decision, item, proposed.definition.name.clone()));
        page.process = today.id.to_string();
        return Ok(Some((Arc::new(proposed), today.id)));
    }
    let Some(id) = wanted.process else { return Ok(None) };
    let process = catalogue::process_version(&v.app, id).await?;
    if page.choices.iter().all(|c| c.value != page.process) {
        let label = format!("{} ({}, {})", process.definition.name, process.code, process.version);
        page.choices.push(Choice { value: page.process.clone(), label });
    }
    Ok(Some((process, id)))
}

/// A role of the system by its name, anything else as the process calls it.
fn called(role: &str) -> String {
    people::roles::parse(role).map_or_else(|| role.to_owned(), |r| people::roles::label(r).to_owned())
}

/// GET /desk/simulate
pub async fn show(v: Visit) -> Reply {
    let page = asked(&v).await?;
    if page.errors.is_empty() { v.html(&page) } else { v.html_refused(&page) }
}
