//! What a filled question bank says: parts found not necessary, not reasonable or not lawful, and the changes proposed. Pure:
//! it reads the bank's answers by the names of the parts in law, so a new bank needs no code.

use forms::{Answers, Form};
use kernel::money::Dong;
use kernel::text::fold;
use serde_json::Value;

use crate::cost::{outcome, per_case};
use crate::law::Named;
use crate::model::{Change, Examined, LegalText};

/// What is wrong with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Unnecessary,
    Unreasonable,
    Unlawful,
}

impl Fault {
    pub const ALL: [(Fault, &'static str); 3] =
        [(Fault::Unnecessary, "necessary"), (Fault::Unreasonable, "reasonable"), (Fault::Unlawful, "lawful")];

    /// As papers write it.
    pub fn label(self) -> &'static str {
        match self {
            Fault::Unnecessary => "không cần thiết",
            Fault::Unreasonable => "không hợp lý",
            Fault::Unlawful => "không hợp pháp",
        }
    }
}

/// One part with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part's name, or the component's.
    pub part: String,
    pub faults: Vec<Fault>,
    pub change: Option<Change>,
    pub proposal: String,
    pub reason: String,
    /// The provision to change, as written in the bank.
    pub text: String,
}

impl Finding {
    /// "không cần thiết, không hợp lý".
    pub fn faults_text(&self) -> String {
        self.faults.iter().map(|f| f.label()).collect::<Vec<_>>().join(", ")
    }
}

fn change(option: &str) -> Option<Change> {
    match option {
        "amend" => Some(Change::Amend),
        "replace" => Some(Change::Replace),
        "abolish" => Some(Change::Abolish),
        _ => None,
    }
}

struct Reading<'a>(&'a Value);

impl Reading<'_> {
    fn text(&self, name: &str) -> String {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    }

    fn is_no(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool) == Some(false)
    }

    fn finding(&self, before: &str, part: String) -> Option<Finding> {
        let at = |name: &str| format!("{before}{name}");
        let faults: Vec<Fault> =
            Fault::ALL.into_iter().filter(|(_, name)| self.is_no(&at(name))).map(|(f, _)| f).collect();
        let change = change(&self.text(&at("option")));
        (change.is_some() || !faults.is_empty()).then(|| Finding {
            part,
            faults,
            change,
            proposal: self.text(&at("proposal")),
            reason: self.text(&at("why")),
            text: self.text(&at("text")),
        })
    }
}

/// Everything found, in the order of the parts; components stand before the rest of their part.
pub fn findings(bank: &Form, answers: &Answers, parts: &[Named]) -> Vec<Finding> {
    let value = bank.value(answers);
    let mut all = vec![];
    for part in parts {
        if part.key == "sets" {
            for row in value.get("components").and_then(Value::as_array).into_iter().flatten() {
                let row = Reading(row);
                all.extend(row.finding("", row.text("component")));
            }
        }
        all.extend(Reading(&value).finding(&format!("{}_", part.key), part.label.clone()));
    }
    all
}

/// What a procedure's findings come to as one proposal; none when everything is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub change: Change,
    pub content: String,
    pub reason: String,
    pub texts: Vec<LegalText>,
    pub limits: Option<(String, String)>,
    pub cost: Option<(Dong, Dong)>,
    pub once: Option<(Dong, Dong)>,
}

/// The proposal that follows from one procedure's review.
pub fn summary(bank: &Form, examined: &Examined, parts: &[Named]) -> Option<Summary> {
    let value = bank.value(&examined.answers);
    let read = Reading(&value);
    let found = findings(bank, &examined.answers, parts);
    let with_change: Vec<&Finding> = found.iter().filter(|f| f.change.is_some()).collect();
    let whole = change(&read.text("whole_option"));
    // A paper abolished does not abolish the procedure: only the conclusion on the whole does.
    let change = whole.or_else(|| (!with_change.is_empty()).then_some(Change::Amend))?;
    let line = |f: &&Finding| format!("{}: {}", f.part, f.proposal);
    let mut content: Vec<String> = with_change.iter().map(line).collect();
    let (now, then) = (read.text("time_limit"), read.text("time_proposed"));
    let limits = (!then.is_empty()).then(|| (now.clone(), then.clone()));
    if limits.is_some() && !with_change.iter().any(|f| f.proposal.contains(&then)) {
        content.push(format!("Thời hạn giải quyết: từ {now} còn {then}"));
    }
    let mut reasons: Vec<String> = found.iter().map(|f| f.reason.clone()).filter(|r| !r.is_empty()).collect();
    reasons.dedup();
    let mut texts: Vec<LegalText> = vec![];
    for f in with_change.iter().filter(|f| !f.text.is_empty()) {
        let text = LegalText { text: f.text.clone(), provision: String::new() };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let study = examined.study.as_ref();
    Some(Summary {
        change,
        content: content.join("\n"),
        reason: reasons.join("\n"),
        texts,
        limits,
        cost: study.and_then(|s| outcome(s).ok()).map(|o| (o.before, o.after)),
        once: study.and_then(|s| per_case(s).ok()),
    })
}

/// A paper that a chain of procedures asks for more than once, or that an earlier one has already given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub paper: String,
    /// Codes that ask for it, in the order of the chain.
    pub asked_by: Vec<String>,
    /// The earlier procedure whose result it is.
    pub result_of: Option<String>,
}

/// One procedure of a chain, as the catalogue has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    pub code: String,
    pub components: Vec<String>,
    pub results: Vec<String>,
}

/// Papers asked twice along a chain, and papers that are results of a step before (NĐ 63/2010 Điều 29: review by group).
pub fn chain(pieces: &[Piece]) -> Vec<Link> {
    let mut links: Vec<Link> = vec![];
    for (at, piece) in pieces.iter().enumerate() {
        for paper in &piece.components {
            let folded = fold(paper);
            let given = pieces.iter().take(at).find(|p| p.results.iter().any(|r| named(&folded, &fold(r))));
            match links.iter_mut().find(|l| fold(&l.paper) == folded) {
                Some(link) => {
                    if !link.asked_by.contains(&piece.code) {
                        link.asked_by.push(piece.code.clone());
                    }
                }
                None => links.push(Link {
                    paper: paper.clone(),
                    asked_by: vec![piece.code.clone()],
                    result_of: given.map(|p| p.code.clone()),
                }),
            }
        }
    }
    links.retain(|l| l.asked_by.len() > 1 || l.result_of.is_some());
    links
}

/// Whether a component's folded name speaks of a result: names below two words are too common to say.
fn named(component: &str, result: &str) -> bool {
    result.split(' ').count() > 2 && component.contains(result)
}
