//! One review: what is done and what is left for each procedure, what was found, the chain of a group, and what may be done now.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::error::Refusal;
use kernel::time::short;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{
    Choice, Event, Tab, Wrong, chosen, day, deed, finish, history, message, named, plan_act, seen, shown, tabs, today,
    unit_name, units,
};
use crate::actions::reviews::{self, NewReview, Verdict, Work};
use crate::actions::{open, place};
use crate::cost::outcome;
use crate::findings::{Finding, Link, chain, findings};
use crate::law::{label, law};
use crate::model::{Proposal, Review, ReviewStatus};
use crate::rules::review::missing;
use crate::store::{self, Filter};
use crate::{MANAGE, WORK};

/// A page of the question bank.
struct Step {
    href: String,
    title: String,
    state: &'static str,
    colour: &'static str,
}

/// A procedure under review.
struct One {
    code: String,
    name: String,
    done: usize,
    steps: Vec<Step>,
    cost: Option<(String, String, String, String)>,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "reviews_review.html")]
struct ReviewPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    seq: i64,
    review: Review,
    unit: String,
    officer: String,
    law: String,
    grounds: String,
    dates: (String, String),
    procedures: Vec<One>,
    links: Vec<Link>,
    left: Vec<(String, String)>,
    remarks: Vec<Event>,
    proposals: Vec<(String, String, &'static str, &'static str)>,
    can_work: bool,
    can_assess: bool,
    history: Vec<Event>,
}

impl ReviewPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value<'a>(&'a self, field: &str, else_: &'a str) -> &'a str {
        if self.typed.has(field) { self.typed.get(field) } else { else_ }
    }

    fn is(&self, status: &str) -> bool {
        match status {
            "planned" => self.review.status == ReviewStatus::Planned,
            "running" => self.review.status <= ReviewStatus::Running,
            "handed-in" => self.review.status == ReviewStatus::HandedIn,
            _ => self.review.status == ReviewStatus::Accepted,
        }
    }
}

/// GET /reviews/work/{id}
pub async fn show(v: Visit, Path(id): Path<Uuid>) -> Reply {
    again(&v, id, (Posted::default(), vec![])).await
}

fn procedures(v: &Visit, review: &Review, (bank, law): (&forms::Form, &crate::Law)) -> Vec<One> {
    let lang = if v.lang.code() == "en" { forms::Lang::En } else { forms::Lang::Vi };
    let context = |n| forms::Context { today: today(&v.app), page: Some(n) };
    let mut all = vec![];
    for p in &review.procedures {
        let step = |(n, page): (usize, &forms::PageDef)| {
            let (state, colour) = match (p.seen.contains(&n), bank.validate(&p.answers, &context(n)).is_empty()) {
                (false, _) => ("Chưa làm", "grey"),
                (true, true) => ("Xong", "green"),
                (true, false) => ("Còn thiếu", "yellow"),
            };
            let href = format!("/reviews/work/{}/form/{}/{}", review.id, p.subject.code, n + 1);
            Step { href, title: page.title.get(lang).to_owned(), state, colour }
        };
        let steps: Vec<Step> = bank.pages().iter().enumerate().map(step).collect();
        let out = p.study.as_ref().and_then(|s| outcome(s).ok());
        let shown = |o: crate::cost::Outcome| {
            (super::money(o.before), super::money(o.after), super::money(o.saving), o.rate_text())
        };
        all.push(One {
            code: p.subject.code.clone(),
            name: p.subject.name.clone(),
            done: steps.iter().filter(|s| s.state == "Xong").count(),
            steps,
            cost: out.map(shown),
            findings: findings(bank, &p.answers, law.parts()),
        });
    }
    all
}

