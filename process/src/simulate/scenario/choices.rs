//! Conditions to chance: stated shares first, then the data of a kind, then evenly.

use serde_json::Value;

use super::{Plan, Scenario, wrong};
use crate::engine::{Data, Facts};
use crate::model::{Definition, Node, NodeKind};
use crate::simulate::SimulationError;
use crate::simulate::chance::{Rule, Rules};

/// The flows a stated name means.
fn named(def: &Definition, name: &str) -> Vec<usize> {
    let ends = name.split_once('→').or_else(|| name.split_once("->")).map(|(a, b)| (a.trim(), b.trim()));
    let is = |node: usize, wanted: &str| def.nodes[node].id == wanted || def.nodes[node].name == wanted;
    let fits = |f: &usize| {
        let flow = &def.flows[*f];
        flow.id == name || flow.name == name || ends.is_some_and(|(a, b)| is(flow.from, a) && is(flow.to, b))
    };
    (0..def.flows.len()).filter(fits).collect()
}

/// The stated share of each flow, in percent.
fn shares(def: &Definition, scenario: &Scenario) -> Result<Vec<Option<u32>>, SimulationError> {
    let mut out = vec![None; def.flows.len()];
    for (name, percent) in &scenario.shares {
        if *percent > 100 {
            return wrong(format!("Tỷ lệ của nhánh “{name}” là {percent} %. Ghi số từ 0 đến 100."));
        }
        match named(def, name).as_slice() {
            [one] => out[*one] = Some(*percent),
            [] => return wrong(format!("Quy trình không có nhánh “{name}”. Ghi mã nhánh, tên nhánh hoặc “từ → đến”.")),
            _ => return wrong(format!("Có nhiều nhánh tên “{name}”. Ghi mã nhánh.")),
        }
    }
    Ok(out)
}

fn odds(part: u64, of: u64) -> u32 {
    if of == 0 || part >= of {
        return u32::MAX;
    }
    u32::try_from((u128::from(part) << 32) / u128::from(of)).unwrap_or(u32::MAX)
}

/// The rules of one kind of case.
struct Maker<'a> {
    def: &'a Definition,
    shares: &'a [Option<u32>],
    data: Option<&'a Value>,
    rules: Rules,
    /// Names of the nodes whose flows were split evenly for want of anything better.
    even: Vec<String>,
}

impl Maker<'_> {
    fn node(&mut self, node: &Node) {
        let conditional: Vec<usize> =
            node.outgoing.iter().copied().filter(|f| self.def.flows[*f].condition.is_some()).collect();
        let stated = node.outgoing.iter().any(|f| self.shares[*f].is_some());
        match self.data {
            _ if conditional.is_empty() => {}
            Some(data) if !stated => {
                for &f in &conditional {
                    self.rules.flows[f] = Rule::Known(Data(data).holds(self.def, f));
                }
            }
            _ if node.kind == NodeKind::Exclusive => self.one_of(node, &conditional, stated),
            _ => self.any_of(node, &conditional, stated),
        }
        if !conditional.is_empty() && !stated && self.data.is_none() {
            self.even.push(node.label().to_owned());
        }
    }

    /// One flow is taken: the chance of each, given that those before it were not taken.
    fn one_of(&mut self, node: &Node, conditional: &[usize], stated: bool) {
        let all: Vec<usize> = conditional.iter().copied().chain(node.default).collect();
        let known: u32 = all.iter().filter_map(|f| self.shares[*f]).sum();
        let open = all.iter().filter(|f| self.shares[**f].is_none()).count() as u64;
        // Percents in millionths, so that a rest divides evenly enough.
        let rest = if stated { u64::from(100_u32.saturating_sub(known)) * 10_000 } else { 1_000_000 };
        let weight = |f: usize| match self.shares[f] {
            Some(percent) if stated => u64::from(percent) * 10_000,
            _ => rest.checked_div(open).unwrap_or(0),
        };
        let weights: Vec<u64> = all.iter().map(|f| weight(*f)).collect();
        for (i, f) in conditional.iter().enumerate() {
            let left: u64 = weights[i..].iter().sum();
            let last = node.default.is_none() && i + 1 == conditional.len();
            let chance = if last { u32::MAX } else { odds(weights[i], left) };
            self.rules.flows[*f] = if left == 0 && !last { Rule::Odds(0) } else { Rule::Odds(chance) };
        }
    }

    /// Each flow by itself; one of them for sure.
    fn any_of(&mut self, node: &Node, conditional: &[usize], stated: bool) {
        for (i, f) in conditional.iter().enumerate() {
            let percent = self.shares[*f].unwrap_or(if stated { 0 } else { 50 });
            let chance = odds(u64::from(percent), 100);
            let last = node.default.is_none() && i + 1 == conditional.len();
            self.rules.flows[*f] = if last { Rule::OddsOrLast(chance) } else { Rule::Odds(chance) };
        }
    }
}

/// Fills in the kinds of cases and how each decides.
pub(super) fn decide(plan: &mut Plan<'_>) -> Result<(), SimulationError> {
    let (def, scenario) = (plan.def, plan.scenario);
    let shares = shares(def, scenario)?;
    let kinds: Vec<(u32, Option<&Value>)> = match scenario.kinds.as_slice() {
        [] => vec![(1, None)],
        some => some.iter().map(|k| (k.weight, Some(&k.data))).collect(),
    };
    let mut sum = 0;
    for (weight, data) in kinds {
        let rules = Rules {
            flows: vec![Rule::Known(true); def.flows.len()],
            counts: vec![1; def.nodes.len()],
            data: data.cloned().unwrap_or(Value::Null),
        };
        let mut maker = Maker { def, shares: &shares, data, rules, even: vec![] };
        def.nodes.iter().for_each(|n| maker.node(n));
        for (i, n) in def.nodes.iter().enumerate().filter(|(_, n)| n.multi.is_some()) {
            match Data(data.unwrap_or(&Value::Null)).count(def, i) {
                Some(count) => maker.rules.counts[i] = count,
                None => plan
                    .notes
                    .push(format!("“{}” lặp theo danh sách không có trong dữ liệu: coi như một lần.", n.label())),
            }
        }
        for name in maker.even {
            plan.notes.push(format!("Sau “{name}” chưa nêu tỷ lệ các nhánh: chia đều. Nêu bằng shares (--share)."));
        }
        sum += u64::from(weight);
        plan.weights.push(sum);
        plan.rules.push(maker.rules);
    }
    if sum == 0 {
        return wrong("Các loại hồ sơ có tổng trọng số bằng 0. Ghi trọng số lớn hơn 0.");
    }
    Ok(())
}
