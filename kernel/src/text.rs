//! Vietnamese text: folding for search, cleaning of what was typed, order, names, numbers in words.

mod names;
mod numbers;
mod order;

pub use names::{given_name, initials, title_case};
pub use numbers::number_words;
pub use order::{name_key, sort_key};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without diacritics, đ as d, whitespace runs as one space: the form searched in.
pub fn fold(s: &str) -> String {
    let plain = s.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(|c| match c {
        'đ' => 'd',
        c => c,
    });
    let text: String = plain.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Composed letters, no control characters but line breaks (a tab is a space), trimmed.
pub fn clean(s: &str) -> String {
    // Controls go first: one between a letter and its mark would keep them from composing.
    let kept = s.replace("\r\n", "\n").replace(['\t', '\r', '\u{b}', '\u{c}'], " ");
    let kept: String = kept.chars().filter(|c| *c == '\n' || !c.is_control()).nfc().collect();
    kept.trim().to_owned()
}

/// The same on one line.
pub fn line(s: &str) -> String {
    clean(s).split_whitespace().collect::<Vec<_>>().join(" ")
}
