//! The moves of tokens without data: conditions may give anything, events may come or not.

use crate::model::{Definition, Node, NodeKind, Throw};

/// Where the tokens are, sorted: a node's index, or past the nodes a flow that leads to a joining gateway.
pub type State = Vec<u32>;

/// Whether the first holds everything of the second and more.
pub fn covers(more: &[u32], less: &[u32]) -> bool {
    if more.len() <= less.len() {
        return false;
    }
    let mut rest = more.iter();
    less.iter().all(|p| rest.any(|m| m == p))
}

/// The node a place belongs to.
pub fn node_of(def: &Definition, place: u32) -> usize {
    let place = place as usize;
    if place < def.nodes.len() { place } else { def.flows[place - def.nodes.len()].to }
}

pub struct Net<'a> {
    def: &'a Definition,
    reached: &'a mut [bool],
}

/// Which orders of parallel work are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    All,
    One,
}

/// A node that moved and the state after it.
type Moves = Vec<(usize, State)>;

fn number(n: usize) -> u32 {
    // A definition has some thousands of elements at most.
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<'a> Net<'a> {
    pub fn new(def: &'a Definition, reached: &'a mut [bool]) -> Net<'a> {
        Net { def, reached }
    }

    /// How many nodes there are, at least one.
    pub fn nodes(&self) -> usize {
        self.def.nodes.len().max(1)
    }

    pub fn begin(&self, start: usize) -> State {
        vec![number(start)]
    }

    /// All that can happen next; in one order, only what one of the tokens can do.
    pub fn moves(&mut self, state: &State, orders: Orders) -> Moves {
        let mut out = vec![];
        for (i, &place) in state.iter().enumerate() {
            if i > 0 && state[i - 1] == place || place as usize >= self.def.nodes.len() {
                continue;
            }
            let mut rest = state.clone();
            rest.remove(i);
            self.token(place as usize, &rest, &mut out);
            if orders == Orders::One {
                return out;
            }
        }
        self.inclusive_joins(state, &mut out);
        out
    }

    fn token(&mut self, index: usize, rest: &State, out: &mut Moves) {
        let def = self.def;
        let n = &def.nodes[index];
        self.reached[index] = true;
        match &n.kind {
            NodeKind::End(Throw::Terminate | Throw::Error(_)) => out.push((index, vec![])),
            NodeKind::End(_) => out.push((index, rest.clone())),
            NodeKind::Exclusive => {
                for f in &n.outgoing {
                    out.push((index, self.along(rest, &[*f])));
                }
            }
            NodeKind::EventBased => {
                for f in &n.outgoing {
                    let event = def.flows[*f].to;
                    self.reached[event] = true;
                    out.push((event, self.along(rest, &def.nodes[event].outgoing)));
                }
            }
            _ => {
                let aside = self.asides(n);
                for chosen in self.choices(n) {
                    for more in &aside {
                        let all: Vec<usize> = chosen.iter().chain(more).copied().collect();
                        out.push((index, self.along(rest, &all)));
                    }
                }
                for &b in &n.boundary {
                    self.reached[b] = true;
                    if let NodeKind::Boundary { interrupting: true, .. } = def.nodes[b].kind {
                        out.push((b, self.along(rest, &def.nodes[b].outgoing)));
                    }
                }
            }
        }
    }

    /// The sets of flows a node may send tokens along.
    pub fn choices(&self, n: &Node) -> Vec<Vec<usize>> {
        let conditional = n.outgoing.iter().any(|f| self.def.flows[*f].condition.is_some());
        if !conditional && n.default.is_none() || n.outgoing.len() < 2 {
            return vec![n.outgoing.clone()];
        }
        let mut out: Vec<Vec<usize>> = n.outgoing.iter().map(|f| vec![*f]).collect();
        let free: Vec<usize> = n.outgoing.iter().copied().filter(|f| Some(*f) != n.default).collect();
        if free.len() <= 5 {
            let sets = 1u32..1 << free.len();
            let chosen = |set: u32| free.iter().enumerate().filter(move |(i, _)| set >> i & 1 == 1).map(|(_, f)| *f);
            out.extend(sets.filter(|s| s.count_ones() > 1).map(|s| chosen(s).collect()));
        } else {
            out.push(free);
        }
        out
    }

    /// What the events beside an activity that do not interrupt it may add: nothing, each, all.
    fn asides(&self, n: &Node) -> Vec<Vec<usize>> {
        let beside = n.boundary.iter().map(|b| &self.def.nodes[*b]);
        let each: Vec<Vec<usize>> = beside
            .filter(|b| matches!(b.kind, NodeKind::Boundary { interrupting: false, .. }))
            .map(|b| b.outgoing.clone())
            .collect();
        let mut out = vec![vec![]];
        if each.len() > 1 {
            out.push(each.concat());
        }
        out.extend(each);
        out
    }

    /// The state after tokens went along flows; a parallel gateway that has all it waits for goes on.
    pub fn along(&self, rest: &State, flows: &[usize]) -> State {
        let def = self.def;
        let mut next = rest.clone();
        for &f in flows {
            let to = def.flows[f].to;
            let joins = def.nodes[to].incoming.len() > 1;
            match def.nodes[to].kind {
                NodeKind::Parallel if joins => {
                    next.push(self.waiting(f));
                    let all: Vec<u32> = def.nodes[to].incoming.iter().map(|f| self.waiting(*f)).collect();
                    if all.iter().all(|w| next.contains(w)) {
                        take_each(&mut next, &all);
                        next.push(number(to));
                    }
                }
                NodeKind::Inclusive if joins => next.push(self.waiting(f)),
                _ => next.push(number(to)),
            }
        }
        next.sort_unstable();
        next
    }

    fn waiting(&self, flow: usize) -> u32 {
        number(self.def.nodes.len() + flow)
    }

    fn inclusive_joins(&self, state: &State, out: &mut Moves) {
        for (gate, waiting) in self.ready_joins(state) {
            let mut next = state.clone();
            take_each(&mut next, &waiting);
            next.push(number(gate));
            next.sort_unstable();
            out.push((gate, next));
        }
    }

    /// Inclusive joins that can go on, with the places they take.
    pub fn ready_joins(&self, state: &State) -> Vec<(usize, State)> {
        let mut out = vec![];
        for (gate, n) in self.def.nodes.iter().enumerate() {
            if n.kind != NodeKind::Inclusive || n.incoming.len() < 2 {
                continue;
            }
            let (full, empty): (Vec<usize>, Vec<usize>) =
                n.incoming.iter().partition(|f| state.binary_search(&self.waiting(**f)).is_ok());
            if !full.is_empty() && !self.awaited(state, gate, (&full, &empty)) {
                out.push((gate, full.iter().map(|f| self.waiting(*f)).collect()));
            }
        }
        out
    }

    fn awaited(&self, state: &State, gate: usize, (full, empty): (&[usize], &[usize])) -> bool {
        if empty.is_empty() {
            return false;
        }
        let (to_empty, to_full) = (self.def.leading_to(gate, empty), self.def.leading_to(gate, full));
        let places = state.iter().map(|p| node_of(self.def, *p));
        places.filter(|n| *n != gate || state.contains(&number(gate))).any(|n| to_empty[n] && !to_full[n])
    }
}

pub fn take_each(state: &mut State, places: &[u32]) {
    for p in places {
        if let Some(at) = state.iter().position(|s| s == p) {
            state.remove(at);
        }
    }
}
