//! Rows II.1 to II.5 of the plan of control, each by the role that owns it: from the figures of real cases to the synthesis of
//! the year, and what the plan of control shows of it.

use axum::http::StatusCode;
use people::roles;

use super::{CODE, act, done, unit_of};
use crate::harness::{Client, House, houses};
use crate::plans::imported;
use crate::plans::rows::{clean, jobs, work_page};
use crate::publication::{case_of, fields};

const PRIMARY: &str = "phong giao duc tieu hoc";

/// The people of one story and the plan of control they carry out.
struct Cast {
    control: Client,
    officer: Client,
    leader: Client,
    /// The plan of control.
    plan: String,
    unit: uuid::Uuid,
}

async fn cast(house: &House) -> Cast {
    let mut control = Client::signed_in(house, roles::CONTROL).await;
    let plan = imported(house, &mut control).await;
    Cast {
        officer: Client::signed_in(house, roles::OFFICER).await,
        leader: Client::signed_in(house, roles::LEADER).await,
        unit: unit_of(house, PRIMARY).await.parse().unwrap(),
        control,
        plan,
    }
}

/// The unit's plan of review, with what the figures rank first; its address.
async fn drafted(house: &House, c: &mut Cast) -> String {
    let mut clerk = Client::signed_in(house, roles::CLERK).await;
    case_of(&mut clerk, CODE).await;
    done(&c.control.post("/reviews/candidates/count", &[]).await);
    jobs(house).await;
    let ranked = c.officer.get("/reviews/candidates").await.text();
    assert!(ranked.contains(CODE), "the procedure with a case is ranked: {ranked}");
    assert_eq!(reviews::candidates(&house.app, house.agency).await.unwrap()[0].code, CODE);
    let (agency, own) = (house.agency.to_string(), c.unit.to_string());
    let plan = [("year", "2024"), ("kind", "unit"), ("receiver", agency.as_str()), ("unit", own.as_str())];
    let unit = done(&c.officer.post("/reviews/plans", &plan).await);
    let line = [
        ("codes", CODE),
        ("lead", own.as_str()),
        ("starts", "01/02/2024"),
        ("ends", "31/07/2024"),
        ("grounds", "chosen"),
        ("reason", "Nhiều hồ sơ nhất"),
        ("product", "Báo cáo kết quả rà soát"),
    ];
    done(&act(&mut c.officer, (&unit, "/add"), &line).await);
    unit
}

/// The agency's plan, merged and approved; its address.
async fn approved(house: &House, c: &mut Cast) -> String {
    let unit = drafted(house, c).await;
    done(&act(&mut c.officer, (&unit, "/hand-up"), &[]).await);
    let agency = house.agency.to_string();
    let plan = [("year", "2024"), ("kind", "agency"), ("receiver", agency.as_str()), ("unit", agency.as_str())];
    let all = done(&c.control.post("/reviews/plans", &plan).await);
    done(&act(&mut c.control, (&all, "/merge"), &[]).await);
    done(&act(&mut c.leader, (&all, "/approve"), &[("number", "12/KH-SGDĐT"), ("on", "04/01/2024")]).await);
    jobs(house).await;
    all
}

/// The review an approved plan began.
async fn review_of(client: &mut Client, all: &str) -> String {
    let page = client.get(all).await.text();
    format!("/reviews/work/{}", page.split("/reviews/work/").nth(1).unwrap().split('"').next().unwrap())
}

