//! Who may do what, where: an actor holds grants, a grant is a permission over a part of the organisation tree.
//! A place in the tree is a path of ids ("/root/department/room/"), so "at or below" is a prefix.

use kernel::error::Refusal;
use uuid::Uuid;

/// A permission is named by the module that asks for it ("cases.accept").
pub type Permission = &'static str;

/// How far below the holder's place a grant reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The place itself and everything below it.
    Below(String),
    /// Everywhere.
    Everywhere,
}

/// One permission over one part of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub permission: Permission,
    pub scope: Scope,
}

/// A signed-in person at work.
#[derive(Debug, Clone)]
pub struct Actor {
    pub account: Uuid,
    /// The account stood in for, when the actor works under a delegation.
    pub behalf: Option<Uuid>,
    pub name: String,
    /// Title of the post ("Chuyên viên").
    pub post: String,
    /// The unit of the post.
    pub unit: Uuid,
    pub unit_name: String,
    pub unit_path: String,
    /// The agency the unit belongs to: the tenant of the cases it takes in.
    pub agency: Uuid,
    pub agency_name: String,
    pub agency_path: String,
    pub roles: Vec<String>,
    pub grants: Vec<Grant>,
    /// The session, for sign-out and for cross-site protection.
    pub session: Uuid,
}

impl Actor {
    /// Whether the permission is held anywhere.
    pub fn can(&self, permission: &str) -> bool {
        self.grants.iter().any(|g| g.permission == permission)
    }

    /// Whether the permission is held at the place with this path.
    pub fn can_at(&self, permission: &str, path: &str) -> bool {
        self.grants.iter().any(|g| {
            g.permission == permission
                && match &g.scope {
                    Scope::Everywhere => true,
                    Scope::Below(top) => path.starts_with(top.as_str()),
                }
        })
    }

    /// Refuses in words when the permission is not held at the place.
    pub fn require(&self, permission: Permission, path: &str) -> Result<(), Refusal> {
        if self.can_at(permission, path) {
            return Ok(());
        }
        Err(Refusal::new(
            "forbidden",
            "Ông/bà không được giao quyền làm việc này ở đơn vị này. Đề nghị liên hệ quản trị viên của đơn vị nếu cần được phân quyền.",
        ))
    }

    /// Author fields of a ledger event.
    pub fn by(&self) -> crate::ledger::By {
        crate::ledger::By { account: Some(self.account), behalf: self.behalf }
    }
}
