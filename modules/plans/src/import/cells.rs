//! A cell as paragraphs: tags that survived a conversion become paragraph ends, bullets run together are parted, entities are
//! read. Nothing of the words is changed; spelling stays as the source has it.

use kernel::text::line;

/// Tags that end a paragraph.
const BREAKS: [&str; 6] = ["p", "br", "li", "ul", "ol", "div"];

/// The paragraphs of a cell, without empty ones.
pub fn paragraphs(cell: &str) -> Vec<String> {
    let text = if cell.contains('<') { untagged(cell) } else { cell.to_owned() };
    let text = if text.contains('&') { entities(&text) } else { text };
    text.split('\n').flat_map(bullets).map(|p| line(&p)).filter(|p| !p.is_empty()).collect()
}

/// The cell on one line.
pub fn flat(cell: &str) -> String {
    paragraphs(cell).join(" ")
}

fn untagged(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        match tag_name(tag) {
            Some((name, after)) => {
                if BREAKS.contains(&name.as_str()) {
                    out.push('\n');
                }
                rest = after;
            }
            // "<" that begins no tag is a sign like any other.
            None => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The name of the tag a text begins with, and what follows it.
fn tag_name(text: &str) -> Option<(String, &str)> {
    let inner = &text[1..];
    let (tag, after) = inner.split_once('>').filter(|(tag, _)| tag.len() <= 200 && !tag.contains('<'))?;
    let name = tag.trim_start_matches('/');
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
    let known = BREAKS.contains(&name.as_str())
        || ["b", "i", "u", "em", "strong", "span", "sup", "sub"].contains(&name.as_str());
    known.then_some((name, after))
}

fn entities(text: &str) -> String {
    let plain = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&amp;", "&")
}

/// Bullets that follow the end of a sentence without a line end: "…điện tử.- Tổ chức …".
fn bullets(paragraph: &str) -> Vec<String> {
    let mut out = vec![];
    let mut rest = paragraph;
    loop {
        let cut = rest.match_indices("- ").map(|(at, _)| at).find(|at| rest[..*at].ends_with(['.', ';', ':']));
        match cut {
            Some(at) => {
                out.push(rest[..at].to_owned());
                rest = &rest[at..];
            }
            None => break,
        }
    }
    out.push(rest.to_owned());
    out
}

/// Whether a paragraph goes on from the one before it, over a page end.
pub fn goes_on(before: &str, text: &str) -> bool {
    let begins_low = text.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, ')' | ',' | ';' | '.' | '”'));
    let open = |a: char, b: char| before.matches(a).count() > before.matches(b).count();
    !text.is_empty() && !before.is_empty() && (begins_low || open('(', ')') || open('“', '”'))
}
