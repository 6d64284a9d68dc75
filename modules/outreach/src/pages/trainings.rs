//! Lists of training: what the person's units are invited to, what their agency organises; and the form that begins one.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::error::Refusal;
use kernel::page::Cursor;
use kernel::time::date;
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::kit::{self, Choice, Form, Line, SHOWN, Tab, day, day_or_none, finish, number, tabs};
use super::records::{Asked, Head, RecordsPage};
use crate::WRITE;
use crate::record::{self, Filter};
use crate::trainings::{self, Brief, Kind, Status, Training};

/// Where trainings are.
pub const BASE: &str = "/outreach/trainings";
const EMPTY: &str = "Lớp tập huấn, buổi trao đổi kinh nghiệm: mời đơn vị, đăng ký, điểm danh, tài liệu, bài kiểm tra và giấy chứng nhận.";

/// A training in a list.
pub fn line(v: &Visit, t: &Training) -> Line {
    let days: Vec<_> = t.sessions.iter().map(|s| s.on).collect();
    let when = match (days.iter().min(), days.iter().max()) {
        (Some(a), Some(b)) if a != b => format!("{} – {}", date(*a), date(*b)),
        (Some(a), _) => date(*a),
        _ => date(t.brief.starts),
    };
    Line {
        href: format!("{BASE}/{}", t.id),
        title: t.brief.title.clone(),
        when,
        note: v.lang.f("{} buổi, {} người đăng ký", &[&t.sessions.len(), &t.participants.len()]),
        label: t.status.label(),
        colour: t.status.colour(),
    }
}

/// GET /outreach/trainings
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let filter = Status::parse(&asked.status).map_or(Filter::All, |s| Filter::Status(s.number()));
    let after = Cursor::decode(&asked.after);
    let found = record::list::<Training>(v.app.db(), actor.agency, filter, (after, SHOWN)).await?;
    let head = Head {
        base: BASE, title: "Tập huấn, trao đổi kinh nghiệm", new: "Lập lớp, buổi trao đổi", told: EMPTY
    };
    let statuses: Vec<(i64, &'static str)> = Status::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let lines = found.items.iter().map(|t| line(&v, t)).collect();
    let mut page = RecordsPage::new(&v, &head, (&asked, &statuses), (lines, found.next, actor.can(WRITE)));
    if after.is_none() && asked.status.is_empty() {
        let open = trainings::invitations(&v.app, actor).await?;
        page.first = open.iter().filter(|t| t.status == Status::Open).map(|t| line(&v, t)).collect();
        page.first_title = v.lang.t("Ông/bà và đơn vị được mời").to_owned();
    }
    v.html(&page)
}

#[derive(Template)]
#[template(path = "outreach_training_new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<Tab>,
    form: Form,
    kinds: Vec<Choice>,
}

/// The kinds to choose from.
pub fn kinds(v: &Visit) -> Vec<Choice> {
    let one = |k: &Kind| Choice { value: k.number().to_string(), label: v.lang.t(k.label()).to_owned() };
    Kind::ALL.iter().map(one).collect()
}

fn new_page(v: &Visit, form: Form) -> Result<NewPage, Failure> {
    Ok(NewPage { page: v.page("Lập lớp, buổi trao đổi"), tabs: tabs(v, BASE), form, kinds: kinds(v) })
}

/// GET /outreach/trainings/new
pub async fn blank(v: Visit) -> Reply {
    v.html(&new_page(&v, Form::default())?)
}

/// What a form says of a training.
///
/// # Errors
/// A day, a number or the kind cannot be read.
pub fn brief(p: &Posted) -> Result<Brief, Refusal> {
    let own = |name: &str| p.get(name).to_owned();
    let kind = Kind::parse(p.get("kind"));
    Ok(Brief {
        kind: kind.ok_or_else(|| Refusal::new("kind", "Chọn loại lớp, buổi trao đổi.").at("kind"))?,
        title: own("title"),
        content: own("content"),
        organiser: own("organiser"),
        starts: day(p, "starts")?,
        until: day_or_none(p, "until")?,
        seats: number(p, "seats")?,
    })
}

/// POST /outreach/trainings/new
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let done = match brief(&posted) {
        Ok(b) => trainings::begin(&v.app, v.actor()?, b).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|t| format!("{BASE}/{}", t.id)).unwrap_or_default();
    finish(&v, done, (&to, &posted), async |form| v.html_refused(&new_page(&v, form)?)).await
}

/// GET /outreach/trainings/{id}/files/{n}
pub async fn material(v: Visit, Path((id, n)): Path<(String, usize)>) -> Reply {
    let (_, t) = record::open::<Training>(&v.app, v.actor()?, kit::id(&id)?).await?;
    documents::send(&v.app, t.materials.get(n).ok_or_else(|| Failure::missing("Không có tệp này"))?).await
}
