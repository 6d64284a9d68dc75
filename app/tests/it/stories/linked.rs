//! One intake, two agencies: one receipt, one result date, each agency sees its part, and the phiếu kiểm soát tells who had the
//! dossier when.

use axum::http::StatusCode;
use cases::Status;
use people::{NewAccount, UnitKind, roles};
use platform::By;

use super::receipt::text_of;
use super::{act, done, status, taken};
use crate::harness::{Client, House, PASSWORD, at, hidden, houses};

/// An officer of the agency that takes part, with a way to sign in.
async fn partner(house: &House) -> (uuid::Uuid, Client) {
    let places = cases::places(&house.app, house.agency, "").await.unwrap();
    let new = NewAccount {
        login: "doitac",
        name: "Người Phối Hợp",
        password: PASSWORD,
        post: "Chuyên viên",
        unit: places.partner,
        role: roles::OFFICER,
    };
    people::create_account(&house.app, &By::default(), new).await.unwrap();
    let mut client = Client::new(house);
    let answer = client.post("/sign-in", &[("login", "doitac"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    (places.partner, client)
}

#[tokio::test]
async fn a_linked_case_goes_over_two_agencies() {
    for house in houses("2024-03-04T08:00").await {
        catalogue::assign(&house.app, (super::PROCEDURE, "linked-two-agencies"), By::default()).await.unwrap();
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Trần Thị Liên Thông").await;
        let (agency, mut guest) = partner(&house).await;
        let unit = people::unit(&house.app, agency).await.unwrap().unwrap();
        assert_eq!(unit.kind, UnitKind::Agency);
        // The partner finds the case in its own tray, nowhere else.
        let tray = guest.get("/desk/tray/linked").await.text();
        assert!(tray.contains("Trần Thị Liên Thông"), "{}", house.kind);
        assert!(!guest.get("/desk/cases?view=open").await.text().contains("Trần Thị Liên Thông"));
        let page = guest.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("Thẩm định tại cơ quan phối hợp") && page.contains("do cơ quan khác tiếp nhận"));
        // What belongs to the agency that took it in is not the partner's to do.
        let stop = guest.post(&format!("/desk/cases/{id}/ask-supplement"), &[("items", "A"), ("reason", "B")]).await;
        assert_eq!(stop.status, StatusCode::FORBIDDEN);
        house.clock.set(at("2024-03-04T10:00"));
        done(&act(&mut guest, (&id, "claim"), &[]).await);
        house.clock.set(at("2024-03-04T15:00"));
        done(&act(&mut guest, (&id, "complete"), &[("note", "Đồng ý")]).await);
        assert!(!guest.get("/desk/tray/linked").await.text().contains("Trần Thị Liên Thông"), "done is off the tray");
        // The lead is late with its own part.
        house.clock.set(at("2024-03-07T10:00"));
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&id, "claim"), &[]).await);
        done(&act(&mut officer, (&id, "complete"), &[]).await);
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "complete"), &[]).await);
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        done(&act(&mut leader, (&id, "complete"), &[]).await);
        let mut registry = Client::signed_in(&house, roles::REGISTRY).await;
        let result = [("number", "12/QĐ-SGDĐT"), ("date", "07/03/2024"), ("signer", "Giám đốc")];
        done(&act(&mut registry, (&id, "complete"), &result).await);
        assert_eq!(status(&house, &id).await, Status::Finished);
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let paper = clerk.get(&format!("/desk/cases/{id}/papers/kiem-soat.pdf")).await.bytes;
        let text = text_of(&paper);
        for wanted in ["Người Phối Hợp", "Trước hạn", "Quá hạn", "Đúng hạn"] {
            assert!(text.contains(wanted), "“{wanted}” on {}:\n{text}", house.kind);
        }
        // One receipt with one date for the applicant.
        let receipt = text_of(&clerk.get(&format!("/desk/cases/{id}/papers/tiep-nhan.pdf")).await.bytes);
        assert_eq!(receipt.matches("000.00.15.H40-240304-0001").count().min(1), 1, "{receipt}");
        let clean = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert_eq!(clean.broken, vec![]);
    }
}

#[tokio::test]
async fn a_stranger_s_case_stays_out_of_sight() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Người Của Sở").await;
        let (_, mut guest) = partner(&house).await;
        assert_eq!(guest.get(&format!("/desk/cases/{id}")).await.status, StatusCode::NOT_FOUND);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        let seen = hidden(&page, "seen");
        let other = guest.post(&format!("/desk/cases/{id}/claim"), &[("seen", &seen)]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    }
}
