//! The working calendar: which days count and at which hours. Built from dated files of law; a day the files do not cover
//! is refused, never guessed. Working days are numbered once, so adding days is two look-ups.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;

use super::LawError;
use crate::error::Refusal;

/// Working seconds in a working day, whatever its hours: a working day counts as eight hours.
pub const DAY: i64 = 8 * 3600;

/// Why a listed day is off or worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedKind {
    Holiday,
    Compensation,
    SwapOff,
    SwapWorked,
}

/// One day of a calendar file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    date: Date,
    kind: ListedKind,
    name: String,
    #[serde(default)]
    mark: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursEntry {
    from: Date,
    spans: Vec<String>,
    #[serde(default)]
    #[allow(dead_code)]
    name: String,
    #[serde(default)]
    #[allow(dead_code)]
    mark: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    #[allow(dead_code)]
    source: String,
    #[serde(default)]
    day: Vec<Listed>,
    #[serde(default)]
    hours: Vec<HoursEntry>,
}

/// A span of working time on a day, in seconds since midnight.
pub type Span = (i64, i64);

/// One day as the calendar sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub working: bool,
    /// Why it is off, or why a day usually off is worked.
    pub name: Option<String>,
    pub kind: Option<ListedKind>,
    /// "S", "K" or "?": how sure the source is.
    pub mark: String,
}

#[derive(Debug)]
struct Inner {
    first: Date,
    /// For each covered day: how many working days lie before it.
    before: Vec<u32>,
    working: Vec<bool>,
    /// The covered days that are worked, as offsets from the first.
    worked: Vec<u32>,
    listed: BTreeMap<Date, Listed>,
    hours: Vec<(Date, Vec<Span>)>,
}

/// A working calendar; cheap to share.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Inner>);

fn span(text: &str) -> Option<Span> {
    let (a, b) = text.split_once('-')?;
    let second = |t: &str| -> Option<i64> {
        let t: Time = t.trim().parse().ok()?;
        Some(i64::from(t.hour()) * 3600 + i64::from(t.minute()) * 60)
    };
    Some((second(a)?, second(b)?)).filter(|(a, b)| a < b)
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |t| t.matches('\n').count()) + 1
}

impl Calendar {
    /// Builds the calendar from its files (path, text): years with their listed days, and hours.
    pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Calendar, LawError> {
        let (mut years, mut listed, mut hours) = (vec![], BTreeMap::new(), vec![]);
        for (path, text) in files {
            let file: File = toml::from_str(text).map_err(|e| LawError {
                file: path.into(),
                line: e.span().map_or(1, |s| line_of(text, s.start)),
                message: e.message().to_owned(),
            })?;
            let wrong = |needle: &str, message: String| LawError {
                file: path.into(),
                line: text.find(needle).map_or(1, |at| line_of(text, at)),
                message,
            };
            years.extend(file.year);
            for day in file.day {
                let shown = day.date.to_string();
                if Some(day.date.year()) != file.year {
                    return Err(wrong(&shown, format!("ngày {shown} không thuộc năm của tệp")));
                }
                if listed.insert(day.date, day).is_some() {
                    return Err(wrong(&shown, format!("ngày {shown} được ghi hai lần")));
                }
            }
            for entry in file.hours {
                let spans: Option<Vec<Span>> = entry.spans.iter().map(|s| span(s)).collect();
                let Some(spans) = spans.filter(|s| !s.is_empty() && s.windows(2).all(|w| w[0].1 <= w[1].0)) else {
                    return Err(wrong("spans", format!("giờ làm việc từ {} không hợp lệ", entry.from)));
                };
                hours.push((entry.from, spans));
            }
        }
        hours.sort_by_key(|(from, _)| *from);
        Calendar::build(years, listed, hours)
    }

