//! A refusal: what the rules do not allow, in words that say what to do, and the article behind it.

use serde::Serialize;

/// What is refused, at which field, why, and by which article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// A stable code for programs ("supplement-once").
    pub code: &'static str,
    /// The field it is about, as named in the form.
    pub field: Option<String>,
    /// Vietnamese: what is wrong and what to do.
    pub message: String,
    /// The article of law, where one stands behind it.
    pub law: Option<String>,
}

impl Refusal {
    /// A refusal with its stable code and its Vietnamese words.
    pub fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, field: None, message: message.into(), law: None }
    }

    /// Names the field.
    pub fn at(mut self, field: impl Into<String>) -> Refusal {
        self.field = Some(field.into());
        self
    }

    /// Names the article.
    pub fn law(mut self, article: impl Into<String>) -> Refusal {
        self.law = Some(article.into());
        self
    }
}
