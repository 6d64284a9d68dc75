//! Decisions on dialogues and questions, pure. Twice somebody else reads what the public will see: the announcement, and the
//! minutes with the answers.

use kernel::error::Refusal;
use kernel::text::line;
use kernel::time::local;
use serde_json::json;

use super::{Asking, Brief, Dialogue, Question, Status};
use crate::record::{Deed, Ground, allowed, needed, only_in};

/// The most questions of one dialogue, and the longest question in letters.
pub const MOST: usize = 500;
const LONGEST: usize = 2_000;
/// The most files of the minutes.
const FILES: usize = 30;

fn refuse<T>(code: &'static str, told: impl Into<String>, field: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code, told.into()).at(field))
}

fn deed(d: &Dialogue, action: &'static str) -> Deed {
    Deed::new(action, json!({ "title": d.brief.title, "reason": d.reason }))
}

/// What is typed of a dialogue, as it is kept.
///
/// # Errors
/// A text missing or too long; questions taken after the meeting itself.
pub fn brief(b: Brief) -> Result<Brief, Refusal> {
    let title = line(&needed(&b.title, "title", "tên buổi đối thoại")?);
    let about = needed(&b.about, "about", "nội dung đối thoại")?;
    let place = line(&needed(&b.place, "place", "địa điểm hoặc địa chỉ trực tuyến")?);
    let chair = line(&needed(&b.chair, "chair", "người chủ trì")?);
    if title.chars().count() > 200 {
        return refuse("long", "Rút gọn tên buổi đối thoại: tối đa 200 ký tự.", "title");
    }
    if b.until > local(b.at).date() {
        return refuse("dates", "Hạn gửi câu hỏi không được sau ngày đối thoại.", "until");
    }
    Ok(Brief { title, about, place, chair, ..b })
}

/// Changes the announcement while it is written.
///
/// # Errors
/// Not being written; as [`brief`].
pub fn edit(d: &mut Dialogue, g: &Ground, typed: Brief) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Draft], d.status.label())?;
    d.brief = brief(typed)?;
    wrote(d, g);
    Ok(deed(d, "dialogue.edited"))
}

fn wrote(d: &mut Dialogue, g: &Ground) {
    if !d.editors.contains(&g.who) {
        d.editors.push(g.who);
    }
}

/// Hands in what is written: the announcement, or the minutes with every question settled.
///
/// # Errors
/// Nothing is being written; the meeting is to come; no minutes; questions open (`waiting`).
pub fn hand_in(d: &mut Dialogue, g: &Ground, waiting: usize) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Draft, Status::Open], d.status.label())?;
    if d.status == Status::Draft {
        if d.brief.until < g.today {
            return refuse("late", "Hạn gửi câu hỏi đã qua; sửa ngày trước khi trình.", "until");
        }
        d.status = Status::Review;
    } else {
        if d.brief.at > g.now {
            return refuse("early", "Buổi đối thoại chưa diễn ra; trình biên bản sau khi đối thoại.", "minutes");
        }
        if d.minutes.is_empty() {
            return refuse("required", "Nhập biên bản trước khi trình.", "minutes");
        }
        if waiting > 0 {
            let told = format!("Còn {waiting} câu hỏi chưa trả lời. Trả lời hoặc ghi lý do không trả lời.");
            return refuse("waiting", told, "questions");
        }
        d.status = Status::Minutes;
    }
    d.reason.clear();
    Ok(deed(d, "dialogue.handed_in"))
}

/// Gives back what waits for review.
///
/// # Errors
/// Nothing waits; no reason.
pub fn give_back(d: &mut Dialogue, reason: &str) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Review, Status::Minutes], d.status.label())?;
    d.reason = needed(reason, "reason", "lý do trả lại")?;
    d.status = if d.status == Status::Review { Status::Draft } else { Status::Open };
    Ok(deed(d, "dialogue.given_back"))
}

