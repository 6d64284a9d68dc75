//! Days: what three boxes or one box hold, and bounds such as "not after today".
//! A bound is written `today`, `today-18y`, `today+30d`, `today-6m` or a day `2024-09-01`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The earliest or latest day a date field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateBound {
    text: String,
    base: Base,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Base {
    Fixed(Date),
    Today { amount: i32, unit: char },
}

impl DateBound {
    /// The day this bound means when the form is checked on `today`; `None` outside the calendar.
    pub fn day(&self, today: Date) -> Option<Date> {
        match self.base {
            Base::Fixed(day) => Some(day),
            Base::Today { amount, unit: 'y' } => today.checked_add(amount.years()).ok(),
            Base::Today { amount, unit: 'm' } => today.checked_add(amount.months()).ok(),
            Base::Today { amount, .. } => today.checked_add(amount.days()).ok(),
        }
    }
}

impl TryFrom<String> for DateBound {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let refuse = || {
            format!(
                "không hiểu mốc ngày “{text}”; hãy viết today, today-18y, today+30d, today-6m hoặc một ngày như 2024-09-01"
            )
        };
        let base = match text.strip_prefix("today") {
            Some("") => Base::Today { amount: 0, unit: 'd' },
            Some(rest) => {
                let unit = rest.chars().last().filter(|u| "dmy".contains(*u)).ok_or_else(refuse)?;
                let amount = rest[..rest.len() - 1].parse::<i32>().map_err(|_| refuse())?;
                if amount.abs() > 5_000 || !rest.starts_with(['+', '-']) {
                    return Err(refuse());
                }
                Base::Today { amount, unit }
            }
            None => Base::Fixed(iso(&text).ok_or_else(refuse)?),
        };
        Ok(DateBound { text, base })
    }
}

impl From<DateBound> for String {
    fn from(bound: DateBound) -> String {
        bound.text
    }
}

/// `2024-02-07` exactly, in the years people write.
pub(crate) fn iso(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    from_boxes(&text[8..], &text[5..7], &text[..4])
}

/// Day, month and year as typed; years from 1800 to 2999 only, so that "24" is not the year 24.
pub(crate) fn from_boxes(day: &str, month: &str, year: &str) -> Option<Date> {
    let number = |text: &str, longest: usize| -> Option<i16> {
        let text = text.trim();
        let good = (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        good.then(|| text.parse().ok()).flatten()
    };
    let year = number(year, 4).filter(|y| (1800..3000).contains(y))?;
    let month = i8::try_from(number(month, 2)?).ok()?;
    Date::new(year, month, i8::try_from(number(day, 2)?).ok()?).ok()
}

/// One box: ISO, or day/month/year with `/`, `-` or `.` between.
pub(crate) fn from_one_box(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = iso(text) {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    match parts.as_slice() {
        [day, month, year] => from_boxes(day, month, year),
        _ => None,
    }
}

/// `07/02/2024`.
pub(crate) fn show(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}
