//! Inspections through their pages, on both databases: the yearly plan, and a story for each row of section X of the control plan,
//! from the plan to the report that completes the row, each step as the role that owns it.

use axum::http::StatusCode;
use people::roles;

use self::stage::{
    Cast, PDF, PHOTO, act, cast, concluded, control_plan, decided, done, fill, numbers_are_records, paper, planned,
    reported, room, sites, unit, work,
};
use crate::harness::{Client, House, houses};

mod stage;

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

/// X.1: inspection together with administrative reform. Product: the report on reform.
#[tokio::test]
async fn x1_an_inspection_with_reform_ends_in_the_report_its_task_waits_for() {
    for house in houses("2024-03-04T08:00").await {
        let mut c = cast(&house).await;
        control_plan(&house, &mut c.control).await;
        let own_room = room(&house).await;
        let plan = planned(&house, &mut c, "combined").await;
        let page = decided(&house, &mut c, (&plan, "Bộ phận Một cửa")).await;
        assert_eq!(c.head.get(&page).await.status, StatusCode::FORBIDDEN, "the unit was not told yet");
        done(&act(&mut c.control, (&page, "/announce"), &[("notice", "Chuẩn bị sổ theo dõi")]).await);
        assert_eq!(c.head.get("/inspections").await.location, "/inspections/mine");
        let mine = c.head.get("/inspections/mine").await.text();
        assert!(mine.contains(&page), "the unit sees that it will be inspected");
        assert!(c.head.get(&page).await.text().contains("Chuẩn bị sổ theo dõi"));
        let own = hidden_seen(&mut c.head, &page).await;
        let nothing = c.head.upload(&format!("{page}/own"), &[("seen", &own), ("text", " ")], &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pairs = [("seen", own.as_str()), ("text", "Đơn vị tiếp nhận 120 hồ sơ")];
        done(&c.head.upload(&format!("{page}/own"), &pairs, &[("file", "bao-cao.pdf", PDF)]).await);
        let text = c.control.get(&page).await.text();
        assert!(text.contains("120 hồ sơ") && text.contains("bao-cao.pdf"));
        let site = sites(&text)[0].clone();
        assert_eq!(
            c.head.get(&site).await.status,
            StatusCode::FORBIDDEN,
            "the unit reads the checklist after the minutes"
        );
        fill(&house, &mut c.control, (&site, &["desk-officers", "deadlines-late"])).await;
        for stem in ["quyet-dinh", "thong-bao", "bien-ban"] {
            paper(&mut c.control, &page, stem).await;
        }
        concluded(&mut c, &page).await;
        paper(&mut c.leader, &page, "ket-luan").await;
        let read = c.head.get(&site).await.text();
        assert!(read.contains("Chưa đạt") && !read.contains("data-check="), "and does not fill it");
        assert!(!work(&mut c.head, &own_room, "Kiểm tra công tác CCHC").await.contains("Hoàn thành"));
        let report = reported(&house, &mut c, "reform").await;
        assert!(numbers_are_records(&mut c.control, &report).await > 20);
        let shown = work(&mut c.head, &own_room, "Kiểm tra công tác CCHC").await;
        assert!(
            shown.contains("Hoàn thành") && shown.contains("80/BC-SGDĐT") && shown.contains(&report),
            "{}",
            house.kind
        );
        check_ledger(&house).await;
    }
}

async fn hidden_seen(client: &mut Client, page: &str) -> String {
    crate::harness::hidden(&client.get(page).await.text(), "seen")
}

async fn check_ledger(house: &House) {
    let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?}", report.broken);
}

