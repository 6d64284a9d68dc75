//! Directives: documents issued under a plan, delivered to units, with a receipt of who read them when, and reminders to those
//! who have not.

use documents::StoredFile;
use kernel::error::Refusal;
use kernel::time::civil::Date;
use platform::App;
use platform::db::{Changes, DbError, FromRow, Query, Row, Table, Value, json, query, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{RecordRef, args};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actions::own::Own;
use crate::actions::{Actor, around, by, commit, commit_telling, require};
use crate::model::day_of;
use crate::{TENANT, rules};

pub static DIRECTIVES: Table =
    Table::new("plans_directives", &["tenant_id", "id"], &["issued", "number", "body", "created_at"]);
pub static DELIVERIES: Table =
    Table::new("plans_deliveries", &["tenant_id", "directive_id", "unit_id"], &["read_at", "body"]);

/// A document delivered to units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    pub id: Uuid,
    pub issued: i64,
    pub number: String,
    pub body: DirectiveBody,
    pub created_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DirectiveBody {
    pub plan: Uuid,
    pub title: String,
    pub text: String,
    #[serde(default)]
    pub file: Option<StoredFile>,
}

/// One unit's copy; `read_at` is 0 until somebody of the unit has read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub directive: Uuid,
    pub unit: Uuid,
    pub read_at: i64,
    pub body: DeliveryBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeliveryBody {
    #[serde(default)]
    pub by: Option<Uuid>,
    /// Microseconds UTC of each reminder.
    #[serde(default)]
    pub reminded: Vec<i64>,
}

impl FromRow for Directive {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        let (id, issued, number) = (r.get()?, r.get()?, r.get()?);
        Ok(Directive { id, issued, number, body: r.json()?, created_at: r.get()? })
    }
}

impl FromRow for Delivery {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        Ok(Delivery { directive: r.get()?, unit: r.get()?, read_at: r.get()?, body: r.json()? })
    }
}

fn record(id: Uuid) -> RecordRef {
    RecordRef { tenant: TENANT, id, kind: "plan-directive" }
}

fn delivery_row(d: &Delivery) -> Vec<Value> {
    vec![TENANT.into(), d.directive.into(), d.unit.into(), d.read_at.into(), json(&d.body)]
}

/// The newest directives of all plans.
pub fn newest() -> Query {
    let sql = format!(
        "SELECT {} FROM plans_directives WHERE tenant_id = $1 ORDER BY issued DESC, id DESC LIMIT 200",
        DIRECTIVES.column_list()
    );
    query(sql, args![TENANT])
}

/// What a unit has not read yet.
pub fn unread(unit: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_deliveries WHERE tenant_id = $1 AND unit_id = $2 AND read_at = 0 ORDER BY directive_id LIMIT 50",
        DELIVERIES.column_list()
    );
    query(sql, args![TENANT, unit])
}

/// A directive with its chain's end and its deliveries.
///
/// # Errors
/// There is none, or the database cannot be read.
pub async fn load(app: &App, id: Uuid) -> Result<(Head, Directive, Vec<Delivery>), Failure> {
    let one = format!("SELECT {} FROM plans_directives WHERE tenant_id = $1 AND id = $2", DIRECTIVES.column_list());
    let all = format!(
        "SELECT {} FROM plans_deliveries WHERE tenant_id = $1 AND directive_id = $2 ORDER BY unit_id",
        DELIVERIES.column_list()
    );
    let queries = vec![ledger::head_query(TENANT, id), query(one, args![TENANT, id]), query(all, args![TENANT, id])];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = rows::<Head>(next())?.into_iter().next().unwrap_or(Head::NEW);
    let found = rows::<Directive>(next())?.into_iter().next();
    let directive = found.ok_or_else(|| Failure::missing("Không có văn bản này"))?;
    Ok((head, directive, rows(next())?))
}

/// What a directive is made of.
#[derive(Debug, Clone, Default)]
pub struct NewDirective {
    pub plan: Uuid,
    pub number: String,
    pub issued: Option<Date>,
    pub title: String,
    pub text: String,
    pub file: Option<StoredFile>,
    /// Units and groups as written in plans.
    pub to: String,
}

