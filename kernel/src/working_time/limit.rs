//! Time limits as the law writes them: "5 ngày làm việc", "80 giờ làm việc", "20 ngày", "02 tháng", "ngay trong ngày".

use serde::{Deserialize, Serialize};

use super::calendar::DAY;
use crate::error::Refusal;
use crate::text::fold;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours inside working time; eight make a working day.
    WorkingHour,
    /// Days offices work, the first not counted.
    WorkingDay,
    /// Calendar days.
    Day,
    /// Calendar months.
    Month,
    /// The day of receipt; the next working day when received after the cut-off.
    SameDay,
}

/// A time limit; the amount is in hundredths, so half days are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many hundredths of the unit.
    pub hundredths: i64,
    /// What is counted.
    pub unit: Unit,
}

/// The most hundredths a limit may have: a hundred thousand units.
const MOST: i64 = 10_000_000;

impl Limit {
    /// A whole number of a unit.
    pub fn new(amount: i64, unit: Unit) -> Limit {
        Limit { hundredths: amount.saturating_mul(100), unit }
    }

    /// Whole working days.
    pub fn working_days(n: i64) -> Limit {
        Limit::new(n, Unit::WorkingDay)
    }

    /// Whole working hours.
    pub fn working_hours(n: i64) -> Limit {
        Limit::new(n, Unit::WorkingHour)
    }

    /// Reads the limit a text of law begins with ("Không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ"). An equal limit in
    /// brackets is accepted ("80 giờ làm việc (10 ngày làm việc)"); what follows is left to [`Limit::mentioned`].
    ///
    /// # Errors
    /// "limit": no number, an unknown unit, an amount out of bounds, a bracket that says something else.
    pub fn parse(text: &str) -> Result<Limit, Refusal> {
        let folded = fold(text);
        let refuse = |why: &str| Refusal::new("limit", why_not(text, why));
        let mut rest = folded.as_str();
        while let Some(bare) = LEAD.iter().find_map(|l| rest.strip_prefix(l)) {
            rest = bare.trim_start_matches([' ', ':', ',']);
        }
        if ["ngay trong ngay", "trong ngay", "ngay sau khi"].iter().any(|s| rest.starts_with(s)) {
            return Ok(Limit::new(0, Unit::SameDay));
        }
        let (limit, after) = leading(rest).map_err(refuse)?;
        if let Some(inside) = after.trim_start().strip_prefix('(') {
            let seconds = Limit::working_seconds;
            if let Ok((other, _)) = leading(inside)
                && let (Some(a), Some(b)) = (seconds(&limit), seconds(&other))
                && a != b
            {
                return Err(refuse("hai thời hạn trong và ngoài ngoặc không bằng nhau"));
            }
        }
        Ok(limit)
    }

    /// Every limit a text mentions, in order: the first is the limit, the others belong to situations that a person has to
    /// tell apart ("kéo dài không quá 45 ngày làm việc").
    pub fn mentioned(text: &str) -> Vec<Limit> {
        let folded = fold(text);
        let mut found = vec![];
        let mut rest = folded.as_str();
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let number = rest[at..]
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '/')))
                .unwrap_or(rest.len() - at);
            // "sau 15 giờ" and "ngày 15 tháng 8" are moments, not limits.
            let moment = ["sau ", "truoc ", "ngay ", "luc "].iter().any(|w| rest[..at].ends_with(w));
            if !moment && let Ok((limit, _)) = leading(&rest[at..]) {
                found.push(limit);
            }
            rest = &rest[at + number..];
        }
        found
    }

    /// The amount in words of the law: "5", "0,5".
    pub fn amount(&self) -> String {
        let (whole, part) = (self.hundredths / 100, self.hundredths % 100);
        match part {
            0 => whole.to_string(),
            p if p % 10 == 0 => format!("{whole},{}", p / 10),
            p => format!("{whole},{p:02}"),
        }
    }

    /// The limit in working seconds, for units that count working time.
    pub(super) fn working_seconds(&self) -> Option<i64> {
        match self.unit {
            Unit::WorkingHour => Some(self.hundredths * 36),
            Unit::WorkingDay => Some(self.hundredths * (DAY / 100)),
            // Half a day has no other meaning in an office than half a day's work.
            Unit::Day if self.hundredths < 100 => Some(self.fraction()),
            _ => None,
        }
    }

    /// The working seconds of the part of a unit beyond the whole ones: half a day is four hours.
    pub(super) fn fraction(&self) -> i64 {
        self.hundredths % 100 * (DAY / 100)
    }

    /// Whether it can be counted at all.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let right = match self.unit {
            Unit::SameDay => true,
            Unit::Month => self.hundredths % 100 == 0 && (1..=MOST).contains(&self.hundredths),
            _ => (1..=MOST).contains(&self.hundredths),
        };
        if right {
            return Ok(());
        }
        Err(Refusal::new(
            "limit",
            format!("Thời hạn “{self}” không tính được. Nhập số lớn hơn 0, số tháng là số nguyên."),
        ))
    }

    /// In English.
    pub fn english(&self) -> String {
        let n = self.amount();
        let s = if self.hundredths == 100 { "" } else { "s" };
        match self.unit {
            Unit::WorkingHour => format!("{n} working hour{s}"),
            Unit::WorkingDay => format!("{n} working day{s}"),
            Unit::Day => format!("{n} day{s}"),
            Unit::Month => format!("{n} month{s}"),
            Unit::SameDay => "on the day of receipt".into(),
        }
    }
}

