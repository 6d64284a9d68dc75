//! Papers as files: scanned at intake and later, the result attached, handed out and fetched by its applicant.

use axum::http::StatusCode;
use cases::Status;
use people::roles;

use super::{PROCEDURE, act, done, status, taken};
use crate::harness::{Answer, Client, House, hidden, houses};

const PDF: &[u8] = b"%PDF-1.4 hop le";

async fn send(
    client: &mut Client,
    (id, action): (&str, &str),
    more: &[(&str, &str)],
    file: (&str, &str, &[u8]),
) -> Answer {
    let page = client.get(&format!("/desk/cases/{id}")).await.text();
    let seen = hidden(&page, "seen");
    let mut pairs = vec![("seen", seen.as_str())];
    pairs.extend_from_slice(more);
    client.upload(&format!("/desk/cases/{id}/{action}"), &pairs, &[file]).await
}

async fn code(house: &House, id: &str) -> String {
    cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1.case.code
}

#[tokio::test]
async fn papers_are_scanned_at_intake_and_a_refused_form_keeps_them() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let path = format!("/desk/intake/{PROCEDURE}");
        let id = hidden(&clerk.get(&path).await.text(), "id");
        let base = [
            ("id", id.as_str()),
            ("phone", "0912345678"),
            ("part_name", "Đơn xin chuyển trường"),
            ("part_originals_0", "1"),
            ("limit", "5 ngày làm việc"),
            ("channel", "1"),
            ("result_channel", "1"),
            ("outcome", "accept"),
        ];
        let wrong = clerk.upload(&path, &base, &[("file_0", "virus.exe", b"MZ...".as_slice())]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text().contains("virus.exe") && wrong.text().contains("0912345678"),
            "told, and typed text stays"
        );
        // No name: refused, but the scan need not be chosen again.
        let nameless = clerk.upload(&path, &base, &[("file_0", "đơn.pdf", PDF)]).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = nameless.text();
        assert!(text.contains("Đã nhận: đơn.pdf"));
        let kept = hidden(&text, "kept_file_0").replace("&#34;", "\"").replace("&quot;", "\"");
        let mut whole = base.to_vec();
        whole.extend([("name", "Nguyễn Thị Quét"), ("kept_file_0", kept.as_str())]);
        done(&clerk.post(&path, &whole).await);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("đơn.pdf"), "{}", house.kind);
        let file = clerk.get(&format!("/desk/cases/{id}/files/0")).await;
        assert_eq!(file.bytes, PDF);
    }
}

#[tokio::test]
async fn a_forged_file_is_not_taken_over() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Phan Văn Giả").await;
        let digest = "0".repeat(64);
        let forged = format!("{{\"digest\":\"{digest}\",\"name\":\"a.pdf\",\"mime\":\"application/pdf\",\"size\":3}}");
        let answer = act(&mut clerk, (&id, "attach"), &[("kept_file_0", &forged)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    }
}

#[tokio::test]
async fn scans_are_added_later_with_errors_in_words() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Bùi Thị Bản Quét").await;
        let none = act(&mut clerk, (&id, "attach"), &[]).await;
        assert!(none.text().contains("Chưa chọn tệp nào"));
        let wrong = send(&mut clerk, (&id, "attach"), &[], ("file_0", "a.txt", b"hello")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("không phải PDF"));
        let big = vec![b'%'; 21 * 1024 * 1024];
        let large = send(&mut clerk, (&id, "attach"), &[], ("file_0", "to.pdf", &big)).await;
        assert!(large.text().contains("20 MB"));
        done(&send(&mut clerk, (&id, "attach"), &[], ("file_0", "don.pdf", PDF)).await);
        done(&send(&mut clerk, (&id, "attach"), &[("other_name", "Giấy ủy quyền")], ("other", "uq.pdf", PDF)).await);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("Giấy ủy quyền") && page.contains("uq.pdf") && page.contains("Đính kèm bản quét"));
    }
}

