//! Fees, papers scanned into the dossier, the result as a file and its return.

use documents::StoredFile;
use kernel::error::Refusal;
use serde_json::json;

use super::clock::{self, Why};
use super::{Deed, Ground, in_status, needed};
use crate::model::{Channel, Dossier, Fee, Handover, Part, Status};

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

/// A file for the dossier: for a paper in its list, by place, or for a paper of its own, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    pub part: Option<usize>,
    pub name: String,
    pub file: StoredFile,
}

/// Adds scans to the dossier; a paper that was missing is there with its scan.
pub fn attach(d: &mut Dossier, scans: Vec<Scan>) -> Result<Deed, Refusal> {
    let open: Vec<Status> = Status::ALL.into_iter().filter(|s| !s.closed()).collect();
    in_status(d, &open)?;
    if scans.is_empty() {
        return Err(Refusal::new("required", "Chưa chọn tệp nào. Chọn tệp bản quét rồi gửi lại.").at("file_0"));
    }
    let mut names = vec![];
    for scan in scans {
        let known = scan.part.and_then(|i| d.case.body.parts.get_mut(i));
        if let Some(part) = known {
            names.push(format!("{} ({})", part.name, scan.file.name));
            part.file = Some(scan.file);
            part.missing = false;
            continue;
        }
        let name = kernel::text::line(&scan.name);
        let name = if name.is_empty() { scan.file.name.clone() } else { name };
        names.push(format!("{name} ({})", scan.file.name));
        d.case.body.parts.push(Part { name, copies: 1, file: Some(scan.file), ..Part::default() });
    }
    Ok(Deed::new("attach", json!({ "parts": names })))
}

/// Adds the result as a file, or replaces it until it is handed out.
pub fn result_file(d: &mut Dossier, file: StoredFile) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Working, Status::Finished])?;
    let Some(outcome) = &mut d.case.body.outcome else {
        return Err(Refusal::new(
            "outcome",
            "Hồ sơ chưa có kết quả. Nhập số, ngày và người ký kết quả ở bước cuối trước.",
        )
        .at("result"));
    };
    let body = json!({ "file": file.name, "digest": file.digest });
    outcome.file = Some(file);
    Ok(Deed::new("result_file", body))
}

/// Hands the result out: to whom, by which channel, against which proof.
pub fn return_result(d: &mut Dossier, g: &Ground<'_>, handover: Handover) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Finished])?;
    let file = d.case.body.outcome.as_ref().and_then(|o| o.file.as_ref()).map(|f| f.name.clone());
    if handover.channel == Channel::Online && file.is_none() {
        return Err(Refusal::new(
            "result",
            "Trả kết quả trực tuyến cần có tệp kết quả để người nộp tải về. Đính kèm tệp kết quả.",
        )
        .at("result"));
    }
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
    let body = json!({ "channel": handover.channel, "to": to, "file": file });
    d.case.body.handover = Some(Handover { to, proof, by: g.who, ..handover });
    Ok(Deed::new("return", body))
}
