//! Reviews: begun outside a plan or by it, filled in, costed, handed in, assessed.

use forms::Answers;
use jiff::civil::Date;
use kernel::error::Refusal;
use platform::web::Failure;
use platform::{Actor, App};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Seen, act, create, load, require, subjects};
use crate::cost::Study;
use crate::findings::Piece;
use crate::law::law;
use crate::model::{Review, ReviewStatus};
use crate::rules::{needed, plan, review as rules};
use crate::{MANAGE, WORK};

/// A review outside the plan: by a directive, a petition, or on the unit's own motion.
#[derive(Debug, Clone)]
pub struct NewReview {
    pub unit: Uuid,
    /// The agency that answers for it.
    pub tenant: Uuid,
    pub title: String,
    pub codes: Vec<String>,
    pub starts: Date,
    pub ends: Date,
    pub grounds: String,
    pub coordinating: String,
}

/// Begins one.
///
/// # Errors
/// "forbidden"; refusals at the field.
pub async fn begin(app: &App, actor: &Actor, new: NewReview) -> Result<Review, Failure> {
    require(app, actor, (WORK, new.unit)).await?;
    let law = law(app)?;
    let found = subjects(app, &new.codes).await?;
    if found.is_empty() {
        return Err(Refusal::new("required", "Chọn thủ tục hoặc nhóm thủ tục cần rà soát.").at("codes").into());
    }
    if new.ends < new.starts {
        return Err(Refusal::new("order", "Ngày hoàn thành phải từ ngày bắt đầu trở đi.").at("ends").into());
    }
    if !law.grounds().iter().any(|n| n.key == new.grounds) {
        return Err(Refusal::new("required", "Chọn căn cứ lựa chọn thủ tục để rà soát.").at("grounds").into());
    }
    let title = match new.title.trim() {
        "" => found.first().map(|s| s.name.clone()).unwrap_or_default(),
        text => needed(text, "title", "tên cuộc rà soát")?,
    };
    let bank = law.forms(new.starts).map(|f| f.review.clone()).unwrap_or_default();
    let review = Review {
        tenant: new.tenant,
        id: app.new_id(),
        unit: new.unit,
        year: i64::from(new.starts.year()),
        status: ReviewStatus::Planned,
        title,
        plan: None,
        bank,
        procedures: found.into_iter().map(plan::examined).collect(),
        coordinating: kernel::text::line(&new.coordinating),
        starts: new.starts,
        ends: new.ends,
        grounds: new.grounds,
        officer: None,
        conclusion: String::new(),
        remarks: vec![],
        handed_in_at: None,
        accepted_at: None,
        changed_at: app.now(),
    };
    create(app, actor.by(), review, "review.begun").await
}

/// What the unit does with a review.
#[derive(Debug, Clone)]
pub enum Work {
    Start,
    /// Code, page and answers.
    Fill(String, usize, Answers),
    Cost(String, Box<Study>),
    /// With the unit's conclusion.
    HandIn(String),
}

/// Does it.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn work(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), work: Work) -> Result<Review, Failure> {
    let (_, review) = load::<Review>(app, id).await?;
    require(app, actor, (WORK, review.unit)).await?;
    let law = law(app)?;
    let bank = law.bank(&review.bank)?;
    act(app, actor.by(), (id, seen), |r, g| match &work {
        Work::Start => rules::start(r, g),
        Work::Fill(code, page, answers) => rules::fill(r, g, (code, *page), answers.clone()),
        Work::Cost(code, study) => rules::cost(r, code, study.as_ref().clone()),
        Work::HandIn(conclusion) => rules::hand_in(r, g, (bank, conclusion)),
    })
    .await
}

/// What the control officer says of a review handed in.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// With what is to be done.
    GiveBack(String),
    /// With a remark, which may be empty.
    Accept(String),
}

/// Assesses the quality.
///
/// # Errors
/// "forbidden"; what the rules refuse.
pub async fn assess(app: &App, actor: &Actor, (id, seen): (Uuid, Seen), verdict: Verdict) -> Result<Review, Failure> {
    let (_, review) = load::<Review>(app, id).await?;
    require(app, actor, (MANAGE, review.tenant)).await?;
    let law = law(app)?;
    let bank = law.bank(&review.bank)?;
    act(app, actor.by(), (id, seen), |r, g| match &verdict {
        Verdict::GiveBack(reason) => rules::give_back(r, g, reason),
        Verdict::Accept(note) => rules::accept(r, g, (bank, note)),
    })
    .await
}

/// What the catalogue says of the version under review, by the sources the bank names.
///
/// # Errors
/// The database cannot be read.
pub async fn facts(app: &App, version: Option<Uuid>) -> Result<Value, Failure> {
    let Some(id) = version else { return Ok(Value::Null) };
    let Some(v) = catalogue::version(app, id).await? else { return Ok(Value::Null) };
    let components = v.parts.components.iter().flatten().map(|c| json!({ "component": c.name }));
    let limit = v.parts.channels.iter().find_map(|c| c.limit_text.clone());
    let fee = v.parts.channels.iter().find_map(|c| c.fee.as_ref()).map(|f| f.text.clone());
    let components: Vec<Value> = components.collect();
    Ok(json!({ "procedure": { "components": components, "limit": limit, "fee": fee } }))
}

/// The pieces of a chain, as the versions under review have them.
///
/// # Errors
/// The database cannot be read.
pub async fn pieces(app: &App, review: &Review) -> Result<Vec<Piece>, Failure> {
    let mut all = vec![];
    for p in &review.procedures {
        let version = match p.subject.version {
            Some(id) => catalogue::version(app, id).await?,
            None => None,
        };
        let parts = version.map(|v| v.parts).unwrap_or_default();
        all.push(Piece {
            code: p.subject.code.clone(),
            components: parts.components.unwrap_or_default().into_iter().map(|c| c.name).collect(),
            results: parts.result.unwrap_or_default(),
        });
    }
    Ok(all)
}
