//! A review: begun, filled in page by page, costed, handed in, and assessed. Accepting it begins the proposals it leads to.

use forms::{Answers, Context, Form};
use kernel::error::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::{Begun, Deed, Ground, needed, only_in};
use crate::cost::Study;
use crate::findings::{Summary, summary};
use crate::model::{Examined, Proposal, ProposalStatus, Remark, Review, ReviewStatus, Step};

/// Begins the work; whoever begins it holds it.
///
/// # Errors
/// "status".
pub fn start(r: &mut Review, g: &Ground<'_>) -> Result<Deed, Refusal> {
    only_in(r.status, &[ReviewStatus::Planned], r.status.label())?;
    r.status = ReviewStatus::Running;
    r.officer = g.who;
    Ok(Deed::new("review.started", json!({})))
}

fn open(r: &Review) -> Result<(), Refusal> {
    only_in(r.status, &[ReviewStatus::Planned, ReviewStatus::Running], r.status.label())
}

fn examined<'a>(r: &'a mut Review, code: &str) -> Result<&'a mut Examined, Refusal> {
    let found = r.procedures.iter_mut().find(|p| p.subject.code == code);
    found.ok_or_else(|| Refusal::new("gone", format!("Cuộc rà soát này không có thủ tục {code}.")))
}

/// Keeps one page of a procedure's question bank. What is not yet right is kept as typed; only handing in checks it.
///
/// # Errors
/// "status", "gone".
pub fn fill(r: &mut Review, g: &Ground<'_>, (code, page): (&str, usize), answers: Answers) -> Result<Deed, Refusal> {
    open(r)?;
    let one = examined(r, code)?;
    one.answers = answers;
    if !one.seen.contains(&page) {
        one.seen.push(page);
        one.seen.sort_unstable();
    }
    if r.status == ReviewStatus::Planned {
        (r.status, r.officer) = (ReviewStatus::Running, g.who);
    }
    Ok(Deed::new("review.filled", json!({ "code": code, "page": page + 1 })))
}

/// Keeps a procedure's cost study.
///
/// # Errors
/// What [`Study::check`] and the sums refuse.
pub fn cost(r: &mut Review, code: &str, study: Study) -> Result<Deed, Refusal> {
    open(r)?;
    study.check()?;
    let out = crate::cost::outcome(&study)?;
    crate::cost::sensitivity(&study)?;
    examined(r, code)?.study = Some(study);
    let body = json!({ "code": code, "before": out.before, "after": out.after, "saving": out.saving });
    Ok(Deed::new("review.costed", body))
}

/// What still keeps a review from being handed in, in words, one a line, with its code and page where it has one.
pub fn missing(r: &Review, bank: &Form, g: &Ground<'_>) -> Vec<(String, Option<usize>, String)> {
    let mut all = vec![];
    for p in &r.procedures {
        let code = &p.subject.code;
        for (n, page) in bank.pages().iter().enumerate() {
            let errors = bank.validate(&p.answers, &Context { today: g.today, page: Some(n) });
            if !p.seen.contains(&n) {
                all.push((code.clone(), Some(n), format!("{code}: chưa làm phần “{}”", page.title.vi)));
            } else if !errors.is_empty() {
                let text = format!("{code}: phần “{}” còn {} nội dung chưa đúng", page.title.vi, errors.len());
                all.push((code.clone(), Some(n), text));
            }
        }
        if p.study.is_none() {
            all.push((code.clone(), None, format!("{code}: chưa tính chi phí tuân thủ")));
        }
    }
    all
}

/// Hands the finished review in.
///
/// # Errors
/// "missing" with the first thing that is not done and how many there are.
pub fn hand_in(r: &mut Review, g: &Ground<'_>, (bank, conclusion): (&Form, &str)) -> Result<Deed, Refusal> {
    only_in(r.status, &[ReviewStatus::Running], r.status.label())?;
    r.conclusion = needed(conclusion, "conclusion", "kết luận chung của đơn vị rà soát")?;
    let left = missing(r, bank, g);
    if let Some((_, _, first)) = left.first() {
        let text = format!("Chưa gửi được: còn {} việc. Việc đầu tiên: {first}.", left.len());
        return Err(Refusal::new("missing", text).law(g.law.article("content")));
    }
    r.status = ReviewStatus::HandedIn;
    r.handed_in_at = Some(g.now);
    Ok(Deed::new("review.handed_in", json!({ "conclusion": r.conclusion })))
}

/// Gives it back for more work.
///
/// # Errors
/// "required" without a reason.
pub fn give_back(r: &mut Review, g: &Ground<'_>, reason: &str) -> Result<Deed, Refusal> {
    only_in(r.status, &[ReviewStatus::HandedIn], r.status.label())?;
    let text = needed(reason, "reason", "nội dung cần hoàn thiện")?;
    r.remarks.push(Remark { at: g.now, by: g.who, text: text.clone() });
    r.status = ReviewStatus::Running;
    Ok(Deed::new("review.given_back", json!({ "reason": text })))
}

/// Accepts it; every procedure that should change becomes a proposal in the same batch.
///
/// # Errors
/// "status".
pub fn accept(r: &mut Review, g: &mut Ground<'_>, (bank, note): (&Form, &str)) -> Result<Deed, Refusal> {
    only_in(r.status, &[ReviewStatus::HandedIn], r.status.label())?;
    let note = kernel::text::clean(note);
    if !note.is_empty() {
        r.remarks.push(Remark { at: g.now, by: g.who, text: note });
    }
    (r.status, r.accepted_at) = (ReviewStatus::Accepted, Some(g.now));
    let mut begun = vec![];
    for p in &r.procedures {
        if let Some(found) = summary(bank, p, g.law.parts()) {
            let id = (g.ids)();
            begun.push(Begun::Proposal(Box::new(proposal(r, (id, p), found, g))));
        }
    }
    let body = json!({ "proposals": begun.len() });
    Ok(Deed { begun, ..Deed::new("review.accepted", body) })
}

fn proposal(r: &Review, (id, p): (Uuid, &Examined), found: Summary, g: &Ground<'_>) -> Proposal {
    let first = Step {
        status: ProposalStatus::Proposed,
        on: g.today,
        number: String::new(),
        note: String::new(),
        by: g.who,
        file: None,
    };
    Proposal {
        tenant: r.tenant,
        id,
        unit: r.unit,
        year: r.year,
        status: ProposalStatus::Proposed,
        review: r.id,
        subject: p.subject.clone(),
        change: found.change,
        content: found.content,
        reason: found.reason,
        texts: found.texts,
        authority: String::new(),
        cost: found.cost,
        once: found.once,
        limits: found.limits,
        steps: vec![first],
        carried: None,
        measured: None,
        changed_at: g.now,
    }
}
