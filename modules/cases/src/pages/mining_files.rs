//! Behind the analysis of a process: the cases of one number as a list, and the whole as a file.

use askama::Template;
use output::sheet::{Cell, Column, Kind};
use platform::web::{Failure, Page, Reply, Visit};
use process::Definition;
use process::mining::{Mined, Times};

use super::columns::ListColumn;
use super::desk::{Shown, shown};
use super::export::{self, Head, Rows};
use super::mining::{Wanted, fits, names, step_name, way};
use crate::actions::Study;
use crate::model::CaseId;
use crate::store;

/// Cases on a page.
const SIZE: usize = 50;

#[derive(Template)]
#[template(path = "cases_mining_cases.html")]
struct CasesPage {
    page: Page,
    title: String,
    back: String,
    count: usize,
    lines: Vec<Shown>,
    first: String,
    next: String,
}

fn nothing() -> Failure {
    Failure::missing("Số liệu này không còn trong kỳ đã chọn; quay lại trang phân tích để xem số mới")
}

/// The cases behind a number, and what the number counts.
fn pick(mined: &Mined, def: &Definition, (of, key): (&str, &str)) -> Option<(&'static str, String, Vec<String>)> {
    let c = mined.conformance.as_ref()?;
    let times = |all: &[Times]| all.iter().find(|t| t.of == key).map(|t| (t.cases.clone(), t.slowest.clone()));
    let step = || step_name(def, key);
    Some(match of {
        "fitting" => ("Đúng quy trình, đã xong", String::new(), c.fitting.clone()),
        "under_way" => ("Đúng quy trình, chưa xong", String::new(), c.under_way.clone()),
        "undecided" => ("Chưa kết luận được", String::new(), c.undecided.clone()),
        "away" => ("Khác quy trình", String::new(), c.deviations.iter().flat_map(|d| d.cases.clone()).collect()),
        "deviation" => {
            let found = c.deviations.iter().find(|d| format!("{},{}", d.after, d.found) == key)?;
            ("Khác quy trình", step_name(def, &found.found), found.cases.clone())
        }
        "variant" => {
            let found = mined.variants.iter().find(|v| v.steps.join(",") == key)?;
            ("Biến thể", way(def, &found.steps), found.cases.clone())
        }
        "step" => ("Bước", step(), times(&mined.by_step)?.0),
        "step-slow" => ("Bước, chờ lâu nhất", step(), times(&mined.by_step)?.1),
        "unit" => ("Đơn vị", String::new(), times(&mined.by_unit)?.0),
        "unit-slow" => ("Đơn vị, chờ lâu nhất", String::new(), times(&mined.by_unit)?.1),
        "officer" => ("Người xử lý", String::new(), times(&mined.by_officer)?.0),
        "officer-slow" => ("Người xử lý, chờ lâu nhất", String::new(), times(&mined.by_officer)?.1),
        _ => return None,
    })
}

/// GET /desk/mining/cases
pub async fn cases(v: Visit) -> Reply {
    let actor = v.actor()?;
    let wanted = Wanted::read(&v);
    let study = wanted.study(&v.app, actor).await?.ok_or_else(nothing)?;
    let process = catalogue::process_version(&v.app, wanted.process.unwrap_or_default()).await?;
    let (of, key) = (wanted.pairs.get("of"), wanted.pairs.get("key"));
    let (label, mut name, ids) = pick(&study.mined, &process.definition, (of, key)).ok_or_else(nothing)?;
    let (units, officers) = names(&v.app, &study.mined).await?;
    if let Some(known) = units.get(key).or_else(|| officers.get(key)) {
        name.clone_from(known);
    }
    let from = wanted.pairs.get("begin").parse::<usize>().unwrap_or(0).min(ids.len());
    let some: Vec<CaseId> = ids.iter().skip(from).take(SIZE).filter_map(|id| id.parse().ok()).collect();
    let lines = store::lines(v.app.db(), actor.agency, &some).await?;
    let address = super::mining::href(&wanted, of, key);
    let next = from + SIZE;
    let label = v.lang.t(label);
    v.html(&CasesPage {
        page: v.page("Hồ sơ của số liệu phân tích"),
        title: if name.is_empty() { label.to_owned() } else { format!("{label}: {name}") },
        back: format!("/desk/mining?{}", wanted.query()),
        count: ids.len(),
        lines: shown(&v.app, lines).await?,
        first: if from > 0 { address.clone() } else { String::new() },
        next: if next < ids.len() { format!("{address}&begin={next}") } else { String::new() },
    })
}

