//! Enums that are words: each value with how it is stored and how it is shown, written once in a list that reads like a table.

/// An enum whose values are stored as words: `Name { Variant = "stored", "shown"; }`. Attributes go through, so a caller that sends
/// it as JSON says how (`#[derive(Serialize)]`, `#[serde(rename_all = "…")]`).
#[macro_export]
macro_rules! spelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $slug:literal, $label:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),* }

        impl $name {
            /// Every value, in the order of the source.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// How it is stored and sent.
            pub fn slug(self) -> &'static str { match self { $($name::$variant => $slug),* } }
            /// How it is shown.
            pub fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
            /// Reads the stored form.
            pub fn parse(slug: &str) -> Option<$name> { $name::ALL.iter().copied().find(|v| v.slug() == slug) }
        }
    };
}

/// An enum whose values are stored as numbers and shown as a coloured tag: `Name { Variant = 1, "shown", "grey"; }`. In JSON it is
/// spelt in snake_case; the caller has serde.
#[macro_export]
macro_rules! status {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal, $label:literal, $colour:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant = $number),* }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// As stored in the column.
            pub fn number(self) -> i64 { self as i64 }
            /// As shown; the key of the English word.
            pub fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
            /// The colour of its tag; the words carry the meaning.
            pub fn colour(self) -> &'static str { match self { $($name::$variant => $colour),* } }
            /// The one with this number, as addresses and forms carry it.
            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|s| s.number().to_string() == text)
            }
        }
    };
}