/// Issues a document and delivers it.
///
/// # Errors
/// At "number", "issued", "title", "text", "to"; the permission is not held at the plan's unit; storage failures.
pub async fn issue(app: &App, actor: Actor<'_>, new: NewDirective) -> Result<Uuid, Failure> {
    let plan = crate::plan(app, new.plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    let needed = |text: &str, at: (&'static str, &str)| {
        let text = kernel::text::line(text);
        if text.is_empty() || text.chars().count() > 500 {
            return Err(Refusal::new("directive", format!("Nhập {}, tối đa 500 ký tự.", at.1)).at(at.0));
        }
        Ok(text)
    };
    let number = needed(&new.number, ("number", "số, ký hiệu văn bản"))?;
    let issued =
        new.issued.ok_or_else(|| Refusal::new("date", "Nhập ngày ban hành theo mẫu 07/02/2024.").at("issued"))?;
    let title = needed(&new.title, ("title", "trích yếu văn bản"))?;
    let text = kernel::text::clean(&new.text);
    if text.is_empty() && new.file.is_none() {
        return Err(Refusal::new("directive", "Nhập nội dung hoặc đính kèm tệp văn bản.").at("text").into());
    }
    let around = around(app).await?;
    let (units, unknown) =
        around.with((plan.id, plan.year), |g| (rules::units_of(&new.to, g), g.reading.units(&new.to).unknown));
    if units.is_empty() || !unknown.is_empty() {
        let why = match unknown.first() {
            Some(u) => format!("Không có đơn vị hoặc nhóm đơn vị “{u}”. Ghi tên như trong cơ cấu tổ chức."),
            None => "Nhập nơi nhận, ví dụ Các đơn vị thuộc, trực thuộc Sở.".to_owned(),
        };
        return Err(Refusal::new("directive-to", why).at("to").into());
    }
    let id = app.new_id();
    let body = DirectiveBody { plan: plan.id, title, text, file: new.file };
    let said = serde_json::json!({ "number": number, "title": body.title, "units": units.len() });
    let mut entry = Entry::new(record(id), &Head::NEW, (app.now(), by(actor)), "directive.issued").body(&said);
    let row = args![TENANT, id, day_of(issued), number];
    let row = row.into_iter().chain([json(&body), kernel::time::micros(app.now()).into()]).collect();
    entry.save(&DIRECTIVES, row);
    for unit in units {
        let delivery = Delivery { directive: id, unit, read_at: 0, body: DeliveryBody::default() };
        entry.save(&DELIVERIES, delivery_row(&delivery));
    }
    commit_telling(app, entry, Own::Directive { id }).await?;
    Ok(id)
}

/// Confirms for one's unit that the document was read; the first to confirm is remembered.
///
/// # Errors
/// The document was not delivered to the unit; storage failures.
pub async fn read(app: &App, actor: &platform::Actor, id: Uuid) -> Result<(), Failure> {
    let (head, _, deliveries) = load(app, id).await?;
    let found = deliveries.into_iter().find(|d| d.unit == actor.unit);
    let mut mine = found.ok_or_else(|| Refusal::new("directive", "Văn bản này không gửi cho đơn vị của ông/bà."))?;
    if mine.read_at > 0 {
        return Ok(());
    }
    mine.read_at = kernel::time::micros(app.now());
    mine.body.by = Some(actor.account);
    let said = serde_json::json!({ "unit": mine.unit });
    let mut entry = Entry::new(record(id), &head, (app.now(), actor.by()), "directive.read").body(&said);
    entry.save(&DELIVERIES, delivery_row(&mine));
    commit(app, entry).await
}

/// Reminds every unit that has not read it; returns how many.
///
/// # Errors
/// The permission is not held at the plan's unit; storage failures.
pub async fn remind(app: &App, actor: Actor<'_>, id: Uuid) -> Result<usize, Failure> {
    let (head, directive, deliveries) = load(app, id).await?;
    let plan = crate::plan(app, directive.body.plan).await?;
    require(app, actor, (crate::ACCEPT, plan.unit)).await?;
    let late: Vec<Delivery> = deliveries.into_iter().filter(|d| d.read_at == 0).collect();
    if late.is_empty() {
        return Ok(0);
    }
    let said = serde_json::json!({ "units": late.len() });
    let mut entry = Entry::new(record(id), &head, (app.now(), by(actor)), "directive.reminded").body(&said);
    let count = late.len();
    for mut d in late {
        d.body.reminded.push(kernel::time::micros(app.now()));
        entry.save(&DELIVERIES, delivery_row(&d));
    }
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    Ok(count)
}
