//! Dialogues before the public: what is announced, the form for a question, one's own question by its address, and minutes with
//! answers once they are published.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::page::Cursor;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use serde::Deserialize;
use uuid::Uuid;

use super::dialogues::asked as read;
use super::kit::{self, FileLine, Form, finish, today};
use crate::dialogues::{self, Asking, Dialogue, Question, Status};
use crate::record::{self, load};

/// Dialogues on one page of the list.
const SHOWN: i64 = 20;

/// What the list is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    sau: String,
}

struct Line {
    href: String,
    title: String,
    when: String,
    place: String,
    agency: String,
    label: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "outreach_talks.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    next: String,
}

/// What the public reads of a status: the second review is the office's own matter.
fn shown(d: &Dialogue, taking: bool) -> (&'static str, &'static str) {
    match d.status {
        Status::Published | Status::Cancelled => (d.status.label(), d.status.colour()),
        _ if taking => (Status::Open.label(), Status::Open.colour()),
        _ => ("Đã hết hạn gửi câu hỏi", "grey"),
    }
}

fn taking(v: &Visit, d: &Dialogue) -> bool {
    d.status == Status::Open && today(&v.app) <= d.brief.until
}

/// GET /doi-thoai
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let found = record::public::<Dialogue>(v.app.db(), (Cursor::decode(&asked.sau), SHOWN)).await?;
    let line = |d: &Dialogue| {
        let (label, colour) = shown(d, taking(&v, d));
        let (title, place, agency) = (d.brief.title.clone(), d.brief.place.clone(), d.agency.clone());
        Line { href: format!("/doi-thoai/{}", d.id), title, when: short(d.brief.at), place, agency, label, colour }
    };
    let lines = found.items.iter().map(line).collect();
    let next = found.next.map(|c| format!("/doi-thoai?sau={}", c.encode())).unwrap_or_default();
    v.html(&ListPage { page: v.page("Đối thoại về thủ tục hành chính"), lines, next })
}

struct Answered {
    who: String,
    text: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "outreach_talk.html")]
struct OnePage {
    page: Page,
    d: Dialogue,
    at: String,
    until: String,
    label: &'static str,
    colour: &'static str,
    taking: bool,
    form: Form,
    answers: Vec<Answered>,
    files: Vec<FileLine>,
}

async fn public(v: &Visit, id: Uuid) -> Result<Dialogue, Failure> {
    let (_, d) = load::<Dialogue>(&v.app, id).await?;
    match d.announced_at {
        Some(_) => Ok(d),
        None => Err(Failure::missing("Không có buổi đối thoại này")),
    }
}

async fn again(v: &Visit, id: Uuid, form: Form) -> Reply {
    let d = public(v, id).await?;
    let over = d.status == Status::Published;
    let mut answers = vec![];
    if over {
        let mut all = dialogues::questions(&v.app, &d).await?;
        all.reverse();
        for q in all.iter().filter(|q| q.status == Asking::Answered) {
            let (who, text, answer) = (q.shown().to_owned(), q.text.clone(), q.answer.clone());
            answers.push(Answered { who, text, answer });
        }
    }
    let taking = taking(v, &d);
    let (label, colour) = shown(&d, taking);
    let refused = !form.errors.is_empty();
    let mut page = v.page("Đối thoại về thủ tục hành chính");
    page.title = d.brief.title.clone();
    let files = if over { kit::files(&format!("/doi-thoai/{id}/tep"), &d.files) } else { vec![] };
    let (at, until) = (short(d.brief.at), date(d.brief.until));
    let view = OnePage { page, at, until, label, colour, taking, form, answers, files, d };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /doi-thoai/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, kit::id(&text)?, Form::default()).await
}

/// POST /doi-thoai/{id}/hoi
pub async fn ask(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    match dialogues::ask(&v.app, None, id, read(&posted)).await {
        Ok(q) => Ok(v.done(&format!("/cau-hoi/{}", q.id), v.lang.t("Đã gửi câu hỏi."))),
        Err(e) => finish(&v, Err::<(), _>(e), ("", &posted), async |form| again(&v, id, form).await).await,
    }
}

#[derive(Template)]
#[template(path = "outreach_asked.html")]
struct AskedPage {
    page: Page,
    q: Question,
    d: Dialogue,
    at: String,
    /// The answer, once it is published.
    answer: String,
    aside: bool,
}

impl AskedPage {
    fn back(&self) -> String {
        format!("/doi-thoai/{}", self.d.id)
    }
}

/// GET /cau-hoi/{id}: the address is known to whoever asked.
pub async fn asked(v: Visit, Path(text): Path<String>) -> Reply {
    let (_, q) = load::<Question>(&v.app, kit::id(&text)?).await?;
    let d = public(&v, q.dialogue).await?;
    let answer = if d.status == Status::Published { q.answer.clone() } else { String::new() };
    let (at, aside) = (short(q.asked_at), q.status == Asking::SetAside);
    v.html(&AskedPage { page: v.page("Câu hỏi của ông/bà"), at, answer, aside, q, d })
}

/// GET /doi-thoai/{id}/tep/{n}: a file of published minutes.
pub async fn file(v: Visit, Path((id, n)): Path<(String, usize)>) -> Reply {
    let d = public(&v, kit::id(&id)?).await?;
    let found = d.files.get(n).filter(|_| d.status == Status::Published);
    documents::send(&v.app, found.ok_or_else(|| Failure::missing("Không có tệp này"))?).await
}
