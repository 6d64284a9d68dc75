//! Impact assessment and opinions, and the gate of Điều 11: without both, no dossier goes to appraisal.

use forms::{Answers, Context};
use jiff::civil::Date;
use kernel::error::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::{Begun, Deed, Ground, needed, only_in};
use crate::cost::Study;
use crate::law::Law;
use crate::model::{Impact, ImpactItem, ImpactStatus, ItemKind, Opinion, OpinionStatus, Sent, Taken, Uptake};

/// The questionnaire of a kind on a day.
fn bank(law: &Law, kind: ItemKind, day: Date) -> Option<String> {
    let set = law.forms(day)?;
    Some(match kind {
        ItemKind::Procedure => set.procedure.clone(),
        ItemKind::Form => set.form.clone(),
        ItemKind::Requirement => set.requirement.clone(),
    })
}

fn open(i: &Impact) -> Result<(), Refusal> {
    only_in(i.status, &[ImpactStatus::Draft, ImpactStatus::Consulting], i.status.label())
}

/// Adds something to assess.
///
/// # Errors
/// At the field that is missing.
pub fn add(i: &mut Impact, g: &mut Ground<'_>, (kind, title): (ItemKind, &str)) -> Result<Deed, Refusal> {
    open(i)?;
    let title = needed(title, "title", "tên thủ tục, mẫu đơn hoặc yêu cầu, điều kiện")?;
    let Some(bank) = bank(g.law, kind, g.today) else {
        return Err(Refusal::new("law", "Chưa có biểu mẫu đánh giá trong dữ liệu luật. Báo quản trị viên bổ sung."));
    };
    let id = (g.ids)();
    i.items.push(ImpactItem { id, kind, title, bank, answers: Answers::default(), seen: vec![], study: None });
    Ok(Deed::new("impact.added", json!({ "kind": kind.label(), "title": i.items.last().map(|x| &x.title) })))
}

fn item(i: &mut Impact, id: Uuid) -> Result<&mut ImpactItem, Refusal> {
    let found = i.items.iter_mut().find(|x| x.id == id);
    found.ok_or_else(|| Refusal::new("gone", "Nội dung này không còn trong bản đánh giá. Tải lại trang."))
}

/// Takes something out.
///
/// # Errors
/// "gone".
pub fn remove(i: &mut Impact, id: Uuid) -> Result<Deed, Refusal> {
    open(i)?;
    let title = item(i, id)?.title.clone();
    i.items.retain(|x| x.id != id);
    Ok(Deed::new("impact.removed", json!({ "title": title })))
}

/// Keeps a page of a questionnaire as it was typed.
///
/// # Errors
/// "gone", "status".
pub fn fill(i: &mut Impact, (id, page): (Uuid, usize), answers: Answers) -> Result<Deed, Refusal> {
    open(i)?;
    let one = item(i, id)?;
    one.answers = answers;
    if !one.seen.contains(&page) {
        one.seen.push(page);
    }
    let body = json!({ "title": one.title, "page": page + 1 });
    Ok(Deed::new("impact.filled", body))
}

/// Keeps the cost sheet of a procedure.
///
/// # Errors
/// What the study refuses.
pub fn cost(i: &mut Impact, id: Uuid, study: Study) -> Result<Deed, Refusal> {
    open(i)?;
    study.check()?;
    let out = crate::cost::outcome(&study)?;
    crate::cost::sensitivity(&study)?;
    let one = item(i, id)?;
    if one.kind != ItemKind::Procedure {
        return Err(Refusal::new("kind", "Chi phí tuân thủ được tính cho thủ tục, không tính riêng cho nội dung này."));
    }
    one.study = Some(study);
    Ok(Deed::new("impact.costed", json!({ "title": one.title, "cost": out.after })))
}

/// Whom to ask, what and until when.
#[derive(Debug, Clone)]
pub struct Ask {
    pub unit: Uuid,
    pub body: String,
    pub asker: String,
    pub question: String,
    pub due: Option<Date>,
}

/// Asks one body for its opinion.
///
/// # Errors
/// At the field; "due" when the day is before today.
pub fn ask(i: &mut Impact, g: &mut Ground<'_>, a: Ask) -> Result<Deed, Refusal> {
    open(i)?;
    if i.items.is_empty() {
        return Err(
            Refusal::new("empty", "Thêm nội dung đánh giá trước khi lấy ý kiến.").law(g.law.article("opinions"))
        );
    }
    let opinion = opinion(g, (i.tenant, i.year), &i.title, a)?;
    let body = json!({ "body": opinion.body, "due": opinion.due });
    i.status = ImpactStatus::Consulting;
    let begun = vec![Begun::Opinion(Box::new(Opinion { impact: Some(i.id), ..opinion }))];
    Ok(Deed { begun, ..Deed::new("impact.asked", body) })
}