/// Fills every page of the question bank with "keep", and `more` over it.
pub async fn filled(house: &House, officer: &mut Client, (page, code): (&str, &str), more: &[(&str, &str)]) {
    let law = reviews::law(&house.app).unwrap();
    let id = page.rsplit('/').next().unwrap().parse().unwrap();
    let (_, review) = reviews::actions::load::<reviews::Review>(&house.app, id).await.unwrap();
    let bank = law.bank(&review.bank).unwrap();
    let no = [
        "goal_other",
        "time_shorter",
        "forms_exists",
        "result_expires",
        "result_next",
        "requirements_exists",
        "fee_exists",
    ];
    for (n, part) in bank.pages().iter().enumerate() {
        let form = format!("{page}/form/{code}/{}", n + 1);
        let shown = officer.get(&form).await.text();
        let rows = fields(&shown).into_iter().filter(|(name, _)| name.ends_with(".component"));
        let mut pairs: Vec<(String, String)> = rows.collect();
        for f in part.groups.iter().flat_map(|g| &g.fields) {
            let value = match f.kind {
                forms::Kind::YesNo => if no.contains(&f.name.as_str()) { "false" } else { "true" }.to_owned(),
                forms::Kind::Choice => f.options.first().map(|o| o.value.clone()).unwrap_or_default(),
                forms::Kind::Text if f.name.ends_with("_basis") => "Điều khoản đang áp dụng".to_owned(),
                forms::Kind::Text | forms::Kind::LongText if f.required && f.show_when.is_none() => {
                    "Nội dung".to_owned()
                }
                _ => continue,
            };
            pairs.push((f.name.clone(), value));
        }
        for (name, value) in
            more.iter().filter(|(name, _)| part.groups.iter().flat_map(|g| &g.fields).any(|f| f.name == *name))
        {
            pairs.retain(|(known, _)| known != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        pairs.push(("then".to_owned(), "next".to_owned()));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        done(&act(officer, (&form, ""), &pairs).await);
    }
}

/// What is proposed: one step less, and two days.
pub const LESS: [(&str, &str); 8] = [
    ("steps_necessary", "false"),
    ("steps_why", "Bước xác nhận lặp lại việc đã làm khi tiếp nhận"),
    ("steps_option", "amend"),
    ("steps_proposal", "Bỏ bước xác nhận lần hai"),
    ("steps_text", "Thông tư 28/2020/TT-BGDĐT, Điều 36"),
    ("time_shorter", "true"),
    ("time_proposed", "3 ngày làm việc"),
    ("time_limit", "5 ngày làm việc"),
];

pub async fn costed(officer: &mut Client, cost: &str) {
    let sheet = [
        ("method", "handling"),
        ("income", "40.000"),
        ("income_source", "Niên giám thống kê"),
        ("income_dated", "2024"),
        ("day_hours", "8"),
        ("b.rows", "1"),
        ("b.times", "1"),
        ("b.subjects", "10"),
        ("b.0.work", "Chờ giải quyết"),
        ("b.0.time", "5"),
        ("b.0.unit", "day"),
        ("a.rows", "1"),
        ("a.times", "1"),
        ("a.subjects", "10"),
        ("a.0.work", "Chờ giải quyết"),
        ("a.0.time", "3"),
        ("a.0.unit", "day"),
        ("do", "save"),
    ];
    done(&act(officer, (cost, ""), &sheet).await);
}

async fn docx(client: &mut Client, path: &str) -> String {
    let file = client.get(path).await;
    assert_eq!(file.status, StatusCode::OK, "{path}: {}", file.text());
    output::docx_read::text_and_tables(&file.bytes).unwrap().text()
}

#[tokio::test]
async fn row_ii_1_a_unit_makes_its_plan_of_review_and_hands_it_up() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let unit = drafted(&house, &mut c).await;
        jobs(&house).await;
        let row = "Xây dựng kế hoạch rà soát, đánh giá TTHC năm 2024 theo ngành";
        let at = (c.plan.clone(), c.unit);
        assert!(work_page(&mut c.officer, (&at.0, at.1), row).await.contains("Chưa thực hiện"), "a draft is no plan");
        done(&act(&mut c.officer, (&unit, "/hand-up"), &[]).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&at.0, at.1), row).await;
        assert!(page.contains("Chờ nghiệm thu") && page.contains(&unit), "{page}");
        // Given back, the row is open again with the reason; handed up and merged, it is done.
        let agency = house.agency.to_string();
        let plan = [("year", "2024"), ("kind", "agency"), ("receiver", agency.as_str()), ("unit", agency.as_str())];
        let all = done(&c.control.post("/reviews/plans", &plan).await);
        let back = [("plan", unit.rsplit('/').next().unwrap()), ("reason", "Bổ sung lý do")];
        done(&act(&mut c.control, (&all, "/give-back"), &back).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&at.0, at.1), row).await;
        assert!(page.contains("Trả lại với lý do: Cơ quan tổng hợp trả lại"), "{page}");
        done(&act(&mut c.officer, (&unit, "/hand-up"), &[]).await);
        done(&act(&mut c.control, (&all, "/merge"), &[]).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&at.0, at.1), row).await;
        assert!(page.contains("Tự hoàn thành vì hệ thống đã có kết quả: Kế hoạch rà soát"), "{page}");
        let text = docx(&mut c.officer, &format!("{unit}/papers/ke-hoach.docx")).await;
        assert!(text.contains("Nhiều hồ sơ nhất") && text.contains("31/07/2024"), "{text}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_ii_2_the_office_merges_chooses_and_the_leader_approves() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let all = approved(&house, &mut c).await;
        let office = unit_of(&house, "van phong so").await.parse().unwrap();
        let row = "Tổng hợp Kế hoạch rà soát, đánh giá TTHC năm 2024 của các đơn vị";
        let page = work_page(&mut c.control, (&c.plan, office), row).await;
        assert!(
            page.contains("Kế hoạch rà soát, đánh giá TTHC năm 2024 số 12/KH-SGDĐT") && page.contains(&all),
            "{page}"
        );
        let page = work_page(
            &mut c.control,
            (&c.plan, unit_id(&house, "phong giao duc mam non").await),
            "Xây dựng kế hoạch rà soát",
        )
        .await;
        assert!(page.contains("Chưa thực hiện"), "a unit that handed nothing up has done nothing");
        let text = docx(&mut c.leader, &format!("{all}/papers/ke-hoach.docx")).await;
        assert!(text.contains(CODE) && text.contains("Phòng Giáo dục Tiểu học"), "{text}");
        assert!(c.leader.get(&format!("{all}/papers/ke-hoach.pdf")).await.bytes.starts_with(b"%PDF"));
        clean(&house).await;
    }
}

