//! Targets of a plan: what is measured, from where it starts, the goal of the year, and measured values with their sources.

use std::sync::Arc;

use kernel::error::Refusal;
use kernel::time::Timestamp;
use kernel::time::civil::Date;
use platform::App;
use platform::args;
use platform::db::{DbError, FromRow, Query, Row, Table, json, query};
use platform::ledger::{self, Entry};
use platform::web::{Boxed, Failure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actions::{Actor, by, commit, require};
use crate::model::day_of;
use crate::{TENANT, store};

pub static TARGETS: Table = Table::new("plans_targets", &["tenant_id", "id"], &["plan_id", "place", "body"]);
pub static MEASURES: Table = Table::new("plans_measures", &["tenant_id", "id"], &["target_id", "day", "value", "body"]);

/// A target of a plan; numbers are hundredths of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: Uuid,
    pub plan: Uuid,
    pub place: i64,
    pub body: TargetBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TargetBody {
    pub name: String,
    pub unit: String,
    pub baseline: i64,
    pub goal: i64,
    #[serde(default)]
    pub source: String,
    /// What of the system measures it, as the law file names it; empty when only people do.
    #[serde(default)]
    pub measure: String,
}

/// What the system itself measures: a part of a whole, counted at a moment, with the place where the records are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub part: i64,
    pub whole: i64,
    pub at: Timestamp,
    /// An address of this system.
    pub href: String,
}

impl Reading {
    /// In hundredths of a percent, rounded down; none of nothing.
    pub fn percent(&self) -> Option<i64> {
        (self.whole > 0).then(|| self.part.saturating_mul(10_000) / self.whole)
    }
}

/// Reads a measure of an agency by its name; nothing when it does not know the measure or has no figures yet.
pub type Meter = Arc<dyn Fn(App, Uuid, String) -> Boxed<'static, Result<Option<Reading>, Failure>> + Send + Sync>;

struct Meters(Vec<Meter>);

/// Sets who measures; called once, where the modules are listed.
pub fn measured_by(app: &App, meters: Vec<Meter>) {
    app.keep(Arc::new(Meters(meters)));
}

/// What the system measures for a target of a plan; nothing when it has no figures.
///
/// # Errors
/// The database cannot be read.
pub async fn reading(app: &App, plan: &crate::Plan, target: &TargetBody) -> Result<Option<Reading>, Failure> {
    if target.measure.is_empty() {
        return Ok(None);
    }
    let Some(agency) = people::unit_known(app, plan.unit).await?.map(|u| u.agency) else { return Ok(None) };
    let Some(all) = app.kept::<Meters>() else { return Ok(None) };
    for meter in &all.0 {
        if let Some(found) = meter(app.clone(), agency, target.measure.clone()).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A measured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    pub target: Uuid,
    pub day: i64,
    pub value: i64,
    pub body: MeasureBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MeasureBody {
    /// Where the value comes from, in words.
    pub source: String,
    /// An address of this system where the records behind it are, or nothing.
    #[serde(default)]
    pub href: String,
}

impl FromRow for Target {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let _: Uuid = r.get()?;
        Ok(Target { id: r.get()?, plan: r.get()?, place: r.get()?, body: r.json()? })
    }
}

impl FromRow for Measure {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        let (_, _): (Uuid, Uuid) = (r.get()?, r.get()?);
        Ok(Measure { target: r.get()?, day: r.get()?, value: r.get()?, body: r.json()? })
    }
}

/// The targets of a plan.
pub fn all(plan: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_targets WHERE tenant_id = $1 AND plan_id = $2 ORDER BY place, id",
        TARGETS.column_list()
    );
    query(sql, args![TENANT, plan])
}

/// The values of a target, newest first.
pub fn measures(target: Uuid) -> Query {
    let sql = format!(
        "SELECT {} FROM plans_measures WHERE tenant_id = $1 AND target_id = $2 ORDER BY day DESC, id DESC LIMIT 60",
        MEASURES.column_list()
    );
    query(sql, args![TENANT, target])
}

