//! A process definition as the engine walks it: nodes and flows by index, tasks with what our extension says of them.

use serde::{Deserialize, Serialize};

use crate::feel::Expression;
use crate::xml::Element;

/// What is wrong with a definition, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The element's id.
    pub element: String,
    /// The element's name, for people.
    pub name: String,
    /// The line of the file, from 1.
    pub line: u32,
    /// Vietnamese: why, and what to do.
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "dòng {}: ", self.line)?;
        if !self.element.is_empty() {
            write!(f, "{} ", self.element)?;
        }
        if !self.name.is_empty() {
            write!(f, "“{}” ", self.name)?;
        }
        f.write_str(&self.reason)
    }
}

/// Who carries a task out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TaskKind {
    /// A person, on screen.
    User,
    /// A person, away from the screen; ticked off afterwards.
    Manual,
    /// A program.
    Service,
    /// A decision table.
    Rule,
}

/// Whether the legal clock runs while the task is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum ClockPolicy {
    /// The time of the task counts.
    #[default]
    Runs,
    /// The time of the task does not count (waiting for the applicant, say).
    Pauses,
}

/// A task with what the extension element says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskDef {
    /// The BPMN element id.
    pub id: String,
    /// The name on the diagram.
    pub name: String,
    /// Who carries it out.
    pub kind: TaskKind,
    /// "clerk", "officer", "unit_head", "leader", "registry".
    pub role: Option<String>,
    /// The unit or person in words; the lane's name where the extension gives none.
    pub post: Option<String>,
    /// Working minutes allowed.
    pub minutes: Option<i64>,
    /// The form or checklist to fill in.
    pub form: Option<String>,
    /// Numbers of the legal forms the task produces.
    pub letters: Vec<String>,
    /// Whether the legal clock runs meanwhile.
    pub clock: ClockPolicy,
    /// Whether the task ends with a signature.
    pub signature: bool,
    /// The service or decision table a program calls.
    pub service: Option<String>,
    /// The name under which conditions read the answer of the service or decision table.
    pub result: Option<String>,
    /// The BPMN documentation.
    pub description: Option<String>,
}

/// When a timer runs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerSpec {
    /// Minutes by the working calendar.
    WorkingMinutes(i64),
    /// Minutes of ordinary time.
    Duration(i64),
    /// A local date and time.
    At(String),
}

/// What an event waits for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Trigger {
    None,
    Timer(TimerSpec),
    Message(String),
    Signal(String),
    /// An error by code, or any.
    Error(Option<String>),
}

/// What an event gives out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Throw {
    None,
    Message(String),
    Signal(String),
    Terminate,
    Error(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeKind {
    Start(Trigger),
    End(Throw),
    Task,
    /// An embedded sub-process; `start` is the node it begins at.
    Sub {
        start: usize,
    },
    /// Another process by its id.
    Call(String),
    Exclusive,
    Parallel,
    Inclusive,
    EventBased,
    Boundary {
        attached: usize,
        interrupting: bool,
        trigger: Trigger,
    },
    Catch(Trigger),
    Throw(Throw),
}

/// A task or sub-process done once for each item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Multi {
    pub sequential: bool,
    /// A number, or a list whose items are counted.
    pub count: Expression,
    /// Enough are done.
    pub until: Option<Expression>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub id: String,
    pub name: String,
    pub line: u32,
    pub kind: NodeKind,
    /// The sub-process it stands in.
    pub scope: Option<usize>,
    pub task: Option<usize>,
    pub incoming: Vec<usize>,
    pub outgoing: Vec<usize>,
    pub default: Option<usize>,
    /// Boundary events attached to this activity.
    pub boundary: Vec<usize>,
    /// The events a token here waits for: itself, those after an event-based gateway, or those at the edge.
    pub events: Vec<usize>,
    pub multi: Option<Multi>,
    /// What an end event means for the case.
    pub outcome: Option<String>,
}

impl Node {
    /// The name, or the id where there is none.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem { element: self.id.clone(), name: self.name.clone(), line: self.line, reason: reason.into() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flow {
    pub id: String,
    pub name: String,
    pub from: usize,
    pub to: usize,
    pub condition: Option<Expression>,
}

/// An immutable process definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The BPMN process id.
    pub id: String,
    /// The process's name.
    pub name: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) tasks: Vec<TaskDef>,
    /// Tells an instance of this definition from one of another.
    pub(crate) print: u32,
    /// Whether any task stops the legal clock.
    pub(crate) pauses: bool,
    /// The document as read, with what the engine does not use.
    pub(crate) source: Element,
}

/// A line of the diagram as a table: what leads to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Path {
    /// The name of the element it leaves.
    pub from: String,
    /// The name of the element it reaches.
    pub to: String,
    /// The flow's name, else its condition, else nothing.
    pub condition: String,
}

impl Definition {
    /// The tasks in document order.
    pub fn tasks(&self) -> impl Iterator<Item = &TaskDef> {
        self.tasks.iter()
    }

    /// A task by its element id.
    pub fn task(&self, id: &str) -> Option<&TaskDef> {
        self.tasks.iter().find(|t| t.id == id)
    }

    /// The working minutes of all tasks together; tasks without a time count nothing.
    pub fn total_minutes(&self) -> i64 {
        self.tasks.iter().filter_map(|t| t.minutes).fold(0, i64::saturating_add)
    }

    /// The working hours of all tasks together.
    pub fn total_hours(&self) -> f64 {
        self.total_minutes() as f64 / 60.0
    }

    /// The name of any element of the diagram by its id.
    pub fn element_name(&self, id: &str) -> Option<&str> {
        self.nodes.iter().find(|n| n.id == id).map(|n| n.name.as_str())
    }

    /// The flows as a table, for who does not see the diagram.
    pub fn paths(&self) -> Vec<Path> {
        let show = |f: &Flow| match (&f.condition, f.name.is_empty()) {
            (_, false) => f.name.clone(),
            (Some(c), _) => c.source().to_owned(),
            (None, true) => String::new(),
        };
        let label = |i: usize| self.nodes[i].label().to_owned();
        self.flows.iter().map(|f| Path { from: label(f.from), to: label(f.to), condition: show(f) }).collect()
    }
}
