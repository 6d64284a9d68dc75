//! The workspace of news: the agency's articles by status, and one article with its text, its deeds and its history.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::page::Cursor;
use kernel::time::short;
use platform::ledger;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use serde::Deserialize;
use uuid::Uuid;

use super::kit::{Tab, tabs};
use super::{Wrong, blocks, id};
use crate::actions::{self, Typed, may, open};
use crate::model::{Article, Status};
use crate::text::Block;
use crate::{PUBLISH, WRITE, store, words};

/// Articles on one page of the list.
const SHOWN: i64 = 50;

/// What the list is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    after: String,
}

struct Chip {
    href: String,
    label: String,
    current: bool,
}

struct Line {
    href: String,
    title: String,
    changed: String,
    public: bool,
    status: Status,
}

#[derive(Template)]
#[template(path = "outreach_list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    next: String,
    can_write: bool,
}

/// GET /outreach
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let status = Status::ALL.into_iter().find(|s| s.number().to_string() == asked.status);
    let found = store::list(v.app.db(), actor.agency, status, (Cursor::decode(&asked.after), SHOWN)).await?;
    let all = Chip { href: "/outreach".into(), label: v.lang.t("Tất cả").into(), current: status.is_none() };
    let chips = Status::ALL.into_iter().map(|s| Chip {
        href: format!("/outreach?status={}", s.number()),
        label: v.lang.t(s.label()).into(),
        current: status == Some(s),
    });
    let kept = status.map(|s| format!("status={}&", s.number())).unwrap_or_default();
    let next = found.next.map(|c| format!("/outreach?{kept}after={}", c.encode())).unwrap_or_default();
    let line = |a: Article| Line {
        href: format!("/outreach/news/{}", a.id),
        title: a.content.title,
        changed: short(a.changed_at),
        public: a.public.is_some(),
        status: a.status,
    };
    v.html(&ListPage {
        page: v.page("Tin tức, hướng dẫn trên trang công khai"),
        tabs: tabs(&v, "/outreach"),
        chips: std::iter::once(all).chain(chips).collect(),
        lines: found.items.into_iter().map(line).collect(),
        next,
        can_write: may(&v.app, actor, (WRITE, actor.agency)).await?,
    })
}

/// The form of a text: what was typed, or what stands.
struct Form {
    title: String,
    summary: String,
    text: String,
    codes: String,
    errors: Vec<Wrong>,
}

impl Form {
    fn typed(p: &Posted, errors: Vec<Wrong>) -> Form {
        let own = |name: &str| p.get(name).to_owned();
        Form { title: own("title"), summary: own("summary"), text: own("text"), codes: own("codes"), errors }
    }

    fn stored(a: &Article, errors: Vec<Wrong>) -> Form {
        let c = &a.content;
        let codes: Vec<&str> = c.procedures.iter().map(|p| p.code.as_str()).collect();
        let (title, summary, text) = (c.title.clone(), c.summary.clone(), c.text.clone());
        Form { title, summary, text, codes: codes.join(", "), errors }
    }

    fn at(&self, field: &str) -> &str {
        self.errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
    }
}

#[derive(Template)]
#[template(path = "outreach_new.html")]
struct NewPage {
    page: Page,
    form: Form,
}

/// GET /outreach/new
pub async fn blank(v: Visit) -> Reply {
    v.html(&NewPage { page: v.page("Soạn bài mới"), form: Form::typed(&Posted::default(), vec![]) })
}

fn typed(p: &Posted) -> Typed<'_> {
    Typed { title: p.get("title"), summary: p.get("summary"), text: p.get("text"), codes: p.get("codes") }
}

/// POST /outreach/new
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    match actions::begin(&v.app, v.actor()?, typed(&posted)).await {
        Ok(a) => Ok(v.done(&format!("/outreach/news/{}", a.id), v.lang.t("Đã lưu bản soạn."))),
        Err(Failure::Refused(r)) => {
            let form = Form::typed(&posted, vec![Wrong::new(&r)]);
            v.html_refused(&NewPage { page: v.page("Soạn bài mới"), form })
        }
        Err(other) => Err(other),
    }
}

struct Event {
    title: String,
    at: String,
    by: String,
    text: String,
}

#[derive(Template)]
#[template(path = "outreach_one.html")]
struct OnePage {
    page: Page,
    a: Article,
    seq: i64,
    form: Form,
    reason: String,
    blocks: Vec<Block>,
    can_edit: bool,
    can_publish: bool,
    own: bool,
    history: Vec<Event>,
}

/// GET /outreach/news/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, id(&text)?, (None, vec![])).await
}

async fn history(v: &Visit, a: &Article) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    for e in ledger::history(v.app.db(), a.tenant, a.id).await?.iter().rev() {
        let (title, text) = words::deed(v.lang, &e.action, &e.data());
        let by = match e.actor {
            Some(account) => people::name_of(&v.app, account).await?,
            None => v.lang.t("Hệ thống").to_owned(),
        };
        all.push(Event { title, at: short(e.time()), by, text });
    }
    Ok(all)
}

async fn again(v: &Visit, id: Uuid, (posted, errors): (Option<&Posted>, Vec<Wrong>)) -> Reply {
    let actor = v.actor()?;
    let (head, a) = open(&v.app, actor, id).await?;
    let refused = !errors.is_empty();
    let mut page = v.page("Tin tức, hướng dẫn trên trang công khai");
    page.title = a.content.title.clone();
    let view = OnePage {
        page,
        seq: head.seq,
        form: match posted.filter(|p| p.has("title")) {
            Some(p) => Form::typed(p, errors),
            None => Form::stored(&a, errors),
        },
        reason: posted.map(|p| p.get("reason").to_owned()).unwrap_or_default(),
        blocks: blocks(&a.content.text),
        can_edit: a.status != Status::Review && may(&v.app, actor, (WRITE, a.tenant)).await?,
        can_publish: may(&v.app, actor, (PUBLISH, a.tenant)).await?,
        own: a.editors.contains(&actor.account),
        history: history(v, &a).await?,
        a,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// POST /outreach/news/{id}/…
pub async fn perform(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (app, actor, id) = (&v.app, v.actor()?, id(&text)?);
    let at = (id, posted.get("seen").parse().ok());
    let deed = v.path.split('?').next().and_then(|p| p.rsplit('/').next()).unwrap_or_default();
    let done = match deed {
        "edit" => actions::edit(app, actor, at, typed(&posted)).await,
        "hand-in" => actions::hand_in(app, actor, at).await,
        "give-back" => actions::give_back(app, actor, at, posted.get("reason")).await,
        "publish" => actions::publish(app, actor, at).await,
        _ => actions::withdraw(app, actor, at, posted.get("reason")).await,
    };
    let wrong = match done {
        Ok(_) => return Ok(v.done(&format!("/outreach/news/{id}"), v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => Wrong::new(&r),
        Err(Failure::Conflict(message)) => Wrong { field: "main".into(), message },
        Err(other) => return Err(other),
    };
    again(&v, id, (Some(&posted), vec![wrong])).await
}
