//! A BPMN file to a definition. Everything outside the executable subset is refused with the element, its line and the
//! reason; all problems of a file are told at once.

mod event;
mod node;
mod shape;
mod task;

use std::collections::HashMap;

use crate::feel::Expression;
use crate::model::{ClockPolicy, Definition, Flow, Node, NodeKind, Problem, TaskDef};
use crate::xml::{self, Element, Space};

/// More elements than any office's process has; the instance names them by sixteen bits.
const LARGEST: usize = 5_000;

/// Reads a BPMN 2.0 file.
///
/// # Errors
/// Every problem found: element id, name, line, and a Vietnamese reason with what to do. Never panics, whatever the text.
pub fn parse(bpmn_xml: &str) -> Result<Definition, Vec<Problem>> {
    let source = xml::read(bpmn_xml.trim_start_matches('\u{feff}')).map_err(|p| vec![p])?;
    if !source.is(Space::Bpmn, "definitions") {
        let reason = "Không phải tệp BPMN 2.0 (phần tử gốc phải là definitions). Chọn đúng tệp .bpmn.";
        return Err(vec![source.problem(reason)]);
    }
    let process = choose(&source).map_err(|p| vec![p])?;
    let mut b = Builder { names: References::of(&source), ..Builder::default() };
    b.lanes(process);
    b.collect(process, None);
    b.link();
    if b.problems.is_empty() {
        shape::examine(&mut b);
    }
    b.wait();
    if !b.problems.is_empty() {
        b.problems.sort_by_key(|p| p.line);
        return Err(b.problems);
    }
    let id = process.get("id").unwrap_or("process").to_owned();
    let name = process.get("name").or_else(|| source.get("name")).unwrap_or(&id).to_owned();
    let print = fingerprint(&b.nodes, &b.flows);
    let pauses = b.tasks.iter().any(|t| t.clock == ClockPolicy::Pauses);
    Ok(Definition { id, name, nodes: b.nodes, flows: b.flows, tasks: b.tasks, print, pauses, source })
}

/// The process to carry out: the only one, or the only one marked executable.
fn choose(source: &Element) -> Result<&Element, Problem> {
    let all: Vec<&Element> = source.all(Space::Bpmn, "process").collect();
    let marked: Vec<&Element> = all.iter().copied().filter(|p| p.get("isExecutable") == Some("true")).collect();
    match (all.as_slice(), marked.as_slice()) {
        ([one], _) | (_, [one]) => Ok(one),
        ([], _) => Err(source.problem("Tệp không có quy trình (process) nào. Vẽ quy trình rồi lưu lại.")),
        _ => Err(source.problem("Tệp có nhiều quy trình. Đánh dấu isExecutable=\"true\" cho đúng một quy trình.")),
    }
}

/// The language a condition names, when it is not FEEL: its words could mean something else there.
fn foreign_language(c: &Element) -> Option<&str> {
    let language = c.get("language").map(str::trim).filter(|l| !l.is_empty())?;
    (!language.to_ascii_lowercase().contains("feel")).then_some(language)
}

/// FNV-1a over ids and flows: an instance of another definition is noticed.
fn fingerprint(nodes: &[Node], flows: &[Flow]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut feed = |bytes: &[u8]| {
        for b in bytes.iter().chain(&[0]) {
            hash = (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193);
        }
    };
    nodes.iter().for_each(|n| feed(n.id.as_bytes()));
    for f in flows {
        feed(&(f.from as u64).to_le_bytes());
        feed(&(f.to as u64).to_le_bytes());
    }
    hash
}

/// What stands beside the process and is referred to by id.
#[derive(Default)]
struct References {
    /// Messages and signals: id to name.
    names: HashMap<String, String>,
    /// Errors: id to code.
    errors: HashMap<String, String>,
}

