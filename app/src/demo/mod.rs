//! The demo: a new folder, the organisation and catalogue that ship, people for every role, and cases made by running the
//! real engine under a virtual clock. Everything is synthetic and says so on every page.

pub mod cast;
mod desk;
mod inspections;
mod outreach;
mod plans;
mod publication;
mod reviews;
mod story;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use kernel::time::{Timestamp, from_local, local};
use platform::App;
use platform::db::Durability;

use crate::cli::Data;
use crate::{modules, say, serve};

/// The file in a demo's folder by which later starts know that its data is synthetic.
pub const MARK: &str = "DU-LIEU-MO-PHONG.txt";

/// What the demo is made of.
#[derive(Args)]
pub struct Options {
    /// Số hồ sơ mô phỏng
    #[arg(long, default_value_t = 300)]
    cases: u32,
    /// Thư mục mới chứa dữ liệu
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Cổng
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Chỉ tạo dữ liệu, không phục vụ
    #[arg(long)]
    no_serve: bool,
    /// Hạt giống: cùng số thì cùng dữ liệu
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Thời điểm “hiện tại” của dữ liệu, ví dụ 2026-11-24T09:00; bỏ trống là lúc chạy
    #[arg(long)]
    now: Option<String>,
}

fn fresh(asked: Option<PathBuf>) -> Result<PathBuf, String> {
    let folder = match asked {
        Some(folder) => folder,
        None => (1..1000)
            .map(|n| std::env::temp_dir().join(format!("motcua-demo-{n}")))
            .find(|f| !f.exists())
            .ok_or("Không còn tên thư mục mẫu nào trống. Chọn thư mục bằng --dir.")?,
    };
    let taken = folder.read_dir().is_ok_and(|mut d| d.next().is_some());
    if taken {
        return Err(format!("Thư mục {} không trống. Chọn thư mục mới bằng --dir.", folder.display()));
    }
    std::fs::create_dir_all(&folder).map_err(|e| format!("Không tạo được {}: {e}", folder.display()))?;
    Ok(folder)
}

/// The present of the demo: as asked, or the machine's own, on the minute.
fn present(app: &App, asked: Option<&str>) -> Result<Timestamp, String> {
    if let Some(text) = asked {
        return kernel::time::parse_local(text).map_err(|r| format!("--now {text}: {}", r.message));
    }
    let now = local(app.now());
    Ok(from_local(now.date().at(now.hour(), now.minute(), 0, 0)))
}

/// Fills an empty, migrated database: what ships, people for every role, and `cases` cases lived through from `seed`
/// until `now`.
///
/// # Errors
/// A sentence that names what could not be read or written.
pub async fn fill(app: &App, (cases, seed): (u32, u64), now: Timestamp) -> Result<(), String> {
    let words = |e: platform::web::Failure| e.to_string();
    app.db().bulk(Durability::Bulk).await.map_err(|e| e.to_string())?;
    let app = &app.at(platform::app::SetClock::new(now));
    modules::install(app).await?;
    let agency = cast::hire(app).await.map_err(words)?;
    let stage = Arc::new(story::Stage::set(app, (agency, now), seed).await.map_err(words)?);
    story::play(app, &stage, cases).await.map_err(words)?;
    desk::fill(app, agency).await.map_err(words)?;
    reviews::play(app, (agency, now)).await.map_err(words)?;
    publication::play(app, &publication::Stage { agency, now }).await.map_err(words)?;
    self::plans::play(app, (agency, now), seed).await.map_err(words)?;
    self::outreach::play(app, (agency, now)).await.map_err(words)?;
    self::inspections::play(app, (agency, now)).await.map_err(words)?;
    platform::ledger::seal_days(app.db(), app.now()).await.map_err(|e| e.to_string())?;
    app.db().bulk(Durability::Full).await.map_err(|e| e.to_string())
}

fn told(address: &str, folder: &Path, cases: u32) -> String {
    let mut out = format!(
        "\nmotcua – dữ liệu mô phỏng, {cases} hồ sơ, thư mục {}\n  Người dân:  {address}/\n  Cán bộ:     {address}/sign-in\n\n  Tên đăng nhập   Mật khẩu        Vai trò\n",
        folder.display()
    );
    for (login, role) in cast::SIGN_INS {
        out.push_str(&format!("  {login:15} {:15} {}\n", cast::PASSWORD, people::roles::label(role)));
    }
    out
}

async fn fill_folder(o: &Options, data: &Data, address: &str) -> Result<(), String> {
    let note = "Dữ liệu trong thư mục này là dữ liệu mô phỏng, không phải hồ sơ thật.\n";
    std::fs::write(data.dir.join(MARK), note).map_err(|e| format!("Không ghi được {}: {e}", data.dir.display()))?;
    let (app, _) = serve::open(data, address).await?;
    let now = present(&app, o.now.as_deref())?;
    fill(&app, (o.cases, o.seed), now).await
}

/// Fills the folder in a process of its own, so that what serves afterwards is as small as any server.
fn fill_apart(o: &Options, folder: &Path) -> Result<(), String> {
    let words = |e: std::io::Error| format!("Không chạy được tiến trình tạo dữ liệu: {e}");
    let mut command = std::process::Command::new(std::env::current_exe().map_err(words)?);
    command.args(["demo", "--no-serve", "--cases", &o.cases.to_string(), "--seed", &o.seed.to_string(), "--dir"]);
    command.arg(folder).stdout(std::process::Stdio::null());
    if let Some(now) = &o.now {
        command.args(["--now", now]);
    }
    // It has told why it failed.
    if command.status().map_err(words)?.success() {
        Ok(())
    } else {
        Err("Chưa tạo được dữ liệu mẫu.".into())
    }
}

/// `motcua demo`
pub async fn run(o: Options) -> Result<(), String> {
    let folder = fresh(o.dir.clone())?;
    let address = format!("http://127.0.0.1:{}", o.port);
    let data = Data { db: folder.join("motcua.db").display().to_string(), dir: folder.clone() };
    let text = told(&address, &folder, o.cases);
    if o.no_serve {
        fill_folder(&o, &data, &address).await?;
        say::line(&text);
        return Ok(());
    }
    fill_apart(&o, &folder)?;
    let (app, routes) = serve::open(&data, &address).await?;
    serve::listen(app, routes, (o.port, &text)).await
}
