//! The budget of a plan by spending category and task: estimated, allocated, spent with vouchers, and what is left. Categories
//! and norms are law data: a line over its norm is kept only with the reason and the document that decided it.

use documents::StoredFile;
use kernel::error::Refusal;
use kernel::money::Dong;
use kernel::spelled;
use kernel::time::civil::Date;
use platform::App;
use platform::args;
use platform::db::{DbError, FromRow, Query, Row, Table, json, query};
use platform::ledger::{self, Entry};
use platform::web::Failure;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actions::own::Own;
use crate::actions::{Actor, by, commit, commit_telling, require};
use crate::model::day_of;
use crate::{TENANT, store};

pub static MONEY: Table = Table::new(
    "plans_money",
    &["tenant_id", "id"],
    &["plan_id", "task_id", "kind", "category", "day", "amount", "body"],
);

spelled! {
    /// What an amount is.
    Kind {
        Estimate = "estimate", "Dự toán";
        Allocation = "allocation", "Phân bổ";
        Spending = "spending", "Đã chi";
    }
}

/// One category of spending.
#[derive(Debug, Clone, Deserialize)]
pub struct Category {
    pub code: String,
    pub name: String,
    /// The most that may be spent for one `norm_unit`, in đồng.
    pub norm: Option<i64>,
    #[serde(default)]
    pub norm_unit: String,
    /// "?" where the amount is uncertain; the screen says so.
    #[serde(default)]
    pub mark: String,
}

/// The law file.
#[derive(Debug, Clone, Deserialize)]
pub struct Budget {
    pub source: String,
    /// The unit that plans money.
    pub unit: String,
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
}

/// Reads the law file.
///
/// # Errors
/// A missing or wrong file, told with its name and line.
pub fn law(app: &App) -> Result<Budget, Failure> {
    let path = "plans/budget.toml";
    let text = app.law().get(path).ok_or_else(|| Failure::Internal(format!("law/{path} is missing")))?;
    toml::from_str(text).map_err(|e| Failure::Internal(format!("law/{path}: {e}")))
}

/// One amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    pub id: Uuid,
    pub task: Option<Uuid>,
    pub kind: Kind,
    pub category: String,
    pub day: i64,
    /// Whole đồng.
    pub amount: i64,
    pub body: AmountBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AmountBody {
    /// Number of the voucher or decision.
    pub number: String,
    pub note: String,
    #[serde(default)]
    pub file: Option<StoredFile>,
    /// How many of the norm's unit, in hundredths; of a category with a norm.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Why it is above the norm.
    #[serde(default)]
    pub over: Option<Over>,
}

/// What a line above its norm stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// The most the norm allows for the quantity, in đồng.
    pub allowed: i64,
    pub reason: String,
    /// The document of whoever decides.
    pub document: String,
}

impl FromRow for Amount {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let id = r.get()?;
        let _: Uuid = r.get()?;
        let task = r.get()?;
        let kind: String = r.get()?;
        let kind = Kind::parse(&kind).ok_or_else(|| DbError::Decode(format!("unknown kind {kind}")))?;
        Ok(Amount { id, task, kind, category: r.get()?, day: r.get()?, amount: r.get()?, body: r.json()? })
    }
}

/// Every amount of a plan, by category, kind and day.
pub fn all(plan: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_money WHERE tenant_id = $1 AND plan_id = $2 ORDER BY category, kind, day, id",
        MONEY.column_list()
    );
    query(sql, args![TENANT, plan])
}

/// Sums of some amounts: estimated, allocated, spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    pub estimate: i64,
    pub allocation: i64,
    pub spending: i64,
}

impl Sums {
    pub fn of<'a>(amounts: impl Iterator<Item = &'a Amount>) -> Sums {
        let mut sums = Sums::default();
        for a in amounts {
            let slot = match a.kind {
                Kind::Estimate => &mut sums.estimate,
                Kind::Allocation => &mut sums.allocation,
                Kind::Spending => &mut sums.spending,
            };
            *slot = slot.saturating_add(a.amount);
        }
        sums
    }

    /// What is left of the allocation.
    pub fn balance(&self) -> i64 {
        self.allocation.saturating_sub(self.spending)
    }
}

/// An amount as typed.
#[derive(Debug, Clone, Default)]
pub struct NewAmount {
    pub kind: String,
    pub category: String,
    pub task: Option<Uuid>,
    pub amount: String,
    pub day: Option<Date>,
    pub number: String,
    pub note: String,
    pub file: Option<StoredFile>,
    /// How many of the norm's unit, as typed.
    pub quantity: String,
    pub over_reason: String,
    pub over_document: String,
}

