//! The administrator's pages: the tree of a day, accounts, and who may do what.

use askama::Template;
use axum::extract::{Path, Query};
use kernel::error::Refusal;
use kernel::time::{civil::Date, date};
use platform::web::{Access, Failure, Page, Posted, Reply, RouteEntry, Visit};
use serde::Deserialize;
use uuid::Uuid;

use crate::actions;
use crate::model::{NewAccount, Post};
use crate::roles::{self, permission};
use crate::store::{self, Stored};

struct UnitView {
    depth: usize,
    name: String,
    kind: &'static str,
    code: String,
    validity: String,
    successor: String,
}

#[derive(Template)]
#[template(path = "people_units.html")]
struct UnitsPage {
    page: Page,
    day: String,
    units: Vec<UnitView>,
}

#[derive(Deserialize, Default)]
pub struct OnDay {
    #[serde(default)]
    ngay: String,
}

/// GET /admin/units?ngay=
pub async fn units(v: Visit, Query(asked): Query<OnDay>) -> Reply {
    let typed = kernel::time::parse_local(&asked.ngay).ok().map(|t| kernel::time::local(t).date());
    let day: Date = typed.unwrap_or_else(|| actions::today(&v.app));
    let tree = actions::tree(&v.app).await?;
    let units = tree.valid(day).into_iter().map(|u| UnitView {
        depth: u.path.matches('/').count().saturating_sub(2),
        kind: u.kind.label(),
        code: u.code2020.clone().unwrap_or_default(),
        validity: match u.valid_to {
            Some(to) => format!("{} – {}", date(u.valid_from), date(to)),
            None => format!("từ {}", date(u.valid_from)),
        },
        successor: u.successor.and_then(|s| tree.known(s, day)).map(|s| s.name).unwrap_or_default(),
        name: u.name,
    });
    v.html(&UnitsPage { page: v.page("Cơ cấu tổ chức"), day: date(day), units: units.collect() })
}

struct AccountView {
    id: String,
    login: String,
    name: String,
    posts: Vec<String>,
    disabled: bool,
}

struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "people_accounts.html")]
struct AccountsPage {
    page: Page,
    accounts: Vec<AccountView>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    typed: Posted,
    error: String,
    error_field: String,
}

impl AccountsPage {
    fn value(&self, name: &str) -> &str {
        self.typed.get(name)
    }
    fn error(&self, name: &str) -> &str {
        if self.error_field == name { &self.error } else { "" }
    }
}

async fn view(v: &Visit, typed: Posted, refusal: Option<Refusal>) -> Result<AccountsPage, Failure> {
    let day = actions::today(&v.app);
    let tree = actions::tree(&v.app).await?;
    let q = store::all_accounts();
    let accounts: Vec<Stored> = v.app.db().all(q.sql, q.args).await?;
    let q = store::all_posts();
    let posts: Vec<Post> = v.app.db().all(q.sql, q.args).await?;
    let held = |account: Uuid| {
        let own = posts.iter().filter(move |p| p.account == account && p.held(day));
        own.map(|p| {
            let unit = tree.known(p.unit, day).map(|u| u.name).unwrap_or_default();
            format!("{}, {unit} ({})", p.title, roles::label(&p.role))
        })
        .collect()
    };
    Ok(AccountsPage {
        page: v.page("Tài khoản"),
        accounts: accounts
            .into_iter()
            .map(|s| AccountView {
                id: s.account.id.to_string(),
                posts: held(s.account.id),
                login: s.account.login,
                name: s.account.name,
                disabled: s.account.disabled_at.is_some(),
            })
            .collect(),
        units: tree.valid(day).into_iter().map(|u| Choice { value: u.id.to_string(), label: u.name }).collect(),
        roles: roles::all()
            .iter()
            .map(|r| Choice { value: (*r).to_owned(), label: roles::label(r).to_owned() })
            .collect(),
        typed,
        error_field: refusal.as_ref().and_then(|r| r.field.clone()).unwrap_or_default(),
        error: refusal.map(|r| r.message).unwrap_or_default(),
    })
}

/// GET /admin/accounts
pub async fn accounts(v: Visit) -> Reply {
    let page = view(&v, Posted::default(), None).await?;
    v.html(&page)
}

async fn answer(v: Visit, (done, told): (Result<(), Failure>, &str), typed: Posted) -> Reply {
    match done {
        Ok(()) => Ok(v.done("/admin/accounts", v.lang.t(told))),
        Err(Failure::Refused(r)) => {
            let page = view(&v, typed, Some(r)).await?;
            v.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

/// POST /admin/accounts
pub async fn create(v: Visit, p: Posted) -> Reply {
    let made = async {
        let unit = p.get("unit").parse().map_err(|_| Refusal::new("required", "Chọn đơn vị.").at("unit"))?;
        let new = NewAccount {
            login: p.get("login"),
            name: p.get("name"),
            password: p.get("password"),
            post: p.get("post"),
            unit,
            role: p.get("role"),
        };
        actions::create_account(&v.app, &v.actor()?.by(), new).await.map(drop)
    };
    let done = made.await;
    answer(v, (done, "Đã tạo tài khoản."), p).await
}

/// POST /admin/accounts/{id}/disable
pub async fn disable(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let now = v.app.now();
    let done = actions::set_disabled(&v.app, &v.actor()?.by(), id, Some(now)).await;
    answer(v, (done, "Đã khóa tài khoản."), Posted::default()).await
}

/// POST /admin/accounts/{id}/enable
pub async fn enable(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let done = actions::set_disabled(&v.app, &v.actor()?.by(), id, None).await;
    answer(v, (done, "Đã mở lại tài khoản."), Posted::default()).await
}

/// POST /admin/accounts/{id}/password
pub async fn password(v: Visit, Path(id): Path<Uuid>, p: Posted) -> Reply {
    let done = actions::change_password(&v.app, &v.actor()?.by(), id, p.get("password")).await;
    answer(v, (done, "Đã đặt lại mật khẩu."), p).await
}

struct RouteView {
    method: &'static str,
    path: &'static str,
    access: String,
}

struct RoleView {
    label: &'static str,
    grants: Vec<String>,
}

#[derive(Template)]
#[template(path = "people_permissions.html")]
struct PermissionsPage {
    page: Page,
    roles: Vec<RoleView>,
    routes: Vec<RouteView>,
}

/// GET /admin/permissions
pub async fn permissions(v: Visit) -> Reply {
    let table = v.app.kept::<Vec<RouteEntry>>().map(|t| t.to_vec()).unwrap_or_default();
    let access = |a: Access| match a {
        Access::Public => "Công khai".to_owned(),
        Access::SignedIn => "Người đã đăng nhập".to_owned(),
        Access::Can(p) => permission::label(p).to_owned(),
    };
    let routes = table.into_iter().map(|r| RouteView { method: r.method, path: r.path, access: access(r.access) });
    let grant =
        |(p, reach): &(platform::Permission, roles::Reach)| format!("{} ({})", permission::label(p), reach.label());
    let all = roles::all()
        .iter()
        .map(|r| RoleView { label: roles::label(r), grants: roles::permissions(r).iter().map(grant).collect() });
    v.html(&PermissionsPage { page: v.page("Phân quyền"), roles: all.collect(), routes: routes.collect() })
}
