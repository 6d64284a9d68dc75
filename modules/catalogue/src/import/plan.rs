//! What an import would do, decided before anything is written: pure, over the rows read and the versions known.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Row, RowReport};
use crate::model::{Parts, Version};
use crate::rules;

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A procedure not known yet.
    New,
    /// A new version; the labels of the parts that change.
    Changed(Vec<&'static str>),
    /// As it stands already.
    Same,
    /// Another row of the file has the same code and is kept.
    Duplicate {
        kept: usize,
        reason: String,
    },
    Refused(String),
}

/// One row with its outcome.
#[derive(Debug, Clone)]
pub struct Planned {
    pub row: Row,
    pub outcome: Outcome,
}

impl Planned {
    /// The procedure to write, when the row is taken.
    pub fn taken(&self) -> Option<&Parts> {
        match self.outcome {
            Outcome::New | Outcome::Changed(_) => self.row.parts.as_ref().ok(),
            _ => None,
        }
    }

    pub fn report(&self) -> RowReport {
        let (outcome, why) = match &self.outcome {
            Outcome::New => ("new", "Thêm mới".to_owned()),
            Outcome::Changed(parts) => ("changed", format!("Thêm phiên bản mới, thay đổi: {}", parts.join(", "))),
            Outcome::Same => ("same", "Đã có, không thay đổi".to_owned()),
            Outcome::Duplicate { kept, reason } => {
                ("duplicate", format!("Trùng mã với dòng {kept}; không nhận dòng này. {reason}"))
            }
            Outcome::Refused(why) => ("refused", why.clone()),
        };
        RowReport {
            number: self.row.number,
            code: self.row.code.clone(),
            name: self.row.name.clone(),
            outcome,
            why,
            notes: self.row.notes.clone(),
        }
    }
}

/// Of rows with one code, the most complete is kept, the first of equals.
fn choose(rows: &[Row]) -> HashMap<&str, &Row> {
    let mut chosen: HashMap<&str, (&Row, usize)> = HashMap::new();
    for row in rows {
        let Ok(parts) = &row.parts else { continue };
        let weight = rules::completeness(parts);
        let best = chosen.entry(&parts.code).or_insert((row, weight));
        if weight > best.1 {
            *best = (row, weight);
        }
    }
    chosen.into_iter().map(|(code, (row, _))| (code, row)).collect()
}

/// Why one row of a code is kept over another, and in what they contradict each other.
fn against(kept: &Parts, other: &Parts) -> String {
    let differing = rules::differences(kept, other);
    if differing.is_empty() {
        return "Hai dòng giống hệt nhau.".into();
    }
    let labels: Vec<&str> = differing.iter().map(|d| d.part.label()).collect();
    let (a, b) = (rules::completeness(kept), rules::completeness(other));
    let reason = if a > b { "đầy đủ hơn" } else { "đầy đủ như nhau và đứng trước" };
    format!("Hai dòng mâu thuẫn về: {}. Giữ dòng {reason}; cần kiểm tra lại mã với nguồn.", labels.join(", "))
}

/// Decides every row. `known` is the newest version of each procedure; `from` the first day of what is taken.
pub fn plan(rows: Vec<Row>, known: &HashMap<String, Version>, from: Date) -> Vec<Planned> {
    let chosen: HashMap<String, (usize, Parts)> = choose(&rows)
        .into_iter()
        .filter_map(|(code, row)| Some((code.to_owned(), (row.number, row.parts.clone().ok()?))))
        .collect();
    let mut others: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut planned: Vec<Planned> = rows
        .into_iter()
        .map(|row| {
            let outcome = decide(&row, (&chosen, known, from));
            if let Outcome::Duplicate { kept, .. } = &outcome {
                others.entry(*kept).or_default().push(row.number);
            }
            Planned { row, outcome }
        })
        .collect();
    for p in &mut planned {
        if let Some(dropped) = others.get(&p.row.number) {
            let list: Vec<String> = dropped.iter().map(ToString::to_string).collect();
            p.row.notes.push(format!("Mã này còn xuất hiện ở dòng {}: giữ dòng này", list.join(", ")));
        }
    }
    planned
}

type Facts<'a> = (&'a HashMap<String, (usize, Parts)>, &'a HashMap<String, Version>, Date);

fn decide(row: &Row, (chosen, known, from): Facts<'_>) -> Outcome {
    let parts = match &row.parts {
        Ok(parts) => parts,
        Err(why) => return Outcome::Refused(why.clone()),
    };
    if let Some((kept, of)) = chosen.get(&parts.code)
        && *kept != row.number
    {
        return Outcome::Duplicate { kept: *kept, reason: against(of, parts) };
    }
    let Some(version) = known.get(&parts.code) else { return Outcome::New };
    if version.parts == *parts {
        return Outcome::Same;
    }
    match rules::may_publish(parts, from, Some((version.number, version.valid_from))) {
        Err(refusal) => Outcome::Refused(refusal.message),
        Ok(_) => {
            let changed = rules::differences(&version.parts, parts);
            Outcome::Changed(changed.iter().map(|d| d.part.label()).collect())
        }
    }
}
