//! The calendar changes while cases are open: the differences are listed, nothing moves without approval, each approved case says
//! so in its history and to its applicant.

use axum::http::StatusCode;
use people::roles;
use platform::law::LawFiles;

use super::taken;
use crate::harness::{Client, House, hidden, houses};

/// The law that ships with one more day off.
fn with_day_off() -> LawFiles {
    let folder = platform::testing::folder().unwrap();
    let text = LawFiles::built_in().get("calendars/vn-2024.toml").unwrap().to_owned();
    let more = "\n[[day]]\ndate = \"2024-02-21\"\nkind = \"holiday\"\nname = \"Ngày nghỉ thử\"\nmark = \"S\"\n";
    std::fs::create_dir_all(folder.join("calendars")).unwrap();
    std::fs::write(folder.join("calendars/vn-2024.toml"), text + more).unwrap();
    LawFiles::with_folder(&folder).unwrap()
}

async fn due(house: &House, id: &str) -> String {
    let place = (house.agency, id.parse().unwrap());
    kernel::time::short(cases::load(&house.app, place).await.unwrap().unwrap().1.case.due_at)
}

#[tokio::test]
async fn due_dates_follow_a_new_calendar_only_once_approved() {
    for house in houses("2024-02-19T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let one = taken(&mut clerk, "Nguyễn Thị Một").await;
        let two = taken(&mut clerk, "Trần Văn Hai").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert!(head.get("/desk/recount").await.text().contains("đều đúng theo lịch hiện hành"));

        let house = house.under(with_day_off()).await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let page = head.get("/desk/recount").await.text();
        for text in ["08:00 26/02/2024", "08:00 27/02/2024", "21/02/2024", "Ngày nghỉ thử"] {
            assert!(page.contains(text), "{}: {text} in {page}", house.kind);
        }
        assert_eq!(due(&house, &one).await, "08:00 26/02/2024", "nothing moves by being looked at");
        let field = format!("due_{one}");
        let seen = hidden(&page, &field);
        let some = |basis: &'static str, seen: &str| {
            [("action", "some"), ("id", one.as_str()), (field.as_str(), seen), ("basis", basis)]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        let refused = head.post("/desk/recount", &pairs(&some("", &seen))).await;
        assert_ne!(refused.status, StatusCode::SEE_OTHER);
        assert!(refused.text().contains("Nhập căn cứ") && refused.text().contains("checked"), "the ticks stay");
        let other = head.post("/desk/recount", &pairs(&some("Thông báo 1/TB", "1708909200000000"))).await;
        assert!(other.text().contains("Tải lại danh sách rồi duyệt lại"), "{}", other.text());
        assert_eq!(due(&house, &one).await, "08:00 26/02/2024");
        let told = head.post("/desk/recount", &pairs(&some("Thông báo 1/TB-UBND", &seen))).await.text();
        assert!(told.contains("Hạn mới: 08:00 27/02/2024"), "{told}");
        assert_eq!(due(&house, &one).await, "08:00 27/02/2024");
        assert_eq!(due(&house, &two).await, "08:00 26/02/2024", "only what was approved");

        let case = head.get(&format!("/desk/cases/{one}")).await.text();
        assert!(case.contains("Tính lại ngày hẹn trả kết quả") && case.contains("Thông báo 1/TB-UBND"));
        let mut citizen = Client::new(&house);
        let tracking = [("code", "000.00.15.H40-240219-0001"), ("proof", "5678")];
        let page = citizen.post("/theo-doi", &tracking).await.text();
        assert!(page.contains("Tính lại ngày hẹn trả kết quả") && page.contains("08:00 27/02/2024"), "{page}");

        let all = head.post("/desk/recount", &[("action", "all"), ("basis", "Thông báo 1/TB-UBND")]).await;
        assert!(all.text().contains("Hạn mới"), "{}", all.text());
        assert_eq!(due(&house, &two).await, "08:00 27/02/2024");
        assert!(head.get("/desk/recount").await.text().contains("đều đúng theo lịch hiện hành"));
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert_eq!(officer.get("/desk/recount").await.status, StatusCode::FORBIDDEN);
    }
}

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect()
}
