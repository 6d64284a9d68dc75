//! Use cases over publication decisions: load, decide, commit the difference under one event. Signing adds the versions of
//! every procedure in the same batch; taking effect is a job that may run twice.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::error::Refusal;
use kernel::time::{Timestamp, date, from_local};
use platform::db::{Changes, rows};
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By, DbError, args, jobs};
use serde_json::json;
use uuid::Uuid;

use super::law::law;
use super::model::{Body, Change, Decision, DecisionKind, Dossier, Item, Status};
use super::rules::{self, Deed, Ground, NumberEdit};
use super::todos::Cause;
use super::{chain, events, store};
use crate::actions::{Publication, add_version};
use crate::flows::PublishedProcess;
use crate::model::Version;
use crate::store::Stored;
use crate::{TENANT, flows};

/// The job that makes a signed decision take effect on its day.
pub const EFFECT: &str = "decision-effect";

const TRIES: usize = 8;

/// The process a decision proposes for one of its items, ready to be tried out, with the code of the item's procedure.
///
/// # Errors
/// Not found without such an item; a sentence about what is wrong with the drawing.
pub async fn proposed(app: &App, decision: Uuid, item: Uuid) -> Result<(String, PublishedProcess), Failure> {
    let (_, d) = load(app, decision).await?;
    let missing = || Failure::missing("Dòng này không còn trong dự thảo");
    let found = d.items.iter().find(|i| i.id == item).ok_or_else(missing)?;
    let draft = found.body.process.as_ref().ok_or_else(missing)?;
    let definition = flows::problems(&draft.bpmn).map_err(|all| {
        let first = all.first().map(ToString::to_string).unwrap_or_default();
        Failure::Refused(Refusal::new("process", format!("Dự thảo quy trình chưa chạy được: {first}")).at("process"))
    })?;
    let process = PublishedProcess { id: item, code: draft.code.clone(), version: 0, definition };
    Ok((found.code.clone(), process))
}

/// A decision with its items and the end of its ledger chain.
pub async fn load(app: &App, id: Uuid) -> Result<(Head, Dossier), Failure> {
    let queries = vec![ledger::head_query(TENANT, id), store::decision(id), store::items(id)];
    let mut sets = app.db().load(queries).await?.into_iter();
    let mut next = || sets.next().unwrap_or_default();
    let head = rows::<Head>(next())?.into_iter().next();
    let decision = rows::<Decision>(next())?.into_iter().next();
    let items = rows::<Item>(next())?;
    let found = head.zip(decision).map(|(head, decision)| (head, Dossier { decision, items }));
    found.ok_or_else(|| Failure::missing("Không có quyết định công bố này"))
}

/// The newest version of each procedure named.
pub async fn newest(app: &App, codes: impl Iterator<Item = &str>) -> Result<HashMap<String, Version>, Failure> {
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    let queries = codes.iter().map(|c| crate::store::newest_of(c)).collect();
    let mut all = HashMap::new();
    for set in app.db().load(queries).await? {
        all.extend(rows::<Stored>(set)?.into_iter().map(|s| (s.code, s.version)));
    }
    Ok(all)
}

/// The versions the items were drafted from, by code: what a signed decision changed stays readable after it.
pub async fn bases(app: &App, d: &Dossier) -> Result<HashMap<String, Version>, Failure> {
    let mut all = HashMap::new();
    for item in d.items.iter().filter(|i| i.body.base > 0) {
        let found = crate::versions(app, &item.code).await?.into_iter().find(|v| v.number == item.body.base);
        all.extend(found.map(|v| (item.code.clone(), v)));
    }
    Ok(all)
}

/// Every code a decision touches.
fn codes(d: &Dossier) -> impl Iterator<Item = &str> {
    d.items.iter().flat_map(|i| std::iter::once(&i.code).chain(&i.body.replaces)).map(String::as_str)
}

/// Begins a draft; the drafter's unit and agency are kept with it.
///
/// # Errors
/// "needed" without a title; storage failures.
pub async fn begin(app: &App, (kind, title): (DecisionKind, &str), (who, by): (Body, By)) -> Result<Uuid, Failure> {
    let title = kernel::text::line(title);
    if title.is_empty() {
        let message = "Chưa có trích yếu. Ghi nội dung công bố, ví dụ: thủ tục hành chính lĩnh vực giáo dục trung học.";
        return Err(kernel::error::Refusal::new("needed", message).at("title").into());
    }
    let decision = Decision {
        id: app.new_id(),
        kind,
        status: Status::Drafting,
        title,
        number: None,
        signed_on: None,
        effective_on: None,
        body: Body { drafter: by.account, ..who },
        created_at: app.now(),
    };
    let record = store::decision_record(decision.id);
    let about = json!({ "kind": kind.label(), "title": decision.title });
    let mut entry = Entry::new(record, &Head::NEW, (app.now(), by), "decision.begun").body(&about);
    entry.save(&store::DECISIONS, store::decision_row(&decision));
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    Ok(decision.id)
}

