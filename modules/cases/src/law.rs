//! The law this module works by: regimes, the working calendar, the routing of fields to rooms. Read once; a wrong file
//! stops the start with its place.

use std::sync::Arc;

use kernel::working_time::Calendar;
use platform::App;
use platform::web::Failure;
use serde::Deserialize;

use crate::regime::Regimes;
use crate::tables::Tables;

#[derive(Debug, Clone, Deserialize)]
struct Rule {
    field: String,
    unit: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Partner {
    field: String,
    agency: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Routing {
    rule: Vec<Rule>,
    #[serde(default)]
    partner: Vec<Partner>,
}

/// The unit of the first row whose field, folded, is part of the one asked for.
fn first<'a>(rows: &'a [(String, String)], field: &str) -> Option<&'a str> {
    let folded = kernel::text::fold(field);
    rows.iter().find(|(f, _)| folded.contains(f.as_str())).map(|(_, unit)| unit.as_str())
}

/// What is read from `law/`.
pub struct Law {
    pub regimes: Regimes,
    pub calendar: Calendar,
    /// Decision tables of processes.
    pub(crate) tables: Tables,
    rooms: Vec<(String, String)>,
    partners: Vec<(String, String)>,
}

impl Law {
    /// The short name of the room that handles a field.
    pub fn room(&self, field: &str) -> Option<&str> {
        first(&self.rooms, field)
    }

    /// The agency that takes part in linked procedures of a field: its short name or its name.
    pub fn partner(&self, field: &str) -> Option<&str> {
        first(&self.partners, field)
    }
}

/// The law, read on first use.
pub fn law(app: &App) -> Result<Arc<Law>, Failure> {
    app.cached(|app| {
        let fail = |why: String| Failure::Internal(why);
        let files = app.law();
        let regimes = Regimes::parse(files.under("")).map_err(fail)?;
        let calendar = Calendar::from_files(files.under("calendars/")).map_err(|e| fail(e.to_string()))?;
        let tables = Tables::parse(files.under("decisions/")).map_err(fail)?;
        let path = "organisation/routing.toml";
        let text = files.get(path).ok_or_else(|| fail(format!("law/{path} is missing")))?;
        let routing: Routing = toml::from_str(text).map_err(|e| fail(format!("law/{path}: {e}")))?;
        let rooms = routing.rule.into_iter().map(|r| (kernel::text::fold(&r.field), r.unit)).collect();
        let partners = routing.partner.into_iter().map(|p| (kernel::text::fold(&p.field), p.agency)).collect();
        Ok(Law { regimes, calendar, tables, rooms, partners })
    })
}
