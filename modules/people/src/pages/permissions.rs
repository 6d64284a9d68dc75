//! The permission table, role by route, drawn from the routes the application really has.

use askama::Template;
use platform::web::{Access, Page, Reply, RouteEntry, Visit};

use crate::roles::{self, Reach, permission};

struct Line {
    method: &'static str,
    path: &'static str,
    /// What the route asks for.
    access: &'static str,
    /// One cell a role; empty when the role may not.
    cells: Vec<&'static str>,
}

struct Held {
    label: &'static str,
    cells: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "people_permissions.html")]
struct PermissionsPage {
    page: Page,
    roles: Vec<&'static str>,
    permissions: Vec<Held>,
    routes: Vec<Line>,
}

fn reach(role: &str, wanted: &str) -> Option<Reach> {
    roles::permissions(role).iter().find(|(p, _)| *p == wanted).map(|(_, reach)| *reach)
}

fn cell(role: &str, access: Access) -> &'static str {
    match access {
        Access::Public | Access::SignedIn => "Có",
        Access::Can(wanted) => reach(role, wanted).map_or("", Reach::label),
    }
}

/// GET /admin/permissions
pub async fn permissions(visit: Visit) -> Reply {
    let table = visit.app.kept::<Vec<RouteEntry>>().map(|t| t.to_vec()).unwrap_or_default();
    let line = |r: RouteEntry| Line {
        method: r.method,
        path: r.path,
        access: match r.access {
            Access::Public => "Mọi người",
            Access::SignedIn => "Người đã đăng nhập",
            Access::Can(wanted) => permission::label(wanted),
        },
        cells: roles::all().iter().map(|role| cell(role, r.access)).collect(),
    };
    let held = |(wanted, label): &(platform::Permission, &'static str)| Held {
        label,
        cells: roles::all().iter().map(|role| cell(role, Access::Can(wanted))).collect(),
    };
    visit.html(&PermissionsPage {
        page: visit.page("Phân quyền"),
        roles: roles::all().iter().map(|r| roles::label(r)).collect(),
        permissions: permission::ALL.iter().map(held).collect(),
        routes: table.into_iter().map(line).collect(),
    })
}
