//! One run: cases come, wait for people, are worked at and leave. A heap of moments in whole seconds; slots of cases and of
//! pieces of work are used again, so a long run asks for memory only while it grows.

mod cases;
mod desk;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kernel::working_time::{Counting, DAY, SupplementPolicy, add_working_minutes, due, working_minutes_between};

use super::SimulationError;
use super::chance::{Chance, Random};
use super::scenario::{Arrivals, Plan};
use super::stats::Histogram;
use crate::engine::{Instance, Walk};
use cases::Case;
use desk::{Desk, Item};

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A working day is over.
    Day,
    Arrive,
    /// A piece of work is done.
    Done {
        item: u32,
        turn: u32,
    },
    /// A timer ran out or something came from outside.
    Event {
        case: u32,
        turn: u32,
        token: u32,
        node: u16,
    },
}

/// Batches a single run is cut into.
pub(super) const BATCHES: usize = 20;

/// What is counted of one run.
#[derive(Debug)]
pub(super) struct Tally {
    pub arrived: u64,
    pub done: u64,
    /// Working seconds from arrival to end.
    pub through: Histogram,
    /// Of each batch of arrivals: cases whose lateness is known, and late ones.
    pub batches: [(u64, u64); BATCHES],
    pub steps: Vec<StepTally>,
    /// Own seconds worked, by pool.
    pub busy: Vec<i64>,
    /// How many wait at a node at the end of a day: `day * nodes + node`.
    pub queues: Vec<u32>,
}

/// What is counted of one step.
#[derive(Debug, Default)]
pub(super) struct StepTally {
    pub waiting: Histogram,
    pub work: Histogram,
    pub most: u32,
    now: u32,
    since: i64,
    /// Waiting cases times seconds.
    pub area: i128,
}

impl StepTally {
    fn change(&mut self, now: i64, by: i32) {
        self.area += i128::from(self.now) * i128::from(now - self.since);
        self.since = now;
        self.now = self.now.saturating_add_signed(by);
        self.most = self.most.max(self.now);
    }
}

/// The office at a moment.
struct Office<'a> {
    plan: &'a Plan<'a>,
    replication: u32,
    now: i64,
    serial: u32,
    heap: BinaryHeap<Reverse<(i64, u32, What)>>,
    walk: Walk<'a, Chance<'a>>,
    cases: Vec<Case>,
    free: Vec<u32>,
    items: Vec<Item>,
    idle: Vec<u32>,
    desks: Vec<Desk>,
    arrivals: Random,
    /// Milliseconds of the next arrival, so that short gaps do not round away.
    next: i64,
    tally: Tally,
}

/// Runs the scenario once.
pub(super) fn run(plan: &Plan<'_>, replication: u32) -> Result<Tally, SimulationError> {
    let mut office = Office::new(plan, replication);
    office.schedule(DAY, What::Day);
    office.arrival();
    while let Some(Reverse((at, _, what))) = office.heap.pop() {
        office.now = at;
        match what {
            What::Day => {
                if office.day() {
                    break;
                }
            }
            What::Arrive => office.arrive()?,
            What::Done { item, turn } => office.done(item, turn)?,
            What::Event { case, turn, token, node } => office.event((case, turn), (token, node))?,
        }
    }
    office.close();
    Ok(office.tally)
}

