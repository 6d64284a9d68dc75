//! Tests of cases: the rules by example and by property, on the law and the processes that ship.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clock;
mod codes;
mod decided;
mod flow;
mod intake;
mod law;
mod migrate;
mod orders;
mod plans;
mod recount;
mod work;

use kernel::error::Refusal;
use kernel::time::{Timestamp, parse_local};
use kernel::working_time::{Calendar, Limit};
use platform::law::LawFiles;
use serde_json::json;
use uuid::Uuid;

use crate::model::{Dossier, Outcome, Part, Person};
use crate::regime::{Regime, Regimes};
use crate::rules::{self, Application, Deed, Ground, Places, Step};

pub const AGENCY: Uuid = Uuid::from_u128(1);
pub const DESK: Uuid = Uuid::from_u128(2);
pub const ROOM: Uuid = Uuid::from_u128(3);
pub const LEADERS: Uuid = Uuid::from_u128(4);
pub const REGISTRY: Uuid = Uuid::from_u128(5);
pub const PARTNER: Uuid = Uuid::from_u128(6);
/// People, by the unit they sit in.
pub const CLERK: Uuid = Uuid::from_u128(12);
pub const OFFICER: Uuid = Uuid::from_u128(13);
pub const OTHER: Uuid = Uuid::from_u128(14);

pub fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

/// The ground decisions stand on, and a clock that is put where a test wants it.
pub struct Yard {
    pub regimes: Regimes,
    pub calendar: Calendar,
    pub tables: crate::tables::Tables,
    pub process: process::Definition,
    pub now: Timestamp,
    pub who: Uuid,
    pub regime: &'static str,
    next: u128,
}

impl Yard {
    pub fn new(process: &str, now: &str) -> Yard {
        let law = LawFiles::built_in();
        let text = law.get(&format!("processes/{process}.bpmn")).unwrap();
        Yard {
            regimes: Regimes::parse(law.under("")).unwrap(),
            calendar: Calendar::from_files(law.under("calendars/")).unwrap(),
            tables: crate::tables::Tables::default(),
            process: process::parse(text).unwrap(),
            now: at(now),
            who: CLERK,
            regime: "2018",
            next: 1000,
        }
    }

    pub fn six() -> Yard {
        Yard::new("generic-six-step", "2024-03-04T08:00")
    }

    pub fn linked() -> Yard {
        Yard::new("linked-two-agencies", "2024-03-04T08:00")
    }

    pub fn regime(&self) -> &Regime {
        self.regimes.get(self.regime).unwrap()
    }

    /// Decides on a copy, as the actions do: a refusal leaves the dossier as it was.
    pub fn act(
        &mut self,
        d: &mut Dossier,
        rule: impl FnOnce(&mut Dossier, &mut Ground<'_>) -> Result<Deed, Refusal>,
    ) -> Result<Deed, Refusal> {
        let mut after = d.clone();
        let mut next = self.next;
        let mut ids = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let mut ground = Ground {
            now: self.now,
            who: Some(self.who),
            regime: self.regimes.get(self.regime).unwrap(),
            calendar: &self.calendar,
            tables: &self.tables,
            process: Some(&self.process),
            places: PLACES,
            ids: &mut ids,
        };
        let deed = rule(&mut after, &mut ground)?;
        self.next = next;
        *d = after;
        Ok(deed)
    }

    pub fn registered(&mut self, application: Application) -> Result<Dossier, Refusal> {
        let mut ids = || Uuid::nil();
        let ground = Ground {
            now: self.now,
            who: None,
            regime: self.regimes.get(self.regime).unwrap(),
            calendar: &self.calendar,
            tables: &self.tables,
            process: Some(&self.process),
            places: PLACES,
            ids: &mut ids,
        };
        rules::register(&ground, application).map(|(d, _)| d)
    }

    /// A dossier waiting for the desk's answer.
    pub fn waiting(&mut self) -> Dossier {
        self.registered(application("Nguyễn Thị Mẫu")).unwrap()
    }

    /// A dossier taken in with five working days.
    pub fn accepted(&mut self) -> Dossier {
        let mut d = self.waiting();
        self.act(&mut d, |d, g| rules::accept(d, g, Limit::working_days(5))).unwrap();
        d
    }

    /// Finishes the step the case waits for, or the one named by its element.
    pub fn finish(&mut self, d: &mut Dossier, element: &str) -> Result<Deed, Refusal> {
        let task = d.steps().find(|t| t.element == element).map(|t| t.id);
        let outcome = (element == "issue").then(|| outcome(self.now));
        let facts = json!({ "eligible": true }).as_object().unwrap().clone();
        self.act(d, |d, g| rules::complete(d, g, Step { task, outcome, facts, ..Step::default() }))
    }
}

pub const PLACES: Places =
    Places { agency: AGENCY, desk: DESK, room: ROOM, leaders: LEADERS, registry: REGISTRY, partner: PARTNER };

pub fn application(name: &str) -> Application {
    Application {
        id: Uuid::from_u128(99),
        procedure: "1.005099".into(),
        applicant: Person { name: name.into(), ..Person::default() },
        parts: vec![Part { name: "Đơn".into(), originals: 1, ..Part::default() }],
        ..Application::default()
    }
}

pub fn outcome(now: Timestamp) -> Outcome {
    Outcome {
        granted: true,
        number: "12/QĐ-SGDĐT".into(),
        date: kernel::time::local(now).date(),
        signer: "Giám đốc".into(),
        summary: String::new(),
        file: None,
    }
}

/// The code of a refusal that must come.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().code
}
