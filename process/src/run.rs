//! A trial run over given answers: which steps a case would pass, in which order, and after how many working minutes.
//! Every task takes the time it is allowed; what the process waits for from outside is taken to come at once.

use serde::Serialize;
use serde_json::Value;

use crate::dmn::Decisions;
use crate::engine::{Effect, Instance, Signal, StepError, start, step};
use crate::model::{Definition, TaskKind, TimerSpec};

/// One step of a trial run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// The element's id.
    pub element: String,
    /// The element's name.
    pub name: String,
    /// The role that does it, for a task.
    pub role: Option<String>,
    /// Working minutes since the start when it begins.
    pub begins: i64,
    /// Working minutes since the start when it is over.
    pub ends: i64,
}

/// The way of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The steps in the order in which they begin.
    pub visits: Vec<Visit>,
    /// Working minutes from start to end.
    pub minutes: i64,
    /// What the end event says.
    pub outcome: Option<String>,
}

/// Longer runs go round for ever with these answers.
const VISITS: usize = 1_000;

struct Due {
    at: i64,
    /// Tasks before timers that run out at the same minute, then in order of beginning.
    rank: (u8, usize),
    signal: Signal,
    visit: Option<usize>,
}

struct Trial<'a> {
    def: &'a Definition,
    now: i64,
    due: Vec<Due>,
    /// What only the world can bring: taken when nothing else is left to do.
    outside: Vec<(u32, Signal)>,
    run: Run,
    /// The answers, with what decisions added.
    data: Value,
}

/// Runs a case with these answers through to its end.
///
/// # Errors
/// As [`step`]; a run that does not end with these answers is [`StepError::Endless`].
pub fn run(def: &Definition, answers: &Value) -> Result<Run, StepError> {
    run_with(def, answers, None)
}

/// The same; business rule tasks are decided by the given tables, and their answers are there for the conditions after them.
///
/// # Errors
/// As [`run`]; a table that cannot decide is [`StepError::Undecided`]. A rule task whose decision is not among the tables adds
/// nothing.
pub fn run_with(def: &Definition, answers: &Value, decisions: Option<&Decisions>) -> Result<Run, StepError> {
    let run = Run { visits: vec![], minutes: 0, outcome: None };
    let mut trial = Trial { def, now: 0, due: vec![], outside: vec![], run, data: answers.clone() };
    let (mut instance, effects) = start(def, answers)?;
    trial.take(effects);
    while !instance.ended() {
        let label = |t: &Trial<'_>| t.run.visits.last().map(|v| v.name.clone()).unwrap_or_default();
        if trial.run.visits.len() > VISITS {
            return Err(StepError::Endless(label(&trial)));
        }
        let signal = trial.next(&instance).ok_or_else(|| StepError::Stuck(label(&trial)))?;
        trial.decide(&signal, decisions)?;
        let (next, effects) = step(def, &instance, &signal, &trial.data)?;
        instance = next;
        trial.take(effects);
    }
    trial.run.minutes = trial.now;
    Ok(trial.run)
}

impl Trial<'_> {
    /// Adds the answer of a decision table when its task is done.
    fn decide(&mut self, signal: &Signal, decisions: Option<&Decisions>) -> Result<(), StepError> {
        let (Signal::Complete { task, .. }, Some(tables)) = (signal, decisions) else { return Ok(()) };
        let rule = self.def.task(task).filter(|t| t.kind == TaskKind::Rule);
        let Some((task, decision)) = rule.and_then(|t| Some((t, t.service.as_deref()?))) else { return Ok(()) };
        if !tables.list().any(|(id, name)| id == decision || name == decision) {
            return Ok(());
        }
        let answer = tables.decide(decision, &self.data).map_err(|e| StepError::Undecided(e.to_string()))?;
        let Value::Object(known) = &mut self.data else { return Ok(()) };
        match (&task.result, answer.value) {
            (Some(name), value) => drop(known.insert(name.clone(), value)),
            // Several outputs have names of their own.
            (None, Value::Object(several)) => known.extend(several),
            (None, value) => drop(known.insert(decision.to_owned(), value)),
        }
        Ok(())
    }

    fn visit(&mut self, token: u32, element: String) {
        let task = self.def.task(&element);
        let name = task.map(|t| t.name.clone()).or_else(|| self.def.element_name(&element).map(str::to_owned));
        let ends = self.now.saturating_add(task.and_then(|t| t.minutes).unwrap_or(0));
        let role = task.and_then(|t| t.role.clone());
        let index = self.run.visits.len();
        let name = name.unwrap_or_default();
        self.run.visits.push(Visit { element: element.clone(), name, role, begins: self.now, ends });
        let signal = Signal::Complete { task: element, token };
        self.due.push(Due { at: ends, rank: (0, index), signal, visit: Some(index) });
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::OpenTask { token, element }
                | Effect::Call { token, element, .. }
                | Effect::CallProcess { token, element, .. } => self.visit(token, element),
                Effect::CloseTask { token, element } => self.close(&Signal::Complete { task: element, token }),
                Effect::StartTimer { token, element, after: TimerSpec::WorkingMinutes(m) } => {
                    let rank = (1, self.due.len());
                    let signal = Signal::Timer { token, element };
                    self.due.push(Due { at: self.now.saturating_add(m), rank, signal, visit: None });
                }
                Effect::StartTimer { token, element, .. } => {
                    self.outside.push((token, Signal::Timer { token, element }));
                }
                Effect::CancelTimer { token, element } => {
                    let gone = Signal::Timer { token, element };
                    self.due.retain(|d| d.signal != gone);
                    self.outside.retain(|(_, s)| *s != gone);
                }
                Effect::AwaitMessage { token, name, .. } => self.outside.push((token, Signal::Message { name })),
                Effect::Ended { outcome, .. } => self.run.outcome = outcome,
                Effect::SendMessage { .. } | Effect::Broadcast { .. } | Effect::PauseClock | Effect::ResumeClock => {}
            }
        }
    }

    /// A task is over before its time: an event took it away.
    fn close(&mut self, signal: &Signal) {
        if let Some(at) = self.due.iter().position(|d| d.signal == *signal) {
            let gone = self.due.remove(at);
            if let Some(visit) = gone.visit {
                self.run.visits[visit].ends = self.now;
            }
        }
    }

    /// What happens next, and when.
    fn next(&mut self, instance: &Instance) -> Option<Signal> {
        let first = (0..self.due.len()).min_by_key(|i| (self.due[*i].at, self.due[*i].rank));
        if let Some(i) = first {
            let due = self.due.remove(i);
            self.now = due.at;
            return Some(due.signal);
        }
        let waits = |token: u32| instance.places(self.def).any(|(t, _)| t == token);
        while !self.outside.is_empty() {
            let (token, signal) = self.outside.remove(0);
            if waits(token) {
                return Some(match signal {
                    Signal::Message { name } if !self.def.awaits_message(&name) => Signal::Broadcast { name },
                    other => other,
                });
            }
        }
        None
    }
}
