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
        ("½ ngày", 240),
        ("1½ ngày", 720),
        ("1/2 ngày làm việc", 240),
        ("Nửa ngày", 240),
        ("11/2 ngày", -1),
        ("3/4 ngày", -1),
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

const TWO: &str = "Quy trình liên thông\nThời hạn giải quyết: 04 ngày làm việc\nTT\tCông việc\tNgười thực hiện\tThời gian (giờ)\n(1)\t(2)\t(3)\t(4)\nI\tUBND cấp xã\t\t\n1\tTiếp nhận\tCông chức một cửa\t4\n2\tKý văn bản trình\tChủ tịch UBND xã\t4\n\tTổng cộng\t\t12\nII. Sở Giáo dục và Đào tạo\t\t\t\n3\tThẩm định\tChuyên viên\t16\n4\tKý\tGiám đốc Sở\t8\nTổng thời gian\t\t\t4 ngày\n";

#[test]
fn steps_of_two_agencies_with_a_wrong_part_and_a_right_whole() {
    let r = read(&from_text("", TWO));
    assert_eq!(r.title, "Quy trình liên thông");
    let agencies: Vec<_> = r.steps.iter().map(|s| s.agency.as_deref().unwrap()).collect();
    assert_eq!(agencies, ["UBND cấp xã", "UBND cấp xã", "Sở Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo"]);
    assert_eq!(r.differences.len(), 1, "{:?}", r.differences);
    assert_eq!(r.differences[0].row, 8);
    assert!(r.differences[0].what.contains("“UBND cấp xã” là 8 giờ, quyết định ghi 12 giờ"), "{:?}", r.differences);
    let text = table::bpmn("p", &r);
    let def = parse(&text).unwrap();
    assert!(text.contains("<bpmn:lane ") && text.contains("name=\"Sở Giáo dục và Đào tạo\""));
    let posts: Vec<_> = def.tasks().filter_map(|t| t.post.as_deref()).collect();
    assert_eq!(posts[0], "Công chức một cửa, UBND cấp xã");
    assert_eq!(def.total_minutes(), 32 * 60);
}

#[test]
fn a_column_of_agencies_beside_who_does_it() {
    let text = "Cơ quan\tNgười thực hiện\tNội dung\tThời gian\nSở\tChuyên viên\tXem\t4 giờ\nSở\tGiám đốc\tKý\t4 giờ\n";
    assert_eq!(read(&from_text("T", text)).steps[0].agency.as_deref(), Some("Sở"));
    let alone = text.replace("Người thực hiện", "Ghi chú");
    assert_eq!(read(&from_text("T", &alone)).steps[0].who, "Sở");
}

#[test]
fn several_tables_repeated_headings_and_remarks() {
    let head = "TT\tNội dung\tĐơn vị thực hiện\tThời gian\n";
    let text = format!(
        "Thủ tục A\n{head}1\tNhận\tMột cửa\t4 giờ\n{head}2\tKý\tGiám đốc\t4 giờ\nTổng\t\t\t1 ngày\nGhi chú: tính theo giờ làm việc\nThủ tục B\n{head}1\tNhận\tMột cửa\t2 - 4 giờ\n"
    );
    let all: Vec<_> = table::all_from_text("", &text).iter().map(read).collect();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].steps.len(), all[0].total_minutes, all[0].differences.len()), (2, 480, 0), "{:?}", all[0]);
    assert!(all[1].title.ends_with("Thủ tục B"), "{}", all[1].title);
    assert_eq!(all[1].differences[0].row, 10);
}

#[test]
fn a_very_long_table_is_read_in_time_and_cut_with_a_word() {
    let mut text = "TT\tNội dung\tĐơn vị thực hiện\tThời gian\n".to_owned();
    (0..5_000).for_each(|i| text += &format!("{i}\tViệc thứ {i}\tVăn thư\t1 giờ\n"));
    let begin = std::time::Instant::now();
    let r = read(&from_text("T", &text));
    assert_eq!(r.steps.len(), 500);
    assert!(r.differences.last().unwrap().what.contains("quá 500 bước"));
    assert_eq!(check(&parse(&table::bpmn("p", &r)).unwrap()), vec![]);
    let lines = "không có bảng nào ở đây\n".repeat(5_000);
    assert!(read(&from_text("", &lines)).steps.len() <= 500);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}
