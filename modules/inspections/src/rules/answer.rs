//! Decisions about answers on site: in the form of their item, never over what somebody else answered meanwhile, repeated as
//! often as a bad network likes. Pure.

use documents::StoredFile;
use kernel::error::Refusal;
use uuid::Uuid;

use super::optional;
use super::visit::only_in;
use crate::checklist::{Checklist, Kind};
use crate::model::{Answer, Mark, Reply, Site, Stage, Visit};

/// The most photos of one answer.
const PHOTOS: usize = 12;

/// An answer as a device sends it: to which item at which site, and the version it had seen.
#[derive(Debug, Clone)]
pub struct Given {
    pub site: Uuid,
    pub item: String,
    pub reply: Reply,
    /// The version the device knew; 0 when it knew none.
    pub base: i64,
}

/// Whether an answer may be taken; a device that repeats what is stored already is told it is stored.
///
/// # Errors
/// "status" off site; "gone" for an unknown site or item; "stale" when somebody else answered meanwhile; at the field that is
/// wrong.
pub fn answer(
    v: &Visit,
    list: &Checklist,
    (given, before): (&Given, Option<&Answer>),
    (by, at): (Uuid, i64),
) -> Result<Option<Answer>, Refusal> {
    only_in(v, &[Stage::Decided, Stage::Announced])?;
    let item = list.item(&given.item).filter(|_| v.sites.iter().any(|s| s.id == given.site));
    let item =
        item.ok_or_else(|| Refusal::new("gone", "Nội dung này không còn trong danh mục kiểm tra. Tải lại trang."))?;
    let reply = checked(item.kind, &given.reply)?;
    if before.is_some_and(|b| b.reply == reply) {
        return Ok(None);
    }
    let version = before.map_or(0, |b| b.version);
    if version != given.base {
        let text = "Người khác trong đoàn đã trả lời nội dung này sau khi ông/bà mở trang. Xem câu trả lời đã lưu rồi lưu lại nếu vẫn cần.";
        return Err(Refusal::new("stale", text).at(given.item.clone()));
    }
    let photos = before.map(|b| b.photos.clone()).unwrap_or_default();
    let (tenant, visit, site, item) = (v.tenant, v.id, given.site, given.item.clone());
    Ok(Some(Answer { tenant, visit, site, item, version: version + 1, reply, photos, by, at }))
}

/// A reply in the form of its kind.
fn checked(kind: Kind, r: &Reply) -> Result<Reply, Refusal> {
    let note = optional(&r.note, "note", "ghi chú")?;
    let empty = |text: &str| Err(Refusal::new("required", text).at("main"));
    match kind {
        Kind::YesNo if r.mark.is_none() => empty("Chọn Đạt, Chưa đạt hoặc Không áp dụng."),
        Kind::YesNo => Ok(Reply { mark: r.mark, note, ..Reply::default() }),
        Kind::Text if note.is_empty() => empty("Nhập nội dung ghi nhận; không có gì thì ghi “không”."),
        Kind::Text => Ok(Reply { note, ..Reply::default() }),
        Kind::Count if r.mark == Some(Mark::None) => Ok(Reply { mark: r.mark, note, ..Reply::default() }),
        Kind::Count => match (r.checked, r.wrong) {
            (Some(n), Some(bad)) if bad <= n && n > 0 => {
                Ok(Reply { checked: Some(n), wrong: Some(bad), note, mark: None })
            }
            (Some(_), Some(_)) => {
                empty("Số chưa đúng không được lớn hơn số đã kiểm tra, và phải kiểm tra ít nhất một.")
            }
            _ => empty("Nhập số đã kiểm tra và số chưa đúng bằng chữ số, hoặc chọn Không áp dụng."),
        },
    }
}

/// How many items are still without an answer.
pub fn missing(v: &Visit, list: &Checklist, answers: &[Answer]) -> usize {
    let open =
        |site: &Site| list.items().filter(|i| !answers.iter().any(|a| a.site == site.id && a.item == i.id)).count();
    v.sites.iter().map(open).sum()
}

/// Adds photos to an answer.
///
/// # Errors
/// "status" off site; "order" before the item is answered; "file" without a photo or with too many.
pub fn photos(v: &Visit, before: Option<&Answer>, files: &[StoredFile]) -> Result<Answer, Refusal> {
    only_in(v, &[Stage::Decided, Stage::Announced])?;
    let before = before.ok_or_else(|| Refusal::new("order", "Lưu câu trả lời trước, rồi thêm ảnh.").at("file"))?;
    let mut after = before.clone();
    after.photos.extend(files.iter().filter(|f| !before.photos.iter().any(|o| o.digest == f.digest)).cloned());
    if files.is_empty() {
        return Err(Refusal::new("file", "Chọn ít nhất một ảnh hoặc tệp.").at("file"));
    }
    if after.photos.len() > PHOTOS {
        return Err(Refusal::new("file", format!("Mỗi nội dung có tối đa {PHOTOS} ảnh, tệp.")).at("file"));
    }
    Ok(after)
}

/// What was found, in words: those of the item, the numbers, the note.
pub fn found(item: &str, r: &Reply) -> String {
    let numbers = match (r.checked, r.wrong) {
        (Some(n), Some(bad)) => format!(" ({bad}/{n})"),
        _ => String::new(),
    };
    let note = if r.note.is_empty() { String::new() } else { format!(": {}", r.note) };
    format!("{item}{numbers}{note}")
}
