//! The organisation tree, pure: dated rows in, the tree of a day out. Rows are only added; for any day the row recorded last
//! among those begun by then governs, so what was known of a day can be corrected without rewriting what was recorded.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::time::civil::Date;
use uuid::Uuid;

use crate::ADMINISTRATION;
use crate::model::{Unit, UnitKind, UnitRow};

/// Deeper trees than this are a ring.
const DEEPEST: usize = 32;

/// All rows of all units, grouped.
#[derive(Debug, Default)]
pub struct Tree {
    units: BTreeMap<Uuid, Vec<UnitRow>>,
    predecessors: HashMap<Uuid, Vec<Uuid>>,
}

impl Tree {
    /// Groups the rows; their order does not matter.
    pub fn new(rows: Vec<UnitRow>) -> Tree {
        let mut units: BTreeMap<Uuid, Vec<UnitRow>> = BTreeMap::new();
        for row in rows {
            units.entry(row.id).or_default().push(row);
        }
        let mut predecessors: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for rows in units.values_mut() {
            rows.sort_by_key(|r| r.number);
            if let Some((id, successor)) = rows.last().and_then(|r| r.successor.map(|s| (r.id, s))) {
                predecessors.entry(successor).or_default().push(id);
            }
        }
        Tree { units, predecessors }
    }

    /// Every row of a unit, oldest first.
    pub fn rows(&self, id: Uuid) -> &[UnitRow] {
        self.units.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The row governing a unit on a day, whether or not the unit exists then.
    fn governing(&self, id: Uuid, day: Date) -> Option<&UnitRow> {
        self.rows(id).iter().rev().find(|r| r.valid_from <= day)
    }

    /// The unit on a day; none before its first and after its last day.
    pub fn on(&self, id: Uuid, day: Date) -> Option<Unit> {
        let row = self.governing(id, day).filter(|r| r.valid_to.is_none_or(|to| day <= to))?;
        Some(self.build(row, day))
    }

    /// The unit on a day, or as it was last (or will be first) when it does not exist then.
    pub fn known(&self, id: Uuid, day: Date) -> Option<Unit> {
        let row = self.governing(id, day).or_else(|| self.rows(id).first())?;
        let at = day.clamp(row.valid_from, row.valid_to.unwrap_or(Date::MAX).max(row.valid_from));
        Some(self.build(self.governing(id, at).unwrap_or(row), at))
    }

    /// The units valid on a day: roots first, each followed by what is below it, siblings in the order of kind and name.
    pub fn valid(&self, day: Date) -> Vec<Unit> {
        let all: Vec<Unit> = self.units.keys().filter_map(|id| self.on(*id, day)).collect();
        let here: HashSet<Uuid> = all.iter().map(|u| u.id).collect();
        let mut below: BTreeMap<Option<Uuid>, Vec<Unit>> = BTreeMap::new();
        for unit in all {
            // A unit whose parent is gone stands at the top instead of vanishing.
            below.entry(unit.parent.filter(|p| here.contains(p))).or_default().push(unit);
        }
        for siblings in below.values_mut() {
            siblings.sort_by_cached_key(|u| (u.kind, kernel::text::sort_key(&u.name), u.id));
        }
        let mut out = vec![];
        let mut stack: Vec<Unit> = below.remove(&None).unwrap_or_default().into_iter().rev().collect();
        while let Some(unit) = stack.pop() {
            stack.extend(below.remove(&Some(unit.id)).unwrap_or_default().into_iter().rev());
            out.push(unit);
        }
        out
    }

    /// The units whose work the unit took over, however many times over.
    pub fn took_over(&self, id: Uuid) -> Vec<Uuid> {
        let (mut seen, mut out, mut todo) = (HashSet::from([id]), vec![], vec![id]);
        while let Some(next) = todo.pop() {
            for before in self.predecessors.get(&next).into_iter().flatten() {
                if seen.insert(*before) {
                    out.push(*before);
                    todo.push(*before);
                }
            }
        }
        out
    }

    /// Ids from the root down, on a day; held at a fixed depth so a ring cannot hang it.
    fn chain(&self, row: &UnitRow, day: Date) -> Vec<&UnitRow> {
        let mut chain = vec![];
        let mut next = row.parent;
        while let (Some(id), true) = (next, chain.len() < DEEPEST) {
            let Some(above) = self.governing(id, day).or_else(|| self.rows(id).first()) else { break };
            chain.push(above);
            next = above.parent;
        }
        chain.reverse();
        chain
    }

    fn build(&self, row: &UnitRow, day: Date) -> Unit {
        let chain = self.chain(row, day);
        let mut path = String::from("/");
        for id in chain.iter().map(|r| r.id).chain([row.id]) {
            path.push_str(&id.to_string());
            path.push('/');
        }
        let decides = |kind: UnitKind| matches!(kind, UnitKind::Agency | UnitKind::School);
        let line = || chain.iter().copied().chain([row]).rev();
        let agency = line()
            .find(|r| decides(r.kind))
            .or_else(|| line().find(|r| r.kind == UnitKind::Administration))
            .map_or(ADMINISTRATION, |r| r.id);
        let first = self.rows(row.id).iter().map(|r| r.valid_from).min().unwrap_or(row.valid_from);
        Unit {
            id: row.id,
            parent: row.parent,
            name: row.name.clone(),
            short: row.short.clone(),
            kind: row.kind,
            path,
            code2016: row.code2016.clone(),
            code2020: row.code2020.clone(),
            level: row.level,
            agency,
            valid_from: first,
            valid_to: row.valid_to,
            successor: row.successor,
            phone: row.phone.clone(),
            address: row.address.clone(),
            mark: row.mark.clone(),
        }
    }
}
