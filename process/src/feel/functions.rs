//! The functions an expression may call. Those of the clock are left out on purpose: the day of decision is data.

use jiff::civil::DateTime;

use super::eval::{compare, date, equal, within};
use super::value::{Val, duration};

/// Name, fewest and most arguments.
const FUNCTIONS: [(&str, usize, usize); 48] = [
    ("contains", 2, 2),
    ("starts with", 2, 2),
    ("ends with", 2, 2),
    ("string length", 1, 1),
    ("lower case", 1, 1),
    ("upper case", 1, 1),
    ("substring", 2, 3),
    ("substring before", 2, 2),
    ("substring after", 2, 2),
    ("split", 2, 2),
    ("string join", 1, 2),
    ("string", 1, 1),
    ("number", 1, 1),
    ("count", 1, 1),
    ("sum", 1, 100),
    ("min", 1, 100),
    ("max", 1, 100),
    ("mean", 1, 100),
    ("list contains", 2, 2),
    ("append", 2, 100),
    ("concatenate", 1, 100),
    ("distinct values", 1, 1),
    ("index of", 2, 2),
    ("all", 1, 100),
    ("any", 1, 100),
    ("is defined", 1, 1),
    ("abs", 1, 1),
    ("floor", 1, 1),
    ("ceiling", 1, 1),
    ("decimal", 2, 2),
    ("modulo", 2, 2),
    ("sublist", 2, 3),
    ("reverse", 1, 1),
    ("insert before", 3, 3),
    ("remove", 2, 2),
    ("union", 1, 100),
    ("flatten", 1, 1),
    ("product", 1, 100),
    ("median", 1, 100),
    ("odd", 1, 1),
    ("even", 1, 1),
    ("sqrt", 1, 1),
    ("round half up", 2, 2),
    ("get value", 2, 2),
    ("years and months duration", 2, 2),
    ("date and time", 1, 1),
    ("date", 1, 3),
    ("duration", 1, 1),
];

pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.into_iter().map(|(n, _, _)| n)
}

pub fn fits(name: &str, given: usize) -> Result<(), String> {
    match FUNCTIONS.into_iter().find(|(n, _, _)| *n == name) {
        Some((_, low, high)) if (low..=high).contains(&given) => Ok(()),
        Some((_, low, _)) => Err(format!("hàm “{name}” cần {low} đối số, đang có {given}")),
        None => Err(unknown(name)),
    }
}

pub fn unknown(name: &str) -> String {
    if matches!(name, "now" | "today") {
        return format!("hàm “{name}” không dùng trong quy trình: đưa ngày cần so sánh vào dữ liệu hồ sơ");
    }
    format!("hàm “{name}” không có; dùng được: {}; sai", names().collect::<Vec<_>>().join(", "))
}

/// A local date and time, or the beginning of a day.
pub fn moment(text: &str) -> Option<DateTime> {
    if text.len() > 10 {
        let local = text.get(..19).or_else(|| text.get(..16)).unwrap_or(text);
        return local.parse().ok();
    }
    date(text).map(|d| d.to_datetime(jiff::civil::Time::midnight()))
}

/// The value of a literal like @"2025-07-01" or @"P5D".
pub fn temporal(text: &str) -> Val {
    if let Some((months, seconds)) = duration(text) {
        return Val::Span { months, seconds };
    }
    let found = if text.len() > 10 { moment(text).map(Val::Moment) } else { date(text).map(Val::Date) };
    found.unwrap_or(Val::Null)
}

fn number(v: f64) -> Val {
    Val::of(v)
}

// "sum(1, 2)" and "sum([1, 2])" are the same.
fn items(args: &[Val]) -> &[Val] {
    match args {
        [Val::List(items)] => items,
        other => other,
    }
}

fn numbers(args: &[Val]) -> Option<Vec<f64>> {
    items(args).iter().map(|v| if let Val::Num(n) = v { Some(*n) } else { None }).collect()
}

pub fn call(name: &str, args: &[Val]) -> Val {
    match name {
        "contains" | "starts with" | "ends with" | "string length" | "lower case" | "upper case" | "substring"
        | "substring before" | "substring after" | "split" | "string join" | "string" => text(name, args),
        "number" | "abs" | "floor" | "ceiling" | "decimal" | "modulo" | "sum" | "mean" => math(name, args),
        "date" | "date and time" | "duration" => time(name, args),
        _ => lists(name, args).or_else(|| super::lists::call(name, args)),
    }
    .unwrap_or(Val::Null)
}

