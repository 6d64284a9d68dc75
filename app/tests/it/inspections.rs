//! The inspection plan through its pages, on both databases: ranked units, everything typed kept after a refusal, approval by the
//! leader, and the words the leader then sees.

use axum::http::StatusCode;
use people::roles;

use crate::harness::{Answer, Client, hidden, houses};

fn done(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location.clone()
}

/// Posts a deed with what the page had seen.
async fn act(client: &mut Client, (page, deed): (&str, &str), pairs: &[(&str, &str)]) -> Answer {
    let seen = hidden(&client.get(page).await.text(), "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend_from_slice(pairs);
    client.post(&format!("{page}{deed}"), &all).await
}

#[tokio::test]
async fn a_plan_is_made_on_its_pages_and_approved() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        assert!(control.get("/inspections").await.text().contains("Chưa có kế hoạch kiểm tra"));
        assert!(control.get("/inspections/units").await.text().contains("chưa có số liệu"));
        let refused = control.post("/inspections", &[("year", "hai nghìn")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("hai nghìn") && refused.text().contains("bốn chữ số"));
        let page = done(&control.post("/inspections", &[("year", "2024")]).await);
        let units = people::units(&house.app, "2024-03-04".parse().unwrap()).await.unwrap();
        let room = units.iter().find(|u| u.agency == house.agency && u.id != house.agency).unwrap();
        let id = room.id.to_string();
        let typed = [
            ("unit", id.as_str()),
            ("manner", "combined"),
            ("grounds", "turn"),
            ("reason", "Ba năm <chưa> kiểm tra"),
            ("starts", "06/05/2024"),
        ];
        let refused = act(&mut control, (&page, "/add"), &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        for kept in ["Ba năm &#60;chưa&#62; kiểm tra", "06/05/2024", "Nhập ngày kết thúc", "id=\"ends-error\""]
        {
            assert!(text.contains(kept), "{kept} is lost on {}", house.kind);
        }
        assert!(text.contains(&format!("value=\"{id}\" selected")), "the unit chosen is lost");
        let mut whole = typed.to_vec();
        whole.push(("ends", "10/05/2024"));
        done(&act(&mut control, (&page, "/add"), &whole).await);
        done(&act(&mut control, (&page, "/submit"), &[]).await);
        let refused = act(&mut leader, (&page, "/approve"), &[("number", "12/KH"), ("on", "mai")]).await;
        assert!(refused.text().contains("value=\"12/KH\"") && refused.text().contains("Không đọc được ngày"));
        done(&act(&mut leader, (&page, "/approve"), &[("number", "12/KH"), ("on", "04/03/2024")]).await);
        let text = leader.get(&page).await.text();
        for shown in [room.name.as_str(), "Đã phê duyệt", "Số 12/KH, ngày 04/03/2024", "Kiểm tra đột xuất"]
        {
            assert!(text.contains(shown), "{shown} is not shown on {}", house.kind);
        }
        assert!(!control.get(&page).await.text().contains("Thêm cuộc kiểm tra đột xuất"));
        for (name, magic) in [("ke-hoach.pdf", &b"%PDF-"[..]), ("ke-hoach.docx", b"PK")] {
            let paper = control.get(&format!("{page}/papers/{name}")).await;
            assert!(paper.bytes.starts_with(magic), "{name}: {}", paper.text());
        }
        assert_eq!(control.get(&format!("{page}/papers/khac.pdf")).await.status, StatusCode::NOT_FOUND);
    }
}
