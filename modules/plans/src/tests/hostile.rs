//! Files that are broken, hostile or empty: what can be read is kept, the rest is told with its place, nothing panics.

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::reading;
use crate::import::{Plan, read};

const HEAD: &str = "STT\tNhiệm vụ\tKết quả\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian";

fn text(rows: &str) -> Plan {
    read("x.txt", format!("KẾ HOẠCH\nThử năm 2024\n{HEAD}\n{rows}").as_bytes(), &reading())
}

fn whys(plan: &Plan) -> Vec<(usize, &str)> {
    plan.not_understood.iter().map(|d| (d.line, d.why.as_str())).collect()
}

#[test]
fn a_broken_table_keeps_what_can_be_read() {
    let plan = text(
        "I\tMỤC\n1\tViệc một\tTờ trình\tPhòng Lạ\t\tSau Tết\n2 Việc hai\t\t\tVP Sở\t\tThường xuyên\nTrang 2\nx\tViệc ba\t\tVP Sở\t\tThường xuyên\tthừa",
    );
    let tasks: Vec<(&str, &str)> = plan.tasks().map(|(_, t)| (t.number.as_str(), t.text.as_str())).collect();
    assert_eq!(tasks, [("1", "Việc một"), ("2", "Việc hai"), ("3", "x Việc ba")]);
    let told = whys(&plan);
    for (line, part) in [
        (5, "Không có đơn vị"),
        (5, "Không hiểu thời gian"),
        (7, "không có ô bảng"),
        (8, "Ô số thứ tự"),
        (8, "ngoài các cột"),
    ] {
        assert!(told.iter().any(|(l, w)| *l == line && w.contains(part)), "{line} {part}: {told:?}");
    }
}

#[test]
fn nothing_empty_bytes_and_foreign_files_are_told() {
    for (name, bytes) in [
        ("a.txt", &b""[..]),
        ("a.txt", b" \n\n"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.docx", b"PK\x03\x04rubbish"),
        ("a.doc", b"\xd0\xcf\x11\xe0"),
    ] {
        let plan = read(name, bytes, &reading());
        assert!(plan.sections.is_empty());
        assert_eq!(plan.not_understood.len(), 1, "{name}");
        assert_eq!(plan.not_understood[0].line, 1);
    }
    let plan = read("a.txt", "Không có bảng nào\nở đây".as_bytes(), &reading());
    assert_eq!(plan.body.len(), 2);
    assert!(plan.not_understood[0].why.contains("Không thấy bảng phụ lục"));
}

#[test]
fn invalid_utf8_is_kept_as_far_as_it_goes_and_told_with_its_line() {
    let mut bytes = format!("{HEAD}\nI\tMỤC\n1\tViệc ").into_bytes();
    bytes.extend([0xff, 0xfe, b' ', b'x']);
    bytes.extend("\t\tVP Sở\t\tThường xuyên\n2\tViệc hai\t\tVP Sở\t\tQuý II/2024".as_bytes());
    let plan = read("a.txt", &bytes, &reading());
    assert_eq!(plan.tasks().count(), 2);
    assert!(plan.tasks().next().unwrap().1.text.starts_with("Việc"));
    assert_eq!(whys(&plan).iter().map(|w| w.0).collect::<Vec<_>>(), [3]);
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(format!("{HEAD}\nI\tMỤC\n1\tViệc\t\tVP Sở\t\tQuý II/2024").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(read("a.txt", &wide, &reading()).tasks().count(), 1);
}

fn docx(body: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn tracked_changes_are_kept_dropped_and_told() {
    let cell = |inner: &str| format!("<w:tc><w:p>{inner}</w:p></w:tc>");
    let words = |t: &str| format!("<w:r><w:t xml:space=\"preserve\">{t}</w:t></w:r>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let head = row(&HEAD.split('\t').map(|h| cell(&words(h))).collect::<Vec<_>>());
    let changed = format!(
        "{}<w:ins>{}</w:ins><w:del><w:r><w:delText>bỏ đi</w:delText></w:r></w:del>",
        words("Việc "),
        words("thêm vào")
    );
    let section = row(&["I", "MỤC", "", "", "", ""].map(|t| cell(&words(t))));
    let task = row(&[
        cell(&words("1")),
        cell(&changed),
        cell(""),
        cell(&words("VP Sở")),
        cell(""),
        cell(&words("Trong năm 2024")),
    ]);
    let plan = read("a.docx", &docx(&format!("<w:tbl>{head}{section}{task}</w:tbl>")), &reading());
    assert_eq!(plan.tasks().next().unwrap().1.text, "Việc thêm vào");
    let told: Vec<(usize, &str)> = plan.not_understood.iter().map(|d| (d.line, d.text.as_str())).collect();
    assert_eq!(told, [(3, "thêm vào"), (3, "bỏ đi")]);
}

#[test]
fn many_rows_are_read_in_reasonable_time_and_the_rest_is_told() {
    let rows: String = (1..60_000).map(|n| format!("\tđoạn nối {n}\t\t\t\t\n")).collect();
    let plan = text(&format!("I\tMỤC\n1\tViệc (\t\tVP Sở\t\tThường xuyên\n{rows}"));
    assert_eq!(plan.tasks().count(), 1);
    assert!(plan.tasks().next().unwrap().1.text.len() < 100_000);
    assert!(plan.not_understood.last().unwrap().why.starts_with("Còn "));
    let many: String = (1..5_000).map(|n| format!("{n}\tViệc {n}\t\tVP Sở\t\tThường xuyên\n")).collect();
    assert_eq!(text(&format!("I\tMỤC\n{many}")).tasks().count(), 2_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "[a-z]{0,4}\\.(txt|docx|xlsx)") {
        read(&name, &bytes, &reading());
    }

    #[test]
    fn any_rows_are_kept_or_told(rows in prop::collection::vec(prop::collection::vec("[IVX1-9a-zĐđ()<>/&;.\\- \t“]{0,14}", 1..8), 0..12)) {
        let body: String = rows.iter().map(|r| r.join("\t") + "\n").collect();
        let plan = text(&body);
        let kept: String = plan.tasks().map(|(_, t)| format!("{} {} {:?}", t.number, t.text, t.parts)).collect();
        prop_assert!(kept.len() < 1_000_000);
        prop_assert!(plan.tasks().all(|(_, t)| !t.parts.is_empty()));
    }

    #[test]
    fn any_time_is_read(words in "(từ|trước|tháng|quý|năm|ngày|đến|I|IV|-|/|,|;| |[0-9]{1,5}){0,14}") {
        let t = crate::import::time::read(&words, Some(2024), &reading());
        prop_assert!(t.from.is_none() || t.to.is_none() || t.from <= t.to);
    }
}
