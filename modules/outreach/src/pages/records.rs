//! The list every kind of record has: filters by status, one line a record, latest first.

use askama::Template;
use kernel::page::Cursor;
use platform::web::{Page, Visit};
use serde::Deserialize;

use super::kit::{Chip, Line, Tab, chips, tabs};

/// What a list is asked for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub after: String,
}

/// What a list is called, in Vietnamese.
pub struct Head {
    /// Its address.
    pub base: &'static str,
    pub title: &'static str,
    /// The words of the button that begins a record.
    pub new: &'static str,
    /// What the list is for, said while it is empty.
    pub told: &'static str,
}

/// The page.
#[derive(Template)]
#[template(path = "outreach_records.html")]
pub struct RecordsPage {
    page: Page,
    tabs: Vec<Tab>,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    /// What the person is asked to first, above the list.
    pub first: Vec<Line>,
    pub first_title: String,
    new: String,
    told: String,
    base: &'static str,
    next: String,
    can_write: bool,
}

impl RecordsPage {
    /// A list with its filters.
    pub fn new(
        v: &Visit,
        head: &Head,
        (asked, statuses): (&Asked, &[(i64, &'static str)]),
        (lines, next, can_write): (Vec<Line>, Option<Cursor>, bool),
    ) -> RecordsPage {
        let kept = if asked.status.is_empty() { String::new() } else { format!("status={}&", asked.status) };
        RecordsPage {
            page: v.page(head.title),
            tabs: tabs(v, head.base),
            chips: chips(v, head.base, (&asked.status, statuses)),
            lines,
            first: vec![],
            first_title: String::new(),
            new: v.lang.t(head.new).to_owned(),
            told: v.lang.t(head.told).to_owned(),
            base: head.base,
            next: next.map(|c| format!("{}?{kept}after={}", head.base, c.encode())).unwrap_or_default(),
            can_write,
        }
    }
}
