//! Working time in words: "04 giờ làm việc", "0,5 ngày", "80 giờ (tương đương 10 ngày làm việc)". A range or an unknown
//! unit is unclear, and stays so.

use kernel::text::{fold, line};

/// What a time cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// Working minutes.
    Minutes(i64),
    /// Said to have no limit of its own ("Giờ hành chính", "Không quy định").
    NoLimit,
    Blank,
    Unclear(String),
}

/// What the heading says of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// Working minutes of a day.
    day: i64,
    /// The unit of a bare number, in minutes.
    bare: Option<i64>,
}

/// More than any step may take, in thousandths of its unit.
const MOST: i64 = 10_000_000;

impl Units {
    /// Reads a heading like "Thời gian thực hiện (tính mỗi ngày 08 giờ làm việc)" or "Thời gian (giờ)".
    pub fn of(heading: &str) -> Units {
        let h = fold(heading);
        let hours = amounts(&h, 480).and_then(|a| a.first().copied()).filter(|a| a.unit == 60);
        let day = hours.map(|a| a.minutes()).filter(|_| h.contains("ngay")).unwrap_or(480);
        let inside = h.rsplit_once('(').map(|(_, r)| r.trim_end_matches(')').trim()).unwrap_or_default();
        let bare = if inside.chars().any(|c| c.is_ascii_digit()) { None } else { unit(inside, day) };
        Units { day, bare }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Amount {
    thousandths: i64,
    unit: i64,
}

impl Amount {
    fn minutes(self) -> i64 {
        (self.thousandths * self.unit + 500) / 1000
    }
}

fn unit(words: &str, day: i64) -> Option<i64> {
    let first = words.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty())?;
    match first {
        "gio" | "h" | "tieng" => Some(60),
        "ngay" => Some(day),
        "buoi" => Some(day / 2),
        "phut" => Some(1),
        _ => None,
    }
}

/// A number with a decimal comma or point, in thousandths.
fn thousandths(digits: &str) -> Option<i64> {
    let (whole, part) = digits.split_once([',', '.']).unwrap_or((digits, ""));
    if part.len() > 3 || !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part).filter(|n| *n <= MOST)
}

/// All amounts in folded text; none when a number has no unit that is known.
fn amounts(text: &str, day: i64) -> Option<Vec<Amount>> {
    let mut out = vec![];
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let end = number.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(number.len());
        let digits = number[..end].trim_end_matches([',', '.']);
        let after = number[end..].trim_start();
        if after.starts_with(['-', '/', '–', ':']) {
            return None;
        }
        out.push(Amount { thousandths: thousandths(digits)?, unit: unit(after, day)? });
        rest = &number[end..];
    }
    Some(out)
}

/// Halves as offices write them: "½ ngày", "1½ ngày", "1/2 ngày", "nửa ngày".
fn halves(folded: &str) -> String {
    let mut out = folded.replace("nua ngay", "0,5 ngay").replace("nua gio", "0,5 gio");
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '/'));
    if let Some(at) =
        out.find("1/2").filter(|at| !digit(out[..*at].chars().last()) && !digit(out[at + 3..].chars().next()))
    {
        out.replace_range(at..at + 3, "½");
    }
    while let Some(at) = out.find('½') {
        let joined = out[..at].ends_with(|c: char| c.is_ascii_digit());
        out.replace_range(at..at + '½'.len_utf8(), if joined { ",5" } else { "0,5" });
    }
    out
}

/// Reads a time cell.
pub fn read(text: &str, units: Units) -> Time {
    let t = halves(&fold(text));
    let t = t.trim();
    if t.is_empty() || t == "-" {
        return Time::Blank;
    }
    let unclear = || Time::Unclear(line(text));
    if t.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.') {
        let bare = units.bare.and_then(|unit| Some(Amount { thousandths: thousandths(t)?, unit }));
        return bare.map_or_else(unclear, |a| Time::Minutes(a.minutes()));
    }
    let Some(found) = amounts(t, units.day) else { return unclear() };
    let Some(first) = found.first() else {
        let said = ["gio hanh chinh", "khong quy dinh", "khong tinh", "khong gioi han"].iter().any(|w| t.contains(w));
        return if said { Time::NoLimit } else { unclear() };
    };
    // The same length in two units is said twice for the reader's ease.
    if found.iter().all(|a| a.minutes() == first.minutes()) {
        return if found.len() > 1 && is_range(t) { unclear() } else { Time::Minutes(first.minutes()) };
    }
    // "1 ngày 4 giờ" is a sum; anything else (a range, a choice) needs a person.
    let falling = found.windows(2).all(|w| w[0].unit > w[1].unit);
    let plain = t.split(|c: char| !c.is_alphanumeric() && c != ',' && c != '.').filter(|w| !w.is_empty());
    let known = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_digit()) || ["ngay", "gio", "phut", "buoi", "lam", "viec", "va"].contains(&w)
    };
    if falling && !is_range(t) && plain.into_iter().all(known) {
        return Time::Minutes(found.iter().map(|a| a.minutes()).sum());
    }
    unclear()
}

fn is_range(t: &str) -> bool {
    t.contains(" den ") || t.contains(" hoac ") || t.contains(" - ") || t.contains('–')
}

/// Working minutes in words.
pub fn show(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (h, 0) => format!("{h} giờ"),
        (0, m) => format!("{m} phút"),
        (h, m) => format!("{h} giờ {m} phút"),
    }
}
