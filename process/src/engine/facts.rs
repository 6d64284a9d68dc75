//! What decides where a token may go: data read by conditions, or, in a simulation, chance.

use serde_json::Value;

use crate::model::Definition;

/// A repeated activity: how many turns in all, begun and done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turns {
    pub total: u32,
    pub begun: u32,
    pub done: u32,
}

/// Answers the questions of the definition. Asked in the order of the flows, and only for flows that carry a condition.
pub(crate) trait Facts {
    /// Whether the condition of a flow holds.
    fn holds(&mut self, def: &Definition, flow: usize) -> bool;
    /// How often a repeated activity is carried out; none when the data do not say.
    fn count(&mut self, def: &Definition, node: usize) -> Option<u32>;
    /// Whether enough turns are done.
    fn enough(&mut self, def: &Definition, node: usize, turns: Turns) -> bool;
}

/// More turns than an office repeats anything.
const MOST: u64 = 1_000;

/// The data of a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Data<'a>(pub &'a Value);

impl Facts for Data<'_> {
    fn holds(&mut self, def: &Definition, flow: usize) -> bool {
        def.flows[flow].condition.as_ref().is_none_or(|c| c.holds(self.0))
    }

    fn count(&mut self, def: &Definition, node: usize) -> Option<u32> {
        let count = match def.nodes[node].multi.as_ref()?.count.evaluate(self.0) {
            Value::Number(x) => x.as_u64(),
            Value::Array(items) => u64::try_from(items.len()).ok(),
            _ => None,
        };
        count.filter(|c| *c <= MOST).and_then(|c| u32::try_from(c).ok())
    }

    fn enough(&mut self, def: &Definition, node: usize, turns: Turns) -> bool {
        let Some(until) = def.nodes[node].multi.as_ref().and_then(|m| m.until.as_ref()) else { return false };
        let names = [
            ("nrOfInstances", Value::from(turns.total)),
            ("nrOfCompletedInstances", Value::from(turns.done)),
            ("nrOfActiveInstances", Value::from(turns.begun - turns.done)),
        ];
        until.evaluate_with(self.0, &names) == Value::Bool(true)
    }
}
