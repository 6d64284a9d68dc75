//! The to-dos along the chain as a list, by kind or by desk; closed by the thing done, or by hand with a reason.

use askama::Template;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::one::{TodoLine, place_names, todo_line};
use super::{Id, Typed, told};
use crate::decisions::chain;
use crate::decisions::store::{self, TodoScope};
use crate::decisions::todos::{Todo, TodoKind};
use crate::pages::{Link, asked};

#[derive(Template)]
#[template(path = "publication_todos.html")]
struct Todos {
    page: Page,
    chips: Vec<Link>,
    lines: Vec<TodoLine>,
    next: String,
    typed: Typed,
    failed: Uuid,
    may_edit: bool,
}

const PER_PAGE: i64 = 100;

async fn view(visit: &Visit, (failed, typed): (Uuid, Typed)) -> Result<Todos, Failure> {
    let (app, q) = (&visit.app, asked(visit));
    let actor = visit.actor()?;
    let kind = TodoKind::parse(q.get("kind"));
    let mine = q.get("unit") == "mine";
    let scope = match (kind, mine) {
        (_, true) => TodoScope::Unit(actor.unit),
        (Some(kind), _) => TodoScope::Kind(kind),
        (None, _) => TodoScope::All,
    };
    let (due, id) =
        q.get("after").split_once('_').map_or(("", Uuid::nil()), |(d, i)| (d, i.parse().unwrap_or_default()));
    let query = store::open_todos(scope, (due, id, PER_PAGE + 1));
    let mut found: Vec<Todo> = app.db().all(query.sql, query.args).await?;
    let page_size = usize::try_from(PER_PAGE).unwrap_or(100);
    let more = found.len() > page_size;
    found.truncate(page_size);
    let slug = kind.map_or("", TodoKind::slug);
    let next = found
        .last()
        .filter(|_| more)
        .map(|t| format!("/publication/todos?kind={slug}&unit={}&after={}_{}", q.get("unit"), t.due_on, t.id));
    let counts = store::todo_counts();
    let counts: Vec<(String, i64)> = app.db().all(counts.sql, counts.args).await?;
    let (places, today) = (place_names(visit).await?, crate::today(app));
    Ok(Todos {
        page: visit.page("Việc cần làm sau công bố"),
        chips: chips(visit, (kind, mine), &counts),
        lines: found.iter().map(|t| todo_line(t, &places, today)).collect(),
        next: next.unwrap_or_default(),
        typed,
        failed,
        may_edit: actor.can(crate::EDIT),
    })
}

fn chips(visit: &Visit, (kind, mine): (Option<TodoKind>, bool), counts: &[(String, i64)]) -> Vec<Link> {
    let all: i64 = counts.iter().map(|(_, n)| n).sum();
    let label = format!("{} ({all})", visit.lang.t("Tất cả"));
    let mut chips = vec![Link { current: kind.is_none() && !mine, ..Link::new("/publication/todos", label) }];
    for k in TodoKind::ALL {
        let n = counts.iter().find(|(slug, _)| slug == k.slug()).map_or(0, |(_, n)| *n);
        let label = format!("{} ({n})", visit.lang.t(k.label()));
        let href = format!("/publication/todos?kind={}", k.slug());
        chips.push(Link { current: kind == Some(*k) && !mine, ..Link::new(href, label) });
    }
    chips.push(Link {
        current: mine, ..Link::new("/publication/todos?unit=mine", visit.lang.t("Của đơn vị tôi"))
    });
    chips
}

/// GET /publication/todos?kind=&unit=mine&after=
pub async fn list(visit: Visit) -> Reply {
    let page = view(&visit, (Uuid::nil(), Typed::default())).await?;
    visit.html(&page)
}

/// POST /publication/todos/{id}/settle
pub async fn settle(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    match chain::settle(&visit.app, id, (posted.get("reason"), visit.actor()?.by())).await {
        Ok(_) => Ok(visit.done("/publication/todos", visit.lang.t("Đã đóng việc, có ghi lý do."))),
        Err(failure) => {
            let refusal = told(failure)?;
            let page = view(&visit, (id, Typed::refused(posted, &refusal))).await?;
            visit.html_refused(&page)
        }
    }
}