#[derive(Deserialize)]
struct File {
    source: String,
    target: Vec<Shipped>,
    measure: Vec<Measured>,
}

/// Something the system can measure, with its name in words.
#[derive(Debug, Clone, Deserialize)]
pub struct Measured {
    pub code: String,
    pub name: String,
}

/// A target the law files bring; without a goal it rises by so much a year from its baseline, to 100 at most.
#[derive(Deserialize)]
struct Shipped {
    name: String,
    unit: String,
    goal: Option<i64>,
    rise: Option<i64>,
    #[serde(default)]
    measure: String,
}

fn law(app: &App) -> Result<File, Failure> {
    let path = "plans/targets.toml";
    let text = app.law().get(path).ok_or_else(|| Failure::Internal(format!("law/{path} is missing")))?;
    toml::from_str(text).map_err(|e| Failure::Internal(format!("law/{path}: {e}")))
}

/// What the system can measure.
///
/// # Errors
/// A missing or wrong law file, told with its name and line.
pub fn measures_known(app: &App) -> Result<Vec<Measured>, Failure> {
    Ok(law(app)?.measure)
}

/// Reads "80", "80,5" or "80.25" as hundredths.
///
/// # Errors
/// At the field: no such number, or below 0 or beyond a million.
pub fn hundredths(text: &str, field: &'static str) -> Result<i64, Refusal> {
    let wrong = || Refusal::new("number", "Nhập số như 80 hoặc 80,5.").at(field);
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    let number = |t: &str| t.parse::<i64>().map_err(|_| wrong());
    Ok(number(whole)? * 100 + number(&format!("{part:0<2}"))?)
}

/// "80,5"
pub fn shown(hundredths: i64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole},{}", format!("{part:02}").trim_end_matches('0')),
    }
}

/// How far from the baseline to the goal a value is, in whole percent within 0 and 100.
pub fn reached(t: &TargetBody, value: i64) -> i64 {
    let way = t.goal - t.baseline;
    if way == 0 {
        return if value >= t.goal { 100 } else { 0 };
    }
    ((value - t.baseline) * 100 / way).clamp(0, 100)
}

