//! Rows III.1, V.1 and V.2 of the plan of control: procedures inside the administration, and the assessment of draft texts with
//! the opinions about them.

use people::roles;

use super::rows::{LESS, costed, filled};
use super::{act, done, unit_of};
use crate::harness::{Client, House, houses};
use crate::plans::imported;
use crate::plans::rows::{clean, jobs, work_page};
use crate::publication::{self, begun, checked, item};

const A: &str = "NB-A.0001";
const B: &str = "NB-B.0001";

/// An internal procedure as the form of an item has it.
fn inside(name: &'static str, kind: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", name),
        ("field", "Nội bộ"),
        ("level", "Cấp tỉnh"),
        ("steps", "Đơn vị trình\nLãnh đạo Sở ký"),
        ("channels", "Trực tuyến"),
        ("limit", "5 ngày làm việc"),
        ("fee", "Không"),
        ("components", "Tờ trình | bản chính: 1"),
        ("sets", "1"),
        ("subjects", "Cơ quan, đơn vị"),
        ("agency", "Sở Giáo dục và Đào tạo"),
        ("place", "Văn phòng Sở"),
        ("forms", "Không có"),
        ("result", "Quyết định"),
        ("requirements", "Không có"),
        ("legal_basis", "Quyết định 1085/QĐ-TTg"),
        ("kind", kind),
        ("source", "Sở rà soát"),
    ]
}

/// From draft to effect on the same day.
async fn published(officer: &mut Client, control: &mut Client, (id, number): (&str, &str)) {
    let head = [
        ("title", "thủ tục hành chính nội bộ"),
        ("basis_name", "Quyết định 1085/QĐ-TTg"),
        ("basis_signed", "2022-09-15"),
        ("basis_effective", "2022-09-15"),
        ("effective_on", "2024-03-04"),
    ];
    done(&publication::act(officer, (id, "head"), &head).await);
    done(&publication::act(officer, (id, "send"), &[]).await);
    checked(control, id).await;
    let letter = [("number", "31/TTr-SGDĐT"), ("on", "2024-03-04"), ("signer", "Giám đốc Mẫu")];
    done(&publication::act(control, (id, "submit"), &letter).await);
    let signing = [("number", number), ("on", "2024-03-04"), ("effective_on", "2024-03-04")];
    done(&publication::act(control, (id, "sign"), &signing).await);
}