/// Holds a line against the norm of its category: the quantity in hundredths, and what it stands on when it is above.
///
/// # Errors
/// At "quantity" when it is missing where there is a norm (an allocation may be a round sum for several); at "over_reason" or
/// "over_document" when the line is above its norm and one of them is missing.
pub fn against(
    category: &Category,
    (kind, amount): (Kind, i64),
    new: &NewAmount,
    source: &str,
) -> Result<(Option<i64>, Option<Over>), Refusal> {
    let Some(norm) = category.norm else { return Ok((None, None)) };
    let each = format!("{}/{}", Dong(norm), category.norm_unit);
    if new.quantity.trim().is_empty() {
        if kind == Kind::Allocation {
            return Ok((None, None));
        }
        let why =
            format!("Nội dung này có mức chi {each}. Nhập số lượng ({}) để đối chiếu với mức chi.", category.norm_unit);
        return Err(Refusal::new("quantity", why).at("quantity").law(source.to_owned()));
    }
    let quantity = crate::targets::hundredths(&new.quantity, "quantity")?;
    let allowed = norm.saturating_mul(quantity) / 100;
    if amount <= allowed {
        return Ok((Some(quantity), None));
    }
    let (reason, document) = (kernel::text::clean(&new.over_reason), kernel::text::line(&new.over_document));
    let missing = match (reason.is_empty(), document.is_empty()) {
        (true, _) => "over_reason",
        (_, true) => "over_document",
        _ => return Ok((Some(quantity), Some(Over { allowed, reason, document }))),
    };
    let why = format!(
        "Số tiền vượt mức chi: {each} × {} = {}. Giảm số tiền, hoặc ghi lý do và văn bản của cấp có thẩm quyền quyết định mức này.",
        crate::targets::shown(quantity),
        Dong(allowed)
    );
    Err(Refusal::new("norm", why).at(missing).law(source.to_owned()))
}

/// The unit that plans money for a plan: the one the law file names, or the plan's own.
///
/// # Errors
/// The database cannot be read.
pub async fn unit(app: &App, plan: &crate::Plan) -> Result<Uuid, Failure> {
    let units = people::units(app, crate::actions::today(app)).await?;
    Ok(crate::import::units::named(&units, &law(app)?.unit).map_or(plan.unit, |u| u.id))
}

/// Whether the person keeps the budget of a plan.
///
/// # Errors
/// The database cannot be read.
pub async fn keeps(app: &App, actor: &platform::Actor, plan: &crate::Plan) -> Result<bool, Failure> {
    let path = people::unit_known(app, unit(app, plan).await?).await?.map(|u| u.path).unwrap_or_default();
    Ok(actor.can_at(crate::BUDGET, &path))
}

/// Records an amount.
///
/// # Errors
/// At "kind", "category", "amount", "day", "number"; what [`against`] refuses; spending beyond the allocation of its category; the permission is not
/// held at the unit that plans money; somebody else was first.
pub async fn add(app: &App, actor: Actor<'_>, plan: Uuid, new: &NewAmount) -> Result<(), Failure> {
    let head = ledger::head(app.db(), TENANT, plan).await?;
    let plan = crate::plan(app, plan).await?;
    require(app, actor, (crate::BUDGET, unit(app, &plan).await?)).await?;
    let pick = |field: &'static str| Refusal::new("required", "Chọn một mục trong danh sách.").at(field);
    let kind = Kind::parse(&new.kind).ok_or_else(|| pick("kind"))?;
    let law = law(app)?;
    let category = law.categories.iter().find(|c| c.code == new.category).ok_or_else(|| pick("category"))?;
    let amount = Dong::parse(&new.amount).map_err(|r| r.at("amount"))?.0;
    if amount <= 0 {
        return Err(Refusal::new("money", "Số tiền phải lớn hơn 0.").at("amount").into());
    }
    let day = new.day.ok_or_else(|| Refusal::new("date", "Nhập ngày theo mẫu 07/02/2024.").at("day"))?;
    let number = kernel::text::line(&new.number);
    if kind == Kind::Spending && number.is_empty() {
        return Err(Refusal::new("voucher", "Nhập số chứng từ của khoản chi.").at("number").into());
    }
    let q = all(plan.id);
    let known: Vec<Amount> = app.db().all(q.sql, q.args).await?;
    let sums = Sums::of(known.iter().filter(|a| a.category == category.code));
    if kind == Kind::Spending && amount > sums.balance() {
        let left = Dong(sums.balance().max(0));
        let why = format!(
            "Khoản chi vượt kinh phí còn lại của nội dung này ({left}). Ghi phân bổ bổ sung trước, hoặc kiểm tra lại số tiền."
        );
        return Err(Refusal::new("balance", why).at("amount").law(law.source.clone()).into());
    }
    let (quantity, over) = against(category, (kind, amount), new, &law.source)?;
    let said = serde_json::json!({ "kind": kind.slug(), "category": category.code, "amount": amount, "over": over });
    let note = kernel::text::line(&new.note);
    let body = AmountBody { number, note, file: new.file.clone(), quantity, over };
    let mut entry =
        Entry::new(store::plan_record(plan.id), &head, (app.now(), by(actor)), "money.recorded").body(&said);
    let id = app.new_id();
    let row = args![TENANT, id, plan.id, new.task, kind.slug(), &category.code, day_of(day), amount];
    entry.save(&MONEY, row.into_iter().chain([json(&body)]).collect());
    match kind {
        Kind::Allocation => commit_telling(app, entry, Own::Allocation { plan: plan.id, amount: id }).await,
        _ => commit(app, entry).await,
    }
}
