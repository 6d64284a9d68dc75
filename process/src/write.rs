//! The way back to BPMN 2.0: the document as read, unknown extensions included; a drawing is added when there is none.

use std::collections::HashMap;
use std::fmt::Write;

use crate::model::{Definition, NodeKind};
use crate::xml::Element;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn element(e: &Element, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    // Writing into a String cannot fail.
    let _ = write!(out, "{pad}<{}", e.name);
    for (name, value) in &e.attributes {
        let _ = write!(out, " {name}=\"{}\"", escape(value).replace('\n', "&#10;"));
    }
    let text = e.text.trim();
    if e.children.is_empty() && text.is_empty() {
        out.push_str("/>\n");
    } else if e.children.is_empty() {
        let _ = writeln!(out, ">{}</{}>", escape(text), e.name);
    } else {
        out.push_str(">\n");
        if !text.is_empty() {
            let _ = writeln!(out, "{pad}  {}", escape(text));
        }
        for c in &e.children {
            element(c, depth + 1, out);
        }
        let _ = writeln!(out, "{pad}</{}>", e.name);
    }
}

/// The definition as a BPMN 2.0 document with a drawing.
pub fn export(def: &Definition) -> String {
    let mut root = def.source.clone();
    if root.child("BPMNDiagram").is_none() {
        root.children.push(diagram(def));
        let has = |root: &Element, name: &str| root.attributes.iter().any(|(n, _)| n == name);
        for (name, value) in [
            ("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
            ("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"),
            ("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"),
        ] {
            if !has(&root, name) {
                root.attributes.push((name.into(), value.into()));
            }
        }
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(&root, 0, &mut out);
    out
}

fn make(name: &str, attributes: &[(&str, String)], children: Vec<Element>) -> Element {
    let attributes = attributes.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    Element { name: name.into(), attributes, children, ..Element::default() }
}

/// Columns by distance from the start, rows within a column.
fn places(def: &Definition) -> Vec<(usize, usize)> {
    let mut column = vec![usize::MAX; def.nodes.len()];
    let mut queue: std::collections::VecDeque<usize> =
        def.nodes.iter().enumerate().filter(|(_, n)| n.kind == NodeKind::Start).map(|(i, _)| i).collect();
    for &s in &queue {
        column[s] = 0;
    }
    while let Some(n) = queue.pop_front() {
        let flows = def.nodes[n].outgoing.iter().map(|f| def.flows[*f].to);
        for next in flows.chain(def.nodes[n].boundary.iter().copied()) {
            if column[next] == usize::MAX {
                column[next] = column[n] + usize::from(!matches!(def.nodes[next].kind, NodeKind::Boundary { .. }));
                queue.push_back(next);
            }
        }
    }
    let mut rows: HashMap<usize, usize> = HashMap::new();
    column
        .into_iter()
        .map(|c| {
            let c = if c == usize::MAX { 0 } else { c };
            let row = rows.entry(c).or_default();
            *row += 1;
            (c, *row - 1)
        })
        .collect()
}

fn bounds(def: &Definition, i: usize, places: &[(usize, usize)]) -> (usize, usize, usize, usize) {
    let (column, row) = places[i];
    let (x, y) = (160 + column * 170, 80 + row * 120);
    match &def.nodes[i].kind {
        NodeKind::Task => (x, y, 110, 80),
        NodeKind::Boundary { attached, .. } => {
            let (hx, hy, _, hh) = bounds(def, *attached, places);
            (hx + 70, hy + hh - 18, 36, 36)
        }
        NodeKind::Start | NodeKind::End { .. } | NodeKind::Wait { .. } => (x + 37, y + 22, 36, 36),
        _ => (x + 30, y + 15, 50, 50),
    }
}

fn diagram(def: &Definition) -> Element {
    let places = places(def);
    let mut parts = vec![];
    for (i, n) in def.nodes.iter().enumerate() {
        let (x, y, w, h) = bounds(def, i, &places);
        let size = [("x", x), ("y", y), ("width", w), ("height", h)].map(|(n, v)| (n, v.to_string()));
        let shape = [("id", format!("{}_di", n.id)), ("bpmnElement", n.id.clone())];
        parts.push(make("bpmndi:BPMNShape", &shape, vec![make("dc:Bounds", &size, vec![])]));
    }
    for f in &def.flows {
        let (a, b) = (bounds(def, f.from, &places), bounds(def, f.to, &places));
        let point = |x: usize, y: usize| make("di:waypoint", &[("x", x.to_string()), ("y", y.to_string())], vec![]);
        let ends = vec![point(a.0 + a.2, a.1 + a.3 / 2), point(b.0, b.1 + b.3 / 2)];
        parts.push(make("bpmndi:BPMNEdge", &[("id", format!("{}_di", f.id)), ("bpmnElement", f.id.clone())], ends));
    }
    let plane = make("bpmndi:BPMNPlane", &[("id", "plane".into()), ("bpmnElement", def.id.clone())], parts);
    make("bpmndi:BPMNDiagram", &[("id", "diagram".into())], vec![plane])
}
