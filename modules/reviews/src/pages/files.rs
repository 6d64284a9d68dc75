//! The papers as downloads: each address names the paper and its format ("ke-hoach.docx").

use std::collections::HashMap;

use axum::extract::Path;
use documents::Format;
use jiff::civil::Date;
use output::paper::Paper;
use output::sheet::{Table, xlsx};
use platform::App;
use platform::web::{Failure, Reply, Visit, file};
use uuid::Uuid;

use super::{impact_act, today};
use crate::actions::{impact as impacts, open, reviews};
use crate::cost::Study;
use crate::findings::chain;
use crate::law::law;
use crate::model::{Impact, ImpactStatus, Opinion, Plan, Proposal, ProposalStatus, Review};
use crate::papers::{self, Issuer};
use crate::store::{self, Filter};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn missing() -> Failure {
    Failure::missing("Không có giấy tờ này")
}

/// "ke-hoach.docx" as its name and format.
fn parts(name: &str) -> Result<(&str, Format), Failure> {
    let (stem, ending) = name.rsplit_once('.').ok_or_else(missing)?;
    Ok((stem, Format::parse(ending).ok_or_else(missing)?))
}

async fn issued(app: &App, unit: Uuid) -> Result<(Issuer, Date), Failure> {
    let day = today(app);
    Ok((papers::issuer(app, unit, day).await?, day))
}

async fn reply(v: &Visit, paper: Paper, (name, author): (&str, &str)) -> Reply {
    let (_, format) = parts(name)?;
    let title = paper.name.clone();
    let bytes = papers::draw(&v.app, paper, (&title, author), format).await?;
    Ok(file(bytes, (name, format.mime())))
}

fn spreadsheet(table: &Table, name: &str) -> Reply {
    let bytes = xlsx(table).map_err(|e| Failure::Internal(e.to_string()))?;
    Ok(file(bytes, (name, XLSX)))
}

/// GET /reviews/cost-template.xlsx
pub async fn template(v: Visit) -> Reply {
    let table = papers::template(&*law(&v.app)?, kernel::time::local(v.app.now()));
    spreadsheet(&table, "bang-tinh-chi-phi.xlsx")
}

/// The year's proposals that still stand, in the order of field and code.
async fn standing(app: &App, (tenant, year): (Uuid, i64)) -> Result<Vec<Proposal>, Failure> {
    let mut all: Vec<Proposal> = store::whole(app.db(), tenant, Filter::Year(year)).await?;
    all.retain(|p| p.status != ProposalStatus::Rejected);
    all.sort_by(|a, b| (&a.subject.field, &a.subject.code).cmp(&(&b.subject.field, &b.subject.code)));
    Ok(all)
}

/// GET /reviews/plans/{id}/papers/{name}
pub async fn plan(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, plan) = open::<Plan>(app, v.actor()?, id).await?;
    let (issuer, day) = issued(app, plan.unit).await?;
    let paper = match parts(&name)?.0 {
        "ke-hoach" => {
            let units = people::units(app, day).await?;
            let names: HashMap<Uuid, String> = units.into_iter().map(|u| (u.id, u.name)).collect();
            papers::plan(&law, &plan, (&issuer, day), |unit| names.get(&unit).cloned().unwrap_or_default())
        }
        "quyet-dinh" => {
            let all = standing(app, (plan.tenant, plan.year)).await?;
            papers::decision(&law, plan.year, &all, (&issuer, day))
        }
        "tong-hop" => {
            let proposals = standing(app, (plan.tenant, plan.year)).await?;
            let reviews: Vec<Review> = store::whole(app.db(), plan.tenant, Filter::Year(plan.year)).await?;
            let all = (&reviews[..], &proposals[..], &plan.initiatives[..]);
            papers::synthesis(&law, (plan.year, plan.target_percent), all, (&issuer, day))
        }
        _ => return Err(missing()),
    };
    reply(&v, paper, (&name, &issuer.name)).await
}

/// GET /reviews/work/{id}/papers/{name}
pub async fn review(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, r) = open::<Review>(app, v.actor()?, id).await?;
    let (issuer, day) = issued(app, r.unit).await?;
    if parts(&name)?.0 != "bao-cao" {
        return Err(missing());
    }
    let links = if r.procedures.len() > 1 { chain(&reviews::pieces(app, &r).await?) } else { vec![] };
    let paper = papers::report(&law, (&r, &links), law.bank(&r.bank)?, (&issuer, day));
    reply(&v, paper, (&name, &issuer.name)).await
}

