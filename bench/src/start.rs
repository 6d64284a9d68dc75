//! From command to first page, and what the server holds in memory: idle, and while eight people read lists.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use motcua::say;

use crate::fill;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// Tệp chạy motcua đã biên dịch
    #[arg(long)]
    bin: PathBuf,
    /// Số hồ sơ mô phỏng
    #[arg(long, default_value_t = 5_000)]
    cases: u32,
    /// Cổng
    #[arg(long, default_value_t = 18_080)]
    port: u16,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn page(port: u16, path: &str, cookie: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Resident memory in megabytes, as the kernel says.
fn resident(id: u32) -> Result<f64, String> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).map_err(|e| e.to_string())?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).ok_or("VmRSS is missing")?;
    let kb: f64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).ok_or("VmRSS is no number")?;
    Ok(kb / 1024.0)
}

fn session(port: u16) -> Option<String> {
    let body = format!("login=truongphong&password={}", motcua::demo::cast::PASSWORD);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let head = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nConnection: close";
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let cookies = answer.lines().filter_map(|l| l.strip_prefix("set-cookie: ")?.split(';').next());
    Some(cookies.collect::<Vec<_>>().join("; "))
}

/// `bench start`
pub async fn run(o: Options) -> Result<(), String> {
    let folder = fill::folder("start")?;
    let begun = Instant::now();
    let child = Command::new(&o.bin)
        .args(["demo", "--cases", &o.cases.to_string(), "--port", &o.port.to_string(), "--dir"])
        .arg(folder.join("demo"))
        .stdout(Stdio::null())
        .spawn()
        .map_err(|e| format!("{}: {e}", o.bin.display()))?;
    let id = child.id();
    let _running = Running(child);
    while !page(o.port, "/", "").is_some_and(|p| p.starts_with("HTTP/1.1 200")) {
        if begun.elapsed() > Duration::from_secs(600) {
            return Err("Máy chủ không lên trong 10 phút.".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    say::line(&format!("đến trang đầu với {} hồ sơ: {:.1} giây", o.cases, begun.elapsed().as_secs_f64()));
    tokio::time::sleep(Duration::from_secs(5)).await;
    say::line(&format!("bộ nhớ lúc nghỉ: {:.0} MB", resident(id)?));
    let cookie = session(o.port).ok_or("không đăng nhập được")?;
    let until = Instant::now() + Duration::from_secs(10);
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (cookie, port) = (cookie.clone(), o.port);
            std::thread::spawn(move || {
                let mut n = 0_u32;
                while Instant::now() < until {
                    n += u32::from(
                        page(port, "/desk?view=open", &cookie).is_some_and(|p| p.starts_with("HTTP/1.1 200")),
                    );
                }
                n
            })
        })
        .collect();
    let pages: u32 = readers.into_iter().filter_map(|r| r.join().ok()).sum();
    say::line(&format!("bộ nhớ sau {pages} trang danh sách trong 10 giây: {:.0} MB", resident(id)?));
    Ok(())
}
