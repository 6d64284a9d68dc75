//! What the module's pages share: refusals at their fields with everything typed kept, days as typed, history in words, the
//! sub-navigation, lists, posted files.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use documents::StoredFile;
use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::{local, short};
use platform::App;
use platform::ledger;
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::Wrong;
use crate::law::Named;
use crate::record::{Columns, Seen};
use crate::{CONDUCT, words};

/// Lines on one page of a list.
pub const SHOWN: i64 = 50;

/// One part of the module in the sub-navigation.
pub struct Tab {
    pub href: &'static str,
    pub label: String,
    pub current: bool,
}

/// The sub-navigation of a page.
pub fn tabs(v: &Visit, current: &str) -> Vec<Tab> {
    let conduct = v.actor.as_ref().is_some_and(|a| a.can(CONDUCT));
    let tab = |href: &'static str, label: &str| Tab { href, label: label.to_owned(), current: href == current };
    let mut all = vec![
        tab("/outreach", v.lang.t("Tin, bài")),
        tab("/outreach/campaigns", v.lang.t("Đợt tuyên truyền")),
        tab("/outreach/trainings", v.lang.t("Tập huấn, trao đổi")),
        tab("/outreach/dialogues", v.lang.t("Đối thoại")),
        tab("/outreach/report", v.lang.t("Báo cáo")),
    ];
    if conduct {
        all.insert(4, tab("/outreach/conduct", v.lang.t("Khen thưởng, vi phạm")));
    }
    all
}

/// One filter of a list.
pub struct Chip {
    pub href: String,
    pub label: String,
    pub current: bool,
}

