//! Text I of the plan: commendation and misconduct in handling procedures, proposed by one manager, decided by another, seen by nobody
//! else.

use axum::http::StatusCode;
use people::roles;

use super::{CODE, act, done, verified};
use crate::harness::{Client, House, hidden, houses};

/// A dossier taken in at the desk: its id and code.
async fn taken(house: &House) -> (String, String) {
    let mut clerk = Client::signed_in(house, roles::CLERK).await;
    let desk = format!("/desk/intake/{CODE}");
    let id = hidden(&clerk.get(&desk).await.text(), "id");
    let typed = [
        ("id", id.as_str()),
        ("name", "Trần Văn Mẫu"),
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
    ];
    done(&clerk.post(&desk, &typed).await);
    let place = (house.agency, id.parse().unwrap());
    let code = cases::load(&house.app, place).await.unwrap().unwrap().1.case.code;
    (id, code)
}

#[tokio::test]
async fn text_i_commendation_and_misconduct_are_for_managers() {
    for house in houses("2024-03-04T08:00").await {
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        let unit = people::holders(&house.app, house.agency, roles::OFFICER).await.unwrap()[0].clone();
        let (place, person) = (unit.unit.to_string(), unit.account.to_string());
        let form = head.get(&format!("/outreach/conduct/new?unit={place}")).await.text();
        assert!(form.contains(&person) && form.contains("Điều 6"), "{form}");
        let what = |ground: &'static str| {
            vec![("kind", "2"), ("ground", ground), ("on", "01/03/2024"), ("content", "Hẹn <b>nhiều lần</b>")]
        };
        let mut typed = what("praise");
        typed.extend([("unit", place.as_str()), ("person", person.as_str())]);
        let refused = head.upload("/outreach/conduct/new", &typed, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "praise is no ground of misconduct");
        assert!(refused.text().contains("&#60;b&#62;nhiều lần") && refused.text().contains("href=\"#ground\""));
        typed[1] = ("ground", "delay");
        let mut unknown = typed.clone();
        unknown.push(("cases", "H40.99-240301-9999"));
        assert!(head.upload("/outreach/conduct/new", &unknown, &[]).await.text().contains("Không tìm thấy hồ sơ mã"));
        let (case, code) = taken(&house).await;
        let small = code.to_lowercase();
        typed.push(("cases", &small));
        let page = done(&head.upload("/outreach/conduct/new", &typed, &[]).await);
        let shown = head.get(&page).await.text();
        assert!(shown.contains(&format!("href=\"/desk/cases/{case}\"")) && shown.contains(&code), "{shown}");
        for role in [roles::OFFICER, roles::CONTROL, roles::CLERK] {
            let mut other = Client::signed_in(&house, role).await;
            assert_eq!(other.get(&page).await.status, StatusCode::FORBIDDEN, "{role} sees nothing of it");
        }
        assert!(head.get("/outreach/conduct").await.text().contains(&page));
        let decision = [("number", "15/QĐ-SGDĐT"), ("decided", "04/03/2024"), ("form", "Khiển trách")];
        let own = head.post(&format!("{page}/decide"), &decision).await;
        assert!(own.status.is_client_error(), "who proposes does not decide");
        let before = [("number", "15/QĐ-SGDĐT"), ("decided", "01/02/2024"), ("form", "Khiển trách")];
        let early = act(&mut leader, (&page, "/decide"), &before).await;
        assert!(early.status == 422 && early.text().contains("href=\"#decided\""));
        done(&act(&mut leader, (&page, "/decide"), &decision).await);
        assert!(head.get(&page).await.text().contains("15/QĐ-SGDĐT ngày 04/03/2024"));
        let second = leader.post(&format!("{page}/drop"), &[("reason", "Nhầm")]).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        verified(&house).await;
    }
}
