//! One opinion: the question, the answer, and what became of it.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::lists::{Asked, show_opinions};
use super::{Choice, Event, Tab, Wrong, chosen, day, deed, finish, history, message, seen, shown, tabs, unit_name};
use crate::WORK;
use crate::actions::{impact as actions, open, place};
use crate::law::law;
use crate::model::{Impact, Opinion, OpinionStatus, Taken, Uptake};
use crate::rules::impact::Ask;

#[derive(Template)]
#[template(path = "reviews_opinion.html")]
struct OpinionPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    o: Opinion,
    law: String,
    dates: (String, String),
    answered: String,
    uptakes: Vec<Choice>,
    can_answer: bool,
    can_settle: bool,
    history: Vec<Event>,
}

impl OpinionPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value<'a>(&'a self, field: &str, else_: &'a str) -> &'a str {
        if self.typed.has(field) { self.typed.get(field) } else { else_ }
    }

    fn uptake(&self) -> String {
        let stored = self.o.taken.as_ref().map(|t| t.uptake.number().to_string()).unwrap_or_default();
        self.value("uptake", &stored).to_owned()
    }

    fn explanation(&self) -> &str {
        self.value("explanation", self.o.taken.as_ref().map_or("", |t| &t.explanation))
    }
}

/// GET /reviews/opinions/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, o) = open::<Opinion>(app, actor, id).await?;
    let drafts = match o.impact {
        Some(impact) => Some(open::<Impact>(app, actor, impact).await?.1.unit),
        None => None,
    };
    let drafting = match drafts {
        Some(unit) => actor.can_at(WORK, &place(app, unit).await?),
        None => false,
    };
    let own = actor.can_at(WORK, &place(app, o.unit).await?);
    let answered = match (o.answered_at, o.answered_by) {
        (Some(at), Some(by)) => format!("{} {}", kernel::time::short(at), people::name_of(app, by).await?),
        _ => String::new(),
    };
    let view = OpinionPage {
        seq: head.seq,
        law: law(app)?.article("opinions"),
        dates: (shown(o.asked_on), shown(o.due)),
        answered,
        uptakes: Uptake::ALL.iter().map(|u| Choice::new(u.number(), v.lang.t(u.label()))).collect(),
        can_answer: o.status != OpinionStatus::Settled && (own || drafting),
        can_settle: drafting && o.status != OpinionStatus::Asked,
        history: history(v, o.tenant, id).await?,
        page: v.page("Ý kiến góp ý"),
        tabs: tabs(v, "/reviews/opinions"),
        errors,
        typed,
        o,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// POST /reviews/opinions: an opinion another body asks of the agency.
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?;
    let read = async || -> Result<Ask, Failure> {
        let unit = chosen(&posted, "unit")?;
        let unit = unit.ok_or_else(|| Refusal::new("required", "Chọn đơn vị được giao góp ý.").at("unit"))?;
        Ok(Ask {
            unit,
            body: unit_name(&v.app, unit).await?,
            asker: posted.get("asker").into(),
            question: posted.get("question").into(),
            due: day(&posted, "due")?,
        })
    };
    let done = match read().await {
        Ok(a) => actions::asked_of_us(&v.app, actor, (actor.agency, posted.get("title")), a).await,
        Err(e) => Err(e),
    };
    let to = done.as_ref().map(|o| format!("/reviews/opinions/{}", o.id)).unwrap_or_default();
    finish(&v, done, (&to, "Đã giao góp ý."), async |errors| {
        show_opinions(&v, &Asked::default(), (posted.clone(), errors)).await
    })
    .await
}

/// POST /reviews/opinions/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let (app, actor, at) = (&v.app, v.actor()?, (id, seen(&posted)));
    let done = match deed(&v).as_str() {
        "answer" => actions::answer(app, actor, at, (posted.get("answer"), posted.get("letter"))).await,
        _ => match Uptake::ALL.iter().find(|u| u.number().to_string() == posted.get("uptake")) {
            Some(u) => {
                let taken = Taken { uptake: *u, explanation: posted.get("explanation").into() };
                actions::settle(app, actor, at, taken).await
            }
            None => Err(Refusal::new("required", "Chọn kết quả tiếp thu.").at("uptake").into()),
        },
    };
    let to = format!("/reviews/opinions/{id}");
    finish(&v, done, (&to, "Đã ghi nhận."), async |e| again(&v, id, (posted.clone(), e)).await).await
}
