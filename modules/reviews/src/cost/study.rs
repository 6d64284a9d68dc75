//! A cost study: the same work counted before and after the change. For each activity c = t × w + s + f; for a year c × n × q;
//! the study's total is the exact sum of its activities, rounded to the đồng once (half a đồng and more counts as one).

use kernel::error::Refusal;
use kernel::money::Dong;
use serde::{Deserialize, Serialize};

use super::{Range, Ratio};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The subject's own hours, hired services and fees, activity by activity.
    #[default]
    Subject,
    /// The agency's handling time taken as time the subject waits, in working days.
    Handling,
}

/// The unit a time is typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    #[default]
    Hour,
    Minute,
    /// A working day of as many hours as the study says.
    Day,
}

/// Who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Labour {
    /// The subject: the hours are paid at the average income.
    #[default]
    Own,
    /// Somebody hired: the price of the service is counted and the hours are not.
    Hired,
}

/// How often and for how many in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Times a subject does it in a year (số lần thực hiện/01 năm).
    pub times: Ratio,
    /// Subjects in a year (số lượng đối tượng tuân thủ/01 năm).
    pub subjects: Ratio,
}

/// One activity of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Activity {
    /// The cost item it belongs to, by its number in the law file ("1.2").
    pub item: String,
    /// The work (các công việc khi thực hiện TTHC).
    pub work: String,
    /// The activity, or how it is done (các hoạt động/cách thức thực hiện cụ thể).
    pub how: String,
    pub time: Ratio,
    pub unit: TimeUnit,
    pub labour: Labour,
    /// An hour's income for this activity; none takes the study's.
    pub income: Option<Dong>,
    /// Hired advice and services, đồng each time.
    pub service: Dong,
    /// Fees, charges and other costs, đồng each time.
    pub fee: Dong,
    /// How often and for how many, where it differs from the sheet's.
    pub volume: Option<Volume>,
    pub note: String,
}

/// One side of the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    pub volume: Volume,
    pub activities: Vec<Activity>,
}

/// A figure with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parameter {
    /// đồng an hour.
    pub value: Dong,
    /// The publication or decision it is taken from.
    pub source: String,
    /// The day or year of that source, as it names it.
    pub dated: String,
}

/// The whole study of one procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Study {
    pub method: Method,
    /// Average income of one person in one working hour (w).
    pub income: Parameter,
    /// Hours of a working day.
    pub day_hours: Ratio,
    pub before: Side,
    pub after: Side,
    /// Where times and numbers of subjects come from.
    pub volume_source: String,
    /// Inputs that are not sure, with their low and high values.
    #[serde(default)]
    pub ranges: Vec<Range>,
}

/// What a study comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// đồng a year.
    pub before: Dong,
    /// đồng a year.
    pub after: Dong,
    /// before − after; negative when the change costs more.
    pub saving: Dong,
    /// Saving by the cost before, in hundredths of a percent; none when nothing was spent before.
    pub rate: Option<i64>,
}

impl Outcome {
    /// The outcome of two totals.
    ///
    /// # Errors
    /// "cost-size": more than can be held.
    pub fn of(before: Dong, after: Dong) -> Result<Outcome, Refusal> {
        let saving = before.minus(after)?;
        let rate = match before.0 {
            0 => None,
            _ => Some(Ratio::of(i128::from(saving.0) * 10_000, i128::from(before.0))?.rounded()?),
        };
        Ok(Outcome { before, after, saving, rate })
    }

    /// "10%", "8,25%"; a dash when nothing was spent before.
    pub fn rate_text(&self) -> String {
        let Some(rate) = self.rate else { return "–".into() };
        match Ratio::of(i128::from(rate), 100) {
            Ok(r) => format!("{}%", r.shown()),
            Err(_) => "–".into(),
        }
    }
}

/// One activity with its sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Hours of one execution, whatever unit they were typed in.
    pub hours: Ratio,
    /// đồng an hour.
    pub income: Dong,
    pub volume: Volume,
    /// c: đồng each time, rounded for showing; the totals add the exact values.
    pub once: Dong,
    /// c × n × q: đồng a year, rounded for showing.
    pub year: Dong,
}

