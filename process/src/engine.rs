//! The interpreter: tokens walk the definition; what people and the world must do comes back as effects.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{ClockPolicy, Definition, NodeKind, TaskKind, TimerSpec};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// A task is done.
    Complete { task: String, token: u32 },
    /// A timer has run out.
    Timer { token: u32, element: String },
    /// The whole instance is given up.
    Cancel,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    OpenTask {
        token: u32,
        element: String,
    },
    CloseTask {
        token: u32,
        element: String,
    },
    StartTimer {
        token: u32,
        element: String,
        after: TimerSpec,
    },
    CancelTimer {
        token: u32,
        element: String,
    },
    /// A service or rule task: carry it out, then complete it.
    Call {
        token: u32,
        element: String,
        service: String,
    },
    PauseClock,
    ResumeClock,
    Ended {
        element: String,
    },
}

/// A running process: where its tokens are. Small, and stored with the record it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The format of this value.
    #[serde(rename = "v")]
    format: u8,
    /// The next token's number.
    #[serde(rename = "n")]
    next: u32,
    /// Tokens at tasks and waiting events: (token, node).
    #[serde(rename = "t")]
    tokens: Vec<(u32, u16)>,
    /// Tokens that wait at a joining gateway: (node, flow they came by).
    #[serde(rename = "j", default, skip_serializing_if = "Vec::is_empty")]
    joins: Vec<(u16, u16)>,
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    ended: bool,
}

/// Why a signal was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    #[error("quy trình đã kết thúc")]
    Ended,
    #[error("không có việc “{0}” đang mở")]
    NoSuchTask(String),
    #[error("không nhánh nào sau “{0}” thỏa điều kiện và không có nhánh mặc định")]
    NoPath(String),
    #[error("quy trình quay vòng không dừng ở “{0}”")]
    Endless(String),
    #[error("phiên bản quy trình không khớp với trạng thái đã lưu")]
    OtherDefinition,
}

const MOVES: usize = 10_000;

struct Walk<'a> {
    def: &'a Definition,
    data: &'a Value,
    now: Instance,
    effects: Vec<Effect>,
    moves: usize,
}

fn small(n: usize) -> u16 {
    // A definition is refused when it has more nodes or flows than this can name.
    u16::try_from(n).unwrap_or(u16::MAX)
}

