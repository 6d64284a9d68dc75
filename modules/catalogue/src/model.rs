//! What a procedure is: its versions and the constituent parts (bộ phận tạo thành) of each, NĐ 63/2010 Điều 8.2.
//! `None` is a gap, shown as "Chưa có dữ liệu"; an explicit "không có" is an empty list.

use jiff::civil::Date;
use kernel::time::Timestamp;
use kernel::working_time::Limit;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A procedure: a code and a series of immutable versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    pub id: Uuid,
    /// The national code ("1.005099"), or the administration's own for an internal procedure.
    pub code: String,
    /// The version in force on the day asked about.
    pub current: Uuid,
    pub created_at: Timestamp,
}

/// One version of a procedure. Never rewritten: a change is a new version with its own first day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub id: Uuid,
    pub procedure: Uuid,
    /// 1, 2, 3… within the procedure.
    pub number: i64,
    /// The first day it is in force.
    pub valid_from: Date,
    /// The last day it is in force: its own end, or the day before the next version's first; none while open.
    pub valid_to: Option<Date>,
    pub parts: Parts,
    /// What the publisher said about this version.
    pub note: Option<String>,
    pub published_at: Timestamp,
    pub published_by: Option<Uuid>,
}

/// Level of government that settles the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ministry,
    Province,
    District,
    Commune,
    School,
}

impl Level {
    /// All levels, from the ministry down.
    pub const ALL: [Level; 5] = [Level::Ministry, Level::Province, Level::District, Level::Commune, Level::School];

    /// The Vietnamese word.
    pub fn label(self) -> &'static str {
        match self {
            Level::Ministry => "Cấp bộ",
            Level::Province => "Cấp tỉnh",
            Level::District => "Cấp huyện",
            Level::Commune => "Cấp xã",
            Level::School => "Cơ sở giáo dục",
        }
    }

    /// The word used in addresses ("tinh").
    pub fn slug(self) -> &'static str {
        match self {
            Level::Ministry => "bo",
            Level::Province => "tinh",
            Level::District => "huyen",
            Level::Commune => "xa",
            Level::School => "truong",
        }
    }

    /// Reads the word used in addresses.
    pub fn from_slug(slug: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.slug() == slug)
    }
}

/// How an application is handed in; the numbers are those of the national record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The source names a limit or fee without saying for which channel: it holds for each.
    Any = 0,
    Direct = 1,
    Online = 2,
    Post = 3,
}

impl Channel {
    pub const ALL: [Channel; 4] = [Channel::Any, Channel::Direct, Channel::Online, Channel::Post];

    /// The Vietnamese words of the national record.
    pub fn label(self) -> &'static str {
        match self {
            Channel::Any => "Mọi cách thức",
            Channel::Direct => "Trực tiếp",
            Channel::Online => "Trực tuyến",
            Channel::Post => "Dịch vụ bưu chính",
        }
    }

    /// The number of the national record; 0 for any.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// Reads the number of the national record.
    pub fn from_number(n: i64) -> Option<Channel> {
        Channel::ALL.into_iter().find(|c| c.number() == n)
    }
}

/// A fee as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Whole đồng; none when the text gives no single amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The words of the source ("Không", "50.000 đồng/lần").
    pub text: String,
}

/// Time limit and fee of one channel in one situation (trường hợp).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelTerm {
    pub channel: Channel,
    /// The situation ("hồ sơ cần xác minh"); none for the ordinary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The limit the clock counts ("13 ngày làm việc"); none when the text is not clear enough to count by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The limit in the words of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
}

/// The order of steps (trình tự thực hiện) in one situation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    pub steps: Vec<String>,
}

/// A paper the dossier needs (thành phần hồ sơ).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    pub name: String,
    /// The form to be used, by its name in the law ("Mẫu số 01").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// How many originals; none when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originals: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The situation in which it is asked for ("nếu có", "trường hợp …").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The database that replaces the paper, with its owner; the paper is then not asked for when the data is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Asked for in every case.
    pub required: bool,
}

/// Public procedure, or internal to the administration (TTHC nội bộ, QĐ 1085/QĐ-TTg).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Public,
    Internal {
        /// "A" between agencies, "B" inside one.
        group: String,
    },
}

/// The constituent parts. Seven are always required; forms, result, requirements and fee are required where they exist,
/// and "không có" is said as an empty list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parts {
    pub name: String,
    pub code: String,
    pub field: Option<String>,
    pub level: Vec<Level>,
    /// The level in the words of the source, with dates where it changed.
    pub level_text: String,
    /// Trình tự thực hiện.
    pub steps: Option<Vec<Case>>,
    /// Cách thức thực hiện, with limit and fee of each.
    pub channels: Vec<ChannelTerm>,
    /// Thành phần hồ sơ.
    pub components: Option<Vec<Component>>,
    /// The source names only some of the components; the rest is a gap.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub components_partial: bool,
    /// Số lượng hồ sơ, in sets.
    pub sets: Option<u32>,
    /// Đối tượng thực hiện.
    pub subjects: Option<Vec<String>>,
    /// Cơ quan giải quyết.
    pub agency: Option<String>,
    /// Địa điểm thực hiện: named by a decision that publishes a list (Điều 13 khoản 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Mẫu đơn, mẫu tờ khai.
    pub forms: Option<Vec<String>>,
    /// Kết quả thực hiện.
    pub result: Option<Vec<String>>,
    /// Yêu cầu, điều kiện.
    pub requirements: Option<Vec<String>>,
    pub legal_basis: Vec<String>,
    pub kind: Kind,
    /// Where these facts were read.
    pub source: Option<String>,
}

impl ChannelTerm {
    /// The limit the clock counts by; none when the source's words are not clear enough.
    pub fn counted(&self) -> Option<Limit> {
        self.limit.as_deref().and_then(|text| Limit::parse(text).ok())
    }
}

impl Parts {
    /// The term that holds for a channel and situation; one that names no channel holds for each.
    pub fn term(&self, channel: Channel, when: Option<&str>) -> Option<&ChannelTerm> {
        let fits = |c: Channel, w: Option<&str>| {
            self.channels.iter().find(move |t| t.channel == c && t.when.as_deref() == w && t.limit_text.is_some())
        };
        fits(channel, when)
            .or_else(|| fits(Channel::Any, when))
            .or_else(|| fits(channel, None))
            .or_else(|| fits(Channel::Any, None))
    }

    /// The fee that holds for a channel and situation.
    pub fn fee(&self, channel: Channel, when: Option<&str>) -> Option<&Fee> {
        let fits = |c: Channel, w: Option<&str>| {
            self.channels.iter().find(move |t| t.channel == c && t.when.as_deref() == w).and_then(|t| t.fee.as_ref())
        };
        fits(channel, when)
            .or_else(|| fits(Channel::Any, when))
            .or_else(|| fits(channel, None))
            .or_else(|| fits(Channel::Any, None))
    }

    /// Whether it is a procedure inside the administration, which the public does not apply for.
    pub fn internal(&self) -> bool {
        matches!(self.kind, Kind::Internal { .. })
    }
}
