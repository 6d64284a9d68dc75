//! The lists: each one index, filtered by status with its count, paged by key; and the form that begins a record of the kind.

use askama::Template;
use axum::extract::Query;
use kernel::page::{Cursor, Slice};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use serde::Deserialize;
use uuid::Uuid;

use super::{Choice, Tab, Wrong, message, money, shown, tabs, today, unit_name, units};
use crate::actions::plans::receivers;
use crate::law::law;
use crate::model::{
    Impact, ImpactStatus, Opinion, OpinionStatus, Plan, PlanKind, PlanStatus, Proposal, ProposalStatus, Record, Review,
    ReviewStatus,
};
use crate::store::{self, Filter};
use crate::{MANAGE, WORK};

/// One line.
pub struct Row {
    pub href: String,
    pub title: String,
    pub cells: Vec<String>,
    pub tag: &'static str,
    pub colour: &'static str,
    pub late: bool,
}

/// A filter with its count.
pub struct Chip {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// One field of the form below a list.
pub struct Input {
    pub name: &'static str,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub error: String,
    pub lines: u8,
    pub options: Vec<Choice>,
}

/// The form that begins a record.
pub struct Form {
    pub title: String,
    pub action: &'static str,
    pub button: String,
    pub fields: Vec<Input>,
}

#[derive(Template)]
#[template(path = "reviews_list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    intro: String,
    law: String,
    chips: Vec<Chip>,
    actions: Vec<Choice>,
    heads: Vec<String>,
    rows: Vec<Row>,
    next: String,
    empty: String,
    form: Option<Form>,
}

/// What a list is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    after: String,
    /// One year only, whatever the status.
    #[serde(default)]
    year: Option<i64>,
}

const SIZE: i64 = 50;

