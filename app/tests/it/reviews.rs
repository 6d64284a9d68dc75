//! Reviews through their pages, on both databases: typed work is kept whatever happens, papers come out, figures count real cases,
//! the gate before appraisal holds, and the ledger covers all of it.

mod drafts;
mod rows;

use axum::http::StatusCode;
use people::roles;
use platform::web::Access;

use crate::harness::{Answer, Client, House, hidden, houses};

const CODE: &str = "1.005099";

fn done(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location.clone()
}

/// Posts a deed with what the page had seen.
async fn act(client: &mut Client, (page, deed): (&str, &str), pairs: &[(&str, &str)]) -> Answer {
    let text = client.get(page).await.text();
    let seen = hidden(&text, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend_from_slice(pairs);
    client.post(&format!("{page}{deed}"), &all).await
}

async fn unit_of(house: &House, part: &str) -> String {
    let day = kernel::time::local(house.app.now()).date();
    let units = people::units(&house.app, day).await.unwrap();
    let found = units.iter().find(|u| u.agency == house.agency && kernel::text::fold(&u.name).contains(part));
    found.unwrap().id.to_string()
}

/// A review begun outside a plan by the officer; returns its address.
pub async fn begun(house: &House, officer: &mut Client, codes: &str) -> String {
    let unit = unit_of(house, "phong giao duc tieu hoc").await;
    let pairs = [
        ("codes", codes),
        ("title", ""),
        ("unit", unit.as_str()),
        ("starts", "01/02/2024"),
        ("ends", "31/07/2024"),
        ("grounds", "petition"),
    ];
    done(&officer.post("/reviews/work/new", &pairs).await)
}

#[tokio::test]
async fn a_refused_form_keeps_everything_typed() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let pairs = [("codes", "9.999999"), ("title", "Tên <b>gõ</b> dở"), ("starts", "1/2"), ("ends", "31/07/2024")];
        let answer = officer.post("/reviews/work/new", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        for kept in ["9.999999", "Tên &#60;b&#62;gõ&#60;/b&#62; dở", "value=\"1/2\"", "31/07/2024"] {
            assert!(text.contains(kept), "{kept} is lost");
        }
        let page = begun(&house, &mut officer, CODE).await;
        let bad = [
            ("method", "subject"),
            ("income", "bốn mươi nghìn"),
            ("income_source", "x"),
            ("day_hours", "8"),
            ("b.rows", "1"),
            ("b.0.work", "Chuẩn bị"),
            ("b.0.time", "hai giờ"),
            ("a.rows", "0"),
            ("do", "save"),
        ];
        let answer = act(&mut officer, (&format!("{page}/cost/{CODE}"), ""), &bad).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        assert!(text.contains("bốn mươi nghìn") && text.contains("hai giờ") && text.contains("href=\"#b.0.time\""));
    }
}

#[tokio::test]
async fn a_page_half_typed_is_there_again() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = begun(&house, &mut officer, CODE).await;
        let form = format!("{page}/form/{CODE}/2");
        let text = officer.get(&form).await.text();
        let draft = format!("{page}/draft/{CODE}/2");
        assert!(text.contains(&format!("data-autosave=\"{draft}\"")));
        let kept = officer.post(&draft, &[("steps_basis", "Điều 7 gõ dở")]).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
        let text = officer.get(&form).await.text();
        assert!(text.contains("Điều 7 gõ dở") && text.contains("vẫn còn và chưa được lưu"));
        let mut head = Client::signed_in(&house, roles::UNIT_HEAD).await;
        assert!(!head.get(&form).await.text().contains("Điều 7 gõ dở"), "a draft is one person's");
        // Saved unfinished: kept, and told what is missing.
        let answer = act(&mut officer, (&form, ""), &[("steps_basis", "Điều 7"), ("then", "next")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Điều 7") && answer.text().contains("Đã lưu."));
        let text = officer.get(&form).await.text();
        assert!(text.contains("Điều 7") && !text.contains("chưa được lưu"), "the draft is gone once saved");
        let components = officer.get(&format!("{page}/form/{CODE}/4")).await.text();
        assert!(components.contains("components.0.component"), "components stand there as the catalogue has them");
    }
}

