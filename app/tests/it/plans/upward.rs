//! A unit's own plan reports upward; money above a norm needs who decided it; a target is measured from the cases there are.

use axum::http::StatusCode;
use people::roles;

use super::imported;
use super::rows::{clean, jobs, unit_of, work_page};
use crate::harness::{Client, House, houses};

const ROW: &str = "Triển khai, thực hiện rà soát, đánh giá TTHC";

async fn post(client: &mut Client, path: &str, pairs: &[(&str, &str)]) -> String {
    let answer = client.post(path, pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
    answer.location
}

/// The address of the work whose page this is.
fn address(page: &str) -> String {
    let from = page.find("action=\"/plans/work/").expect("the page acts on its work") + "action=\"".len();
    page[from..].split('"').next().unwrap().rsplit_once('/').unwrap().0.to_owned()
}

#[tokio::test]
async fn a_units_own_plan_reports_how_far_it_is_to_the_plan_above() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let unit = unit_of(&house, "phong giao duc tieu hoc").await;
        let own = post(&mut head, &format!("{plan}/below"), &[("x", "1")]).await;
        let work = address(&work_page(&mut head, (&own, unit), ROW).await);
        post(&mut head, &format!("{work}/do"), &[("action", "note"), ("note", "Đã rà soát 12 thủ tục")]).await;
        jobs(&house).await;
        let above = work_page(&mut head, (&plan, unit), ROW).await;
        assert!(above.contains("Đang thực hiện") && above.contains("hoàn thành 0 trên 1 việc"), "{above}");
        assert!(above.contains("Kế hoạch của đơn vị: Kế hoạch kiểm soát TTHC năm 2024 của Phòng"), "{above}");
        post(&mut head, &format!("{work}/do"), &[("action", "hand-in"), ("note", "Đã rà soát 12 thủ tục")]).await;
        post(&mut head, &format!("{work}/decide"), &[("action", "accept")]).await;
        jobs(&house).await;
        let above = work_page(&mut head, (&plan, unit), ROW).await;
        assert!(above.contains("Chờ nghiệm thu") && above.contains("hoàn thành 1 trên 1 việc"), "{above}");
        // The unit finds more to do: the work above is open again, and handed in once that is done too.
        let task = above.split("href=\"/plans/tasks/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let more = [
            ("section", "1"),
            ("text", "Rà soát thêm ba thủ tục"),
            ("products", "Biểu mẫu"),
            ("lead", "Phòng Giáo dục Tiểu học"),
            ("coordinating", ""),
            ("time", "Tháng 6/2024"),
            ("above", task.as_str()),
        ];
        let form = head.get(&format!("{own}/tasks/new")).await.text();
        assert!(form.contains(&format!("<option value=\"{task}\"")), "{form}");
        post(&mut head, &format!("{own}/tasks/new"), &more).await;
        let second = address(&work_page(&mut head, (&own, unit), "Rà soát thêm ba thủ tục").await);
        post(&mut head, &format!("{second}/do"), &[("action", "begin")]).await;
        jobs(&house).await;
        let above = work_page(&mut head, (&plan, unit), ROW).await;
        assert!(above.contains("Trả lại để làm tiếp") && above.contains("hoàn thành 1 trên 2 việc"), "{above}");
        post(&mut head, &format!("{second}/do"), &[("action", "hand-in"), ("note", "Xong")]).await;
        post(&mut head, &format!("{second}/decide"), &[("action", "accept")]).await;
        jobs(&house).await;
        let seen = control.get(&format!("/plans/tasks/{task}")).await.text();
        assert!(seen.contains("Phòng Giáo dục Tiểu học</a>: hoàn thành 2 trên 2 việc"), "{seen}");
        let handed = work_page(&mut control, (&plan, unit), ROW).await;
        post(&mut control, &format!("{}/decide", address(&handed)), &[("action", "accept")]).await;
        assert!(work_page(&mut head, (&plan, unit), ROW).await.contains("Hoàn thành"));
        clean(&house).await;
    }
}

