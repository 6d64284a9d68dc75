//! The cost sheet as a form: one set of names for what is typed, whether it comes from a study, a post or a file, so that whatever
//! happens the page shows exactly what was there. Names: `b.0.work` is the work of the first activity before the change.

use kernel::error::Refusal;
use kernel::money::Dong;
use platform::web::Posted;

use super::Wrong;
use crate::cost::{Activity, Input, Labour, Method, Parameter, Range, Ratio, Side, Study, TimeUnit, Volume};

/// Rows a side can hold; a guard, far above any procedure.
pub const MOST: usize = 100;

/// The two sides by their letter.
pub const SIDES: [&str; 2] = ["b", "a"];

fn unit_word(u: TimeUnit) -> &'static str {
    match u {
        TimeUnit::Hour => "hour",
        TimeUnit::Minute => "minute",
        TimeUnit::Day => "day",
    }
}

fn unit(word: &str) -> TimeUnit {
    match word {
        "minute" => TimeUnit::Minute,
        "day" => TimeUnit::Day,
        _ => TimeUnit::Hour,
    }
}

/// How many rows a side shows.
pub fn rows(typed: &Posted, side: &str) -> usize {
    let counted: usize = typed.get(&format!("{side}.rows")).parse().unwrap_or(0);
    counted.min(MOST)
}

fn put(pairs: &mut Vec<(String, String)>, name: impl Into<String>, value: impl ToString) {
    pairs.push((name.into(), value.to_string()));
}

/// One activity as pairs.
pub fn activity_pairs(side: &str, n: usize, a: &Activity) -> Vec<(String, String)> {
    let at = |field: &str| format!("{side}.{n}.{field}");
    let empty = |d: Dong| if d.0 == 0 { String::new() } else { kernel::money::group(d.0) };
    let mut pairs = vec![];
    put(&mut pairs, at("item"), &a.item);
    put(&mut pairs, at("work"), &a.work);
    put(&mut pairs, at("how"), &a.how);
    put(&mut pairs, at("time"), if a.time.is_zero() { String::new() } else { a.time.shown() });
    put(&mut pairs, at("unit"), unit_word(a.unit));
    put(&mut pairs, at("labour"), if a.labour == Labour::Hired { "hired" } else { "own" });
    put(&mut pairs, at("income"), a.income.map(|d| kernel::money::group(d.0)).unwrap_or_default());
    put(&mut pairs, at("service"), empty(a.service));
    put(&mut pairs, at("fee"), empty(a.fee));
    put(&mut pairs, at("times"), a.volume.map(|v| v.times.shown()).unwrap_or_default());
    put(&mut pairs, at("subjects"), a.volume.map(|v| v.subjects.shown()).unwrap_or_default());
    put(&mut pairs, at("note"), &a.note);
    pairs
}

/// The names of the ranges of the whole study.
const RANGES: [(&str, Input); 3] = [("income", Input::Income), ("subjects", Input::Subjects), ("times", Input::Times)];

/// How the names of a range's two ends begin.
fn range_name(input: Input) -> String {
    match input {
        Input::TimeBefore(n) => format!("b.{n}."),
        Input::TimeAfter(n) => format!("a.{n}."),
        Input::FeeBefore(n) => format!("b.{n}.fee_"),
        Input::FeeAfter(n) => format!("a.{n}.fee_"),
        Input::ServiceBefore(n) => format!("b.{n}.service_"),
        Input::ServiceAfter(n) => format!("a.{n}.service_"),
        whole => RANGES.iter().find(|(_, i)| *i == whole).map(|(n, _)| format!("{n}.")).unwrap_or_default(),
    }
}

