//! Tables of real decisions read line by line, and steps of a process edited in place: what is understood, what is left, and
//! that nothing else of a file changes.

use kernel::time::civil::date;
use proptest::prelude::*;

use crate::decisions::model::Change;
use crate::decisions::reading::{Known, Line, Reading, code_in, read, source};
use crate::decisions::steps::{self, StepEdit};

fn known() -> Known {
    let all = [
        ("1.000001", "Chuyển trường"),
        ("1.000002", "Cấp bằng"),
        ("1.000003", "Cấp bằng"),
        ("2.000004", "Thành lập trường"),
    ];
    Known::of(all.into_iter())
}

fn text(table: &str) -> Reading {
    read(&source::lines("a.txt", table.as_bytes()).unwrap(), &known())
}

#[test]
fn a_list_with_sections_levels_and_fields() {
    let r = text(
        "Số: 2666/QĐ-UBND\nCần Thơ, ngày 26 tháng 11 năm 2025\nVề việc công bố danh mục thủ tục hành chính nội vụ\n\
         Căn cứ Luật Tổ chức chính quyền địa phương;\n\
         A. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH\nI. Thủ tục hành chính cấp tỉnh\nLĩnh vực: Giáo dục trung học\n\
         STT | Tên thủ tục hành chính | Thời hạn giải quyết | Địa điểm thực hiện | Phí, lệ phí | Căn cứ pháp lý | Mã TTHC\n\
         (1) | (2) | (3) | (4) | (5) | (6) | (7)\n\
         1 | Mở lớp học | 05 ngày làm việc | Một cửa | Không | NĐ 1 | 1.777777\n\
         B. DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ\n\
         STT | Số hồ sơ TTHC | Tên thủ tục hành chính | Tên VBQPPL quy định việc bãi bỏ thủ tục hành chính\n\
         1 | 1.000001 | Chuyển trường | Thông tư 9\n",
    );
    assert_eq!(r.facts.number.as_deref(), Some("2666/QĐ-UBND"));
    assert_eq!(r.facts.signed_on, Some(date(2025, 11, 26)));
    assert_eq!((r.facts.title.as_deref(), r.facts.grounds.len()), (Some("thủ tục hành chính nội vụ"), 1));
    let found: Vec<(Change, &str)> = r.proposals.iter().map(|p| (p.change, p.code.as_str())).collect();
    assert_eq!(found, [(Change::New, "1.777777"), (Change::Abolished, "1.000001")]);
    let new = &r.proposals[0];
    assert_eq!((new.values["limit"].as_str(), new.values["place"].as_str()), ("05 ngày làm việc", "Một cửa"));
    assert_eq!((new.values["level"].as_str(), new.values["field"].as_str()), ("Cấp tỉnh", "Giáo dục trung học"));
    assert_eq!(r.proposals[1].abolished_by, "Thông tư 9");
    assert!(r.lines.iter().all(|l| l.outcome != "left"), "{:?}", r.lines);
}

#[test]
fn a_workbook_is_read_with_its_places() {
    use output::sheet::{Cell, Column, Kind, Table, xlsx};
    let texts = |row: &[&str]| row.iter().map(|t| Cell::Text((*t).to_owned())).collect::<Vec<_>>();
    let head = ["TT", "Mã TTHC", "Tên thủ tục hành chính", "Cách thức thực hiện"];
    let table = Table {
        title: "Danh mục thủ tục hành chính được sửa đổi, bổ sung".into(),
        created: date(2024, 5, 1).at(8, 0, 0, 0),
        columns: head.iter().map(|h| Column::new(*h, Kind::Text, 20)).collect(),
        rows: vec![texts(&["1", "1.000001", "Chuyển trường", "Trực tiếp; Trực tuyến"])],
    };
    let lines = source::lines("a.xlsx", &xlsx(&table).unwrap()).unwrap();
    let r = read(&lines, &known());
    assert_eq!(r.proposals.len(), 1, "{:?}", r.lines);
    assert_eq!(
        (r.proposals[0].code.as_str(), r.proposals[0].values["channels"].as_str()),
        ("1.000001", "Trực tiếp; Trực tuyến")
    );
    assert!(r.proposals[0].place.ends_with("dòng 2"), "{}", r.proposals[0].place);
    assert!(source::lines("a.docx", b"PK hong").is_err());
    assert!(source::lines("a", &[0xff, 0xfe, 0x00]).is_err());
}