async fn unit_id(house: &House, part: &str) -> uuid::Uuid {
    unit_of(house, part).await.parse().unwrap()
}

#[tokio::test]
async fn row_ii_3_a_unit_reviews_a_procedure_with_its_cost() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let all = approved(&house, &mut c).await;
        let review = review_of(&mut c.officer, &all).await;
        done(&act(&mut c.officer, (&review, "/start"), &[]).await);
        filled(&house, &mut c.officer, (&review, CODE), &LESS).await;
        costed(&mut c.officer, &format!("{review}/cost/{CODE}")).await;
        done(
            &act(&mut c.officer, (&review, "/hand-in"), &[("conclusion", "Đề nghị bỏ một bước, rút hai ngày.")]).await,
        );
        jobs(&house).await;
        let row = "Triển khai, thực hiện rà soát, đánh giá TTHC";
        let page = work_page(&mut c.officer, (&c.plan, c.unit), row).await;
        assert!(page.contains("Đang thực hiện") && page.contains("Cuộc rà soát:"), "{page}");
        done(&act(&mut c.control, (&review, "/accept"), &[("note", "Đạt")]).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&c.plan, c.unit), row).await;
        assert!(page.contains("Tự hoàn thành vì hệ thống đã có kết quả: Cuộc rà soát"), "{page}");
        let text = docx(&mut c.officer, &format!("{review}/form/{CODE}/papers/bieu-mau.docx")).await;
        assert!(text.contains("Bỏ bước xác nhận lần hai"), "{text}");
        let text = docx(&mut c.officer, &format!("{review}/cost/{CODE}/papers/chi-phi.docx")).await;
        assert!(text.contains("16.000.000") && text.contains("9.600.000"), "{text}");
        clean(&house).await;
    }
}

#[tokio::test]
async fn row_ii_4_the_unit_reports_and_the_leader_adopts_what_it_proposes() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let all = approved(&house, &mut c).await;
        let review = review_of(&mut c.officer, &all).await;
        filled(&house, &mut c.officer, (&review, CODE), &LESS).await;
        costed(&mut c.officer, &format!("{review}/cost/{CODE}")).await;
        let early = act(&mut c.officer, (&review, "/hand-in"), &[("conclusion", "")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        done(&act(&mut c.officer, (&review, "/hand-in"), &[("conclusion", "Đề nghị bỏ một bước.")]).await);
        jobs(&house).await;
        let row = "Hoàn thiện báo cáo đánh giá kết quả rà soát";
        let page = work_page(&mut c.officer, (&c.plan, c.unit), row).await;
        assert!(page.contains("Chờ nghiệm thu") && page.contains("Báo cáo kết quả rà soát:"), "{page}");
        done(&act(&mut c.control, (&review, "/give-back"), &[("reason", "Nêu rõ văn bản cần sửa")]).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&c.plan, c.unit), row).await;
        assert!(page.contains("Trả lại với lý do: Kết quả rà soát được yêu cầu hoàn thiện."), "{page}");
        done(&act(&mut c.officer, (&review, "/hand-in"), &[("conclusion", "Sửa Điều 36 Thông tư 28/2020.")]).await);
        done(&act(&mut c.control, (&review, "/accept"), &[("note", "")]).await);
        jobs(&house).await;
        let page = work_page(&mut c.officer, (&c.plan, c.unit), row).await;
        assert!(page.contains("Tự hoàn thành vì hệ thống đã có kết quả: Báo cáo kết quả rà soát"), "{page}");
        let text = docx(&mut c.officer, &format!("{review}/papers/bao-cao.docx")).await;
        assert!(text.contains("Sửa Điều 36 Thông tư 28/2020.") && text.contains("6.400.000"), "{text}");
        // The proposal goes on to whoever decides.
        let page = c.control.get(&review).await.text();
        let proposal = page.split("/reviews/proposals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let proposal = format!("/reviews/proposals/{proposal}");
        let step =
            |status: &'static str, number: &'static str| [("status", status), ("on", "04/01/2024"), ("number", number)];
        let edit = c.control.get(&proposal).await.text();
        let known = fields(&edit)
            .into_iter()
            .filter(|(name, _)| ["change", "content", "reason"].contains(&name.as_str()) || name.contains("_0"));
        let known: Vec<(String, String)> = known.collect();
        let mut pairs: Vec<(&str, &str)> = known.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        pairs.push(("authority", "ministry"));
        done(&act(&mut c.control, (&proposal, "/edit"), &pairs).await);
        let assessed = stepped(&mut c.control, &proposal, &step("2", "15/VP-KSTT")).await;
        assert_eq!(assessed.status, StatusCode::SEE_OTHER, "{}", assessed.text());
        let adopted = stepped(&mut c.leader, &proposal, &step("3", "99/QĐ-UBND")).await;
        assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.text());
        assert!(c.officer.get(&proposal).await.text().contains("99/QĐ-UBND"));
        let text = docx(&mut c.leader, &format!("{all}/papers/quyet-dinh.docx")).await;
        assert!(text.contains("Bỏ bước xác nhận lần hai"), "{text}");
        clean(&house).await;
    }
}

