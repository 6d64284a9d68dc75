//! People and their queues: work is done in the order in which it came, by whoever of the role is free.

use std::collections::VecDeque;

use super::{Office, What};
use crate::simulate::SimulationError;
use crate::simulate::scenario::{Pool, Work};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    /// By a person of the role, since that own second.
    Working(i64),
    /// Nobody is needed, or none is missing.
    Alone,
    Gone,
}

/// A piece of work, or the room of one that is over.
#[derive(Debug)]
pub(super) struct Item {
    turn: u32,
    case: u32,
    token: u32,
    node: u16,
    state: State,
    opened: i64,
    seconds: i64,
}

/// A role: who is free, and what waits.
#[derive(Debug)]
pub(super) struct Desk {
    pub people: u32,
    busy: u32,
    queue: VecDeque<(u32, u32)>,
}

impl Desk {
    pub fn of(pool: &Pool) -> Desk {
        Desk { people: pool.presence.people.first().copied().unwrap_or(0), busy: 0, queue: VecDeque::new() }
    }
}

impl Office<'_> {
    fn seconds(&mut self, case: u32, node: u16) -> i64 {
        let random = &mut self.cases[case as usize].random;
        match &self.plan.work[usize::from(node)] {
            Work::Mean(0) => 0,
            Work::Mean(mean) => self.plan.spread.draw(*mean, random),
            Work::Measured(samples) => samples[random.below(samples.len())],
        }
    }

    /// A step opens: somebody free takes it up, or it waits.
    pub(super) fn open(&mut self, case: u32, token: u32, node: u16) {
        let seconds = self.seconds(case, node);
        let slot = self.idle.pop().unwrap_or_else(|| {
            let (state, opened) = (State::Gone, 0);
            self.items.push(Item { turn: 0, case, token, node, state, opened, seconds });
            u32::try_from(self.items.len() - 1).unwrap_or(u32::MAX)
        });
        let item = &mut self.items[slot as usize];
        let turn = item.turn;
        *item = Item { turn, case, token, node, state: State::Waiting, opened: self.now, seconds };
        self.cases[case as usize].work.push((token, slot));
        let Some(pool) = self.plan.pool_of[usize::from(node)] else {
            item.state = State::Alone;
            self.tally.steps[usize::from(node)].waiting.add(0);
            return self.schedule(self.now + seconds, What::Done { item: slot, turn });
        };
        self.tally.steps[usize::from(node)].change(self.now, 1);
        self.desks[pool].queue.push_back((slot, turn));
        self.next_at(pool);
    }

    /// Gives waiting work to free people.
    pub(super) fn next_at(&mut self, pool: usize) {
        let presence = &self.plan.pools[pool].presence;
        while self.desks[pool].busy < self.desks[pool].people {
            let Some((slot, turn)) = self.desks[pool].queue.pop_front() else { return };
            let item = &mut self.items[slot as usize];
            if item.turn != turn || item.state != State::Waiting {
                continue;
            }
            let own = presence.own(self.now);
            item.state = State::Working(own);
            let step = &mut self.tally.steps[usize::from(item.node)];
            step.change(self.now, -1);
            // Who is taken up while the people are out waits until they are back.
            let begin = presence.moment(own.saturating_add(1)).saturating_sub(1).max(self.now);
            step.waiting.add(begin.min(self.plan.line.end()) - item.opened);
            let at = presence.moment(own.saturating_add(item.seconds)).max(self.now);
            self.desks[pool].busy += 1;
            self.schedule(at, What::Done { item: slot, turn });
        }
    }

    /// Frees the room of a piece of work, and the person who was at it.
    fn end(&mut self, slot: u32) {
        let item = &mut self.items[slot as usize];
        let (node, state) = (usize::from(item.node), item.state);
        item.state = State::Gone;
        item.turn = item.turn.wrapping_add(1);
        self.idle.push(slot);
        match state {
            State::Waiting => self.tally.steps[node].change(self.now, -1),
            State::Working(since) => {
                let Some(pool) = self.plan.pool_of[node] else { return };
                self.tally.busy[pool] += self.plan.pools[pool].presence.own(self.now) - since;
                self.desks[pool].busy -= 1;
                self.next_at(pool);
            }
            State::Alone | State::Gone => {}
        }
    }

    /// A piece of work is done.
    pub(super) fn done(&mut self, slot: u32, turn: u32) -> Result<(), SimulationError> {
        let item = &self.items[slot as usize];
        if item.turn != turn {
            return Ok(());
        }
        let (case, token, node, seconds) = (item.case, item.token, item.node, item.seconds);
        self.tally.steps[usize::from(node)].work.add(seconds);
        self.end(slot);
        self.cases[case as usize].work.retain(|w| w.0 != token);
        self.enter(case);
        let moved = self.walk.complete_at(token).and_then(|()| self.walk.settle_all());
        self.left(case, moved)
    }

    /// An event took a step away.
    pub(super) fn drop_work(&mut self, case: u32, token: u32) {
        let work = &mut self.cases[case as usize].work;
        if let Some(at) = work.iter().position(|w| w.0 == token) {
            let (_, slot) = work.swap_remove(at);
            self.end(slot);
        }
    }

    /// Counts the time of those who are at work when all is over.
    pub(super) fn stop_work(&mut self) {
        for item in &self.items {
            if let (State::Working(since), Some(pool)) = (item.state, self.plan.pool_of[usize::from(item.node)]) {
                self.tally.busy[pool] += self.plan.pools[pool].presence.own(self.now) - since;
            }
        }
    }
}
