//! One training: for the organiser its sessions, invitations, materials, test, attendance and certificates; for whoever is invited
//! registration, materials, the test and their own certificate.

use askama::Template;
use axum::extract::Path;
use kernel::time::date;
use platform::web::{Failure, Page, Reply, Visit};
use uuid::Uuid;

use super::kit::{self, Choice, Event, FileLine, Form, Tab, tabs, today};
use super::trainings::{BASE, kinds};
use crate::law::law;
use crate::record::{Record, open, place};
use crate::trainings::{Kind, Participant, Session, Status, Training, earned, passed};
use crate::{PUBLISH, WRITE};

struct Meeting {
    id: Uuid,
    on: String,
    hours: String,
    place: String,
    topic: String,
    speaker: String,
    held: bool,
}

struct Person {
    account: Uuid,
    name: String,
    unit: String,
    /// Value of the box, session, and whether they were there; only sessions already held.
    present: Vec<(String, String, bool)>,
    came: String,
    test: String,
    certificate: String,
    /// Where the certificate is fetched; empty while there is none or it is somebody else's.
    paper: String,
    can_leave: bool,
}

#[derive(Template)]
#[template(path = "outreach_training.html")]
struct OnePage {
    page: Page,
    tabs: Vec<Tab>,
    t: Training,
    kind: &'static str,
    base: String,
    report: String,
    invitation: String,
    until: String,
    starts: String,
    seq: i64,
    form: Form,
    kinds: Vec<Choice>,
    meetings: Vec<Meeting>,
    materials: Vec<FileLine>,
    people: Vec<Person>,
    /// Units that may be invited; people of the person's unit who may be registered.
    units: Vec<Choice>,
    colleagues: Vec<Choice>,
    can_work: bool,
    can_mark: bool,
    can_report: bool,
    can_certify: bool,
    can_enrol: bool,
    registered: bool,
    can_sit: bool,
    own_result: String,
    sample: String,
    pass: String,
    attempts: i64,
    history: Vec<Event>,
}

impl OnePage {
    /// Whether a form is shown unfolded: while everything is being prepared, and when what was typed in it was refused.
    fn unfolded(&self, field: &str) -> bool {
        let first = self.t.status == Status::Draft && matches!(field, "topic" | "unit");
        first || self.form.typed(field)
    }

    fn kind_value(&self) -> String {
        self.t.brief.kind.number().to_string()
    }

    fn seats(&self) -> String {
        self.t.brief.seats.to_string()
    }
}

fn meeting(s: &Session, today: jiff::civil::Date) -> Meeting {
    Meeting {
        id: s.id,
        on: date(s.on),
        hours: s.hours.clone(),
        place: s.place.clone(),
        topic: s.topic.clone(),
        speaker: s.speaker.clone(),
        held: s.on <= today,
    }
}

fn result(v: &Visit, t: &Training, p: &Participant) -> String {
    match &t.test {
        Some(_) if p.tries == 0 => v.lang.t("Chưa làm bài").to_owned(),
        Some(test) if passed(p, test) => v.lang.f("Đạt, {}/{} câu", &[&p.right, &p.total]),
        Some(_) => v.lang.f("Chưa đạt, {}/{} câu", &[&p.right, &p.total]),
        None => String::new(),
    }
}

fn person(v: &Visit, t: &Training, (p, organiser): (&Participant, Option<&platform::Actor>)) -> Person {
    let day = today(&v.app);
    let held = t.sessions.iter().filter(|s| s.on <= day);
    let mine = v.actor.as_ref().is_some_and(|a| a.account == p.account);
    let paper = p.certificate.as_ref().filter(|_| organiser.is_some() || mine);
    Person {
        account: p.account,
        name: p.name.clone(),
        unit: p.unit_name.clone(),
        present: held.map(|s| (format!("{}/{}", p.account, s.id), date(s.on), p.present.contains(&s.id))).collect(),
        came: format!("{}/{}", p.present.len(), t.sessions.len()),
        // Results are the person's own and the organiser's.
        test: if organiser.is_some() || mine { result(v, t, p) } else { String::new() },
        certificate: p.certificate.as_ref().map(|c| c.label.clone()).unwrap_or_default(),
        paper: paper.map(|_| format!("{BASE}/{}/certificates/{}.pdf", t.id, p.account)).unwrap_or_default(),
        can_leave: t.status == Status::Open && p.present.is_empty() && p.tries == 0 && (organiser.is_some() || mine),
    }
}

