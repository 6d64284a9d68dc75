//! The pure rules: codes of RFC 6238, logins, passwords, absences, addresses to go on to, and the permission table.

use proptest::prelude::*;

use super::{ROLES, day};
use crate::roles::{Reach, permission, permissions};
use crate::{roles, rules, totp};

/// Appendix B of RFC 6238 (SHA-1), the last six of its eight digits.
#[test]
fn codes_are_those_of_the_standard() {
    let secret = b"12345678901234567890";
    let known = [
        (59, 287_082),
        (1_111_111_109, 81_804),
        (1_111_111_111, 50_471),
        (1_234_567_890, 5_924),
        (2_000_000_000, 279_037),
        (20_000_000_000_i64, 353_130),
    ];
    for (seconds, code) in known {
        assert_eq!(totp::code(secret, seconds / 30), code, "at {seconds}");
        let typed = format!("{code:06}");
        assert_eq!(totp::accepted(secret, &typed, (seconds, i64::MIN)), Some(seconds / 30));
        assert_eq!(totp::accepted(secret, &typed, (seconds + 29, i64::MIN)), Some(seconds / 30), "one step late");
        assert_eq!(totp::accepted(secret, &typed, (seconds + 61, i64::MIN)), None, "two steps late");
        assert_eq!(totp::accepted(secret, &typed, (seconds, seconds / 30)), None, "used before");
    }
}

#[test]
fn what_is_no_code_is_refused() {
    for typed in ["", "12345", "1234567", "12a456", "１２３４５６", "-12345", "+12345"] {
        assert_eq!(totp::accepted(b"12345678901234567890", typed, (59, i64::MIN)), None, "{typed}");
    }
    assert_eq!(totp::accepted(b"12345678901234567890", "287 082", (59, i64::MIN)), Some(1));
}

#[test]
fn a_long_key_is_hashed_first() {
    // RFC 2104: a key longer than a block stands for its digest.
    use sha1::{Digest, Sha1};
    let long = [0xaa_u8; 80];
    let short: [u8; 20] = Sha1::digest(long).into();
    assert_eq!(totp::code(&long, 7), totp::code(&short, 7));
}

#[test]
fn a_secret_survives_base32() {
    let secret = [7_u8; 20];
    assert_eq!(totp::from_base32(&totp::base32(&secret)).unwrap(), secret);
    assert!(totp::from_base32("not base 32 !").is_none());
    assert!(totp::uri("an", &secret).starts_with("otpauth://totp/motcua:an?secret="));
}

#[test]
fn logins_are_plain_and_lower() {
    assert_eq!(rules::login(" Nguyen.Van_An-1 ").unwrap(), "nguyen.van_an-1");
    for bad in ["", "a", "có dấu", "a b c", "<script>", "a'--", &"x".repeat(41)] {
        assert_eq!(rules::login(bad).unwrap_err().field.as_deref(), Some("login"), "{bad}");
    }
}

#[test]
fn weak_passwords_are_refused_with_the_reason() {
    for (bad, why) in [("ngan", "ít nhất"), ("aaaaaaaaaaaa", "lặp lại"), ("xin chao NGUYEN.an 1", "tên đăng nhập")]
    {
        assert!(rules::password(bad, "nguyen.an").unwrap_err().message.contains(why), "{bad}");
    }
    assert!(rules::password(&"ab".repeat(65), "x.y").is_err(), "too long");
    rules::password("trời xanh mây trắng", "nguyen.an").unwrap();
}

#[test]
fn absences_end_after_they_begin_and_are_not_over() {
    let today = day("2024-03-04");
    rules::absence((day("2024-03-04"), day("2024-03-04")), today).unwrap();
    for (first, last) in [("2024-03-06", "2024-03-05"), ("2024-03-01", "2024-03-03"), ("2024-03-04", "2025-03-06")] {
        let refusal = rules::absence((day(first), day(last)), today).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("last_day"), "{first} {last}");
    }
}

#[test]
fn only_addresses_of_this_site_are_gone_on_to() {
    for good in ["/desk", "/desk/cases?page=2&x=%C3%A1", "/"] {
        assert_eq!(rules::local_path(good, "/else"), good);
    }
    for bad in ["", "desk", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x=1", "/ă"]
    {
        assert_eq!(rules::local_path(bad, "/else"), "/else", "{bad:?}");
    }
}

#[test]
fn every_role_has_words_and_every_permission_a_holder() {
    for role in roles::all() {
        assert_ne!(roles::label(role), roles::label("?"));
        assert!(!permissions(role).is_empty(), "{role}");
        for (held, _) in permissions(role) {
            assert_ne!(permission::label(held), *held, "{held} has no words");
        }
    }
    for (wanted, _) in permission::ALL {
        assert!(roles::all().iter().any(|r| permissions(r).iter().any(|(p, _)| *p == wanted)), "{wanted}");
    }
    assert_eq!(roles::all().len(), ROLES.len());
    assert!(permissions("nobody").is_empty());
}

#[test]
fn what_only_some_roles_may() {
    let holders = |wanted: &str| -> Vec<&str> {
        ROLES.into_iter().filter(|r| permissions(r).iter().any(|(p, _)| *p == wanted)).collect()
    };
    assert_eq!(holders(permission::CASES_INTAKE), [roles::CLERK]);
    assert_eq!(holders(permission::CASES_RETURN), [roles::CLERK]);
    assert_eq!(holders(permission::CASES_SIGN), [roles::LEADER]);
    assert_eq!(holders(permission::CASES_APPROVE), [roles::UNIT_HEAD, roles::LEADER]);
    assert_eq!(holders(permission::CASES_SECOND_SUPPLEMENT), [roles::UNIT_HEAD, roles::LEADER]);
    assert_eq!(holders(permission::CATALOGUE_PUBLISH), [roles::CONTROL]);
    assert_eq!(holders(permission::PEOPLE_ADMIN), [roles::ADMIN]);
    let head = permissions(roles::UNIT_HEAD).iter().find(|(p, _)| *p == permission::CASES_ASSIGN).unwrap();
    assert_eq!(head.1, Reach::Unit);
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", other in "\\PC{0,60}") {
        let _ = rules::login(&text);
        let _ = rules::password(&text, &other);
        let _ = rules::words(&text, ("name", "Tên"), 20);
        let _ = rules::codes(&text);
        let _ = totp::from_base32(&text);
        prop_assert_eq!(totp::accepted(text.as_bytes(), &other, (0, i64::MAX)), None);
        prop_assert!(rules::local_path(&text, "/").starts_with('/'));
    }

    #[test]
    fn a_code_holds_for_its_step_and_the_next_to_it(seconds in 60_i64..4_000_000_000, drift in -120_i64..120) {
        let typed = format!("{:06}", totp::code(b"a secret of its own", seconds / 30));
        let steps = ((seconds + drift).div_euclid(30) - seconds / 30).abs();
        let found = totp::accepted(b"a secret of its own", &typed, (seconds + drift, i64::MIN));
        if steps <= 1 { prop_assert!(found.is_some()); }
    }
}