impl Study {
    /// The hours of an activity.
    ///
    /// # Errors
    /// "cost-size".
    pub fn hours(&self, a: &Activity) -> Result<Ratio, Refusal> {
        match a.unit {
            TimeUnit::Hour => Ok(a.time),
            TimeUnit::Minute => a.time.over(Ratio::whole(60)),
            TimeUnit::Day => a.time.times(self.day_hours),
        }
    }

    fn income(&self, a: &Activity) -> Dong {
        a.income.unwrap_or(self.income.value)
    }

    /// c, exact.
    fn once(&self, a: &Activity) -> Result<Ratio, Refusal> {
        let labour = match a.labour {
            Labour::Own => self.hours(a)?.times(Ratio::whole(self.income(a).0))?,
            Labour::Hired => Ratio::ZERO,
        };
        labour.plus(Ratio::whole(a.service.0))?.plus(Ratio::whole(a.fee.0))
    }

    fn year(&self, a: &Activity, side: &Side) -> Result<Ratio, Refusal> {
        let v = a.volume.unwrap_or(side.volume);
        self.once(a)?.times(v.times)?.times(v.subjects)
    }

    /// Refuses what no count can be: a negative time, amount or number, and an income or a day of nothing.
    ///
    /// # Errors
    /// "negative" or "income", naming the activity.
    pub fn check(&self) -> Result<(), Refusal> {
        let positive = |d: Dong| d.0 > 0;
        if !positive(self.income.value) {
            return Err(
                Refusal::new("income", "Nhập mức thu nhập bình quân 01 người/01 giờ làm việc, lớn hơn 0.").at("income")
            );
        }
        if self.income.source.trim().is_empty() {
            return Err(Refusal::new("source", "Ghi nguồn của mức thu nhập bình quân.").at("income_source"));
        }
        if self.day_hours <= Ratio::ZERO {
            return Err(Refusal::new("day", "Số giờ của một ngày làm việc phải lớn hơn 0.").at("day_hours"));
        }
        for (side, words) in [(&self.before, "trước"), (&self.after, "sau")] {
            let volumes = side.activities.iter().filter_map(|a| a.volume).chain([side.volume]);
            let mut wrong = volumes.into_iter().any(|v| v.times.is_negative() || v.subjects.is_negative());
            wrong |= side
                .activities
                .iter()
                .any(|a| a.time.is_negative() || a.service.0 < 0 || a.fee.0 < 0 || a.income.is_some_and(|i| i.0 < 0));
            if wrong {
                let text = format!("Số liệu {words} khi đơn giản hóa có số âm. Nhập số từ 0 trở lên.");
                return Err(Refusal::new("negative", text));
            }
        }
        Ok(())
    }
}

/// The exact cost of a side in a year.
///
/// # Errors
/// "cost-size".
pub fn yearly(study: &Study, side: &Side) -> Result<Ratio, Refusal> {
    side.activities.iter().try_fold(Ratio::ZERO, |sum, a| sum.plus(study.year(a, side)?))
}

/// Each activity of a side with its sums, for the sheet.
///
/// # Errors
/// "cost-size".
pub fn lines(study: &Study, side: &Side) -> Result<Vec<Line>, Refusal> {
    let line = |a: &Activity| {
        Ok(Line {
            hours: study.hours(a)?,
            income: study.income(a),
            volume: a.volume.unwrap_or(side.volume),
            once: Dong(study.once(a)?.rounded()?),
            year: Dong(study.year(a, side)?.rounded()?),
        })
    };
    side.activities.iter().map(line).collect()
}

/// Both totals rounded to the đồng, and what follows from them.
///
/// # Errors
/// "cost-size".
pub fn outcome(study: &Study) -> Result<Outcome, Refusal> {
    let total = |side| yearly(study, side)?.rounded().map(Dong);
    Outcome::of(total(&study.before)?, total(&study.after)?)
}

/// What one execution costs before and after, rounded to the đồng: the number a measured saving is made of.
///
/// # Errors
/// "cost-size".
pub fn per_case(study: &Study) -> Result<(Dong, Dong), Refusal> {
    let once = |side: &Side| {
        side.activities.iter().try_fold(Ratio::ZERO, |sum, a| sum.plus(study.once(a)?))?.rounded().map(Dong)
    };
    Ok((once(&study.before)?, once(&study.after)?))
}
