//! The pages of people: signing in and out, one's own account, units, accounts and the permission table of the administrator.

mod absence;
mod account;
mod accounts;
pub mod api;
mod history;
mod permissions;
mod sign_in;
mod unit;
mod units;

use kernel::error::Refusal;
use kernel::time::civil::Date;
use platform::web::{Access, Boxed, Failure, NavItem, Posted, Routes, Visit};
use platform::{Actor, DbError};
use uuid::Uuid;

use crate::roles::permission::PEOPLE_ADMIN;

/// The routes of the module with who may use each.
pub fn routes() -> Routes {
    let admin = Access::Can(PEOPLE_ADMIN);
    Routes::new()
        .get("/sign-in", Access::Public, sign_in::form)
        .post("/sign-in", Access::Public, sign_in::sign_in)
        .post("/sign-out", Access::SignedIn, sign_in::sign_out)
        .get("/start", Access::SignedIn, sign_in::start)
        .get("/account", Access::SignedIn, account::account)
        .post("/account/password", Access::SignedIn, account::password)
        .post("/account/totp", Access::SignedIn, account::totp)
        .post("/account/post", Access::SignedIn, account::choose)
        .post("/account/stand-in", Access::SignedIn, account::stand_in)
        .post("/account/sessions/{id}/close", Access::SignedIn, account::close)
        .post("/account/absence", Access::SignedIn, absence::own)
        .post("/account/absence/{id}/cancel", Access::SignedIn, absence::own_cancel)
        .get("/admin/units", admin, units::units)
        .get("/admin/units/{id}", admin, unit::unit)
        .post("/admin/units/{id}", admin, unit::change)
        .get("/admin/units/{id}/new", admin, unit::new)
        .post("/admin/units/{id}/new", admin, unit::add)
        .get("/admin/accounts", admin, accounts::accounts)
        .post("/admin/accounts", admin, accounts::create)
        .get("/admin/accounts/{id}", admin, accounts::account)
        .post("/admin/accounts/{id}/disable", admin, accounts::disable)
        .post("/admin/accounts/{id}/enable", admin, accounts::enable)
        .post("/admin/accounts/{id}/password", admin, accounts::password)
        .post("/admin/accounts/{id}/posts", admin, accounts::add_post)
        .post("/admin/accounts/{id}/posts/{post}/end", admin, accounts::end_post)
        .post("/admin/accounts/{id}/absence", admin, absence::for_other)
        .get("/admin/permissions", admin, permissions::permissions)
        .post("/api/v1/sign-in", Access::Public, api::sign_in)
        .get("/api/v1/me", Access::SignedIn, api::me)
        .get("/api/v1/units", Access::SignedIn, api::units)
}

/// The administrator's part of the navigation.
pub fn nav(actor: &Actor) -> Boxed<'_, Result<Vec<NavItem>, DbError>> {
    let mut items = vec![];
    if actor.can(PEOPLE_ADMIN) {
        items.push(NavItem::new("/admin/accounts", "Tài khoản"));
        items.push(NavItem::new("/admin/units", "Cơ cấu tổ chức"));
        items.push(NavItem::new("/admin/permissions", "Phân quyền"));
    }
    Box::pin(async move { Ok(items) })
}

/// A message at a field.
pub struct Wrong {
    pub field: String,
    pub message: String,
}

/// What a page shows of a refusal: nothing, or one message.
pub fn wrong(refusal: Option<Refusal>) -> Vec<Wrong> {
    let one = |r: Refusal| Wrong { field: r.field.unwrap_or_else(|| "main".into()), message: r.message };
    refusal.map(one).into_iter().collect()
}

/// The message at a field of the form; empty when there is none.
pub fn at<'a>(errors: &'a [Wrong], field: &str) -> &'a str {
    errors.iter().find(|e| e.field == field).map_or("", |e| &e.message)
}

/// One of several to choose from.
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Choice {
        Choice { value: value.to_string(), label: label.into() }
    }
}

/// The query of the address as pairs.
pub fn asked(visit: &Visit) -> Posted {
    Posted::parse(visit.path.split_once('?').map_or("", |(_, q)| q).as_bytes())
}

/// A day typed as 07/02/2024 or 2024-02-07.
pub fn day(posted: &Posted, field: &'static str) -> Result<Date, Refusal> {
    let read = kernel::time::parse_local(posted.get(field)).map(|t| kernel::time::local(t).date());
    read.map_err(|_| Refusal::new("date", "Không đọc được ngày. Nhập theo mẫu 07/02/2024.").at(field))
}

/// The same, where it may be left empty.
pub fn day_option(posted: &Posted, field: &'static str) -> Result<Option<Date>, Refusal> {
    posted.some(field).map(|_| day(posted, field)).transpose()
}

/// A chosen record, where one may be left out.
pub fn chosen(posted: &Posted, field: &'static str) -> Result<Option<Uuid>, Refusal> {
    let read = |t: &str| t.parse().map_err(|_| Refusal::new("choice", "Chọn một mục trong danh sách.").at(field));
    posted.some(field).map(read).transpose()
}

/// A chosen record that must be there.
pub fn must_choose(posted: &Posted, field: &'static str) -> Result<Uuid, Refusal> {
    chosen(posted, field)?.ok_or_else(|| Refusal::new("required", "Chọn một mục trong danh sách.").at(field))
}

/// The units of a day as choices, indented by their depth.
pub async fn unit_choices(visit: &Visit, on: Date) -> Result<Vec<Choice>, Failure> {
    let units = crate::units(&visit.app, on).await?;
    let label = |u: &crate::Unit| format!("{}{}", "\u{2003}".repeat(depth(u)), u.name);
    Ok(units.iter().map(|u| Choice::new(u.id, label(u))).collect())
}

/// How far below the root a unit stands.
pub fn depth(unit: &crate::Unit) -> usize {
    unit.path.matches('/').count().saturating_sub(2)
}
