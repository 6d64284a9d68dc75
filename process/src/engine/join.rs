//! Joining gateways. Tokens wait by the flow they came by; none is lost when several come by the same one.

use super::StepError;
use super::facts::Facts;
use super::instance::{Waiting, small};
use super::walk::Walk;
use crate::model::NodeKind;

impl<F: Facts> Walk<'_, F> {
    /// A parallel gateway goes on when a token waits at every incoming flow, and takes one from each.
    pub fn join_all(&mut self, node: usize, by: usize, parent: u32) -> Result<(), StepError> {
        let n = self.node(node);
        if n.incoming.len() > 1 {
            let gate = small(node);
            self.now.joins.push(Waiting(gate, small(by), parent));
            let waits = |f: &usize| self.now.joins.contains(&Waiting(gate, small(*f), parent));
            if !n.incoming.iter().all(waits) {
                return Ok(());
            }
            self.take_each(node, parent);
        }
        self.leave(node, parent)
    }

    /// Takes one waiting token from each incoming flow that has one.
    fn take_each(&mut self, node: usize, parent: u32) {
        for f in &self.node(node).incoming {
            let wanted = Waiting(small(node), small(*f), parent);
            if let Some(at) = self.now.joins.iter().position(|w| *w == wanted) {
                self.now.joins.remove(at);
            }
        }
    }

    /// Lets one inclusive join go on that no other token can reach any more; says whether there was one.
    pub fn settle(&mut self) -> Result<bool, StepError> {
        let inclusive = |w: &&Waiting| self.node(usize::from(w.0)).kind == NodeKind::Inclusive;
        let ready = self.now.joins.iter().filter(inclusive).find(|w| !self.awaited(usize::from(w.0), w.2)).copied();
        let Some(Waiting(gate, _, parent)) = ready else { return Ok(false) };
        let node = usize::from(gate);
        self.count_move(node)?;
        self.take_each(node, parent);
        self.fork(node, parent)?;
        Ok(true)
    }

    /// Whether a token elsewhere in the same scope can still come by a flow nothing has come by yet (BPMN 2.0, 13.4.3):
    /// a token that could as well reach a flow already filled does not count.
    fn awaited(&self, gate: usize, parent: u32) -> bool {
        let n = self.node(gate);
        let filled = |f: &usize| self.now.joins.contains(&Waiting(small(gate), small(*f), parent));
        let (full, empty): (Vec<usize>, Vec<usize>) = n.incoming.iter().partition(|f| filled(f));
        if empty.is_empty() {
            return false;
        }
        let to_empty = self.def.leading_to(gate, &empty);
        let to_full = self.def.leading_to(gate, &full);
        let waiting = self.now.joins.iter().filter(|w| w.2 == parent && usize::from(w.0) != gate).map(|w| w.0);
        let tokens = self.now.tokens.iter().filter(|t| t.2 == parent).map(|t| t.1);
        tokens.chain(waiting).map(usize::from).any(|n| to_empty[n] && !to_full[n])
    }
}
