//! Vietnamese order: the alphabet a ă â b c d đ e ê …, then the tones ngang huyền hỏi ngã sắc nặng, syllable by syllable,
//! as dictionaries and lists of names have it. Names go by given name first.

use unicode_normalization::UnicodeNormalization;

/// The letters in order; the foreign ones stand where the Latin alphabet has them.
const ALPHABET: [char; 33] = [
    'a', 'ă', 'â', 'b', 'c', 'd', 'đ', 'e', 'ê', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'ô', 'ơ', 'p', 'q',
    'r', 's', 't', 'u', 'ư', 'v', 'w', 'x', 'y', 'z',
];

/// The tone marks in order after "no mark".
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A letter with its own mark (not a tone), composed again.
fn with_mark(base: char, mark: char) -> char {
    match (base, mark) {
        ('a', '\u{306}') => 'ă',
        ('a', '\u{302}') => 'â',
        ('e', '\u{302}') => 'ê',
        ('o', '\u{302}') => 'ô',
        ('o', '\u{31b}') => 'ơ',
        ('u', '\u{31b}') => 'ư',
        _ => base,
    }
}

/// A key whose bytewise order is the Vietnamese order of the texts; case and punctuation do not matter.
pub fn sort_key(s: &str) -> String {
    let mut key = String::with_capacity(s.len() + 8);
    for word in s.split(|c: char| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c)) {
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        let (mut letters, mut tone) = (Vec::<char>::new(), 0_u8);
        for c in word.nfd().flat_map(char::to_lowercase) {
            if let Some(at) = TONES.iter().position(|t| *t == c) {
                tone = at as u8 + 1;
            } else if unicode_normalization::char::is_combining_mark(c) {
                if let Some(last) = letters.last_mut() {
                    *last = with_mark(*last, c);
                }
            } else {
                letters.push(c);
            }
        }
        for letter in letters {
            match ALPHABET.iter().position(|a| *a == letter) {
                Some(rank) => key.push(char::from(b'A' + rank as u8)),
                None if letter.is_ascii_digit() => key.push(letter),
                // Letters of other scripts come after all of these.
                None => key.extend(['~', letter]),
            }
        }
        // Below every letter, so a syllable precedes the longer ones it begins; the tone decides before the next syllable.
        key.extend(['!', char::from(b'0' + tone)]);
    }
    key
}

/// The order of persons: given name, then family name and middle names.
pub fn name_key(full_name: &str) -> String {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    match words.split_last() {
        Some((given, rest)) => sort_key(&format!("{given} {}", rest.join(" "))),
        None => String::new(),
    }
}
