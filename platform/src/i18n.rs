//! Words on screens: the Vietnamese text is the key and stands where it is used; `locales/en/*.toml` give the English.
//! A house test reads every key from templates and code and fails when its English is missing (ADR 0004).

use std::collections::HashMap;
use std::sync::OnceLock;

static FILES: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../locales");

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Lang> {
        match code {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The text in this language; the Vietnamese when no English is known.
    pub fn t(self, vi: &str) -> &str {
        match self {
            Lang::Vi => vi,
            Lang::En => english().get(vi).map_or(vi, String::as_str),
        }
    }

    /// The text with `{}` replaced by the values, in order.
    pub fn f(self, vi: &str, values: &[&dyn std::fmt::Display]) -> String {
        let mut parts = self.t(vi).split("{}");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for (i, part) in parts.enumerate() {
            if let Some(v) = values.get(i) {
                out.push_str(&v.to_string());
            }
            out.push_str(part);
        }
        out
    }
}

/// All English texts by their Vietnamese key.
pub fn english() -> &'static HashMap<String, String> {
    static ALL: OnceLock<HashMap<String, String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let files = FILES.get_dir("en").into_iter().flat_map(|d| d.files());
        let texts = files.filter_map(|f| f.contents_utf8());
        texts.filter_map(|t| toml::from_str::<HashMap<String, String>>(t).ok()).flatten().collect()
    })
}
