//! The plan of control, from its file to the acceptance of the last piece of work, through the pages people use.

mod bad;
pub mod rows;
mod upward;

use axum::http::StatusCode;
use people::roles;

use crate::harness::{Client, House, hidden, houses};

pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF";

fn shipped(house: &House) -> Vec<u8> {
    house.app.law().get("plans/ke-hoach-kstthc-2024.txt").unwrap().as_bytes().to_vec()
}

/// The plan imported in the browser by the control officer; its address.
pub async fn imported(house: &House, control: &mut Client) -> String {
    let report = control.upload("/plans/import", &[], &[("file", "ke-hoach.txt", &shipped(house))]).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.text());
    let page = report.text();
    assert!(page.contains("Đọc được 12 mục, 38 nhiệm vụ."), "{}", house.kind);
    let (digest, name) = (hidden(&page, "digest"), hidden(&page, "name"));
    let pairs =
        [("digest", digest.as_str()), ("name", &name), ("title", "Kế hoạch kiểm soát TTHC năm 2024"), ("year", "2024")];
    let made = control.post("/plans/import/create", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.location
}

/// The first work of the unit with these words in its row.
pub fn work_of(page: &str, text: &str) -> String {
    let row = page.split("<tr").find(|r| r.contains(text)).unwrap_or_else(|| panic!("no row with {text}"));
    let from = row.find("/plans/work/").unwrap();
    row[from..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_plan_is_imported_worked_on_sent_back_and_accepted() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let shown = control.get(&plan).await.text();
        assert!(
            shown.contains("XII. CHẾ ĐỘ THÔNG TIN BÁO CÁO") && shown.contains("Phòng Giáo dục và Đào tạo huyện Vụ Bản")
        );
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let own = head.get("/plans").await.text();
        let work = work_of(&own, "Triển khai, thực hiện rà soát, đánh giá TTHC");
        let empty = head.post(&format!("{work}/do"), &[("action", "hand-in"), ("note", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("Chưa có minh chứng"));
        let sent = head.upload(&format!("{work}/evidence"), &[], &[("file", "bao-cao.pdf", PDF)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let handed =
            head.post(&format!("{work}/do"), &[("action", "hand-in"), ("note", "Đã rà soát 12 thủ tục")]).await;
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text());
        assert_eq!(head.post(&format!("{work}/decide"), &[("action", "accept")]).await.status, StatusCode::FORBIDDEN);
        let back = control.post(&format!("{work}/decide"), &[("action", "send-back"), ("reason", "")]).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        let back =
            control.post(&format!("{work}/decide"), &[("action", "send-back"), ("reason", "Thiếu biểu mẫu")]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(head.get(&work).await.text().contains("Trả lại với lý do: Thiếu biểu mẫu"));
        head.post(&format!("{work}/do"), &[("action", "hand-in"), ("note", "Đã bổ sung")]).await;
        control.post(&format!("{work}/decide"), &[("action", "accept")]).await;
        let done = head.get(&work).await.text();
        assert!(done.contains("Hoàn thành") && done.contains("bao-cao.pdf") && done.contains("Nghiệm thu"));
        let again = control.post(&format!("{work}/decide"), &[("action", "accept")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let shown = control.get(&plan).await.text();
        assert!(shown.contains("/plans/rows?state=accepted"));
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn every_view_of_a_plan_is_there_and_its_files_are_read_back() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        for view in ["", "/board", "/timeline", "/edit", "/tasks/new", "/directives", "/budget", "/targets"] {
            let answer = control.get(&format!("{plan}{view}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{view}: {}", answer.text());
        }
        assert!(control.get(&format!("{plan}/timeline")).await.text().contains("<svg"));
        let law = plans::law(&house.app).unwrap();
        let before = plans::import::read("a.txt", &shipped(&house), &law.reading);
        let bare = |p: &plans::import::Plan| {
            let part =
                |p: &plans::import::Part| (p.products.clone(), p.lead.clone(), p.coordinating.clone(), p.time.clone());
            let all = p.tasks().map(|(s, t)| {
                let parts: Vec<_> = t.parts.iter().map(part).collect();
                (s.number.clone(), s.title.clone(), t.number.clone(), t.text.clone(), parts)
            });
            all.collect::<Vec<_>>()
        };
        for kind in ["docx", "xlsx", "txt"] {
            let file = control.get(&format!("{plan}/export/{kind}")).await;
            assert_eq!(file.status, StatusCode::OK);
            let after = plans::import::read(&format!("a.{kind}"), &file.bytes, &law.reading);
            assert_eq!(bare(&after), bare(&before), "{kind}");
            assert_eq!((after.year, after.not_understood.len()), (Some(2024), 0), "{kind}: {:?}", after.not_understood);
        }
        let pdf = control.get(&format!("{plan}/export/pdf")).await;
        assert!(pdf.bytes.starts_with(b"%PDF"));
    }
}

#[tokio::test]
async fn a_published_process_closes_the_tasks_that_wait_for_it_and_says_so() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        assert_eq!(plans::hear(&house.app).await.unwrap(), 0, "what came with the product is no work done");
        rows::jobs(&house).await;
        let by = platform::By { account: Some(uuid::Uuid::from_u128(7)), behalf: None };
        let bpmn = house.app.law().get("processes/generic-six-step.bpmn").unwrap().to_owned();
        catalogue::publish_process(&house.app, ("quy-trinh-moi", &bpmn), by).await.unwrap();
        rows::jobs(&house).await;
        assert_eq!(plans::hear(&house.app).await.unwrap(), 0, "told at once, and told again it counts once");
        let rows = control
            .get(&format!("/plans/rows?plan={}&state=accepted", plan.trim_start_matches("/plans/")))
            .await
            .text();
        let work = work_of(&rows, "Xây dựng quy trình điện tử");
        let shown = control.get(&work).await.text();
        assert!(shown.contains("Tự hoàn thành vì hệ thống đã có kết quả: Quy trình điện tử"));
        assert!(shown.contains("/processes/quy-trinh-moi?v=1"));
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn what_is_not_understood_is_settled_before_the_plan_is_made() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let text = "STT\tNhiệm vụ\tKết quả\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian\nI\tMỤC MỘT\n1\tViệc một\tTờ trình\tPhòng Lạ\t\tSau Tết\nTrang 2\n2\tViệc hai\t\tVP Sở\t\tQuý II/2024";
        let page = control.upload("/plans/import", &[], &[("file", "a.txt", text.as_bytes())]).await.text();
        assert!(page.contains("Chưa hiểu: 3 chỗ"), "{page}");
        let (digest, name) = (hidden(&page, "digest"), hidden(&page, "name"));
        let base = [("digest", digest.as_str()), ("name", name.as_str()), ("title", "Kế hoạch thử"), ("year", "2024")];
        let refused = control.post("/plans/import/create", &base).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Còn 3 chỗ chưa quyết định") && refused.text().contains("Kế hoạch thử"));
        let fixed = [("lead-0-0", "Phòng KHTC"), ("time-0-0", "Tháng 5/2024")];
        let aside = [("aside-2", "1")];
        let half: Vec<_> = base.iter().chain(&fixed).copied().collect();
        assert_eq!(control.post("/plans/import/create", &half).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let all: Vec<_> = half.into_iter().chain(aside).collect();
        let made = control.post("/plans/import/create", &all).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let shown = control.get(&made.location).await.text();
        assert!(shown.contains("Phòng KHTC") && shown.contains("Trang 2"));
        let nothing = control.upload("/plans/import", &[], &[("file", "a.txt", b"")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert_eq!(officer.get("/plans/import").await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn tasks_are_added_changed_and_removed_by_hand() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let order = [
            ("section", "3"),
            ("text", "Tập huấn thêm"),
            ("products", "Tài liệu"),
            ("lead", "Phòng KHTC, Các phòng"),
            ("coordinating", ""),
            ("time", "Tháng 4/2024"),
        ];
        let refused = control.post(&format!("{plan}/tasks/new"), &order).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("Không có đơn vị hoặc nhóm đơn vị “Các phòng”")
                && refused.text().contains("Tập huấn thêm")
        );
        let mut order = order;
        order[3].1 = "Phòng KHTC";
        let made = control.post(&format!("{plan}/tasks/new"), &order).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let task = made.location;
        assert!(control.get(&task).await.text().contains("IV.4") || control.get(&task).await.text().contains("· IV.4"));
        let changed = [
            ("part", "0"),
            ("text", "Tập huấn thêm"),
            ("products", "Tài liệu"),
            ("lead", "VP Sở"),
            ("coordinating", ""),
            ("time", "Quý II/2024"),
        ];
        assert_eq!(control.post(&format!("{task}/edit"), &changed).await.status, StatusCode::SEE_OTHER);
        assert!(control.get(&task).await.text().contains("30/06/2024"));
        assert_eq!(control.post(&format!("{task}/remove"), &[("x", "1")]).await.location, plan);
    }
}

#[tokio::test]
async fn a_plan_below_urging_and_the_calendar() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let below = head.post(&format!("{plan}/below"), &[("x", "1")]).await;
        assert_eq!(below.status, StatusCode::SEE_OTHER, "{}", below.text());
        let own = head.get(&below.location).await.text();
        assert!(own.contains("của Phòng Giáo dục Tiểu học") && own.contains("Thêm nhiệm vụ"));
        assert_eq!(head.post(&format!("{plan}/below"), &[("x", "1")]).await.location, below.location, "made once");
        let urged = control.post(&format!("{plan}/urge"), &[("x", "1")]).await;
        assert_eq!(urged.status, StatusCode::SEE_OTHER, "{}", urged.text());
        let late = format!("/plans/rows?plan={}&state=late", plan.trim_start_matches("/plans/"));
        let work = work_of(&control.get(&late).await.text(), "Phòng Giáo dục Tiểu học");
        assert!(head.get(&work).await.text().contains("Đã được đôn đốc"));
        let page = head.post("/plans/calendar", &[("x", "1")]).await.text();
        let from = page.find("http://localhost/plans/calendar/").unwrap() + "http://localhost".len();
        let address = page[from..].split('"').next().unwrap().to_owned();
        let feed = Client::new(&house).get(&address).await;
        assert_eq!(feed.status, StatusCode::OK);
        let text = feed.text();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("DTSTART;VALUE=DATE:20240105"));
        assert!(text.split("\r\n").all(|l| l.len() <= 75));
        head.post("/plans/calendar", &[("x", "1")]).await;
        assert_eq!(
            Client::new(&house).get(&address).await.status,
            StatusCode::NOT_FOUND,
            "an old address stops working"
        );
    }
}

#[tokio::test]
async fn directives_are_delivered_read_and_reminded() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let page = format!("{plan}/directives");
        let bad = control
            .upload(
                &page,
                &[
                    ("number", "12/SGDĐT-VP"),
                    ("issued", "04/03/2024"),
                    ("title", "Hướng dẫn"),
                    ("text", "Nội dung"),
                    ("to", "Phòng nào đó"),
                ],
                &[],
            )
            .await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text().contains("Không có đơn vị hoặc nhóm đơn vị") && bad.text().contains("12/SGDĐT-VP"));
        let made = control
            .upload(
                &page,
                &[
                    ("number", "12/SGDĐT-VP"),
                    ("issued", "04/03/2024"),
                    ("title", "Hướng dẫn rà soát"),
                    ("text", "Nội dung"),
                    ("to", "Các đơn vị thuộc Sở"),
                ],
                &[("file", "cv.pdf", PDF)],
            )
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert!(control.get(&made.location).await.text().contains("Chưa đọc: 11 trên 11 đơn vị"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert!(head.get("/plans").await.text().contains("12/SGDĐT-VP: Hướng dẫn rà soát"));
        assert_eq!(head.get(&format!("{}/file", made.location)).await.bytes, PDF);
        head.post(&format!("{}/read", made.location), &[("x", "1")]).await;
        let shown = control.get(&made.location).await.text();
        assert!(shown.contains("Chưa đọc: 10 trên 11 đơn vị") && shown.contains("Người Lãnh đạo phòng, đơn vị"));
        assert!(!head.get("/plans").await.text().contains("12/SGDĐT-VP"));
        assert_eq!(head.post(&format!("{}/remind", made.location), &[("x", "1")]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            control.post(&format!("{}/remind", made.location), &[("x", "1")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert!(control.get(&made.location).await.text().contains("08:00 04/03/2024"));
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn money_is_kept_by_category_and_never_overspent() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let page = format!("{plan}/budget");
        let amount = |kind, amount, number| {
            vec![
                ("kind", kind),
                ("category", "5"),
                ("amount", amount),
                ("day", "04/03/2024"),
                ("number", number),
                ("note", "Tập huấn"),
            ]
        };
        assert_eq!(
            control.upload(&page, &amount("estimate", "30.000.000", ""), &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            control.upload(&page, &amount("allocation", "20.000.000", "QĐ 15"), &[]).await.status,
            StatusCode::SEE_OTHER
        );
        let none = control.upload(&page, &amount("spending", "5.000.000", ""), &[]).await;
        assert!(none.text().contains("Nhập số chứng từ") && none.text().contains("5.000.000"));
        assert_eq!(
            control.upload(&page, &amount("spending", "5.000.000", "PC 01"), &[("file", "pc.pdf", PDF)]).await.status,
            StatusCode::SEE_OTHER
        );
        let over = control.upload(&page, &amount("spending", "15.000.001", "PC 02"), &[]).await;
        assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(over.text().contains("15.000.000 đồng"));
        let shown = control.get(&page).await.text();
        assert!(shown.contains("15.000.000") && shown.contains("Mặc định, cần đối chiếu") && shown.contains("PC 01"));
        let sheet = control.get(&format!("{page}.xlsx")).await;
        assert_eq!(output_rows(&sheet.bytes), 4);
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert_eq!(
            head.upload(&page, &amount("estimate", "1", ""), &[]).await.status,
            StatusCode::FORBIDDEN,
            "not the unit of money"
        );
    }
}

fn output_rows(bytes: &[u8]) -> usize {
    assert!(bytes.starts_with(b"PK"));
    plans::import::read(
        "a.xlsx",
        bytes,
        &plans::import::Reading::from_law(&platform::law::LawFiles::built_in()).unwrap(),
    )
    .body
    .len()
}

#[tokio::test]
async fn targets_have_goals_and_values_with_their_sources() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = format!("{}/targets", imported(&house, &mut control).await);
        assert_eq!(control.post(&page, &[("action", "shipped")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            control.post(&page, &[("action", "shipped")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "once"
        );
        let shown = control.get(&page).await.text();
        assert!(shown.contains("Thực hiện dịch vụ công trực tuyến"));
        let option = shown.split("<option value=\"").skip(1).find(|o| o.contains("dịch vụ công trực tuyến")).unwrap();
        let target = option.split('"').next().unwrap().to_owned();
        let value = |source| {
            [
                ("action", "measure"),
                ("target", target.as_str()),
                ("value", "42,5"),
                ("day", "29/02/2024"),
                ("source", source),
                ("href", "/desk"),
            ]
        };
        assert!(control.post(&page, &value("")).await.text().contains("Nhập nguồn của số liệu"));
        assert_eq!(control.post(&page, &value("Báo cáo tháng 2")).await.status, StatusCode::SEE_OTHER);
        let shown = control.get(&page).await.text();
        assert!(shown.contains("85%") && shown.contains("Báo cáo tháng 2"), "42,5 of 50 is 85 percent of the way");
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}