/// A new opinion, asked of a body.
///
/// # Errors
/// At the field.
pub fn opinion(g: &mut Ground<'_>, (tenant, year): (Uuid, i64), title: &str, a: Ask) -> Result<Opinion, Refusal> {
    let due = a.due.ok_or_else(|| Refusal::new("required", "Nhập hạn trả lời, ví dụ 20/05/2024.").at("due"))?;
    if due < g.today {
        return Err(Refusal::new("due", "Hạn trả lời không được trước hôm nay.").at("due"));
    }
    Ok(Opinion {
        tenant,
        id: (g.ids)(),
        unit: a.unit,
        year,
        status: OpinionStatus::Asked,
        impact: None,
        title: needed(title, "title", "tên dự thảo")?,
        body: needed(&a.body, "body", "tên cơ quan, đơn vị được hỏi ý kiến")?,
        asker: needed(&a.asker, "asker", "tên cơ quan hỏi ý kiến")?,
        question: needed(&a.question, "question", "nội dung đề nghị góp ý")?,
        asked_on: g.today,
        due,
        answer: String::new(),
        letter: String::new(),
        answered_at: None,
        answered_by: None,
        taken: None,
        changed_at: g.now,
    })
}

/// Gives the opinion.
///
/// # Errors
/// "required"; "status" once it was taken up.
pub fn answer(o: &mut Opinion, g: &Ground<'_>, (text, letter): (&str, &str)) -> Result<Deed, Refusal> {
    only_in(o.status, &[OpinionStatus::Asked, OpinionStatus::Answered], o.status.label())?;
    o.answer = needed(text, "answer", "nội dung góp ý")?;
    o.letter = kernel::text::line(letter);
    (o.answered_at, o.answered_by, o.status) = (Some(g.now), g.who, OpinionStatus::Answered);
    Ok(Deed::new("opinion.answered", json!({ "late": g.today > o.due, "letter": o.letter })))
}

/// Says what was taken up, and why not.
///
/// # Errors
/// "required" when something was not taken up and no reason is given.
pub fn settle(o: &mut Opinion, g: &Ground<'_>, taken: Taken) -> Result<Deed, Refusal> {
    only_in(o.status, &[OpinionStatus::Answered, OpinionStatus::Settled], o.status.label())?;
    let explanation = kernel::text::clean(&taken.explanation);
    if matches!(taken.uptake, Uptake::Partly | Uptake::Not) && explanation.is_empty() {
        let text = "Giải trình nội dung không tiếp thu và lý do.";
        return Err(Refusal::new("required", text).at("explanation").law(g.law.article("opinions")));
    }
    let body = json!({ "uptake": taken.uptake.label(), "explanation": explanation });
    o.taken = Some(Taken { explanation, ..taken });
    o.status = OpinionStatus::Settled;
    Ok(Deed::new("opinion.settled", body))
}

/// What keeps the dossier from going to appraisal; empty when nothing does (NĐ 63/2010 Điều 11).
pub fn gate(i: &Impact, opinions: &[Opinion], (law, today): (&Law, Date)) -> Vec<String> {
    let mut left = vec![];
    if !i.items.iter().any(|x| x.kind == ItemKind::Procedure) {
        left.push("Chưa đánh giá thủ tục nào trong dự thảo.".to_owned());
    }
    for x in &i.items {
        let wrong = law.bank(&x.bank).map(|b| b.validate(&x.answers, &Context { today, page: None }).len());
        match wrong {
            Ok(0) => {}
            Ok(n) => left.push(format!("Biểu mẫu “{}” còn {n} nội dung chưa trả lời hoặc chưa đúng.", x.title)),
            Err(_) => left.push(format!("Không còn bộ câu hỏi của biểu mẫu “{}”.", x.title)),
        }
        if x.kind == ItemKind::Procedure && x.study.is_none() {
            left.push(format!("Thủ tục “{}” chưa có bảng tính chi phí tuân thủ.", x.title));
        }
    }
    if opinions.is_empty() {
        left.push("Chưa lấy ý kiến góp ý của cơ quan, đơn vị nào.".to_owned());
    }
    for o in opinions {
        match o.status {
            OpinionStatus::Settled => {}
            OpinionStatus::Answered => left.push(format!("Ý kiến của {} chưa được tiếp thu, giải trình.", o.body)),
            OpinionStatus::Asked if o.due < today => {}
            OpinionStatus::Asked => {
                left.push(format!("{} chưa trả lời, hạn {}.", o.body, kernel::time::date(o.due)));
            }
        }
    }
    if !opinions.is_empty() && opinions.iter().all(|o| o.status == OpinionStatus::Asked) {
        left.push("Chưa có ý kiến góp ý nào được trả lời.".to_owned());
    }
    left
}

/// Notes that the package went to appraisal.
///
/// # Errors
/// "gate" with everything that is missing.
pub fn send(i: &mut Impact, g: &Ground<'_>, opinions: &[Opinion], sent: Sent) -> Result<Deed, Refusal> {
    open(i)?;
    let left = gate(i, opinions, (g.law, g.today));
    if !left.is_empty() {
        let text = format!("Chưa đủ điều kiện gửi thẩm định: {}", left.join(" "));
        return Err(Refusal::new("gate", text).law(g.law.article("gate")));
    }
    let number = needed(&sent.number, "number", "số, ký hiệu văn bản gửi thẩm định")?;
    if sent.on > g.today {
        return Err(Refusal::new("day", "Ngày gửi không được sau hôm nay.").at("on"));
    }
    i.status = ImpactStatus::Sent;
    let body = json!({ "number": number, "on": sent.on, "digest": sent.digest });
    i.sent = Some(Sent { number, ..sent });
    Ok(Deed::new("impact.sent", body))
}
