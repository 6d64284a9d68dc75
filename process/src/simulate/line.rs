//! Working time as seconds on one line, a working day being eight hours; and the own time of people who are there only a
//! part of it. Days are dated by the calendar, so seasons, holidays and absences fall where they should.

use jiff::civil::Date;
use kernel::working_time::{Calendar, DAY, Span};

use super::SimulationError;
use super::scenario::Staff;

/// The working days of a simulation.
#[derive(Debug)]
pub struct Line {
    pub dates: Vec<Date>,
}

impl Line {
    /// So many working days from a date on.
    pub fn of(calendar: &Calendar, from: Date, days: u32) -> Result<Line, SimulationError> {
        let wrong = |r: kernel::error::Refusal| SimulationError(r.message);
        let mut dates = vec![];
        let mut next = calendar.working_on_or_after(from).map_err(wrong)?;
        for day in 0..days {
            dates.push(next);
            if day + 1 < days {
                next = calendar.next_working_day(next).map_err(wrong)?;
            }
        }
        Ok(Line { dates })
    }

    pub fn end(&self) -> i64 {
        self.dates.len() as i64 * DAY
    }
}

/// When the people of a role are there, in seconds of a working day; how many, day by day.
#[derive(Debug)]
pub struct Presence {
    /// Seconds of the role's own time before each day, and one more at the end.
    before: Vec<i64>,
    /// The spans of each day, where not the whole day.
    spans: Option<Vec<Vec<(i64, i64)>>>,
    pub people: Vec<u32>,
}

impl Presence {
    pub fn of(calendar: &Calendar, line: &Line, staff: &Staff) -> Presence {
        let mut before = vec![0];
        let mut people = vec![];
        let mut all = vec![];
        for date in &line.dates {
            let here =
                if staff.hours.is_empty() { vec![(0, DAY)] } else { within(calendar.hours(*date), &staff.hours) };
            let length: i64 = here.iter().map(|(a, b)| b - a).sum();
            before.push(before.last().copied().unwrap_or(0) + length);
            all.push(here);
            let gone: u32 = staff.away.iter().filter(|a| a.from <= *date && *date <= a.to).map(|a| a.people).sum();
            people.push(staff.people.saturating_sub(gone));
        }
        let whole = staff.hours.is_empty();
        Presence { before, spans: (!whole).then_some(all), people }
    }

    /// The role's own time gone by at a moment of the line.
    pub fn own(&self, at: i64) -> i64 {
        let Some(spans) = &self.spans else { return at };
        let day = usize::try_from(at.div_euclid(DAY)).unwrap_or(0);
        let Some(today) = spans.get(day) else { return self.before.last().copied().unwrap_or(0) };
        let second = at.rem_euclid(DAY);
        self.before[day] + today.iter().map(|(a, b)| second.clamp(*a, *b) - a).sum::<i64>()
    }

    /// The moment of the line at which so much of the role's own time is over; past the last day when it never is.
    pub fn moment(&self, own: i64) -> i64 {
        let Some(spans) = &self.spans else { return own };
        // The day on which the own time is reached: the last that begins before it.
        let day = self.before.partition_point(|b| *b < own).saturating_sub(1);
        let Some(today) = spans.get(day) else { return i64::MAX };
        let mut left = own - self.before[day];
        for (a, b) in today {
            if left <= b - a {
                return day as i64 * DAY + a + left;
            }
            left -= b - a;
        }
        i64::MAX
    }

    /// The own seconds of all people together over the whole line.
    pub fn offered(&self) -> i64 {
        let days = self.before.windows(2).map(|w| w[1] - w[0]);
        days.zip(&self.people).map(|(length, people)| length * i64::from(*people)).sum()
    }
}

/// Clock spans as parts of a working day of eight hours.
fn within(office: &[Span], own: &[Span]) -> Vec<(i64, i64)> {
    let length = office.iter().map(|(a, b)| b - a).sum::<i64>().max(1);
    let place = |second: i64| office.iter().map(|(a, b)| second.clamp(*a, *b) - a).sum::<i64>() * DAY / length;
    let spans = own.iter().map(|(a, b)| (place(*a), place(*b)));
    spans.filter(|(a, b)| a < b).collect()
}
