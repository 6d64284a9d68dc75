//! Use cases of dialogues: announcing, taking questions from anybody, answering, minutes, publishing.

use kernel::error::Refusal;
use kernel::time::local;
use platform::web::Failure;
use platform::{Actor, App, By, Permission};
use serde_json::json;
use uuid::Uuid;

use super::{Asked, Asking, Brief, Dialogue, MOST, Question, Status, rules};
use crate::record::{self, Deed, Filter, Ground, Record, Seen, act, load, may};
use crate::{PUBLISH, WRITE};

/// Begins a dialogue of the person's unit.
///
/// # Errors
/// No permission; the text is not in order; storage failures.
pub async fn begin(app: &App, actor: &Actor, typed: Brief) -> Result<Dialogue, Failure> {
    actor.require(WRITE, &actor.unit_path)?;
    let d = Dialogue {
        id: app.new_id(),
        tenant: actor.agency,
        agency: actor.agency_name.clone(),
        unit: actor.unit,
        unit_name: actor.unit_name.clone(),
        status: Status::Draft,
        brief: rules::brief(typed)?,
        editors: vec![actor.account],
        minutes: String::new(),
        files: vec![],
        reason: String::new(),
        announced_at: None,
        published_at: None,
        changed_at: app.now(),
    };
    let deed = Deed::new("dialogue.begun", json!({ "title": d.brief.title }));
    record::create(app, actor.by(), d, &deed).await
}

/// The questions of a dialogue, latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn questions(app: &App, d: &Dialogue) -> Result<Vec<Question>, Failure> {
    Ok(record::whole(app.db(), d.tenant, Filter::Parent(d.id)).await?)
}

/// What the staff may do.
#[derive(Debug, Clone)]
pub enum Work {
    Edit(Brief),
    HandIn,
    GiveBack(String),
    Publish,
    Minutes(String, Vec<documents::StoredFile>),
    Cancel(String),
}

impl Work {
    fn need(&self) -> Permission {
        if matches!(self, Work::GiveBack(_) | Work::Publish) { PUBLISH } else { WRITE }
    }
}

/// Does it.
///
/// # Errors
/// As the rules; no permission; a conflict.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Dialogue, Failure> {
    let d = may::<Dialogue>(app, actor, (id, work.need())).await?;
    let waiting = questions(app, &d).await?.iter().filter(|q| q.status == Asking::Received).count();
    act(app, actor, (id, seen), |d: &mut Dialogue, g| match &work {
        Work::Edit(typed) => rules::edit(d, g, typed.clone()),
        Work::HandIn => rules::hand_in(d, g, waiting),
        Work::GiveBack(reason) => rules::give_back(d, reason),
        Work::Publish => rules::publish(d, g),
        Work::Minutes(text, files) => rules::minutes(d, g, (text, files)),
        Work::Cancel(reason) => rules::cancel(d, reason),
    })
    .await
}

/// Takes a question: from anybody before the last day, or one asked in the room that the staff write down.
///
/// # Errors
/// No such public dialogue; not open; the text is not in order; enough questions.
pub async fn ask(app: &App, by: Option<&Actor>, id: Uuid, asked: Asked) -> Result<Question, Failure> {
    let (_, d) = load::<Dialogue>(app, id).await?;
    if d.announced_at.is_none() {
        return Err(Failure::missing(Dialogue::MISSING));
    }
    let now = app.now();
    let who = by.map(|a| a.account).unwrap_or_default();
    let ground = Ground { now, today: local(now).date(), who };
    let last = by.is_none().then_some(d.brief.until);
    let kept = rules::question(&d, &ground, (asked, last))?;
    if questions(app, &d).await?.len() >= MOST {
        let told = "Buổi đối thoại đã nhận đủ 500 câu hỏi. Ông/bà có thể hỏi trực tiếp tại buổi đối thoại.";
        return Err(Refusal::new("many", told).at("text").into());
    }
    let q = Question {
        id: app.new_id(),
        tenant: d.tenant,
        dialogue: id,
        unit: d.unit,
        asker: kept.asker,
        contact: kept.contact,
        named: kept.named,
        text: kept.text,
        asked_at: now,
        status: Asking::Received,
        answer: String::new(),
        changed_at: now,
    };
    let by = by.map_or_else(By::default, Actor::by);
    record::create(app, by, q, &Deed::new("question.asked", json!({}))).await
}

/// Answers a question of a dialogue, or sets it aside.
///
/// # Errors
/// As the rule; no permission; another dialogue's question.
pub async fn answer(
    app: &App,
    actor: &Actor,
    (id, question): (Uuid, Uuid),
    (to, text): (Asking, &str),
) -> Result<Question, Failure> {
    let d = may::<Dialogue>(app, actor, (id, WRITE)).await?;
    let (_, q) = load::<Question>(app, question).await?;
    if q.dialogue != id {
        return Err(Failure::missing(Question::MISSING));
    }
    // Whoever answers has written some of what is published with the minutes.
    let done = act(app, actor, (question, None), |q: &mut Question, _| rules::answer(q, &d, (to, text))).await?;
    act(app, actor, (id, None), |d: &mut Dialogue, g| rules::answered(d, g)).await?;
    Ok(done)
}
