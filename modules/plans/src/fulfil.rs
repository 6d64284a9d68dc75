//! Kinds of records that fulfil tasks, as data (`law/plans/fulfil.toml`), and the way other modules tell that a record exists:
//! [`fulfilled`] closes what waits for it and says by which record.

use kernel::text::fold;
use platform::law::LawFiles;
use serde::Deserialize;

/// All kinds.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    all: Vec<Kind>,
}

/// One kind of record.
#[derive(Debug, Clone, Deserialize)]
pub struct Kind {
    /// "process-version".
    pub kind: String,
    /// In Vietnamese.
    pub label: String,
    /// Words of a task or product that such a record fulfils; all words of one entry must be there, in order.
    words: Vec<String>,
    /// Whether a task that goes on all year is closed by one record, or only gains evidence.
    #[serde(default)]
    pub continuous: Continuous,
    /// Kinds of records that are a part of what is asked for: they are evidence, and the task stays open.
    #[serde(default)]
    pub steps: Vec<String>,
}

/// What a record does to a task that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Continuous {
    #[default]
    Close,
    Evidence,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "kind")]
    kinds: Vec<Kind>,
}

impl Kinds {
    /// Reads the law file.
    ///
    /// # Errors
    /// A missing or wrong file, told with its name and line.
    pub fn from_law(law: &LawFiles) -> Result<Kinds, String> {
        let path = "plans/fulfil.toml";
        let text = law.get(path).ok_or_else(|| format!("thiếu tệp law/{path}"))?;
        let mut file: File = toml::from_str(text).map_err(|e| format!("law/{path}: {e}"))?;
        for kind in &mut file.kinds {
            kind.words = kind.words.iter().map(|w| fold(w)).collect();
        }
        Ok(Kinds { all: file.kinds })
    }

    /// The kind that fulfils a task with these words.
    pub fn of(&self, text: &str) -> Option<String> {
        let text = fold(text);
        let fits = |k: &&Kind| k.words.iter().any(|w| text.contains(w.as_str()));
        self.all.iter().find(fits).map(|k| k.kind.clone())
    }

    /// A kind by its name.
    pub fn get(&self, kind: &str) -> Option<&Kind> {
        self.all.iter().find(|k| k.kind == kind)
    }

    /// Every kind, for choosing.
    pub fn all(&self) -> &[Kind] {
        &self.all
    }
}