fn text(name: &str, args: &[Val]) -> Option<Val> {
    if name == "string" {
        return Some(match args.first()? {
            Val::Null => Val::Null,
            Val::Text(t) => Val::Text(t.clone()),
            other => match other.clone().into_json() {
                serde_json::Value::String(s) => Val::Text(s),
                json => Val::Text(json.to_string()),
            },
        });
    }
    let at = |i: usize| if let Some(Val::Text(t)) = args.get(i) { Some(t.as_str()) } else { None };
    if name == "string join" {
        let Val::List(parts) = args.first()? else { return None };
        let parts = parts.iter().filter_map(|p| if let Val::Text(t) = p { Some(t.as_str()) } else { None });
        return Some(Val::Text(parts.collect::<Vec<_>>().join(at(1).unwrap_or_default())));
    }
    let first = at(0)?;
    Some(match name {
        "contains" => Val::Bool(first.contains(at(1)?)),
        "starts with" => Val::Bool(first.starts_with(at(1)?)),
        "ends with" => Val::Bool(first.ends_with(at(1)?)),
        "string length" => number(first.chars().count() as f64),
        "lower case" => Val::Text(first.to_lowercase()),
        "upper case" => Val::Text(first.to_uppercase()),
        "substring before" => Val::Text(first.split_once(at(1)?).map_or_else(String::new, |(b, _)| b.to_owned())),
        "substring after" => Val::Text(first.split_once(at(1)?).map_or_else(String::new, |(_, a)| a.to_owned())),
        "split" => Val::List(first.split(at(1)?).map(|p| Val::Text(p.to_owned())).collect()),
        _ => substring(first, args)?,
    })
}

fn substring(text: &str, args: &[Val]) -> Option<Val> {
    let Val::Num(start) = args.get(1)? else { return None };
    let length = text.chars().count();
    let begin = if *start >= 1.0 { *start as usize - 1 } else { length.checked_sub(start.abs() as usize)? };
    let take = if let Some(Val::Num(n)) = args.get(2) { n.max(0.0) as usize } else { length };
    Some(Val::Text(text.chars().skip(begin).take(take).collect()))
}

fn math(name: &str, args: &[Val]) -> Option<Val> {
    if name == "sum" || name == "mean" {
        let values = numbers(args)?;
        let sum: f64 = values.iter().sum();
        return Some(if values.is_empty() {
            Val::Null
        } else if name == "sum" {
            number(sum)
        } else {
            number(sum / values.len() as f64)
        });
    }
    if let ("number", Some(Val::Text(t))) = (name, args.first()) {
        return t.trim().parse().ok().map(number);
    }
    let Val::Num(x) = args.first()? else { return None };
    let second = if let Some(Val::Num(y)) = args.get(1) { Some(*y) } else { None };
    Some(number(match name {
        "abs" => x.abs(),
        "floor" => x.floor(),
        "ceiling" => x.ceil(),
        "decimal" => {
            let scale = 10f64.powi(second?.clamp(-12.0, 12.0) as i32);
            (x * scale).round_ties_even() / scale
        }
        "modulo" => x - second? * (x / second?).floor(),
        _ => *x,
    }))
}

fn time(name: &str, args: &[Val]) -> Option<Val> {
    if let [Val::Num(y), Val::Num(m), Val::Num(d)] = args {
        return jiff::civil::Date::new(*y as i16, *m as i8, *d as i8).ok().map(Val::Date);
    }
    match (name, args.first()?) {
        ("duration", Val::Text(t)) => duration(t).map(|(months, seconds)| Val::Span { months, seconds }),
        ("date", Val::Text(t)) => date(t).map(Val::Date),
        ("date", Val::Moment(m)) => Some(Val::Date(m.date())),
        ("date", Val::Date(d)) => Some(Val::Date(*d)),
        ("date and time", Val::Text(t)) => moment(t).map(Val::Moment),
        _ => None,
    }
}

fn extreme(args: &[Val], larger: std::cmp::Ordering) -> Option<Val> {
    let mut best: Option<&Val> = None;
    for v in items(args) {
        best = match best {
            None => Some(v),
            Some(b) => Some(if compare(v, b)? == larger { v } else { b }),
        };
    }
    best.cloned()
}

fn truth(args: &[Val], settling: bool) -> Val {
    let values = items(args);
    if values.contains(&Val::Bool(settling)) {
        Val::Bool(settling)
    } else if values.iter().all(|v| *v == Val::Bool(!settling)) {
        Val::Bool(!settling)
    } else {
        Val::Null
    }
}

fn lists(name: &str, args: &[Val]) -> Option<Val> {
    match name {
        "is defined" => return Some(Val::Bool(args.first().is_some_and(|v| *v != Val::Null))),
        "min" => return extreme(args, std::cmp::Ordering::Less),
        "max" => return extreme(args, std::cmp::Ordering::Greater),
        "all" => return Some(truth(args, false)),
        "any" => return Some(truth(args, true)),
        _ => {}
    }
    let Val::List(list) = args.first()? else { return None };
    Some(match name {
        "count" => number(list.len() as f64),
        "list contains" => Val::Bool(list.iter().any(|i| within(args.get(1).unwrap_or(&Val::Null), i))),
        "append" => Val::List(list.iter().chain(&args[1..]).cloned().collect()),
        "concatenate" => Val::List(args.iter().flat_map(|a| items(std::slice::from_ref(a)).to_vec()).collect()),
        "distinct values" => {
            let mut out: Vec<Val> = vec![];
            for v in list {
                if !out.iter().any(|o| equal(o, v)) {
                    out.push(v.clone());
                }
            }
            Val::List(out)
        }
        "index of" => {
            let wanted = args.get(1)?;
            let found = list.iter().enumerate().filter(|(_, v)| equal(v, wanted));
            Val::List(found.map(|(i, _)| number(i as f64 + 1.0)).collect())
        }
        _ => return None,
    })
}
