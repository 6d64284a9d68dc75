//! Soundness: every path ends, nothing is dead, no token is left behind or multiplies without bound. Explores the states
//! of each scope with every outcome of every condition and event; the offending path is named.

pub(crate) mod net;
mod spin;

use std::collections::HashMap;

use crate::model::{Definition, NodeKind, Problem};
use net::{Net, Orders, State};

/// States looked at before giving up on every order of parallel work; fewer for large definitions, whose states cost more.
const STATES: usize = 20_000;
const WORK: usize = 4_000_000;
/// Names shown of a path.
const SHOWN: usize = 40;

/// Checks a definition; an empty answer means that every run can end properly, whatever the conditions give.
/// Each problem names its element and the path that leads to it.
pub fn check(def: &Definition) -> Vec<Problem> {
    let mut problems = undecided(def);
    problems.extend(spin::spinning(def));
    let mut reached = vec![false; def.nodes.len()];
    for (index, node) in def.nodes.iter().enumerate() {
        let begins = match node.kind {
            NodeKind::Sub { start } => Some(start),
            NodeKind::Start(_) if node.scope.is_none() => Some(index),
            _ => None,
        };
        if let Some(start) = begins {
            problems.extend(scope(def, start, &mut reached));
        }
    }
    if problems.is_empty() {
        let dead = def.nodes.iter().zip(&reached).filter(|(_, r)| !**r).map(|(n, _)| n);
        problems.extend(dead.map(|n| n.problem("Phần tử này không bao giờ được chạy. Nối lại hoặc xóa phần tử.")));
    }
    problems.sort_by_key(|p| p.line);
    problems
}

/// Choices that may leave a token with nowhere to go.
fn undecided(def: &Definition) -> Vec<Problem> {
    let conditional = |f: &usize| def.flows[*f].condition.is_some();
    let open = def
        .nodes
        .iter()
        .filter(|n| n.default.is_none() && !n.outgoing.is_empty() && n.outgoing.iter().all(conditional));
    let reason =
        "Mọi nhánh ra đều có điều kiện: khi không điều kiện nào đúng thì hồ sơ bị kẹt. Đánh dấu một nhánh mặc định.";
    open.map(|n| n.problem(reason)).collect()
}

fn scope(def: &Definition, start: usize, reached: &mut [bool]) -> Vec<Problem> {
    let mut net = Net::new(def, reached);
    if let Some(graph) = Graph::explore(&mut net, start, Orders::All) {
        return graph.problems(def);
    }
    // Work in parallel has too many orders: one order for each is enough to see what gets stuck.
    let graph = Graph::explore(&mut net, start, Orders::One);
    // In one order an early end may hide what others would have reached.
    reached.fill(true);
    match graph {
        Some(graph) => graph.problems(def),
        None => {
            let reason =
                "Quy trình có quá nhiều khả năng song song nên không kiểm tra hết được. Tách thành quy trình con.";
            vec![def.nodes[start].problem(reason)]
        }
    }
}

/// The states that can be reached, each with the state and node it was first reached from.
struct Graph {
    states: Vec<State>,
    from: Vec<(usize, usize)>,
    next: Vec<Vec<usize>>,
    /// A state that holds an earlier one of its own path and more: (its predecessor, node).
    growing: Option<(usize, usize)>,
}

impl Graph {
    fn explore(net: &mut Net<'_>, start: usize, orders: Orders) -> Option<Graph> {
        let first = net.begin(start);
        let mut known: HashMap<State, usize> = HashMap::from([(first.clone(), 0)]);
        let mut g = Graph { states: vec![first], from: vec![(0, start)], next: vec![], growing: None };
        let nodes = net.nodes();
        let limit = STATES.min(WORK / nodes).max(4 * nodes);
        let mut at = 0;
        while at < g.states.len() {
            let mut following = vec![];
            for (node, state) in net.moves(&g.states[at], orders) {
                if let Some(&seen) = known.get(&state) {
                    following.push(seen);
                    continue;
                }
                if g.grows(at, &state) {
                    g.growing = Some((at, node));
                    g.next.push(following);
                    return Some(g);
                }
                known.insert(state.clone(), g.states.len());
                following.push(g.states.len());
                g.states.push(state);
                g.from.push((at, node));
            }
            g.next.push(following);
            at += 1;
            if g.states.len() > limit {
                return None;
            }
        }
        Some(g)
    }

    /// Whether the state holds all tokens of one before it and more: then the round can be made for ever.
    fn grows(&self, mut at: usize, state: &State) -> bool {
        loop {
            if net::covers(state, &self.states[at]) {
                return true;
            }
            if at == 0 {
                return false;
            }
            at = self.from[at].0;
        }
    }

    fn problems(&self, def: &Definition) -> Vec<Problem> {
        if let Some((at, node)) = self.growing {
            let path = self.path(def, at);
            let reason = format!(
                "Số nhánh chạy song song tăng không giới hạn. Đường đi: {path}. Gộp các nhánh trước khi quay lại."
            );
            return vec![def.nodes[node].problem(reason)];
        }
        let mut problems: Vec<Problem> = vec![];
        for at in 0..self.states.len() {
            if !self.states[at].is_empty() && self.next[at].is_empty() {
                let node = &def.nodes[net::node_of(def, self.states[at][0])];
                let path = self.path(def, at);
                let reason = format!(
                    "Cổng gộp chờ một nhánh không bao giờ tới, hồ sơ bị kẹt. Đường đi: {path}. Sửa cổng tách hoặc cổng gộp."
                );
                if !problems.iter().any(|p| p.element == node.id) {
                    problems.push(node.problem(reason));
                }
            }
        }
        if problems.is_empty() {
            problems.extend(self.endless(def));
        }
        problems
    }

    /// A state from which the end cannot be reached.
    fn endless(&self, def: &Definition) -> Option<Problem> {
        let mut before = vec![vec![]; self.states.len()];
        for (at, all) in self.next.iter().enumerate() {
            all.iter().for_each(|n| before[*n].push(at));
        }
        let mut ends = vec![false; self.states.len()];
        let mut open: Vec<usize> = (0..self.states.len()).filter(|i| self.states[*i].is_empty()).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut ends[at], true) {
                open.extend(&before[at]);
            }
        }
        // The last one found lies deepest in the round that has no way out.
        let lost = ends.iter().rposition(|e| !e)?;
        let node = &def.nodes[net::node_of(def, self.states[lost][0])];
        let path = self.path(def, lost);
        Some(node.problem(format!("Từ đây không có đường nào tới sự kiện kết thúc. Đường đi: {path}. Thêm lối ra.")))
    }

    /// The named nodes on the way to a state.
    fn path(&self, def: &Definition, mut at: usize) -> String {
        let mut names = vec![];
        while at != 0 && names.len() < SHOWN {
            let (before, node) = self.from[at];
            names.push(def.nodes[node].label().to_owned());
            at = before;
        }
        if names.is_empty() {
            names.push(def.nodes[self.from[0].1].label().to_owned());
        }
        names.reverse();
        names.join(" → ")
    }
}
