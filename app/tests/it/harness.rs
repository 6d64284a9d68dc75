//! An application with its organisation, catalogue and people on a fresh database, and a client that keeps its cookies.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use kernel::time::{Timestamp, parse_local};
use people::{NewAccount, UnitKind, roles};
use platform::app::SetClock;
use platform::files::Files;
use platform::law::LawFiles;
use platform::testing::{TestDb, each_db};
use platform::web::{RouteEntry, serve};
use platform::{App, By, Setup};
use tower::ServiceExt;
use uuid::Uuid;

pub const PASSWORD: &str = "mat-khau-thu-1";

pub struct House {
    pub app: App,
    pub service: axum::Router,
    pub clock: Arc<SetClock>,
    pub agency: Uuid,
    pub kind: &'static str,
    pub table: Vec<RouteEntry>,
}

pub fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

async fn house(db: TestDb, now: &str) -> House {
    let clock = SetClock::new(at(now));
    let setup = Setup {
        db: db.db,
        clock: clock.clone(),
        law: LawFiles::built_in(),
        files: Files::open(db.folder.join("files")).unwrap(),
        address: "http://localhost".into(),
        demo: true,
        session_minutes: 480,
    };
    let (app, routes) = App::new(setup, motcua::modules::all());
    motcua::modules::install(&app).await.unwrap();
    motcua::modules::start(&app).await.unwrap();
    let agency = hire(&app).await;
    let table = routes.table().to_vec();
    House { service: serve(app.clone(), routes), app, clock, agency, kind: db.kind, table }
}

impl House {
    /// The same house started again under other law.
    pub async fn under(self, law: LawFiles) -> House {
        let setup = Setup {
            db: self.app.db().clone(),
            clock: self.clock.clone(),
            law,
            files: self.app.files().clone(),
            address: "http://localhost".into(),
            demo: true,
            session_minutes: 480,
        };
        let (app, routes) = App::new(setup, motcua::modules::all());
        motcua::modules::start(&app).await.unwrap();
        House { service: serve(app.clone(), routes), app, ..self }
    }
}

async fn hire(app: &App) -> Uuid {
    let units = people::units(app, kernel::time::local(app.now()).date()).await.unwrap();
    let folded = |u: &people::Unit| kernel::text::fold(&u.name);
    let so = units.iter().find(|u| u.kind == UnitKind::Agency && folded(u).starts_with("so giao duc")).unwrap();
    let find = |part: &str| units.iter().find(|u| u.agency == so.id && folded(u).contains(part)).unwrap().id;
    let places = [
        (roles::CLERK, "bo phan tiep nhan"),
        (roles::OFFICER, "phong giao duc tieu hoc"),
        (roles::UNIT_HEAD, "phong giao duc tieu hoc"),
        (roles::LEADER, "lanh dao"),
        (roles::REGISTRY, "van phong so"),
        (roles::CONTROL, "van phong so"),
        (roles::PETITIONS, "thanh tra"),
        (roles::ADMIN, "van phong so"),
    ];
    let words = places.map(|(role, _)| (role.replace('_', "."), format!("Người {}", roles::label(role))));
    let staff = places.iter().zip(&words).map(|((role, unit), (login, name))| NewAccount {
        login,
        name,
        password: PASSWORD,
        post: "Chuyên viên",
        unit: find(unit),
        role,
    });
    people::create_accounts(app, &By::default(), &staff.collect::<Vec<_>>()).await.unwrap();
    so.id
}

/// The same house on SQLite and on PostgreSQL.
pub async fn houses(now: &str) -> Vec<House> {
    let mut all = vec![];
    for db in each_db().await.unwrap() {
        all.push(house(db, now).await);
    }
    all
}

pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A browser without script.
pub struct Client {
    service: axum::Router,
    cookies: Vec<(String, String)>,
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    let escape = |s: &str| s.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    pairs.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect::<Vec<_>>().join("&")
}

impl Client {
    pub fn new(house: &House) -> Client {
        Client { service: house.service.clone(), cookies: vec![] }
    }

    pub async fn signed_in(house: &House, role: &str) -> Client {
        let mut client = Client::new(house);
        let login = role.replace('_', ".");
        let answer = client.post("/sign-in", &[("login", &login), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{role} cannot sign in: {}", answer.text());
        client
    }

    pub async fn send(&mut self, method: &str, path: &str, (kind, body): (&str, Vec<u8>)) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let response = self.service.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let location = text(header::LOCATION);
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, location, bytes }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, ("", vec![])).await
    }

    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send("POST", path, ("application/x-www-form-urlencoded", form(pairs).into_bytes())).await
    }

    /// A multipart form: texts, then files (field, name, content).
    pub async fn upload(&mut self, path: &str, pairs: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = vec![];
        for (name, value) in pairs {
            body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (field, name, content) in files {
            let head = format!(
                "--X\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--X--\r\n");
        self.send("POST", path, ("multipart/form-data; boundary=X", body)).await
    }
}

/// The value of a hidden field in a page.
pub fn hidden(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let from = page.find(&marker).unwrap_or_else(|| panic!("no field {name}")) + marker.len();
    page[from..].split('"').next().unwrap().to_owned()
}
