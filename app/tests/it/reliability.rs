//! What was acknowledged survives the end of the process at any moment: a server is killed in the middle of a busy desk, and
//! everything it had answered is there when it comes back, whole and verified.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use motcua::modules::{Place, app};
use platform::app::SystemClock;
use platform::testing::each_db;

use crate::harness::{form, hidden};

/// Killed when it goes out of sight, as a power cut would.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn server(folder: &Path, db: &str, port: u16) -> Server {
    let data = ["--db", db, "--dir", &folder.display().to_string(), "--port", &port.to_string()].map(str::to_owned);
    let child = Server(
        Command::new(env!("CARGO_BIN_EXE_motcua")).arg("serve").args(data).stdout(Stdio::null()).spawn().unwrap(),
    );
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return child;
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
    panic!("the server does not start");
}

/// A whole answer, or nothing when the connection broke before its end.
fn send(port: u16, (line, cookie): (&str, &str), body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!(
        "{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.contains("\r\n\r\n").then_some(answer)
}

fn cookie(port: u16) -> String {
    let body = form(&[("login", "motcua"), ("password", "mot-cua-demo")]);
    let answer = send(port, ("POST /sign-in", ""), &body).unwrap();
    let pairs: Vec<&str> = answer.lines().filter_map(|l| l.strip_prefix("set-cookie: ")?.split(';').next()).collect();
    assert!(!pairs.is_empty(), "{answer}");
    pairs.join("; ")
}

/// A desk that takes dossiers in until the server is gone; returns the addresses it was given.
fn desk((port, number): (u16, usize), cookie: &str, stop: &AtomicBool) -> Vec<String> {
    let mut told = vec![];
    while !stop.load(Ordering::Relaxed) {
        let Some(page) = send(port, ("GET /desk/intake/1.005099", cookie), "") else { break };
        let id = hidden(&page, "id");
        let name = format!("Người Nộp {number}");
        let pairs = [
            ("id", id.as_str()),
            ("name", &name),
            ("part_name", "Đơn"),
            ("part_there_0", "1"),
            ("part_originals_0", "1"),
            ("limit", "5 ngày làm việc"),
            ("channel", "1"),
            ("result_channel", "1"),
            ("sets", "1"),
            ("outcome", "accept"),
        ];
        let Some(answer) = send(port, ("POST /desk/intake/1.005099", cookie), &form(&pairs)) else { break };
        if answer.starts_with("HTTP/1.1 303") {
            told.extend(answer.lines().find_map(|l| l.strip_prefix("location: ")).map(str::to_owned));
        }
    }
    told
}

fn killed_in_the_middle(folder: &Path, db: &str) {
    let free = || TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let port = free();
    let running = server(folder, db, port);
    let cookie = cookie(port);
    let told = Arc::new(Mutex::new(vec![]));
    let stop = Arc::new(AtomicBool::new(false));
    let desks: Vec<_> = (0..6)
        .map(|number| {
            let (told, stop, cookie) = (told.clone(), stop.clone(), cookie.clone());
            std::thread::spawn(move || told.lock().unwrap().extend(desk((port, number), &cookie, &stop)))
        })
        .collect();
    std::thread::park_timeout(Duration::from_millis(1500));
    drop(running);
    stop.store(true, Ordering::Relaxed);
    for d in desks {
        d.join().unwrap();
    }
    let told = told.lock().unwrap().clone();
    assert!(told.len() > 5, "only {} dossiers were acknowledged before the end", told.len());
    let args = ["verify", "--db", db, "--dir", &folder.display().to_string()].map(str::to_owned);
    let verified = Command::new(env!("CARGO_BIN_EXE_motcua")).args(args).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let port = free();
    let _running = server(folder, db, port);
    for place in &told {
        let page = send(port, (&format!("GET {place}"), &cookie), "").unwrap();
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("Người Nộp"), "{place} is lost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_lost_nothing_it_acknowledged() {
    for t in each_db().await.unwrap() {
        let place = Place { folder: &t.folder, address: "http://127.0.0.1", demo: true };
        let (app, _) = app(t.db, Arc::new(SystemClock), &place).unwrap();
        motcua::demo::fill(&app, (0, 1), app.now()).await.unwrap();
        drop(app);
        tokio::task::spawn_blocking(move || killed_in_the_middle(&t.folder, &t.url)).await.unwrap();
    }
}