async fn save(app: &App, actor: Actor<'_>, plan: Uuid, bodies: Vec<TargetBody>) -> Result<(), Failure> {
    let head = ledger::head(app.db(), TENANT, plan).await?;
    let plan = crate::plan(app, plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    let q = all(plan.id);
    let known: Vec<Target> = app.db().all(q.sql, q.args).await?;
    let new: Vec<TargetBody> = bodies.into_iter().filter(|b| known.iter().all(|k| k.body.name != b.name)).collect();
    if new.is_empty() {
        return Err(Refusal::new("target", "Kế hoạch đã có chỉ tiêu này.").at("name").into());
    }
    let said = serde_json::json!({ "targets": new.iter().map(|b| &b.name).collect::<Vec<_>>() });
    let mut entry = Entry::new(store::plan_record(plan.id), &head, (app.now(), by(actor)), "target.added").body(&said);
    let first = known.iter().map(|t| t.place + 1).max().unwrap_or(0);
    for (place, body) in (first..).zip(&new) {
        let row = args![TENANT, app.new_id(), plan.id, place];
        entry.save(&TARGETS, row.into_iter().chain([json(body)]).collect());
    }
    commit(app, entry).await
}

/// Adds a target.
///
/// # Errors
/// At "name", "unit"; the plan has it already; the permission is not held at the plan's unit; somebody else was first.
pub async fn add(app: &App, actor: Actor<'_>, plan: Uuid, body: TargetBody) -> Result<(), Failure> {
    let name = kernel::text::line(&body.name);
    if name.is_empty() || name.chars().count() > 500 {
        return Err(Refusal::new("target", "Nhập tên chỉ tiêu, tối đa 500 ký tự.").at("name").into());
    }
    let unit = kernel::text::line(&body.unit);
    if unit.is_empty() || unit.chars().count() > 30 {
        return Err(Refusal::new("target", "Nhập đơn vị tính, ví dụ %.").at("unit").into());
    }
    let known = measures_known(app)?;
    if !body.measure.is_empty() && known.iter().all(|m| m.code != body.measure) {
        return Err(Refusal::new("measure", "Chọn một cách đo trong danh sách.").at("measure").into());
    }
    save(app, actor, plan, vec![TargetBody { name, unit, ..body }]).await
}

/// Adds the targets the law files bring, those that are not there yet.
///
/// # Errors
/// As [`add`].
pub async fn add_shipped(app: &App, actor: Actor<'_>, plan: Uuid) -> Result<(), Failure> {
    let file = law(app)?;
    let body = |s: Shipped| {
        let goal = s.goal.or(s.rise).unwrap_or(100) * 100;
        TargetBody { name: s.name, unit: s.unit, baseline: 0, goal, source: file.source.clone(), measure: s.measure }
    };
    save(app, actor, plan, file.target.into_iter().map(body).collect()).await
}

/// A target by its id.
async fn one(app: &App, target: Uuid) -> Result<Target, Failure> {
    let sql = format!("SELECT {} FROM plans_targets WHERE tenant_id = $1 AND id = $2", TARGETS.column_list());
    let found: Option<Target> = app.db().first(sql, args![TENANT, target]).await?;
    found.ok_or_else(|| Failure::missing("Không có chỉ tiêu này"))
}

/// Records what the system measures now, so that later readers see how it went.
///
/// # Errors
/// "measure" when the system has no figures; otherwise as [`measure`].
pub async fn snapshot(app: &App, actor: Actor<'_>, target: Uuid) -> Result<(), Failure> {
    let found = one(app, target).await?;
    let plan = crate::plan(app, found.plan).await?;
    let read = reading(app, &plan, &found.body).await?;
    let value = read.as_ref().and_then(Reading::percent).zip(read.as_ref());
    let (value, read) = value.ok_or_else(|| {
        Refusal::new("measure", "Hệ thống chưa có số liệu cho chỉ tiêu này. Đếm lại số liệu rồi ghi.")
    })?;
    let source = format!("Hệ thống đo: {} trên {} hồ sơ", read.part, read.whole);
    let day = kernel::time::local(read.at).date();
    measure(app, actor, target, (Some(day), value, MeasureBody { source, href: read.href.clone() })).await
}

/// Records a measured value.
///
/// # Errors
/// At "source", "href", "day"; the permission is not held at the plan's unit; somebody else was first.
pub async fn measure(
    app: &App,
    actor: Actor<'_>,
    target: Uuid,
    (day, value, body): (Option<Date>, i64, MeasureBody),
) -> Result<(), Failure> {
    let target = one(app, target).await?;
    let head = ledger::head(app.db(), TENANT, target.plan).await?;
    let plan = crate::plan(app, target.plan).await?;
    require(app, actor, (crate::EDIT, plan.unit)).await?;
    let source = kernel::text::line(&body.source);
    if source.is_empty() {
        return Err(Refusal::new("source", "Nhập nguồn của số liệu, ví dụ báo cáo nào.").at("source").into());
    }
    let href = body.href.trim().to_owned();
    if !href.is_empty() && (!href.starts_with('/') || href.starts_with("//") || href.contains(['\\', ' '])) {
        return Err(Refusal::new("href", "Địa chỉ phải ở trong hệ thống này, bắt đầu bằng dấu “/”.").at("href").into());
    }
    let day = day.ok_or_else(|| Refusal::new("date", "Nhập ngày của số liệu theo mẫu 07/02/2024.").at("day"))?;
    let said = serde_json::json!({ "target": target.body.name, "value": shown(value) });
    let mut entry =
        Entry::new(store::plan_record(plan.id), &head, (app.now(), by(actor)), "target.measured").body(&said);
    let row = args![TENANT, app.new_id(), target.id, day_of(day), value];
    entry.save(&MEASURES, row.into_iter().chain([json(&MeasureBody { source, href })]).collect());
    commit(app, entry).await
}
