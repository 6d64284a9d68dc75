//! Pages in a real browser (Debian's Chromium): accessibility by axe at a phone's and a desk's width, and nothing that scrolls
//! sideways, down to 320 px. Pictures go to screens/. All findings are told at once.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

const AXE: &str = include_str!("../assets/axe.min.js");

const RUN_AXE: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id + ': ' + \
    v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))));";

/// How far the page reaches beyond the window, and what reaches there without a box of its own to scroll in.
const RUN_WIDTH: &str = "const w = document.documentElement.clientWidth; \
    const over = document.documentElement.scrollWidth - w; if (over <= 0) return null; \
    const boxed = e => { for (let p = e.parentElement; p; p = p.parentElement) { \
      const o = getComputedStyle(p).overflowX; if (p !== document.documentElement && p !== document.body \
      && o !== 'visible') return true; } return false; }; \
    const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 0.5 \
      && !boxed(e)).slice(-3).map(e => e.tagName.toLowerCase() + '.' + e.getAttribute('class')); \
    return over + ' px: ' + wide.join(' ');";

/// Programs started here end with the test, however it ends.
pub struct Running(pub Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

async fn up(port: u16) -> bool {
    for _ in 0..600 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

async fn browser(port: u16, folder: &Path) -> Client {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        &profile,
    ];
    // Phone widths are set by the emulation: a window of its own does not get that narrow.
    let wanted = json!({ "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": flags } });
    let capabilities = wanted.as_object().unwrap().clone();
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("Chromium does not start: run the tests with ./motcua test, which installs chromium")
}

/// A demo with so many cases, a browser, the demo's address, and what ends both when it goes out of sight.
pub async fn demo_in_a_browser(cases: &str) -> (Client, String, Running) {
    let folder = platform::testing::folder().unwrap();
    let (port, driver_port) = (free_port(), free_port());
    let driver = Command::new("chromedriver").arg(format!("--port={driver_port}")).stdout(Stdio::null()).spawn();
    let driver = driver.expect("chromedriver is missing: run the tests with ./motcua test, which installs it");
    let mut running = Running(vec![driver]);
    let (port_text, dir) = (port.to_string(), folder.join("demo").display().to_string());
    let server = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args(["demo", "--cases", cases, "--port", &port_text, "--dir", &dir])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    running.0.push(server);
    assert!(up(driver_port).await && up(port).await, "the server or the driver did not start");
    let client = browser(driver_port, &folder).await;
    (client, format!("http://127.0.0.1:{port}"), running)
}

/// A page being looked at, and what was found so far.
struct Eye {
    client: Client,
    base: String,
    found: Vec<String>,
}

impl Eye {
    async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    async fn narrow(&mut self, name: &str, width: u32) {
        self.client.set_window_size(width, 900).await.unwrap();
        let inner = self.client.execute("return window.innerWidth", vec![]).await.unwrap();
        // Headless Chromium holds a least width; a frame inside has any.
        if inner.as_u64() != Some(u64::from(width)) {
            self.found.push(format!("{name}: the window is {inner} wide where {width} was asked"));
        }
        let over = self.client.execute(RUN_WIDTH, vec![]).await.unwrap();
        if over != Value::Null {
            self.found.push(format!("{name} scrolls sideways at {width}: {over}"));
        }
    }

    /// The page as it stands: three widths, two of them examined and photographed.
    async fn look(&mut self, name: &str) {
        self.narrow(name, 320).await;
        for width in [360, 1280] {
            self.narrow(name, width).await;
            self.client.execute(AXE, vec![]).await.unwrap();
            let violations = self.client.execute_async(RUN_AXE, vec![]).await.unwrap();
            for v in violations.as_array().unwrap() {
                self.found.push(format!("{name} at {width}: {v}"));
            }
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screens");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{name}-{width}.png")), self.client.screenshot().await.unwrap())
                .unwrap();
        }
    }

    async fn pages(&mut self, pages: &[(&str, &str)]) {
        for (name, path) in pages {
            self.go(path).await;
            self.look(name).await;
        }
    }

    async fn press(&self, css: &str) {
        self.client.find(Locator::Css(css)).await.unwrap().click().await.unwrap();
    }

    /// The address the first link of this kind leads to.
    async fn follow(&self, css: &str) {
        let href = self.client.find(Locator::Css(css)).await.unwrap().attr("href").await.unwrap().unwrap();
        self.go(&href).await;
    }

    async fn sign_in(&self, login: &str) {
        self.client.delete_all_cookies().await.unwrap();
        self.go("/sign-in").await;
        self.client.find(Locator::Css("#login")).await.unwrap().send_keys(login).await.unwrap();
        self.client.find(Locator::Css("#password")).await.unwrap().send_keys("mot-cua-demo").await.unwrap();
        self.press("main form button.govuk-button").await;
        // The password takes its time on a busy machine; whoever goes on earlier is not signed in.
        for _ in 0..600 {
            if self.client.current_url().await.unwrap().path() != "/sign-in" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{login} is not signed in after a minute");
    }
}

