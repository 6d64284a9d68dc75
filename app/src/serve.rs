//! Serving, and the commands an operator runs beside it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use platform::app::SystemClock;
use platform::web::Routes;
use platform::{App, By, Db};

use crate::cli::Data;
use crate::modules::{self, Place};
use crate::say;

/// The address pages name when the server's own is not asked for.
const HERE: &str = "http://127.0.0.1:8080";

/// Opens and migrates the database and builds the application.
pub async fn open(data: &Data, address: &str) -> Result<(App, Routes), String> {
    let db = Db::open(&data.db).await.map_err(|e| format!("Không mở được cơ sở dữ liệu {}: {e}", data.db))?;
    db.migrate().await.map_err(|e| format!("Không nâng được lược đồ: {e}"))?;
    let demo = data.dir.join(crate::demo::MARK).exists();
    let place = Place { folder: &data.dir, address, demo };
    modules::app(db, Arc::new(SystemClock), &place)
}

/// Work that goes on beside the requests.
fn background(app: &App) {
    tokio::spawn(platform::jobs::run_forever(app.clone()));
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            if let Err(e) = platform::ledger::seal_days(app.db(), app.now()).await {
                tracing::error!(error = %e, "days cannot be sealed");
            }
            if let Err(e) = cases::discard_old(&app).await {
                tracing::error!(error = %e, "old drafts cannot be removed");
            }
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
    });
}

/// Serves an application on a port until interrupted.
pub async fn listen(app: App, routes: Routes, (port, told): (u16, &str)) -> Result<(), String> {
    modules::start(&app).await?;
    background(&app);
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", port)).await;
    let listener = listener.map_err(|e| format!("Không mở được cổng {port}: {e}. Chọn cổng khác bằng --port."))?;
    say::line(told);
    platform::web::listen(listener, platform::web::serve(app, routes)).await.map_err(|e| e.to_string())
}

/// `motcua serve`
pub async fn serve(data: &Data, (port, address): (u16, Option<String>)) -> Result<(), String> {
    let address = address.unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
    let (app, routes) = open(data, &address).await?;
    listen(app, routes, (port, &format!("motcua đang phục vụ tại {address}"))).await
}

/// `motcua migrate`
pub async fn migrate(data: &Data) -> Result<(), String> {
    let (app, _) = open(data, HERE).await?;
    modules::install(&app).await?;
    say::line("Lược đồ, cơ cấu tổ chức và danh mục thủ tục đã ở phiên bản mới nhất.");
    Ok(())
}

/// How a result is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Words,
    Json,
}

/// `motcua verify`
pub async fn verify(data: &Data, told: Told) -> Result<(), String> {
    let (app, _) = open(data, HERE).await?;
    let report = platform::ledger::verify(app.db(), app.tables()).await.map_err(|e| e.to_string())?;
    if told == Told::Json {
        say::line(&serde_json::to_string_pretty(&report).map_err(|e| e.to_string())?);
    } else {
        say::line(&format!(
            "Đã tính lại {} sự kiện của {} bản ghi, {} dòng dữ liệu, {} ngày niêm phong.",
            report.events, report.records, report.rows, report.seals
        ));
    }
    match report.broken.first() {
        None => Ok(()),
        Some(b) => Err(format!("Bản ghi hỏng đầu tiên: {} {}: {}.", b.kind, b.record, b.why)),
    }
}

/// `motcua backup`
pub async fn backup(data: &Data, to: &Path) -> Result<(), String> {
    if to.exists() {
        return Err(format!("Tệp {} đã có. Chọn tên khác để không ghi đè bản sao lưu.", to.display()));
    }
    let db = Db::open(&data.db).await.map_err(|e| e.to_string())?;
    db.backup(to).await.map_err(|e| e.to_string())?;
    say::line(&format!("Đã sao lưu vào {}. Kiểm tra bằng: motcua verify --db {}", to.display(), to.display()));
    Ok(())
}

/// A first account.
#[derive(Args)]
pub struct AdminOptions {
    #[command(flatten)]
    data: Data,
    /// Tên đăng nhập
    #[arg(long)]
    login: String,
    /// Họ và tên
    #[arg(long)]
    name: String,
    /// Mật khẩu ban đầu, đổi sau khi đăng nhập
    #[arg(long)]
    password: String,
    /// Vai trò: admin, control, clerk, officer, unit_head, leader, registry, petitions
    #[arg(long, default_value = "admin")]
    role: String,
    /// Tên hoặc tên tắt của đơn vị; bỏ trống là cơ quan đứng đầu
    #[arg(long)]
    unit: Option<String>,
}

/// `motcua admin`
pub async fn admin(o: &AdminOptions) -> Result<(), String> {
    let (app, _) = open(&o.data, HERE).await?;
    let day = kernel::time::local(app.now()).date();
    let units = people::units(&app, day).await.map_err(|e| e.to_string())?;
    let found = match &o.unit {
        Some(name) => units.iter().find(|u| u.name == *name || u.short.as_deref() == Some(name)),
        None => units.first(),
    };
    let unit = found.ok_or("Không có đơn vị này. Chạy motcua migrate trước, rồi ghi đúng tên đơn vị.")?;
    let new = people::NewAccount {
        login: &o.login,
        name: &o.name,
        password: &o.password,
        post: people::roles::label(&o.role),
        unit: unit.id,
        role: &o.role,
    };
    people::create_account(&app, &By::default(), new).await.map_err(|e| e.words().1)?;
    say::line(&format!("Đã tạo tài khoản {} tại {}.", o.login, unit.name));
    Ok(())
}
