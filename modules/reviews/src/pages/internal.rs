//! Procedures inside the administration (TTHC nội bộ), by group, with their reviews: the same tools as for public ones.

use std::collections::HashMap;

use askama::Template;
use platform::web::{Page, Reply, Visit};
use uuid::Uuid;

use super::{Tab, Wrong, tabs};
use crate::law::law;
use crate::model::Review;
use crate::store::{self, Filter};

struct Line {
    code: String,
    name: String,
    basis: String,
    review: Option<(Uuid, &'static str, &'static str)>,
}

struct Group {
    key: String,
    label: String,
    lines: Vec<Line>,
    reviewed: usize,
}

#[derive(Template)]
#[template(path = "reviews_internal.html")]
struct InternalPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    law: String,
    groups: Vec<Group>,
    can_work: bool,
}

/// GET /reviews/internal
pub async fn list(v: Visit) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let law = law(app)?;
    let reviews: Vec<Review> = store::whole(app.db(), actor.agency, Filter::All).await?;
    let mut newest: HashMap<String, &Review> = HashMap::new();
    for r in &reviews {
        for p in &r.procedures {
            newest.entry(p.subject.code.clone()).or_insert(r);
        }
    }
    let index = catalogue::all(app).await?;
    let mut groups: Vec<Group> = law
        .groups()
        .iter()
        .map(|g| Group { key: g.key.clone(), label: g.label.clone(), lines: vec![], reviewed: 0 })
        .collect();
    for e in index.entries.iter().filter(|e| e.internal) {
        let Some(version) = catalogue::version(app, e.version).await? else { continue };
        let catalogue::Kind::Internal { group } = &version.parts.kind else { continue };
        let Some(of) = groups.iter_mut().find(|g| g.key == *group) else { continue };
        let review = newest.get(&e.code).map(|r| (r.id, r.status.label(), r.status.colour()));
        of.reviewed += usize::from(review.is_some());
        let basis = version.parts.legal_basis.join("; ");
        of.lines.push(Line { code: e.code.clone(), name: e.name.clone(), basis, review });
    }
    let view = InternalPage {
        law: law.article("internal"),
        groups,
        can_work: actor.can(crate::WORK),
        page: v.page("Thủ tục hành chính nội bộ"),
        tabs: tabs(&v, "/reviews/internal"),
        errors: vec![],
    };
    v.html(&view)
}
