//! Section IV of the plan: people sent to a class of the level above (IV.1), a training held with attendance, test and certificates
//! (IV.2), an exchange of experience (IV.3); each closes the work that waits for it.

use axum::http::StatusCode;
use people::roles;

use super::{act, done, planned, verified, work};
use crate::harness::{Client, hidden, houses};

const QUIZ: &str = "? Niêm yết ở đâu?\n* Nơi tiếp nhận hồ sơ\n- Không cần <b>niêm yết</b>\n\n? Quá hạn thì làm gì?\n- Im lặng\n* Xin lỗi và hẹn lại";

fn brief<'a>(kind: &'a str, title: &'a str, organiser: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", kind),
        ("title", title),
        ("content", "Nghiệp vụ kiểm soát TTHC"),
        ("organiser", organiser),
        ("starts", "04/03/2024"),
        ("until", ""),
        ("seats", "2"),
    ]
}

const MORNING: [(&str, &str); 5] = [
    ("on", "04/03/2024"),
    ("hours", "08:00–11:30"),
    ("topic", "Quy định chung"),
    ("place", "Hội trường Sở"),
    ("speaker", "Nguyễn Văn Mẫu"),
];

/// A training of one morning with every unit of the agency invited, open for registration.
async fn opened(organiser: &mut Client, what: (&str, &str, &str)) -> String {
    let page = done(&organiser.post("/outreach/trainings/new", &brief(what.0, what.1, what.2)).await);
    done(&act(organiser, (&page, "/session"), &MORNING).await);
    done(&act(organiser, (&page, "/invite"), &[("all", "1")]).await);
    done(&act(organiser, (&page, "/announce"), &[]).await);
    page
}

/// The boxes of the attendance list, one for each person and session held.
fn boxes(page: &str) -> Vec<String> {
    let parts = page.split("name=\"present\" value=\"").skip(1);
    parts.map(|p| p.split('"').next().unwrap().to_owned()).collect()
}

async fn attended(organiser: &mut Client, page: &str) {
    let all = boxes(&organiser.get(page).await.text());
    let marks: Vec<(&str, &str)> = all.iter().map(|b| ("present", b.as_str())).collect();
    done(&act(organiser, (page, "/attendance"), &marks).await);
}

#[tokio::test]
async fn row_iv_1_people_are_sent_to_a_class_of_the_level_above() {
    for house in houses("2024-03-04T08:00").await {
        planned(&house).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let nameless = control.post("/outreach/trainings/new", &brief("2", "Lớp của tỉnh", "")).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nameless.text().contains("href=\"#organiser\"") && nameless.text().contains("Lớp của tỉnh"));
        let page = opened(&mut control, ("2", "Lớp của tỉnh", "Văn phòng UBND tỉnh")).await;
        // The head of a unit sends somebody of it; the list of the unit's people is on the page.
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let shown = head.get(&page).await.text();
        let box_at = shown.find("name=\"people\" value=\"").expect("the unit's people can be chosen");
        let person = shown[box_at..].split('"').nth(3).unwrap().to_owned();
        done(&head.post(&format!("{page}/enrol"), &[("people", &person)]).await);
        let early = act(&mut control, (&page, "/finish"), &[("result", "Xong")]).await;
        assert!(early.text().contains("Chưa điểm danh ai"), "{}", early.text());
        attended(&mut control, &page).await;
        done(&act(&mut control, (&page, "/finish"), &[("result", "Đã dự đủ")]).await);
        let none = control.post(&format!("{page}/certify"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "the level above gives the certificates");
        let task = "Tham gia lớp tập huấn";
        assert!(work(&house, roles::CONTROL, task).await.contains("Tự hoàn thành vì hệ thống đã có kết quả"));
        verified(&house).await;
    }
}

