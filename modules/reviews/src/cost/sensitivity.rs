//! How much the saving hangs on what is not sure: one uncertain input at a time goes to its low and its high value while the
//! others stay as expected; the widest swing stands first (a tornado).

use kernel::error::Refusal;
use kernel::money::Dong;
use serde::{Deserialize, Serialize};

use super::{Ratio, Study, outcome};

/// An input of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The hourly income of the study.
    Income,
    /// Subjects a year, both before and after.
    Subjects,
    /// Times a year, both before and after.
    Times,
    /// The time of an activity before the change, by its place in the sheet.
    TimeBefore(usize),
    /// The same after the change.
    TimeAfter(usize),
    /// Fees and charges of an activity, before and after the change.
    FeeBefore(usize),
    FeeAfter(usize),
    /// Hired services of an activity, before and after the change.
    ServiceBefore(usize),
    ServiceAfter(usize),
}

/// An input that is not sure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub input: Input,
    pub low: Ratio,
    pub high: Ratio,
    /// Where the two values come from.
    #[serde(default)]
    pub source: String,
}

/// The saving at both ends of one range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub input: Input,
    pub low: Ratio,
    pub high: Ratio,
    pub saving_low: Dong,
    pub saving_high: Dong,
}

impl Bar {
    /// How far apart the two savings lie, in đồng.
    pub fn swing(&self) -> u64 {
        self.saving_high.0.abs_diff(self.saving_low.0)
    }
}

/// The study with one input replaced.
fn with(study: &Study, input: Input, value: Ratio) -> Result<Study, Refusal> {
    let mut s = study.clone();
    match input {
        Input::Income => s.income.value = Dong(value.rounded()?),
        Input::Subjects => (s.before.volume.subjects, s.after.volume.subjects) = (value, value),
        Input::Times => (s.before.volume.times, s.after.volume.times) = (value, value),
        Input::TimeBefore(i) => s.before.activities.get_mut(i).ok_or_else(gone)?.time = value,
        Input::TimeAfter(i) => s.after.activities.get_mut(i).ok_or_else(gone)?.time = value,
        Input::FeeBefore(i) => s.before.activities.get_mut(i).ok_or_else(gone)?.fee = Dong(value.rounded()?),
        Input::FeeAfter(i) => s.after.activities.get_mut(i).ok_or_else(gone)?.fee = Dong(value.rounded()?),
        Input::ServiceBefore(i) => s.before.activities.get_mut(i).ok_or_else(gone)?.service = Dong(value.rounded()?),
        Input::ServiceAfter(i) => s.after.activities.get_mut(i).ok_or_else(gone)?.service = Dong(value.rounded()?),
    }
    Ok(s)
}

fn gone() -> Refusal {
    Refusal::new("range", "Hoạt động của một khoảng giá trị không còn trong bảng. Bỏ khoảng giá trị đó.").at("ranges")
}

/// The tornado of a study; a tie keeps the order of the ranges.
///
/// # Errors
/// "range" when low is above high or the activity is gone; "cost-size".
pub fn sensitivity(study: &Study) -> Result<Vec<Bar>, Refusal> {
    let mut bars = vec![];
    for r in &study.ranges {
        if r.low > r.high {
            return Err(Refusal::new("range", "Giá trị thấp phải nhỏ hơn hoặc bằng giá trị cao.").at("ranges"));
        }
        let saving = |value| outcome(&with(study, r.input, value)?).map(|o| o.saving);
        bars.push(Bar {
            input: r.input,
            low: r.low,
            high: r.high,
            saving_low: saving(r.low)?,
            saving_high: saving(r.high)?,
        });
    }
    bars.sort_by_key(|b| std::cmp::Reverse(b.swing()));
    Ok(bars)
}
