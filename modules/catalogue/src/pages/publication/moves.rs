//! The posted actions of a decision: each calls one rule and comes back to the page; a refusal is the page with the message
//! and everything typed.

use kernel::error::Refusal;
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Id, Typed, day, one, seen, told};
use crate::decisions::actions;
use crate::decisions::model::{Basis, Dossier};
use crate::decisions::rules::{self, Deed, Ground, HeadEdit, NumberEdit};

/// Whether the actor may do this for the agency of the decision.
pub async fn allowed(visit: &Visit, (d, permission): (&Dossier, platform::Permission)) -> Result<(), Failure> {
    let unit = people::unit(&visit.app, d.decision.body.agency).await?;
    let path = unit.map_or_else(|| "/".to_owned(), |u| u.path);
    Ok(visit.actor()?.require(permission, &path)?)
}

async fn end(visit: &Visit, id: Uuid, (posted, done, words): (Posted, Result<Dossier, Failure>, &str)) -> Reply {
    match done {
        Ok(_) => Ok(visit.done(&format!("/publication/{id}"), visit.lang.t(words))),
        Err(failure) => {
            let refusal = told(failure)?;
            one::again(visit, id, Typed::refused(posted, &refusal)).await
        }
    }
}

async fn act<F>(
    visit: &Visit,
    (id, permission): (Uuid, platform::Permission),
    posted: &Posted,
    rule: F,
) -> Result<Dossier, Failure>
where
    F: FnMut(&mut Dossier, &Ground<'_>) -> Result<Deed, Refusal> + Send,
{
    let (_, d) = actions::load(&visit.app, id).await?;
    allowed(visit, (&d, permission)).await?;
    actions::act(&visit.app, visit.actor()?.by(), (id, seen(posted)), rule).await
}

fn read_head(posted: &Posted) -> Result<HeadEdit, Refusal> {
    let basis = Basis {
        name: kernel::text::line(posted.get("basis_name")),
        signed_on: day(posted, "basis_signed")?,
        effective_on: day(posted, "basis_effective")?,
        shortened: posted.has("shortened"),
    };
    let grounds = kernel::text::clean(posted.get("grounds"));
    let grounds = grounds.lines().map(kernel::text::line).filter(|l| !l.is_empty()).collect();
    Ok(HeadEdit { title: posted.get("title").to_owned(), basis, grounds, effective_on: day(posted, "effective_on")? })
}

/// POST /publication/{id}/head
pub async fn head(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let done = match read_head(&posted) {
        Ok(typed) => act(&visit, (id, crate::DRAFT), &posted, |d, g| rules::edit(d, g, typed.clone())).await,
        Err(refusal) => Err(refusal.into()),
    };
    end(&visit, id, (posted, done, "Đã lưu trích yếu, căn cứ và ngày hiệu lực.")).await
}

/// POST /publication/{id}/send
pub async fn send(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let done = act(&visit, (id, crate::DRAFT), &posted, rules::send).await;
    end(&visit, id, (posted, done, "Đã gửi kiểm soát chất lượng.")).await
}

/// POST /publication/{id}/recall
pub async fn recall(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let done = act(&visit, (id, crate::DRAFT), &posted, rules::recall).await;
    end(&visit, id, (posted, done, "Đã lấy lại dự thảo để sửa.")).await
}

/// POST /publication/{id}/withdraw
pub async fn withdraw(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let reason = posted.get("withdraw_reason").to_owned();
    let rule =
        |d: &mut Dossier, g: &Ground<'_>| rules::withdraw(d, g, &reason).map_err(|r| renamed(r, "withdraw_reason"));
    let done = act(&visit, (id, crate::DRAFT), &posted, rule).await;
    end(&visit, id, (posted, done, "Đã rút dự thảo.")).await
}

/// A rule names its field once; a page may hold it twice.
fn renamed(r: Refusal, field: &str) -> Refusal {
    if r.field.is_some() { r.at(field.to_owned()) } else { r }
}

fn number(posted: &Posted) -> Result<NumberEdit, Refusal> {
    Ok(NumberEdit {
        number: posted.get("number").to_owned(),
        on: day(posted, "on")?,
        signer: posted.get("signer").to_owned(),
        effective_on: day(posted, "effective_on")?,
    })
}

/// POST /publication/{id}/submit
pub async fn submit(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let done = match number(&posted) {
        Ok(typed) => act(&visit, (id, crate::PUBLISH), &posted, |d, g| rules::submit(d, g, &typed)).await,
        Err(refusal) => Err(refusal.into()),
    };
    end(&visit, id, (posted, done, "Đã ghi tờ trình. Chờ quyết định được ký.")).await
}

/// POST /publication/{id}/send-back
pub async fn send_back(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let reason = posted.get("reason").to_owned();
    let done = act(&visit, (id, crate::PUBLISH), &posted, |d, g| rules::send_back(d, g, &reason)).await;
    end(&visit, id, (posted, done, "Đã trả lại đơn vị soạn thảo.")).await
}

/// POST /publication/{id}/sign
pub async fn sign(visit: Visit, Id(id): Id, posted: Posted) -> Reply {
    let (_, d) = actions::load(&visit.app, id).await?;
    allowed(&visit, (&d, crate::PUBLISH)).await?;
    let done = match number(&posted) {
        Ok(typed) => actions::sign(&visit.app, visit.actor()?.by(), (id, seen(&posted)), typed).await,
        Err(refusal) => Err(refusal.into()),
    };
    end(
        &visit,
        id,
        (posted, done, "Đã ghi quyết định. Các phiên bản đổi vào ngày có hiệu lực; việc cần làm đã được giao."),
    )
    .await
}
