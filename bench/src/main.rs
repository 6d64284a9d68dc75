//! Measurements of motcua: each prints its figures and, where there is something to compare with, the ratio of one run on one
//! machine. `cargo run --release -p bench -- list --cases 1000000 --db PATH|postgres://…`; results go to docs/performance.md.

mod accept;
mod bare;
mod clock;
mod fill;
mod list;
mod measure;
mod paper;
mod start;
mod visitor;

use clap::{Parser, Subcommand};
use motcua::say;

/// Đo tốc độ của motcua; mỗi lệnh in số đo và tỷ lệ của một lần chạy.
#[derive(Parser)]
#[command(name = "bench", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Danh sách của công chức: yêu cầu/giây và p95, có kiểm tra quyền
    List(list::Options),
    /// Giao dịch tiếp nhận/giây, cạnh vòng lặp trình điều khiển trần ghi cùng câu lệnh
    Accept(accept::Options),
    /// Giấy tiếp nhận dạng PDF/A, đã nóng máy, một lõi
    Paper(paper::Options),
    /// Hạn của mọi hồ sơ đang mở tính lại, như khi lịch làm việc đổi
    Clock(clock::Options),
    /// Thời gian đến trang đầu của demo, bộ nhớ lúc nghỉ và lúc tải
    Start(start::Options),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let done = match Cli::parse().command {
        Command::List(o) => list::run(o).await,
        Command::Accept(o) => accept::run(o).await,
        Command::Paper(o) => paper::run(o).await,
        Command::Clock(o) => clock::run(&o),
        Command::Start(o) => start::run(o).await,
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => say::fail(&why),
    }
}
