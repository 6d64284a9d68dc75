//! Questions about the shape of a definition: what leads where, in which order, and how long the longest way takes.

use crate::model::{Definition, NodeKind, Trigger};

/// The nodes of a scope in an order without ways back, and the ways back left out.
pub(crate) struct Forward {
    pub order: Vec<usize>,
    pub back: Vec<(usize, usize)>,
}

impl Definition {
    /// What follows a node: where its flows lead, and the events beside it.
    pub(crate) fn following(&self, node: usize) -> Vec<usize> {
        let flows = self.nodes[node].outgoing.iter().map(|f| self.flows[*f].to);
        flows.chain(self.nodes[node].boundary.iter().copied()).collect()
    }

    /// Orders a scope from its starts on, depth first without recursion.
    pub(crate) fn forward(&self, scope: Option<usize>) -> Forward {
        let (mut order, mut back) = (vec![], vec![]);
        let mut state = vec![0u8; self.nodes.len()];
        let starts = self.nodes.iter().enumerate();
        let starts = starts.filter(|(_, n)| n.scope == scope && matches!(n.kind, NodeKind::Start(_)));
        for (root, _) in starts {
            let mut stack = vec![(root, self.following(root).into_iter())];
            state[root] = 1;
            while let Some((node, rest)) = stack.last_mut() {
                let Some(next) = rest.next() else {
                    state[*node] = 2;
                    order.push(*node);
                    stack.pop();
                    continue;
                };
                match state[next] {
                    0 => {
                        state[next] = 1;
                        stack.push((next, self.following(next).into_iter()));
                    }
                    1 => back.push((*node, next)),
                    _ => {}
                }
            }
        }
        order.reverse();
        Forward { order, back }
    }

    /// The working minutes of the longest way through, ways back and repeats not counted: what a legal limit must hold.
    /// Branches that exclude each other count once, work in parallel counts by its longest branch.
    pub fn longest_minutes(&self) -> i64 {
        let mut own: Vec<i64> =
            self.nodes.iter().map(|n| n.task.and_then(|t| self.tasks[t].minutes).unwrap_or(0)).collect();
        for i in (0..self.nodes.len()).rev().filter(|i| matches!(self.nodes[*i].kind, NodeKind::Sub { .. })) {
            own[i] = self.longest_in(Some(i), &own);
        }
        self.longest_in(None, &own)
    }

    fn longest_in(&self, scope: Option<usize>, own: &[i64]) -> i64 {
        let Forward { order, back } = self.forward(scope);
        let mut done = vec![0i64; self.nodes.len()];
        let mut longest = 0;
        for n in order {
            let after = done[n].saturating_add(own[n]);
            longest = longest.max(after);
            for next in self.following(n) {
                if !back.contains(&(n, next)) {
                    // An event beside a task leaves it before its time is over.
                    let beside = matches!(self.nodes[next].kind, NodeKind::Boundary { .. });
                    done[next] = done[next].max(if beside { done[n] } else { after });
                }
            }
        }
        longest
    }

    /// The nodes from which one of the flows can be reached without passing the gate.
    pub(crate) fn leading_to(&self, gate: usize, flows: &[usize]) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = flows.iter().map(|f| self.flows[*f].from).collect();
        while let Some(n) = open.pop() {
            if n == gate || std::mem::replace(&mut seen[n], true) {
                continue;
            }
            open.extend(self.nodes[n].incoming.iter().map(|f| self.flows[*f].from));
            if let NodeKind::Boundary { attached, .. } = self.nodes[n].kind {
                open.push(attached);
            }
        }
        seen
    }

    /// Whether an event of the process waits for a message (not a signal) of this name.
    pub(crate) fn awaits_message(&self, name: &str) -> bool {
        self.nodes.iter().any(|n| match &n.kind {
            NodeKind::Catch(Trigger::Message(m)) | NodeKind::Boundary { trigger: Trigger::Message(m), .. } => m == name,
            _ => false,
        })
    }
}
