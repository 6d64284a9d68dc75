//! What plans of control hear of reviews: a plan of review handed up, approved, reported on; a review done; an assessment sent;
//! an opinion given. Told by a job of the same batch, which reads what is true when it runs, so it may run twice and late.

use jiff::civil::Date;
use kernel::time::{Timestamp, from_local};
use people::UnitKind;
use plans::{Fulfilment, Maker, RecordLink, Span, Stage, fulfilled};
use platform::App;
use platform::db::Changes;
use platform::web::Failure;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::load;
use crate::model::{
    Impact, ImpactStatus, Opinion, OpinionStatus, Plan, PlanKind, PlanStatus, Record, Review, ReviewStatus,
};
use crate::store::{self, Filter};

/// The job's name.
pub const JOB: &str = "reviews-told";

#[derive(Serialize, Deserialize)]
struct Told {
    kind: String,
    id: Uuid,
}

/// Adds the telling to a batch.
pub fn tell<T: Record>(app: &App, changes: &mut Changes, id: Uuid) {
    let payload = serde_json::json!({ "kind": T::KIND, "id": id });
    platform::jobs::later(changes, (app.new_id(), JOB), app.now(), &payload);
}

/// The job.
///
/// # Errors
/// The database cannot be read or written.
pub async fn run(app: App, payload: serde_json::Value) -> Result<(), Failure> {
    let told: Told = serde_json::from_value(payload).map_err(|e| Failure::Internal(e.to_string()))?;
    let id = told.id;
    let all = match told.kind.as_str() {
        Plan::KIND => of_plan(&app, &load::<Plan>(&app, id).await?.1).await?,
        Review::KIND => of_review(&app, &load::<Review>(&app, id).await?.1).await?,
        Impact::KIND => of_impact(&load::<Impact>(&app, id).await?.1),
        Opinion::KIND => of_opinion(&load::<Opinion>(&app, id).await?.1),
        _ => vec![],
    };
    say(&app, all).await.map(drop)
}

async fn say(app: &App, all: Vec<Fulfilment>) -> Result<usize, Failure> {
    let mut touched = 0;
    for f in all {
        touched += fulfilled(app, &f).await?;
    }
    Ok(touched)
}

/// Everything of a year again, for plans that are made later than what they wait for.
///
/// # Errors
/// The database cannot be read or written.
pub async fn again(app: App, from: Timestamp) -> Result<usize, Failure> {
    let day = kernel::time::local(from).date();
    let year = Filter::Year(i64::from(day.year()));
    let mut touched = 0;
    for agency in people::units(&app, super::today(&app)).await?.iter().filter(|u| u.kind == UnitKind::Agency) {
        let mut all = vec![];
        for p in store::whole::<Plan>(app.db(), agency.id, year).await? {
            all.extend(of_plan(&app, &p).await?);
        }
        for r in store::whole::<Review>(app.db(), agency.id, year).await? {
            all.extend(of_review(&app, &r).await?);
        }
        all.extend(store::whole::<Impact>(app.db(), agency.id, year).await?.iter().flat_map(of_impact));
        all.extend(store::whole::<Opinion>(app.db(), agency.id, year).await?.iter().flat_map(of_opinion));
        touched += say(&app, all).await?;
    }
    Ok(touched)
}

fn link(kind: &str, id: Uuid, (label, href): (String, String)) -> RecordLink {
    RecordLink { kind: kind.to_owned(), id, label, href }
}

