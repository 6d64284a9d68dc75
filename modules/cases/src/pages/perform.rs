//! One posted action on a case: its permission stands in the route, its decision in the rules, its refusal on the page with
//! everything typed still there.

use axum::extract::Path;
use kernel::error::Refusal;
use platform::web::{Access, Failure, Posted, Reply, Routes, Visit};
use platform::{Actor, App};
use serde_json::Map;
use uuid::Uuid;

use super::acts::{Act, GUEST, act_of, permission_of, told};
use super::sent::Sent;
use super::{forms_of as read, show};
use crate::actions::step_for;
use crate::model::{CaseId, Dossier, Handover, PARTNER, Task, TaskKind};
use crate::rules::{self, Deed, Ground, Step, Withdrawal};

macro_rules! post_all {
    ($routes:expr, $($path:literal),* $(,)?) => {{
        let mut routes = $routes;
        $({
            let (act, _, permission) = act_of($path);
            let handler = move |v: Visit, Path(id): Path<CaseId>, sent: Sent| perform(v, (id, act), sent);
            routes = routes.upload(concat!("/desk/cases/{id}/", $path), Access::Can(permission), handler);
        })*
        routes
    }};
}

/// Adds a route for every action.
pub fn routes(routes: Routes) -> Routes {
    post_all!(
        routes,
        "accept",
        "ask-supplement",
        "answer-supplement",
        "refuse",
        "claim",
        "assign",
        "complete",
        "ask-opinion",
        "give-opinion",
        "suspend",
        "resume",
        "extend",
        "apologise",
        "ask-withdrawal",
        "stop",
        "go-on",
        "ask-fee",
        "fee-paid",
        "return",
        "urge",
        "attach",
        "result-file",
    )
}

async fn perform(v: Visit, (id, act): (CaseId, Act), sent: Sent) -> Reply {
    let actor = v.actor()?.clone();
    if let Some(refusal) = sent.refused.first().cloned() {
        return show::again(v, id, (act, sent, refusal)).await;
    }
    match run(&v, &actor, (id, act), &sent).await {
        Ok(done) => Ok(v.done(&format!("/desk/cases/{id}"), v.lang.t(told(act, &done)))),
        Err(Failure::Refused(refusal)) => show::again(v, id, (act, sent, refusal)).await,
        Err(Failure::Conflict(text)) => {
            let refusal = Refusal::new("conflict", text);
            show::again(v, id, (act, sent, refusal)).await
        }
        Err(e) => Err(e),
    }
}

/// Reads the posted fields, checks the place, decides and commits.
pub async fn run(v: &Visit, actor: &Actor, (id, act): (CaseId, Act), sent: &Sent) -> Result<Dossier, Failure> {
    let (p, app) = (&sent.posted, &v.app);
    let (_, before) = crate::open(app, actor, id).await?;
    if before.case.tenant != actor.agency && !GUEST.contains(&act) {
        return Err(Refusal::new("forbidden", "Hồ sơ do cơ quan khác tiếp nhận; cơ quan đó làm việc này.").into());
    }
    let held = held_at(app, actor, &before).await?;
    actor.require(permission_of(act), &held)?;
    match act {
        Act::Complete => {
            step_permission(actor, &before)?;
            decided(app, (actor, &before), p).await?;
        }
        Act::Claim => step_permission(actor, &before)?,
        Act::Assign => works_there(app, (actor, &before), read::id(p, "officer")?).await?,
        Act::AskSupplement if !p.get("basis").is_empty() => actor.require("cases.second_supplement", &held)?,
        _ => {}
    }
    let task = p.some("task").and_then(|t| t.parse().ok()).or(step_for(actor, &before).map(|t| t.id));
    let seen = p.some("seen").and_then(|s| s.parse().ok());
    let place = (before.case.tenant, id);
    crate::act(app, actor.by(), (place, seen), |d, g| decide(d, g, (actor, act, task), sent)).await
}

/// The place in the tree of the step a person acts on, else of the unit that holds the case: a head's word counts for the
/// cases in their own unit.
pub async fn held_at(app: &App, actor: &Actor, d: &Dossier) -> Result<String, Failure> {
    let unit = step_for(actor, d).map_or(d.case.unit, |t| t.unit);
    Ok(people::unit(app, unit).await?.map(|u| u.path).unwrap_or_default())
}

/// Who works on a unit's steps; for a whole agency, its officers.
pub async fn staff(app: &App, unit: Uuid) -> Result<Vec<people::Person>, Failure> {
    let found = people::staff_of(app, unit).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    people::holders(app, unit, people::roles::OFFICER).await
}

async fn works_there(app: &App, (actor, d): (&Actor, &Dossier), officer: Uuid) -> Result<(), Failure> {
    let unit = step_for(actor, d).map_or(d.case.unit, |t| t.unit);
    if staff(app, unit).await?.iter().any(|p| p.account == officer) {
        return Ok(());
    }
    let refusal =
        Refusal::new("officer", "Người này không làm việc ở đơn vị đang giữ hồ sơ. Chọn người trong danh sách.");
    Err(refusal.at("officer").into())
}

/// A step whose way out depends on a conclusion is not finished without one.
async fn decided(app: &App, (actor, d): (&Actor, &Dossier), p: &Posted) -> Result<(), Failure> {
    let asks = super::asks::asks(app, (d, step_for(actor, d))).await?;
    if asks.eligible && !matches!(p.get("eligible"), "yes" | "no") {
        let refusal = Refusal::new("required", "Chọn kết luận: đủ điều kiện hay không đủ điều kiện.");
        return Err(refusal.at("eligible").into());
    }
    Ok(())
}

