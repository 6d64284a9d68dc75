//! Values while an expression is computed; dates and durations have a type here and are text in the data.

use jiff::civil::{Date, DateTime};
use serde_json::Value;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    Null,
    Bool(bool),
    Num(f64),
    Text(String),
    Date(Date),
    Moment(DateTime),
    Span { months: i64, seconds: i64 },
    List(Vec<Val>),
    Context(Vec<(String, Val)>),
    Range(Box<Val>, Box<Val>, (bool, bool)),
}

impl Val {
    pub fn from_json(v: &Value) -> Val {
        match v {
            Value::Null => Val::Null,
            Value::Bool(b) => Val::Bool(*b),
            Value::Number(n) => n.as_f64().map_or(Val::Null, Val::Num),
            Value::String(s) => Val::Text(s.clone()),
            Value::Array(items) => Val::List(items.iter().map(Val::from_json).collect()),
            Value::Object(map) => Val::Context(map.iter().map(|(k, v)| (k.clone(), Val::from_json(v))).collect()),
        }
    }

    pub fn into_json(self) -> Value {
        match self {
            Val::Null | Val::Range(..) => Value::Null,
            Val::Bool(b) => Value::Bool(b),
            Val::Num(n) => number(n),
            Val::Text(s) => Value::String(s),
            Val::Date(d) => Value::String(d.to_string()),
            Val::Moment(m) => Value::String(m.to_string()),
            Val::Span { months, seconds } => Value::String(span_text(months, seconds)),
            Val::List(items) => Value::Array(items.into_iter().map(Val::into_json).collect()),
            Val::Context(entries) => Value::Object(entries.into_iter().map(|(k, v)| (k, v.into_json())).collect()),
        }
    }

    pub fn of(n: f64) -> Val {
        if n.is_finite() { Val::Num(n) } else { Val::Null }
    }

    /// Whether it holds at most so many single values; a text counts by its length in hundreds.
    pub fn fits(&self, room: &mut usize) -> bool {
        let cost = if let Val::Text(t) = self { 1 + t.len() / 100 } else { 1 };
        let Some(left) = room.checked_sub(cost) else { return false };
        *room = left;
        match self {
            Val::List(items) => items.iter().all(|v| v.fits(room)),
            Val::Context(entries) => entries.iter().all(|(_, v)| v.fits(room)),
            Val::Range(a, b, _) => a.fits(room) && b.fits(room),
            _ => true,
        }
    }

    /// A named part: an entry of a context, or a component of a date or duration.
    pub fn part(&self, name: &str) -> Val {
        let n = |x: i64| Val::Num(x as f64);
        match (self, name) {
            (Val::Context(entries), _) => entries.iter().find(|(k, _)| k == name).map_or(Val::Null, |(_, v)| v.clone()),
            (Val::List(items), _) => Val::List(items.iter().map(|i| i.part(name)).collect()),
            (Val::Date(d), "year") => n(d.year().into()),
            (Val::Date(d), "month") => n(d.month().into()),
            (Val::Date(d), "day") => n(d.day().into()),
            (Val::Date(d), "weekday") => n(d.weekday().to_monday_one_offset().into()),
            (Val::Moment(m), "hour") => n(m.hour().into()),
            (Val::Moment(m), "minute") => n(m.minute().into()),
            (Val::Moment(m), _) => Val::Date(m.date()).part(name),
            (Val::Span { seconds, .. }, "days") => n(seconds / 86_400),
            (Val::Span { seconds, .. }, "hours") => n(seconds % 86_400 / 3_600),
            (Val::Span { seconds, .. }, "minutes") => n(seconds % 3_600 / 60),
            (Val::Span { months, .. }, "years") => n(months / 12),
            (Val::Span { months, .. }, "months") => n(months % 12),
            _ => Val::Null,
        }
    }
}

// Whole numbers go back as whole numbers: 3, not 3.0.
pub fn number(n: f64) -> Value {
    if n.fract() == 0.0 && n.abs() < 9e15 {
        return Value::from(n as i64);
    }
    serde_json::Number::from_f64(n).map_or(Value::Null, Value::Number)
}

fn span_text(months: i64, seconds: i64) -> String {
    let sign = if months < 0 || seconds < 0 { "-" } else { "" };
    let (months, seconds) = (months.unsigned_abs(), seconds.unsigned_abs());
    let mut out = format!("{sign}P");
    for (n, unit) in [(months / 12, 'Y'), (months % 12, 'M'), (seconds / 86_400, 'D')] {
        if n > 0 {
            out.push_str(&format!("{n}{unit}"));
        }
    }
    let time = [(seconds % 86_400 / 3_600, 'H'), (seconds % 3_600 / 60, 'M'), (seconds % 60, 'S')];
    if time.iter().any(|(n, _)| *n > 0) || (months == 0 && seconds == 0) {
        out.push('T');
        let shown: Vec<String> = time.iter().filter(|(n, _)| *n > 0).map(|(n, u)| format!("{n}{u}")).collect();
        out.push_str(if shown.is_empty() { "0S" } else { "" });
        out.push_str(&shown.concat());
    }
    out
}

/// An ISO 8601 duration as (months, seconds).
pub fn duration(text: &str) -> Option<(i64, i64)> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |r| (-1, r));
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
    if days.is_empty() && time.is_none_or(str::is_empty) || time == Some("") {
        return None;
    }
    let (mut months, mut seconds) = (0i64, 0i64);
    for (n, unit) in pieces(days)? {
        match unit {
            'Y' => months = months.checked_add(n.checked_mul(12)?)?,
            'M' => months = months.checked_add(n)?,
            'W' => seconds = seconds.checked_add(n.checked_mul(604_800)?)?,
            'D' => seconds = seconds.checked_add(n.checked_mul(86_400)?)?,
            _ => return None,
        }
    }
    for (n, unit) in pieces(time.unwrap_or_default())? {
        let factor = match unit {
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(n.checked_mul(factor)?)?;
    }
    Some((sign * months, sign * seconds))
}

fn pieces(text: &str) -> Option<Vec<(i64, char)>> {
    let mut out = vec![];
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        out.push((rest[..end].parse().ok()?, unit));
        rest = &rest[end + unit.len_utf8()..];
    }
    Some(out)
}
