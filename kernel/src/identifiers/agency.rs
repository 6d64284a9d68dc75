//! Electronic identifiers of agencies: left to right since QĐ 20/2020/QĐ-TTg Đ4 ("H40.15"), right to left with four fixed
//! groups before (QCVN 102:2016, "000.00.15.H40"). Both are in use, so each is kept as written and converted on demand.

use serde::{Deserialize, Serialize};

use super::{shown, written};
use crate::error::Refusal;

/// The longest code the decision allows.
const LONGEST: usize = 35;

/// An agency's electronic identifier, in either shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

written!(AgencyCode);

/// A level-1 code: a letter A to Y and two digits.
fn level_one(group: &str) -> bool {
    matches!(group.as_bytes(), [b'A'..=b'Y', b'0'..=b'9', b'0'..=b'9'])
}

fn upper(group: &str) -> bool {
    !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

fn zeros(group: &str) -> bool {
    group.bytes().all(|b| b == b'0')
}

impl AgencyCode {
    /// Reads a code of either shape; lower case letters are raised.
    ///
    /// # Errors
    /// "agency-code": neither shape, or longer than 35 characters.
    pub fn parse(text: &str) -> Result<AgencyCode, Refusal> {
        let code: String = text.trim().to_ascii_uppercase();
        let groups: Vec<&str> = code.split('.').collect();
        let new = groups.first().is_some_and(|g| level_one(g)) && groups.iter().all(|g| upper(g));
        if code.len() <= LONGEST && (new || old(&groups)) {
            return Ok(AgencyCode(code));
        }
        Err(Refusal::new(
            "agency-code",
            format!(
                "“{}” không phải mã định danh cơ quan. Nhập như H40.15 hoặc, theo mẫu cũ, 000.00.15.H40.",
                shown(text)
            ),
        ))
    }

    /// Whether it has the shape of 2016.
    pub fn is_2016(&self) -> bool {
        old(&self.0.split('.').collect::<Vec<_>>())
    }

    /// The shape of 2020: "000.00.15.H40" becomes "H40.15".
    pub fn to_2020(&self) -> AgencyCode {
        if !self.is_2016() {
            return self.clone();
        }
        let mut groups: Vec<&str> = self.0.rsplit('.').collect();
        while groups.len() > 1 && groups.last().is_some_and(|g| zeros(g)) {
            groups.pop();
        }
        AgencyCode(groups.join("."))
    }

    /// The shape of 2016: "H40.15" becomes "000.00.15.H40".
    ///
    /// # Errors
    /// "agency-code": groups that the four fixed groups of digits cannot hold.
    pub fn to_2016(&self) -> Result<AgencyCode, Refusal> {
        if self.is_2016() {
            return Ok(self.clone());
        }
        let mut groups = self.0.split('.');
        let first = groups.next().unwrap_or("");
        let below: Vec<&str> = groups.collect();
        let mut parts = vec![first.to_owned()];
        for (i, width) in [2, 2, 3].into_iter().enumerate() {
            let group = below.get(i).copied().unwrap_or("0");
            // A three-digit group of today fits two places only when it leads with a zero.
            let bare = group.trim_start_matches('0');
            if bare.len() > width || !bare.bytes().all(|b| b.is_ascii_digit()) || below.len() > 3 {
                return Err(Refusal::new(
                    "agency-code",
                    format!("Mã {self} không viết được theo mẫu cũ bốn nhóm. Dùng mã theo mẫu mới, ví dụ H40.15."),
                ));
            }
            parts.push(format!("{bare:0>width$}"));
        }
        parts.reverse();
        Ok(AgencyCode(parts.join(".")))
    }

    /// The level-1 code: "H40".
    pub fn top(&self) -> &str {
        let mut groups = self.0.split('.');
        let edge = if self.is_2016() { groups.next_back() } else { groups.next() };
        edge.unwrap_or("")
    }

    /// Whether one code stands in the tree under the other (or is it), whatever their shapes.
    pub fn within(&self, above: &AgencyCode) -> bool {
        let (mine, theirs) = (self.to_2020(), above.to_2020());
        mine.0.strip_prefix(&theirs.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

fn old(groups: &[&str]) -> bool {
    let digits = |g: &str, n: usize| g.len() == n && g.bytes().all(|b| b.is_ascii_digit());
    matches!(groups, [v, z, y, m] if digits(v, 3) && digits(z, 2) && digits(y, 2) && level_one(m))
}
