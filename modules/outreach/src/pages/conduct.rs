//! Commendation and misconduct for managers: the list within their reach, proposing, and the leader's decision.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::date;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use serde::Deserialize;
use uuid::Uuid;

use super::kit::{self, Choice, Event, FileLine, Form, SHOWN, Tab, day, finish, seen, tabs, today};
use super::records::{Asked, Head, RecordsPage};
use crate::CONDUCT;
use crate::conduct::{self, Conduct, Kind, Status, Typed, Work, grounds};
use crate::law::{label, law};
use crate::record::{self, Filter, Record, open, place};

const BASE: &str = "/outreach/conduct";
const EMPTY: &str = "Thành tích và vi phạm trong giải quyết thủ tục hành chính, gắn với người hoặc đơn vị và hồ sơ liên quan. Chỉ người quản lý xem được.";

/// GET /outreach/conduct
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let whole = actor.can_at(CONDUCT, &actor.agency_path);
    // Who manages one unit sees that unit; filters by status are for who sees the agency.
    let filter = match Status::parse(&asked.status) {
        _ if !whole => Filter::Unit(actor.unit),
        Some(s) => Filter::Status(s.number()),
        None => Filter::All,
    };
    let after = Cursor::decode(&asked.after);
    let found = record::list::<Conduct>(v.app.db(), actor.agency, filter, (after, SHOWN)).await?;
    let line = |c: &Conduct| kit::Line {
        href: format!("{BASE}/{}", c.id),
        title: c.about().to_owned(),
        when: date(c.on),
        note: format!("{}, {}", v.lang.t(c.kind.label()), c.unit_name),
        label: c.status.label(),
        colour: c.status.colour(),
    };
    let head = Head { base: BASE, title: "Khen thưởng, vi phạm", new: "Lập bản ghi", told: EMPTY };
    let all: Vec<(i64, &'static str)> = Status::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let statuses = if whole { all } else { vec![] };
    let lines = found.items.iter().map(line).collect();
    v.html(&RecordsPage::new(&v, &head, (&asked, &statuses), (lines, found.next, true)))
}

/// Whom a new record is about.
#[derive(Deserialize, Default)]
pub struct About {
    #[serde(default)]
    unit: String,
}

#[derive(Template)]
#[template(path = "outreach_conduct_new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<Tab>,
    form: Form,
    units: Vec<Choice>,
    unit: String,
    unit_name: String,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    merits: Vec<Choice>,
    faults: Vec<Choice>,
    source: String,
}

/// Units within the person's reach.
async fn units(v: &Visit) -> Result<Vec<Choice>, Failure> {
    let actor = v.actor()?;
    let mut all = people::units(&v.app, today(&v.app)).await?;
    all.retain(|u| actor.can_at(CONDUCT, &u.path));
    Ok(all.into_iter().map(|u| Choice { value: u.id.to_string(), label: u.name }).collect())
}

async fn new_page(v: &Visit, unit: &str, form: Form) -> Result<NewPage, Failure> {
    let law = law(&v.app)?;
    let units = units(v).await?;
    let chosen = units.iter().find(|u| u.value == unit).map(|u| (u.value.clone(), u.label.clone()));
    let (unit, unit_name) = chosen.unwrap_or_default();
    let mut people: Vec<Choice> = vec![];
    if let Ok(id) = unit.parse::<Uuid>() {
        for p in people::staff_of(&v.app, id).await? {
            let value = p.account.to_string();
            if !people.iter().any(|c| c.value == value) {
                people.push(Choice { value, label: format!("{}, {}", p.name, p.post) });
            }
        }
    }
    let conduct = law.conduct(today(&v.app));
    let of = |kind| conduct.map(|c| kit::choices(grounds(c, kind))).unwrap_or_default();
    let kind = |k: &Kind| Choice { value: k.number().to_string(), label: v.lang.t(k.label()).to_owned() };
    Ok(NewPage {
        page: v.page("Lập bản ghi"),
        tabs: tabs(v, BASE),
        form,
        units,
        unit,
        unit_name,
        people,
        kinds: Kind::ALL.iter().map(kind).collect(),
        merits: of(Kind::Merit),
        faults: of(Kind::Fault),
        source: conduct.map(|c| c.source.clone()).unwrap_or_default(),
    })
}

