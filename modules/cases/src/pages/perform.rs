//! One posted action on a case: its permission stands in the route, its decision in the rules, its refusal on the page with
//! everything typed still there.

use axum::extract::Path;
use kernel::error::Refusal;
use platform::Actor;
use platform::web::{Access, Failure, Posted, Reply, Routes, Visit};
use serde_json::Map;

use super::{forms_of as read, show};
use crate::model::{CaseId, Channel, Dossier, Handover, Status, TaskKind};
use crate::rules::{self, Deed, Ground, Step, Withdrawal};

/// An action a person posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Accept,
    AskSupplement,
    AnswerSupplement,
    Refuse,
    Claim,
    Assign,
    Complete,
    AskOpinion,
    GiveOpinion,
    Suspend,
    Resume,
    Extend,
    Apologise,
    AskWithdrawal,
    Stop,
    GoOn,
    AskFee,
    FeePaid,
    Return,
    Urge,
}

/// The actions with the last part of their address and the permission each asks for.
pub const ACTS: [(Act, &str, &str); 20] = [
    (Act::Accept, "accept", "cases.intake"),
    (Act::AskSupplement, "ask-supplement", "cases.work"),
    (Act::AnswerSupplement, "answer-supplement", "cases.intake"),
    (Act::Refuse, "refuse", "cases.intake"),
    (Act::Claim, "claim", "cases.work"),
    (Act::Assign, "assign", "cases.assign"),
    (Act::Complete, "complete", "cases.work"),
    (Act::AskOpinion, "ask-opinion", "cases.work"),
    (Act::GiveOpinion, "give-opinion", "cases.work"),
    (Act::Suspend, "suspend", "cases.approve"),
    (Act::Resume, "resume", "cases.approve"),
    (Act::Extend, "extend", "cases.approve"),
    (Act::Apologise, "apologise", "cases.approve"),
    (Act::AskWithdrawal, "ask-withdrawal", "cases.intake"),
    (Act::Stop, "stop", "cases.intake"),
    (Act::GoOn, "go-on", "cases.intake"),
    (Act::AskFee, "ask-fee", "cases.work"),
    (Act::FeePaid, "fee-paid", "cases.intake"),
    (Act::Return, "return", "cases.return"),
    (Act::Urge, "urge", "cases.supervise"),
];

macro_rules! post_all {
    ($routes:expr, $($path:literal),* $(,)?) => {{
        let mut routes = $routes;
        $({
            let (act, _, permission) = act_of($path);
            let handler = move |v: Visit, Path(id): Path<CaseId>, posted: Posted| perform(v, (id, act), posted);
            routes = routes.post(concat!("/desk/cases/{id}/", $path), Access::Can(permission), handler);
        })*
        routes
    }};
}

fn act_of(path: &str) -> (Act, &'static str, &'static str) {
    ACTS.into_iter().find(|(_, p, _)| *p == path).unwrap_or(ACTS[0])
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
    )
}

async fn perform(v: Visit, (id, act): (CaseId, Act), posted: Posted) -> Reply {
    let actor = v.actor()?.clone();
    match run(&v, &actor, (id, act), &posted).await {
        Ok(done) => Ok(v.done(&format!("/desk/cases/{id}"), v.lang.t(told(act, &done)))),
        Err(Failure::Refused(refusal)) => show::again(v, id, (act, posted, refusal)).await,
        Err(Failure::Conflict(text)) => {
            let refusal = Refusal::new("conflict", text);
            show::again(v, id, (act, posted, refusal)).await
        }
        Err(e) => Err(e),
    }
}

/// What is said after an action.
fn told(act: Act, d: &Dossier) -> &'static str {
    match act {
        Act::Accept => "Đã tiếp nhận hồ sơ. In giấy tiếp nhận và hẹn trả kết quả cho người nộp.",
        Act::AskSupplement => "Đã lập phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.",
        Act::AnswerSupplement => "Đã ghi nhận hồ sơ bổ sung.",
        Act::Refuse => "Đã lập phiếu từ chối tiếp nhận giải quyết hồ sơ.",
        Act::Claim => "Đã nhận xử lý hồ sơ.",
        Act::Assign => "Đã phân công.",
        Act::Complete if d.case.status == Status::Finished => "Đã xử lý xong. Kết quả chờ trả tại Bộ phận Một cửa.",
        Act::Complete => "Đã hoàn tất bước và chuyển hồ sơ.",
        Act::AskOpinion => "Đã gửi yêu cầu cho ý kiến.",
        Act::GiveOpinion => "Đã gửi ý kiến.",
        Act::Suspend => "Đã tạm dừng tính thời gian.",
        Act::Resume | Act::GoOn => "Hồ sơ tiếp tục được giải quyết.",
        Act::Extend => "Đã gia hạn.",
        Act::Apologise => "Đã lập phiếu xin lỗi và hẹn lại ngày trả kết quả.",
        Act::AskWithdrawal => "Đã ghi nhận đề nghị rút hồ sơ.",
        Act::Stop => "Đã dừng giải quyết hồ sơ.",
        Act::AskFee => "Đã yêu cầu thực hiện nghĩa vụ tài chính.",
        Act::FeePaid => "Đã ghi nhận việc nộp phí, lệ phí.",
        Act::Return => "Đã trả kết quả.",
        Act::Urge => "Đã đôn đốc.",
    }
}

