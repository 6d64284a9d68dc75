//! What a step asks of the world, by number: the form in which the interpreter, the simulation and the trial run pass it on
//! without copying a name. Names are added once, when it leaves the engine as an [`Effect`].

use super::Effect;
use crate::model::{Definition, NodeKind, Throw, TimerSpec, Trigger};

/// An effect whose element is a node's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Open { token: u32, node: u16 },
    Close { token: u32, node: u16 },
    StartTimer { token: u32, node: u16 },
    CancelTimer { token: u32, node: u16 },
    Call { token: u32, node: u16 },
    CallProcess { token: u32, node: u16 },
    Await { token: u32, node: u16 },
    Send { node: u16 },
    Broadcast { node: u16 },
    Pause,
    Resume,
    Ended { last: Option<u16>, outcome: Outcome },
}

/// How a process ended, by the node that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Outcome {
    #[default]
    Plain,
    /// What an end event says of itself.
    Said(u16),
    /// The code of an error end event nothing took.
    Error(u16),
    Cancelled,
}

impl Outcome {
    fn text(self, def: &Definition) -> Option<String> {
        match self {
            Outcome::Plain => None,
            Outcome::Said(n) => def.nodes[usize::from(n)].outcome.clone(),
            Outcome::Error(n) => match &def.nodes[usize::from(n)].kind {
                NodeKind::End(Throw::Error(code)) => Some(code.clone()),
                _ => None,
            },
            Outcome::Cancelled => Some("cancelled".into()),
        }
    }
}

/// When the timer of an event runs out.
pub(crate) fn timer(def: &Definition, node: u16) -> Option<&TimerSpec> {
    match &def.nodes[usize::from(node)].kind {
        NodeKind::Catch(Trigger::Timer(t)) | NodeKind::Boundary { trigger: Trigger::Timer(t), .. } => Some(t),
        _ => None,
    }
}

/// The message or signal an event waits for or gives out.
fn message(def: &Definition, node: u16) -> &str {
    match &def.nodes[usize::from(node)].kind {
        NodeKind::Catch(Trigger::Message(n) | Trigger::Signal(n))
        | NodeKind::Boundary { trigger: Trigger::Message(n) | Trigger::Signal(n), .. }
        | NodeKind::End(Throw::Message(n) | Throw::Signal(n))
        | NodeKind::Throw(Throw::Message(n) | Throw::Signal(n)) => n,
        _ => "",
    }
}

impl Event {
    /// The effect with its names.
    pub fn effect(self, def: &Definition) -> Effect {
        let id = |n: u16| def.nodes[usize::from(n)].id.clone();
        let name = |n: u16| message(def, n).to_owned();
        match self {
            Event::Open { token, node } => Effect::OpenTask { token, element: id(node) },
            Event::Close { token, node } => Effect::CloseTask { token, element: id(node) },
            Event::StartTimer { token, node } => {
                let after = timer(def, node).cloned().unwrap_or(TimerSpec::WorkingMinutes(0));
                Effect::StartTimer { token, element: id(node), after }
            }
            Event::CancelTimer { token, node } => Effect::CancelTimer { token, element: id(node) },
            Event::Call { token, node } => {
                let task = def.nodes[usize::from(node)].task.and_then(|t| def.tasks.get(t));
                let service = task.and_then(|t| t.service.clone()).unwrap_or_default();
                Effect::Call { token, element: id(node), service }
            }
            Event::CallProcess { token, node } => {
                let process = match &def.nodes[usize::from(node)].kind {
                    NodeKind::Call(process) => process.clone(),
                    _ => String::new(),
                };
                Effect::CallProcess { token, element: id(node), process }
            }
            Event::Await { token, node } => Effect::AwaitMessage { token, element: id(node), name: name(node) },
            Event::Send { node } => Effect::SendMessage { element: id(node), name: name(node) },
            Event::Broadcast { node } => Effect::Broadcast { element: id(node), name: name(node) },
            Event::Pause => Effect::PauseClock,
            Event::Resume => Effect::ResumeClock,
            Event::Ended { last, outcome } => {
                Effect::Ended { element: last.map_or_else(String::new, id), outcome: outcome.text(def) }
            }
        }
    }
}