/// A study as pairs.
pub fn pairs(s: &Study) -> Posted {
    let mut all = vec![];
    put(&mut all, "method", if s.method == Method::Handling { "handling" } else { "subject" });
    put(&mut all, "income", kernel::money::group(s.income.value.0));
    put(&mut all, "income_source", &s.income.source);
    put(&mut all, "income_dated", &s.income.dated);
    put(&mut all, "day_hours", s.day_hours.shown());
    put(&mut all, "volume_source", &s.volume_source);
    for (letter, side) in [("b", &s.before), ("a", &s.after)] {
        put(&mut all, format!("{letter}.rows"), side.activities.len());
        put(&mut all, format!("{letter}.times"), side.volume.times.shown());
        put(&mut all, format!("{letter}.subjects"), side.volume.subjects.shown());
        for (n, a) in side.activities.iter().enumerate() {
            all.extend(activity_pairs(letter, n, a));
        }
    }
    for r in &s.ranges {
        let at = range_name(r.input);
        put(&mut all, format!("{at}low"), r.low.shown());
        put(&mut all, format!("{at}high"), r.high.shown());
    }
    Posted(all)
}

/// Replaces a side's rows by others; what else is typed stays.
pub fn with_rows(typed: &Posted, side: &str, rows: &[Vec<(String, String)>]) -> Posted {
    let own = |name: &str| {
        name.strip_prefix(side)
            .and_then(|r| r.strip_prefix('.'))
            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut all: Vec<(String, String)> =
        typed.0.iter().filter(|(n, _)| !own(n) && *n != format!("{side}.rows")).cloned().collect();
    all.push((format!("{side}.rows"), rows.len().min(MOST).to_string()));
    for (n, row) in rows.iter().take(MOST).enumerate() {
        all.extend(row.iter().map(|(field, value)| (format!("{side}.{n}.{field}"), value.clone())));
    }
    Posted(all)
}

/// A side's rows as typed: field and value.
pub fn typed_rows(typed: &Posted, side: &str) -> Vec<Vec<(String, String)>> {
    (0..rows(typed, side))
        .map(|n| {
            let before = format!("{side}.{n}.");
            let own = typed.0.iter().filter_map(|(name, v)| Some((name.strip_prefix(&before)?.to_owned(), v.clone())));
            own.collect()
        })
        .collect()
}

struct Reading<'a> {
    typed: &'a Posted,
    wrong: Vec<Wrong>,
}

