//! The cost sheet of a procedure: typed or taken from a file, with the sums, the chart of before and after, and the tornado.

use askama::Template;
use axum::extract::Path;
use kernel::money::Dong;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::cost_form::{self, SIDES, typed_rows, with_rows};
use super::{Choice, Tab, Wrong, message, money, seen, tabs, today};
use crate::actions::{figures, impact as impacts, open, place, reviews};
use crate::charts::{Pair, Swing, bars, tornado};
use crate::cost::{Activity, CellProblem, Input, Method, Ratio, Side, Study, Volume, lines, outcome, sensitivity};
use crate::law::law;
use crate::model::{Impact, ImpactStatus, ItemKind, Review, ReviewStatus};
use crate::papers::activity;
use crate::{WORK, words};

/// Whose sheet it is.
pub(super) struct Sheet {
    back: String,
    base: String,
    title: String,
    pub(super) study: Option<Study>,
    seq: i64,
    can_edit: bool,
    tab: &'static str,
    pub(super) start: Study,
}

/// One row of a side as shown.
struct Row {
    at: String,
    n: usize,
    once: String,
    year: String,
}

/// A side as shown.
struct Shown {
    letter: &'static str,
    title: String,
    rows: Vec<Row>,
    total: String,
}

/// A bar of the tornado in words.
struct Swung {
    name: String,
    ends: String,
    low: String,
    high: String,
}

#[derive(Template)]
#[template(path = "reviews_cost.html")]
struct CostPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    problems: Vec<CellProblem>,
    unknown: Vec<String>,
    sheet: Sheet,
    typed: Posted,
    sides: Vec<Shown>,
    items: Vec<Choice>,
    units: Vec<Choice>,
    formula: String,
    rounding: String,
    result: Option<(String, String, String, String)>,
    chart: String,
    tornado: String,
    swings: Vec<Swung>,
    unsaved: bool,
}

impl CostPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }

    fn cell(&self, at: &str, field: &str) -> &str {
        self.typed.get(&format!("{at}.{field}"))
    }

    fn bad(&self, at: &str, field: &str) -> &str {
        message(&self.errors, &format!("{at}.{field}"))
    }

    fn handling(&self) -> bool {
        self.typed.get("method") == "handling"
    }
}

/// The study a sheet begins with: parameters of law, volumes and fees measured on cases, the papers of the procedure.
async fn start(v: &Visit, code: Option<(&str, Option<Uuid>)>) -> Result<Study, Failure> {
    let (law, day) = (law(&v.app)?, today(&v.app));
    let row = |item: &str, work: &str, how: &str| Activity {
        item: item.into(),
        work: work.into(),
        how: how.into(),
        ..Activity::default()
    };
    let mut activities = vec![row("1.1", "Chuẩn bị hồ sơ", "Điền đơn, tờ khai")];
    let (mut volume, mut source) = (Volume { times: Ratio::ONE, subjects: Ratio::ONE }, String::new());
    let mut fee = Dong(0);
    if let Some((code, version)) = code {
        let parts = match version {
            Some(id) => catalogue::version(&v.app, id).await?.map(|x| x.parts).unwrap_or_default(),
            None => catalogue::Parts::default(),
        };
        for c in parts.components.iter().flatten() {
            activities.push(row("1.2", "Chuẩn bị hồ sơ", &c.name));
        }
        fee = parts.channels.iter().find_map(|c| c.fee.as_ref()?.amount).map_or(Dong(0), Dong);
        let found = figures::all(&v.app, v.actor()?.agency).await?.into_iter().find(|(c, _, _)| c == code);
        if let Some((_, at, f)) = found
            && let Some(n) = f.yearly()
        {
            volume.subjects = Ratio::whole(n);
            source = v
                .lang
                .f("Hồ sơ trên hệ thống, {} hồ sơ đếm lúc {} quy ra một năm", &[&f.volume.n, &kernel::time::short(at)]);
        }
    }
    activities.push(row("2", "Nộp hồ sơ", "Đến nộp hoặc nộp trực tuyến"));
    activities.push(Activity {
        fee, ..row("3", "Nộp phí, lệ phí, chi phí khác theo quy định", "Phí, lệ phí")
    });
    activities.push(row("6", "Nhận kết quả", "Đến nhận hoặc nhận trực tuyến"));
    let side = Side { volume, activities };
    Ok(Study {
        method: Method::Subject,
        income: law.income(day),
        day_hours: law.day_hours(day),
        before: side.clone(),
        after: side,
        volume_source: source,
        ranges: vec![],
    })
}

