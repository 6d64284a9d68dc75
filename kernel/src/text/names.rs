//! Names of persons as they are written: each part with a capital, and their initials.

use super::line;

/// "NGUYỄN THỊ hương  giang" as "Nguyễn Thị Hương Giang"; parts already in mixed case stay as they were typed.
pub fn title_case(name: &str) -> String {
    let line = line(name);
    let parts = line.split(' ').map(|word| {
        let mixed = word.chars().any(char::is_uppercase) && word.chars().any(char::is_lowercase);
        if mixed && word.starts_with(char::is_uppercase) { word.to_owned() } else { capital(word) }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// A capital at the start and after each mark inside ("H'HEN" as "H'Hen").
fn capital(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in word.chars() {
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.extend(c.to_lowercase())
        }
        start = !c.is_alphanumeric();
    }
    out
}

/// "Nguyễn Thị Hương Giang" as "NTHG".
pub fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphabetic())).flat_map(char::to_uppercase).collect()
}

/// The given name: the last part.
pub fn given_name(name: &str) -> &str {
    name.split_whitespace().next_back().unwrap_or("")
}
