//! Tests of people: rules are pure; stories run on both databases through the pages people use.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod hostile;
mod ledger;
mod rules;
mod sign_in;
mod standing_in;
mod tree;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use kernel::time::{Timestamp, civil::Date, parse_local};
use platform::app::{SetClock, Setup};
use platform::files::Files;
use platform::law::LawFiles;
use platform::testing::each_db;
use platform::web::serve;
use platform::{App, By};
use tower::ServiceExt;
use uuid::Uuid;

use crate::{NewAccount, Unit, roles};

const PASSWORD: &str = "mot mat khau dai";

fn at(text: &str) -> Timestamp {
    parse_local(text).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

struct House {
    app: App,
    clock: Arc<SetClock>,
    service: axum::Router,
    kind: &'static str,
}

impl House {
    async fn units(&self, on: &str) -> Vec<Unit> {
        crate::units(&self.app, day(on)).await.unwrap()
    }

    async fn named(&self, name: &str) -> Unit {
        let today = crate::today(&self.app);
        let all = crate::units(&self.app, today).await.unwrap();
        all.into_iter().find(|u| u.name == name).unwrap_or_else(|| panic!("no unit {name}"))
    }

    async fn hire(&self, login: &str, role: &str, unit: &str) -> Uuid {
        let (unit, name) = (self.named(unit).await.id, format!("Nguyễn Văn {login}"));
        let new = NewAccount { login, name: &name, password: PASSWORD, post: "Chuyên viên", unit, role };
        crate::create_account(&self.app, &By::default(), new).await.unwrap()
    }

    fn later(&self, minutes: i64) {
        let now = kernel::time::micros(self.app.now());
        self.clock.set(kernel::time::from_micros(now + minutes * 60_000_000));
    }
}

/// The shipped organisation on both databases, at a moment of local time.
async fn houses(now: &str) -> Vec<House> {
    let mut all = vec![];
    for db in each_db().await.unwrap() {
        let clock = SetClock::new(at(now));
        let setup = Setup {
            db: db.db,
            clock: clock.clone(),
            law: LawFiles::built_in(),
            files: Files::open(db.folder.join("files")).unwrap(),
            address: "http://127.0.0.1:8080".into(),
            demo: false,
            session_minutes: 60,
        };
        let (app, routes) = App::new(setup, vec![crate::module()]);
        crate::install(&app, &organisation(), app.now()).await.unwrap();
        all.push(House { service: serve(app.clone(), routes), app, clock, kind: db.kind });
    }
    all
}

fn organisation() -> String {
    LawFiles::built_in().get("organisation/nam-dinh.json").unwrap().to_owned()
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
}

/// A browser without script that keeps its cookies.
struct Client {
    service: axum::Router,
    cookies: Vec<(String, String)>,
}

fn encode(pairs: &[(&str, &str)]) -> String {
    let escape = |s: &str| s.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    pairs.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect::<Vec<_>>().join("&")
}

impl Client {
    fn new(house: &House) -> Client {
        Client { service: house.service.clone(), cookies: vec![] }
    }

    async fn signed_in(house: &House, login: &str) -> Client {
        let mut client = Client::new(house);
        let answer = client.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        client
    }

    async fn send(&mut self, method: &str, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookies.join("; "));
        let response = self.service.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let location = response.headers().get(header::LOCATION).map_or("", |v| v.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, String::new()).await
    }

    async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send("POST", path, encode(pairs)).await
    }

    /// Who the session stands for, as the API says it.
    async fn me(&mut self) -> serde_json::Value {
        let answer = self.get("/api/v1/me").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }
}

const OFFICE: &str = "Văn phòng Sở";
const PRIMARY: &str = "Phòng Giáo dục Tiểu học";
const ROLES: [&str; 8] = [
    roles::CLERK,
    roles::OFFICER,
    roles::UNIT_HEAD,
    roles::LEADER,
    roles::REGISTRY,
    roles::CONTROL,
    roles::PETITIONS,
    roles::ADMIN,
];
