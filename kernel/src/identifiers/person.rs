//! The personal number (số định danh cá nhân, the number on the identity card): 12 digits without a check digit.
//! Its parts may disagree with the declared sex and year, for both can be corrected in law: that warns.

use serde::{Deserialize, Serialize};

use super::{all_digits, compact, shown, written};
use crate::error::Refusal;

/// The sex a person declares on a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// A personal number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalNumber(String);

written!(PersonalNumber);

impl PersonalNumber {
    /// Reads twelve digits, with or without spaces.
    ///
    /// # Errors
    /// "personal-number": not twelve digits; an old nine-digit number is named as such.
    pub fn parse(text: &str) -> Result<PersonalNumber, Refusal> {
        let digits = compact(text);
        let why = match digits.len() {
            12 if all_digits(&digits) => return Ok(PersonalNumber(digits)),
            9 if all_digits(&digits) => {
                "là số chứng minh nhân dân cũ, không còn giá trị. Nhập số định danh cá nhân gồm 12 chữ số ghi trên \
                 thẻ căn cước"
            }
            _ => "không phải số định danh cá nhân. Nhập đủ 12 chữ số ghi trên thẻ căn cước",
        };
        Err(Refusal::new("personal-number", format!("“{}” {why}.", shown(text))))
    }

    /// The century and sex digit, as (first year of the century, sex).
    fn century(&self) -> (i16, Sex) {
        let digit = self.0.as_bytes().get(3).map_or(0, |b| i16::from(b - b'0'));
        (1900 + digit / 2 * 100, if digit % 2 == 0 { Sex::Male } else { Sex::Female })
    }

    /// The sex the number was given for.
    pub fn sex(&self) -> Sex {
        self.century().1
    }

    /// The birth year the number was given for.
    pub fn birth_year(&self) -> i16 {
        self.century().0 + self.0.get(4..6).and_then(|y| y.parse::<i16>().ok()).unwrap_or(0)
    }

    /// The three digits of the province or country of birth registration.
    pub fn province(&self) -> &str {
        self.0.get(..3).unwrap_or("")
    }

    /// Where the number disagrees with what was declared; the officer looks again, the dossier goes on.
    pub fn warnings(&self, sex: Option<Sex>, birth_year: Option<i16>) -> Vec<String> {
        let mut out = vec![];
        if sex.is_some_and(|s| s != self.sex()) {
            let word = if self.sex() == Sex::Male { "nam" } else { "nữ" };
            out.push(format!(
                "Số định danh {self} được cấp cho giới tính {word}, khác giới tính đã khai. Đối chiếu thẻ căn cước trước khi tiếp nhận."
            ));
        }
        if let Some(year) = birth_year.filter(|y| *y != self.birth_year()) {
            out.push(format!(
                "Số định danh {self} được cấp cho năm sinh {}, khác năm sinh đã khai {year}. Đối chiếu thẻ căn cước trước khi tiếp nhận.",
                self.birth_year()
            ));
        }
        out
    }
}
