//! Facts of a decision outside its tables: number, day, what it is about, its grounds.

use jiff::civil::Date;
use kernel::text::{fold, line};
use kernel::time::date;

/// What the text around the tables says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub number: Option<String>,
    pub signed_on: Option<Date>,
    /// After "Về việc công bố".
    pub title: Option<String>,
    pub grounds: Vec<String>,
}

/// "ngày 26 tháng 11 năm 2025" or "26/11/2025" in a text.
pub fn day_in(text: &str) -> Option<Date> {
    let words = fold(text);
    let numbers: Vec<i16> =
        words.split(|c: char| !c.is_ascii_digit()).filter(|w| !w.is_empty()).filter_map(|w| w.parse().ok()).collect();
    let dated = words.contains("ngay") && words.contains("thang") && words.contains("nam");
    let slashed = text.matches('/').count() >= 2;
    if !dated && !slashed {
        return None;
    }
    let day = |w: &[i16]| Date::new(w[2], i8::try_from(w[1]).ok()?, i8::try_from(w[0]).ok()?).ok();
    numbers.windows(3).filter(|w| (1990..2100).contains(&w[2])).find_map(day)
}

impl Facts {
    /// Takes a fact from a paragraph; says which.
    pub fn take(&mut self, text: &str) -> Option<String> {
        let words = fold(text);
        if words.starts_with("can cu ") {
            self.grounds.push(line(text));
            return Some("Căn cứ của quyết định".into());
        }
        let number = line(text).trim_start_matches("Số:").trim().to_owned();
        if words.starts_with("so:") && number.contains('/') && self.number.is_none() {
            let number = number.split_whitespace().next().unwrap_or_default().to_owned();
            self.number = Some(number.clone());
            return Some(format!("Số, ký hiệu: {number}"));
        }
        if words.starts_with("ve viec cong bo") && self.title.is_none() {
            let title: String = line(text).chars().skip("Về việc công bố".chars().count()).collect();
            let title = line(&title);
            let title = title.strip_prefix("danh mục ").or_else(|| title.strip_prefix("Danh mục ")).unwrap_or(&title);
            self.title = Some(title.to_owned());
            return Some(format!("Trích yếu: {title}"));
        }
        let place_day = words.contains(", ngay ") && text.chars().count() < 60;
        if let Some(day) = day_in(text).filter(|_| place_day && self.signed_on.is_none()) {
            self.signed_on = Some(day);
            return Some(format!("Ngày ký: {}", date(day)));
        }
        None
    }
}
