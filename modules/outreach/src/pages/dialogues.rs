//! Dialogues in the workspace: the list, the announcement, questions with their answers, minutes, and what the next person may do.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::{Timestamp, date, parse_local, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::kit::{self, Event, FileLine, Form, SHOWN, Tab, day, finish, seen, tabs};
use super::records::{Asked as List, Head, RecordsPage};
use crate::dialogues::{self, Asked, Asking, Brief, Dialogue, Question, Status, Work};
use crate::record::{self, Filter, Record, open, place};
use crate::{PUBLISH, WRITE, papers};

const BASE: &str = "/outreach/dialogues";
const EMPTY: &str = "Thông báo đối thoại được duyệt rồi đăng; tổ chức, cá nhân gửi câu hỏi không cần tài khoản; trả lời và biên bản được duyệt rồi công bố.";

/// A dialogue in a list.
pub fn line(d: &Dialogue) -> kit::Line {
    kit::Line {
        href: format!("{BASE}/{}", d.id),
        title: d.brief.title.clone(),
        when: short(d.brief.at),
        note: d.brief.place.clone(),
        label: d.status.label(),
        colour: d.status.colour(),
    }
}

/// GET /outreach/dialogues
pub async fn list(v: Visit, Query(asked): Query<List>) -> Reply {
    let actor = v.actor()?;
    let filter = Status::parse(&asked.status).map_or(Filter::All, |s| Filter::Status(s.number()));
    let after = Cursor::decode(&asked.after);
    let found = record::list::<Dialogue>(v.app.db(), actor.agency, filter, (after, SHOWN)).await?;
    let head =
        Head {
            base: BASE, title: "Đối thoại với tổ chức, cá nhân", new: "Soạn thông báo đối thoại", told: EMPTY
        };
    let statuses: Vec<(i64, &'static str)> = Status::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let lines = found.items.iter().map(line).collect();
    v.html(&RecordsPage::new(&v, &head, (&asked, &statuses), (lines, found.next, actor.can(WRITE))))
}

#[derive(Template)]
#[template(path = "outreach_dialogue_new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<Tab>,
    form: Form,
}

fn new_page(v: &Visit, form: Form) -> NewPage {
    NewPage { page: v.page("Soạn thông báo đối thoại"), tabs: tabs(v, BASE), form }
}

/// GET /outreach/dialogues/new
pub async fn blank(v: Visit) -> Reply {
    v.html(&new_page(&v, Form::default()))
}

fn brief(p: &Posted) -> Result<Brief, Refusal> {
    let own = |name: &str| p.get(name).to_owned();
    let told = "Nhập ngày giờ đối thoại theo mẫu 07/02/2024 08:30.";
    let at: Option<Timestamp> = p.some("at").and_then(|t| parse_local(t).ok());
    Ok(Brief {
        title: own("title"),
        about: own("about"),
        place: own("place"),
        at: at.ok_or_else(|| Refusal::new("time", told).at("at"))?,
        until: day(p, "until")?,
        chair: own("chair"),
    })
}

/// POST /outreach/dialogues/new
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let done = match brief(&posted) {
        Ok(b) => dialogues::begin(&v.app, v.actor()?, b).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|d| format!("{BASE}/{}", d.id)).unwrap_or_default();
    finish(&v, done, (&to, &posted), async |form| v.html_refused(&new_page(&v, form))).await
}

struct AskedLine {
    id: Uuid,
    who: String,
    contact: String,
    at: String,
    text: String,
    answer: String,
    open: bool,
    label: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "outreach_dialogue.html")]
struct OnePage {
    page: Page,
    tabs: Vec<Tab>,
    d: Dialogue,
    base: String,
    at: String,
    at_typed: String,
    until: String,
    paper: String,
    seq: i64,
    form: Form,
    questions: Vec<AskedLine>,
    files: Vec<FileLine>,
    can_write: bool,
    can_publish: bool,
    held: bool,
    own: bool,
    history: Vec<Event>,
}

impl OnePage {
    fn unfolded(&self) -> bool {
        self.form.typed("reason")
    }

    /// What was typed for this question and refused, or its answer.
    fn typed(&self, q: &AskedLine) -> String {
        let own = self.form.posted.as_ref().is_some_and(|p| p.get("question") == q.id.to_string());
        if own { self.form.or("answer", &q.answer) } else { q.answer.clone() }
    }
}

/// A question; how to reach the asker is for those who answer.
fn question(q: &Question, inside: bool) -> AskedLine {
    AskedLine {
        id: q.id,
        who: q.asker.clone(),
        contact: if inside { q.contact.clone() } else { String::new() },
        at: short(q.asked_at),
        text: q.text.clone(),
        answer: q.answer.clone(),
        open: q.status == Asking::Received,
        label: q.status.label(),
        colour: q.status.colour(),
    }
}