#[tokio::test]
async fn row_iii_1_internal_procedures_of_both_groups_are_published_reviewed_and_simplified() {
    for house in houses("2024-03-04T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let plan = imported(&house, &mut control).await;
        let unit = unit_of(&house, "phong giao duc tieu hoc").await.parse().unwrap();
        let id = begun(&mut officer, ("internal", "thủ tục hành chính nội bộ")).await;
        done(&item(&mut officer, &id, (A, "new"), &inside("Phối hợp thẩm định kế hoạch", "Nội bộ A")).await);
        done(&item(&mut officer, &id, (B, "new"), &inside("Cử cán bộ đi công tác", "Nội bộ B")).await);
        published(&mut officer, &mut control, (&id, "200/QĐ-UBND")).await;
        jobs(&house).await;
        let row = "Tiếp tục rà soát, trình công bố TTHC nội bộ";
        let page = work_page(&mut officer, (&plan, unit), row).await;
        assert!(page.contains("Quyết định số 200/QĐ-UBND") && page.contains("Đang thực hiện"), "{page}");
        // Inside means inside: the public does not find them among its procedures.
        let public = Client::new(&house).get("/thu-tuc").await.text();
        assert!(!public.contains("Phối hợp thẩm định kế hoạch"));
        let outside = Client::new(&house).get(&format!("/nop-ho-so/{A}")).await;
        assert_eq!(outside.status, axum::http::StatusCode::NOT_FOUND, "nobody outside applies for it");
        let list = officer.get("/reviews/internal").await.text();
        assert!(list.contains("Nhóm A (1 thủ tục)") && list.contains("Nhóm B (1 thủ tục)"), "{list}");
        let review = [
            ("codes", B),
            ("title", ""),
            ("unit", &*unit_of(&house, "phong giao duc tieu hoc").await),
            ("starts", "04/03/2024"),
            ("ends", "31/07/2024"),
            ("grounds", "petition"),
        ];
        let review = done(&officer.post("/reviews/work/new", &review).await);
        filled(&house, &mut officer, (&review, B), &LESS).await;
        costed(&mut officer, &format!("{review}/cost/{B}")).await;
        done(&act(&mut officer, (&review, "/hand-in"), &[("conclusion", "Rút hai ngày.")]).await);
        done(&act(&mut control, (&review, "/accept"), &[("note", "")]).await);
        // What the review proposes is published; the row keeps both decisions as evidence.
        let second = begun(&mut officer, ("internal", "sửa đổi thủ tục hành chính nội bộ")).await;
        done(&item(&mut officer, &second, (B, "amended"), &[("limit", "3 ngày làm việc")]).await);
        published(&mut officer, &mut control, (&second, "201/QĐ-UBND")).await;
        jobs(&house).await;
        let page = work_page(&mut officer, (&plan, unit), row).await;
        assert!(page.contains("200/QĐ-UBND") && page.contains("201/QĐ-UBND"), "{page}");
        let now = catalogue::current(&house.app, B).await.unwrap().unwrap();
        assert_eq!(now.number, 2, "{}", house.kind);
        let file = officer.get(&format!("/publication/{second}/paper/quyet-dinh.docx")).await;
        let text = output::docx_read::text_and_tables(&file.bytes).unwrap().text();
        assert!(text.contains("Cử cán bộ đi công tác") && text.contains("3 ngày làm việc"), "{text}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_v_1_an_opinion_on_a_draft_is_given_and_stands_as_evidence() {
    for house in houses("2024-05-06T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let unit = unit_of(&house, "phong giao duc tieu hoc").await;
        let asked = [
            ("title", "Quyết định của tỉnh về tuyển sinh"),
            ("asker", "Sở Nội vụ"),
            ("question", "Thủ tục có cần thiết không?"),
            ("unit", unit.as_str()),
            ("due", "20/05/2024"),
        ];
        let opinion = done(&control.post("/reviews/opinions", &asked).await);
        jobs(&house).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let (row, unit) = ("Lấy ý kiến góp ý về TTHC trong dự thảo", unit.parse().unwrap());
        assert!(work_page(&mut officer, (&plan, unit), row).await.contains("Chưa thực hiện"), "asked is not answered");
        let answer = [("answer", "Khoản 1 Điều 2: bỏ bản sao."), ("letter", "7/SGDĐT")];
        done(&act(&mut officer, (&opinion, "/answer"), &answer).await);
        jobs(&house).await;
        let page = work_page(&mut officer, (&plan, unit), row).await;
        assert!(page.contains("Ý kiến góp ý: Quyết định của tỉnh về tuyển sinh") && page.contains(&opinion), "{page}");
        let file = officer.get(&format!("{opinion}/papers/gop-y.docx")).await;
        let text = output::docx_read::text_and_tables(&file.bytes).unwrap().text();
        assert!(text.contains("Khoản 1 Điều 2: bỏ bản sao."), "{text}");
        clean(&house).await;
    }
}

/// An assessment that may go to appraisal; its address.
async fn assessed(house: &House, officer: &mut Client) -> String {
    let text = [("title", "Nghị quyết về hỗ trợ học phí"), ("assigned", "Công văn 1/UBND-VP")];
    let page = done(&officer.post("/reviews/impact", &text).await);
    done(&act(officer, (&page, "/add"), &[("kind", "1"), ("title", "Xét hỗ trợ học phí")]).await);
    let shown = officer.get(&page).await.text();
    let form = shown.split("/form/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let answers = [
        ("goal", "Hỗ trợ học phí"),
        ("goal_needed", "false"),
        ("goal_why", "Ngân sách chi trả trực tiếp"),
        ("goal_met", "false"),
        ("goal_other", "false"),
        ("necessary", "false"),
        ("then", "next"),
    ];
    done(&act(officer, (&format!("{page}/form/{form}/1"), ""), &answers).await);
    let sheet = [
        ("income", "40.000"),
        ("income_source", "Niên giám thống kê"),
        ("day_hours", "8"),
        ("b.rows", "0"),
        ("a.rows", "1"),
        ("a.subjects", "3"),
        ("a.0.work", "Nộp"),
        ("a.0.time", "1"),
        ("do", "save"),
    ];
    done(&act(officer, (&format!("{page}/cost/{form}"), ""), &sheet).await);
    let ask = [("body", "Văn phòng UBND tỉnh"), ("question", "Góp ý"), ("due", "20/05/2024")];
    done(&act(officer, (&page, "/ask"), &ask).await);
    let shown = officer.get(&page).await.text();
    let opinion = shown.split("/reviews/opinions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let opinion = format!("/reviews/opinions/{opinion}");
    done(&act(officer, (&opinion, "/answer"), &[("answer", "Nhất trí"), ("letter", "12/VP")]).await);
    done(&act(officer, (&opinion, "/settle"), &[("uptake", "4")]).await);
    jobs(house).await;
    page
}

#[tokio::test]
async fn row_v_2_a_draft_text_is_assessed_and_its_dossier_goes_to_appraisal() {
    for house in houses("2024-05-06T08:00").await {
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = imported(&house, &mut control).await;
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = assessed(&house, &mut officer).await;
        let (row, unit) =
            ("Thực hiện đánh giá tác động TTHC", unit_of(&house, "phong giao duc tieu hoc").await.parse().unwrap());
        let shown = work_page(&mut officer, (&plan, unit), row).await;
        assert!(shown.contains("Chưa thực hiện"), "assessed is not sent: {shown}");
        let package = officer.get(&format!("{page}/package.zip")).await;
        assert!(package.bytes.starts_with(b"PK"), "{}", package.text());
        done(&act(&mut officer, (&page, "/send"), &[("number", "8/TTr-SGDĐT"), ("on", "06/05/2024")]).await);
        jobs(&house).await;
        let shown = work_page(&mut officer, (&plan, unit), row).await;
        assert!(
            shown.contains("Hồ sơ đánh giá tác động gửi thẩm định số 8/TTr-SGDĐT") && shown.contains(&page),
            "{shown}"
        );
        let text = officer.get(&format!("{page}/papers/bao-cao.docx")).await;
        let text = output::docx_read::text_and_tables(&text.bytes).unwrap().text();
        assert!(text.contains("Xét hỗ trợ học phí"), "{text}");
        clean(&house).await;
    }
}
