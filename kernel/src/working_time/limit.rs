//! Time limits as the law writes them: "5 ngày làm việc", "80 giờ làm việc", "20 ngày", "02 tháng", "ngay trong ngày".

use jiff::civil::Time;
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
    WorkingDay,
    /// Calendar days.
    Day,
    Month,
    /// The day of receipt; the next working day when received after the cut-off.
    SameDay,
}

/// A time limit; the amount is in hundredths, so half days are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub hundredths: i64,
    pub unit: Unit,
}

/// After this time a same-day dossier is due the next working day (NĐ 61/2018 Đ18, domain facts §1.4).
pub const SAME_DAY_CUTOFF: Time = Time::constant(15, 0, 0, 0);

const MOST: i64 = 10_000_000;

impl Limit {
    pub fn new(amount: i64, unit: Unit) -> Limit {
        Limit { hundredths: amount.saturating_mul(100), unit }
    }

    pub fn working_days(n: i64) -> Limit {
        Limit::new(n, Unit::WorkingDay)
    }

    pub fn working_hours(n: i64) -> Limit {
        Limit::new(n, Unit::WorkingHour)
    }

    /// Reads a limit at the start of a text of law; what follows the unit ("kể từ ngày nhận đủ hồ sơ") is ignored, a second
    /// limit or an unknown unit is refused naming the text.
    pub fn parse(text: &str) -> Result<Limit, Refusal> {
        let folded = fold(text);
        let refuse = |why: &str| {
            Err(Refusal::new(
                "limit",
                format!(
                    "Không đọc được thời hạn “{}”: {why}. Ghi như: 5 ngày làm việc, 8 giờ làm việc, 20 ngày, 2 tháng.",
                    crate::text::line(text)
                ),
            ))
        };
        if folded.starts_with("ngay trong ngay") || folded.starts_with("trong ngay") {
            return Ok(Limit::new(0, Unit::SameDay));
        }
        let number =
            folded.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).map_or("", |at| &folded[..at]);
        let rest = folded[number.len()..].trim_start();
        let Some(hundredths) = hundredths(number) else { return refuse("thiếu số ở đầu") };
        if hundredths <= 0 || hundredths > MOST {
            return refuse("số phải lớn hơn 0 và không quá lớn");
        }
        let (unit, scale) = match rest {
            r if r.starts_with("gio") => (Unit::WorkingHour, 1),
            r if r.starts_with("phut") => return refuse("đơn vị phút không dùng cho thời hạn giải quyết"),
            r if r.starts_with("ngay lam viec") => (Unit::WorkingDay, 1),
            r if r.starts_with("ngay") => (Unit::Day, 1),
            r if r.starts_with("tuan") => (Unit::Day, 7),
            r if r.starts_with("thang") => (Unit::Month, 1),
            r if r.starts_with("nam") => (Unit::Month, 12),
            _ => return refuse("đơn vị không rõ"),
        };
        if unit == Unit::Month && hundredths % 100 != 0 {
            return refuse("số tháng phải là số nguyên");
        }
        Ok(Limit { hundredths: hundredths * scale, unit })
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
            _ => None,
        }
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
