//! Passwords as Argon2id (m = 19 MiB, t = 2, p = 1). Hashing runs beside the event loop, a few at a time, so that a flood of
//! sign-ins takes neither the memory nor the threads of everybody else.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use platform::web::Failure;
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each hash takes 19 MiB.
static ROOM: Semaphore = Semaphore::const_new(4);

/// A hash nobody's password has; checked for unknown logins, so their answer takes as long.
pub const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bW90Y3VhLW5vYm9keS0x$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn internal(e: impl std::fmt::Display) -> Failure {
    Failure::Internal(format!("password: {e}"))
}

/// Keyboards compose Vietnamese letters in different ways; the same word typed is the same password.
fn typed(password: &str) -> String {
    kernel::text::clean(password)
}

fn argon() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC string of a password.
pub async fn hash(password: &str, salt: [u8; 16]) -> Result<String, Failure> {
    let (password, argon) = (typed(password), argon()?);
    let _place = ROOM.acquire().await.map_err(internal)?;
    let work = move || -> Result<String, Failure> {
        let hash: PasswordHash = argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(internal)?;
        Ok(hash.to_string())
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

/// Whether the password belongs to the PHC string.
pub async fn fits(password: &str, stored: &str) -> Result<bool, Failure> {
    let (password, stored, argon) = (typed(password), stored.to_owned(), argon()?);
    let _place = ROOM.acquire().await.map_err(internal)?;
    let work = move || -> Result<bool, Failure> {
        let hash = PasswordHash::new(&stored).map_err(internal)?;
        Ok(argon.verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}
