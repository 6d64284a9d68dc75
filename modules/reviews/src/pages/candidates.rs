//! Candidates for review: every procedure with its figures and score, and behind each figure the cases it counts.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::time::short;
use platform::web::{Failure, Page, Reply, Visit};
use serde::Deserialize;

use super::{Tab, Wrong, money, tabs};
use crate::MANAGE;
use crate::actions::figures::{self, Figures};
use crate::law::law;
use crate::ranking::{Candidate, candidates};

/// A number with its share and where it leads.
struct Cell {
    text: String,
    href: String,
}

struct Line {
    code: String,
    name: String,
    field: String,
    score: String,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "reviews_candidates.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    counted: String,
    rule: String,
    lines: Vec<Line>,
    prev: String,
    next: String,
    can_count: bool,
}

/// Which part of the ranking.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    from: usize,
}

const SIZE: usize = 50;

/// The figures of one procedure as cells; what was never counted says so.
fn cells(v: &Visit, c: &Candidate) -> Vec<Cell> {
    let none = || Cell { text: v.lang.t("chưa có số liệu").to_owned(), href: String::new() };
    let at = |what: &str| format!("/reviews/candidates/{}#{what}", c.code);
    let mut all: Vec<Cell> = match &c.figures {
        None => (0..4).map(|_| none()).collect(),
        Some(f) => {
            let shared = |n: i64, what: &str| Cell { text: format!("{n} ({}%)", f.share(n)), href: at(what) };
            vec![
                Cell { text: f.volume.n.to_string(), href: at("volume") },
                shared(f.late.n, "late"),
                shared(f.supplements.n, "supplements"),
                shared(f.refused.n, "refused"),
            ]
        }
    };
    all.push(match c.cost {
        Some((cost, review)) => Cell { text: money(cost), href: format!("/reviews/work/{review}") },
        None => none(),
    });
    // Petitions about a procedure are registered elsewhere; until that register says of which, nothing is invented.
    all.push(none());
    all
}

/// GET /reviews/candidates
pub async fn list(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let actor = v.actor()?;
    let all = candidates(&v.app, actor.agency).await?;
    let counted = all.iter().filter_map(|c| c.counted_at).max();
    let w = law(&v.app)?.weights();
    let weights = [w.volume, w.late, w.supplements, w.refused, w.cost].map(|n| n.to_string());
    let rule = v.lang.f(
        "Điểm là tổng của trọng số nhân với tỷ lệ so với thủ tục cao nhất: số hồ sơ {}, trễ hạn {}, phải bổ sung {}, từ chối {}, chi phí tuân thủ {}.",
        &[&weights[0], &weights[1], &weights[2], &weights[3], &weights[4]],
    );
    let lines = all.iter().skip(asked.from).take(SIZE).map(|c| Line {
        code: c.code.clone(),
        name: c.name.clone(),
        field: c.field.clone(),
        score: format!("{},{}", c.score / 10, c.score % 10),
        cells: cells(&v, c),
    });
    let at = |from: usize| format!("/reviews/candidates?from={from}");
    let view = ListPage {
        counted: counted.map(|t| v.lang.f("Số liệu được đếm lúc {}.", &[&short(t)])).unwrap_or_default(),
        rule,
        lines: lines.collect(),
        prev: if asked.from == 0 { String::new() } else { at(asked.from.saturating_sub(SIZE)) },
        next: if asked.from.saturating_add(SIZE) < all.len() { at(asked.from + SIZE) } else { String::new() },
        can_count: actor.can(MANAGE),
        page: v.page("Thủ tục đề nghị rà soát"),
        tabs: tabs(&v, "/reviews/candidates"),
        errors: vec![],
    };
    v.html(&view)
}

/// POST /reviews/candidates/count
pub async fn count(v: Visit) -> Reply {
    figures::ask(&v.app, v.actor()?).await?;
    Ok(v.done("/reviews/candidates", v.lang.t("Đã xếp lịch đếm lại số liệu. Tải lại trang sau ít phút.")))
}

/// One figure with cases behind it.
struct Behind {
    id: &'static str,
    label: String,
    n: i64,
    share: i64,
    cases: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "reviews_candidate.html")]
struct OnePage {
    page: Page,
    tabs: Vec<Tab>,
    code: String,
    name: String,
    counted: String,
    yearly: String,
    fees: String,
    behind: Vec<Behind>,
}

fn behind(v: &Visit, f: &Figures) -> Vec<Behind> {
    let one = |id, label: &str, figure: &figures::Figure| Behind {
        id,
        label: v.lang.t(label).to_owned(),
        n: figure.n,
        share: f.share(figure.n),
        cases: figure.cases.iter().map(|(id, code)| (id.to_string(), code.clone())).collect(),
    };
    vec![
        one("volume", "Số hồ sơ", &f.volume),
        one("online", "Nộp trực tuyến", &f.online),
        one("late", "Trễ hạn", &f.late),
        one("finished", "Đã giải quyết", &f.finished),
        one("digitised", "Đã giải quyết, đủ giấy tờ và kết quả dạng điện tử", &f.digitised),
        one("supplements", "Phải bổ sung", &f.supplements),
        one("refused", "Từ chối", &f.refused),
    ]
}

/// GET /reviews/candidates/{code}
pub async fn one(v: Visit, Path(code): Path<String>) -> Reply {
    let actor = v.actor()?;
    let index = catalogue::all(&v.app).await?;
    let missing = || Failure::missing("Không có thủ tục này trong danh mục");
    let entry = index.entries.iter().find(|e| e.code == code).ok_or_else(missing)?;
    let found = figures::all(&v.app, actor.agency).await?.into_iter().find(|(c, _, _)| *c == code);
    let none = v.lang.t("chưa có số liệu").to_owned();
    let view = OnePage {
        page: v.page("Số liệu của thủ tục"),
        tabs: tabs(&v, "/reviews/candidates"),
        name: entry.name.clone(),
        counted: found.as_ref().map_or(none.clone(), |(_, at, _)| short(*at)),
        yearly: found.as_ref().and_then(|(_, _, f)| f.yearly()).map_or(none.clone(), |n| n.to_string()),
        fees: found.as_ref().map_or(none, |(_, _, f)| kernel::money::group(f.fees)),
        behind: found.as_ref().map(|(_, _, f)| behind(&v, f)).unwrap_or_default(),
        code,
    };
    v.html(&view)
}
