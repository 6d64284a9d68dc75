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
    User,
    Manual,
    Service,
    Rule,
}

/// Whether the legal clock runs while the task is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum ClockPolicy {
    #[default]
    Runs,
    Pauses,
}

/// A task with what the extension element says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskDef {
    pub id: String,
    pub name: String,
    pub kind: TaskKind,
    /// "clerk", "officer", "unit_head", "leader", "registry".
    pub role: Option<String>,
    pub post: Option<String>,
    /// Working minutes allowed.
    pub minutes: Option<i64>,
    pub form: Option<String>,
    pub letters: Vec<String>,
    pub clock: ClockPolicy,
    pub signature: bool,
    pub service: Option<String>,
    pub description: Option<String>,
}

/// When a timer runs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerSpec {
    WorkingMinutes(i64),
    /// Minutes of ordinary time.
    Duration(i64),
    /// A local date and time.
    At(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NodeKind {
    Start,
    End { terminate: bool },
    Task,
    Exclusive,
    Parallel,
    Inclusive,
    Boundary { attached: usize, interrupting: bool, timer: TimerSpec },
    Wait { timer: TimerSpec },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub id: String,
    pub name: String,
    pub line: u32,
    pub kind: NodeKind,
    pub task: Option<usize>,
    pub incoming: Vec<usize>,
    pub outgoing: Vec<usize>,
    pub default: Option<usize>,
    /// Boundary events attached to this task.
    pub boundary: Vec<usize>,
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
    pub id: String,
    pub name: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) tasks: Vec<TaskDef>,
    /// The document as read, with what the engine does not use.
    pub(crate) source: Element,
}

/// A line of the definition's drawing as a table: what leads to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Path {
    pub from: String,
    pub to: String,
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
        self.tasks.iter().filter_map(|t| t.minutes).sum()
    }

    /// The flows as a table, for who does not see the diagram.
    pub fn paths(&self) -> Vec<Path> {
        let label = |i: usize| {
            let n = &self.nodes[i];
            if n.name.is_empty() { n.id.clone() } else { n.name.clone() }
        };
        let show = |f: &Flow| match (&f.condition, f.name.is_empty()) {
            (_, false) => f.name.clone(),
            (Some(c), _) => c.source().to_owned(),
            (None, true) => String::new(),
        };
        self.flows.iter().map(|f| Path { from: label(f.from), to: label(f.to), condition: show(f) }).collect()
    }
}
