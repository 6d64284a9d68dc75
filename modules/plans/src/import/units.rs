//! Units as plans name them: the longest known name first, joined by commas, "và" or nothing at all, as cells with several
//! paragraphs read once their line ends are lost. Words that name nothing are kept as leftovers.

use std::collections::HashMap;

use kernel::text::fold;
use people::{Unit, UnitKind};
use serde::Deserialize;
use uuid::Uuid;

use super::words::plain;

/// A unit with its other names, as the file has it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct UnitEntry {
    pub name: String,
    pub alias: Vec<String>,
}

/// A group with its other names and who belongs to it.
#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    pub name: String,
    alias: Vec<String>,
    #[serde(default)]
    of: Vec<Members>,
    /// Whoever concerned; no unit gets work of its own from it.
    #[serde(default)]
    pub open: bool,
}

/// One part of a group.
#[derive(Debug, Clone, Deserialize)]
struct Members {
    /// Units whose name begins so.
    starts: Option<String>,
    /// Units directly below the unit of this name.
    below: Option<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    Unit(String),
    Group(String),
}

impl Named {
    pub fn name(&self) -> &str {
        match self {
            Named::Unit(n) | Named::Group(n) => n,
        }
    }
}

/// The units a text names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// In the order written, each once.
    pub found: Vec<Named>,
    /// Words that name no unit, as written.
    pub unknown: Vec<String>,
}

/// Names with what they stand for.
#[derive(Debug, Clone)]
pub(super) struct Alias {
    of: Named,
    texts: Vec<String>,
}

impl Alias {
    pub fn unit(name: &str, alias: &[String]) -> Alias {
        let texts = alias.iter().chain([&name.to_owned()]).map(|a| plain(a)).collect();
        Alias { of: Named::Unit(name.to_owned()), texts }
    }

    pub fn group(group: &Group) -> Alias {
        let texts = group.alias.iter().chain([&group.name]).map(|a| plain(a)).collect();
        Alias { of: Named::Group(group.name.clone()), texts }
    }
}

/// Every known name, by its words.
#[derive(Debug, Clone)]
pub(super) struct UnitWords {
    names: HashMap<String, Named>,
    /// Words of the longest name.
    longest: usize,
    pub groups: Vec<Group>,
}

impl UnitWords {
    pub fn new(aliases: Vec<Alias>, groups: Vec<Group>) -> UnitWords {
        let mut names = HashMap::new();
        for a in aliases {
            for text in a.texts {
                names.insert(text, a.of.clone());
            }
        }
        let longest = names.keys().map(|n: &String| n.split(' ').count()).max().unwrap_or(0);
        UnitWords { names, longest, groups }
    }

    pub fn names(&self) -> Vec<String> {
        let mut all: Vec<String> = self.names.values().map(|n| n.name().to_owned()).collect();
        all.sort();
        all.dedup();
        all
    }

    pub fn read(&self, text: &str) -> Found {
        let spaced: String = text.chars().map(|c| if c == '-' || c == ',' || c == ';' { ' ' } else { c }).collect();
        let words: Vec<(&str, String)> =
            spaced.split_whitespace().map(|w| (w, plain(w))).filter(|(_, p)| !p.is_empty()).collect();
        let (mut out, mut at, mut lost) = (Found::default(), 0, Vec::<&str>::new());
        while let Some((written, folded)) = words.get(at) {
            let hit = (1..=self.longest.min(words.len() - at)).rev().find_map(|n| {
                let folded: Vec<&str> = words.iter().skip(at).take(n).map(|(_, p)| p.as_str()).collect();
                self.names.get(&folded.join(" ")).map(|named| (n, named))
            });
            match hit {
                Some((n, named)) => {
                    out.unknown.extend((!lost.is_empty()).then(|| lost.join(" ")));
                    lost.clear();
                    if !out.found.contains(named) {
                        out.found.push(named.clone());
                    }
                    at += n;
                }
                None => {
                    if folded != "va" || !lost.is_empty() {
                        lost.push(written);
                    }
                    at += 1;
                }
            }
        }
        out.unknown.extend((!lost.is_empty()).then(|| lost.join(" ")));
        out
    }
}

impl Group {
    /// The members among the units of a day.
    pub fn members(&self, units: &[Unit]) -> Vec<Uuid> {
        let mut all = vec![];
        for m in &self.of {
            for u in units.iter().filter(|u| m.has(u, units)) {
                if !all.contains(&u.id) {
                    all.push(u.id);
                }
            }
        }
        all
    }
}

impl Members {
    fn has(&self, unit: &Unit, units: &[Unit]) -> bool {
        let starts = self.starts.as_ref().is_none_or(|s| fold(&unit.name).starts_with(&fold(s)));
        let below = self.below.as_ref().is_none_or(|name| {
            units.iter().any(|u| Some(u.id) == unit.parent && u.kind != UnitKind::School && fold(&u.name) == fold(name))
        });
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|k| k == unit.kind.slug());
        starts && below && kind && !self.except.contains(&unit.name)
    }
}

/// The unit of this name on a day.
pub fn named<'a>(units: &'a [Unit], name: &str) -> Option<&'a Unit> {
    let wanted = plain(name);
    let fits = |u: &&Unit| plain(&u.name) == wanted || u.short.as_deref().is_some_and(|s| plain(s) == wanted);
    units.iter().find(|u| plain(&u.name) == wanted).or_else(|| units.iter().find(fits))
}
