//! The chain from decision to posting as to-dos: what a change leaves to be done, until when, and by what it was closed. What
//! stands on which part is law data; deciding what to raise is pure.

use jiff::civil::Date;
use kernel::spelled;
use kernel::time::{Timestamp, date};
use kernel::working_time::Calendar;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock;
use super::law::{Anchor, Law};
use super::model::DecisionKind;
use crate::model::{Channel, Version};
use crate::rules;

spelled! {
    /// What is to be done.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    TodoKind {
        Process = "process", "Quy trình cần cập nhật";
        Form = "form", "Biểu mẫu cần cập nhật";
        Posting = "posting", "Niêm yết cần thay";
        National = "national", "Cơ sở dữ liệu quốc gia cần cập nhật";
        Limit = "limit", "Thời hạn cần đối chiếu với quy trình";
        Draft = "draft", "Dự thảo cần cập nhật";
    }
}

/// How a to-do was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// By what, in words: "Niêm yết phiên bản 2 ngày 03/06/2024".
    pub by: String,
    /// The account that did it.
    pub account: Option<Uuid>,
}

/// What a to-do holds beside its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TodoBody {
    /// The parts that changed, in words.
    pub why: String,
    /// What raised it: the version with its decision.
    pub cause: String,
    /// The version to be shown; 0 when the procedure is to be taken down.
    pub version: i64,
    /// The same version is to be posted anew, because a form changed.
    pub reposting: bool,
    pub decision: Option<Uuid>,
    pub law: String,
    pub closed: Option<Closed>,
}

/// A to-do. `unit` is the desk it is for; nil when it is the control officer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    pub id: Uuid,
    pub open: bool,
    pub kind: TodoKind,
    pub code: String,
    pub unit: Uuid,
    pub due_on: Date,
    pub body: TodoBody,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// What raises to-dos: a version that follows another, or ends a procedure.
#[derive(Debug, Clone)]
pub struct Cause<'a> {
    pub before: Option<&'a Version>,
    pub after: &'a Version,
    /// "Quyết định 15/QĐ-UBND ngày 20/05/2024".
    pub words: String,
    pub decision: Option<Uuid>,
    pub kind: DecisionKind,
    pub shortened: bool,
    pub signed_on: Date,
}

impl<'a> Cause<'a> {
    /// A version published without a decision of its own: by hand, or from a file.
    pub fn direct(before: Option<&'a Version>, after: &'a Version, day: Date) -> Cause<'a> {
        Cause {
            before,
            after,
            words: after.note.clone().unwrap_or_else(|| format!("Phiên bản {}", after.number)),
            decision: None,
            kind: DecisionKind::List,
            shortened: false,
            signed_on: day,
        }
    }
}

/// A to-do before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    pub kind: TodoKind,
    pub unit: Uuid,
    pub due_on: Date,
    pub body: TodoBody,
}

/// The due day of a rule in the chain.
pub fn due_on(
    law: &Law,
    rule: &str,
    (kind, shortened, signed, effective): (DecisionKind, bool, Date, Date),
) -> (Date, String) {
    // Internal procedures and processes borrow the limits of lists where they have none of their own.
    let found =
        law.limit(rule, (kind, shortened), signed).or_else(|| law.limit(rule, (DecisionKind::List, shortened), signed));
    let Some(rule) = found else { return (effective, String::new()) };
    let anchor = match rule.anchor {
        Anchor::DecisionSigned | Anchor::TextSigned => signed,
        Anchor::DecisionEffective | Anchor::TextEffective => effective,
    };
    let cal: &Calendar = &law.calendar;
    // A year the calendar does not hold yet: the anchor itself is the safe, earlier day.
    (clock::due(rule, anchor, cal).unwrap_or(anchor), rule.law.clone())
}

/// What a new version leaves to be done along the chain. `desks` are the units that post the procedure.
pub fn raised(c: &Cause<'_>, law: &Law, desks: &[Uuid]) -> Vec<Raised> {
    if c.after.parts.internal() {
        return vec![];
    }
    let ended = c.after.valid_to.filter(|_| c.before.is_some_and(|b| b.parts == c.after.parts));
    let changed = c.before.map_or(vec![], |b| rules::differences(&b.parts, &c.after.parts));
    let mut all = vec![];
    for link in &law.chain {
        let Some(kind) = TodoKind::parse(&link.kind) else { continue };
        let touched: Vec<&str> =
            changed.iter().filter(|d| link.parts.contains(&d.part)).map(|d| d.part.label()).collect();
        let why = match (c.before, ended) {
            (_, Some(_)) if matches!(kind, TodoKind::Posting | TodoKind::National) => "Thủ tục bị bãi bỏ".to_owned(),
            (_, Some(_)) => continue,
            (None, _)
                if kind == TodoKind::Form && !c.after.parts.channels.iter().any(|t| t.channel == Channel::Online) =>
            {
                continue;
            }
            (None, _) => "Thủ tục mới".to_owned(),
            (Some(_), _) if touched.is_empty() => continue,
            (Some(_), _) => touched.join(", "),
        };
        let effective = ended.and_then(|d| d.tomorrow().ok()).unwrap_or(c.after.valid_from);
        let (due_on, article) = due_on(law, &link.rule, (c.kind, c.shortened, c.signed_on, effective));
        let version = if ended.is_some() { 0 } else { c.after.number };
        let body = TodoBody {
            why,
            cause: c.words.clone(),
            version,
            reposting: false,
            decision: c.decision,
            law: article,
            closed: None,
        };
        let units: Vec<Uuid> = if kind == TodoKind::Posting { desks.to_vec() } else { vec![Uuid::nil()] };
        all.extend(units.into_iter().map(|unit| Raised { kind, unit, due_on, body: body.clone() }));
    }
    all
}

/// An open to-do that meets another change: the newer version is to be shown, the earlier day stands, the reasons add up.
pub fn joined(open: &Todo, more: &Raised) -> Todo {
    let mut next = open.clone();
    let known: Vec<&str> = open.body.why.split(", ").collect();
    let new: Vec<&str> = more.body.why.split(", ").filter(|w| !known.contains(w)).collect();
    next.body = more.body.clone();
    next.body.why = known.iter().chain(&new).copied().collect::<Vec<_>>().join(", ");
    next.due_on = open.due_on.min(more.due_on);
    next
}

impl Todo {
    /// Whether what a place now shows is what the to-do asks for.
    pub fn met_by(&self, (number, on): (i64, Date)) -> bool {
        let opened = kernel::time::local(self.opened_at).date();
        // A reposting for a changed form must be newer than the change; a new version may be posted before its day.
        number == self.body.version && (number == 0 || on >= opened || !self.body.reposting)
    }

    /// "Hạn 27/05/2024".
    pub fn due_words(&self) -> String {
        date(self.due_on)
    }
}
