//! Accounts: made, disabled, given posts, passwords and authenticators; every change is an event of the account's record.

use kernel::error::Refusal;
use platform::ledger::{By, Head, head};
use platform::web::Failure;
use platform::{App, Changes, DbError, Entry};
use serde_json::json;
use uuid::Uuid;

use super::directory::today;
use crate::model::{Account, NewAccount, Post};
use crate::store::{self, Stored};
use crate::{ADMINISTRATION, password, roles, rules};

/// A post to be given to an account.
pub struct NewPost<'a> {
    pub unit: Uuid,
    pub role: &'a str,
    pub title: &'a str,
}

fn post(app: &App, account: Uuid, new: &NewPost<'_>) -> Result<Post, Refusal> {
    let role =
        roles::parse(new.role).ok_or_else(|| Refusal::new("role", "Chọn vai trò trong danh sách.").at("role"))?;
    Ok(Post {
        id: app.new_id(),
        account,
        unit: new.unit,
        role: role.into(),
        title: rules::words(new.title, ("post", "Chức danh"), 120)?,
        valid_from: today(app),
        valid_to: None,
    })
}

/// Makes an account with its first post.
///
/// # Errors
/// What [`rules`] refuse; "login-taken" when another account has the login.
pub async fn create_account(app: &App, by: &By, new: NewAccount<'_>) -> Result<Uuid, Failure> {
    let login = rules::login(new.login)?;
    rules::password(new.password, &login)?;
    let id = app.new_id();
    let first = post(app, id, &NewPost { unit: new.unit, role: new.role, title: new.post })?;
    let stored = Stored {
        account: Account {
            id,
            login,
            name: rules::words(new.name, ("name", "Họ và tên"), 120)?,
            has_totp: false,
            created_at: app.now(),
            disabled_at: None,
        },
        password: password::hash(new.password, app.secret()).await?,
        totp_secret: None,
    };
    let told = json!({ "login": stored.account.login, "role": first.role, "unit": first.unit });
    let mut entry = Entry::new(store::account_record(id), &Head::NEW, (app.now(), *by), "create").body(&told);
    entry.save(&store::ACCOUNTS, store::account_row(&stored));
    entry.save(&store::POSTS, store::post_row(&first));
    let mut changes = Changes::new();
    changes.record(entry);
    match app.db().commit(changes).await {
        Ok(_) => Ok(id),
        Err(DbError::Conflict(_)) => {
            Err(Refusal::new("login-taken", "Tên đăng nhập đã có người dùng. Chọn tên khác.").at("login").into())
        }
        Err(e) => Err(e.into()),
    }
}

async fn change(
    app: &App,
    by: &By,
    (account, action): (Uuid, &'static str),
    edit: impl FnOnce(&mut Stored),
) -> Result<(), Failure> {
    let head = head(app.db(), ADMINISTRATION, account).await?;
    let q = store::account_by_id(account);
    let stored: Option<Stored> = app.db().first(q.sql, q.args).await?;
    let mut stored = stored.ok_or_else(|| Failure::missing("Không có tài khoản này"))?;
    edit(&mut stored);
    let mut entry = Entry::new(store::account_record(account), &head, (app.now(), *by), action);
    entry.save(&store::ACCOUNTS, store::account_row(&stored));
    let mut changes = Changes::new();
    changes.record(entry);
    app.db().commit(changes).await?;
    Ok(())
}

/// Closes an account, or opens it again.
pub async fn set_disabled(
    app: &App,
    by: &By,
    account: Uuid,
    disabled: Option<kernel::time::Timestamp>,
) -> Result<(), Failure> {
    change(app, by, (account, if disabled.is_some() { "disable" } else { "enable" }), |s| {
        s.account.disabled_at = disabled
    })
    .await
}

/// Sets a new password; the caller has checked who asks.
pub async fn change_password(app: &App, by: &By, account: Uuid, new: &str) -> Result<(), Failure> {
    let q = store::account_by_id(account);
    let stored: Option<Stored> = app.db().first(q.sql, q.args).await?;
    let login = stored.map(|s| s.account.login).unwrap_or_default();
    rules::password(new, &login)?;
    let hash = password::hash(new, app.secret()).await?;
    change(app, by, (account, "password"), |s| s.password = hash).await
}

/// Ties an authenticator to the account, or unties it.
pub async fn set_totp(app: &App, by: &By, account: Uuid, secret: Option<Vec<u8>>) -> Result<(), Failure> {
    change(app, by, (account, "totp"), |s| s.totp_secret = secret).await
}