async fn of_plan(app: &App, p: &Plan) -> Result<Vec<Fulfilment>, Failure> {
    let (span, href) = (Span::Year(p.year), format!("/reviews/plans/{}", p.id));
    let tell = |kind, label: String, (maker, stage)| Fulfilment {
        link: link(kind, p.id, (label, href.clone())),
        maker,
        span,
        stage,
    };
    if p.kind == PlanKind::Unit {
        let name = people::unit_known(app, p.unit).await?.map(|u| u.name).unwrap_or_default();
        let stage = match p.status {
            PlanStatus::Draft => Stage::Returned("Cơ quan tổng hợp trả lại kế hoạch rà soát, đánh giá.".into()),
            PlanStatus::HandedUp => Stage::Handed,
            PlanStatus::Merged | PlanStatus::Approved => Stage::Done,
        };
        let label = format!("Kế hoạch rà soát, đánh giá TTHC năm {} của {name}", p.year);
        return Ok(vec![tell("review-plan-unit", label, (Maker::Unit(p.unit), stage))]);
    }
    let whose = Maker::Agency(p.tenant);
    let mut all = vec![];
    if p.status == PlanStatus::Approved {
        let label = format!("Kế hoạch rà soát, đánh giá TTHC năm {} số {}", p.year, p.number);
        all.push(tell("review-plan", label, (whose, Stage::Done)));
    }
    if let Some(report) = &p.report {
        let label = format!("Báo cáo tổng hợp kết quả rà soát TTHC năm {} số {}", p.year, report.number);
        all.push(tell("review-synthesis", label, (whose, Stage::Done)));
    }
    Ok(all)
}

/// The work of reviewing is done, and its report with it, when every review of the unit in the year is.
async fn of_review(app: &App, r: &Review) -> Result<Vec<Fulfilment>, Failure> {
    let mut all: Vec<Review> = store::whole(app.db(), r.tenant, Filter::Unit(r.unit)).await?;
    all.retain(|x| x.year == r.year);
    let every = |of: &[ReviewStatus]| all.iter().all(|x| of.contains(&x.status));
    let (work, report) = match r.status {
        ReviewStatus::Planned => return Ok(vec![]),
        ReviewStatus::Running => (None, Some(Stage::Returned("Kết quả rà soát được yêu cầu hoàn thiện.".into()))),
        ReviewStatus::HandedIn if every(&[ReviewStatus::HandedIn, ReviewStatus::Accepted]) => {
            (Some(Stage::Begun), Some(Stage::Handed))
        }
        ReviewStatus::Accepted if every(&[ReviewStatus::Accepted]) => (Some(Stage::Done), Some(Stage::Done)),
        ReviewStatus::HandedIn | ReviewStatus::Accepted => (Some(Stage::Begun), Some(Stage::Begun)),
    };
    let tell = |(kind, label): (&str, String), stage| Fulfilment {
        link: link(kind, r.id, (label, format!("/reviews/work/{}", r.id))),
        maker: Maker::Unit(r.unit),
        span: Span::Year(r.year),
        stage,
    };
    let work = work.map(|s| tell(("review-work", format!("Cuộc rà soát: {}", r.title)), s));
    let report = report.map(|s| tell(("review-report", format!("Báo cáo kết quả rà soát: {}", r.title)), s));
    Ok(work.into_iter().chain(report).collect())
}

fn noon(day: Date) -> Timestamp {
    from_local(day.at(12, 0, 0, 0))
}

fn of_impact(i: &Impact) -> Vec<Fulfilment> {
    let Some(sent) = i.sent.as_ref().filter(|_| i.status == ImpactStatus::Sent) else { return vec![] };
    let label = format!("Hồ sơ đánh giá tác động gửi thẩm định số {}: {}", sent.number, i.title);
    vec![Fulfilment {
        link: link("impact-assessment", i.id, (label, format!("/reviews/impact/{}", i.id))),
        maker: Maker::Unit(i.unit),
        span: Span::Since(noon(sent.on)),
        stage: Stage::Done,
    }]
}

fn of_opinion(o: &Opinion) -> Vec<Fulfilment> {
    let Some(at) = o.answered_at.filter(|_| o.status != OpinionStatus::Asked) else { return vec![] };
    vec![Fulfilment {
        link: link("opinion", o.id, (format!("Ý kiến góp ý: {}", o.title), format!("/reviews/opinions/{}", o.id))),
        maker: Maker::Unit(o.unit),
        span: Span::Since(at),
        stage: Stage::Done,
    }]
}
