//! The first page of reviews: what is under way, what the year saves, and what waits for the person.

use askama::Template;
use platform::web::{Page, Reply, Visit};

use super::{Tab, Wrong, money, tabs, today};
use crate::charts::{Pair, bars};
use crate::cost::Outcome;
use crate::law::law;
use crate::model::{Impact, Opinion, OpinionStatus, Plan, PlanKind, PlanStatus, Proposal, Review, ReviewStatus};
use crate::papers::totals;
use crate::store::{self, Filter};

/// A number that leads to its records.
struct Figure {
    n: String,
    label: String,
    href: String,
    late: bool,
}

/// A saving in the table beneath the chart.
struct Saved {
    name: String,
    href: String,
    before: String,
    after: String,
    rate: String,
}

#[derive(Template)]
#[template(path = "reviews_overview.html")]
struct Overview {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    figures: Vec<Figure>,
    total: String,
    target: String,
    chart: String,
    saved: Vec<Saved>,
    mine: Vec<(String, String)>,
}

/// Most pairs a chart can show and still be read.
const SHOWN: usize = 8;

/// The numbers of the year, each leading to exactly its records.
fn figures(v: &Visit, (reviews, proposals): (&[Review], usize), (impacts, waiting): (i64, &[Opinion])) -> Vec<Figure> {
    let day = today(&v.app);
    let year = i64::from(day.year());
    let open = |r: &&Review| matches!(r.status, ReviewStatus::Planned | ReviewStatus::Running);
    let running = reviews.iter().filter(|r| r.status == ReviewStatus::Running).count();
    let late = reviews.iter().filter(open).filter(|r| r.ends < day).count();
    let f = |n: usize, label: &str, href: &str, late| Figure {
        n: n.to_string(),
        label: v.lang.t(label).into(),
        href: href.replace("year=1", &format!("year={year}")),
        late,
    };
    vec![
        f(running, "Đang rà soát", "/reviews/work?status=2", false),
        f(late, "Quá hạn hoàn thành", "/reviews/work?status=late", late > 0),
        f(
            reviews.iter().filter(|r| r.status == ReviewStatus::HandedIn).count(),
            "Chờ đánh giá chất lượng",
            "/reviews/work?status=3",
            false,
        ),
        f(proposals, "Phương án trong năm", "/reviews/proposals?year=1", false),
        f(usize::try_from(impacts).unwrap_or(0), "Đánh giá tác động", "/reviews/impact", false),
        f(waiting.len(), "Ý kiến chưa trả lời", "/reviews/opinions?status=1", waiting.iter().any(|o| o.due < day)),
    ]
}

/// GET /reviews
pub async fn overview(v: Visit) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (db, day, agency) = (app.db(), today(app), actor.agency);
    let year = i64::from(day.year());
    let reviews: Vec<Review> = store::whole(db, agency, Filter::Year(year)).await?;
    let proposals: Vec<Proposal> = store::whole(db, agency, Filter::Year(year)).await?;
    let waiting: Vec<Opinion> = store::whole(db, agency, Filter::Status(OpinionStatus::Asked.number())).await?;
    let impacts = store::counts::<Impact>(db, agency).await?.iter().map(|(_, n)| n).sum::<i64>();
    let mine = mine(&v, &reviews).await?;
    let figures = figures(&v, (&reviews, proposals.len()), (impacts, &waiting));
    let costed: Vec<(&Proposal, Outcome)> =
        proposals.iter().filter_map(|p| p.cost.and_then(|(b, a)| Outcome::of(b, a).ok()).map(|o| (p, o))).collect();
    let pairs: Vec<Pair> = costed
        .iter()
        .take(SHOWN)
        .map(|(p, o)| Pair { label: p.subject.name.clone(), before: o.before, after: o.after })
        .collect();
    let heads = (
        v.lang.t("Chi phí tuân thủ trước và sau khi đơn giản hóa"),
        v.lang.t("Mỗi thủ tục một cặp thanh: thanh đặc là trước, thanh gạch chéo là sau, đơn vị đồng/năm."),
    );
    let chart = bars(("saved", heads.0, heads.1), (v.lang.t("Trước"), v.lang.t("Sau")), &pairs);
    let target = law(app)?.target(day).map_or(0, |t| t.cost_percent);
    let total = totals(&proposals)
        .map(|o| v.lang.f("Dự kiến tiết kiệm {} đồng/năm, bằng {}.", &[&money(o.saving), &o.rate_text()]));
    let saved = costed.iter().map(|(p, o)| Saved {
        name: p.subject.name.clone(),
        href: format!("/reviews/proposals/{}", p.id),
        before: money(o.before),
        after: money(o.after),
        rate: o.rate_text(),
    });
    let view = Overview {
        figures,
        total: total.unwrap_or_default(),
        target: v.lang.f("Mục tiêu cắt giảm chi phí tuân thủ: {}%.", &[&target]),
        chart: if pairs.is_empty() { String::new() } else { chart },
        saved: saved.collect(),
        mine,
        page: v.page("Rà soát, đánh giá thủ tục hành chính"),
        tabs: tabs(&v, "/reviews"),
        errors: vec![],
    };
    v.html(&view)
}

/// What waits for this person: address and words.
async fn mine(v: &Visit, reviews: &[Review]) -> Result<Vec<(String, String)>, platform::web::Failure> {
    let (actor, mut all) = (v.actor()?, vec![]);
    let own = reviews.iter().filter(|r| r.unit == actor.unit && r.status <= ReviewStatus::Running);
    all.extend(own.map(|r| (format!("/reviews/work/{}", r.id), v.lang.f("Rà soát: {}", &[&r.title]))));
    let asked: Vec<Opinion> = store::whole(v.app.db(), actor.agency, Filter::Unit(actor.unit)).await?;
    let asked = asked.iter().filter(|o| o.status == OpinionStatus::Asked);
    all.extend(asked.map(|o| (format!("/reviews/opinions/{}", o.id), v.lang.f("Góp ý: {}", &[&o.title]))));
    if actor.can(crate::MANAGE) {
        let done = reviews.iter().filter(|r| r.status == ReviewStatus::HandedIn);
        all.extend(done.map(|r| (format!("/reviews/work/{}", r.id), v.lang.f("Đánh giá chất lượng: {}", &[&r.title]))));
    }
    if actor.can(crate::APPROVE) {
        let plans: Vec<Plan> =
            store::whole(v.app.db(), actor.agency, Filter::Status(PlanStatus::Draft.number())).await?;
        let drafts = plans.iter().filter(|p| p.kind == PlanKind::Agency && !p.items.is_empty());
        all.extend(
            drafts.map(|p| (format!("/reviews/plans/{}", p.id), v.lang.f("Phê duyệt kế hoạch năm {}", &[&p.year]))),
        );
    }
    Ok(all)
}
