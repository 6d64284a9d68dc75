//! What is to be simulated: people, arrivals, times and choices, as a person states them; and the plan made of it, in which
//! every name of the process has become a number.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::time::Timestamp;
use kernel::working_time::{Calendar, Limit, Span};
use serde_json::Value;

use super::SimulationError;
use super::chance::{Rules, Table};
use super::line::{Line, Presence};
use crate::model::Definition;

mod choices;
mod plan;

/// The people of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The role of the steps they carry out ("officer"), or the unit a step names in words.
    pub role: String,
    /// How many, each working at one case at a time.
    pub people: u32,
    /// Their hours in seconds since midnight; empty: the office's hours.
    pub hours: Vec<Span>,
    /// Days on which some of them are away.
    pub away: Vec<Away>,
}

/// An absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How many are away.
    pub people: u32,
}

/// When cases come.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// So many on a working day on average, at random moments of it.
    PerDay(f64),
    /// At the moments of past cases; those before the first or after the last day are left out and told.
    Times(Vec<Timestamp>),
}

/// How times spread around their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variation {
    /// Always the mean.
    None,
    /// Evenly, by so many percent to both sides.
    Even { percent: u32 },
    /// Many short, few long.
    Exponential,
    /// Skewed, with a deviation of so many percent of the mean.
    LogNormal { percent: u32 },
}

/// How long a step takes, instead of its stated hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// Working minutes on average, spread like all others.
    Minutes(i64),
    /// Measured working minutes, drawn as they are.
    Measured(Vec<i64>),
}

/// What comes from outside at an event: whether, and after how many working minutes on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    /// In how many of a hundred cases it comes.
    pub percent: u32,
    /// Working minutes until then.
    pub minutes: i64,
}

/// A kind of case: how frequent, and the data its conditions read.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Its weight among all kinds.
    pub weight: u32,
    /// The data.
    pub data: Value,
}

/// What is to be simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What the scenario is called in a comparison.
    pub name: String,
    /// The people; a role without an entry never makes anybody wait, and the report says so.
    pub staff: Vec<Staff>,
    /// When cases come.
    pub arrivals: Arrivals,
    /// The first day, moved to the next working day.
    pub from: Date,
    /// Working days.
    pub days: u32,
    /// The share of a step's stated hours that is work on the case, in percent.
    pub effort: u32,
    /// How times spread.
    pub variation: Variation,
    /// Times of single steps by element id.
    pub times: BTreeMap<String, Service>,
    /// Shares of flows by id, name or "from → to", in percent; what is not stated is decided by the data of the kinds, and
    /// without kinds evenly.
    pub shares: BTreeMap<String, u32>,
    /// What comes from outside, by event id. Without an entry: what a case must wait for comes at once, what may interrupt
    /// a step never comes.
    pub outside: BTreeMap<String, Outside>,
    /// The kinds of cases; none: conditions are decided by shares alone.
    pub kinds: Vec<Kind>,
    /// The legal limit; none: the working time of the longest way through the process.
    pub limit: Option<Limit>,
    /// Runs with different chance; two or more give the confidence interval, one is cut into twenty batches.
    pub replications: u32,
    /// The beginning of all chance.
    pub seed: u64,
}

impl Scenario {
    /// A scenario in which only the load is stated.
    pub fn new(arrivals: Arrivals, from: Date, days: u32) -> Scenario {
        Scenario {
            name: String::new(),
            staff: vec![],
            arrivals,
            from,
            days,
            effort: 100,
            variation: Variation::Even { percent: 50 },
            times: BTreeMap::new(),
            shares: BTreeMap::new(),
            outside: BTreeMap::new(),
            kinds: vec![],
            limit: None,
            replications: 10,
            seed: 1,
        }
    }
}

/// How long the work at a node takes.
#[derive(Debug)]
pub(super) enum Work {
    /// Seconds on average.
    Mean(i64),
    /// Seconds as measured.
    Measured(Vec<i64>),
}

/// The people of a role, ready to be asked.
#[derive(Debug)]
pub(super) struct Pool {
    pub role: String,
    pub people: u32,
    pub presence: Presence,
}

/// A scenario with every name looked up.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub def: &'a Definition,
    pub calendar: &'a Calendar,
    pub scenario: &'a Scenario,
    pub line: Line,
    pub pools: Vec<Pool>,
    /// Which pool carries out a node.
    pub pool_of: Vec<Option<usize>>,
    pub work: Vec<Work>,
    pub spread: Table,
    pub gaps: Table,
    /// Sorted seconds, for arrivals stated one by one.
    pub times: Vec<i64>,
    /// What comes from outside at a node: whether in 2³² parts, after seconds on average.
    pub outside: Vec<Option<(u32, i64)>>,
    pub rules: Vec<Rules>,
    /// Running sums of the weights of the kinds.
    pub weights: Vec<u64>,
    /// Seconds of the limit where it counts working time.
    pub limit: Option<i64>,
    pub start: usize,
    /// What was taken for granted, for the report.
    pub notes: Vec<String>,
}

fn wrong<T>(text: impl Into<String>) -> Result<T, SimulationError> {
    Err(SimulationError(text.into()))
}
