//! A form tried out, read as its source with problems named by place, and compared with another version of itself.

use askama::Template;
use forms::{Answers, Context, Form, Render};
use platform::web::{Failure, Page, Posted, Reply, Visit};

use super::designer::{bench, lang, parse};
use super::{Code, asked};
use crate::eforms::save_form_draft;
use crate::series::FORMS;

#[derive(Template)]
#[template(path = "catalogue_preview.html")]
struct Preview {
    page: Page,
    code: String,
    title: String,
    /// HTML made by the form engine, which escapes everything.
    summary: String,
    fields: String,
    passed: bool,
}

async fn preview_page(visit: &Visit, code: &str, posted: Option<Posted>) -> Reply {
    let bench = bench(&visit.app, code).await?;
    let (form, lang) = (&bench.form, lang(visit));
    let (answers, errors) = match &posted {
        None => (Answers::default(), vec![]),
        Some(p) => {
            let answers = form.read(&p.0);
            let context = Context { today: crate::today(&visit.app), page: None };
            let errors = if answers.rows_changed() { vec![] } else { form.validate(&answers, &context) };
            (answers, errors)
        }
    };
    let passed = posted.is_some() && errors.is_empty() && !answers.rows_changed();
    let render = Render { lang, page: None, id_prefix: "" };
    visit.html(&Preview {
        page: visit.page("Xem thử biểu mẫu"),
        code: code.to_owned(),
        title: form.title.get(lang).to_owned(),
        summary: form.error_summary(&errors, lang),
        fields: form.html(&answers, &errors, &render),
        passed,
    })
}

/// GET /forms/{code}/preview
pub async fn preview(visit: Visit, Code(code): Code) -> Reply {
    preview_page(&visit, &code, None).await
}

/// POST /forms/{code}/preview: checks the trial answers; nothing is kept.
pub async fn try_out(visit: Visit, Code(code): Code, posted: Posted) -> Reply {
    preview_page(&visit, &code, Some(posted)).await
}

#[derive(Template)]
#[template(path = "catalogue_source.html")]
struct Source {
    page: Page,
    code: String,
    title: String,
    text: String,
    problems: Vec<(String, String)>,
}

/// GET /forms/{code}/source
pub async fn source(visit: Visit, Code(code): Code) -> Reply {
    let bench = bench(&visit.app, &code).await?;
    let (text, title) = (bench.form.to_json(), bench.form.title.vi.clone());
    visit.html(&Source { page: visit.page("Mã nguồn biểu mẫu"), code, title, text, problems: vec![] })
}

/// POST /forms/{code}/source
pub async fn save_source(visit: Visit, Code(code): Code, posted: Posted) -> Reply {
    let bench = bench(&visit.app, &code).await?;
    let text = posted.get("text").to_owned();
    let read = Form::parse(&text).and_then(|form| {
        let other = format!("mã biểu mẫu phải là “{code}”; hãy giữ nguyên mã");
        if form.id == code { Ok(form) } else { Err(vec![forms::Problem { place: "/id".into(), message: other }]) }
    });
    match read {
        Ok(form) => {
            save_form_draft(&visit.app, bench.id, (&form.to_json(), visit.actor()?.by())).await?;
            Ok(visit.done(&format!("/forms/{code}"), visit.lang.t("Đã lưu thay đổi vào bản nháp.")))
        }
        Err(found) => {
            let problems = found.into_iter().map(|p| (p.place, p.message)).collect();
            let title = bench.form.title.vi;
            visit.html_refused(&Source { page: visit.page("Mã nguồn biểu mẫu"), code, title, text, problems })
        }
    }
}

#[derive(Template)]
#[template(path = "catalogue_form_compare.html")]
struct FormCompare {
    page: Page,
    code: String,
    a: i64,
    b: i64,
    changes: Vec<String>,
}

/// GET /forms/{code}/compare?a=1&b=2
pub async fn compare(visit: Visit, Code(code): Code) -> Reply {
    let q = asked(&visit);
    let number = |key: &str| q.get(key).parse::<i64>().unwrap_or(0);
    let (a, b) = (number("a"), number("b"));
    let missing = || Failure::missing("Biểu mẫu không có phiên bản này");
    let old = FORMS.numbered(&visit.app, &code, a).await?.ok_or_else(missing)?;
    let new = FORMS.numbered(&visit.app, &code, b).await?.ok_or_else(missing)?;
    let changes = Form::diff(&parse(&old.body)?, &parse(&new.body)?).into_iter().map(|c| c.message).collect();
    visit.html(&FormCompare { page: visit.page("So sánh hai phiên bản biểu mẫu"), code, a, b, changes })
}
