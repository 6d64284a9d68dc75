//! Decisions by status, newest first, with what is in flight on top; and the form that begins one.

use askama::Template;
use jiff::Timestamp;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Typed, standing, told};
use crate::decisions::clock;
use crate::decisions::law::law;
use crate::decisions::model::{Body, Decision, DecisionKind, Status};
use crate::decisions::{actions, store};
use crate::pages::{Link, asked};

#[derive(Template)]
#[template(path = "publication_list.html")]
struct List {
    page: Page,
    chips: Vec<Link>,
    lines: Vec<Line>,
    next: String,
    may_draft: bool,
    todos: i64,
}

struct Line {
    id: Uuid,
    title: String,
    kind: &'static str,
    status: &'static str,
    colour: &'static str,
    number: String,
    signed: String,
    effective: String,
    begun: String,
    /// The limit that counts now, with how it stands.
    due: String,
    due_words: String,
    due_colour: &'static str,
}

const PER_PAGE: i64 = 50;

/// The colour of a status.
pub fn colour(s: Status) -> &'static str {
    match s {
        Status::Drafting => "grey",
        Status::Checking => "yellow",
        Status::Checked => "blue",
        Status::Submitted => "purple",
        Status::Signed => "green",
        Status::Withdrawn => "orange",
    }
}

fn after(text: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((kernel::time::from_micros(at.parse().ok()?), id.parse().ok()?))
}

/// GET /publication?status=&after=
pub async fn list(visit: Visit) -> Reply {
    let app = &visit.app;
    let q = asked(&visit);
    let status = Status::parse(q.get("status"));
    let (created_at, id) = after(q.get("after")).unwrap_or((Timestamp::MAX, Uuid::max()));
    let query = store::decisions(status, store::After { created_at, id, limit: PER_PAGE + 1 });
    let mut found: Vec<Decision> = app.db().all(query.sql, query.args).await?;
    let more = found.len() > usize::try_from(PER_PAGE).unwrap_or(50);
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(50));
    let next = found.last().filter(|_| more).map(|d| {
        let slug = status.map_or("", Status::slug);
        format!("/publication?status={slug}&after={}_{}", kernel::time::micros(d.created_at), d.id)
    });
    let counts = store::by_status();
    let counts: Vec<(String, i64)> = app.db().all(counts.sql, counts.args).await?;
    let open = store::todo_counts();
    let open: Vec<(String, i64)> = app.db().all(open.sql, open.args).await?;
    let lines = found.iter().map(|d| line(&visit, d)).collect::<Result<_, Failure>>()?;
    visit.html(&List {
        page: visit.page("Công bố thủ tục, quy trình"),
        chips: chips(&visit, status, &counts),
        lines,
        next: next.unwrap_or_default(),
        may_draft: visit.actor()?.can(crate::DRAFT),
        todos: open.iter().map(|(_, n)| n).sum(),
    })
}

fn chips(visit: &Visit, chosen: Option<Status>, counts: &[(String, i64)]) -> Vec<Link> {
    let all: i64 = counts.iter().map(|(_, n)| n).sum();
    let first = Link {
        current: chosen.is_none(),
        ..Link::new("/publication", format!("{} ({all})", visit.lang.t("Tất cả")))
    };
    let each = Status::ALL.iter().map(|s| {
        let n = counts.iter().find(|(slug, _)| slug == s.slug()).map_or(0, |(_, n)| *n);
        let label = format!("{} ({n})", visit.lang.t(s.label()));
        Link { current: chosen == Some(*s), ..Link::new(format!("/publication?status={}", s.slug()), label) }
    });
    std::iter::once(first).chain(each).collect()
}

fn line(visit: &Visit, d: &Decision) -> Result<Line, Failure> {
    let law = law(&visit.app)?;
    let today = crate::today(&visit.app);
    let open = !matches!(d.status, Status::Signed | Status::Withdrawn);
    let rule = law.limit("decision", (d.kind, d.body.basis.shortened), today).filter(|_| open);
    let counted = rule.and_then(|r| clock::count(r, d, (&law.calendar, None)).ok());
    let stands = counted.as_ref().map(|c| c.standing(today)).filter(|s| *s != clock::Standing::Unknown);
    Ok(Line {
        id: d.id,
        title: d.title.clone(),
        kind: d.kind.label(),
        status: if d.in_effect(today) { "Đang có hiệu lực" } else { d.status.label() },
        colour: colour(d.status),
        number: d.number.clone().unwrap_or_default(),
        signed: d.signed_on.map(date).unwrap_or_default(),
        effective: d.effective_on.map(date).unwrap_or_default(),
        begun: short(d.created_at),
        due: counted.and_then(|c| c.due).map(date).unwrap_or_default(),
        due_words: stands.map(|s| standing(visit.lang, s)).unwrap_or_default(),
        due_colour: stands.map_or("grey", clock::Standing::colour),
    })
}

#[derive(Template)]
#[template(path = "publication_new.html")]
struct New {
    page: Page,
    typed: Typed,
    kinds: Vec<(&'static str, &'static str, bool)>,
}

fn new_page(visit: &Visit, typed: Typed) -> New {
    let chosen = typed.val("kind", asked(visit).get("kind"));
    let kinds = DecisionKind::ALL.iter().map(|k| (k.slug(), k.label(), k.slug() == chosen));
    New { page: visit.page("Soạn dự thảo quyết định"), kinds: kinds.collect(), typed }
}

/// GET /publication/new
pub async fn blank(visit: Visit) -> Reply {
    let page = new_page(&visit, Typed::default());
    visit.html(&page)
}

/// POST /publication/new
pub async fn create(visit: Visit, posted: Posted) -> Reply {
    let actor = visit.actor()?;
    actor.require(crate::DRAFT, &actor.agency_path)?;
    let Some(kind) = DecisionKind::parse(posted.get("kind")) else {
        let refusal = kernel::error::Refusal::new("kind", "Chưa chọn loại quyết định.").at("kind");
        return visit.html_refused(&new_page(&visit, Typed::refused(posted, &refusal)));
    };
    let who = Body { agency: actor.agency, unit: actor.unit, ..Body::default() };
    match actions::begin(&visit.app, (kind, posted.get("title")), (who, actor.by())).await {
        Ok(id) => {
            Ok(visit.done(&format!("/publication/{id}"), visit.lang.t("Đã mở dự thảo. Thêm các thủ tục và căn cứ.")))
        }
        Err(failure) => {
            let refusal = told(failure)?;
            visit.html_refused(&new_page(&visit, Typed::refused(posted, &refusal)))
        }
    }
}
