//! Accounts and posts: created, moved, disabled, given a new password. Each change is one event of the account's record.

use kernel::time::civil::Date;
use platform::db::Changes;
use platform::ledger::{self, Entry, Head};
use platform::web::Failure;
use platform::{App, By, args};
use serde_json::json;
use uuid::Uuid;

use super::refuse;
use crate::actors::stored;
use crate::model::{Account, NewAccount, Post};
use crate::store::{self, Stored};
use crate::{ADMINISTRATION, password, roles, rules, session, shelf, today};

async fn head(app: &App, account: Uuid) -> Result<Head, Failure> {
    Ok(ledger::head(app.db(), ADMINISTRATION, account).await?)
}

/// A post to be given. The title as typed.
#[derive(Debug, Clone, Copy)]
pub struct PostOrder<'a> {
    pub unit: Uuid,
    pub role: &'a str,
    pub title: &'a str,
    /// The first day.
    pub from: Date,
}

async fn post(app: &App, account: Uuid, order: PostOrder<'_>) -> Result<Post, Failure> {
    let role = roles::parse(order.role)
        .ok_or_else(|| refuse("role", "role", "Không có vai trò này. Chọn một vai trò trong danh sách."))?;
    let title = rules::words(order.title, ("post", "Chức danh"), 100)?;
    if shelf::tree(app).await?.known(order.unit, order.from).is_none() {
        return Err(refuse("unit", "unit", "Không có đơn vị này. Chọn một đơn vị trong danh sách."));
    }
    let id = app.new_id();
    Ok(Post { id, account, unit: order.unit, role: role.to_owned(), title, valid_from: order.from, valid_to: None })
}

