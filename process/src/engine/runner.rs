//! Steps in place: one runner serves any number of instances of a definition and keeps its buffers, so a step copies a few
//! numbers and asks for no memory. [`super::step`] is the same for who wants values.

use std::collections::VecDeque;

use serde_json::Value;

use super::event::{Event, Outcome};
use super::facts::Data;
use super::instance::Instance;
use super::walk::Walk;
use super::{Effect, Signal, StepError, beginning, is_start};
use crate::model::{Definition, Node};

/// Moves instances of one definition.
#[derive(Debug)]
pub struct Runner<'a> {
    def: &'a Definition,
    effects: Vec<Event>,
    queue: VecDeque<(usize, u32)>,
    /// The instance as it was, should the signal be refused.
    before: Instance,
}

type Moved = Result<(), StepError>;

impl<'a> Runner<'a> {
    /// A runner for the instances of a definition.
    pub fn new(def: &'a Definition) -> Runner<'a> {
        let before = Instance::fresh(def.print);
        Runner { def, effects: Vec::with_capacity(8), queue: VecDeque::with_capacity(4), before }
    }

    /// Starts an instance at the plain start event (or the only one there is), or at the named one.
    ///
    /// # Errors
    /// As [`super::start`] and [`super::start_at`].
    pub fn start(&mut self, element: Option<&str>, data: &Value) -> Result<Instance, StepError> {
        let def = self.def;
        let found = |n: &Node| element.is_some_and(|e| n.id == e) && is_start(n);
        let node = if element.is_some() { def.nodes.iter().position(found) } else { beginning(def) };
        let node = node.ok_or_else(|| StepError::NoSuchStart(element.unwrap_or_default().to_owned()))?;
        let mut instance = Instance::fresh(def.print);
        self.walk(&mut instance, data, |w| w.leave(node, 0))?;
        Ok(instance)
    }

    /// Gives a signal to an instance. What is refused leaves it as it was.
    ///
    /// # Errors
    /// As [`super::step`].
    pub fn step(&mut self, instance: &mut Instance, signal: &Signal, data: &Value) -> Moved {
        self.guarded(instance, data, |w| {
            match signal {
                Signal::Cancel => {
                    w.clear();
                    w.outcome = Outcome::Cancelled;
                }
                Signal::Complete { task, token } => w.complete(task, *token)?,
                Signal::Timer { token, element } => w.timer(*token, element)?,
                Signal::Message { name } => w.message(name)?,
                Signal::Broadcast { name } => w.broadcast(name)?,
                Signal::Error { token, element, code } => w.fail(*token, element, code)?,
            }
            Ok(())
        })
    }

    /// Completes the task, service call or called process a token stands for: [`Signal::Complete`] without the name.
    ///
    /// # Errors
    /// As [`super::step`].
    pub fn complete(&mut self, instance: &mut Instance, token: u32, data: &Value) -> Moved {
        self.guarded(instance, data, |w| w.complete_at(token))
    }

    /// What the last step asks of the world.
    pub fn effects(&self) -> impl Iterator<Item = Effect> {
        self.effects.iter().map(|e| e.effect(self.def))
    }

    fn guarded(
        &mut self,
        instance: &mut Instance,
        data: &Value,
        moves: impl FnOnce(&mut Walk<'a, Data<'_>>) -> Moved,
    ) -> Moved {
        if instance.ended() {
            return Err(StepError::Ended);
        }
        if !instance.belongs_to(self.def) {
            return Err(StepError::OtherDefinition);
        }
        self.before.copy(instance);
        let moved = self.walk(instance, data, moves);
        if moved.is_err() {
            instance.copy(&self.before);
        }
        moved
    }

    fn walk(
        &mut self,
        instance: &mut Instance,
        data: &Value,
        moves: impl FnOnce(&mut Walk<'a, Data<'_>>) -> Moved,
    ) -> Moved {
        self.effects.clear();
        self.queue.clear();
        let buffers = (std::mem::take(&mut self.effects), std::mem::take(&mut self.queue));
        let mut walk = Walk::with(self.def, Data(data), Instance::fresh(0), buffers);
        std::mem::swap(&mut walk.now, instance);
        let moved = moves(&mut walk).and_then(|()| walk.settle_all());
        std::mem::swap(&mut walk.now, instance);
        (self.effects, self.queue) = walk.buffers();
        if moved.is_err() {
            self.effects.clear();
        }
        moved
    }
}