async fn stepped(client: &mut Client, proposal: &str, pairs: &[(&str, &str)]) -> crate::harness::Answer {
    let seen = crate::harness::hidden(&client.get(proposal).await.text(), "seen");
    let all = [&[("seen", seen.as_str())], pairs].concat();
    client.upload(&format!("{proposal}/step"), &all, &[]).await
}

#[tokio::test]
async fn row_ii_5_the_office_sums_the_year_up_with_its_initiatives() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let all = approved(&house, &mut c).await;
        let review = review_of(&mut c.officer, &all).await;
        filled(&house, &mut c.officer, (&review, CODE), &LESS).await;
        costed(&mut c.officer, &format!("{review}/cost/{CODE}")).await;
        done(&act(&mut c.officer, (&review, "/hand-in"), &[("conclusion", "Đề nghị bỏ một bước.")]).await);
        done(&act(&mut c.control, (&review, "/accept"), &[("note", "")]).await);
        let idea = [
            ("title", "Tra cứu thay bản sao"),
            ("by", "Phòng Giáo dục Tiểu học"),
            ("content", "Tra dữ liệu"),
            ("effect", ""),
        ];
        done(&act(&mut c.control, (&all, "/initiative"), &idea).await);
        let text = docx(&mut c.control, &format!("{all}/papers/tong-hop.docx")).await;
        for words in ["đã hoàn thành 1 cuộc", "Tra cứu thay bản sao", "6.400.000", "40%"] {
            assert!(text.contains(words), "{words} is not in the synthesis:\n{text}");
        }
        let page = c.control.get(&all).await.text();
        assert!(page.contains("Đã hoàn thành 1 trên 1 cuộc rà soát"), "{page}");
        let none = act(&mut c.control, (&all, "/report"), &[("report_number", ""), ("report_on", "04/01/2024")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let late =
            act(&mut c.control, (&all, "/report"), &[("report_number", "215/BC"), ("report_on", "05/01/2024")]).await;
        assert!(late.text().contains("không được sau hôm nay") && late.text().contains("215/BC"), "{}", late.text());
        let issued = [("report_number", "215/BC-SGDĐT"), ("report_on", "04/01/2024")];
        done(&act(&mut c.control, (&all, "/report"), &issued).await);
        jobs(&house).await;
        let office = unit_id(&house, "van phong so").await;
        let page = work_page(&mut c.control, (&c.plan, office), "Tổng hợp kết quả rà soát, đánh giá TTHC").await;
        assert!(page.contains("Báo cáo tổng hợp kết quả rà soát TTHC năm 2024 số 215/BC-SGDĐT"), "{page}");
        let refused = c.officer.post(&format!("{all}/report"), &issued).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "the row is the office's");
        clean(&house).await;
    }
}

#[tokio::test]
async fn a_plan_of_control_made_later_finds_what_was_done_before() {
    for house in houses("2024-01-04T08:00").await {
        let mut c = cast(&house).await;
        let all = approved(&house, &mut c).await;
        let later = imported(&house, &mut c.control).await;
        jobs(&house).await;
        let office = unit_id(&house, "van phong so").await;
        let page = work_page(&mut c.control, (&later, office), "Tổng hợp Kế hoạch rà soát").await;
        assert!(page.contains("12/KH-SGDĐT") && page.contains(&all), "{page}");
        assert_eq!(plans::hear(&house.app).await.unwrap(), 0, "what is told again counts once");
        clean(&house).await;
    }
}
