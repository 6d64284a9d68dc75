//! What the law says of reviews, read from `law/reviews`: question banks, dates, targets, cost parameters, words of papers.
//! Dated entries: the last one that has begun on a day holds on that day.

use std::collections::BTreeMap;
use std::sync::Arc;

use forms::Form;
use jiff::civil::Date;
use kernel::money::Dong;
use platform::App;
use platform::law::LawFiles;
use platform::web::Failure;
use serde::Deserialize;

use crate::cost::{Parameter, Ratio};

/// An entry with the day it begins to hold.
pub trait Dated {
    fn from(&self) -> &str;
}

macro_rules! dated {
    ($($name:ident),*) => { $(impl Dated for $name { fn from(&self) -> &str { &self.from } })* };
}
dated!(FormSet, Calendar, Target, Answering, Income, Day, DecisionLaw);

/// The question banks of a time, as paths under `law/`.
#[derive(Debug, Clone, Deserialize)]
pub struct FormSet {
    from: String,
    pub review: String,
    pub procedure: String,
    pub form: String,
    pub requirement: String,
    pub source: String,
    pub mark: String,
}

/// A day of every year.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct YearDay {
    pub month: i8,
    pub day: i8,
}

impl YearDay {
    /// The day in a year.
    pub fn of(self, year: i64) -> Option<Date> {
        Date::new(i16::try_from(year).ok()?, self.month, self.day).ok()
    }
}

/// When what is due in the year of a plan.
#[derive(Debug, Clone, Deserialize)]
pub struct Calendar {
    from: String,
    pub unit_plan: YearDay,
    pub merged_plan: YearDay,
    pub sent_up: YearDay,
    pub review_ends: YearDay,
    pub report: YearDay,
    pub synthesis: YearDay,
    pub source: String,
}

/// How much of the cost should go, in percent.
#[derive(Debug, Clone, Deserialize)]
pub struct Target {
    from: String,
    pub cost_percent: i64,
    pub source: String,
}

/// How long an opinion may take.
#[derive(Debug, Clone, Deserialize)]
pub struct Answering {
    from: String,
    pub working_days: i64,
    pub source: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Income {
    from: String,
    dong: i64,
    source: String,
    dated: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Day {
    from: String,
    hours: String,
}

/// A key with its words.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub key: String,
    pub label: String,
}

/// What a decision on simplification stands on.
#[derive(Debug, Clone, Deserialize)]
pub struct DecisionLaw {
    from: String,
    pub bases: Vec<String>,
    pub signer: Vec<String>,
    pub recipients: Vec<String>,
}

/// How much each figure counts when candidates are ranked.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Weights {
    pub volume: i64,
    pub late: i64,
    pub supplements: i64,
    pub refused: i64,
    pub cost: i64,
}

#[derive(Debug, Clone, Deserialize)]
struct Regime {
    ranking: Weights,
    forms: Vec<FormSet>,
    calendar: Vec<Calendar>,
    target: Vec<Target>,
    opinion: Vec<Answering>,
    articles: BTreeMap<String, String>,
    grounds: Vec<Named>,
    authority: Vec<Named>,
    groups: Vec<Named>,
    parts: Vec<Named>,
}

#[derive(Debug, Clone, Deserialize)]
struct CostLaw {
    formula: String,
    rounding: String,
    items: Vec<Named>,
    income: Vec<Income>,
    day: Vec<Day>,
}

#[derive(Debug, Clone, Deserialize)]
struct PaperLaw {
    decision: Vec<DecisionLaw>,
    #[serde(flatten)]
    texts: BTreeMap<String, toml::Value>,
}

/// All of it.
#[derive(Debug)]
pub struct Law {
    regime: Regime,
    cost: CostLaw,
    papers: PaperLaw,
    banks: BTreeMap<String, Form>,
}

/// The entry that holds on a day; before all of them the first.
fn on<T: Dated>(all: &[T], day: Date) -> Option<&T> {
    let text = day.to_string();
    all.iter().filter(|t| t.from() <= text.as_str()).max_by_key(|t| t.from().to_owned()).or(all.first())
}

fn file<T: serde::de::DeserializeOwned>(law: &LawFiles, name: &str) -> Result<T, String> {
    let path = format!("reviews/{name}.toml");
    let text = law.get(&path).ok_or_else(|| format!("law/{path} is missing"))?;
    toml::from_str(text).map_err(|e| format!("law/{path}: {e}"))
}

