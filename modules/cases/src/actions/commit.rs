//! From a dossier before and after to one batch: rows that differ, counters that moved, the event that covers them.

use std::collections::BTreeMap;

use kernel::time::{Timestamp, day_number};
use platform::ledger::Head;
use platform::{By, Changes, Entry, jobs};

use super::record;
use crate::model::Dossier;
use crate::rules::Deed;
use crate::store::{CASES, TASKS};

/// The kind of job that fires a process's timer.
pub const TIMER: &str = "case-timer";

fn counters(d: &Dossier, sign: i64, into: &mut BTreeMap<String, i64>) {
    *into.entry(format!("case:status:{}", d.case.status.number())).or_default() += sign;
    if d.case.closed_at.is_none() {
        *into.entry("case:open".into()).or_default() += sign;
        *into.entry(format!("case:due:{}", day_number(d.case.due_at))).or_default() += sign;
    }
}

fn count(before: Option<&Dossier>, after: &Dossier, changes: &mut Changes) {
    let mut moved = BTreeMap::new();
    if let Some(before) = before {
        counters(before, -1, &mut moved);
    }
    counters(after, 1, &mut moved);
    // Counters are touched last and in one order, so that two batches never wait for each other crosswise.
    for (name, by) in moved {
        changes.count(after.case.tenant, name, by);
    }
}

fn timers(after: &Dossier, deed: &Deed, changes: &mut Changes) {
    for (i, (at, signal)) in deed.timers.iter().enumerate() {
        let payload = serde_json::json!({ "tenant": after.case.tenant, "case": after.case.id, "signal": signal });
        let mut id = *after.case.id.0.as_bytes();
        // One timer of one step is one job, however often the batch is tried.
        let salt = kernel::time::micros(*at) ^ i64::try_from(i).unwrap_or(0);
        for (byte, s) in id[8..].iter_mut().zip(salt.to_be_bytes()) {
            *byte ^= s;
        }
        jobs::later(changes, (uuid::Uuid::from_bytes(id), TIMER), *at, &payload);
    }
}

/// The batch for a change of an existing case.
pub(super) fn changes(
    before: &Dossier,
    after: &Dossier,
    (head, at, by): (&Head, Timestamp, By),
    deed: Deed,
) -> Changes {
    let mut entry = Entry::new(record(after.case.tenant, after.case.id), head, (at, by), deed.action).body(&deed.body);
    if before.case != after.case {
        entry.save(&CASES, after.case.row());
    }
    for task in &after.tasks {
        if before.tasks.iter().find(|t| t.id == task.id) != Some(task) {
            entry.save(&TASKS, task.row());
        }
    }
    for gone in before.tasks.iter().filter(|t| !after.tasks.iter().any(|a| a.id == t.id)) {
        entry.delete(&TASKS, gone.key());
    }
    let mut changes = Changes::new();
    changes.record(entry);
    timers(after, &deed, &mut changes);
    count(Some(before), after, &mut changes);
    changes
}

/// The rows and events of a new case, once it has its code: one event a deed, the rows as they stand at the end.
pub(super) fn creation(after: &Dossier, (at, by): (Timestamp, By), deeds: &[Deed]) -> Changes {
    let mut changes = Changes::new();
    let mut head = Head::NEW;
    for (i, deed) in deeds.iter().enumerate() {
        let mut body = deed.body.clone();
        if let (0, Some(map)) = (i, body.as_object_mut()) {
            map.insert("code".into(), after.case.code.clone().into());
        }
        let mut entry = Entry::new(record(after.case.tenant, after.case.id), &head, (at, by), deed.action).body(&body);
        if i + 1 == deeds.len() {
            entry.save(&CASES, after.case.row());
            for task in &after.tasks {
                entry.save(&TASKS, task.row());
            }
        }
        head = entry.next_head();
        changes.record(entry);
        timers(after, deed, &mut changes);
    }
    count(None, after, &mut changes);
    changes
}
