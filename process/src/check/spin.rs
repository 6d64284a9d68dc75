//! Rounds in which nobody has anything to do: the data of a case do not change on the way, so a case that goes round once
//! would go round for ever.

use crate::model::{Definition, NodeKind, Problem};

/// Whether a token stops here until something happens outside.
fn stops(def: &Definition, node: usize) -> bool {
    match &def.nodes[node].kind {
        NodeKind::Task | NodeKind::Call(_) | NodeKind::Catch(_) | NodeKind::EventBased => true,
        // Nearly every sub-process has work in it; which of its ways a case takes is not looked at.
        NodeKind::Sub { .. } => {
            let inside = (0..def.nodes.len()).filter(|n| def.nodes[*n].scope == Some(node));
            inside.into_iter().any(|n| stops(def, n))
        }
        _ => false,
    }
}

/// One problem for each round of elements that all pass at once.
pub(super) fn spinning(def: &Definition) -> Vec<Problem> {
    let passes: Vec<bool> = (0..def.nodes.len()).map(|n| !stops(def, n)).collect();
    // 0: not seen, 1: on the way, 2: done.
    let mut seen = vec![0u8; def.nodes.len()];
    let mut problems = vec![];
    let next = |n: usize| {
        let flows = def.nodes[n].outgoing.iter().map(|f| def.flows[*f].to);
        flows.filter(|t| passes[*t]).collect::<Vec<_>>().into_iter()
    };
    for root in (0..def.nodes.len()).filter(|n| passes[*n]) {
        if seen[root] != 0 {
            continue;
        }
        let mut way = vec![(root, next(root))];
        seen[root] = 1;
        while let Some((node, rest)) = way.last_mut() {
            let Some(to) = rest.next() else {
                seen[*node] = 2;
                way.pop();
                continue;
            };
            match seen[to] {
                0 => {
                    seen[to] = 1;
                    way.push((to, next(to)));
                }
                1 => {
                    let from = way.iter().position(|(n, _)| *n == to).unwrap_or(0);
                    let names: Vec<&str> = way[from..].iter().map(|(n, _)| def.nodes[*n].label()).collect();
                    let path = format!("{} → {}", names.join(" → "), def.nodes[to].label());
                    problems.push(def.nodes[to].problem(format!(
                        "Vòng lặp không có bước nào phải chờ nên hồ sơ sẽ quay mãi. Đường đi: {path}. Đặt một bước vào vòng lặp."
                    )));
                }
                _ => {}
            }
        }
    }
    problems
}
