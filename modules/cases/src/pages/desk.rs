//! The desk: what waits, in the order of its due dates; search; several cases at once.

use askama::Template;
use axum::extract::Query;
use kernel::page::{Cursor, Slice};
use kernel::time::{Timestamp, short};
use kernel::working_time::{State, state};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Actor, App};
use serde::Deserialize;

use super::{day_end, desk_view};
use crate::law::law;
use crate::model::{CaseId, Status};
use crate::rules;
use crate::store::{self, Filter, Line, Window};

/// A case as a list shows it.
pub struct Shown {
    pub id: CaseId,
    pub code: String,
    pub procedure: String,
    pub applicant: String,
    pub status: Status,
    pub unit: String,
    pub officer: String,
    pub due: String,
    pub state: String,
    pub late: bool,
}

/// Lines with the names people know.
pub async fn shown(app: &App, lines: Vec<Line>) -> Result<Vec<Shown>, Failure> {
    let index = catalogue::all(app).await?;
    let law = law(app)?;
    let now = app.now();
    let mut all = Vec::with_capacity(lines.len());
    for l in lines {
        let unit = people::unit(app, l.unit).await?.map(|u| u.called().to_owned()).unwrap_or_default();
        let officer = match l.officer {
            Some(id) => people::name_of(app, id).await?,
            None => String::new(),
        };
        let open = !l.status.closed() && l.status != Status::Finished;
        let place = state(&law.calendar, l.due_at, now).ok().filter(|_| open);
        all.push(Shown {
            id: l.id,
            code: l.code,
            procedure: index.entry(&l.procedure).map_or(l.procedure.clone(), |e| e.name.clone()),
            applicant: l.applicant,
            status: l.status,
            unit,
            officer,
            due: short(l.due_at),
            late: matches!(place, Some(State::Late { .. })),
            state: place.map(|p| p.to_string()).unwrap_or_default(),
        });
    }
    Ok(all)
}

/// A choice of lists, with its count.
pub struct View {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
    pub count: String,
    pub late: bool,
}

#[derive(Template)]
#[template(path = "cases_desk.html")]
struct DeskPage {
    page: Page,
    views: Vec<View>,
    lines: Vec<Shown>,
    next: String,
    title: &'static str,
    empty: &'static str,
    can_claim: bool,
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    view: String,
    #[serde(default)]
    after: String,
}

const SIZE: i64 = 50;
/// Counts beyond this are shown as "999+": nobody acts on the difference.
const CAP: i64 = 1000;

fn view(name: &str, actor: &Actor, now: Timestamp) -> Option<(Filter, Window)> {
    let all = Window::default();
    Some(match name {
        "" => desk_view(actor, now),
        "mine" => (Filter::Officer(actor.account), all),
        "unit" => (Filter::Unit(actor.unit), all),
        "registered" => (Filter::Status(Status::Registered), all),
        "supplement" => (Filter::Status(Status::SupplementAsked), all),
        "withdrawal" => (Filter::Status(Status::WithdrawalAsked), all),
        "finished" => (Filter::Status(Status::Finished), all),
        "today" => (Filter::Open, Window { from: Some(now), to: Some(day_end(now)) }),
        "late" => (Filter::Open, Window { from: None, to: Some(now) }),
        "open" => (Filter::Open, all),
        other => (Filter::Procedure(other.strip_prefix("procedure-")?.to_owned()), all),
    })
}

const VIEWS: [(&str, &str, &str); 9] = [
    ("mine", "Của tôi", "Không có hồ sơ nào đang chờ ông/bà xử lý."),
    ("unit", "Của đơn vị", "Đơn vị không có hồ sơ nào đang xử lý."),
    ("registered", "Chờ tiếp nhận", "Không có hồ sơ nào chờ tiếp nhận."),
    ("finished", "Chờ trả kết quả", "Không có kết quả nào chờ trả."),
    ("supplement", "Chờ bổ sung", "Không có hồ sơ nào chờ người nộp bổ sung."),
    ("withdrawal", "Đề nghị rút", "Không có đề nghị rút hồ sơ nào."),
    ("today", "Đến hạn hôm nay", "Không có hồ sơ nào đến hạn hôm nay."),
    ("late", "Quá hạn", "Không có hồ sơ quá hạn."),
    ("open", "Tất cả đang mở", "Không có hồ sơ nào đang mở."),
];

