//! What publication does to those who are in the middle of something: a case running on a procedure that is replaced, a person
//! editing what somebody else has just changed; and a record of the national database that says something else.

use axum::http::StatusCode;
use people::roles;

use super::{AMENDED, act, begun, case_of, checked, clean, done, item};
use crate::harness::{Client, hidden, houses};
use crate::plans::rows::jobs;

const NEXT: &str = "1.999001";

#[tokio::test]
async fn a_replaced_procedure_leaves_intake_and_running_cases_keep_it() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let running = case_of(&mut clerk, AMENDED).await;
        let before = catalogue::current(&house.app, AMENDED).await.unwrap().unwrap();
        let id = begun(&mut officer, ("list", "thủ tục thay thế")).await;
        let head = [
            ("title", "thủ tục thay thế"),
            ("basis_name", "Thông tư 05/2024/TT-BGDĐT"),
            ("basis_signed", "2024-02-20"),
            ("basis_effective", "2024-03-01"),
            ("effective_on", "2024-03-04"),
        ];
        done(&act(&mut officer, (&id, "head"), &head).await);
        let next = [
            ("name", "Chuyển trường, tiếp nhận học sinh tiểu học"),
            ("field", "Giáo dục tiểu học"),
            ("level", "Cấp xã"),
            ("steps", "Nộp đơn\nNhận kết quả"),
            ("channels", "Trực tiếp"),
            ("limit", "3 ngày làm việc"),
            ("fee", "Không"),
            ("components", "Đơn xin chuyển trường | bản chính: 1"),
            ("sets", "1"),
            ("subjects", "Học sinh"),
            ("agency", "Trường tiểu học"),
            ("place", "Bộ phận Một cửa"),
            ("forms", "Không có"),
            ("result", "Học sinh được tiếp nhận"),
            ("requirements", "Không có"),
            ("legal_basis", "Thông tư 05/2024/TT-BGDĐT"),
            ("replaces", AMENDED),
        ];
        done(&item(&mut officer, &id, (NEXT, "replaced"), &next).await);
        done(&act(&mut officer, (&id, "send"), &[]).await);
        checked(&mut control, &id).await;
        let letter = [("number", "16/TTr-SGDĐT"), ("on", "2024-03-04"), ("signer", "Giám đốc Mẫu")];
        done(&act(&mut control, (&id, "submit"), &letter).await);
        let signing = [("number", "106/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-03-05")];
        done(&act(&mut control, (&id, "sign"), &signing).await);
        assert!(catalogue::current(&house.app, AMENDED).await.unwrap().is_some(), "until its last day");
        house.clock.set(crate::harness::at("2024-03-05T08:00"));
        jobs(&house).await;
        assert!(catalogue::current(&house.app, AMENDED).await.unwrap().is_none());
        assert_eq!(catalogue::current(&house.app, NEXT).await.unwrap().unwrap().number, 1);
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        assert_eq!(clerk.get(&format!("/desk/intake/{AMENDED}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("/desk/intake/{NEXT}")).await.status, StatusCode::OK);
        let list = Client::new(&house).get("/thu-tuc?q=chuyen+truong").await.text();
        assert!(list.contains(NEXT) && !list.contains(&format!("/thu-tuc/{AMENDED}\"")), "{list}");
        let place = (house.agency, running.parse().unwrap());
        let case = cases::load(&house.app, place).await.unwrap().unwrap().1.case;
        assert_eq!(case.version, before.id, "{}", house.kind);
        let shown = clerk.get(&format!("/desk/cases/{running}")).await;
        assert!(shown.status == StatusCode::OK && shown.text().contains(&before.parts.name));
        clean(&house).await;
    }
}

#[tokio::test]
async fn two_who_edit_one_draft_never_overwrite_each_other() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        let id = begun(&mut officer, ("list", "dự thảo chung")).await;
        let seen = hidden(&officer.get(&format!("/publication/{id}")).await.text(), "seen");
        let edit = |seen: &str, title: &'static str| {
            vec![("seen".to_owned(), seen.to_owned()), ("title".to_owned(), title.to_owned())]
        };
        let path = format!("/publication/{id}/head");
        let pairs = edit(&seen, "của trưởng phòng");
        let first: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        done(&head.post(&path, &first).await);
        let pairs = edit(&seen, "của chuyên viên, gõ dở");
        let second: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let told = officer.post(&path, &second).await;
        assert!(told.status.is_client_error(), "{}", told.status);
        let text = told.text();
        assert!(text.contains("vừa được người khác cập nhật") && text.contains("của chuyên viên, gõ dở"), "{text}");
        let (_, d) = catalogue::decision(&house.app, id.parse().unwrap()).await.unwrap();
        assert_eq!(d.decision.title, "của trưởng phòng", "{}", house.kind);
        // Sent again from the page that was shown, it is accepted.
        let again = hidden(&text, "seen");
        let pairs = edit(&again, "của cả hai");
        let third: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        done(&officer.post(&path, &third).await);
        // The same for a procedure of the draft: both open it, one saves, the other is told.
        done(&item(&mut officer, &id, (AMENDED, "amended"), &[("place", "Tầng 1")]).await);
        let page = officer.get(&format!("/publication/{id}")).await.text();
        let items = format!("/publication/{id}/items/");
        let mut links = page.split(&items).skip(1).filter_map(|t| t.split('"').next());
        let address = format!("{items}{}", links.find(|l| l.len() == 36).unwrap());
        let form = head.get(&address).await.text();
        let fields = super::fields(&form);
        done(&item(&mut officer, &id, (AMENDED, "amended"), &[("place", "Tầng 2")]).await);
        let mut stale: Vec<(&str, &str)> = fields
            .iter()
            .filter(|(n, _)| !["place", "code", "change", "q"].contains(&n.as_str()))
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        stale.extend([("code", AMENDED), ("change", "amended"), ("place", "Tầng 3, gõ dở")]);
        let told = head.post(&address, &stale).await;
        assert!(told.status.is_client_error() && told.text().contains("Tầng 3, gõ dở"), "{}", told.text());
        let (_, d) = catalogue::decision(&house.app, id.parse().unwrap()).await.unwrap();
        let place = d.items[0].body.parts.as_ref().unwrap().place.as_deref();
        assert_eq!(place, Some("Tầng 2"));
        clean(&house).await;
    }
}

