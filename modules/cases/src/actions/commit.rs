//! From a dossier before and after to one batch: rows that differ, counters that moved, the event that covers them.

use std::collections::BTreeMap;

use kernel::time::{Timestamp, micros};
use platform::ledger::Head;
use platform::{By, Changes, Entry, jobs};

use super::record;
use crate::model::{Dossier, PARTNER};
use crate::rules::Deed;
use crate::store::{self, CASES, TASKS};

/// The kind of job that fires a process's timer.
pub const TIMER: &str = "case-timer";

fn count(before: Option<&Dossier>, after: &Dossier, changes: &mut Changes) {
    let mut moved = BTreeMap::new();
    if let Some(before) = before {
        *moved.entry(before.case.status.number()).or_default() -= 1;
    }
    *moved.entry(after.case.status.number()).or_default() += 1;
    // Counters are touched last and in one order, so that two batches never wait for each other crosswise.
    for (status, by) in moved {
        changes.count(after.case.tenant, format!("case:status:{status}"), by);
    }
    store::moved(before.map(|b| &b.case), &after.case, changes);
}

fn timers(after: &Dossier, deed: &Deed, changes: &mut Changes) {
    for (i, (at, signal)) in deed.timers.iter().enumerate() {
        // One timer of one step is one job, however often the batch is tried.
        let id = salted(after.case.id.0, micros(*at) ^ i64::try_from(i).unwrap_or(0));
        set_timer(changes, (id, *at), ((after.case.tenant, after.case.id), signal));
    }
}

/// A timer of a case as a job.
pub(super) fn set_timer(
    changes: &mut Changes,
    (id, at): (uuid::Uuid, Timestamp),
    ((tenant, case), signal): (super::Place, &process::Signal),
) {
    let payload = serde_json::json!({ "tenant": tenant, "case": case, "signal": signal });
    jobs::later(changes, (id, TIMER), at, &payload);
}

/// What lies on desks because of the change: notes told, notes answered by work, steps other agencies have to do.
fn desks((before, after): (Option<&Dossier>, &Dossier), (at, by): (Timestamp, By), deed: &Deed, changes: &mut Changes) {
    let case = &after.case;
    let place = (case.tenant, case.id);
    // A step of another agency is told to that agency.
    let agency =
        |unit| if after.tasks.iter().any(|t| t.role == PARTNER && t.unit == unit) { unit } else { case.tenant };
    if let Some(before) = before {
        let mut left: Vec<uuid::Uuid> = before
            .tasks
            .iter()
            .filter(|t| t.open() && after.tasks.iter().any(|a| a.id == t.id && !a.open()))
            .map(|t| t.unit)
            .collect();
        if before.case.status != case.status || before.case.unit != case.unit {
            left.push(before.case.unit);
        }
        left.sort();
        left.dedup();
        for unit in left {
            store::close_notices(changes, place, unit, at);
        }
    }
    for (i, notice) in deed.notices.iter().enumerate() {
        let key = (agency(notice.unit), salted(case.id.0, micros(at) ^ i64::try_from(i).unwrap_or(0)));
        store::notify(changes, key, place, (notice, by.account, at));
    }
    let shares = after.tasks.iter().filter(|t| t.role == PARTNER);
    for t in shares.filter(|t| before.is_none_or(|b| b.tasks.iter().find(|x| x.id == t.id) != Some(t))) {
        store::shared(changes, (t.unit, case.tenant), case.id, (t.due_at, t.done_at));
    }
}

/// An id that is the same however often the batch is tried.
fn salted(id: uuid::Uuid, salt: i64) -> uuid::Uuid {
    let mut bytes = *id.as_bytes();
    for (byte, s) in bytes[8..].iter_mut().zip(salt.to_be_bytes()) {
        *byte ^= s;
    }
    uuid::Uuid::from_bytes(bytes)
}

/// The batch for a change of an existing case.
pub(super) fn changes(
    before: &Dossier,
    after: &Dossier,
    (head, at, by): (&Head, Timestamp, By),
    deed: Deed,
) -> Changes {
    let mut entry =
        Entry::new(record(after.case.tenant, after.case.id), head, (at, by), deed.action).body(&deed.told());
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
    desks((Some(before), after), (at, by), &deed, &mut changes);
    count(Some(before), after, &mut changes);
    changes
}

/// The rows and events of a new case, once it has its code: one event a deed, the rows as they stand at the end.
pub(super) fn creation(after: &Dossier, (at, by): (Timestamp, By), deeds: &[Deed]) -> Changes {
    let mut changes = Changes::new();
    let mut head = Head::NEW;
    for (i, deed) in deeds.iter().enumerate() {
        let mut body = deed.told();
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
        if i + 1 == deeds.len() {
            desks((None, after), (at, by), deed, &mut changes);
        }
    }
    count(None, after, &mut changes);
    changes
}
