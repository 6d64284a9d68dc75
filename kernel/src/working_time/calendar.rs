//! The working calendar: which days count and at which hours. Built from dated files of law; a day the files do not cover
//! is refused, never guessed. Working days are numbered once, so adding days is two look-ups.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;

use super::LawError;
use super::schedule::{self as hours, Hours, HoursEntry, Span};
use crate::error::Refusal;

/// Working seconds in a working day, whatever its hours: a working day counts as eight hours.
pub const DAY: i64 = 8 * 3600;

/// Why a listed day is off or worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedKind {
    /// A holiday of Điều 112 Bộ luật Lao động 2019.
    Holiday,
    /// The working day off for a holiday on weekly rest (Điều 111.3).
    Compensation,
    /// A working day off in exchange for a worked day of rest.
    SwapOff,
    /// The day of rest worked in exchange.
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
struct File {
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    day: Vec<Listed>,
    #[serde(default)]
    hours: Vec<HoursEntry>,
}

/// One day as the calendar sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether offices work on it; never on a day the calendar does not cover.
    pub working: bool,
    /// Why it is off, or why a day usually off is worked.
    pub name: Option<String>,
    /// What the files list it as; none for an ordinary day.
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
    /// For each covered day: which hours it has.
    shift: Vec<u16>,
    /// The covered days that are worked, as offsets from the first.
    worked: Vec<u32>,
    listed: BTreeMap<Date, Listed>,
    hours: Vec<Hours>,
    sources: Vec<(String, String)>,
}

/// A working calendar; cheap to share.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Inner>);

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |t| t.matches('\n').count()) + 1
}

/// What the files say, gathered before the days are numbered.
#[derive(Default)]
struct Gathered {
    years: Vec<i16>,
    listed: BTreeMap<Date, Listed>,
    hours: Vec<Hours>,
    sources: Vec<(String, String)>,
}

impl Gathered {
    fn take(&mut self, path: &str, text: &str) -> Result<(), LawError> {
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
        self.years.extend(file.year);
        if !file.source.is_empty() {
            self.sources.push((path.to_owned(), file.source));
        }
        for day in file.day {
            let shown = day.date.to_string();
            if Some(day.date.year()) != file.year {
                return Err(wrong(&shown, format!("ngày {shown} không thuộc năm của tệp; chuyển sang tệp của năm đó")));
            }
            if self.listed.insert(day.date, day).is_some() {
                return Err(wrong(&shown, format!("ngày {shown} được ghi hai lần; giữ lại một")));
            }
        }
        for entry in file.hours {
            let from = format!("\"{}\"", entry.from);
            self.hours.push(Hours::read(entry).map_err(|message| wrong(&from, message))?);
        }
        Ok(())
    }

    fn build(mut self) -> Result<Calendar, LawError> {
        let fail = |message: &str| LawError { file: "calendars".into(), line: 1, message: message.into() };
        self.years.sort_unstable();
        // Later entries win, and among those of one day the narrower ones, which therefore come last.
        self.hours.sort_by_key(Hours::rank);
        if !self.hours.iter().any(Hours::general) {
            return Err(fail("không có giờ làm việc chung; thêm một mục [[hours]] không ghi mùa và thứ"));
        }
        let (Some(&a), Some(&b)) = (self.years.first(), self.years.last()) else {
            return Err(fail("không có năm nào"));
        };
        if self.years.windows(2).any(|w| w[1] != w[0] + 1) {
            return Err(fail("các năm phải liền nhau và không lặp"));
        }
        let first = Date::new(a, 1, 1).map_err(|_| fail("năm không hợp lệ"))?;
        let last = Date::new(b, 12, 31).map_err(|_| fail("năm không hợp lệ"))?;
        let (mut before, mut working, mut worked, mut shift) = (vec![], vec![], vec![], vec![]);
        for date in first.series(jiff::Span::new().days(1)).take_while(|d| *d <= last) {
            let is = match self.listed.get(&date).map(|d| d.kind) {
                Some(kind) => kind == ListedKind::SwapWorked,
                None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
            };
            before.push(worked.len() as u32);
            if is {
                worked.push(working.len() as u32);
            }
            working.push(is);
            shift.push(hours::of(&self.hours, date) as u16);
        }
        let Gathered { listed, hours, sources, .. } = self;
        Ok(Calendar(Arc::new(Inner { first, before, working, shift, worked, listed, hours, sources })))
    }
}

