//! The engine's tests: rules one by one, properties over anything that can be posted,
//! and every form that ships in `law/eforms`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod editing;
mod hostile;
mod parsing;
mod roundtrip;
mod rules;
mod shipped;
mod values;

use std::path::Path;

use crate::{Context, Form};

/// A form with a field of every kind.
pub(crate) fn kitchen() -> Form {
    Form::parse(include_str!("kitchen.json")).expect("the test form is sound")
}

pub(crate) fn context() -> Context {
    Context { today: jiff::civil::date(2026, 3, 2), page: None }
}

pub(crate) fn law(folder: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../law").join(folder)
}

/// Every e-form that ships, by file stem.
pub(crate) fn shipped() -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    for entry in std::fs::read_dir(law("eforms")).expect("law/eforms") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|e| e == "json") {
            let text = std::fs::read_to_string(&path).expect("readable");
            let stem = path.file_stem().expect("stem").to_string_lossy().into_owned();
            let form = Form::parse(&text).unwrap_or_else(|problems| panic!("{stem}: {problems:#?}"));
            forms.push((stem, form));
        }
    }
    forms.sort_by(|a, b| a.0.cmp(&b.0));
    forms
}

pub(crate) fn post(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// What a browser would send for a page, buttons and files left out.
pub(crate) fn browser(html: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = html;
    let mut select = String::new();
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("a tag ends");
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let value = || attribute(tag, "value").unwrap_or_default();
        let name = attribute(tag, "name").unwrap_or_default();
        if tag.starts_with("input ") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let sent = match kind.as_str() {
                "radio" | "checkbox" => tag.ends_with(" checked"),
                kind => kind != "file",
            };
            if sent {
                pairs.push((name, value()));
            }
        } else if tag.starts_with("textarea ") {
            let text = &after[..after.find('<').expect("a text area ends")];
            let text = text.strip_prefix('\n').unwrap_or(text);
            pairs.push((name, unescape(text)));
        } else if tag.starts_with("select ") {
            select = name;
        } else if tag.starts_with("option ") && tag.ends_with(" selected") {
            pairs.push((select.clone(), value()));
        }
        rest = after;
    }
    pairs
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let end = tag[start..].find('"')?;
    Some(unescape(&tag[start..start + end]))
}

fn unescape(text: &str) -> String {
    text.replace("&#10;", "\n")
        .replace("&#13;", "\r")
        .replace("&#9;", "\t")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
