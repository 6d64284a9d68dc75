//! Stories of cases from end to end, each on both databases.

mod api;
mod citizen;
mod desk;
mod files;
mod linked;
mod lists;
mod loads;
mod migrate;
mod mining;
mod receipt;
mod recount;
mod register;
mod simulate;
mod trouble;

use axum::http::StatusCode;
use cases::Status;
use people::roles;

use crate::harness::{Client, House, at, hidden, houses};

const PROCEDURE: &str = "1.005099";

fn intake<'a>(id: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("name", name),
        ("phone", "0912 345 678"),
        ("address", "Số 1 đường Thử"),
        ("part_name", "Đơn xin chuyển trường"),
        ("part_there_0", "1"),
        ("part_originals_0", "1"),
        ("limit", "5 ngày làm việc"),
        ("channel", "1"),
        ("result_channel", "1"),
        ("sets", "1"),
        ("outcome", "accept"),
    ]
}

async fn taken(clerk: &mut Client, name: &str) -> String {
    let page = clerk.get(&format!("/desk/intake/{PROCEDURE}")).await.text();
    let id = hidden(&page, "id");
    let answer = clerk.post(&format!("/desk/intake/{PROCEDURE}"), &intake(&id, name)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    id
}

async fn status(house: &House, id: &str) -> Status {
    let place = (house.agency, id.parse().unwrap());
    cases::load(&house.app, place).await.unwrap().unwrap().1.case.status
}

async fn act(client: &mut Client, (id, action): (&str, &str), more: &[(&str, &str)]) -> crate::harness::Answer {
    let page = client.get(&format!("/desk/cases/{id}")).await.text();
    let seen = hidden(&page, "seen");
    let task = if page.contains("name=\"task\"") { hidden(&page, "task") } else { String::new() };
    let mut pairs = vec![("seen", seen.as_str()), ("task", task.as_str())];
    pairs.extend_from_slice(more);
    client.post(&format!("/desk/cases/{id}/{action}"), &pairs).await
}

fn done(answer: &crate::harness::Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn from_the_desk_to_the_returned_result() {
    for house in houses("2024-02-07T10:20").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Nguyễn Thị Thử Nghiệm").await;
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("000.00.15.H40-240207-0001"), "the code of the day");
        assert!(page.contains("10:20 21/02/2024"), "Tết is not counted");
        let receipt = clerk.get(&format!("/desk/cases/{id}/papers/tiep-nhan.pdf")).await;
        assert!(receipt.bytes.starts_with(b"%PDF-"), "{}", receipt.text());
        let docx = clerk.get(&format!("/desk/cases/{id}/papers/tiep-nhan.docx")).await;
        assert!(docx.bytes.starts_with(b"PK"));
        house.clock.set(at("2024-02-07T14:00"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "complete"), &[("note", "Giao chuyên viên")]).await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&id, "claim"), &[]).await);
        let blank = act(&mut officer, (&id, "complete"), &[("asks_eligible", "1"), ("note", "Đã xem <b>kỹ</b>")]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text().contains("Đã xem &#60;b&#62;kỹ&#60;/b&#62;"), "what was typed stays, escaped");
        done(&act(&mut officer, (&id, "complete"), &[("asks_eligible", "1"), ("eligible", "yes")]).await);
        done(&act(&mut head, (&id, "complete"), &[]).await);
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        done(&act(&mut leader, (&id, "complete"), &[]).await);
        let mut registry = Client::signed_in(&house, roles::REGISTRY).await;
        let early = act(&mut registry, (&id, "complete"), &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the last step needs the result");
        let result = [("number", "12/QĐ-SGDĐT"), ("date", "07/02/2024"), ("signer", "Giám đốc"), ("summary", "Đồng ý")];
        done(&act(&mut registry, (&id, "complete"), &result).await);
        assert_eq!(status(&house, &id).await, Status::Finished);
        done(
            &act(
                &mut clerk,
                (&id, "return"),
                &[("channel", "1"), ("to", "Nguyễn Thị Thử Nghiệm"), ("proof", "Giấy tiếp nhận")],
            )
            .await,
        );
        assert_eq!(status(&house, &id).await, Status::Returned);
        let control = clerk.get(&format!("/desk/cases/{id}/papers/kiem-soat.pdf")).await;
        assert!(control.bytes.starts_with(b"%PDF-"), "{}", control.text());
    }
}

#[tokio::test]
async fn a_double_click_is_one_case() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let page = clerk.get(&format!("/desk/intake/{PROCEDURE}")).await.text();
        let id = hidden(&page, "id");
        let path = format!("/desk/intake/{PROCEDURE}");
        let first = clerk.post(&path, &intake(&id, "Trần Văn Hai Lần")).await;
        let second = clerk.post(&path, &intake(&id, "Trần Văn Hai Lần")).await;
        assert_eq!((first.location.as_str(), second.status), (second.location.as_str(), StatusCode::SEE_OTHER));
        let found = clerk.get("/desk/search?q=tran+van+hai+lan").await.text();
        assert!(found.contains("240304-0001"));
        assert!(!found.contains("240304-0002"));
    }
}

