//! SQL of inspections, their members, answers and remedies. What a person asks by its id alone is found with its agency, since
//! the people of an inspected unit may belong to another one.

use kernel::time::civil::{Date, date};
use platform::args;
use platform::db::{Query, Table, Value, json, query};
use uuid::Uuid;

use crate::model::{Answer, Progress, Remedy, Visit};

pub static VISITS: Table =
    Table::new("inspections_visits", &["tenant_id", "id"], &["year", "unit_id", "starts", "stage", "body"]);
pub static MEMBERS: Table = Table::new("inspections_members", &["tenant_id", "visit_id", "account_id"], &["starts"]);
pub static ANSWERS: Table = Table::new("inspections_answers", &["tenant_id", "visit_id", "site_id", "item"], &["body"]);
pub static REMEDIES: Table =
    Table::new("inspections_remedies", &["tenant_id", "id"], &["visit_id", "unit_id", "settled", "due", "body"]);

/// Days since 1970-01-01.
pub fn day_number(day: Date) -> i64 {
    i64::from(date(1970, 1, 1).until(day).map_or(0, |span| span.get_days()))
}

pub fn visit_row(v: &Visit) -> Vec<Value> {
    let mut row = args![v.tenant, v.id, i64::from(v.year), v.unit, day_number(v.starts), v.stage.slug()];
    row.push(json(v));
    row
}

pub fn member_row(v: &Visit, account: Uuid) -> Vec<Value> {
    args![v.tenant, v.id, account, day_number(v.starts)]
}

pub fn member_key(v: &Visit, account: Uuid) -> Vec<Value> {
    args![v.tenant, v.id, account]
}

pub fn answer_row(a: &Answer) -> Vec<Value> {
    let mut row = args![a.tenant, a.visit, a.site, a.item.clone()];
    row.push(json(a));
    row
}

pub fn remedy_row(r: &Remedy) -> Vec<Value> {
    let settled = i64::from(r.progress == Progress::Accepted);
    let mut row = args![r.tenant, r.id, r.visit, r.unit, settled, day_number(r.due)];
    row.push(json(r));
    row
}

/// The agency of an inspection.
pub fn tenant_of_visit(id: Uuid) -> Query {
    query("SELECT tenant_id FROM inspections_visits WHERE id = $1", args![id])
}

/// The agency and the inspection of a remedy.
pub fn tenant_of_remedy(id: Uuid) -> Query {
    query("SELECT tenant_id, visit_id FROM inspections_remedies WHERE id = $1", args![id])
}

pub fn visit(tenant: Uuid, id: Uuid) -> Query {
    query("SELECT body FROM inspections_visits WHERE tenant_id = $1 AND id = $2", args![tenant, id])
}

pub fn answers(tenant: Uuid, visit: Uuid) -> Query {
    let sql = "SELECT body FROM inspections_answers WHERE tenant_id = $1 AND visit_id = $2 ORDER BY site_id, item";
    query(sql, args![tenant, visit])
}

pub fn remedies_of(tenant: Uuid, visit: Uuid) -> Query {
    let sql = "SELECT body FROM inspections_remedies WHERE tenant_id = $1 AND visit_id = $2 ORDER BY due, id";
    query(sql, args![tenant, visit])
}

/// The inspections of an agency in a year, in the order of their days: as many as its plan has lines.
pub fn visits(tenant: Uuid, year: i16) -> Query {
    let sql = "SELECT body FROM inspections_visits WHERE tenant_id = $1 AND year = $2 ORDER BY starts, id LIMIT 1000";
    query(sql, args![tenant, i64::from(year)])
}

/// The newest inspections of a unit, whoever inspects.
pub fn visits_of_unit(unit: Uuid) -> Query {
    let sql = "SELECT body FROM inspections_visits WHERE unit_id = $1 ORDER BY starts DESC, id DESC LIMIT 50";
    query(sql, args![unit])
}

/// The newest inspections a person is a member of.
pub fn visits_of_member(account: Uuid) -> Query {
    let sql = "SELECT v.body FROM inspections_members m JOIN inspections_visits v ON v.tenant_id = m.tenant_id AND v.id = m.visit_id \
         WHERE m.account_id = $1 ORDER BY m.starts DESC, m.visit_id DESC LIMIT 50";
    query(sql, args![account])
}

/// The remedies of an agency that are settled or not, the nearest day first.
pub fn remedies(tenant: Uuid, settled: i64, (after, id): (i64, Uuid)) -> Query {
    let sql = "SELECT body FROM inspections_remedies WHERE tenant_id = $1 AND settled = $2 AND (due, id) > ($3, $4) \
         ORDER BY due, id LIMIT 101";
    query(sql, args![tenant, settled, after, id])
}

/// What a unit still has to do, the nearest day first.
pub fn remedies_of_unit(unit: Uuid) -> Query {
    let sql = "SELECT body FROM inspections_remedies WHERE unit_id = $1 AND settled = 0 ORDER BY due, id LIMIT 100";
    query(sql, args![unit])
}
