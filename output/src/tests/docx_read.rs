//! Documents that strangers send: tables keep their shape, bombs and broken files are refused.

use super::data::meta;
use crate::OutputError;
use crate::document::Document;
use crate::docx_read::{Change, DocxItem, Tracked, text_and_tables};
use crate::paper::{Align, docx};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn package(document: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(document).unwrap();
    zip.finish().unwrap().into_inner()
}

fn body(xml: &str) -> Vec<u8> {
    package(format!("<w:document xmlns:w=\"w\"><w:body>{xml}</w:body></w:document>").as_bytes())
}

#[test]
fn our_own_tables_come_back() {
    let rows = [vec!["1".to_owned(), "Tiếp nhận hồ sơ".into()], vec!["2".into(), "Thẩm định\nký nháy".into()]];
    let paper = Document::new("x")
        .paragraph("Quy trình")
        .table(&[("TT", 1, Align::Left), ("Bước", 3, Align::Left)], rows)
        .build();
    let content = text_and_tables(&docx(&paper, &meta()).unwrap()).unwrap();
    assert_eq!(content.items[0], DocxItem::Paragraph("Quy trình".into()));
    let table = content.tables().next().unwrap();
    assert_eq!(*table, [["TT", "Bước"], ["1", "Tiếp nhận hồ sơ"], ["2", "Thẩm định\nký nháy"]]);
}

#[test]
fn merged_nested_deleted_and_doubled_text_is_read_once_in_its_place() {
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    let p = |text: &str| {
        format!("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let nested = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&p("n1")), cell(&p("n2")));
    let wide = cell(&format!("<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}", p("rộng")));
    let xml = format!(
        "<w:tbl><w:tr>{wide}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>\
         <w:p><w:r><w:t>a &lt; b &#x110;</w:t><w:tab/><w:br/><w:delText>xóa</w:delText><w:instrText>PAGE</w:instrText></w:r>\
         <mc:AlternateContent><mc:Choice><w:t>c</w:t></mc:Choice><mc:Fallback><w:t>c</w:t></mc:Fallback></mc:AlternateContent></w:p>",
        cell(&p("3")),
        cell(&(p("1") + &p("1b"))),
        cell(&nested),
        cell("<w:p/>"),
    );
    let content = text_and_tables(&body(&xml)).unwrap();
    assert_eq!(
        content.items,
        [
            DocxItem::Table(vec![
                vec!["rộng".into(), String::new(), "3".into()],
                vec!["1\n1b".into(), "n1\nn2".into(), String::new()]
            ]),
            DocxItem::Paragraph("a < b Đ\t\nc".into()),
        ]
    );
}

#[test]
fn bombs_and_broken_files_are_refused() {
    let bomb = package(&vec![b' '; 130_000_000]);
    assert!(bomb.len() < 1_000_000);
    assert!(matches!(text_and_tables(&bomb).unwrap_err(), OutputError::TooLarge { .. }));
    for broken in [
        b"".to_vec(),
        b"PK\x03\x04 not a zip".to_vec(),
        body("<w:p>")[..80].to_vec(),
        package(b"\xff\xfe<"),
        package(b"<a></b>"),
    ] {
        let refusal = text_and_tables(&broken).unwrap_err();
        assert!(refusal.to_string().contains("lưu lại"), "{refusal}");
    }
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x><w:p><w:t>&b;!</w:t></w:p></x>";
    assert_eq!(text_and_tables(&package(laughs.as_bytes())).unwrap().text(), "!");
}

mod properties {
    use super::{body, text_and_tables};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = text_and_tables(&bytes);
        }

        #[test]
        fn no_markup_panics(tags in proptest::collection::vec("</?w:(p|t|tc|tr|tbl)/?>|x", 0..40)) {
            let _ = text_and_tables(&body(&tags.concat()));
        }
    }
}

#[test]
fn tracked_changes_are_read_as_accepted_and_told_with_their_place() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let xml = format!(
        "<w:p>{}<w:ins w:id=\"1\">{}</w:ins><w:del w:id=\"2\"><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>\
         <w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc><w:p><w:moveFrom>{}</w:moveFrom></w:p></w:tc></w:tr>\
         <w:tr><w:tc><w:p>{}<w:moveTo>{}</w:moveTo></w:p></w:tc></w:tr></w:tbl>",
        run("giữ "),
        run("thêm"),
        run("chuyển"),
        run("đến "),
        run("chuyển"),
    );
    let content = text_and_tables(&body(&xml)).unwrap();
    let rows = vec![vec![String::new()], vec!["đến chuyển".into()]];
    assert_eq!(content.items, [DocxItem::Paragraph("giữ thêm".into()), DocxItem::Table(rows)]);
    let told = |line, change, text: &str| Tracked { line, change, text: text.into() };
    assert_eq!(
        content.tracked,
        [
            told(1, Change::Inserted, "thêm"),
            told(1, Change::Deleted, "bỏ"),
            told(2, Change::Deleted, "chuyển"),
            told(3, Change::Inserted, "chuyển"),
        ]
    );
}
