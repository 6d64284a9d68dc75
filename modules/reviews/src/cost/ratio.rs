//! Exact fractions: hours, times a year and all that follows from them, without a rounding until the đồng is written down.
//! Money is rounded once, at the end: half a đồng and more counts as one.

use std::cmp::Ordering;

use kernel::error::Refusal;
use serde::{Deserialize, Serialize};

/// A fraction in lowest terms with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    num: i128,
    den: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

fn too_much() -> Refusal {
    Refusal::new("cost-size", "Số nhập vào quá lớn nên không tính được chính xác. Kiểm tra lại các số đã nhập.")
}

impl Ratio {
    pub const ZERO: Ratio = Ratio { num: 0, den: 1 };
    pub const ONE: Ratio = Ratio { num: 1, den: 1 };

    /// A whole number.
    pub fn whole(n: i64) -> Ratio {
        Ratio { num: i128::from(n), den: 1 }
    }

    /// `num / den`.
    ///
    /// # Errors
    /// "number" when `den` is zero, "cost-size" when the terms are at the end of what can be held.
    pub fn of(num: i128, den: i128) -> Result<Ratio, Refusal> {
        if den == 0 {
            return Err(Refusal::new("number", "Mẫu số không được bằng 0. Nhập lại phân số."));
        }
        if num == i128::MIN || den == i128::MIN {
            return Err(too_much());
        }
        let g = gcd(num, den);
        let sign = if den < 0 { -1 } else { 1 };
        Ok(Ratio { num: sign * num / g, den: sign * den / g })
    }

    /// The sum.
    ///
    /// # Errors
    /// "cost-size": more than can be held exactly.
    pub fn plus(self, other: Ratio) -> Result<Ratio, Refusal> {
        let a = self.num.checked_mul(other.den).ok_or_else(too_much)?;
        let b = other.num.checked_mul(self.den).ok_or_else(too_much)?;
        let den = self.den.checked_mul(other.den).ok_or_else(too_much)?;
        Ratio::of(a.checked_add(b).ok_or_else(too_much)?, den)
    }

    /// The product.
    ///
    /// # Errors
    /// "cost-size": more than can be held exactly.
    pub fn times(self, other: Ratio) -> Result<Ratio, Refusal> {
        // Crosswise first, so that a product that fits is never refused for its factors.
        let (g, h) = (gcd(self.num, other.den), gcd(other.num, self.den));
        let num = (self.num / g).checked_mul(other.num / h).ok_or_else(too_much)?;
        let den = (self.den / h).checked_mul(other.den / g).ok_or_else(too_much)?;
        Ratio::of(num, den)
    }

    /// The quotient.
    ///
    /// # Errors
    /// "number" for a zero divisor, "cost-size" beyond what can be held.
    pub fn over(self, other: Ratio) -> Result<Ratio, Refusal> {
        self.times(Ratio::of(other.den, other.num)?)
    }

    /// The nearest whole number; a half goes away from zero.
    ///
    /// # Errors
    /// "cost-size": more than an amount can hold.
    pub fn rounded(self) -> Result<i64, Refusal> {
        let twice = self.num.unsigned_abs().checked_mul(2).ok_or_else(too_much)?;
        let den = self.den.unsigned_abs();
        let size = twice.checked_add(den).ok_or_else(too_much)? / den.checked_mul(2).ok_or_else(too_much)?;
        let size = i64::try_from(size).map_err(|_| too_much())?;
        Ok(if self.num < 0 { -size } else { size })
    }

    /// Below zero.
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Nothing.
    pub fn is_zero(self) -> bool {
        self.num == 0
    }

    /// Reads "2", "2,5", "0.25", "1.500" (thousands, as Vietnamese writing has it), "1.234,5" and "1/3".
    ///
    /// # Errors
    /// "number" with what was typed and an example.
    pub fn parse(text: &str) -> Result<Ratio, Refusal> {
        let shown = kernel::text::line(text);
        let wrong =
            || Refusal::new("number", format!("“{shown}” không phải số. Nhập bằng chữ số, ví dụ 2,5 hoặc 1/3."));
        let compact: String = shown.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some((a, b)) = compact.split_once('/') {
            return decimal(a).ok_or_else(wrong)?.over(decimal(b).ok_or_else(wrong)?).map_err(|_| wrong());
        }
        decimal(&compact).ok_or_else(wrong)
    }

    /// As Vietnamese writing has it: "2,5"; a fraction without end as "1/3".
    pub fn shown(self) -> String {
        let (whole, rest) = (self.num / self.den, (self.num % self.den).unsigned_abs());
        let sign = if self.num < 0 && whole == 0 { "-" } else { "" };
        let grouped = i64::try_from(whole).map_or_else(|_| whole.to_string(), kernel::money::group);
        if rest == 0 {
            return grouped;
        }
        let (mut rest, den, mut digits) = (rest, self.den.unsigned_abs(), String::new());
        while rest != 0 && digits.len() < 6 {
            rest *= 10;
            digits.push_str(&(rest / den).to_string());
            rest %= den;
        }
        if rest == 0 { format!("{sign}{grouped},{digits}") } else { format!("{}/{}", self.num, self.den) }
    }

    /// The value for drawing only; sums are never made of it.
    pub fn drawn(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// Digits with at most one decimal mark; dots before groups of three are thousands.
fn decimal(text: &str) -> Option<Ratio> {
    let (minus, body) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let groups = |s: &str, mark: char| {
        let mut parts = s.split(mark);
        let first = parts.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && first != "0" && parts.all(|p| p.len() == 3)
    };
    let (whole, fraction) = match (body.matches('.').count(), body.matches(',').count()) {
        (0, 0) => (body.to_owned(), ""),
        (0, 1) => body.split_once(',').map(|(a, b)| (a.to_owned(), b))?,
        (_, 0) if groups(body, '.') => (body.replace('.', ""), ""),
        (1, 0) => body.split_once('.').map(|(a, b)| (a.to_owned(), b))?,
        (_, 1) => {
            let (a, b) = body.split_once(',')?;
            (groups(a, '.').then(|| a.replace('.', ""))?, b)
        }
        _ => return None,
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 18 || fraction.len() > 9 || !digits(&whole) || !digits(fraction) {
        return None;
    }
    if fraction.is_empty() && body.ends_with([',', '.']) {
        return None;
    }
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let num: i128 = format!("{whole}{fraction}").parse().ok()?;
    Ratio::of(minus * num, scale).ok()
}

impl Default for Ratio {
    fn default() -> Ratio {
        Ratio::ZERO
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        // Whole parts first: the products of the rest are of numbers below the denominators.
        let whole = |r: &Ratio| (r.num.div_euclid(r.den), r.num.rem_euclid(r.den));
        let ((a, ra), (b, rb)) = (whole(self), whole(other));
        a.cmp(&b).then_with(|| match (ra.checked_mul(other.den), rb.checked_mul(self.den)) {
            (Some(x), Some(y)) => x.cmp(&y),
            _ => self.drawn().total_cmp(&other.drawn()),
        })
    }
}

impl From<Ratio> for String {
    fn from(r: Ratio) -> String {
        if r.den == 1 { r.num.to_string() } else { format!("{}/{}", r.num, r.den) }
    }
}

impl TryFrom<String> for Ratio {
    type Error = String;

    fn try_from(text: String) -> Result<Ratio, String> {
        let (num, den) = text.split_once('/').unwrap_or((&text, "1"));
        let part = |s: &str| s.parse::<i128>().map_err(|_| format!("“{text}” is no fraction"));
        Ratio::of(part(num)?, part(den)?).map_err(|r| r.message)
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}
