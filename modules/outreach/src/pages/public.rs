//! What everybody may read: the list of news, newest first, and one article as it was last published.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::page::Cursor;
use kernel::time::{date, local, short};
use platform::web::{Page, Reply, Visit};
use serde::Deserialize;

use super::{blocks, id};
use crate::model::Linked;
use crate::text::Block;
use crate::{actions, store};

/// Articles on one page of the list.
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
    summary: String,
    day: String,
    agency: String,
}

#[derive(Template)]
#[template(path = "outreach_public.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    next: String,
}

/// GET /tin-tuc
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let found = store::public(v.app.db(), (Cursor::decode(&asked.sau), SHOWN)).await?;
    let next = found.next.map(|c| format!("/tin-tuc?sau={}", c.encode())).unwrap_or_default();
    let mut lines = vec![];
    for a in found.items {
        let day = a.first_public.map(|t| date(local(t).date())).unwrap_or_default();
        if let Some(p) = a.public {
            let (title, summary) = (p.content.title, p.content.summary);
            lines.push(Line { href: format!("/tin-tuc/{}", a.id), title, summary, day, agency: a.agency });
        }
    }
    v.html(&ListPage { page: v.page("Tin tức, hướng dẫn"), lines, next })
}

#[derive(Template)]
#[template(path = "outreach_read.html")]
struct ReadPage {
    page: Page,
    id: String,
    title: String,
    summary: String,
    agency: String,
    first: String,
    changed: String,
    blocks: Vec<Block>,
    procedures: Vec<Linked>,
}

/// GET /tin-tuc/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    let a = actions::public(&v.app, id(&text)?).await?;
    let p = a.public.ok_or_else(|| platform::web::Failure::missing("Không có bài viết này"))?;
    let mut page = v.page("Tin tức, hướng dẫn");
    page.title = p.content.title.clone();
    v.html(&ReadPage {
        page,
        id: a.id.to_string(),
        agency: a.agency,
        first: a.first_public.map(short).unwrap_or_default(),
        changed: if p.version > 1 { short(p.at) } else { String::new() },
        blocks: blocks(&p.content.text),
        title: p.content.title,
        summary: p.content.summary,
        procedures: p.content.procedures,
    })
}
