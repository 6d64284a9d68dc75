//! The tree of a day, with validity, successors and identifiers.

use askama::Template;
use kernel::time::date;
use platform::web::{Page, Reply, Visit};

use super::{asked, day, depth};
use crate::{shelf, today};

struct UnitView {
    id: String,
    indent: String,
    name: String,
    kind: &'static str,
    codes: String,
    from: String,
    to: String,
    successor: String,
}

#[derive(Template)]
#[template(path = "people_units.html")]
struct UnitsPage {
    page: Page,
    day: String,
    error: String,
    units: Vec<UnitView>,
}

/// GET /admin/units?day=
pub async fn units(visit: Visit) -> Reply {
    let asked = asked(&visit);
    let (on, error) = match asked.some("day").map(|_| day(&asked, "day")) {
        None => (today(&visit.app), String::new()),
        Some(Ok(day)) => (day, String::new()),
        Some(Err(refusal)) => (today(&visit.app), refusal.message),
    };
    let tree = shelf::tree(&visit.app).await?;
    let units = tree.valid(on).into_iter().map(|u| UnitView {
        id: u.id.to_string(),
        indent: "\u{2003}".repeat(depth(&u)),
        kind: u.kind.label(),
        codes: [u.code2020.as_deref(), u.code2016.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        from: date(u.valid_from),
        to: u.valid_to.map(date).unwrap_or_default(),
        successor: u.successor.and_then(|s| tree.known(s, on)).map(|s| s.name).unwrap_or_default(),
        name: u.name,
    });
    let page = visit.page("Cơ cấu tổ chức");
    let view = UnitsPage { page, day: date(on), units: units.collect(), error };
    if view.error.is_empty() { visit.html(&view) } else { visit.html_refused(&view) }
}
