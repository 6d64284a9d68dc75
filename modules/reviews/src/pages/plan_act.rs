//! What is posted about plans.

use axum::extract::Path;
use kernel::error::Refusal;
use platform::web::{Failure, Posted, Reply, Visit};
use uuid::Uuid;

use super::lists::{Asked, show_plans};
use super::{chosen, day, deed, finish, plan, seen, wrong};
use crate::actions::plans::{self, NewPlan, Work};
use crate::model::{Plan, PlanKind};
use crate::rules::plan::NewItem;

/// POST /reviews/plans
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let read = || -> Result<NewPlan, Refusal> {
        let year = posted.get("year").parse();
        let must = |field| {
            chosen(&posted, field)?.ok_or_else(|| Refusal::new("required", "Chọn một mục trong danh sách.").at(field))
        };
        Ok(NewPlan {
            year: year
                .map_err(|_| Refusal::new("year", "Nhập năm kế hoạch bằng bốn chữ số, ví dụ 2024.").at("year"))?,
            kind: if posted.get("kind") == "agency" { PlanKind::Agency } else { PlanKind::Unit },
            receiver: must("receiver")?,
            unit: must("unit")?,
        })
    };
    let done = match read() {
        Ok(new) => plans::begin(&v.app, v.actor()?, new).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|p| format!("/reviews/plans/{}", p.id)).unwrap_or_default();
    finish(&v, done, (&to, "Đã mở kế hoạch."), async |errors| {
        show_plans(&v, &Asked::default(), (posted.clone(), errors)).await
    })
    .await
}

fn item(posted: &Posted) -> Result<NewItem, Refusal> {
    Ok(NewItem {
        subjects: vec![],
        lead: chosen(posted, "lead")?,
        coordinating: posted.get("coordinating").into(),
        starts: day(posted, "starts")?,
        ends: day(posted, "ends")?,
        grounds: posted.get("grounds").into(),
        reason: posted.get("reason").into(),
        product: posted.get("product").into(),
    })
}

/// Codes chosen in the list or typed one after another.
pub fn codes(posted: &Posted) -> Vec<String> {
    posted
        .all("codes")
        .flat_map(|c| c.split([',', ';', '\n', ' ']))
        .map(str::to_owned)
        .filter(|c| !c.is_empty())
        .collect()
}

async fn done(v: &Visit, id: Uuid, posted: &Posted) -> Result<Plan, Failure> {
    let (app, actor, at) = (&v.app, v.actor()?, (id, seen(posted)));
    let line = || {
        chosen(posted, "item")?.ok_or_else(|| Refusal::new("gone", "Dòng này không còn trong kế hoạch. Tải lại trang."))
    };
    let work = match deed(v).as_str() {
        "add" => return plans::add(app, actor, at, (&codes(posted), item(posted)?)).await,
        "give-back" => {
            let plan = chosen(posted, "plan")?.unwrap_or(id);
            return plans::give_back(app, actor, (plan, None), posted.get("reason")).await;
        }
        "merge" => return plans::merge(app, actor, at).await,
        "approve" => {
            let on =
                day(posted, "on")?.ok_or_else(|| Refusal::new("required", "Nhập ngày văn bản phê duyệt.").at("on"))?;
            return plans::approve(app, actor, at, (posted.get("number"), on)).await;
        }
        "report" => {
            let on = day(posted, "report_on")?
                .ok_or_else(|| Refusal::new("required", "Nhập ngày báo cáo.").at("report_on"))?;
            return plans::report(app, actor, at, (posted.get("report_number"), on)).await;
        }
        "remove" => Work::Remove(line()?),
        "hand-up" => Work::HandUp,
        "fields" => Work::Fields(posted.all("fields").map(str::to_owned).collect()),
        "pick" => Work::Pick(line()?, posted.some("why").map(str::to_owned)),
        "initiative" => Work::Initiative(["title", "by", "content", "effect"].map(|f| posted.get(f).to_owned())),
        _ => return Err(Failure::missing("Không có việc này")),
    };
    plans::work(app, actor, at, work).await
}

fn told(deed: &str) -> &'static str {
    match deed {
        "add" => "Đã thêm vào kế hoạch.",
        "remove" => "Đã bỏ khỏi kế hoạch.",
        "hand-up" => "Đã gửi kế hoạch lên.",
        "give-back" => "Đã trả kế hoạch lại cho đơn vị.",
        "merge" => "Đã tổng hợp kế hoạch của các đơn vị.",
        "fields" => "Đã chọn lĩnh vực.",
        "approve" => "Đã phê duyệt kế hoạch; các cuộc rà soát đã được lập.",
        "report" => "Đã ghi nhận báo cáo tổng hợp.",
        "initiative" => "Đã thêm sáng kiến.",
        _ => "Đã ghi nhận.",
    }
}

/// POST /reviews/plans/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let to = format!("/reviews/plans/{id}");
    let done = done(&v, id, &posted).await;
    if let Err(Failure::Refused(r)) = &done
        && deed(&v) == "give-back"
    {
        // The reason's field belongs to one plan of several on the page.
        return plan::again(&v, id, (posted, vec![super::Wrong { field: "main".into(), ..wrong(r) }])).await;
    }
    finish(&v, done, (&to, told(&deed(&v))), async |errors| plan::again(&v, id, (posted.clone(), errors)).await).await
}
