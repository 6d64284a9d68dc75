//! The command line: every command explains itself in Vietnamese.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::serve::Told;
use crate::{demo, serve, tools};

/// motcua – một cửa: giải quyết và kiểm soát thủ tục hành chính.
#[derive(Parser)]
#[command(name = "motcua", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the data is.
#[derive(Args, Clone)]
pub struct Data {
    /// Cơ sở dữ liệu: đường dẫn tệp SQLite hoặc postgres://…
    #[arg(long, default_value = "motcua.db")]
    pub db: String,
    /// Thư mục chứa tệp hồ sơ và văn bản luật sửa đổi
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Phục vụ trang web và giao diện lập trình
    Serve {
        #[command(flatten)]
        data: Data,
        /// Cổng
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Địa chỉ công khai, dùng trong liên kết và mã QR
        #[arg(long)]
        address: Option<String>,
    },
    /// Nâng lược đồ cơ sở dữ liệu lên phiên bản mới nhất và cài cơ cấu tổ chức, danh mục đi kèm
    Migrate(Data),
    /// Tạo cơ sở dữ liệu mẫu (số liệu mô phỏng) trong thư mục mới rồi phục vụ
    Demo(demo::Options),
    /// Tính lại toàn bộ sổ cái và chỉ ra bản ghi hỏng đầu tiên
    Verify {
        #[command(flatten)]
        data: Data,
        /// In kết quả dạng JSON
        #[arg(long)]
        json: bool,
    },
    /// Sao lưu cơ sở dữ liệu SQLite đang chạy
    Backup {
        #[command(flatten)]
        data: Data,
        /// Tệp đích
        #[arg(long)]
        to: PathBuf,
    },
    /// Tính thời hạn giải quyết và giải thích từng ngày
    Deadline(tools::DeadlineOptions),
    /// Kiểm tra, chạy thử và nhập quy trình
    Process {
        #[command(subcommand)]
        command: tools::ProcessCommand,
    },
    /// Tạo tài khoản đầu tiên của quản trị viên
    Admin(serve::AdminOptions),
}

/// Runs a command; an error is a sentence that says what happened and what to do.
pub async fn run(cli: Cli) -> Result<(), String> {
    match cli.command {
        Command::Serve { data, port, address } => serve::serve(&data, (port, address)).await,
        Command::Migrate(data) => serve::migrate(&data).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Verify { data, json } => serve::verify(&data, if json { Told::Json } else { Told::Words }).await,
        Command::Backup { data, to } => serve::backup(&data, &to).await,
        Command::Deadline(options) => tools::deadline(&options),
        Command::Process { command } => tools::process(command),
        Command::Admin(options) => serve::admin(&options).await,
    }
}