#[tokio::test]
async fn the_result_is_attached_and_fetched_by_its_applicant() {
    for house in houses("2024-03-04T08:00").await {
        let id = taken(&mut Client::signed_in(&house, roles::CLERK).await, "Hồ Thị Kết Quả").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        let mut registry = Client::signed_in(&house, roles::REGISTRY).await;
        done(&act(&mut head, (&id, "complete"), &[]).await);
        done(&act(&mut officer, (&id, "complete"), &[("eligible", "yes")]).await);
        done(&act(&mut head, (&id, "complete"), &[]).await);
        done(&act(&mut leader, (&id, "complete"), &[]).await);
        let fields = [("number", "12/QĐ-SGDĐT"), ("date", "04/03/2024"), ("signer", "Giám đốc")];
        let wrong = send(&mut registry, (&id, "complete"), &fields, ("result", "kq.txt", b"x")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("kq.txt") && wrong.text().contains("12/QĐ-SGDĐT"), "typed text stays");
        assert_eq!(status(&house, &id).await, Status::Working, "nothing half done");
        done(&send(&mut registry, (&id, "complete"), &fields, ("result", "quyết định.pdf", PDF)).await);
        let code = code(&house, &id).await;
        let mut citizen = Client::new(&house);
        let who = [("code", code.as_str()), ("proof", "5678")];
        let tracked = citizen.post("/theo-doi", &who).await.text();
        assert!(tracked.contains("Tải kết quả (quyết định.pdf)"), "{}", house.kind);
        assert_eq!(citizen.post("/theo-doi/ket-qua", &who).await.bytes, PDF);
        // Decided in time is never shown as late, however long the result lies at the desk.
        house.clock.set(crate::harness::at("2024-04-04T08:00"));
        let waiting = citizen.post("/theo-doi", &who).await.text();
        assert!(waiting.contains("mc-strip") && !waiting.contains("is-late\" aria-label"), "{waiting}");
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let stranger = citizen.post("/theo-doi/ket-qua", &[("code", code.as_str()), ("proof", "0000")]).await;
        assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_ne!(stranger.bytes, PDF);
        done(&act(&mut clerk, (&id, "return"), &[("channel", "2")]).await);
        assert_eq!(status(&house, &id).await, Status::Returned);
        assert_eq!(citizen.post("/theo-doi/ket-qua", &who).await.bytes, PDF, "and stays there");
    }
}

#[tokio::test]
async fn a_supplement_shows_what_it_replaced() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Đỗ Thị Thay").await;
        done(&act(&mut Client::signed_in(&house, roles::UNIT_HEAD).await, (&id, "complete"), &[]).await);
        // Files come through the interface for programs too, under the names of the pages.
        let path = format!("/api/v1/cases/{id}/attach");
        let sent = clerk.upload(&path, &[], &[("file_0", "cu.pdf", b"%PDF-1.4 cu".as_slice())]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let wrong = clerk.upload(&path, &[], &[("file_0", "a.exe", b"MZ".as_slice())]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("/problems/"), "{}", wrong.text());
        let name =
            cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1.case.body.parts[0]
                .name
                .clone();
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let asked = [("items", name.as_str()), ("reason", "Bản cũ bị mờ")];
        done(&act(&mut officer, (&id, "ask-supplement"), &asked).await);
        assert!(!clerk.get(&format!("/desk/cases/{id}")).await.text().contains("mc-compare"), "nothing to compare yet");
        done(&send(&mut clerk, (&id, "answer-supplement"), &[], ("file_0", "moi.pdf", PDF)).await);
        let page = clerk.get(&format!("/desk/cases/{id}")).await.text();
        let compared = page.split("mc-compare").nth(1).unwrap();
        for part in [format!("<del>{name}</del>"), format!("<ins>{name}</ins>"), "cu.pdf".into(), "moi.pdf".into()] {
            assert!(compared.contains(&part), "{part} in {compared}");
        }
        let old = clerk.get(&format!("/desk/cases/{id}/before/0/0")).await;
        assert_eq!(old.bytes, b"%PDF-1.4 cu", "what was handed in first stays readable on {}", house.kind);
        assert_eq!(clerk.get(&format!("/desk/cases/{id}/before/0/9")).await.status, StatusCode::NOT_FOUND);
    }
}
