//! The pages of an inspection: the year's list, what concerns me, one inspection with what may be done now.

use askama::Template;
use axum::extract::{Multipart, Path};
use kernel::time::{date, from_micros, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Event, Wrong, at, day, history, today, unit_name, wrong};
use crate::READ;
use crate::actions::visits::{self, Opened, Part, Step};
use crate::checklist::checklist;
use crate::model::{Minutes, Remedy, Stage, Visit as Inspection};
use crate::rules::visit::Team;

/// An inspection in a list.
pub struct Line {
    pub id: Uuid,
    pub unit: String,
    pub manner: &'static str,
    pub days: String,
    pub stage: Stage,
}

/// A remedy in a list.
pub struct ToDo {
    pub id: Uuid,
    pub unit: String,
    pub text: String,
    pub due: String,
    pub label: &'static str,
    pub colour: &'static str,
    /// Days past its day; 0 in time.
    pub late: i64,
}

async fn lines(v: &Visit, all: Vec<Inspection>) -> Result<Vec<Line>, Failure> {
    let mut out = vec![];
    for i in all {
        let unit = unit_name(v, i.unit).await?;
        let days = format!("{} – {}", date(i.starts), date(i.ends));
        out.push(Line { id: i.id, unit, manner: i.manner.label(), days, stage: i.stage });
    }
    Ok(out)
}

/// Remedies as a list shows them.
pub async fn to_do(v: &Visit, all: Vec<Remedy>) -> Result<Vec<ToDo>, Failure> {
    let today = today(v);
    let mut out = vec![];
    for r in all {
        let late = if r.late(today) { i64::from(r.due.until(today).map_or(0, |s| s.get_days())) } else { 0 };
        let (unit, due) = (unit_name(v, r.unit).await?, date(r.due));
        let (label, colour) = (r.progress.label(), r.progress.colour());
        out.push(ToDo { id: r.id, unit, text: r.text, due, label, colour, late });
    }
    Ok(out)
}

#[derive(Template)]
#[template(path = "inspections_work.html")]
struct WorkPage {
    page: Page,
    year: i16,
    chips: Vec<Chip>,
    lines: Vec<Line>,
}

/// A choice of a list, with its address.
struct Chip {
    label: String,
    href: String,
    current: bool,
}

/// The pairs of the address.
fn query(v: &Visit) -> Posted {
    Posted::parse(v.path.split_once('?').map_or("", |(_, q)| q).as_bytes())
}

/// GET /inspections/work?year=2024&stage=draft
pub async fn list(v: Visit) -> Reply {
    let asked = query(&v);
    let year = asked.get("year").parse().unwrap_or_else(|_| today(&v).year());
    let stage = Stage::ALL.into_iter().find(|s| s.slug() == asked.get("stage"));
    let mut all = visits::of_year(&v.app, v.actor()?, year).await?;
    let count = |s: Stage| all.iter().filter(|i| i.stage == s).count();
    let chip = |s: Stage| Chip {
        label: format!("{} ({})", v.lang.t(s.label()), count(s)),
        href: format!("/inspections/work?year={year}&stage={}", s.slug()),
        current: Some(s) == stage,
    };
    let every = format!("{} ({})", v.lang.t("Tất cả"), all.len());
    let mut chips =
        vec![Chip { label: every, href: format!("/inspections/work?year={year}"), current: stage.is_none() }];
    chips.extend(Stage::ALL.into_iter().filter(|s| count(*s) > 0 || Some(*s) == stage).map(chip));
    all.retain(|i| stage.is_none_or(|s| s == i.stage));
    let page = v.page("Các cuộc kiểm tra");
    v.html(&WorkPage { year, chips, lines: lines(&v, all).await?, page })
}

#[derive(Template)]
#[template(path = "inspections_mine.html")]
struct MinePage {
    page: Page,
    reads: bool,
    team: Vec<Line>,
    unit: Vec<Line>,
    remedies: Vec<ToDo>,
}

/// GET /inspections/mine
pub async fn mine(v: Visit) -> Reply {
    let actor = v.actor()?;
    let (team, unit, remedies) = visits::mine(&v.app, actor).await?;
    let page = v.page("Kiểm tra: việc của tôi");
    let (team, unit, remedies) = (lines(&v, team).await?, lines(&v, unit).await?, to_do(&v, remedies).await?);
    v.html(&MinePage { page, reads: actor.can(READ), team, unit, remedies })
}

