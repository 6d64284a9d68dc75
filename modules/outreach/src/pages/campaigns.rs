//! Pages of campaigns: the list, one campaign with its activities, evidence and totals, and its report.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::date;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::kit::{self, Choice, Event, FileLine, Form, SHOWN, Tab, day, finish, grouped, number, seen, tabs};
use super::records::{Asked, Head, RecordsPage};
use crate::campaigns::{self, Activity, Brief, Campaign, Status, Work};
use crate::law::{label, law};
use crate::record::{self, Filter, Record, open};
use crate::{WRITE, papers, reports};

const BASE: &str = "/outreach/campaigns";

/// GET /outreach/campaigns
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let filter = Status::parse(&asked.status).map_or(Filter::All, |s| Filter::Status(s.number()));
    let after = Cursor::decode(&asked.after);
    let found = record::list::<Campaign>(v.app.db(), actor.agency, filter, (after, SHOWN)).await?;
    let line = |c: &Campaign| kit::Line {
        href: format!("{BASE}/{}", c.id),
        title: c.brief.title.clone(),
        when: format!("{} – {}", date(c.brief.starts), date(c.brief.ends)),
        note: v.lang.f("{} hoạt động, {} lượt người", &[&c.activities.len(), &grouped(c.reach())]),
        label: c.status.label(),
        colour: c.status.colour(),
    };
    let head = Head { base: BASE, title: "Đợt tuyên truyền", new: "Lập đợt tuyên truyền", told: EMPTY };
    let statuses: Vec<(i64, &'static str)> = Status::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let lines = found.items.iter().map(line).collect();
    let can_write = actor.can(WRITE);
    v.html(&RecordsPage::new(&v, &head, (&asked, &statuses), (lines, found.next, can_write)))
}

const EMPTY: &str =
    "Mỗi đợt ghi các hoạt động đã làm, nơi, ngày, hình thức, số người tiếp cận và ảnh, tài liệu làm minh chứng.";

#[derive(Template)]
#[template(path = "outreach_campaign_new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<Tab>,
    form: Form,
}

/// GET /outreach/campaigns/new
pub async fn blank(v: Visit) -> Reply {
    v.html(&NewPage { page: v.page("Lập đợt tuyên truyền"), tabs: tabs(&v, BASE), form: Form::default() })
}

fn brief(p: &Posted) -> Result<Brief, Refusal> {
    let own = |name: &str| p.get(name).to_owned();
    Ok(Brief {
        title: own("title"),
        purpose: own("purpose"),
        audience: own("audience"),
        starts: day(p, "starts")?,
        ends: day(p, "ends")?,
    })
}

/// POST /outreach/campaigns/new
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let done = match brief(&posted) {
        Ok(b) => campaigns::begin(&v.app, v.actor()?, b).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|c| format!("{BASE}/{}", c.id)).unwrap_or_default();
    finish(&v, done, (&to, &posted), async |form| {
        v.html_refused(&NewPage { page: v.page("Lập đợt tuyên truyền"), tabs: tabs(&v, BASE), form })
    })
    .await
}

struct Done {
    id: Uuid,
    on: String,
    place: String,
    channel: String,
    content: String,
    reach: String,
    files: Vec<FileLine>,
}

#[derive(Template)]
#[template(path = "outreach_campaign.html")]
struct OnePage {
    page: Page,
    tabs: Vec<Tab>,
    c: Campaign,
    starts: String,
    ends: String,
    reach: String,
    papers: String,
    seq: i64,
    form: Form,
    done: Vec<Done>,
    channels: Vec<Choice>,
    sums: Vec<reports::Sum>,
    can_work: bool,
    history: Vec<Event>,
}

impl OnePage {
    /// Whether this field was typed and refused: its form is shown unfolded.
    fn typed(&self, field: &str) -> bool {
        self.form.typed(field)
    }
}

