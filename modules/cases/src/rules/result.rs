//! Fees and the return of the result.

use kernel::error::Refusal;
use serde_json::json;

use super::clock::{self, Why};
use super::{Deed, Ground, in_status, needed};
use crate::model::{Channel, Dossier, Fee, Handover, Status};

/// Asks for a fee or charge; while it is unpaid the case waits on the applicant.
pub fn ask_fee(d: &mut Dossier, g: &Ground<'_>, (amount, what): (i64, &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working])?;
    if amount <= 0 {
        return Err(Refusal::new("amount", "Số tiền phải lớn hơn 0 đồng.").at("amount"));
    }
    let what = needed(what, "what", "Nhập tên khoản phí, lệ phí.")?;
    d.case.body.fee = Some(Fee { amount, what: what.clone(), asked_at: g.now, paid_at: None, receipt: String::new() });
    d.case.status = Status::FeeAsked;
    clock::pause(d, g, (Why::Fee, &what))?;
    Ok(Deed::new("ask_fee", json!({ "amount": amount, "what": what })))
}

/// Records the payment with its receipt number; the case goes on.
pub fn fee_paid(d: &mut Dossier, g: &Ground<'_>, receipt: &str) -> Result<Deed, Refusal> {
    in_status(d, &[Status::FeeAsked])?;
    let receipt = needed(receipt, "receipt", "Nhập số biên lai hoặc mã giao dịch.")?;
    if let Some(fee) = &mut d.case.body.fee {
        fee.paid_at = Some(g.now);
        fee.receipt.clone_from(&receipt);
    }
    d.case.status = Status::Working;
    clock::unpause(d, g, Why::Fee)?;
    Ok(Deed::new("fee_paid", json!({ "receipt": receipt, "due": d.case.due_at })))
}

/// Hands the result out: to whom, by which channel, against which proof.
pub fn return_result(d: &mut Dossier, g: &Ground<'_>, handover: Handover) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Finished])?;
    let to = match handover.channel {
        Channel::Online => d.case.body.applicant.name.clone(),
        _ => needed(&handover.to, "to", "Nhập họ tên người nhận kết quả.")?,
    };
    let proof = match handover.channel {
        Channel::Post => needed(&handover.proof, "proof", "Nhập số hiệu bưu gửi.")?,
        Channel::Direct => needed(
            &handover.proof,
            "proof",
            "Nhập giấy tờ người nhận đã xuất trình (số định danh hoặc giấy tiếp nhận).",
        )?,
        Channel::Online => handover.proof.clone(),
    };
    for t in d.case.body.transfers.iter_mut().filter(|t| t.received_at.is_none()) {
        t.received_at = Some(g.now);
        t.receiver = g.who;
    }
    d.case.status = Status::Returned;
    d.case.closed_at = Some(g.now);
    let body = json!({ "channel": handover.channel, "to": to });
    d.case.body.handover = Some(Handover { to, proof, by: g.who, ..handover });
    Ok(Deed::new("return", body))
}
