//! Times as plans write them: a span of days where the words fix one, how often the task comes back, and the words
//! themselves, always kept.

use kernel::time::civil::Date;
use serde::{Deserialize, Serialize};

use super::Reading;
use super::words::{Before, Recurrence, plain};

/// When a task is due.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Time {
    /// As written.
    pub text: String,
    /// The first day, as far as the words fix one.
    #[serde(with = "super::time::day")]
    pub from: Option<Date>,
    /// The last day, as far as the words fix one.
    #[serde(with = "super::time::day")]
    pub to: Option<Date>,
    pub recurrence: Vec<Recurrence>,
}

/// Days as ISO text.
pub mod day {
    use kernel::time::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(day: &Option<Date>, s: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => s.collect_str(day),
            None => s.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Option::deserialize(d)?;
        text.map(|t| t.parse().map_err(serde::de::Error::custom)).transpose()
    }
}

impl Time {
    /// Whether the words said anything about time that is known.
    pub fn understood(&self) -> bool {
        self.from.is_some() || self.to.is_some() || !self.recurrence.is_empty()
    }

    /// For programs; several recurrences are joined by "+".
    pub fn json(&self) -> serde_json::Value {
        let recurrence: Vec<&str> = self.recurrence.iter().map(|r| r.slug()).collect();
        let recurrence = if recurrence.is_empty() { None } else { Some(recurrence.join("+")) };
        serde_json::json!({ "text": self.text, "from": self.from.map(|d| d.to_string()),
            "to": self.to.map(|d| d.to_string()), "recurrence": recurrence })
    }
}

/// Reads a time; `year` is the plan's, for days and months written without one.
pub fn read(text: &str, year: Option<i16>, reading: &Reading) -> Time {
    let mut time = Time { text: text.to_owned(), ..Time::default() };
    let whole = format!(" {} ", plain(text));
    for (recurrence, texts) in &reading.times {
        if texts.iter().any(|t| whole.contains(&format!(" {t} "))) {
            time.recurrence.push(*recurrence);
        }
    }
    let by_document = reading.times.iter().find(|(r, _)| *r == Recurrence::ByDocument);
    let elsewhere = |clause: &str| {
        let clause = format!(" {} ", plain(clause));
        by_document.is_some_and(|(_, texts)| texts.iter().any(|t| clause.contains(&format!(" {t} "))))
    };
    for clause in text.split(';').filter(|c| !elsewhere(c)) {
        let (from, to) = clause_days(clause, year, reading.before);
        time.from = earliest(time.from, from);
        time.to = time.to.max(to);
    }
    if time.from > time.to && time.to.is_some() {
        std::mem::swap(&mut time.from, &mut time.to);
    }
    time
}

fn earliest(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A part of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(u32),
    Word(String),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = vec![];
    let folded = kernel::text::fold(text);
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            let mut n = c.to_digit(10).unwrap_or(0);
            while let Some(d) = chars.peek().and_then(|c| c.to_digit(10)) {
                n = n.saturating_mul(10).saturating_add(d);
                chars.next();
            }
            out.push(Token::Number(n));
        } else if c.is_alphabetic() {
            let mut word = c.to_string();
            while let Some(c) = chars.peek().filter(|c| c.is_alphabetic()) {
                word.push(*c);
                chars.next();
            }
            out.push(Token::Word(word));
        } else if !c.is_whitespace() {
            out.push(Token::Sign(if matches!(c, '–' | '—') { '-' } else { c }));
        }
    }
    out
}

/// A stretch of days named by the words; the year may stand further on.
#[derive(Debug, Clone, Copy)]
struct Point {
    unit: Unit,
    year: Option<i16>,
    /// Where its words begin.
    at: usize,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Day(u32, u32),
    Month(u32),
    Quarter(u32),
    /// Half a year, 1 or 2.
    Half(u32),
    Year,
}

