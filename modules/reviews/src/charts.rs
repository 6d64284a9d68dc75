//! Charts as SVG drawn on the server: a title, a description, and marks told apart by shape and words, so that they can be read
//! without colour and without seeing. The page shows the same figures as a table beneath.

use std::fmt::Write;

use kernel::money::{Dong, group};

/// A pair of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub label: String,
    pub before: Dong,
    pub after: Dong,
}

/// One bar of a tornado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swing {
    pub label: String,
    /// What the input is at each end, in words.
    pub ends: (String, String),
    pub saving: (Dong, Dong),
}

const WIDTH: i64 = 640;
/// Where bars begin, and the room they have; figures stand to the right of them.
const LEFT: i64 = 8;
const ROOM: i64 = 400;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A label that fits on its line; the whole name stands in the table.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(70).collect();
    if cut.len() < text.len() { format!("{}…", cut.trim_end()) } else { cut }
}

fn length(n: i64, most: i64) -> i64 {
    if most <= 0 { 0 } else { i64::try_from(i128::from(n.max(0)) * i128::from(ROOM) / i128::from(most)).unwrap_or(0) }
}

fn open((id, title, about): (&str, &str, &str), height: i64) -> String {
    let (title, about) = (escape(title), escape(about));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"inherit\" font-size=\"14\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{about}</desc>\
         <defs><pattern id=\"{id}-h\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><rect width=\"3\" height=\"6\" fill=\"#0b5394\"/></pattern></defs>"
    )
}

/// Bars before and after: full for before, hatched with an outline for after.
pub fn bars(heads: (&str, &str, &str), words: (&str, &str), pairs: &[Pair]) -> String {
    let most = pairs.iter().map(|p| p.before.0.max(p.after.0)).max().unwrap_or(0);
    let mut out = open(heads, i64::try_from(pairs.len()).unwrap_or(0) * 78 + 8);
    for (i, p) in pairs.iter().enumerate() {
        let y = i64::try_from(i).unwrap_or(0) * 78;
        let _ =
            write!(out, "<text x=\"{LEFT}\" y=\"{}\" font-weight=\"600\">{}</text>", y + 18, escape(&short(&p.label)));
        let rows =
            [(p.before, "#0b0c0c".to_owned(), words.0, 26), (p.after, format!("url(#{}-h)", heads.0), words.1, 50)];
        for (amount, fill, word, down) in rows {
            let w = length(amount.0, most);
            let _ = write!(
                out,
                "<rect x=\"{LEFT}\" y=\"{}\" width=\"{w}\" height=\"18\" fill=\"{fill}\" stroke=\"#0b0c0c\"/>\
                 <text x=\"{}\" y=\"{}\">{} {}</text>",
                y + down,
                LEFT + w + 6,
                y + down + 14,
                escape(word),
                group(amount.0)
            );
        }
    }
    out + "</svg>"
}

/// A tornado around the expected saving: each bar from the saving at the low value to the one at the high value.
pub fn tornado(heads: (&str, &str, &str), expected: Dong, swings: &[Swing]) -> String {
    let all = swings.iter().flat_map(|s| [s.saving.0.0, s.saving.1.0]).chain([expected.0]);
    let (low, high) = all.fold((i64::MAX, i64::MIN), |(l, h), n| (l.min(n), h.max(n)));
    let span = high.saturating_sub(low).max(1);
    let at = |n: i64| LEFT + length(n.saturating_sub(low), span);
    let height = i64::try_from(swings.len()).unwrap_or(0) * 62 + 30;
    let mut out = open(heads, height);
    for (i, s) in swings.iter().enumerate() {
        let y = i64::try_from(i).unwrap_or(0) * 62;
        let (a, b) = (s.saving.0.0.min(s.saving.1.0), s.saving.0.0.max(s.saving.1.0));
        let _ = write!(
            out,
            "<text x=\"{LEFT}\" y=\"{}\" font-weight=\"600\">{}</text>\
             <rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"16\" fill=\"url(#{}-h)\" stroke=\"#0b0c0c\"/>\
             <line x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\" stroke=\"#942514\" stroke-width=\"3\" stroke-dasharray=\"4 2\"/>\
             <text x=\"{LEFT}\" y=\"{}\" font-size=\"12\">{} → {}</text>",
            y + 14,
            escape(&short(&s.label)),
            at(a),
            y + 20,
            (at(b) - at(a)).max(2),
            heads.0,
            y + 17,
            y + 39,
            y + 50,
            group(s.saving.0.0),
            group(s.saving.1.0),
            x = at(expected.0)
        );
    }
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"12\">{}</text>",
        at(expected.0),
        height - 8,
        group(expected.0)
    );
    out + "</svg>"
}

/// A bar of blocks for papers, which hold text only.
pub fn blocks(amount: Dong, most: Dong) -> String {
    let n =
        if most.0 <= 0 { 0 } else { (i128::from(amount.0.max(0)) * 20 + i128::from(most.0) / 2) / i128::from(most.0) };
    "█".repeat(usize::try_from(n).unwrap_or(0).min(20))
}
