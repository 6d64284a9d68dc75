//! A tree over data to a value. Three-valued logic as FEEL has it: what cannot be compared is null.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::functions;
use super::parse::{Loop, Node, Op};
use super::value::Val;

/// The data, and names bound inside the expression.
pub struct Env<'a> {
    pub data: &'a Value,
    pub locals: Vec<(String, Val)>,
    /// Turns of loops so far.
    pub made: u32,
}

/// Single values a bound name may hold.
const LARGEST: usize = 10_000;

/// Turns of loops one evaluation may make.
const WORK: u32 = 100_000;

pub fn evaluate(node: &Node, env: &mut Env<'_>) -> Val {
    match node {
        Node::Literal(v) => v.clone(),
        Node::Path(path) => lookup(path, env),
        Node::Part(inner, name) => evaluate(inner, env).part(name),
        Node::Filter(list, test) => filter(list, test, env),
        Node::Not(inner) => match evaluate(inner, env) {
            Val::Bool(b) => Val::Bool(!b),
            _ => Val::Null,
        },
        Node::Negate(inner) => match evaluate(inner, env) {
            Val::Num(n) => Val::Num(-n),
            Val::Span { months, seconds } => Val::Span { months: -months, seconds: -seconds },
            _ => Val::Null,
        },
        Node::List(items) => Val::List(items.iter().map(|i| evaluate(i, env)).collect()),
        Node::Context(entries) => Val::Context(entries.iter().map(|(k, v)| (k.clone(), evaluate(v, env))).collect()),
        Node::Range(low, high, closed) => {
            Val::Range(Box::new(evaluate(low, env)), Box::new(evaluate(high, env)), *closed)
        }
        Node::Between(v, low, high) => {
            let range = Val::Range(Box::new(evaluate(low, env)), Box::new(evaluate(high, env)), (true, true));
            Val::Bool(within(&evaluate(v, env), &range))
        }
        Node::If(test, yes, no) => evaluate(if evaluate(test, env) == Val::Bool(true) { yes } else { no }, env),
        Node::Loop(kind, name, list, body) => repeat((*kind, name), list, body, env),
        Node::Call(name, items) => {
            let args: Vec<Val> = items.iter().map(|i| evaluate(i, env)).collect();
            functions::call(name, &args)
        }
        Node::Matches(inner) => {
            let input = lookup(&["?".to_owned()], env);
            let value = evaluate(inner, env);
            Val::Bool(value == Val::Bool(true) && !matches!(input, Val::Bool(_)) || within(&input, &value))
        }
        Node::Against(value, tests) => {
            let input = evaluate(value, env);
            env.locals.push(("?".into(), input));
            let holds = evaluate(tests, env);
            env.locals.pop();
            holds
        }
        Node::AnyOf(items) => Val::Bool(items.iter().any(|i| evaluate(i, env) == Val::Bool(true))),
        Node::Binary(op, a, b) => binary(*op, a, b, env),
    }
}

fn lookup(path: &[String], env: &Env<'_>) -> Val {
    let Some((first, rest)) = path.split_first() else { return Val::Null };
    if let Some((_, local)) = env.locals.iter().rev().find(|(n, _)| n == first) {
        return rest.iter().fold(local.clone(), |v, name| v.part(name));
    }
    let mut at = env.data;
    for (i, name) in path.iter().enumerate() {
        match at.get(name) {
            Some(next) => at = next,
            // A list of records gives the list of that part, so only then is the rest computed on values.
            None if at.is_array() => return path[i..].iter().fold(Val::from_json(at), |v, name| v.part(name)),
            None => return Val::Null,
        }
    }
    Val::from_json(at)
}

