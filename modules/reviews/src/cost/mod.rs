//! Compliance cost (chi phí tuân thủ): what a procedure costs those who follow it, before and after a change, to the đồng.
//! Pure: the sheet and its parameters go in, the sums come out. The words and figures of the law stand in `law/reviews`.

mod import;
mod ratio;
mod sensitivity;
mod study;

pub use import::{CellProblem, Imported, import};
pub use ratio::Ratio;
pub use sensitivity::{Bar, Input, Range, sensitivity};
pub use study::{
    Activity, Labour, Line, Method, Outcome, Parameter, Side, Study, TimeUnit, Volume, lines, outcome, per_case, yearly,
};
