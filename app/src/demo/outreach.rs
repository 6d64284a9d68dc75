//! The news of the demo: two articles published, one waiting for review, one being written, all through the real actions under
//! the demo's clock. Everything in it is synthetic and says so.

use ::outreach::actions::{self, Typed};
use kernel::time::{Timestamp, from_micros, micros};
use people::roles;
use platform::app::SetClock;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;

/// Days ago it was begun, how far it came, title, summary, text, codes.
const NEWS: [(i64, Stage, &str, &str, &str, &str); 4] = [
    (
        30,
        Stage::Published,
        "Hướng dẫn nộp hồ sơ chuyển trường (bài mẫu)",
        "Cách chuẩn bị và nộp hồ sơ chuyển trường trực tuyến, không phải đến trụ sở.",
        "# Chuẩn bị\n- Xem thành phần hồ sơ trong trang của thủ tục.\n- Chụp hoặc quét giấy tờ cho rõ chữ.\n\n# Nộp hồ sơ\nMở [trang tìm thủ tục](/thu-tuc), chọn thủ tục rồi bấm nộp trực tuyến. Mã hồ sơ dùng để [theo dõi](/theo-doi).\n\nĐây là nội dung mô phỏng để giới thiệu phần mềm.",
        "1.005099",
    ),
    (
        12,
        Stage::Published,
        "Theo dõi hồ sơ bằng mã số (bài mẫu)",
        "Mỗi hồ sơ có một mã số; ông/bà xem được hồ sơ đang ở bước nào và ngày hẹn trả.",
        "Nhập mã số trên giấy tiếp nhận vào [trang theo dõi](/theo-doi).\n\nĐây là nội dung mô phỏng để giới thiệu phần mềm.",
        "",
    ),
    (
        3,
        Stage::Waiting,
        "Góp ý về thủ tục hành chính (bài mẫu)",
        "Nơi tiếp nhận phản ánh, kiến nghị về quy định hành chính.",
        "Nội dung mô phỏng đang chờ duyệt đăng.",
        "",
    ),
    (1, Stage::Written, "Lịch tiếp nhận hồ sơ tuần tới (bài mẫu)", "", "Nội dung mô phỏng đang soạn.", ""),
];

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Written,
    Waiting,
    Published,
}

async fn person(app: &App, agency: Uuid, role: &str) -> Result<Actor, Failure> {
    let found = people::holders(app, agency, role).await?;
    let one = found.first().ok_or_else(|| Failure::missing("Không có người giữ vai trò này"))?;
    people::actor_for(app, one.account).await
}

/// Plays all of them.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp)) -> Result<(), Failure> {
    let officer = person(app, agency, roles::OFFICER).await?;
    let control = person(app, agency, roles::CONTROL).await?;
    for (days, stage, title, summary, text, codes) in NEWS {
        let then = app.at(SetClock::new(from_micros(micros(now) - days * DAY)));
        let article = actions::begin(&then, &officer, Typed { title, summary, text, codes }).await?;
        if stage != Stage::Written {
            actions::hand_in(&then, &officer, (article.id, None)).await?;
        }
        if stage == Stage::Published {
            actions::publish(&then, &control, (article.id, None)).await?;
        }
    }
    Ok(())
}