/// What the page of a cost sheet shows of it: sums, charts, each uncertain input, and what was typed.
const DRAWN: [&str; 10] = [
    "32.000.000",
    "28.800.000",
    "3.200.000",
    "10%",
    "<svg",
    "<title id=\"cost-t\">",
    "swing-t",
    "Phí, lệ phí trước: Chờ giải quyết",
    "Thuê dịch vụ trước: Chờ giải quyết",
    "name=\"b.0.service_high\" value=\"50.000\"",
];

#[tokio::test]
async fn a_cost_sheet_is_typed_imported_and_drawn() {
    for house in houses("2024-03-04T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let page = begun(&house, &mut officer, CODE).await;
        let cost = format!("{page}/cost/{CODE}");
        let sheet = [
            ("method", "handling"),
            ("income", "40.000"),
            ("income_source", "Số liệu mẫu"),
            ("income_dated", "2024"),
            ("day_hours", "8"),
            ("subjects.low", "5"),
            ("subjects.high", "20"),
            ("b.rows", "1"),
            ("b.times", "1"),
            ("b.subjects", "10"),
            ("b.0.work", "Chờ giải quyết"),
            ("b.0.time", "10"),
            ("b.0.unit", "day"),
            ("b.0.fee_low", "0"),
            ("b.0.fee_high", "20.000"),
            ("b.0.service_low", "0"),
            ("b.0.service_high", "50.000"),
            ("a.rows", "1"),
            ("a.times", "1"),
            ("a.subjects", "10"),
            ("a.0.work", "Chờ giải quyết"),
            ("a.0.time", "9"),
            ("a.0.unit", "day"),
            ("do", "save"),
        ];
        done(&act(&mut officer, (&cost, ""), &sheet).await);
        let text = officer.get(&cost).await.text();
        for shown in DRAWN {
            assert!(text.contains(shown), "{shown} is not on the page");
        }
        for name in ["chi-phi.pdf", "chi-phi.docx", "truoc.xlsx"] {
            let paper = officer.get(&format!("{cost}/papers/{name}")).await;
            let magic: &[u8] = if name.ends_with("pdf") { b"%PDF-" } else { b"PK" };
            assert!(paper.bytes.starts_with(magic), "{name}: {}", paper.text());
        }
        let file = "Công việc;Thời gian (giờ);Phí, lệ phí\nNộp hồ sơ;khoảng hai;20.000\nNhận;1,5;\n";
        let answer =
            officer.upload(&format!("{cost}/import"), &[("side", "b")], &[("file", "bang.csv", file.as_bytes())]).await;
        let text = answer.text();
        assert!(
            text.contains("B2") && text.contains("khoảng hai") && text.contains("Nộp hồ sơ") && text.contains("1,5")
        );
        assert!(officer.get(&cost).await.text().contains("Chờ giải quyết"), "nothing is saved before it is asked for");
    }
}

#[tokio::test]
async fn a_plan_is_made_on_the_pages_and_its_papers_come_out() {
    for house in houses("2024-01-04T08:00").await {
        let (agency, own) = (house.agency.to_string(), unit_of(&house, "phong giao duc tieu hoc").await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let plan = [("year", "2024"), ("kind", "unit"), ("receiver", agency.as_str()), ("unit", own.as_str())];
        let unit = done(&officer.post("/reviews/plans", &plan).await);
        let line = [
            ("codes", "1.005099, 1.001622"),
            ("lead", own.as_str()),
            ("starts", "01/02/2024"),
            ("ends", "31/07/2024"),
            ("grounds", "chosen"),
            ("reason", "Nhiều hồ sơ"),
            ("product", "Báo cáo"),
        ];
        done(&act(&mut officer, (&unit, "/add"), &line).await);
        let twice = act(&mut officer, (&unit, "/add"), &line).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text().contains("đã có trong kế hoạch"));
        done(&act(&mut officer, (&unit, "/hand-up"), &[]).await);
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let plan = [("year", "2024"), ("kind", "agency"), ("receiver", agency.as_str()), ("unit", agency.as_str())];
        let all = done(&control.post("/reviews/plans", &plan).await);
        done(&act(&mut control, (&all, "/merge"), &[]).await);
        let idea = [("title", "Bỏ bản sao"), ("by", "Phòng"), ("content", "Tra cứu dữ liệu"), ("effect", "")];
        done(&act(&mut control, (&all, "/initiative"), &idea).await);
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        let refused = act(&mut leader, (&all, "/approve"), &[("number", "12/KH"), ("on", "hôm nay")]).await;
        assert!(refused.text().contains("hôm nay") && refused.text().contains("Không đọc được ngày"));
        done(&act(&mut leader, (&all, "/approve"), &[("number", "12/KH"), ("on", "15/01/2024")]).await);
        for name in
            ["ke-hoach.pdf", "ke-hoach.docx", "quyet-dinh.docx", "quyet-dinh.pdf", "tong-hop.pdf", "tong-hop.docx"]
        {
            let paper = leader.get(&format!("{all}/papers/{name}")).await;
            let magic: &[u8] = if name.ends_with("pdf") { b"%PDF-" } else { b"PK" };
            assert!(paper.bytes.starts_with(magic), "{name}: {}", paper.text());
        }
        let list = leader.get("/reviews/work").await.text();
        assert!(list.contains("Nhóm 2 thủ tục"), "the group is one review");
    }
}

