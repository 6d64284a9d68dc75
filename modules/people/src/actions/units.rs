//! Units: installed from the organisation file, added and changed by new dated rows. No row is ever rewritten.

use kernel::time::Timestamp;
use kernel::time::civil::Date;
use platform::db::Changes;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By};
use serde::Serialize;
use uuid::Uuid;

use super::refuse;
use crate::model::{Installed, Level, UnitKind, UnitRow};
use crate::{ADMINISTRATION, rules, seed, shelf, store};

#[derive(Serialize)]
struct Said<'a> {
    number: i64,
    name: &'a str,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<Uuid>,
}

impl<'a> Said<'a> {
    fn of(row: &'a UnitRow) -> Said<'a> {
        Said {
            number: row.number,
            name: &row.name,
            valid_from: row.valid_from.to_string(),
            valid_to: row.valid_to.map(|d| d.to_string()),
            code: row.code2020.as_deref(),
            successor: row.successor,
        }
    }
}

fn record(changes: &mut Changes, head: &Head, (at, by): (Timestamp, By), row: &UnitRow) -> Head {
    let action = if row.number == 1 { "unit.created" } else { "unit.changed" };
    let mut entry = Entry::new(store::unit_record(row.id), head, (at, by), action).body(&Said::of(row));
    entry.save(&store::UNITS, store::unit_row(row));
    let next = entry.next_head();
    changes.record(entry);
    next
}

/// Creates the units of the file that are not there yet.
pub async fn install(app: &App, org_json: &str, now: Timestamp) -> Result<Installed, Failure> {
    let rows = seed::read(org_json).map_err(|e| refuse("organisation", "file", &e.to_string()))?;
    let tree = shelf::tree(app).await?;
    let (mut changes, mut made) = (Changes::new(), Installed::default());
    made.units = rows.iter().filter(|r| r.number == 1).count();
    let mut heads: std::collections::HashMap<Uuid, Head> = std::collections::HashMap::new();
    for row in rows.iter().filter(|r| tree.rows(r.id).is_empty()) {
        made.created += usize::from(row.number == 1);
        let head = heads.get(&row.id).cloned().unwrap_or(Head::NEW);
        heads.insert(row.id, record(&mut changes, &head, (now, By::default()), row));
    }
    if made.created > 0 {
        changes.count(ADMINISTRATION, store::REVISION, 1);
        app.db().commit(changes).await?;
        shelf::forget(app);
    }
    Ok(made)
}

/// What a unit is from a day on. Texts as typed; empty ones mean none.
#[derive(Debug, Clone)]
pub struct UnitChange {
    pub name: String,
    pub short: String,
    /// Identifier in either shape.
    pub code: String,
    /// The first day this holds.
    pub from: Date,
    /// The last day the unit exists.
    pub to: Option<Date>,
    pub successor: Option<Uuid>,
    pub phone: String,
    pub address: String,
}

fn some(text: &str) -> Option<String> {
    Some(kernel::text::line(text)).filter(|t| !t.is_empty())
}

fn optional(text: &str, at: (&str, &str), longest: usize) -> Result<Option<String>, Failure> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(rules::words(text, at, longest)?))
}

fn changed(base: UnitRow, change: &UnitChange) -> Result<UnitRow, Failure> {
    let (code2016, code2020) = rules::codes(&change.code)?;
    let row = UnitRow {
        name: rules::words(&change.name, ("name", "Tên đơn vị"), 200)?,
        short: optional(&change.short, ("short", "Tên viết tắt"), 60)?,
        code2016,
        code2020,
        valid_from: change.from,
        valid_to: change.to,
        successor: change.successor,
        phone: optional(&change.phone, ("phone", "Điện thoại"), 60)?,
        address: optional(&change.address, ("address", "Địa chỉ"), 300)?,
        mark: some("admin"),
        ..base
    };
    rules::unit(&row)?;
    Ok(row)
}

/// Adds a dated row to a unit; what was recorded before stays readable.
///
/// # Errors
/// Refusals at the field; the unit or its successor is not there; somebody else changed the unit first.
pub async fn change_unit(app: &App, by: &By, id: Uuid, change: &UnitChange) -> Result<(), Failure> {
    let head = ledger::head(app.db(), ADMINISTRATION, id).await?;
    let tree = shelf::tree(app).await?;
    let last = tree.rows(id).last().ok_or_else(|| Failure::missing("Không có đơn vị này"))?;
    if change.successor.is_some_and(|s| tree.rows(s).is_empty()) {
        return Err(refuse(
            "unit-successor",
            "successor",
            "Không có đơn vị kế thừa này. Chọn một đơn vị trong danh sách.",
        ));
    }
    let first = tree.rows(id).iter().map(|r| r.valid_from).min().unwrap_or(last.valid_from);
    if change.to.is_some_and(|to| to < first) {
        let why = "Ngày hết hiệu lực trước ngày đơn vị bắt đầu có. Sửa lại ngày hết hiệu lực.";
        return Err(refuse("unit-validity", "valid_to", why));
    }
    let row = changed(UnitRow { number: last.number + 1, ..last.clone() }, change)?;
    save(app, by, &head, &row).await
}

/// Adds a unit below another.
///
/// # Errors
/// Refusals at the field; the parent is not there.
pub async fn add_unit(
    app: &App,
    by: &By,
    (parent, kind, level): (Uuid, UnitKind, Level),
    change: &UnitChange,
) -> Result<Uuid, Failure> {
    let tree = shelf::tree(app).await?;
    if tree.on(parent, change.from).is_none() {
        let why = "Đơn vị cấp trên không có hiệu lực tại ngày bắt đầu. Chọn đơn vị khác hoặc sửa ngày bắt đầu.";
        return Err(refuse("unit-parent", "valid_from", why));
    }
    let base = UnitRow {
        id: app.new_id(),
        number: 1,
        parent: Some(parent),
        name: String::new(),
        short: None,
        kind,
        level,
        code2016: None,
        code2020: None,
        valid_from: change.from,
        valid_to: None,
        successor: None,
        phone: None,
        address: None,
        mark: None,
    };
    let row = changed(base, change)?;
    save(app, by, &Head::NEW, &row).await?;
    Ok(row.id)
}

async fn save(app: &App, by: &By, head: &Head, row: &UnitRow) -> Result<(), Failure> {
    let mut changes = Changes::new();
    record(&mut changes, head, (app.now(), *by), row);
    changes.count(ADMINISTRATION, store::REVISION, 1);
    app.db().commit(changes).await?;
    shelf::forget(app);
    Ok(())
}
