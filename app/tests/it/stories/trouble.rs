//! Trouble: nothing typed is lost and nothing is half done, whatever happens on the way.

use axum::http::StatusCode;
use cases::Status;
use people::roles;

use super::{PROCEDURE, act, done, intake, status, taken};
use crate::harness::{Client, PASSWORD, at, hidden, houses};

#[tokio::test]
async fn a_step_clicked_twice_is_one_step() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Lê Hai Lần").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        let (seen, task) = (hidden(&page, "seen"), hidden(&page, "task"));
        let pairs = [("seen", seen.as_str()), ("task", task.as_str()), ("note", "Giao việc")];
        let path = format!("/desk/cases/{id}/complete");
        done(&head.post(&path, &pairs).await);
        let second = head.post(&path, &pairs).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(second.text().contains("Giao việc"), "what was typed is still there");
        let d = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
        assert_eq!(d.step().unwrap().name, "Thẩm định hồ sơ, dự thảo kết quả", "{}", house.kind);
    }
}

#[tokio::test]
async fn of_many_who_finish_one_step_at_the_same_moment_one_does() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Tạ Cùng Lúc").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        let (seen, task) = (hidden(&page, "seen"), hidden(&page, "task"));
        let (mut running, local) = (vec![], tokio::task::LocalSet::new());
        for i in 0..8 {
            let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
            let (id, seen, task) = (id.clone(), seen.clone(), task.clone());
            running.push(local.spawn_local(async move {
                let note = format!("Ý kiến {i}");
                let pairs = [("seen", seen.as_str()), ("task", task.as_str()), ("note", note.as_str())];
                let answer = head.post(&format!("/desk/cases/{id}/complete"), &pairs).await;
                (answer.status, answer.text().contains(&note))
            }));
        }
        local.await;
        let mut first = 0;
        for r in running {
            let (status, kept) = r.await.unwrap();
            first += usize::from(status == StatusCode::SEE_OTHER);
            assert!(status == StatusCode::SEE_OTHER || status == StatusCode::UNPROCESSABLE_ENTITY && kept, "{status}");
        }
        assert_eq!(first, 1, "{}", house.kind);
        let d = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
        assert_eq!(d.steps().count(), 1);
        assert_eq!(d.tasks.iter().filter(|t| !t.open()).count(), 2, "the desk's step and this one");
    }
}

#[tokio::test]
async fn an_upload_after_the_session_ended_keeps_its_texts() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let path = format!("/desk/intake/{PROCEDURE}");
        let id = hidden(&clerk.get(&path).await.text(), "id");
        house.clock.set(at("2024-03-05T08:00"));
        let big = vec![b'%'; 3 * 1024 * 1024];
        let expired = clerk.upload(&path, &intake(&id, "Đỗ Thị Gửi Muộn"), &[("file_0", "don.pdf", &big)]).await;
        assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
        let text = expired.text();
        let (path, body) = (hidden(&text, "resume_path"), hidden(&text, "resume_body"));
        let login = [("login", "clerk"), ("password", PASSWORD), ("resume_path", &path), ("resume_body", &body)];
        let resumed = clerk.post("/sign-in", &login).await;
        assert!(resumed.text().contains("Đỗ Thị Gửi Muộn"), "{}", house.kind);
    }
}

#[tokio::test]
async fn broken_bytes_and_cut_uploads_change_nothing() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Ngô Văn Byte").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let seen = hidden(&head.get(&format!("/desk/cases/{id}")).await.text(), "seen");
        let mut body = format!("seen={seen}&items=Gi%E1%BA%A5y&reason=").into_bytes();
        body.extend([0xff, 0xfe, 0x00, b'L', b'y']);
        let path = format!("/desk/cases/{id}/ask-supplement");
        let broken = head.send("POST", &path, ("application/x-www-form-urlencoded", body)).await;
        done(&broken);
        let page = head.get(&format!("/desk/cases/{id}")).await.text();
        assert!(page.contains("Ly") && !page.contains('\0'), "readable, without the broken byte");
        let cut = b"--X\r\nContent-Disposition: form-data; name=\"parts\"\r\n\r\nGi\r\n--X\r\nContent-Disposition: form-data; name=\"file_0\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4 half".to_vec();
        let path = format!("/desk/cases/{id}/answer-supplement");
        let answer = clerk.send("POST", &path, ("multipart/form-data; boundary=X", cut)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
        assert!(answer.text().contains("ngắt giữa chừng"));
        assert_eq!(status(&house, &id).await, Status::SupplementAsked, "{}", house.kind);
        let nonsense = clerk.send("POST", &path, ("text/plain", b"x".to_vec())).await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn a_clock_set_back_breaks_nothing() {
    for house in houses("2024-03-06T10:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let id = taken(&mut clerk, "Trịnh Lùi Giờ").await;
        let before = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&id, "suspend"), &[("reason", "Chờ kết luận"), ("basis", "Khoản 3 Điều 19")]).await);
        house.clock.set(at("2024-03-06T09:00"));
        done(&act(&mut head, (&id, "resume"), &[]).await);
        done(&act(&mut head, (&id, "complete"), &[]).await);
        let after = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
        assert_eq!(after.case.due_at, before.case.due_at);
        assert_eq!(clerk.get(&format!("/desk/cases/{id}")).await.status, StatusCode::OK);
        let second = taken(&mut clerk, "Trịnh Sau Đó").await;
        let d = cases::load(&house.app, (house.agency, second.parse().unwrap())).await.unwrap().unwrap().1;
        assert!(d.case.code.ends_with("-0002"), "numbers go on: {}", d.case.code);
        let clean = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert_eq!(clean.broken, vec![], "{}", house.kind);
    }
}

