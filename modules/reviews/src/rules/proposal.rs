//! Proposals: what is to change and who may change it, and the steps đề xuất → đánh giá chất lượng → thông qua → thực thi →
//! hoàn thành, each with its day and its document (NĐ 63/2010 Điều 31).

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::money::Dong;
use serde_json::json;

use super::{Deed, Ground, needed, only_in};
use crate::model::{Carried, Change, LegalText, Measured, Proposal, ProposalStatus, Step};

/// What a person may correct before it is adopted.
#[derive(Debug, Clone)]
pub struct Edit {
    pub change: Change,
    pub content: String,
    pub reason: String,
    pub texts: Vec<LegalText>,
    pub authority: String,
}

/// Corrects a proposal.
///
/// # Errors
/// At the field; "status" once it is adopted.
pub fn edit(p: &mut Proposal, g: &Ground<'_>, e: Edit) -> Result<Deed, Refusal> {
    only_in(p.status, &[ProposalStatus::Proposed, ProposalStatus::Assessed], p.status.label())?;
    p.change = e.change;
    p.content = needed(&e.content, "content", "nội dung đơn giản hóa")?;
    p.reason = needed(&e.reason, "reason", "lý do")?;
    let keep = |t: &LegalText| !t.text.trim().is_empty() || !t.provision.trim().is_empty();
    p.texts = e.texts.into_iter().filter(keep).collect();
    if p.texts.iter().any(|t| t.text.trim().is_empty()) {
        return Err(Refusal::new("required", "Ghi số, ký hiệu và tên văn bản có điều khoản cần sửa.").at("text_0"));
    }
    if !e.authority.is_empty() && !g.law.authorities().iter().any(|n| n.key == e.authority) {
        return Err(Refusal::new("choice", "Chọn cơ quan có thẩm quyền sửa văn bản trong danh sách.").at("authority"));
    }
    p.authority = e.authority;
    Ok(Deed::new("proposal.edited", json!({ "change": p.change.label() })))
}

/// The steps that may follow a status.
pub fn next(status: ProposalStatus) -> &'static [ProposalStatus] {
    match status {
        ProposalStatus::Proposed => &[ProposalStatus::Assessed, ProposalStatus::Rejected],
        ProposalStatus::Assessed => &[ProposalStatus::Adopted, ProposalStatus::Rejected],
        ProposalStatus::Adopted => &[ProposalStatus::Executing],
        ProposalStatus::Executing => &[ProposalStatus::Completed],
        ProposalStatus::Completed | ProposalStatus::Rejected => &[],
    }
}

/// Takes the next step.
///
/// # Errors
/// "step" out of order; "day" before the step before it or after today; what the step needs at its field.
pub fn step(p: &mut Proposal, g: &Ground<'_>, mut s: Step) -> Result<Deed, Refusal> {
    if !next(p.status).contains(&s.status) {
        let text = format!("Sau bước “{}” không chuyển sang “{}” được.", p.status.label(), s.status.label());
        return Err(Refusal::new("step", text).at("status").law(g.law.article("result")));
    }
    if s.on > g.today {
        return Err(Refusal::new("day", "Ngày của văn bản không được sau hôm nay.").at("on"));
    }
    if let Some(before) = p.steps.last().filter(|b| s.on < b.on) {
        let text = format!("Ngày phải từ {} trở đi, là ngày của bước trước.", kernel::time::date(before.on));
        return Err(Refusal::new("day", text).at("on"));
    }
    s.number = kernel::text::line(&s.number);
    s.note = kernel::text::clean(&s.note);
    match s.status {
        ProposalStatus::Adopted | ProposalStatus::Assessed | ProposalStatus::Completed if s.number.is_empty() => {
            return Err(Refusal::new("required", "Nhập số, ký hiệu văn bản của bước này.").at("number"));
        }
        ProposalStatus::Rejected if s.note.is_empty() => {
            return Err(Refusal::new("required", "Ghi lý do không thông qua.").at("note"));
        }
        _ => {}
    }
    if s.status == ProposalStatus::Adopted && (p.authority.is_empty() || p.texts.is_empty()) {
        return Err(Refusal::new(
            "authority",
            "Trước khi thông qua phải ghi văn bản cần sửa và cơ quan có thẩm quyền sửa. Sửa phương án rồi thực hiện lại.",
        )
        .at("status")
        .law(g.law.article("result")));
    }
    if s.status == ProposalStatus::Completed && p.carried.is_none() && p.change != Change::Abolish && s.note.is_empty()
    {
        return Err(Refusal::new(
            "carried",
            "Gắn phiên bản thủ tục đã thực hiện phương án, hoặc ghi rõ phương án được thực hiện ở đâu.",
        )
        .at("note"));
    }
    p.status = s.status;
    let body = json!({ "status": s.status.label(), "on": s.on, "number": s.number, "note": s.note });
    p.steps.push(s);
    Ok(Deed::new("proposal.step", body))
}

/// Links the version of the procedure that carried the proposal out.
///
/// # Errors
/// "status" before it is adopted; "version" when the version began before that.
pub fn carried(p: &mut Proposal, version: Carried) -> Result<Deed, Refusal> {
    let allowed = [ProposalStatus::Adopted, ProposalStatus::Executing, ProposalStatus::Completed];
    only_in(p.status, &allowed, p.status.label())?;
    let adopted: Option<Date> = p.steps.iter().find(|s| s.status == ProposalStatus::Adopted).map(|s| s.on);
    if adopted.is_some_and(|on| version.valid_from < on) {
        return Err(Refusal::new(
            "version",
            "Phiên bản này có hiệu lực trước ngày thông qua phương án nên không phải kết quả của phương án.",
        )
        .at("version"));
    }
    let body = json!({ "version": version.version, "number": version.number, "from": version.valid_from });
    p.carried = Some(version);
    Ok(Deed::new("proposal.carried", body))
}

/// Notes what real cases saved: the difference of one execution, times the cases under the new version.
///
/// # Errors
/// "carried" without a version, "cost" without a study.
pub fn measured(p: &mut Proposal, g: &Ground<'_>, cases: i64) -> Result<Deed, Refusal> {
    if p.carried.is_none() {
        return Err(Refusal::new("carried", "Gắn phiên bản thủ tục đã thực hiện phương án trước khi đo."));
    }
    let Some((before, after)) = p.once else {
        return Err(Refusal::new("cost", "Cuộc rà soát chưa tính chi phí tuân thủ nên chưa đo được."));
    };
    let saving: Dong = before.minus(after)?.times(cases)?;
    p.measured = Some(Measured { at: g.now, cases, saving });
    Ok(Deed::new("proposal.measured", json!({ "cases": cases, "saving": saving })))
}
