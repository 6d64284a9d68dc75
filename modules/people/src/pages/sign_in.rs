//! Sign-in and sign-out. A form whose session had ended is offered again after sign-in, with everything typed.

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use platform::web::{Failure, Page, Posted, Reply, Visit, see_other};
use serde::Deserialize;

use super::api::Agent;
use crate::actions::sign_in::{Attempt, Outcome, sign_in as attempt_to};
use crate::rules::local_path;
use crate::session;

#[derive(Template)]
#[template(path = "people_sign_in.html")]
struct SignInPage {
    page: Page,
    login: String,
    error: String,
    next: String,
    resume_path: String,
    resume_body: String,
    totp: bool,
}

#[derive(Template)]
#[template(path = "people_resume.html")]
struct ResumePage {
    page: Page,
    path: String,
    pairs: Vec<(String, String)>,
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// Where a person without another wish goes: the page that leads to the first of theirs.
const START: &str = "/start";

/// GET /start: no role begins on a page it may not see.
pub async fn start(v: Visit) -> Reply {
    Ok(see_other(v.page("").first()))
}

/// GET /sign-in
pub async fn form(v: Visit, Query(asked): Query<Asked>) -> Reply {
    if v.actor.is_some() {
        return Ok(see_other(local_path(&asked.next, START)));
    }
    let page = v.page("Đăng nhập");
    let blank = String::new;
    v.html(&SignInPage {
        page,
        login: blank(),
        error: blank(),
        next: asked.next,
        resume_path: blank(),
        resume_body: blank(),
        totp: false,
    })
}

fn cookie(v: &Visit, token: &str) -> String {
    let secure = if v.app.address().starts_with("https") { "; Secure" } else { "" };
    let name = platform::web::SESSION_COOKIE;
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

fn with_cookie(mut response: Response, text: &str) -> Result<Response, Failure> {
    let value = HeaderValue::from_str(text).map_err(|e| Failure::Internal(e.to_string()))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// POST /sign-in
pub async fn sign_in(v: Visit, Agent(agent): Agent, posted: Posted) -> Reply {
    let attempt = Attempt {
        login: posted.get("login"),
        password: posted.get("password"),
        code: posted.get("code"),
        agent: &agent,
        from: &v.from,
    };
    let outcome = attempt_to(&v.app, attempt).await?;
    if let Outcome::In(token) = &outcome {
        return with_cookie(welcome(&v, &posted)?, &cookie(&v, token));
    }
    v.html_refused(&SignInPage {
        page: v.page("Đăng nhập"),
        login: posted.get("login").to_owned(),
        error: outcome.words(),
        next: posted.get("next").to_owned(),
        resume_path: posted.get("resume_path").to_owned(),
        resume_body: posted.get("resume_body").to_owned(),
        totp: matches!(outcome, Outcome::CodeNeeded | Outcome::WrongCode),
    })
}

/// Where the person goes on: to the form that waited, or to the page asked for.
fn welcome(v: &Visit, posted: &Posted) -> Reply {
    let body = BASE64URL_NOPAD.decode(posted.get("resume_body").as_bytes()).ok();
    let path = local_path(posted.get("resume_path"), "");
    if let Some(body) = body.filter(|b| !b.is_empty() && !path.is_empty()) {
        let page = v.page("Gửi tiếp nội dung đã nhập");
        return v.html(&ResumePage { page, path: path.to_owned(), pairs: Posted::parse(&body).0 });
    }
    Ok(see_other(local_path(posted.get("next"), START)))
}

/// POST /sign-out
pub async fn sign_out(v: Visit) -> Reply {
    let actor = v.actor()?;
    session::close(&v.app, actor.account, actor.session).await?;
    let name = platform::web::SESSION_COOKIE;
    with_cookie(
        v.done("/sign-in", v.lang.t("Đã đăng xuất.")),
        &format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
    )
}
