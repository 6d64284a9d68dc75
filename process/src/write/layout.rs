//! A simple drawing: columns by the longest way from the start, rows within a column, sub-processes as frames around
//! their own drawing.

use crate::graph::Forward;
use crate::model::{Definition, NodeKind};

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Box {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

/// Where everything is drawn.
pub struct Layout {
    pub boxes: Vec<Box>,
    /// Where the column of an element begins: lines turn in the gap before it, not behind a wider neighbour.
    left: Vec<i32>,
}

const GAP: i32 = 60;
const MARGIN: i32 = 40;

/// The usual size of a kind of element.
fn size(kind: &NodeKind) -> (i32, i32) {
    match kind {
        NodeKind::Task | NodeKind::Call(_) | NodeKind::Sub { .. } => (110, 80),
        NodeKind::Exclusive | NodeKind::Parallel | NodeKind::Inclusive | NodeKind::EventBased => (50, 50),
        _ => (36, 36),
    }
}

impl Layout {
    pub fn of(def: &Definition) -> Layout {
        let count = def.nodes.len();
        let mut layout = Layout { boxes: vec![Box::default(); count], left: vec![0; count] };
        for (b, n) in layout.boxes.iter_mut().zip(&def.nodes) {
            (b.w, b.h) = size(&n.kind);
        }
        // A sub-process stands before what is in it, so inner drawings are made first from the back.
        for i in (0..def.nodes.len()).rev().filter(|i| matches!(def.nodes[*i].kind, NodeKind::Sub { .. })) {
            let (w, h) = layout.scope(def, Some(i));
            (layout.boxes[i].w, layout.boxes[i].h) = (w, h);
        }
        layout.scope(def, None);
        for (i, n) in def.nodes.iter().enumerate().filter(|(_, n)| matches!(n.kind, NodeKind::Sub { .. })) {
            debug_assert!(n.scope.is_none_or(|s| s < i));
            let Box { x, y, .. } = layout.boxes[i];
            for k in (0..count).filter(|k| def.nodes[*k].scope == Some(i)) {
                layout.boxes[k].x += x;
                layout.boxes[k].y += y;
                layout.left[k] += x;
            }
        }
        layout.beside(def);
        layout
    }

    /// Places the nodes of a scope from (0, 0); returns the size of the drawing.
    fn scope(&mut self, def: &Definition, scope: Option<usize>) -> (i32, i32) {
        let columns = columns(def, scope);
        let (mut x, mut bottom) = (MARGIN, 0);
        for column in &columns {
            let width = column.iter().map(|i| self.boxes[*i].w).max().unwrap_or_default();
            let mut y = MARGIN;
            for &i in column {
                self.left[i] = x;
                let b = &mut self.boxes[i];
                let slot = b.h.max(80);
                (b.x, b.y) = (x + (width - b.w) / 2, y + (slot - b.h) / 2);
                y += slot + GAP;
            }
            bottom = bottom.max(y - GAP);
            x += width + GAP;
        }
        (x - GAP + MARGIN, bottom + MARGIN)
    }

    /// Boundary events sit on the lower edge of what they are attached to.
    fn beside(&mut self, def: &Definition) {
        for n in &def.nodes {
            for (k, &b) in n.boundary.iter().enumerate() {
                if let NodeKind::Boundary { attached, .. } = def.nodes[b].kind {
                    let host = self.boxes[attached];
                    let shift = i32::try_from(k).unwrap_or_default() * 42;
                    (self.boxes[b].x, self.boxes[b].y) = (host.x + host.w - 50 - shift, host.y + host.h - 18);
                }
            }
        }
    }

    /// The corners of a flow.
    pub fn line(&self, def: &Definition, flow: usize) -> Vec<(i32, i32)> {
        let (a, b) = (self.boxes[def.flows[flow].from], self.boxes[def.flows[flow].to]);
        let below = matches!(def.nodes[def.flows[flow].from].kind, NodeKind::Boundary { .. });
        let enter = (b.x, b.y + b.h / 2);
        let left = self.left[def.flows[flow].to];
        if below {
            let from = (a.x + a.w / 2, a.y + a.h);
            let turn = from.1 + 20;
            return vec![from, (from.0, turn), (left - 20, turn), (left - 20, enter.1), enter];
        }
        let leave = (a.x + a.w, a.y + a.h / 2);
        if b.x >= a.x + a.w {
            if leave.1 == enter.1 {
                return vec![leave, enter];
            }
            let middle = left - GAP / 2;
            return vec![leave, (middle, leave.1), (middle, enter.1), enter];
        }
        // A way back runs above both.
        let top = a.y.min(b.y) - 20;
        vec![(a.x + a.w / 2, a.y), (a.x + a.w / 2, top), (b.x + b.w / 2, top), (b.x + b.w / 2, b.y)]
    }
}

/// The nodes of a scope by their distance from its start; a way back does not count.
fn columns(def: &Definition, scope: Option<usize>) -> Vec<Vec<usize>> {
    let Forward { order, back } = def.forward(scope);
    let mut depth = vec![0usize; def.nodes.len()];
    let beside = |n: usize| matches!(def.nodes[n].kind, NodeKind::Boundary { .. });
    for n in order {
        for next in def.following(n) {
            if !back.contains(&(n, next)) {
                depth[next] = depth[next].max(depth[n] + usize::from(!beside(next)));
            }
        }
    }
    let mut out: Vec<Vec<usize>> = vec![];
    for i in (0..def.nodes.len()).filter(|i| def.nodes[*i].scope == scope && !beside(*i)) {
        if out.len() <= depth[i] {
            out.resize(depth[i] + 1, vec![]);
        }
        out[depth[i]].push(i);
    }
    arrange(def, &mut out, &back);
    out
}

/// Orders each column by the rows its elements are reached from, so that lines run straight; what an event at an edge leads
/// to stands below the activity.
fn arrange(def: &Definition, columns: &mut [Vec<usize>], back: &[(usize, usize)]) {
    let mut row = vec![0.0_f64; def.nodes.len()];
    for column in columns {
        let place = |n: usize| {
            let from =
                def.nodes[n].incoming.iter().map(|f| def.flows[*f].from).filter(|from| !back.contains(&(*from, n)));
            let rows: Vec<f64> = from
                .map(|from| match def.nodes[from].kind {
                    NodeKind::Boundary { attached, .. } => row[attached] + 0.75,
                    _ => row[from],
                })
                .collect();
            if rows.is_empty() { 0.0 } else { rows.iter().sum::<f64>() / rows.len() as f64 }
        };
        let mut placed: Vec<(usize, f64)> = column.iter().map(|n| (*n, place(*n))).collect();
        placed.sort_by(|a, b| a.1.total_cmp(&b.1));
        *column = placed.iter().map(|(n, _)| *n).collect();
        column.iter().enumerate().for_each(|(r, n)| row[*n] = r as f64);
    }
}
