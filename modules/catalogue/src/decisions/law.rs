//! The law of publication as data: time limits in both clocks, the checklist of quality control, the chain, the surfaces, the
//! words of the documents. Read once from `law/publication`; a wrong file is told by its name.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::working_time::Calendar;
use platform::App;
use platform::web::Failure;
use serde::Deserialize;

use super::model::DecisionKind;
use crate::model::Level;
use crate::rules::Part;

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Days without regard to weekends (ngày).
    Day,
    /// Working days (ngày làm việc).
    WorkingDay,
}

/// Before or after the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Before,
    After,
}

/// The day a limit is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    TextEffective,
    TextSigned,
    DecisionSigned,
    DecisionEffective,
}

impl Anchor {
    /// The words of the anchor.
    pub fn label(self) -> &'static str {
        match self {
            Anchor::TextEffective => "ngày văn bản có hiệu lực",
            Anchor::TextSigned => "ngày ký ban hành văn bản",
            Anchor::DecisionSigned => "ngày ký quyết định công bố",
            Anchor::DecisionEffective => "ngày quyết định có hiệu lực",
        }
    }
}

/// One time limit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRule {
    pub id: String,
    pub what: String,
    pub kinds: Vec<DecisionKind>,
    pub authority: String,
    /// For texts of the shortened order only, or for the others only; for both when not said.
    pub shortened: Option<bool>,
    pub amount: i64,
    pub clock: ClockKind,
    pub direction: Direction,
    pub anchor: Anchor,
    /// The first day the rule is law.
    pub from: Date,
    pub to: Option<Date>,
    pub law: String,
    pub mark: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    authority: String,
    rule: Vec<LimitRule>,
}

/// One item of the checklist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    pub id: String,
    pub text: String,
    pub law: String,
    pub kinds: Vec<DecisionKind>,
    /// What is computed beforehand.
    #[serde(default)]
    pub auto: String,
    pub mark: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Checklist {
    checker_differs: bool,
    item: Vec<CheckItem>,
}

/// One link of the chain: which parts something stands on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub kind: String,
    pub title: String,
    pub parts: Vec<Part>,
    pub rule: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    link: Vec<Link>,
}

/// Which units post the procedures of a level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskRule {
    pub level: Level,
    pub kinds: Vec<String>,
    pub unit_level: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Surfaces {
    law: String,
    desk: Vec<DeskRule>,
}

/// Who signs for whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerWords {
    pub authority: String,
    pub title: String,
    pub suffix: String,
}

/// The drafting agency on its papers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyWords {
    pub title: String,
    pub suffix: String,
    pub check_suffix: String,
}

/// The grounds every decision names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseWords {
    pub always: Vec<String>,
    pub before_2025: Vec<String>,
    pub since_2025: Vec<String>,
    pub changeover: Date,
    pub proposal: String,
}

/// The words of a kind of decision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionWords {
    pub name: String,
    pub summary: String,
    pub articles: Vec<String>,
    pub recipients: Vec<String>,
}

/// The words of the submission.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionWords {
    pub name: String,
    pub summary: String,
    pub purposes: HashMap<String, String>,
    pub addressee: String,
    pub paragraphs: Vec<String>,
    pub recipients: Vec<String>,
}

/// The head of the record of quality control.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWords {
    pub name: String,
    pub summary: String,
}

/// All document texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    pub from: Date,
    pub layout: String,
    pub signer: SignerWords,
    pub agency: AgencyWords,
    pub bases: BaseWords,
    pub list: DecisionWords,
    pub full: DecisionWords,
    pub internal: DecisionWords,
    pub process: DecisionWords,
    pub submission: SubmissionWords,
    pub check: CheckWords,
}

impl Documents {
    /// The words of a kind.
    pub fn of(&self, kind: DecisionKind) -> &DecisionWords {
        match kind {
            DecisionKind::List => &self.list,
            DecisionKind::Full => &self.full,
            DecisionKind::Internal => &self.internal,
            DecisionKind::Process => &self.process,
        }
    }
}

/// The law of publication.
#[derive(Debug, Clone)]
pub struct Law {
    authority: String,
    limits: Vec<LimitRule>,
    pub checker_differs: bool,
    checklist: Vec<CheckItem>,
    pub chain: Vec<Link>,
    pub desks: Vec<DeskRule>,
    pub surfaces_law: String,
    pub documents: Documents,
    pub calendar: Calendar,
}

fn file<T: serde::de::DeserializeOwned>(app: &App, name: &str) -> Result<T, Failure> {
    let path = format!("publication/{name}.toml");
    let text = app.law().get(&path).ok_or_else(|| Failure::Internal(format!("law/{path} is missing")))?;
    toml::from_str(text).map_err(|e| Failure::Internal(format!("law/{path}: {e}")))
}

impl Law {
    fn read(app: &App) -> Result<Law, Failure> {
        let limits: Limits = file(app, "deadlines")?;
        let checklist: Checklist = file(app, "checklist")?;
        let chain: Chain = file(app, "chain")?;
        let surfaces: Surfaces = file(app, "surfaces")?;
        let calendar = Calendar::from_files(app.law().under("calendars/"));
        let law = Law {
            authority: limits.authority,
            limits: limits.rule,
            checker_differs: checklist.checker_differs,
            checklist: checklist.item,
            chain: chain.link,
            desks: surfaces.desk,
            surfaces_law: surfaces.law,
            documents: file(app, "documents")?,
            calendar: calendar.map_err(|e| Failure::Internal(e.to_string()))?,
        };
        let lost = law.chain.iter().find(|l| !law.limits.iter().any(|r| r.id == l.rule));
        match lost {
            Some(link) => Err(Failure::Internal(format!(
                "law/publication/chain.toml: thời hạn “{}” không có trong deadlines.toml",
                link.rule
            ))),
            None => Ok(law),
        }
    }

    /// The limits of a kind of decision on a day, in the order of the file.
    pub fn limits(&self, kind: DecisionKind, shortened: Option<bool>, on: Date) -> Vec<&LimitRule> {
        let fits = |r: &&LimitRule| {
            r.authority == self.authority
                && r.kinds.contains(&kind)
                && (r.shortened.is_none() || r.shortened == shortened)
                && r.from <= on
                && r.to.is_none_or(|to| to >= on)
        };
        self.limits.iter().filter(fits).collect()
    }

    /// One limit by its name; `kind` and order as of the decision.
    pub fn limit(&self, id: &str, (kind, shortened): (DecisionKind, bool), on: Date) -> Option<&LimitRule> {
        self.limits(kind, Some(shortened), on).into_iter().find(|r| r.id == id)
    }

    /// The checklist of a kind of decision.
    pub fn checklist(&self, kind: DecisionKind) -> Vec<&CheckItem> {
        self.checklist.iter().filter(|i| i.kinds.contains(&kind)).collect()
    }
}

/// The law as kept; read at the first use.
pub fn law(app: &App) -> Result<std::sync::Arc<Law>, Failure> {
    app.cached(Law::read)
}
