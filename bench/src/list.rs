//! The lists people open all day, through the whole service with permissions on.

use clap::Args;
use motcua::say;

use crate::fill::{self, stand};
use crate::measure::repeat;
use crate::visitor::Visitor;

/// What is measured.
#[derive(Args)]
pub struct Options {
    /// Số hồ sơ trong cơ sở dữ liệu
    #[arg(long, default_value_t = 10_000)]
    cases: u32,
    /// Cơ sở dữ liệu rỗng (postgres://…); bỏ trống là tệp SQLite mới
    #[arg(long)]
    db: Option<String>,
    /// Số người dùng cùng lúc
    #[arg(long, default_value_t = 1)]
    clients: usize,
    /// Số giây đo mỗi trang
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// Who opens which page.
const PAGES: [(&str, &str, &str); 7] = [
    ("chuyenvien", "/desk", "công chức: hồ sơ của tôi"),
    ("truongphong", "/desk", "lãnh đạo phòng: hồ sơ của đơn vị"),
    ("motcua", "/desk", "bộ phận Một cửa: chờ tiếp nhận"),
    ("lanhdao", "/desk?view=late", "lãnh đạo: quá hạn"),
    ("lanhdao", "/desk?view=open", "lãnh đạo: tất cả đang mở"),
    ("motcua", "/desk/search?q=nguyen+thi+ngoc", "tìm theo họ tên"),
    ("chuyenvien", "/api/v1/cases?size=100", "giao diện lập trình: 100 hồ sơ"),
];

/// `bench list`
pub async fn run(o: Options) -> Result<(), String> {
    let folder = fill::folder("list")?;
    let stand = stand(&fill::database(o.db.as_ref(), &folder), folder, o.cases).await?;
    say::line(&format!("{} hồ sơ, {}, {} người cùng lúc:", o.cases, stand.app.db().kind(), o.clients));
    for (login, path, what) in PAGES {
        let visitor = Visitor::sign_in(stand.service.clone(), login).await?;
        let bytes = visitor.read(path).await?;
        let timings = repeat(o.clients, o.seconds, move |_| {
            let visitor = visitor.clone();
            async move { visitor.read(path).await.map(drop) }
        })
        .await?;
        say::line(&format!("  {what:36} {} – {} kB", timings.told(), bytes / 1024));
    }
    std::fs::remove_dir_all(&stand.folder).map_err(|e| e.to_string())
}
