//! What may be done with a publication decision in which state, pure. Drafted by a unit, controlled by another person,
//! submitted, signed; each step refuses in words what is missing.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::{Timestamp, date, local};
use serde_json::{Value, json};
use uuid::Uuid;

use super::auto;
use super::law::Law;
use super::model::{Basis, Change, Check, DecisionKind, Dossier, Finding, Item, Numbered, Reason, Status, Verdict};
use crate::model::Version;

/// What a decision stands on when somebody acts.
pub struct Ground<'a> {
    pub now: Timestamp,
    pub who: Option<Uuid>,
    pub law: &'a Law,
    /// The newest version of each procedure named by the items.
    pub newest: &'a HashMap<String, Version>,
}

impl Ground<'_> {
    /// The day of acting.
    pub fn today(&self) -> Date {
        local(self.now).date()
    }
}

/// What was done, for the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub action: &'static str,
    pub body: Value,
}

fn deed(action: &'static str, body: Value) -> Deed {
    Deed { action, body }
}

fn in_status(d: &Dossier, wanted: &[Status], what: &str) -> Result<(), Refusal> {
    if wanted.contains(&d.decision.status) {
        return Ok(());
    }
    let names: Vec<&str> = wanted.iter().map(|s| s.label()).collect();
    Err(Refusal::new(
        "status",
        format!(
            "Không {what} được: dự thảo đang ở bước “{}”. Việc này làm ở bước “{}”. Tải lại trang để xem bước hiện tại.",
            d.decision.status.label(),
            names.join("” hoặc “")
        ),
    ))
}

fn needed(text: &str, (field, message): (&str, &str)) -> Result<String, Refusal> {
    let text = kernel::text::line(text);
    if text.is_empty() { Err(Refusal::new("needed", message).at(field)) } else { Ok(text) }
}

/// The head of a decision as typed.
#[derive(Debug, Clone, Default)]
pub struct HeadEdit {
    pub title: String,
    pub basis: Basis,
    pub grounds: Vec<String>,
    pub effective_on: Option<Date>,
}

/// Changes title, legal text, grounds and the planned day of effect.
///
/// # Errors
/// "status"; "needed" without a title; "dates" when the text takes effect before it is signed.
pub fn edit(d: &mut Dossier, _: &Ground<'_>, typed: HeadEdit) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Drafting], "sửa")?;
    let title = needed(
        &typed.title,
        ("title", "Chưa có trích yếu. Ghi nội dung công bố, ví dụ: thủ tục hành chính lĩnh vực giáo dục trung học."),
    )?;
    if let (Some(signed), Some(effective)) = (typed.basis.signed_on, typed.basis.effective_on)
        && effective < signed
    {
        let message = format!(
            "Văn bản có hiệu lực ngày {} trước ngày ký {}. Kiểm tra lại hai ngày.",
            date(effective),
            date(signed)
        );
        return Err(Refusal::new("dates", message).at("basis_effective"));
    }
    d.decision.title = title;
    d.decision.body.basis = typed.basis;
    d.decision.body.grounds = typed.grounds;
    d.decision.effective_on = typed.effective_on;
    Ok(deed("decision.edited", json!({ "title": d.decision.title })))
}