/// Creates several accounts in one batch, each with its first post held from today on: all of them or none.
///
/// # Errors
/// Refusals at the field, naming the login; storage failures.
pub async fn create_accounts(app: &App, by: &By, all: &[NewAccount<'_>]) -> Result<Vec<Uuid>, Failure> {
    let mut ready = vec![];
    for new in all {
        let login = rules::login(new.login)?;
        let q = store::account_by_login(&login);
        let taken = app.db().first::<Stored>(q.sql, q.args).await?.is_some();
        if taken || ready.iter().any(|(s, _): &(Stored, Post)| s.account.login == login) {
            let why = format!("Tên đăng nhập “{login}” đã có người dùng. Chọn tên khác.");
            return Err(refuse("login-taken", "login", &why));
        }
        rules::password(new.password, &login)?;
        let name = rules::words(new.name, ("name", "Họ và tên"), 100)?;
        let id = app.new_id();
        let order = PostOrder { unit: new.unit, role: new.role, title: new.post, from: today(app) };
        let post = post(app, id, order).await?;
        let account = Account { id, login, name, has_totp: false, created_at: app.now(), disabled_at: None };
        ready.push((Stored { account, password: String::new(), totp_secret: None }, post));
    }
    let mut hashing = tokio::task::JoinSet::new();
    for (place, new) in all.iter().enumerate() {
        let (text, salt) = (new.password.to_owned(), app.secret::<16>());
        hashing.spawn(async move { (place, password::hash(&text, salt).await) });
    }
    while let Some(done) = hashing.join_next().await {
        let (place, hash) = done.map_err(|e| Failure::Internal(format!("password: {e}")))?;
        if let Some((stored, _)) = ready.get_mut(place) {
            stored.password = hash?;
        }
    }
    let mut changes = Changes::new();
    for (stored, post) in &ready {
        let said =
            json!({ "login": stored.account.login, "name": stored.account.name, "role": post.role, "unit": post.unit });
        let record = store::account_record(stored.account.id);
        let mut entry = Entry::new(record, &Head::NEW, (app.now(), *by), "account.created").body(&said);
        entry.save(&store::ACCOUNTS, store::account_row(stored));
        entry.save(&store::POSTS, store::post_row(post));
        changes.record(entry);
    }
    app.db().commit(changes).await?;
    Ok(ready.into_iter().map(|(s, _)| s.account.id).collect())
}

/// Gives an account another post.
///
/// # Errors
/// Refusals at the field; there is no such account; storage failures.
pub async fn add_post(app: &App, by: &By, account: Uuid, order: PostOrder<'_>) -> Result<Uuid, Failure> {
    let head = head(app, account).await?;
    stored(app, account).await?;
    let post = post(app, account, order).await?;
    let said =
        json!({ "role": post.role, "unit": post.unit, "title": post.title, "from": post.valid_from.to_string() });
    let mut entry = Entry::new(store::account_record(account), &head, (app.now(), *by), "post.given").body(&said);
    entry.save(&store::POSTS, store::post_row(&post));
    commit(app, entry).await?;
    Ok(post.id)
}

/// Ends a post with its last day.
///
/// # Errors
/// "post" when the account has no such post, or the last day is before the first; storage failures.
pub async fn end_post(app: &App, by: &By, (account, id): (Uuid, Uuid), last: Date) -> Result<(), Failure> {
    let head = head(app, account).await?;
    let q = store::posts_of(account);
    let posts: Vec<Post> = app.db().all(q.sql, q.args).await?;
    let post = posts.into_iter().find(|p| p.id == id);
    let post = post.ok_or_else(|| Failure::missing("Tài khoản không có vị trí này"))?;
    // A post that never began ends the day before it would have.
    let last = last.max(post.valid_from.yesterday().unwrap_or(post.valid_from));
    let post = Post { valid_to: Some(last), ..post };
    let said = json!({ "role": post.role, "unit": post.unit, "to": last.to_string() });
    let mut entry = Entry::new(store::account_record(account), &head, (app.now(), *by), "post.ended").body(&said);
    entry.save(&store::POSTS, store::post_row(&post));
    commit(app, entry).await
}

async fn commit(app: &App, entry: Entry) -> Result<(), Failure> {
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    session::forget_all(app);
    Ok(())
}

/// Saves the account and ends its sessions except one.
async fn save(
    app: &App,
    (by, action): (&By, &'static str),
    (head, stored): (&Head, &Stored),
    keep: Uuid,
) -> Result<(), Failure> {
    let account = stored.account.id;
    let mut entry = Entry::new(store::account_record(account), head, (app.now(), *by), action);
    entry.save(&store::ACCOUNTS, store::account_row(stored));
    let mut changes = Changes::new();
    changes.record(entry);
    changes.exec("DELETE FROM people_sessions WHERE account_id = $1 AND id <> $2", args![account, keep]);
    app.db().commit(changes).await?;
    session::forget_all(app);
    Ok(())
}

/// Closes an account: it signs in no more, and its sessions end. What it did stays.
///
/// # Errors
/// There is no such account; it is the actor's own; storage failures.
pub async fn disable_account(app: &App, by: &By, account: Uuid) -> Result<(), Failure> {
    if by.account == Some(account) {
        let why = "Không thể khóa chính tài khoản đang dùng. Đề nghị một quản trị viên khác thực hiện.";
        return Err(refuse("own-account", "account", why));
    }
    let head = head(app, account).await?;
    let mut stored = stored(app, account).await?;
    stored.account.disabled_at = Some(app.now());
    save(app, (by, "account.disabled"), (&head, &stored), Uuid::nil()).await
}

/// Opens a closed account again.
pub async fn enable_account(app: &App, by: &By, account: Uuid) -> Result<(), Failure> {
    let head = head(app, account).await?;
    let mut stored = stored(app, account).await?;
    stored.account.disabled_at = None;
    save(app, (by, "account.enabled"), (&head, &stored), Uuid::nil()).await
}

/// Gives an account a new password and takes its authenticator away; its sessions end.
///
/// # Errors
/// "password" when it is too weak; there is no such account; storage failures.
pub async fn reset_password(app: &App, by: &By, account: Uuid, new: &str) -> Result<(), Failure> {
    let head = head(app, account).await?;
    let mut stored = stored(app, account).await?;
    rules::password(new, &stored.account.login)?;
    stored.password = password::hash(new, app.secret()).await?;
    stored.totp_secret = None;
    save(app, (by, "account.password_reset"), (&head, &stored), Uuid::nil()).await
}

/// A person's own change of password; other sessions end.
pub async fn change_password(
    app: &App,
    by: &By,
    (account, session): (Uuid, Uuid),
    (old, new): (&str, &str),
) -> Result<(), Failure> {
    let head = head(app, account).await?;
    let mut stored = stored(app, account).await?;
    super::sign_in::guarded_password(app, &stored, ("old", old)).await?;
    rules::password(new, &stored.account.login)?;
    stored.password = password::hash(new, app.secret()).await?;
    save(app, (by, "account.password_changed"), (&head, &stored), session).await
}

/// Sets or removes the authenticator after the password was given again; `secret` is what the code was made with.
pub async fn set_totp(
    app: &App,
    by: &By,
    (account, session): (Uuid, Uuid),
    (password, secret): (&str, Option<Vec<u8>>),
) -> Result<(), Failure> {
    let head = head(app, account).await?;
    let mut stored = stored(app, account).await?;
    super::sign_in::guarded_password(app, &stored, ("totp_password", password)).await?;
    let action = if secret.is_some() { "account.totp_set" } else { "account.totp_removed" };
    stored.totp_secret = secret;
    save(app, (by, action), (&head, &stored), session).await
}