/// What a text may say before its number.
const LEAD: [&str; 9] = [
    "thoi han giai quyet",
    "thoi han",
    "thoi gian",
    "trong thoi han",
    "trong vong",
    "khong qua",
    "toi da",
    "cham nhat",
    "la ",
];

fn why_not(text: &str, why: &str) -> String {
    let line = crate::text::line(text);
    let shown: String = line.chars().take(120).collect();
    format!("Không đọc được thời hạn “{shown}”: {why}. Ghi như: 5 ngày làm việc, 8 giờ làm việc, 20 ngày, 2 tháng.")
}

/// The limit at the start of a folded text, and what follows its unit.
fn leading(text: &str) -> Result<(Limit, &str), &'static str> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(text.len());
    let hundredths = hundredths(&text[..end]).ok_or("thiếu số ở đầu")?;
    let mut rest = text[end..].trim_start();
    // "05 (năm) ngày làm việc"
    if let Some((inside, after)) = rest.strip_prefix('(').and_then(|r| r.split_once(')'))
        && inside.chars().all(|c| c.is_alphabetic() || c == ' ')
    {
        rest = after.trim_start();
    }
    let units = [
        ("gio lam viec", Unit::WorkingHour, 1),
        ("gio hanh chinh", Unit::WorkingHour, 1),
        ("gio", Unit::WorkingHour, 1),
        ("ngay lam viec", Unit::WorkingDay, 1),
        ("ngay", Unit::Day, 1),
        ("tuan", Unit::Day, 7),
        ("thang", Unit::Month, 1),
        ("nam", Unit::Month, 12),
    ];
    if rest.starts_with("phut") {
        return Err("đơn vị phút không dùng cho thời hạn giải quyết");
    }
    let found = units.iter().find_map(|(word, unit, scale)| {
        let after = rest.strip_prefix(word)?;
        // A whole word: "namdinh" is no year.
        let ends = !after.starts_with(|c: char| c.is_alphanumeric());
        ends.then_some((*unit, *scale, after))
    });
    let (unit, scale, after) = found.ok_or("đơn vị không rõ")?;
    let hundredths = hundredths.saturating_mul(scale);
    if hundredths <= 0 || hundredths > MOST {
        return Err("số phải lớn hơn 0 và không quá lớn");
    }
    if unit == Unit::Month && hundredths % 100 != 0 {
        return Err("số tháng phải là số nguyên");
    }
    Ok((Limit { hundredths, unit }, after))
}

fn hundredths(number: &str) -> Option<i64> {
    let (whole, part) = number.split_once([',', '.']).unwrap_or((number, ""));
    let whole: i64 = whole.parse().ok()?;
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<i64>().ok()? * 10,
        2 => part.parse::<i64>().ok()?,
        _ => return None,
    };
    whole.checked_mul(100)?.checked_add(part)
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.amount();
        match self.unit {
            Unit::WorkingHour => write!(f, "{n} giờ làm việc"),
            Unit::WorkingDay => write!(f, "{n} ngày làm việc"),
            Unit::Day => write!(f, "{n} ngày"),
            Unit::Month => write!(f, "{n} tháng"),
            Unit::SameDay => f.write_str("trong ngày tiếp nhận"),
        }
    }
}
