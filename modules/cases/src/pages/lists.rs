//! Lists of cases: named lists with counts, filters as chips, lists saved by their user, pages by key, several cases at once.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::page::{Cursor, Slice};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Actor, App};
use uuid::Uuid;

use super::asked::{self, Asked, Chip, VIEWS};
use super::columns::{self, ListColumn};
use super::desk::{Shown, shown};
use super::parts::Choice;
use crate::model::{Channel, Status};
use crate::store::{self, Filter, Group, SavedView};

/// A choice of lists, with its count.
pub struct View {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
    pub count: String,
    pub late: bool,
}

#[derive(Template)]
#[template(path = "cases_lists.html")]
struct ListPage {
    page: Page,
    views: Vec<View>,
    saved: Vec<SavedView>,
    chips: Vec<Chip>,
    columns: Vec<ListColumn>,
    choices: Choices,
    asked: Posted,
    lines: Vec<Shown>,
    count: String,
    first: String,
    next: String,
    title: &'static str,
    empty: &'static str,
    query: String,
    back: String,
    officers: Vec<Choice>,
    can: Can,
}

impl ListPage {
    fn value(&self, name: &str) -> &str {
        self.asked.get(name)
    }
    fn is(&self, name: &str, value: &str) -> bool {
        self.asked.get(name) == value
    }
    fn shows(&self, column: &ListColumn) -> bool {
        self.columns.contains(column)
    }
    fn filtered(&self) -> bool {
        !self.chips.is_empty()
    }
}

struct Can {
    work: bool,
    assign: bool,
    supervise: bool,
    export: bool,
}

/// What the filter's selects offer.
struct Choices {
    units: Vec<Choice>,
    officers: Vec<Choice>,
    fields: Vec<String>,
    statuses: [Status; 10],
    channels: [Channel; 3],
}

pub const SIZE: i64 = 50;
/// Counts beyond this are shown as "999+": nobody acts on the difference.
pub const CAP: i64 = 1000;

pub fn capped(n: i64) -> String {
    if n >= CAP { format!("{}+", CAP - 1) } else { n.to_string() }
}

async fn views(app: &App, actor: &Actor, current: &str) -> Result<Vec<View>, Failure> {
    let filters = VIEWS.iter().map(|(name, ..)| asked::base(name, actor, app)).collect::<Result<Vec<Filter>, _>>()?;
    let mut counts = store::counted(app.db(), actor.agency, &filters, CAP).await?;
    counts.resize(VIEWS.len(), 0);
    let made = VIEWS.iter().zip(counts).map(|((name, label, _), n)| View {
        href: format!("/desk/cases?view={name}"),
        label,
        current: current == *name,
        count: capped(n),
        late: matches!(*name, "late" | "sorry") && n > 0,
    });
    Ok(made.collect())
}

async fn choices(app: &App, actor: &Actor) -> Result<Choices, Failure> {
    let units = crate::places::units(app).await?;
    let own = units.iter().filter(|u| u.agency == actor.agency);
    // Those who hold something: whoever holds nothing is no filter, and one index answers it.
    let mut officers = vec![];
    for t in store::group(app.db(), actor.agency, Group::Officer, (app.now(), app.now())).await? {
        if let Some(id) = t.who {
            officers.push((id.to_string(), people::name_of(app, id).await?));
        }
    }
    officers.sort_by_cached_key(|(_, name)| kernel::text::name_key(name));
    let index = catalogue::all(app).await?;
    let mut fields: Vec<String> = index.entries.iter().filter_map(|e| e.field.clone()).collect();
    fields.sort_by_cached_key(|f| kernel::text::sort_key(f));
    fields.dedup();
    Ok(Choices {
        units: own.map(|u| Choice { value: u.id.to_string(), label: u.name.clone() }).collect(),
        officers: officers.into_iter().map(|(value, label)| Choice { value, label }).collect(),
        fields,
        statuses: Status::ALL,
        channels: Channel::ALL,
    })
}

/// GET /desk/cases
pub async fn list(v: Visit) -> Reply {
    let actor = v.actor()?;
    let asked = asked::read(&v).await?;
    let after = Cursor::decode(asked.pairs.get("after"));
    let db = v.app.db();
    let Slice { items, next } = store::list(db, actor.agency, &asked.filter, (after, SIZE)).await?;
    let known = VIEWS.iter().find(|(name, ..)| *name == asked.view());
    let query = asked.query(&["after"]);
    let address = format!("/desk/cases?{query}");
    let staff = super::perform::staff(&v.app, asked.filter.unit.unwrap_or(actor.unit)).await?;
    let template = ListPage {
        page: v.page("Danh sách hồ sơ"),
        views: views(&v.app, actor, asked.view()).await?,
        saved: store::saved_views(db, actor.account).await?,
        choices: choices(&v.app, actor).await?,
        lines: shown(&v.app, items).await?,
        count: capped(store::count(db, actor.agency, &asked.filter, CAP).await?),
        first: if after.is_some() { address.clone() } else { String::new() },
        next: next.map_or_else(String::new, |c| format!("{address}&after={}", c.encode())),
        title: known.map_or("Danh sách hồ sơ", |(_, label, _)| *label),
        empty: known.map_or("Không có hồ sơ nào.", |(.., empty)| *empty),
        query,
        back: v.path.clone(),
        officers: staff.into_iter().map(|p| Choice { value: p.account.to_string(), label: p.name }).collect(),
        can: Can {
            work: actor.can("cases.work"),
            assign: actor.can("cases.assign"),
            supervise: actor.can("cases.supervise"),
            export: actor.can("cases.export"),
        },
        columns: columns::chosen(&asked.pairs),
        chips: asked.chips,
        asked: asked.pairs,
    };
    v.html(&template)
}

/// POST /desk/views: the list as it stands, under a name.
pub async fn save(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?;
    let name: String = kernel::text::line(posted.get("name")).chars().take(60).collect();
    let query = Posted::parse(posted.get("query").as_bytes());
    let asked = Asked { pairs: query, filter: Filter::default(), chips: vec![] };
    let query = asked.query(&["after", "lang"]);
    let to = format!("/desk/cases?{query}");
    if name.is_empty() {
        return Ok(v.warn(&to, v.lang.t("Nhập tên cho danh sách rồi lưu lại.")));
    }
    let view = SavedView { id: v.app.new_id(), name, query };
    store::save_view(v.app.db(), actor.account, &view, v.app.now()).await?;
    Ok(v.done(&to, v.lang.t("Đã lưu danh sách.")))
}

/// POST /desk/views/{id}/delete
pub async fn forget(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let actor = v.actor()?;
    store::drop_view(v.app.db(), actor.account, id).await?;
    Ok(v.done("/desk/cases?view=open", v.lang.t("Đã bỏ danh sách đã lưu.")))
}

/// The address of an earlier page, when it is one of ours.
pub fn back(posted: &Posted) -> Result<&str, Refusal> {
    let to = posted.get("back");
    if to.starts_with("/desk") && !to.contains(['\\', '\n', '\r']) { Ok(to) } else { Ok("/desk") }
}
