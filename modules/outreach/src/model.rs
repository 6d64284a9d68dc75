//! An article: the text being worked on and, apart from it, the text the public reads, so that an edit shows nothing before
//! somebody else has published it.

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where the working text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Draft,
    Review,
    Published,
    Withdrawn,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Draft, Status::Review, Status::Published, Status::Withdrawn];

    /// The number stored.
    pub fn number(self) -> i64 {
        match self {
            Status::Draft => 1,
            Status::Review => 2,
            Status::Published => 3,
            Status::Withdrawn => 4,
        }
    }

    /// The status in Vietnamese.
    pub fn label(self) -> &'static str {
        match self {
            Status::Draft => "Đang soạn",
            Status::Review => "Chờ duyệt đăng",
            Status::Published => "Đã đăng",
            Status::Withdrawn => "Đã gỡ",
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Status::Draft => "grey",
            Status::Review => "yellow",
            Status::Published => "green",
            Status::Withdrawn => "red",
        }
    }
}

/// A procedure the article is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    pub code: String,
    pub name: String,
}

/// What is written: plain text in the markup of [`crate::text`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub title: String,
    pub summary: String,
    pub text: String,
    pub procedures: Vec<Linked>,
}

/// What the public reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Public {
    pub content: Content,
    /// 1, 2, 3… within the article.
    pub version: i64,
    /// When this version was published.
    pub at: Timestamp,
    pub by: Uuid,
}

/// One article of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub id: Uuid,
    /// The agency it speaks for.
    pub tenant: Uuid,
    pub agency: String,
    /// The unit of who began it: its plan gains the published article.
    pub unit: Uuid,
    pub status: Status,
    pub content: Content,
    /// Who wrote any of the text since it was last published: none of them may publish it.
    pub editors: Vec<Uuid>,
    /// There while the article is public, also when a newer text is being worked on.
    pub public: Option<Public>,
    /// How many versions were published.
    pub versions: i64,
    /// When it was first public: its place in the public list.
    pub first_public: Option<Timestamp>,
    /// Why it was given back or withdrawn.
    pub reason: String,
    pub changed_at: Timestamp,
}
