//! Tax codes: ten digits with a check digit, thirteen for dependent units, and since 01/7/2025 the personal number for
//! individuals and households.

use serde::{Deserialize, Serialize};

use super::{all_digits, compact, shown, written};
use crate::error::Refusal;

/// Whom a tax code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxSubject {
    /// An enterprise, an agency, a unit of one.
    Organisation,
    /// An individual or a household.
    Person,
}

/// A tax code: "0100109106", "0100109106-001" or a personal number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxCode(String);

written!(TaxCode);

const WEIGHTS: [i64; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

impl TaxCode {
    /// Reads a tax code of any subject.
    ///
    /// # Errors
    /// "tax-code": a wrong number of digits or a check digit that does not fit.
    pub fn parse(text: &str) -> Result<TaxCode, Refusal> {
        let digits = compact(text);
        let refuse = |why: &str| Err(Refusal::new("tax-code", format!("“{}” {why}.", shown(text))));
        if !all_digits(&digits) {
            return refuse(
                "không phải mã số thuế. Nhập 10 chữ số, 13 chữ số (đơn vị phụ thuộc) hoặc 12 chữ số (cá nhân)",
            );
        }
        match digits.len() {
            12 => Ok(TaxCode(digits)),
            10 | 13 if !checks(&digits) => {
                refuse("không phải mã số thuế đã cấp: chữ số kiểm tra (chữ số thứ 10) không khớp. Xem lại từng chữ số")
            }
            10 => Ok(TaxCode(digits)),
            13 => Ok(TaxCode(format!("{}-{}", &digits[..10], &digits[10..]))),
            n => refuse(&format!(
                "có {n} chữ số. Mã số thuế có 10 chữ số, 13 chữ số (đơn vị phụ thuộc) hoặc 12 chữ số (cá nhân)"
            )),
        }
    }

    /// Reads a tax code of a known subject: organisations have 10 or 13 digits, persons 10 (older codes) or 12.
    ///
    /// # Errors
    /// "tax-code": as [`TaxCode::parse`], and a length the subject does not have.
    pub fn parse_for(text: &str, subject: TaxSubject) -> Result<TaxCode, Refusal> {
        let code = TaxCode::parse(text)?;
        match (subject, code.as_str().len()) {
            (TaxSubject::Organisation, 12) => Err(Refusal::new(
                "tax-code",
                format!("“{code}” là số định danh cá nhân. Tổ chức nhập mã số thuế 10 chữ số hoặc 13 chữ số."),
            )),
            (TaxSubject::Person, 14) => Err(Refusal::new(
                "tax-code",
                format!(
                    "“{code}” là mã của đơn vị phụ thuộc. Cá nhân, hộ gia đình nhập 12 chữ số của số định danh cá nhân."
                ),
            )),
            _ => Ok(code),
        }
    }
}

fn checks(digits: &str) -> bool {
    let digit = |i: usize| digits.as_bytes().get(i).map_or(0, |b| i64::from(b - b'0'));
    let sum: i64 = WEIGHTS.iter().enumerate().map(|(i, w)| w * digit(i)).sum();
    // A result of ten has no digit, so such numbers are never issued.
    10 - sum % 11 == digit(9)
}
