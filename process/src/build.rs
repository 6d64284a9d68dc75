//! From the BPMN document to a definition: the executable subset is taken, anything else that would run is refused with its
//! id, name, line and reason; drawings, notes and foreign extensions are kept for the way back.

use std::collections::HashMap;

use crate::feel::Expression;
use crate::model::{ClockPolicy, Definition, Flow, Node, NodeKind, Problem, TaskDef, TaskKind, TimerSpec};
use crate::xml::{self, Element};

const MOST: usize = 5_000;

/// Elements without meaning for the run.
const SILENT: [&str; 12] = [
    "laneSet",
    "textAnnotation",
    "association",
    "documentation",
    "extensionElements",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "group",
    "property",
    "ioSpecification",
    "category",
];

/// Reads a BPMN 2.0 document with one executable process.
///
/// # Errors
/// Every problem found, with element id, name, line and reason. Never panics, whatever the text.
pub fn parse(bpmn: &str) -> Result<Definition, Vec<Problem>> {
    let root = xml::read(bpmn).map_err(|p| vec![p])?;
    if root.local() != "definitions" {
        return Err(vec![root.problem("Tệp không phải BPMN 2.0: phần tử gốc phải là definitions.")]);
    }
    let processes: Vec<&Element> = root.all("process").collect();
    let runnable = processes.iter().find(|p| p.get("isExecutable") == Some("true")).or(processes.first());
    let Some(process) = runnable else { return Err(vec![root.problem("Tệp không có quy trình (process) nào.")]) };
    let mut builder = Builder::default();
    builder.nodes(process);
    builder.flows(process);
    builder.attach(process);
    builder.shape();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    Ok(Definition {
        id: process.get("id").unwrap_or("process").to_owned(),
        name: process.get("name").unwrap_or_default().to_owned(),
        nodes: builder.nodes,
        flows: builder.flows,
        tasks: builder.tasks,
        source: root.clone(),
    })
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    flows: Vec<Flow>,
    tasks: Vec<TaskDef>,
    index: HashMap<String, usize>,
    problems: Vec<Problem>,
}

/// "PT8H", "P2D", "PT30M" as minutes of ordinary time.
fn duration(text: &str) -> Option<i64> {
    let rest = text.trim().strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut minutes = 0_i64;
    let mut part = |text: &str, units: &[(char, i64)]| -> Option<()> {
        let mut number = String::new();
        for c in text.chars() {
            if c.is_ascii_digit() {
                number.push(c);
            } else {
                let (_, scale) = units.iter().find(|(u, _)| *u == c)?;
                minutes = minutes.checked_add(number.parse::<i64>().ok()?.checked_mul(*scale)?)?;
                number.clear();
            }
        }
        number.is_empty().then_some(())
    };
    part(days, &[('W', 7 * 24 * 60), ('D', 24 * 60)])?;
    part(time, &[('H', 60), ('M', 1)])?;
    Some(minutes)
}

/// "4" or "0,5" working hours as minutes.
fn hours(text: &str) -> Option<i64> {
    let hours: f64 = text.trim().replace(',', ".").parse().ok()?;
    ((0.0..=100_000.0).contains(&hours)).then(|| (hours * 60.0).round() as i64)
}

impl Builder {
    fn wrong(&mut self, e: &Element, reason: impl Into<String>) {
        self.problems.push(e.problem(reason));
    }

    fn nodes(&mut self, process: &Element) {
        for e in &process.children {
            let kind = match e.local() {
                "sequenceFlow" | "boundaryEvent" => continue,
                "startEvent" => self.plain_event(e, NodeKind::Start),
                "endEvent" => {
                    let terminate = e.child("terminateEventDefinition").is_some();
                    if terminate {
                        Some(NodeKind::End { terminate })
                    } else {
                        self.plain_event(e, NodeKind::End { terminate })
                    }
                }
                "userTask" | "manualTask" | "serviceTask" | "businessRuleTask" | "task" | "sendTask" => {
                    self.task(e);
                    Some(NodeKind::Task)
                }
                "exclusiveGateway" => Some(NodeKind::Exclusive),
                "parallelGateway" => Some(NodeKind::Parallel),
                "inclusiveGateway" => Some(NodeKind::Inclusive),
                "intermediateCatchEvent" => self.timer(e).map(|timer| NodeKind::Wait { timer }),
                name if SILENT.contains(&name) || !e.name.contains(':') && SILENT.contains(&name) => None,
                name => {
                    let reason = format!(
                        "Phần tử {name} chưa chạy được. Dùng userTask, serviceTask, manualTask, businessRuleTask, cổng exclusive, parallel, inclusive, sự kiện bắt đầu, kết thúc và hẹn giờ."
                    );
                    self.wrong(e, reason);
                    None
                }
            };
            if let Some(kind) = kind {
                let task = (kind == NodeKind::Task).then(|| self.tasks.len().saturating_sub(1));
                self.add(e, kind, task);
            }
        }
    }