async fn citizen(eye: &mut Eye) {
    eye.pages(&[
        ("home", "/"),
        ("find", "/thu-tuc?q=chuyen+truong"),
        ("procedure", "/thu-tuc/1.005099"),
        ("begin", "/nop-ho-so/1.005099"),
        ("track", "/theo-doi"),
        ("help", "/tro-giup"),
        ("open-data", "/du-lieu-mo"),
        ("public", "/cong-khai"),
        ("sign-in", "/sign-in"),
        ("sign-in-first", "/desk"),
        ("missing", "/khong-co"),
        ("home-english", "/?lang=en"),
    ])
    .await;
    eye.go("/nop-ho-so/1.005099?lang=vi").await;
    eye.press("main form button.govuk-button").await;
    eye.look("question").await;
    eye.press("main form button.govuk-button").await;
    eye.look("question-errors").await;
}

/// The case in sight, as its applicant follows it.
async fn tracked(eye: &mut Eye, code: &str) {
    eye.client.wait().for_element(Locator::Css(".mc-case__facts")).await.unwrap();
    let source = eye.client.source().await.unwrap();
    let (_, rest) = source.split_once("Số điện thoại").expect("the case names a telephone");
    let phone: String = rest[rest.find("09").unwrap()..].chars().take(10).collect();
    eye.client.delete_all_cookies().await.unwrap();
    eye.go("/theo-doi").await;
    eye.client.find(Locator::Css("#code")).await.unwrap().send_keys(code).await.unwrap();
    eye.client.find(Locator::Css("#proof")).await.unwrap().send_keys(&phone[6..]).await.unwrap();
    eye.press("main form button.govuk-button").await;
    // A busy machine takes its time to answer.
    let found = eye.client.wait().for_element(Locator::Css(".mc-case__facts")).await;
    found.unwrap_or_else(|e| panic!("{code} {phone} is not found: {e}"));
    eye.look("tracked").await;
}

async fn staff(eye: &mut Eye) {
    eye.sign_in("truongphong").await;
    eye.pages(&[
        ("desk", "/desk?view=open"),
        ("board", "/desk/board"),
        ("head", "/desk"),
        ("cases", "/desk/cases?status=4&channel=1"),
        ("tray", "/desk/tray/urged"),
        ("register", "/desk/register"),
        ("recount", "/desk/recount"),
        ("migrate", "/desk/migrate"),
        ("simulate", "/desk/simulate"),
        ("mining", "/desk/mining"),
        ("account", "/account"),
        ("search", "/desk/search?q=nguyen"),
        ("forbidden", "/admin/units"),
    ])
    .await;
    eye.go("/desk?view=open").await;
    let code = eye.client.find(Locator::Css("a.mc-code")).await.unwrap().text().await.unwrap();
    eye.follow("a.mc-code").await;
    eye.look("case").await;
    eye.follow("aside a[href$='/diagram']").await;
    eye.client.wait().for_element(Locator::Css(".mc-bpmn .djs-element")).await.unwrap();
    eye.look("case-diagram").await;
    eye.client.back().await.unwrap();
    tracked(eye, &code).await;
    eye.sign_in("motcua").await;
    eye.pages(&[("clerk", "/desk"), ("intake-choose", "/desk/intake"), ("intake", "/desk/intake/1.005099")]).await;
}

async fn control(eye: &mut Eye) {
    eye.sign_in("kiemsoat").await;
    eye.pages(&[
        ("catalogue", "/catalogue"),
        ("catalogue-one", "/catalogue/1.005099"),
        ("catalogue-edit", "/catalogue/1.005099/edit"),
        ("catalogue-import", "/catalogue/import"),
        ("as-of", "/catalogue/1.005144/as-of"),
        ("publication", "/publication"),
        ("publication-new", "/publication/new"),
        ("publication-todos", "/publication/todos"),
        ("surfaces", "/publication/surfaces"),
        ("surface", "/publication/surfaces/1.005144"),
        ("diagram", "/processes/3760-1/diagram"),
        ("forms", "/forms"),
        ("form", "/forms/1.005099"),
        ("form-preview", "/forms/1.005099/preview"),
        ("processes", "/processes"),
        ("process", "/processes/3760-1"),
    ])
    .await;
    eye.go("/publication").await;
    eye.follow("tbody a").await;
    eye.look("decision").await;
    eye.follow("a[href*='/process/']").await;
    eye.look("process-draft").await;
    eye.go("/publication").await;
    eye.follow("tr:last-child th a").await;
    eye.look("decision-in-effect").await;
    eye.sign_in("quantri").await;
    eye.pages(&[
        ("units", "/admin/units"),
        ("units-2025", "/admin/units?ngay=2025-07-02"),
        ("accounts", "/admin/accounts"),
        ("permissions", "/admin/permissions"),
    ])
    .await;
}