impl<'a> Office<'a> {
    fn new(plan: &'a Plan<'a>, replication: u32) -> Office<'a> {
        let nodes = plan.def.nodes.len();
        let tally = Tally {
            arrived: 0,
            done: 0,
            through: Histogram::default(),
            batches: [(0, 0); BATCHES],
            steps: (0..nodes).map(|_| StepTally::default()).collect(),
            busy: vec![0; plan.pools.len()],
            queues: vec![0; nodes * plan.line.dates.len()],
        };
        let facts = Chance::new(Random(0), &plan.rules[0]);
        Office {
            plan,
            replication,
            now: 0,
            serial: 0,
            heap: BinaryHeap::new(),
            walk: Walk::new(plan.def, facts, Instance::fresh(plan.def.print)),
            cases: vec![],
            free: vec![],
            items: vec![],
            idle: vec![],
            desks: plan.pools.iter().map(Desk::of).collect(),
            arrivals: Random::of(plan.scenario.seed, replication, u64::MAX),
            next: 0,
            tally,
        }
    }

    fn schedule(&mut self, at: i64, what: What) {
        // What lies past the last day is never looked at.
        if at <= self.plan.line.end() {
            self.serial = self.serial.wrapping_add(1);
            self.heap.push(Reverse((at, self.serial, what)));
        }
    }

    /// Plans the next arrival.
    fn arrival(&mut self) {
        match self.plan.scenario.arrivals {
            Arrivals::PerDay(rate) => {
                let mean = (DAY as f64 * 1_000.0 / rate).round() as i64;
                self.next += self.plan.gaps.draw(mean, &mut self.arrivals).max(1);
                self.schedule(self.next / 1_000, What::Arrive);
            }
            Arrivals::Times(_) => {
                let number = usize::try_from(self.tally.arrived).unwrap_or(usize::MAX);
                if let Some(at) = self.plan.times.get(number) {
                    self.schedule(*at, What::Arrive);
                }
            }
        }
    }

    /// The end of a day: queues are counted, tomorrow's people come. Says whether it was the last.
    fn day(&mut self) -> bool {
        let day = usize::try_from(self.now / DAY).unwrap_or(1) - 1;
        let nodes = self.tally.steps.len();
        for (n, step) in self.tally.steps.iter().enumerate() {
            self.tally.queues[day * nodes + n] = step.now;
        }
        if day + 1 >= self.plan.line.dates.len() {
            return true;
        }
        for pool in 0..self.desks.len() {
            self.desks[pool].people = self.plan.pools[pool].presence.people[day + 1];
            self.next_at(pool);
        }
        self.schedule(self.now + DAY, What::Day);
        false
    }

    fn batch(&self, arrived: i64) -> usize {
        let place = arrived.max(0) as u128 * BATCHES as u128 / self.plan.line.end().max(1) as u128;
        usize::try_from(place).unwrap_or(0).min(BATCHES - 1)
    }

    fn judge(&mut self, arrived: i64, late: bool) {
        let batch = self.batch(arrived);
        let (known, lates) = &mut self.tally.batches[batch];
        *known += 1;
        *lates += u64::from(late);
    }

    /// When a case that comes now is due.
    fn due(&self) -> Result<i64, SimulationError> {
        if let Some(seconds) = self.plan.limit {
            return Ok(self.now.saturating_add(seconds));
        }
        let Some(limit) = self.plan.scenario.limit else { return Ok(i64::MAX) };
        let wrong = |r: kernel::error::Refusal| SimulationError(r.message);
        let (calendar, begin) = (self.plan.calendar, self.plan.line.begin());
        let start = add_working_minutes(calendar, begin, self.now / 60).map_err(wrong)?;
        let supplement = SupplementPolicy::Pause;
        let regime = String::new();
        let counting = Counting { start, limit, pauses: vec![], extensions: vec![], supplement, regime };
        let end = due(calendar, &counting).map_err(wrong)?;
        Ok(working_minutes_between(calendar, begin, end).map_err(wrong)? * 60)
    }

    /// Judges the cases that are still open when the time is over.
    fn close(&mut self) {
        self.now = self.plan.line.end();
        for n in 0..self.tally.steps.len() {
            self.tally.steps[n].change(self.now, 0);
        }
        for i in 0..self.cases.len() {
            let c = &self.cases[i];
            if c.open && c.paused.is_none() && self.now > c.due {
                let arrived = c.arrived;
                self.judge(arrived, true);
            }
        }
        self.stop_work();
    }
}