/// Adds an item, or replaces the one with its id.
///
/// # Errors
/// "status"; "code" when another item names the procedure; "needed" for what the change cannot do without.
pub fn put_item(d: &mut Dossier, g: &Ground<'_>, mut item: Item) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Drafting], "sửa nội dung công bố")?;
    crate::rules::check_code(&item.code)?;
    if d.items.iter().any(|i| i.id != item.id && i.code == item.code) {
        let message = format!("Thủ tục {} đã có trong dự thảo. Mở dòng đó để sửa.", item.code);
        return Err(Refusal::new("code", message).at("code"));
    }
    let known = g.newest.get(&item.code);
    match (item.body.change, known) {
        (Change::New, Some(v)) if d.decision.kind != DecisionKind::Process => {
            let message = format!(
                "Thủ tục {} đã có trong danh mục (phiên bản {}). Chọn “{}”.",
                item.code,
                v.number,
                Change::Amended.label()
            );
            return Err(Refusal::new("change", message).at("change"));
        }
        (Change::Amended | Change::Abolished, None) => {
            let message = format!(
                "Không có thủ tục {} trong danh mục. Kiểm tra mã, hoặc chọn “{}”.",
                item.code,
                Change::New.label()
            );
            return Err(Refusal::new("code", message).at("code"));
        }
        _ => {}
    }
    item.body.base = known.map_or(0, |v| v.number);
    if item.body.change == Change::Abolished {
        (item.body.parts, item.body.process) = (None, None);
        item.body.name = known.map(|v| v.parts.name.clone()).unwrap_or(item.body.name);
    }
    let code = item.code.clone();
    let about = json!({ "code": code, "name": item.body.name, "change": item.body.change.label() });
    match d.items.iter_mut().find(|i| i.id == item.id) {
        Some(found) => {
            item.position = found.position;
            *found = item;
        }
        None => {
            item.position = d.items.iter().map(|i| i.position).max().unwrap_or(0) + 1;
            d.items.push(item);
        }
    }
    Ok(deed("decision.item", about))
}

/// Takes an item out of the draft.
///
/// # Errors
/// "status"; "item" when it is not there.
pub fn drop_item(d: &mut Dossier, _: &Ground<'_>, id: Uuid) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Drafting], "bỏ nội dung")?;
    let at = d.items.iter().position(|i| i.id == id);
    let at = at.ok_or_else(|| Refusal::new("item", "Dòng này không còn trong dự thảo. Tải lại trang."))?;
    let item = d.items.remove(at);
    Ok(deed("decision.item-dropped", json!({ "code": item.code, "name": item.body.name })))
}

/// Hands the draft to quality control.
///
/// # Errors
/// "status"; "items" for an empty draft; "needed" without title or planned day.
pub fn send(d: &mut Dossier, _: &Ground<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Drafting], "gửi kiểm soát chất lượng")?;
    needed(&d.decision.title, ("title", "Chưa có trích yếu. Ghi trích yếu rồi gửi."))?;
    if d.items.is_empty() {
        let message = "Dự thảo chưa có thủ tục nào. Thêm ít nhất một thủ tục, hoặc nhập bảng từ tệp, rồi gửi.";
        return Err(Refusal::new("items", message));
    }
    if d.decision.effective_on.is_none() {
        let message = "Chưa có ngày dự kiến có hiệu lực. Ghi ngày rồi gửi.";
        return Err(Refusal::new("needed", message).at("effective_on"));
    }
    d.decision.status = Status::Checking;
    d.decision.body.returned = None;
    Ok(deed("decision.sent", json!({ "items": d.items.len() })))
}

/// Takes the draft back before it is controlled.
///
/// # Errors
/// "status".
pub fn recall(d: &mut Dossier, _: &Ground<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Checking], "lấy lại")?;
    d.decision.status = Status::Drafting;
    Ok(deed("decision.recalled", json!({})))
}

/// What the person who controls says of one item of the checklist.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub item: String,
    pub verdict: Option<Verdict>,
    pub note: String,
}

