//! Money in đồng: whole numbers, grouped by dots as offices write them, read with dots or commas, never rounded.

use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// An amount in đồng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);

/// "1.234.567"
pub fn group(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    out
}

impl Dong {
    /// Reads "1.234.567", "1,234,567", "1234567 đ", "50000 đồng", "50.000 VND".
    ///
    /// # Errors
    /// "money": words, fractions, groups not of three digits, or more than can be held.
    pub fn parse(text: &str) -> Result<Dong, Refusal> {
        let folded = crate::text::fold(text);
        let bare = ["dong", "vnd", "d"].iter().find_map(|unit| folded.strip_suffix(unit)).unwrap_or(&folded).trim();
        let compact: String = bare.chars().filter(|c| *c != ' ').collect();
        read(&compact).map(Dong).ok_or_else(|| {
            Refusal::new(
                "money",
                format!(
                    "“{}” không phải số tiền. Nhập bằng chữ số, ví dụ 1.234.567 hoặc 1234567 đồng.",
                    crate::text::line(text)
                ),
            )
        })
    }

    /// The sum.
    ///
    /// # Errors
    /// "money": more than can be held.
    pub fn plus(self, other: Dong) -> Result<Dong, Refusal> {
        self.0.checked_add(other.0).map(Dong).ok_or_else(too_much)
    }

    /// The difference.
    ///
    /// # Errors
    /// "money": more than can be held.
    pub fn minus(self, other: Dong) -> Result<Dong, Refusal> {
        self.0.checked_sub(other.0).map(Dong).ok_or_else(too_much)
    }

    /// The amount a number of times.
    ///
    /// # Errors
    /// "money": more than can be held.
    pub fn times(self, n: i64) -> Result<Dong, Refusal> {
        self.0.checked_mul(n).map(Dong).ok_or_else(too_much)
    }

    /// In words for papers: "năm mươi nghìn đồng".
    pub fn words(self) -> String {
        let minus = if self.0 < 0 { "âm " } else { "" };
        format!("{minus}{} đồng", crate::text::number_words(self.0.unsigned_abs()))
    }
}

fn too_much() -> Refusal {
    Refusal::new("money", "Số tiền vượt quá giới hạn tính được. Kiểm tra lại các số tiền đã nhập.")
}

fn read(text: &str) -> Option<i64> {
    let (minus, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    // One kind of separator, and groups of three after it: "1.5" is no amount, nor is "1.234,56".
    let plain = match separators.first() {
        None => digits.to_owned(),
        Some(s @ ('.' | ',')) if separators.iter().all(|c| c == s) => {
            let mut groups = digits.split(*s);
            let first = groups.next()?;
            if first.is_empty() || first.len() > 3 || groups.any(|g| g.len() != 3) {
                return None;
            }
            digits.replace(*s, "")
        }
        Some(_) => return None,
    };
    let n: i64 = plain.parse().ok()?;
    Some(if minus { -n } else { n })
}

impl std::fmt::Display for Dong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} đồng", group(self.0))
    }
}