async fn again(v: &Visit, id: Uuid, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, review) = open::<Review>(app, actor, id).await?;
    let law = law(app)?;
    let bank = law.bank(&review.bank)?;
    let mut ids = || app.new_id();
    let ground = crate::rules::Ground { now: app.now(), today: today(app), who: None, law: &law, ids: &mut ids };
    let left = missing(&review, bank, &ground);
    let to = |(code, page, text): (String, Option<usize>, String)| {
        let part = page.map_or(format!("cost/{code}"), |n| format!("form/{code}/{}", n + 1));
        (format!("/reviews/work/{id}/{part}"), text)
    };
    let links = if review.procedures.len() > 1 { chain(&reviews::pieces(app, &review).await?) } else { vec![] };
    let mut remarks = vec![];
    for r in &review.remarks {
        let by = match r.by {
            Some(who) => people::name_of(app, who).await?,
            None => String::new(),
        };
        remarks.push(Event {
            title: v.lang.t("Nhận xét chất lượng").into(),
            at: short(r.at),
            by,
            text: r.text.clone(),
        });
    }
    let proposals: Vec<Proposal> = store::whole(app.db(), review.tenant, Filter::Parent(id)).await?;
    let (own, above) = (place(app, review.unit).await?, place(app, review.tenant).await?);
    let view = ReviewPage {
        seq: head.seq,
        unit: unit_name(app, review.unit).await?,
        officer: match review.officer {
            Some(who) => people::name_of(app, who).await?,
            None => v.lang.t("Chưa có người nhận").to_owned(),
        },
        law: law.article(if review.procedures.len() > 1 { "group" } else { "content" }),
        grounds: label(law.grounds(), &review.grounds).to_owned(),
        dates: (shown(review.starts), shown(review.ends)),
        procedures: procedures(v, &review, (bank, &law)),
        links,
        left: left.into_iter().map(to).collect(),
        remarks,
        proposals: proposals
            .iter()
            .map(|p| (p.id.to_string(), p.subject.name.clone(), p.status.label(), p.status.colour()))
            .collect(),
        can_work: actor.can_at(WORK, &own),
        can_assess: actor.can_at(MANAGE, &above),
        history: history(v, review.tenant, id).await?,
        page: v.page("Cuộc rà soát"),
        tabs: tabs(v, "/reviews/work"),
        errors,
        typed,
        review,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// POST /reviews/work/{id}/…
pub async fn perform(v: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let (app, actor, at) = (&v.app, v.actor()?, (id, seen(&posted)));
    let (done, told) = match deed(&v).as_str() {
        "start" => (reviews::work(app, actor, at, Work::Start).await, "Đã bắt đầu rà soát."),
        "hand-in" => {
            let work = Work::HandIn(posted.get("conclusion").into());
            (reviews::work(app, actor, at, work).await, "Đã gửi kết quả rà soát.")
        }
        "give-back" => {
            let verdict = Verdict::GiveBack(posted.get("reason").into());
            (reviews::assess(app, actor, at, verdict).await, "Đã yêu cầu hoàn thiện.")
        }
        "accept" => {
            let verdict = Verdict::Accept(posted.get("note").into());
            (reviews::assess(app, actor, at, verdict).await, "Đã chấp nhận; các phương án đã được lập.")
        }
        _ => return Err(Failure::missing("Không có việc này")),
    };
    finish(&v, done, (&format!("/reviews/work/{id}"), told), async |e| again(&v, id, (posted.clone(), e)).await).await
}

#[derive(Template)]
#[template(path = "reviews_new.html")]
struct NewPage {
    page: Page,
    tabs: Vec<Tab>,
    errors: Vec<Wrong>,
    typed: Posted,
    law: String,
    procedures: Vec<Choice>,
    units: Vec<Choice>,
    grounds: Vec<Choice>,
}

impl NewPage {
    fn at(&self, field: &str) -> &str {
        message(&self.errors, field)
    }

    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
}

async fn form(v: &Visit, (typed, errors): (Posted, Vec<Wrong>)) -> Reply {
    let law = law(&v.app)?;
    let index = catalogue::all(&v.app).await?;
    let choice = |e: &catalogue::IndexEntry| Choice::new(&e.code, format!("{} – {}", e.code, e.name));
    let view = NewPage {
        law: law.article("group"),
        procedures: index.entries.iter().map(choice).collect(),
        units: units(v).await?,
        grounds: named(law.grounds()),
        page: v.page("Lập cuộc rà soát ngoài kế hoạch"),
        tabs: tabs(v, "/reviews/work"),
        errors,
        typed,
    };
    if view.errors.is_empty() { v.html(&view) } else { v.html_refused(&view) }
}

/// What the address may bring along.
#[derive(serde::Deserialize, Default)]
pub struct Wanted {
    #[serde(default)]
    codes: String,
}

/// GET /reviews/work/new
pub async fn blank(v: Visit, Query(wanted): Query<Wanted>) -> Reply {
    let day = today(&v.app);
    let ends = day.saturating_add(jiff::Span::new().days(60));
    let pairs =
        [("codes", wanted.codes), ("unit", v.actor()?.unit.to_string()), ("starts", shown(day)), ("ends", shown(ends))];
    form(&v, (Posted(pairs.map(|(n, t)| (n.to_owned(), t)).to_vec()), vec![])).await
}

/// POST /reviews/work/new
pub async fn begin(v: Visit, posted: Posted) -> Reply {
    let actor = v.actor()?;
    let read = || -> Result<NewReview, Refusal> {
        let must = |what: Option<kernel::time::civil::Date>, field| {
            what.ok_or_else(|| Refusal::new("required", "Nhập ngày theo mẫu 07/02/2024.").at(field))
        };
        Ok(NewReview {
            unit: chosen(&posted, "unit")?
                .ok_or_else(|| Refusal::new("required", "Chọn đơn vị chủ trì rà soát.").at("unit"))?,
            tenant: actor.agency,
            title: posted.get("title").into(),
            codes: plan_act::codes(&posted),
            starts: must(day(&posted, "starts")?, "starts")?,
            ends: must(day(&posted, "ends")?, "ends")?,
            grounds: posted.get("grounds").into(),
            coordinating: posted.get("coordinating").into(),
        })
    };
    let done = match read() {
        Ok(new) => reviews::begin(&v.app, actor, new).await,
        Err(r) => Err(r.into()),
    };
    let to = done.as_ref().map(|r| format!("/reviews/work/{}", r.id)).unwrap_or_default();
    finish(&v, done, (&to, "Đã lập cuộc rà soát."), async |errors| form(&v, (posted.clone(), errors)).await).await
}
