//! A reading as a BPMN 2.0 document: the steps one after another, who and how long beside each, and a drawing.

use std::fmt::Write;

use super::{Reading, Step};
use crate::write::escape;

/// A step's name has at most this many words; the whole text stays in the documentation.
const WORDS: usize = 16;

/// A short name for a step: its first sentence or clause.
fn short(what: &str) -> String {
    let first = what.trim_start_matches(['-', ' ', '+', '*']).split(['.', ';', '\n']).next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    if words.len() <= WORDS {
        return words.join(" ");
    }
    // A name that stops in the middle of a phrase reads badly: stop at a comma where there is one.
    let cut = words[..WORDS].iter().rposition(|w| w.ends_with(',')).map_or(WORDS, |i| i + 1);
    words[..cut].join(" ").trim_end_matches(',').to_owned()
}

/// Hours for the extension element: enough decimals to keep every minute.
fn hours(minutes: i64) -> String {
    let text = format!("{:.4}", minutes as f64 / 60.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn task(out: &mut String, id: &str, s: &Step) {
    let name = Some(short(&s.what)).filter(|n| !n.is_empty()).unwrap_or_else(|| s.number.clone());
    let hours = s.minutes.map_or_else(String::new, |m| format!(" hours=\"{}\"", hours(m)));
    // The agency is said with the post, unless the post says it already.
    let who = match &s.agency {
        Some(a) if !kernel::text::fold(&s.who).contains(&kernel::text::fold(a)) => format!("{}, {a}", s.who),
        _ => s.who.clone(),
    };
    let (name, what, who) = (escape(&name), escape(&s.what), escape(who.trim_start_matches([',', ' '])));
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        r#"<bpmn:userTask id="{id}" name="{name}"><bpmn:documentation>{what}</bpmn:documentation><bpmn:extensionElements><motcua:task role="{}" post="{who}"{hours}/></bpmn:extensionElements></bpmn:userTask>"#,
        s.role
    );
}

/// A lane for each agency, where steps are spread over several.
fn lanes(out: &mut String, reading: &Reading) {
    let mut agencies: Vec<&str> = vec![];
    for agency in reading.steps.iter().filter_map(|s| s.agency.as_deref()) {
        if !agencies.contains(&agency) {
            agencies.push(agency);
        }
    }
    if agencies.len() < 2 {
        return;
    }
    out.push_str(r#"<bpmn:laneSet id="agencies">"#);
    for (n, agency) in agencies.iter().enumerate() {
        let _ = write!(out, r#"<bpmn:lane id="agency{}" name="{}">"#, n + 1, escape(agency));
        for (i, _) in reading.steps.iter().enumerate().filter(|(_, s)| s.agency.as_deref() == Some(agency)) {
            let _ = write!(out, "<bpmn:flowNodeRef>step{}</bpmn:flowNodeRef>", i + 1);
        }
        out.push_str("</bpmn:lane>");
    }
    out.push_str("</bpmn:laneSet>");
}

/// The reading as a BPMN 2.0 document; `id` becomes the process id.
pub fn bpmn(id: &str, reading: &Reading) -> String {
    let (id, title) = (escape(id), escape(&reading.title));
    let mut out = format!(
        r#"<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="https://motcua.vn/bpmn/1" id="{id}_definitions" targetNamespace="https://motcua.vn/bpmn/1"><bpmn:process id="{id}" name="{title}" isExecutable="true">"#
    );
    lanes(&mut out, reading);
    out.push_str(r#"<bpmn:startEvent id="start" name="Nhận hồ sơ"/>"#);
    let mut before = "start".to_owned();
    let flow = |out: &mut String, from: &str, to: &str| {
        let _ = write!(out, r#"<bpmn:sequenceFlow id="{from}_{to}" sourceRef="{from}" targetRef="{to}"/>"#);
    };
    for (i, s) in reading.steps.iter().enumerate() {
        let step = format!("step{}", i + 1);
        task(&mut out, &step, s);
        flow(&mut out, &before, &step);
        before = step;
    }
    out.push_str(r#"<bpmn:endEvent id="end" name="Đã xử lý xong"/>"#);
    flow(&mut out, &before, "end");
    out.push_str("</bpmn:process></bpmn:definitions>");
    // Through the reader and back: what is handed out is known to load, and has a drawing.
    crate::parse(&out).map_or(out, |def| crate::export(&def))
}
