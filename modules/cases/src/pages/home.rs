//! The first page of each role: what begins their day, in the order they need it. Nobody lands on an empty page.

use askama::Template;
use kernel::time::short;
use platform::web::{Failure, Page, Reply, Visit};
use platform::{Actor, App};

use super::board::{Bar, bars};
use super::columns::ListColumn;
use super::desk::{Shown, shown};
use super::lists::{CAP, capped};
use super::{days_end, told_until};
use crate::law::law;
use crate::model::Status;
use crate::store::{self, Filter, Group, Line, Told, Window};

/// A number that opens its list.
struct Figure {
    label: &'static str,
    number: String,
    href: String,
    late: bool,
}

/// A part of the page.
struct Section {
    title: &'static str,
    empty: &'static str,
    lines: Vec<Shown>,
    more: String,
}

#[derive(Template)]
#[template(path = "cases_desk.html")]
struct HomePage {
    page: Page,
    /// The desk begins by scanning a receipt or typing.
    scans: bool,
    intake: bool,
    figures: Vec<Figure>,
    sections: Vec<Section>,
    loads: Vec<Bar>,
    has_loads: bool,
}

const SIZE: i64 = 12;

fn has(actor: &Actor, role: &str) -> bool {
    actor.roles.iter().any(|r| r == role)
}

/// What a role's warnings reach: an officer's own cases, a head's unit, the agency for whoever leads or receives.
pub fn reach(actor: &Actor) -> Filter {
    let agency = ["leader", "control", "clerk", "petitions"].iter().any(|r| has(actor, r));
    if agency {
        Filter::status(Status::Working)
    } else if has(actor, "unit_head") || has(actor, "registry") {
        Filter { status: Some(Status::Working), ..Filter::unit(actor.unit) }
    } else {
        Filter { status: Some(Status::Working), ..Filter::officer(actor.account) }
    }
}

/// The address that shows a reach with something more.
fn href(reach: &Filter, more: &str) -> String {
    let unit = reach.unit.map(|u| format!("&unit={u}")).unwrap_or_default();
    let officer = reach.officer.map(|o| format!("&officer={o}")).unwrap_or_default();
    format!("/desk/cases?{more}{unit}{officer}")
}

/// The address of the cases a person is warned about.
pub fn alarm_href(reach: &Filter, until: kernel::time::Timestamp) -> String {
    let last = kernel::time::local(until).date().yesterday().unwrap_or_default();
    href(reach, &format!("status=4&due_to={last}"))
}

async fn figures(app: &App, actor: &Actor) -> Result<Vec<Figure>, Failure> {
    let reach = reach(actor);
    let mut named = vec![];
    for (name, label, late) in [
        ("late", "Quá hạn", true),
        ("sorry", "Phải xin lỗi hôm nay", true),
        ("soon", "Sắp đến hạn", false),
        ("today", "Đến hạn hôm nay", false),
    ] {
        let base = super::asked::base(name, actor, app)?;
        named.push((
            label,
            late,
            href(&reach, &format!("view={name}")),
            Filter { unit: reach.unit, officer: reach.officer, ..base },
        ));
    }
    if has(actor, "clerk") {
        for (name, label) in
            [("registered", "Chờ tiếp nhận"), ("finished", "Chờ trả kết quả"), ("withdrawal", "Đề nghị rút")]
        {
            named.insert(0, (label, false, format!("/desk/cases?view={name}"), super::asked::base(name, actor, app)?));
        }
    }
    let filters: Vec<Filter> = named.iter().map(|(.., f)| f.clone()).collect();
    let counts = store::counted(app.db(), actor.agency, &filters, CAP).await?;
    let tray = store::tray(app.db(), actor.agency, (actor.unit, note_officer(actor))).await?;
    let mut all: Vec<Figure> = named
        .into_iter()
        .zip(counts)
        .map(|((label, late, href, _), n)| Figure { label, number: capped(n), href, late: late && n > 0 })
        .collect();
    for (label, number, to) in [
        ("Được đôn đốc", tray[0], "urged"),
        ("Chờ cho ý kiến", tray[1], "opinions"),
        ("Liên thông từ cơ quan khác", tray[2], "linked"),
    ] {
        if number > 0 || label == "Được đôn đốc" {
            all.push(Figure {
                label,
                number: capped(number),
                href: format!("/desk/tray/{to}"),
                late: to == "urged" && number > 0,
            });
        }
    }
    Ok(all)
}

