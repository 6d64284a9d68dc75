//! What is posted about impact assessments.

use axum::extract::Path;
use kernel::error::Refusal;
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::lists::{Asked, show_impacts};
use super::{chosen, day, deed, finish, impact, seen, unit_name};
use crate::actions::impact::{self as actions, NewImpact, Work};
use crate::actions::open;
use crate::law::law;
use crate::model::{Impact, ItemKind};
use crate::papers;
use crate::rules::impact::Ask;

/// POST /reviews/impact
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?;
    let new = NewImpact {
        unit: actor.unit,
        tenant: actor.agency,
        title: posted.get("title").into(),
        assigned: posted.get("assigned").into(),
    };
    let done = actions::begin(&v.app, actor, new).await;
    let to = done.as_ref().map(|i| format!("/reviews/impact/{}", i.id)).unwrap_or_default();
    finish(&v, done, (&to, "Đã bắt đầu đánh giá tác động."), async |errors| {
        show_impacts(&v, &Asked::default(), (posted.clone(), errors)).await
    })
    .await
}

/// Whom the form names: a unit of the agency, or another body whose answer the drafting unit writes down.
async fn ask(v: &Visit, id: Uuid, posted: &Posted) -> Result<Ask, Failure> {
    let actor = v.actor()?;
    let (_, i) = open::<Impact>(&v.app, actor, id).await?;
    let (unit, body) = match (chosen(posted, "unit")?, posted.some("body")) {
        (_, Some(body)) => (i.unit, body.to_owned()),
        (Some(unit), None) => (unit, unit_name(&v.app, unit).await?),
        (None, None) => {
            return Err(Refusal::new("required", "Chọn đơn vị hoặc ghi tên cơ quan được hỏi ý kiến.")
                .at("unit")
                .into());
        }
    };
    Ok(Ask {
        unit,
        body,
        asker: actor.agency_name.clone(),
        question: posted.get("question").into(),
        due: day(posted, "due")?,
    })
}

/// Packs the dossier and notes that it was sent; the digest is that of the package anybody can download.
async fn send(v: &Visit, (id, at): (Uuid, crate::actions::Seen), posted: &Posted) -> Result<Impact, Failure> {
    let actor = v.actor()?;
    let on = day(posted, "on")?.ok_or_else(|| Refusal::new("required", "Nhập ngày của văn bản gửi.").at("on"))?;
    let (_, i) = open::<Impact>(&v.app, actor, id).await?;
    let left = actions::gate(&v.app, &i).await?;
    let digest = if left.is_empty() {
        let made = package(v, &i).await?;
        // Kept as sent: what the receiving agency got can be shown again whatever the papers look like later.
        v.app.files().put(&made.bytes).await?;
        made.digest
    } else {
        String::new()
    };
    actions::send(&v.app, actor, (id, at), (posted.get("number"), on, &digest)).await
}

/// The dossier of an assessment as it stands.
///
/// # Errors
/// A paper cannot be drawn.
pub async fn package(v: &Visit, i: &Impact) -> Result<papers::Package, Failure> {
    let (law, day) = (law(&v.app)?, super::today(&v.app));
    let opinions = actions::opinions(&v.app, i).await?;
    let issuer = papers::issuer(&v.app, i.tenant, day).await?;
    papers::package(&v.app, (&law, i), &opinions, (&issuer, day)).await
}

/// POST /reviews/impact/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let (app, actor, at) = (&v.app, v.actor()?, (id, seen(&posted)));
    let work = || -> Result<Work, Refusal> {
        let item = || chosen(&posted, "item")?.ok_or_else(|| Refusal::new("gone", "Chọn nội dung cần bỏ."));
        match deed(&v).as_str() {
            "add" => {
                let kind = ItemKind::ALL.iter().find(|k| k.number().to_string() == posted.get("kind"));
                let kind = kind.ok_or_else(|| Refusal::new("required", "Chọn loại nội dung đánh giá.").at("kind"))?;
                Ok(Work::Add(*kind, posted.get("title").into()))
            }
            _ => Ok(Work::Remove(item()?)),
        }
    };
    let (done, told) = match deed(&v).as_str() {
        "ask" => match ask(&v, id, &posted).await {
            Ok(a) => (actions::work(app, actor, at, Work::Ask(a)).await, "Đã gửi lấy ý kiến."),
            Err(e) => (Err(e), ""),
        },
        "send" => (send(&v, at, &posted).await, "Đã ghi nhận gửi thẩm định."),
        _ => match work() {
            Ok(w) => (actions::work(app, actor, at, w).await, "Đã ghi nhận."),
            Err(r) => (Err(r.into()), ""),
        },
    };
    let to = format!("/reviews/impact/{id}");
    finish(&v, done, (&to, told), async |e| impact::again(&v, id, (posted.clone(), e)).await).await
}
