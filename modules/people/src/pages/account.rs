//! One's own account: who I am here, posts, standing in, password, authenticator, absence, sessions.

use askama::Template;
use axum::extract::Path;
use kernel::error::Refusal;
use kernel::time::{date, short};
use platform::web::{Failure, Page, Posted, Reply, Visit};
use uuid::Uuid;

use super::{Choice, Wrong, at, chosen, wrong};
use crate::actions::accounts::{change_password, set_totp};
use crate::actors::stored;
use crate::model::{Absence, Post};
use crate::{roles, session, shelf, store, today, totp as codes};

struct SessionView {
    id: String,
    seen: String,
    agent: String,
    from: String,
    own: bool,
}

pub struct AbsenceView {
    pub id: String,
    pub days: String,
    pub delegate: String,
    pub reason: String,
    /// Whether it can still be ended.
    pub open: bool,
}

struct PostView {
    id: String,
    title: String,
    unit: String,
    role: &'static str,
    current: bool,
}

#[derive(Template)]
#[template(path = "people_account.html")]
struct AccountPage {
    page: Page,
    name: String,
    login: String,
    agency: String,
    posts: Vec<PostView>,
    standing: bool,
    stands_for: Vec<Choice>,
    has_totp: bool,
    secret: String,
    qr: String,
    absences: Vec<AbsenceView>,
    colleagues: Vec<Choice>,
    sessions: Vec<SessionView>,
    typed: Posted,
    errors: Vec<Wrong>,
}

impl AccountPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field)
    }
    fn at(&self, field: &str) -> &str {
        at(&self.errors, field)
    }
}

/// The absences of an account, newest first.
pub async fn absences(visit: &Visit, account: Uuid) -> Result<Vec<AbsenceView>, Failure> {
    let (q, day) = (store::absences_of(account), today(&visit.app));
    let mut out = vec![];
    for a in visit.app.db().all::<Absence>(q.sql, q.args).await? {
        out.push(AbsenceView {
            id: a.id.to_string(),
            days: format!("{} – {}", date(a.first_day), date(a.last_day)),
            delegate: crate::name_of(&visit.app, a.delegate).await?,
            open: a.cancelled_at.is_none() && a.last_day >= day,
            reason: a.reason,
        });
    }
    Ok(out)
}

/// Everybody at work in an agency but one, as choices in the order of given names.
pub async fn colleagues(visit: &Visit, agency: Uuid, but: Uuid) -> Result<Vec<Choice>, Failure> {
    let mut people = vec![];
    for role in roles::all() {
        people.extend(crate::holders(&visit.app, agency, role).await?);
    }
    people.retain(|p| p.account != but);
    people.sort_by_cached_key(|p| (kernel::text::name_key(&p.name), p.account));
    people.dedup_by_key(|p| p.account);
    Ok(people.into_iter().map(|p| Choice::new(p.account, format!("{} – {}", p.name, p.post))).collect())
}

async fn posts(visit: &Visit, main: (&str, Uuid)) -> Result<Vec<PostView>, Failure> {
    let account = visit.actor()?.account;
    let (q, day, tree) = (store::posts_of(account), today(&visit.app), shelf::tree(&visit.app).await?);
    let all: Vec<Post> = visit.app.db().all(q.sql, q.args).await?;
    let view = |p: Post| PostView {
        id: p.id.to_string(),
        unit: tree.known(p.unit, day).map(|u| u.name).unwrap_or_default(),
        role: roles::label(&p.role),
        current: (p.title.as_str(), p.unit) == main,
        title: p.title,
    };
    Ok(all.into_iter().filter(|p| p.held(day)).map(view).collect())
}

async fn stands_for(visit: &Visit) -> Result<Vec<Choice>, Failure> {
    let q = store::standing_in(visit.actor()?.account, today(&visit.app));
    let mut out = vec![];
    for a in visit.app.db().all::<Absence>(q.sql, q.args).await? {
        out.push(Choice::new(a.account, crate::name_of(&visit.app, a.account).await?));
    }
    Ok(out)
}

async fn view(visit: &Visit, typed: Posted, refusal: Option<Refusal>) -> Result<AccountPage, Failure> {
    let actor = visit.actor()?;
    let stored = stored(&visit.app, actor.account).await?;
    let sessions = session::of_account(&visit.app, actor.account).await?.into_iter().map(|s| SessionView {
        own: s.id == actor.session,
        id: s.id.to_string(),
        seen: short(s.seen_at),
        agent: s.agent,
        from: s.from,
    });
    // A secret already scanned stays the same while its code is typed again.
    let secret = codes::from_base32(typed.get("secret")).unwrap_or_else(|| visit.app.secret::<20>().to_vec());
    let qr = output::qr::svg(&codes::uri(&stored.account.login, &secret));
    Ok(AccountPage {
        page: visit.page("Tài khoản của tôi"),
        name: stored.account.name,
        agency: actor.agency_name.clone(),
        posts: posts(visit, (&actor.post, actor.unit)).await?,
        standing: actor.behalf.is_some(),
        stands_for: stands_for(visit).await?,
        has_totp: stored.account.has_totp,
        secret: codes::base32(&secret),
        qr: qr.map_err(|e| Failure::Internal(e.to_string()))?,
        login: stored.account.login,
        absences: absences(visit, actor.account).await?,
        colleagues: colleagues(visit, actor.agency, actor.account).await?,
        sessions: sessions.collect(),
        typed,
        errors: wrong(refusal),
    })
}