#[tokio::test]
async fn a_line_above_its_norm_is_kept_with_the_reason_and_the_document_that_decided_it() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = format!("{}/budget", imported(&house, &mut control).await);
        let line = |quantity, reason, document| {
            [
                ("kind", "estimate"),
                ("category", "3"),
                ("amount", "20.000.000"),
                ("day", "04/03/2024"),
                ("note", "Điền biểu mẫu"),
                ("quantity", quantity),
                ("over_reason", reason),
                ("over_document", document),
            ]
        };
        let none = control.upload(&page, &line("", "", ""), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("Nhập số lượng (mẫu rà soát)"), "{}", none.text());
        let over = control.upload(&page, &line("12", "", ""), &[]).await;
        assert!(over.text().contains("18.000.000 đồng") && over.text().contains("20.000.000"), "{}", over.text());
        let half = control.upload(&page, &line("12", "Thủ tục phức tạp", ""), &[]).await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(half.text().contains("Thủ tục phức tạp"), "what was typed is kept");
        let kept = control.upload(&page, &line("12", "Thủ tục phức tạp", "25/2023/NQ-HĐND"), &[]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let shown = control.get(&page).await.text();
        assert!(shown.contains("Vượt mức chi") && shown.contains("Thủ tục phức tạp (theo 25/2023/NQ-HĐND)"), "{shown}");
        let sheet = control.get(&format!("{page}.xlsx")).await;
        let rows = output::sheet::read_xlsx(&sheet.bytes).unwrap();
        assert!(rows[0].rows.iter().any(|r| r.iter().any(|c| c.words() == "25/2023/NQ-HĐND")));
        clean(&house).await;
    }
}

async fn counted(house: &House, control: &mut Client) {
    post(control, "/reviews/candidates/count", &[]).await;
    jobs(house).await;
}

#[tokio::test]
async fn a_target_is_measured_from_the_cases_there_are_and_leads_to_them() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = format!("{}/targets", imported(&house, &mut control).await);
        post(&mut control, &page, &[("action", "shipped")]).await;
        let shown = control.get(&page).await.text();
        assert!(shown.contains("Tỷ lệ hồ sơ nộp trực tuyến: chưa có số liệu"), "{shown}");
        let option = shown.split("<option value=\"").skip(1).find(|o| o.contains("dịch vụ công trực tuyến")).unwrap();
        let target = option.split('"').next().unwrap().to_owned();
        let early = control.post(&page, &[("action", "snapshot"), ("target", &target)]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is made up");
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let case = crate::publication::case_of(&mut clerk, crate::publication::AMENDED).await;
        counted(&house, &mut control).await;
        let shown = control.get(&page).await.text();
        assert!(
            shown.contains("<a class=\"govuk-link\" href=\"/reviews/candidates\">0</a> (0 trên 1 hồ sơ"),
            "{shown}"
        );
        let on_time = [
            ("action", "add"),
            ("name", "Hồ sơ không trễ hạn"),
            ("unit", "%"),
            ("baseline", "0"),
            ("goal", "95"),
            ("measured_by", "on-time-share"),
            ("basis", "Quyết định 766/QĐ-TTg"),
        ];
        post(&mut control, &page, &on_time).await;
        let shown = control.get(&page).await.text();
        assert!(shown.contains(">100</a> (1 trên 1 hồ sơ"), "{shown}");
        post(&mut control, &page, &[("action", "snapshot"), ("target", &target)]).await;
        assert!(control.get(&page).await.text().contains("Hệ thống đo: 0 trên 1 hồ sơ"));
        let behind = control.get(&format!("/reviews/candidates/{}", crate::publication::AMENDED)).await.text();
        assert!(behind.contains(&format!("/desk/cases/{case}")), "the number leads to its case");
        let made_up = [("action", "add"), ("name", "Khác"), ("unit", "%"), ("goal", "1"), ("measured_by", "x")];
        let refused = control.post(&page, &made_up).await;
        assert!(refused.text().contains("Chọn một cách đo trong danh sách"), "{}", refused.text());
        clean(&house).await;
    }
}
