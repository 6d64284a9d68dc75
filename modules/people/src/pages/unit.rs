//! One unit: what it is, every row recorded of it, who works there, and the form that adds a row.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::date;
use platform::App;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::history::{Told, history};
use super::{Choice, Wrong, at, chosen, day, day_option, unit_choices, wrong};
use crate::actions::units::{UnitChange, add_unit, change_unit};
use crate::model::{Level, Unit, UnitKind};
use crate::{shelf, today};

struct RowView {
    number: i64,
    name: String,
    code: String,
    from: String,
    to: String,
    mark: String,
}

struct PersonView {
    account: String,
    name: String,
    post: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "people_unit.html")]
struct UnitPage {
    page: Page,
    unit: Unit,
    from: String,
    to: String,
    agency: String,
    successor: String,
    rows: Vec<RowView>,
    staff: Vec<PersonView>,
    history: Vec<Told>,
    successors: Vec<Choice>,
    typed: Posted,
    errors: Vec<Wrong>,
}

#[derive(Template)]
#[template(path = "people_unit_new.html")]
struct NewPage {
    page: Page,
    parent: Unit,
    kinds: Vec<Choice>,
    levels: Vec<Choice>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl UnitPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

impl NewPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

async fn found(app: &App, id: Uuid) -> Result<Unit, Failure> {
    let unit = crate::unit(app, id).await?;
    unit.ok_or_else(|| Failure::missing("Không có đơn vị này"))
}

/// The form filled with what is known.
fn filled(visit: &Visit, unit: &Unit) -> Posted {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let pairs = [
        ("name", unit.name.clone()),
        ("short", text(&unit.short)),
        ("code", unit.code2020.clone().or_else(|| unit.code2016.clone()).unwrap_or_default()),
        ("valid_from", date(today(&visit.app))),
        ("valid_to", unit.valid_to.map(date).unwrap_or_default()),
        ("successor", unit.successor.map(|s| s.to_string()).unwrap_or_default()),
        ("phone", text(&unit.phone)),
        ("address", text(&unit.address)),
    ];
    Posted(pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect())
}

async fn view(visit: &Visit, id: Uuid, posted: Option<(Posted, Refusal)>) -> Result<UnitPage, Failure> {
    let (app, unit) = (&visit.app, found(&visit.app, id).await?);
    let name = async |id: Option<Uuid>| -> Result<String, Failure> {
        match id {
            Some(id) => Ok(crate::unit(app, id).await?.map(|u| u.name).unwrap_or_default()),
            None => Ok(String::new()),
        }
    };
    let tree = shelf::tree(app).await?;
    let rows = tree.rows(id).iter().rev().map(|r| RowView {
        number: r.number,
        name: r.name.clone(),
        code: r.code2020.clone().unwrap_or_default(),
        from: date(r.valid_from),
        to: r.valid_to.map(date).unwrap_or_default(),
        mark: r.mark.clone().unwrap_or_default(),
    });
    let staff = crate::staff_of(app, id).await?.into_iter().map(|p| PersonView {
        account: p.account.to_string(),
        name: p.name,
        post: p.post,
        role: crate::roles::label(&p.role),
    });
    let (typed, refusal) = match posted {
        Some((typed, refusal)) => (typed, Some(refusal)),
        None => (filled(visit, &unit), None),
    };
    let mut successors = unit_choices(visit, today(app)).await?;
    successors.retain(|c| c.value != id.to_string());
    if let Some(gone) = unit.successor.filter(|s| successors.iter().all(|c| c.value != s.to_string())) {
        successors.insert(0, Choice::new(gone, name(Some(gone)).await?));
    }
    Ok(UnitPage {
        page: visit.page(&unit.name),
        from: date(unit.valid_from),
        to: unit.valid_to.map(date).unwrap_or_default(),
        agency: name(Some(unit.agency)).await?,
        successor: name(unit.successor).await?,
        rows: rows.collect(),
        staff: staff.collect(),
        history: history(visit, id).await?,
        successors,
        typed,
        errors: wrong(refusal),
        unit,
    })
}

/// GET /admin/units/{id}
pub async fn unit(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let page = view(&visit, id, None).await?;
    visit.html(&page)
}

fn read(p: &Posted) -> Result<UnitChange, Refusal> {
    Ok(UnitChange {
        name: p.get("name").to_owned(),
        short: p.get("short").to_owned(),
        code: p.get("code").to_owned(),
        from: day(p, "valid_from")?,
        to: day_option(p, "valid_to")?,
        successor: chosen(p, "successor")?,
        phone: p.get("phone").to_owned(),
        address: p.get("address").to_owned(),
    })
}

/// POST /admin/units/{id}: adds a dated row.
pub async fn change(visit: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let done = async { change_unit(&visit.app, &visit.actor()?.by(), id, &read(&posted)?).await };
    match done.await {
        Ok(()) => {
            let text = "Đã ghi thay đổi. Các lần ghi trước vẫn được giữ nguyên.";
            Ok(visit.done(&format!("/admin/units/{id}"), visit.lang.t(text)))
        }
        Err(Failure::Refused(refusal)) => {
            let page = view(&visit, id, Some((posted, refusal))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

async fn new_page(
    visit: &Visit,
    parent: Uuid,
    (typed, refusal): (Posted, Option<Refusal>),
) -> Result<NewPage, Failure> {
    let parent = found(&visit.app, parent).await?;
    let kinds = UnitKind::ALL.iter().filter(|k| **k != UnitKind::Administration);
    Ok(NewPage {
        page: visit.page("Thêm đơn vị"),
        parent,
        kinds: kinds.map(|k| Choice::new(k.slug(), k.label())).collect(),
        levels: Level::ALL.iter().map(|l| Choice::new(l.slug(), l.label())).collect(),
        typed,
        errors: wrong(refusal),
    })
}

/// GET /admin/units/{id}/new
pub async fn new(visit: Visit, Path(parent): Path<Uuid>) -> Reply {
    let typed = Posted(vec![("valid_from".to_owned(), date(today(&visit.app)))]);
    let page = new_page(&visit, parent, (typed, None)).await?;
    visit.html(&page)
}

/// POST /admin/units/{id}/new
pub async fn add(visit: Visit, Path(parent): Path<Uuid>, posted: Posted) -> Reply {
    let made = async {
        let pick = |field| Refusal::new("required", "Chọn một mục trong danh sách.").at(field);
        let kind = UnitKind::parse(posted.get("kind")).filter(|k| *k != UnitKind::Administration);
        let kind = kind.ok_or_else(|| pick("kind"))?;
        let level = Level::parse(posted.get("level")).ok_or_else(|| pick("level"))?;
        let change = read(&posted)?;
        add_unit(&visit.app, &visit.actor()?.by(), (parent, kind, level), &change).await
    };
    match made.await {
        Ok(id) => Ok(visit.done(&format!("/admin/units/{id}"), visit.lang.t("Đã thêm đơn vị."))),
        Err(Failure::Refused(refusal)) => {
            let page = new_page(&visit, parent, (posted, Some(refusal))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}