/// Records the quality control: with every item passed it may be submitted, otherwise it goes back to the drafter.
///
/// # Errors
/// "status"; "checker" when drafter and controller are one; "verdict" for an item without a word; "note" for a failure, or a
/// pass against what was computed, without a reason.
pub fn check(d: &mut Dossier, g: &Ground<'_>, (said, note): (&[Said], &str)) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Checking], "kiểm soát chất lượng")?;
    if g.law.checker_differs && g.who.is_some() && g.who == d.decision.body.drafter {
        let message = "Người soạn thảo không tự kiểm soát chất lượng dự thảo của mình. Đề nghị người khác có quyền kiểm soát thực hiện.";
        return Err(Refusal::new("checker", message));
    }
    let mut findings = vec![];
    for item in g.law.checklist(d.decision.kind) {
        let given = said.iter().find(|s| s.item == item.id);
        let field = format!("verdict-{}", item.id);
        let verdict = given.and_then(|s| s.verdict).ok_or_else(|| {
            Refusal::new(
                "verdict",
                format!("Chưa kết luận mục “{}”. Chọn Đạt, Chưa đạt hoặc Không áp dụng.", item.text),
            )
            .at(field)
        })?;
        let note = given.map(|s| kernel::text::line(&s.note)).unwrap_or_default();
        let (computed, words) = auto::finding(&item.auto, d, g);
        let against = verdict == Verdict::Pass && computed == Some(Verdict::Fail);
        if note.is_empty() && (verdict == Verdict::Fail || against) {
            let why = if against {
                "hệ thống tính là chưa đạt nhưng ông/bà kết luận đạt"
            } else {
                "kết luận là chưa đạt"
            };
            let message = format!("Mục “{}”: {why}. Ghi rõ lý do.", item.text);
            return Err(Refusal::new("note", message).at(format!("note-{}", item.id)));
        }
        let (text, law) = (item.text.clone(), item.law.clone());
        findings.push(Finding { item: item.id.clone(), text, law, verdict, note, computed: words });
    }
    let failed = findings.iter().filter(|f| f.verdict == Verdict::Fail).count();
    let note = kernel::text::line(note);
    let passed = failed == 0;
    d.decision.body.checks.push(Check { at: g.now, by: g.who, findings, passed, note: note.clone() });
    d.decision.status = if passed { Status::Checked } else { Status::Drafting };
    if !passed {
        let text = if note.is_empty() {
            format!("Kiểm soát chất lượng: {failed} nội dung chưa đạt.")
        } else {
            note
        };
        d.decision.body.returned = Some(Reason { text, at: g.now, by: g.who });
    }
    Ok(deed("decision.checked", json!({ "passed": passed, "failed": failed })))
}

/// A number and a day as typed.
#[derive(Debug, Clone, Default)]
pub struct NumberEdit {
    pub number: String,
    pub on: Option<Date>,
    pub signer: String,
    /// The first day of effect, for a decision.
    pub effective_on: Option<Date>,
}

fn numbered(typed: &NumberEdit, g: &Ground<'_>) -> Result<Numbered, Refusal> {
    let number =
        needed(&typed.number, ("number", "Chưa có số, ký hiệu văn bản. Ghi như trên văn bản, ví dụ 15/TTr-SGDĐT."))?;
    let on = typed.on.ok_or_else(|| Refusal::new("needed", "Chưa có ngày ký văn bản. Chọn ngày ký.").at("on"))?;
    if on > g.today() {
        let message = format!("Ngày ký {} ở sau hôm nay. Chỉ ghi văn bản đã ký.", date(on));
        return Err(Refusal::new("dates", message).at("on"));
    }
    Ok(Numbered { number, on, at: g.now, by: g.who, signer: kernel::text::line(&typed.signer) })
}

/// Records the submission (tờ trình).
///
/// # Errors
/// "status"; "needed"; "dates".
pub fn submit(d: &mut Dossier, g: &Ground<'_>, typed: &NumberEdit) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Checked], "ghi tờ trình")?;
    let letter = numbered(typed, g)?;
    let about = json!({ "number": letter.number, "on": date(letter.on) });
    d.decision.body.submission = Some(letter);
    d.decision.status = Status::Submitted;
    Ok(deed("decision.submitted", about))
}