pub(super) async fn of_review(v: &Visit, (id, code): (Uuid, &str)) -> Result<Sheet, Failure> {
    let (head, r) = open::<Review>(&v.app, v.actor()?, id).await?;
    let one = r.examined(code).ok_or_else(|| Failure::missing("Cuộc rà soát này không có thủ tục đó"))?;
    let working = matches!(r.status, ReviewStatus::Planned | ReviewStatus::Running);
    Ok(Sheet {
        back: format!("/reviews/work/{id}"),
        base: format!("/reviews/work/{id}/cost/{code}"),
        title: one.subject.name.clone(),
        study: one.study.clone(),
        seq: head.seq,
        can_edit: working && v.actor()?.can_at(WORK, &place(&v.app, r.unit).await?),
        tab: "/reviews/work",
        start: start(v, Some((code, one.subject.version))).await?,
    })
}

pub(super) async fn of_impact(v: &Visit, (id, item): (Uuid, Uuid)) -> Result<Sheet, Failure> {
    let (head, i) = open::<Impact>(&v.app, v.actor()?, id).await?;
    let one = i.items.iter().find(|x| x.id == item && x.kind == ItemKind::Procedure);
    let one = one.ok_or_else(|| Failure::missing("Bản đánh giá này không có thủ tục đó"))?;
    Ok(Sheet {
        back: format!("/reviews/impact/{id}"),
        base: format!("/reviews/impact/{id}/cost/{item}"),
        title: one.title.clone(),
        study: one.study.clone(),
        seq: head.seq,
        can_edit: i.status != ImpactStatus::Sent && v.actor()?.can_at(WORK, &place(&v.app, i.unit).await?),
        tab: "/reviews/impact",
        start: start(v, None).await?,
    })
}

/// What the page shows beside the sheet.
#[derive(Default)]
pub(super) struct Told {
    pub(super) typed: Option<Posted>,
    pub(super) errors: Vec<Wrong>,
    pub(super) problems: Vec<CellProblem>,
    pub(super) unknown: Vec<String>,
}

