//! The budget of a plan: sums by category with norms and what is left, every amount with its voucher, and the table as a sheet.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use kernel::money::group;
use kernel::time::local;
use output::sheet::{self, Cell, Column, Kind as Sort};
use platform::web::{Failure, Page, Posted, Reply, Visit, file};
use uuid::Uuid;

use super::show::{Head, day_words, head};
use super::{Choice, Wrong, asked, at, day_option, id, place, wrong};
use crate::model::{Task, date_of};
use crate::money::{Amount, Kind, NewAmount, Sums, add, all, keeps, law};
use crate::store;

struct CategoryLine {
    code: String,
    name: String,
    norm: String,
    uncertain: bool,
    estimate: String,
    allocation: String,
    spending: String,
    balance: String,
    over: bool,
}

struct AmountLine {
    id: Uuid,
    day: String,
    kind: Kind,
    category: String,
    task: String,
    amount: String,
    number: String,
    note: String,
    quantity: String,
    /// Reason and document of a line above its norm.
    over: Option<(String, String)>,
    file: bool,
}

/// Sums as words; the category is filled in by the caller.
fn sums_line(sums: Sums) -> CategoryLine {
    CategoryLine {
        code: String::new(),
        name: String::new(),
        norm: String::new(),
        uncertain: false,
        estimate: group(sums.estimate),
        allocation: group(sums.allocation),
        spending: group(sums.spending),
        balance: group(sums.balance()),
        over: sums.balance() < 0,
    }
}