impl References {
    fn of(source: &Element) -> References {
        let mut out = References::default();
        for e in source.children.iter().filter(|c| c.space == Space::Bpmn) {
            let Some(id) = e.get("id").map(str::to_owned) else { continue };
            match e.local() {
                "message" | "signal" => {
                    let name = e.get("name").unwrap_or(&id).to_owned();
                    out.names.insert(id, name);
                }
                "error" => {
                    let code = e.get("errorCode").or(e.get("name")).unwrap_or(&id).to_owned();
                    out.errors.insert(id, code);
                }
                _ => {}
            }
        }
        out
    }
}

#[derive(Default)]
struct Builder<'a> {
    nodes: Vec<Node>,
    flows: Vec<Flow>,
    tasks: Vec<TaskDef>,
    problems: Vec<Problem>,
    ids: HashMap<&'a str, usize>,
    /// Elements that need a second look once all ids are known.
    waiting: Vec<(&'a Element, usize)>,
    arrows: Vec<(&'a Element, Option<usize>)>,
    lane_of: HashMap<String, String>,
    names: References,
}

const BESIDE: [&str; 18] = [
    "documentation",
    "extensionElements",
    "laneSet",
    "ioSpecification",
    "property",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "textAnnotation",
    "association",
    "group",
    "category",
    "incoming",
    "outgoing",
    "multiInstanceLoopCharacteristics",
    "resourceRole",
    "auditing",
    "monitoring",
];

impl<'a> Builder<'a> {
    fn refuse(&mut self, e: &Element, reason: impl Into<String>) {
        self.problems.push(e.problem(reason));
    }

    fn lanes(&mut self, process: &Element) {
        let mut open: Vec<&Element> = process.all(Space::Bpmn, "laneSet").collect();
        while let Some(e) = open.pop() {
            if e.local() == "lane" {
                let name = e.get("name").unwrap_or_default();
                for r in e.all(Space::Bpmn, "flowNodeRef").filter(|_| !name.is_empty()) {
                    self.lane_of.entry(r.text.trim().to_owned()).or_insert_with(|| name.to_owned());
                }
            }
            open.extend(e.children.iter().filter(|c| matches!(c.local(), "lane" | "childLaneSet")));
        }
    }

    /// Takes in the elements of a process or sub-process.
    fn collect(&mut self, holder: &'a Element, scope: Option<usize>) {
        for e in holder.children.iter().filter(|c| c.space == Space::Bpmn) {
            match e.local() {
                "sequenceFlow" => self.arrows.push((e, scope)),
                local if BESIDE.contains(&local) => {}
                _ => self.element(e, scope),
            }
        }
    }

    fn element(&mut self, e: &'a Element, scope: Option<usize>) {
        let Some(id) = e.get("id").filter(|i| !i.is_empty()) else {
            return self.refuse(e, "Phần tử không có mã (id). Đặt mã cho phần tử.");
        };
        if self.nodes.len() >= LARGEST {
            if self.nodes.len() == LARGEST && self.problems.is_empty() {
                self.refuse(e, "Quy trình có quá 5.000 phần tử. Tách thành nhiều quy trình.");
            }
            return;
        }
        let index = self.nodes.len();
        if self.ids.insert(id, index).is_some() {
            return self.refuse(e, "Mã (id) bị trùng. Đặt mã khác cho một trong các phần tử.");
        }
        let kind = match node::kind(self, e) {
            Ok(kind) => kind,
            // Kept as a place so that flows to it are not reported a second time.
            Err(reason) => {
                self.refuse(e, reason);
                NodeKind::Exclusive
            }
        };
        let sub = matches!(kind, NodeKind::Sub { .. });
        let task = (kind == NodeKind::Task).then(|| task::read(self, e));
        let multi = node::multi(self, e);
        self.nodes.push(Node {
            id: id.to_owned(),
            name: e.get("name").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
            line: e.line,
            kind,
            scope,
            task,
            incoming: vec![],
            outgoing: vec![],
            default: None,
            boundary: vec![],
            events: vec![],
            multi,
            outcome: e.extension("end").and_then(|x| x.get("outcome")).map(str::to_owned),
        });
        self.waiting.push((e, index));
        if sub {
            self.collect(e, Some(index));
        }
    }

    /// Joins flows, default flows and boundary events to their nodes.
    fn link(&mut self) {
        for (e, scope) in std::mem::take(&mut self.arrows) {
            if let Err(reason) = self.arrow(e, scope) {
                self.refuse(e, reason);
            }
        }
        for (e, index) in std::mem::take(&mut self.waiting) {
            if let Some(default) = e.get("default").filter(|d| !d.is_empty()) {
                let found = self.nodes[index].outgoing.iter().copied().find(|f| self.flows[*f].id == default);
                if found.is_none() {
                    self.refuse(
                        e,
                        format!("Nhánh mặc định “{default}” không đi ra từ phần tử này. Chọn lại nhánh mặc định."),
                    );
                }
                self.nodes[index].default = found;
            }
            if e.local() == "boundaryEvent" {
                self.attach(e, index);
            }
        }
    }

    /// Notes which events each place waits for.
    fn wait(&mut self) {
        for index in 0..self.nodes.len() {
            let n = &self.nodes[index];
            self.nodes[index].events = match n.kind {
                NodeKind::Catch(_) => vec![index],
                NodeKind::EventBased => n.outgoing.iter().map(|f| self.flows[*f].to).collect(),
                _ => n.boundary.clone(),
            };
        }
    }

    fn arrow(&mut self, e: &Element, scope: Option<usize>) -> Result<(), String> {
        if self.flows.len() >= 2 * LARGEST {
            return Err("Quy trình có quá 10.000 đường nối. Tách thành nhiều quy trình.".into());
        }
        let end = |attribute: &str| {
            let id = e.get(attribute).unwrap_or_default();
            let found = self.ids.get(id).copied().filter(|i| self.nodes[*i].scope == scope);
            found.ok_or_else(|| format!("Đường nối trỏ tới “{id}” không có trong cùng quy trình. Nối lại hai đầu."))
        };
        let (from, to) = (end("sourceRef")?, end("targetRef")?);
        let condition = match e.child("conditionExpression") {
            Some(c) if foreign_language(c).is_some() => {
                let language = foreign_language(c).unwrap_or_default();
                return Err(format!("Điều kiện viết bằng “{language}”. Viết lại điều kiện bằng FEEL."));
            }
            Some(c) if !c.text.trim().is_empty() => Some(Expression::parse(&c.text).map_err(|x| {
                format!("Điều kiện “{}” sai: {x}. Sửa lại điều kiện theo cú pháp FEEL.", c.text.trim())
            })?),
            _ => None,
        };
        let index = self.flows.len();
        let id = e.get("id").map_or_else(|| format!("flow_{index}"), str::to_owned);
        self.flows.push(Flow { id, name: e.get("name").unwrap_or_default().to_owned(), from, to, condition });
        self.nodes[from].outgoing.push(index);
        self.nodes[to].incoming.push(index);
        Ok(())
    }

    fn attach(&mut self, e: &Element, index: usize) {
        let host = e.get("attachedToRef").and_then(|id| self.ids.get(id).copied());
        let fits = |h: &usize| {
            matches!(self.nodes[*h].kind, NodeKind::Task | NodeKind::Sub { .. } | NodeKind::Call(_))
                && self.nodes[*h].scope == self.nodes[index].scope
        };
        let Some(host) = host.filter(fits) else {
            return self.refuse(e, "Sự kiện biên không gắn vào công việc nào. Gắn lại vào một công việc.");
        };
        if let NodeKind::Boundary { attached, .. } = &mut self.nodes[index].kind {
            *attached = host;
            self.nodes[host].boundary.push(index);
        }
    }
}
