//! Identifiers people, organisations, agencies and cases carry. Each is read leniently (spaces, dots, dashes as people
//! type them), kept in one written form, and refused in words that say what to type. Where the law lets a mismatch
//! stand (a corrected sex, a new telephone prefix) there is a warning, never a refusal. Domain facts §1.9, 6, 7.

mod agency;
mod case_code;
mod person;
mod phone;
mod tax;

pub use agency::AgencyCode;
pub use case_code::{CaseCode, CasePlace, CodePattern, ProcedureCode};
pub use person::{PersonalNumber, Sex};
pub use phone::Phone;
pub use tax::{TaxCode, TaxSubject};

/// Declares what every identifier has: its text, Display, and reading from and writing to its text.
macro_rules! written {
    ($name:ident) => {
        impl $name {
            /// The identifier as it is kept.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Refusal;
            fn from_str(s: &str) -> Result<$name, $crate::error::Refusal> {
                $name::parse(s)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::error::Refusal;
            fn try_from(s: String) -> Result<$name, $crate::error::Refusal> {
                $name::parse(&s)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}
use written;

/// What was typed without the separators people put between groups of digits.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '\u{2013}')).collect()
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// What was typed, on one line and short enough to be repeated in a message.
fn shown(text: &str) -> String {
    let line = crate::text::line(text);
    if line.chars().count() <= 60 { line } else { line.chars().take(60).chain(['…']).collect() }
}
