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
        let mut layout = Layout { boxes: vec![Box::default(); def.nodes.len()] };
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
            for (b, _) in layout.boxes.iter_mut().zip(&def.nodes).filter(|(_, m)| m.scope == Some(i)) {
                b.x += x;
                b.y += y;
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
        if below {
            let from = (a.x + a.w / 2, a.y + a.h);
            let turn = from.1 + 20;
            return vec![from, (from.0, turn), (enter.0 - 20, turn), (enter.0 - 20, enter.1), enter];
        }
        let leave = (a.x + a.w, a.y + a.h / 2);
        if b.x >= a.x + a.w {
            if leave.1 == enter.1 {
                return vec![leave, enter];
            }
            let middle = enter.0 - GAP / 2;
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
    out
}