impl Walk<'_> {
    fn id(&self, node: usize) -> String {
        self.def.nodes[node].id.clone()
    }

    fn put(&mut self, node: usize) -> u32 {
        let token = self.now.next;
        self.now.next += 1;
        self.now.tokens.push((token, small(node)));
        token
    }

    fn leave(&mut self, node: usize) -> Result<(), StepError> {
        let def = self.def;
        for &flow in &def.nodes[node].outgoing {
            self.arrive(def.flows[flow].to, flow)?;
        }
        Ok(())
    }

    fn arrive(&mut self, node: usize, by: usize) -> Result<(), StepError> {
        self.moves += 1;
        let def = self.def;
        if self.moves > MOVES {
            return Err(StepError::Endless(def.nodes[node].name.clone()));
        }
        match &def.nodes[node].kind {
            NodeKind::Start => self.leave(node),
            NodeKind::Task => {
                self.open(node);
                Ok(())
            }
            NodeKind::Wait { timer } => {
                let token = self.put(node);
                let element = self.id(node);
                self.effects.push(Effect::StartTimer { token, element, after: timer.clone() });
                Ok(())
            }
            NodeKind::Exclusive => self.choose(node),
            NodeKind::Parallel => self.join(node, by),
            NodeKind::Inclusive => self.include(node, by),
            NodeKind::Boundary { .. } => self.leave(node),
            NodeKind::End { terminate } => {
                if *terminate {
                    self.clear();
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, node: usize) {
        let def = self.def;
        let token = self.put(node);
        let element = self.id(node);
        let task = def.nodes[node].task.map(|t| &def.tasks[t]);
        match task {
            Some(t) if matches!(t.kind, TaskKind::Service | TaskKind::Rule) => {
                let service = t.service.clone().unwrap_or_default();
                self.effects.push(Effect::Call { token, element, service });
            }
            _ => self.effects.push(Effect::OpenTask { token, element }),
        }
        if task.is_some_and(|t| t.clock == ClockPolicy::Pauses) {
            self.effects.push(Effect::PauseClock);
        }
        for &b in &def.nodes[node].boundary {
            if let NodeKind::Boundary { timer, .. } = &def.nodes[b].kind {
                let element = self.id(b);
                self.effects.push(Effect::StartTimer { token, element, after: timer.clone() });
            }
        }
    }

    /// Takes a token from its task; timers on the task end with it.
    fn take(&mut self, token: u32, node: usize) {
        let def = self.def;
        self.now.tokens.retain(|(t, _)| *t != token);
        let element = self.id(node);
        if let NodeKind::Wait { .. } = def.nodes[node].kind {
            return;
        }
        self.effects.push(Effect::CloseTask { token, element });
        if def.nodes[node].task.is_some_and(|t| def.tasks[t].clock == ClockPolicy::Pauses) {
            self.effects.push(Effect::ResumeClock);
        }
        for &b in &def.nodes[node].boundary {
            let element = self.id(b);
            self.effects.push(Effect::CancelTimer { token, element });
        }
    }

    fn clear(&mut self) {
        for (token, node) in std::mem::take(&mut self.now.tokens) {
            let node = usize::from(node);
            if let NodeKind::Wait { .. } = self.def.nodes[node].kind {
                let element = self.id(node);
                self.effects.push(Effect::CancelTimer { token, element });
            } else {
                self.take(token, node);
            }
        }
        self.now.joins.clear();
    }

    fn choose(&mut self, node: usize) -> Result<(), StepError> {
        let def = self.def;
        let n = &def.nodes[node];
        let conditional = n.outgoing.iter().copied().filter(|f| Some(*f) != n.default);
        let holds = |f: &usize| def.flows[*f].condition.as_ref().is_none_or(|c| c.holds(self.data));
        let chosen = conditional.into_iter().find(holds).or(n.default);
        match chosen {
            Some(flow) => self.arrive(def.flows[flow].to, flow),
            None => Err(StepError::NoPath(if n.name.is_empty() { n.id.clone() } else { n.name.clone() })),
        }
    }

    fn join(&mut self, node: usize, by: usize) -> Result<(), StepError> {
        let def = self.def;
        let incoming = &def.nodes[node].incoming;
        if incoming.len() > 1 {
            self.now.joins.push((small(node), small(by)));
            let here = |f: &usize| self.now.joins.contains(&(small(node), small(*f)));
            if !incoming.iter().all(here) {
                return Ok(());
            }
            for f in incoming {
                if let Some(at) = self.now.joins.iter().position(|j| *j == (small(node), small(*f))) {
                    self.now.joins.remove(at);
                }
            }
        }
        self.leave(node)
    }

    /// An inclusive gateway joins when no token elsewhere can still reach it, and forks to every flow whose condition holds.
    fn include(&mut self, node: usize, by: usize) -> Result<(), StepError> {
        let def = self.def;
        if def.nodes[node].incoming.len() > 1 {
            self.now.joins.push((small(node), small(by)));
            return Ok(());
        }
        self.fork(node)
    }

    fn fork(&mut self, node: usize) -> Result<(), StepError> {
        let def = self.def;
        let n = &def.nodes[node];
        let holds =
            |f: &&usize| Some(**f) != n.default && def.flows[**f].condition.as_ref().is_none_or(|c| c.holds(self.data));
        let mut chosen: Vec<usize> = n.outgoing.iter().filter(holds).copied().collect();
        if chosen.is_empty() {
            chosen.extend(n.default);
        }
        if chosen.is_empty() {
            return Err(StepError::NoPath(n.name.clone()));
        }
        for flow in chosen {
            self.arrive(def.flows[flow].to, flow)?;
        }
        Ok(())
    }

    /// Lets inclusive joins go on that nothing can reach any more.
    fn settle(&mut self) -> Result<(), StepError> {
        loop {
            let ready = self
                .now
                .joins
                .iter()
                .map(|(n, _)| usize::from(*n))
                .find(|n| matches!(self.def.nodes[*n].kind, NodeKind::Inclusive) && !self.reachable(*n));
            let Some(node) = ready else { return Ok(()) };
            self.now.joins.retain(|(n, _)| usize::from(*n) != node);
            self.moves += 1;
            if self.moves > MOVES {
                return Err(StepError::Endless(self.id(node)));
            }
            self.fork(node)?;
        }
    }

    fn reachable(&self, goal: usize) -> bool {
        let elsewhere = self.now.joins.iter().map(|(n, _)| usize::from(*n)).filter(|n| *n != goal);
        let mut open: Vec<usize> = self.now.tokens.iter().map(|(_, n)| usize::from(*n)).chain(elsewhere).collect();
        let mut seen = vec![false; self.def.nodes.len()];
        while let Some(n) = open.pop() {
            if std::mem::replace(&mut seen[n], true) {
                continue;
            }
            let node = &self.def.nodes[n];
            for next in node.outgoing.iter().map(|f| self.def.flows[*f].to).chain(node.boundary.iter().copied()) {
                if next == goal {
                    return true;
                }
                open.push(next);
            }
        }
        false
    }

    fn finish(mut self) -> Result<(Instance, Vec<Effect>), StepError> {
        self.settle()?;
        if self.now.tokens.is_empty() {
            self.now.ended = true;
            self.now.joins.clear();
            self.effects.push(Effect::Ended { element: String::new() });
        }
        Ok((self.now, self.effects))
    }
}

/// Starts an instance; `data` is read by conditions.
pub fn start(def: &Definition, data: &Value) -> Result<(Instance, Vec<Effect>), StepError> {
    let now = Instance { format: 1, next: 1, tokens: vec![], joins: vec![], ended: false };
    let mut walk = Walk { def, data, now, effects: vec![], moves: 0 };
    let starts = def.nodes.iter().enumerate().filter(|(_, n)| n.kind == NodeKind::Start).map(|(i, _)| i);
    for node in starts.collect::<Vec<_>>() {
        walk.leave(node)?;
    }
    walk.finish()
}

/// Gives a signal to an instance.
pub fn step(
    def: &Definition,
    instance: &Instance,
    signal: &Signal,
    data: &Value,
) -> Result<(Instance, Vec<Effect>), StepError> {
    if instance.ended {
        return Err(StepError::Ended);
    }
    if instance.tokens.iter().any(|(_, n)| usize::from(*n) >= def.nodes.len()) {
        return Err(StepError::OtherDefinition);
    }
    let mut walk = Walk { def, data, now: instance.clone(), effects: vec![], moves: 0 };
    match signal {
        Signal::Cancel => walk.clear(),
        Signal::Complete { task, token } => {
            let node = find(&walk, *token).filter(|n| def.nodes[*n].id == *task && def.nodes[*n].task.is_some());
            let node = node.ok_or_else(|| StepError::NoSuchTask(task.clone()))?;
            walk.take(*token, node);
            walk.leave(node)?;
        }
        Signal::Timer { token, element } => {
            let node = find(&walk, *token).ok_or_else(|| StepError::NoSuchTask(element.clone()))?;
            fire(&mut walk, *token, node, element)?;
        }
    }
    walk.finish()
}

fn find(walk: &Walk<'_>, token: u32) -> Option<usize> {
    walk.now.tokens.iter().find(|(t, _)| *t == token).map(|(_, n)| usize::from(*n))
}

fn fire(walk: &mut Walk<'_>, token: u32, node: usize, element: &str) -> Result<(), StepError> {
    let def = walk.def;
    if matches!(def.nodes[node].kind, NodeKind::Wait { .. }) && def.nodes[node].id == element {
        walk.take(token, node);
        return walk.leave(node);
    }
    let boundary = def.nodes[node].boundary.iter().copied().find(|b| def.nodes[*b].id == element);
    let Some(b) = boundary else { return Err(StepError::NoSuchTask(element.to_owned())) };
    if let NodeKind::Boundary { interrupting: true, .. } = def.nodes[b].kind {
        walk.take(token, node);
    }
    walk.leave(b)
}

impl Instance {
    /// The open tasks and waiting events: token and element id.
    pub fn open<'a>(&'a self, def: &'a Definition) -> impl Iterator<Item = (u32, &'a str)> {
        self.tokens.iter().filter_map(|(t, n)| Some((*t, def.nodes.get(usize::from(*n))?.id.as_str())))
    }

    pub fn ended(&self) -> bool {
        self.ended
    }
}
