//! SQL of reports.

use platform::args;
use platform::db::{Query, Table, Value, json, query};
use platform::ledger::RecordRef;
use uuid::Uuid;

use crate::model::Report;

pub static REPORTS: Table = Table::new("inspections_reports", &["tenant_id", "id"], &["year", "kind", "body"]);

/// The report in the ledger.
pub fn record(tenant: Uuid, id: Uuid) -> RecordRef {
    RecordRef { tenant, id, kind: "inspection-report" }
}

pub fn row(r: &Report) -> Vec<Value> {
    let mut row = args![r.tenant, r.id, i64::from(r.year), r.kind.clone()];
    row.push(json(r));
    row
}

pub fn report(tenant: Uuid, id: Uuid) -> Query {
    query("SELECT body FROM inspections_reports WHERE tenant_id = $1 AND id = $2", args![tenant, id])
}

/// The reports of an agency, newest year first: a few a year.
pub fn reports(tenant: Uuid) -> Query {
    let sql =
        "SELECT body FROM inspections_reports WHERE tenant_id = $1 ORDER BY year DESC, kind DESC, id DESC LIMIT 200";
    query(sql, args![tenant])
}
