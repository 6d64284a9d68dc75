//! Routes that carry their permission: a route cannot be added without saying who may use it, so the permission table
//! covers every route by construction and a test walks it role by role.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use super::Failure;
use crate::{Actor, App, Permission};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; what is shown is public or protected by a secret in the address or form.
    Public,
    /// Anybody signed in.
    SignedIn,
    /// Whoever holds the permission somewhere; the action checks the place.
    Can(Permission),
}

/// One line of the permission table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteEntry {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
}

/// A set of routes with its permission table.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<RouteEntry>,
}

async fn check(access: Access, request: Request, next: Next) -> Response {
    let allowed = match (access, request.extensions().get::<Actor>()) {
        (Access::Public, _) => Ok(()),
        (_, None) => Err(()),
        (Access::SignedIn, Some(_)) => Ok(()),
        (Access::Can(permission), Some(actor)) if actor.can(permission) => Ok(()),
        (Access::Can(_), Some(_)) => return Failure::forbidden().into_response(),
    };
    match allowed {
        Ok(()) => next.run(request).await,
        Err(()) => super::guard::sign_in_needed(request).await,
    }
}

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    fn add(mut self, (method, path): (&'static str, &'static str), access: Access, route: MethodRouter<App>) -> Routes {
        self.table.push(RouteEntry { method, path, access });
        let guarded = route.layer(from_fn(move |request, next| check(access, request, next)));
        self.router = self.router.route(path, guarded);
        self
    }

    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(("GET", path), access, get(handler))
    }

    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(("POST", path), access, post(handler))
    }

    /// A route that takes large bodies and limits them itself.
    pub fn upload<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(("POST", path), access, post(handler).layer(axum::extract::DefaultBodyLimit::disable()))
    }

    pub fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The permission table.
    pub fn table(&self) -> &[RouteEntry] {
        &self.table
    }

    pub(super) fn into_router(self) -> Router<App> {
        self.router
    }
}
