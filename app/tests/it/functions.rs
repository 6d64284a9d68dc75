//! House rules for functions: at most 60 lines and four parameters, and no bare `bool` in what others call. The scan leans on
//! rustfmt: a function ends at the brace that stands as deep as its first line.

use crate::house::{files, is_test};

/// A function as the scan sees it.
struct Function {
    place: String,
    lines: usize,
    parameters: Vec<String>,
    public: bool,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line begins a function.
fn begins(line: &str) -> bool {
    let mut words = line.trim_start();
    while let Some(rest) =
        ["pub(crate) ", "pub(super) ", "pub ", "const ", "async "].iter().find_map(|w| words.strip_prefix(w))
    {
        words = rest;
    }
    words.starts_with("fn ")
}

/// The parameters of a signature, without `self`.
fn parameters(signature: &str) -> Vec<String> {
    let name = signature.find("fn ").map_or("", |at| &signature[at..]);
    let (mut angle, mut open) = (0_i32, None);
    for (i, c) in name.char_indices() {
        match c {
            '<' => angle += 1,
            '>' if !name[..i].ends_with('-') => angle -= 1,
            '(' if angle == 0 => {
                open = Some(i + 1);
                break;
            }
            _ => {}
        }
    }
    let (mut depth, mut all, mut now) = (0_i32, vec![], String::new());
    let mut before = ' ';
    for c in open.map_or("", |at| &name[at..]).chars() {
        match c {
            ')' if depth == 0 => break,
            ',' if depth == 0 => all.push(std::mem::take(&mut now)),
            _ => {
                depth += i32::from("([{<".contains(c));
                depth -= i32::from(")]}".contains(c) || c == '>' && before != '-' && before != '=');
                now.push(c);
            }
        }
        before = c;
    }
    all.push(now);
    all.iter()
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty() && !["self", "&self", "&mut self", "mut self"].contains(&p.as_str()))
        .collect()
}

fn functions(path: &str, text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = vec![];
    for (from, line) in lines.iter().enumerate().filter(|(_, l)| begins(l)) {
        let depth = indent(line);
        let closes = |l: &&str| indent(l) == depth && (l.trim_start().starts_with('}') || l.trim_end().ends_with(';'));
        let one_line = line.trim_end().ends_with('}') || line.trim_end().ends_with(';');
        let length = if one_line { 1 } else { lines[from + 1..].iter().position(closes).map_or(1, |n| n + 2) };
        let body = &lines[from..from + length];
        let head = body.iter().position(|l| l.trim_end().ends_with(['{', ';'])).unwrap_or(0);
        all.push(Function {
            place: format!("{path}:{}", from + 1),
            lines: length,
            parameters: parameters(&body[..=head].join(" ")),
            public: line.trim_start().starts_with("pub "),
        });
    }
    all
}

#[test]
fn the_scan_sees_what_it_should() {
    let text = "pub fn a(&self, x: Vec<(u8, u8)>, f: impl Fn(u8, u8) -> u8) {\n    x;\n}\nfn b() {}\n    async fn c<T: Fn(u8)>(\n        y: bool,\n    ) -> T\n    where\n        T: Copy,\n    {\n        y\n    }\n";
    let seen = functions("t.rs", text);
    let shown: Vec<(usize, usize, bool)> = seen.iter().map(|f| (f.lines, f.parameters.len(), f.public)).collect();
    assert_eq!(shown, [(3, 2, true), (1, 0, false), (8, 1, false)]);
    assert_eq!(seen[2].parameters, ["y: bool"]);
}

#[test]
fn functions_are_short_and_take_few_arguments() {
    let mut wrong = vec![];
    for (path, text) in files(".rs") {
        let name = path.display().to_string();
        for f in functions(&name, &text) {
            if f.lines > 60 {
                wrong.push(format!("{}: {} lines", f.place, f.lines));
            }
            if f.parameters.len() > 4 {
                wrong.push(format!("{}: {} parameters", f.place, f.parameters.len()));
            }
            let flags = f.parameters.iter().filter(|p| p.ends_with(": bool")).count();
            if f.public && flags > 0 && !is_test(&path) {
                wrong.push(format!("{}: a bool parameter; an enum says what it means", f.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{} functions:\n{}", wrong.len(), wrong.join("\n"));
}
