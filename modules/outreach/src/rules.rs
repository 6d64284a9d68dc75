//! What may happen to an article, as pure decisions: write, hand in, give back, publish by somebody who wrote none of it, withdraw.

use kernel::error::Refusal;
use kernel::text::{clean, line};
use kernel::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::model::{Article, Content, Public, Status};

/// The longest title in letters: two lines of a list.
pub const TITLE: usize = 200;
/// The longest summary in letters.
pub const SUMMARY: usize = 400;
/// The longest text in letters.
pub const TEXT: usize = 20_000;

/// The deed that puts a version before the public.
pub const PUBLISHED: &str = "article.published";

/// What was done, for the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub action: &'static str,
    pub body: Value,
}

/// Who decides and when.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    pub now: Timestamp,
    pub who: Uuid,
}

/// Text as it is kept.
///
/// # Errors
/// "required" and "long" at the field.
pub fn content(typed: Content) -> Result<Content, Refusal> {
    let kept = Content {
        title: line(&typed.title),
        summary: line(&typed.summary),
        text: clean(&typed.text),
        procedures: typed.procedures,
    };
    if kept.title.is_empty() {
        return Err(Refusal::new("required", "Nhập tiêu đề của bài.").at("title"));
    }
    let parts = [("title", &kept.title, TITLE), ("summary", &kept.summary, SUMMARY), ("text", &kept.text, TEXT)];
    for (field, text, most) in parts {
        let long = text.chars().count();
        if long > most {
            let told = format!("Nội dung dài {long} ký tự; rút gọn còn không quá {most} ký tự.");
            return Err(Refusal::new("long", told).at(field));
        }
    }
    Ok(kept)
}

fn needs(a: &Article, status: &[Status], what: &str) -> Result<(), Refusal> {
    if status.contains(&a.status) {
        return Ok(());
    }
    Err(Refusal::new("status", format!("Bài đang ở trạng thái “{}” nên không thể {what}.", a.status.label())))
}

fn because(reason: &str) -> Result<String, Refusal> {
    let reason = clean(reason);
    if reason.is_empty() {
        return Err(Refusal::new("required", "Nêu lý do để người soạn biết cần làm gì.").at("reason"));
    }
    Ok(reason)
}

/// Changes the working text. What the public reads stays as it is.
///
/// # Errors
/// Waiting for review; the text is not in order.
pub fn edit(a: &mut Article, g: &Ground, typed: Content) -> Result<Deed, Refusal> {
    needs(a, &[Status::Draft, Status::Published, Status::Withdrawn], "sửa; đề nghị người duyệt trả lại trước")?;
    a.content = content(typed)?;
    if a.status != Status::Draft {
        a.editors.clear();
    }
    if !a.editors.contains(&g.who) {
        a.editors.push(g.who);
    }
    a.status = Status::Draft;
    Ok(Deed { action: "article.edited", body: json!({ "title": a.content.title }) })
}

/// Hands the text in for review.
///
/// # Errors
/// Not a draft; summary or text missing.
pub fn hand_in(a: &mut Article) -> Result<Deed, Refusal> {
    needs(a, &[Status::Draft], "trình duyệt")?;
    for (field, text, told) in [
        ("summary", &a.content.summary, "Nhập tóm tắt trước khi trình duyệt."),
        ("text", &a.content.text, "Nhập nội dung trước khi trình duyệt."),
    ] {
        if text.is_empty() {
            return Err(Refusal::new("required", told).at(field));
        }
    }
    a.status = Status::Review;
    a.reason.clear();
    Ok(Deed { action: "article.handed_in", body: json!({ "title": a.content.title }) })
}

/// Gives the text back to its writer.
///
/// # Errors
/// Not waiting for review; no reason.
pub fn give_back(a: &mut Article, reason: &str) -> Result<Deed, Refusal> {
    needs(a, &[Status::Review], "trả lại")?;
    a.reason = because(reason)?;
    a.status = Status::Draft;
    Ok(Deed { action: "article.given_back", body: json!({ "title": a.content.title, "reason": a.reason }) })
}

/// Publishes the text as the next version; the event holds the whole text, so that each version can be read again.
///
/// # Errors
/// Not waiting for review; the person wrote some of it.
pub fn publish(a: &mut Article, g: &Ground) -> Result<Deed, Refusal> {
    needs(a, &[Status::Review], "đăng")?;
    if a.editors.contains(&g.who) {
        let told = "Người soạn không tự duyệt đăng bài của mình; đề nghị người khác có quyền duyệt đăng.";
        return Err(Refusal::new("four_eyes", told));
    }
    a.versions += 1;
    a.public = Some(Public { content: a.content.clone(), version: a.versions, at: g.now, by: g.who });
    a.first_public = a.first_public.or(Some(g.now));
    a.status = Status::Published;
    Ok(Deed { action: PUBLISHED, body: json!({ "version": a.versions, "content": a.content }) })
}

/// Takes the article off the portal.
///
/// # Errors
/// Not public; no reason.
pub fn withdraw(a: &mut Article, reason: &str) -> Result<Deed, Refusal> {
    let version = match &a.public {
        Some(public) => public.version,
        None => return Err(Refusal::new("status", "Bài chưa được đăng nên không có gì để gỡ.")),
    };
    a.reason = because(reason)?;
    a.public = None;
    if a.status == Status::Published {
        a.status = Status::Withdrawn;
    }
    let body = json!({ "title": a.content.title, "version": version, "reason": a.reason });
    Ok(Deed { action: "article.withdrawn", body })
}
