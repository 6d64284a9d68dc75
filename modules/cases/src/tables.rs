//! Decision tables of processes: DMN files under `law/decisions`, dated by their folder, each in force from that day until
//! the next of the same decision. A case is decided by the tables of the day it was received.

use kernel::time::civil::Date;
use process::dmn::{self, Decisions};

/// A file of decisions.
#[derive(Debug, Clone)]
struct Sheet {
    /// The first day it is in force; none for always.
    from: Option<Date>,
    path: String,
    decisions: Decisions,
}

impl Sheet {
    fn has(&self, decision: &str) -> bool {
        self.decisions.list().any(|(id, name)| id == decision || name == decision)
    }
}

/// All decision tables.
#[derive(Debug, Clone, Default)]
pub struct Tables(Vec<Sheet>);

impl Tables {
    /// Reads `decisions/<day>/<name>.dmn` or, for what is in force without a beginning, `decisions/<name>.dmn`.
    ///
    /// # Errors
    /// The file with the line and what is wrong; two files that hold the same decision from the same day.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Tables, String> {
        let mut all: Vec<Sheet> = vec![];
        for (path, text) in files.filter(|(path, _)| path.ends_with(".dmn")) {
            let folder = path.trim_start_matches("decisions/").split_once('/').map(|(day, _)| day);
            let day = folder.map(str::parse::<Date>).transpose();
            let from = day.map_err(|_| format!("law/{path}: the folder is no day (2024-03-01)"))?;
            let decisions = dmn::parse(text).map_err(|found| {
                let first = found.first().map(ToString::to_string).unwrap_or_default();
                format!("law/{path}: {first}")
            })?;
            for (id, _) in decisions.list() {
                if let Some(other) = all.iter().find(|s| s.from == from && s.has(id)) {
                    return Err(format!(
                        "law/{path}: decision {id} stands in law/{} too, from the same day",
                        other.path
                    ));
                }
            }
            all.push(Sheet { from, path: path.to_owned(), decisions });
        }
        all.sort_by_key(|s| s.from);
        Ok(Tables(all))
    }

    /// The decisions that hold the named one on a day.
    pub fn on(&self, decision: &str, day: Date) -> Option<&Decisions> {
        let valid = |s: &&Sheet| s.from.is_none_or(|from| from <= day) && s.has(decision);
        self.0.iter().rev().find(valid).map(|s| &s.decisions)
    }
}