fn filter(list: &Node, test: &Node, env: &mut Env<'_>) -> Val {
    let items = match evaluate(list, env) {
        Val::List(items) => items,
        Val::Null => return Val::Null,
        single => vec![single],
    };
    if let Node::Literal(Val::Num(n)) = test {
        return items.get(*n as usize - usize::from(*n >= 1.0)).filter(|_| *n >= 1.0).cloned().unwrap_or(Val::Null);
    }
    if let Node::Negate(inner) = test
        && let Val::Num(n) = evaluate(inner, env)
    {
        return items.len().checked_sub(n as usize).and_then(|i| items.get(i)).cloned().unwrap_or(Val::Null);
    }
    let mut kept = vec![];
    for item in items {
        let before = env.locals.len();
        if let Val::Context(entries) = &item {
            env.locals.extend(entries.iter().cloned());
        }
        env.locals.push(("item".into(), item.clone()));
        let holds = evaluate(test, env) == Val::Bool(true);
        env.locals.truncate(before);
        kept.extend(holds.then_some(item));
    }
    Val::List(kept)
}

/// More items than a list in a condition has.
const MOST: f64 = 10_000.0;

/// The items to go through: those of a list, or the whole numbers of a range, up or down.
fn over(list: Val) -> Option<Vec<Val>> {
    match list {
        Val::List(items) => Some(items),
        Val::Range(low, high, _) => {
            let (Val::Num(a), Val::Num(b)) = (*low, *high) else { return None };
            if (b - a).abs() > MOST {
                return None;
            }
            let count = (b - a).abs() as usize + 1;
            let step = if b < a { -1.0 } else { 1.0 };
            Some((0..count).map(|i| Val::Num(a + step * i as f64)).collect())
        }
        _ => None,
    }
}

fn repeat((kind, name): (Loop, &str), list: &Node, body: &Node, env: &mut Env<'_>) -> Val {
    let Some(items) = over(evaluate(list, env)) else { return Val::Null };
    let mut out = vec![];
    for item in items {
        // Names bound to names grow by doubling: what is bound stays small.
        if !item.fits(&mut { LARGEST }) {
            return Val::Null;
        }
        env.locals.push((name.to_owned(), item));
        let value = evaluate(body, env);
        env.locals.pop();
        env.made += 1;
        // Lists in lists grow fast: what grows too far is no condition.
        if env.made > WORK {
            return Val::Null;
        }
        match (kind, value) {
            (Loop::Nest, Val::List(inner)) => out.extend(inner),
            (Loop::Nest, _) => return Val::Null,
            (_, value) => out.push(value),
        }
    }
    let yes = Val::Bool(true);
    match kind {
        Loop::For | Loop::Nest => Val::List(out),
        Loop::Some => Val::Bool(out.contains(&yes)),
        Loop::Every => Val::Bool(out.iter().all(|v| *v == yes)),
    }
}

fn binary(op: Op, a: &Node, b: &Node, env: &mut Env<'_>) -> Val {
    let left = evaluate(a, env);
    // A known left side settles these; the right is not computed.
    match (op, &left) {
        (Op::And, Val::Bool(false)) => return Val::Bool(false),
        (Op::Or, Val::Bool(true)) => return Val::Bool(true),
        _ => {}
    }
    let right = evaluate(b, env);
    let order = |test: fn(Ordering) -> bool| compare(&left, &right).map_or(Val::Null, |o| Val::Bool(test(o)));
    match op {
        Op::And => match (&left, &right) {
            (_, Val::Bool(false)) => Val::Bool(false),
            (Val::Bool(true), Val::Bool(true)) => Val::Bool(true),
            _ => Val::Null,
        },
        Op::Or => match (&left, &right) {
            (_, Val::Bool(true)) => Val::Bool(true),
            (Val::Bool(false), Val::Bool(false)) => Val::Bool(false),
            _ => Val::Null,
        },
        Op::Eq => Val::Bool(equal(&left, &right)),
        Op::Ne => Val::Bool(!equal(&left, &right)),
        Op::Lt => order(Ordering::is_lt),
        Op::Le => order(Ordering::is_le),
        Op::Gt => order(Ordering::is_gt),
        Op::Ge => order(Ordering::is_ge),
        Op::In => Val::Bool(within(&left, &right)),
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Pow => arithmetic(op, &left, &right),
    }
}

