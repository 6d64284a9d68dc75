//! Functions over whole lists and a few over numbers and dates that conditions of offices use: the age in years, the part
//! of a list, the middle of amounts.

use jiff::civil::DateTime;

use super::eval::equal;
use super::functions::moment;
use super::value::Val;

/// A list in a list of arguments; a single value is a list of itself.
fn items(v: &Val) -> Vec<Val> {
    match v {
        Val::List(items) => items.clone(),
        Val::Null => vec![],
        single => vec![single.clone()],
    }
}

fn number(v: Option<&Val>) -> Option<f64> {
    if let Some(Val::Num(n)) = v { Some(*n) } else { None }
}

/// A place counted from 1, or from the end when negative.
fn place(at: f64, length: usize) -> Option<usize> {
    let whole = at.abs() as usize;
    match at {
        a if a >= 1.0 && whole <= length => Some(whole - 1),
        a if a <= -1.0 && whole <= length => Some(length - whole),
        _ => None,
    }
}

fn flatten(list: &[Val], out: &mut Vec<Val>) {
    for v in list {
        if let Val::List(inner) = v { flatten(inner, out) } else { out.push(v.clone()) }
    }
}

pub fn call(name: &str, args: &[Val]) -> Option<Val> {
    match name {
        "sublist" | "reverse" | "insert before" | "remove" | "union" | "flatten" => part(name, args),
        "product" | "median" => amounts(name, args),
        "odd" | "even" => {
            let n = number(args.first())?;
            Some(Val::Bool((n % 2.0 == 0.0) == (name == "even") && n.fract() == 0.0))
        }
        "sqrt" => number(args.first()).map(|n| Val::of(n.sqrt())),
        "round half up" => {
            let scale = 10f64.powi(number(args.get(1))?.clamp(-12.0, 12.0) as i32);
            let n = number(args.first())?;
            Some(Val::of((n.abs() * scale + 0.5 + 1e-9).floor() / scale * n.signum()))
        }
        "get value" => {
            let Val::Text(key) = args.get(1)? else { return None };
            Some(args.first()?.part(key))
        }
        "years and months duration" => between(time(args.first()?)?, time(args.get(1)?)?),
        _ => None,
    }
}

fn part(name: &str, args: &[Val]) -> Option<Val> {
    let mut list = items(args.first()?);
    match name {
        "reverse" => list.reverse(),
        "flatten" => {
            let mut out = vec![];
            flatten(&list, &mut out);
            list = out;
        }
        "union" => {
            let mut out: Vec<Val> = vec![];
            for v in args.iter().flat_map(items) {
                if !out.iter().any(|o| equal(o, &v)) {
                    out.push(v);
                }
            }
            list = out;
        }
        "remove" => {
            list.remove(place(number(args.get(1))?, list.len())?);
        }
        "insert before" => {
            let at = place(number(args.get(1))?, list.len())?;
            list.insert(at, args.get(2)?.clone());
        }
        _ => {
            let from = place(number(args.get(1))?, list.len())?;
            let most = number(args.get(2)).map_or(list.len(), |n| n.max(0.0) as usize);
            list = list.into_iter().skip(from).take(most).collect();
        }
    }
    Some(Val::List(list))
}

fn amounts(name: &str, args: &[Val]) -> Option<Val> {
    let all = if let [one] = args { items(one) } else { args.to_vec() };
    let mut numbers: Vec<f64> = all.iter().map(|v| number(Some(v))).collect::<Option<_>>()?;
    if numbers.is_empty() {
        return None;
    }
    if name == "product" {
        return Some(Val::of(numbers.iter().product()));
    }
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    let odd = numbers.len() % 2 == 1;
    Some(Val::of(if odd { numbers[half] } else { (numbers[half - 1] + numbers[half]) / 2.0 }))
}

fn time(v: &Val) -> Option<DateTime> {
    match v {
        Val::Date(d) => Some(d.to_datetime(jiff::civil::Time::midnight())),
        Val::Moment(m) => Some(*m),
        Val::Text(t) => moment(t),
        _ => None,
    }
}

/// Whole months from one day to another: what an age is counted by.
fn between(from: DateTime, to: DateTime) -> Option<Val> {
    let span = from.date().until((jiff::Unit::Month, to.date())).ok()?;
    Some(Val::Span { months: i64::from(span.get_months()), seconds: 0 })
}
