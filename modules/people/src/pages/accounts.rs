//! The administrator's accounts: the list, a new one, and one account with its posts, password, absence and history.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::account::{AbsenceView, absences, colleagues};
use super::history::{Told, history};
use super::{Choice, Wrong, at, day, must_choose, unit_choices, wrong};
use crate::actions::accounts as act;
use crate::actors::stored;
use crate::model::{NewAccount, Post};
use crate::store::{self, Stored};
use crate::{roles, shelf, today};

struct Row {
    id: String,
    login: String,
    name: String,
    posts: Vec<String>,
    disabled: bool,
}

#[derive(Template)]
#[template(path = "people_accounts.html")]
struct ListPage {
    page: Page,
    accounts: Vec<Row>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    typed: Posted,
    errors: Vec<Wrong>,
}

struct PostView {
    id: String,
    text: String,
    role: &'static str,
    days: String,
    held: bool,
}

#[derive(Template)]
#[template(path = "people_account_admin.html")]
struct OnePage {
    page: Page,
    id: Uuid,
    name: String,
    login: String,
    created: String,
    disabled: bool,
    has_totp: bool,
    posts: Vec<PostView>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    absences: Vec<AbsenceView>,
    colleagues: Vec<Choice>,
    history: Vec<Told>,
    today: String,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl ListPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

impl OnePage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

fn role_choices(visit: &Visit) -> Vec<Choice> {
    roles::all().iter().map(|r| Choice::new(r, visit.lang.t(roles::label(r)))).collect()
}

async fn list(visit: &Visit, typed: Posted, refusal: Option<Refusal>) -> Result<ListPage, Failure> {
    let (on, tree) = (today(&visit.app), shelf::tree(&visit.app).await?);
    let (q, p) = (store::all_accounts(), store::all_posts());
    let accounts: Vec<Stored> = visit.app.db().all(q.sql, q.args).await?;
    let posts: Vec<Post> = visit.app.db().all(p.sql, p.args).await?;
    let place = |p: &Post| {
        let unit = tree.known(p.unit, on).map(|u| u.called().to_owned()).unwrap_or_default();
        format!("{}, {unit} ({})", p.title, visit.lang.t(roles::label(&p.role)))
    };
    let mut held: std::collections::HashMap<Uuid, Vec<String>> = std::collections::HashMap::new();
    for post in posts.iter().filter(|p| p.held(on)) {
        held.entry(post.account).or_default().push(place(post));
    }
    let row = |s: Stored| Row {
        id: s.account.id.to_string(),
        posts: held.remove(&s.account.id).unwrap_or_default(),
        login: s.account.login,
        name: s.account.name,
        disabled: s.account.disabled_at.is_some(),
    };
    Ok(ListPage {
        page: visit.page("Tài khoản"),
        accounts: accounts.into_iter().map(row).collect(),
        units: unit_choices(visit, on).await?,
        roles: role_choices(visit),
        typed,
        errors: wrong(refusal),
    })
}

/// GET /admin/accounts
pub async fn accounts(visit: Visit) -> Reply {
    let page = list(&visit, Posted::default(), None).await?;
    visit.html(&page)
}

/// POST /admin/accounts
pub async fn create(visit: Visit, posted: Posted) -> Reply {
    let made = async {
        let new = NewAccount {
            login: posted.get("login"),
            name: posted.get("name"),
            password: posted.get("password"),
            post: posted.get("post"),
            unit: must_choose(&posted, "unit")?,
            role: posted.get("role"),
        };
        crate::create_account(&visit.app, &visit.actor()?.by(), new).await
    };
    match made.await {
        Ok(id) => Ok(visit.done(&format!("/admin/accounts/{id}"), visit.lang.t("Đã tạo tài khoản."))),
        Err(Failure::Refused(refusal)) => {
            let page = list(&visit, posted, Some(refusal)).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

async fn view(visit: &Visit, id: Uuid, (typed, refusal): (Posted, Option<Refusal>)) -> Result<OnePage, Failure> {
    let (app, on) = (&visit.app, today(&visit.app));
    let account = stored(app, id).await?.account;
    let (tree, q) = (shelf::tree(app).await?, store::posts_of(id));
    let posts: Vec<Post> = app.db().all(q.sql, q.args).await?;
    let agency = posts.iter().rev().find_map(|p| tree.known(p.unit, on)).map_or(crate::ADMINISTRATION, |u| u.agency);
    let post = |p: &Post| PostView {
        id: p.id.to_string(),
        text: format!("{}, {}", p.title, tree.known(p.unit, on).map(|u| u.name).unwrap_or_default()),
        role: roles::label(&p.role),
        days: format!("{} – {}", date(p.valid_from), p.valid_to.map(date).unwrap_or_default()),
        held: p.valid_to.is_none_or(|to| to >= on),
    };
    Ok(OnePage {
        page: visit.page(&account.name),
        id,
        created: short(account.created_at),
        disabled: account.disabled_at.is_some(),
        has_totp: account.has_totp,
        posts: posts.iter().map(post).collect(),
        units: unit_choices(visit, on).await?,
        roles: role_choices(visit),
        absences: absences(visit, id).await?,
        colleagues: colleagues(visit, agency, id).await?,
        history: history(visit, id).await?,
        today: date(on),
        name: account.name,
        login: account.login,
        typed,
        errors: wrong(refusal),
    })
}

/// GET /admin/accounts/{id}
pub async fn account(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let page = view(&visit, id, (Posted::default(), None)).await?;
    visit.html(&page)
}

/// Back to the account, with what happened or with the message at its field.
pub async fn answer(visit: &Visit, (id, done): (Uuid, Result<(), Failure>), told: &str, typed: Posted) -> Reply {
    match done {
        Ok(()) => Ok(visit.done(&format!("/admin/accounts/{id}"), visit.lang.t(told))),
        Err(Failure::Refused(refusal)) => {
            let page = view(visit, id, (typed, Some(refusal))).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

/// POST /admin/accounts/{id}/disable
pub async fn disable(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let done = act::disable_account(&visit.app, &visit.actor()?.by(), id).await;
    answer(&visit, (id, done), "Đã khóa tài khoản. Các phiên làm việc đã kết thúc.", Posted::default()).await
}

/// POST /admin/accounts/{id}/enable
pub async fn enable(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let done = act::enable_account(&visit.app, &visit.actor()?.by(), id).await;
    answer(&visit, (id, done), "Đã mở lại tài khoản.", Posted::default()).await
}

/// POST /admin/accounts/{id}/password
pub async fn password(visit: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let done = act::reset_password(&visit.app, &visit.actor()?.by(), id, posted.get("password")).await;
    answer(&visit, (id, done), "Đã đặt lại mật khẩu và tắt xác thực hai lớp.", posted).await
}

/// POST /admin/accounts/{id}/posts
pub async fn add_post(visit: Visit, Path(id): Path<Uuid>, posted: Posted) -> Reply {
    let given = async {
        let from = day(&posted, "from")?;
        let unit = must_choose(&posted, "unit")?;
        let order = act::PostOrder { unit, role: posted.get("role"), title: posted.get("post"), from };
        act::add_post(&visit.app, &visit.actor()?.by(), id, order).await.map(drop)
    };
    let done = given.await;
    answer(&visit, (id, done), "Đã giao thêm vị trí.", posted).await
}

/// POST /admin/accounts/{id}/posts/{post}/end: yesterday was the last day.
pub async fn end_post(visit: Visit, Path((id, post)): Path<(Uuid, Uuid)>) -> Reply {
    let on = today(&visit.app);
    let last = on.yesterday().unwrap_or(on);
    let done = act::end_post(&visit.app, &visit.actor()?.by(), (id, post), last).await;
    answer(&visit, (id, done), "Đã cho thôi giữ vị trí.", Posted::default()).await
}
