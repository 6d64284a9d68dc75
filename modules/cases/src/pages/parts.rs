//! The parts of a case's page that only tell: papers, history, opinions, who had the dossier when, what was asked to be completed.

use kernel::time::{Timestamp, short};
use kernel::working_time::{Strip, strip};
use platform::ledger::Event;
use platform::web::{Failure, Visit};
use platform::{Actor, App};
use uuid::Uuid;

use super::compare::{Paper, sides};
use super::perform::staff;
use crate::actions::step_for;
use crate::model::{Dossier, TaskKind};
use crate::rules::REQUIRED;
use crate::words::{self, Line};

/// A paper of the case as a link.
pub struct Sheet {
    pub word: &'static str,
    pub label: &'static str,
}

/// A choice in a select.
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// An opinion asked or given.
pub struct Opinion {
    pub id: String,
    pub unit: String,
    pub question: String,
    pub answer: String,
    pub due: String,
    pub open: bool,
    pub mine: bool,
    pub required: bool,
    pub late: bool,
}

/// A hand-over between units, as the phiếu kiểm soát prints it.
pub struct Move {
    pub from: String,
    pub to: String,
    pub given: String,
    pub received: String,
    pub result: &'static str,
    pub late: bool,
}

/// A request to complete the dossier and what came of it.
pub struct Asked {
    pub at: String,
    pub items: Vec<String>,
    pub reason: String,
    pub basis: String,
    pub answered: String,
    /// The papers before and after the answer.
    pub sides: Option<(Vec<Paper>, Vec<Paper>)>,
}

pub async fn unit_name(app: &App, id: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, id).await?.map(|u| u.name).unwrap_or_default())
}

pub async fn name(app: &App, id: Option<Uuid>) -> Result<String, Failure> {
    match id {
        Some(id) => people::name_of(app, id).await,
        None => Ok(String::new()),
    }
}

/// The history, newest first, in the reader's language as far as it is not somebody's own words.
pub async fn timeline(v: &Visit, events: &[Event]) -> Result<Vec<Line>, Failure> {
    let app = &v.app;
    let mut all = vec![];
    for e in events.iter().rev() {
        let (title, text) = words::say(e, v.lang);
        let mut by = name(app, e.actor).await?;
        if let Some(behalf) = e.behalf {
            let of = people::name_of(app, behalf).await?;
            by = v.lang.f("{} (thay {})", &[&by, &of]);
        }
        all.push(Line { title: v.lang.t(title).to_owned(), at: short(e.time()), by, text });
    }
    Ok(all)
}

pub async fn opinions(app: &App, actor: &Actor, d: &Dossier) -> Result<Vec<Opinion>, Failure> {
    let mut all = vec![];
    for t in d.tasks.iter().filter(|t| t.kind == TaskKind::Opinion) {
        all.push(Opinion {
            id: t.id.to_string(),
            unit: unit_name(app, t.unit).await?,
            question: t.question.clone(),
            answer: t.answer.clone(),
            due: short(t.due_at),
            open: t.open(),
            mine: t.unit == actor.unit,
            required: t.element == REQUIRED,
            late: t.open() && app.now() > t.due_at,
        });
    }
    Ok(all)
}

pub async fn officers(app: &App, actor: &Actor, d: &Dossier) -> Result<Vec<Choice>, Failure> {
    let all = staff(app, step_for(actor, d).map_or(d.case.unit, |t| t.unit)).await?;
    Ok(all
        .into_iter()
        .map(|p| Choice { value: p.account.to_string(), label: format!("{} – {}", p.name, p.post) })
        .collect())
}

pub async fn rooms(app: &App, d: &Dossier) -> Result<Vec<Choice>, Failure> {
    let units = crate::places::units(app).await?;
    let rooms = units.into_iter().filter(|u| u.agency == d.case.tenant && u.id != d.case.tenant && u.id != d.case.unit);
    Ok(rooms.map(|u| Choice { value: u.id.to_string(), label: u.name }).collect())
}

/// The filled e-form as question and answer.
pub async fn answers(app: &App, d: &Dossier, v: &Visit) -> Result<Vec<(String, String)>, Failure> {
    let Some((form, version)) = &d.case.body.form else { return Ok(vec![]) };
    let form = catalogue::eform_version(app, form, *version).await?;
    let lang = super::apply::lang(v);
    let groups = form.summary(&form.from_value(&d.case.body.answers), lang);
    Ok(groups.into_iter().flat_map(|g| g.rows).collect())
}

/// The time strip of a case; once it is decided or closed, as it stood at that moment, for time past then is nobody's delay.
pub fn strip_of(d: &Dossier, now: Timestamp) -> Option<Strip> {
    let deadline = d.case.body.deadline.as_ref()?;
    let Some(end) = d.case.finished_at.or(d.case.closed_at) else { return Some(strip(deadline, now)) };
    let mut shown = strip(deadline, end);
    for cell in &mut shown.cells {
        cell.today = false;
    }
    Some(shown)
}

/// Who gave the dossier to whom, when, and whether in time.
pub async fn moves(app: &App, d: &Dossier) -> Result<Vec<Move>, Failure> {
    let mut all = vec![];
    for t in &d.case.body.transfers {
        let person = |name: String, at: String| if name.is_empty() { at } else { format!("{at}, {name}") };
        let received = match t.received_at {
            Some(at) => person(name(app, t.receiver).await?, short(at)),
            None => String::new(),
        };
        all.push(Move {
            from: unit_name(app, t.from_unit).await?,
            to: unit_name(app, t.to_unit).await?,
            given: person(name(app, t.giver).await?, short(t.given_at)),
            received,
            result: t.timely().label(),
            late: t.timely() == crate::model::Timely::Late,
        });
    }
    Ok(all)
}

/// Every request to complete the dossier, oldest first.
pub fn supplements(d: &Dossier) -> Vec<Asked> {
    let of = |(n, s): (usize, &crate::model::Supplement)| Asked {
        at: short(s.asked_at),
        items: s.items.clone(),
        reason: s.reason.clone(),
        basis: s.basis.clone().unwrap_or_default(),
        answered: s.answered_at.map(short).unwrap_or_default(),
        sides: sides(d, n),
    };
    d.case.body.supplements.iter().enumerate().map(of).collect()
}
