//! One case on one screen: where it stands and until when, the one next action, everything else a click away.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::{local, short};
use kernel::working_time::{Strip, state};
use platform::ledger;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Actor, App};

use super::acts::{ACTS, Act};
use super::asks::asks;
use super::intake::FieldMessage;
use super::parts::{
    Asked, Choice, Move, Opinion, Sheet, answers, moves, name, officers, opinions, rooms, strip_of, supplements,
    timeline, unit_name,
};
use super::perform::{held_at, own, permission_for};
use super::sent::Sent;
use crate::actions::{Purpose, step_for};
use crate::law::law;
use crate::model::{CaseId, Dossier, Status};
use crate::rules::{Warn, warning};
use crate::words::Line;

/// What the time left asks for.
pub struct Alarm {
    pub tag: &'static str,
    pub colour: &'static str,
    pub text: String,
    pub law: String,
    /// An apology may still be given.
    pub apology: bool,
}

#[derive(Template)]
#[template(path = "cases_show.html")]
struct ShowPage {
    page: Page,
    d: Dossier,
    id: String,
    seq: i64,
    procedure: String,
    state: String,
    strip: Option<Strip>,
    sum: String,
    unit: String,
    officer: String,
    step: Option<StepView>,
    timeline: Vec<Line>,
    sheets: Vec<Sheet>,
    opinions: Vec<Opinion>,
    officers: Vec<Choice>,
    units: Vec<Choice>,
    form: Vec<(String, String)>,
    act: Option<Act>,
    typed: Posted,
    errors: Vec<FieldMessage>,
    can: Can,
    today: String,
    suggested_due: String,
    limit: String,
    alarm: Option<Alarm>,
    forward: String,
    kept: Vec<(String, String, String)>,
    guest: bool,
    moves: Vec<Move>,
    supplements: Vec<Asked>,
}

struct StepView {
    task: String,
    name: String,
    description: String,
    due: String,
    state: String,
    asks_eligible: bool,
    asks_outcome: bool,
    free: bool,
    late: bool,
}

/// What this person may do here, so that no button leads to a refusal they could not avoid.
#[derive(Default)]
struct Can {
    intake: bool,
    work: bool,
    assign: bool,
    approve: bool,
    supervise: bool,
    hand_out: bool,
    complete: bool,
}

impl ShowPage {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name)
    }
    fn error(&self, name: &str) -> String {
        self.errors.iter().find(|e| e.field == name).map(|e| e.message.clone()).unwrap_or_default()
    }
    fn is(&self, number: i64) -> bool {
        self.d.case.status.number() == number
    }
    fn working(&self) -> bool {
        matches!(self.d.case.status, Status::Working | Status::Accepted)
    }
    /// Whether a panel stands open: its action was just refused.
    fn opened(&self, act: &str) -> bool {
        self.act.is_some_and(|a| ACTS.iter().any(|(x, p, _)| *x == a && *p == act))
    }
    /// A refused value of one action is not shown in the fields of another.
    fn typed_in(&self, act: &str, name: &str) -> &str {
        if self.opened(act) { self.typed.get(name) } else { "" }
    }
    fn error_in(&self, act: &str, name: &str) -> String {
        if self.opened(act) { self.error(name) } else { String::new() }
    }
    fn file_error(&self, index: &usize) -> String {
        self.error_in("attach", &format!("file_{index}"))
    }
    fn result_file(&self) -> Option<&documents::StoredFile> {
        self.d.case.body.outcome.as_ref().and_then(|o| o.file.as_ref())
    }
    /// What the supplement asked for, while it is not there.
    fn asked(&self) -> Vec<String> {
        let open = self.d.case.body.supplements.iter().rev().find(|s| s.answered_at.is_none());
        open.map(|s| s.items.clone()).unwrap_or_default()
    }
    fn date(&self, t: kernel::time::Timestamp) -> String {
        short(t)
    }
}

/// GET /desk/cases/{id}
pub async fn show(v: Visit, Path(id): Path<CaseId>) -> Reply {
    let page = view(&v, id, None).await?;
    v.html(&page)
}

/// The same page after a refusal, with everything typed still there.
pub async fn again(v: Visit, id: CaseId, refused: (Act, Sent, Refusal)) -> Reply {
    let page = view(&v, id, Some(refused)).await?;
    v.html_refused(&page)
}

