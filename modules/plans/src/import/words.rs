//! The words of a plan as data (`law/plans/reading.toml`, `law/plans/units.toml`): names of columns, ways to write times,
//! names of units and groups. Everything is compared without marks, case and punctuation.

use kernel::text::fold;
use platform::law::LawFiles;
use serde::Deserialize;

use super::units::{Alias, Found, Group, UnitEntry, UnitWords};

/// A column of the appendix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Number,
    Text,
    Product,
    Lead,
    Coordinating,
    Time,
}

/// How often a task comes back; `slug` is how it is stored and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recurrence {
    /// All the time.
    Continuous,
    Monthly,
    Quarterly,
    HalfYearly,
    Yearly,
    /// When somebody asks.
    OnDemand,
    /// When another document says.
    ByDocument,
}

impl Recurrence {
    pub fn slug(self) -> &'static str {
        match self {
            Recurrence::Continuous => "continuous",
            Recurrence::Monthly => "monthly",
            Recurrence::Quarterly => "quarterly",
            Recurrence::HalfYearly => "half_yearly",
            Recurrence::Yearly => "yearly",
            Recurrence::OnDemand => "on_demand",
            Recurrence::ByDocument => "by_document",
        }
    }

    /// In Vietnamese.
    pub fn label(self) -> &'static str {
        match self {
            Recurrence::Continuous => "thường xuyên",
            Recurrence::Monthly => "hàng tháng",
            Recurrence::Quarterly => "hàng quý",
            Recurrence::HalfYearly => "6 tháng một lần",
            Recurrence::Yearly => "hàng năm",
            Recurrence::OnDemand => "theo yêu cầu, đột xuất",
            Recurrence::ByDocument => "theo văn bản khác",
        }
    }
}

#[derive(Deserialize)]
struct File {
    columns: Columns,
    times: Times,
}

#[derive(Deserialize)]
struct Columns {
    number: Vec<String>,
    text: Vec<String>,
    product: Vec<String>,
    lead: Vec<String>,
    coordinating: Vec<String>,
    time: Vec<String>,
    span: Vec<String>,
}

#[derive(Deserialize)]
struct Times {
    before: Before,
    words: Vec<TimeWords>,
}

/// Whether "trước ngày" still allows the day itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Before {
    Inclusive,
    Exclusive,
}

#[derive(Deserialize)]
struct TimeWords {
    recurrence: Recurrence,
    texts: Vec<String>,
}

#[derive(Deserialize)]
struct UnitFile {
    #[serde(default, rename = "unit")]
    units: Vec<UnitEntry>,
    #[serde(default, rename = "group")]
    groups: Vec<Group>,
}

/// The words a plan is read with.
#[derive(Debug, Clone)]
pub struct Reading {
    columns: Vec<(Column, Vec<String>)>,
    span: Vec<String>,
    pub(super) before: Before,
    pub(super) times: Vec<(Recurrence, Vec<String>)>,
    units: UnitWords,
}

/// Letters and digits only, without marks, words parted by one space.
pub(super) fn plain(text: &str) -> String {
    let spaced: String = fold(text).chars().map(|c| if c.is_alphanumeric() || c == '&' { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plains(all: &[String]) -> Vec<String> {
    all.iter().map(|t| plain(t)).collect()
}

impl Reading {
    /// Reads both files.
    ///
    /// # Errors
    /// A missing or wrong file, told with its name and line.
    pub fn from_law(law: &LawFiles) -> Result<Reading, String> {
        let get = |path: &str| law.get(path).ok_or_else(|| format!("thiếu tệp law/{path}"));
        let (main, units) = ("plans/reading.toml", "plans/units.toml");
        let file: File = toml::from_str(get(main)?).map_err(|e| format!("law/{main}: {e}"))?;
        let named: UnitFile = toml::from_str(get(units)?).map_err(|e| format!("law/{units}: {e}"))?;
        let c = &file.columns;
        let columns = [
            (Column::Number, &c.number),
            (Column::Text, &c.text),
            (Column::Product, &c.product),
            (Column::Lead, &c.lead),
            (Column::Coordinating, &c.coordinating),
            (Column::Time, &c.time),
        ];
        let aliases = named.units.iter().map(|u| Alias::unit(&u.name, &u.alias));
        let aliases = aliases.chain(named.groups.iter().map(Alias::group)).collect();
        Ok(Reading {
            columns: columns.into_iter().map(|(c, texts)| (c, plains(texts))).collect(),
            span: plains(&c.span),
            before: file.times.before,
            times: file.times.words.iter().map(|w| (w.recurrence, plains(&w.texts))).collect(),
            units: UnitWords::new(aliases, named.groups),
        })
    }

    /// The column a head cell names.
    pub(super) fn column(&self, cell: &str) -> Option<Column> {
        let cell = plain(cell);
        self.columns.iter().find(|(_, texts)| texts.contains(&cell)).map(|(c, _)| *c)
    }

    /// Whether a head cell only spans others.
    pub(super) fn spans(&self, cell: &str) -> bool {
        self.span.contains(&plain(cell))
    }

    /// The units and groups a cell names, and the words that name none.
    pub fn units(&self, text: &str) -> Found {
        self.units.read(text)
    }

    /// Every unit and group by its full name.
    pub fn names(&self) -> Vec<String> {
        self.units.names()
    }

    /// A group by its name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.units.groups.iter().find(|g| g.name == name)
    }
}
