//! One impact assessment: what is assessed, the opinions, and the gate that stands before appraisal.

use askama::Template;
use axum::extract::Path;
use jiff::Span;
use platform::web::{Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Event, Tab, Wrong, history, message, money, shown, tabs, today, unit_name, units};
use crate::WORK;
use crate::actions::{impact as actions, open, place};
use crate::cost::outcome;
use crate::law::law;
use crate::model::{Impact, ImpactStatus, ItemKind, Opinion};

struct Item {
    id: Uuid,
    kind: &'static str,
    colour: &'static str,
    title: String,
    state: &'static str,
    cost: Option<String>,
    procedure: bool,
}

struct Asked {
    id: Uuid,
    body: String,
    due: String,
    label: &'static str,
    colour: &'static str,
    uptake: &'static str,
}

#[derive(Template)]
#[template(path = "reviews_impact.html")]
struct ImpactPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    i: Impact,
    unit: String,
    law: (String, String),
    items: Vec<Item>,
    opinions: Vec<Asked>,
    gate: Vec<String>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    due: String,
    sent_on: String,
    can_work: bool,
    history: Vec<Event>,
}

impl ImpactPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value<'a>(&'a self, field: &str, else_: &'a str) -> &'a str {
        if self.typed.has(field) { self.typed.get(field) } else { else_ }
    }

    fn open(&self) -> bool {
        self.i.status != ImpactStatus::Sent
    }
}

/// GET /reviews/impact/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

fn items(v: &Visit, i: &Impact, law: &crate::Law) -> Vec<Item> {
    let context = forms::Context { today: today(&v.app), page: None };
    let one = |x: &crate::model::ImpactItem| {
        let wrong = law.bank(&x.bank).map_or(1, |b| b.validate(&x.answers, &context).len());
        let state = match (x.seen.is_empty(), wrong) {
            (true, _) => "Chưa làm",
            (_, 0) => "Xong",
            _ => "Còn thiếu",
        };
        let cost = x.study.as_ref().and_then(|s| outcome(s).ok()).map(|o| money(o.after));
        let procedure = x.kind == ItemKind::Procedure;
        Item { id: x.id, kind: x.kind.label(), colour: x.kind.colour(), title: x.title.clone(), state, cost, procedure }
    };
    i.items.iter().map(one).collect()
}

fn asked(o: &Opinion) -> Asked {
    Asked {
        id: o.id,
        body: o.body.clone(),
        due: shown(o.due),
        label: o.status.label(),
        colour: o.status.colour(),
        uptake: o.taken.as_ref().map_or("", |t| t.uptake.label()),
    }
}

/// The day an opinion is due when nothing else is said: so many working days as the law's default has, weekends left out.
fn due(v: &Visit, days: i64) -> String {
    let (mut day, mut left) = (today(&v.app), days);
    while left > 0 {
        day = day.saturating_add(Span::new().days(1));
        if day.weekday().to_monday_one_offset() < 6 {
            left -= 1;
        }
    }
    shown(day)
}

/// The page, with what was refused and typed.
pub async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, i) = open::<Impact>(app, actor, id).await?;
    let law = law(app)?;
    let opinions = actions::opinions(app, &i).await?;
    let own = place(app, i.unit).await?;
    let days = law.answering(today(app)).map_or(0, |a| a.working_days);
    let view = ImpactPage {
        seq: head.seq,
        unit: unit_name(app, i.unit).await?,
        law: (law.article("impact"), law.article("gate")),
        items: items(v, &i, &law),
        opinions: opinions.iter().map(asked).collect(),
        gate: actions::gate(app, &i).await?,
        kinds: ItemKind::ALL.iter().map(|k| Choice::new(k.number(), v.lang.t(k.label()))).collect(),
        units: units(v).await?,
        due: due(v, days),
        sent_on: shown(today(app)),
        can_work: actor.can_at(WORK, &own),
        history: history(v, i.tenant, id).await?,
        page: v.page("Đánh giá tác động TTHC"),
        tabs: tabs(v, "/reviews/impact"),
        errors,
        typed,
        i,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}
