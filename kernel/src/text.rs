//! Vietnamese text: folding for search, cleaning of what was typed.

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

/// Composed letters, no control characters but line breaks, trimmed.
pub fn clean(s: &str) -> String {
    let kept: String = s.replace("\r\n", "\n").nfc().filter(|c| *c == '\n' || !c.is_control()).collect();
    kept.trim().to_owned()
}

/// The same on one line.
pub fn line(s: &str) -> String {
    clean(s).split_whitespace().collect::<Vec<_>>().join(" ")
}