    fn add(&mut self, e: &Element, kind: NodeKind, task: Option<usize>) {
        let Some(id) = e.get("id").filter(|id| !id.is_empty()) else { return self.wrong(e, "Phần tử thiếu id.") };
        if self.nodes.len() >= MOST {
            return self.wrong(e, "Quy trình có quá nhiều phần tử.");
        }
        if self.index.insert(id.to_owned(), self.nodes.len()).is_some() {
            return self.wrong(e, format!("Id {id} dùng hai lần."));
        }
        self.nodes.push(Node {
            id: id.to_owned(),
            name: e.get("name").unwrap_or_default().to_owned(),
            line: e.line,
            kind,
            task,
            incoming: vec![],
            outgoing: vec![],
            default: None,
            boundary: vec![],
        });
    }

    fn plain_event(&mut self, e: &Element, kind: NodeKind) -> Option<NodeKind> {
        let special = e.children.iter().find(|c| c.local().ends_with("EventDefinition"));
        match special {
            None => Some(kind),
            Some(d) => {
                self.wrong(
                    e,
                    format!("Sự kiện {} chưa chạy được ở vị trí này. Dùng sự kiện thường hoặc hẹn giờ.", d.local()),
                );
                None
            }
        }
    }

    fn timer(&mut self, e: &Element) -> Option<TimerSpec> {
        let Some(d) = e.child("timerEventDefinition") else {
            self.wrong(e, "Chỉ dùng được sự kiện hẹn giờ ở vị trí này.");
            return None;
        };
        let own = e.child("extensionElements").and_then(|x| x.child("timer")).and_then(|t| t.get("hours"));
        let spec = match (own, d.child("timeDuration"), d.child("timeDate")) {
            (Some(h), _, _) => hours(h).map(TimerSpec::WorkingMinutes),
            (None, Some(t), _) => duration(&t.text).map(TimerSpec::Duration),
            (None, None, Some(t)) => Some(TimerSpec::At(t.text.trim().to_owned())),
            _ => None,
        };
        if spec.is_none() {
            self.wrong(
                e,
                "Không đọc được thời gian hẹn. Ghi như PT8H, P2D, hoặc motcua:timer hours=\"8\" cho giờ làm việc.",
            );
        }
        spec
    }

    fn task(&mut self, e: &Element) {
        let own = e.child("extensionElements").and_then(|x| x.child("task"));
        let get = |name: &str| own.and_then(|o| o.get(name)).map(str::to_owned).filter(|v| !v.is_empty());
        let minutes = match get("hours") {
            None => None,
            Some(text) => {
                let read = hours(&text);
                if read.is_none() {
                    self.wrong(e, format!("Số giờ “{text}” không đọc được. Ghi số giờ làm việc, ví dụ 4 hoặc 0,5."));
                }
                read
            }
        };
        let script = e
            .children
            .iter()
            .find(|c| matches!(c.local(), "multiInstanceLoopCharacteristics" | "standardLoopCharacteristics"));
        if let Some(s) = script {
            self.wrong(e, format!("{} chưa chạy được.", s.local()));
        }
        self.tasks.push(TaskDef {
            id: e.get("id").unwrap_or_default().to_owned(),
            name: e.get("name").unwrap_or_default().to_owned(),
            kind: match e.local() {
                "serviceTask" | "sendTask" => TaskKind::Service,
                "businessRuleTask" => TaskKind::Rule,
                "manualTask" => TaskKind::Manual,
                _ => TaskKind::User,
            },
            role: get("role"),
            post: get("post"),
            minutes,
            form: get("form"),
            letters: get("letters").map(|l| l.split(',').map(|p| p.trim().to_owned()).collect()).unwrap_or_default(),
            clock: if get("clock").as_deref() == Some("pauses") { ClockPolicy::Pauses } else { ClockPolicy::Runs },
            signature: get("signature").as_deref() == Some("required"),
            service: get("service"),
            description: e.child("documentation").map(|d| d.text.trim().to_owned()).filter(|d| !d.is_empty()),
        });
    }

