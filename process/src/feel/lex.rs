//! Characters to words. Positions count characters from 1, as people do.

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(f64),
    Text(String),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 23] = [
    "**", "<=", ">=", "!=", "..", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",", ".", "{", "}", ":", "@",
    "?",
];

const LONGEST: usize = 600;

// A name may hold letters, digits and the combining marks of decomposed Vietnamese.
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c)
}

fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

fn number(rest: &str) -> usize {
    let whole = digits(rest);
    match rest[whole..].strip_prefix('.').map(digits) {
        Some(fraction) if fraction > 0 => whole + 1 + fraction,
        _ => whole,
    }
}

/// The quoted text at the start and how many bytes it takes.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, at + 1)),
            '\\' => out.push(match chars.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'u' => {
                    let code: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)?
                }
                other => other,
            }),
            c => out.push(c),
        }
    }
    None
}

/// Splits an expression into words with their positions.
pub fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut out = vec![];
    let mut at = 0;
    let mut position = 1;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if c.is_whitespace() {
            (None, c.len_utf8())
        } else if c.is_ascii_digit() {
            let end = number(rest);
            let n = rest[..end].parse().map_err(|_| format!("số không đọc được ở ký tự thứ {position}"))?;
            (Some(Token::Number(n)), end)
        } else if c == '"' {
            let found = quoted(rest).ok_or_else(|| format!("chuỗi mở ở ký tự thứ {position} chưa đóng đúng"))?;
            (Some(Token::Text(found.0)), found.1)
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
            (Some(Token::Name(rest[..end].to_owned())), end)
        } else {
            let sign = SIGNS.into_iter().find(|s| rest.starts_with(s));
            let sign =
                sign.ok_or_else(|| format!("ký tự “{c}” ở vị trí {position} không dùng được trong biểu thức"))?;
            (Some(Token::Sign(sign)), sign.len())
        };
        out.extend(token.map(|t| (position, t)));
        if out.len() > LONGEST {
            return Err(format!("biểu thức quá dài (hơn {LONGEST} từ); tách thành nhiều điều kiện"));
        }
        position += rest[..length].chars().count();
        at += length;
    }
    Ok(out)
}
