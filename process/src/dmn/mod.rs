//! Decision tables as DMN: read once, asked often. An answer says which rows gave it, so a decision can be explained.

mod read;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::feel::{Expression, Test};
pub use read::parse;

/// The decisions of a DMN file.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisions {
    decisions: Vec<Decision>,
}

#[derive(Debug, Clone, PartialEq)]
struct Decision {
    id: String,
    name: String,
    /// The name under which other decisions know its value.
    variable: String,
    /// Decisions whose values it needs, by index; always earlier in the order of computing.
    needs: Vec<usize>,
    logic: Logic,
}

#[derive(Debug, Clone, PartialEq)]
enum Logic {
    Literal(Expression),
    Table(Box<Table>),
}

#[derive(Debug, Clone, PartialEq)]
struct Table {
    policy: Policy,
    inputs: Vec<Expression>,
    outputs: Vec<Output>,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq)]
struct Output {
    name: String,
    /// The allowed values, best first, for the priority policy.
    order: Vec<Value>,
    default: Option<Expression>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    tests: Vec<Test>,
    values: Vec<Expression>,
}

/// What happens when several rows fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    Unique,
    Any,
    First,
    Priority,
    OutputOrder,
    RuleOrder,
    Collect(Collect),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collect {
    List,
    Sum,
    Min,
    Max,
    Count,
}

/// What a decision gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The value; null when no row fits and none is given for that case.
    pub value: Value,
    /// The rows that gave it, from 1.
    pub rows: Vec<usize>,
}

/// Why a decision cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// The file has no such decision.
    #[error("không có quyết định “{0}” trong tệp; kiểm tra mã quyết định")]
    NoSuchDecision(String),
    /// Several rows fit where only one may, or rows that must agree do not.
    #[error("bảng “{name}” có nhiều dòng cùng khớp ({rows:?}); sửa điều kiện các dòng để chỉ một dòng khớp")]
    Several { name: String, rows: Vec<usize> },
}

impl Decisions {
    /// The decisions: id and name.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.decisions.iter().map(|d| (d.id.as_str(), d.name.as_str()))
    }

    /// Makes a decision, named by id or name, over the given data.
    ///
    /// # Errors
    /// No such decision, or rows that contradict the table's hit policy.
    pub fn decide(&self, decision: &str, data: &Value) -> Result<Answer, DecisionError> {
        let named = |d: &Decision| d.id == decision || d.name == decision;
        let wanted = self.decisions.iter().position(named);
        let wanted = wanted.ok_or_else(|| DecisionError::NoSuchDecision(decision.to_owned()))?;
        let needed = self.needed(wanted);
        let mut known = data.as_object().cloned().unwrap_or_default();
        let mut last = Answer { value: Value::Null, rows: vec![] };
        // What is needed stands before what needs it: the reader sorts and refuses circles.
        for (i, d) in self.decisions.iter().enumerate().filter(|(i, _)| needed[*i]) {
            last = d.decide(&Value::Object(known.clone()))?;
            if i == wanted {
                break;
            }
            known.insert(d.variable.clone(), last.value.clone());
        }
        Ok(last)
    }

    /// What a decision asks of the data, as written in its table and those it needs, with what the data say; empty for a
    /// decision the file does not have. For telling why no row fits.
    pub fn inputs(&self, decision: &str, data: &Value) -> Vec<(String, Value)> {
        let named = |d: &Decision| d.id == decision || d.name == decision;
        let Some(wanted) = self.decisions.iter().position(named) else { return vec![] };
        let needed = self.needed(wanted);
        let mut known = data.as_object().cloned().unwrap_or_default();
        let mut out = vec![];
        for (_, d) in self.decisions.iter().enumerate().filter(|(i, _)| needed[*i]) {
            let data = Value::Object(known.clone());
            if let Logic::Table(t) = &d.logic {
                out.extend(t.inputs.iter().map(|i| (i.source().to_owned(), i.evaluate(&data))));
            }
            if let Ok(answer) = d.decide(&data) {
                known.insert(d.variable.clone(), answer.value);
            }
        }
        out
    }

    fn needed(&self, wanted: usize) -> Vec<bool> {
        let mut needed = vec![false; self.decisions.len()];
        let mut open = vec![wanted];
        while let Some(i) = open.pop() {
            if !std::mem::replace(&mut needed[i], true) {
                open.extend(&self.decisions[i].needs);
            }
        }
        needed
    }
}

