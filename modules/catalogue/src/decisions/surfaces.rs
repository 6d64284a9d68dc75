//! The three places where procedures must be public (Điều 17): the national database, the portal, the posting at each desk.
//! What each shows is recorded with its proof and compared with the version in force.

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::{Timestamp, date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::law::DeskRule;
use crate::model::{Level, Parts, Version};
use crate::rules::{self, Part};
use kernel::spelled;

spelled! {
    /// A place where procedures are public. The portal is this system: it shows the version in force by itself.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Surface {
        National = "national", "Cơ sở dữ liệu quốc gia";
        Portal = "portal", "Cổng dịch vụ công (hệ thống này)";
        Posting = "posting", "Niêm yết tại nơi tiếp nhận";
    }
}

/// The proof that something is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Proof {
    /// The SHA-256 of the photograph or file.
    pub file: Option<String>,
    pub file_name: String,
    pub mime: String,
    /// Who posted it.
    pub officer: String,
    /// The record's address or number in the national database.
    pub reference: String,
    pub note: String,
    /// The record of the national database as it was read, to be compared part by part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Parts>>,
}

/// What a place shows of a procedure. `unit` is the desk; nil for the national database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: Uuid,
    pub surface: Surface,
    pub unit: Uuid,
    pub code: String,
    /// The version shown; 0 when it was taken down.
    pub number: i64,
    pub shown_on: Date,
    pub proof: Proof,
    pub recorded_at: Timestamp,
    pub recorded_by: Option<Uuid>,
}

/// How a place stands against the version in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Shows what is in force.
    Same,
    /// Shows an older version.
    Old,
    /// Shows a version whose day has not come.
    Early,
    /// Nothing was recorded.
    Unknown,
    /// Says it shows what is in force, but its record says otherwise.
    Content,
    /// Taken down although in force.
    Missing,
    /// Still shown although no longer in force.
    Left,
    /// Rightly not shown.
    Gone,
}

impl Match {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Match::Same => "Khớp",
            Match::Old => "Bản cũ",
            Match::Early => "Bản chưa có hiệu lực",
            Match::Unknown => "Chưa ghi nhận",
            Match::Content => "Khác nội dung",
            Match::Missing => "Đã gỡ nhưng còn hiệu lực",
            Match::Left => "Còn niêm yết thủ tục hết hiệu lực",
            Match::Gone => "Đã gỡ",
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Match::Same | Match::Gone => "green",
            Match::Unknown => "grey",
            Match::Early => "yellow",
            Match::Old | Match::Content | Match::Missing | Match::Left => "red",
        }
    }

    /// Whether somebody has to do something.
    pub fn differs(self) -> bool {
        !matches!(self, Match::Same | Match::Gone)
    }
}

/// Holds what a place shows against the version in force (none when the procedure is not in force).
pub fn compare(in_force: Option<i64>, shown: Option<i64>) -> Match {
    match (in_force, shown) {
        (Some(_), None) => Match::Unknown,
        (Some(_), Some(0)) => Match::Missing,
        (Some(a), Some(b)) if a == b => Match::Same,
        (Some(a), Some(b)) if b < a => Match::Old,
        (Some(_), Some(_)) => Match::Early,
        (None, None | Some(0)) => Match::Gone,
        (None, Some(_)) => Match::Left,
    }
}

/// One part as the version in force has it and as a record of another place has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    pub part: Part,
    pub here: String,
    pub there: String,
    pub same: bool,
}

/// Holds a record against the version in force, part by part, in legal order; only what the record holds. Marks, case and
/// spaces do not count, nor how many copies of a paper are asked for, which the national record does not say.
pub fn contents(in_force: &Parts, record: &Parts) -> Vec<Compared> {
    let plain = |text: &str| {
        let folded = kernel::text::fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let papers = |p: &Parts| {
        let all = p.components.as_ref().map(|v| v.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join("\n"));
        all.unwrap_or_default()
    };
    let pairs = rules::words(in_force).into_iter().zip(rules::words(record));
    let held = pairs.filter(|((part, _), _)| !matches!(part, Part::Kind | Part::Source | Part::Level));
    let one = |((part, here), (_, there)): ((Part, String), (Part, String))| {
        let (here, there) = if part == Part::Components { (papers(in_force), papers(record)) } else { (here, there) };
        let same = plain(&here) == plain(&there);
        Compared { part, here, there, same }
    };
    held.map(one).filter(|c| !c.there.is_empty()).collect()
}

/// The units that post procedures of these levels, from the units of the day.
pub fn desks<'a>(units: &'a [people::Unit], levels: &[Level], rules: &[DeskRule]) -> Vec<&'a people::Unit> {
    let fits = |u: &people::Unit, r: &DeskRule| {
        levels.contains(&r.level)
            && r.kinds.iter().any(|k| k == u.kind.slug())
            && (r.unit_level.is_empty() || r.unit_level == u.level.slug())
    };
    let mut found: Vec<&people::Unit> = units.iter().filter(|u| rules.iter().any(|r| fits(u, r))).collect();
    // An agency with a desk of its own posts there, not twice.
    let desked: Vec<Uuid> = found.iter().filter(|u| u.kind == people::UnitKind::Desk).map(|u| u.agency).collect();
    found.retain(|u| u.kind == people::UnitKind::Desk || !desked.contains(&u.id));
    found
}

/// What somebody says a place shows.
#[derive(Debug, Clone)]
pub struct ShownEdit {
    pub surface: Surface,
    pub unit: Uuid,
    pub code: String,
    pub number: i64,
    pub shown_on: Option<Date>,
    pub proof: Proof,
}

/// Whether it may be recorded so.
///
/// # Errors
/// "surface" for the portal; "version" for a version that does not exist; "dates"; "proof" without photograph or reference.
pub fn may_record(e: &ShownEdit, versions: &[Version], today: Date) -> Result<Date, Refusal> {
    if e.surface == Surface::Portal {
        return Err(Refusal::new(
            "surface",
            "Hệ thống tự hiển thị phiên bản có hiệu lực trên cổng; không cần ghi nhận.",
        ));
    }
    if e.number != 0 && !versions.iter().any(|v| v.number == e.number) {
        return Err(
            Refusal::new("version", "Thủ tục không có phiên bản này. Chọn phiên bản trong danh sách.").at("number")
        );
    }
    let on = e
        .shown_on
        .ok_or_else(|| Refusal::new("dates", "Chưa có ngày niêm yết, cập nhật. Chọn ngày.").at("shown_on"))?;
    if on > today {
        let message = format!("Ngày {} ở sau hôm nay. Ghi ngày đã niêm yết, cập nhật thực tế.", date(on));
        return Err(Refusal::new("dates", message).at("shown_on"));
    }
    let proven = match e.surface {
        Surface::Posting => e.proof.file.is_some() || e.number == 0,
        _ => e.proof.file.is_some() || !e.proof.reference.is_empty() || e.proof.record.is_some(),
    };
    if !proven {
        let (message, field) = match e.surface {
            Surface::Posting => ("Chưa có ảnh chụp bảng niêm yết. Chụp và tải ảnh lên làm minh chứng.", "file"),
            _ => (
                "Chưa có minh chứng. Ghi địa chỉ hoặc mã bản ghi trên Cơ sở dữ liệu quốc gia, hoặc tải ảnh chụp màn hình.",
                "reference",
            ),
        };
        return Err(Refusal::new("proof", message).at(field));
    }
    if e.surface == Surface::Posting && e.proof.officer.is_empty() {
        return Err(Refusal::new("officer", "Chưa ghi người niêm yết.").at("officer"));
    }
    Ok(on)
}
