//! Soundness: every path ends, no task is dead, no token is left behind. Explores the states of the definition with every
//! outcome of every condition; the offending path is named.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::model::{Definition, Node, NodeKind, Problem};

/// A state: tokens at nodes (sorted), tokens waiting at joins by flow (sorted).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct State {
    at: Vec<u16>,
    waiting: Vec<(u16, u16)>,
}

const STATES: usize = 20_000;
/// More tokens than this at once means the definition makes them without bound.
const TOKENS: usize = 32;

struct Explorer<'a> {
    def: &'a Definition,
    seen: HashMap<State, Option<(State, usize)>>,
    queue: VecDeque<State>,
    reached: BTreeSet<usize>,
    problems: Vec<Problem>,
}

fn problem(n: &Node, reason: String) -> Problem {
    Problem { element: n.id.clone(), name: n.name.clone(), line: n.line, reason }
}

fn index(n: u16) -> usize {
    usize::from(n)
}

fn narrow(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

impl Explorer<'_> {
    fn label(&self, node: usize) -> &str {
        let n = &self.def.nodes[node];
        if n.name.is_empty() { &n.id } else { &n.name }
    }

    /// The moves that led to a state, as names.
    fn path(&self, state: &State) -> String {
        let mut names = vec![];
        let mut at = state;
        while let Some(Some((before, node))) = self.seen.get(at) {
            names.push(self.label(*node).to_owned());
            at = before;
            if names.len() > 60 {
                break;
            }
        }
        names.reverse();
        names.join(" → ")
    }

    fn visit(&mut self, from: &State, node: usize, next: State) {
        if next.at.len() + next.waiting.len() > TOKENS {
            if self.problems.is_empty() {
                let path = self.path(from);
                let why = format!("Số nhánh chạy song song tăng không giới hạn. Đường đi: {path}.");
                self.problems.push(problem(&self.def.nodes[node], why));
            }
            return;
        }
        if !self.seen.contains_key(&next) {
            self.seen.insert(next.clone(), Some((from.clone(), node)));
            self.queue.push_back(next);
        }
    }

    /// Moves a token that stands at a node on; each choice a condition may make is a state of its own.
    fn moves(&mut self, state: &State, position: usize) {
        let node = index(state.at[position]);
        self.reached.insert(node);
        let mut rest = state.clone();
        rest.at.remove(position);
        let n = &self.def.nodes[node];
        match &n.kind {
            NodeKind::End { terminate: true } => self.visit(state, node, State::default()),
            NodeKind::End { .. } => self.visit(state, node, rest),
            NodeKind::Exclusive => {
                for f in n.outgoing.clone() {
                    self.along(state, (node, &rest), &[f]);
                }
            }
            NodeKind::Inclusive => {
                let all = n.outgoing.clone();
                for f in &all {
                    self.along(state, (node, &rest), &[*f]);
                }
                self.along(state, (node, &rest), &all);
            }
            _ => {
                let all = n.outgoing.clone();
                self.along(state, (node, &rest), &all);
                for b in n.boundary.clone() {
                    self.boundary(state, (node, b), &rest);
                }
            }
        }
    }

    fn boundary(&mut self, state: &State, (node, b): (usize, usize), rest: &State) {
        self.reached.insert(b);
        let outgoing = self.def.nodes[b].outgoing.clone();
        match self.def.nodes[b].kind {
            NodeKind::Boundary { interrupting: true, .. } => self.along(state, (node, rest), &outgoing),
            // Fired once; firing it again and again would add nothing but copies.
            _ if rest.at.len() + rest.waiting.len() < 4 => {
                let next = state.clone();
                self.along(state, (b, &next), &outgoing);
            }
            _ => {}
        }
    }

    fn along(&mut self, from: &State, (node, rest): (usize, &State), flows: &[usize]) {
        let mut next = rest.clone();
        for &f in flows {
            let to = self.def.flows[f].to;
            let joins = matches!(self.def.nodes[to].kind, NodeKind::Parallel) && self.def.nodes[to].incoming.len() > 1;
            if !joins {
                next.at.push(narrow(to));
                continue;
            }
            next.waiting.push((narrow(to), narrow(f)));
            let here = |f: &usize| next.waiting.contains(&(narrow(to), narrow(*f)));
            if self.def.nodes[to].incoming.iter().all(here) {
                for f in &self.def.nodes[to].incoming {
                    if let Some(i) = next.waiting.iter().position(|w| *w == (narrow(to), narrow(*f))) {
                        next.waiting.remove(i);
                    }
                }
                next.at.push(narrow(to));
            }
        }
        next.at.sort_unstable();
        next.waiting.sort_unstable();
        self.visit(from, node, next);
    }

    fn stuck(&mut self, state: &State) {
        if state.at.is_empty() && !state.waiting.is_empty() && self.problems.len() < 20 {
            let node = index(state.waiting[0].0);
            let why =
                format!("Cổng gộp chờ một nhánh không bao giờ tới, quy trình bị kẹt. Đường đi: {}.", self.path(state));
            let found = problem(&self.def.nodes[node], why);
            if !self.problems.iter().any(|p| p.element == found.element) {
                self.problems.push(found);
            }
        }
    }
}

/// Whether an end can be reached from each node.
fn endless(def: &Definition) -> Vec<Problem> {
    let mut ends = vec![false; def.nodes.len()];
    let mut queue: Vec<usize> =
        def.nodes.iter().enumerate().filter(|(_, n)| matches!(n.kind, NodeKind::End { .. })).map(|(i, _)| i).collect();
    while let Some(n) = queue.pop() {
        if std::mem::replace(&mut ends[n], true) {
            continue;
        }
        queue.extend(def.nodes[n].incoming.iter().map(|f| def.flows[*f].from));
        if let NodeKind::Boundary { attached, .. } = def.nodes[n].kind {
            queue.push(attached);
        }
    }
    let lost = def.nodes.iter().zip(&ends).filter(|(_, ok)| !**ok).map(|(n, _)| n);
    lost.map(|n| problem(n, "Từ đây không có đường nào tới sự kiện kết thúc.".into())).collect()
}

/// Checks a definition; an empty answer means every run ends properly.
pub fn check(def: &Definition) -> Vec<Problem> {
    let problems = endless(def);
    if !problems.is_empty() {
        return problems;
    }
    let mut x = Explorer { def, seen: HashMap::new(), queue: VecDeque::new(), reached: BTreeSet::new(), problems };
    let starts = def.nodes.iter().enumerate().filter(|(_, n)| n.kind == NodeKind::Start).map(|(i, _)| narrow(i));
    let first = State { at: starts.collect(), waiting: vec![] };
    x.seen.insert(first.clone(), None);
    x.queue.push_back(first);
    while let Some(state) = x.queue.pop_front() {
        if x.seen.len() > STATES {
            break;
        }
        x.stuck(&state);
        // One token moves at a time; which goes first does not change what can be reached, so equal ones are moved once.
        let mut moved = BTreeSet::new();
        for position in 0..state.at.len() {
            if moved.insert(state.at[position]) {
                x.moves(&state, position);
            }
        }
    }
    if x.seen.len() <= STATES && x.problems.is_empty() {
        let dead = def.nodes.iter().enumerate().filter(|(i, _)| !x.reached.contains(i)).map(|(_, n)| n);
        x.problems = dead.map(|n| problem(n, "Phần tử này không bao giờ được chạy.".into())).collect();
    }
    x.problems
}
