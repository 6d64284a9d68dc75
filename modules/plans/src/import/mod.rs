//! A plan read from a file, pure: sections, tasks and times out of the appendix table of a text, DOCX or XLSX file. What
//! cannot be understood is listed with its line for a person to settle; nothing is dropped silently.

mod cells;
mod merge;
mod rows;
mod source;
pub mod time;
pub mod units;
mod words;

use serde::{Deserialize, Serialize};

pub use source::read;
pub use time::Time;
pub use words::{Reading, Recurrence};

/// What a file says, and what in it could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The title below "KẾ HOẠCH", on one line; empty when none was found.
    #[serde(default)]
    pub title: String,
    /// The year the plan is for, where the file names one.
    #[serde(default)]
    pub year: Option<i16>,
    /// The paragraphs before the appendix, in order.
    #[serde(default)]
    pub body: Vec<String>,
    pub sections: Vec<Section>,
    pub not_understood: Vec<Doubt>,
}

/// One area of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Section {
    /// "I", "XII".
    pub number: String,
    pub title: String,
    pub tasks: Vec<Task>,
}

/// One task with its products.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Task {
    /// "1", "2" within the section.
    pub number: String,
    pub text: String,
    /// At least one; each row of the table under one number is a part with units and a time of its own.
    pub parts: Vec<Part>,
    /// Whether the number was missing and was counted on from the task before.
    #[serde(default)]
    pub number_inherited: bool,
    /// Where the task begins in the file.
    #[serde(default)]
    pub line: usize,
}

/// A product with who makes it and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// The paragraphs of the cell, bullets kept.
    pub products: Vec<String>,
    pub lead: String,
    pub coordinating: String,
    pub time: Time,
    /// Which of "products", "lead", "coordinating", "time" stand in a merged cell further up.
    #[serde(default)]
    pub inherited: Vec<String>,
}

/// Something in the file that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Line of a text, paragraph or row of a DOCX, row of a sheet; from 1.
    pub line: usize,
    pub text: String,
    /// What is wrong and what was done about it, in Vietnamese.
    pub why: String,
}

impl Task {
    /// Values of all parts, each once, joined by a line feed.
    fn joined<'a>(&'a self, of: impl Fn(&'a Part) -> &'a str) -> String {
        let mut all: Vec<&str> = vec![];
        for text in self.parts.iter().map(of).filter(|t| !t.is_empty()) {
            if !all.contains(&text) {
                all.push(text);
            }
        }
        all.join("\n")
    }

    /// Every lead unit of the task as written.
    pub fn lead(&self) -> String {
        self.joined(|p| &p.lead)
    }

    /// Every coordinating unit as written.
    pub fn coordinating(&self) -> String {
        self.joined(|p| &p.coordinating)
    }

    /// What was taken over from above.
    pub fn inherited(&self) -> Vec<String> {
        let number = self.number_inherited.then(|| "number".to_owned());
        let mut all: Vec<String> = number.into_iter().collect();
        for name in self.parts.iter().flat_map(|p| &p.inherited) {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        all
    }

    fn json(&self, reading: &Reading) -> serde_json::Value {
        let units = |text: &str| reading.units(text).found.iter().map(|u| u.name().to_owned()).collect::<Vec<_>>();
        let first = self.parts.first().cloned().unwrap_or_default();
        let (lead, coordinating) = (self.lead(), self.coordinating());
        let mut all = serde_json::json!({
            "number": self.number,
            "text": self.text,
            "products": self.parts.iter().flat_map(|p| &p.products).collect::<Vec<_>>(),
            "lead": lead,
            "coordinating": coordinating,
            "lead_units": units(&lead),
            "coordinating_units": units(&coordinating),
            "time": first.time.json(),
            "inherited": self.inherited(),
        });
        if let (true, Some(object)) = (self.parts.len() > 1, all.as_object_mut()) {
            let part = |p: &Part| {
                serde_json::json!({ "products": p.products, "lead": p.lead, "coordinating": p.coordinating,
                    "time": p.time.json(), "inherited": p.inherited })
            };
            object.insert("parts".into(), self.parts.iter().map(part).collect());
        }
        all
    }
}

/// What a person still has to settle about a task: unknown units, a time nobody understands, no lead.
pub fn doubts_of(task: &Task, reading: &Reading) -> Vec<Doubt> {
    let mut doubts = rows::Doubts::default();
    merge::doubt_task(&mut doubts, task, reading);
    doubts.finish()
}

impl Plan {
    /// All tasks with their sections, in order.
    pub fn tasks(&self) -> impl Iterator<Item = (&Section, &Task)> {
        self.sections.iter().flat_map(|s| s.tasks.iter().map(move |t| (s, t)))
    }

    /// The plan for programs: sections with their tasks, and what was not understood.
    pub fn json(&self, reading: &Reading) -> serde_json::Value {
        let section = |s: &Section| {
            let tasks: Vec<serde_json::Value> = s.tasks.iter().map(|t| t.json(reading)).collect();
            serde_json::json!({ "number": s.number, "title": s.title, "tasks": tasks })
        };
        serde_json::json!({
            "title": self.title,
            "year": self.year,
            "sections": self.sections.iter().map(section).collect::<Vec<_>>(),
            "not_understood": self.not_understood,
        })
    }
}
