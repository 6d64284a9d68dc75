//! One's own account: who I am here, my sessions, password, authenticator, absence, standing in for others.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::{civil::Date, date, short};
use platform::ledger::head;
use platform::web::{Failure, Page, Posted, Reply, Visit};
use platform::{Changes, Entry};
use uuid::Uuid;

use crate::actions;
use crate::model::Absence;
use crate::store::{self, Stored};
use crate::{ADMINISTRATION, password as hashing, roles, rules, totp as codes};

struct SessionView {
    id: String,
    seen: String,
    agent: String,
    from: String,
    own: bool,
}

struct AbsenceView {
    days: String,
    delegate: String,
    reason: String,
}

struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "people_account.html")]
struct AccountPage {
    page: Page,
    login: String,
    roles: Vec<&'static str>,
    agency: String,
    sessions: Vec<SessionView>,
    has_totp: bool,
    secret: String,
    uri: String,
    absences: Vec<AbsenceView>,
    colleagues: Vec<Choice>,
    stands_for: Vec<Choice>,
    standing: bool,
    error: String,
    error_field: String,
}

async fn stored(v: &Visit) -> Result<Stored, Failure> {
    let q = store::account_by_id(v.actor()?.account);
    v.app.db().first(q.sql, q.args).await?.ok_or_else(|| Failure::missing("Không có tài khoản này"))
}

async fn view(v: &Visit, refusal: Option<Refusal>) -> Result<AccountPage, Failure> {
    let actor = v.actor()?;
    let stored = stored(v).await?;
    let sessions = actions::own_sessions(&v.app, actor.account).await?.into_iter().map(|s| SessionView {
        own: s.id == actor.session,
        id: s.id.to_string(),
        seen: short(s.seen_at),
        agent: s.agent,
        from: s.from,
    });
    let mut absences = vec![];
    let q = store::absences_of(actor.account);
    for a in v.app.db().all::<Absence>(q.sql, q.args).await? {
        let delegate = actions::name_of(&v.app, a.delegate).await?;
        absences.push(AbsenceView {
            days: format!("{} – {}", date(a.first_day), date(a.last_day)),
            delegate,
            reason: a.reason,
        });
    }
    let people = actions::staff_of(&v.app, actor.unit).await?;
    let others = people.into_iter().filter(|p| p.account != actor.account);
    let mut stands_for = vec![];
    let q = store::standing_in(actor.account, actions::today(&v.app));
    for a in v.app.db().all::<Absence>(q.sql, q.args).await? {
        stands_for.push(Choice { value: a.account.to_string(), label: actions::name_of(&v.app, a.account).await? });
    }
    let fresh = v.app.secret::<20>();
    Ok(AccountPage {
        page: v.page("Tài khoản của tôi"),
        roles: actor.roles.iter().map(|r| roles::label(r)).collect(),
        agency: actor.agency_name.clone(),
        sessions: sessions.collect(),
        has_totp: stored.account.has_totp,
        secret: codes::base32(&fresh),
        uri: codes::uri(&stored.account.login, &fresh),
        login: stored.account.login,
        absences,
        colleagues: others
            .map(|p| Choice { value: p.account.to_string(), label: format!("{} – {}", p.name, p.post) })
            .collect(),
        stands_for,
        standing: actor.behalf.is_some(),
        error_field: refusal.as_ref().and_then(|r| r.field.clone()).unwrap_or_else(|| "main".into()),
        error: refusal.map(|r| r.message).unwrap_or_default(),
    })
}

/// GET /account
pub async fn account(v: Visit) -> Reply {
    let page = view(&v, None).await?;
    v.html(&page)
}

