//! People: the organisation tree with validity dates, accounts, posts and roles, sign-in, absence and delegation, and the
//! permission table that covers every route. This file is what other modules may call.

mod actions;
mod actors;
mod model;
mod pages;
mod password;
pub mod roles;
mod rules;
mod seed;
mod session;
mod shelf;
mod store;
mod totp;
mod tree;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::time::Timestamp;
use kernel::time::civil::Date;
use platform::web::{AgencyName, Failure};
use platform::{Actor, App, By, Module};
use uuid::Uuid;

pub use actions::absences::{AbsenceOrder, add_absence, cancel_absence};
pub use actions::accounts::{
    PostOrder, add_post, create_accounts, disable_account, enable_account, end_post, reset_password,
};
pub use actions::units::{UnitChange, add_unit, change_unit};
pub use model::{Absence, Account, Installed, Level, NewAccount, Person, Post, Unit, UnitKind, UnitRow};
pub use pages::api::api;
pub use roles::{Reach, permissions};

/// The root administration: tenant of the records of this module, and the id of the first root of the tree.
pub const ADMINISTRATION: Uuid = Uuid::from_u128(0x6d6f_7463_7561_4000_8000_0000_0000_0001);

/// The ledgered tables.
static TABLES: [&platform::Table; 4] = [&store::UNITS, &store::ACCOUNTS, &store::POSTS, &store::ABSENCES];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "people",
        routes: pages::routes(),
        tables: &TABLES,
        nav: Some(Arc::new(|_, actor| Box::pin(pages::nav(actor)))),
        sign_in: Some(Arc::new(session::People)),
        ..Module::default()
    }
}

/// Prepares what pages show everywhere: the name of the administration of the day. Call after the database is migrated.
///
/// # Errors
/// The database cannot be read.
pub async fn start(app: &App) -> Result<(), Failure> {
    let tree = shelf::tree(app).await?;
    let today = today(app);
    let root = tree.valid(today).into_iter().find(|u| u.kind == UnitKind::Administration && u.parent.is_none());
    if let Some(root) = root.or_else(|| tree.known(ADMINISTRATION, today)) {
        app.keep(Arc::new(AgencyName(root.name)));
    }
    Ok(())
}

/// Creates the tree of an organisation file (see `law/organisation/`), with validity dates, identifiers and successors.
/// Units that are there already are left as they are, so it can be repeated.
///
/// # Errors
/// "organisation" when the file cannot be read; storage failures.
pub async fn install(app: &App, org_json: &str, now: Timestamp) -> Result<Installed, Failure> {
    let installed = actions::units::install(app, org_json, now).await?;
    start(app).await?;
    Ok(installed)
}

/// Creates an account with its first post, held from today on.
///
/// # Errors
/// Refusals at the field for login (also when taken), name, password, post, role, unit; storage failures.
pub async fn create_account(app: &App, by: &By, new: NewAccount<'_>) -> Result<Uuid, Failure> {
    let made = create_accounts(app, by, &[new]).await?;
    made.first().copied().ok_or_else(|| Failure::Internal("no account was made".into()))
}

/// A unit today, or as it was last (or will be first) when it does not exist today.
///
/// # Errors
/// The database cannot be read.
pub async fn unit(app: &App, id: Uuid) -> Result<Option<Unit>, Failure> {
    unit_on(app, id, today(app)).await
}

/// The same under the name that says why: old records name units that are gone.
///
/// # Errors
/// The database cannot be read.
pub async fn unit_known(app: &App, id: Uuid) -> Result<Option<Unit>, Failure> {
    unit(app, id).await
}

/// A unit on a day, or as it was last (or will be first) when it does not exist then.
///
/// # Errors
/// The database cannot be read.
pub async fn unit_on(app: &App, id: Uuid, day: Date) -> Result<Option<Unit>, Failure> {
    Ok(shelf::shown(app).await?.known(id, day))
}

/// The units valid on a day, each followed by what is below it.
///
/// # Errors
/// The database cannot be read.
pub async fn units(app: &App, at: Date) -> Result<Vec<Unit>, Failure> {
    Ok(shelf::day(app, at).await?.to_vec())
}

/// The same as they are kept, for what is asked at every action.
///
/// # Errors
/// The database cannot be read.
pub async fn units_kept(app: &App, at: Date) -> Result<Arc<Vec<Unit>>, Failure> {
    Ok(shelf::day(app, at).await?)
}

/// Who holds a post in a unit today, in the order of given names.
///
/// # Errors
/// The database cannot be read.
pub async fn staff_of(app: &App, unit: Uuid) -> Result<Vec<Person>, Failure> {
    actors::held(app, store::held_in(unit, today(app))).await
}

/// Who holds a role anywhere in an agency today, in the order of given names.
///
/// # Errors
/// The database cannot be read.
pub async fn holders(app: &App, agency: Uuid, role: &str) -> Result<Vec<Person>, Failure> {
    let (tree, day) = (shelf::shown(app).await?, today(app));
    let mut people = actors::held(app, store::held_as(role, day)).await?;
    people.retain(|p| tree.known(p.unit, day).is_some_and(|u| u.agency == agency));
    Ok(people)
}

/// The full name of an account; empty when there is none. Kept for a minute.
///
/// # Errors
/// The database cannot be read.
pub async fn name_of(app: &App, account: Uuid) -> Result<String, Failure> {
    actors::name_of(app, account).await
}

/// The person behind an account at work today, without a session: for jobs, tests and the demo.
///
/// # Errors
/// There is no such account, or the database cannot be read.
pub async fn actor_for(app: &App, account: Uuid) -> Result<Actor, Failure> {
    actors::actor_for(app, account).await
}

/// The local day of the application's clock.
pub(crate) fn today(app: &App) -> Date {
    kernel::time::local(app.now()).date()
}
