//! The visit: everything a handler needs to know about who asks, in which language, and how to answer.

use std::convert::Infallible;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;

use super::page::{ActorView, Flash, Page};
use super::{Failure, NavItem, guard};
use crate::i18n::Lang;
use crate::{Actor, App};

/// Who asks, in which language, from where.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub actor: Option<Actor>,
    pub lang: Lang,
    /// Path and query as asked.
    pub path: String,
    /// The address of the other side, for limits only.
    pub from: String,
    flash: Option<Flash>,
    nav: Vec<NavItem>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit, Infallible> {
        let actor = parts.extensions.get::<Actor>().cloned();
        let path = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let lang = guard::lang(&parts.uri, &parts.headers);
        let flash = guard::cookie(&parts.headers, "flash").and_then(|f| unpack(&f));
        let from = parts
            .extensions
            .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
            .map_or_else(|| "local".to_owned(), |c| c.0.ip().to_string());
        let mut nav = vec![];
        if let Some(actor) = &actor {
            let place = parts.uri.path();
            nav = navigation(app, actor).await;
            let longest = nav.iter().filter(|n| place.starts_with(&n.href)).map(|n| n.href.len()).max();
            for item in &mut nav {
                item.current = Some(item.href.len()) == longest && place.starts_with(&item.href);
            }
        }
        Ok(Visit { app: app.clone(), actor, lang, path, from, flash, nav })
    }
}

/// The navigation of one person; a module whose counts cannot be read leaves its part out and is logged.
pub(super) async fn navigation(app: &App, actor: &Actor) -> Vec<NavItem> {
    let mut all = vec![];
    for source in app.nav() {
        match source(app, actor).await {
            Ok(items) => all.extend(items),
            Err(e) => tracing::error!(error = %e, "navigation cannot be read"),
        }
    }
    all
}

fn unpack(text: &str) -> Option<Flash> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (kind, text) = text.split_once('|')?;
    let kind = if kind == "warning" { "warning" } else { "success" };
    Some(Flash { kind, text: text.to_owned() })
}

impl Visit {
    /// The signed-in person; routes that need one are guarded, so absence is a failure of the route's access.
    pub fn actor(&self) -> Result<&Actor, Failure> {
        self.actor.as_ref().ok_or_else(Failure::forbidden)
    }

    /// The frame of a page with this title (Vietnamese, translated here).
    pub fn page(&self, title: &str) -> Page {
        let actor = self.actor.as_ref();
        Page {
            title: self.lang.t(title).to_owned(),
            lang: self.lang,
            nav: self.nav.clone(),
            actor: actor.map(|a| ActorView {
                name: a.name.clone(),
                post: a.post.clone(),
                unit: a.unit_name.clone(),
                roles: a.roles.clone(),
            }),
            demo: self.app.demo(),
            path: self.path.clone(),
            agency: self.app.kept::<AgencyName>().map_or_else(String::new, |a| a.0.clone()),
            flash: self.flash.clone(),
            csrf: actor.map(|a| a.session.simple().to_string()).unwrap_or_default(),
        }
    }

    /// A rendered page.
    pub fn html<T: Template>(&self, template: &T) -> Result<Response, Failure> {
        let mut response = Html(template.render()?).into_response();
        if self.flash.is_some() {
            guard::set_cookie(&mut response, "flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        }
        Ok(response)
    }

    /// A rendered page that says the post was refused.
    pub fn html_refused<T: Template>(&self, template: &T) -> Result<Response, Failure> {
        let mut response = self.html(template)?;
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    }

    /// A redirect with a message shown once on the next page.
    pub fn done(&self, to: &str, text: &str) -> Response {
        self.redirect(to, ("success", text))
    }

    /// The same with a warning.
    pub fn warn(&self, to: &str, text: &str) -> Response {
        self.redirect(to, ("warning", text))
    }

    fn redirect(&self, to: &str, (kind, text): (&str, &str)) -> Response {
        let mut response = super::see_other(to);
        let packed = BASE64URL_NOPAD.encode(format!("{kind}|{text}").as_bytes());
        guard::set_cookie(&mut response, &format!("flash={packed}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"));
        response
    }
}

/// The name of the administration shown in every page's frame; the module that keeps agencies sets it at start.
pub struct AgencyName(pub String);