    fn flows(&mut self, process: &Element) {
        for e in process.all("sequenceFlow") {
            let end = |which: &str| {
                let id = e.get(which).unwrap_or_default();
                let found = self.index.get(id).copied();
                (found, id.to_owned())
            };
            let ((from, from_id), (to, to_id)) = (end("sourceRef"), end("targetRef"));
            // A boundary event is attached later; its flows are added with it.
            let boundary = process.all("boundaryEvent").any(|b| b.get("id") == Some(from_id.as_str()));
            match (from, to) {
                (Some(from), Some(to)) => self.flow(e, from, to),
                (None, Some(_)) if boundary => {}
                (None, _) => self.wrong(e, format!("Luồng xuất phát từ phần tử không có: {from_id}.")),
                (_, None) => self.wrong(e, format!("Luồng đi tới phần tử không có: {to_id}.")),
            }
        }
        for e in &process.children {
            let (Some(default), Some(&node)) = (e.get("default"), e.get("id").and_then(|id| self.index.get(id))) else {
                continue;
            };
            let found = self.nodes[node].outgoing.iter().copied().find(|f| self.flows[*f].id == default);
            match found {
                Some(f) => self.nodes[node].default = Some(f),
                None => self.wrong(e, format!("Nhánh mặc định {default} không xuất phát từ phần tử này.")),
            }
        }
    }

    fn flow(&mut self, e: &Element, from: usize, to: usize) {
        let condition = match e.child("conditionExpression").map(|c| c.text.trim()).filter(|t| !t.is_empty()) {
            None => None,
            Some(text) => match Expression::parse(text) {
                Ok(x) => Some(x),
                Err(why) => return self.wrong(e, format!("Điều kiện “{text}” không đọc được: {why}.")),
            },
        };
        let at = self.flows.len();
        if at >= MOST {
            return self.wrong(e, "Quy trình có quá nhiều luồng.");
        }
        self.nodes[from].outgoing.push(at);
        self.nodes[to].incoming.push(at);
        let text = |name| e.get(name).unwrap_or_default().to_owned();
        self.flows.push(Flow { id: text("id"), name: text("name"), from, to, condition });
    }

    fn attach(&mut self, process: &Element) {
        for e in process.all("boundaryEvent") {
            let host = e.get("attachedToRef").and_then(|id| self.index.get(id)).copied();
            let Some(host) = host.filter(|h| self.nodes[*h].kind == NodeKind::Task) else {
                self.wrong(e, "Sự kiện biên phải gắn vào một việc (task) có trong quy trình.");
                continue;
            };
            let Some(timer) = self.timer(e) else { continue };
            let interrupting = e.get("cancelActivity") != Some("false");
            let at = self.nodes.len();
            self.add(e, NodeKind::Boundary { attached: host, interrupting, timer }, None);
            if self.nodes.len() > at {
                self.nodes[host].boundary.push(at);
                let id = e.get("id").unwrap_or_default().to_owned();
                for f in process.all("sequenceFlow").filter(|f| f.get("sourceRef") == Some(id.as_str())) {
                    match f.get("targetRef").and_then(|t| self.index.get(t)).copied() {
                        Some(to) => self.flow(f, at, to),
                        None => self.wrong(f, "Luồng đi tới phần tử không có."),
                    }
                }
            }
        }
    }

    /// What every definition must have for a run to make sense at all; `check` looks deeper.
    fn shape(&mut self) {
        let mut found = vec![];
        let whole =
            |reason: &str| Problem { element: String::new(), name: String::new(), line: 1, reason: reason.into() };
        if !self.nodes.iter().any(|n| n.kind == NodeKind::Start) {
            found.push(whole("Quy trình không có sự kiện bắt đầu."));
        }
        if !self.nodes.iter().any(|n| matches!(n.kind, NodeKind::End { .. })) {
            found.push(whole("Quy trình không có sự kiện kết thúc."));
        }
        for n in &self.nodes {
            let say = |reason: &str| Problem {
                element: n.id.clone(),
                name: n.name.clone(),
                line: n.line,
                reason: reason.into(),
            };
            let (ins, outs) = (n.incoming.len(), n.outgoing.len());
            match n.kind {
                NodeKind::End { .. } if outs > 0 => found.push(say("Sự kiện kết thúc không được có luồng đi ra.")),
                NodeKind::End { .. } => {}
                _ if outs == 0 => found.push(say("Không có luồng đi ra: quy trình sẽ dừng ở đây mà không kết thúc.")),
                _ => {}
            }
            if ins == 0 && !matches!(n.kind, NodeKind::Start | NodeKind::Boundary { .. }) {
                found.push(say("Không có luồng đi vào: phần tử này không bao giờ được chạy."));
            }
        }
        self.problems.extend(found);
    }
}