impl Point {
    fn days(self, year: Option<i16>) -> Option<(Date, Date)> {
        let year = self.year.or(year)?;
        let month = |m: u32| Date::new(year, i8::try_from(m).ok()?, 1).ok();
        Some(match self.unit {
            Unit::Day(d, m) => {
                let day = Date::new(year, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
                (day, day)
            }
            Unit::Month(m) => (month(m)?, month(m)?.last_of_month()),
            Unit::Quarter(q) => (month(q * 3 - 2)?, month(q * 3)?.last_of_month()),
            Unit::Half(h) => (month(h * 6 - 5)?, month(h * 6)?.last_of_month()),
            Unit::Year => (month(1)?, month(12)?.last_of_month()),
        })
    }
}

fn as_year(n: u32) -> Option<i16> {
    i16::try_from(n).ok().filter(|y| (1900..2200).contains(y))
}

fn quarter(token: Option<&Token>) -> Option<u32> {
    match token? {
        Token::Number(n) => Some(*n).filter(|n| (1..=4).contains(n)),
        Token::Word(w) => ["i", "ii", "iii", "iv"].iter().position(|r| r == w).and_then(|i| u32::try_from(i + 1).ok()),
        Token::Sign(_) => None,
    }
}

/// The tokens with a reading position.
struct Walk {
    tokens: Vec<Token>,
    at: usize,
}

impl Walk {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }
    fn number(&self, ahead: usize) -> Option<u32> {
        match self.peek(ahead) {
            Some(Token::Number(n)) => Some(*n),
            _ => None,
        }
    }
    fn is(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek(ahead), Some(Token::Word(w)) if w == word)
    }
    fn sign(&self, ahead: usize, sign: char) -> bool {
        matches!(self.peek(ahead), Some(Token::Sign(c)) if *c == sign)
    }

    /// A year after "/", "năm" or "/năm", from the given place on; takes its words.
    fn year(&mut self, ahead: usize) -> Option<i16> {
        let skip = usize::from(self.sign(ahead, '/'));
        let skip = skip + usize::from(self.is(ahead + skip, "nam"));
        let year = self.number(ahead + skip).filter(|_| skip > 0).and_then(as_year)?;
        self.at += ahead + skip + 1;
        Some(year)
    }

    /// The next point at the reading position; moves behind it.
    fn point(&mut self) -> Option<Vec<Point>> {
        let at = self.at;
        let one = |unit, year| Some(vec![Point { unit, year, at }]);
        if self.is(0, "thang") || self.is(0, "quy") {
            return self.several(self.is(0, "quy"));
        }
        if self.is(0, "nam")
            && let Some(year) = self.number(1).and_then(as_year)
        {
            self.at += 2;
            return one(Unit::Year, Some(year));
        }
        let n = self.number(0)?;
        if n == 6 && self.is(1, "thang") && (self.is(2, "dau") || self.is(2, "cuoi")) {
            let half = if self.is(2, "dau") { 1 } else { 2 };
            self.at += 3;
            let year = self.year(0);
            return one(Unit::Half(half), year);
        }
        // The year of a number of a document ("61/2018") is none of the plan's.
        let of_number = self.at > 0 && matches!(self.tokens.get(self.at - 1), Some(Token::Sign('/')));
        if let Some(year) = as_year(n).filter(|_| !of_number) {
            self.at += 1;
            return one(Unit::Year, Some(year));
        }
        let second = self.number(2).filter(|_| self.sign(1, '/') || self.sign(1, '.'));
        if let Some(m) = second.filter(|m| (1..=12).contains(m) && (1..=31).contains(&n)) {
            let year = self.year(3);
            if year.is_none() {
                self.at += 3;
            }
            return one(Unit::Day(n, m), year);
        }
        if let Some(year) = second.and_then(as_year).filter(|_| (1..=12).contains(&n)) {
            self.at += 3;
            return one(Unit::Month(n), Some(year));
        }
        if self.is(1, "thang")
            && let Some(m) = self.number(2).filter(|m| (1..=12).contains(m) && (1..=31).contains(&n))
        {
            self.at += 3;
            let year = self.year(0);
            return one(Unit::Day(n, m), year);
        }
        None
    }

    /// "tháng 3, 6, 9/2024", "quý I và quý III năm 2024".
    fn several(&mut self, quarters: bool) -> Option<Vec<Point>> {
        let mut points = vec![];
        self.at += 1;
        loop {
            let n = match quarters {
                true => quarter(self.peek(0)),
                false => self.number(0).filter(|n| (1..=12).contains(n)),
            };
            let Some(n) = n else { break };
            let unit = if quarters { Unit::Quarter(n) } else { Unit::Month(n) };
            points.push(Point { unit, year: None, at: self.at - 1 });
            self.at += 1;
            let next =
                |w: &Walk| if quarters { quarter(w.peek(1)).is_some() } else { w.number(1).is_some_and(|n| n <= 12) };
            if (self.sign(0, ',') || self.is(0, "va")) && next(self) {
                self.at += 1;
            } else {
                break;
            }
        }
        let year = self.year(0);
        points.iter_mut().for_each(|p| p.year = year);
        (!points.is_empty()).then_some(points)
    }
}

/// The days a clause names.
fn clause_days(clause: &str, year: Option<i16>, before: Before) -> (Option<Date>, Option<Date>) {
    let mut walk = Walk { tokens: tokens(clause), at: 0 };
    let (mut points, mut limit) = (Vec::<Point>::new(), None);
    while walk.at < walk.tokens.len() {
        if points.is_empty() && limit.is_none() {
            limit = bound(&walk);
        }
        let at = walk.at;
        match walk.point() {
            Some(found) => points.extend(found),
            None => walk.at = at + 1,
        }
    }
    // "Từ tháng 02 - 7/2024": what stands before a "-" may leave its year, and "tháng", to what follows.
    let mut later = None;
    for p in points.iter_mut().rev() {
        p.year = p.year.or(later);
        later = p.year;
    }
    let month_before = |p: &Point| leading_month(&walk.tokens, p.at);
    let extra: Vec<Point> = points.iter().filter_map(month_before).collect();
    points.extend(extra);
    let spans: Vec<(Date, Date)> = points.iter().filter_map(|p| p.days(year)).collect();
    let (from, to) = (spans.iter().map(|s| s.0).min(), spans.iter().map(|s| s.1).max());
    match limit {
        Some(Bound::Before) if before == Before::Exclusive => (None, from.and_then(|d| d.yesterday().ok())),
        Some(Bound::Before) => (None, from),
        Some(Bound::Until) => (None, to),
        Some(Bound::After) => (from, None),
        None => (from, to),
    }
}

/// "02 - 7/2024" names the seventh month; the second stands bare before the sign.
fn leading_month(tokens: &[Token], at: usize) -> Option<Point> {
    let [.., Token::Number(n), Token::Sign('-')] = tokens.get(..at)? else { return None };
    let year = match tokens.get(at..)? {
        [Token::Number(m), Token::Sign('/'), Token::Number(y), ..] if *m <= 12 => as_year(*y)?,
        _ => return None,
    };
    (1..=12).contains(n).then_some(Point { unit: Unit::Month(*n), year: Some(year), at })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Before,
    Until,
    After,
}

/// A word that makes the first days named a limit.
fn bound(walk: &Walk) -> Option<Bound> {
    if walk.is(0, "truoc") {
        return Some(Bound::Before);
    }
    let until = walk.is(0, "den") || walk.is(0, "cham") && walk.is(1, "nhat") || walk.is(0, "xong");
    if until {
        return Some(Bound::Until);
    }
    walk.is(0, "sau").then_some(Bound::After)
}