async fn again(v: &Visit, id: Uuid, form: Form) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, d) = open::<Dialogue>(app, actor, id).await?;
    let at = place(app, d.unit).await?;
    let inside = actor.can_at(WRITE, &at) || actor.can_at(PUBLISH, &at);
    let local = kernel::time::local(d.brief.at);
    let refused = !form.errors.is_empty();
    let mut page = v.page("Đối thoại với tổ chức, cá nhân");
    page.title = d.brief.title.clone();
    let view = OnePage {
        page,
        tabs: tabs(v, BASE),
        base: format!("{BASE}/{id}"),
        at: short(d.brief.at),
        at_typed: format!("{} {:02}:{:02}", date(local.date()), local.hour(), local.minute()),
        until: date(d.brief.until),
        paper: format!("{BASE}/{id}/papers/bien-ban"),
        seq: head.seq,
        form,
        questions: dialogues::questions(app, &d).await?.iter().map(|q| question(q, inside)).collect(),
        files: kit::files(&format!("{BASE}/{id}/files"), &d.files),
        can_write: actor.can_at(WRITE, &at),
        can_publish: actor.can_at(PUBLISH, &at),
        held: d.brief.at <= app.now(),
        own: d.editors.contains(&actor.account),
        history: kit::history(v, &d.columns()).await?,
        d,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /outreach/dialogues/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, kit::id(&text)?, Form::default()).await
}

/// POST /outreach/dialogues/{id}/…
pub async fn perform(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    let reason = || posted.get("reason").to_owned();
    let work = match kit::deed(&v).as_str() {
        "edit" => brief(&posted).map(Work::Edit),
        "hand-in" => Ok(Work::HandIn),
        "give-back" => Ok(Work::GiveBack(reason())),
        "publish" => Ok(Work::Publish),
        _ => Ok(Work::Cancel(reason())),
    };
    let done = match work {
        Ok(work) => dialogues::work(&v.app, v.actor()?, (id, seen(&posted)), work).await,
        Err(r) => Err(r.into()),
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// POST /outreach/dialogues/{id}/minutes
pub async fn minutes(v: Visit, Path(text): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (actor, id) = (v.actor()?, kit::id(&text)?);
    record::may::<Dialogue>(&v.app, actor, (id, WRITE)).await?;
    let sent = kit::take(&v.app, sent).await?;
    let posted = sent.posted;
    let work = Work::Minutes(posted.get("minutes").to_owned(), sent.files);
    let done = match sent.refused {
        Some(r) => Err(r.into()),
        None => dialogues::work(&v.app, actor, (id, seen(&posted)), work).await,
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// POST /outreach/dialogues/{id}/answer, /set-aside and /note: an answer, and a question asked in the room.
pub async fn answer(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (app, actor, id) = (&v.app, v.actor()?, kit::id(&text)?);
    let question = posted.get("question").parse().unwrap_or_default();
    let done = match kit::deed(&v).as_str() {
        "note" => match record::may::<Dialogue>(app, actor, (id, WRITE)).await {
            Ok(_) => dialogues::ask(app, Some(actor), id, asked(&posted)).await.map(drop),
            Err(e) => Err(e),
        },
        deed => {
            let to = if deed == "answer" { Asking::Answered } else { Asking::SetAside };
            dialogues::answer(app, actor, (id, question), (to, posted.get("answer"))).await.map(drop)
        }
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// What a form asks.
pub fn asked(p: &Posted) -> Asked {
    let own = |name: &str| p.get(name).to_owned();
    Asked { asker: own("asker"), contact: own("contact"), named: p.has("named"), text: own("text") }
}

/// GET /outreach/dialogues/{id}/files/{n}
pub async fn file(v: Visit, Path((id, n)): Path<(String, usize)>) -> Reply {
    let (_, d) = open::<Dialogue>(&v.app, v.actor()?, kit::id(&id)?).await?;
    documents::send(&v.app, d.files.get(n).ok_or_else(|| Failure::missing("Không có tệp này"))?).await
}

/// GET /outreach/dialogues/{id}/papers/{name}
pub async fn paper(v: Visit, Path((id, name)): Path<(String, String)>) -> Reply {
    let (_, d) = open::<Dialogue>(&v.app, v.actor()?, kit::id(&id)?).await?;
    papers::parts(&name)?;
    let issuer = papers::issuer(&v.app, d.tenant).await?;
    let mut all = dialogues::questions(&v.app, &d).await?;
    all.reverse();
    let paper = crate::reports::dialogue(&*crate::law(&v.app)?, (&d, &all), &issuer)?;
    papers::reply(&v, paper, (&name, &issuer.name)).await
}
