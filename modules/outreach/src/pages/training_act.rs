//! What is posted on a training: the organiser's deeds, registration, the test through the form engine, certificates and papers.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use forms::{Answers, Context, FieldError, Render};
use kernel::error::Refusal;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::kit::{self, Form, Tab, finish, number, seen, tabs, today};
use super::training::again;
use super::trainings::{BASE, brief};
use crate::law::law;
use crate::record::{self, open, place};
use crate::trainings::{self, Invited, Session, Training, Work};
use crate::{PUBLISH, WRITE, papers, quiz};

async fn invited(v: &Visit, p: &Posted) -> Result<Work, Failure> {
    let mut units = vec![];
    if p.has("all") {
        let actor = v.actor()?;
        for u in people::units(&v.app, today(&v.app)).await? {
            if u.path.starts_with(&actor.agency_path) && u.id != actor.agency {
                units.push(Invited { unit: u.id, name: u.name });
            }
        }
        return Ok(Work::Invite(units));
    }
    let chosen = p.get("unit").parse::<Uuid>().ok();
    let found = match chosen {
        Some(id) => people::unit(&v.app, id).await?,
        None => None,
    };
    let unit = found.ok_or_else(|| Refusal::new("required", "Chọn đơn vị trong danh sách.").at("unit"))?;
    Ok(Work::Invite(vec![Invited { unit: unit.id, name: unit.name }]))
}

fn session(v: &Visit, p: &Posted) -> Result<Work, Refusal> {
    let own = |name: &str| p.get(name).to_owned();
    Ok(Work::AddSession(Session {
        id: v.app.new_id(),
        on: kit::day(p, "on")?,
        hours: own("hours"),
        place: own("place"),
        topic: own("topic"),
        speaker: own("speaker"),
    }))
}

fn marks(p: &Posted) -> Work {
    let one = |text: &str| {
        let (account, session) = text.split_once('/')?;
        Some((account.parse().ok()?, session.parse().ok()?))
    };
    Work::Attendance(p.all("present").filter_map(one).collect())
}

async fn asked(v: &Visit, p: &Posted) -> Result<Work, Failure> {
    let id = |name: &str| p.get(name).parse::<Uuid>().unwrap_or_default();
    Ok(match kit::deed(v).as_str() {
        "edit" => Work::Edit(brief(p)?),
        "session" => session(v, p)?,
        "session-remove" => Work::RemoveSession(id("session")),
        "invite" => invited(v, p).await?,
        "uninvite" => Work::Uninvite(id("unit")),
        "set-test" => Work::SetTest(p.get("test").to_owned(), number(p, "pass")?),
        "announce" => Work::Announce,
        "attendance" => marks(p),
        "finish" => Work::Finish(p.get("result").to_owned()),
        _ => Work::Cancel(p.get("result").to_owned()),
    })
}

