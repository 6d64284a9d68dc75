//! The web machinery: routes that carry their own permission, the visit every handler receives, pages, failures shown
//! with a way out, sessions, cross-site protection, assets.

mod assets;
mod failure;
mod guard;
mod live;
mod page;
mod posted;
mod routes;
mod visit;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use assets::ASSETS;
pub use failure::{Failure, Problem};
pub use guard::{Resume, SESSION_COOKIE, listen, serve};
pub use page::{ActorView, Flash, NavItem, Page};
pub use posted::{MAX_FORM, Posted};
pub use routes::{Access, RouteEntry, Routes};
pub use visit::{AgencyName, Visit};

use crate::{Actor, App, DbError};

/// A boxed future, as trait objects need.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Turns a session token into the person at work; the module that keeps accounts brings it.
pub trait SignIn: Send + Sync {
    fn actor<'a>(&'a self, app: &'a App, token: &'a str) -> Boxed<'a, Result<Option<Actor>, DbError>>;
}

/// A module's part of the navigation, with live counts, for one person.
pub type NavSource = Arc<dyn for<'a> Fn(&'a App, &'a Actor) -> Boxed<'a, Result<Vec<NavItem>, DbError>> + Send + Sync>;

/// What a page handler returns.
pub type Reply = Result<axum::response::Response, Failure>;

/// A redirect after a successful post.
pub fn see_other(to: &str) -> axum::response::Response {
    axum::response::IntoResponse::into_response(axum::response::Redirect::to(to))
}

/// A file to save or open; never shown inline unless it is a PDF made here.
pub fn file(bytes: Vec<u8>, (name, mime): (&str, &'static str)) -> axum::response::Response {
    use axum::http::header;
    let plain = kernel::text::fold(name).replace(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-', "-");
    let kind = if mime == "application/pdf" { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{kind}; filename=\"{plain}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    axum::response::IntoResponse::into_response((headers, bytes))
}