/// Sends a controlled or submitted draft back to its drafter.
///
/// # Errors
/// "status"; "needed" without a reason.
pub fn send_back(d: &mut Dossier, g: &Ground<'_>, reason: &str) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Checked, Status::Submitted], "trả lại")?;
    let text = needed(reason, ("reason", "Chưa ghi lý do trả lại. Ghi rõ nội dung cần hoàn thiện."))?;
    d.decision.body.returned = Some(Reason { text: text.clone(), at: g.now, by: g.who });
    d.decision.status = Status::Drafting;
    Ok(deed("decision.sent-back", json!({ "reason": text })))
}

/// Gives a draft up.
///
/// # Errors
/// "status"; "needed" without a reason.
pub fn withdraw(d: &mut Dossier, g: &Ground<'_>, reason: &str) -> Result<Deed, Refusal> {
    let open = [Status::Drafting, Status::Checking, Status::Checked, Status::Submitted];
    in_status(d, &open, "rút dự thảo")?;
    let text = needed(reason, ("reason", "Chưa ghi lý do rút dự thảo."))?;
    d.decision.body.withdrawn = Some(Reason { text: text.clone(), at: g.now, by: g.who });
    d.decision.status = Status::Withdrawn;
    Ok(deed("decision.withdrawn", json!({ "reason": text })))
}

/// Records the signed decision. The versions it makes are added by the action in the same batch.
///
/// # Errors
/// "status"; "needed"; "dates"; "current" when a procedure got a newer version since the draft; "effect" when an abolition
/// would come before the version it ends.
pub fn sign(d: &mut Dossier, g: &Ground<'_>, typed: &NumberEdit) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Submitted], "ghi quyết định đã ký")?;
    let letter = numbered(typed, g)?;
    let effective = typed.effective_on.or(d.decision.effective_on).unwrap_or(letter.on);
    if effective < letter.on {
        let message = format!(
            "Ngày có hiệu lực {} trước ngày ký {}. Quyết định có hiệu lực sớm nhất từ ngày ký.",
            date(effective),
            date(letter.on)
        );
        return Err(Refusal::new("dates", message).at("effective_on"));
    }
    for item in &d.items {
        let known = g.newest.get(&item.code);
        if d.decision.kind != DecisionKind::Process && known.map_or(0, |v| v.number) != item.body.base {
            let message = format!(
                "Thủ tục {} đã có phiên bản mới hơn bản mà dự thảo dựa vào. Trả lại để cập nhật dòng này rồi kiểm soát lại.",
                item.code
            );
            return Err(Refusal::new("current", message));
        }
        let first = item.body.from.unwrap_or(effective);
        if let Some(v) = known.filter(|v| item.body.change == Change::Abolished && v.valid_from >= first) {
            let message = format!(
                "Thủ tục {} bị bãi bỏ từ {} nhưng phiên bản {} chỉ có hiệu lực từ {}. Kiểm tra lại ngày.",
                item.code,
                date(first),
                v.number,
                date(v.valid_from)
            );
            return Err(Refusal::new("effect", message).at("effective_on"));
        }
    }
    let about = json!({ "number": letter.number, "on": date(letter.on), "effective": date(effective), "signer": letter.signer });
    (d.decision.number, d.decision.signed_on) = (Some(letter.number.clone()), Some(letter.on));
    d.decision.effective_on = Some(effective);
    d.decision.body.signing = Some(letter);
    d.decision.status = Status::Signed;
    Ok(deed("decision.signed", about))
}

/// Marks that the day of effect was acted on; does nothing the second time.
///
/// # Errors
/// "status"; "early" before the day.
pub fn effect(d: &mut Dossier, g: &Ground<'_>) -> Result<Deed, Refusal> {
    in_status(d, &[Status::Signed], "cho có hiệu lực")?;
    if !d.decision.in_effect(g.today()) {
        return Err(Refusal::new("early", "Chưa đến ngày quyết định có hiệu lực."));
    }
    d.decision.body.effect_at = Some(g.now);
    Ok(deed("decision.effect", json!({ "codes": d.items.iter().map(|i| i.code.clone()).collect::<Vec<_>>() })))
}