/// GET /reviews/work/{id}/form/{code}/papers/{name}
pub async fn review_form(v: Visit, Path((id, code, name)): Path<(Uuid, String, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, r) = open::<Review>(app, v.actor()?, id).await?;
    let one = r.examined(&code).ok_or_else(missing)?;
    let (issuer, day) = issued(app, r.unit).await?;
    let paper = papers::review_form(&law, (&r, one), law.bank(&r.bank)?, (&issuer, day));
    reply(&v, paper, (&name, &issuer.name)).await
}

async fn cost(v: &Visit, (title, study): (&str, &Study), (unit, name): (Uuid, &str)) -> Reply {
    let created = kernel::time::local(v.app.now());
    match name {
        "truoc.xlsx" => spreadsheet(&papers::sheet_table(study, &study.before, ("Trước", created)), name),
        "sau.xlsx" => spreadsheet(&papers::sheet_table(study, &study.after, ("Sau", created)), name),
        _ => {
            let (issuer, day) = issued(&v.app, unit).await?;
            let paper = papers::sheet(&*law(&v.app)?, (title, study), (&issuer, day));
            reply(v, paper, (name, &issuer.name)).await
        }
    }
}

/// GET /reviews/work/{id}/cost/{code}/papers/{name}
pub async fn review_cost(v: Visit, Path((id, code, name)): Path<(Uuid, String, String)>) -> Reply {
    let (_, r) = open::<Review>(&v.app, v.actor()?, id).await?;
    let one = r.examined(&code).ok_or_else(missing)?;
    let study = one.study.as_ref().ok_or_else(|| Failure::missing("Chưa có bảng tính chi phí của thủ tục này"))?;
    cost(&v, (&one.subject.name, study), (r.unit, &name)).await
}

/// GET /reviews/impact/{id}/cost/{item}/papers/{name}
pub async fn impact_cost(v: Visit, Path((id, item, name)): Path<(Uuid, Uuid, String)>) -> Reply {
    let (_, i) = open::<Impact>(&v.app, v.actor()?, id).await?;
    let one = i.items.iter().find(|x| x.id == item).ok_or_else(missing)?;
    let study = one.study.as_ref().ok_or_else(|| Failure::missing("Chưa có bảng tính chi phí của thủ tục này"))?;
    cost(&v, (&one.title, study), (i.unit, &name)).await
}

/// GET /reviews/impact/{id}/form/{item}/papers/{name}
pub async fn impact_form(v: Visit, Path((id, item, name)): Path<(Uuid, Uuid, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, i) = open::<Impact>(app, v.actor()?, id).await?;
    let one = i.items.iter().find(|x| x.id == item).ok_or_else(missing)?;
    let (issuer, day) = issued(app, i.unit).await?;
    let paper = papers::items(&law, (&i, one), law.bank(&one.bank)?, (&issuer, day));
    reply(&v, paper, (&name, &issuer.name)).await
}

/// GET /reviews/impact/{id}/papers/{name}
pub async fn impact(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, i) = open::<Impact>(app, v.actor()?, id).await?;
    let (issuer, day) = issued(app, i.unit).await?;
    let opinions = impacts::opinions(app, &i).await?;
    let paper = match parts(&name)?.0 {
        "bao-cao" => papers::assessment(&law, &i, &opinions, (&issuer, day)),
        "y-kien" => papers::opinions_table(&i, &opinions, (&issuer, day)),
        _ => return Err(missing()),
    };
    reply(&v, paper, (&name, &issuer.name)).await
}

/// GET /reviews/impact/{id}/package.zip: as it was sent, or as it would go now; refused while the gate is closed.
pub async fn package(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let (_, i) = open::<Impact>(&v.app, v.actor()?, id).await?;
    if i.status == ImpactStatus::Sent
        && let Some(sent) = &i.sent
    {
        let bytes = v.app.files().get(&sent.digest).await?;
        return Ok(file(bytes, ("ho-so-tham-dinh.zip", "application/zip")));
    }
    let left = impacts::gate(&v.app, &i).await?;
    if !left.is_empty() {
        let text = format!("Chưa đủ điều kiện lập hồ sơ gửi thẩm định: {}", left.join(" "));
        return Err(kernel::error::Refusal::new("gate", text).law(law(&v.app)?.article("gate")).into());
    }
    let made = impact_act::package(&v, &i).await?;
    Ok(file(made.bytes, ("ho-so-tham-dinh.zip", "application/zip")))
}

/// GET /reviews/opinions/{id}/papers/{name}
pub async fn opinion(v: Visit, Path((id, name)): Path<(Uuid, String)>) -> Reply {
    let (app, law) = (&v.app, law(&v.app)?);
    let (_, o) = open::<Opinion>(app, v.actor()?, id).await?;
    let (issuer, day) = issued(app, o.unit).await?;
    reply(&v, papers::opinion(&law, &o, (&issuer, day)), (&name, &issuer.name)).await
}
