//! The shipped plan, row by row, against a table made by hand from the appendix; and times against `law/cases`.

use platform::law::LawFiles;

use super::{reading, seed_plan};
use crate::import::time;

const ALL: &str = "Các phòng GDĐT Các đơn vị thuộc, trực thuộc Sở";
const CONCERNED: &str = "Các phòng GDĐT Các đơn vị thuộc, trực thuộc Sở, các đơn vị liên quan";
const BELOW: &str = "Các đơn vị thuộc, trực thuộc Sở, các đơn vị liên quan";
const ORGANISED: &str = "VP Sở, TCCB Các phòng GDĐT Các đơn vị thuộc, trực thuộc Sở, các đơn vị liên quan";
const DESK: &str = "VP Sở Bộ phận tiếp nhận và trả kết quả";
const REPORTS: &str = "Báo cáo quý, BC năm; BC đột xuất theo yêu cầu của Chính phủ, UBND tỉnh";
const INSPECT: &str = "Theo Kế hoạch CCHC năm 2024; Kế hoạch kiểm tra độ xuất theo chỉ đạo";
const LETTER: &str = "Theo CV số 1751/SGDĐT-VP ngày 02/11/2022 của Sở GDĐT";
const DAILY: &str = "Thường xuyên";

/// Place, how the text begins, how the first product begins and how many there are, lead, coordinating, time, inherited.
type Row = (&'static str, &'static str, (&'static str, usize), &'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 38] = [
    ("I.1", "Xây dựng Kế hoạch Kiểm soát", ("Kế hoạch kiểm soát", 1), "VP Sở", ALL, "Tháng 12/2023", ""),
    ("I.2", "Ban hành các văn bản", ("Các văn bản", 1), "VP Sở", "", DAILY, ""),
    ("I.3", "Đảm bảo kinh phí", ("Phân bổ kinh phí", 1), "Phòng KHTC", "", "Quý I/2024", ""),
    ("II.1", "Xây dựng kế hoạch rà soát", ("Kế hoạch rà soát", 1), ALL, "", "Trước 05/01/2024", ""),
    ("II.2", "Tổng hợp Kế hoạch rà soát", ("Kế hoạch rà soát", 1), "VP Sở", "", "Trước 15/01/2024", ""),
    (
        "II.3",
        "Triển khai, thực hiện rà soát",
        ("Tổ chức thực hiện", 1),
        ALL,
        "VP Sở và các đơn vị liên quan",
        "Từ tháng 02/2024 - 7/2024",
        "",
    ),
    (
        "II.4",
        "Hoàn thiện báo cáo",
        ("Báo cáo kết quả rà soát TTHC", 1),
        ALL,
        "VP Sở và các đơn vị liên quan",
        "Tháng 8/2024",
        "coordinating lead",
    ),
    ("II.5", "Tổng hợp kết quả rà soát", ("Báo cáo tổng hợp", 1), "VP Sở", ALL, "Tháng 9/2024", ""),
    ("III.1", "Tiếp tục rà soát", ("", 0), "Các đơn vị thuộc Sở", "VP Sở", LETTER, ""),
    ("IV.1", "Tham gia lớp tập huấn", ("Cử cán bộ", 1), "VP Sở", "Các đơn vị liên quan", "Trong năm 2024", ""),
    ("IV.2", "Tổ chức tập huấn", ("CB, CC, VC", 1), "VP Sở", ALL, "Trong năm 2024", "lead time"),
    ("IV.3", "Tổ chức trao đổi", ("Tổ chức trao đổi", 1), ALL, "", "Trong năm 2024", ""),
    ("V.1", "Lấy ý kiến góp ý", ("Văn bản đóng góp", 1), "Các đơn vị thuộc Sở", "VP Sở", DAILY, ""),
    ("V.2", "Thực hiện đánh giá tác động", ("Điền các Biểu mẫu", 1), "Các đơn vị thuộc Sở", "VP Sở", DAILY, ""),
    ("VI.1", "Kiểm soát chất lượng dự thảo", ("Dự thảo quyết định công bố", 1), "VP Sở", ALL, DAILY, ""),
    (
        "VI.2",
        "Trình Chủ tịch UBND tỉnh",
        ("Dự thảo quyết định công bố", 1),
        "VP Sở",
        ALL,
        DAILY,
        "products coordinating lead time",
    ),
    (
        "VI.3",
        "Thực hiện công khai TTHC",
        ("Cập nhật TTHC", 2),
        "VP Sở\nCác phòng GDĐT Các đơn vị thuộc, trực thuộc Sở",
        "Các đơn vị liên quan",
        DAILY,
        "coordinating time",
    ),
    (
        "VII.1",
        "Công khai nội dung hướng dẫn",
        ("Niên yết thông tin", 1),
        "VP Sở Các phòng GDĐT Các đơn vị thuộc, trực thuộc Sở",
        "Các đơn vị liên quan",
        DAILY,
        "",
    ),
    ("VII.2", "Tiếp nhận và phân loại PAKN", ("Văn bản chuyển PAKN", 1), "Thanh tra", CONCERNED, DAILY, "time"),
    ("VII.3", "Xử lý PAKN", ("Báo cáo kết quả xử lý", 1), CONCERNED, "Thanh tra VP Sở", DAILY, "time"),
    ("VIII.1", "Triển khai thực hiện Nghị định", ("Kế hoạch của Sở", 1), ORGANISED, ORGANISED, DAILY, ""),
    (
        "VIII.2",
        "Kiểm soát chất lượng quy trình",
        ("Tham mưu Quyết định", 1),
        "VP Sở, TCCB Các phòng GDĐT",
        "VP Sở, TCCB Các phòng GDĐT",
        DAILY,
        "",
    ),
    (
        "VIII.3",
        "Dự thảo quy trình nội bộ trong giải quyết TTHC trình Chủ tịch UBND tỉnh phê duyệt thuộc thẩm quyền",
        ("Tờ trình, dự thảo", 1),
        BELOW,
        BELOW,
        DAILY,
        "time",
    ),
    ("VIII.4", "Theo dõi, đôn đốc", ("", 0), DESK, BELOW, DAILY, "time"),
    ("VIII.5", "Tổ chức thu thập ý kiến", ("Phiếu đánh giá", 1), DESK, BELOW, DAILY, ""),
    (
        "VIII.6",
        "Triển khai thực hiện “Đề án",
        ("- Hoàn thành tích hợp", 6),
        "GDCT&CTHSSV Các đơn vị thuộc Sở Bộ phận tiếp nhận và trả kết quả VP Sở",
        "Các đơn vị liên quan",
        "Thực hiện trong giai đoạn 2023-2025",
        "",
    ),
    (
        "IX.1",
        "Tổ chức thực hiện dịch vụ công",
        ("Các dịch vụ công", 1),
        "GDCT&CTHSSV VP Sở",
        "Các phòng GDĐT Các đơn vị thuộc, Sở, các đơn vị liên quan",
        DAILY,
        "",
    ),
    (
        "IX.2",
        "Xây dựng quy trình điện tử trong giải quyết TTHC (ngay sau khi Chủ tịch UBND tỉnh phê duyệt",
        ("Quy trình điện tử", 1),
        "GDCT&CTHSSV VP Sở",
        "Các phòng GDĐT Các đơn vị thuộc, Sở, các đơn vị liên quan",
        DAILY,
        "coordinating lead time",
    ),
    (
        "IX.3",
        "Tích hợp, kết nối",
        ("Các dịch vụ được", 1),
        "GDCT&CTHSSV VP Sở",
        "Các cơ quan, đơn vị liên quan",
        "Theo yêu cầu",
        "lead",
    ),
    ("X.1", "Kiểm tra công tác CCHC", ("Báo cáo CCHC", 1), CONCERNED, CONCERNED, INSPECT, ""),
    (
        "X.2",
        "Kiểm tra công tác kiểm soát TTHC và",
        ("Báo cáo KSTTHC", 1),
        CONCERNED,
        CONCERNED,
        INSPECT,
        "coordinating lead time",
    ),
    ("X.3", "Kiểm tra việc tuân thủ", ("Lập Kế hoạch kiểm tra", 1), "VP Sở", CONCERNED, "Trong năm 2024", ""),
    ("XI.1", "Tuyên truyền về công tác", ("Tuyên truyền cho", 1), "VP Sở Các phòng GDĐT", "Các phòng GDĐT", DAILY, ""),
    ("XI.2", "Truyền thông về công tác", ("Các tin, bài", 1), BELOW, BELOW, DAILY, "time"),
    ("XII.1", "Báo cáo thường kỳ", ("Báo cáo của các đơn vị", 1), CONCERNED, "", REPORTS, ""),
    ("XII.2", "Tổng hợp báo cáo thường kỳ", ("Báo cáo của Sở", 1), "VP Sở", CONCERNED, REPORTS, ""),
    (
        "XII.3",
        "Tổng hợp kết quả chấm điểm các tiêu chí",
        ("Báo cáo tổng hợp", 1),
        CONCERNED,
        "VP Sở",
        "Hàng quý, năm",
        "",
    ),
    (
        "XII.4",
        "Tổng hợp kết quả chấm điểm đánh giá",
        ("Báo cáo tổng hợp", 1),
        "VP Sở",
        CONCERNED,
        "Hàng quý, năm",
        "number",
    ),
];

#[test]
fn every_row_of_the_appendix_is_there() {
    let plan = seed_plan();
    let counts: Vec<(&str, usize)> = plan.sections.iter().map(|s| (s.number.as_str(), s.tasks.len())).collect();
    let want = [3, 5, 1, 3, 2, 3, 3, 6, 3, 3, 2, 4];
    let numbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    assert_eq!(counts, numbers.into_iter().zip(want).collect::<Vec<_>>());
    for ((section, task), row) in plan.tasks().zip(&ROWS) {
        let (place, text, (product, products), lead, coordinating, time, inherited) = row;
        assert_eq!(format!("{}.{}", section.number, task.number), *place);
        assert!(task.text.starts_with(text), "{place}: {}", task.text);
        let all: Vec<&String> = task.parts.iter().flat_map(|p| &p.products).collect();
        assert_eq!(all.len(), *products, "{place}: {all:?}");
        assert!(all.first().is_none_or(|p| p.starts_with(product)), "{place}: {all:?}");
        assert_eq!(task.lead(), *lead, "{place}");
        assert_eq!(task.coordinating(), *coordinating, "{place}");
        assert_eq!(task.parts[0].time.text, *time, "{place}");
        assert_eq!(task.inherited().join(" "), *inherited, "{place}");
        assert!(task.parts[0].time.understood(), "{place}");
    }
    assert_eq!(plan.not_understood, []);
    assert_eq!((plan.title.as_str(), plan.year), ("Kiểm soát thủ tục hành chính năm 2024", Some(2024)));
}

#[test]
fn slips_and_titles_without_a_tab_are_kept() {
    let plan = seed_plan();
    assert_eq!(plan.sections[2].title, "RÀ SOÁT, ĐƠN GIẢN HÓA TTHC NỘI BỘ");
    assert!(plan.sections[3].title.contains("CÁM BỘ"));
    assert!(plan.sections[5].tasks[2].parts[1].products[0].starts_with("Niên yết, công khai đầy đủ"));
    let six = &plan.sections[7].tasks[5].parts[0].products;
    assert!(six[0].contains("cắt giảm, đơn giản hóa hồ sơ") && six[0].ends_with("các cấp."));
    assert!(six.iter().all(|p| p.starts_with("- ") && !p.contains('<')));
    let third = &plan.sections[7].tasks[2].text;
    assert!(third.ends_with("phê duyệt thuộc thẩm quyền giải quyết của 3 cấp chính quyền (ngay sau khi Chủ tịch UBND tỉnh công bố TTHC, danh mục TTHC)"));
    assert!(plan.body.iter().any(|b| b.starts_with("Trên đây là Kế hoạch kiểm soát TTHC năm 2024")));
}

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    given: String,
    from: Option<String>,
    to: Option<String>,
    recurrence: Option<String>,
}

#[test]
fn times_are_read_as_the_law_files_expect() {
    let cases: Cases = toml::from_str(LawFiles::built_in().get("cases/plan-times.toml").unwrap()).unwrap();
    assert!(cases.case.len() > 15);
    for c in cases.case {
        let read = time::read(&c.given, Some(2024), &reading()).json();
        let want = serde_json::json!({ "text": c.given, "from": c.from, "to": c.to, "recurrence": c.recurrence });
        assert_eq!(read, want);
    }
}

#[test]
fn the_json_of_the_command_names_what_it_must() {
    let json = seed_plan().json(&reading());
    let task = &json["sections"][1]["tasks"][3];
    assert_eq!(task["number"], "4");
    assert_eq!(task["products"], serde_json::json!(["Báo cáo kết quả rà soát TTHC"]));
    assert_eq!(task["lead_units"], serde_json::json!(["Các phòng GDĐT", "Các đơn vị thuộc, trực thuộc Sở"]));
    assert_eq!(task["time"]["from"], "2024-08-01");
    assert_eq!(json["not_understood"], serde_json::json!([]));
}