#[derive(Template)]
#[template(path = "plans_budget.html")]
struct Budget {
    page: Page,
    head: Head,
    source: String,
    categories: Vec<CategoryLine>,
    total: CategoryLine,
    lines: Vec<AmountLine>,
    chosen: String,
    keeps: bool,
    tasks: Vec<Choice>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl Budget {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

async fn view(visit: &Visit, plan: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Result<Budget, Failure> {
    let app = &visit.app;
    let plan = crate::plan(app, plan).await?;
    let (law, q) = (law(app)?, all(plan.id));
    let amounts: Vec<Amount> = app.db().all(q.sql, q.args).await?;
    let q = store::tasks(plan.id);
    let tasks: Vec<Task> = app.db().all(q.sql, q.args).await?;
    let category = |c: &crate::money::Category| CategoryLine {
        code: c.code.clone(),
        name: c.name.clone(),
        norm: c.norm.map(|n| format!("{} đồng/{}", group(n), c.norm_unit)).unwrap_or_default(),
        uncertain: c.mark == "?",
        ..sums_line(Sums::of(amounts.iter().filter(|a| a.category == c.code)))
    };
    let chosen = asked(visit).get("category").to_owned();
    let line = |a: &Amount| AmountLine {
        id: a.id,
        day: day_words(a.day),
        kind: a.kind,
        category: a.category.clone(),
        task: a.task.and_then(|t| tasks.iter().find(|x| x.id == t)).map(|t| place(&plan, t)).unwrap_or_default(),
        amount: group(a.amount),
        number: a.body.number.clone(),
        note: a.body.note.clone(),
        quantity: a.body.quantity.map(crate::targets::shown).unwrap_or_default(),
        over: a.body.over.as_ref().map(|o| (o.reason.clone(), o.document.clone())),
        file: a.body.file.is_some(),
    };
    let choice = |t: &Task| {
        let short: String = t.body.text.chars().take(80).collect();
        Choice { value: t.id.to_string(), label: format!("{} {short}", place(&plan, t)) }
    };
    Ok(Budget {
        page: visit.page("Kinh phí kế hoạch"),
        head: head(visit, &plan).await?,
        categories: law.categories.iter().map(category).collect(),
        source: law.source,
        total: sums_line(Sums::of(amounts.iter())),
        lines: amounts.iter().filter(|a| chosen.is_empty() || a.category == chosen).map(line).collect(),
        chosen,
        keeps: keeps(app, visit.actor()?, &plan).await?,
        tasks: tasks.iter().map(choice).collect(),
        typed,
        errors,
    })
}

/// GET /plans/{id}/budget?category=
pub async fn budget(visit: Visit, Path(plan): Path<String>) -> Reply {
    let page = view(&visit, id(&plan)?, (Posted::default(), vec![])).await?;
    visit.html(&page)
}

/// POST /plans/{id}/budget
pub async fn record(visit: Visit, Path(plan): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let plan = id(&plan)?;
    let form =
        sent.map_err(|_| Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into()))?;
    let arrived = documents::take(&visit.app, form).await?;
    let posted = Posted(arrived.texts);
    let done = async {
        if let Some(refusal) = arrived.refused.first() {
            return Err(refusal.clone().at("file").into());
        }
        let get = |name: &str| posted.get(name).to_owned();
        let new = NewAmount {
            kind: get("kind"),
            category: get("category"),
            task: posted.some("task").and_then(|t| t.parse().ok()),
            amount: get("amount"),
            day: day_option(&posted, "day")?,
            number: get("number"),
            note: get("note"),
            quantity: get("quantity"),
            over_reason: get("over_reason"),
            over_document: get("over_document"),
            file: arrived.files.first().map(|(_, f)| f.clone()),
        };
        add(&visit.app, Some(visit.actor()?), plan, &new).await
    };
    match done.await {
        Ok(()) => Ok(visit.done(&format!("/plans/{plan}/budget"), visit.lang.t("Đã ghi khoản kinh phí."))),
        Err(Failure::Refused(r)) => {
            let page = view(&visit, plan, (posted, wrong(Some(r)))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

/// GET /plans/{id}/budget/{amount}/file
pub async fn voucher(visit: Visit, Path((plan, amount)): Path<(String, String)>) -> Reply {
    let (q, amount) = (all(id(&plan)?), id(&amount)?);
    let amounts: Vec<Amount> = visit.app.db().all(q.sql, q.args).await?;
    let stored = amounts.into_iter().find(|a| a.id == amount).and_then(|a| a.body.file);
    documents::send(&visit.app, &stored.ok_or_else(|| Failure::missing("Không có chứng từ này"))?).await
}

/// GET /plans/{id}/budget.xlsx
pub async fn table(visit: Visit, Path(plan): Path<String>) -> Reply {
    let app = &visit.app;
    let plan = crate::plan(app, id(&plan)?).await?;
    let (law, q) = (law(app)?, all(plan.id));
    let amounts: Vec<Amount> = app.db().all(q.sql, q.args).await?;
    let columns = [
        ("Nội dung chi", Sort::Text, 50),
        ("Loại", Sort::Text, 14),
        ("Ngày", Sort::Date, 12),
        ("Số chứng từ", Sort::Text, 20),
        ("Số tiền (đồng)", Sort::Money, 18),
        ("Ghi chú", Sort::Text, 40),
        ("Số lượng theo mức chi", Sort::Text, 14),
        ("Lý do vượt mức chi", Sort::Text, 40),
        ("Văn bản quyết định mức chi", Sort::Text, 24),
    ];
    let row = |a: &Amount| {
        let name = law.categories.iter().find(|c| c.code == a.category).map(|c| format!("{}. {}", c.code, c.name));
        vec![
            Cell::Text(name.unwrap_or_default()),
            Cell::Text(a.kind.label().to_owned()),
            date_of(a.day).map_or(Cell::Empty, Cell::Date),
            Cell::Text(a.body.number.clone()),
            Cell::Money(a.amount),
            Cell::Text(a.body.note.clone()),
            Cell::Text(a.body.quantity.map(crate::targets::shown).unwrap_or_default()),
            Cell::Text(a.body.over.as_ref().map(|o| o.reason.clone()).unwrap_or_default()),
            Cell::Text(a.body.over.as_ref().map(|o| o.document.clone()).unwrap_or_default()),
        ]
    };
    let table = sheet::Table {
        title: format!("Kinh phí {}", plan.year),
        created: local(app.now()),
        columns: columns.into_iter().map(|(t, k, w)| Column::new(t, k, w)).collect(),
        rows: amounts.iter().map(row).collect(),
    };
    let bytes = sheet::xlsx(&table).map_err(|e| Failure::Internal(format!("budget: {e}")))?;
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(bytes, (&format!("kinh-phi-{}.xlsx", plan.year), XLSX)))
}
