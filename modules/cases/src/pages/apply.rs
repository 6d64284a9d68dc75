//! The citizen's application: one question page after another, without script and without an account. Everything typed is kept
//! under a secret address from the first page on.

use askama::Template;
use axum::extract::{Multipart, Path};
use forms::{Context, Form, Render};
use kernel::time::short;
use platform::web::{Failure, Page, Posted, Reply, Visit, see_other};
use std::sync::Arc;

use super::forms_of as read;
use crate::actions::{self, Draft};
use crate::model::Channel;

/// The form engine's language.
pub fn lang(v: &Visit) -> forms::Lang {
    match v.lang {
        platform::i18n::Lang::Vi => forms::Lang::Vi,
        platform::i18n::Lang::En => forms::Lang::En,
    }
}

#[derive(Template)]
#[template(path = "cases_begin.html")]
struct BeginPage {
    page: Page,
    code: String,
    name: String,
    pages: Vec<String>,
    components: Vec<String>,
    limit: String,
}

/// GET /nop-ho-so/{code}: what it takes, before anything is asked.
pub async fn begin(v: Visit, Path(code): Path<String>) -> Reply {
    let version = actions::offered(&v.app, &code).await?;
    let form = catalogue::eform(&v.app, &code).await?;
    let files = form.file_fields();
    let term = version.parts.term(catalogue::Channel::Online, None);
    let template = BeginPage {
        page: v.page("Nộp hồ sơ trực tuyến"),
        code,
        name: version.parts.name.clone(),
        pages: form.pages().iter().map(|p| p.title.get(lang(&v)).to_owned()).collect(),
        components: files.iter().map(|f| f.label.get(lang(&v)).to_owned()).collect(),
        limit: term.and_then(|t| t.limit_text.clone()).unwrap_or_default(),
    };
    v.html(&template)
}

/// POST /nop-ho-so/{code}
pub async fn start(v: Visit, Path(code): Path<String>) -> Reply {
    let token = actions::start_draft(&v.app, &code).await?;
    Ok(see_other(&format!("/don/{token}/trang/1")))
}

async fn opened(v: &Visit, token: &str) -> Result<(Draft, Arc<Form>), Failure> {
    let draft = actions::draft(&v.app, token).await?;
    let form = catalogue::eform_version(&v.app, &draft.form.0, draft.form.1).await?;
    Ok((draft, form))
}

/// GET /don/{token}: goes on where the draft stands.
pub async fn resume(v: Visit, Path(token): Path<String>) -> Reply {
    let (draft, form) = opened(&v, &token).await?;
    if draft.case.is_some() {
        return Ok(see_other(&format!("/don/{token}/xong")));
    }
    let today = crate::places::today(&v.app);
    let shown = |n: &usize| form.page_shown(&draft.answers, *n);
    let wrong = |n: &usize| !form.validate(&draft.answers, &Context { today, page: Some(*n) }).is_empty();
    let at = (0..form.pages().len()).filter(shown).find(wrong);
    Ok(see_other(&match at {
        Some(n) => format!("/don/{token}/trang/{}", n + 1),
        None => format!("/don/{token}/kiem-tra"),
    }))
}

#[derive(Template)]
#[template(path = "cases_question.html")]
struct QuestionPage {
    page: Page,
    token: String,
    number: usize,
    count: usize,
    heading: String,
    procedure: String,
    summary: String,
    fields: String,
    back: String,
    link: String,
    saved: bool,
    saved_at: String,
}

fn question(
    v: &Visit,
    form: &Form,
    (draft, token, number): (&Draft, &str, usize),
    errors: &[forms::FieldError],
) -> QuestionPage {
    let lang = lang(v);
    let options = Render { lang, page: Some(number), id_prefix: "" };
    let heading = form.pages()[number].title.get(lang).to_owned();
    let before = (0..number).rev().find(|n| form.page_shown(&draft.answers, *n));
    QuestionPage {
        page: v.page(&heading),
        token: token.to_owned(),
        number: number + 1,
        count: form.pages().len(),
        procedure: form.title.get(lang).to_owned(),
        summary: form.error_summary(errors, lang),
        fields: form.html(&draft.answers, errors, &options),
        back: before
            .map_or_else(|| format!("/nop-ho-so/{}", draft.procedure), |n| format!("/don/{token}/trang/{}", n + 1)),
        link: format!("{}/don/{token}", v.app.address()),
        saved: false,
        saved_at: short(draft.updated_at),
        heading,
    }
}

fn numbered(form: &Form, number: usize) -> Result<usize, Failure> {
    let at = number.checked_sub(1).filter(|n| *n < form.pages().len());
    at.ok_or_else(|| Failure::missing("Tờ khai không có trang này"))
}

/// GET /don/{token}/trang/{page}
pub async fn page(v: Visit, Path((token, number)): Path<(String, usize)>) -> Reply {
    let (draft, form) = opened(&v, &token).await?;
    if draft.case.is_some() {
        return Ok(see_other(&format!("/don/{token}/xong")));
    }
    let number = numbered(&form, number)?;
    v.html(&question(&v, &form, (&draft, &token, number), &[]))
}