/// Whose notes a person sees: an officer their own and those to nobody in particular, a head the whole unit's.
pub fn note_officer(actor: &Actor) -> Option<uuid::Uuid> {
    let all = has(actor, "unit_head") || has(actor, "leader");
    (!all).then_some(actor.account)
}

async fn section(
    app: &App,
    actor: &Actor,
    (title, empty): (&'static str, &'static str),
    (filter, more): (Filter, String),
) -> Result<Section, Failure> {
    let lines = store::list(app.db(), actor.agency, &filter, (None, SIZE)).await?.items;
    Ok(Section { title, empty, lines: shown(app, lines).await?, more })
}

/// What the moment of a tray's line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// When it was told.
    Told,
    /// Until when the work asked for is due.
    Due,
}

/// Lines of a tray with the words that put them there.
async fn told(app: &App, q: platform::db::Query, moment: Moment) -> Result<Vec<Shown>, Failure> {
    let all: Vec<Told> = app.db().all(q.sql, q.args).await?;
    let (lines, words): (Vec<Line>, Vec<_>) = all.into_iter().map(|t| (t.line, (t.text, t.by, t.at))).unzip();
    let mut out = shown(app, lines).await?;
    for (line, (text, by, at)) in out.iter_mut().zip(words) {
        let by = match by {
            Some(id) => people::name_of(app, id).await?,
            None => String::new(),
        };
        let at = if moment == Moment::Due { format!("hạn {}", short(at)) } else { short(at) };
        let parts = [text, by, at];
        line.note = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
    }
    Ok(out)
}

async fn steps(app: &App, actor: &Actor, role: &str) -> Result<Vec<Shown>, Failure> {
    let q = store::step_lines((actor.agency, actor.unit), role, SIZE);
    told(app, q, Moment::Due).await
}

async fn sections(app: &App, actor: &Actor) -> Result<Vec<Section>, Failure> {
    let mut all = vec![];
    let q = store::notice_lines(actor.agency, actor.unit, note_officer(actor));
    let urged = told(app, q, Moment::Told).await?;
    if !urged.is_empty() {
        all.push(Section { title: "Được đôn đốc", empty: "", lines: urged, more: "/desk/tray/urged".into() });
    }
    let reach = reach(actor);
    if has(actor, "clerk") {
        let queue = ("Chờ tiếp nhận hôm nay", "Không có hồ sơ nào chờ tiếp nhận.");
        let list = (Filter::status(Status::Registered), "/desk/cases?view=registered".into());
        all.push(section(app, actor, queue, list).await?);
        let results = ("Kết quả chờ trả", "Không có kết quả nào chờ trả.");
        let list = (Filter::status(Status::Finished), "/desk/cases?view=finished".into());
        all.push(section(app, actor, results, list).await?);
    }
    for (role, title, empty) in [
        ("leader", "Chờ ký", "Không có kết quả nào chờ ký."),
        ("unit_head", "Chờ phân công, duyệt", "Không có hồ sơ nào chờ phân công hoặc duyệt."),
        ("registry", "Chờ vào số, phát hành", "Không có kết quả nào chờ vào số."),
    ] {
        if has(actor, role) {
            let lines = steps(app, actor, role).await?;
            all.push(Section { title, empty, lines, more: format!("/desk/cases?view=unit&unit={}", actor.unit) });
        }
    }
    if has(actor, "officer") {
        let own = ("Của tôi, theo hạn", "Không có hồ sơ nào đang chờ ông/bà xử lý.");
        let list = (
            Filter { status: Some(Status::Working), ..Filter::officer(actor.account) },
            "/desk/cases?view=mine".into(),
        );
        all.push(section(app, actor, own, list).await?);
        let free = ("Đơn vị chưa có người nhận", "Mọi hồ sơ của đơn vị đã có người nhận.");
        let q = store::free_lines((actor.agency, actor.unit), "officer", SIZE);
        let lines = told(app, q, Moment::Due).await?;
        all.push(Section { title: free.0, empty: free.1, lines, more: "/desk/cases?view=unit".into() });
        let waits = ("Đang chờ người nộp", "Không có hồ sơ nào của ông/bà chờ người nộp.");
        let list = (
            Filter { status: Some(Status::SupplementAsked), ..Filter::officer(actor.account) },
            href(&reach, "status=5"),
        );
        all.push(section(app, actor, waits, list).await?);
    }
    let law = law(app)?;
    if let Some(until) = told_until(&law, actor, app.now()) {
        let near = Filter { due: Window { from: None, to: Some(until) }, ..reach.clone() };
        let words = ("Cảnh báo hạn trả kết quả", "Không có hồ sơ nào đến mức phải cảnh báo.");
        let more = alarm_href(&reach, until);
        all.insert(usize::from(!all.is_empty()), section(app, actor, words, (near, more)).await?);
    }
    Ok(all)
}

