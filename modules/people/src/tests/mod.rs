//! Tests of people.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[test]
fn every_role_has_words_and_grants() {
    for role in crate::roles::all() {
        assert!(!crate::roles::permissions(role).is_empty(), "{role}");
        assert_ne!(crate::roles::label(role), crate::roles::label("?"));
    }
}