/// Publishes what waits for review: the announcement, then minutes and answers.
///
/// # Errors
/// Nothing waits; the person wrote some of it.
pub fn publish(d: &mut Dialogue, g: &Ground) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Review, Status::Minutes], d.status.label())?;
    if d.editors.contains(&g.who) {
        let told = "Người soạn không tự duyệt nội dung của mình; đề nghị người khác có quyền duyệt đăng.";
        return Err(Refusal::new("four_eyes", told));
    }
    d.editors.clear();
    if d.status == Status::Review {
        (d.status, d.announced_at) = (Status::Open, Some(g.now));
        return Ok(deed(d, "dialogue.announced"));
    }
    (d.status, d.published_at) = (Status::Published, Some(g.now));
    Ok(Deed::new("dialogue.published", json!({ "title": d.brief.title, "minutes": d.minutes })))
}

/// Writes the minutes; files are added to those there are.
///
/// # Errors
/// Not open; no text; too many files.
pub fn minutes(d: &mut Dialogue, g: &Ground, (text, files): (&str, &[documents::StoredFile])) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Open], d.status.label())?;
    let text = needed(text, "minutes", "biên bản")?;
    if d.files.len() + files.len() > FILES {
        return refuse("many", "Biên bản có tối đa 30 tệp.", "files");
    }
    d.minutes = text;
    d.files.extend_from_slice(files);
    wrote(d, g);
    Ok(deed(d, "dialogue.minutes"))
}

/// Calls a dialogue off; what was announced stays on the portal and says so.
///
/// # Errors
/// Already over; no reason.
pub fn cancel(d: &mut Dialogue, reason: &str) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Draft, Status::Review, Status::Open], d.status.label())?;
    (d.reason, d.status) = (needed(reason, "reason", "lý do hủy")?, Status::Cancelled);
    Ok(deed(d, "dialogue.cancelled"))
}

/// A question as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub asker: String,
    pub contact: String,
    pub named: bool,
    pub text: String,
}

/// Whether questions are taken, and the question as it is kept.
///
/// # Errors
/// Not open; too late for the public; a text missing or too long.
pub fn question(d: &Dialogue, g: &Ground, (asked, last): (Asked, Option<jiff::civil::Date>)) -> Result<Asked, Refusal> {
    if d.status != Status::Open || last.is_some_and(|last| g.today > last) {
        return refuse("closed", "Buổi đối thoại này không còn nhận câu hỏi.", "text");
    }
    let asker = line(&needed(&asked.asker, "asker", "họ tên")?);
    let contact = line(&allowed(&asked.contact, "contact", "cách liên hệ")?);
    let text = needed(&asked.text, "text", "câu hỏi, kiến nghị")?;
    for (field, text, most) in [("asker", &asker, 100), ("contact", &contact, 200), ("text", &text, LONGEST)] {
        let long = text.chars().count();
        if long > most {
            return refuse("long", format!("Nội dung dài {long} ký tự; rút gọn còn không quá {most} ký tự."), field);
        }
    }
    Ok(Asked { asker, contact, text, named: asked.named })
}

/// Answers a question, or sets it aside with the reason.
///
/// # Errors
/// The dialogue is not open; no text.
pub fn answer(q: &mut Question, d: &Dialogue, (to, text): (Asking, &str)) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Open], d.status.label())?;
    q.answer = needed(text, "answer", "câu trả lời hoặc lý do không trả lời")?;
    q.status = to;
    let action = if to == Asking::SetAside { "question.set_aside" } else { "question.answered" };
    Ok(Deed::new(action, json!({ "note": q.answer })))
}

/// Notes that somebody answered questions: they do not review the answers.
///
/// # Errors
/// The dialogue is not open any more.
pub fn answered(d: &mut Dialogue, g: &Ground) -> Result<Deed, Refusal> {
    only_in(d.status, &[Status::Open], d.status.label())?;
    wrote(d, g);
    Ok(deed(d, "dialogue.answered"))
}