/// POST /don/{token}/trang/{page}: keeps what came, then checks it.
pub async fn save(v: Visit, Path((token, number)): Path<(String, usize)>, body: Multipart) -> Reply {
    let (mut draft, form) = opened(&v, &token).await?;
    if draft.case.is_some() {
        return Ok(see_other(&format!("/don/{token}/xong")));
    }
    let number = numbered(&form, number)?;
    let arrived = documents::take(&v.app, body).await?;
    let posted = form.read(&arrived.texts);
    draft.answers = form.merge(&draft.answers, &posted, Some(number));
    let again = posted.rows_changed();
    for (field, file) in arrived.files {
        let id = v.app.new_id().simple().to_string();
        draft.answers.add_file(&field, &id, &file.name);
        draft.files.insert(id, file);
    }
    let draft = actions::save_draft(&v.app, draft).await?;
    let later = arrived.texts.iter().any(|(n, _)| n == "later");
    if later || again {
        let mut page = question(&v, &form, (&draft, &token, number), &[]);
        page.saved = later;
        return v.html(&page);
    }
    let today = crate::places::today(&v.app);
    let mut errors = form.validate(&draft.answers, &Context { today, page: Some(number) });
    errors.extend(arrived.refused.into_iter().map(|r| forms::FieldError {
        field: r.field.unwrap_or_default(),
        label: String::new(),
        message_en: r.message.clone(),
        message: r.message,
    }));
    if !errors.is_empty() {
        return v.html_refused(&question(&v, &form, (&draft, &token, number), &errors));
    }
    let next = (number + 1..form.pages().len()).find(|n| form.page_shown(&draft.answers, *n));
    Ok(see_other(&match next {
        Some(n) => format!("/don/{token}/trang/{}", n + 1),
        None => format!("/don/{token}/kiem-tra"),
    }))
}

/// A group of answers with the address that changes them.
struct Answered {
    title: String,
    href: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cases_review.html")]
struct ReviewPage {
    page: Page,
    token: String,
    groups: Vec<Answered>,
    agencies: Vec<(String, String, bool)>,
    channels: Vec<(i64, &'static str)>,
    error: String,
}

async fn reviewed(v: &Visit, token: &str, error: String) -> Result<ReviewPage, Failure> {
    let (draft, form) = opened(v, token).await?;
    let groups = form.summary(&draft.answers, lang(v)).into_iter().map(|g| Answered {
        title: g.title,
        href: format!("/don/{token}/trang/{}", g.page + 1),
        rows: g.rows,
    });
    let units = crate::places::units(&v.app).await?;
    let index = catalogue::all(&v.app).await?;
    let provincial = index.entry(&draft.procedure).is_some_and(|e| e.levels.contains(&catalogue::Level::Province));
    let mut agencies: Vec<(String, String, bool)> =
        crate::places::receiving(&units).into_iter().map(|u| (u.id.to_string(), u.name.clone(), false)).collect();
    agencies.sort_by_key(|(_, name, _)| kernel::text::fold(name).starts_with("so ") != provincial);
    if let Some(first) = agencies.first_mut() {
        first.2 = true;
    }
    Ok(ReviewPage {
        page: v.page("Kiểm tra trước khi gửi"),
        token: token.to_owned(),
        groups: groups.collect(),
        agencies,
        channels: Channel::ALL.into_iter().map(|c| (c.number(), c.label())).collect(),
        error,
    })
}

/// GET /don/{token}/kiem-tra
pub async fn review(v: Visit, Path(token): Path<String>) -> Reply {
    let page = reviewed(&v, &token, String::new()).await?;
    v.html(&page)
}

/// POST /don/{token}/gui: sending twice is sending once.
pub async fn send(v: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let draft = actions::draft(&v.app, &token).await?;
    let chosen = async {
        let agency = read::id(&posted, "agency")?;
        actions::submit(&v.app, draft, (agency, read::channel(&posted, "result_channel"))).await
    };
    match chosen.await {
        Ok(_) => Ok(see_other(&format!("/don/{token}/xong"))),
        Err(Failure::Refused(r)) => {
            let page = reviewed(&v, &token, r.message).await?;
            v.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

#[derive(Template)]
#[template(path = "cases_sent.html")]
struct SentPage {
    page: Page,
    token: String,
    code: String,
    name: String,
    agency: String,
    answer_by: String,
    phone_tail: bool,
}

/// GET /don/{token}/xong
pub async fn done(v: Visit, Path(token): Path<String>) -> Reply {
    let draft = actions::draft(&v.app, &token).await?;
    let Some(place) = draft.case else { return Ok(see_other(&format!("/don/{token}"))) };
    let (_, d) = crate::load(&v.app, place).await?.ok_or_else(|| Failure::missing("Không có hồ sơ này"))?;
    let index = catalogue::all(&v.app).await?;
    let template = SentPage {
        page: v.page("Đã gửi hồ sơ"),
        token,
        name: index.entry(&d.case.procedure).map_or(String::new(), |e| e.name.clone()),
        agency: people::unit(&v.app, d.case.tenant).await?.map(|u| u.name).unwrap_or_default(),
        answer_by: short(d.case.due_at),
        phone_tail: !d.case.body.applicant.phone.is_empty(),
        code: d.case.code,
    };
    v.html(&template)
}

/// GET /don/{token}/qr.svg
pub async fn qr(v: Visit, Path(token): Path<String>) -> Reply {
    let draft = actions::draft(&v.app, &token).await?;
    let place = draft.case.ok_or_else(|| Failure::missing("Hồ sơ chưa được gửi"))?;
    let (_, d) = crate::load(&v.app, place).await?.ok_or_else(|| Failure::missing("Không có hồ sơ này"))?;
    let text = format!("{}/theo-doi?code={}", v.app.address(), d.case.code);
    let svg = output::qr::svg(&text).map_err(|e| Failure::Internal(e.to_string()))?;
    Ok(axum::response::IntoResponse::into_response(([(axum::http::header::CONTENT_TYPE, "image/svg+xml")], svg)))
}
