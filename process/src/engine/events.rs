//! Timers, messages, signals and errors: which events a token waits for, and what happens when they come.

use super::StepError;
use super::event::Event;
use super::facts::Facts;
use super::instance::{Token, small};
use super::walk::Walk;
use crate::model::{NodeKind, Throw, Trigger};

impl<'a, F: Facts> Walk<'a, F> {
    /// The events a token at this place waits for.
    fn events(&self, node: usize) -> &'a [usize] {
        &self.node(node).events
    }

    fn trigger(&self, event: usize) -> &'a Trigger {
        match &self.node(event).kind {
            NodeKind::Catch(t) | NodeKind::Boundary { trigger: t, .. } => t,
            _ => &Trigger::None,
        }
    }

    /// Begins to wait for the events of a token's place.
    pub fn arm(&mut self, node: usize, token: u32) {
        // A sub-process may already have thrown an error that took this token away.
        if self.token(token).is_none() {
            return;
        }
        for &event in self.events(node) {
            let node = small(event);
            self.effects.push(match self.trigger(event) {
                Trigger::Timer(_) => Event::StartTimer { token, node },
                Trigger::Message(_) | Trigger::Signal(_) => Event::Await { token, node },
                Trigger::None | Trigger::Error(_) => continue,
            });
        }
    }

    /// Cancels the timers of a token that goes away.
    pub fn disarm(&mut self, node: usize, token: u32, fired: Option<usize>) {
        if self.events(node).is_empty() || self.is_turn(token) {
            return;
        }
        for &event in self.events(node) {
            let run_out = Some(event) == fired || self.now.fired.contains(&(token, small(event)));
            if matches!(self.trigger(event), Trigger::Timer(_)) && !run_out {
                self.effects.push(Event::CancelTimer { token, node: small(event) });
            }
        }
    }

    fn is_turn(&self, token: u32) -> bool {
        self.now.turns.iter().any(|t| t.0 == token)
    }

    /// A turn of a repeated activity waits for nothing; the activity as a whole does.
    fn waits(&self, token: &Token, event: usize) -> bool {
        !self.is_turn(token.0) && self.events(usize::from(token.1)).contains(&event)
    }

    fn fire(&mut self, token: Token, event: usize) -> Result<(), StepError> {
        if let NodeKind::Boundary { interrupting: false, .. } = self.node(event).kind {
            if matches!(self.trigger(event), Trigger::Timer(_)) {
                self.now.fired.push((token.0, small(event)));
            }
        } else {
            self.take(token.0, Some(event));
        }
        self.leave(event, token.2)
    }

    /// A timer has run out. One that ran out before is refused, so a job may safely run twice.
    pub fn timer(&mut self, token: u32, element: &str) -> Result<(), StepError> {
        let missing = || StepError::NoSuchTask(element.to_owned());
        let found = self.token(token).ok_or_else(missing)?;
        let mut events = self.events(usize::from(found.1)).iter().copied();
        let event = events.find(|e| self.node(*e).id == element).ok_or_else(missing)?;
        self.timer_of(found, event)
    }

    fn timer_of(&mut self, found: Token, event: usize) -> Result<(), StepError> {
        let timed = matches!(self.trigger(event), Trigger::Timer(_));
        if timed && self.happen(found.0, event)? {
            return Ok(());
        }
        Err(StepError::NoSuchTask(self.node(event).id.clone()))
    }

    /// Something a token waits for has come; says whether the token did wait for it.
    pub fn happen(&mut self, token: u32, event: usize) -> Result<bool, StepError> {
        let waiting = self.token(token).filter(|t| self.waits(t, event));
        let Some(found) = waiting.filter(|_| !self.now.fired.contains(&(token, small(event)))) else {
            return Ok(false);
        };
        self.fire(found, event)?;
        Ok(true)
    }

    fn listeners(&self, wanted: &Trigger) -> Vec<(Token, usize)> {
        let mut out = vec![];
        for t in &self.now.tokens {
            let events = self.events(usize::from(t.1)).iter().copied();
            out.extend(events.filter(|e| self.trigger(*e) == wanted && self.waits(t, *e)).map(|e| (*t, e)));
        }
        out
    }

    /// A message came: the event that has waited longest takes it.
    pub fn message(&mut self, name: &str) -> Result<(), StepError> {
        let waiting = self.listeners(&Trigger::Message(name.to_owned()));
        let first = waiting.into_iter().min_by_key(|(t, _)| t.0);
        let (token, event) = first.ok_or_else(|| StepError::NoSuchTask(name.to_owned()))?;
        self.fire(token, event)
    }

    /// A signal came from outside: all events take it, and there must be one.
    pub fn broadcast(&mut self, name: &str) -> Result<(), StepError> {
        if self.signal_all(name)? { Ok(()) } else { Err(StepError::NoSuchTask(name.to_owned())) }
    }

    fn signal_all(&mut self, name: &str) -> Result<bool, StepError> {
        let waiting = self.listeners(&Trigger::Signal(name.to_owned()));
        let any = !waiting.is_empty();
        for (token, event) in waiting {
            // An earlier one may have taken this token away.
            if self.token(token.0).is_some() {
                self.fire(token, event)?;
            }
        }
        Ok(any)
    }

    /// An event of the process gives out a message or signal.
    pub fn throw(&mut self, node: usize, thrown: &Throw) -> Result<(), StepError> {
        let at = small(node);
        match thrown {
            Throw::Message(_) => self.effects.push(Event::Send { node: at }),
            Throw::Signal(name) => {
                self.effects.push(Event::Broadcast { node: at });
                self.signal_all(name)?;
            }
            Throw::None | Throw::Terminate | Throw::Error(_) => {}
        }
        Ok(())
    }

    /// Gives an error to the nearest activity around that has an event for it; says whether there was one.
    pub fn raise(&mut self, from: u32, code: &str) -> Result<bool, StepError> {
        let mut at = from;
        while let Some(token) = self.token(at) {
            let fits = |e: &usize| match self.trigger(*e) {
                Trigger::Error(Some(c)) => c == code,
                Trigger::Error(None) => true,
                _ => false,
            };
            let event = self.node(usize::from(token.1)).boundary.iter().copied().find(fits);
            if let Some(event) = event.filter(|e| self.waits(&token, *e)) {
                self.fire(token, event)?;
                return Ok(true);
            }
            at = token.2;
        }
        Ok(false)
    }

    /// A task failed with a business error.
    pub fn fail(&mut self, token: u32, element: &str, code: &str) -> Result<(), StepError> {
        let open = self.token(token).is_some_and(|t| self.node(usize::from(t.1)).id == element);
        if !open {
            return Err(StepError::NoSuchTask(element.to_owned()));
        }
        if self.raise(token, code)? { Ok(()) } else { Err(StepError::Uncaught(code.to_owned())) }
    }
}
