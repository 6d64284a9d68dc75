//! Units, accounts, posts and absences as plain data. A unit keeps its id through every change; what it is called, where it
//! stands and how long it exists are dated rows, of which the one recorded last for a day governs that day.

use kernel::spelled;
use kernel::time::Timestamp;
use kernel::time::civil::Date;
use serde::Serialize;
use uuid::Uuid;

spelled! {
    /// What a unit is.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    UnitKind {
        /// The administration at the top of a tree (Ủy ban nhân dân tỉnh).
        Administration = "administration", "Ủy ban nhân dân cấp tỉnh";
        /// An agency that decides in its own name; the tenant of the cases it takes in.
        Agency = "agency", "Cơ quan";
        /// A room inside an agency.
        Room = "room", "Phòng, ban";
        /// A one-stop desk.
        Desk = "desk", "Bộ phận tiếp nhận và trả kết quả";
        /// A school or centre, attached to an agency and an agency of its own.
        School = "school", "Đơn vị sự nghiệp";
        /// A body outside the administration.
        External = "external", "Cơ quan ngoài hệ thống";
    }
}

spelled! {
    /// The level of government.
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    Level {
        Province = "province", "Cấp tỉnh";
        District = "district", "Cấp huyện";
        Commune = "commune", "Cấp xã";
    }
}

/// One dated row of a unit, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    pub id: Uuid,
    /// Which row of the unit, from 1.
    pub number: i64,
    pub parent: Option<Uuid>,
    pub name: String,
    pub short: Option<String>,
    pub kind: UnitKind,
    pub level: Level,
    /// Identifier of QCVN 102:2016 ("000.00.15.H40").
    pub code2016: Option<String>,
    /// Identifier of QĐ 20/2020/QĐ-TTg ("H40.15").
    pub code2020: Option<String>,
    /// The first day this row governs.
    pub valid_from: Date,
    /// The last day the unit exists, as far as this row knows.
    pub valid_to: Option<Date>,
    pub successor: Option<Uuid>,
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Where the fact comes from ("seed", "known", "admin").
    pub mark: Option<String>,
}

/// A unit on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub name: String,
    pub short: Option<String>,
    pub kind: UnitKind,
    /// Ids from the root down to the unit: "/root/agency/room/". At or below is a prefix.
    pub path: String,
    /// Identifier of QCVN 102:2016 ("000.00.15.H40").
    pub code2016: Option<String>,
    /// Identifier of QĐ 20/2020/QĐ-TTg ("H40.15").
    pub code2020: Option<String>,
    pub level: Level,
    /// The nearest unit at or above it that decides in its own name (agency or school; the administration when none is).
    pub agency: Uuid,
    /// The first day of the unit itself, whatever it was called then.
    #[serde(serialize_with = "as_text")]
    pub valid_from: Date,
    /// The last day of the unit, where it is known.
    #[serde(serialize_with = "as_text_option")]
    pub valid_to: Option<Date>,
    /// The unit that takes over its work and files.
    pub successor: Option<Uuid>,
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Where the fact comes from ("seed", "known", "admin").
    pub mark: Option<String>,
}

fn as_text<S: serde::Serializer>(day: &Date, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(day)
}

fn as_text_option<S: serde::Serializer>(day: &Option<Date>, s: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => s.collect_str(day),
        None => s.serialize_none(),
    }
}

impl Unit {
    /// The short name, or the full one where there is none.
    pub fn called(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.name)
    }
}

/// An account as stored, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    /// Whether a code of an authenticator is asked after the password.
    pub has_totp: bool,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

/// A post: who works where, in which role, since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: Uuid,
    pub account: Uuid,
    pub unit: Uuid,
    pub role: String,
    /// "Chuyên viên", "Trưởng phòng".
    pub title: String,
    pub valid_from: Date,
    /// The last day, where there is one.
    pub valid_to: Option<Date>,
}

impl Post {
    /// Whether it is held on the day.
    pub fn held(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// An absence with the person who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub id: Uuid,
    pub account: Uuid,
    pub delegate: Uuid,
    pub first_day: Date,
    pub last_day: Date,
    pub reason: String,
    pub cancelled_at: Option<Timestamp>,
}

impl Absence {
    /// Whether the delegate may stand in on the day.
    pub fn holds(&self, day: Date) -> bool {
        self.cancelled_at.is_none() && self.first_day <= day && day <= self.last_day
    }
}

/// A person at a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub account: Uuid,
    pub name: String,
    /// Title of the post.
    pub post: String,
    pub role: String,
    pub unit: Uuid,
}

/// What a new account is made of. The password is checked against [`crate::rules::password`].
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    pub login: &'a str,
    /// Full name.
    pub name: &'a str,
    pub password: &'a str,
    /// Title of the first post ("Chuyên viên").
    pub post: &'a str,
    pub unit: Uuid,
    /// One of [`crate::roles`].
    pub role: &'a str,
}

/// What an installation created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Installed {
    /// Units of the file.
    pub units: usize,
    /// Units that were not there before.
    pub created: usize,
}