#[tokio::test]
async fn supplements_are_asked_once_and_stop_the_clock() {
    for house in houses("2024-03-04T10:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Lê Thị Bổ Sung").await;
        house.clock.set(at("2024-03-05T10:00"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let ask = [("items", "Học bạ bản chính"), ("reason", "Thiếu học bạ")];
        done(&act(&mut head, (&id, "ask-supplement"), &ask).await);
        assert_eq!(status(&house, &id).await, Status::SupplementAsked);
        house.clock.set(at("2024-03-07T10:00"));
        // Two days later everybody signs in anew.
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut clerk, (&id, "answer-supplement"), &[("parts", "Học bạ bản chính")]).await);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("10:00 13/03/2024"), "two working days of waiting are not counted");
        let again = act(&mut head, (&id, "ask-supplement"), &ask).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("Học bạ bản chính"), "what was typed stays");
        let mut allowed = ask.to_vec();
        allowed.push(("basis", "Khoản 2 Điều 5 văn bản chuyên ngành"));
        done(&act(&mut head, (&id, "ask-supplement"), &allowed).await);
    }
}

#[tokio::test]
async fn the_second_officer_gets_what_changed_and_loses_nothing() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Phạm Văn Hai Người").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let seen = hidden(&head.get(&format!("/desk/cases/{id}")).await.text(), "seen");
        done(&act(&mut head, (&id, "claim"), &[]).await);
        let late = [("seen", seen.as_str()), ("reason", "Lý do gõ rất lâu"), ("items", "Giấy A")];
        let answer = head.post(&format!("/desk/cases/{id}/ask-supplement"), &late).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        assert!(text.contains("vừa được người khác cập nhật") && text.contains("Lý do gõ rất lâu"));
        assert_eq!(status(&house, &id).await, Status::Working);
    }
}

#[tokio::test]
async fn from_the_citizen_s_form_without_script_to_tracking_and_withdrawal() {
    for house in houses("2024-03-04T08:00").await {
        let mut citizen = Client::new(&house);
        let begin = citizen.get("/nop-ho-so/9.999999").await;
        assert_eq!(begin.status, StatusCode::NOT_FOUND);
        assert_eq!(citizen.get("/nop-ho-so/1.005092").await.status, StatusCode::OK);
        let first = citizen.post("/nop-ho-so/1.005092", &[]).await.location;
        let blank = citizen.upload(&first, &[("applicant_phone", "<script>0912")], &[]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(blank.text().contains("&lt;script&gt;0912") || blank.text().contains("&#60;script&#62;0912"));
        let later = citizen.upload(&first, &[("applicant_phone", "0912345678"), ("later", "1")], &[]).await;
        assert!(later.text().contains("Đã lưu"));
        let kept = citizen.get(&first).await.text();
        assert!(kept.contains("0912345678") || kept.contains("0912 345 678"), "the draft is kept");
        let big = vec![b'x'; 21 * 1024 * 1024];
        let refused = citizen.upload(&first, &[], &[("papers", "to.pdf", &big)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("20 MB"));
    }
}

#[tokio::test]
async fn an_online_dossier_is_answered_tracked_and_withdrawn() {
    for house in houses("2024-03-04T08:00").await {
        let version = catalogue::current(&house.app, PROCEDURE).await.unwrap().unwrap();
        let process = catalogue::process_for(&house.app, PROCEDURE).await.unwrap();
        let application = cases::Application {
            id: house.app.new_id(),
            procedure: PROCEDURE.into(),
            version: version.id,
            process: Some(process.id),
            channel: cases::Channel::Online,
            applicant: cases::Person {
                name: "Vũ Thị Trực Tuyến".into(),
                phone: "0987654321".into(),
                ..Default::default()
            },
            ..Default::default()
        };
        let id = application.id.to_string();
        let incoming = cases::Incoming { agency: house.agency, application, outcome: cases::Intake::Wait, draft: None };
        let d = cases::take_in(&house.app, platform::By::default(), incoming).await.unwrap();
        let mut citizen = Client::new(&house);
        let wrong = citizen.post("/theo-doi", &[("code", &d.case.code), ("proof", "0000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = citizen.post("/theo-doi", &[("code", &d.case.code), ("proof", "4321")]).await;
        assert_eq!(right.status, StatusCode::OK);
        assert!(right.text().contains("Mới đăng ký"));
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        done(&act(&mut clerk, (&id, "accept"), &[("limit", "3 ngày làm việc")]).await);
        let tracked = citizen.post("/theo-doi", &[("code", &d.case.code), ("proof", "4321")]).await.text();
        assert!(tracked.contains("Đang xử lý") && tracked.contains("mc-strip"));
        let asked =
            citizen.post("/theo-doi/rut", &[("code", &d.case.code), ("proof", "4321"), ("reason", "Chuyển nhà")]).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert_eq!(status(&house, &id).await, Status::WithdrawalAsked);
        done(&act(&mut clerk, (&id, "stop"), &[("reason", "Theo đề nghị của người nộp")]).await);
        assert_eq!(status(&house, &id).await, Status::Stopped);
    }
}

#[tokio::test]
async fn an_expired_session_keeps_what_was_typed() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let page = clerk.get(&format!("/desk/intake/{PROCEDURE}")).await.text();
        let id = hidden(&page, "id");
        house.clock.set(at("2024-03-05T08:00"));
        let expired = clerk.post(&format!("/desk/intake/{PROCEDURE}"), &intake(&id, "Đỗ Thị Hết Phiên")).await;
        assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
        let text = expired.text();
        let (path, body) = (hidden(&text, "resume_path"), hidden(&text, "resume_body"));
        let login = [
            ("login", "clerk"),
            ("password", crate::harness::PASSWORD),
            ("resume_path", &path),
            ("resume_body", &body),
        ];
        let resumed = clerk.post("/sign-in", &login).await;
        assert!(resumed.text().contains("Đỗ Thị Hết Phiên"), "{}", resumed.text());
    }
}