/// X.2: inspection of the control of procedures. A phone that was away sends again and overwrites nobody; remedies are followed
/// until they are closed; the report completes the task.
#[tokio::test]
async fn x2_answers_survive_a_bad_network_and_remedies_are_followed_to_the_end() {
    for house in houses("2024-03-04T08:00").await {
        let mut c = cast(&house).await;
        control_plan(&house, &mut c.control).await;
        let plan = planned(&house, &mut c, "yearly").await;
        let page = decided(&house, &mut c, (&plan, "Bộ phận Một cửa")).await;
        let site = sites(&c.control.get(&page).await.text())[0].clone();
        away_and_back(&house, &mut c, &site).await;
        let left = act(&mut c.control, (&page, "/record"), &[("place", "Phòng họp"), ("present", "Bà Mẫu")]).await;
        assert!(left.text().contains("nội dung chưa trả lời") && left.text().contains("value=\"Bà Mẫu\""));
        fill_rest(&house, &mut c, &site).await;
        concluded(&mut c, &page).await;
        let remedy = remedy_of(&c.control.get(&page).await.text());
        house.clock.set(crate::harness::at("2024-06-10T08:00"));
        let mut c = cast(&house).await;
        let late = c.control.get("/inspections/remedies").await.text();
        assert!(late.contains(&remedy) && late.contains("Quá hạn 10 ngày"), "what is overdue is told");
        followed(&mut c, &remedy).await;
        assert!(c.control.get(&page).await.text().contains("Đã hoàn thành"), "the last remedy closes the inspection");
        let report = reported(&house, &mut c, "control").await;
        assert!(numbers_are_records(&mut c.leader, &report).await > 20);
        let shown = work(&mut c.head, &room(&house).await, "Kiểm tra công tác kiểm soát TTHC và").await;
        assert!(shown.contains("Hoàn thành") && shown.contains(&report), "{}", house.kind);
        check_ledger(&house).await;
    }
}