async fn again(v: &Visit, id: Uuid, form: Form) -> Reply {
    let actor = v.actor()?;
    let (head, c) = open::<Campaign>(&v.app, actor, id).await?;
    let law = law(&v.app)?;
    let one = |a: &Activity| Done {
        id: a.id,
        on: date(a.on),
        place: a.place.clone(),
        channel: label(law.channels(), &a.channel).to_owned(),
        content: a.content.clone(),
        reach: grouped(a.reach),
        files: kit::files(&format!("{BASE}/{id}/files/{}", a.id), &a.files),
    };
    let refused = !form.errors.is_empty();
    let mut page = v.page("Đợt tuyên truyền");
    page.title = c.brief.title.clone();
    let running = c.status == Status::Running;
    let view = OnePage {
        page,
        tabs: tabs(v, BASE),
        starts: date(c.brief.starts),
        ends: date(c.brief.ends),
        reach: grouped(c.reach()),
        papers: format!("{BASE}/{id}/papers/bao-cao"),
        seq: head.seq,
        form,
        done: c.activities.iter().map(one).collect(),
        channels: kit::choices(law.channels()),
        sums: reports::by_channel(law.channels(), std::slice::from_ref(&c)),
        can_work: running && actor.can_at(WRITE, &record::place(&v.app, c.unit).await?),
        history: kit::history(v, &c.columns()).await?,
        c,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /outreach/campaigns/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, kit::id(&text)?, Form::default()).await
}

/// POST /outreach/campaigns/{id}/…
pub async fn perform(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    let work = match kit::deed(&v).as_str() {
        "edit" => brief(&posted).map(Work::Edit),
        "remove" => Ok(Work::Remove(posted.get("activity").parse().unwrap_or_default())),
        "finish" => Ok(Work::Finish(posted.get("result").to_owned())),
        _ => Ok(Work::Cancel(posted.get("result").to_owned())),
    };
    let done = match work {
        Ok(work) => campaigns::work(&v.app, v.actor()?, (id, seen(&posted)), work).await,
        Err(r) => Err(r.into()),
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// POST /outreach/campaigns/{id}/add
pub async fn add(v: Visit, Path(text): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (actor, id) = (v.actor()?, kit::id(&text)?);
    record::may::<Campaign>(&v.app, actor, (id, WRITE)).await?;
    let sent = kit::take(&v.app, sent).await?;
    let posted = sent.posted;
    let read = || -> Result<Activity, Refusal> {
        if let Some(r) = &sent.refused {
            return Err(r.clone());
        }
        Ok(Activity {
            id: v.app.new_id(),
            on: day(&posted, "on")?,
            place: posted.get("place").to_owned(),
            channel: posted.get("channel").to_owned(),
            content: posted.get("content").to_owned(),
            reach: number(&posted, "reach")?,
            files: sent.files.clone(),
            by: actor.account,
        })
    };
    let done = match read() {
        Ok(a) => campaigns::work(&v.app, actor, (id, seen(&posted)), Work::Add(a)).await,
        Err(r) => Err(r.into()),
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// GET /outreach/campaigns/{id}/files/{activity}/{n}
pub async fn file(v: Visit, Path((id, activity, n)): Path<(String, String, usize)>) -> Reply {
    let (_, c) = open::<Campaign>(&v.app, v.actor()?, kit::id(&id)?).await?;
    let activity = kit::id(&activity)?;
    let found = c.activities.iter().find(|a| a.id == activity).and_then(|a| a.files.get(n));
    documents::send(&v.app, found.ok_or_else(|| Failure::missing("Không có tệp này"))?).await
}

/// GET /outreach/campaigns/{id}/papers/{name}
pub async fn paper(v: Visit, Path((id, name)): Path<(String, String)>) -> Reply {
    let (_, c) = open::<Campaign>(&v.app, v.actor()?, kit::id(&id)?).await?;
    papers::parts(&name)?;
    let issuer = papers::issuer(&v.app, c.tenant).await?;
    let paper = reports::campaign(&*law(&v.app)?, &c, &issuer)?;
    papers::reply(&v, paper, (&name, &issuer.name)).await
}