async fn reviews(eye: &mut Eye) {
    eye.sign_in("kiemsoat").await;
    eye.pages(&[
        ("reviews", "/reviews"),
        ("reviews-plans", "/reviews/plans"),
        ("reviews-candidates", "/reviews/candidates"),
        ("reviews-work", "/reviews/work"),
        ("reviews-new", "/reviews/work/new"),
        ("reviews-proposals", "/reviews/proposals"),
        ("reviews-internal", "/reviews/internal"),
        ("reviews-impact", "/reviews/impact"),
        ("reviews-opinions", "/reviews/opinions"),
    ])
    .await;
    let lists = ["plans", "work?status=4", "proposals", "impact", "opinions"];
    for list in lists {
        eye.go(&format!("/reviews/{list}")).await;
        eye.follow("tbody a.govuk-link").await;
        eye.look(&format!("reviews-one-{}", list.split('?').next().unwrap())).await;
    }
    eye.sign_in("chuyenvien").await;
    for (name, part) in [("reviews-form", "a[href*='/form/']"), ("reviews-cost", "a[href*='/cost/']")] {
        eye.go("/reviews/work?status=2").await;
        eye.follow("tbody a.govuk-link").await;
        eye.follow(part).await;
        eye.look(name).await;
    }
}

async fn outreach(eye: &mut Eye) {
    eye.sign_in("lanhdao").await;
    eye.pages(&[
        ("outreach", "/outreach"),
        ("outreach-campaigns", "/outreach/campaigns"),
        ("outreach-trainings", "/outreach/trainings"),
        ("outreach-dialogues", "/outreach/dialogues"),
        ("outreach-conduct", "/outreach/conduct"),
        ("outreach-report", "/outreach/report"),
    ])
    .await;
    for (name, list) in [
        ("outreach-campaign", "/outreach/campaigns"),
        ("outreach-training", "/outreach/trainings"),
        ("outreach-dialogue", "/outreach/dialogues"),
        ("outreach-record", "/outreach/conduct"),
        ("outreach-news", "/outreach"),
        ("news-one", "/tin-tuc"),
        ("dialogue-one", "/doi-thoai"),
    ] {
        eye.go(list).await;
        eye.follow("main a[href*='-7']").await;
        eye.look(name).await;
    }
    eye.pages(&[("news", "/tin-tuc"), ("dialogues", "/doi-thoai")]).await;
}

async fn inspections(eye: &mut Eye) {
    eye.sign_in("kiemsoat").await;
    eye.pages(&[
        ("inspections", "/inspections"),
        ("inspections-units", "/inspections/units"),
        ("inspections-work", "/inspections/work"),
        ("inspections-mine", "/inspections/mine"),
        ("inspections-remedies", "/inspections/remedies"),
        ("inspections-reports", "/inspections/reports"),
    ])
    .await;
    for (name, list) in [
        ("inspections-plan", "/inspections"),
        ("inspections-remedy", "/inspections/remedies"),
        ("inspections-report", "/inspections/reports"),
        ("inspections-finished", "/inspections/work?stage=concluded"),
        ("inspections-running", "/inspections/work?stage=announced"),
    ] {
        eye.go(list).await;
        eye.follow("tbody a.govuk-link").await;
        eye.look(name).await;
    }
    eye.follow("a[href*='/sites/']").await;
    eye.look("inspections-checklist").await;
    eye.go("/inspections").await;
    eye.follow("tbody a.govuk-link").await;
    eye.press("form[action$='/begin'] button").await;
    eye.look("inspections-team").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_kind_is_accessible_and_fits() {
    let (client, base, _running) = demo_in_a_browser("40").await;
    let mut eye = Eye { client: client.clone(), base, found: vec![] };
    // In a task of its own, so that the browser is closed even when a step of the walk fails.
    let walk = tokio::spawn(async move {
        citizen(&mut eye).await;
        staff(&mut eye).await;
        control(&mut eye).await;
        reviews(&mut eye).await;
        inspections(&mut eye).await;
        outreach(&mut eye).await;
        eye.found
    });
    let found = walk.await;
    client.close().await.unwrap();
    let found = found.unwrap();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}