/// The rows of a kind for a person, with the chips of its statuses.
async fn rows<T: Record>(
    v: &Visit,
    (base, asked): (&str, &Asked),
    statuses: &[(i64, &'static str)],
) -> Result<(Slice<T>, Vec<Chip>, String), Failure> {
    let actor = v.actor()?;
    let filter = match (asked.status.parse(), asked.year) {
        (Ok(status), _) => Filter::Status(status),
        (Err(_), Some(year)) => Filter::Year(year),
        (Err(_), None) => Filter::All,
    };
    let page = (Cursor::decode(&asked.after), SIZE);
    let slice = store::list::<T>(v.app.db(), actor.agency, filter, page).await?;
    let counts = store::counts::<T>(v.app.db(), actor.agency).await?;
    let total: i64 = counts.iter().map(|(_, n)| n).sum();
    let mut chips = vec![Chip {
        href: base.to_owned(),
        label: format!("{} ({total})", v.lang.t("Tất cả")),
        current: asked.status.is_empty() && asked.year.is_none(),
    }];
    for (number, label) in statuses {
        let n = counts.iter().find(|(s, _)| s == number).map_or(0, |(_, n)| *n);
        chips.push(Chip {
            href: format!("{base}?status={number}"),
            label: format!("{} ({n})", v.lang.t(label)),
            current: asked.status == number.to_string(),
        });
    }
    let year = asked.year.map(|y| format!("&year={y}")).unwrap_or_default();
    let next = slice.next.map(|c| format!("{base}?status={}{year}&after={}", asked.status, c.encode()));
    let next = next.unwrap_or_default();
    Ok((slice, chips, next))
}

fn view(v: &Visit, title: &str, tab: &str) -> ListPage {
    ListPage {
        page: v.page(title),
        tabs: tabs(v, tab),
        errors: vec![],
        intro: String::new(),
        law: String::new(),
        chips: vec![],
        actions: vec![],
        heads: vec![],
        rows: vec![],
        next: String::new(),
        empty: String::new(),
        form: None,
    }
}

fn answer(v: &Visit, view: &ListPage) -> Reply {
    if view.errors.is_empty() { v.html(view) } else { v.html_refused(view) }
}

fn input(name: &'static str, label: &str, (typed, errors): (&Posted, &[Wrong])) -> Input {
    Input {
        name,
        label: label.to_owned(),
        hint: String::new(),
        value: typed.get(name).to_owned(),
        error: message(errors, name).to_owned(),
        lines: 1,
        options: vec![],
    }
}

fn heads(v: &Visit, all: &[&str]) -> Vec<String> {
    all.iter().map(|h| v.lang.t(h).to_owned()).collect()
}

/// GET /reviews/plans
pub async fn plans(v: Visit, Query(asked): Query<Asked>) -> Reply {
    show_plans(&v, &asked, (Posted::default(), vec![])).await
}

/// The plans, with a refused form where one was sent.
pub async fn show_plans(v: &Visit, asked: &Asked, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let statuses: Vec<_> = PlanStatus::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let (slice, chips, next) = rows::<Plan>(v, ("/reviews/plans", asked), &statuses).await?;
    let mut view = view(v, "Kế hoạch rà soát, đánh giá TTHC", "/reviews/plans");
    let law = law(app)?;
    if let Some(c) = law.calendar(today(app)) {
        let day = |d: crate::law::YearDay| format!("{:02}/{:02}", d.day, d.month);
        let (unit, agency) = (day(c.unit_plan), day(c.merged_plan));
        view.intro = v.lang.f(
            "Trong năm kế hoạch, đơn vị gửi trước ngày {}; kế hoạch của cơ quan xong trước ngày {}.",
            &[&unit, &agency],
        );
    }
    view.law = law.article("plan");
    view.heads = heads(v, &["Kế hoạch", "Đơn vị", "Số dòng", "Thay đổi"]);
    for p in slice.items {
        let title = match p.kind {
            PlanKind::Unit => v.lang.f("Kế hoạch năm {} của đơn vị", &[&p.year]),
            PlanKind::Agency => v.lang.f("Kế hoạch năm {} của cơ quan", &[&p.year]),
        };
        view.rows.push(Row {
            href: format!("/reviews/plans/{}", p.id),
            title,
            cells: vec![unit_name(app, p.unit).await?, p.items.len().to_string(), kernel::time::short(p.changed_at)],
            tag: p.status.label(),
            colour: p.status.colour(),
            late: false,
        });
    }
    (view.chips, view.next) = (chips, next);
    view.empty = v
        .lang
        .t("Lập kế hoạch của đơn vị bằng mẫu dưới đây; các kế hoạch đã gửi lên được tổng hợp vào kế hoạch của cơ quan.")
        .into();
    if actor.can(WORK) {
        view.form = Some(new_plan(v, (&typed, &errors)).await?);
    }
    view.errors = errors;
    answer(v, &view)
}

/// The form that begins a plan.
async fn new_plan(v: &Visit, both: (&Posted, &[Wrong])) -> Result<Form, Failure> {
    let (app, actor, typed) = (&v.app, v.actor()?, both.0);
    let mut kinds = vec![Choice::new("unit", v.lang.t("Kế hoạch của đơn vị"))];
    if actor.can(MANAGE) {
        kinds.push(Choice::new("agency", v.lang.t("Kế hoạch của cơ quan (tổng hợp)")));
    }
    let to = receivers(app, actor.unit).await?.into_iter().map(|u| Choice::new(u.id, u.name)).collect();
    let mut year = input("year", v.lang.t("Năm kế hoạch"), both);
    if year.value.is_empty() {
        year.value = today(app).year().to_string();
    }
    let (kind, receiver) =
        (input("kind", v.lang.t("Loại kế hoạch"), both), input("receiver", v.lang.t("Cơ quan tổng hợp"), both));
    let or = |value: String, first: &str| if value.is_empty() { first.to_owned() } else { value };
    let fields = vec![
        year,
        Input { options: kinds, value: or(kind.value.clone(), "unit"), ..kind },
        Input { options: to, value: or(receiver.value.clone(), &actor.agency.to_string()), ..receiver },
        Input {
            options: units(v).await?,
            value: or(typed.get("unit").into(), &actor.unit.to_string()),
            ..input("unit", v.lang.t("Đơn vị lập"), both)
        },
    ];
    let title = v.lang.t("Lập kế hoạch").to_owned();
    Ok(Form { button: title.clone(), title, action: "/reviews/plans", fields })
}

/// The year's reviews that are past their day and not handed in.
async fn late(v: &Visit) -> Result<Vec<Review>, Failure> {
    let day = today(&v.app);
    let year = Filter::Year(i64::from(day.year()));
    let mut all: Vec<Review> = store::whole(v.app.db(), v.actor()?.agency, year).await?;
    all.retain(|r| r.status <= ReviewStatus::Running && r.ends < day);
    Ok(all)
}

/// GET /reviews/work
pub async fn reviews(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let app = &v.app;
    let statuses: Vec<_> = ReviewStatus::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let (slice, chips, next) = rows::<Review>(&v, ("/reviews/work", &asked), &statuses).await?;
    let mut view = view(&v, "Cuộc rà soát", "/reviews/work");
    view.law = law(app)?.article("content");
    view.heads = heads(&v, &["Cuộc rà soát", "Đơn vị chủ trì", "Số thủ tục", "Hạn hoàn thành"]);
    let items = if asked.status == "late" { late(&v).await? } else { slice.items };
    for r in items {
        let open = r.status != ReviewStatus::Accepted && r.status != ReviewStatus::HandedIn;
        view.rows.push(Row {
            href: format!("/reviews/work/{}", r.id),
            title: r.title.clone(),
            cells: vec![unit_name(app, r.unit).await?, r.procedures.len().to_string(), shown(r.ends)],
            tag: r.status.label(),
            colour: r.status.colour(),
            late: open && r.ends < today(app),
        });
    }
    (view.chips, view.next) = (chips, if asked.status == "late" { String::new() } else { next });
    view.empty =
        v.lang.t("Cuộc rà soát bắt đầu khi kế hoạch của cơ quan được phê duyệt, hoặc được lập ngoài kế hoạch.").into();
    if v.actor()?.can(WORK) {
        view.actions = vec![Choice::new("/reviews/work/new", v.lang.t("Lập cuộc rà soát ngoài kế hoạch"))];
    }
    answer(&v, &view)
}

/// GET /reviews/proposals
pub async fn proposals(v: Visit, Query(asked): Query<Asked>) -> Reply {
    let statuses: Vec<_> = ProposalStatus::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let (slice, chips, next) = rows::<Proposal>(&v, ("/reviews/proposals", &asked), &statuses).await?;
    let mut view = view(&v, "Phương án đơn giản hóa", "/reviews/proposals");
    view.law = law(&v.app)?.article("result");
    view.heads = heads(&v, &["Thủ tục", "Mã số", "Phương án", "Tiết kiệm (đồng/năm)", "Đo được (đồng)"]);
    let none = v.lang.t("chưa có số liệu");
    for p in slice.items {
        let saving = p.cost.and_then(|(b, a)| b.minus(a).ok()).map_or(none.to_owned(), money);
        let measured = p.measured.as_ref().map_or(none.to_owned(), |m| money(m.saving));
        view.rows.push(Row {
            href: format!("/reviews/proposals/{}", p.id),
            title: p.subject.name.clone(),
            cells: vec![p.subject.code.clone(), v.lang.t(p.change.label()).into(), saving, measured],
            tag: p.status.label(),
            colour: p.status.colour(),
            late: false,
        });
    }
    (view.chips, view.next) = (chips, next);
    view.empty = v.lang.t("Phương án được lập khi kết quả rà soát được chấp nhận.").into();
    answer(&v, &view)
}

/// GET /reviews/impact
pub async fn impacts(v: Visit, Query(asked): Query<Asked>) -> Reply {
    show_impacts(&v, &asked, (Posted::default(), vec![])).await
}

/// The assessments, with a refused form where one was sent.
pub async fn show_impacts(v: &Visit, asked: &Asked, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let statuses: Vec<_> = ImpactStatus::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let (slice, chips, next) = rows::<Impact>(v, ("/reviews/impact", asked), &statuses).await?;
    let mut view = view(v, "Đánh giá tác động TTHC trong dự thảo văn bản", "/reviews/impact");
    view.law = law(&v.app)?.article("impact");
    view.heads = heads(v, &["Dự thảo", "Đơn vị chủ trì", "Nội dung đánh giá"]);
    for i in slice.items {
        view.rows.push(Row {
            href: format!("/reviews/impact/{}", i.id),
            title: i.title.clone(),
            cells: vec![unit_name(&v.app, i.unit).await?, i.items.len().to_string()],
            tag: i.status.label(),
            colour: i.status.colour(),
            late: false,
        });
    }
    (view.chips, view.next) = (chips, next);
    view.empty = v
        .lang
        .t("Đánh giá tác động được lập khi Ủy ban nhân dân tỉnh giao soạn thảo văn bản có quy định thủ tục hành chính.")
        .into();
    if v.actor()?.can(WORK) {
        let both = (&typed, &errors[..]);
        let fields = vec![
            Input { lines: 3, ..input("title", v.lang.t("Tên dự thảo văn bản"), both) },
            Input {
                hint: v.lang.t("Số, ngày văn bản của Ủy ban nhân dân tỉnh giao nhiệm vụ.").into(),
                ..input("assigned", v.lang.t("Văn bản giao nhiệm vụ"), both)
            },
        ];
        let title = v.lang.t("Bắt đầu đánh giá tác động").to_owned();
        view.form = Some(Form { button: title.clone(), title, action: "/reviews/impact", fields });
    }
    view.errors = errors;
    answer(v, &view)
}

/// GET /reviews/opinions
pub async fn opinions(v: Visit, Query(asked): Query<Asked>) -> Reply {
    show_opinions(&v, &asked, (Posted::default(), vec![])).await
}

/// The opinions, with a refused form where one was sent.
pub async fn show_opinions(v: &Visit, asked: &Asked, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let statuses: Vec<_> = OpinionStatus::ALL.iter().map(|s| (s.number(), s.label())).collect();
    let (slice, chips, next) = rows::<Opinion>(v, ("/reviews/opinions", asked), &statuses).await?;
    let mut view = view(v, "Ý kiến góp ý về TTHC trong dự thảo văn bản", "/reviews/opinions");
    view.law = law(&v.app)?.article("opinions");
    view.heads = heads(v, &["Dự thảo", "Cơ quan, đơn vị góp ý", "Cơ quan hỏi ý kiến", "Hạn trả lời"]);
    for o in slice.items {
        view.rows.push(Row {
            href: format!("/reviews/opinions/{}", o.id),
            title: o.title.clone(),
            cells: vec![o.body.clone(), o.asker.clone(), shown(o.due)],
            tag: o.status.label(),
            colour: o.status.colour(),
            late: o.status == OpinionStatus::Asked && o.due < today(&v.app),
        });
    }
    (view.chips, view.next) = (chips, next);
    view.empty = v.lang.t("Ý kiến được hỏi từ trang đánh giá tác động, hoặc do cơ quan khác đề nghị góp ý.").into();
    if v.actor()?.can(MANAGE) {
        view.form = Some(asked_of_us(v, (&typed, &errors)).await?);
    }
    view.errors = errors;
    answer(v, &view)
}

async fn asked_of_us(v: &Visit, both: (&Posted, &[Wrong])) -> Result<Form, Failure> {
    let own: Uuid = v.actor()?.unit;
    let unit = input("unit", v.lang.t("Đơn vị được giao góp ý"), both);
    let value = if unit.value.is_empty() { own.to_string() } else { unit.value.clone() };
    let fields = vec![
        Input { lines: 3, ..input("title", v.lang.t("Tên dự thảo văn bản"), both) },
        input("asker", v.lang.t("Cơ quan hỏi ý kiến"), both),
        Input { lines: 3, ..input("question", v.lang.t("Nội dung đề nghị góp ý"), both) },
        Input { options: units(v).await?, value, ..unit },
        Input { hint: v.lang.t("Ví dụ 20/05/2024").into(), ..input("due", v.lang.t("Hạn trả lời"), both) },
    ];
    Ok(Form {
        title: v.lang.t("Ghi nhận đề nghị góp ý của cơ quan khác").into(),
        action: "/reviews/opinions",
        button: v.lang.t("Giao góp ý").into(),
        fields,
    })
}
