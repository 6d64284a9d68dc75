//! Pure words every module speaks: time, working time, identifiers, Vietnamese text, money, refusals, pages.
//! No IO, no clock, no randomness: they are arguments.

pub mod error;
pub mod identifiers;
pub mod ids;
pub mod money;
pub mod page;
pub mod text;
pub mod time;
mod words;
pub mod working_time;

#[cfg(test)]
mod tests;