impl Law {
    /// Reads the files and every question bank they name.
    ///
    /// # Errors
    /// The file, its line and what is wrong with it.
    pub fn read(law: &LawFiles) -> Result<Law, String> {
        let regime: Regime = file(law, "rules")?;
        let mut banks = BTreeMap::new();
        for path in regime.forms.iter().flat_map(|f| [&f.review, &f.procedure, &f.form, &f.requirement]) {
            let text = law.get(path).ok_or_else(|| format!("law/{path} is missing"))?;
            let form = Form::parse(text).map_err(|p| {
                let all: Vec<String> = p.iter().map(ToString::to_string).collect();
                format!("law/{path}: {}", all.join("; "))
            })?;
            banks.insert(path.clone(), form);
        }
        let all = Law { regime, cost: file(law, "cost")?, papers: file(law, "papers")?, banks };
        let empty = all.regime.calendar.is_empty() || all.regime.target.is_empty() || all.regime.opinion.is_empty();
        if empty || all.regime.forms.is_empty() || all.cost.income.is_empty() || all.papers.decision.is_empty() {
            return Err("law/reviews: every dated list needs at least one entry".into());
        }
        for day in &all.cost.day {
            Ratio::parse(&day.hours).map_err(|e| format!("law/reviews/cost.toml: {}", e.message))?;
        }
        Ok(all)
    }

    /// The question bank under a path.
    ///
    /// # Errors
    /// A record names a bank that is no longer shipped.
    pub fn bank(&self, path: &str) -> Result<&Form, Failure> {
        self.banks.get(path).ok_or_else(|| Failure::Internal(format!("law/{path} is missing")))
    }

    /// The banks of a day.
    pub fn forms(&self, day: Date) -> Option<&FormSet> {
        on(&self.regime.forms, day)
    }

    /// The dates of a day's plan.
    pub fn calendar(&self, day: Date) -> Option<&Calendar> {
        on(&self.regime.calendar, day)
    }

    /// The target for the cost.
    pub fn target(&self, day: Date) -> Option<&Target> {
        on(&self.regime.target, day)
    }

    /// How long an opinion may take.
    pub fn answering(&self, day: Date) -> Option<&Answering> {
        on(&self.regime.opinion, day)
    }

    /// The weights of the ranking.
    pub fn weights(&self) -> Weights {
        self.regime.ranking
    }

    /// The article behind a rule or screen; empty when the file names none.
    pub fn article(&self, of: &str) -> String {
        self.regime.articles.get(of).cloned().unwrap_or_default()
    }

    /// Grounds for choosing a procedure.
    pub fn grounds(&self) -> &[Named] {
        &self.regime.grounds
    }

    /// Who may change a text.
    pub fn authorities(&self) -> &[Named] {
        &self.regime.authority
    }

    /// The groups of internal procedures.
    pub fn groups(&self) -> &[Named] {
        &self.regime.groups
    }

    /// The constituent parts, by the names of the questions of the review's bank.
    pub fn parts(&self) -> &[Named] {
        &self.regime.parts
    }

    /// The cost items.
    pub fn items(&self) -> &[Named] {
        &self.cost.items
    }

    /// Formula and rounding, in words.
    pub fn formula(&self) -> (&str, &str) {
        (&self.cost.formula, &self.cost.rounding)
    }

    /// The hourly income of a day, with its source.
    pub fn income(&self, day: Date) -> Parameter {
        on(&self.cost.income, day).map_or_else(Parameter::default, |i| Parameter {
            value: Dong(i.dong),
            source: i.source.clone(),
            dated: i.dated.clone(),
        })
    }

    /// Hours of a working day.
    pub fn day_hours(&self, day: Date) -> Ratio {
        on(&self.cost.day, day).and_then(|d| Ratio::parse(&d.hours).ok()).unwrap_or(Ratio::ONE)
    }

    /// What a decision stands on.
    pub fn decision(&self, day: Date) -> Option<&DecisionLaw> {
        on(&self.papers.decision, day)
    }

    /// A text of a paper with its blanks filled; empty when the file has none.
    pub fn text(&self, (paper, key): (&str, &str), blanks: &[(&str, &str)]) -> String {
        let found = self.papers.texts.get(paper).and_then(|t| t.get(key)).and_then(toml::Value::as_str);
        blanks
            .iter()
            .fold(found.unwrap_or_default().to_owned(), |t, (name, value)| t.replace(&format!("{{{name}}}"), value))
    }

    /// A list of a paper.
    pub fn list(&self, paper: &str, key: &str) -> Vec<String> {
        let found = self.papers.texts.get(paper).and_then(|t| t.get(key)).and_then(toml::Value::as_array);
        found.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect()
    }
}

/// The label behind a key; the key itself when there is none.
pub fn label<'a>(all: &'a [Named], key: &'a str) -> &'a str {
    all.iter().find(|n| n.key == key).map_or(key, |n| &n.label)
}

/// The law, read once.
///
/// # Errors
/// A file under `law/reviews` is wrong.
pub fn law(app: &App) -> Result<Arc<Law>, Failure> {
    app.cached(|app| Law::read(app.law()).map_err(Failure::Internal))
}
