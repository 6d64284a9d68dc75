//! A form together with its answers: which fields are asked, and what each one is worth.
//! Conditions and computed fields look here; the parser has refused circles, so every look ends.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use crate::answers::Answers;
use crate::compute::Scope;
use crate::condition::Condition;
use crate::model::{Field, Form, Kind};
use crate::typed::{self, Typed};

/// A field at its place: on its own or inside one row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub(crate) field: &'a Field,
    pub(crate) row: Option<(&'a Field, usize)>,
}

impl<'a> Spot<'a> {
    pub(crate) fn top(field: &'a Field) -> Self {
        Spot { field, row: None }
    }

    /// The name the page uses.
    pub(crate) fn name(&self) -> String {
        match self.row {
            Some((rows, index)) => format!("{}.{index}.{}", rows.name, self.field.name),
            None => self.field.name.clone(),
        }
    }
}

pub(crate) struct View<'a> {
    pub(crate) form: &'a Form,
    pub(crate) answers: &'a Answers,
    shown: RefCell<BTreeMap<String, bool>>,
}

impl<'a> View<'a> {
    pub(crate) fn new(form: &'a Form, answers: &'a Answers) -> Self {
        View { form, answers, shown: RefCell::default() }
    }

    /// The field a name means, seen from inside a row or from the top.
    pub(crate) fn find(&self, name: &str, row: Option<(&'a Field, usize)>) -> Option<Spot<'a>> {
        let inside = row.and_then(|(rows, _)| rows.fields.iter().find(|field| field.name == name));
        match inside {
            Some(field) => Some(Spot { field, row }),
            None => self.form.field(name).map(Spot::top),
        }
    }

    /// The spots of one row.
    pub(crate) fn row(&self, rows: &'a Field, index: usize) -> impl Iterator<Item = Spot<'a>> {
        rows.fields.iter().map(move |field| Spot { field, row: Some((rows, index)) })
    }

    /// Rows that hold at least one answer.
    pub(crate) fn filled_rows(&self, rows: &'a Field) -> Vec<usize> {
        let filled =
            |index: &usize| self.row(rows, *index).any(|spot| !typed::is_blank(spot.field, self.answers, &spot.name()));
        (0..self.answers.rows(&rows.name)).filter(filled).collect()
    }

    /// Whether the field is asked, given everything answered.
    pub(crate) fn shown(&self, spot: Spot<'a>) -> bool {
        let name = spot.name();
        if let Some(known) = self.shown.borrow().get(&name) {
            return *known;
        }
        let outer = match spot.row {
            Some((rows, _)) => self.shown(Spot::top(rows)),
            None => self.group_condition(spot.field).is_none_or(|c| self.holds(c, None)),
        };
        let own = || spot.field.show_when.as_ref().is_none_or(|c| self.holds(c, spot.row));
        let shown = outer && own();
        self.shown.borrow_mut().insert(name, shown);
        shown
    }

    fn group_condition(&self, field: &Field) -> Option<&'a Condition> {
        let place = self.form.fields().find(|(_, _, f)| f.name == field.name);
        place.and_then(|(_, group, _)| group.show_when.as_ref())
    }

    /// Whether the page must carry the field: it is asked, or a change on the same page could ask it.
    pub(crate) fn rendered(&self, field: &'a Field, page: Option<usize>) -> bool {
        if self.shown(Spot::top(field)) {
            return true;
        }
        let own = field.show_when.as_ref();
        let group = self.group_condition(field);
        [own, group]
            .into_iter()
            .flatten()
            .flat_map(|c| self.causes(c, 0))
            .any(|cause| page.is_none_or(|page| self.form.fields().any(|(at, _, f)| at == page && f.name == cause)))
    }

    /// Fields whose answer decides a condition, directly or through the conditions of those fields.
    fn causes(&self, condition: &'a Condition, depth: usize) -> Vec<&'a str> {
        let mut found = condition.fields();
        if depth < 4 {
            for name in condition.fields() {
                let field = self.form.field(name);
                let next = field.and_then(|f| f.show_when.as_ref());
                found.extend(next.into_iter().flat_map(|c| self.causes(c, depth + 1)));
            }
        }
        found
    }

    pub(crate) fn holds(&self, condition: &Condition, row: Option<(&'a Field, usize)>) -> bool {
        condition.holds(&|name| self.find(name, row).and_then(|spot| self.value(spot)))
    }

    /// Whether an answer is compulsory here.
    pub(crate) fn required(&self, spot: Spot<'a>) -> bool {
        spot.field.required || spot.field.required_when.as_ref().is_some_and(|c| self.holds(c, spot.row))
    }

    /// The typed value; `None` when hidden, empty or not valid.
    pub(crate) fn value(&self, spot: Spot<'a>) -> Option<Value> {
        if !self.shown(spot) {
            return None;
        }
        match spot.field.kind {
            Kind::Rows => self.rows_value(spot.field),
            Kind::Computed => self.computed(spot),
            _ => match typed::read(spot.field, self.answers, &spot.name()) {
                Typed::Value(value) => Some(value),
                Typed::Empty | Typed::Wrong(_) => None,
            },
        }
    }

    fn rows_value(&self, rows: &'a Field) -> Option<Value> {
        let list: Vec<Value> = self
            .filled_rows(rows)
            .into_iter()
            .map(|index| {
                let entry = |spot: Spot<'a>| Some((spot.field.name.clone(), self.value(spot)?));
                self.row(rows, index).filter_map(entry).collect::<Map<_, _>>()
            })
            .filter(|row| !row.is_empty())
            .map(Value::Object)
            .collect();
        (!list.is_empty()).then_some(Value::Array(list))
    }

    fn computed(&self, spot: Spot<'a>) -> Option<Value> {
        let value = spot.field.expression.as_ref()?.value(&Inside { view: self, row: spot.row });
        let whole = value.fract() == 0.0 && value.abs() < 9.0e15;
        match whole {
            true => Some(Value::from(value as i64)),
            // Sums of decimals carry binary dust; six places are more than any form asks for.
            false => Number::from_f64((value * 1e6).round() / 1e6).map(Value::Number),
        }
    }
}

struct Inside<'v, 'a> {
    view: &'v View<'a>,
    row: Option<(&'a Field, usize)>,
}

impl<'a> Inside<'_, 'a> {
    fn rows(&self, name: &str) -> Option<&'a Field> {
        let spot = self.view.find(name, None)?;
        (spot.field.kind == Kind::Rows && self.view.shown(spot)).then_some(spot.field)
    }
}

impl Scope for Inside<'_, '_> {
    fn number(&self, name: &str) -> f64 {
        let value = self.view.find(name, self.row).and_then(|spot| self.view.value(spot));
        value.and_then(|value| value.as_f64()).unwrap_or(0.0)
    }

    fn sum(&self, rows: &str, field: &str) -> f64 {
        let Some(rows) = self.rows(rows) else { return 0.0 };
        let cell = |index| Inside { view: self.view, row: Some((rows, index)) }.number(field);
        self.view.filled_rows(rows).into_iter().map(cell).sum()
    }

    fn count(&self, name: &str) -> f64 {
        let value = self.view.find(name, self.row).and_then(|spot| self.view.value(spot));
        value.and_then(|value| value.as_array().map(Vec::len)).unwrap_or(0) as f64
    }
}

impl Form {
    /// Typed JSON of the answers. What is hidden or not valid is left out, what is computed is in; it
    /// fits the schema whenever [`Form::validate`] finds nothing.
    pub fn value(&self, answers: &Answers) -> Value {
        let view = View::new(self, answers);
        let entry = |field: &Field| Some((field.name.clone(), view.value(Spot::top(self.field(&field.name)?))?));
        Value::Object(self.fields().filter_map(|(_, _, field)| entry(field)).collect::<Map<_, _>>())
    }

    /// Whether a top-level field is asked, given the answers.
    pub fn is_shown(&self, answers: &Answers, name: &str) -> bool {
        let view = View::new(self, answers);
        self.field(name).is_some_and(|field| view.shown(Spot::top(field)))
    }

    /// Whether a page asks anything, given the answers; one that does not is skipped.
    pub fn page_shown(&self, answers: &Answers, page: usize) -> bool {
        let view = View::new(self, answers);
        self.fields().any(|(at, _, field)| at == page && view.shown(Spot::top(field)))
    }
}
