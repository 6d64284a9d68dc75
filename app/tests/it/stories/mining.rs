//! The record of cases, as the analysis of a process shows it: times from openings, claims and endings, and the cases behind a number.

use people::roles;

use super::{act, done, taken};
use crate::harness::{Client, at, houses};

#[tokio::test]
async fn every_number_of_the_analysis_leads_to_its_cases() {
    for house in houses("2024-02-19T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let worked = taken(&mut clerk, "Nguyễn Thị Đã Làm").await;
        let fresh = taken(&mut clerk, "Trần Văn Mới Đến").await;
        house.clock.set(at("2024-02-19T09:00"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&worked, "complete"), &[("note", "Giao")]).await);
        house.clock.set(at("2024-02-19T10:00"));
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&worked, "claim"), &[]).await);
        house.clock.set(at("2024-02-19T10:25"));
        done(&act(&mut officer, (&worked, "complete"), &[("eligible", "yes")]).await);
        let place = (house.agency, worked.parse().unwrap());
        let process = cases::load(&house.app, place).await.unwrap().unwrap().1.case.process.unwrap();

        let empty = head.get("/desk/mining").await.text();
        assert!(empty.contains(&format!("<option value=\"{process}\"")), "{}: {empty}", house.kind);
        let span = format!("process={process}&from=2024-02-01&to=2024-02-29");
        let page = head.get(&format!("/desk/mining?{span}")).await.text();
        assert!(page.contains("2 hồ sơ") && page.contains("Đúng quy trình, chưa xong: 2"), "{}: {page}", house.kind);
        assert!(page.contains("1 giờ 0 phút") && page.contains("0 giờ 25 phút"), "waiting until the claim, then work");
        let behind = head.get(&format!("/desk/mining/cases?{span}&of=step&key=appraise")).await.text();
        assert!(behind.contains(&worked) && !behind.contains(&fresh), "{}: {behind}", house.kind);
        let all = head.get(&format!("/desk/mining/cases?{span}&of=under_way&key=")).await.text();
        assert!(all.contains(&worked) && all.contains(&fresh));
        let gone = head.get(&format!("/desk/mining/cases?{span}&of=step&key=none")).await;
        assert_eq!(gone.status, axum::http::StatusCode::NOT_FOUND);
        let csv = head.get(&format!("/desk/mining/csv?{span}")).await.text();
        assert!(csv.contains("Biến thể") && csv.contains("000.00.15.H40-240219-0001"), "{csv}");
        let other = head.get(&format!("/desk/mining?process={process}&from=2023-01-01&to=2023-01-31")).await.text();
        assert!(other.contains("Không có hồ sơ nào của quy trình này"));
    }
}
