//! Vietnamese telephone numbers, kept as E.164 and shown as people read them. A prefix not known here warns only, since
//! new ones are opened without notice.

use serde::{Deserialize, Serialize};

use super::{all_digits, compact, shown, written};
use crate::error::Refusal;

/// A telephone number in E.164: "+84912345678".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

written!(Phone);

impl Phone {
    /// Reads "0912 345 678", "+84 912 345 678", "84912345678", "0228.3649.365" or a foreign number with its "+".
    ///
    /// # Errors
    /// "phone": letters, or a length no number has.
    pub fn parse(text: &str) -> Result<Phone, Refusal> {
        let typed = compact(text);
        let (plus, digits) = match typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
            Some(rest) => (true, rest),
            None => (false, typed.as_str()),
        };
        let refuse = || {
            Refusal::new(
                "phone",
                format!(
                    "“{}” không phải số điện thoại. Nhập 10 chữ số của di động, ví dụ 0912 345 678, hoặc số cố định có mã vùng.",
                    shown(text)
                ),
            )
        };
        if !all_digits(digits) {
            return Err(refuse());
        }
        let national = match (plus, digits.strip_prefix("84"), digits.strip_prefix('0')) {
            (true, Some(rest), _) => rest.strip_prefix('0').unwrap_or(rest),
            (true, None, _) if (8..=15).contains(&digits.len()) => return Ok(Phone(format!("+{digits}"))),
            (false, _, Some(rest)) => rest,
            // Without a zero in front, 84… is the country code only when the length says so.
            (false, Some(rest), None) if matches!(rest.len(), 9 | 10) => rest,
            _ => return Err(refuse()),
        };
        let right = match national.as_bytes().first() {
            Some(b'2') => national.len() == 10,
            Some(b'1' | b'3'..=b'9') => national.len() == 9,
            _ => false,
        };
        if right { Ok(Phone(format!("+84{national}"))) } else { Err(refuse()) }
    }

    /// As people read it: "0912 345 678", "0228 3649 365"; foreign numbers stay as they are.
    pub fn national(&self) -> String {
        match self.0.strip_prefix("+84") {
            Some(n) if n.len() == 9 => format!("0{} {} {}", &n[..3], &n[3..6], &n[6..]),
            Some(n) if n.len() == 10 => format!("0{} {} {}", &n[..3], &n[3..7], &n[7..]),
            _ => self.0.clone(),
        }
    }

    /// The last digits, as the second factor of public tracking.
    pub fn tail(&self, digits: usize) -> &str {
        self.0.get(self.0.len().saturating_sub(digits)..).unwrap_or(&self.0)
    }

    /// A prefix not seen before; the clerk reads the number back to the person.
    pub fn warnings(&self) -> Vec<String> {
        let Some(n) = self.0.strip_prefix("+84") else { return vec![] };
        let known = match n.as_bytes() {
            [b'2', ..] => true,
            [b'3', b'2'..=b'9', ..] => true,
            [b'5', b'2' | b'5' | b'6' | b'8' | b'9', ..] => true,
            [b'7', b'0' | b'6'..=b'9', ..] => true,
            [b'8' | b'9', b'0'..=b'9', ..] => !n.starts_with("80"),
            _ => false,
        };
        if known {
            vec![]
        } else {
            vec![format!("Đầu số của {} chưa gặp. Đọc lại số điện thoại với người nộp hồ sơ.", self.national())]
        }
    }
}