#[tokio::test]
async fn figures_count_real_cases_and_lead_to_them() {
    for house in houses("2024-02-07T10:20").await {
        let mut clerk = Client::signed_in(&house, roles::CLERK).await;
        let page = clerk.get(&format!("/desk/intake/{CODE}")).await.text();
        let id = hidden(&page, "id");
        let case = [
            ("id", id.as_str()),
            ("name", "Nguyễn Thị Đếm"),
            ("phone", "0912 345 678"),
            ("address", "Số 1 đường Thử"),
            ("part_name", "Đơn xin chuyển trường"),
            ("part_there_0", "1"),
            ("part_originals_0", "1"),
            ("limit", "5 ngày làm việc"),
            ("channel", "1"),
            ("result_channel", "1"),
            ("sets", "1"),
            ("outcome", "accept"),
        ];
        done(&clerk.post(&format!("/desk/intake/{CODE}"), &case).await);
        house.clock.set(crate::harness::at("2024-04-01T08:00"));
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        assert!(control.get("/reviews/candidates").await.text().contains("chưa có số liệu"));
        done(&control.post("/reviews/candidates/count", &[]).await);
        platform::jobs::run_due(&house.app).await.unwrap();
        let found = reviews::candidates(&house.app, house.agency).await.unwrap();
        let first = found.first().unwrap();
        assert_eq!(first.code, CODE);
        let figures = first.figures.as_ref().unwrap();
        assert_eq!(
            (figures.volume.n, figures.late.n, figures.supplements.n),
            (1, 1, 0),
            "open and past its day is late"
        );
        let page = control.get(&format!("/reviews/candidates/{CODE}")).await.text();
        assert!(page.contains(&format!("/desk/cases/{id}")), "the number leads to its case");
    }
}