/// One item answered by a script: stored once however often it is sent, never over somebody else's answer.
async fn away_and_back(house: &House, c: &mut Cast, site: &str) {
    let mut other = Client::signed_in(house, roles::PETITIONS).await;
    let answer = format!("{site}/answer");
    let mine =
        [("by", "script"), ("item", "posting-complete"), ("base", "0"), ("mark", "bad"), ("note", "Thiếu mẫu đơn")];
    for _ in 0..2 {
        let sent = c.control.post(&answer, &mine).await;
        assert_eq!((sent.status, sent.text().contains("\"version\":1")), (StatusCode::OK, true), "{}", sent.text());
    }
    let theirs = [("by", "script"), ("item", "posting-complete"), ("base", "0"), ("mark", "good"), ("note", "")];
    let stale = other.post(&answer, &theirs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("\"version\":1") && stale.text().contains("Người khác trong đoàn"));
    let half = [("by", "script"), ("item", "intake-receipts"), ("base", "0"), ("checked", "5"), ("wrong", "9")];
    assert_eq!(other.post(&answer, &half).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = other.post(&answer, &half[1..]).await.text();
    assert!(typed.contains("value=\"5\"") && typed.contains("value=\"9\""), "without script what was typed is there");
    assert_eq!(c.leader.post(&answer, &theirs).await.status, StatusCode::FORBIDDEN, "only the team answers");
    let photo = [("photo", "bang-niem-yet.jpg", PHOTO)];
    done(&c.control.upload(&format!("{site}/photo"), &[("item", "posting-complete")], &photo).await);
    let none = c.control.upload(&format!("{site}/photo"), &[("item", "digital-scans")], &photo).await;
    assert!(none.text().contains("Lưu câu trả lời trước"));
    let text = c.control.get(site).await.text();
    assert!(text.contains("bang-niem-yet.jpg") && text.contains("Thiếu mẫu đơn"));
    let from = text.find("/files/").unwrap();
    let address = format!("{}{}", site.split("/sites/").next().unwrap(), text[from..].split('"').next().unwrap());
    assert_eq!(c.control.get(&address).await.bytes, PHOTO);
}

/// The items that are still open, one of them not right, by both members.
async fn fill_rest(house: &House, c: &mut Cast, site: &str) {
    let again = [("item", "posting-complete"), ("base", "1"), ("mark", "good"), ("note", "Đã bổ sung tại chỗ")];
    done(&c.control.post(&format!("{site}/answer"), &again).await);
    let list = inspections::checklist(&house.app).unwrap();
    let first = list.items().next().unwrap().id.clone();
    let back = [("item", "posting-complete"), ("base", "2"), ("mark", "good"), ("note", "")];
    done(&c.control.post(&format!("{site}/answer"), &back).await);
    fill(house, &mut c.control, (site, &[first.as_str()])).await;
}

fn remedy_of(page: &str) -> String {
    let from = page.find("/inspections/remedies/").unwrap();
    page[from..].split('"').next().unwrap().to_owned()
}

/// A remedy: refused without evidence, shown, sent back with a reason, shown again, accepted.
async fn followed(c: &mut Cast, remedy: &str) {
    let show = format!("{remedy}/show");
    let pdf = [("file", "minh-chung.pdf", PDF)];
    let seen = hidden_seen(&mut c.head, remedy).await;
    let bare = c.head.upload(&show, &[("seen", &seen), ("text", "Đã làm")], &[]).await;
    assert!(bare.text().contains("minh chứng") && bare.text().contains("Đã làm"));
    done(&c.head.upload(&show, &[("seen", &seen), ("text", "Đã làm")], &pdf).await);
    assert_eq!(c.head.post(&format!("{remedy}/accept"), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        act(&mut c.control, (remedy, "/send-back"), &[("reason", "")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    done(&act(&mut c.control, (remedy, "/send-back"), &[("reason", "Ảnh chưa rõ")]).await);
    assert!(c.head.get("/inspections/mine").await.text().contains(remedy));
    assert!(c.head.get(remedy).await.text().contains("Bị trả lại: Ảnh chưa rõ"));
    let seen = hidden_seen(&mut c.head, remedy).await;
    done(&c.head.upload(&show, &[("seen", &seen), ("text", "Đã làm lại")], &[]).await);
    done(&act(&mut c.control, (remedy, "/accept"), &[]).await);
    assert!(c.head.get(remedy).await.text().contains("Đã khắc phục"));
}

/// X.3: compliance and posting. Product: the plan, and the synthesis for the authority: the plan is evidence, the report completes.
#[tokio::test]
async fn x3_the_plan_is_evidence_and_the_synthesis_completes_the_task() {
    for house in houses("2024-03-04T08:00").await {
        let mut c = cast(&house).await;
        control_plan(&house, &mut c.control).await;
        let (office, words) = (unit(&house, "Văn phòng Sở").await, "Kiểm tra việc tuân thủ TTHC và niêm yết");
        let plan = planned(&house, &mut c, "yearly").await;
        let shown = work(&mut c.control, &office, words).await;
        assert!(shown.contains("12/KH-SGDĐT") && !shown.contains("Tự hoàn thành"), "the plan is half of the product");
        let page = decided(&house, &mut c, (&plan, "Bộ phận Một cửa\nBảng niêm yết tầng 1")).await;
        let all = sites(&c.control.get(&page).await.text());
        assert_eq!(all.len(), 2, "each site has its checklist");
        fill(&house, &mut c.control, (&all[0], &["posting-complete", "posting-current"])).await;
        fill(&house, &mut c.control, (&all[1], &["posting-complete"])).await;
        concluded(&mut c, &page).await;
        let text = c.control.get(&page).await.text();
        assert_eq!(text.matches("Phát hiện của đoàn").count(), 3);
        let report = reported(&house, &mut c, "posting").await;
        assert!(numbers_are_records(&mut c.control, &report).await > 20);
        let name = room(&house).await.name;
        assert!(c.control.get(&report).await.text().contains(&name));
        let failed = c.control.get(&format!("{report}/records?of=failed&item=posting-complete")).await.text();
        assert!(failed.contains(": 2</h1>") && failed.contains("Bảng niêm yết tầng 1"), "{failed}");
        let shown = work(&mut c.control, &office, words).await;
        assert!(shown.contains("Hoàn thành") && shown.contains(&report), "{}", house.kind);
        check_ledger(&house).await;
    }
}
