//! One case on one screen: where it stands and until when, the one next action, everything else a click away.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::{local, short};
use kernel::working_time::{Strip, state, strip};
use platform::ledger::{self, Event};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Actor, App};
use uuid::Uuid;

use super::intake::FieldMessage;
use super::perform::Act;
use crate::actions::Purpose;
use crate::law::law;
use crate::model::{CaseId, Dossier, Status, Task, TaskKind};
use crate::words::{self, Line};

/// A paper of the case as a link.
pub struct Sheet {
    pub word: &'static str,
    pub label: &'static str,
}

/// A choice in a select.
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// An opinion asked or given.
pub struct Opinion {
    pub id: String,
    pub unit: String,
    pub question: String,
    pub answer: String,
    pub due: String,
    pub open: bool,
    pub mine: bool,
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
}

struct StepView {
    task: String,
    name: String,
    description: String,
    due: String,
    state: String,
    asks_eligible: bool,
    asks_outcome: bool,
    mine: bool,
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
        self.act.is_some_and(|a| super::perform::ACTS.iter().any(|(x, p, _)| *x == a && *p == act))
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
pub async fn again(v: Visit, id: CaseId, refused: (Act, Posted, Refusal)) -> Reply {
    let page = view(&v, id, Some(refused)).await?;
    v.html_refused(&page)
}

async fn view(v: &Visit, id: CaseId, refused: Option<(Act, Posted, Refusal)>) -> Result<ShowPage, Failure> {
    let actor = v.actor()?;
    let (app, now) = (&v.app, v.app.now());
    let (head, d) = crate::open(app, actor, id).await?;
    let law = law(app)?;
    let events = ledger::history(app.db(), d.case.tenant, d.case.id.0).await?;
    let index = catalogue::all(app).await?;
    let finished = d.case.status.closed() || d.case.status == Status::Finished;
    let place = if finished { String::new() } else { state(&law.calendar, d.case.due_at, now)?.to_string() };
    let (act, typed, errors) = match refused {
        None => (None, Posted::default(), vec![]),
        Some((act, typed, r)) => {
            let field = r.field.unwrap_or_else(|| "note".into());
            (Some(act), typed, vec![FieldMessage { field, message: r.message }])
        }
    };
    let deadline = d.case.body.deadline.as_ref();
    let limit = d.case.body.limit.map(|l| l.to_string());
    Ok(ShowPage {
        page: v.page(&d.case.code),
        id: id.to_string(),
        seq: head.seq,
        procedure: index.entry(&d.case.procedure).map_or(d.case.procedure.clone(), |e| e.name.clone()),
        state: place,
        strip: deadline.map(|x| strip(x, now)),
        sum: deadline.map(|x| x.sum_vi()).unwrap_or_default(),
        unit: unit_name(app, d.case.unit).await?,
        officer: name(app, d.case.officer).await?,
        step: step(v, actor, &d).await?,
        timeline: timeline(app, &events).await?,
        sheets: Purpose::of(&d).into_iter().map(|p| Sheet { word: p.word(), label: p.label() }).collect(),
        opinions: opinions(app, actor, &d).await?,
        officers: officers(app, &d).await?,
        units: rooms(app, &d).await?,
        form: answers(app, &d, v).await?,
        act,
        typed,
        errors,
        can: can(actor, &d, &super::perform::held_at(app, &d).await?),
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

async fn unit_name(app: &App, id: Uuid) -> Result<String, Failure> {
    Ok(people::unit(app, id).await?.map(|u| u.name).unwrap_or_default())
}

async fn name(app: &App, id: Option<Uuid>) -> Result<String, Failure> {
    match id {
        Some(id) => people::name_of(app, id).await,
        None => Ok(String::new()),
    }
}

fn can(actor: &Actor, d: &Dossier, held: &str) -> Can {
    let at = |p: &str| actor.can_at(p, held);
    let step = d.step();
    let role = step.map_or("", |s| s.role.as_str());
    let permission = match role {
        "clerk" => "cases.intake",
        "unit_head" => "cases.approve",
        "leader" => "cases.sign",
        _ => "cases.work",
    };
    let own = step.is_some_and(|s| s.unit == actor.unit || s.officer == Some(actor.account) || role == "leader");
    Can {
        intake: at("cases.intake"),
        work: at("cases.work"),
        assign: at("cases.assign"),
        approve: at("cases.approve"),
        supervise: at("cases.supervise"),
        hand_out: at("cases.return"),
        complete: step.is_some() && own && at(permission),
    }
}

async fn step(v: &Visit, actor: &Actor, d: &Dossier) -> Result<Option<StepView>, Failure> {
    let Some(task) = d.step() else { return Ok(None) };
    let process = crate::actions::process_of(&v.app, d.case.process).await?;
    let law = law(&v.app)?;
    let (mut asks_eligible, mut asks_outcome, mut description) = (false, false, String::new());
    if let Some(p) = process {
        // A condition on "eligible" right after this step means the step decides it.
        let after: Vec<_> =
            p.definition.paths().into_iter().filter(|x| x.from == task.name || x.from == task.element).collect();
        asks_eligible = after
            .iter()
            .any(|x| p.definition.paths().iter().any(|y| y.from == x.to && y.condition.contains("điều kiện")));
        description = p.definition.task(&task.element).and_then(|t| t.description.clone()).unwrap_or_default();
        asks_outcome = ends(&p.definition, d, task);
    }
    Ok(Some(StepView {
        task: task.id.to_string(),
        name: task.name.clone(),
        description,
        due: short(task.due_at),
        state: state(&law.calendar, task.due_at, v.app.now()).map(|s| s.to_string()).unwrap_or_default(),
        asks_eligible,
        asks_outcome,
        mine: task.officer == Some(actor.account),
    }))
}

/// Whether finishing the step ends the process, so that the result has to be entered with it.
fn ends(definition: &process::Definition, d: &Dossier, task: &Task) -> bool {
    let Some(instance) = &d.case.body.instance else { return false };
    let token = u32::try_from(task.token).unwrap_or_default();
    let signal = process::Signal::Complete { task: task.element.clone(), token };
    let data = serde_json::Value::Object(d.case.body.facts.clone());
    process::step(definition, instance, &signal, &data).is_ok_and(|(next, _)| next.ended())
}

async fn timeline(app: &App, events: &[Event]) -> Result<Vec<Line>, Failure> {
    let mut all = vec![];
    for e in events.iter().rev() {
        let (title, text) = words::say(e);
        let mut by = name(app, e.actor).await?;
        if let Some(behalf) = e.behalf {
            by = format!("{by} (thay {})", people::name_of(app, behalf).await?);
        }
        all.push(Line { title: title.to_owned(), at: short(e.time()), by, text });
    }
    Ok(all)
}

async fn opinions(app: &App, actor: &Actor, d: &Dossier) -> Result<Vec<Opinion>, Failure> {
    let mut all = vec![];
    for t in d.tasks.iter().filter(|t| t.kind == TaskKind::Opinion) {
        all.push(Opinion {
            id: t.id.to_string(),
            unit: unit_name(app, t.unit).await?,
            question: t.question.clone(),
            answer: t.answer.clone(),
            due: short(t.due_at),
            open: t.open(),
            mine: t.unit == actor.unit,
        });
    }
    Ok(all)
}

async fn officers(app: &App, d: &Dossier) -> Result<Vec<Choice>, Failure> {
    let all = people::staff_of(app, d.case.unit).await?;
    Ok(all
        .into_iter()
        .map(|p| Choice { value: p.account.to_string(), label: format!("{} – {}", p.name, p.post) })
        .collect())
}

async fn rooms(app: &App, d: &Dossier) -> Result<Vec<Choice>, Failure> {
    let units = crate::places::units(app).await?;
    let rooms = units.into_iter().filter(|u| u.agency == d.case.tenant && u.id != d.case.tenant && u.id != d.case.unit);
    Ok(rooms.map(|u| Choice { value: u.id.to_string(), label: u.name }).collect())
}

/// The filled e-form as question and answer.
async fn answers(app: &App, d: &Dossier, v: &Visit) -> Result<Vec<(String, String)>, Failure> {
    let Some((form, version)) = &d.case.body.form else { return Ok(vec![]) };
    let form = catalogue::eform_version(app, form, *version).await?;
    let lang = super::apply::lang(v);
    let groups = form.summary(&form.from_value(&d.case.body.answers), lang);
    Ok(groups.into_iter().flat_map(|g| g.rows).collect())
}
