//! Hours of work as the files give them: from a date, for the whole year or a season of it, for all weekdays or some.

use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;

/// A span of working time on a day, in seconds since midnight.
pub type Span = (i64, i64);

/// One `[[hours]]` of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursEntry {
    pub from: Date,
    spans: Vec<String>,
    #[serde(default)]
    name: String,
    /// How sure the source is; for the people who keep the file.
    #[serde(default, rename = "mark")]
    _mark: String,
    /// "04-16/10-15": the days of every year it holds; the whole year without it.
    #[serde(default)]
    season: Option<String>,
    /// "T2" … "T7", "CN"; every day without it.
    #[serde(default)]
    weekdays: Vec<String>,
    /// Same-day dossiers received after this are due the next working day.
    #[serde(default)]
    same_day_until: Option<Time>,
}

/// Hours ready to be looked up.
#[derive(Debug)]
pub(super) struct Hours {
    pub from: Date,
    pub name: String,
    pub spans: Vec<Span>,
    pub same_day_until: i64,
    /// First and last (month, day).
    season: Option<((i8, i8), (i8, i8))>,
    weekdays: Vec<Weekday>,
}

fn second(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60
}

fn span(text: &str) -> Option<Span> {
    let (a, b) = text.split_once('-')?;
    let read = |t: &str| t.trim().parse::<Time>().ok().map(second);
    Some((read(a)?, read(b)?)).filter(|(a, b)| a < b)
}

fn season(text: &str) -> Option<((i8, i8), (i8, i8))> {
    let day = |t: &str| -> Option<(i8, i8)> {
        let (m, d) = t.trim().split_once('-')?;
        let (m, d) = (m.parse().ok()?, d.parse().ok()?);
        // A leap year knows every day a season can begin or end with.
        Date::new(2024, m, d).ok().map(|_| (m, d))
    };
    let (a, b) = text.split_once('/')?;
    Some((day(a)?, day(b)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim() {
        "T2" => Weekday::Monday,
        "T3" => Weekday::Tuesday,
        "T4" => Weekday::Wednesday,
        "T5" => Weekday::Thursday,
        "T6" => Weekday::Friday,
        "T7" => Weekday::Saturday,
        "CN" => Weekday::Sunday,
        _ => return None,
    })
}

impl Hours {
    /// Checks an entry; the message says what is wrong and how to write it.
    pub(super) fn read(entry: HoursEntry) -> Result<Hours, String> {
        let wrong = |what: &str| format!("giờ làm việc từ {}: {what}", entry.from);
        let spans: Option<Vec<Span>> = entry.spans.iter().map(|s| span(s)).collect();
        let spans = spans
            .filter(|s| !s.is_empty() && s.windows(2).all(|w| w[0].1 <= w[1].0))
            .ok_or_else(|| wrong("spans ghi như [\"07:30-11:30\", \"13:30-17:30\"], theo thứ tự, không chồng nhau"))?;
        let season = match &entry.season {
            Some(text) => Some(season(text).ok_or_else(|| wrong("season ghi như \"04-16/10-15\" (tháng-ngày)"))?),
            None => None,
        };
        let weekdays: Option<Vec<Weekday>> = entry.weekdays.iter().map(|d| weekday(d)).collect();
        let weekdays = weekdays.ok_or_else(|| wrong("weekdays ghi như [\"T6\"], từ T2 đến T7 và CN"))?;
        let close = spans.last().map_or(0, |s| s.1);
        let same_day_until = entry.same_day_until.map_or(close, second);
        Ok(Hours { from: entry.from, name: entry.name, spans, same_day_until, season, weekdays })
    }

    /// Holds on every day from its first on.
    pub(super) fn general(&self) -> bool {
        self.season.is_none() && self.weekdays.is_empty()
    }

    /// Orders entries so that the last one that holds is the one to take.
    pub(super) fn rank(&self) -> (Date, bool, bool) {
        (self.from, self.season.is_some(), !self.weekdays.is_empty())
    }

    fn holds(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        let in_season = self.season.is_none_or(|(a, b)| {
            // A season may run over the new year.
            if a <= b { a <= day && day <= b } else { a <= day || day <= b }
        });
        self.from <= date && in_season && (self.weekdays.is_empty() || self.weekdays.contains(&date.weekday()))
    }
}

/// Which of the ranked hours a day has; before the first of them, the first general one.
pub(super) fn of(hours: &[Hours], date: Date) -> usize {
    let found = hours.iter().rposition(|h| h.holds(date));
    found.or_else(|| hours.iter().position(Hours::general)).unwrap_or(0)
}
