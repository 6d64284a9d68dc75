//! Cases: from the citizen's application or the desk's intake, through the process and its legal clock, to the returned result.
//! This file is what other modules and the application may call.

mod actions;
mod law;
mod model;
mod pages;
mod places;
mod regime;
mod rules;
mod store;
mod tables;
mod words;

#[cfg(test)]
mod tests;

pub use actions::{Incoming, Intake, Place, Purpose, act, discard_old, load, open, paper, take_in};
pub use law::{Law, law};
pub use model::{
    Body, Case, CaseId, Channel, Dossier, Handover, Outcome, Part, Person, Status, Task, TaskKind, Timely, Transfer,
};
pub use pages::api::api;
pub use places::{places, receiving, units};
pub use regime::{Escalation, Regime, Regimes};
pub use rules::{
    Application, Decided, Deed, Ground, Notice, Question, Scan, Step, Warn, Withdrawal, warn_level, warning,
};
pub use store::{
    Filter, Group, Line, Tally, Window, group, group_queries, list, list_query, register_query, search_query,
};

/// The decisions themselves, for whoever drives cases without pages (the demo, bulk work, the interface for programs).
pub mod decide {
    pub use crate::rules::{accept, timer};
    pub use crate::rules::{
        answer_supplement, apologise, ask_fee, ask_opinion, ask_supplement, ask_withdrawal, assign, assign_step, claim,
        claim_step, complete, decide_withdrawal, extend, fee_paid, give_opinion, refuse, resume, return_result,
        suspend, urge,
    };
}

use std::sync::Arc;

use platform::jobs::JobKind;
use platform::web::{Failure, NavItem};
use platform::{Actor, App, DbError, Module};
use serde::Deserialize;

static TABLES: [&platform::Table; 2] = [&store::CASES, &store::TASKS];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "cases",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![JobKind::new(actions::TIMER, |app, payload| async move { fire(app, payload).await })],
        nav: Some(Arc::new(|app, actor| Box::pin(nav(app, actor)))),
        sign_in: None,
    }
}

/// Checks what the module needs before the first request: a wrong file of law stops the start.
pub fn start(app: &App) -> Result<(), Failure> {
    law::law(app)?;
    documents::sheets(app).map(drop)
}

#[derive(Deserialize)]
struct Timer {
    tenant: uuid::Uuid,
    case: CaseId,
    signal: process::Signal,
}

async fn fire(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let timer: Timer = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    let place = ((timer.tenant, timer.case), None);
    let by = platform::By::default();
    match act(&app, by, place, |d, g| rules::timer(d, g, &timer.signal)).await {
        // The step has gone on without its timer, or the case is over: nothing is left to do.
        Err(Failure::NotFound(_)) => Ok(()),
        Err(Failure::Refused(r)) if r.code == rules::TIMER_GONE => Ok(()),
        Err(Failure::Refused(r)) if r.code == rules::TIMER_WAITS => {
            actions::timer_again(&app, place.0, &timer.signal).await
        }
        // What the process could not do by itself is told to whoever holds the case.
        Err(Failure::Refused(r)) => {
            let told = |d: &mut Dossier, g: &mut Ground<'_>| rules::timer_refused(d, g, (&timer.signal, &r.message));
            act(&app, by, place, told).await.map(drop)
        }
        other => other.map(drop),
    }
}

async fn nav(app: &App, actor: &Actor) -> Result<Vec<NavItem>, DbError> {
    let mut items = vec![];
    if actor.can("cases.read") {
        let n = store::count(app.db(), actor.agency, &pages::desk_view(actor), 1000).await?;
        items.push(NavItem::new("/desk", "Bàn làm việc").counted("desk", n));
        let alarms = pages::alarms(app, actor).await.map_err(|e| match e {
            Failure::Storage(e) => e,
            other => DbError::Other(other.to_string()),
        })?;
        if !alarms.2.is_empty() {
            items.push(NavItem::new(&alarms.2, "Cảnh báo").counted("alarms", alarms.0));
        }
        items.push(NavItem::new("/desk/tray/urged", "Được đôn đốc").counted("urged", alarms.1));
        items.push(NavItem::new("/desk/cases", "Hồ sơ"));
    }
    if actor.can("cases.intake") {
        items.push(NavItem::new("/desk/intake", "Tiếp nhận hồ sơ"));
    }
    if actor.can("cases.supervise") {
        items.push(NavItem::new("/desk/board", "Theo dõi tiến độ"));
        items.push(NavItem::new("/desk/mining", "Phân tích quy trình"));
    }
    if actor.can("cases.read") {
        items.push(NavItem::new("/desk/register", "Sổ theo dõi"));
    }
    Ok(items)
}