impl Calendar {
    /// Builds the calendar from its files (path, text): years with their listed days, and hours.
    ///
    /// # Errors
    /// The file and line of what cannot be read, of a day listed twice or under another year, of wrong hours; years that
    /// do not follow one another.
    pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Calendar, LawError> {
        let mut gathered = Gathered::default();
        for (path, text) in files {
            gathered.take(path, text)?;
        }
        gathered.build()
    }

    /// The covered years, first and last day.
    pub fn covers(&self) -> (Date, Date) {
        let days = i64::try_from(self.0.working.len()).unwrap_or(1) - 1;
        (self.0.first, offset_date(self.0.first, days))
    }

    /// The files and the sources they name.
    pub fn sources(&self) -> &[(String, String)] {
        &self.0.sources
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

    /// The listed days of a year in order: holidays, compensations, swaps.
    pub fn listed(&self, year: i16) -> Vec<Day> {
        self.0.listed.keys().filter(|d| d.year() == year).map(|d| self.day(*d)).collect()
    }

    fn shift_of(&self, date: Date) -> Option<&Hours> {
        let at = self.offset(date).map_or_else(|| hours::of(&self.0.hours, date), |o| usize::from(self.0.shift[o]));
        self.0.hours.get(at)
    }

    /// The working hours of a day, in seconds since midnight; an off day has the hours it would have.
    pub fn hours(&self, date: Date) -> &[Span] {
        self.shift_of(date).map_or(&[], |h| &h.spans)
    }

    /// The name of the hours a day has: "Giờ hành chính", "Giờ mùa hè".
    pub fn hours_name(&self, date: Date) -> &str {
        self.shift_of(date).map_or("", |h| &h.name)
    }

    /// The second of the day after which a same-day dossier is due the next working day.
    pub(super) fn same_day_until(&self, date: Date) -> i64 {
        self.shift_of(date).map_or(i64::MAX, |h| h.same_day_until)
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
            None if ordinal < 0 => Err(self.uncovered(offset_date(self.0.first, -1))),
            None => Err(self.uncovered(offset_date(self.covers().1, 1))),
        }
    }

    fn uncovered(&self, date: Date) -> Refusal {
        let (a, b) = self.covers();
        Refusal::new(
            "calendar",
            format!(
                "Lịch làm việc chỉ có từ {} đến {}, không tính được cho ngày {}. Bổ sung lịch năm đó rồi tính lại.",
                crate::time::date(a),
                crate::time::date(b),
                crate::time::date(date)
            ),
        )
    }

    /// The first working day on or after a day.
    ///
    /// # Errors
    /// "calendar": the day or the answer is not covered.
    pub fn working_on_or_after(&self, date: Date) -> Result<Date, Refusal> {
        let (ordinal, _) = self.ordinal(date)?;
        self.nth(ordinal)
    }

    /// The working day after a day.
    ///
    /// # Errors
    /// "calendar": the day or the answer is not covered.
    pub fn next_working_day(&self, date: Date) -> Result<Date, Refusal> {
        self.shift(date, 1)
    }

    /// The working day before a day.
    ///
    /// # Errors
    /// "calendar": the day or the answer is not covered.
    pub fn previous_working_day(&self, date: Date) -> Result<Date, Refusal> {
        self.shift(date, -1)
    }

    /// The working day that lies `n` working days after (negative: before) a day.
    ///
    /// # Errors
    /// "calendar": the day or the answer is not covered.
    pub fn shift(&self, date: Date, n: i64) -> Result<Date, Refusal> {
        let (ordinal, working) = self.ordinal(date)?;
        // From an off day, the first working day after it is one day on.
        self.nth(ordinal.saturating_add(if n > 0 && !working { n - 1 } else { n }))
    }

    /// How many working days lie after one day up to and with another; negative when the other lies before.
    ///
    /// # Errors
    /// "calendar": a day is not covered.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i64, Refusal> {
        let upto = |(ordinal, working): (i64, bool)| ordinal + i64::from(working);
        Ok(upto(self.ordinal(to)?) - upto(self.ordinal(from)?))
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
