//! A running process: where its tokens are. A few numbers, stored with the record it belongs to.

use serde::{Deserialize, Serialize};

use crate::model::{Definition, NodeKind, TaskDef};

/// A token at a place, inside the token of a sub-process or repeated activity (0: none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token(pub u32, pub u16, pub u32);

/// A token that waits at a joining gateway: gateway, flow it came by, enclosing token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting(pub u16, pub u16, pub u32);

/// A repeated activity: its token, how many in all, begun, done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Round(pub u32, pub u32, pub u32, pub u32);

/// Where a running process stands. Serialises to short JSON; equal instances behave alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The format of this value.
    #[serde(rename = "v")]
    format: u8,
    /// The definition's fingerprint.
    #[serde(rename = "d")]
    print: u32,
    /// The next token's number.
    #[serde(rename = "n")]
    pub(crate) next: u32,
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tokens: Vec<Token>,
    #[serde(rename = "j", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) joins: Vec<Waiting>,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rounds: Vec<Round>,
    /// Which turn of a repeated activity a token is: token, turn from 0.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) turns: Vec<(u32, u32)>,
    /// Timers beside a task that have run out already: token, event.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fired: Vec<(u32, u16)>,
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) over: bool,
}

const FORMAT: u8 = 1;

/// A definition has fewer nodes and flows than this can name.
pub(crate) fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

impl Instance {
    pub(crate) fn fresh(print: u32) -> Instance {
        Instance {
            format: FORMAT,
            print,
            next: 1,
            tokens: vec![],
            joins: vec![],
            rounds: vec![],
            turns: vec![],
            fired: vec![],
            over: false,
        }
    }

    /// Becomes the other one, keeping its room.
    pub(crate) fn copy(&mut self, other: &Instance) {
        (self.format, self.print, self.next, self.over) = (other.format, other.print, other.next, other.over);
        self.tokens.clone_from(&other.tokens);
        self.joins.clone_from(&other.joins);
        self.rounds.clone_from(&other.rounds);
        self.turns.clone_from(&other.turns);
        self.fired.clone_from(&other.fired);
    }

    /// Back to the beginning, keeping its room.
    pub(crate) fn renew(&mut self) {
        self.next = 1;
        self.over = false;
        self.tokens.clear();
        self.joins.clear();
        self.rounds.clear();
        self.turns.clear();
        self.fired.clear();
    }

    /// Whether it is a run of this very definition; stored text is not trusted further than this.
    pub fn belongs_to(&self, def: &Definition) -> bool {
        let node = |n: u16| usize::from(n) < def.nodes.len();
        let flow = |f: u16| usize::from(f) < def.flows.len();
        self.format == FORMAT
            && self.print == def.print
            && self.tokens.iter().all(|t| node(t.1) && t.0 < self.next && t.2 < t.0)
            && self.joins.iter().all(|w| node(w.0) && flow(w.1))
    }

    /// Whether the process is over.
    pub fn ended(&self) -> bool {
        self.over
    }

    /// The tasks that are open: token and task.
    pub fn open_tasks<'a>(&'a self, def: &'a Definition) -> impl Iterator<Item = (u32, &'a TaskDef)> {
        let hosts = |token: u32| self.rounds.iter().any(|r| r.0 == token);
        let task = move |t: &Token| {
            let node = def.nodes.get(usize::from(t.1))?;
            Some((t.0, def.tasks.get(node.task?)?))
        };
        self.tokens.iter().filter(move |t| !hosts(t.0)).filter_map(task)
    }

    /// Where the tokens are: token and element id, waiting gateways with token 0. For the diagram.
    pub fn places<'a>(&'a self, def: &'a Definition) -> impl Iterator<Item = (u32, &'a str)> {
        let waiting = self.joins.iter().map(|w| (0, w.0));
        let all = self.tokens.iter().map(|t| (t.0, t.1)).chain(waiting);
        all.filter_map(|(token, n)| Some((token, def.nodes.get(usize::from(n))?.id.as_str())))
    }

    /// Which item of a repeated activity a token handles, from 0.
    pub fn turn(&self, token: u32) -> Option<u32> {
        self.turns.iter().find(|(t, _)| *t == token).map(|(_, i)| *i)
    }

    /// The same place in another version of the definition, found by element ids.
    ///
    /// # Errors
    /// The ids (or, for flows, the ends) that the other version does not have.
    pub fn migrate(&self, from: &Definition, to: &Definition) -> Result<Instance, Vec<String>> {
        let mut missing = vec![];
        let mut node = |n: u16| {
            let old = from.nodes.get(usize::from(n));
            let alike = |new: &&crate::model::Node| {
                old.is_some_and(|o| {
                    o.id == new.id && std::mem::discriminant(&o.kind) == std::mem::discriminant(&new.kind)
                })
            };
            let found = to.nodes.iter().position(|new| alike(&new));
            if found.is_none() {
                missing.push(old.map_or_else(String::new, |o| o.id.clone()));
            }
            found.map_or(0, small)
        };
        let mut out = self.clone();
        out.print = to.print;
        out.tokens.iter_mut().for_each(|t| t.1 = node(t.1));
        out.joins.iter_mut().for_each(|w| w.0 = node(w.0));
        out.fired.iter_mut().for_each(|f| f.1 = node(f.1));
        for w in &mut out.joins {
            let old = from.flows.get(usize::from(w.1)).map(|f| from.nodes[f.from].id.as_str());
            let gate = usize::from(w.0);
            let found = to.flows.iter().position(|f| f.to == gate && Some(to.nodes[f.from].id.as_str()) == old);
            match found {
                Some(f) => w.1 = small(f),
                None => missing.extend(old.map(str::to_owned)),
            }
        }
        if missing.is_empty() { Ok(out) } else { Err(missing) }
    }

    /// Whether the token is the one that holds a sub-process or repeated activity together.
    pub(super) fn holds(&self, def: &Definition, token: &Token) -> bool {
        self.rounds.iter().any(|r| r.0 == token.0)
            || matches!(def.nodes[usize::from(token.1)].kind, NodeKind::Sub { .. })
    }
}
