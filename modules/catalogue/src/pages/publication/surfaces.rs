//! The three public places compared: for each procedure what the national database and each desk show against the version in
//! force; the whole as a sheet.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use kernel::time::{date, local};
use output::sheet::{Cell, Column, Kind, Table, xlsx};
use platform::web::{Failure, Page, Reply, Visit, file};
use uuid::Uuid;

use crate::decisions::law::law;
use crate::decisions::store;
use crate::decisions::surfaces::{self, Compared, Match, Shown, Surface};
use crate::model::{Level, Parts};
use crate::pages::{Link, asked, encode};

/// One place of one procedure.
pub struct Place {
    pub surface: Surface,
    pub unit: Uuid,
    pub name: String,
    pub shown: Option<Shown>,
    pub state: Match,
    /// Its record against the version in force, part by part, where it has one.
    pub contents: Vec<Compared>,
}

/// Holds the records of places against the version in force: one that says it shows it and does not is a difference.
pub fn settle(places: &mut [Place], in_force: &Parts) {
    for p in places {
        let record = p.shown.as_ref().filter(|s| s.number > 0).and_then(|s| s.proof.record.as_deref());
        p.contents = record.map(|r| surfaces::contents(in_force, r)).unwrap_or_default();
        if p.state == Match::Same && p.contents.iter().any(|c| !c.same) {
            p.state = Match::Content;
        }
    }
}

/// One procedure at every place.
struct Row {
    code: String,
    name: String,
    /// The version in force; 0 when none is.
    number: i64,
    places: Vec<Place>,
}

impl Row {
    fn state(&self, surface: Surface) -> Vec<&Place> {
        self.places.iter().filter(|p| p.surface == surface).collect()
    }

    fn differs(&self) -> bool {
        self.places.iter().any(|p| p.state.differs())
    }
}

/// The places of a procedure: the national database, its desks, and what still has it on its board.
pub fn places(number: Option<i64>, desks: &[&people::Unit], shown: &[Shown]) -> Vec<Place> {
    let at = |surface: Surface, unit: Uuid| shown.iter().find(|s| s.surface == surface && s.unit == unit).cloned();
    let national = ("".to_owned(), Surface::National, Uuid::nil());
    let mut all = vec![national];
    all.extend(desks.iter().map(|u| (u.called().to_owned(), Surface::Posting, u.id)));
    // A desk that no longer posts by the rules may still have something on its board.
    let gone =
        shown.iter().filter(|s| s.surface == Surface::Posting && !desks.iter().any(|u| u.id == s.unit) && s.number > 0);
    all.extend(gone.map(|s| (String::new(), Surface::Posting, s.unit)));
    let place = |(name, surface, unit): (String, Surface, Uuid)| {
        let found = at(surface, unit);
        let state = surfaces::compare(number, found.as_ref().map(|s| s.number));
        Place { surface, unit, name, state, shown: found, contents: vec![] }
    };
    all.into_iter().map(place).collect()
}

async fn rows(visit: &Visit) -> Result<Vec<Row>, Failure> {
    let app = &visit.app;
    let (index, law) = (crate::all(app).await?, law(app)?);
    let units = people::units(app, crate::today(app)).await?;
    let q = store::shown_all();
    let shown: Vec<Shown> = app.db().all(q.sql, q.args).await?;
    let mut by_code: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    for s in shown {
        by_code.entry(s.code.clone()).or_default().push(s);
    }
    let mut desks: HashMap<Vec<Level>, Vec<&people::Unit>> = HashMap::new();
    let mut all = vec![];
    for e in index.entries.iter().filter(|e| !e.internal) {
        let at = desks.entry(e.levels.clone()).or_insert_with(|| surfaces::desks(&units, &e.levels, &law.desks));
        let shown = by_code.remove(&e.code).unwrap_or_default();
        let mut places = places(Some(e.number), at, &shown);
        if shown.iter().any(|s| s.proof.record.is_some())
            && let Some(v) = crate::version(app, e.version).await?
        {
            settle(&mut places, &v.parts);
        }
        all.push(Row { code: e.code.clone(), name: e.name.clone(), number: e.number, places });
    }
    // What is no longer in force but still shown somewhere.
    for (code, shown) in by_code {
        let name = crate::versions(app, &code).await?.into_iter().next().map(|v| v.parts.name).unwrap_or_default();
        let known: Vec<&people::Unit> = units.iter().filter(|u| shown.iter().any(|s| s.unit == u.id)).collect();
        all.push(Row { code, name, number: 0, places: places(None, &known, &shown) });
    }
    Ok(all)
}

#[derive(Template)]
#[template(path = "publication_surfaces.html")]
struct List {
    page: Page,
    law: String,
    query: String,
    chips: Vec<Link>,
    lines: Vec<Line>,
    total: usize,
    prev: String,
    next: String,
}

struct Line {
    code: String,
    name: String,
    number: i64,
    national: &'static str,
    national_colour: &'static str,
    national_on: String,
    posted: usize,
    desks: usize,
    wrong: Vec<String>,
}

const PER_PAGE: usize = 50;
const FILTERS: [(&str, &str); 5] = [
    ("", "Tất cả"),
    ("differs", "Có chênh lệch"),
    ("national", "Cơ sở dữ liệu quốc gia chưa khớp"),
    ("posting", "Niêm yết chưa khớp"),
    ("left", "Còn công khai thủ tục hết hiệu lực"),
];