const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\" onmouseover=\"x",
    "'; DROP TABLE cases; --",
    "Nguyễn\u{202e}nêiX\u{200b}",
    "=HYPERLINK(\"http://x\")",
    "{{ 7*7 }} %s %n ../../etc",
    "𠜎 👩‍👩‍👧 e\u{301}\u{301}\u{301}",
];

/// Every action with the text in every field it reads.
async fn wild(clerk: &mut Client, id: &str, text: &str) {
    let names = [
        "seen",
        "task",
        "officer",
        "unit",
        "due",
        "new_due",
        "limit",
        "amount",
        "channel",
        "note",
        "reason",
        "basis",
        "items",
        "parts",
        "to",
        "proof",
        "question",
        "other_name",
        "kept_file_0",
    ];
    let fields: Vec<(&str, &str)> = names.iter().map(|n| (*n, text)).collect();
    for action in [
        "claim",
        "assign",
        "complete",
        "ask-opinion",
        "give-opinion",
        "extend",
        "apologise",
        "ask-fee",
        "return",
        "attach",
        "answer-supplement",
        "urge",
    ] {
        let answer = clerk.post(&format!("/desk/cases/{id}/{action}"), &fields).await;
        assert!(!answer.status.is_server_error(), "{action} with {text}: {}", answer.text());
        assert!(!answer.text().contains("<script>alert"), "{action}");
    }
}

#[tokio::test]
async fn hostile_names_in_every_field_are_only_names() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let path = format!("/desk/intake/{PROCEDURE}");
        for (i, text) in HOSTILE.into_iter().enumerate() {
            let id = hidden(&clerk.get(&path).await.text(), "id");
            let name = format!("{text} {i}");
            let mut fields = vec![("id", id.as_str()), ("name", &name), ("agent_name", &name), ("part_there_0", "1")];
            fields
                .extend(["address", "request", "part_name", "part_originals_0", "channel", "sets"].map(|n| (n, text)));
            fields.extend([("limit", "5 ngày làm việc"), ("outcome", "accept")]);
            done(&clerk.post(&path, &fields).await);
            let page = clerk.get(&format!("/desk/cases/{id}")).await;
            assert_eq!(page.status, StatusCode::OK, "{text}");
            for raw in ["<script>alert", "\" onmouseover=\"x"] {
                assert!(!page.text().contains(raw), "{text} on {}", house.kind);
            }
            let paper = clerk.get(&format!("/desk/cases/{id}/papers/tiep-nhan.pdf")).await;
            assert!(paper.bytes.starts_with(b"%PDF-"), "{text}: {}", paper.text());
            wild(&mut clerk, &id, text).await;
        }
        let clean = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert_eq!(clean.broken, vec![], "{}", house.kind);
    }
}

#[tokio::test]
async fn hostile_addresses_of_lists_are_answered() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        for query in [
            "view=%3Cscript%3E",
            "unit=x&officer=%00&status=99&channel=-1",
            "after=zz.zz&due_from=x&received_to=9999-99-99",
            "received_from=-9999-01-01&received_to=9999-12-31",
            "field=%22%3E%3Cscript%3E",
            "procedure=%27%20OR%201%3D1",
        ] {
            for path in ["/desk/cases", "/desk/cases/export/csv", "/desk/register", "/desk/register/csv"] {
                let page = clerk.get(&format!("{path}?{query}")).await;
                assert!(!page.status.is_server_error(), "{path}?{query} on {}: {}", house.kind, page.text());
                assert!(!page.text().contains("<script>"), "{path}?{query}");
            }
        }
    }
}

#[tokio::test]
async fn an_action_posted_to_a_closed_or_unknown_case_is_told_in_words() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let path = format!("/desk/intake/{PROCEDURE}");
        let id = hidden(&clerk.get(&path).await.text(), "id");
        let mut fields = intake(&id, "Mai Bị Từ Chối");
        fields.retain(|(n, _)| *n != "outcome");
        fields.extend([("outcome", "refuse"), ("reason", "Không thuộc thẩm quyền")]);
        done(&clerk.post(&path, &fields).await);
        let closed = clerk.post(&format!("/desk/cases/{id}/attach"), &[]).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(closed.text().contains("Không được tiếp nhận"));
        let missing = clerk.post(&format!("/desk/cases/{}/claim", uuid::Uuid::from_u128(5)), &[]).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.text().contains("Không có hồ sơ này"));
    }
}
