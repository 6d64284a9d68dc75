//! Decision tables of offices: every way times and columns are written, and what stays for a person.

use crate::table::{from_json, from_text, read};
use crate::*;

fn minutes(heading: &str, cell: &str) -> (Option<i64>, usize) {
    let text = format!("TT\tĐơn vị thực hiện\tNội dung\t{heading}\n1\tVăn thư\tVào số\t{cell}\n");
    let r = read(&from_text("T", &text));
    (r.steps[0].minutes, r.differences.len())
}

#[test]
fn times_as_offices_write_them() {
    for (cell, wanted) in [
        ("04 giờ làm việc", 240),
        ("0,5 ngày", 240),
        ("1,5 ngày làm việc", 720),
        ("½ ngày", -1),
        ("01 buổi", 240),
        ("30 phút", 30),
        ("01 ngày 04 giờ", 720),
        ("08 giờ (01 ngày làm việc)", 480),
        ("Không quá 02 ngày làm việc", 960),
        ("2 - 3 ngày", -1),
        ("từ 2 đến 3 ngày", -1),
        ("02 tuần", -1),
        ("5", -1),
        ("", -1),
        ("sớm nhất", -1),
        ("1 ngày hoặc 4 giờ", -1),
        ("Giờ hành chính", 0),
        ("Không quy định", 0),
    ] {
        let expected = match wanted {
            -1 => (None, 1),
            0 => (None, 0),
            m => (Some(m), 0),
        };
        assert_eq!(minutes("Thời gian", cell), expected, "{cell}");
    }
    assert_eq!(minutes("Thời gian (giờ)", "5"), (Some(300), 0));
    assert_eq!(minutes("Thời gian (tính mỗi ngày 07 giờ làm việc)", "02 ngày"), (Some(840), 0));
}

#[test]
fn columns_in_any_order_quotes_titles_and_totals() {
    let text = "Quy trình cấp bản sao\n\nSản phẩm\tThời gian thực hiện\tBước thực hiện\tTrách nhiệm thực hiện\tNội dung công việc\nPhiếu\t\"04 giờ\nlàm việc\"\tB1\tChuyên viên\t\"- Kiểm tra \"\"hồ sơ\"\"\"\nBản sao\t4 giờ\tB2\tHiệu trưởng\tKý\nTổng\t08 giờ\t\t\t\n";
    let r = read(&from_text("", text));
    assert_eq!(r.differences, []);
    assert_eq!(r.title, "Quy trình cấp bản sao");
    assert_eq!((r.steps[0].number.as_str(), r.steps[0].role, r.steps[0].minutes), ("B1", "officer", Some(240)));
    assert_eq!((r.steps[1].role, r.steps[1].product.as_str()), ("leader", "Bản sao"));
    let ruled = "| STT | Bộ phận | Công việc | Thời gian |\n|---|---|---|---|\n| 1 | Một cửa | Tiếp nhận | 2 giờ |";
    assert_eq!(read(&from_text("T", ruled)).total_minutes, 120);
}

#[test]
fn a_wrong_file_says_what_is_missing() {
    assert!(from_json("{").unwrap_err().contains("dòng 1"));
    assert!(from_json(r#"{"processes": [{"title": "x"}]}"#).unwrap_err().contains("Quy trình thứ 1"));
    assert!(read(&from_text("", "")).differences.iter().any(|d| d.what.contains("không có bước nào")));
}

#[test]
fn odd_words_still_give_a_process_that_loads() {
    let text = "Thời gian\tNội dung\tĐơn vị\n20 phút\tKý <a> & \"b\" ]]>\tPhòng \u{1}A\n";
    let r = read(&from_text("Tên & <tên>", text));
    let def = parse(&table::bpmn("p", &r)).unwrap();
    assert_eq!(def.total_minutes(), 20);
    assert_eq!(def.name, "Tên & <tên>");
    assert!(def.tasks().next().unwrap().name.contains("<a> &"));
}
