//! Activities done once for each item, one after another or all at a time.

use super::StepError;
use super::facts::{Facts, Turns};
use super::instance::Round;
use super::walk::Walk;

impl<F: Facts> Walk<'_, F> {
    /// Begins a repeated activity; the token that holds its turns together comes back.
    pub fn begin_rounds(&mut self, node: usize, parent: u32) -> Result<u32, StepError> {
        let n = self.node(node);
        let wrong = || StepError::Count(n.label().to_owned());
        let sequential = n.multi.as_ref().ok_or_else(wrong)?.sequential;
        let total = self.facts.count(self.def, node).ok_or_else(wrong)?;
        let host = self.put(node, parent);
        self.now.rounds.push(Round(host, total, 0, 0));
        let first = if sequential { total.min(1) } else { total };
        for _ in 0..first {
            self.turn(node, host)?;
        }
        Ok(host)
    }

    fn turn(&mut self, node: usize, host: u32) -> Result<(), StepError> {
        let Some(round) = self.now.rounds.iter_mut().find(|r| r.0 == host) else { return Ok(()) };
        let index = round.2;
        round.2 += 1;
        // Known as a turn before it opens, so that it never waits for the events of the whole.
        self.now.turns.push((self.now.next, index));
        self.begin(node, host)?;
        Ok(())
    }

    /// One turn is done: enough, the next, or nothing to do until the others are done.
    pub fn next_turn(&mut self, node: usize, host: u32) -> Result<(), StepError> {
        let Some(round) = self.now.rounds.iter_mut().find(|r| r.0 == host) else { return Ok(()) };
        round.3 += 1;
        let Round(_, total, begun, done) = *round;
        let Some(multi) = &self.node(node).multi else { return Ok(()) };
        if self.facts.enough(self.def, node, Turns { total, begun, done }) {
            self.clear_inside(host);
            return Ok(());
        }
        if multi.sequential && begun < total { self.turn(node, host) } else { Ok(()) }
    }
}