    fn build(
        mut years: Vec<i16>,
        listed: BTreeMap<Date, Listed>,
        hours: Vec<(Date, Vec<Span>)>,
    ) -> Result<Calendar, LawError> {
        let fail = |message: &str| LawError { file: "calendars".into(), line: 1, message: message.into() };
        years.sort_unstable();
        if hours.is_empty() {
            return Err(fail("không có giờ làm việc"));
        }
        let (Some(&a), Some(&b)) = (years.first(), years.last()) else { return Err(fail("không có năm nào")) };
        if years.windows(2).any(|w| w[1] != w[0] + 1) {
            return Err(fail("các năm phải liền nhau và không lặp"));
        }
        let first = Date::new(a, 1, 1).map_err(|_| fail("năm không hợp lệ"))?;
        let last = Date::new(b, 12, 31).map_err(|_| fail("năm không hợp lệ"))?;
        let (mut before, mut working, mut worked) = (vec![], vec![], vec![]);
        let mut date = first;
        loop {
            let is = match listed.get(&date).map(|d| d.kind) {
                Some(kind) => kind == ListedKind::SwapWorked,
                None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
            };
            before.push(worked.len() as u32);
            if is {
                worked.push(working.len() as u32);
            }
            working.push(is);
            if date == last {
                break;
            }
            date = date.tomorrow().map_err(|_| fail("năm không hợp lệ"))?;
        }
        Ok(Calendar(Arc::new(Inner { first, before, working, worked, listed, hours })))
    }

    /// The covered years, first and last day.
    pub fn covers(&self) -> (Date, Date) {
        let days = i64::try_from(self.0.working.len()).unwrap_or(1) - 1;
        (self.0.first, offset_date(self.0.first, days))
    }

    fn offset(&self, date: Date) -> Option<usize> {
        let days = days_between(self.0.first, date);
        usize::try_from(days).ok().filter(|d| *d < self.0.working.len())
    }

    /// One day with its reason.
    pub fn day(&self, date: Date) -> Day {
        let listed = self.0.listed.get(&date);
        let weekend = match date.weekday() {
            Weekday::Saturday => Some("Thứ bảy, nghỉ hằng tuần"),
            Weekday::Sunday => Some("Chủ nhật, nghỉ hằng tuần"),
            _ => None,
        };
        Day {
            date,
            working: self.offset(date).is_some_and(|o| self.0.working[o]),
            name: listed.map(|l| l.name.clone()).or_else(|| weekend.map(str::to_owned)),
            kind: listed.map(|l| l.kind),
            mark: listed.map_or_else(String::new, |l| l.mark.clone()),
        }
    }

    /// The working hours of a day, in seconds since midnight; an off day has the hours it would have.
    pub fn hours(&self, date: Date) -> &[Span] {
        let found = self.0.hours.iter().rev().find(|(from, _)| *from <= date);
        found.or(self.0.hours.first()).map_or(&[], |(_, spans)| spans)
    }

    /// Whether the day is covered and how many working days lie before it; refused when not covered.
    pub(super) fn ordinal(&self, date: Date) -> Result<(i64, bool), Refusal> {
        match self.offset(date) {
            Some(o) => Ok((i64::from(self.0.before[o]), self.0.working[o])),
            None => Err(self.uncovered(date)),
        }
    }

    /// The n-th working day (from 0) of the covered years.
    pub(super) fn nth(&self, ordinal: i64) -> Result<Date, Refusal> {
        let found = usize::try_from(ordinal).ok().and_then(|i| self.0.worked.get(i));
        match found {
            Some(o) => Ok(offset_date(self.0.first, i64::from(*o))),
            None => Err(self.uncovered(self.covers().1)),
        }
    }

    fn uncovered(&self, date: Date) -> Refusal {
        let (a, b) = self.covers();
        Refusal::new(
            "calendar",
            format!(
                "Lịch làm việc chỉ có từ {} đến {}, không tính được hạn đến ngày {}. Bổ sung lịch năm đó rồi tính lại.",
                crate::time::date(a),
                crate::time::date(b),
                crate::time::date(date)
            ),
        )
    }

    /// The first working day on or after a day.
    pub fn working_on_or_after(&self, date: Date) -> Result<Date, Refusal> {
        let (ordinal, _) = self.ordinal(date)?;
        self.nth(ordinal)
    }

    /// The working day that lies `n` working days after (negative: before) a day.
    pub fn shift(&self, date: Date, n: i64) -> Result<Date, Refusal> {
        let (ordinal, working) = self.ordinal(date)?;
        // From an off day, the first working day after it is one day on.
        self.nth(if n > 0 && !working { ordinal + n - 1 } else { ordinal + n })
    }
}

/// Whole days from one date to another.
pub(super) fn days_between(a: Date, b: Date) -> i64 {
    let day = |d: Date| d.to_datetime(Time::midnight());
    i64::from(day(b).duration_since(day(a)).as_hours() as i32) / 24
}

/// A date some days later; the ends of representable time are held.
pub(super) fn offset_date(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::SignedDuration::from_hours(days.clamp(-4_000_000, 4_000_000) * 24))
}