async fn views(app: &App, actor: &Actor, current: &str) -> Result<Vec<View>, Failure> {
    let chosen = desk_view(actor, app.now());
    let mut all = vec![];
    for (name, label, _) in VIEWS {
        let Some(list) = view(name, actor, app.now()) else { continue };
        let n = store::count(app.db(), actor.agency, (&list.0, list.1), CAP).await?;
        let count = if n >= CAP { format!("{}+", CAP - 1) } else { n.to_string() };
        let is = current == name || current.is_empty() && list == chosen;
        all.push(View { href: format!("/desk?view={name}"), label, current: is, count, late: name == "late" && n > 0 });
    }
    Ok(all)
}

/// GET /desk
pub async fn desk(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let list = view(&asked.view, actor, v.app.now()).ok_or_else(|| Failure::missing("Không có danh sách này"))?;
    let after = Cursor::decode(&asked.after);
    let Slice { items, next } = store::list(v.app.db(), actor.agency, (&list.0, list.1), (after, SIZE)).await?;
    let known = VIEWS.iter().find(|(name, ..)| {
        *name == asked.view || asked.view.is_empty() && view(name, actor, v.app.now()).as_ref() == Some(&list)
    });
    let template = DeskPage {
        page: v.page("Bàn làm việc"),
        views: views(&v.app, actor, &asked.view).await?,
        lines: shown(&v.app, items).await?,
        next: next.map_or_else(String::new, |c| format!("/desk?view={}&after={}", asked.view, c.encode())),
        title: known.map_or("Hồ sơ theo thủ tục", |(_, label, _)| *label),
        empty: known.map_or("Không có hồ sơ nào.", |(.., empty)| *empty),
        can_claim: actor.can("cases.work"),
    };
    v.html(&template)
}

#[derive(Template)]
#[template(path = "cases_search.html")]
struct SearchPage {
    page: Page,
    query: String,
    lines: Vec<Shown>,
    procedures: Vec<NavHit>,
}

struct NavHit {
    code: String,
    name: String,
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// GET /desk/search: a code that names one case opens it.
pub async fn search(v: Visit, Query(typed): Query<Typed>) -> Reply {
    let actor = v.actor()?;
    let q = kernel::text::line(&typed.q);
    let mut lines = vec![];
    let mut procedures = vec![];
    if !q.is_empty() {
        let found = store::search_query(actor.agency, &q);
        let rows: Vec<Line> = v.app.db().all(found.sql, found.args).await?;
        if let [only] = &rows[..]
            && only.code.eq_ignore_ascii_case(&q)
        {
            return Ok(platform::web::see_other(&format!("/desk/cases/{}", only.id)));
        }
        lines = shown(&v.app, rows).await?;
        let index = catalogue::all(&v.app).await?;
        let hits = catalogue::search(&index, &q, 8);
        procedures = hits
            .iter()
            .map(|h| &index.entries[h.entry])
            .map(|e| NavHit { code: e.code.clone(), name: e.name.clone() })
            .collect();
    }
    v.html(&SearchPage { page: v.page("Tìm kiếm"), query: q, lines, procedures })
}

#[derive(Template)]
#[template(path = "cases_bulk.html")]
struct BulkPage {
    page: Page,
    done: usize,
    items: Vec<BulkItem>,
}

struct BulkItem {
    href: String,
    code: String,
    ok: bool,
    text: String,
}

/// POST /desk/bulk: N single actions, each with its own outcome.
pub async fn bulk(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?.clone();
    let ids: Vec<CaseId> = posted.all("id").filter_map(|t| t.parse().ok()).take(200).collect();
    if ids.is_empty() {
        return Ok(v.warn("/desk", v.lang.t("Chưa chọn hồ sơ nào.")));
    }
    let action = posted.get("action").to_owned();
    let note = posted.get("note").to_owned();
    let permission = if action == "urge" { "cases.supervise" } else { "cases.work" };
    actor.require(permission, &actor.agency_path)?;
    let mut items = vec![];
    for id in ids {
        let place = ((actor.agency, id), None);
        let result = match action.as_str() {
            "urge" => crate::act(&v.app, actor.by(), place, |d, _| rules::urge(d, &note)).await,
            _ => crate::act(&v.app, actor.by(), place, |d, g| rules::claim(d, g, actor.account)).await,
        };
        let (ok, text, code) = match result {
            Ok(d) => (true, "Đã thực hiện".to_owned(), d.case.code),
            Err(e) => {
                (false, e.words().1, crate::load(&v.app, place.0).await?.map(|(_, d)| d.case.code).unwrap_or_default())
            }
        };
        items.push(BulkItem { href: format!("/desk/cases/{id}"), code, ok, text });
    }
    let done = items.iter().filter(|i| i.ok).count();
    v.html(&BulkPage { page: v.page("Kết quả thực hiện hàng loạt"), done, items })
}
