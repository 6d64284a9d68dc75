//! Words on screens: every Vietnamese key of a template or of code has its English, and no English is left without its key.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{files, is_test};

/// Calls whose first argument is a text shown to people.
const CALLS: [&str; 10] = [
    ".t(\"",
    ".f(\"",
    ".f2(\"",
    ".page(\"",
    "NavItem::new(",
    ".done(",
    ".warn(",
    "Failure::missing(\"",
    "Failure::Bad(\"",
    "Failure::TooLarge(\"",
];

/// The string literal that begins `text`, with its escapes undone.
fn literal(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
    None
}

/// The keys a file uses.
fn keys(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for call in CALLS {
        for (at, _) in text.match_indices(call) {
            let rest = &text[at + call.len()..];
            // Calls that name an address first have the text in their second argument.
            let rest = match call.ends_with('"') {
                true => Some(rest),
                false => rest.split_once(", \"").filter(|(before, _)| !before.contains([';', '\n'])).map(|(_, r)| r),
            };
            found.extend(rest.and_then(literal));
        }
    }
    found
}

fn used() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for ending in [".rs", ".html"] {
        for (path, text) in files(ending) {
            let shown = path.starts_with("platform") || path.starts_with("modules");
            if shown && !is_test(&path) {
                all.extend(keys(&text).into_iter().map(|k| (k, path.display().to_string())));
            }
        }
    }
    all
}

#[test]
fn a_key_is_found_where_it_stands() {
    let text = r#"{{ page.t("Nộp \"hồ sơ\"") }} visit.page("Trang chủ") NavItem::new("/desk", "Bàn làm việc") v.t(x)"#;
    let want = ["Bàn làm việc", "Nộp \"hồ sơ\"", "Trang chủ"].map(str::to_owned);
    assert_eq!(keys(text), BTreeSet::from(want));
}

#[test]
fn every_word_on_a_screen_has_its_english() {
    let english = platform::i18n::english();
    let missing: Vec<String> = used()
        .into_iter()
        .filter(|(key, _)| !key.is_empty() && !english.contains_key(key))
        .map(|(key, path)| format!("{path}: \"{key}\" = \"\""))
        .collect();
    assert!(missing.is_empty(), "{} texts have no English in locales/en:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn english_says_something_and_keeps_the_blanks() {
    for (vi, en) in platform::i18n::english() {
        assert!(!en.trim().is_empty(), "“{vi}” has an empty English text");
        assert_eq!(vi.matches("{}").count(), en.matches("{}").count(), "“{vi}” and “{en}” differ in their blanks");
    }
}

#[test]
fn every_file_of_words_can_be_read_and_two_files_agree() {
    let mut all: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut differ = vec![];
    for (path, text) in files(".toml").into_iter().filter(|(p, _)| p.starts_with("locales")) {
        let name = path.display().to_string();
        // A key that stands twice in one file makes the file unreadable, and all its English would be gone.
        let words: BTreeMap<String, String> = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (vi, en) in words {
            match all.get(&vi) {
                Some((other, first)) if *first != en => {
                    differ.push(format!("“{vi}”: {other} has “{first}”, {name} “{en}”"))
                }
                _ => drop(all.insert(vi, (name.clone(), en))),
            }
        }
    }
    assert!(differ.is_empty(), "{} texts with two meanings:\n{}", differ.len(), differ.join("\n"));
}