/// What changed between two states of a dossier, under one event.
fn difference(before: &Dossier, after: &Dossier, (head, at, by): (&Head, Timestamp, By), deed: &Deed) -> Entry {
    let id = before.decision.id;
    let mut entry = Entry::new(store::decision_record(id), head, (at, by), deed.action).body(&deed.body);
    if before.decision != after.decision {
        entry.save(&store::DECISIONS, store::decision_row(&after.decision));
    }
    for item in after.items.iter().filter(|i| !before.items.contains(i)) {
        entry.save(&store::ITEMS, store::item_row(id, item));
    }
    for gone in before.items.iter().filter(|b| !after.items.iter().any(|a| a.id == b.id)) {
        entry.delete(&store::ITEMS, args![gone.id]);
    }
    entry
}

fn conflict() -> Failure {
    Failure::Conflict(
        "Dự thảo vừa được người khác cập nhật. Nội dung ông/bà nhập vẫn còn; xem thay đổi rồi gửi lại nếu vẫn cần."
            .into(),
    )
}

/// Decides on a decision and commits the difference; `seen` is the event the person's page stood on.
///
/// # Errors
/// The rule's refusal; a conflict when somebody was first; storage failures.
pub async fn act<F>(app: &App, by: By, (id, seen): (Uuid, Option<i64>), mut rule: F) -> Result<Dossier, Failure>
where
    F: FnMut(&mut Dossier, &Ground<'_>) -> Result<Deed, kernel::error::Refusal> + Send,
{
    let law = law(app)?;
    for _ in 0..TRIES {
        let (head, before) = load(app, id).await?;
        if seen.is_some_and(|s| s != head.seq) {
            return Err(conflict());
        }
        let newest = newest(app, codes(&before)).await?;
        let ground = Ground { now: app.now(), who: by.account, law: &law, newest: &newest };
        let mut after = before.clone();
        let deed = rule(&mut after, &ground)?;
        let mut changes = Changes::new();
        changes.record(difference(&before, &after, (&head, app.now(), by), &deed));
        chain::drafts_settled(app, &mut changes, (&after, by)).await?;
        match app.db().commit(changes).await {
            Ok(_) => return Ok(after),
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(conflict())
}

/// Adds or replaces an item; the newest version of its procedure is loaded for it.
///
/// # Errors
/// As [`act`].
pub async fn put_item(app: &App, by: By, (id, seen): (Uuid, Option<i64>), item: Item) -> Result<Dossier, Failure> {
    put_items(app, by, (id, seen), vec![item]).await
}

/// Adds several items at once, with what an import read.
///
/// # Errors
/// As [`act`]: nothing is added when one is refused.
pub async fn put_items(
    app: &App,
    by: By,
    (id, seen): (Uuid, Option<i64>),
    items: Vec<Item>,
) -> Result<Dossier, Failure> {
    let known = newest(app, items.iter().map(|i| i.code.as_str())).await?;
    act(app, by, (id, seen), |d, g| {
        let mut all = g.newest.clone();
        all.extend(known.clone());
        let ground = Ground { newest: &all, ..*g };
        let mut last = None;
        for item in &items {
            last = Some(rules::put_item(d, &ground, item.clone())?);
        }
        let deed = last.ok_or_else(|| kernel::error::Refusal::new("items", "Không có dòng nào để thêm."))?;
        match items.len() {
            1 => Ok(deed),
            n => Ok(Deed { action: "decision.items", body: json!({ "items": n }) }),
        }
    })
    .await
}

/// Records the signed decision: in one batch the decision, the version of every procedure, the to-dos these leave, and the
/// job for the day of effect. A decision whose day has come takes effect at once.
///
/// # Errors
/// As [`act`], and what the versions refuse.
pub async fn sign(app: &App, by: By, (id, seen): (Uuid, Option<i64>), typed: NumberEdit) -> Result<Dossier, Failure> {
    let law = law(app)?;
    for _ in 0..TRIES {
        let (head, before) = load(app, id).await?;
        if seen.is_some_and(|s| s != head.seq) {
            return Err(conflict());
        }
        let newest = newest(app, codes(&before)).await?;
        let ground = Ground { now: app.now(), who: by.account, law: &law, newest: &newest };
        let mut after = before.clone();
        let deed = rules::sign(&mut after, &ground, &typed)?;
        let mut changes = Changes::new();
        changes.record(difference(&before, &after, (&head, app.now(), by), &deed));
        publish_items(app, &mut changes, (&after, &newest), by).await?;
        let day = after.decision.effective_on.unwrap_or(crate::today(app));
        let at = from_local(day.at(0, 0, 0, 0)).max(app.now());
        jobs::later(&mut changes, (id, EFFECT), at, &json!({ "decision": id }));
        match app.db().commit(changes).await {
            Ok(_) => {
                app.wake().notify_waiters();
                if after.decision.in_effect(crate::today(app)) {
                    take_effect(app, id).await?;
                }
                return Ok(load(app, id).await?.1);
            }
            Err(DbError::Conflict(_)) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(conflict())
}

type Known<'a> = (&'a Dossier, &'a HashMap<String, Version>);

/// The words by which versions name their decision.
pub fn cause_words(d: &Decision) -> String {
    let number = d.number.clone().unwrap_or_default();
    format!("Quyết định số {number} ngày {}", d.signed_on.map(date).unwrap_or_default())
}

async fn publish_items(app: &App, changes: &mut Changes, (d, newest): Known<'_>, by: By) -> Result<(), Failure> {
    if d.decision.kind == DecisionKind::Process {
        return Ok(());
    }
    let signed = d.decision.signed_on.unwrap_or(crate::today(app));
    for item in &d.items {
        let first = d.from(item).unwrap_or(signed);
        let known = newest.get(&item.code);
        match (item.body.change, &item.body.parts, known) {
            (Change::Abolished, _, Some(v)) => end(app, changes, (d, v), (first, by)).await?,
            (_, Some(parts), _) => {
                let publication = Publication {
                    parts: parts.clone(),
                    valid_from: first,
                    valid_to: None,
                    note: Some(cause_words(&d.decision)),
                };
                version(app, changes, (d, known), (publication, by)).await?;
            }
            _ => {}
        }
        for code in item.body.replaces.iter().filter(|c| **c != item.code) {
            if let Some(v) = newest.get(code) {
                end(app, changes, (d, v), (first, by)).await?;
            }
        }
    }
    Ok(())
}

/// The last version of a procedure that is no longer in force from a day on: the same content with its end.
async fn end(
    app: &App,
    changes: &mut Changes,
    (d, v): (&Dossier, &Version),
    (first, by): (Date, By),
) -> Result<(), Failure> {
    let last = first.yesterday().unwrap_or(first);
    let signed = d.decision.signed_on.unwrap_or(last);
    let publication = Publication {
        parts: v.parts.clone(),
        valid_from: v.valid_from.max(signed.min(last)),
        valid_to: Some(last),
        note: Some(format!("Bãi bỏ theo {}", cause_words(&d.decision))),
    };
    version(app, changes, (d, Some(v)), (publication, by)).await
}

async fn version(
    app: &App,
    changes: &mut Changes,
    (d, before): (&Dossier, Option<&Version>),
    (publication, by): (Publication, By),
) -> Result<(), Failure> {
    let head = match before {
        Some(v) => ledger::head(app.db(), TENANT, v.procedure).await?,
        None => Head::NEW,
    };
    let known: Vec<Version> = before.cloned().into_iter().collect();
    let ids = [app.new_id(), app.new_id()];
    let after = add_version(changes, (&known, &head, ids), publication, (app.now(), by))?;
    let cause = Cause {
        before,
        after: &after,
        words: cause_words(&d.decision),
        decision: Some(d.decision.id),
        kind: d.decision.kind,
        shortened: d.decision.body.basis.shortened,
        signed_on: d.decision.signed_on.unwrap_or(crate::today(app)),
    };
    chain::version_added(app, changes, (&cause, by)).await
}

/// What happens on the day of effect: processes go live, listeners are told. Done once; asking again changes nothing.
///
/// # Errors
/// Storage failures; a process that cannot be published.
pub async fn take_effect(app: &App, id: Uuid) -> Result<(), Failure> {
    let (_, d) = load(app, id).await?;
    if d.decision.body.effect_at.is_some() || !d.decision.in_effect(crate::today(app)) {
        return Ok(());
    }
    let by = By { account: d.decision.body.signing.as_ref().and_then(|s| s.by), behalf: None };
    if d.decision.kind == DecisionKind::Process {
        for item in &d.items {
            let Some(draft) = &item.body.process else { continue };
            flows::go_live(app, (&item.code, &draft.code, &draft.bpmn), by).await?;
        }
    }
    let (head, before) = load(app, id).await?;
    let (law, newest) = (law(app)?, HashMap::new());
    let ground = Ground { now: app.now(), who: None, law: &law, newest: &newest };
    let mut after = before.clone();
    let deed = rules::effect(&mut after, &ground)?;
    let mut changes = Changes::new();
    changes.record(difference(&before, &after, (&head, app.now(), By::default()), &deed));
    events::tell(app, &mut changes, &events::Happened::of(&after));
    app.db().commit(changes).await?;
    app.wake().notify_waiters();
    Ok(())
}

/// The job of [`EFFECT`].
pub async fn effect_job(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let id = payload["decision"].as_str().and_then(|t| t.parse().ok());
    take_effect(&app, id.ok_or_else(|| Failure::Internal("no decision named".into()))?).await
}