async fn answer(v: Visit, done: Result<(), Failure>, told: &str) -> Reply {
    match done {
        Ok(()) => Ok(v.done("/account", v.lang.t(told))),
        Err(Failure::Refused(r)) => {
            let page = view(&v, Some(r)).await?;
            v.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

async fn confirm(v: &Visit, typed: &str) -> Result<(), Failure> {
    if hashing::fits(typed, &stored(v).await?.password).await? {
        return Ok(());
    }
    Err(Refusal::new("password", "Mật khẩu hiện tại không đúng. Nhập lại.").at("current").into())
}

/// POST /account/password
pub async fn password(v: Visit, p: Posted) -> Reply {
    let change = async {
        confirm(&v, p.get("current")).await?;
        if p.get("password") != p.get("again") {
            return Err(Refusal::new("password", "Hai lần nhập mật khẩu mới không giống nhau. Nhập lại.")
                .at("password")
                .into());
        }
        let actor = v.actor()?;
        actions::change_password(&v.app, &actor.by(), actor.account, p.get("password")).await
    };
    let done = change.await;
    answer(v, done, "Đã đổi mật khẩu.").await
}

/// POST /account/sessions/{id}/close
pub async fn close(v: Visit, Path(id): Path<Uuid>) -> Reply {
    let done = actions::close(&v.app, v.actor()?.account, id).await;
    answer(v, done, "Đã kết thúc phiên làm việc đó.").await
}

/// POST /account/totp: ties an authenticator once its code has been typed, or unties it.
pub async fn totp(v: Visit, p: Posted) -> Reply {
    let change = async {
        let actor = v.actor()?;
        if p.get("action") == "off" {
            confirm(&v, p.get("current")).await?;
            return actions::set_totp(&v.app, &actor.by(), actor.account, None).await;
        }
        let secret = codes::from_base32(p.get("secret")).filter(|s| s.len() >= 16);
        let secret = secret.ok_or_else(|| Failure::Bad("Biểu mẫu thiếu khóa. Tải lại trang rồi làm lại.".into()))?;
        let now = kernel::time::micros(v.app.now()) / 1_000_000;
        if codes::accepted(&secret, p.get("code"), (now, -1)).is_none() {
            return Err(Refusal::new("totp", "Mã xác thực không đúng. Quét lại mã QR rồi nhập mã đang hiện.")
                .at("code")
                .into());
        }
        actions::set_totp(&v.app, &actor.by(), actor.account, Some(secret)).await
    };
    let done = change.await;
    answer(v, done, "Đã cập nhật xác thực hai lớp.").await
}

fn day(p: &Posted, field: &'static str) -> Result<Date, Refusal> {
    let read = kernel::time::parse_local(p.get(field)).map(|t| kernel::time::local(t).date());
    read.map_err(|_| Refusal::new("date", "Nhập ngày như 07/02/2024.").at(field))
}

/// POST /account/absence
pub async fn absence(v: Visit, p: Posted) -> Reply {
    let done = add_absence(&v, &p).await;
    answer(v, done, "Đã ghi thời gian vắng mặt và người làm thay.").await
}

async fn add_absence(v: &Visit, p: &Posted) -> Result<(), Failure> {
    let actor = v.actor()?;
    let days = (day(p, "first_day")?, day(p, "last_day")?);
    rules::absence(days, actions::today(&v.app))?;
    let delegate =
        p.get("delegate").parse().map_err(|_| Refusal::new("required", "Chọn người làm thay.").at("delegate"))?;
    let row = Absence {
        id: v.app.new_id(),
        account: actor.account,
        delegate,
        first_day: days.0,
        last_day: days.1,
        reason: rules::words(p.get("reason"), ("reason", "Lý do"), 300)?,
        cancelled_at: None,
    };
    let head = head(v.app.db(), ADMINISTRATION, actor.account).await?;
    let told = serde_json::json!({ "delegate": delegate, "from": days.0.to_string(), "to": days.1.to_string() });
    let mut entry =
        Entry::new(store::account_record(actor.account), &head, (v.app.now(), actor.by()), "absence").body(&told);
    entry.save(&store::ABSENCES, store::absence_row(&row));
    let mut changes = Changes::new();
    changes.record(entry);
    v.app.db().commit(changes).await?;
    Ok(())
}

/// POST /account/stand-in
pub async fn stand_in(v: Visit, p: Posted) -> Reply {
    let actor = v.actor()?;
    let absent = p.some("account").and_then(|t| t.parse().ok());
    let done = actions::stand_in(&v.app, (actor.by(), actor.session), absent).await;
    answer(v, done, "Đã chuyển vị trí làm việc.").await
}
