//! What past cases say about a process: followed or not, in which variants, and where time went. Every number opens the cases
//! behind it.

use std::collections::BTreeMap;

use askama::Template;
use kernel::time::{civil, local};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Actor, App};
use process::Definition;
use process::mining::{Mined, Times};
use uuid::Uuid;

use super::asked::{day, days};
use super::parts::Choice;
use crate::actions::{MINED_MOST, Span, Study, mine};
use crate::store;

/// More versions of processes than a select is for.
const VERSIONS: usize = 200;
/// Variants on the page; the file has all.
const VARIANTS: usize = 30;

/// One line of a table of times.
pub struct Row {
    pub name: String,
    pub count: usize,
    pub estimated: usize,
    /// Working minutes: half waited less, nine of ten waited at most, the same of work.
    pub minutes: [i64; 4],
    /// Of all time spent, in percent.
    pub share: i64,
    pub href: String,
    pub cases: usize,
    pub slow: usize,
}

impl Row {
    /// The cases that waited longest.
    pub fn slow_href(&self) -> String {
        self.href.replacen("&key=", "-slow&key=", 1)
    }

    /// The tag's colour for the share of all time; the number carries the meaning.
    pub fn heat(&self) -> &'static str {
        match self.share {
            40.. => "red",
            25.. => "orange",
            10.. => "yellow",
            _ => "grey",
        }
    }
}

/// A way cases went.
pub struct Way {
    pub text: String,
    pub cases: usize,
    pub median: i64,
    pub fits: &'static str,
    pub href: String,
}

/// What was found, with names people know.
pub struct Findings {
    pub cases: usize,
    pub more: bool,
    pub verdicts: Vec<(&'static str, usize, String)>,
    pub deviations: Vec<Way>,
    pub variants: Vec<Way>,
    pub hidden: usize,
    pub steps: Vec<Row>,
    pub units: Vec<Row>,
    pub officers: Vec<Row>,
}

#[derive(Template)]
#[template(path = "cases_mining.html")]
struct MiningPage {
    page: Page,
    choices: Vec<Choice>,
    process: String,
    from: civil::Date,
    to: civil::Date,
    query: String,
    most: usize,
    found: Option<Findings>,
}

impl MiningPage {
    fn time(&self, minutes: &i64) -> String {
        self.page.f2("{} giờ {} phút", minutes / 60, minutes % 60)
    }
}

/// What the address asks for; no process when it names none.
pub struct Wanted {
    pub pairs: Posted,
    pub process: Option<Uuid>,
    pub from: civil::Date,
    pub to: civil::Date,
}

impl Wanted {
    /// Reads the address; without a period it is the last three months.
    pub fn read(v: &Visit) -> Wanted {
        let pairs = Posted::parse(v.path.split_once('?').map_or("", |(_, q)| q).as_bytes());
        let today = local(v.app.now()).date();
        let from = day(pairs.get("from")).unwrap_or_else(|| today.saturating_sub(jiff::Span::new().months(3)));
        let to = day(pairs.get("to")).unwrap_or(today);
        Wanted { process: pairs.get("process").parse().ok(), from, to, pairs }
    }

    /// What every link of the page begins with.
    pub fn query(&self) -> String {
        let process = self.process.map(|p| p.to_string()).unwrap_or_default();
        format!("process={process}&from={}&to={}", self.from, self.to)
    }

    /// The record, when a process the agency's cases ran on is named.
    pub async fn study(&self, app: &App, actor: &Actor) -> Result<Option<Study>, Failure> {
        let Some(process) = self.process else { return Ok(None) };
        let received = days(Some(self.from), Some(self.to));
        mine(app, Span { agency: actor.agency, process, received }).await.map(Some)
    }
}

/// The versions of processes cases of the agency ran on.
pub async fn versions(app: &App, agency: Uuid) -> Result<Vec<Choice>, Failure> {
    let mut all = vec![];
    for id in store::processes(app.db(), agency, VERSIONS).await? {
        let p = catalogue::process_version(app, id).await?;
        all.push((
            (p.definition.name.clone(), -p.version),
            id,
            format!("{} ({}, {})", p.definition.name, p.code, p.version),
        ));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, id, label)| Choice { value: id.to_string(), label }).collect())
}

/// The version most cases of the period ran on: what the page begins with, so that nobody lands on an empty one.
async fn busiest(v: &Visit, wanted: &Wanted, choices: &[Choice]) -> Result<Option<Uuid>, Failure> {
    let agency = v.actor()?.agency;
    let received = days(Some(wanted.from), Some(wanted.to));
    let most = i64::try_from(MINED_MOST).unwrap_or(i64::MAX);
    let mut best: Option<(usize, Uuid)> = None;
    for process in choices.iter().filter_map(|c| c.value.parse().ok()) {
        let q = store::ran_query((agency, process), received, most);
        let n = v.app.db().all::<(Uuid, String)>(q.sql, q.args).await?.len();
        if n > best.map_or(0, |(most, _)| most) {
            best = Some((n, process));
        }
    }
    Ok(best.map(|(_, process)| process))
}

