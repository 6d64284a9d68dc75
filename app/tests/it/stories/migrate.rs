//! A new version of a process: running cases stay on theirs until somebody who answers for them has seen what becomes of each and
//! moves it.

use axum::http::StatusCode;
use people::roles;
use platform::By;

use super::{act, done, taken};
use crate::harness::{Client, House, houses};

async fn step(house: &House, id: &str) -> (String, i64) {
    let d = cases::load(&house.app, (house.agency, id.parse().unwrap())).await.unwrap().unwrap().1;
    let process = catalogue::process_version(&house.app, d.case.process.unwrap()).await.unwrap();
    (d.step().unwrap().name.clone(), process.version)
}

#[tokio::test]
async fn chosen_cases_go_over_to_a_new_version_after_a_preview() {
    for house in houses("2024-03-04T08:00").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let one = taken(&mut clerk, "Nguyễn Thị Chuyển").await;
        let two = taken(&mut clerk, "Trần Văn Ở Lại").await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        done(&act(&mut head, (&two, "complete"), &[]).await);
        let page = head.get("/desk/migrate").await.text();
        assert!(page.contains("Đang là phiên bản mới nhất"), "{page}");
        // The next version calls the first step otherwise and has another second step.
        let process = catalogue::process_for(&house.app, super::PROCEDURE).await.unwrap();
        let law = platform::law::LawFiles::built_in();
        let text = law.get(&format!("processes/{}.bpmn", process.code)).unwrap();
        let (first, name) = step(&house, &one).await;
        assert_eq!(name, 1);
        let text = text.replace(&first, "Phân công theo quy trình mới").replace("appraise", "check");
        catalogue::publish_process(&house.app, (&process.code, &text), By::default()).await.unwrap();
        assert_eq!(step(&house, &one).await.1, 1, "nothing moves by itself");
        let page = head.get("/desk/migrate").await.text();
        let link =
            page.split("href=\"/desk/migrate?from=").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let path = format!("/desk/migrate?from={link}");
        let preview = head.get(&path).await.text();
        assert!(preview.contains("Phân công theo quy trình mới") && preview.contains("Nguyễn Thị Chuyển"), "{preview}");
        assert!(preview.contains("Không chuyển được") && preview.contains("phiên bản mới không có bước này"));
        let (from, to) = link.split_once("&to=").unwrap();
        let base = [("from", from), ("to", to), ("action", "some"), ("id", one.as_str())];
        let nothing = head.post("/desk/migrate", &[&base[..], &[("basis", "")]].concat()).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("Nhập căn cứ chuyển") && nothing.text().contains("checked"), "the tick stays");
        let all = [("from", from), ("to", to), ("action", "all"), ("basis", "QĐ 12/QĐ-UBND")];
        let told = head.post("/desk/migrate", &all).await.text();
        assert!(told.contains("Đã chuyển"), "{told}");
        assert_eq!(step(&house, &one).await, ("Phân công theo quy trình mới".to_owned(), 2), "{}", house.kind);
        assert_eq!(step(&house, &two).await.1, 1, "what has no place there stays");
        let again = head.post("/desk/migrate", &[&base[..], &[("basis", "QĐ 12/QĐ-UBND")]].concat()).await.text();
        assert!(again.contains("nay chạy theo phiên bản khác"), "{again}");
        let history = head.get(&format!("/desk/cases/{one}")).await.text();
        assert!(history.contains("Chuyển sang phiên bản mới của quy trình") && history.contains("12/QĐ-UBND"));
        done(&act(&mut head, (&one, "complete"), &[]).await);
        assert_ne!(step(&house, &one).await.0, "Phân công theo quy trình mới", "and runs on there");
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert_eq!(officer.get("/desk/migrate").await.status, StatusCode::FORBIDDEN);
        let clean = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert_eq!(clean.broken, vec![], "{}", house.kind);
    }
}