fn fits(r: &Row, filter: &str) -> bool {
    let wrong = |s: Surface| r.state(s).iter().any(|p| p.state.differs());
    match filter {
        "differs" => r.differs(),
        "national" => wrong(Surface::National),
        "posting" => wrong(Surface::Posting),
        "left" => r.number == 0 && r.differs(),
        _ => true,
    }
}

/// GET /publication/surfaces?q=&filter=&page=
pub async fn list(visit: Visit) -> Reply {
    let q = asked(&visit);
    let (query, filter) = (kernel::text::line(q.get("q")), q.get("filter").to_owned());
    let words = kernel::text::fold(&query);
    let named = |r: &Row| words.is_empty() || r.code.contains(&words) || kernel::text::fold(&r.name).contains(&words);
    let all: Vec<Row> = rows(&visit).await?.into_iter().filter(named).collect();
    let at = q.get("page").parse::<usize>().unwrap_or(1).clamp(1, 10_000);
    let address = |f: &str, page: usize| format!("/publication/surfaces?q={}&filter={f}&page={page}", encode(&query));
    let chip = |(name, label): (&str, &str)| {
        let n = all.iter().filter(|r| fits(r, name)).count();
        Link { current: name == filter, ..Link::new(address(name, 1), format!("{} ({n})", visit.lang.t(label))) }
    };
    let chips = FILTERS.into_iter().map(chip).collect();
    let found: Vec<&Row> = all.iter().filter(|r| fits(r, &filter)).collect();
    visit.html(&List {
        page: visit.page("Ba nơi công khai thủ tục"),
        law: law(&visit.app)?.surfaces_law.clone(),
        chips,
        lines: found.iter().skip((at - 1) * PER_PAGE).take(PER_PAGE).map(|r| line(r)).collect(),
        total: found.len(),
        prev: if at > 1 { address(&filter, at - 1) } else { String::new() },
        next: if at * PER_PAGE < found.len() { address(&filter, at + 1) } else { String::new() },
        query,
    })
}

fn line(r: &Row) -> Line {
    let national = r.state(Surface::National);
    let state = national.first().map_or(Match::Unknown, |p| p.state);
    let desks = r.state(Surface::Posting);
    let wrong = desks.iter().filter(|p| p.state.differs() && p.state != Match::Unknown);
    Line {
        code: r.code.clone(),
        name: r.name.clone(),
        number: r.number,
        national: state.label(),
        national_colour: state.colour(),
        national_on: national.first().and_then(|p| p.shown.as_ref()).map(|s| date(s.shown_on)).unwrap_or_default(),
        posted: desks.iter().filter(|p| !p.state.differs()).count(),
        desks: desks.len(),
        wrong: wrong.take(3).map(|p| format!("{}: {}", p.name, p.state.label())).collect(),
    }
}

/// The parts in which a place's record differs, in words.
fn other(p: &Place) -> String {
    p.contents.iter().filter(|c| !c.same).map(|c| c.part.label()).collect::<Vec<_>>().join("; ")
}

/// GET /publication/surfaces.xlsx
pub async fn export(visit: Visit) -> Reply {
    let text = |title: &str, width| Column::new(title, Kind::Text, width);
    let columns = vec![
        text("Mã thủ tục", 14),
        text("Tên thủ tục hành chính", 50),
        Column::new("Phiên bản có hiệu lực", Kind::Int, 12),
        text("Nơi công khai", 28),
        text("Đơn vị", 40),
        Column::new("Phiên bản đang hiện", Kind::Int, 12),
        Column::new("Ngày", Kind::Date, 12),
        text("Người niêm yết", 24),
        text("Minh chứng", 40),
        text("Kết quả đối chiếu", 30),
        text("Nội dung khác", 50),
    ];
    let mut lines = vec![];
    for r in rows(&visit).await? {
        for p in &r.places {
            let shown = p.shown.as_ref();
            let proof = shown.map(|s| &s.proof);
            lines.push(vec![
                Cell::Text(r.code.clone()),
                Cell::Text(r.name.clone()),
                if r.number == 0 { Cell::Empty } else { Cell::Int(r.number) },
                Cell::Text(p.surface.label().to_owned()),
                Cell::Text(p.name.clone()),
                shown.map_or(Cell::Empty, |s| Cell::Int(s.number)),
                shown.map_or(Cell::Empty, |s| Cell::Date(s.shown_on)),
                Cell::Text(proof.map(|p| p.officer.clone()).unwrap_or_default()),
                Cell::Text(
                    proof.map(|p| format!("{} {}", p.reference, p.file_name).trim().to_owned()).unwrap_or_default(),
                ),
                Cell::Text(p.state.label().to_owned()),
                Cell::Text(other(p)),
            ]);
        }
    }
    let table =
        Table {
            title: "Đối chiếu ba nơi công khai".into(), created: local(visit.app.now()), columns, rows: lines
        };
    let bytes = xlsx(&table).map_err(|e| Failure::Internal(format!("surfaces: {e}")))?;
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, ("doi-chieu-ba-noi-cong-khai.xlsx", XLSX)))
}