impl Decision {
    fn decide(&self, data: &Value) -> Result<Answer, DecisionError> {
        match &self.logic {
            Logic::Literal(e) => Ok(Answer { value: e.evaluate(data), rows: vec![] }),
            Logic::Table(t) => t.decide(&self.name, data),
        }
    }
}

impl Table {
    fn decide(&self, name: &str, data: &Value) -> Result<Answer, DecisionError> {
        let inputs: Vec<Value> = self.inputs.iter().map(|i| i.evaluate(data)).collect();
        let fits = |r: &Rule| r.tests.iter().zip(&inputs).all(|(t, i)| t.passes(i, data));
        let all = self.rules.iter().enumerate().filter(|(_, r)| fits(r)).map(|(i, _)| i);
        let mut rows: Vec<usize> = if self.policy == Policy::First { all.take(1).collect() } else { all.collect() };
        let shown = |rows: &[usize]| rows.iter().map(|r| r + 1).collect::<Vec<_>>();
        let several = |rows: &[usize]| DecisionError::Several { name: name.to_owned(), rows: shown(rows) };
        let several_values = matches!(self.policy, Policy::OutputOrder | Policy::RuleOrder | Policy::Collect(_));
        if rows.is_empty() && !several_values {
            return Ok(Answer { value: self.defaults(data), rows: vec![] });
        }
        if self.policy == Policy::OutputOrder {
            rows.sort_by_cached_key(|r| self.rank(*r, data));
        }
        let values: Vec<Value> = rows.iter().map(|r| self.row(*r, data)).collect();
        let value = match self.policy {
            Policy::Unique if rows.len() > 1 => return Err(several(&rows)),
            Policy::Any if values.windows(2).any(|w| w[0] != w[1]) => return Err(several(&rows)),
            Policy::OutputOrder | Policy::RuleOrder | Policy::Collect(Collect::List) => Value::Array(values),
            Policy::Collect(how) => collect(how, &values),
            Policy::Priority => {
                let best = (0..rows.len()).min_by_key(|i| self.rank(rows[*i], data)).unwrap_or_default();
                rows = vec![rows[best]];
                values[best].clone()
            }
            Policy::Unique | Policy::Any | Policy::First => values[0].clone(),
        };
        Ok(Answer { value, rows: shown(&rows) })
    }

    /// A single output is a value, several are a record.
    fn record(&self, mut value: impl FnMut(usize) -> Value) -> Value {
        if self.outputs.len() == 1 {
            return value(0);
        }
        let entries = self.outputs.iter().enumerate().map(|(i, o)| (o.name.clone(), value(i)));
        Value::Object(entries.collect::<Map<_, _>>())
    }

    fn row(&self, rule: usize, data: &Value) -> Value {
        self.record(|i| self.rules[rule].values.get(i).map_or(Value::Null, |e| e.evaluate(data)))
    }

    fn defaults(&self, data: &Value) -> Value {
        if self.outputs.iter().all(|o| o.default.is_none()) {
            return Value::Null;
        }
        self.record(|i| self.outputs[i].default.as_ref().map_or(Value::Null, |e| e.evaluate(data)))
    }

    /// The place of each output in its list of values.
    fn rank(&self, rule: usize, data: &Value) -> Vec<usize> {
        let place = |(o, e): (&Output, &Expression)| {
            let value = e.evaluate(data);
            o.order.iter().position(|v| *v == value).unwrap_or(usize::MAX)
        };
        self.outputs.iter().zip(&self.rules[rule].values).map(place).collect()
    }
}

fn collect(how: Collect, values: &[Value]) -> Value {
    if how == Collect::Count {
        return Value::from(values.len());
    }
    let numbers: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
    let Some(numbers) = numbers.filter(|n| !n.is_empty()) else { return Value::Null };
    let result = match how {
        Collect::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        Collect::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => numbers.iter().sum(),
    };
    crate::feel::number(result)
}
