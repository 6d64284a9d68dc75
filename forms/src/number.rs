//! Numbers as people type them: "1.234,5", "1234.5", "1 234,5" and "1,234.5" all mean one thing.
//! A single dot before exactly three digits groups thousands, as Vietnamese writing does; a single
//! comma is the decimal comma unless the field takes whole numbers only.

/// A number with decimals; `None` when the text is not a number.
pub fn parse_number(text: &str) -> Option<f64> {
    let (negative, body) = split_sign(text)?;
    let dots = body.matches('.').count();
    let commas = body.matches(',').count();
    let (whole, fraction) = match (dots, commas) {
        (0, 0) => (body.clone(), String::new()),
        (_, 1) if dots == 0 || body.rfind('.') < body.find(',') => cut(&body, ',', '.')?,
        (1, _) if commas > 0 => cut(&body, '.', ',')?,
        (1, 0) if !grouped(&body, '.') => cut(&body, '.', ',')?,
        (_, 0) => (ungroup(&body, '.')?, String::new()),
        (0, _) => (ungroup(&body, ',')?, String::new()),
        _ => return None,
    };
    if whole.is_empty() || !digits(&whole) || !(fraction.is_empty() || digits(&fraction)) {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    value.is_finite().then_some(if negative { -value } else { value })
}

/// A whole number; grouping by dots, commas or spaces. `None` when it is not one or does not fit.
pub fn parse_integer(text: &str) -> Option<i64> {
    let (negative, body) = split_sign(text)?;
    let plain = if body.contains('.') {
        ungroup(&body, '.')?
    } else if body.contains(',') {
        ungroup(&body, ',')?
    } else {
        body
    };
    if !digits(&plain) {
        return None;
    }
    let signed = if negative { format!("-{plain}") } else { plain };
    signed.parse().ok()
}

/// Vietnamese writing of a number: thousands by dots, decimals after a comma.
pub fn format_number(value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    match fraction {
        "" => format!("{sign}{grouped}"),
        fraction => format!("{sign}{grouped},{fraction}"),
    }
}

fn split_sign(text: &str) -> Option<(bool, String)> {
    let body: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    if body.len() > 40 {
        return None;
    }
    let (negative, body) = match body.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.to_owned()),
        None => (false, body.strip_prefix('+').unwrap_or(&body).to_owned()),
    };
    (!body.is_empty()).then_some((negative, body))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Groups of three after a first group of one to three that does not start with zero.
fn grouped(text: &str, separator: char) -> bool {
    let mut parts = text.split(separator);
    let first = parts.next().unwrap_or_default();
    digits(first) && first.len() <= 3 && !(first.starts_with('0')) && parts.all(|part| part.len() == 3 && digits(part))
}

fn ungroup(text: &str, separator: char) -> Option<String> {
    grouped(text, separator).then(|| text.replace(separator, ""))
}

fn cut(text: &str, decimal: char, thousands: char) -> Option<(String, String)> {
    let (whole, fraction) = text.split_once(decimal)?;
    let whole = if whole.contains(thousands) { ungroup(whole, thousands)? } else { whole.to_owned() };
    (!fraction.is_empty()).then(|| (whole, fraction.to_owned()))
}
