//! The applicant's side: what they read of their case, what they send from home, what they may take back.

use axum::http::StatusCode;
use cases::Status;
use people::roles;

use super::{act, done, status, taken};
use crate::harness::{Client, House, at, houses};

async fn code(house: &House, id: &str) -> String {
    cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1.case.code
}

#[tokio::test]
async fn what_is_asked_for_is_sent_from_home() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Lý Thị Bổ Sung").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let ask = [("items", "Học bạ bản chính\nGiấy khai sinh"), ("reason", "Bản sao bị mờ")];
        done(&act(&mut head, (&id, "ask-supplement"), &ask).await);
        let code = code(&house, &id).await;
        let who = [("code", code.as_str()), ("proof", "5678")];
        let mut citizen = Client::new(&house);
        let page = citizen.post("/theo-doi", &who).await.text();
        assert!(
            page.contains("Giấy khai sinh") && page.contains("Bản sao bị mờ") && page.contains("tạm dừng"),
            "{}",
            house.kind
        );
        let none = citizen.upload("/theo-doi/bo-sung", &who, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = citizen.upload("/theo-doi/bo-sung", &who, &[("file_1", "anh.gif", b"GIF89a".as_slice())]).await;
        assert!(wrong.text().contains("anh.gif") && wrong.status == StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(status(&house, &id).await, Status::SupplementAsked, "nothing half done");
        let sent =
            citizen.upload("/theo-doi/bo-sung", &who, &[("file_1", "khai-sinh.pdf", b"%PDF-1".as_slice())]).await;
        assert_eq!(sent.status, StatusCode::OK);
        assert_eq!(status(&house, &id).await, Status::Working);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("khai-sinh.pdf") && page.contains("đã bổ sung"), "{}", house.kind);
        let stranger = citizen.upload("/theo-doi/bo-sung", &[("code", &code), ("proof", "0000")], &[]).await;
        assert!(stranger.status.is_client_error());
    }
}

#[tokio::test]
async fn a_late_case_says_so_and_its_apology_is_read() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Kim Văn Chờ").await;
        let code = code(&house, &id).await;
        let who = [("code", code.as_str()), ("proof", "5678")];
        let mut citizen = Client::new(&house);
        let fresh = citizen.post("/theo-doi", &who).await.text();
        assert!(
            fresh.contains("không phải làm gì thêm")
                && fresh.contains("Hẹn trả 08:00 ngày 11/03/2024: 5 ngày làm việc")
        );
        house.clock.set(at("2024-03-12T09:00"));
        let late = citizen.post("/theo-doi", &who).await.text();
        assert!(
            late.contains("Hồ sơ đã quá ngày hẹn trả") && late.contains("Quá hạn 1 ngày làm việc"),
            "{}",
            house.kind
        );
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let sorry = [("new_due", "15/03/2024 16:30"), ("reason", "Chờ xác minh")];
        done(&act(&mut head, (&id, "apologise"), &sorry).await);
        let told = citizen.post("/theo-doi", &who).await.text();
        assert!(told.contains("xin lỗi ông/bà") && told.contains("16:30 15/03/2024") && told.contains("Chờ xác minh"));
        assert!(!told.contains("Hồ sơ đã quá ngày hẹn trả"));
    }
}

#[tokio::test]
async fn a_decided_case_is_not_taken_back() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Mạc Thị Rút").await;
        let code = code(&house, &id).await;
        let take_back = [("code", code.as_str()), ("proof", "5678"), ("reason", "Không cần nữa")];
        let mut citizen = Client::new(&house);
        let blank = citizen.post("/theo-doi/rut", &take_back[..2]).await;
        assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
        for (role, more) in [
            (roles::UNIT_HEAD, vec![]),
            (roles::OFFICER, vec![("eligible", "yes")]),
            (roles::UNIT_HEAD, vec![]),
            (roles::LEADER, vec![]),
            (roles::REGISTRY, vec![("number", "1/QĐ"), ("date", "04/03/2024"), ("signer", "Giám đốc")]),
        ] {
            let mut client = Client::signed_in(&house, role).await;
            done(&act(&mut client, (&id, "complete"), &more).await);
        }
        let refused = citizen.post("/theo-doi/rut", &take_back).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(status(&house, &id).await, Status::Finished, "{}", house.kind);
    }
}
