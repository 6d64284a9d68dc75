//! Impact assessments and opinions: begun, filled in, asked, answered, taken up, packed for appraisal.

use jiff::civil::Date;
use kernel::error::Refusal;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

use super::{Seen, act, create, load, place, require};
use crate::cost::Study;
use crate::law::law;
use crate::model::{Impact, ImpactStatus, ItemKind, Opinion, Sent, Taken};
use crate::rules::impact::{self as rules, Ask};
use crate::rules::{Ground, needed};
use crate::store::{self, Filter};
use crate::{MANAGE, READ, WORK};

/// A draft text to assess.
#[derive(Debug, Clone)]
pub struct NewImpact {
    pub unit: Uuid,
    pub tenant: Uuid,
    pub title: String,
    pub assigned: String,
}

/// Begins an assessment.
///
/// # Errors
/// "forbidden"; refusals at the field.
pub async fn begin(app: &App, actor: &Actor, new: NewImpact) -> Result<Impact, Failure> {
    require(app, actor, (WORK, new.unit)).await?;
    let impact = Impact {
        tenant: new.tenant,
        id: app.new_id(),
        unit: new.unit,
        year: i64::from(kernel::time::local(app.now()).date().year()),
        status: ImpactStatus::Draft,
        title: needed(&new.title, "title", "tên dự thảo văn bản")?,
        assigned: needed(&new.assigned, "assigned", "văn bản giao nhiệm vụ")?,
        officer: Some(actor.account),
        items: vec![],
        sent: None,
        changed_at: app.now(),
    };
    create(app, actor.by(), impact, "impact.begun").await
}

/// What the drafting unit does.
#[derive(Debug, Clone)]
pub enum Work {
    Add(ItemKind, String),
    Remove(Uuid),
    Fill(Uuid, usize, forms::Answers),
    Cost(Uuid, Box<Study>),
    Ask(Ask),
}

/// Does it.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Impact, Failure> {
    let (_, impact) = load::<Impact>(app, id).await?;
    require(app, actor, (WORK, impact.unit)).await?;
    act(app, actor.by(), (id, seen), |i, g| match &work {
        Work::Add(kind, title) => rules::add(i, g, (*kind, title)),
        Work::Remove(item) => rules::remove(i, *item),
        Work::Fill(item, page, answers) => rules::fill(i, (*item, *page), answers.clone()),
        Work::Cost(item, study) => rules::cost(i, *item, study.as_ref().clone()),
        Work::Ask(a) => rules::ask(i, g, a.clone()),
    })
    .await
}

/// The opinions asked for an assessment, oldest question first.
///
/// # Errors
/// The database cannot be read.
pub async fn opinions(app: &App, impact: &Impact) -> Result<Vec<Opinion>, Failure> {
    let mut all: Vec<Opinion> = store::whole(app.db(), impact.tenant, Filter::Parent(impact.id)).await?;
    all.sort_by_key(|o| o.id);
    Ok(all)
}

/// Notes an opinion that another body asks of the agency (V.1).
///
/// # Errors
/// "forbidden"; refusals at the field.
pub async fn asked_of_us(app: &App, actor: &Actor, (tenant, title): (Uuid, &str), a: Ask) -> Result<Opinion, Failure> {
    require(app, actor, (MANAGE, tenant)).await?;
    let law = law(app)?;
    let (now, mut ids) = (app.now(), || app.new_id());
    let today = kernel::time::local(now).date();
    let mut ground = Ground { now, today, who: Some(actor.account), law: &law, ids: &mut ids };
    let opinion = rules::opinion(&mut ground, (tenant, i64::from(today.year())), title, a)?;
    create(app, actor.by(), opinion, "opinion.asked").await
}

/// Gives an opinion: by the unit that was asked, or written down by the drafting unit from a letter.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn answer(
    app: &App,
    actor: &Actor,
    (id, seen): (Uuid, Seen),
    given: (&str, &str),
) -> Result<Opinion, Failure> {
    let (_, o) = load::<Opinion>(app, id).await?;
    let mut may = actor.can_at(WORK, &place(app, o.unit).await?);
    if let Some(impact) = o.impact {
        let (_, i) = load::<Impact>(app, impact).await?;
        // The drafting unit writes down what came by letter, and then names the letter.
        may |= actor.can_at(WORK, &place(app, i.unit).await?) && !given.1.trim().is_empty();
    }
    if !may && actor.can_at(READ, &place(app, o.tenant).await?) && o.impact.is_some() && given.1.trim().is_empty() {
        let text =
            "Ý kiến do đơn vị được hỏi trả lời. Nếu ghi lại ý kiến nhận bằng văn bản, nhập số, ký hiệu văn bản đó.";
        return Err(Refusal::new("letter", text).at("letter").into());
    }
    if !may {
        require(app, actor, (WORK, o.unit)).await?;
    }
    act(app, actor.by(), (id, seen), |o, g| rules::answer(o, g, given)).await
}

/// Says what was taken up.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn settle(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), taken: Taken) -> Result<Opinion, Failure> {
    let (_, o) = load::<Opinion>(app, id).await?;
    let Some(impact) = o.impact else {
        return Err(Refusal::new("kind", "Ý kiến này gửi cho cơ quan khác; cơ quan đó tiếp thu, giải trình.").into());
    };
    let (_, i) = load::<Impact>(app, impact).await?;
    require(app, actor, (WORK, i.unit)).await?;
    act(app, actor.by(), (id, seen), |o, g| rules::settle(o, g, taken.clone())).await
}

/// Whether the dossier may go to appraisal; the reasons it may not.
///
/// # Errors
/// The database cannot be read.
pub async fn gate(app: &App, impact: &Impact) -> Result<Vec<String>, Failure> {
    let opinions = opinions(app, impact).await?;
    let today = kernel::time::local(app.now()).date();
    Ok(rules::gate(impact, &opinions, (&*law(app)?, today)))
}

/// Notes that the package with this digest was sent.
///
/// # Errors
/// "forbidden"; "gate" while something is missing.
pub async fn send(
    app: &App,
    actor: &Actor,
    (id, seen): (Uuid, Seen),
    (number, on, digest): (&str, Date, &str),
) -> Result<Impact, Failure> {
    let (_, impact) = load::<Impact>(app, id).await?;
    require(app, actor, (WORK, impact.unit)).await?;
    let opinions = opinions(app, &impact).await?;
    let sent = Sent { on, number: number.to_owned(), digest: digest.to_owned() };
    act(app, actor.by(), (id, seen), |i, g| rules::send(i, g, &opinions, sent.clone())).await
}
