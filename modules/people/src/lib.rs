//! People: the organisation tree with its dates, accounts, posts and roles, sign-in, absence and delegation. This file is what
//! other modules may call.

mod actions;
mod model;
mod pages;
mod password;
pub mod roles;
mod rules;
mod seed;
mod store;
mod totp;
mod tree;

#[cfg(test)]
mod tests;

pub use actions::{actor_for, create_account, holders, install, name_of, staff_of, start, unit, unit_known, units};
pub use model::{Absence, Account, Installed, Level, NewAccount, Person, Post, Unit, UnitKind};
pub use pages::api::api;

use std::sync::Arc;

use platform::Module;
use uuid::Uuid;

/// The administration at the root of the tree; the tenant of this module's records.
pub const ADMINISTRATION: Uuid = Uuid::from_u128(0x6d6f_7463_7561_4000_8000_0000_0000_0001);

static TABLES: [&platform::Table; 4] = [&store::UNITS, &store::ACCOUNTS, &store::POSTS, &store::ABSENCES];

/// The module for the application's list.
pub fn module() -> Module {
    Module {
        name: "people",
        routes: pages::routes(),
        tables: &TABLES,
        jobs: vec![],
        nav: Some(Arc::new(|_, actor| Box::pin(pages::nav(actor)))),
        sign_in: Some(Arc::new(actions::Sessions)),
    }
}