/// Every unit of today that is not invited yet, the agency's own first.
async fn units(v: &Visit, t: &Training) -> Result<Vec<Choice>, Failure> {
    let actor = v.actor()?;
    let mut all = people::units(&v.app, today(&v.app)).await?;
    all.retain(|u| !t.invited.iter().any(|i| i.unit == u.id));
    all.sort_by_key(|u| !u.path.starts_with(&actor.agency_path));
    Ok(all.into_iter().map(|u| Choice { value: u.id.to_string(), label: u.name }).collect())
}

/// People of the person's own unit who are not registered yet.
async fn colleagues(v: &Visit, t: &Training) -> Result<Vec<Choice>, Failure> {
    let actor = v.actor()?;
    let mut all: Vec<Choice> = vec![];
    for p in people::staff_of(&v.app, actor.unit).await? {
        let value = p.account.to_string();
        // One person may hold several posts.
        if t.part(p.account).is_none() && !all.iter().any(|c| c.value == value) {
            all.push(Choice { value, label: format!("{}, {}", p.name, p.post) });
        }
    }
    Ok(all)
}

/// Whether the person belongs to an invited unit.
async fn invited(v: &Visit, t: &Training) -> Result<bool, Failure> {
    let actor = v.actor()?;
    for i in &t.invited {
        let path = place(&v.app, i.unit).await?;
        if !path.is_empty() && actor.unit_path.starts_with(&path) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The page, with what was refused.
pub async fn again(v: &Visit, id: Uuid, form: Form) -> Reply {
    let (app, actor) = (&v.app, v.actor()?);
    let (head, t) = open::<Training>(app, actor, id).await?;
    let law = law(app)?;
    let day = today(app);
    let at = place(app, t.unit).await?;
    let organiser = actor.can_at(WRITE, &at);
    let active = matches!(t.status, Status::Draft | Status::Open);
    let in_time = t.status == Status::Open && t.brief.until.is_none_or(|u| u >= day);
    let can_enrol = in_time && invited(v, &t).await?;
    let own = t.part(actor.account);
    let sittable = t.status == Status::Open && t.sessions.first().is_some_and(|s| s.on <= day);
    let open_test = |p: &Participant, test| !passed(p, test) && p.tries < law.training().attempts;
    let certifiable = |p: &Participant| p.certificate.is_none() && earned(&t, p, law.training()).is_ok();
    let refused = !form.errors.is_empty();
    let mut page = v.page("Tập huấn, trao đổi kinh nghiệm");
    page.title = t.brief.title.clone();
    let people = t.participants.iter().map(|p| person(v, &t, (p, organiser.then_some(actor)))).collect();
    let view = OnePage {
        page,
        tabs: tabs(v, BASE),
        kind: t.brief.kind.label(),
        base: format!("{BASE}/{id}"),
        report: format!("{BASE}/{id}/papers/bao-cao"),
        invitation: format!("{BASE}/{id}/papers/giay-moi"),
        until: t.brief.until.map(date).unwrap_or_default(),
        starts: date(t.brief.starts),
        seq: head.seq,
        form,
        kinds: kinds(v),
        meetings: t.sessions.iter().map(|s| meeting(s, day)).collect(),
        materials: kit::files(&format!("{BASE}/{id}/files"), &t.materials),
        people,
        units: if organiser && active { units(v, &t).await? } else { vec![] },
        colleagues: if can_enrol && actor.can(WRITE) { colleagues(v, &t).await? } else { vec![] },
        can_work: organiser && active,
        can_mark: organiser && sittable,
        can_report: organiser || actor.can_at(PUBLISH, &at),
        can_certify: organiser && t.brief.kind == Kind::Own && t.participants.iter().any(certifiable),
        can_enrol: can_enrol && own.is_none(),
        registered: own.is_some(),
        can_sit: sittable && own.zip(t.test.as_ref()).is_some_and(|(p, test)| open_test(p, test)),
        own_result: own.map(|p| result(v, &t, p)).unwrap_or_default(),
        sample: law.tests.first().map(|(_, text)| text.clone()).unwrap_or_default(),
        pass: t.test.as_ref().map_or(law.training().pass_percent, |t| t.pass).to_string(),
        attempts: law.training().attempts,
        history: if organiser { kit::history(v, &t.columns()).await? } else { vec![] },
        t,
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /outreach/trainings/{id}
pub async fn show(v: Visit, Path(text): Path<String>) -> Reply {
    again(&v, kit::id(&text)?, Form::default()).await
}
