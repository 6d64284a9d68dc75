//! Codes of cases and procedures. Case codes are made strictly by the pattern of their regime (TT 01/2018; TT 03/2025
//! Đ13; TT 04/2025 for centralised services) and read leniently, for more shapes occur in the wild than the law names.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::agency::AgencyCode;
use super::{all_digits, shown, written};
use crate::error::Refusal;

/// The pattern a regime makes case codes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodePattern {
    /// TT 01/2018: "000.00.15.H40-231223-0001".
    #[serde(rename = "2018")]
    V2018,
    /// TT 03/2025 Đ13: "H42.15-250915-0001".
    #[serde(rename = "2025")]
    V2025,
    /// TT 04/2025: "H42.15-260125-030001", two digits of the owner of the centralised system before the number.
    #[serde(rename = "2026")]
    Centralised2026,
}

impl std::str::FromStr for CodePattern {
    type Err = Refusal;
    fn from_str(s: &str) -> Result<CodePattern, Refusal> {
        match s {
            "2018" => Ok(CodePattern::V2018),
            "2025" => Ok(CodePattern::V2025),
            "2026" => Ok(CodePattern::Centralised2026),
            _ => Err(Refusal::new(
                "code-pattern",
                format!("Không có mẫu mã hồ sơ “{}”. Chọn 2018, 2025 hoặc 2026.", shown(s)),
            )),
        }
    }
}

/// Where and when a case code is given.
#[derive(Debug, Clone, Copy)]
pub struct CasePlace<'a> {
    /// The agency that receives.
    pub agency: &'a AgencyCode,
    /// The day of receipt.
    pub date: Date,
    /// The number within the agency and day, from 1.
    pub number: u32,
    /// The agency owning the centralised system; needed by [`CodePattern::Centralised2026`] alone.
    pub owner: Option<&'a AgencyCode>,
}

/// The code of a case for its whole life.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseCode(String);

written!(CaseCode);

impl CaseCode {
    /// Makes a code; the number has at least four digits.
    ///
    /// # Errors
    /// "case-code": number 0 or no owner where one is needed; "agency-code": the agency's code does not fit the pattern.
    pub fn format(pattern: CodePattern, place: &CasePlace<'_>) -> Result<CaseCode, Refusal> {
        let CasePlace { agency, date, number, owner } = place;
        if *number == 0 {
            return Err(Refusal::new("case-code", "Số thứ tự hồ sơ trong ngày bắt đầu từ 1. Cấp lại số thứ tự."));
        }
        let day = format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day());
        Ok(CaseCode(match pattern {
            CodePattern::V2018 => format!("{}-{day}-{number:04}", agency.to_2016()?),
            CodePattern::V2025 => format!("{}-{day}-{number:04}", agency.to_2020()),
            CodePattern::Centralised2026 => {
                let Some(owner) = owner else {
                    return Err(Refusal::new(
                        "case-code",
                        "Mã hồ sơ của dịch vụ công tập trung cần mã cơ quan chủ quản hệ thống. Khai cơ quan chủ quản rồi cấp mã.",
                    ));
                };
                let two = owner.top().get(1..3).unwrap_or("00").to_owned();
                format!("{}-{day}-{two}{number:04}", agency.to_2020())
            }
        }))
    }

    /// Reads any code of the common shape: groups of letters and digits, a date of six or eight digits, a number.
    ///
    /// # Errors
    /// "case-code": another shape.
    pub fn parse(text: &str) -> Result<CaseCode, Refusal> {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let parts: Vec<&str> = code.split('-').collect();
        let groups = |g: &str| {
            g.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()))
        };
        let right = matches!(parts[..], [agency, day, number]
            if groups(agency) && all_digits(day) && matches!(day.len(), 6 | 8) && all_digits(number) && number.len() >= 4);
        // Longer than any pattern allows: 35 characters of agency, a date, a number.
        if right && code.len() <= 64 {
            return Ok(CaseCode(code));
        }
        Err(Refusal::new(
            "case-code",
            format!(
                "“{}” không phải mã hồ sơ. Nhập mã in trên giấy tiếp nhận, ví dụ 000.00.15.H40-231223-0001.",
                shown(text)
            ),
        ))
    }

    /// The agency part.
    pub fn agency(&self) -> &str {
        self.0.split('-').next().unwrap_or("")
    }

    /// The day of receipt, where the digits are one.
    pub fn date(&self) -> Option<Date> {
        let digits = self.0.split('-').nth(1)?;
        let (year, rest) = digits.split_at_checked(digits.len().checked_sub(4)?)?;
        let year: i16 = year.parse().ok()?;
        let year = if digits.len() == 6 { 2000 + year } else { year };
        Date::new(year, rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?).ok()
    }
}

/// The code of a procedure: "1.005144", "2.000545.000.00.00.H40", "1.003901.H42".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

written!(ProcedureCode);

impl ProcedureCode {
    /// Reads a national procedure code with or without the agency's suffix.
    ///
    /// # Errors
    /// "procedure-code": another shape.
    pub fn parse(text: &str) -> Result<ProcedureCode, Refusal> {
        let code = text.trim().to_ascii_uppercase();
        let mut groups = code.splitn(3, '.');
        let kind = groups.next().is_some_and(|g| matches!(g.as_bytes(), [b'1'..=b'9']));
        let number = groups.next().is_some_and(|g| g.len() == 6 && all_digits(g));
        let suffix = groups.next().is_none_or(|g| AgencyCode::parse(g).is_ok_and(|a| a.as_str() == g));
        if kind && number && suffix {
            return Ok(ProcedureCode(code));
        }
        Err(Refusal::new(
            "procedure-code",
            format!("“{}” không phải mã thủ tục hành chính. Nhập như 1.005144 hoặc 1.005144.H40.", shown(text)),
        ))
    }

    /// The national part without the agency's suffix: "1.005144".
    pub fn national(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}
