//! Proposals: corrected, moved from step to step, linked to the version that carried them out, measured on real cases.

use kernel::error::Refusal;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

use super::{Seen, act, figures, load, require};
use crate::model::{Carried, Proposal, ProposalStatus, Step};
use crate::rules::proposal::{self as rules, Edit};
use crate::{APPROVE, MANAGE, WORK};

/// Corrects a proposal.
///
/// # Errors
/// "forbidden"; refusals at the field.
pub async fn edit(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), e: Edit) -> Result<Proposal, Failure> {
    let (_, p) = load::<Proposal>(app, id).await?;
    if !actor.can_at(MANAGE, &super::place(app, p.tenant).await?) {
        require(app, actor, (WORK, p.unit)).await?;
    }
    act(app, actor.by(), (id, seen), |p, g| rules::edit(p, g, e.clone())).await
}

/// Takes the next step. Adopting and rejecting are the leader's word; the others the control officer's.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn step(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), s: Step) -> Result<Proposal, Failure> {
    let (_, p) = load::<Proposal>(app, id).await?;
    let word = matches!(s.status, ProposalStatus::Adopted | ProposalStatus::Rejected);
    require(app, actor, (if word { APPROVE } else { MANAGE }, p.tenant)).await?;
    let s = Step { by: Some(actor.account), ..s };
    act(app, actor.by(), (id, seen), |p, g| rules::step(p, g, s.clone())).await
}

/// Links the version that carried it out, by its number.
///
/// # Errors
/// "forbidden"; "version" when the procedure has no such version.
pub async fn carried(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), number: i64) -> Result<Proposal, Failure> {
    let (_, p) = load::<Proposal>(app, id).await?;
    require(app, actor, (MANAGE, p.tenant)).await?;
    let all = catalogue::versions(app, &p.subject.code).await?;
    let v = all.into_iter().find(|v| v.number == number).ok_or_else(|| {
        Refusal::new("version", format!("Thủ tục không có phiên bản {number}. Chọn trong danh sách.")).at("version")
    })?;
    let link = Carried { version: v.id, number: v.number, valid_from: v.valid_from };
    act(app, actor.by(), (id, seen), |p, _| rules::carried(p, link.clone())).await
}

/// Counts the cases handled under the new version and notes what they saved.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn measure(app: &App, actor: &Actor, (id, seen): (Uuid, Seen)) -> Result<Proposal, Failure> {
    let (_, p) = load::<Proposal>(app, id).await?;
    require(app, actor, (MANAGE, p.tenant)).await?;
    let cases = match &p.carried {
        Some(c) => figures::finished_under(app, p.tenant, c.version).await?,
        None => 0,
    };
    act(app, actor.by(), (id, seen), |p, g| rules::measured(p, g, cases)).await
}