/// A person of the team, or to choose from.
struct Person {
    id: String,
    name: String,
    post: String,
}

/// A site with how far its checklist is filled.
struct Place {
    id: Uuid,
    name: String,
    done: usize,
    bad: usize,
}

/// What the unit said of itself.
struct Own {
    text: String,
    by: String,
    at: String,
    files: Vec<documents::StoredFile>,
}

#[derive(Template)]
#[template(path = "inspections_visit.html")]
struct ShowPage {
    page: Page,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    v: Inspection,
    part: Part,
    reads: bool,
    /// What the person may see of answers and conclusion.
    sees: (bool, bool),
    team: Vec<Person>,
    staff: Vec<Person>,
    places: Vec<Place>,
    items: usize,
    own: Option<Own>,
    remedies: Vec<ToDo>,
    history: Vec<Event>,
}

impl ShowPage {
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }

    fn ticked(&self, id: &str) -> bool {
        self.typed.all("members").any(|m| m == id)
    }

    fn is(&self, stage: &str) -> bool {
        self.v.stage.slug() == stage
    }

    fn heads(&self) -> bool {
        self.part.head || self.part.manages
    }

    fn heads_list(&self) -> Vec<Choice> {
        let choice = |p: &Person| Choice { value: p.id.clone(), label: format!("{} ({})", p.name, p.post) };
        self.staff.iter().map(choice).collect()
    }

    fn day(&self, day: &kernel::time::civil::Date) -> String {
        date(*day)
    }

    fn left(&self) -> usize {
        self.places.iter().map(|p| self.items - p.done).sum()
    }

    fn files(&self, f: &documents::StoredFile) -> String {
        format!("/inspections/work/{}/files/{}", self.v.id, f.digest)
    }
}

/// What is stored, as the form would post it.
fn stored(i: &Inspection) -> Posted {
    let mut all: Vec<(String, String)> = vec![];
    let mut put = |name: &str, value: String| all.push((name.to_owned(), value));
    put("head", i.head.map(|h| h.to_string()).unwrap_or_default());
    for m in &i.members {
        put("members", m.to_string());
    }
    if let Some((from, to)) = i.period {
        put("from", date(from));
        put("to", date(to));
    }
    put("starts", date(i.starts));
    put("ends", date(i.ends));
    put("scope", i.scope.clone());
    put("sites", i.sites.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("\n"));
    put("text", i.own.as_ref().map(|o| o.text.clone()).unwrap_or_default());
    Posted(all)
}

/// GET /inspections/work/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (None, vec![])).await
}

async fn places(v: &Visit, o: &Opened) -> Result<(Vec<Place>, usize), Failure> {
    let list = checklist(&v.app)?;
    let mut places = vec![];
    for s in &o.visit.sites {
        let of = || o.answers.iter().filter(|a| a.site == s.id && list.item(&a.item).is_some());
        let (done, bad) = (of().count(), of().filter(|a| a.bad()).count());
        places.push(Place { id: s.id, name: s.name.clone(), done, bad });
    }
    Ok((places, list.items().count()))
}

