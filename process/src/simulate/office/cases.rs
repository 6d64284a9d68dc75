//! Cases of a run: each has the engine's own instance, its stream of chance and its due date.

use kernel::time::{from_local, from_micros, micros, parse_local};
use kernel::working_time::{add_working_minutes, working_minutes_between};

use super::{Office, What};
use crate::engine::{Event, Instance, timer};
use crate::model::TimerSpec;
use crate::simulate::SimulationError;
use crate::simulate::chance::{Chance, Random};

/// A case, or the room of one that is over.
#[derive(Debug)]
pub(super) struct Case {
    pub open: bool,
    /// Grows with every use of the room, so that moments of an earlier case are known to be stale.
    pub turn: u32,
    pub instance: Instance,
    pub random: Random,
    pub kind: usize,
    pub arrived: i64,
    pub due: i64,
    pub paused: Option<i64>,
    /// Open pieces of work: token, item.
    pub work: Vec<(u32, u32)>,
}

impl Office<'_> {
    fn room(&mut self) -> u32 {
        if let Some(free) = self.free.pop() {
            return free;
        }
        let fresh = Instance::fresh(self.plan.def.print);
        let (random, work) = (Random(0), Vec::with_capacity(2));
        self.cases.push(Case {
            open: false,
            turn: 0,
            instance: fresh,
            random,
            kind: 0,
            arrived: 0,
            due: 0,
            paused: None,
            work,
        });
        u32::try_from(self.cases.len() - 1).unwrap_or(u32::MAX)
    }

    /// A case comes.
    pub(super) fn arrive(&mut self) -> Result<(), SimulationError> {
        let number = self.tally.arrived;
        self.tally.arrived += 1;
        self.arrival();
        let due = self.due()?;
        let mut random = Random::of(self.plan.scenario.seed, self.replication, number);
        let weights = &self.plan.weights;
        let drawn = match weights.len() {
            1 => 0,
            _ => random.below(usize::try_from(weights[weights.len() - 1]).unwrap_or(1)) as u64,
        };
        let kind = weights.partition_point(|w| *w <= drawn);
        let slot = self.room();
        let now = self.now;
        let case = &mut self.cases[slot as usize];
        (case.open, case.random, case.kind, case.arrived, case.due, case.paused) = (true, random, kind, now, due, None);
        case.instance.renew();
        let start = self.plan.start;
        self.enter(slot);
        let moved = self.walk.leave(start, 0).and_then(|()| self.walk.settle_all());
        self.left(slot, moved)
    }

    /// Hands a case to the engine.
    pub(super) fn enter(&mut self, slot: u32) {
        let case = &mut self.cases[slot as usize];
        std::mem::swap(&mut self.walk.now, &mut case.instance);
        let rules = &self.plan.rules[case.kind];
        self.walk.facts = Chance::new(case.random, rules);
        self.walk.reset();
    }

    /// Takes the case back from the engine and does what it asks.
    pub(super) fn left(&mut self, slot: u32, moved: Result<(), crate::StepError>) -> Result<(), SimulationError> {
        let case = &mut self.cases[slot as usize];
        std::mem::swap(&mut self.walk.now, &mut case.instance);
        case.random = self.walk.facts.random;
        moved.map_err(|e| SimulationError(format!("Không mô phỏng được: {e}.")))?;
        for i in 0..self.walk.effects.len() {
            let event = self.walk.effects[i];
            self.effect(slot, event)?;
        }
        Ok(())
    }

    fn effect(&mut self, slot: u32, event: Event) -> Result<(), SimulationError> {
        match event {
            Event::Open { token, node } | Event::Call { token, node } | Event::CallProcess { token, node } => {
                self.open(slot, token, node);
            }
            Event::Close { token, .. } => self.drop_work(slot, token),
            Event::StartTimer { token, node } => {
                let after = self.after(node)?;
                self.at_event(slot, (token, node), after);
            }
            Event::Await { token, node } => self.outside(slot, token, node),
            Event::Pause => {
                let now = self.now;
                self.cases[slot as usize].paused.get_or_insert(now);
            }
            Event::Resume => {
                let case = &mut self.cases[slot as usize];
                if let Some(since) = case.paused.take() {
                    case.due = case.due.saturating_add(self.now - since);
                }
            }
            Event::Ended { .. } => self.over(slot),
            // A cancelled timer is found to be stale when its moment comes.
            Event::CancelTimer { .. } | Event::Send { .. } | Event::Broadcast { .. } => {}
        }
        Ok(())
    }

    fn at_event(&mut self, slot: u32, (token, node): (u32, u16), after: i64) {
        let turn = self.cases[slot as usize].turn;
        let at = self.now.saturating_add(after);
        self.schedule(at, What::Event { case: slot, turn, token, node });
    }

    fn outside(&mut self, slot: u32, token: u32, node: u16) {
        let Some((odds, mean)) = self.plan.outside[usize::from(node)] else { return };
        let random = &mut self.cases[slot as usize].random;
        let comes = odds == u32::MAX || ((random.next() >> 32) as u32) < odds;
        if comes {
            let after = self.plan.spread.draw(mean, random);
            self.at_event(slot, (token, node), after);
        }
    }

    /// Working seconds until a timer runs out.
    fn after(&self, node: u16) -> Result<i64, SimulationError> {
        let wrong = |r: kernel::error::Refusal| SimulationError(r.message);
        let calendar = self.plan.calendar;
        let now = || add_working_minutes(calendar, self.plan.line.begin(), self.now / 60).map_err(wrong);
        let until = |end| Ok(working_minutes_between(calendar, now()?, end).map_err(wrong)? * 60);
        match timer(self.plan.def, node) {
            Some(TimerSpec::WorkingMinutes(m)) => Ok(m * 60),
            Some(TimerSpec::Duration(m)) => until(from_micros(micros(now()?).saturating_add(m * 60_000_000))),
            Some(TimerSpec::At(local)) => until(parse_local(local).map_err(wrong)?),
            None => Ok(0),
        }
    }

    /// A timer ran out, or a message came.
    pub(super) fn event(&mut self, (case, turn): (u32, u32), (token, node): (u32, u16)) -> Result<(), SimulationError> {
        let known = &self.cases[case as usize];
        if !known.open || known.turn != turn {
            return Ok(());
        }
        self.enter(case);
        let moved = match self.walk.happen(token, usize::from(node)) {
            Ok(true) => self.walk.settle_all(),
            other => other.map(drop),
        };
        self.left(case, moved)
    }

    fn over(&mut self, slot: u32) {
        let case = &mut self.cases[slot as usize];
        case.open = false;
        case.turn = case.turn.wrapping_add(1);
        let (arrived, due) = (case.arrived, case.due);
        self.free.push(slot);
        self.tally.done += 1;
        self.tally.through.add(self.now - arrived);
        // Those due after the last day would count only when they are early.
        if due <= self.plan.line.end() {
            self.judge(arrived, self.now > due);
        }
    }
}

impl crate::simulate::line::Line {
    /// The first moment of the first day.
    pub fn begin(&self) -> kernel::time::Timestamp {
        let first = self.dates.first().copied().unwrap_or(jiff::civil::Date::ZERO);
        from_local(first.to_datetime(jiff::civil::Time::midnight()))
    }
}