#[tokio::test]
async fn a_record_of_the_national_database_is_held_part_by_part() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let parts = catalogue::current(&house.app, AMENDED).await.unwrap().unwrap().parts;
        let path = format!("/publication/surfaces/{AMENDED}");
        let base = [("place", "national"), ("number", "1"), ("shown_on", "2024-03-04")];
        let send = async |control: &mut Client, record: &str| {
            control.upload(&path, &[&base[..], &[("record", record)]].concat(), &[]).await
        };
        let broken = send(&mut control, "{\"MATTHC\": ").await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(broken.text().contains("ở dòng 1, cột"), "{}", broken.text());
        let other = send(&mut control, "{\"MATTHC\": \"2.000001\", \"TENTTHC\": \"Khác\"}").await;
        assert!(other.text().contains("Bản ghi là của thủ tục 2.000001"), "{}", other.text());
        let wrong = "[{\"MATTHC\": \"1.005099.000.00.00.H40\", \"TENTTHC\": \"Tên đã cũ\", \"YEUCAU\": \"Không\"}]";
        done(&send(&mut control, wrong).await);
        let page = control.get(&path).await.text();
        assert!(page.contains("Khác nội dung") && page.contains("Tên đã cũ") && page.contains(&parts.name), "{page}");
        let list = control.get("/publication/surfaces?filter=national").await.text();
        assert!(list.contains(AMENDED) && list.contains("Khác nội dung"), "{list}");
        let sheet = control.get("/publication/surfaces.xlsx").await;
        let rows = output::sheet::read_xlsx(&sheet.bytes).unwrap();
        let said = |words: &str| rows[0].rows.iter().any(|r| r.iter().any(|c| c.words().contains(words)));
        assert!(said("Tên thủ tục hành chính") && said("Khác nội dung"));
        let right = serde_json::json!({ "MATTHC": AMENDED, "TENTTHC": parts.name.to_uppercase() }).to_string();
        done(&send(&mut control, &right).await);
        let page = control.get(&path).await.text();
        assert!(!page.contains("Khác nội dung") && page.contains("Đối chiếu từng nội dung"), "{page}");
        clean(&house).await;
    }
}