struct Once(Option<Vec<Vec<Cell>>>);

impl Rows for Once {
    async fn next(&mut self) -> Result<Option<Vec<Vec<Cell>>>, Failure> {
        Ok(self.0.take())
    }
}

fn columns() -> Vec<Column> {
    let c = |title: &str, kind, width| Column::new(title, kind, width);
    vec![
        c("Loại", Kind::Text, 14),
        c("Tên", Kind::Text, 60),
        c("Kết luận", Kind::Text, 20),
        c("Số hồ sơ", Kind::Number, 10),
        c("Số lượt xong", Kind::Number, 10),
        c("Số lượt ước tính", Kind::Number, 10),
        c("Chờ, trung vị (phút làm việc)", Kind::Number, 12),
        c("Chờ, phân vị 90 (phút làm việc)", Kind::Number, 12),
        c("Xử lý, trung vị (phút làm việc)", Kind::Number, 12),
        c("Xử lý, phân vị 90 (phút làm việc)", Kind::Number, 12),
        c("Cả quá trình, trung vị (phút làm việc)", Kind::Number, 12),
        c("Mã hồ sơ", Kind::Text, 60),
    ]
}

/// What a file is made of.
struct Whole<'a> {
    study: &'a Study,
    def: &'a Definition,
}

impl Whole<'_> {
    fn codes(&self, ids: &[String]) -> Cell {
        let known: Vec<&str> = ids.iter().filter_map(|id| self.study.codes.get(id)).map(String::as_str).collect();
        Cell::Text(known.join(" "))
    }

    fn ways(&self) -> impl Iterator<Item = Vec<Cell>> {
        self.study.mined.variants.iter().map(|w| {
            let mut row =
                vec![text("Biến thể"), Cell::Text(way(self.def, &w.steps)), text(fits(w.fits)), number(w.cases.len())];
            row.extend(std::iter::repeat_n(Cell::Empty, 6));
            row.extend([Cell::Int(w.median), self.codes(&w.cases)]);
            row
        })
    }

    fn times(&self, kind: &str, all: &[Times], name: impl Fn(&str) -> String) -> Vec<Vec<Cell>> {
        let line = |t: &Times| {
            let mut row = vec![text(kind), Cell::Text(name(&t.of)), Cell::Empty, number(t.cases.len())];
            row.extend([number(t.count), number(t.estimated)]);
            row.extend([t.waiting_median, t.waiting_p90, t.work_median, t.work_p90].map(Cell::Int));
            row.extend([Cell::Empty, self.codes(&t.cases)]);
            row
        };
        all.iter().map(line).collect()
    }
}

fn text(t: &str) -> Cell {
    Cell::Text(t.to_owned())
}

fn number(n: usize) -> Cell {
    i64::try_from(n).map_or(Cell::Empty, Cell::Int)
}

/// GET /desk/mining/csv
pub async fn csv(v: Visit) -> Reply {
    let actor = v.actor()?;
    let wanted = Wanted::read(&v);
    let study = wanted.study(&v.app, actor).await?.ok_or_else(nothing)?;
    let process = catalogue::process_version(&v.app, wanted.process.unwrap_or_default()).await?;
    let (units, officers) = names(&v.app, &study.mined).await?;
    let rows = {
        let whole = Whole { study: &study, def: &process.definition };
        let mined = &study.mined;
        let mut rows: Vec<Vec<Cell>> = whole.ways().collect();
        rows.extend(whole.times("Bước", &mined.by_step, |id| step_name(whole.def, id)));
        rows.extend(whole.times("Đơn vị", &mined.by_unit, |id| units.get(id).cloned().unwrap_or_default()));
        let officer = |id: &str| officers.get(id).cloned().unwrap_or_default();
        rows.extend(whole.times("Người xử lý", &mined.by_officer, officer));
        rows
    };
    let name = format!("phan-tich-{}-{}-{}", process.code, wanted.from, wanted.to);
    export::csv(Head { title: "Phân tích quy trình".into(), name, columns: columns() }, Once(Some(rows))).await
}
