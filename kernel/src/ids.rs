//! Identifiers: UUID version 7, ordered by the time they were made, and a newtype for each kind of record.

use uuid::{Builder, Uuid};

/// A version 7 UUID from milliseconds since 1970 and ten random bytes.
pub fn v7(unix_millis: i64, random: [u8; 10]) -> Uuid {
    Builder::from_unix_timestamp_millis(u64::try_from(unix_millis).unwrap_or(0), &random).into_uuid()
}

/// Declares an id type over [`Uuid`].
#[macro_export]
macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map($name) }
        }
        impl From<uuid::Uuid> for $name { fn from(id: uuid::Uuid) -> Self { $name(id) } }
        impl From<$name> for uuid::Uuid { fn from(id: $name) -> Self { id.0 } }
    };
}