fn arithmetic(op: Op, left: &Val, right: &Val) -> Val {
    match (op, left, right) {
        (Op::Add, Val::Num(x), Val::Num(y)) => Val::of(x + y),
        (Op::Sub, Val::Num(x), Val::Num(y)) => Val::of(x - y),
        (Op::Mul, Val::Num(x), Val::Num(y)) => Val::of(x * y),
        (Op::Div, Val::Num(x), Val::Num(y)) => Val::of(x / y),
        (Op::Pow, Val::Num(x), Val::Num(y)) => Val::of(x.powf(*y)),
        (Op::Add, Val::Text(x), Val::Text(y)) => Val::Text(format!("{x}{y}")),
        (Op::Add, _, Val::Span { months, seconds }) => shift(left, *months, *seconds),
        (Op::Sub, _, Val::Span { months, seconds }) => shift(left, -months, -seconds),
        (Op::Sub, _, _) => match (moment(left), moment(right)) {
            (Some(a), Some(b)) => {
                let seconds = a.duration_since(b).as_secs();
                Val::Span { months: 0, seconds }
            }
            _ => Val::Null,
        },
        _ => Val::Null,
    }
}

fn shift(to: &Val, months: i64, seconds: i64) -> Val {
    if let Val::Span { months: m, seconds: s } = to {
        return Val::Span { months: m.saturating_add(months), seconds: s.saturating_add(seconds) };
    }
    let Some(from) = moment(to) else { return Val::Null };
    let span = jiff::Span::new().try_months(months).and_then(|s| s.try_seconds(seconds));
    let Some(moved) = span.ok().and_then(|s| from.checked_add(s).ok()) else { return Val::Null };
    if matches!(to, Val::Moment(_)) { Val::Moment(moved) } else { Val::Date(moved.date()) }
}

fn moment(v: &Val) -> Option<DateTime> {
    match v {
        Val::Date(d) => Some(d.to_datetime(jiff::civil::Time::midnight())),
        Val::Moment(m) => Some(*m),
        Val::Text(t) => functions::moment(t),
        _ => None,
    }
}

pub fn compare(a: &Val, b: &Val) -> Option<Ordering> {
    match (a, b) {
        (Val::Num(x), Val::Num(y)) => {
            if same(*x, *y) {
                Some(Ordering::Equal)
            } else {
                x.partial_cmp(y)
            }
        }
        (Val::Text(x), Val::Text(y)) => Some(x.cmp(y)),
        (Val::Span { months: 0, seconds: x }, Val::Span { months: 0, seconds: y }) => Some(x.cmp(y)),
        (Val::Span { months: x, seconds: 0 }, Val::Span { months: y, seconds: 0 }) => Some(x.cmp(y)),
        (Val::Date(_) | Val::Moment(_), _) | (_, Val::Date(_) | Val::Moment(_)) => Some(moment(a)?.cmp(&moment(b)?)),
        _ => None,
    }
}

// Sums of decimal fractions are not exact in binary: 0.1 + 0.2 must still be 0.3.
fn same(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-9 * x.abs().max(y.abs()).max(1.0)
}

pub fn equal(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::List(x), Val::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| equal(x, y)),
        _ => compare(a, b).map_or_else(|| a == b, Ordering::is_eq),
    }
}

/// Whether a value is in a range or list, or equals a single value.
pub fn within(value: &Val, place: &Val) -> bool {
    match place {
        Val::Range(low, high, (from, to)) => {
            let above = compare(value, low).is_some_and(|o| o.is_gt() || (*from && o.is_eq()));
            let below = compare(value, high).is_some_and(|o| o.is_lt() || (*to && o.is_eq()));
            above && below
        }
        Val::List(items) => items.iter().any(|i| within(value, i)),
        other => equal(value, other),
    }
}

pub fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
