//! The page of a decision: where it stands and the next step as the one primary button; limits with their sums, items,
//! controls, papers, what an import read, the history.

use std::collections::HashMap;

use askama::Template;
use kernel::time::{date, short};
use kernel::working_time::Strip;
use platform::web::{Failure, Page, Reply, Visit};
use uuid::Uuid;

use super::list::colour;
use super::{Id, Typed, standing};
use crate::decisions::clock::{self, Counted};
use crate::decisions::law::law;
use crate::decisions::model::{Basis, Change, Check, DecisionKind, Dossier, Item, ReadLine, Status};
use crate::decisions::rules::Ground;
use crate::decisions::todos::{Todo, TodoKind};
use crate::decisions::{actions, auto, chain};
use crate::pages::desk::Told;

#[derive(Template)]
#[template(path = "publication_one.html")]
struct One {
    page: Page,
    id: Uuid,
    seen: i64,
    typed: Typed,
    title: String,
    kind: &'static str,
    process: bool,
    status: &'static str,
    colour: &'static str,
    facts: Vec<(&'static str, String)>,
    /// The slug of the status, for which forms to show.
    at: &'static str,
    basis: Basis,
    grounds: String,
    effective: String,
    /// The days of the legal text, as date inputs want them.
    days: (String, String),
    example: String,
    returned: Option<(String, String)>,
    limits: Vec<LimitLine>,
    groups: Vec<(&'static str, Vec<ItemLine>)>,
    checks: Vec<CheckLine>,
    todos: Vec<TodoLine>,
    read: Vec<ReadLine>,
    doubts: usize,
    history: Vec<Told>,
    may_draft: bool,
    may_check: bool,
    may_publish: bool,
}

struct LimitLine {
    what: String,
    law: String,
    unsure: bool,
    sum: String,
    words: String,
    colour: &'static str,
    strip: Strip,
}

struct ItemLine {
    id: Uuid,
    code: String,
    name: String,
    what: String,
    from: String,
    doubts: Vec<String>,
    stale: bool,
}

struct CheckLine {
    at: String,
    by: String,
    passed: bool,
    note: String,
    check: Check,
}

/// A to-do as pages show it.
pub struct TodoLine {
    pub id: Uuid,
    pub kind: &'static str,
    pub code: String,
    pub place: String,
    pub why: String,
    pub cause: String,
    pub due: String,
    pub late: bool,
    pub closed: String,
    pub law: String,
    /// Where it is done.
    pub href: String,
    /// May be closed by hand.
    pub settle: bool,
}

/// A to-do for a page; `places` are the names of desks.
pub fn todo_line(t: &Todo, places: &HashMap<Uuid, String>, today: jiff::civil::Date) -> TodoLine {
    let href = match t.kind {
        TodoKind::Process | TodoKind::Limit => "/publication/new?kind=process".to_owned(),
        TodoKind::Form => format!("/forms/{}", t.code),
        TodoKind::Posting | TodoKind::National => format!("/publication/surfaces/{}", t.code),
        TodoKind::Draft => t.body.decision.map(|d| format!("/publication/{d}")).unwrap_or_default(),
    };
    TodoLine {
        id: t.id,
        kind: t.kind.label(),
        code: t.code.clone(),
        place: places.get(&t.unit).cloned().unwrap_or_default(),
        why: t.body.why.clone(),
        cause: t.body.cause.clone(),
        due: date(t.due_on),
        late: t.open && t.due_on < today,
        closed: t.body.closed.as_ref().map(|c| c.by.clone()).unwrap_or_default(),
        law: t.body.law.clone(),
        href,
        settle: t.open && !matches!(t.kind, TodoKind::Posting | TodoKind::National),
    }
}

/// The names of the units of the day.
pub async fn place_names(visit: &Visit) -> Result<HashMap<Uuid, String>, Failure> {
    let units = people::units(&visit.app, crate::today(&visit.app)).await?;
    Ok(units.into_iter().map(|u| (u.id, u.called().to_owned())).collect())
}

/// GET /publication/{id}
pub async fn show(visit: Visit, Id(id): Id) -> Reply {
    let page = view(&visit, id, Typed::default()).await?;
    visit.html(&page)
}

/// The page again after a refusal.
pub async fn again(visit: &Visit, id: Uuid, typed: Typed) -> Reply {
    let page = view(visit, id, typed).await?;
    visit.html_refused(&page)
}

async fn view(visit: &Visit, id: Uuid, typed: Typed) -> Result<One, Failure> {
    let app = &visit.app;
    let (head, d) = actions::load(app, id).await?;
    let (law, today) = (law(app)?, crate::today(app));
    let newest = match d.decision.status {
        Status::Signed => actions::bases(app, &d).await?,
        _ => actions::newest(app, d.items.iter().map(|i| i.code.as_str())).await?,
    };
    let ground = Ground { now: app.now(), who: None, law: &law, newest: &newest };
    let actor = visit.actor()?;
    let mut page = visit.page("Quyết định công bố");
    page.title = d.decision.title.clone();
    let submitting = d.decision.status == Status::Checked;
    let suffix = if submitting { &law.documents.agency.suffix } else { &law.documents.signer.suffix };
    let example = visit.lang.f("Ví dụ: 15/{}", &[suffix]);
    let iso = |day: Option<jiff::civil::Date>| day.map(|x| x.to_string()).unwrap_or_default();
    let days = (iso(d.decision.body.basis.signed_on), iso(d.decision.body.basis.effective_on));
    Ok(One {
        page,
        id,
        seen: head.seq,
        title: d.decision.title.clone(),
        kind: d.decision.kind.label(),
        process: d.decision.kind == DecisionKind::Process,
        status: if d.decision.in_effect(today) { "Đang có hiệu lực" } else { d.decision.status.label() },
        colour: colour(d.decision.status),
        facts: facts(visit, &d).await?,
        at: d.decision.status.slug(),
        basis: d.decision.body.basis.clone(),
        grounds: d.decision.body.grounds.join("\n"),
        effective: d.decision.effective_on.map(|x| x.to_string()).unwrap_or_default(),
        days,
        example,
        returned: reason(visit, &d).await?,
        limits: limits(visit, &d).await?,
        groups: groups(&d, &ground),
        checks: checks(visit, &d).await?,
        todos: todos(visit, &d).await?,
        doubts: d.decision.body.read.iter().filter(|l| l.outcome == "doubt").count(),
        read: d.decision.body.read.clone(),
        history: history(visit, id).await?,
        may_draft: actor.can(crate::DRAFT),
        may_check: actor.can(crate::CHECK),
        may_publish: actor.can(crate::PUBLISH),
        typed,
    })
}

async fn name(visit: &Visit, account: Option<Uuid>) -> Result<String, Failure> {
    match account {
        Some(id) => people::name_of(&visit.app, id).await,
        None => Ok(visit.lang.t("Hệ thống").to_owned()),
    }
}

async fn facts(visit: &Visit, d: &Dossier) -> Result<Vec<(&'static str, String)>, Failure> {
    let body = &d.decision.body;
    let unit = people::unit(&visit.app, body.unit).await?.map(|u| u.name).unwrap_or_default();
    let numbered = |n: &crate::decisions::model::Numbered| format!("{} · {}", n.number, date(n.on));
    let mut all = vec![
        ("Đơn vị soạn thảo", unit),
        ("Người soạn thảo", name(visit, body.drafter).await?),
        ("Tờ trình", body.submission.as_ref().map(numbered).unwrap_or_default()),
        ("Quyết định", body.signing.as_ref().map(numbered).unwrap_or_default()),
        ("Có hiệu lực từ", d.decision.effective_on.map(date).unwrap_or_default()),
        ("Văn bản quy định thủ tục", body.basis.name.clone()),
    ];
    all.retain(|(_, text)| !text.is_empty());
    Ok(all)
}

async fn reason(visit: &Visit, d: &Dossier) -> Result<Option<(String, String)>, Failure> {
    let shown = match d.decision.status {
        Status::Drafting => d.decision.body.returned.as_ref(),
        Status::Withdrawn => d.decision.body.withdrawn.as_ref(),
        _ => None,
    };
    match shown {
        Some(r) => Ok(Some((r.text.clone(), format!("{} · {}", name(visit, r.by).await?, short(r.at))))),
        None => Ok(None),
    }
}

async fn limits(visit: &Visit, d: &Dossier) -> Result<Vec<LimitLine>, Failure> {
    let (law, today) = (law(&visit.app)?, crate::today(&visit.app));
    let on = d.decision.signed_on.unwrap_or(today);
    let mut all = vec![];
    let raised = match d.decision.status {
        Status::Signed => Some(chain::raised_by(&visit.app, d).await?),
        _ => None,
    };
    for rule in law.limits(d.decision.kind, Some(d.decision.body.basis.shortened), on) {
        let kind = TodoKind::parse(&rule.id);
        // Signed, and nothing of this kind was left to be done.
        if let (Some(all), Some(kind)) = (&raised, kind)
            && !all.iter().any(|t| t.kind == kind)
        {
            continue;
        }
        let done = done(d, &rule.id, raised.as_deref().unwrap_or_default());
        let Ok(c) = clock::count(rule, &d.decision, (&law.calendar, done)) else { continue };
        all.push(limit_line(visit, &c));
    }
    Ok(all)
}

fn limit_line(visit: &Visit, c: &Counted) -> LimitLine {
    let today = crate::today(&visit.app);
    let stands = c.standing(today);
    LimitLine {
        what: c.what.clone(),
        law: c.law.clone(),
        unsure: c.mark == "?",
        sum: c.sum.clone(),
        words: standing(visit.lang, stands),
        colour: stands.colour(),
        strip: c.strip(today),
    }
}

/// The day a milestone was reached: all its to-dos are closed, or the decision was signed; the portal is this system.
fn done(d: &Dossier, rule: &str, raised: &[Todo]) -> Option<jiff::civil::Date> {
    let day = |at| kernel::time::local(at).date();
    match TodoKind::parse(rule) {
        None if rule == "decision" => d.decision.signed_on,
        None => d.decision.body.signing.as_ref().map(|s| day(s.at)),
        Some(kind) => {
            let closed: Option<Vec<_>> = raised.iter().filter(|t| t.kind == kind).map(|t| t.closed_at).collect();
            closed.and_then(|all| all.into_iter().max()).map(day)
        }
    }
}

fn groups(d: &Dossier, g: &Ground<'_>) -> Vec<(&'static str, Vec<ItemLine>)> {
    let line = |i: &Item| ItemLine {
        id: i.id,
        code: i.code.clone(),
        name: i.body.name.clone(),
        what: item_words(i, g),
        from: i.body.from.map(date).unwrap_or_default(),
        doubts: i.body.doubts.clone(),
        stale: d.decision.status != Status::Signed
            && d.decision.kind != DecisionKind::Process
            && g.newest.get(&i.code).map_or(0, |v| v.number) != i.body.base,
    };
    let of = |c: Change| d.items.iter().filter(|i| i.body.change == c).map(line).collect::<Vec<_>>();
    let all = Change::ALL.iter().map(|c| (c.label(), of(*c)));
    all.filter(|(_, lines)| !lines.is_empty()).collect()
}

fn item_words(i: &Item, g: &Ground<'_>) -> String {
    if let Some(draft) = &i.body.process {
        let read = process::parse(&draft.bpmn).ok();
        return read.map_or_else(
            || "Quy trình chưa đọc được".into(),
            |p| format!("{} bước, {} giờ", p.tasks().count(), auto::hours(p.total_minutes())),
        );
    }
    if i.body.change == Change::Abolished {
        return i.body.abolished_by.clone();
    }
    let changed: Vec<&str> = auto::changed_parts(i, g).iter().map(|d| d.part.label()).collect();
    let replaced = i.body.replaces.join(", ");
    match (changed.is_empty(), replaced.is_empty()) {
        (_, true) => changed.join(", "),
        (true, false) => format!("Thay thế {replaced}"),
        (false, false) => format!("Thay thế {replaced}; {}", changed.join(", ")),
    }
}

async fn checks(visit: &Visit, d: &Dossier) -> Result<Vec<CheckLine>, Failure> {
    let mut all = vec![];
    for c in d.decision.body.checks.iter().rev() {
        let (at, by) = (short(c.at), name(visit, c.by).await?);
        all.push(CheckLine { at, by, passed: c.passed, note: c.note.clone(), check: c.clone() });
    }
    Ok(all)
}

async fn todos(visit: &Visit, d: &Dossier) -> Result<Vec<TodoLine>, Failure> {
    if d.decision.status != Status::Signed {
        return Ok(vec![]);
    }
    let (places, today) = (place_names(visit).await?, crate::today(&visit.app));
    let mine = chain::raised_by(&visit.app, d).await?;
    Ok(mine.iter().map(|t| todo_line(t, &places, today)).collect())
}

async fn history(visit: &Visit, id: Uuid) -> Result<Vec<Told>, Failure> {
    let mut all = vec![];
    for e in platform::ledger::history(visit.app.db(), crate::TENANT, id).await?.iter().rev() {
        let data = e.data();
        let text = |key: &str| data.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let (title, more) = match e.action.as_str() {
            "decision.begun" => ("Mở dự thảo", text("kind")),
            "decision.edited" => ("Sửa trích yếu, căn cứ, ngày hiệu lực", String::new()),
            "decision.item" => {
                ("Ghi nội dung công bố", format!("{} {}: {}", text("code"), text("name"), text("change")))
            }
            "decision.items" => ("Nhập bảng của quyết định", String::new()),
            "decision.item-dropped" => ("Bỏ khỏi dự thảo", format!("{} {}", text("code"), text("name"))),
            "decision.sent" => ("Gửi kiểm soát chất lượng", String::new()),
            "decision.recalled" => ("Lấy lại để sửa", String::new()),
            "decision.checked" if data["passed"] == true => ("Kiểm soát chất lượng: đạt", String::new()),
            "decision.checked" => ("Kiểm soát chất lượng: trả lại", String::new()),
            "decision.submitted" => ("Trình ký", format!("{} {}", text("number"), text("on"))),
            "decision.sent-back" => ("Trả lại đơn vị soạn thảo", text("reason")),
            "decision.signed" => ("Quyết định được ký", format!("{} {}", text("number"), text("on"))),
            "decision.effect" => ("Quyết định có hiệu lực", String::new()),
            "decision.withdrawn" => ("Rút dự thảo", text("reason")),
            _ => ("Cập nhật", String::new()),
        };
        let by = name(visit, e.actor).await?;
        all.push(Told { title: visit.lang.t(title).to_owned(), at: short(e.time()), by, text: more.trim().to_owned() });
    }
    Ok(all)
}