#[tokio::test]
async fn row_iv_2_a_training_is_held_tested_and_certified() {
    for house in houses("2024-03-04T08:00").await {
        planned(&house).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = done(&control.post("/outreach/trainings/new", &brief("1", "Tập huấn một cửa", "")).await);
        assert_eq!(clerk.get(&page).await.status, StatusCode::OK, "the agency's own people may look");
        assert_eq!(clerk.post(&format!("{page}/enrol"), &[("self", "1")]).await.status, 422, "not open yet");
        let bare = act(&mut control, (&page, "/announce"), &[]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "no session, nobody invited");
        done(&act(&mut control, (&page, "/session"), &MORNING).await);
        done(&act(&mut control, (&page, "/invite"), &[("all", "1")]).await);
        let wrong = act(&mut control, (&page, "/set-test"), &[("test", "? Hai đúng\n* a\n* b"), ("pass", "70")]).await;
        assert!(wrong.text().contains("Câu 1 của bài kiểm tra") && wrong.text().contains("? Hai đúng"));
        done(&act(&mut control, (&page, "/set-test"), &[("test", QUIZ), ("pass", "100")]).await);
        let seen = hidden(&control.get(&page).await.text(), "seen");
        let pdf: &[u8] = b"%PDF-1.4\n%%EOF";
        done(
            &control.upload(&format!("{page}/materials"), &[("seen", &seen)], &[("files", "bai-giang.pdf", pdf)]).await,
        );
        done(&act(&mut control, (&page, "/announce"), &[]).await);
        assert!(clerk.get("/outreach/trainings").await.text().contains(&page), "the invitation is on the list");
        for one in [&mut clerk, &mut officer] {
            done(&one.post(&format!("{page}/enrol"), &[("self", "1")]).await);
        }
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let full = head.post(&format!("{page}/enrol"), &[("self", "1")]).await;
        assert!(full.status == 422 && full.text().contains("Lớp còn 0 chỗ"));
        assert_eq!(clerk.get(&format!("{page}/files/0")).await.bytes, pdf);
        attended(&mut control, &page).await;
        let test = format!("{page}/test");
        let asked = clerk.get(&test).await.text();
        assert!(asked.contains("Niêm yết ở đâu?") && asked.contains("&lt;b&gt;niêm yết"), "{asked}");
        assert_eq!(head.get(&test).await.status, StatusCode::OK, "whoever may write trainings of the agency may look");
        let half = clerk.post(&test, &[("q1", "c1")]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "an unanswered question");
        done(&clerk.post(&test, &[("q1", "c1"), ("q2", "c1")]).await);
        assert!(clerk.get(&page).await.text().contains("Chưa đạt, 1/2 câu"));
        done(&clerk.post(&test, &[("q1", "c1"), ("q2", "c2")]).await);
        assert!(clerk.get(&page).await.text().contains("Đạt, 2/2 câu"));
        assert_eq!(clerk.post(&test, &[("q1", "c1"), ("q2", "c2")]).await.status, 422, "passed already");
        for _ in 0..2 {
            done(&officer.post(&test, &[("q1", "c2"), ("q2", "c1")]).await);
        }
        let third = officer.post(&test, &[("q1", "c1"), ("q2", "c2")]).await;
        assert!(third.status == 422 && third.text().contains("đã làm đủ 2 lần"));
        done(&act(&mut control, (&page, "/finish"), &[("result", "Đạt yêu cầu")]).await);
        done(&control.post(&format!("{page}/certify"), &[]).await);
        certificates(&mut control, (&mut clerk, &mut officer), &page).await;
        let task = "Tổ chức tập huấn, bồi dưỡng nghiệp vụ";
        assert!(work(&house, roles::CONTROL, task).await.contains("Tập huấn một cửa"));
        verified(&house).await;
    }
}

/// Whoever passed has the first number, may fetch their own certificate and nobody else's; the papers open.
async fn certificates(control: &mut Client, (clerk, officer): (&mut Client, &mut Client), page: &str) {
    let shown = clerk.get(page).await.text();
    assert!(shown.contains("01/2024/GCN") && !shown.contains("02/2024/GCN"), "{shown}");
    let href = shown[shown.find(&format!("{page}/certificates/")).unwrap()..].split('"').next().unwrap().to_owned();
    assert!(clerk.get(&href).await.bytes.starts_with(b"%PDF"));
    assert_eq!(officer.get(&href).await.status, StatusCode::OK, "an officer writes trainings and may look");
    let again = control.post(&format!("{page}/certify"), &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is left");
    for name in ["bao-cao", "giay-moi"] {
        assert!(control.get(&format!("{page}/papers/{name}.pdf")).await.bytes.starts_with(b"%PDF"));
        assert!(control.get(&format!("{page}/papers/{name}.docx")).await.bytes.starts_with(b"PK"));
    }
    let report = control.get("/outreach/report?year=2024").await.text();
    assert!(report.contains(page), "the training is in the report of the year");
}

#[tokio::test]
async fn row_iv_3_an_exchange_of_experience_closes_the_units_work() {
    for house in houses("2024-03-04T08:00").await {
        planned(&house).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = opened(&mut officer, ("3", "Học tập tại đơn vị bạn", "Sở Mẫu")).await;
        done(&officer.post(&format!("{page}/enrol"), &[("self", "1")]).await);
        let shown = officer.get(&page).await.text();
        let account = hidden(&shown, "account");
        done(&officer.post(&format!("{page}/leave"), &[("account", &account)]).await);
        done(&officer.post(&format!("{page}/enrol"), &[("self", "1")]).await);
        attended(&mut officer, &page).await;
        let gone = officer.post(&format!("{page}/leave"), &[("account", &account)]).await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY, "who came cannot be taken off the list");
        let silent = act(&mut officer, (&page, "/finish"), &[("result", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&act(&mut officer, (&page, "/finish"), &[("result", "Học được cách niêm yết bằng mã QR")]).await);
        let shown = work(&house, roles::OFFICER, "Tổ chức trao đổi, học tập kinh nghiệm").await;
        assert!(shown.contains("Trao đổi, học tập kinh nghiệm: Học tập tại đơn vị bạn"), "{shown}");
        verified(&house).await;
    }
}