/// GET /outreach/conduct/new?unit=
pub async fn blank(v: Visit, Query(about): Query<About>) -> Reply {
    let page = new_page(&v, &about.unit, Form::default()).await?;
    v.html(&page)
}

/// POST /outreach/conduct/new
pub async fn begin(v: Visit, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let actor = v.actor()?;
    let sent = kit::take(&v.app, sent).await?;
    let posted = sent.posted;
    let read = || -> Result<Typed, Refusal> {
        if let Some(r) = &sent.refused {
            return Err(r.clone());
        }
        let kind = Kind::parse(posted.get("kind"));
        Ok(Typed {
            unit: posted.get("unit").parse().unwrap_or_default(),
            person: posted.get("person").parse().ok(),
            kind: kind.ok_or_else(|| Refusal::new("kind", "Chọn khen thưởng hoặc vi phạm.").at("kind"))?,
            ground: posted.get("ground").to_owned(),
            on: day(&posted, "on")?,
            content: posted.get("content").to_owned(),
            cases: posted.get("cases").to_owned(),
            files: sent.files.clone(),
        })
    };
    let done = match read() {
        Ok(typed) => conduct::propose(&v.app, actor, typed).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|c| format!("{BASE}/{}", c.id)).unwrap_or_default();
    finish(&v, done, (&to, &posted), async |form| {
        let page = new_page(&v, posted.get("unit"), form).await?;
        v.html_refused(&page)
    })
    .await
}

#[derive(Template)]
#[template(path = "outreach_conduct.html")]
struct OnePage {
    page: Page,
    tabs: Vec<Tab>,
    c: Conduct,
    about: String,
    ground: String,
    article: String,
    on: String,
    decided: String,
    base: String,
    seq: i64,
    form: Form,
    files: Vec<FileLine>,
    by: String,
    can_decide: bool,
    own: bool,
    history: Vec<Event>,
}

async fn again(v: &Visit, id: Uuid, form: Form) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, c) = open::<Conduct>(app, actor, id).await?;
    let law = law(app)?;
    let known = law.conduct(c.on).map(|l| grounds(l, c.kind)).unwrap_or_default();
    let refused = !form.errors.is_empty();
    let named = c.person.as_ref().is_some_and(|p| p.0 == actor.account);
    let mut page = v.page("Khen thưởng, vi phạm");
    page.title = c.about().to_owned();
    let view = OnePage {
        page,
        tabs: tabs(v, BASE),
        about: c.about().to_owned(),
        ground: label(known, &c.ground).to_owned(),
        article: known.iter().find(|n| n.key == c.ground).map(|n| n.law.clone()).unwrap_or_default(),
        on: date(c.on),
        decided: c.decision.as_ref().map(|d| date(d.on)).unwrap_or_default(),
        base: format!("{BASE}/{id}"),
        seq: head.seq,
        form,
        files: kit::files(&format!("{BASE}/{id}/files"), &c.files),
        by: people::name_of(app, c.by).await?,
        can_decide: c.status == Status::Proposed && actor.can_at(CONDUCT, &place(app, c.tenant).await?),
        own: c.by == actor.account || named,
        history: kit::history(v, &c.columns()).await?,
        c,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /outreach/conduct/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, kit::id(&text)?, Form::default()).await
}

/// POST /outreach/conduct/{id}/decide and /drop
pub async fn perform(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    let own = |name: &str| posted.get(name).to_owned();
    let work = match kit::deed(&v).as_str() {
        "decide" => day(&posted, "decided").map(|on| Work::Decide(own("number"), on, own("form"))),
        _ => Ok(Work::Drop(own("reason"))),
    };
    let done = match work {
        Ok(work) => conduct::work(&v.app, v.actor()?, (id, seen(&posted)), work).await,
        Err(r) => Err(r.into()),
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// GET /outreach/conduct/{id}/files/{n}
pub async fn file(v: Visit, Path((id, n)): Path<(String, usize)>) -> Reply {
    let (_, c) = open::<Conduct>(&v.app, v.actor()?, kit::id(&id)?).await?;
    documents::send(&v.app, c.files.get(n).ok_or_else(|| Failure::missing("Không có tệp này"))?).await
}
