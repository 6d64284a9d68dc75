//! Use cases: the tree of a day, accounts and their grants, sessions.

mod accounts;
mod directory;
mod sessions;

pub use accounts::{change_password, create_account, set_disabled, set_totp};
pub use directory::{actor_for, holders, install, name_of, staff_of, start, today, tree, unit, unit_known, units};
pub use sessions::{Opened, Sessions, SignedIn, close, own_sessions, sign_in, stand_in};