#[tokio::test]
async fn nothing_goes_to_appraisal_before_its_time_and_the_package_can_be_checked() {
    for house in houses("2024-05-06T08:00").await {
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        let text = [("title", "Nghị quyết mẫu"), ("assigned", "Công văn 1/UBND")];
        let page = done(&officer.post("/reviews/impact", &text).await);
        let early = officer.get(&format!("{page}/package.zip")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&act(&mut officer, (&page, "/add"), &[("kind", "1"), ("title", "Xét hỗ trợ")]).await);
        let shown = officer.get(&page).await.text();
        let form = shown.split("/form/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let no = [
            ("goal", "Mục tiêu"),
            ("goal_needed", "false"),
            ("goal_why", "Lý do"),
            ("goal_met", "false"),
            ("goal_other", "false"),
            ("necessary", "false"),
            ("then", "next"),
        ];
        done(&act(&mut officer, (&format!("{page}/form/{form}/1"), ""), &no).await);
        let second = officer.get(&format!("{page}/form/{form}/2")).await.text();
        assert!(second.contains("phần này không phải trả lời"), "not necessary: the rest is skipped");
        let sheet = [
            ("income", "40.000"),
            ("income_source", "Mẫu"),
            ("day_hours", "8"),
            ("b.rows", "0"),
            ("a.rows", "1"),
            ("a.subjects", "3"),
            ("a.0.work", "Nộp"),
            ("a.0.time", "1"),
            ("do", "save"),
        ];
        done(&act(&mut officer, (&format!("{page}/cost/{form}"), ""), &sheet).await);
        let ask = [("body", "Văn phòng Ủy ban nhân dân tỉnh"), ("question", "Góp ý"), ("due", "20/05/2024")];
        done(&act(&mut officer, (&page, "/ask"), &ask).await);
        let shown = officer.get(&page).await.text();
        let opinion = format!(
            "/reviews/opinions/{}",
            shown.split("/reviews/opinions/").nth(1).unwrap().split('"').next().unwrap()
        );
        let early = officer.get(&format!("{page}/package.zip")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the opinion is not there yet");
        done(&act(&mut officer, (&opinion, "/answer"), &[("answer", "Nhất trí"), ("letter", "12/VP")]).await);
        done(&act(&mut officer, (&opinion, "/settle"), &[("uptake", "4")]).await);
        let letter = officer.get(&format!("{opinion}/papers/gop-y.docx")).await;
        assert!(letter.bytes.starts_with(b"PK"));
        let package = officer.get(&format!("{page}/package.zip")).await;
        assert!(package.bytes.starts_with(b"PK"), "{}", package.text());
        done(&act(&mut officer, (&page, "/send"), &[("number", "8/TTr"), ("on", "06/05/2024")]).await);
        house.clock.set(crate::harness::at("2024-05-06T12:00"));
        let kept = officer.get(&format!("{page}/package.zip")).await;
        assert!(kept.bytes.starts_with(b"PK"), "what was sent can be had again");
        let closed = act(&mut officer, (&opinion, "/settle"), &[("uptake", "1")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER);
        let report = platform::ledger::verify(house.app.db(), house.app.tables()).await.unwrap();
        assert!(report.broken.is_empty(), "{:?}", report.broken);
    }
}

#[tokio::test]
async fn every_route_of_reviews_asks_for_a_permission() {
    for house in houses("2024-03-04T08:00").await {
        let own: Vec<_> = house.table.iter().filter(|r| r.path.starts_with("/reviews")).collect();
        assert!(own.len() > 50);
        assert!(own.iter().all(|r| matches!(r.access, Access::Can(p) if p.starts_with("reviews."))));
    }
}

#[tokio::test]
async fn an_opinion_another_body_asks_for_is_assigned_answered_and_printed() {
    for house in houses("2024-05-06T08:00").await {
        let unit = unit_of(&house, "phong giao duc tieu hoc").await;
        let mut control = Client::signed_in(&house, roles::CONTROL).await;
        let asked = [
            ("title", "Quyết định mẫu của tỉnh"),
            ("asker", "Sở Nội vụ"),
            ("question", "Thủ tục có cần thiết không?"),
            ("unit", unit.as_str()),
            ("due", "01/05/2024"),
        ];
        let late = control.post("/reviews/opinions", &asked).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("Hạn trả lời không được trước hôm nay") && late.text().contains("Sở Nội vụ"));
        let mut asked = asked.to_vec();
        asked[4] = ("due", "20/05/2024");
        let opinion = done(&control.post("/reviews/opinions", &asked).await);
        let mut officer = Client::signed_in(&house, roles::OFFICER).await;
        assert!(officer.get("/reviews").await.text().contains(&opinion), "it waits on the first page of the unit");
        let empty = act(&mut officer, (&opinion, "/answer"), &[("answer", " "), ("letter", "7/SGDĐT")]).await;
        assert!(empty.text().contains("7/SGDĐT") && empty.status == StatusCode::UNPROCESSABLE_ENTITY);
        let answer = [("answer", "Khoản 1 Điều 2: bỏ bản sao."), ("letter", "7/SGDĐT")];
        done(&act(&mut officer, (&opinion, "/answer"), &answer).await);
        for name in ["gop-y.pdf", "gop-y.docx"] {
            let paper = officer.get(&format!("{opinion}/papers/{name}")).await;
            assert!(
                paper.bytes.starts_with(if name.ends_with("pdf") { b"%PDF".as_slice() } else { b"PK".as_slice() }),
                "{name}"
            );
        }
        let mut leader = Client::signed_in(&house, roles::LEADER).await;
        let refused = leader.post(&format!("{opinion}/answer"), &[("answer", "x")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}