/// The role of the open step says who may take and finish it.
fn step_permission(actor: &Actor, d: &Dossier) -> Result<(), Failure> {
    let Some(step) = step_for(actor, d) else { return Ok(()) };
    actor.require(permission_for(&step.role), &actor.unit_path)?;
    if own(actor, step) {
        return Ok(());
    }
    Err(Refusal::new("forbidden", "Bước này thuộc đơn vị khác. Đề nghị đơn vị đang giữ hồ sơ xử lý.").into())
}

/// The permission a step's role asks for.
pub fn permission_for(role: &str) -> platform::Permission {
    match role {
        "clerk" => "cases.intake",
        "unit_head" => "cases.approve",
        "leader" => "cases.sign",
        _ => "cases.work",
    }
}

/// Whether a step is a person's own to do: given to them, of their unit, of their agency in a linked case, or to be signed by them.
pub fn own(actor: &Actor, step: &Task) -> bool {
    step.officer == Some(actor.account)
        || step.unit == actor.unit
        || step.role == PARTNER && step.unit == actor.agency
        || step.role == "leader" && actor.can_at("cases.sign", &actor.agency_path)
}

fn decide(
    d: &mut Dossier,
    g: &mut Ground<'_>,
    (actor, act, task): (&Actor, Act, Option<Uuid>),
    sent: &Sent,
) -> Result<Deed, Refusal> {
    let p = &sent.posted;
    match act {
        Act::Accept => rules::accept(d, g, read::limit(p)?),
        Act::AskSupplement => {
            let basis = p.some("basis").map(str::to_owned);
            rules::ask_supplement(d, g, (read::lines(p, "items"), p.get("reason")), basis)
        }
        Act::AnswerSupplement => {
            let items = d.case.body.supplements.last().map(|s| s.items.clone()).unwrap_or_default();
            rules::answer_supplement(d, g, read::supplied(&items, sent))
        }
        Act::Refuse => rules::refuse(d, g, p.get("reason")),
        Act::Claim => rules::claim_step(d, g, (actor.account, task)),
        Act::Assign => rules::assign_step(d, g, (read::id(p, "officer")?, task)),
        Act::Complete => complete(d, g, task, sent),
        Act::AskOpinion => {
            let (unit, due_at) = (read::id(p, "unit")?, read::moment(p, "due")?);
            let asked = rules::Question { unit, due_at, text: p.get("question"), required: p.has("required") };
            rules::ask_opinion(d, g, asked)
        }
        Act::GiveOpinion => {
            let task = asked_of(actor, d, read::id(p, "task")?)?;
            rules::give_opinion(d, g, (task, p.get("answer")))
        }
        Act::Suspend => rules::suspend(d, g, (p.get("reason"), p.get("basis"))),
        Act::Resume => rules::resume(d, g),
        Act::Extend => rules::extend(d, g, (read::limit(p)?, p.get("reason"), p.get("basis"))),
        Act::Apologise => rules::apologise(d, g, (read::moment(p, "new_due")?, p.get("reason"))),
        Act::AskWithdrawal => rules::ask_withdrawal(d, g, p.get("reason")),
        Act::Stop => rules::decide_withdrawal(d, g, Withdrawal::Stop(p.get("reason").to_owned())),
        Act::GoOn => rules::decide_withdrawal(d, g, Withdrawal::GoOn),
        Act::AskFee => {
            let amount = kernel::money::Dong::parse(p.get("amount")).map_err(|r| r.at("amount"))?;
            rules::ask_fee(d, g, (amount.0, p.get("what")))
        }
        Act::FeePaid => rules::fee_paid(d, g, p.get("receipt")),
        Act::Return => {
            if let (Some(file), Some(outcome)) = (sent.file("result"), &mut d.case.body.outcome) {
                outcome.file = Some(file.clone());
            }
            let (to, proof) = (p.get("to").into(), p.get("proof").into());
            rules::return_result(d, g, Handover { channel: read::channel(p, "channel"), to, proof, by: None })
        }
        Act::Urge => rules::urge(d, p.get("note")),
        Act::Attach => rules::attach(d, read::scans(sent)),
        Act::ResultFile => match sent.file("result") {
            Some(file) => rules::result_file(d, file.clone()),
            None => Err(Refusal::new("required", "Chọn tệp kết quả (PDF hoặc ảnh) rồi gửi lại.").at("result")),
        },
    }
}

/// The opinion asked of a person's own unit.
fn asked_of(actor: &Actor, d: &Dossier, task: Uuid) -> Result<Uuid, Refusal> {
    let own = d.tasks.iter().any(|t| t.id == task && t.kind == TaskKind::Opinion && t.unit == actor.unit);
    if own {
        Ok(task)
    } else {
        Err(Refusal::new("forbidden", "Yêu cầu cho ý kiến này gửi cho đơn vị khác."))
    }
}

fn complete(d: &mut Dossier, g: &mut Ground<'_>, task: Option<Uuid>, sent: &Sent) -> Result<Deed, Refusal> {
    let p = &sent.posted;
    let mut facts = Map::new();
    match p.get("eligible") {
        "yes" => drop(facts.insert("eligible".into(), true.into())),
        "no" => drop(facts.insert("eligible".into(), false.into())),
        _ => {}
    }
    let decided = facts.get("eligible").or_else(|| d.case.body.facts.get("eligible"));
    let granted = decided.and_then(serde_json::Value::as_bool).unwrap_or(true);
    let mut outcome = read::outcome(p)?;
    if let Some(outcome) = &mut outcome {
        outcome.granted = granted;
        outcome.file = sent.file("result").cloned();
    }
    let next_officer = p.some("next_officer").and_then(|t| t.parse().ok());
    rules::complete(d, g, Step { task, note: p.get("note").to_owned(), facts, next_officer, outcome })
}
