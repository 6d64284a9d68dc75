//! Following a case through the definition without its data: every choice the conditions could make is kept open, and a step
//! fits when one of them leads to it. What leaves no trace (gateways, events, programs) happens silently.
//! A repeated sub-process is checked from outside only: while it runs, any of its steps may come.

use std::collections::BTreeSet;

use crate::check::net::{Net, covers, take_each};
use crate::model::{Definition, NodeKind, TaskKind, Throw, Trigger};

/// What following a case tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All steps fit and an end is reached.
    Ends,
    /// All steps fit; more could come.
    Open,
    Deviates {
        after: usize,
        found: String,
        expected: Vec<String>,
    },
    TooMany,
}

/// Where tokens may be, sorted: a node, past the nodes a flow waiting at a join, past those a sub-process that runs.
type Marking = Vec<u32>;

/// More possibilities than an honest process has at once.
const MOST: usize = 5_000;

pub struct Replay<'a> {
    def: &'a Definition,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<'a> Replay<'a> {
    pub fn new(def: &'a Definition) -> Replay<'a> {
        Replay { def }
    }

    /// Follows the steps of a case in the order in which they were done.
    pub fn follow(&self, steps: &[String]) -> Verdict {
        let starts = self.def.nodes.iter().enumerate();
        let starts = starts.filter(|(_, n)| n.scope.is_none() && matches!(n.kind, NodeKind::Start(_)));
        let mut now: BTreeSet<Marking> = starts.map(|(i, _)| vec![number(i)]).collect();
        for (after, step) in steps.iter().enumerate() {
            let Some(reached) = self.silently(now) else { return Verdict::TooMany };
            now = reached.iter().flat_map(|m| self.done(m, step)).collect();
            if now.is_empty() {
                return Verdict::Deviates { after, found: step.clone(), expected: self.expected(&reached) };
            }
        }
        match self.silently(now) {
            None => Verdict::TooMany,
            Some(reached) if reached.contains(&vec![]) => Verdict::Ends,
            Some(_) => Verdict::Open,
        }
    }

    fn host(&self, sub: usize) -> u32 {
        number(self.def.nodes.len() + self.def.flows.len() + sub)
    }

    /// The node a place stands for.
    fn node(&self, place: u32) -> usize {
        let (nodes, flows) = (self.def.nodes.len(), self.def.flows.len());
        match place as usize {
            p if p < nodes => p,
            p if p < nodes + flows => self.def.flows[p - nodes].to,
            p => p - nodes - flows,
        }
    }

    fn inside(&self, place: u32, sub: usize) -> bool {
        let mut scope = self.def.nodes[self.node(place)].scope;
        while let Some(s) = scope {
            if s == sub {
                return true;
            }
            scope = self.def.nodes[s].scope;
        }
        false
    }

    /// Whether a node is done only by what the record shows.
    fn shown(&self, node: usize) -> bool {
        let n = &self.def.nodes[node];
        let kind = n.task.map(|t| self.def.tasks[t].kind);
        n.kind == NodeKind::Task && matches!(kind, Some(TaskKind::User | TaskKind::Manual))
    }

    fn activity(&self, node: usize) -> bool {
        matches!(self.def.nodes[node].kind, NodeKind::Task | NodeKind::Call(_))
    }

    fn expected(&self, reached: &BTreeSet<Marking>) -> Vec<String> {
        let places = reached.iter().flatten().filter(|p| (**p as usize) < self.def.nodes.len());
        let names: BTreeSet<&str> =
            places.filter(|p| self.shown(**p as usize)).map(|p| self.def.nodes[*p as usize].id.as_str()).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// All that can be reached without a trace; none when there is too much of it.
    fn silently(&self, from: BTreeSet<Marking>) -> Option<BTreeSet<Marking>> {
        let mut open: Vec<Marking> = from.iter().cloned().collect();
        let mut known = from;
        while let Some(m) = open.pop() {
            for next in self.silent(&m) {
                // What only adds to a marking on its own way grows without end and shows nothing new.
                if known.contains(&next) || covers(&next, &m) && next.len() > m.len() + 8 {
                    continue;
                }
                if known.len() >= MOST {
                    return None;
                }
                known.insert(next.clone());
                open.push(next);
            }
        }
        Some(known)
    }

    /// The markings after a step is done.
    fn done(&self, m: &Marking, step: &str) -> Vec<Marking> {
        let mut out = vec![];
        for (at, place) in m.iter().enumerate() {
            let node = self.node(*place);
            let here = (*place as usize) < self.def.nodes.len();
            if here && self.activity(node) && self.def.nodes[node].id == step {
                out.extend(self.leave(&without(m, at), node));
                if self.def.nodes[node].multi.is_some() {
                    out.push(m.clone());
                }
            }
            // A step of a repeated sub-process: anything of it may come.
            let repeated = *place == self.host(node) && self.def.nodes[node].multi.is_some();
            let within = |n: &crate::model::Node| n.id == step;
            if repeated && self.def.nodes.iter().position(within).is_some_and(|n| self.inside(number(n), node)) {
                out.push(m.clone());
            }
        }
        out
    }

    /// The ways on from an activity that is done.
    fn leave(&self, rest: &Marking, node: usize) -> Vec<Marking> {
        let mut reached = vec![false; self.def.nodes.len()];
        let net = Net::new(self.def, &mut reached);
        net.choices(&self.def.nodes[node]).into_iter().map(|flows| net.along(rest, &flows)).collect()
    }

    fn silent(&self, m: &Marking) -> Vec<Marking> {
        let mut out = vec![];
        for (at, place) in m.iter().enumerate() {
            if at > 0 && m[at - 1] == *place {
                continue;
            }
            let node = self.node(*place);
            let rest = without(m, at);
            match *place as usize {
                p if p < self.def.nodes.len() => self.move_on(m, (node, &rest), &mut out),
                p if p >= self.def.nodes.len() + self.def.flows.len() => self.runs(m, (node, &rest), &mut out),
                _ => {}
            }
        }
        self.joins(m, &mut out);
        out
    }

    fn move_on(&self, m: &Marking, (node, rest): (usize, &Marking), out: &mut Vec<Marking>) {
        let n = &self.def.nodes[node];
        match &n.kind {
            NodeKind::End(thrown) => out.push(self.end(rest, node, thrown)),
            NodeKind::Sub { start } => {
                let mut next = rest.clone();
                next.push(self.host(node));
                if n.multi.is_none() {
                    next.push(number(*start));
                }
                next.sort_unstable();
                out.push(next);
            }
            NodeKind::Exclusive => {
                out.extend(n.outgoing.iter().map(|f| self.flows(rest, &[*f])));
            }
            NodeKind::EventBased => {
                let events = n.outgoing.iter().map(|f| self.def.flows[*f].to);
                out.extend(events.map(|e| self.flows(rest, &self.def.nodes[e].outgoing)));
            }
            NodeKind::Task | NodeKind::Call(_) => {
                // A program leaves no trace, and a repeated step may have nothing to do.
                if !self.shown(node) || n.multi.is_some() {
                    out.extend(self.leave(rest, node));
                }
                self.edges(m, (node, rest), out);
            }
            _ => out.extend(self.leave(rest, node)),
        }
    }

    fn flows(&self, rest: &Marking, flows: &[usize]) -> Marking {
        let mut reached = vec![false; self.def.nodes.len()];
        Net::new(self.def, &mut reached).along(rest, flows)
    }

    /// A sub-process that runs: it ends when nothing is left inside.
    fn runs(&self, m: &Marking, (node, rest): (usize, &Marking), out: &mut Vec<Marking>) {
        if !rest.iter().any(|p| self.inside(*p, node)) {
            out.extend(self.leave(rest, node));
        }
        self.edges(m, (node, rest), out);
    }

    /// Events at the edge of an activity.
    fn edges(&self, m: &Marking, (node, rest): (usize, &Marking), out: &mut Vec<Marking>) {
        for &b in &self.def.nodes[node].boundary {
            let flows = &self.def.nodes[b].outgoing;
            match self.def.nodes[b].kind {
                NodeKind::Boundary { interrupting: true, .. } => {
                    let left: Marking = rest.iter().copied().filter(|p| !self.inside(*p, node)).collect();
                    out.push(self.flows(&left, flows));
                }
                // Once is enough to see where it leads.
                _ => out.extend(Some(self.flows(m, flows)).filter(|next| next.iter().any(|p| !m.contains(p)))),
            }
        }
    }

    /// An end event; errors go to the nearest edge that takes them.
    fn end(&self, rest: &Marking, node: usize, thrown: &Throw) -> Marking {
        let scope = self.def.nodes[node].scope;
        let outside = |sub: Option<usize>| -> Marking {
            sub.map_or_else(Vec::new, |s| rest.iter().copied().filter(|p| !self.inside(*p, s)).collect())
        };
        match thrown {
            Throw::Terminate => outside(scope),
            Throw::Error(code) => {
                let mut at = scope;
                while let Some(sub) = at {
                    let takes = |b: &&usize| match &self.def.nodes[**b].kind {
                        NodeKind::Boundary { trigger: Trigger::Error(c), .. } => c.as_ref().is_none_or(|c| c == code),
                        _ => false,
                    };
                    if let Some(edge) = self.def.nodes[sub].boundary.iter().find(takes) {
                        let mut left = outside(Some(sub));
                        take_each(&mut left, &[self.host(sub)]);
                        return self.flows(&left, &self.def.nodes[*edge].outgoing);
                    }
                    at = self.def.nodes[sub].scope;
                }
                vec![]
            }
            _ => rest.clone(),
        }
    }

    /// Inclusive joins that nothing can reach any more.
    fn joins(&self, m: &Marking, out: &mut Vec<Marking>) {
        let mut reached = vec![false; self.def.nodes.len()];
        let net = Net::new(self.def, &mut reached);
        let flows = number(self.def.nodes.len() + self.def.flows.len());
        let mut seen: Marking = m.iter().map(|p| if *p >= flows { *p - flows } else { *p }).collect();
        seen.sort_unstable();
        for (gate, waiting) in net.ready_joins(&seen) {
            let mut next = m.clone();
            take_each(&mut next, &waiting);
            next.push(number(gate));
            next.sort_unstable();
            out.push(next);
        }
    }
}

fn without(m: &Marking, at: usize) -> Marking {
    let mut rest = m.clone();
    rest.remove(at);
    rest
}
