//! One plan: its lines with their grounds, what may be done now, and for the agency's plan the units' plans, the choice of fields
//! and the initiatives.

use askama::Template;
use axum::extract::Path;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Event, Tab, Wrong, history, message, named, shown, tabs, today, unit_name, units};
use crate::actions::{open, place, plans};
use crate::law::{label, law};
use crate::model::{Initiative, Pick, Plan, PlanKind, PlanStatus, Review, ReviewStatus};
use crate::{APPROVE, MANAGE};

/// A line of the plan.
struct Line {
    id: Uuid,
    title: String,
    codes: Vec<(String, String)>,
    fields: String,
    lead: String,
    coordinating: String,
    starts: String,
    ends: String,
    grounds: String,
    reason: String,
    product: String,
    left_out: Option<String>,
    review: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "reviews_plan.html")]
struct PlanPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    plan: Plan,
    unit: String,
    receiver: String,
    law: String,
    lines: Vec<Line>,
    procedures: Vec<Choice>,
    units: Vec<Choice>,
    grounds: Vec<Choice>,
    /// Field, its name, chosen.
    fields: Vec<(String, bool)>,
    handed: Vec<(String, Plan)>,
    fate: Vec<(String, Option<String>)>,
    can_edit: bool,
    can_merge: bool,
    can_approve: bool,
    /// Reviews that are done, and all, of the agency's plan.
    finished: usize,
    reviews: usize,
    history: Vec<Event>,
}

impl PlanPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }

    fn agency(&self) -> bool {
        self.plan.kind == PlanKind::Agency
    }

    fn approved(&self) -> bool {
        self.plan.status == PlanStatus::Approved
    }

    fn draft(&self) -> bool {
        self.plan.status == PlanStatus::Draft
    }

    fn initiatives(&self) -> &[Initiative] {
        &self.plan.initiatives
    }
}

/// GET /reviews/plans/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

async fn lines(v: &Visit, plan: &Plan) -> Result<Vec<Line>, Failure> {
    let law = law(&v.app)?;
    let mut all = vec![];
    for i in &plan.items {
        let mut fields: Vec<String> = i.subjects.iter().map(|s| s.field.clone()).filter(|f| !f.is_empty()).collect();
        fields.dedup();
        all.push(Line {
            id: i.id,
            title: i.title(),
            codes: i.subjects.iter().map(|s| (s.code.clone(), s.name.clone())).collect(),
            fields: fields.join(", "),
            lead: unit_name(&v.app, i.lead).await?,
            coordinating: i.coordinating.clone(),
            starts: shown(i.starts),
            ends: shown(i.ends),
            grounds: label(law.grounds(), &i.grounds).to_owned(),
            reason: i.reason.clone(),
            product: i.product.clone(),
            left_out: if let Pick::LeftOut(why) = &i.pick { Some(why.clone()) } else { None },
            review: i.review,
        });
    }
    Ok(all)
}

/// What the form for a line begins with: the unit itself and the dates the law's calendar has for the year.
fn begun(v: &Visit, law: &crate::Law, plan: &Plan) -> Posted {
    let year = i16::try_from(plan.year).unwrap_or_default();
    let starts = kernel::time::civil::Date::new(year, 2, 1).map(shown).unwrap_or_default();
    let ends = law.calendar(today(&v.app)).and_then(|c| c.review_ends.of(plan.year)).map(shown).unwrap_or_default();
    let pairs = [("starts", starts), ("ends", ends), ("lead", plan.unit.to_string())];
    Posted(pairs.map(|(n, t)| (n.to_owned(), t)).to_vec())
}

/// The page, with what was refused and typed.
pub async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, plan) = open::<Plan>(app, actor, id).await?;
    let law = law(app)?;
    let index = catalogue::all(app).await?;
    let named_procedure = |e: &catalogue::IndexEntry| Choice::new(&e.code, format!("{} – {}", e.code, e.name));
    let agency = plan.kind == PlanKind::Agency;
    let mut fields: Vec<String> =
        plan.items.iter().flat_map(|i| &i.subjects).map(|s| s.field.clone()).filter(|f| !f.is_empty()).collect();
    fields.sort();
    fields.dedup();
    let mut handed = vec![];
    let mut fate = vec![];
    if agency {
        for p in plans::handed_up(app, plan.tenant, plan.year).await? {
            handed.push((unit_name(app, p.unit).await?, p));
        }
    } else {
        let all: Vec<Plan> = crate::store::whole(app.db(), plan.tenant, crate::Filter::Year(plan.year)).await?;
        if let Some(merged) = all.iter().find(|p| p.kind == PlanKind::Agency) {
            fate = plans::fate(merged, &plan);
        }
    }
    let begun_here: Vec<Review> = match agency {
        true => crate::store::whole(app.db(), plan.tenant, crate::Filter::Parent(plan.id)).await?,
        false => vec![],
    };
    let above = place(app, plan.tenant).await?;
    let typed = if typed.0.is_empty() { begun(v, &law, &plan) } else { typed };
    let view = PlanPage {
        seq: head.seq,
        unit: unit_name(app, plan.unit).await?,
        receiver: unit_name(app, plan.tenant).await?,
        law: law.article("plan"),
        lines: lines(v, &plan).await?,
        procedures: index.entries.iter().map(named_procedure).collect(),
        units: units(v).await?,
        grounds: named(law.grounds()),
        fields: fields.into_iter().map(|f| (f.clone(), plan.fields.contains(&f) || plan.fields.is_empty())).collect(),
        handed,
        fate,
        can_edit: plans::editable(app, actor, &plan).await?,
        can_merge: actor.can_at(MANAGE, &above),
        can_approve: agency && actor.can_at(APPROVE, &above),
        finished: begun_here.iter().filter(|r| r.status == ReviewStatus::Accepted).count(),
        reviews: begun_here.len(),
        history: history(v, plan.tenant, id).await?,
        page: v.page("Kế hoạch rà soát, đánh giá TTHC"),
        tabs: tabs(v, "/reviews/plans"),
        errors,
        typed,
        plan,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}
