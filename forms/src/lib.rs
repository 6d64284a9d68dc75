//! The form engine: one file holds a JSON Schema for the data and a layout for people.
//! E-forms, checklists, surveys and review questionnaires are all forms. Everything here is a
//! pure function of its arguments: what was typed goes in, pages, errors and typed values come out.

mod agree;
mod answers;
mod compute;
mod condition;
mod date;
mod diff;
mod edit;
mod html;
mod lists;
mod model;
mod number;
mod parse;
mod prefill;
mod schema;
mod summary;
mod text;
mod typed;
mod validate;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use answers::{Answers, MAX_ROWS};
pub use compute::Expr;
pub use condition::{Condition, Test};
pub use date::DateBound;
pub use diff::{Change, ChangeKind};
pub use html::Render;
pub use lists::{Lists, Place};
pub use model::{Choice, Field, Form, Group, Kind, Label, Lang, Layout, PageDef, Problem};
pub use number::{format_number, parse_integer, parse_number};
pub use prefill::FileField;
pub use schema::Violation;
pub use summary::SummaryGroup;
pub use validate::{Context, FieldError};