/// The filters by status: "all" and each status by its number.
pub fn chips(v: &Visit, base: &str, (asked, all): (&str, &[(i64, &'static str)])) -> Vec<Chip> {
    let first = Chip { href: base.to_owned(), label: v.lang.t("Tất cả").into(), current: asked.is_empty() };
    let one = |(n, label): &(i64, &'static str)| Chip {
        href: format!("{base}?status={n}"),
        label: v.lang.t(label).into(),
        current: n.to_string() == asked,
    };
    std::iter::once(first).chain(all.iter().map(one)).collect()
}

/// One line of a list.
pub struct Line {
    pub href: String,
    pub title: String,
    pub when: String,
    pub note: String,
    pub label: &'static str,
    pub colour: &'static str,
}

/// What a form holds: what was typed, or what stands, and what is wrong with it.
#[derive(Clone, Default)]
pub struct Form {
    pub posted: Option<Posted>,
    pub errors: Vec<Wrong>,
}

impl Form {
    pub fn refused(posted: &Posted, errors: Vec<Wrong>) -> Form {
        Form { posted: Some(posted.clone()), errors }
    }

    /// What was typed in a field, or else what stands.
    pub fn or(&self, name: &str, stored: &str) -> String {
        match self.posted.as_ref().filter(|p| p.has(name)) {
            Some(p) => p.get(name).to_owned(),
            None => stored.to_owned(),
        }
    }

    /// Whether a box was ticked, or else stands ticked.
    pub fn ticked(&self, name: &str, value: &str) -> bool {
        self.posted.as_ref().is_some_and(|p| p.all(name).any(|v| v == value))
    }

    /// Whether a field was among what was sent and refused.
    pub fn typed(&self, name: &str) -> bool {
        self.posted.as_ref().is_some_and(|p| p.has(name))
    }

    /// The message at a field.
    pub fn at(&self, field: &str) -> &str {
        self.errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
    }
}

/// A stored file in a list, with where it is fetched.
pub struct FileLine {
    pub href: String,
    pub name: String,
    pub size: String,
}

/// Files below an address, by their place.
pub fn files(base: &str, all: &[StoredFile]) -> Vec<FileLine> {
    let line = |(n, f): (usize, &StoredFile)| FileLine {
        href: format!("{base}/{n}"),
        name: f.name.clone(),
        size: format!("{} kB", f.size.div_ceil(1024)),
    };
    all.iter().enumerate().map(line).collect()
}

/// The local day.
pub fn today(app: &App) -> Date {
    local(app.now()).date()
}

/// A day typed as 07/02/2024 or 2024-02-07.
///
/// # Errors
/// "date" at the field.
pub fn day(posted: &Posted, field: &'static str) -> Result<Date, Refusal> {
    day_or_none(posted, field)?.ok_or_else(|| Refusal::new("required", "Nhập ngày theo mẫu 07/02/2024.").at(field))
}

/// The same; nothing when left empty.
///
/// # Errors
/// "date" at the field.
pub fn day_or_none(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    let read = |text: &str| {
        let day = kernel::time::parse_local(text).map(|t| local(t).date());
        day.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
    };
    posted.some(field).map(read).transpose()
}

/// A whole number as typed, "1.200" too; 0 when left empty.
///
/// # Errors
/// "number" at the field.
pub fn number(posted: &Posted, field: &'static str) -> Result<i64, Refusal> {
    let read = |text: &str| {
        let told = "Không đọc được số. Nhập số nguyên, ví dụ 120 hoặc 1.200.";
        text.replace(['.', ' '], "").parse().map_err(|_| Refusal::new("number", told).at(field))
    };
    posted.some(field).map_or(Ok(0), read)
}

/// What the page had seen.
pub fn seen(posted: &Posted) -> Seen {
    posted.get("seen").parse().ok()
}

/// The last part of the address: the deed that was posted.
pub fn deed(v: &Visit) -> String {
    let path = v.path.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Goes on to `to` after a deed, or lets `again` show the page with what was refused and everything typed.
pub async fn finish<T>(
    v: &Visit,
    done: Result<T, Failure>,
    (to, posted): (&str, &Posted),
    again: impl AsyncFnOnce(Form) -> Reply,
) -> Reply {
    let wrong = match done {
        Ok(_) => return Ok(v.done(to, v.lang.t("Đã ghi nhận."))),
        Err(Failure::Refused(r)) => Wrong::new(&r),
        Err(Failure::Conflict(message)) => Wrong { field: "main".into(), message },
        Err(other) => return Err(other),
    };
    again(Form::refused(posted, vec![wrong])).await
}

/// A posted form with its files: texts, files of one field, and the first refusal among them.
pub struct Sent {
    pub posted: Posted,
    pub files: Vec<StoredFile>,
    pub refused: Option<Refusal>,
}

/// Reads a form that brings files. Ask who may send before: nobody without the word may fill the disk.
///
/// # Errors
/// Not a form with files; cut off on the way.
pub async fn take(app: &App, sent: Result<Multipart, MultipartRejection>) -> Result<Sent, Failure> {
    let wrong = |_| Failure::Bad("Biểu mẫu gửi lên không đúng định dạng. Tải lại trang rồi gửi lại.".into());
    let arrived = documents::take(app, sent.map_err(wrong)?).await?;
    Ok(Sent {
        posted: Posted(arrived.texts),
        files: arrived.files.into_iter().map(|(_, f)| f).collect(),
        refused: arrived.refused.into_iter().next(),
    })
}

/// An event of the history, newest first.
pub struct Event {
    pub title: String,
    pub at: String,
    pub by: String,
    pub text: String,
}

/// The history of a record in words.
pub async fn history(v: &Visit, c: &Columns) -> Result<Vec<Event>, Failure> {
    let mut all = vec![];
    for e in ledger::history(v.app.db(), c.tenant, c.id).await?.iter().rev() {
        let (title, text) = words::deed(v.lang, &e.action, &e.data());
        let by = match e.actor {
            Some(account) => people::name_of(&v.app, account).await?,
            None => v.lang.t("Hệ thống").to_owned(),
        };
        all.push(Event { title, at: short(e.time()), by, text });
    }
    Ok(all)
}

/// One of several to choose from.
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// Keys of the law as choices.
pub fn choices(all: &[Named]) -> Vec<Choice> {
    all.iter().map(|n| Choice { value: n.key.clone(), label: n.label.clone() }).collect()
}

/// An id of an address; a wrong one is a page that does not exist.
///
/// # Errors
/// Not an id.
pub fn id(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(|_| Failure::missing("Không có trang này"))
}

/// "1.200", for cells.
pub fn grouped(n: i64) -> String {
    kernel::money::group(n)
}
