//! Text I of the plan: a dialogue with citizens from its announcement, with questions by anybody, to the published minutes. Nothing
//! is public before somebody else has read it.

use axum::http::StatusCode;
use people::roles;

use super::{act, done, verified};
use crate::harness::{Client, House, at, hidden, houses};

const BRIEF: [(&str, &str); 6] = [
    ("title", "Đối thoại về tuyển sinh"),
    ("about", "Góp ý thủ tục <i>tuyển sinh</i>"),
    ("place", "Hội trường Sở"),
    ("at", "20/03/2024 08:30"),
    ("until", "18/03/2024"),
    ("chair", "Giám đốc Sở"),
];

fn question<'a>(asker: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("asker", asker), ("contact", "0912345678"), ("text", text)]
}

/// Announced by the officer, checked by the control officer: its page in the workspace and before the public.
async fn announced(officer: &mut Client, control: &mut Client, reader: &mut Client) -> (String, String) {
    let page = done(&officer.post("/outreach/dialogues/new", &BRIEF).await);
    let public = page.replace("/outreach/dialogues/", "/doi-thoai/");
    done(&act(officer, (&page, "/hand-in"), &[]).await);
    assert_eq!(reader.get(&public).await.status, StatusCode::NOT_FOUND, "not public before its review");
    assert_eq!(officer.post(&format!("{page}/publish"), &[]).await.status, StatusCode::FORBIDDEN);
    done(&act(control, (&page, "/give-back"), &[("reason", "Thêm địa chỉ")]).await);
    done(&act(officer, (&page, "/edit"), &BRIEF).await);
    done(&act(officer, (&page, "/hand-in"), &[]).await);
    done(&act(control, (&page, "/publish"), &[]).await);
    assert!(reader.get("/doi-thoai").await.text().contains("Đối thoại về tuyển sinh"));
    (page, public)
}

#[tokio::test]
async fn text_i_a_dialogue_from_announcement_to_published_minutes() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut reader = Client::new(&house);
        let (page, public) = announced(&mut officer, &mut control, &mut reader).await;
        let shown = reader.get(&public).await.text();
        assert!(shown.contains("&#60;i&#62;tuyển sinh") && !shown.contains("<i>tuyển sinh"), "hostile text stays text");
        let empty = reader.post(&format!("{public}/hoi"), &question("Trần Thị Mẫu", " ")).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("Trần Thị Mẫu") && empty.text().contains("href=\"#text\""));
        let asked = question("Trần Thị Mẫu", "Vì sao phải <script>nộp</script> bản giấy?");
        let own = done(&reader.post(&format!("{public}/hoi"), &asked).await);
        let mut named = question("Công ty Mẫu", "Khi nào nộp trực tuyến?");
        named.push(("named", "1"));
        done(&reader.post(&format!("{public}/hoi"), &named).await);
        let waits = reader.get(&own).await.text();
        assert!(waits.contains("Câu hỏi đã được nhận") && waits.contains("&#60;script&#62;nộp"));
        assert!(!reader.get(&public).await.text().contains("Công ty Mẫu"), "nothing is shown before its review");
        house.clock.set(at("2024-03-19T08:00"));
        let late = reader.post(&format!("{public}/hoi"), &question("Muộn", "Còn nhận không?")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "the last day is over");
        answered(&house, &page).await;
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        done(&act(&mut leader, (&page, "/publish"), &[]).await);
        let result = reader.get(&public).await.text();
        assert!(
            result.contains("Từ tháng 6") && result.contains("Kết luận: làm ngay") && result.contains("Công ty Mẫu")
        );
        assert!(!result.contains("Trần Thị Mẫu") && !result.contains("0912345678"), "who did not agree is not named");
        assert!(reader.get(&own).await.text().contains("Đã bỏ bản giấy"));
        assert!(reader.get(&format!("{public}/tep/0")).await.bytes.starts_with(b"%PDF"));
        for kind in ["docx", "pdf"] {
            let sheet = leader.get(&format!("{page}/papers/bien-ban.{kind}")).await;
            assert!(sheet.status == StatusCode::OK && sheet.bytes.len() > 1_000);
        }
        assert!(leader.get("/outreach/report?year=2024").await.text().contains("3 câu hỏi, 3 đã trả lời"));
        verified(&house).await;
    }
}

/// Every question gets its answer, one asked in the room too, and the minutes are handed in after the meeting.
async fn answered(house: &House, page: &str) {
    let minutes = format!("{page}/minutes");
    let mut officer = Client::signed_in(house, roles::OFFICER).await;
    let early = act(&mut officer, (page, "/hand-in"), &[]).await;
    assert!(early.text().contains("chưa diễn ra"), "{}", early.text());
    house.clock.set(at("2024-03-20T11:00"));
    let mut officer = Client::signed_in(house, roles::OFFICER).await;
    done(&officer.post(&format!("{page}/note"), &question("Người dự", "Có hướng dẫn không?")).await);
    let seen = hidden(&officer.get(page).await.text(), "seen");
    let pdf: &[u8] = b"%PDF-1.4\n%%EOF";
    let text = [("seen", seen.as_str()), ("minutes", "Kết luận: làm ngay")];
    done(&officer.upload(&minutes, &text, &[("files", "anh.pdf", pdf)]).await);
    let open = act(&mut officer, (page, "/hand-in"), &[]).await;
    assert!(open.text().contains("Còn 3 câu hỏi chưa trả lời"), "{}", open.text());
    let shown = officer.get(page).await.text();
    for (asked, told) in [("hướng dẫn", "Có, tại quầy"), ("trực tuyến", "Từ tháng 6"), ("bản giấy", "Đã bỏ bản giấy")]
    {
        let part = shown.split("class=\"mc-panel\"").find(|p| p.contains(asked)).unwrap();
        let id = hidden(part, "question");
        done(&officer.post(&format!("{page}/answer"), &[("question", &id), ("answer", told)]).await);
    }
    done(&act(&mut officer, (page, "/hand-in"), &[]).await);
}