async fn view(v: &Visit, id: CaseId, refused: Option<(Act, Sent, Refusal)>) -> Result<ShowPage, Failure> {
    let actor = v.actor()?;
    let (app, now) = (&v.app, v.app.now());
    let (head, d) = crate::open(app, actor, id).await?;
    let law = law(app)?;
    let events = ledger::history(app.db(), d.case.tenant, d.case.id.0).await?;
    let index = catalogue::all(app).await?;
    let finished = d.case.status.closed() || d.case.status == Status::Finished;
    let place = if finished { String::new() } else { state(&law.calendar, d.case.due_at, now)?.to_string() };
    let (act, sent, errors) = match refused {
        None => (None, Sent::default(), vec![]),
        Some((act, sent, r)) => {
            let field = r.field.unwrap_or_else(|| "note".into());
            let message = r.law.map_or_else(|| r.message.clone(), |law| format!("{} ({law})", r.message));
            (Some(act), sent, vec![FieldMessage { field, message }])
        }
    };
    let held = held_at(app, actor, &d).await?;
    let deadline = d.case.body.deadline.as_ref();
    let limit = d.case.body.limit.map(|l| l.to_string());
    Ok(ShowPage {
        page: v.page(&d.case.code),
        id: id.to_string(),
        seq: head.seq,
        procedure: index.entry(&d.case.procedure).map_or(d.case.procedure.clone(), |e| e.name.clone()),
        state: place,
        strip: strip_of(&d, now),
        sum: deadline.map(|x| x.sum_vi()).unwrap_or_default(),
        unit: unit_name(app, d.case.unit).await?,
        officer: name(app, d.case.officer).await?,
        step: step(v, actor, &d).await?,
        timeline: timeline(v, &events).await?,
        sheets: Purpose::of(&d).into_iter().map(|p| Sheet { word: p.word(), label: p.label() }).collect(),
        opinions: opinions(app, actor, &d).await?,
        officers: officers(app, actor, &d).await?,
        units: rooms(app, &d).await?,
        form: answers(app, &d, v).await?,
        act,
        kept: sent.kept(),
        typed: sent.posted,
        errors,
        can: can(actor, &d, &held),
        alarm: alarm(&law, &d, now),
        forward: d.case.body.forward.as_ref().map(|f| format!("{} ({})", short(f.at), f.law)).unwrap_or_default(),
        guest: d.case.tenant != actor.agency,
        moves: moves(app, &d).await?,
        supplements: supplements(&d),
        today: kernel::time::date(local(now).date()),
        suggested_due: suggested(&law, &d, now),
        limit: limit.or(default_limit(app, &d).await?).unwrap_or_default(),
        d,
    })
}

fn suggested(law: &crate::law::Law, d: &Dossier, now: kernel::time::Timestamp) -> String {
    let from = local(d.case.due_at.max(now)).date();
    law.calendar.shift(from, 3).map(|day| format!("{} 16:30", kernel::time::date(day))).unwrap_or_default()
}

async fn default_limit(app: &App, d: &Dossier) -> Result<Option<String>, Failure> {
    let version = catalogue::version(app, d.case.version).await?;
    let channel = catalogue::Channel::from_number(d.case.channel.number()).unwrap_or(catalogue::Channel::Any);
    Ok(version.and_then(|v| v.parts.term(channel, None).and_then(|t| t.counted()).map(|l| l.to_string())))
}

fn can(actor: &Actor, d: &Dossier, held: &str) -> Can {
    let home = d.case.tenant == actor.agency;
    let at = |p: &str| actor.can_at(p, held);
    let step = step_for(actor, d);
    Can {
        intake: home && at("cases.intake"),
        work: at("cases.work"),
        assign: at("cases.assign"),
        approve: home && at("cases.approve"),
        supervise: home && at("cases.supervise"),
        hand_out: home && at("cases.return"),
        complete: step.is_some_and(|s| own(actor, s) && at(permission_for(&s.role))),
    }
}

/// The warning of a case in words: who has to do what, by which article.
fn alarm(law: &crate::law::Law, d: &Dossier, now: kernel::time::Timestamp) -> Option<Alarm> {
    let regime = law.regimes.get(&d.case.regime)?;
    let level = warning(d, now, (regime, &law.calendar));
    let left = state(&law.calendar, d.case.due_at, now).map(|s| s.to_string()).unwrap_or_default();
    let given = d.case.body.apology.is_some();
    let (tag, colour, text) = match (level, given) {
        (Warn::Calm, _) => return None,
        (_, true) => (
            "Đã hẹn lại",
            "orange",
            "Ngày trả kết quả đã được hẹn lại một lần; giải quyết ngay để trả đúng hẹn.".to_owned(),
        ),
        (Warn::Soon, _) => (
            "Sắp đến hạn",
            "yellow",
            format!("{left}. Nếu không kịp, gửi văn bản xin lỗi và hẹn lại ngày trả kết quả."),
        ),
        (Warn::Last, _) => (
            "Phải xin lỗi hôm nay",
            "orange",
            format!("{left}. Trả kết quả trước hạn, hoặc xin lỗi và hẹn lại ngay hôm nay."),
        ),
        (Warn::Late, _) => {
            ("Quá hạn", "red", format!("{left}. Xin lỗi người nộp, hẹn lại ngày trả và giải quyết ngay."))
        }
    };
    Some(Alarm { tag, colour, text, law: regime.apology.law.clone(), apology: !given })
}

async fn step(v: &Visit, actor: &Actor, d: &Dossier) -> Result<Option<StepView>, Failure> {
    let Some(task) = step_for(actor, d) else { return Ok(None) };
    let law = law(&v.app)?;
    let asked = asks(&v.app, (d, Some(task))).await?;
    Ok(Some(StepView {
        task: task.id.to_string(),
        name: task.name.clone(),
        description: asked.description,
        due: short(task.due_at),
        state: state(&law.calendar, task.due_at, v.app.now()).map(|s| s.to_string()).unwrap_or_default(),
        late: v.app.now() > task.due_at,
        asks_eligible: asked.eligible,
        asks_outcome: asked.outcome,
        free: task.officer.is_none() && own(actor, task),
    }))
}
