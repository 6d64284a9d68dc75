//! The interpreter: tokens walk the definition; what people and the world must do comes back as effects.
//! Pure: the same signals over the same data give the same instance, and a refused signal changes nothing.

mod event;
mod events;
mod facts;
mod instance;
mod join;
mod multi;
mod runner;
mod walk;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Definition, Node, NodeKind, TimerSpec, Trigger};
pub(crate) use event::{Event, timer};
pub(crate) use facts::{Data, Facts, Turns};
pub use instance::Instance;
pub use runner::Runner;
pub(crate) use walk::Walk;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// A task, service call or called process is done.
    Complete { task: String, token: u32 },
    /// A timer has run out; `element` is the event's id.
    Timer { token: u32, element: String },
    /// A message came; the longest waiting event of that name takes it.
    Message { name: String },
    /// A signal was given; every event of that name takes it.
    Broadcast { name: String },
    /// A task, service call or called process failed with a business error.
    Error { token: u32, element: String, code: String },
    /// The whole instance is given up.
    Cancel,
}

/// What is to be done. A token stands for one visit of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Give a person the task.
    OpenTask { token: u32, element: String },
    /// The task is over: done, overtaken by an event, or given up.
    CloseTask { token: u32, element: String },
    /// Send `Signal::Timer` with the same token and element when the time has run out.
    StartTimer { token: u32, element: String, after: TimerSpec },
    /// The timer is of no use any more.
    CancelTimer { token: u32, element: String },
    /// A service or rule task: carry it out, then complete it.
    Call { token: u32, element: String, service: String },
    /// Start another process, and complete this when it has ended.
    CallProcess { token: u32, element: String, process: String },
    /// The process waits for a message (or signal) of this name.
    AwaitMessage { token: u32, element: String, name: String },
    /// Send a message to who takes part.
    SendMessage { element: String, name: String },
    /// Give a signal to all.
    Broadcast { element: String, name: String },
    /// The legal clock stops.
    PauseClock,
    /// The legal clock goes on.
    ResumeClock,
    /// The process is over. The outcome is the end event's, an error's code, or "cancelled".
    Ended { element: String, outcome: Option<String> },
}

/// Why a signal was not taken. The instance stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The process is over.
    #[error("quy trình đã kết thúc; tải lại trang để xem kết quả")]
    Ended,
    /// Nothing of this name waits (any more).
    #[error("không có việc hoặc sự kiện “{0}” đang chờ; có thể người khác đã làm xong, hãy tải lại trang")]
    NoSuchTask(String),
    /// No start event of this name, or none to choose by itself.
    #[error("không có sự kiện bắt đầu “{0}”; chọn một sự kiện bắt đầu của quy trình")]
    NoSuchStart(String),
    /// A choice with these data leads nowhere.
    #[error("không nhánh nào sau “{0}” thỏa điều kiện và không có nhánh mặc định; kiểm tra dữ liệu của hồ sơ")]
    NoPath(String),
    /// Automatic steps go round for ever.
    #[error("quy trình quay vòng không dừng ở “{0}”; sửa lại quy trình")]
    Endless(String),
    /// Only joining gateways wait, for branches that will not come.
    #[error("quy trình kẹt ở “{0}” vì chờ một nhánh không bao giờ tới; sửa lại quy trình")]
    Stuck(String),
    /// A repeated activity has no usable number of items.
    #[error("số lần lặp của “{0}” không phải số nguyên từ 0 đến 1.000 hoặc danh sách; kiểm tra dữ liệu của hồ sơ")]
    Count(String),
    /// A business error that no boundary event takes.
    #[error("lỗi “{0}” không có sự kiện nào xử lý; thêm sự kiện lỗi ở biên công việc")]
    Uncaught(String),
    /// A decision table gives no answer.
    #[error("{0}")]
    Undecided(String),
    /// The instance belongs to another version of the definition.
    #[error("trạng thái đã lưu thuộc phiên bản quy trình khác; mở hồ sơ bằng đúng phiên bản hoặc chuyển phiên bản")]
    OtherDefinition,
}

type Stepped = Result<(Instance, Vec<Effect>), StepError>;

/// Starts an instance at the plain start event (or the only one there is); `data` is read by conditions.
///
/// # Errors
/// No path holds, an endless round, or several start events none of which is plain.
pub fn start(def: &Definition, data: &Value) -> Stepped {
    started(def, None, data)
}

/// Starts an instance at the named start event, when its message, signal or time has come.
///
/// # Errors
/// As [`start`]; also when the process has no such start event.
pub fn start_at(def: &Definition, element: &str, data: &Value) -> Stepped {
    started(def, Some(element), data)
}

fn started(def: &Definition, element: Option<&str>, data: &Value) -> Stepped {
    let mut runner = Runner::new(def);
    let instance = runner.start(element, data)?;
    Ok((instance, runner.effects().collect()))
}

/// Where [`start`] begins: the plain start event, or the only one there is.
pub(crate) fn beginning(def: &Definition) -> Option<usize> {
    let starts = || (0..def.nodes.len()).filter(|i| is_start(&def.nodes[*i]));
    let plain = starts().find(|i| def.nodes[*i].kind == NodeKind::Start(Trigger::None));
    plain.or_else(|| (starts().count() == 1).then(|| starts().next()).flatten())
}

fn is_start(n: &Node) -> bool {
    n.scope.is_none() && matches!(n.kind, NodeKind::Start(_))
}

/// Gives a signal to an instance; `data` is read by conditions.
///
/// # Errors
/// The instance has ended, nothing waits for the signal, no path holds, or the instance is of another definition.
pub fn step(def: &Definition, instance: &Instance, signal: &Signal, data: &Value) -> Stepped {
    let mut runner = Runner::new(def);
    let mut next = instance.clone();
    runner.step(&mut next, signal, data)?;
    Ok((next, runner.effects().collect()))
}