#[test]
fn what_is_not_clear_is_a_doubt_never_a_guess() {
    let head = "DANH MỤC ĐƯỢC SỬA ĐỔI, BỔ SUNG\nTên thủ tục hành chính\tMã TTHC\tPhí, lệ phí\n";
    let one = |row: &str| text(&format!("{head}{row}\n"));
    // A name two procedures have, and no code.
    let twice = one("Cấp bằng\t\tKhông");
    assert!(twice.proposals.is_empty() && twice.lines[2].why.contains("1.000002, 1.000003"), "{:?}", twice.lines);
    // A name one procedure has: taken, and said.
    let named = one("Thành lập trường\t\tKhông");
    assert_eq!((named.proposals[0].code.as_str(), named.lines[2].outcome.as_str()), ("2.000004", "doubt"));
    // A code with another name; a code the catalogue lacks; the same code twice.
    assert!(one("Tên khác\t1.000001\tKhông").proposals[0].doubts[0].contains("Tên khác với danh mục"));
    assert_eq!(one("Thủ tục lạ\t9.999999\tKhông").proposals[0].change, Change::New);
    let again = one("Chuyển trường\t1.000001\tKhông\nChuyển trường\t1.000001\tKhông");
    assert_eq!((again.proposals.len(), again.lines[3].outcome.as_str()), (1, "doubt"));
    // Before any heading nothing is a row.
    let bare = text("Chuyển trường\t1.000001\tKhông\n");
    assert!(bare.proposals.is_empty() && bare.lines[0].outcome == "left");
    // The rest of a row on the next page.
    let split = one("Chuyển trường\t1.000001\tKhông\n\t\tđối với hộ nghèo");
    assert_eq!(split.proposals[0].values["fee"], "Không\nđối với hộ nghèo");
}

#[test]
fn codes_are_found_with_and_without_the_agencys_part() {
    let cases = [
        ("1.005099", Some("1.005099")),
        ("Chuyển trường (2.001842.000.00.00.H40)", Some("2.001842")),
        ("11.005099", None),
        ("1.0050991", None),
        ("QĐ 1.5", None),
        ("điều 3.000301.", Some("3.000301")),
    ];
    for (text, want) in cases {
        assert_eq!(code_in(text).as_deref(), want, "{text}");
    }
}

const BPMN: &str = r#"<?xml version="1.0"?><b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:other" id="d"><b:process id="p" name="Thử" isExecutable="true"><b:startEvent id="s"/><b:userTask id="a" name="Cũ"><b:extensionElements><x:keep me="yes"/></b:extensionElements></b:userTask><b:userTask id="c" name="Trống"/><b:endEvent id="e"/><b:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><b:sequenceFlow id="f2" sourceRef="a" targetRef="c"/><b:sequenceFlow id="f3" sourceRef="c" targetRef="e"/></b:process></b:definitions>"#;

fn edit(id: &str, (name, minutes): (&str, Option<i64>)) -> StepEdit {
    StepEdit { id: id.into(), name: name.into(), role: "officer".into(), post: "Phòng A & B".into(), minutes }
}

#[test]
fn steps_are_set_in_place_and_the_rest_stays() {
    let edits = [edit("a", ("Thẩm định <1>", Some(270))), edit("c", ("Ký", None))];
    let once = steps::set(BPMN, &edits).unwrap();
    let read = process::parse(&once).unwrap();
    let task = read.task("a").unwrap();
    assert_eq!(
        (task.name.as_str(), task.minutes, task.post.as_deref()),
        ("Thẩm định <1>", Some(270), Some("Phòng A & B"))
    );
    assert_eq!(read.task("c").unwrap().role.as_deref(), Some("officer"));
    assert!(once.contains(r#"<x:keep me="yes"/>"#));
    assert_eq!(steps::set(&once, &edits).unwrap(), once, "a second time changes nothing");
    assert_eq!(steps::minutes("4,5").unwrap(), Some(270));
    assert_eq!(steps::minutes(" ").unwrap(), None);
    assert!(steps::minutes("hai").is_err() && steps::minutes("-1").is_err());
    assert!(steps::set("<a><b></a>", &edits).is_err());
}

#[test]
fn a_process_goes_through_its_table_and_back() {
    let generic = platform::law::LawFiles::built_in();
    let bpmn = generic.get("processes/3760-1.bpmn").unwrap();
    let definition = process::parse(bpmn).unwrap();
    let again = steps::draft(("p", "Thử"), "", steps::as_text(&definition).as_bytes()).unwrap();
    let read = process::parse(&again.bpmn).unwrap();
    assert_eq!(read.total_minutes(), definition.total_minutes());
    assert_eq!(read.tasks().count(), definition.tasks().count());
    assert!(steps::draft(("p", "Thử"), "", b"khong co bang").is_err());
    assert!(steps::draft(("p", "Thử"), "", b"<nothing/>").is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(lines in proptest::collection::vec(proptest::collection::vec("[ -~à-ỹ.0-9]{0,40}", 0..6), 0..20)) {
        let lines: Vec<Line> = lines.into_iter().map(|cells| Line { place: "x".into(), cells }).collect();
        let filled = lines.iter().filter(|l| l.cells.iter().any(|c| !c.trim().is_empty())).count();
        // Every line that holds something is accounted for.
        prop_assert_eq!(read(&lines, &known()).lines.len(), filled);
    }
}
