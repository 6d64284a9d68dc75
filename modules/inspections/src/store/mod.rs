//! This module's SQL over its own tables. Here: plans, found under their agency, so one agency never reads another's.

pub mod reports;
pub mod visits;

use platform::args;
use platform::db::{DbError, FromRow, Query, Row, Table, Value, json, query};
use platform::ledger::RecordRef;
use uuid::Uuid;

use crate::model::Plan;

pub static PLANS: Table = Table::new("inspections_plans", &["tenant_id", "id"], &["year", "status", "body"]);

/// The plan in the ledger.
pub fn record(tenant: Uuid, id: Uuid) -> RecordRef {
    RecordRef { tenant, id, kind: "inspection-plan" }
}

pub fn row(p: &Plan) -> Vec<Value> {
    let mut row = args![p.tenant, p.id, i64::from(p.year), p.status.slug()];
    row.push(json(p));
    row
}

/// A thing as stored: only its body is read back, since the columns repeat it.
pub struct Body<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send> FromRow for Body<T> {
    fn from_row(r: &mut Row) -> Result<Self, DbError> {
        r.json().map(Body)
    }
}

pub fn plan(tenant: Uuid, id: Uuid) -> Query {
    query("SELECT body FROM inspections_plans WHERE tenant_id = $1 AND id = $2", args![tenant, id])
}

/// The plans of an agency, newest year first: one a year, so a page holds them all.
pub fn plans(tenant: Uuid) -> Query {
    let sql = "SELECT body FROM inspections_plans WHERE tenant_id = $1 ORDER BY year DESC, id DESC LIMIT 100";
    query(sql, args![tenant])
}