/// GET /account
pub async fn account(visit: Visit) -> Reply {
    let page = view(&visit, Posted::default(), None).await?;
    visit.html(&page)
}

/// Back to the account, with what happened or with the message at its field.
pub async fn answer(visit: &Visit, done: Result<(), Failure>, told: &str, typed: Posted) -> Reply {
    match done {
        Ok(()) => Ok(visit.done("/account", visit.lang.t(told))),
        Err(Failure::Refused(refusal)) => {
            let page = view(visit, typed, Some(refusal)).await?;
            visit.html_refused(&page)
        }
        Err(e) => Err(e),
    }
}

/// POST /account/password
pub async fn password(visit: Visit, posted: Posted) -> Reply {
    let change = async {
        if posted.get("password") != posted.get("again") {
            let why = "Hai lần nhập mật khẩu mới không giống nhau. Nhập lại cả hai ô.";
            return Err(Refusal::new("password", why).at("again").into());
        }
        let actor = visit.actor()?;
        let (old, new) = (posted.get("old"), posted.get("password"));
        change_password(&visit.app, &actor.by(), (actor.account, actor.session), (old, new)).await
    };
    let done = change.await;
    answer(&visit, done, "Đã đổi mật khẩu. Các phiên làm việc khác đã kết thúc.", posted).await
}

/// POST /account/totp: ties an authenticator once its code has been typed, or unties it.
pub async fn totp(visit: Visit, posted: Posted) -> Reply {
    let change = async {
        let (actor, password) = (visit.actor()?, posted.get("totp_password"));
        let who = (actor.account, actor.session);
        if posted.get("action") == "off" {
            return set_totp(&visit.app, &actor.by(), who, (password, None)).await;
        }
        let secret = codes::from_base32(posted.get("secret")).filter(|s| s.len() >= 16);
        let secret = secret.ok_or_else(|| Failure::Bad("Biểu mẫu thiếu khóa. Tải lại trang rồi làm lại.".into()))?;
        if codes::accepted(&secret, posted.get("code"), (visit.app.now().as_second(), i64::MIN)).is_none() {
            let why = "Mã xác thực không đúng. Quét lại mã QR rồi nhập mã 6 số đang hiện.";
            return Err(Refusal::new("totp", why).at("code").into());
        }
        set_totp(&visit.app, &actor.by(), who, (password, Some(secret))).await
    };
    let done = change.await;
    answer(&visit, done, "Đã cập nhật xác thực hai lớp.", posted).await
}

/// POST /account/sessions/{id}/close
pub async fn close(visit: Visit, Path(id): Path<Uuid>) -> Reply {
    let done = session::close(&visit.app, visit.actor()?.account, id).await.map_err(Failure::from);
    answer(&visit, done, "Đã kết thúc phiên làm việc đó.", Posted::default()).await
}

/// POST /account/post: works at another of one's posts.
pub async fn choose(visit: Visit, posted: Posted) -> Reply {
    let change = async {
        let actor = visit.actor()?;
        let post = chosen(&posted, "post")?;
        session::choose(&visit.app, (actor.account, actor.session), (post, None)).await.map_err(Failure::from)
    };
    let done = change.await;
    answer(&visit, done, "Đã chuyển vị trí làm việc.", Posted::default()).await
}

/// POST /account/stand-in: works in the place of somebody absent, or as oneself again.
pub async fn stand_in(visit: Visit, posted: Posted) -> Reply {
    let change = async {
        let actor = visit.actor()?;
        let absent = chosen(&posted, "account")?;
        if let Some(absent) = absent {
            let q = store::standing_in(actor.account, today(&visit.app));
            let all: Vec<Absence> = visit.app.db().all(q.sql, q.args).await?;
            if !all.iter().any(|a| a.account == absent) {
                let why = "Ông/bà không được giao làm thay người này trong hôm nay. Chọn người trong danh sách.";
                return Err(Refusal::new("delegation", why).at("stand-in").into());
            }
        }
        session::choose(&visit.app, (actor.account, actor.session), (None, absent)).await.map_err(Failure::from)
    };
    let done = change.await;
    answer(&visit, done, "Đã chuyển vị trí làm việc.", Posted::default()).await
}
