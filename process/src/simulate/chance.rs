//! Chance by seed: a small generator, times drawn from tables made once, and conditions decided by stated shares.

use super::scenario::Variation;
use crate::engine::{Facts, Turns};
use crate::model::Definition;

/// SplitMix64: one number of state, so every case carries its own stream and two scenarios meet the same cases.
#[derive(Debug, Clone, Copy)]
pub struct Random(pub u64);

impl Random {
    /// The stream of the n-th thing of a replication.
    pub fn of(seed: u64, replication: u32, number: u64) -> Random {
        let mut mixed = Random(seed ^ (u64::from(replication) << 40) ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Random(mixed.next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly from 0 up to (not with) the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        (wide >> 64) as usize
    }

    fn happens(&mut self, odds: u32) -> bool {
        odds == u32::MAX || ((self.next() >> 32) as u32) < odds
    }
}

const CELLS: usize = 2_048;

/// A distribution with mean one as a table of its quantiles, in parts of 65,536: drawing is one look-up.
#[derive(Debug, Clone)]
pub struct Table(Vec<u32>);

impl Table {
    pub fn of(variation: Variation) -> Table {
        let raw: Vec<f64> = (0..CELLS).map(|i| quantile(variation, (i as f64 + 0.5) / CELLS as f64)).collect();
        let mean = raw.iter().sum::<f64>() / CELLS as f64;
        // The mean of the table is the stated one, whatever the tails lost by being cut into cells.
        Table(raw.iter().map(|q| (q / mean * 65_536.0).round().clamp(0.0, 4e9) as u32).collect())
    }

    /// A draw around a mean, in the mean's unit.
    pub fn draw(&self, mean: i64, random: &mut Random) -> i64 {
        let q = i128::from(self.0[random.below(CELLS)]);
        i64::try_from((i128::from(mean) * q + 32_768) >> 16).unwrap_or(i64::MAX)
    }
}

fn quantile(variation: Variation, p: f64) -> f64 {
    match variation {
        Variation::None => 1.0,
        Variation::Even { percent } => 1.0 + (2.0 * p - 1.0) * f64::from(percent.min(100)) / 100.0,
        Variation::Exponential => -(1.0 - p).ln(),
        Variation::LogNormal { percent } => {
            let cv = f64::from(percent.min(1_000)) / 100.0;
            (normal(p) * (1.0 + cv * cv).ln().sqrt()).exp()
        }
    }
}

/// The quantile of the normal distribution (Acklam's rational approximation, error below 1.2e-9 relative).
fn normal(p: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_8,
        220.946_098_424_521,
        -275.928_510_446_969,
        138.357_751_867_269,
        -30.664_798_066_147_2,
        2.506_628_277_459_24,
    ];
    const B: [f64; 5] =
        [-54.476_098_798_224_1, 161.585_836_858_041, -155.698_979_859_887, 66.801_311_887_719_7, -13.280_681_552_885_7];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_29,
        -0.322_396_458_041_136,
        -2.400_758_277_161_84,
        -2.549_732_539_343_73,
        4.374_664_141_464_97,
        2.938_163_982_698_78,
    ];
    const D: [f64; 4] = [0.007_784_695_709_041_46, 0.322_467_129_070_04, 2.445_134_137_142_996, 3.754_408_661_907_42];
    let poly = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, k| sum * x + k);
    let tail = |q: f64| poly(&C, q) / (poly(&D, q) * q + 1.0);
    if p < 0.024_25 {
        tail((-2.0 * p.ln()).sqrt())
    } else if p > 1.0 - 0.024_25 {
        -tail((-2.0 * (1.0 - p).ln()).sqrt())
    } else {
        let q = p - 0.5;
        poly(&A, q * q) * q / (poly(&B, q * q) * q * q + 1.0)
    }
}

/// How a flow with a condition is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// By data: always the same.
    Known(bool),
    /// By chance, in parts of 2³².
    Odds(u32),
    /// By chance, but taken for sure when no flow before it was: there is no default flow to catch the case.
    OddsOrLast(u32),
}

/// What decides the flows of one kind of case.
#[derive(Debug, Clone)]
pub struct Rules {
    pub flows: Vec<Rule>,
    pub counts: Vec<u32>,
    /// The data of the kind, for conditions that end a repetition.
    pub data: serde_json::Value,
}

/// The answers of chance for one case.
#[derive(Debug)]
pub struct Chance<'a> {
    pub random: Random,
    pub rules: &'a Rules,
    /// The node asked last and whether one of its flows was taken.
    asked: (usize, bool),
}

impl<'a> Chance<'a> {
    pub fn new(random: Random, rules: &'a Rules) -> Chance<'a> {
        Chance { random, rules, asked: (usize::MAX, false) }
    }
}

impl Facts for Chance<'_> {
    fn holds(&mut self, def: &Definition, flow: usize) -> bool {
        let from = def.flows[flow].from;
        let first = def.nodes[from].outgoing.first() == Some(&flow);
        if self.asked.0 != from || first {
            self.asked = (from, false);
        }
        let holds = match self.rules.flows[flow] {
            Rule::Known(known) => known,
            Rule::Odds(odds) => self.random.happens(odds),
            Rule::OddsOrLast(odds) => self.random.happens(odds) || !self.asked.1,
        };
        self.asked.1 |= holds;
        holds
    }

    fn count(&mut self, _: &Definition, node: usize) -> Option<u32> {
        Some(self.rules.counts[node])
    }

    fn enough(&mut self, def: &Definition, node: usize, turns: Turns) -> bool {
        crate::engine::Data(&self.rules.data).enough(def, node, turns)
    }
}