/// GET /desk/mining
pub async fn show(v: Visit) -> Reply {
    let actor = v.actor()?;
    let mut wanted = Wanted::read(&v);
    let choices = versions(&v.app, actor.agency).await?;
    if wanted.process.is_none() {
        wanted.process = busiest(&v, &wanted, &choices).await?;
    }
    let found = match wanted.study(&v.app, actor).await? {
        Some(study) => Some(findings(&v.app, &wanted, &study).await?),
        None => None,
    };
    v.html(&MiningPage {
        page: v.page("Phân tích quy trình"),
        choices,
        process: wanted.process.map(|p| p.to_string()).unwrap_or_default(),
        from: wanted.from,
        to: wanted.to,
        query: wanted.query(),
        most: MINED_MOST,
        found,
    })
}

/// The name of a step, as the definition has it.
pub fn step_name(def: &Definition, id: &str) -> String {
    def.element_name(id).map_or_else(|| id.to_owned(), str::to_owned)
}

/// The steps of a variant in words.
pub fn way(def: &Definition, steps: &[String]) -> String {
    steps.iter().map(|s| step_name(def, s)).collect::<Vec<_>>().join(" → ")
}

/// A link to the cases behind a number.
pub fn href(wanted: &Wanted, of: &str, key: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("of", of).append_pair("key", key);
    format!("/desk/mining/cases?{}&{}", wanted.query(), pairs.finish())
}

async fn findings(app: &App, wanted: &Wanted, study: &Study) -> Result<Findings, Failure> {
    let mined = &study.mined;
    let process = catalogue::process_version(app, wanted.process.unwrap_or_default()).await?;
    let def = &process.definition;
    let (units, officers) = names(app, mined).await?;
    let rows = |of: &str, times: &[Times], name: &dyn Fn(&str) -> String| {
        let all: i64 = times.iter().map(|t| t.waiting_total + t.work_total).sum();
        let row = |t: &Times| Row {
            name: name(&t.of),
            count: t.count,
            estimated: t.estimated,
            minutes: [t.waiting_median, t.waiting_p90, t.work_median, t.work_p90],
            share: (t.waiting_total + t.work_total) * 100 / all.max(1),
            href: href(wanted, of, &t.of),
            cases: t.cases.len(),
            slow: t.slowest.len(),
        };
        times.iter().map(row).collect::<Vec<_>>()
    };
    let named = |known: &BTreeMap<String, String>, id: &str| known.get(id).cloned().unwrap_or_else(|| id.to_owned());
    Ok(Findings {
        cases: mined.cases,
        more: study.more,
        verdicts: verdicts(wanted, mined),
        deviations: deviations(wanted, def, mined),
        variants: variants(wanted, def, mined),
        hidden: mined.variants.len().saturating_sub(VARIANTS),
        steps: rows("step", &mined.by_step, &|id| step_name(def, id)),
        units: rows("unit", &mined.by_unit, &|id| named(&units, id)),
        officers: rows("officer", &mined.by_officer, &|id| named(&officers, id)),
    })
}

fn verdicts(wanted: &Wanted, mined: &Mined) -> Vec<(&'static str, usize, String)> {
    let Some(c) = &mined.conformance else { return vec![] };
    let away: usize = c.deviations.iter().map(|d| d.cases.len()).sum();
    let all = [
        ("fitting", "Đúng quy trình, đã xong", c.fitting.len()),
        ("under_way", "Đúng quy trình, chưa xong", c.under_way.len()),
        ("away", "Khác quy trình", away),
        ("undecided", "Chưa kết luận được", c.undecided.len()),
    ];
    all.into_iter().map(|(of, label, n)| (label, n, href(wanted, of, ""))).collect()
}

fn deviations(wanted: &Wanted, def: &Definition, mined: &Mined) -> Vec<Way> {
    let all = mined.conformance.iter().flat_map(|c| &c.deviations);
    let line = |d: &process::mining::Deviation| {
        let expected: Vec<String> = d.expected.iter().map(|e| step_name(def, e)).collect();
        Way {
            text: format!("{} ≠ {}", step_name(def, &d.found), expected.join(" | ")),
            cases: d.cases.len(),
            median: i64::try_from(d.after).unwrap_or(0),
            fits: "",
            href: href(wanted, "deviation", &format!("{},{}", d.after, d.found)),
        }
    };
    all.map(line).collect()
}

fn variants(wanted: &Wanted, def: &Definition, mined: &Mined) -> Vec<Way> {
    let line = |v: &process::mining::Variant| Way {
        text: way(def, &v.steps),
        cases: v.cases.len(),
        median: v.median,
        fits: fits(v.fits),
        href: href(wanted, "variant", &v.steps.join(",")),
    };
    mined.variants.iter().take(VARIANTS).map(line).collect()
}

/// A verdict on a variant in words.
pub fn fits(known: Option<bool>) -> &'static str {
    match known {
        Some(true) => "Đúng quy trình",
        Some(false) => "Khác quy trình",
        None => "Chưa kết luận được",
    }
}

/// Units and officers by id.
pub async fn names(app: &App, mined: &Mined) -> Result<(BTreeMap<String, String>, BTreeMap<String, String>), Failure> {
    let (mut units, mut officers) = (BTreeMap::new(), BTreeMap::new());
    for t in &mined.by_unit {
        if let Some(unit) = people::unit(app, t.of.parse().unwrap_or_default()).await? {
            units.insert(t.of.clone(), unit.name);
        }
    }
    for t in &mined.by_officer {
        officers.insert(t.of.clone(), people::name_of(app, t.of.parse().unwrap_or_default()).await?);
    }
    Ok((units, officers))
}
