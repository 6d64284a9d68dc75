//! Lists of provinces, districts and communes, each place valid from a day to a day.
//! The caller loads them as dated data and passes those of the day: a form takes what it is given
//! and leaves the boxes free where the lists know nothing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One place and the places inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Official name: "Tỉnh Ninh Bình", "Phường Nam Định".
    pub name: String,
    /// First day it existed, when that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day it existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Its districts (three levels, until 30 June 2025).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<Place>,
    /// Its communes, wards and townships.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub communes: Vec<Place>,
}

/// Every place known, with the mark of where the list comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Where the names come from and how sure they are.
    #[serde(default)]
    pub source: String,
    /// All provinces and centrally run cities.
    pub provinces: Vec<Place>,
}

impl Lists {
    /// Reads a list file; the error names line, column and what to do, in Vietnamese.
    pub fn parse(text: &str) -> Result<Lists, crate::Problem> {
        serde_json::from_str(text).map_err(|error| crate::Problem {
            place: format!("dòng {}, cột {}", error.line(), error.column()),
            message: format!("danh mục địa danh không đọc được ({error}); sửa lại tệp theo đúng cấu trúc rồi nạp lại"),
        })
    }

    /// Only the places that exist on a day.
    pub fn at(&self, day: Date) -> Lists {
        Lists { source: self.source.clone(), provinces: valid(&self.provinces, day) }
    }

    /// Whether any district exists (the three-level regime).
    pub fn has_districts(&self) -> bool {
        self.provinces.iter().any(|province| !province.districts.is_empty())
    }

    pub(crate) fn districts(&self, province: &str) -> Vec<&str> {
        self.province(province).map(|p| names(&p.districts)).unwrap_or_default()
    }

    pub(crate) fn communes(&self, province: &str, district: &str) -> Vec<&str> {
        let Some(province) = self.province(province) else { return Vec::new() };
        let inside = province.districts.iter().filter(|d| district.is_empty() || d.name == district);
        let mut found = names(&province.communes);
        inside.for_each(|d| found.extend(names(&d.communes)));
        found
    }

    fn province(&self, name: &str) -> Option<&Place> {
        self.provinces.iter().find(|place| place.name == name)
    }
}

fn names(places: &[Place]) -> Vec<&str> {
    places.iter().map(|place| place.name.as_str()).collect()
}

fn valid(places: &[Place], day: Date) -> Vec<Place> {
    let exists = |place: &&Place| place.from.is_none_or(|from| from <= day) && place.to.is_none_or(|to| day <= to);
    places
        .iter()
        .filter(exists)
        .map(|place| Place {
            districts: valid(&place.districts, day),
            communes: valid(&place.communes, day),
            ..place.clone()
        })
        .collect()
}
