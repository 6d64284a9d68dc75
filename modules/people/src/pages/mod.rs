//! The pages of people: sign-in, one's own account, the administrator's units, accounts and permission table.

mod account;
mod admin;
pub mod api;
mod sign_in;

use platform::web::{Access, Boxed, NavItem, Routes};
use platform::{Actor, DbError};

/// The routes of the module with who may use each.
pub fn routes() -> Routes {
    let admin = Access::Can("people.admin");
    Routes::new()
        .get("/sign-in", Access::Public, sign_in::form)
        .post("/sign-in", Access::Public, sign_in::sign_in)
        .post("/sign-out", Access::SignedIn, sign_in::sign_out)
        .get("/account", Access::SignedIn, account::account)
        .post("/account/password", Access::SignedIn, account::password)
        .post("/account/sessions/{id}/close", Access::SignedIn, account::close)
        .post("/account/totp", Access::SignedIn, account::totp)
        .post("/account/absence", Access::SignedIn, account::absence)
        .post("/account/stand-in", Access::SignedIn, account::stand_in)
        .get("/admin/units", admin, admin::units)
        .get("/admin/accounts", admin, admin::accounts)
        .post("/admin/accounts", admin, admin::create)
        .post("/admin/accounts/{id}/disable", admin, admin::disable)
        .post("/admin/accounts/{id}/enable", admin, admin::enable)
        .post("/admin/accounts/{id}/password", admin, admin::password)
        .get("/admin/permissions", admin, admin::permissions)
        .post("/api/v1/sign-in", Access::Public, api::sign_in)
        .get("/api/v1/me", Access::SignedIn, api::me)
        .get("/api/v1/units", Access::SignedIn, api::units)
}

/// The administrator's part of the navigation.
pub fn nav(actor: &Actor) -> Boxed<'_, Result<Vec<NavItem>, DbError>> {
    let mut items = vec![];
    if actor.can("people.admin") {
        items.push(NavItem::new("/admin/accounts", "Tài khoản"));
        items.push(NavItem::new("/admin/units", "Cơ cấu tổ chức"));
        items.push(NavItem::new("/admin/permissions", "Phân quyền"));
    }
    Box::pin(async move { Ok(items) })
}