impl Reading<'_> {
    fn refuse(&mut self, name: &str, r: &Refusal) {
        self.wrong.push(Wrong { field: name.to_owned(), message: r.message.clone() });
    }

    fn ratio(&mut self, name: &str) -> Option<Ratio> {
        let text = self.typed.some(name)?;
        match Ratio::parse(text) {
            Ok(n) => Some(n),
            Err(r) => {
                self.refuse(name, &r);
                None
            }
        }
    }

    fn amount(&mut self, name: &str) -> Option<Dong> {
        let text = self.typed.some(name)?;
        match Dong::parse(text) {
            Ok(n) => Some(n),
            Err(r) => {
                self.refuse(name, &r);
                None
            }
        }
    }

    fn range(&mut self, (at, input): (&str, Input)) -> Option<Range> {
        use Input::{FeeAfter, FeeBefore, ServiceAfter, ServiceBefore};
        let (low_at, high_at) = (format!("{at}low"), format!("{at}high"));
        let money = matches!(input, FeeBefore(_) | FeeAfter(_) | ServiceBefore(_) | ServiceAfter(_));
        let mut end = |name: &str| match money {
            true => self.amount(name).map(|d| Ratio::whole(d.0)),
            false => self.ratio(name),
        };
        let (low, high) = (end(&low_at), end(&high_at));
        match (low, high) {
            (Some(low), Some(high)) if low > high => {
                let r = Refusal::new("range", "Giá trị thấp phải nhỏ hơn hoặc bằng giá trị cao.");
                self.refuse(&low_at, &r);
                None
            }
            (Some(low), Some(high)) => Some(Range { input, low, high, source: String::new() }),
            (None, None) => None,
            _ => {
                if self.typed.some(&low_at).is_none() || self.typed.some(&high_at).is_none() {
                    let r = Refusal::new("range", "Nhập cả giá trị thấp và giá trị cao, hoặc để trống cả hai.");
                    self.refuse(&low_at, &r);
                }
                None
            }
        }
    }

    fn activity(&mut self, before: &str) -> Option<Activity> {
        let at = |field: &str| format!("{before}.{field}");
        let text = |r: &Self, field: &str| kernel::text::line(r.typed.get(&at(field)));
        let (work, how) = (text(self, "work"), text(self, "how"));
        let a = Activity {
            item: text(self, "item"),
            time: self.ratio(&at("time")).unwrap_or_default(),
            unit: unit(self.typed.get(&at("unit"))),
            labour: if self.typed.get(&at("labour")) == "hired" { Labour::Hired } else { Labour::Own },
            income: self.amount(&at("income")),
            service: self.amount(&at("service")).unwrap_or_default(),
            fee: self.amount(&at("fee")).unwrap_or_default(),
            volume: match (self.ratio(&at("times")), self.ratio(&at("subjects"))) {
                (None, None) => None,
                (t, q) => Some(Volume { times: t.unwrap_or(Ratio::ONE), subjects: q.unwrap_or(Ratio::ONE) }),
            },
            note: text(self, "note"),
            work,
            how,
        };
        let empty = a.work.is_empty() && a.how.is_empty();
        let nothing = a.time.is_zero() && a.fee.0 == 0 && a.service.0 == 0;
        if empty && !nothing {
            self.refuse(&at("work"), &Refusal::new("required", "Ghi tên công việc hoặc hoạt động của dòng này."));
        }
        // A row left blank is no activity.
        (!empty || !nothing).then_some(a)
    }

    fn side(&mut self, letter: &str, ranges: &mut Vec<Range>) -> Side {
        let mut activities = vec![];
        for n in 0..rows(self.typed, letter) {
            let before = format!("{letter}.{n}");
            let Some(a) = self.activity(&before) else { continue };
            let place = activities.len();
            let inputs = match letter {
                "b" => [Input::TimeBefore(place), Input::FeeBefore(place), Input::ServiceBefore(place)],
                _ => [Input::TimeAfter(place), Input::FeeAfter(place), Input::ServiceAfter(place)],
            };
            // Named by the row as typed: a blank row above moves the activity up, not what was typed beside it.
            for (input, part) in inputs.into_iter().zip(["", "fee_", "service_"]) {
                ranges.extend(self.range((&format!("{before}.{part}"), input)));
            }
            activities.push(a);
        }
        let volume = Volume {
            times: self.ratio(&format!("{letter}.times")).unwrap_or(Ratio::ONE),
            subjects: self.ratio(&format!("{letter}.subjects")).unwrap_or(Ratio::ONE),
        };
        Side { volume, activities }
    }
}

/// The study that was typed, or what is wrong with each field.
///
/// # Errors
/// Every field that cannot be read, with what to do.
pub fn read(typed: &Posted) -> Result<Study, Vec<Wrong>> {
    let mut r = Reading { typed, wrong: vec![] };
    let mut ranges: Vec<Range> = vec![];
    let income = Parameter {
        value: r.amount("income").unwrap_or_default(),
        source: kernel::text::line(typed.get("income_source")),
        dated: kernel::text::line(typed.get("income_dated")),
    };
    let day_hours = r.ratio("day_hours").unwrap_or_default();
    let (before, after) = (r.side("b", &mut ranges), r.side("a", &mut ranges));
    for (name, input) in RANGES {
        ranges.extend(r.range((&format!("{name}."), input)));
    }
    let study = Study {
        method: if typed.get("method") == "handling" { Method::Handling } else { Method::Subject },
        income,
        day_hours,
        before,
        after,
        volume_source: kernel::text::line(typed.get("volume_source")),
        ranges,
    };
    if !r.wrong.is_empty() {
        return Err(r.wrong);
    }
    let sound =
        study.check().and_then(|()| crate::cost::outcome(&study)).and_then(|_| crate::cost::sensitivity(&study));
    match sound {
        Ok(_) => Ok(study),
        Err(e) => Err(vec![super::wrong(&e)]),
    }
}