fn side(v: &Visit, typed: &Posted, (letter, study): (&'static str, Option<&Study>)) -> Shown {
    let own = study.map(|s| (s, if letter == "b" { &s.before } else { &s.after }));
    // A row left blank is no line: then no sum is shown beside a row it does not belong to.
    let sums = own.and_then(|(s, side)| lines(s, side).ok()).unwrap_or_default();
    let sums = if sums.len() == cost_form::rows(typed, letter) { sums } else { vec![] };
    let total = own.and_then(|(s, side)| crate::cost::yearly(s, side).ok()).and_then(|t| t.rounded().ok());
    let rows = (0..cost_form::rows(typed, letter)).map(|n| Row {
        at: format!("{letter}.{n}"),
        n,
        once: sums.get(n).map(|l| money(l.once)).unwrap_or_default(),
        year: sums.get(n).map(|l| money(l.year)).unwrap_or_default(),
    });
    let title = if letter == "b" { "Trước khi đơn giản hóa" } else { "Sau khi đơn giản hóa" };
    Shown {
        letter,
        title: v.lang.t(title).to_owned(),
        rows: rows.collect(),
        total: total.map(kernel::money::group).unwrap_or_default(),
    }
}

/// Both charts of a study, with the words of the tornado.
fn charts(v: &Visit, title: &str, study: &Study) -> (String, String, Vec<Swung>) {
    let Ok(out) = outcome(study) else { return Default::default() };
    let pair = Pair { label: title.to_owned(), before: out.before, after: out.after };
    let about = v.lang.t("Thanh đặc là trước, thanh gạch chéo là sau, đơn vị đồng/năm.");
    let heads = ("cost", v.lang.t("Chi phí tuân thủ trước và sau khi đơn giản hóa"), about);
    let chart = bars(heads, (v.lang.t("Trước"), v.lang.t("Sau")), &[pair]);
    let all = sensitivity(study).unwrap_or_default();
    let name = |i| words::input(v.lang, i, |i: Input| activity(study, i));
    let swings: Vec<Swing> = all
        .iter()
        .map(|b| Swing {
            label: name(b.input),
            ends: (b.low.shown(), b.high.shown()),
            saving: (b.saving_low, b.saving_high),
        })
        .collect();
    let words = swings.iter().map(|s| Swung {
        name: s.label.clone(),
        ends: format!("{} – {}", s.ends.0, s.ends.1),
        low: money(s.saving.0),
        high: money(s.saving.1),
    });
    let words: Vec<Swung> = words.collect();
    if swings.is_empty() {
        return (chart, String::new(), words);
    }
    let about =
        v.lang.t("Mỗi thanh là chi phí tiết kiệm khi một yếu tố thay đổi từ thấp đến cao; đường đứt là mức dự kiến.");
    let heads = ("swing", v.lang.t("Độ nhạy của chi phí tiết kiệm"), about);
    (chart, tornado(heads, out.saving, &swings), words)
}

pub(super) async fn show(v: &Visit, sheet: Sheet, told: Told) -> Reply {
    let law = law(&v.app)?;
    let study = sheet.study.clone();
    let unsaved = told.typed.is_some();
    let typed = match told.typed {
        Some(typed) => typed,
        None => cost_form::pairs(study.as_ref().unwrap_or(&sheet.start)),
    };
    // Sums belong to what is shown, not to what was saved before.
    let counted = if unsaved { cost_form::read(&typed).ok() } else { study };
    let (chart, tornado, swings) = counted.as_ref().map(|s| charts(v, &sheet.title, s)).unwrap_or_default();
    let result = counted.as_ref().and_then(|s| outcome(s).ok());
    let refused = !told.errors.is_empty();
    let (formula, rounding) = law.formula();
    let unit = |value: &str, label: &str| Choice::new(value, v.lang.t(label));
    let view = CostPage {
        sides: SIDES.iter().map(|letter| side(v, &typed, (letter, counted.as_ref()))).collect(),
        items: super::named(law.items()),
        units: vec![unit("hour", "giờ"), unit("minute", "phút"), unit("day", "ngày làm việc")],
        formula: formula.to_owned(),
        rounding: rounding.to_owned(),
        result: result.map(|o| (money(o.before), money(o.after), money(o.saving), o.rate_text())),
        chart,
        tornado,
        swings,
        unsaved,
        page: v.page("Bảng tính chi phí tuân thủ"),
        tabs: tabs(v, sheet.tab),
        errors: told.errors,
        problems: told.problems,
        unknown: told.unknown,
        sheet,
        typed,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// Adds, removes and copies rows; nothing is saved by it.
fn rearranged(typed: &Posted, button: &str) -> Option<Posted> {
    let (what, rest) = button.split_once(':')?;
    let mut parts = rest.split(':');
    let letter = parts.next().filter(|l| SIDES.contains(l))?;
    let mut rows = typed_rows(typed, letter);
    match what {
        "add" => rows.push(vec![("unit".into(), "hour".into())]),
        "remove" => {
            let n: usize = parts.next()?.parse().ok()?;
            if n < rows.len() {
                rows.remove(n);
            }
        }
        "copy" => rows = typed_rows(typed, "b"),
        _ => return None,
    }
    let mut out = with_rows(typed, letter, &rows);
    if what == "copy" {
        out.0.retain(|(n, _)| n != "a.times" && n != "a.subjects");
        out.0.push(("a.times".into(), typed.get("b.times").into()));
        out.0.push(("a.subjects".into(), typed.get("b.subjects").into()));
    }
    Some(out)
}

/// Keeps a study by its record's own action.
enum Keep<'a> {
    Review(Uuid, &'a str),
    Impact(Uuid, Uuid),
}

async fn save(v: &Visit, sheet: Sheet, posted: Posted, keep: Keep<'_>) -> Reply {
    if let Some(typed) = rearranged(&posted, posted.get("do")) {
        return show(v, sheet, Told { typed: Some(typed), ..Told::default() }).await;
    }
    let study = match cost_form::read(&posted) {
        Ok(study) => Box::new(study),
        Err(errors) => return show(v, sheet, Told { typed: Some(posted), errors, ..Told::default() }).await,
    };
    let (actor, at) = (v.actor()?, seen(&posted));
    let done = match keep {
        Keep::Review(id, code) => {
            reviews::work(&v.app, actor, (id, at), reviews::Work::Cost(code.to_owned(), study)).await.map(drop)
        }
        Keep::Impact(id, item) => {
            impacts::work(&v.app, actor, (id, at), impacts::Work::Cost(item, study)).await.map(drop)
        }
    };
    let to = sheet.base.clone();
    let fresh = match keep {
        Keep::Review(id, code) => of_review(v, (id, code)).await?,
        Keep::Impact(id, item) => of_impact(v, (id, item)).await?,
    };
    super::finish(v, done, (&to, "Đã lưu bảng tính chi phí."), async |errors| {
        show(v, fresh, Told { typed: Some(posted.clone()), errors, ..Told::default() }).await
    })
    .await
}

/// GET /reviews/work/{id}/cost/{code}
pub async fn review(v: Visit, Path((id, code)): Path<(Uuid, String)>) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    show(&v, sheet, Told::default()).await
}

/// POST /reviews/work/{id}/cost/{code}
pub async fn save_review(v: Visit, Path((id, code)): Path<(Uuid, String)>, posted: Posted) -> Reply {
    let sheet = of_review(&v, (id, &code)).await?;
    save(&v, sheet, posted, Keep::Review(id, &code)).await
}

/// GET /reviews/impact/{id}/cost/{item}
pub async fn impact(v: Visit, Path(at): Path<(Uuid, Uuid)>) -> Reply {
    let sheet = of_impact(&v, at).await?;
    show(&v, sheet, Told::default()).await
}

/// POST /reviews/impact/{id}/cost/{item}
pub async fn save_impact(v: Visit, Path(at): Path<(Uuid, Uuid)>, posted: Posted) -> Reply {
    let sheet = of_impact(&v, at).await?;
    save(&v, sheet, posted, Keep::Impact(at.0, at.1)).await
}