/// GET /desk; an address that names a list shows it, as bookmarks and other programs expect.
pub async fn home(v: Visit) -> Reply {
    if let Some((_, query)) = v.path.split_once('?')
        && query.contains("view=")
    {
        return super::lists::list(v).await;
    }
    let actor = v.actor()?;
    let app = &v.app;
    let law = law(app)?;
    let soon =
        days_end(&law.calendar, app.now(), law.regimes.on(kernel::time::local(app.now()).date()).apology.offer_days);
    let has_loads = has(actor, "unit_head") || has(actor, "leader") || has(actor, "control");
    let mut loads = vec![];
    if has_loads {
        let within = has(actor, "unit_head").then_some(actor.unit);
        loads = bars(app, actor, (Group::Officer, soon)).await?;
        if let Some(unit) = within {
            let staff = people::staff_of(app, unit).await?;
            loads.retain(|b| staff.iter().any(|p| b.href.contains(&p.account.to_string())));
        }
        loads.truncate(10);
    }
    let template = HomePage {
        page: v.page("Bàn làm việc"),
        scans: has(actor, "clerk"),
        intake: actor.can("cases.intake"),
        figures: figures(app, actor).await?,
        sections: sections(app, actor).await?,
        loads,
        has_loads,
    };
    v.html(&template)
}

#[derive(Template)]
#[template(path = "cases_tray.html")]
struct TrayPage {
    page: Page,
    title: &'static str,
    empty: &'static str,
    lines: Vec<Shown>,
}

/// GET /desk/tray/{name}: what others ask of this desk.
pub async fn tray(v: Visit, axum::extract::Path(name): axum::extract::Path<String>) -> Reply {
    let actor = v.actor()?;
    let (title, empty, q) = match name.as_str() {
        "urged" => (
            "Được đôn đốc",
            "Không ai đôn đốc ông/bà. Lời đôn đốc ở đây cho đến khi việc được làm xong.",
            store::notice_lines(actor.agency, actor.unit, note_officer(actor)),
        ),
        "opinions" => (
            "Chờ cho ý kiến",
            "Không đơn vị nào chờ ý kiến của ông/bà.",
            store::opinion_lines(actor.agency, actor.unit),
        ),
        "linked" => (
            "Liên thông từ cơ quan khác",
            "Không có hồ sơ liên thông nào chờ cơ quan của ông/bà.",
            store::share_lines(actor.agency),
        ),
        _ => return Err(Failure::missing("Không có danh sách này")),
    };
    let moment = if name == "urged" { Moment::Told } else { Moment::Due };
    let lines = told(&v.app, q, moment).await?;
    v.html(&TrayPage { page: v.page(title), title, empty, lines })
}
