//! Rows I.1 to I.3 of the plan of control, each by the role that owns it, from what the system holds to the product.

use axum::http::StatusCode;
use people::roles;

use super::{PDF, imported, work_of};
use crate::harness::{Client, House, houses};

/// Everything that waits is done.
pub async fn jobs(house: &House) {
    while platform::jobs::run_due(&house.app).await.unwrap() > 0 {}
}

/// Somebody more than the harness hires; signed in by the login.
pub async fn hired(house: &House, (login, role): (&str, &str), unit: &str) -> Client {
    let unit = unit_of(house, unit).await;
    let new = people::NewAccount {
        login,
        name: "Người thêm",
        password: crate::harness::PASSWORD,
        post: "Trưởng phòng",
        unit,
        role,
    };
    people::create_account(&house.app, &platform::By::default(), new).await.unwrap();
    Client::signed_in(house, login).await
}

/// A unit of the agency by words of its name without marks.
pub async fn unit_of(house: &House, part: &str) -> uuid::Uuid {
    let units = people::units(&house.app, kernel::time::local(house.app.now()).date()).await.unwrap();
    units.iter().find(|u| u.agency == house.agency && kernel::text::fold(&u.name).contains(part)).unwrap().id
}

/// The page of one unit's work whose row has these words.
pub async fn work_page(client: &mut Client, at: (&str, uuid::Uuid), words: &str) -> String {
    work_in(client, at, ("", words)).await
}

/// The same among the work in one state.
pub async fn work_in(client: &mut Client, (plan, unit): (&str, uuid::Uuid), (state, words): (&str, &str)) -> String {
    let plan = plan.trim_start_matches("/plans/");
    let mut next = format!("/plans/rows?plan={plan}&unit={unit}&state={state}");
    // Rows come fifty a page.
    loop {
        let page = client.get(&next).await.text();
        if page.contains(words) {
            return client.get(&work_of(&page, words)).await.text();
        }
        let after = page.split("&amp;after=").nth(1).or_else(|| page.split("&#38;after=").nth(1));
        let after = after.unwrap_or_else(|| panic!("no row with {words}")).split('"').next().unwrap().to_owned();
        next = format!("/plans/rows?plan={plan}&unit={unit}&state={state}&after={after}");
    }
}

pub async fn clean(house: &House) {
    let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
    assert!(report.broken.is_empty(), "{:?} on {}", report.broken, house.kind);
}

#[tokio::test]
async fn row_i_1_the_plan_is_made_issued_and_closes_its_own_row() {
    for house in houses("2024-01-02T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let office = unit_of(&house, "van phong so").await;
        let row = "Xây dựng Kế hoạch Kiểm soát TTHC năm 2024 của Sở";
        jobs(&house).await;
        assert!(work_page(&mut control, (&plan, office), row).await.contains("Chưa thực hiện"));
        // The office's own plan below is not the plan of the department.
        let own = control.post(&format!("{plan}/below"), &[("x", "1")]).await.location;
        let below = [("title", "Kế hoạch của Văn phòng"), ("number", "01/KH-VP"), ("issued", "29/12/2023")];
        assert_eq!(control.post(&format!("{own}/edit"), &below).await.status, StatusCode::SEE_OTHER);
        jobs(&house).await;
        assert!(work_page(&mut control, (&plan, office), row).await.contains("Chưa thực hiện"));
        let head =
            [("title", "Kế hoạch kiểm soát TTHC năm 2024"), ("number", "105/KH-SGDĐT"), ("issued", "29/12/2023")];
        assert_eq!(control.post(&format!("{plan}/edit"), &head).await.status, StatusCode::SEE_OTHER);
        jobs(&house).await;
        let page = work_page(&mut control, (&plan, office), row).await;
        assert!(page.contains("Tự hoàn thành vì hệ thống đã có kết quả: Kế hoạch số 105/KH-SGDĐT"), "{page}");
        let docx = control.get(&format!("{plan}/export/docx")).await;
        let text = output::docx_read::text_and_tables(&docx.bytes).unwrap().text();
        assert!(text.contains("105/KH-SGDĐT") && text.contains("CHẾ ĐỘ THÔNG TIN BÁO CÁO"), "{text}");
        assert!(control.get(&format!("{plan}/export/pdf")).await.bytes.starts_with(b"%PDF"));
        // Saved again it is the same plan: nothing is told a second time.
        assert_eq!(control.post(&format!("{plan}/edit"), &head).await.status, StatusCode::SEE_OTHER);
        jobs(&house).await;
        let page = work_page(&mut control, (&plan, office), row).await;
        assert_eq!(page.matches("Tự hoàn thành theo kết quả của hệ thống").count(), 1, "{page}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_i_2_a_directive_is_issued_read_and_stands_as_evidence() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let form = [
            ("number", "412/SGDĐT-VP"),
            ("issued", "04/03/2024"),
            ("title", "Hướng dẫn rà soát TTHC năm 2024"),
            ("text", ""),
            ("to", "Các đơn vị thuộc Sở"),
        ];
        let made = control.upload(&format!("{plan}/directives"), &form, &[("file", "cv.pdf", PDF)]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        jobs(&house).await;
        let office = unit_of(&house, "van phong so").await;
        let page = work_page(&mut control, (&plan, office), "Ban hành các văn bản hướng dẫn").await;
        assert!(page.contains("Văn bản 412/SGDĐT-VP") && page.contains(&made.location), "{page}");
        assert!(page.contains("Đang thực hiện"), "one directive is evidence; the row goes on all year");
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert_eq!(head.get(&format!("{}/file", made.location)).await.bytes, PDF);
        head.post(&format!("{}/read", made.location), &[("x", "1")]).await;
        assert!(control.get(&made.location).await.text().contains("Chưa đọc: 10 trên 11 đơn vị"));
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_i_3_money_is_allocated_by_the_office_of_finance() {
    for house in houses("2024-01-15T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let mut finance = hired(&house, ("khtc.head", roles::UNIT_HEAD), "phong ke hoach - tai chinh").await;
        let page = format!("{plan}/budget");
        let amount = |kind, number| {
            [("kind", kind), ("category", "5"), ("amount", "20.000.000"), ("day", "15/01/2024"), ("number", number)]
        };
        assert_eq!(finance.upload(&page, &amount("estimate", ""), &[]).await.status, StatusCode::SEE_OTHER);
        jobs(&house).await;
        let unit = unit_of(&house, "phong ke hoach - tai chinh").await;
        let row = "Đảm bảo kinh phí cho hoạt động kiểm soát TTHC";
        assert!(
            work_page(&mut finance, (&plan, unit), row).await.contains("Chưa thực hiện"),
            "an estimate is no money"
        );
        let allocation = amount("allocation", "QĐ 15/QĐ-SGDĐT");
        assert_eq!(finance.upload(&page, &allocation, &[("file", "qd.pdf", PDF)]).await.status, StatusCode::SEE_OTHER);
        jobs(&house).await;
        let shown = work_page(&mut finance, (&plan, unit), row).await;
        assert!(shown.contains("Phân bổ 20.000.000 đồng, QĐ 15/QĐ-SGDĐT"), "{shown}");
        assert!(finance.get(&format!("{page}.xlsx")).await.bytes.starts_with(b"PK"));
        let shown = finance.get(&page).await.text();
        assert!(shown.contains("QĐ 15/QĐ-SGDĐT") && shown.contains("20.000.000"));
        clean(&house).await;
    }
}