/// POST /outreach/trainings/{id}/…
pub async fn perform(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    let done = match asked(&v, &posted).await {
        Ok(work) => trainings::work(&v.app, v.actor()?, (id, seen(&posted)), work).await,
        Err(e) => Err(e),
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// POST /outreach/trainings/{id}/materials
pub async fn materials(v: Visit, Path(text): Path<String>, sent: Result<Multipart, MultipartRejection>) -> Reply {
    let (actor, id) = (v.actor()?, kit::id(&text)?);
    record::may::<Training>(&v.app, actor, (id, WRITE)).await?;
    let sent = kit::take(&v.app, sent).await?;
    let posted = sent.posted;
    let done = match sent.refused {
        Some(r) => Err(r.into()),
        None => trainings::work(&v.app, actor, (id, seen(&posted)), Work::Materials(sent.files)).await,
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

/// POST /outreach/trainings/{id}/enrol and /leave
pub async fn enrol(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (app, actor, id) = (&v.app, v.actor()?, kit::id(&text)?);
    let done = match kit::deed(&v).as_str() {
        "leave" => trainings::leave(app, actor, id, posted.get("account").parse().unwrap_or(actor.account)).await,
        _ => {
            let mut accounts: Vec<Uuid> = posted.all("people").filter_map(|t| t.parse().ok()).collect();
            if posted.has("self") {
                accounts.push(actor.account);
            }
            trainings::enrol(app, actor, id, &accounts).await
        }
    };
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form| again(&v, id, form).await).await
}

#[derive(Template)]
#[template(path = "outreach_test.html")]
struct TestPage {
    page: Page,
    tabs: Vec<Tab>,
    back: String,
    title: String,
    told: String,
    summary: String,
    wrong: String,
    form: String,
}

async fn test_page(v: &Visit, t: &Training, shown: (&Answers, &[FieldError], &str)) -> Reply {
    let (answers, errors, wrong) = shown;
    let test = t.test.as_ref().ok_or_else(|| Failure::missing("Lớp này không có bài kiểm tra"))?;
    let quiz = quiz::parse(&test.text)?;
    let lang = if v.lang.code() == "en" { forms::Lang::En } else { forms::Lang::Vi };
    let render = Render { lang, page: None, id_prefix: "" };
    let refused = !errors.is_empty() || !wrong.is_empty();
    let view = TestPage {
        page: v.page("Bài kiểm tra"),
        tabs: tabs(v, BASE),
        back: format!("{BASE}/{}", t.id),
        title: t.brief.title.clone(),
        told: v.lang.f("{} câu; đạt từ {}% số câu đúng.", &[&quiz.total(), &test.pass]),
        summary: quiz.form.error_summary_in(errors, &render),
        wrong: wrong.to_owned(),
        form: quiz.form.html(answers, errors, &render),
    };
    if refused { v.html_refused(&view) } else { v.html(&view) }
}

/// GET /outreach/trainings/{id}/test
pub async fn test(v: Visit, Path(text): Path<String>) -> Reply {
    let (_, t) = open::<Training>(&v.app, v.actor()?, kit::id(&text)?).await?;
    // Questions are for those who take part and those who organise.
    if t.part(v.actor()?.account).is_none() {
        v.actor()?.require(WRITE, &place(&v.app, t.unit).await?)?;
    }
    test_page(&v, &t, (&Answers::default(), &[], "")).await
}

/// POST /outreach/trainings/{id}/test
pub async fn sit(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (actor, id) = (v.actor()?, kit::id(&text)?);
    let (_, t) = open::<Training>(&v.app, actor, id).await?;
    let test = t.test.as_ref().ok_or_else(|| Failure::missing("Lớp này không có bài kiểm tra"))?;
    let quiz = quiz::parse(&test.text)?;
    let answers = quiz.form.read(&posted.0);
    let errors = quiz.form.validate(&answers, &Context { today: today(&v.app), page: None });
    if !errors.is_empty() {
        return test_page(&v, &t, (&answers, &errors, "")).await;
    }
    match trainings::answer(&v.app, actor, id, &answers).await {
        Ok(_) => Ok(v.done(&format!("{BASE}/{id}"), v.lang.t("Đã nộp bài. Kết quả ở trang này."))),
        Err(Failure::Refused(r)) => test_page(&v, &t, (&answers, &[], &r.message)).await,
        Err(other) => Err(other),
    }
}

/// POST /outreach/trainings/{id}/certify: everybody who earned one.
pub async fn certify(v: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let id = kit::id(&text)?;
    let done = trainings::certify_all(&v.app, v.actor()?, id).await;
    finish(&v, done, (&format!("{BASE}/{id}"), &posted), async |form: Form| again(&v, id, form).await).await
}

/// GET /outreach/trainings/{id}/papers/{name}
pub async fn paper(v: Visit, Path((id, name)): Path<(String, String)>) -> Reply {
    let (_, t) = open::<Training>(&v.app, v.actor()?, kit::id(&id)?).await?;
    let issuer = papers::issuer(&v.app, t.tenant).await?;
    let law = law(&v.app)?;
    let paper = match papers::parts(&name)?.0 {
        "bao-cao" => {
            let at = place(&v.app, t.unit).await?;
            // It names everybody's result.
            if !v.actor()?.can_at(PUBLISH, &at) {
                v.actor()?.require(WRITE, &at)?;
            }
            crate::training_papers::report(&law, &t, &issuer)?
        }
        "giay-moi" => crate::training_papers::invitation(&law, &t, &issuer)?,
        _ => return Err(Failure::missing("Không có giấy tờ này")),
    };
    papers::reply(&v, paper, (&name, &issuer.name)).await
}

/// GET /outreach/trainings/{id}/certificates/{name}: one's own, or any for the organiser.
pub async fn certificate(v: Visit, Path((id, name)): Path<(String, String)>) -> Reply {
    let actor = v.actor()?;
    let (_, t) = open::<Training>(&v.app, actor, kit::id(&id)?).await?;
    let account: Uuid = kit::id(papers::parts(&name)?.0)?;
    if account != actor.account {
        actor.require(WRITE, &place(&v.app, t.unit).await?)?;
    }
    let missing = || Failure::missing("Không có giấy chứng nhận này");
    let p = t.part(account).ok_or_else(missing)?;
    let c = p.certificate.as_ref().ok_or_else(missing)?;
    let issuer = papers::issuer(&v.app, t.tenant).await?;
    let paper = crate::training_papers::certificate(&*law(&v.app)?, (&t, p, c), &issuer);
    papers::reply(&v, paper, (&format!("giay-chung-nhan.{}", papers::parts(&name)?.1.ending()), &issuer.name)).await
}