/// Reads the posted fields, checks the place, decides and commits.
pub async fn run(v: &Visit, actor: &Actor, (id, act): (CaseId, Act), p: &Posted) -> Result<Dossier, Failure> {
    let (_, before) = crate::open(&v.app, actor, id).await?;
    let (_, _, permission) = ACTS.into_iter().find(|(a, ..)| *a == act).unwrap_or(ACTS[0]);
    let held = held_at(&v.app, &before).await?;
    actor.require(permission, &held)?;
    if act == Act::Complete {
        step_permission(actor, &before)?;
    }
    if act == Act::AskSupplement && !p.get("basis").is_empty() {
        actor.require("cases.second_supplement", &held)?;
    }
    let seen = p.some("seen").and_then(|s| s.parse().ok());
    crate::act(&v.app, actor.by(), ((actor.agency, id), seen), |d, g| decide(d, g, (actor, act), p)).await
}

/// The place in the tree of the unit that holds the case: a head's word counts for the cases in their own unit.
pub async fn held_at(app: &platform::App, d: &Dossier) -> Result<String, Failure> {
    Ok(people::unit(app, d.case.unit).await?.map(|u| u.path).unwrap_or_default())
}

/// The role of the open step says who may finish it.
fn step_permission(actor: &Actor, d: &Dossier) -> Result<(), Failure> {
    let Some(step) = d.step() else { return Ok(()) };
    let permission = match step.role.as_str() {
        "clerk" => "cases.intake",
        "unit_head" => "cases.approve",
        "leader" => "cases.sign",
        _ => "cases.work",
    };
    actor.require(permission, &actor.unit_path)?;
    let own = actor.unit == step.unit || actor.can_at("cases.sign", &actor.agency_path) && step.role == "leader";
    if own || step.officer == Some(actor.account) {
        return Ok(());
    }
    Err(Refusal::new("forbidden", "Bước này thuộc đơn vị khác. Đề nghị đơn vị đang giữ hồ sơ xử lý.").into())
}

fn decide(d: &mut Dossier, g: &mut Ground<'_>, (actor, act): (&Actor, Act), p: &Posted) -> Result<Deed, Refusal> {
    match act {
        Act::Accept => rules::accept(d, g, read::limit(p)?),
        Act::AskSupplement => {
            let basis = p.some("basis").map(str::to_owned);
            rules::ask_supplement(d, g, (read::lines(p, "items"), p.get("reason")), basis)
        }
        Act::AnswerSupplement => {
            let there = |name: String| crate::model::Part { name, originals: 1, ..Default::default() };
            rules::answer_supplement(d, g, read::lines(p, "parts").into_iter().map(there).collect())
        }
        Act::Refuse => rules::refuse(d, g, p.get("reason")),
        Act::Claim => rules::claim(d, g, actor.account),
        Act::Assign => rules::assign(d, g, read::id(p, "officer")?),
        Act::Complete => complete(d, g, p),
        Act::AskOpinion => {
            let (unit, due_at) = (read::id(p, "unit")?, read::moment(p, "due")?);
            let asked = rules::Question { unit, due_at, text: p.get("question"), required: p.has("required") };
            rules::ask_opinion(d, g, asked)
        }
        Act::GiveOpinion => {
            let task = read::id(p, "task")?;
            let own = d.tasks.iter().any(|t| t.id == task && t.kind == TaskKind::Opinion && t.unit == actor.unit);
            if !own {
                return Err(Refusal::new("forbidden", "Yêu cầu cho ý kiến này gửi cho đơn vị khác."));
            }
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
            let channel: Channel = read::channel(p, "channel");
            let handover = Handover { channel, to: p.get("to").into(), proof: p.get("proof").into(), by: None };
            rules::return_result(d, g, handover)
        }
        Act::Urge => rules::urge(d, p.get("note")),
    }
}

fn complete(d: &mut Dossier, g: &mut Ground<'_>, p: &Posted) -> Result<Deed, Refusal> {
    let mut facts = Map::new();
    match p.get("eligible") {
        "yes" => drop(facts.insert("eligible".into(), true.into())),
        "no" => drop(facts.insert("eligible".into(), false.into())),
        _ => {}
    }
    let decided = facts.get("eligible").or_else(|| d.case.body.facts.get("eligible"));
    let granted = decided.and_then(serde_json::Value::as_bool).unwrap_or(true);
    if p.has("asks_eligible") && facts.is_empty() {
        return Err(Refusal::new("required", "Chọn kết luận: đủ điều kiện hay không đủ điều kiện.").at("eligible"));
    }
    let step = Step {
        task: p.some("task").and_then(|t| t.parse().ok()),
        note: p.get("note").to_owned(),
        facts,
        next_officer: p.some("next_officer").and_then(|t| t.parse().ok()),
        outcome: read::outcome(p, granted)?,
    };
    rules::complete(d, g, step)
}
