//! A process is tried out before anything is changed: past load or stated load, today's people beside another plan.

use axum::http::StatusCode;
use people::roles;

use super::taken;
use crate::harness::{Client, houses};

/// The page without what changes from visit to visit.
fn body(page: &str) -> String {
    page.split("<main").nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn people_and_load_are_tried_out_before_they_change() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        taken(&mut clerk, "Nguyễn Thị Mô Phỏng").await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let process = catalogue::process_for(&house.app, super::PROCEDURE).await.unwrap();
        assert!(control.get("/desk/simulate").await.text().contains(&format!("value=\"{}\"", process.id)));
        let base = format!("/desk/simulate?process={}&from=2024-03-01&to=2024-03-29", process.id);
        let form = control.get(&base).await.text();
        assert!(form.contains("Như 1 hồ sơ đã tiếp nhận trong kỳ"), "{form}");
        assert!(
            form.contains("name=\"now_officer\" inputmode=\"numeric\" value=\"1\""),
            "one officer works here: {form}"
        );
        let stated = "&run=1&load=stated&rate=14&days=60&effort=25&limit=5+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c";
        let people = "&now_clerk=1&now_officer=1&now_unit_head=1&now_leader=1&now_registry=1&other_officer=6";
        let path = format!("{base}{stated}{people}");
        let page = control.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let text = page.text();
        for words in ["Kết quả", "Phương án làm thay đổi tỷ lệ quá hạn", "Quá tải", "Thẩm định hồ sơ", "<polyline"]
        {
            assert!(text.contains(words), "{words} on {}: {text}", house.kind);
        }
        assert_eq!(body(&text), body(&control.get(&path).await.text()), "the same question has the same answer");
        let past = control.get(&format!("{base}&run=1&load=past&effort=25&now_officer=1")).await.text();
        assert!(past.contains("Kết quả") && past.contains("chưa có số liệu"), "{past}");
        let empty = format!("/desk/simulate?process={}&from=2023-01-02&to=2023-01-31&run=1&effort=25", process.id);
        for (path, words) in [
            (format!("{base}&run=1&load=stated&rate=m%C6%B0%E1%BB%9Di&days=60&effort=25"), "Nhập số hồ sơ mỗi ngày"),
            (format!("{base}&run=1&load=stated&rate=900&days=400&effort=25"), "Giảm số ngày"),
            (format!("{base}&run=1&load=past&effort=0"), "từ 1 đến 100"),
            (format!("{base}&run=1&load=past&effort=25&limit=mai"), "Chưa mô phỏng được"),
            (format!("{base}&run=1&load=past&effort=25&now_officer=x"), "từ 0 đến 500"),
            (empty, "Chọn kỳ khác"),
        ] {
            let told = control.get(&path).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(told.text().contains(words), "{words}: {}", told.text());
        }
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert_eq!(officer.get("/desk/simulate").await.status, StatusCode::FORBIDDEN);
    }
}
