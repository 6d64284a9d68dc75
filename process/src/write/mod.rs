//! The way back to BPMN 2.0: the document as read, unknown extensions included; a drawing is added when there is none.

mod layout;

use std::fmt::Write;

use crate::model::{Definition, NodeKind};
use crate::xml::{self, Element, Space};
use layout::{Box, Layout};

/// Text as it stands in XML, in content and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            // Other control characters are not allowed in XML at all.
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

fn element(e: &Element, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    // Writing into a String cannot fail.
    let _ = write!(out, "{pad}<{}", e.name);
    for (name, value) in &e.attributes {
        let value = escape(value).replace('\n', "&#10;").replace('\t', "&#9;");
        let _ = write!(out, " {name}=\"{value}\"");
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

/// The definition as a BPMN 2.0 document that any modeller opens; a drawing from left to right is added when the file
/// has none. Reading it again gives the same definition.
pub fn export(def: &Definition) -> String {
    let mut root = def.source.clone();
    if !root.children.iter().any(|c| c.is(Space::Diagram, "BPMNDiagram")) {
        let mut drawing = diagram(def);
        for (prefix, uri) in [("bpmndi", xml::DI), ("dc", xml::DC), ("di", xml::DD)] {
            let name = format!("xmlns:{prefix}");
            let bound = root.attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v == uri);
            match bound {
                Some(true) => {}
                // The file means something else by this prefix: ours holds inside the drawing only.
                Some(false) => drawing.attributes.push((name, uri.to_owned())),
                None => root.attributes.push((name, uri.to_owned())),
            }
        }
        root.children.push(drawing);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    element(&root, 0, &mut out);
    out
}

fn make(name: &str, attributes: &[(&str, String)], children: Vec<Element>) -> Element {
    let attributes = attributes.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    Element { name: name.into(), space: Space::Diagram, attributes, children, ..Element::default() }
}

fn diagram(def: &Definition) -> Element {
    let layout = Layout::of(def);
    let mut parts = vec![];
    for (i, n) in def.nodes.iter().enumerate() {
        let Box { x, y, w, h } = layout.boxes[i];
        let size = [("x", x), ("y", y), ("width", w), ("height", h)].map(|(n, v)| (n, v.to_string()));
        let mut shape = vec![("id", format!("{}_di", n.id)), ("bpmnElement", n.id.clone())];
        if matches!(n.kind, NodeKind::Sub { .. }) {
            shape.push(("isExpanded", "true".into()));
        }
        if n.kind == NodeKind::Exclusive {
            shape.push(("isMarkerVisible", "true".into()));
        }
        parts.push(make("bpmndi:BPMNShape", &shape, vec![make("dc:Bounds", &size, vec![])]));
    }
    for (i, f) in def.flows.iter().enumerate() {
        let point = |(x, y): &(i32, i32)| make("di:waypoint", &[("x", x.to_string()), ("y", y.to_string())], vec![]);
        let points = layout.line(def, i).iter().map(point).collect();
        let edge = [("id", format!("{}_di", f.id)), ("bpmnElement", f.id.clone())];
        parts.push(make("bpmndi:BPMNEdge", &edge, points));
    }
    let plane = make("bpmndi:BPMNPlane", &[("id", "plane".into()), ("bpmnElement", def.id.clone())], parts);
    make("bpmndi:BPMNDiagram", &[("id", "diagram".into())], vec![plane])
}
