//! Rows VI.1 to VI.3 of the plan of control: a draft decision controlled, submitted and signed, and what it publishes shown in
//! every place, each by the role that owns the row.

use axum::http::StatusCode;
use people::roles;

use super::{PNG, act, begun, checked, done, item};
use crate::harness::{Client, House, at, houses};
use crate::plans::imported;
use crate::plans::rows::{clean, jobs, unit_of, work_in, work_page};

/// A procedure of the province: its desk is the department's.
async fn provincial(house: &House) -> String {
    let index = catalogue::all(&house.app).await.unwrap();
    for e in index.entries.iter().filter(|e| !e.internal) {
        let v = catalogue::version(&house.app, e.version).await.unwrap().unwrap();
        if v.parts.level == [catalogue::Level::Province] {
            return e.code.clone();
        }
    }
    panic!("the shipped catalogue has no procedure of the province")
}

/// A draft that amends the procedure, sent to the control.
async fn sent(officer: &mut Client, code: &str) -> String {
    let id = begun(officer, ("list", "thủ tục hành chính cấp tỉnh")).await;
    let head = [
        ("title", "thủ tục hành chính cấp tỉnh"),
        ("basis_name", "Thông tư 05/2024/TT-BGDĐT"),
        ("basis_signed", "2024-02-20"),
        ("basis_effective", "2024-04-01"),
        ("effective_on", "2024-03-11"),
    ];
    done(&act(officer, (&id, "head"), &head).await);
    done(&item(officer, &id, (code, "amended"), &[("place", "Bộ phận Một cửa của Sở, tầng 1")]).await);
    done(&act(officer, (&id, "send"), &[]).await);
    id
}

async fn signed(control: &mut Client, id: &str) {
    let letter = [("number", "15/TTr-SGDĐT"), ("on", "2024-03-04"), ("signer", "Giám đốc Mẫu")];
    done(&act(control, (id, "submit"), &letter).await);
    let signing = [("number", "105/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-03-04")];
    done(&act(control, (id, "sign"), &signing).await);
}

async fn docx(client: &mut Client, path: &str) -> String {
    let file = client.get(path).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    output::docx_read::text_and_tables(&file.bytes).unwrap().text()
}

#[tokio::test]
async fn row_vi_1_the_office_controls_the_quality_of_a_draft_decision() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let plan = imported(&house, &mut control).await;
        let id = sent(&mut officer, &provincial(&house).await).await;
        let own = officer.get(&format!("/publication/{id}/check")).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "who drafts does not control: {}", own.text());
        checked(&mut control, &id).await;
        let slip = docx(&mut control, &format!("/publication/{id}/paper/phieu-kiem-soat.docx")).await;
        assert!(slip.contains("đạt yêu cầu") && slip.contains("Đã đối chiếu"), "{slip}");
        let draft = docx(&mut control, &format!("/publication/{id}/paper/quyet-dinh.docx")).await;
        assert!(draft.contains("Bộ phận Một cửa của Sở, tầng 1"), "{draft}");
        jobs(&house).await;
        let office = unit_of(&house, "van phong so").await;
        let row = "Kiểm soát chất lượng dự thảo Quyết định công bố";
        assert!(work_page(&mut control, (&plan, office), row).await.contains("Chưa thực hiện"));
        signed(&mut control, &id).await;
        jobs(&house).await;
        let page = work_page(&mut control, (&plan, office), row).await;
        assert!(page.contains("Tự hoàn thành vì hệ thống đã có kết quả: Quyết định số 105/QĐ-UBND"), "{page}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_vi_2_the_decision_is_submitted_signed_and_takes_effect() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let plan = imported(&house, &mut control).await;
        let code = provincial(&house).await;
        let id = sent(&mut officer, &code).await;
        checked(&mut control, &id).await;
        let letter = [("number", "15/TTr-SGDĐT"), ("on", "2024-03-04"), ("signer", "Giám đốc Mẫu")];
        done(&act(&mut control, (&id, "submit"), &letter).await);
        let submission = docx(&mut control, &format!("/publication/{id}/paper/to-trinh.docx")).await;
        assert!(submission.contains("Kính gửi"), "{submission}");
        let signing = [("number", "105/QĐ-UBND"), ("on", "2024-03-04"), ("effective_on", "2024-03-11")];
        done(&act(&mut control, (&id, "sign"), &signing).await);
        jobs(&house).await;
        let office = unit_of(&house, "van phong so").await;
        let row = "Trình Chủ tịch UBND tỉnh công bố danh mục TTHC";
        assert!(
            work_page(&mut control, (&plan, office), row).await.contains("Chưa thực hiện"),
            "signed, not yet in effect"
        );
        house.clock.set(at("2024-03-11T08:00"));
        jobs(&house).await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let page = work_page(&mut control, (&plan, office), row).await;
        assert!(page.contains("Quyết định số 105/QĐ-UBND") && page.contains(&format!("/publication/{id}")), "{page}");
        assert_eq!(catalogue::current(&house.app, &code).await.unwrap().unwrap().number, 2);
        assert!(docx(&mut control, &format!("/publication/{id}/paper/quyet-dinh.docx")).await.contains(&code));
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_vi_3_what_was_published_is_shown_by_the_portal_the_database_and_the_desk() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let plan = imported(&house, &mut control).await;
        let code = provincial(&house).await;
        let id = sent(&mut officer, &code).await;
        checked(&mut control, &id).await;
        signed(&mut control, &id).await;
        jobs(&house).await;
        let (office, desk) = (unit_of(&house, "van phong so").await, unit_of(&house, "bo phan tiep nhan").await);
        let row = "Thực hiện công khai TTHC đã được công bố";
        let page = work_in(&mut control, (&plan, office), ("accepted", row)).await;
        assert!(page.contains("phiên bản 2") && page.contains(&format!("/catalogue/{code}")), "{page}");
        // The portal shows it by itself, to everybody.
        let public = Client::new(&house).get(&format!("/thu-tuc/{code}")).await.text();
        assert!(public.contains("Bộ phận Một cửa của Sở, tầng 1"), "{public}");
        let surface = format!("/publication/surfaces/{code}");
        let national = [("place", "national"), ("number", "2"), ("shown_on", "2024-03-04"), ("reference", "Bản ghi 1")];
        done(&control.upload(&surface, &national, &[]).await);
        // The desk posts with a photograph, and its row in the plan has the posting as evidence.
        let board = desk.to_string();
        let posted =
            [("place", board.as_str()), ("number", "2"), ("shown_on", "2024-03-04"), ("officer", "Trần Thị Mẫu")];
        done(&clerk.upload(&surface, &posted, &[("file", "bang.png", PNG)]).await);
        jobs(&house).await;
        let page = work_page(&mut clerk, (&plan, desk), row).await;
        assert!(page.contains(&format!("Niêm yết {code}")) && page.contains(&surface), "{page}");
        let sheet = control.get("/publication/surfaces.xlsx").await;
        let rows = output::sheet::read_xlsx(&sheet.bytes).unwrap();
        assert!(rows[0].rows.iter().any(|r| r.iter().any(|c| c.words() == code)));
        clean(&house).await;
    }
}
