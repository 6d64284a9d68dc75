//! The desk of each role: nobody lands on an empty page, what comes near its date is seen by whoever has to act, urging arrives.

use people::roles;

use super::{act, done, taken};
use crate::harness::{Client, at, houses};

#[tokio::test]
async fn every_role_begins_with_its_own_work() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let empty = clerk.get("/desk").await.text();
        assert!(empty.contains("id=\"scan\"") && empty.contains("Không có hồ sơ nào chờ tiếp nhận"));
        taken(&mut clerk, "Nguyễn Văn Một").await;
        for (role, words) in [
            (roles::OFFICER, "Của tôi, theo hạn"),
            (roles::UNIT_HEAD, "Chờ phân công, duyệt"),
            (roles::LEADER, "Chờ ký"),
            (roles::REGISTRY, "Chờ vào số, phát hành"),
            (roles::CONTROL, "Cảnh báo hạn trả kết quả"),
        ] {
            let mut client = Client::signed_in(&house, role).await;
            let page = client.get("/desk").await.text();
            assert!(page.contains(words), "{role} on {}", house.kind);
            assert!(page.contains("mc-figure__number"), "{role}");
        }
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let page = head.get("/desk").await.text();
        assert!(page.contains("Nguyễn Văn Một") && page.contains("Ai đang giữ nhiều việc"));
    }
}

#[tokio::test]
async fn a_near_date_is_seen_by_whoever_is_told_and_the_apology_is_asked_for() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Lê Thị Sắp Hạn").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "complete"), &[]).await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&id, "claim"), &[]).await);
        // Due Monday 11 March 08:00. On Thursday morning two working days are left: the officer is told, the head is not yet.
        house.clock.set(at("2024-03-07T09:00"));
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert!(officer.get("/desk").await.text().contains("Sắp đến hạn"));
        assert!(officer.get("/desk/cases?view=soon").await.text().contains("Lê Thị Sắp Hạn"));
        assert!(!officer.get("/desk/cases?view=sorry").await.text().contains("Lê Thị Sắp Hạn"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let none = "Không có hồ sơ nào đến mức phải cảnh báo";
        assert!(head.get("/desk").await.text().contains(none));
        assert!(!officer.get("/desk").await.text().contains(none));
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("Sắp đến hạn") && page.contains("Điều 19 Nghị định 61/2018"), "offered with its article");
        // On Friday it is the last day for it.
        house.clock.set(at("2024-03-08T09:00"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert!(!head.get("/desk").await.text().contains(none), "now the head is told");
        assert!(head.get("/desk/cases?view=sorry").await.text().contains("Lê Thị Sắp Hạn"));
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("Phải xin lỗi hôm nay"));
        let sorry = [("new_due", "13/03/2024 16:30"), ("reason", "Chờ xác minh học bạ")];
        done(&act(&mut head, (&id, "apologise"), &sorry).await);
        assert!(
            !head.get("/desk/cases?view=sorry").await.text().contains("Lê Thị Sắp Hạn"),
            "apologised once is enough"
        );
        let again = act(&mut head, (&id, "apologise"), &[("new_due", "15/03/2024 16:30"), ("reason", "Thêm")]).await;
        assert!(again.text().contains("Điều 19"), "the refusal names its article");
        house.clock.set(at("2024-03-14T09:00"));
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        let late = leader.get("/desk/cases?view=late").await.text();
        assert!(late.contains("Lê Thị Sắp Hạn") && late.contains("Quá hạn 1 ngày làm việc"), "{}", house.kind);
        assert!(leader.get("/desk/board").await.text().contains("view=late"), "a number opens its list");
    }
}

#[tokio::test]
async fn urging_reaches_the_person_urged_until_the_work_is_done() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Vũ Văn Đôn Đốc").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "complete"), &[]).await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        done(&act(&mut officer, (&id, "claim"), &[]).await);
        assert!(officer.get("/desk/tray/urged").await.text().contains("Không ai đôn đốc"));
        done(&act(&mut head, (&id, "urge"), &[("note", "Làm ngay trong <b>sáng</b> nay")]).await);
        let tray = officer.get("/desk/tray/urged").await.text();
        assert!(tray.contains("Làm ngay trong &#60;b&#62;sáng&#60;/b&#62; nay"), "{}", house.kind);
        let desk = officer.get("/desk").await.text();
        assert!(desk.contains("aria-label=\"Được đôn đốc: 1\""), "a count on the desk");
        done(&act(&mut officer, (&id, "complete"), &[("eligible", "yes")]).await);
        assert!(officer.get("/desk/tray/urged").await.text().contains("Không ai đôn đốc"), "the work answers it");
    }
}

#[tokio::test]
async fn after_three_o_clock_the_first_step_begins_the_next_morning() {
    for house in houses("2024-03-04T15:40").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Đỗ Văn Chiều Muộn").await;
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("07:30 05/03/2024") && page.contains("Điều 18"), "said with its article");
        assert!(page.contains("11:30 05/03/2024"), "four hours from the next morning");
        assert!(page.contains("15:40 11/03/2024"), "the applicant's date is counted from receipt all the same");
    }
}