/// The page, with what was refused and typed.
async fn again(v: &Visit, id: Uuid, (typed, errors): (Option<Posted>, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let opened = visits::open(app, actor, id).await?;
    let i = opened.visit.clone();
    let person = |p: people::Person| Person { id: p.account.to_string(), name: p.name, post: p.post };
    let staff =
        if i.stage == Stage::Draft && opened.part.manages { visits::staff(app, i.tenant).await? } else { vec![] };
    let mut team = vec![];
    for m in &i.members {
        let name = people::name_of(app, *m).await?;
        team.push(Person { id: m.to_string(), name, post: String::new() });
    }
    let own = match &i.own {
        Some(o) => Some(Own {
            text: o.text.clone(),
            by: people::name_of(app, o.by).await?,
            at: short(from_micros(o.at)),
            files: o.files.clone(),
        }),
        None => None,
    };
    let (places, items) = places(v, &opened).await?;
    let mut page = v.page("Cuộc kiểm tra");
    let unit = unit_name(v, i.unit).await?;
    page.title = format!("{}: {unit}", v.lang.t("Kiểm tra"));
    let view = ShowPage {
        seq: opened.ledger.seq,
        part: opened.part,
        sees: (opened.shows_answers(), opened.shows_conclusion()),
        reads: actor.can(READ),
        team,
        staff: staff.into_iter().map(person).collect(),
        places,
        items,
        own,
        remedies: to_do(v, opened.remedies).await?,
        history: history(v, (i.tenant, i.id)).await?,
        typed: typed.unwrap_or_else(|| stored(&i)),
        v: i,
        page,
        errors,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

fn step(name: &str, posted: &Posted) -> Result<Step, Failure> {
    let text = |field: &str| posted.get(field).to_owned();
    Ok(match name {
        "team" => Step::Team(Team {
            head: posted.get("head").parse().ok(),
            members: posted.all("members").filter_map(|m| m.parse().ok()).collect(),
            from: day(posted, "from")?,
            to: day(posted, "to")?,
            starts: day(posted, "starts")?,
            ends: day(posted, "ends")?,
            scope: text("scope"),
            sites: text("sites"),
        }),
        "submit" => Step::Submit,
        "give-back" => Step::GiveBack(text("why")),
        "decide" => Step::Decide(text("number"), day(posted, "on")?),
        "announce" => Step::Announce(text("notice")),
        "record" => {
            let (place, present, opinion) = (text("place"), text("present"), text("opinion"));
            Step::Record(Minutes { place, present, opinion, at: 0 })
        }
        "sign" => Step::Sign(text("number"), day(posted, "on")?),
        _ => return Err(Failure::missing("Không có việc này")),
    })
}

/// Answers a deed: the page again when it was refused, with everything typed.
async fn answered(v: &Visit, id: Uuid, (posted, done): (Posted, Result<Inspection, Failure>)) -> Reply {
    let main = |message| Wrong { field: "main".into(), message };
    match done {
        Ok(_) => Ok(v.done(&format!("/inspections/work/{id}"), v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => again(v, id, (Some(posted), vec![wrong(&r)])).await,
        Err(Failure::Conflict(message)) => again(v, id, (Some(posted), vec![main(message)])).await,
        Err(other) => Err(other),
    }
}

/// POST /inspections/work/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let path = v.path.split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let seen = posted.get("seen").parse().ok();
    let done = match step(name, &posted) {
        Ok(step) => visits::act(&v.app, v.actor()?, (id, seen), &step).await,
        Err(e) => Err(e),
    };
    answered(&v, id, (posted, done)).await
}

/// POST /inspections/work/{id}/own: the unit's own report.
pub async fn own(v: Visit, Path(id): Path<Uuid>, form: Multipart) -> Reply {
    let arrived = documents::take(&v.app, form).await?;
    let posted = Posted(arrived.texts);
    let seen = posted.get("seen").parse().ok();
    let done = match arrived.refused.into_iter().next() {
        Some(refused) => Err(refused.at("file").into()),
        None => {
            let files = arrived.files.into_iter().map(|(_, f)| f).collect();
            visits::act(&v.app, v.actor()?, (id, seen), &Step::Own(posted.get("text").into(), files)).await
        }
    };
    answered(&v, id, (posted, done)).await
}

/// POST /inspections/plans/{id}/begin: the inspection of a line of the plan.
pub async fn begin(v: Visit, Path(plan): Path<Uuid>, posted: Posted) -> Reply {
    let item = posted.get("item").parse().unwrap_or_default();
    let id = visits::begin(&v.app, v.actor()?, (plan, item)).await?;
    Ok(v.done(&format!("/inspections/work/{id}"), v.lang.t("Đã mở cuộc kiểm tra.")))
}

/// GET /inspections/work/{id}/files/{digest}: a file of the inspection, for whoever may see it.
pub async fn stored_file(v: Visit, Path((id, digest)): Path<(Uuid, String)>) -> Reply {
    let o = visits::open(&v.app, v.actor()?, id).await?;
    let answers = o.answers.iter().filter(|_| o.shows_answers()).flat_map(|a| &a.photos);
    let remedies = o.remedies.iter().filter_map(|r| r.shown.as_ref()).flat_map(|s| &s.files);
    let mut all = answers.chain(o.visit.own.iter().flat_map(|w| &w.files)).chain(remedies);
    let found = all.find(|f| f.digest == digest).ok_or_else(|| Failure::missing("Không có tệp này"))?;
    documents::send(&v.app, found).await
}
