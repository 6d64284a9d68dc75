//! Time-based one-time codes (RFC 6238: HMAC-SHA-1, six digits, thirty seconds). Pure: the time and the last step used are
//! arguments, so a code cannot be used twice.

use data_encoding::BASE32_NOPAD;
use sha1::{Digest, Sha1};

/// Seconds a code is shown.
pub const PERIOD: i64 = 30;
/// Clocks of phones differ: one step before and after counts.
const DRIFT: i64 = 1;
const BLOCK: usize = 64;

fn hmac(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mut block = [0u8; BLOCK];
    if key.len() > BLOCK {
        block[..20].copy_from_slice(&Sha1::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha1::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    Sha1::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into()
}

/// The code of a step, as the number it is.
pub fn code(secret: &[u8], step: i64) -> u32 {
    let mac = hmac(secret, &step.to_be_bytes());
    let at = usize::from(mac[19] & 0x0f);
    let word = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]);
    (word & 0x7fff_ffff) % 1_000_000
}

/// The step whose code was typed, when it is near `seconds` (since 1970) and newer than the last one used.
pub fn accepted(secret: &[u8], typed: &str, (seconds, last): (i64, i64)) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let typed: u32 = digits.parse().ok()?;
    let now = seconds.div_euclid(PERIOD);
    // Every step is computed whatever matches, so the answer takes the same time.
    let steps = (now - DRIFT..=now + DRIFT).map(|step| (step, code(secret, step)));
    steps.fold(None, |found, (step, code)| if code == typed && step > last { Some(step) } else { found })
}

/// The secret as authenticators take it.
pub fn base32(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// A secret typed or posted back.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BASE32_NOPAD.decode(clean.to_ascii_uppercase().as_bytes()).ok().filter(|s| (10..=64).contains(&s.len()))
}

/// The address a QR code carries to an authenticator.
pub fn uri(login: &str, secret: &[u8]) -> String {
    format!(
        "otpauth://totp/motcua:{login}?secret={}&issuer=motcua&algorithm=SHA1&digits=6&period={PERIOD}",
        base32(secret)
    )
}
