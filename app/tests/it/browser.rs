//! Pages in a real browser (Debian's Chromium): accessibility by axe at a phone's and a desk's width, nothing cut, no sideways
//! scroll; pictures go to screens/.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

const AXE: &str = include_str!("../assets/axe.min.js");

struct Running(Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

async fn up(port: u16) -> bool {
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return true;
        }
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
        &profile,
    ];
    let wanted = json!({ "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": flags } });
    let capabilities = wanted.as_object().unwrap().clone();
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap()
}

async fn look(client: &Client, (name, width): (&str, u32)) {
    client.set_window_size(width, 900).await.unwrap();
    client.execute(AXE, vec![]).await.unwrap();
    let script = "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | '))));";
    let found = client.execute_async(script, vec![]).await.unwrap();
    assert_eq!(found, json!([]), "{name} at {width}");
    let over = client
        .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
        .await
        .unwrap();
    assert_eq!(over, json!(0), "{name} scrolls sideways at {width}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screens");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}-{width}.png")), client.screenshot().await.unwrap()).unwrap();
}

#[tokio::test]
async fn every_page_kind_is_accessible_and_fits() {
    let folder = platform::testing::folder().unwrap();
    let (port, driver_port) = (free_port(), free_port());
    let server = Command::new(env!("CARGO_BIN_EXE_motcua"))
        .args([
            "demo",
            "--cases",
            "40",
            "--port",
            &port.to_string(),
            "--dir",
            &folder.join("demo").display().to_string(),
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let driver = Command::new("chromedriver").arg(format!("--port={driver_port}")).stdout(Stdio::null()).spawn();
    let driver =
        driver.expect("chromedriver is missing: run the tests with ./motcua test, which installs chromium-driver");
    let _running = Running(vec![server, driver]);
    assert!(up(driver_port).await && up(port).await, "the server or the driver did not start");
    let client = browser(driver_port, &folder).await;
    let base = format!("http://127.0.0.1:{port}");
    let public = [
        ("home", "/"),
        ("find", "/thu-tuc?q=chuyen+truong"),
        ("procedure", "/thu-tuc/1.005099"),
        ("begin", "/nop-ho-so/1.005099"),
        ("track", "/theo-doi"),
        ("help", "/tro-giup"),
        ("open-data", "/du-lieu-mo"),
        ("public", "/cong-khai"),
        ("sign-in", "/sign-in"),
        ("missing", "/khong-co"),
    ];
    for (name, path) in public {
        client.goto(&format!("{base}{path}")).await.unwrap();
        for width in [360, 1280] {
            look(&client, (name, width)).await;
        }
    }
    client.goto(&format!("{base}/nop-ho-so/1.005099")).await.unwrap();
    client.find(Locator::Css("main form button")).await.unwrap().click().await.unwrap();
    look(&client, ("question", 360)).await;
    client.goto(&format!("{base}/sign-in")).await.unwrap();
    client.find(Locator::Css("#login")).await.unwrap().send_keys("truongphong").await.unwrap();
    client.find(Locator::Css("#password")).await.unwrap().send_keys("mot-cua-demo").await.unwrap();
    client.find(Locator::Css("main form button")).await.unwrap().click().await.unwrap();
    for (name, path) in [
        ("desk", "/desk?view=open"),
        ("board", "/desk/board"),
        ("account", "/account"),
        ("search", "/desk/search?q=nguyen"),
    ] {
        client.goto(&format!("{base}{path}")).await.unwrap();
        for width in [360, 1280] {
            look(&client, (name, width)).await;
        }
    }
    client.goto(&format!("{base}/desk?view=open")).await.unwrap();
    let first = client.find(Locator::Css("a.mc-code")).await.unwrap().attr("href").await.unwrap().unwrap();
    client.goto(&format!("{base}{first}")).await.unwrap();
    for width in [360, 1280] {
        look(&client, ("case", width)).await;
    }
    client.close().await.unwrap();
}
