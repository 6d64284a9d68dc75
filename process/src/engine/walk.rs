//! Moving tokens: a queue of arrivals instead of recursion, so no definition can exhaust the stack.

use std::collections::VecDeque;

use super::event::{Event, Outcome};
use super::facts::Facts;
use super::instance::{Token, Waiting, small};
use super::{Instance, StepError};
use crate::model::{ClockPolicy, Definition, Node, NodeKind, TaskKind, Throw};

/// More automatic moves than any honest process makes in one step.
const MOVES: usize = 10_000;

type Buffers = (Vec<Event>, VecDeque<(usize, u32)>);

/// Steps under way. One walk serves many steps: its buffers stay.
#[derive(Debug)]
pub(crate) struct Walk<'a, F> {
    pub def: &'a Definition,
    pub facts: F,
    pub now: Instance,
    pub effects: Vec<Event>,
    /// Flows about to be passed, with the enclosing token.
    queue: VecDeque<(usize, u32)>,
    moves: usize,
    last: Option<usize>,
    pub outcome: Outcome,
}

impl<'a, F: Facts> Walk<'a, F> {
    pub fn new(def: &'a Definition, facts: F, now: Instance) -> Walk<'a, F> {
        Walk::with(def, facts, now, (Vec::with_capacity(8), VecDeque::new()))
    }

    /// With buffers used before.
    pub fn with(def: &'a Definition, facts: F, now: Instance, (effects, queue): Buffers) -> Walk<'a, F> {
        Walk { def, facts, now, effects, queue, moves: 0, last: None, outcome: Outcome::Plain }
    }

    /// The buffers, for the next walk.
    pub fn buffers(self) -> Buffers {
        (self.effects, self.queue)
    }

    /// Forgets the step before; the instance stays.
    pub fn reset(&mut self) {
        self.effects.clear();
        self.queue.clear();
        (self.moves, self.last, self.outcome) = (0, None, Outcome::Plain);
    }

    pub fn node(&self, index: usize) -> &'a Node {
        let def: &'a Definition = self.def;
        &def.nodes[index]
    }

    pub fn token(&self, token: u32) -> Option<Token> {
        self.now.tokens.iter().copied().find(|t| t.0 == token)
    }

    pub fn count_move(&mut self, node: usize) -> Result<(), StepError> {
        self.moves += 1;
        if self.moves > MOVES { Err(StepError::Endless(self.node(node).label().to_owned())) } else { Ok(()) }
    }

    pub fn put(&mut self, node: usize, parent: u32) -> u32 {
        let token = self.now.next;
        self.now.next = self.now.next.saturating_add(1);
        self.now.tokens.push(Token(token, small(node), parent));
        token
    }

    /// Sends a token on from a node: activities along every flow whose condition holds, the rest along all.
    pub fn leave(&mut self, node: usize, parent: u32) -> Result<(), StepError> {
        let n = self.node(node);
        if n.outgoing.iter().any(|f| self.def.flows[*f].condition.is_some()) {
            return self.fork(node, parent);
        }
        self.queue.extend(n.outgoing.iter().map(|f| (*f, parent)));
        Ok(())
    }

    pub fn follow(&mut self, flow: usize, parent: u32) {
        self.queue.push_back((flow, parent));
    }

    /// Whether the flow may be taken. A flow without condition may, except the default one.
    fn holds(&mut self, node: &Node, flow: usize) -> bool {
        Some(flow) != node.default && (self.def.flows[flow].condition.is_none() || self.facts.holds(self.def, flow))
    }

    fn choose(&mut self, node: usize, parent: u32) -> Result<(), StepError> {
        let n = self.node(node);
        let chosen = n.outgoing.iter().copied().find(|f| self.holds(n, *f)).or(n.default);
        let flow = chosen.ok_or_else(|| StepError::NoPath(n.label().to_owned()))?;
        self.follow(flow, parent);
        Ok(())
    }

    pub fn fork(&mut self, node: usize, parent: u32) -> Result<(), StepError> {
        let n = self.node(node);
        let before = self.queue.len();
        for &flow in &n.outgoing {
            if self.holds(n, flow) {
                self.queue.push_back((flow, parent));
            }
        }
        if self.queue.len() == before {
            let flow = n.default.ok_or_else(|| StepError::NoPath(n.label().to_owned()))?;
            self.queue.push_back((flow, parent));
        }
        Ok(())
    }

    fn arrive(&mut self, flow: usize, parent: u32) -> Result<(), StepError> {
        let index = self.def.flows[flow].to;
        self.count_move(index)?;
        match &self.node(index).kind {
            NodeKind::Task | NodeKind::Sub { .. } | NodeKind::Call(_) => self.enter(index, parent),
            NodeKind::Catch(_) | NodeKind::EventBased => {
                let token = self.put(index, parent);
                self.arm(index, token);
                Ok(())
            }
            NodeKind::Exclusive => self.choose(index, parent),
            NodeKind::Parallel => self.join_all(index, flow, parent),
            NodeKind::Inclusive if self.node(index).incoming.len() > 1 => {
                self.now.joins.push(Waiting(small(index), small(flow), parent));
                Ok(())
            }
            NodeKind::Inclusive => self.fork(index, parent),
            NodeKind::Throw(thrown) => {
                self.throw(index, thrown)?;
                self.leave(index, parent)
            }
            NodeKind::End(thrown) => self.end(index, thrown, parent),
            // Flows never lead to these: the shape is checked when the file is read.
            NodeKind::Start(_) | NodeKind::Boundary { .. } => self.leave(index, parent),
        }
    }

    fn end(&mut self, index: usize, thrown: &Throw, parent: u32) -> Result<(), StepError> {
        if parent == 0 {
            self.last = Some(index);
            let said = self.node(index).outcome.is_some();
            self.outcome = if said { Outcome::Said(small(index)) } else { Outcome::Plain };
        }
        match thrown {
            Throw::Terminate => self.clear_inside(parent),
            Throw::Error(code) => {
                if !self.raise(parent, code)? {
                    self.clear();
                    self.outcome = Outcome::Error(small(index));
                }
            }
            other => self.throw(index, other)?,
        }
        Ok(())
    }

    fn enter(&mut self, index: usize, parent: u32) -> Result<(), StepError> {
        let token = if self.node(index).multi.is_some() {
            self.begin_rounds(index, parent)?
        } else {
            self.begin(index, parent)?
        };
        self.arm(index, token);
        Ok(())
    }

    /// Opens an activity once.
    pub fn begin(&mut self, index: usize, parent: u32) -> Result<u32, StepError> {
        let n = self.node(index);
        let pausing = self.pausing();
        let token = self.put(index, parent);
        let node = small(index);
        match &n.kind {
            NodeKind::Sub { start } => self.leave(*start, token)?,
            NodeKind::Call(_) => self.effects.push(Event::CallProcess { token, node }),
            _ => {
                let kind = n.task.map(|t| self.def.tasks[t].kind);
                self.effects.push(match kind {
                    Some(TaskKind::Service | TaskKind::Rule) => Event::Call { token, node },
                    _ => Event::Open { token, node },
                });
            }
        }
        if !pausing && self.pausing() {
            self.effects.push(Event::Pause);
        }
        Ok(token)
    }

    /// Whether any open task stops the legal clock.
    fn pausing(&self) -> bool {
        let pauses = |t: &Token| self.node(usize::from(t.1)).task.map(|i| self.def.tasks[i].clock);
        self.def.pauses && self.now.tokens.iter().any(|t| pauses(t) == Some(ClockPolicy::Pauses))
    }

    /// Takes a token away, with all inside it; `fired` is the event that took it, whose timer needs no cancelling.
    pub fn take(&mut self, token: u32, fired: Option<usize>) {
        let Some(at) = self.now.tokens.iter().position(|t| t.0 == token) else { return };
        let found = self.now.tokens[at];
        let index = usize::from(found.1);
        if self.now.holds(self.def, &found) {
            self.clear_inside(token);
        }
        let pausing = self.pausing();
        let host = self.now.rounds.iter().any(|r| r.0 == token);
        self.disarm(index, token, fired);
        // The order of tokens is the order of arrival, which decides who waited longest.
        self.now.tokens.retain(|t| t.0 != token);
        self.now.rounds.retain(|r| r.0 != token);
        self.now.turns.retain(|t| t.0 != token);
        self.now.fired.retain(|f| f.0 != token);
        if self.node(index).task.is_some() && !host {
            self.effects.push(Event::Close { token, node: found.1 });
        }
        if pausing && !self.pausing() {
            self.effects.push(Event::Resume);
        }
    }

    /// Takes away everything inside a token (0: everything there is).
    pub fn clear_inside(&mut self, parent: u32) {
        let inside: Vec<u32> = self.now.tokens.iter().filter(|t| t.2 == parent).map(|t| t.0).collect();
        inside.into_iter().for_each(|t| self.take(t, None));
        self.now.joins.retain(|w| w.2 != parent);
        self.queue.retain(|q| q.1 != parent);
    }

    pub fn clear(&mut self) {
        self.clear_inside(0);
    }

    /// A task is done.
    pub fn complete(&mut self, task: &str, token: u32) -> Result<(), StepError> {
        match self.token(token) {
            Some(t) if self.node(usize::from(t.1)).id == task => self.complete_at(token),
            _ => Err(StepError::NoSuchTask(task.to_owned())),
        }
    }

    /// The task a token stands for is done.
    pub fn complete_at(&mut self, token: u32) -> Result<(), StepError> {
        let Some(found) = self.token(token) else { return Err(StepError::NoSuchTask(token.to_string())) };
        let n = self.node(usize::from(found.1));
        let host = self.now.rounds.iter().any(|r| r.0 == token);
        if host || !matches!(n.kind, NodeKind::Task | NodeKind::Call(_)) {
            return Err(StepError::NoSuchTask(n.id.clone()));
        }
        self.done(found)
    }

    /// An activity is done: the next turn, or on along its flows.
    pub fn done(&mut self, token: Token) -> Result<(), StepError> {
        let Token(id, node, parent) = token;
        self.take(id, None);
        if self.now.rounds.iter().any(|r| r.0 == parent) && self.token(parent).is_some_and(|p| p.1 == node) {
            return self.next_turn(usize::from(node), parent);
        }
        self.leave(usize::from(node), parent)
    }

    /// Lets everything move that can move by itself, and sees whether the process is over.
    pub fn settle_all(&mut self) -> Result<(), StepError> {
        loop {
            while let Some((flow, parent)) = self.queue.pop_front() {
                self.arrive(flow, parent)?;
            }
            if !self.close_scopes()? && !self.settle()? {
                break;
            }
        }
        if self.now.tokens.is_empty() {
            if let Some(w) = self.now.joins.first() {
                return Err(StepError::Stuck(self.node(usize::from(w.0)).label().to_owned()));
            }
            self.now.over = true;
            self.effects.push(Event::Ended { last: self.last.map(small), outcome: self.outcome });
        }
        Ok(())
    }

    /// Completes one sub-process or repeated activity in which nothing is left.
    fn close_scopes(&mut self) -> Result<bool, StepError> {
        let inside =
            |t: &Token| self.now.tokens.iter().any(|c| c.2 == t.0) || self.now.joins.iter().any(|w| w.2 == t.0);
        let empty = self.now.tokens.iter().rev().find(|t| self.now.holds(self.def, t) && !inside(t)).copied();
        let Some(token) = empty else { return Ok(false) };
        self.count_move(usize::from(token.1))?;
        self.done(token)?;
        Ok(true)
    }
}
