//! The national vocabulary of a case: its ten statuses and its three channels, numbered as the national portal numbers them.
//! Kept apart because every list, counter and export speaks in these numbers.

use serde::{Deserialize, Serialize};

/// The ten national statuses of a case, numbered as the national portal numbers them (domain facts §3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
#[repr(i64)]
pub enum Status {
    Registered = 1,
    Accepted = 2,
    NotAccepted = 3,
    Working = 4,
    SupplementAsked = 5,
    FeeAsked = 6,
    WithdrawalAsked = 7,
    Stopped = 8,
    Finished = 9,
    Returned = 10,
}

impl Status {
    pub const ALL: [Status; 10] = [
        Status::Registered,
        Status::Accepted,
        Status::NotAccepted,
        Status::Working,
        Status::SupplementAsked,
        Status::FeeAsked,
        Status::WithdrawalAsked,
        Status::Stopped,
        Status::Finished,
        Status::Returned,
    ];

    pub fn number(self) -> i64 {
        self as i64
    }

    /// Nothing more happens to the case.
    pub fn closed(self) -> bool {
        matches!(self, Status::NotAccepted | Status::Stopped | Status::Returned)
    }

    /// The national wording.
    pub fn label(self) -> &'static str {
        match self {
            Status::Registered => "Mới đăng ký",
            Status::Accepted => "Được tiếp nhận",
            Status::NotAccepted => "Không được tiếp nhận",
            Status::Working => "Đang xử lý",
            Status::SupplementAsked => "Yêu cầu bổ sung giấy tờ",
            Status::FeeAsked => "Yêu cầu thực hiện nghĩa vụ tài chính",
            Status::WithdrawalAsked => "Công dân yêu cầu rút hồ sơ",
            Status::Stopped => "Dừng xử lý",
            Status::Finished => "Đã xử lý xong",
            Status::Returned => "Đã trả kết quả",
        }
    }

    /// The tag's colour; the words carry the meaning.
    pub fn colour(self) -> &'static str {
        match self {
            Status::Registered => "blue",
            Status::Accepted | Status::Working => "turquoise",
            Status::SupplementAsked | Status::FeeAsked | Status::WithdrawalAsked => "yellow",
            Status::NotAccepted | Status::Stopped => "grey",
            Status::Finished => "purple",
            Status::Returned => "green",
        }
    }
}

impl From<Status> for i64 {
    fn from(s: Status) -> i64 {
        s as i64
    }
}

impl TryFrom<i64> for Status {
    type Error = String;
    fn try_from(n: i64) -> Result<Status, String> {
        Status::ALL.into_iter().find(|s| s.number() == n).ok_or_else(|| format!("{n} is no case status"))
    }
}

/// How a dossier comes in and how its result goes out (1, 2, 3 on the national portal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
#[repr(i64)]
pub enum Channel {
    #[default]
    Direct = 1,
    Online = 2,
    Post = 3,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Channel::Direct, Channel::Online, Channel::Post];

    pub fn number(self) -> i64 {
        self as i64
    }

    pub fn label(self) -> &'static str {
        match self {
            Channel::Direct => "Trực tiếp",
            Channel::Online => "Trực tuyến",
            Channel::Post => "Qua dịch vụ bưu chính công ích",
        }
    }
}

impl From<Channel> for i64 {
    fn from(c: Channel) -> i64 {
        c as i64
    }
}

impl TryFrom<i64> for Channel {
    type Error = String;
    fn try_from(n: i64) -> Result<Channel, String> {
        Channel::ALL.into_iter().find(|c| c.number() == n).ok_or_else(|| format!("{n} is no channel"))
    }
}
